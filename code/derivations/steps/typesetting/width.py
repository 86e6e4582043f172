r"""A rough estimate of how wide a formula is, in characters: a digit is one wide.

The widths are those of TeX's fonts; what is small counts less, and of a fraction or of
the rows of a matrix the widest counts.
"""

import re

TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[{}^_&]|\s+|.", re.DOTALL)
SCRIPT = 0.71
UNSEEN = re.compile(r"displaystyle|[bB]igg?[lr]?")
WRAPPERS = re.compile("operatorname|text|mathbf|mathbb|hat|bar|tilde")
WORDS = re.compile("log|exp|sinh?|cosh?|tanh?|lim|min|max|arc(sin|cos|tan)")
BINARY = re.compile(r"[-+]|circ|otimes|cdot")
RELATION = re.compile("=|l[te]|g[te]|ne|to|in|succeq|mapsto")
STACKED = (r"\sum", r"\prod", r"\lim")  # their scripts stand below and above
WIDTHS = {"(": 0.8, ")": 0.8, "[": 0.8, "]": 0.8, ",": 0.9, "!": 0.6, "/": 1.0}
WIDTHS |= {"sum": 3.3, "prod": 2.4, "int": 2.0, "thinspace": 0.3, "enspace": 1.0}
WIDTHS |= {"quad": 2.0, "qquad": 4.0, "lvert": 0.6, "rvert": 0.6, "sqrt": 1.7}
WIDTHS |= {"left": 0.8, "right": 0.8}  # tall brackets are wider


def width(tex):
    r"""Return the width of LaTeX in characters.

    >>> width("y - h"), width(r"\frac{1}{m} x_{i}")
    (4.6, 3.5)
    """
    total, _ = _run(TOKEN.findall(tex), 0, 1.0, False)
    return round(total, 1)


def _run(tokens, at, scale, above):
    """The width from a place to what closes it; ``above`` says: in a fraction."""
    rows = [0.0]
    while at < len(tokens) and tokens[at] not in ("}", r"\end"):
        stacked = tokens[at] in STACKED and not above
        base, at = _piece(tokens, at, scale, above)
        scripts = 0.0
        while at < len(tokens) and tokens[at] in ("^", "_"):
            size, at = _piece(tokens, at + 1, SCRIPT * scale, above)
            scripts = max(scripts, size)
        rows[-1] += max(base, scripts) if stacked else base + scripts
        if tokens[at - 1] == r"\cr":
            rows.append(0.0)
    return max(rows), at


def _piece(tokens, at, scale, above):
    """The width of a token with its groups, and the place behind it."""
    token = tokens[at]
    name = token.removeprefix("\\")
    if token == "{":
        size, at = _run(tokens, at + 1, scale, above)
        return size, at + 1
    if name in ("frac", "binom"):
        scale = SCRIPT * scale if above else scale  # a fraction in a fraction is small
        over, at = _piece(tokens, at + 1, scale, True)
        under, at = _piece(tokens, at, scale, True)
        return max(over, under) + 0.5 * scale, at
    if WRAPPERS.fullmatch(name):
        return _piece(tokens, at + 1, scale, above)
    if name == "begin":
        _, at = _piece(tokens, at + 1, scale, above)
        size, at = _run(tokens, at, scale, True)
        _, at = _piece(tokens, at + 1, scale, above)
        return size + 2.0, at
    return _width_of(name, token, scale) * scale, at + 1


def _width_of(name, token, scale):
    if token.isspace() or token == "cr" or UNSEEN.fullmatch(name):
        return 0.0
    if token == "&":
        return 2.0
    if BINARY.fullmatch(name):
        return 2.4 if scale == 1 else 1.6
    if RELATION.fullmatch(name):
        return 2.7 if scale == 1 else 1.6
    if WORDS.fullmatch(name) and len(token) > 1:
        return len(name) + 0.3
    return WIDTHS.get(name, 1.0 if token.isdigit() else 1.4 if token.isupper() else 1.1)
