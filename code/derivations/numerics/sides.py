"""Slopes on both sides of x along a line, each from values of its own side alone."""

from collections.abc import Callable
from typing import Any

import numpy as np

from .directions import Directions
from .doubt import MANY, settle
from .function import Function, as_point
from .ladder import Extrapolation
from .noise import Noise, measure
from .reach import stay_inside
from .slopes import SLACK
from .table import ROWS, Table

#: Rows that are enough where a side is smooth, tried in turn.
FEW = (5, 7)


class Sides:
    """Slopes of f around x: its values are asked for once, its noise measured once.

    Parameters
    ----------
    f : callable
        x -> number or array of a fixed shape.
    x : array_like
        Real numbers, any shape.

    Examples
    --------
    >>> left, right, bound = Sides(lambda x: abs(x[0]), [0.0]).along([1.0])
    >>> bool(abs(left + 1) <= bound), bool(abs(right - 1) <= bound)
    (True, True)
    """

    def __init__(self, f: Callable, x: Any) -> None:
        self.function = Function(f, x)
        self.noise: Noise | None = None

    def along(self, direction: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Slopes on the left and on the right, and the larger of their bounds.

        Each of the shape of f(x); the bound is inf where one of them is not known.
        """
        function, bound = self.function, np.zeros(self.function.m)
        lines = Directions(function, as_point(direction, "direction").reshape(1, -1))
        slopes, line = [], np.array([0])
        with np.errstate(all="ignore"):
            if self.noise is None:
                self.noise = measure(function, quick=True)
            table = Table(function, lines, self.noise)
            stay_inside(table, line)
            defined = table.side[0]
            for side in (-1, 1):
                chosen = Extrapolation.none(table.inflation.shape)
                state = np.full(table.inflation.shape, "unsettled", dtype="<U9")
                if defined in (0, side):
                    table.side[:] = side
                    settle(table, line, chosen, state, SLACK, (*FEW, MANY, ROWS))
                slopes.append(chosen.value[0])
                known = state[0] == "settled"
                bound = np.fmax(bound, np.where(known, chosen.bound[0], np.inf))
        left, right = slopes
        # What the last digits of f move a slope by, which no step here is longer than.
        bound = np.fmax(bound, self.noise.at_x / lines.size[0])
        shape = function.out_shape
        return left.reshape(shape), right.reshape(shape), bound.reshape(shape)
