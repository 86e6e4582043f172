"""Values of f on both sides of x, at steps that shrink by thirds, for many lines."""

import numpy as np

ROWS = 28

#: 3^-k, rounded to a grid coarse enough that x + step is exact in float64.
STEPS = np.round(3.0 ** -np.arange(ROWS) * 2.0**48) / 2.0**48


class Table:
    """Rows k = 0, 1, ... hold f(x + h_k v) and f(x - h_k v), h_k = top 3^-k.

    Every line has a top of its own. `plus` and `minus` have shape (rows, lines,
    outputs), nan where not evaluated or not defined; `seen` has shape (rows, lines).
    """

    def __init__(self, function, lines, noise):
        self.function, self.lines, self.noise = function, lines, noise
        shape = (ROWS, lines.count, function.m)
        self.plus, self.minus = np.full(shape, np.nan), np.full(shape, np.nan)
        self.seen = np.zeros(shape[:2], dtype=bool)
        self.h = np.full(shape[:2], np.nan)
        self.top = lines.size / 4
        self.inflation = np.ones(shape[1:])

    def evaluate(self, rows, index: np.ndarray) -> None:
        """Fill the given rows of the lines in `index`, where not filled yet."""
        for row in rows:
            todo = index[~self.seen[row, index]]
            if len(todo):
                t = self.h[row, todo] = self.top[todo] * STEPS[row]
                self.plus[row, todo] = self.lines.values(todo, t)
                self.minus[row, todo] = self.lines.values(todo, -t)
                self.seen[row, todo] = True

    def move(self, index: np.ndarray, rows: int) -> None:
        """Raise the top of some lines by 3^rows (lower it if negative)."""
        self.top[index] *= 3.0**rows
        for array in (self.plus, self.minus, self.h, self.seen):
            kept = array[:, index]
            moved = np.full_like(kept, False if array is self.seen else np.nan)
            if rows > 0:
                moved[rows:] = kept[:-rows]
            else:
                moved[:rows] = kept[-rows:]
            array[:, index] = moved

    def steps(self, rows, index) -> np.ndarray:
        """h, shape (rows, lines, 1)."""
        return self.h[np.asarray(rows)[:, None], index][:, :, None]

    def central(self, rows, index) -> tuple[np.ndarray, np.ndarray]:
        """Central differences and their rounding, shape (rows, lines, outputs)."""
        rows = np.asarray(rows)
        plus = self.plus[rows[:, None], index]
        minus = self.minus[rows[:, None], index]
        h = self.steps(rows, index)
        size = np.maximum(np.abs(plus), np.abs(minus))
        noise = self.noise.of(size) * self.inflation[index]
        return (plus - minus) / (2 * h), noise / h

    def one_sided(self, rows, index, side) -> tuple[np.ndarray, np.ndarray]:
        """Differences towards `side` (+1 or -1) and their rounding."""
        rows = np.asarray(rows)
        values = np.where(
            side[:, None] > 0,
            self.plus[rows[:, None], index],
            self.minus[rows[:, None], index],
        )
        h = self.steps(rows, index) * side[:, None]
        size = np.maximum(np.abs(values), np.abs(self.function.at_x))
        noise = self.noise.of(size) * self.inflation[index]
        return (values - self.function.at_x) / h, 2 * noise / np.abs(h)

    def bend(self, rows, index) -> tuple[np.ndarray, np.ndarray]:
        """Half the jump between the slopes on both sides, and its rounding."""
        rows = np.asarray(rows)
        plus = self.plus[rows[:, None], index]
        minus = self.minus[rows[:, None], index]
        h = self.steps(rows, index)
        size = np.maximum(np.abs(plus), np.abs(minus))
        noise = self.noise.of(size) * self.inflation[index]
        middle = self.function.at_x
        return ((plus - middle) + (minus - middle)) / (2 * h), 2 * noise / h

    def defined(self, rows, index, side=0) -> np.ndarray:
        """Lines on which f is finite in all rows, on both sides or on the one given."""
        good = np.ones(len(index), dtype=bool)
        for row in rows:
            for array, sign in ((self.plus, 1), (self.minus, -1)):
                finite = np.all(np.isfinite(array[row, index]), axis=1)
                good &= finite | (side * sign < 0)
        return good
