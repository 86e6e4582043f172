"""Random directions for very many inputs, kept small, and the way that x may move.

In a direction every entry moves by about its own size: by 3/4 of it at least, up or
down at random, so that two errors seldom cancel. Where f ends at x, as it does on a
bound, all entries on that bound move inward, and f is followed to one side.
"""

from collections.abc import Iterator

import numpy as np

from derivations.numerics.function import Function
from derivations.numerics.noise import scale_of

#: Parts of an entry's size that it moves by, at least and at most. Many of them: sums
#: of the same few values over and over would all be rounded the same way.
LEAST, MOST = 3 * 2**10, 2**12

#: A step to see whether f goes on beyond x.
NUDGE = 2.0**-20


class Spread:
    """Directions (count, n), each made when it is asked for, from whole numbers."""

    def __init__(self, function: Function, count: int, rng):
        x, rng = function.x, np.random.default_rng(rng)
        scale = scale_of(x)
        # The size to four bits, which keeps x + t v nearly exact.
        self.size = scale * np.maximum(np.floor(8 * np.abs(x) / scale) / 8, 1)
        self.parts = np.empty((count, x.size), dtype=np.int16)
        inward = _inward(function, scale)
        for row in self.parts:
            signs = 2 * rng.integers(0, 2, x.size, dtype=np.int16) - 1
            signs = signs if inward is None else np.where(inward, inward, signs)
            row[:] = signs * rng.integers(LEAST, MOST + 1, x.size, dtype=np.int16)

    def __len__(self) -> int:
        return len(self.parts)

    def row(self, k: int, group: np.ndarray | None = None) -> np.ndarray:
        """Direction k; only the entries of a group move, if there is one."""
        if group is None:
            return self.parts[k] * (self.size / MOST)
        direction = np.zeros(self.size.size)
        direction[group] = self.parts[k, group] * (self.size[group] / MOST)
        return direction

    def least(self) -> np.ndarray:
        """What every entry moves by at least, along each direction."""
        return self.size * (LEAST / MOST)


class Rows:
    """Some directions of a `Spread`, one after the other."""

    def __init__(self, spread: Spread, which: list[tuple[int, np.ndarray | None]]):
        self.spread, self.which = spread, which

    def __len__(self) -> int:
        return len(self.which)

    def __iter__(self) -> Iterator[np.ndarray]:
        return (self.spread.row(k, group) for k, group in self.which)

    def project(self, matrix: np.ndarray) -> np.ndarray:
        """Rows (m, n) times every direction: (len(self) * m,)."""
        return np.concatenate([matrix @ direction for direction in self])

    def project_sizes(self, matrix: np.ndarray) -> np.ndarray:
        """The same with every direction's absolute values."""
        return np.concatenate([matrix @ np.abs(direction) for direction in self])


def _inward(function: Function, scale: np.ndarray) -> np.ndarray | None:
    """+1 or -1 for entries that may move one way alone, 0 for the others.

    Tried are those at the least and at the largest entry, and those at zero: there
    bounds lie that many entries share. None where no entry was seen to be on one.
    """
    x = function.x
    signs = np.where(np.arange(x.size) % 2, 1.0, -1.0) * NUDGE * scale
    if np.all(np.isfinite(function.along(x, (1, -1), (signs, signs)))):
        return None
    inward = np.zeros(x.size, dtype=np.int16)
    for way, at in ((1, x == x.min()), (-1, x == x.max()), (1, x == 0), (-1, x == 0)):
        move = np.where(at & (inward == 0), NUDGE * scale, 0)
        if not np.any(move):
            continue
        onward, back = function.along(x, (way, -way), (move, move))
        if np.all(np.isfinite(onward)) and not np.all(np.isfinite(back)):
            inward[at & (inward == 0)] = way
    return inward
