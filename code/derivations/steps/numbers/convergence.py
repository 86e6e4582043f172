"""Sums without end that have no value, although a numerical method gives one.

Extrapolation turns ``1 - 1 + 1 - ...`` into 1/2, and stops somewhere in the harmonic
series. So the terms are looked at far out, before anything is summed.
"""

from mpmath import mp

from derivations.steps.errors import Divergent

FAR = 2**18
SMALL = 0.01  # of the first terms: what a term far out must have fallen to


def require_convergence(term, ends):
    """Refuse a sum whose terms do not vanish, or fall no faster than 1/n.

    Parameters
    ----------
    term : a function of the index.
    ends : the two ends of the range, one of them infinite.

    Raises
    ------
    Divergent : the sum has no value.
    """
    low, high = ends
    if mp.isinf(high):
        _look_along(lambda n: term((0 if mp.isinf(low) else low) + n))
    if mp.isinf(low):
        _look_along(lambda n: term((0 if mp.isinf(high) else high) - n))


def _look_along(term):
    first = max(abs(term(mp.mpf(n))) for n in range(1, 4))
    far = [term(mp.mpf(n)) for n in (FAR, FAR + 1, 2 * FAR)]
    if not all(map(mp.isfinite, far)) or max(map(abs, far)) > SMALL * first > 0:
        raise Divergent("the sum does not converge: its terms do not go to zero")
    real = all(mp.im(t) == 0 for t in far)
    same_sign = real and (min(map(mp.re, far)) > 0 or max(map(mp.re, far)) < 0)
    if same_sign and abs(far[0] / far[2]) < 2 + mp.mpf(10) ** -6:
        raise Divergent("the sum does not converge: its terms fall no faster than 1/n")
