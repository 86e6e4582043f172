"""Numbers compared: equal, different, or too close to say."""

from mpmath import mp

GROSS = 1e-6  # a relative difference that no integral's error explains


def outcome_of(low_l, low_r, high_l, high_r, relation):
    """How both sides, with fewer and more digits, compare: equal, different ..."""
    if relation != "=":
        return _ordered(high_l, high_r, relation)
    difference = abs(high_l - high_r)
    own_error = max(abs(low_l - high_l), abs(low_r - high_r))
    if relative(high_l, high_r) < mp.mpf(10) ** -25:
        return "equal"
    # Where both sides are zero only their rounding differs: it shrinks with precision.
    if difference <= abs(low_l - low_r) * mp.mpf(10) ** -25:
        return "equal"
    if difference > 100 * own_error:
        return "different"
    return "unclear"


def canceled(left, right):
    """One side is exactly 0 and the other tiny: even these digits did not suffice."""
    return 0 in (left, right) and 0 < max(abs(left), abs(right)) < mp.mpf(10) ** -40


def _ordered(left, right, relation):
    if not (is_real(left) and is_real(right)):
        return "invalid"
    slack = mp.re(right) - mp.re(left)
    noise = mp.mpf(10) ** -40 * max(abs(left), abs(right))
    if slack < -noise:
        return "different"
    if relation == "<" and slack <= noise:
        return "different"
    return "equal"


def clearly(left, right, relation, equal):
    """Whether a line holds by far more than the errors of its values.

    ``equal`` is the relative difference below which two values are the same.
    """
    if relation == "=":
        return relative(left, right) < equal
    holds = _ordered(left, right, relation) == "equal"
    return holds and relative(left, right) > GROSS


def relative(left, right):
    """The difference as a part of the larger number; of two zeros, zero."""
    difference = abs(left - right)
    scale = max(abs(left), abs(right))
    return difference / scale if scale else mp.zero


def is_real(number):
    """Whether the imaginary part is at most rounding."""
    return abs(mp.im(number)) <= mp.mpf(10) ** -30 * (1 + abs(mp.re(number)))


def entries_of(number):
    """The entries of a matrix, or the number alone."""
    return list(number) if isinstance(number, mp.matrix) else [number]
