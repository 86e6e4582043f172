"""Formulas within a sentence of a check, typeset from the expressions they name."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

from .tables import escape

if TYPE_CHECKING:
    from derivations.steps import StepVerdict

ARROW = "\N{RIGHTWARDS ARROW}"
_NO_NAME = r"\d|[aAI]|[A-Za-z]\w"  # a number, or what may be a word
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
    parts = re.compile(
        rf"(?<![\w^_])(?:({names})|(\d+) ({names})|(?:(\d+) )?(\d+)/(\d+))(?![\w^_])"
    )
    pieces, end = [], 0
    for found in parts.finditer(sentence):
        name, number, times, whole, over, under = found.groups()
        formula = rf"\frac{{{over}}}{{{under}}}" if over else named[name or times]
        formula = " ".join(filter(None, (number, whole, formula)))
        pieces += [escaped_part(sentence[end : found.start()]), f"${formula}$"]
        end = found.end()
    return "".join([*pieces, escaped_part(sentence[end:])])


def first_sentence(text: str) -> str:
    """What stands before the end of a sentence; ``...`` is none."""
    return re.split(r"(?<=[^.]\.) (?=[A-Z])", text, maxsplit=1)[0]


def typeset_slip(step: StepVerdict) -> str:
    """Return what a check says of a slip, its first sentence in Markdown."""
    found = step.explanation
    assert found is not None
    lines = step.left, step.right, found.correct
    return first_sentence(found.markdown(lambda text: typeset_names(text, *lines)))


def escaped_part(text: str) -> str:
    """Return a part of a sentence for Markdown, with the spaces at its ends."""
    start = text[: len(text) - len(text.lstrip())]
    end = text[len(text.rstrip()) :] if text.strip() else ""
    shown = re.sub(r"(\d) x (?=\d)", "\\1 \N{MULTIPLICATION SIGN} ", text)
    return f"{start}{escape(shown.replace('->', ARROW))}{end}"


def _parts(expressions) -> dict[str, str]:
    """The plain text of every part that no word can be mistaken for, with its LaTeX."""
    from sympy import Basic, Mul, evaluate, preorder_traversal

    from derivations.steps.typesetting.latex import latex

    found: dict[str, str] = {}
    for expression in expressions:
        if not isinstance(expression, Basic):
            continue
        for part in preorder_traversal(expression):
            for piece in (part, *_products(part, Mul, evaluate)):
                for text in _texts(piece):
                    if not re.fullmatch(_NO_NAME, text):
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


def _texts(piece) -> set[str]:
    """What a sentence may call a part: its plain text, whole or cut short."""
    from derivations.steps.slips.trees import NARROW, WIDTH, short
    from derivations.steps.typesetting.plain import plain

    try:
        return {plain(piece), short(piece, WIDTH), short(piece, NARROW)} - {""}
    except (AttributeError, TypeError, ValueError, NotImplementedError):
        return set()  # an auxiliary node that is no formula by itself, such as limits
