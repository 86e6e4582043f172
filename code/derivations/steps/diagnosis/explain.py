"""What is wrong in a refuted step: the usual slips, tried in order.

Each hypothesis must explain every point at which both sides have a value. The first
that fits is reported; a step that none of them explains is said to be so.
"""

from mpmath import mp
from sympy.matrices.expressions import ZeroMatrix

from derivations.steps.errors import NO_ANSWER

from .calculus import half_a_rule
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
from .sides import DIGITS, Explanation, Sides
from .terms import (
    constant_apart,
    known_difference,
    wrong_coefficient,
)

HYPOTHESES = (
    wrong_sign,
    in_part,
    dropped_factor,
    half_a_rule,
    missing_factor,
    exchanged_name,
    named_factor,
    repaired,
    constant_apart,
    known_difference,
    wrong_number,
    slip_on_the_way,
    wrong_coefficient,
)


def explain(judge, left, right, relation="="):
    """The :class:`Explanation` of a refuted step, or None."""
    if relation != "=":
        return Explanation("relation", f"The left side is not {relation} the right.")
    shapes = judge._shape(left), judge._shape(right)
    if shapes[0] != shapes[1]:
        return _shapes(*shapes)
    with mp.workdps(DIGITS):
        sides = Sides(judge, left, right)
        if not sides.pairs:
            return None
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
    if left == right[::-1]:
        return Explanation(
            "transposed",
            f"The right side is transposed: {_by(right)} where {_by(left)} is meant.",
        )
    return Explanation(
        "shape", f"The shapes differ: left {_by(left)}, right {_by(right)}."
    )


def _by(shape):
    return f"{shape[0]} x {shape[1]}"
