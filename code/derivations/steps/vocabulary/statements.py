"""Statements that are neither an equation nor an inequality between numbers."""

from typing import Any

import sympy as sp
from mpmath import mp
from sympy.matrices.expressions import ZeroMatrix

from derivations.steps.errors import Undefined

from .notation import Array, at, shape_of
from .written import formula


class Statement(sp.Basic):
    """A statement about an expression; sampled, and never shown as proved by it."""

    words = measure = fails = ""


class PositiveSemidefinite(Statement):
    """A square matrix is symmetric and has no negative eigenvalue."""

    words = "is positive semidefinite"
    measure = "eigenvalue"
    fails = "an eigenvalue is negative"

    def __new__(cls, matrix: Any) -> Any:
        matrix = formula("matrix", matrix)
        rows, columns = shape_of(matrix)
        if rows != columns:
            raise ValueError(f"a square matrix is expected, got {rows} x {columns}")
        return sp.Basic.__new__(cls, matrix)

    def slack(self, point: Any, value: Any) -> Any:
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

    def __new__(cls, g: Any, f: Any, variable: Any, p: Any) -> Any:
        parts = {"g": g, "f": f, "variable": variable, "p": p}
        return sp.Basic.__new__(cls, *(formula(k, v) for k, v in parts.items()))

    def slack(self, point: Any, value: Any) -> Any:
        g, f, variable, p = self.args
        if isinstance(variable, Array):
            raise TypeError("Subgradient takes a symbol as its variable, got an array")
        slope, start = value(g, point), value(p, point)
        key = (variable, ())
        height = point.moved(key, start, lambda at: value(f, at))
        worst: Any = None
        for powers in (NEAR, FAR):  # what fails near by is shown there
            for step in (sign * mp.mpf(10) ** p for sign in (-1, 1) for p in powers):
                there = point.moved(key, start + step, lambda at: value(f, at))
                gap = there - height - slope * step
                worst = gap if worst is None else min(worst, gap)
            if worst < 0:
                break
        return worst


# From the neighborhood, where a slope shows, to far away, where convexity shows.
NEAR, FAR = (-6, -3, -1, 0, 1), (2, 4, 8)  # powers of ten


class Vanishes(Statement):
    """An expression is zero at a place: "set to zero and solve".

    The solution is put in. That there is no other zero is another statement, which is
    said to be unchecked unless it is proved.
    """

    words = "is zero"
    measure = "value"
    fails = "the expression is not zero there"

    def __new__(cls, expression: Any, places: Any) -> Any:
        place = at(expression, places)
        return sp.Basic.__new__(cls, place)

    @property
    def at(self) -> Any:
        """The expression at the place."""
        return self.args[0]

    @property
    def zero(self) -> Any:
        """What it is compared with: the number 0 or the matrix of zeros."""
        matrix = getattr(self.at, "is_Matrix", False)
        return ZeroMatrix(*self.at.shape) if matrix else sp.S.Zero


def extreme(statement, point, value):
    """The smallest slack of a statement at a point: negative where it fails."""
    return statement.slack(point, value)
