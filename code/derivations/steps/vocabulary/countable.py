"""How many values a name has within a domain: a set of one point is little evidence."""

from math import inf

from .draws import whole_range


def drawable(domain, symbol, owner=None):
    """How many numbers are drawn for a symbol: infinity for a real one.

    >>> from sympy import FiniteSet, Symbol
    >>> from derivations.steps import Domain
    >>> x, k = Symbol("x"), Symbol("k", integer=True)
    >>> domain = Domain({x: FiniteSet(0, 1), k: (1, 5)})
    >>> drawable(domain, x), drawable(domain, k), drawable(domain, Symbol("y"))
    (2, 5, inf)
    """
    choices = domain.choices_of(symbol, owner)
    if choices is not None:
        return len(choices)
    if not symbol.is_integer:
        return inf
    low, high = whole_range(*domain.bound(symbol, owner))
    return high - low + 1


def is_finite(domain, symbol, owner=None):
    """Whether a name has finitely many values in the domain, however many are drawn."""
    if domain.choices_of(symbol, owner) is not None:
        return True
    ends = domain.bound(symbol, owner)
    return bool(symbol.is_integer) and all(end.is_finite for end in ends)
