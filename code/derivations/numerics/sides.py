"""Slopes on both sides of x along a line, each from values of its own side alone."""

from collections.abc import Callable
from typing import Any

import numpy as np

from .conversion import as_point
from .directions import Directions
from .doubt import MANY, settle
from .function import Function
from .ladder import Extrapolation
from .noise import Noise, measure
from .reach import stay_inside
from .slopes import SLACK
from .table import ROWS, Table

#: Rows that are enough where a side is smooth, tried in turn.
FEW = (5, 7)

#: Rows, the finest, in which a slope without bound grows by one law, and how closely.
LAWFUL, CLOSELY = 12, 0.05


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
            defined, on_both = table.side[0], table.seen.copy()
            for side in (-1, 1):
                chosen = Extrapolation.none(table.inflation.shape)
                state = np.full(table.inflation.shape, "unsettled", dtype="<U9")
                if defined in (0, side):
                    # Rows of the other side have no values of this one.
                    table.side[:], table.seen[:] = side, on_both
                    settle(table, line, chosen, state, SLACK, (*FEW, MANY, ROWS))
                    endless = (state[0] == "unsettled") & _grows(table, line)
                    grown = np.copysign(np.inf, chosen.value[0])
                    chosen.value[0] = np.where(endless, grown, chosen.value[0])
                slopes.append(chosen.value[0])
                known = state[0] == "settled"
                bound = np.fmax(bound, np.where(known, chosen.bound[0], np.inf))
        left, right = slopes
        # What the last digits of f move a slope by, which no step here is longer than.
        bound = np.fmax(bound, self.noise.at_x / lines.size[0])
        shape = function.out_shape
        return left.reshape(shape), right.reshape(shape), bound.reshape(shape)


def _grows(table: Table, line: np.ndarray) -> np.ndarray:
    """Outputs whose quotients grow like a power of 1/h, down to the finest step.

    Where f is like |h|^p, they grow by 3^(1-p) from row to row: by less than 3, as
    rounding and jumps do, and so evenly as no noise does. So this needs no noise to be
    known; close to such a point what is measured as noise is the change of f itself.
    """
    quotients = table.quotients(range(ROWS), line)[0][-LAWFUL:, 0]
    growth = quotients[1:] / quotients[:-1]
    usual = np.median(growth, axis=0)
    even = np.all(np.abs(growth / usual - 1) < CLOSELY, axis=0)
    return even & (usual > 1 + CLOSELY) & (usual < 3 * (1 - CLOSELY))
