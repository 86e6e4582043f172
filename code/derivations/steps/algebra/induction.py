"""Sums with symbolic limits, proved by induction on a limit.

``sum_{k=r}^{n} g(k) = R(r)`` holds for all r <= n when it holds for r = n and going
from r + 1 to r adds g(r): two statements without the sum, which a zero test can decide.
A telescoping sum is proved this way, and so is the closed form of an arithmetic one.
"""

import sympy as sp


def zero_by_induction(difference, is_zero):
    """Whether a difference with sums over one range is zero for all limits low <= high.

    ``is_zero`` decides expressions without sums.

    >>> from sympy.abc import n
    >>> k = sp.Symbol("k", integer=True)
    >>> def by_expanding(e):
    ...     return sp.expand(e) == 0
    >>> zero_by_induction(sp.Sum(k, (k, 1, n)) - n * (n + 1) / 2, by_expanding)
    True
    >>> zero_by_induction(sp.Sum(k, (k, 1, n)) - n * (n - 1) / 2, by_expanding)
    False
    """
    sums = sorted(difference.atoms(sp.Sum), key=str)
    if not sums or len({s.limits for s in sums}) > 1 or len(sums[0].limits) != 1:
        return False
    names = {total: sp.Dummy(f"total{k}") for k, total in enumerate(sums)}
    linear = sp.expand(difference.xreplace(names))
    factors = {total: linear.coeff(name, 1) for total, name in names.items()}
    rest = sp.expand(linear - sum(factors[t] * names[t] for t in sums))
    if rest.has(sp.Sum, *names.values()):
        return False
    index, low, high = sums[0].limits[0]
    if any(factor.has(index) for factor in factors.values()):
        return False
    term, closed = sum(factors[t] * t.function for t in sums), -rest
    if closed == 0 and is_zero(term):
        return True
    return _downward(term, index, low, high, closed, is_zero) or _upward(
        term, index, low, high, closed, is_zero
    )


def _downward(term, index, low, high, closed, is_zero):
    if not low.is_Symbol or high.has(low) or term.has(low):
        return False
    base = closed.subs(low, high) - term.subs(index, high)
    step = closed - closed.subs(low, low + 1) - term.subs(index, low)
    return is_zero(base) and is_zero(step)


def _upward(term, index, low, high, closed, is_zero):
    if not high.is_Symbol or low.has(high) or term.has(high):
        return False
    base = closed.subs(high, low) - term.subs(index, low)
    step = closed.subs(high, high + 1) - closed - term.subs(index, high + 1)
    return is_zero(base) and is_zero(step)
