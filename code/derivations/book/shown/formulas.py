"""Formulas within a sentence of a check, typeset from the expressions they name."""

from __future__ import annotations

import re
from itertools import combinations

from .tables import escape

MOST_FACTORS = 6  # of a product whose parts are looked for


def typeset_names(sentence: str, *expressions) -> str:
    r"""Return a check's sentence in Markdown, the formulas in it typeset.

    The sentence names parts of `expressions` as plain text. Each part that is found in
    it is printed anew from the expression, the longest first; the rest stays as it is.

    >>> from sympy import Symbol
    >>> typeset_names("The factor 1/m has been dropped.", 1 / Symbol("m"))
    'The factor $\\frac{1}{m}$ has been dropped.'
    """
    named = _parts(expressions)
    longest_first = sorted(named, key=len, reverse=True)
    # A name counts where it stands alone: not the "m" within "term". A number may
    # stand before it, or be a fraction by itself.
    names = "|".join(map(re.escape, longest_first)) or r"(?!)"
    parts = re.compile(rf"(?<![\w^_])(?:(\d+) )?(?:({names})|(\d+)/(\d+))(?![\w^_])")
    pieces, end = [], 0
    for found in parts.finditer(sentence):
        number, name, over, under = found.groups()
        formula = named[name] if name else rf"\frac{{{over}}}{{{under}}}"
        formula = f"{number} {formula}" if number else formula
        pieces += [_escaped(sentence[end : found.start()]), f"${formula}$"]
        end = found.end()
    return "".join([*pieces, _escaped(sentence[end:])])


def _escaped(text: str) -> str:
    """Escape a part of a sentence and keep the spaces at its ends."""
    start = text[: len(text) - len(text.lstrip())]
    end = text[len(text.rstrip()) :] if text.strip() else ""
    return f"{start}{escape(text)}{end}"


def _parts(expressions) -> dict[str, str]:
    """The plain text of every part that no word can be mistaken for, with its LaTeX."""
    from sympy import Basic, Mul, evaluate, preorder_traversal

    from derivations.steps.typesetting.latex import latex
    from derivations.steps.typesetting.plain import plain

    found: dict[str, str] = {}
    for expression in expressions:
        if not isinstance(expression, Basic):
            continue
        for part in preorder_traversal(expression):
            for piece in (part, *_products(part, Mul, evaluate)):
                text = _safely(plain, piece)
                if text and not re.fullmatch(r"[A-Za-z]?\w", text):
                    found.setdefault(text, latex(piece))
    return found


def _products(part, mul, evaluate):
    """A product without some of its factors: what a check calls a part of a line."""
    if not isinstance(part, mul) or len(part.args) > MOST_FACTORS:
        return
    with evaluate(False):
        for size in range(2, len(part.args)):
            for factors in combinations(part.args, size):
                yield mul(*factors)


def _safely(plain, piece) -> str:
    try:
        return plain(piece)
    except (AttributeError, TypeError, ValueError, NotImplementedError):
        return ""  # an auxiliary node that is no formula by itself, such as limits
