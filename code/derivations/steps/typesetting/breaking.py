r"""Break a long formula before a plus or a minus, as one breaks it by hand.

A break may stand inside one pair of brackets: ``\left[ ... \right]`` cannot reach over
a line end, so that such a pair gets a fixed size.
"""

import re

OPENING = re.compile(r"\\left|\\[bB]igg?l|[(\[{]|\\begin|\\l(vert|Vert|floor|ceil)\b")
CLOSING = re.compile(r"\\right|\\[bB]igg?r|[)\]}]|\\end|\\r(vert|Vert|floor|ceil)\b")
TOKEN = re.compile(
    r"\\(?:left|right|[bB]igg?[lr])(?:\\[a-z]+|.)|\\(?:begin|end)\{\w+\*?\}"
    r"|\\[A-Za-z]+|[{}()\[\]]| [+-] |.",
    re.DOTALL,
)
DEEPEST = 2


def break_lines(text, limit, width, whole=0):
    """Return the lines of a formula, each at most about ``limit`` wide where it can be.

    ``width`` tells how wide a piece of text is. Brackets that are narrower than
    ``whole`` are not torn apart, even if a line is then too long.

    >>> break_lines("a + b + [c - d]", 9, len)
    ['a + b', '+ [c - d]']
    >>> break_lines("a b c d (1 - x) e", 14, len, whole=8)
    ['a b c d (1 - x) e']
    """
    lines = [text]
    for depth in range(DEEPEST + 1):
        lines = [
            part
            for line in lines
            for part in (
                [line]
                if width(line) <= limit
                else _filled(_pieces(line, depth, whole, width), limit, width)
            )
        ]
    return _with_fixed_brackets(lines)


def _pieces(text, deepest, whole, width):
    """Cut before every plus and minus that stands in at most so many brackets.

    What stands in brackets narrower than `whole` is not cut.
    """
    pieces, closed = [""], []
    tokens = TOKEN.findall(text)
    for at, token in enumerate(tokens):
        if token in (" + ", " - ") and len(closed) <= deepest and "{" not in closed:
            pieces.append(token.lstrip())
            continue
        if OPENING.match(token):
            stays = width(_group(tokens, at)) < whole
            closed.append("{" if token == "{" or "begin" in token or stays else "(")
        elif CLOSING.match(token):
            closed = closed[:-1]
        pieces[-1] += token
    return pieces


def _group(tokens, at):
    """What stands from an opening bracket to the one that closes it."""
    inside, depth = "", 0
    for token in tokens[at:]:
        inside += token
        depth += bool(OPENING.match(token)) - bool(CLOSING.match(token))
        if depth == 0:
            break
    return inside


def _filled(pieces, limit, width):
    lines = [pieces[0]]
    for piece in pieces[1:]:
        joined = f"{lines[-1]} {piece}"
        if width(joined) <= limit:
            lines[-1] = joined
        else:
            lines.append(piece)
    return lines


def _with_fixed_brackets(lines):
    r"""Replace every ``\left ... \right`` that a line end cuts through."""
    stack, edits = [], []
    for number, line in enumerate(lines):
        for found in re.finditer(r"\\(left|right)(\\[a-z]+|.)", line):
            if found[1] == "left":
                stack.append((number, found))
                continue
            start, opening = stack.pop()
            if start == number:
                continue
            between = "".join(lines[start : number + 1])
            size = _fixed_size(between)
            edits.append((start, opening, size + opening[2]))
            edits.append((number, found, size[:-1] + "r" + found[2]))
    return _edited(lines, edits)


def _fixed_size(between):
    """The bracket that is as tall as what stands in it."""
    if re.search(r"\\frac\{[^{}]*\\left|\\frac\{[^{}]*\\frac", between):
        return r"\Biggl"
    tall = re.search(r"\\(sum|prod|int|frac)\b", between)
    return r"\biggl" if tall else r"\Bigl"


def _edited(lines, edits):
    """Put new text in the places found, the last place first: the others stay put."""
    lines = list(lines)
    for number, found, new in sorted(edits, key=lambda e: e[1].start(), reverse=True):
        line = lines[number]
        lines[number] = line[: found.start()] + new + line[found.end() :]
    return lines
