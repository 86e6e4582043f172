"""Proofs about integrals that need no antiderivative but the author's own.

Two lines that differ by the linearity of the integral hold the same integrals in other
bundles. So every integrand is expanded, constant factors are taken out, and what is
left becomes a letter (:func:`in_letters`). The bundles may not converge one by one: an
identity in the letters holds on every smaller range, and so in the limit.

An integral over a line's own derivative is a difference of ends (:func:`over_slope`).
"""

from functools import lru_cache

import sympy as sp

from .ends import at_end
from .hoisting import hoisted

BUNDLES = (sp.Integral, sp.Limit)


def in_letters(expression):
    """An explicit expression with a symbol for every integral and limit left in it.

    >>> from sympy.abc import a, x
    >>> bundle = sp.Integral(a * (1 + x), (x, 0, 1))
    >>> parts = a * sp.Integral(1, (x, 0, 1)) + a * sp.Integral(x, (x, 0, 1))
    >>> sp.expand(in_letters(bundle - parts))
    0
    """
    return _lettered(expression, {}, frozenset())


def _lettered(node, letters, bound):
    if not node.has(*BUNDLES) or (isinstance(node, BUNDLES) and _moves(node, bound)):
        return node
    if isinstance(node, sp.Integral) and list(map(len, node.limits)) == [3]:
        return _spread(node, letters, bound)
    if isinstance(node, BUNDLES):
        return _letter(node, letters)
    return node.func(*(_lettered(a, letters, bound) for a in node.args))


def _moves(node, bound):
    return bool(node.free_symbols & bound)


def _spread(integral, letters, bound):
    """A sum of constants times letters."""
    ((variable, *ends),) = integral.limits
    standing = sp.Symbol("integrated", **variable.assumptions0)
    inside = integral.function.xreplace({variable: standing})
    inside = _lettered(inside, letters, bound | {standing})
    return sp.Add(
        *(
            factor * _letter(sp.Integral(moving, (standing, *ends)), letters)
            for factor, moving in _terms(inside, standing)
        )
    )


@lru_cache(maxsize=1024)  # the lines of a chain hold the same integrals
def _terms(integrand, variable):
    """An integrand expanded: pairs of a factor that is fixed and one that moves."""
    moving, fixed = hoisted(integrand, {variable})  # what is fixed stays in one piece
    pairs = []
    for term in sp.Add.make_args(sp.expand(moving)):
        term = term.xreplace(fixed)
        factor, moving = term.as_independent(variable, as_Add=False)
        # u**n * u is u**(n + 1)
        pairs.append((factor, sp.powsimp(moving, combine="exp")))
    return pairs


def _letter(bundle, letters):
    return letters.setdefault(bundle, sp.Dummy(real=True))


def over_slope(antiderivative, variable, low, high):
    """The integral of ``d antiderivative / d variable``: the difference of its ends.

    Ends at infinity are limits.

    >>> from sympy.abc import x
    >>> over_slope(-sp.exp(-x), x, 0, sp.oo)
    1
    """
    return at_end(antiderivative, variable, high) - at_end(
        antiderivative, variable, low
    )
