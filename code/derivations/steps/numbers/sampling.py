"""The points at which a step is tried, drawn within its domain."""

from itertools import product

import sympy as sp
from mpmath import mp
from sympy.tensor.indexed import Indexed

from derivations.steps.errors import Undefined

from .equations import solved
from .numeric import value
from .point import Point
from .settable import Settable

# How often a point is drawn until it lies in the domain, deliberate ones and others.
ATTEMPTS, SOLVED_ATTEMPTS = (12, 200), (4, 40)  # to solve equations takes longer
ORDINARY = 1200  # numbers of the size of 1, behind all deliberate points


class Conditions:
    """The relations of a domain at given sizes: each for all values of its indices."""

    def __init__(self, domain, sizes):
        instances = [i for r in domain.relations for i in for_all(r, sizes)]
        self.background = {}  # of the deliberate points
        self.equations = [i for i in instances if isinstance(i, sp.Eq)]
        self.others = [i for i in instances if not isinstance(i, sp.Eq)]

    def met(self, point, fixed):
        """Whether all hold at a point, after names not in ``fixed`` have moved."""
        if self.equations and not solved(point, self.equations, fixed):
            return False
        return all(holds(relation, point) for relation in self.others)


def for_all(relation, sizes):
    """A relation between entries, once for every value of its free indices."""
    ranges = {}
    for entry in relation.atoms(Indexed):
        for index, size in zip(entry.indices, entry.base.shape, strict=False):
            for name in index.free_symbols & relation.free_symbols - set(sizes):
                size = sp.sympify(size).subs(sizes)
                if size.is_Integer:
                    ranges[name] = min(ranges.get(name, size), size)
    names = sorted(ranges, key=str)
    for places in product(*(range(1, ranges[name] + 1) for name in names)):
        rule = dict(zip(names, map(sp.Integer, places), strict=True))
        sides = (side.xreplace(rule) for side in (relation.lhs, relation.rhs))
        # Not evaluated: SymPy takes x[1] for a number and asks which one.
        instance = relation.func(*sides, evaluate=False) if names else relation
        if not names or _within_range(instance, sizes):
            yield instance


def _within_range(instance, sizes):
    """Not so for x[n + 1], as in the condition x[i] < x[i + 1] at i = n."""
    return all(
        not index.is_Integer or 1 <= index <= sp.sympify(size).subs(sizes)
        for entry in instance.atoms(Indexed)
        for index, size in zip(entry.indices, entry.base.shape, strict=False)
    )


def drawn(number, domain, conditions, sizes, indices, spread, primitives, place=None):
    """The numbered :class:`Point`, or None where the domain's relations do not hold.

    ``place`` is a deliberate one, see :mod:`derivations.steps.numbers.deliberate`.
    """
    deliberate = place is not None
    kind = Settable if deliberate or conditions.equations else Point
    few, many = SOLVED_ATTEMPTS if conditions.equations else ATTEMPTS
    for attempt in range(few if deliberate else many):
        point = kind(
            ORDINARY if deliberate else number, domain, sizes, spread, primitives
        )
        point.attempt = attempt
        point.env = _instance(0 if deliberate else number, indices)
        fixed = set()
        if deliberate:
            point.background, point.far = conditions.background, place.far
            fixed = place.put(point)
            if fixed is None:
                return None
        _sort(point)
        if conditions.met(point, fixed):
            return point
    return None


def _instance(number, indices):
    """Free indices take turns over all their values."""
    names = sorted(indices, key=str)
    instances = list(product(*(range(1, indices[n] + 1) for n in names)))
    places = instances[number % len(instances)]
    return {n: mp.mpf(k) for n, k in zip(names, places, strict=True)}


def _sort(point):
    """Exchange symbols that stand in the wrong order, as in k0 < k1 < k2."""
    for _ in range(8):
        for relation in point.domain.relations:
            if relation.rel_op in ("==", "!="):
                continue
            small, large = relation.lts, relation.gts
            if not (small.is_Symbol and large.is_Symbol):
                continue
            if point.symbol(small) > point.symbol(large):
                point.exchange(small, large)


def holds(relation, point):
    """Whether a relation is true at a point; without a value it is not."""
    try:
        return bool(value(relation, point))
    except (Undefined, TypeError):
        return False
