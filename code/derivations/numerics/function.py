"""The function under study, called with care.

Whatever f does, the differences must see f(x) and nothing else. So f is always handed
a fresh copy of the point, what it returns is copied at once and held to the shape it
had at x, and every call is counted.
"""

import numpy as np

from .conversion import as_output, as_point, brief


class Function:
    """f near x: flat points in, flat outputs out, every call counted.

    Attributes
    ----------
    x
        the point, flat. shape, n: its shape and size. folded: x is no flat array.
    at_x
        f(x), flat. out_shape, m: its shape and size.
    spread
        how far two calls at x differ, per output (0: deterministic).
    mutates
        f changed the array it was handed.
    calls
        evaluations so far.
    failures
        what f raised near x, counted as "not defined there".
    """

    def __init__(self, f, x, *, batch: bool = False, name: str = "f"):
        if not callable(f):
            raise TypeError(f"{name} must be callable, got {type(f).__name__}")
        point = as_point(x)
        self.f, self.name, self.batch = f, name, batch
        self.shape, self.n, self.x = point.shape, point.size, point.ravel()
        self.folded = point.ndim != 1
        self.calls, self.mutates = 0, False
        self.failures: list[str] = []
        first, second = self.once_more(), self.once_more()
        if first.shape != second.shape:
            raise ValueError(
                f"{name} must return one shape, got {first.shape} and then"
                f" {second.shape} at the same point"
            )
        self.out_shape, self.m, self.at_x = first.shape, first.size, first.ravel()
        if not np.all(np.isfinite(self.at_x)):
            index = int(np.argmin(np.isfinite(self.at_x)))
            which = f" in output {index}" if self.m > 1 else ""
            raise ValueError(
                f"{name} must be finite at x, got {self.at_x[index]}{which}"
            )
        self.spread = np.abs(second.ravel() - self.at_x)
        self.spread[~np.isfinite(self.spread)] = np.inf

    def once_more(self) -> np.ndarray:
        """f at x itself: every error passes on, nothing is taken on trust."""
        handed = self.x.reshape((1, *self.shape) if self.batch else self.shape).copy()
        kept = handed.copy()
        self.calls += 1
        try:
            returned = self.f(handed)
        except Exception as error:
            error.add_note(f"raised by {self.name} at x = {brief(self.x)}")
            raise
        value = as_output(returned, name=self.name)
        if handed.shape != kept.shape or not np.array_equal(handed, kept):
            self.mutates = True
        if not self.batch:
            return value
        if value.ndim == 0 or value.shape[0] != 1:
            raise ValueError(
                f"with batch=True {self.name} must keep the leading axis, got shape"
                f" {value.shape} for one point of shape {self.shape}"
            )
        return value[0]

    def at(self, points: np.ndarray) -> np.ndarray:
        """f at flat points: (count, n) -> (count, m); nan where f is not defined."""
        if self.batch:
            return self._batched(points)
        values = [self._value(point.copy()) for point in points]
        return np.array(values).reshape(len(points), self.m)

    def along(self, start: np.ndarray, steps, directions) -> np.ndarray:
        """f at start + t v for each step t and its direction v: (count, m).

        One point after the other, so that many inputs take no memory for all of them.
        """
        pairs = zip(steps, directions, strict=True)
        if self.batch:
            return self._batched(np.stack([start + t * v for t, v in pairs]))
        values = np.empty((len(steps), self.m))
        for row, (t, v) in zip(values, pairs, strict=True):
            row[:] = self._value(start + t * v)
        return values

    def replacing(self, inputs: np.ndarray, entries: np.ndarray) -> np.ndarray:
        """f where one entry of x is replaced, x[inputs[r]] = entries[r]: (count, m)."""
        if self.batch:
            points = np.repeat(self.x[None, :], len(inputs), axis=0)
            points[np.arange(len(inputs)), inputs] = entries
            return self._batched(points)
        values, copy, value = [], self.x.copy, self._value
        for index, entry in zip(inputs.tolist(), entries.tolist(), strict=True):
            point = copy()
            point[index] = entry
            values.append(value(point))
        return np.array(values).reshape(len(inputs), self.m)

    def _value(self, point: np.ndarray) -> np.ndarray | float:
        """f at one flat point, which f may keep: a flat array, or a number."""
        self.calls += 1
        try:
            value = self.f(point.reshape(self.shape) if self.folded else point)
        except Exception as error:
            # math.log(-1) raises where np.log(-1) returns nan: both mean "not here".
            self._failed(error, brief(point))
            return np.nan if self.out_shape == () else np.full(self.m, np.nan)
        kind = type(value)
        plain = kind is np.float64 or kind is float
        if plain and self.out_shape == ():
            return value  # most functions: the checks below would take longer than f
        value = as_output(value, where=point, name=self.name)
        if value.shape != self.out_shape:
            raise ValueError(
                f"{self.name} must return one shape, got {self.out_shape} at x and"
                f" {value.shape} at {brief(point)}"
            )
        return value.ravel() if self.out_shape else float(value)

    def _batched(self, points: np.ndarray, largest: int = 2**21) -> np.ndarray:
        """f at many points by few calls, none larger than memory allows."""
        size = max(1, largest // max(self.n, self.m))
        values = np.empty((len(points), self.m))
        for start in range(0, len(points), size):
            block = points[start : start + size]
            self.calls += len(block)
            try:
                value = self.f(block.reshape(-1, *self.shape).copy())
            except Exception as error:
                if len(block) > 1:  # one of them may be to blame
                    values[start : start + size] = np.concatenate(
                        [self._batched(point[None]) for point in block]
                    )
                    continue
                self._failed(error, brief(block[0]))
                value = np.full((1, *self.out_shape), np.nan)
            value = as_output(value, where="a batch of points", name=self.name)
            if value.shape != (len(block), *self.out_shape):
                raise ValueError(
                    f"with batch=True {self.name} must return shape"
                    f" {(len(block), *self.out_shape)} for {len(block)} points, got"
                    f" {value.shape}"
                )
            values[start : start + size] = value.reshape(len(block), self.m)
        return values

    def _failed(self, error: Exception, where: str) -> None:
        """Note what f raised near x, unless there is enough of it."""
        if len(self.failures) < 3:
            self.failures.append(
                f"{self.name} raised {type(error).__name__} ({error}) at {where},"
                " counted as outside its domain"
            )

    def notes(self) -> list[str]:
        """What a reader should know of f besides its derivative."""
        said = []
        if self.mutates:
            said.append(f"{self.name} changes its argument; it was handed copies")
        if np.any(self.spread > 0):
            said.append(
                f"{self.name} is random: two calls at x differ by"
                f" {np.max(self.spread):.1e}"
            )
        return said + self.failures
