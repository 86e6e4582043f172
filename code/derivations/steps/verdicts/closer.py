"""A closer look, with more digits, at sides that are equal to most digits.

``tanh(30)`` is 1 to 25 digits and is not 1. A difference far above the rounding of the
numbers, that stays what it is when the digits become more, is a difference.
"""

from mpmath import mp
from sympy import Derivative, Limit

from derivations.steps.errors import Undefined
from derivations.steps.numbers.compare import entries_of, relative
from derivations.steps.vocabulary.formulas import D, Gradient, Hessian, Jacobian

ROUNDING = 85  # of 100 digits: the values of lines that hold differ by less
MORE, MOST = 400, 1200
CAREFUL = (35, 60)  # where a line holds integrals
DIFFERENTIATED = (D, Derivative, Gradient, Hessian, Jacobian)


def is_suspicious(left, right):
    """Whether numbers of 100 digits differ by more than their rounding."""
    return relative(left, right) > mp.mpf(10) ** -ROUNDING


def persists(judge, left, right, number, digits):
    """Whether the sides differ at a point as much with more digits as with fewer."""
    gaps = [_gaps(judge, left, right, number, d) for d in digits]
    if None in gaps:
        return False
    noise = mp.mpf(10) ** -(digits[0] * 4 // 5)
    return any(
        more > noise * scale and abs(more - less) < more / 100
        for (less, _), (more, scale) in zip(*gaps, strict=True)
    )


def _gaps(judge, left, right, number, digits):
    """For every entry its difference and its size, or None without a value."""
    sides = judge.at(left, number, digits), judge.at(right, number, digits)
    if any(isinstance(side, Undefined) for side in sides):
        return None
    pairs = zip(*map(entries_of, sides), strict=True)
    return [(abs(a - b), max(abs(a), abs(b))) for a, b in pairs]


def point_of_difference(judge, left, right, numbers):
    """The first of a few points at which sides that agree differ after all, or None.

    The limit of a numerical limit is reached no better with more digits: nothing is
    said of such lines.
    """
    if left.has(*DIFFERENTIATED) or right.has(*DIFFERENTIATED):
        return None  # quotients of differences take too long with so many digits
    if not judge.slow:
        digits, numbers = (MORE, MOST), numbers[-2:]
    elif not any(issubclass(kind, Limit) for kind in judge.found.operators):
        digits, numbers = CAREFUL, numbers[:1]
    else:
        return None
    return next((n for n in numbers if persists(judge, left, right, n, digits)), None)
