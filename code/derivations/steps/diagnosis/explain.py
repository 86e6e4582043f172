"""What is wrong in a refuted step: the usual slips, tried in order.

Each hypothesis must explain every point at which both sides have a value. The first
that fits is reported; a step that none of them explains is said to be so.
"""

from dataclasses import replace

from mpmath import mp
from sympy.matrices.expressions import ZeroMatrix

from derivations.steps.errors import NO_ANSWER

from .aligned import wrong_against_form
from .conditions import holds_in_part
from .explanation import Explanation
from .factors import (
    dropped_factor,
    missing_factor,
    wrong_sign,
)
from .parts import in_part
from .ratio import named_factor
from .repairs import (
    exchanged_name,
    repaired,
    slip_on_the_way,
    wrong_number,
)
from .sides import DIGITS, Sides
from .symmetric import other_convention
from .terms import (
    constant_apart,
    known_difference,
    wrong_coefficient,
)
from .two_slips import two_slips
from .variants import wrong_part, wrong_power, wrong_range
from .wrong_rules import (
    wrong_derivative,
    wrong_rule,
    wrong_rule_backwards,
)


def derivative_explained(sides):
    """A rule of differentiation that was used wrongly, and where it shows."""
    found = wrong_derivative(sides)
    if found is None:
        return None
    for hypothesis in (named_factor, slip_on_the_way):
        shown = hypothesis(sides)
        if shown is not None:
            words = f"{found.words} {shown.words}"
            return replace(found, words=words, pieces=(*found.pieces, *shown.pieces))
    return found


HYPOTHESES = (
    wrong_sign,
    other_convention,
    derivative_explained,
    wrong_rule,
    wrong_rule_backwards,
    wrong_range,
    wrong_power,
    in_part,
    dropped_factor,
    missing_factor,
    exchanged_name,
    named_factor,
    repaired,
    constant_apart,
    known_difference,
    wrong_number,
    wrong_against_form,
    wrong_part,
    slip_on_the_way,
    wrong_coefficient,
    holds_in_part,
    two_slips,
)


def explain(judge, left, right, relation="="):
    """The :class:`Explanation` of a refuted step, or None."""
    if relation != "=":
        return Explanation(
            "relation", "The left side is not {} the right.", (relation,)
        )
    shapes = judge._shape(left), judge._shape(right)
    if shapes[0] != shapes[1]:
        return _shapes(*shapes)
    with mp.workdps(DIGITS):
        sides = Sides(judge, left, right)
        if not sides.pairs:
            return wrong_range(sides) if sides.lefts else None
        if right == 0 or isinstance(right, ZeroMatrix):
            return None  # whatever is lost from zero, it stays zero
        for hypothesis in HYPOTHESES:
            try:
                found = hypothesis(sides)
            except NO_ANSWER:  # it cannot be tried on such a line
                continue
            if found is not None:
                return found
    return None


def _shapes(left, right):
    words = "The shapes differ: left {}, right {}."
    if left == right[::-1]:
        words = "The right side is transposed: {} is meant where {} stands."
        return Explanation("transposed", words, (_by(left), _by(right)))
    return Explanation("shape", words, (_by(left), _by(right)))


def _by(shape):
    return f"{shape[0]} x {shape[1]}"
