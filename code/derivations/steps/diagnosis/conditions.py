"""Refuted steps that hold in a part of the domain: there the other case is ignored."""

from itertools import combinations

import sympy as sp
from sympy.core.relational import Relational

from derivations.steps.vocabulary.notation import Expectation

from .explanation import Explanation
from .sides import close

POINTS = 24
FEWEST = 2  # points on each side of a condition


def holds_in_part(sides):
    """The condition that parts the points where the line holds from the others."""
    if sides.judge.slow and sides.left.has(sp.Limit):
        return None
    equal, differing = [], []
    for number in sides.judge._numbers():
        pair = sides.value(sides.left, number), sides.value(sides.right, number)
        if None in pair or len(pair[0]) != 1:
            continue
        same = close(*pair) <= sides.tolerance
        (equal if same else differing).append(number)
        if len(equal) + len(differing) == POINTS:
            break
    if min(len(equal), len(differing)) < FEWEST:
        return None
    for condition, quantities in _conditions(sides):
        here, there = (
            {_all_positive(sides, quantities, k) for k in ks}
            for ks in (equal, differing)
        )
        if here == {True} and there == {False}:
            words = "The line holds only where {}: the other case is ignored."
            if sides.left.has(sp.Piecewise, sp.Integral, Expectation):
                words = (
                    "The line holds only where {}: elsewhere the support or the other "
                    "case is ignored."
                )
            return Explanation("case", words, (condition,))
    return None


def _conditions(sides):
    """Conditions, each with the quantities that are positive where it holds."""
    for low, high in _comparisons(sides):
        yield low < high, (high - low,)
        yield high < low, (low - high,)
    for low, name, high in _intervals(sides):
        yield sp.And(low < name, name < high), (name - low, high - name)


def _intervals(sides):
    names = _names(sides)
    ends = {end for pair in _comparisons(sides) for end in pair if end.is_number}
    return [(a, s, b) for s in names for a, b in combinations(sorted(ends), 2)]


def _all_positive(sides, quantities, number):
    found = [sides.value(sp.sympify(q), number) for q in quantities]
    return None if None in found else all(v[0].real > 0 for v in found)


def _comparisons(sides):
    """Pairs of quantities whose order may decide, those of the line first."""
    both = (sides.left, sides.right)
    pairs = [
        (c.lhs, c.rhs)
        for side in both
        for node in side.atoms(sp.Piecewise)
        for c in node.atoms(Relational)
    ]
    pairs += [
        tuple(node.args)
        for side in both
        for node in side.atoms(sp.Max, sp.Min)
        if len(node.args) == 2
    ]
    names = _names(sides)
    pairs += [(sp.S(number), name) for number in (0, 1, -1) for name in names]
    pairs += combinations(names, 2)
    pairs += [(sp.S.Zero, a + b) for a, b in combinations(names, 2)]
    drawn = set(names)
    return [p for p in dict.fromkeys(pairs) if sp.Tuple(*p).free_symbols <= drawn]


def _names(sides):
    free = sides.left.free_symbols | sides.right.free_symbols
    return sorted((s for s in free if _is_drawn(sides, s)), key=str)


def _is_drawn(sides, name):
    return name in sides.judge.found.symbols and not name.is_integer
