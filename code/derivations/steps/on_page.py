r"""What a page shows of a derivation in LaTeX: plain values, formulas as LaTeX."""

import re
from collections.abc import Callable
from typing import Any

import sympy as sp

from derivations.steps.diagnosis.explanation import Explanation
from derivations.steps.latex_input import Both, Definition, Names
from derivations.steps.numbers.counterexample import Counterexample
from derivations.steps.typesetting.breaking import break_lines
from derivations.steps.typesetting.latex import RELATIONS, latex
from derivations.steps.typesetting.marks import MARKS, words_of
from derivations.steps.typesetting.width import width
from derivations.steps.verdicts.step_verdict import HOLDS, StepVerdict

from .errors import Unsupported
from .latex_check import LatexLine, LatexReport, NotUnderstood, check_latex
from .refused_on_page import placed, refusal

WIDE = 50  # characters of a formula's line, as in the chapters
#: What a single change of a line concerns, by the kind of its explanation.
WRONG = {
    "sign": "A sign",
    "index": "An index",
    "transposed": "A transpose",
    "chain factor": "A factor of the chain rule",
    "factor": "A factor",
    "power": "A power",
    "term": "A term",
    "delta": "A Kronecker delta",
    "limits": "A limit of a sum",
    "exchanged": "The order of two factors",
}


def answer(
    source: str,
    names: str = "",
    *,
    wide: float = WIDE,
    on_line: Callable[[dict[str, Any]], Any] | None = None,
) -> dict[str, Any]:
    r"""Judge a derivation for a page; what is not understood is part of the answer.

    Parameters
    ----------
    source, names : str
        As for :func:`derivations.check_latex`.
    wide : float, optional
        How many characters of a formula fit into a line.
    on_line : callable, optional
        Called with every line of the answer as soon as it is judged.

    Returns
    -------
    dict
        Plain values: "verdict", "sentence", "wrong" (the number of the first wrong
        line), "lines" and "letters"; or "refused", with the place.

    Examples
    --------
    >>> shown = answer(r"\frac{d}{dx} x^3 = 3x", "x: real")
    >>> shown["sentence"], [line["mark"] for line in shown["lines"]]
    ('Line 2 is wrong.', ['', 'refuted'])
    >>> answer("x + q = x", "x: real")["refused"]["remedies"][0]
    'q: real'
    """
    if not source.strip():
        return {"refused": refusal("There is nothing to check yet.")}
    teller = _Teller(wide, on_line)
    try:
        report = check_latex(source, names=names, on_line=teller)
    except NotUnderstood as error:
        return {"refused": placed(error, source, names)}
    except (Unsupported, TypeError, ValueError) as error:
        return {"refused": refusal(str(error))}
    return {
        "verdict": report.verdict,
        "sentence": headline(report),
        "wrong": report.first_wrong,
        "lines": teller.lines,
        "letters": letters(report.names),
    }


class _Teller:
    """Hands on every line as plain values; only the first wrong one is explained."""

    def __init__(self, wide: float, tell: Callable[[dict[str, Any]], Any] | None):
        self.lines: list[dict[str, Any]] = []
        self.wide, self.tell, self.went_wrong = wide, tell, False

    def __call__(self, line: LatexLine) -> None:
        wrong = line.verdict is not None and line.verdict.verdict not in HOLDS
        self.lines.append(shown_line(line, self.wide, wrong and not self.went_wrong))
        self.went_wrong = self.went_wrong or wrong
        if self.tell is not None:
            self.tell(self.lines[-1])


def headline(report: LatexReport) -> str:
    """The verdict on the whole in a few words."""
    if report.first_wrong is not None:
        found = report.lines[report.first_wrong - 1].verdict
        assert found is not None
        words = "wrong" if found.verdict == "refuted" else "not decided"
        return f"Line {report.first_wrong} is {words}."
    steps = sum(line.verdict is not None for line in report.lines)
    if not steps:
        return "Nothing to compare: a chain needs two sides at least."
    return "The step holds." if steps == 1 else f"All {steps} steps hold."


def shown_line(line: LatexLine, wide: float, explained: bool) -> dict[str, Any]:
    """One line as plain values, with what is wrong in it where that is asked for."""
    mark, glyph = _mark(line)
    return {
        "number": line.number,
        "start": line.start,
        "end": line.end,
        "formulas": formulas(line, wide),
        "mark": mark,
        "glyph": glyph,
        "words": words(line, explained),
        "reason": line.reason,
        "why": why(line.verdict) if explained else None,
    }


def _mark(line: LatexLine) -> tuple[str, str]:
    """What the line is called in style sheets, and its sign."""
    if line.verdict is None:
        return "", ""
    if _is_back(line):
        return "again", "↺"
    return line.verdict.mark, MARKS[line.verdict.mark].glyph


def _is_back(line: LatexLine) -> bool:
    """Whether a line differs from a wrong one before it, and is right again by that."""
    refuted = line.verdict is not None and line.verdict.verdict == "refuted"
    return refuted and line.right_again is not None


def formulas(line: LatexLine, wide: float) -> list[str]:
    """The line as it was understood, in as many pieces as its width needs."""
    if line.expression is None:
        return [rf"{_sign(line.relation)} \dots".strip()]
    first, *more = break_lines(latex(line.expression), wide, width, whole=wide / 2)
    return [
        f"{_sign(line.relation)} {first}".strip(),
        *(rf"\qquad {{}}{piece}" for piece in more),
    ]


def _sign(relation: str) -> str:
    signs = {"approx": r"\approx", "condition": r"\overset{!}{=}", **RELATIONS}
    return signs.get(relation, relation)


def words(line: LatexLine, explained: bool = False) -> str:
    """What the check found of a line, in a few words."""
    found = line.verdict
    if found is None:
        return line.note or "the start"
    if _is_back(line):
        return f"right again: equals line {line.right_again}"
    if found.verdict == "refuted":
        return "wrong" if explained else "not equal to the line before"
    number = {"agrees": str(found.points)}.get(found.mark, found.scope)
    return words_of(found.mark, {found.mark: number})


def why(found: StepVerdict | None) -> dict[str, Any]:
    """What is wrong: words and formulas, both values, the point of the values."""
    assert found is not None
    return {
        "said": explained(found.explanation),
        "note": found.note,
        "values": found.counterexample and _values(found.counterexample, found),
    }


def explained(found: Explanation | None) -> list[list[str]]:
    """An explanation with all its formulas typeset and none of them cut."""
    if found is None:
        return []
    if found.mended is None:
        return said(found.markdown())
    what = WRONG.get(found.kind, "Something in it")
    perhaps = "Perhaps: " if found.is_guess else ""
    words = f"{perhaps}{what} is wrong. The line put right: "
    return [["words", words], ["formula", latex(found.mended)]]


def said(markdown: str) -> list[list[str]]:
    r"""The words and the formulas of a sentence, one after the other.

    >>> said(r"A factor $2$ is missing in a\_b.")
    [['words', 'A factor '], ['formula', '2'], ['words', ' is missing in a_b.']]
    """
    pieces = re.split(r"(?<!\\)\$", markdown)
    return [
        ["formula", piece] if k % 2 else ["words", re.sub(r"\\(.)", r"\1", piece)]
        for k, piece in enumerate(pieces)
        if piece
    ]


def _values(found: Counterexample, step: StepVerdict) -> dict[str, Any]:
    bound = set()
    for side in (step.left, step.right):
        bound |= side.atoms(sp.Symbol) - side.free_symbols
    hidden = {str(symbol) for symbol in bound}
    point = [
        [latex(sp.Symbol(name)), value]
        for name, value in found.point.items()
        if name not in hidden
    ]
    return {
        "left": found.left,
        "right": found.right,
        "entry": found.entry,
        "point": point,
    }


def letters(names: Names) -> list[dict[str, str]]:
    """How every name was read: what it is called, and what it is or stands for."""
    shown = []
    for name, words in names.read:
        what = names.known.get(name)
        if isinstance(what, Definition):
            places = f"({', '.join(what.places)})" if what.places else ""
            formula = {"name": name + places, "kind": "definition", "says": what.body}
            shown.append(formula)
        else:
            says = f"{_shape(what)}{words}"
            shown.append({"name": name, "kind": "declared", "says": says})
    assumed = [
        {"name": n, "kind": "assumed", "says": says} for n, says in names.assumed
    ]
    return shown + assumed


def _shape(what: Any) -> str:
    """What kind of thing has been declared, where its size alone does not say so."""
    if isinstance(what, sp.IndexedBase):
        return "a vector: " if len(what.shape) == 1 else "a table: "
    return "a matrix: " if isinstance(what, (Both, sp.MatrixExpr)) else ""
