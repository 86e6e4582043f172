"""Sums over a Kronecker delta of their own index, carried out."""

from sympy import Add, KroneckerDelta, Mul, Sum

from derivations.steps.vocabulary.dependence import renamed
from derivations.steps.vocabulary.ordered import parts, plus, times


def sifted(total):
    """A sum whose terms hold a Kronecker delta of its index, carried out.

    Returns None when there is none.

    >>> from sympy.abc import i, j, n
    >>> sifted(Sum(i**2 * KroneckerDelta(i, j), (i, 1, n)))
    j**2
    """
    if len(total.limits) != 1:
        return None
    index = total.limits[0][0]
    kept, out = [], []
    for term in parts(total.function.expand(func=False, deep=False), Add):
        found = [d for d in parts(term, Mul) if _selects(d, index)]
        if not found:
            kept.append(term)
            continue
        (other,) = set(found[0].args) - {index}
        rest = list(parts(term, Mul))
        rest.remove(found[0])
        out.append(renamed(times(*rest), {other}).xreplace({index: other}))
    if not out:
        return None
    if kept:
        out.append(Sum(plus(*kept), *total.limits))
    return plus(*out)


def _selects(factor, index):
    return isinstance(factor, KroneckerDelta) and index in factor.args
