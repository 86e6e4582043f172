"""Sums as products of sums: what does not depend on an index leaves its sum.

Two lines may hold the same sums in different groupings, as ``S / S**2`` and ``1 / S``
with ``S = Sum(exp(z_k), k)``. Here every summand is split into parts that share no
index, each under its own sum and with names of its own, so that equal sums are equal
expressions and cancel like letters.
"""

from functools import cache
from itertools import chain, permutations, product
from math import factorial, prod

import sympy as sp

MOST_ORDERS = 36  # of the indices of one sum; beyond, they stay as they are


def collected(terms):
    """A list of (ranges, summand) as one expression of products of sums.

    A range is ``(index, lower, upper)``; it may depend on the indices of later ones.

    >>> i, j = sp.symbols("i j")
    >>> n = sp.Symbol("n", integer=True, positive=True)
    >>> a, b = sp.IndexedBase("a"), sp.IndexedBase("b")
    >>> collected([(((i, 1, n), (j, 1, n)), a[i] * b[j])])
    Sum(a[s.0.0], (s.0.0, 1, n))*Sum(b[s.0.0], (s.0.0, 1, n))
    """
    return sp.Add(
        *(
            _product(tuple(ranges), part)
            for ranges, summand in terms
            for part in sp.Add.make_args(_expanded(summand))
        )
    )


def _expanded(summand):
    """Multiplied out, with exp(a + b) as exp(a) exp(b) so that a part may leave."""
    split = summand.replace(
        lambda e: isinstance(e, sp.exp) and e.args[0].is_Add,
        lambda e: sp.Mul(*map(sp.exp, e.args[0].args)),
    )
    # SymPy would make the exponential of a sum a product, with an index of its own.
    return sp.expand(split, power_exp=False)


def _product(ranges, part):
    factors = sp.Mul.make_args(_with_one_name(part))
    result = []
    for group in _linked(ranges, factors):
        indices = {r[0] for r in group}
        inside = [f for f in factors if f.free_symbols & indices]
        factors = [f for f in factors if not f.free_symbols & indices]
        result.append(_one_sum(group, sp.Mul(*inside)))
    return sp.Mul(*factors, *result)


def _with_one_name(part):
    """Beside Kronecker deltas equal indices get one name: the first in order."""
    alike = []
    while found := _delta(part):
        first, second = found.args
        part = (part / found).xreplace({second: first})
        alike.append({first, second})
    deltas = []
    for group in _joined(alike):
        first, *others = sorted(group, key=sp.default_sort_key)
        part = part.xreplace(dict.fromkeys(others, first))
        deltas += [sp.KroneckerDelta(first, other) for other in others]
    return part * sp.Mul(*deltas)


def _delta(part):
    """A factor that is a Kronecker delta of a symbol, or None."""
    for factor in sp.Mul.make_args(part):
        if isinstance(factor, sp.KroneckerDelta) and factor.args[1].is_Symbol:
            return factor
    return None


def _joined(sets):
    """Sets that meet, joined until none meet."""
    groups = []
    for one in sets:
        joined = one.union(*(g for g in groups if g & one))
        groups = [g for g in groups if not g & one] + [joined]
    return groups


def _linked(ranges, factors):
    """Ranges in groups: two belong together that meet in a factor or in a bound."""
    names = {r[0] for r in ranges}
    meetings = [{name} for name in names]
    meetings += [f.free_symbols & names for f in factors]
    meetings += [sp.Tuple(*r).free_symbols & names for r in ranges]
    groups = _joined(filter(None, meetings))
    ordered = [tuple(r for r in ranges if r[0] in group) for group in groups]
    return sorted(ordered, key=lambda group: ranges.index(group[0]))


def _one_sum(group, body):
    if body == 1 and len(group) == 1:
        _, low, high = map(sp.sympify, group[0])
        if low == 1 and high.is_nonnegative:  # of 1 to n - 2 there are none at n = 1
            return high
    # Names by depth: the indices of this sum are none of those of the sums inside it.
    depth = _depth(body)
    names = [
        sp.Symbol(f"s.{depth}.{k}", integer=True, positive=True)
        for k in range(len(group))
    ]
    return min((_named(o, names, body) for o in _orders(group)), key=_as_text)


def _named(ranges, names, body):
    named = {r[0]: name for r, name in zip(ranges, names, strict=True)}
    limits = [tuple(sp.sympify(b).xreplace(named) for b in r) for r in ranges]
    return sp.Sum(body.xreplace(named), *limits)


def _orders(group):
    """Orders in which the indices can be named: those of equal ranges change places.

    Two lines may hold the same double sum with its indices exchanged. Of all orders
    the one whose sum is first in the alphabet is kept, so that the two meet.
    """
    indices = {r[0] for r in group}
    if any(sp.Tuple(*r[1:]).free_symbols & indices for r in group):
        return [group]
    alike = {}
    for r in group:
        alike.setdefault(r[1:], []).append(r)
    blocks = [alike[bounds] for bounds in sorted(alike, key=str)]
    if prod(factorial(len(block)) for block in blocks) > MOST_ORDERS:
        return [tuple(chain(*blocks))]
    choices = product(*(permutations(block) for block in blocks))
    return [tuple(r for block in choice for r in block) for choice in choices]


@cache
def _as_text(expression):
    return str(expression)


def _depth(body):
    levels = (s.name.split(".") for s in body.atoms(sp.Symbol))
    return 1 + max((int(n[1]) for n in levels if n[0] == "s" and n[1:]), default=-1)
