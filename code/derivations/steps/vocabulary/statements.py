"""Statements that are neither an equation nor an inequality between numbers."""

import sympy as sp
from mpmath import mp

from derivations.steps.errors import Undefined

from .notation import Array, shape_of


class Statement(sp.Basic):
    """A statement about an expression; sampled, and never shown as proved by it."""

    words = measure = fails = ""


class PositiveSemidefinite(Statement):
    """A square matrix is symmetric and has no negative eigenvalue."""

    words = "is positive semidefinite"
    measure = "eigenvalue"
    fails = "an eigenvalue is negative"

    def __new__(cls, matrix):
        rows, columns = shape_of(matrix)
        if rows != columns:
            raise ValueError(f"a square matrix is expected, got {rows} x {columns}")
        return sp.Basic.__new__(cls, matrix)

    def slack(self, point, value):
        matrix = value(self.args[0], point)
        scale = mp.norm(matrix, mp.inf) or mp.one
        if mp.norm(matrix - matrix.T, mp.inf) > scale * mp.mpf(10) ** (-mp.dps // 2):
            raise Undefined("the matrix is not symmetric")
        return min(mp.eigsy(matrix, eigvals_only=True)) / scale


class Subgradient(Statement):
    """``g`` is a subgradient of the convex ``f`` at ``p``: f(b) >= f(p) + g (b - p).

    ``f`` is an expression in the symbol or array ``variable``; ``p`` and ``g`` are
    expressions, or functions of the index for an array. All ``b`` are sampled.
    """

    words = "is a subgradient"
    measure = "height above the supporting line"
    fails = "the line cuts the graph"

    def __new__(cls, g, f, variable, p):
        return sp.Basic.__new__(cls, *map(sp.sympify, (g, f)), variable, sp.sympify(p))

    def slack(self, point, value):
        g, f, variable, p = self.args
        if isinstance(variable, Array):
            raise TypeError("Subgradient takes a symbol as its variable, got an array")
        slope, start = value(g, point), value(p, point)
        key = (variable, ())
        height = point.moved(key, start, lambda at: value(f, at))
        worst = None
        for step in STEPS:
            moved = start + step
            there = point.moved(key, moved, lambda at: value(f, at))
            gap = there - height - slope * step
            worst = gap if worst is None else min(worst, gap)
        return worst


# From the neighborhood, where a slope shows, to far away, where convexity shows.
POWERS = (-6, -3, -1, 0, 1, 2, 4, 8)
STEPS = [sign * mp.mpf(10) ** power for sign in (-1, 1) for power in POWERS]


def extreme(statement, point, value):
    """The smallest slack of a statement at a point: negative where it fails."""
    return statement.slack(point, value)
