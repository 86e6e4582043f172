"""Lines through x along which f is differentiated: coordinates, or given directions."""

from typing import Any

import numpy as np

from .function import Function, as_point, seeded
from .noise import scale_of

#: Where so many inputs move at once, f is likely to bend sharply along one of them:
#: shorter steps to begin with.
CROWD = 20


class Coordinates:
    """The lines x + t e_i for some inputs i; `size` is the scale of t on each."""

    def __init__(self, function: Function, inputs=None, size=None):
        self.function = function
        self.inputs = np.arange(function.n) if inputs is None else inputs
        self.size = scale_of(function.x)[self.inputs] if size is None else size
        self.count = len(self.inputs)

    def part(self, start: int, stop: int) -> "Coordinates":
        part = slice(start, stop)
        return Coordinates(self.function, self.inputs[part], self.size[part])

    def values(self, lines: np.ndarray, t: np.ndarray) -> np.ndarray:
        """f at x + t e_i for each of the lines: shape (lines, outputs)."""
        inputs = self.inputs[lines]
        return self.function.replacing(inputs, self.function.x[inputs] + t)


class Directions:
    """The lines x + t v for the rows v of a matrix (directions, n)."""

    def __init__(self, function: Function, directions: np.ndarray):
        self.function, self.directions = function, directions
        scale = scale_of(function.x)
        moved = directions != 0
        ratio = np.where(moved, scale / np.where(moved, np.abs(directions), 1), np.inf)
        self.size = 2.0 ** np.floor(np.log2(ratio.min(axis=1)))
        if function.n >= CROWD:
            self.size /= 4
        self.count = len(directions)

    def part(self, start: int, stop: int) -> "Directions":
        return Directions(self.function, self.directions[start:stop])

    def values(self, lines: np.ndarray, t: np.ndarray) -> np.ndarray:
        """f at x + t v for each of the lines: shape (lines, outputs)."""
        points = self.function.x + t[:, None] * self.directions[lines]
        return self.function.at(points)


def random_directions(
    x: Any, count: int, rng: int | np.random.Generator = 0
) -> np.ndarray:
    """Return `count` directions v with v_i = +-(size of x_i).

    Every entry moves by the same fraction of itself, so no unit counts for more than
    another. The sizes are powers of two: x + t v is then free of rounding.

    Parameters
    ----------
    x : array_like
        The point, finite and real, any shape.
    count : int
        How many, at least 1.
    rng : int or Generator, optional
        The seed of the signs.

    Returns
    -------
    ndarray
        Shape ``(count, *x.shape)``.

    Raises
    ------
    TypeError, ValueError
        x is not made of finite real numbers, count is not a whole number above 0, or
        NumPy makes no generator of rng.

    Examples
    --------
    >>> random_directions([3.0, 0.1], 1, rng=1).shape
    (1, 2)
    """
    x = as_point(x)
    if not isinstance(count, int | np.integer) or count < 1:
        raise ValueError(f"count must be a whole number, at least 1, got {count!r}")
    signs = seeded(rng).integers(0, 2, size=(count, *x.shape)) * 2.0 - 1
    return signs * scale_of(x.ravel()).reshape(x.shape)
