"""Sums without end that have no value, although a numerical method gives one.

Extrapolation turns ``1 - 1 + 1 - ...`` into 1/2, and stops somewhere in the harmonic
series. So the terms are looked at far out, before anything is summed.
"""

from itertools import pairwise

from mpmath import mp

from derivations.steps.errors import Divergent, Unsettled

FAR, FARTHER = 2**18, 2**60
SMALL = 0.01  # of the first terms: what a term far out must have fallen to
POWER = 40  # exponents below it are those of powers, which are extrapolated if whole
NO_ZERO = "the sum does not converge: its terms do not go to zero"
PARTS = (1 / 16, 1 / 8, 1 / 4, 1 / 2)  # of a logarithm: halfway out, digits are left
NOISE = 1e6  # roundings that an exponent may be off by
EDGE, CLOSE = 1e-9, 1e-3  # exponents of decay, no larger than 1, and too close to tell


def require_convergence(term, ends):
    """Refuse a sum whose terms do not vanish, or fall no faster than 1/n.

    Parameters
    ----------
    term : a function of the index.
    ends : the two ends of the range, one of them infinite.

    Raises
    ------
    Divergent : the sum has no value.
    Unsettled : its terms are too close to those of a sum without a value.
    """
    low, high = ends
    if mp.isinf(high):
        _look_along(lambda n: term((0 if mp.isinf(low) else low) + n))
    if mp.isinf(low):
        _look_along(lambda n: term((0 if mp.isinf(high) else high) - n))


def _look_along(term):
    first = max(abs(term(mp.mpf(n))) for n in range(1, 4))
    terms = [term(mp.mpf(far + k)) for far in (FAR, FARTHER) for k in (0, 1)]
    if not all(map(mp.isfinite, terms)):
        raise Divergent(NO_ZERO)
    near, beyond = max(map(abs, terms[:2])), max(map(abs, terms[2:]))
    if not beyond:
        return
    exponent = mp.log(near / beyond) / mp.log(mp.mpf(FARTHER) / FAR)
    if exponent <= EDGE and beyond > SMALL * first:
        raise Divergent(NO_ZERO)
    real = all(mp.im(t) == 0 for t in terms)
    if not real or min(map(mp.re, terms)) <= 0 <= max(map(mp.re, terms)):
        return
    if exponent <= 1 + EDGE:
        if falls_ever_faster(term, FARTHER):
            raise Unsettled("the terms of the sum fall ever faster, but slowly")
        raise Divergent("the sum does not converge: its terms fall no faster than 1/n")
    if exponent <= 1 + CLOSE:
        raise Unsettled("the terms of the sum fall hardly faster than 1/n")
    if exponent < POWER and abs(exponent - mp.nint(exponent)) > CLOSE:
        raise Unsettled("the terms of the sum fall like no whole power of n")


def falls_ever_faster(f, far, end=0):
    """Whether a positive function falls faster than any power in the end, by its look.

    At powers of a far (or near) place the exponent of a power is a constant; beside a
    logarithm it comes to a stop. That of ``exp(-x^0.0001)`` is small as far as one can
    see, and grows for ever. ``end`` is the place that distances are measured from.

    >>> falls_ever_faster(lambda x: mp.exp(-(x**0.01)), mp.mpf(10) ** 200)
    True
    >>> falls_ever_faster(lambda x: mp.log(x) / x, mp.mpf(10) ** 200)
    False
    """
    far = mp.mpf(far)
    heights = [mp.log(abs(f(far**part))) for part in PARTS]
    exponents = [
        (b - a) / (abs(mp.log(far)) * (q - p))
        for (a, b), (p, q) in zip(pairwise(heights), pairwise(PARTS), strict=True)
    ]
    first, last = (b - a for a, b in pairwise(exponents))
    rounding = NOISE * mp.eps * (1 + abs(end) / min(far ** PARTS[-1], 1))
    return last < min(first, -rounding)
