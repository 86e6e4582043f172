"""A rough estimate of how wide a formula is, in characters."""

import re

TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[{}^_&]|\s+|.", re.DOTALL)
NOTHING = re.compile("left|right|([bB]igg?|displaystyle)[lr]?|cr")
SPACES = {"thinspace": 0.3, "quad": 2, "qquad": 4}
SIGNS = {"sum": 2, "prod": 2, "int": 1.5}
WORDS = re.compile("log|exp|sinh?|cosh?|tanh?|lim|min|max")
WRAPPERS = re.compile("operatorname|text|mathbf|hat|bar|tilde|sqrt")


def width(tex):
    r"""Return the width of LaTeX in characters: fractions and scripts count as set.

    >>> width(r"\frac{1}{m} x_{i}")
    2.6
    """
    total, _ = _run(TOKEN.findall(tex), 0)
    return round(total, 2)


def _run(tokens, at):
    total, script = 0.0, 0.0
    while at < len(tokens):
        token = tokens[at]
        if token == "}":
            break
        if token in "^_":
            size, at = _group(tokens, at + 1)
            script = max(script, 0.6 * size)
            continue
        if not token.isspace():
            total, script = total + script, 0.0
        size, at = _group(tokens, at)
        total += size
    return total + script, at


def _group(tokens, at):
    """The width of one token or braced group, and the place behind it."""
    token = tokens[at]
    if token == "{":
        size, at = _run(tokens, at + 1)
        return size, at + 1
    name = token[1:] if token.startswith("\\") else ""
    if name == "frac":
        above, at = _group(tokens, at + 1)
        below, at = _group(tokens, at)
        return max(above, below), at
    if WRAPPERS.fullmatch(name):
        size, at = _group(tokens, at + 1)
        return size + (name == "sqrt"), at
    if name in ("begin", "end"):
        _, at = _group(tokens, at + 1)
        return 0.5, at
    if token.isspace() or token == "&" or NOTHING.fullmatch(name):
        return 0.0, at + 1
    if WORDS.fullmatch(name):
        return float(len(name)), at + 1
    if token in ("+", "-", "="):
        return 2.0, at + 1
    return float(SPACES.get(name, SIGNS.get(name, 1))), at + 1
