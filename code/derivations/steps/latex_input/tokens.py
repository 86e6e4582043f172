"""LaTeX cut into tokens, each with its place; what only moves ink is left out."""

import re
from dataclasses import dataclass

from .errors import NotUnderstood

#: Spacing, size, style and the like: no meaning.
_IGNORED = re.compile(
    r"[~&]|\\(?:[,;:!> ]|q?quad|enspace|(?:neg)?(?:thin|med|thick)space|left|right"
    r"|(?:foot|script)(?:note)?size|small|[tT]iny|[lL]arge|normalsize|limits|nolimits"
    r"|(?:display|text|script)style|nonumber|notag|[bB]igg?[lrm]?|middle|mathstrut"
    r"|strut|centering|noindent|math(?:open|close)|allowbreak|ensuremath)"
)
#: These are left out together with the group that follows.
_IGNORED_WITH_GROUP = {
    r"\label",
    r"\tag",
    r"\hspace",
    r"\vspace",
    r"\color",
    r"\vphantom",
}
_FONTS = {r"\mathbf", r"\boldsymbol", r"\bm", r"\mathit", r"\pmb", r"\mathsf", r"\bf"}
_SAME = {
    r"\lbrack": "[",
    r"\rbrack": "]",
    r"\lbrace": r"\{",
    r"\rbrace": r"\}",
    r"\lVert": r"\|",
    r"\rVert": r"\|",
    r"\Vert": r"\|",
    r"\vert": "|",
    r"\leq": r"\le",
    r"\geq": r"\ge",
    r"\leqslant": r"\le",
    r"\geqslant": r"\ge",
    r"\lt": "<",
    r"\gt": ">",
    r"\neq": r"\ne",
    r"\dfrac": r"\frac",
    r"\tfrac": r"\frac",
    r"\cfrac": r"\frac",
    r"\ast": "*",
    r"\intercal": r"\top",
    r"\rightarrow": r"\to",
    r"\coloneqq": ":=",
    r"\textrm": r"\text",
    r"\textit": r"\text",
    r"\mbox": r"\text",
    r"\intertext": r"\text",
    r"\tbinom": r"\binom",
    r"\dbinom": r"\binom",
}
_TOKEN = re.compile(
    r"(?P<comment>(?<!\\)%[^\n]*)"
    r"|(?P<newline>\\\\(?:\s*\[[^\]\n]*\])?)"
    r"|(?P<command>\\(?:[a-zA-Z]+\*?|.))"
    r"|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<assign>:=)"
    r"|(?P<other>\S)",
    re.DOTALL,
)


@dataclass(frozen=True)
class Token:
    """One token: what it says, and the characters ``start`` to ``end`` of the source.

    ``content`` is the text of a group that belongs to it: the words of ``\\text{...}``,
    the name of an environment.
    """

    text: str
    start: int
    end: int
    content: str = ""


def tokens(source: str, start: int = 0, end: int | None = None) -> list[Token]:
    r"""The tokens of a part of the source.

    Raises
    ------
    NotUnderstood
        A group is not closed.

    Examples
    --------
    >>> [token.text for token in tokens(r"\left( \mathbf x \, \le \frac12 \right)")]
    ['(', 'x', '\\le', '\\frac', '12', ')']
    """
    found: list[Token] = []
    place, stop = start, len(source) if end is None else end
    while match := _TOKEN.search(source, place, stop):
        place = match.end()
        text = match.group()
        here = match.start()
        if match["comment"]:
            continue
        if match["newline"]:
            found.append(Token("\\\\", here, place))
            continue
        if text in (r"\left", r"\right") and (
            delimiter := re.match(r"\s*([.|])", source[place:stop])
        ):
            place += delimiter.end()
            found.append(Token(text + delimiter[1], here, place))
            continue
        text = _SAME.get(text, text)
        if text in _IGNORED_WITH_GROUP:
            _, place = _group(source, place, stop)
        elif text in _FONTS:  # bold letters are letters; a bold 1 is a vector of ones
            if one := re.match(r"\s*(?:\{\s*1\s*\}|1)", source[place:stop]):
                place += one.end()
                found.append(Token(r"\mathbf{1}", here, place))
        elif text in (
            r"\begin",
            r"\end",
            r"\text",
            r"\operatorname",
            r"\operatorname*",
        ):
            content, place = _group(source, place, stop)
            found.append(_worded(text, content.strip(), here, place))
        elif text in (r"\mathrm", r"\rm", r"\mathbb", r"\mathcal", r"\mathscr"):
            content, place = _group(source, place, stop)
            found.append(_lettered(text, content.strip(), here, place))
        elif not _IGNORED.fullmatch(text):
            found.append(Token(text, here, place))
    return _primes(found)


def _primes(found: list[Token]) -> list[Token]:
    r"""The same with ``'`` for ``^\prime``, in braces or not."""
    texts, kept, at = [token.text for token in found], [], 0
    while at < len(found):
        if texts[at : at + 2] == ["^", r"\prime"]:
            kept.append(Token("'", found[at].start, found[at + 1].end))
            at += 2
            continue
        inner = next((k for k in range(at + 2, len(found)) if texts[k] != r"\prime"), 0)
        if texts[at : at + 2] == ["^", "{"] and inner > at + 2 and texts[inner] == "}":
            kept += [Token("'", t.start, t.end) for t in found[at + 2 : inner]]
            at = inner + 1
            continue
        kept.append(found[at])
        at += 1
    return kept


def _worded(command: str, content: str, start: int, end: int) -> Token:
    if command.startswith(r"\operatorname"):
        return Token(rf"\{content}", start, end)
    return Token(command, start, end, content)


def _lettered(command: str, content: str, start: int, end: int) -> Token:
    r"""An operator for ``\mathrm{tr}``, a letter for ``\mathrm{d}``, or a name."""
    if command in (r"\mathrm", r"\rm"):
        return Token(rf"\{content}" if len(content) > 1 else content, start, end)
    return Token(f"{command}{{{content}}}", start, end)


def _group(source: str, place: int, stop: int) -> tuple[str, int]:
    """The text of the next group or character, and the place after it."""
    match = re.compile(r"\s*").match(source, place, stop)
    first = match.end() if match else place
    if first >= stop:
        raise NotUnderstood("a group {...} is expected here", place, source)
    if source[first] != "{":
        letter = re.compile(r"\\[a-zA-Z]+|.").match(source, first, stop)
        assert letter is not None
        return letter.group(), letter.end()
    depth = 0
    for at in range(first, stop):
        if source[at] in "{}" and source[at - 1 : at] != "\\":
            depth += 1 if source[at] == "{" else -1
            if depth == 0:
                return source[first + 1 : at], at + 1
    raise NotUnderstood("this group is not closed", first, source)
