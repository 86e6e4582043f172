"""Values of f on both sides of x, at steps that shrink by thirds, for many lines."""

import numpy as np

from .noise import EPS

ROWS = 28

#: Steps are multiples of this fraction of the size of x: x + step is then exact.
GRID = 4 * EPS


class Table:
    """Rows k = 0, 1, ... hold f(x + h_k v) and f(x - h_k v), h_k = top 3^-k.

    Every line has a top of its own. `plus` and `minus` have shape (rows, lines,
    outputs), nan where not evaluated or not defined; `h` and `seen` (rows, lines).
    `side` of a line: 0 where both sides are used, +1 or -1 where f ends at x.
    `inflation`, per line and output, multiplies the noise once it was seen too small.
    """

    def __init__(self, function, lines, noise):
        self.function, self.lines, self.noise = function, lines, noise
        shape = (ROWS, lines.count, function.m)
        self.plus, self.minus = np.full(shape, np.nan), np.full(shape, np.nan)
        self.h = np.full(shape[:2], np.nan)
        self.seen = np.zeros(shape[:2], dtype=bool)
        self.top = lines.size / 4
        self.side = np.zeros(lines.count, dtype=int)
        self.inflation = np.ones(shape[1:])

    def evaluate(self, rows, index: np.ndarray) -> None:
        """Fill the given rows of the lines in `index`, where not filled yet."""
        for row in rows:
            todo = index[~self.seen[row, index]]
            if not len(todo):
                continue
            grid = GRID * self.lines.size[todo]
            h = self.top[todo] * 3.0**-row
            self.h[row, todo] = np.maximum(np.rint(h / grid), 1) * grid
            self.seen[row, todo] = True
            right, left = todo[self.side[todo] >= 0], todo[self.side[todo] <= 0]
            if len(right):
                self.plus[row, right] = self.lines.values(right, self.h[row, right])
            if len(left):
                self.minus[row, left] = self.lines.values(left, -self.h[row, left])

    def move(self, index: np.ndarray, rows: int) -> None:
        """Raise the top of some lines by 3^rows; lower it where negative."""
        self.top[index] *= 3.0**rows
        for array, empty in (
            (self.plus, np.nan),
            (self.minus, np.nan),
            (self.h, np.nan),
            (self.seen, False),
        ):
            moved = np.full_like(array[:, index], empty)
            if rows > 0:
                moved[rows:] = array[:-rows, index]
            else:
                moved[:rows] = array[-rows:, index]
            array[:, index] = moved

    def quotients(self, rows, index) -> tuple[np.ndarray, ...]:
        """Difference quotients, their rounding, shape (rows, lines, outputs), and h.

        Central ones, or one-sided ones; the lines must all be of one kind.
        """
        plus, minus, h, noise = self._read(rows, index)
        if self.side[index[0]] == 0:
            return (plus - minus) / (2 * h), noise / h, h
        side, at_x = self.side[index][:, None], self.function.at_x
        outer = np.where(side > 0, plus, minus)
        return side * (outer - at_x) / h, 2 * noise / h, h

    def odd(self, line: int, t: float) -> np.ndarray:
        """A step t times its difference quotient, for one line: (outputs,)."""
        side = self.side[line]
        if side:
            outer = self.lines.values(np.array([line]), np.array([side * t]))[0]
            return side * (outer - self.function.at_x)
        right, left = self.lines.values(np.array([line, line]), np.array([t, -t]))
        return (right - left) / 2

    def both_quotients(self, rows, index) -> tuple[np.ndarray, np.ndarray]:
        """One-sided difference quotients, on the right and on the left."""
        plus, minus, h, _ = self._read(rows, index)
        at_x = self.function.at_x
        return (plus - at_x) / h, (at_x - minus) / h

    def bend(self, rows, index) -> tuple[np.ndarray, np.ndarray]:
        """Half the difference of the slopes on both sides, and its rounding."""
        plus, minus, h, noise = self._read(rows, index)
        at_x = self.function.at_x
        return ((plus - at_x) + (minus - at_x)) / (2 * h), 2 * noise / h

    def change(self, index) -> np.ndarray:
        """What f changes by over the longest step, per unit; 0 where it is no news.

        The smaller change where f has two sides.
        """
        plus, minus, h, noise = (a[0] for a in self._read((0,), index))
        least = np.full(noise.shape, np.nan)
        for outer in (plus, minus):
            change = np.abs(outer - self.function.at_x)
            least = np.fmin(least, np.where(change > 4 * noise, change, 0 * change))
        return np.nan_to_num(least / h, nan=0.0)

    def defined(self, rows, index) -> np.ndarray:
        """Lines on which f is finite in all rows and outputs, on the sides used."""
        good = np.ones(len(index), dtype=bool)
        for row in rows:
            plus = np.isfinite(self.plus[row, index]).all(axis=1)
            minus = np.isfinite(self.minus[row, index]).all(axis=1)
            good &= (plus | (self.side[index] < 0)) & (minus | (self.side[index] > 0))
        return good

    def _read(self, rows, index):
        rows = np.asarray(rows)[:, None]
        plus, minus = self.plus[rows, index], self.minus[rows, index]
        size = np.fmax(np.fmax(np.abs(plus), np.abs(minus)), np.abs(self.function.at_x))
        noise = self.noise.of(size) * self.inflation[index]
        return plus, minus, self.h[rows, index][:, :, None], noise
