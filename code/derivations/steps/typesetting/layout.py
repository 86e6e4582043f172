"""A chain of lines as a whole: for the page, for LaTeX, for a terminal.

The functions take rows of plain data and know nothing of how lines are judged.
"""

import re

from derivations.steps.vocabulary.conditions import conditions_of

from .breaking import break_lines
from .latex import RELATIONS, latex
from .marks import MARKS, Row, marks_used, words_of
from .plain import RELATIONS as PLAIN_RELATIONS
from .plain import plain
from .rules import PAGE, link_rule
from .width import width

__all__ = [
    "MARKS",
    "Row",
    "chain_latex",
    "chain_markdown",
    "chain_text",
    "equation",
    "glyph",
]

RULES_PAGE = PAGE  # the way from a notebook to the page that states the rules
LINE = 50  # widest line of a formula on the page, in characters
TERMINAL = 64
IN_WORDS = f"${MARKS['in-words'].latex}$ "  # before a condition that is a text


def equation(left, right, relation="="):
    r"""An equation as LaTeX, the right side below where both are too wide.

    >>> equation("a", "b")
    'a = b'
    """
    sign = RELATIONS.get(relation, relation)
    left, right = latex(left), latex(right)
    if width(left) + width(right) <= LINE:
        return f"{left} {sign} {right}"
    if width(left) <= LINE / 3:
        first, *more = break_lines(right, LINE - width(left), width)
        lines = [f"{left} &{sign} {first}", *(rf"& \qquad {{}}{line}" for line in more)]
    else:
        lines = [
            f"& {line}" for line in _lines("", left) + _lines(rf"\quad {sign}", right)
        ]
    return "\\begin{aligned}\n" + " \\cr\n".join(lines) + "\n\\end{aligned}"


def _relation(row, names):
    return names.get(row.relation, row.relation) if row.relation else ""


def _as_mathematics(condition):
    """A condition between dollars: an expression, or a text such as ``0 < h < 1``."""
    if not isinstance(condition, str):
        return f"${latex(condition)}$"
    plain_words = re.search(r"\$|(?<!\\)\b[A-Za-z]{2,}", condition)
    if plain_words or not re.search("[<>=]", condition):
        return condition
    for sign in ("<=", ">=", "<", ">"):
        condition = re.sub(
            rf"{sign}(?!=)", lambda _, s=sign: RELATIONS[s] + " ", condition
        )
    return "$" + re.sub(" +", " ", condition) + "$"


# Markdown


def chain_markdown(rows, legend=None, page=None, foot=None, anchor=""):
    """The chain as a table of formulas beside reasons, with the legend below.

    It is plain Markdown inside a `div`, so that the page can style it and a viewer
    without our style still shows a table. With `foot`, a line of Markdown that says
    what the marks of all lines say, it stands in the place of the legend, and marks
    that are all equal are left out. `anchor` begins the name of every line: `line-3`.
    """
    alike = foot is not None and len(marks_used(rows)) == 1
    lines = ["| Line | Reason and check |", "| :--- | :--- |"]
    for number, row in enumerate(rows, start=1):
        if row.left is not None:
            lines += [f"| {formula} | |" for formula in _formulas("", row.left)]
        *head, last = _formulas(r"\quad " + _relation(row, RELATIONS), row.right)
        reason = _reason(row, page or RULES_PAGE)
        check = _check(row, number, legend, anchor, alike)
        beside = f"{reason} {check} ".lstrip()
        lines += [f"| {formula} | |" for formula in head]
        lines.append(f"| {last} | {beside}|")
    table = "\n".join(lines)
    below = _legend(rows, legend) if foot is None else f"<small>{foot}</small>\n\n"
    return f'<div class="derivation">\n\n{table}\n\n{below}</div>'


def _formulas(lead, expr):
    """A formula as mathematics in line, broken where it is too wide."""
    first, *more = _lines(lead, expr)
    return [rf"$\displaystyle {line}$" for line in (first, *more)]


def _lines(lead, expr):
    """The LaTeX of a formula line by line, what follows the first set deeper."""
    first, *more = break_lines(latex(expr), LINE, width)
    indent = r"\qquad\quad" if lead else r"\qquad"
    return [
        f"{lead.strip()} {first}".strip(),
        *(f"{indent} {{}}{line}" for line in more),
    ]


def _reason(row, page):
    text = link_rule(row.reason, page)
    for condition in conditions_of(row.needs):
        mark = f"{glyph('in-words')} " if isinstance(condition, str) else ""
        text += f"; needs {mark}{_as_mathematics(condition)}"
    if row.source:
        text = f"{text} ({row.source})".strip()
    return text.replace("|", r"\|")


def _check(row, number, legend, anchor="", alike=False):
    """The mark, a word where the line needs attention, and the line's number."""
    if row.mark is None:
        return ""
    said = "" if alike else f"{glyph(row.mark, legend)} {MARKS[row.mark].short}".strip()
    name = f' id="{anchor}-{number}"' if anchor else ""
    return f'<span class="check"{name}>{f"{said} ({number})".strip()}</span>'


def glyph(mark, legend=None):
    """A mark as the page shows it, with its meaning for those who point at it.

    >>> glyph("cited")
    '<abbr class="cited" title="cited, not checked here">†</abbr>'
    """
    title = words_of(mark, legend)
    return f'<abbr class="{mark}" title="{title}">{MARKS[mark].glyph}</abbr>'


def _legend(rows, legend):
    said = [f"{MARKS[m].glyph}\u00a0{words_of(m, legend)}" for m in marks_used(rows)]
    return "<small>" + " · ".join(said) + "</small>\n\n" if said else ""


# LaTeX


def chain_latex(rows, legend=None):
    r"""The chain as one display with ``aligned``: formula, reason, mark."""
    lines = []
    for row in rows:
        if row.left is not None:
            lines += [f"& {line}" for line in _lines("", row.left)]
        *head, last = _lines(r"\quad " + _relation(row, RELATIONS), row.right)
        mark = MARKS[row.mark].latex if row.mark else ""
        beside = f"&& {_text(_plain_reason(row, in_words=IN_WORDS))} && {mark}"
        lines += [*(f"& {line}" for line in head), f"& {last} {beside}"]
    for mark in marks_used(rows):
        said = _text(words_of(mark, legend))
        lines.append(rf"& \scriptstyle {MARKS[mark].latex}\enspace {said}")
    body = " \\cr\n".join(lines)
    return f"$$\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n$$"


def _text(text):
    """Words as text and mathematics between dollars as mathematics."""
    pieces = text.replace("&", "and").replace("%", r"\%").split("$")
    return "".join(
        piece if k % 2 else rf"\text{{{piece}}}"
        for k, piece in enumerate(pieces)
        if piece
    )


def _plain_reason(row, write=_as_mathematics, in_words=""):
    text = re.sub(r"\[([^]]+)\]\([^)]*\)", r"\1", row.reason)  # links are for pages
    for condition in conditions_of(row.needs):
        mark = in_words if isinstance(condition, str) else ""
        text += f"; needs {mark}{write(condition)}"
    return f"{text} ({row.source})".strip() if row.source else text


# Terminal


def chain_text(rows, legend=None):
    """The chain as aligned columns: number, formula, reason, what the check found."""
    lines = []
    for number, row in enumerate(rows, start=1):
        if row.left is not None:
            first, *more = break_lines(plain(row.left), TERMINAL, len)
            lines += [("", first, "", ""), *(("", f"    {m}", "", "") for m in more)]
        first, *more = break_lines(plain(row.right), TERMINAL, len)
        relation = _relation(row, PLAIN_RELATIONS)
        formulas = [f"  {relation} {first}", *(f"      {line}" for line in more)]
        said = "# " + _plain_reason(row, plain, "(in words) ").replace("$", "")
        numbers = [f"{number:>2}"] + [""] * len(more)
        lines += [(k, f, "", "") for k, f in zip(numbers, formulas, strict=True)]
        lines[-1] = (numbers[-1], formulas[-1], said, _found(row, legend))
    formulas = max((len(formula) for _, formula, _, _ in lines), default=0)
    reasons = max((len(said) for _, _, said, _ in lines), default=0)
    return "\n".join(
        f"{number:>2} {formula:<{formulas}}  {said:<{reasons}}  {found}".rstrip()
        for number, formula, said, found in lines
    )


def _found(row, legend):
    if row.mark is None:
        return ""
    number = (legend or {}).get(row.mark)
    return f"[{MARKS[row.mark].text.format(f' ({number})' if number else '')}]"
