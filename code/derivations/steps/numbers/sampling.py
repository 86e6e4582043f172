"""The points at which a step is tried, drawn within its domain."""

from itertools import product

from mpmath import mp

from derivations.steps.errors import Undefined

from .numeric import value
from .point import Point


def drawn(number, domain, sizes, indices, spread, primitives):
    """The numbered :class:`Point`, or None where the domain's relations do not hold."""
    for attempt in range(200):
        point = Point(number, domain, sizes, spread, primitives)
        point.attempt = attempt
        point.env = _instance(number, indices)
        _sort(point)
        if all(_holds(relation, point) for relation in domain.relations):
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


def _holds(relation, point):
    try:
        return bool(value(relation, point))
    except (Undefined, TypeError):
        return False
