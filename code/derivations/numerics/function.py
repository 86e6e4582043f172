"""The function under study, called with care.

Whatever f does, the differences must see f(x) and nothing else. So f is always handed
a fresh copy of the point, what it returns is copied at once and checked against the
shape it had at x, and every call is counted.
"""

from dataclasses import dataclass

import numpy as np


def as_point(x, name: str = "x") -> np.ndarray:
    """Return x as a float64 array, or say what is wrong with it.

    Lists, numbers and arrays of integers are converted, which is exact (integers
    beyond 2**53 are refused, as they would not be). Refused: complex, boolean, text
    and object arrays, masked arrays, NaN, infinity, and an array without entries.

    >>> as_point([1, 2])
    array([1., 2.])
    """
    if isinstance(x, np.ma.MaskedArray):
        raise TypeError(f"{name} must be a plain array, got a masked array")
    try:
        raw = np.asarray(x)
    except (ValueError, TypeError) as error:
        raise TypeError(f"{name} must be an array of real numbers: {error}") from error
    if raw.dtype.kind not in "fiu":
        raise TypeError(f"{name} must hold real numbers, got dtype {raw.dtype}")
    if raw.size == 0:
        raise ValueError(f"{name} must have entries, got an array of shape {raw.shape}")
    point = np.array(raw, dtype=np.float64)
    if not np.all(np.isfinite(point)):
        index = tuple(int(k) for k in np.argwhere(~np.isfinite(point))[0])
        raise ValueError(f"{name} must be finite, got {point[index]} at index {index}")
    if raw.dtype != point.dtype and not np.all(point.astype(raw.dtype) == raw):
        raise ValueError(f"{name} of dtype {raw.dtype} does not fit float64 exactly")
    return point


def as_output(value, *, where: str = "x", name: str = "f") -> np.ndarray:
    """Return what f returned as a new float64 array, or say what is wrong with it."""
    if value is None:
        raise TypeError(f"{name} returned None at {where}: does it lack a return?")
    try:
        raw = np.asarray(value)
    except (ValueError, TypeError) as error:
        raise TypeError(f"{name} must return numbers, got {value!r}") from error
    if raw.dtype.kind == "c":
        raise TypeError(
            f"{name} returned complex numbers at {where}; "
            "derivatives here are of real functions: return the real part"
        )
    if raw.dtype.kind not in "fiu":
        raise TypeError(
            f"{name} must return real numbers, got {type(value).__name__}"
            f" of dtype {raw.dtype} at {where}"
        )
    if raw.size == 0:
        raise ValueError(f"{name} returned an empty array of shape {raw.shape}")
    return np.array(raw, dtype=np.float64)


class Function:
    """f near x: flat points in, flat outputs out, every call counted.

    Attributes:
        x: the point, flat. shape: its shape. n: its size.
        at_x: f(x), flat. out_shape: its shape. m: its size.
        calls: evaluations so far.
        mutates: f changed the array it was handed. spread: how far two calls at x
            differ, per output.
        failures: what f raised at points near x that count as outside its domain.
    """

    def __init__(self, f, x, *, batch: bool = False, name: str = "f"):
        if not callable(f):
            raise TypeError(f"{name} must be callable, got {type(f).__name__}")
        point = as_point(x)
        self.f, self.name, self.batch = f, name, batch
        self.shape, self.n = point.shape, point.size
        self.x = point.ravel()
        self.calls = 0
        self.mutates = False
        self.failures: list[str] = []
        first, second = self._first(), self._first()
        if first.shape != second.shape:
            raise ValueError(
                f"{name} returned shapes {first.shape} and {second.shape}"
                " at the same point"
            )
        self.out_shape, self.m = first.shape, first.size
        self.at_x = first.ravel()
        self.spread = np.abs(second.ravel() - self.at_x)
        if not np.all(np.isfinite(self.at_x)):
            index = int(np.argmin(np.isfinite(self.at_x)))
            raise ValueError(
                f"{name} must be finite at x, got {self.at_x[index]}"
                + (f" in output {index}" if self.m > 1 else "")
            )

    def _first(self) -> np.ndarray:
        """f at x itself: here every error passes on, and nothing is taken on trust."""
        handed = self.x.reshape((1, *self.shape) if self.batch else self.shape).copy()
        kept = handed.copy()
        self.calls += 1
        try:
            value = self.f(handed)
        except Exception as error:
            error.add_note(f"raised by {self.name} at x = {_brief(self.x)}")
            raise
        if handed.shape != kept.shape or not np.array_equal(handed, kept):
            self.mutates = True
        value = as_output(value, name=self.name)
        if self.batch:
            if value.ndim == 0 or value.shape[0] != 1:
                raise ValueError(
                    f"with batch=True, {self.name} must keep the leading axis: one"
                    f" point of shape {self.shape} gave shape {value.shape}"
                )
            return value[0]
        return value

    def at(self, points: np.ndarray) -> np.ndarray:
        """Values at flat points, shape (count, n) -> (count, m); nan outside f."""
        if self.batch:
            return self._batched(points)
        values = np.empty((len(points), self.m))
        for row, point in enumerate(points):
            self._store(values, row, point.copy())
        return values

    def along(self, inputs: np.ndarray, entries: np.ndarray) -> np.ndarray:
        """Values where one entry of x is replaced: x[inputs[r]] = entries[r]."""
        if self.batch:
            points = np.repeat(self.x[None, :], len(inputs), axis=0)
            points[np.arange(len(inputs)), inputs] = entries
            return self._batched(points)
        values = np.empty((len(inputs), self.m))
        store, copy = self._store, self.x.copy
        pairs = zip(inputs.tolist(), entries.tolist(), strict=True)
        for row, (index, entry) in enumerate(pairs):
            point = copy()
            point[index] = entry
            store(values, row, point)
        return values

    def _store(self, values: np.ndarray, row: int, point: np.ndarray) -> None:
        self.calls += 1
        try:
            value = self.f(
                point if point.shape == self.shape else point.reshape(self.shape)
            )
        except (ArithmeticError, ValueError) as error:
            # math.log(-1) raises where np.log(-1) returns nan: both mean "not here".
            self._failed(error, point)
            values[row] = np.nan
            return
        except Exception as error:
            error.add_note(f"raised by {self.name} at {_brief(point)}")
            raise
        kind = type(value)
        if (kind is np.float64 or kind is float) and self.out_shape == ():
            values[row, 0] = value
            return
        if not (kind is np.ndarray and value.dtype == np.float64):
            value = as_output(value, where=_brief(point), name=self.name)
        if value.shape != self.out_shape:
            raise ValueError(
                f"{self.name} returned shape {self.out_shape} at x and shape"
                f" {value.shape} at {_brief(point)}"
            )
        values[row] = value.ravel()

    def _batched(self, points: np.ndarray, largest: int = 2**21) -> np.ndarray:
        size = max(1, largest // max(self.n, self.m))
        blocks = []
        for start in range(0, len(points), size):
            block = points[start : start + size]
            self.calls += len(block)
            try:
                value = self.f(block.reshape(-1, *self.shape).copy())
            except Exception as error:
                error.add_note(
                    f"raised by {self.name} on a batch of {len(block)} points"
                )
                raise
            value = as_output(value, where="a batch of points", name=self.name)
            if value.shape != (len(block), *self.out_shape):
                raise ValueError(
                    f"with batch=True, {self.name} must return shape"
                    f" {(len(block), *self.out_shape)} for {len(block)} points,"
                    f" got {value.shape}"
                )
            blocks.append(value.reshape(len(block), self.m))
        return np.concatenate(blocks)

    def _failed(self, error: Exception, point: np.ndarray) -> None:
        if len(self.failures) < 3:
            self.failures.append(
                f"{self.name} raised {type(error).__name__} ({error}) at {_brief(point)},"
                " counted as outside its domain"
            )

    def notes(self) -> list[str]:
        """What a reader should know of f besides its derivative."""
        said = []
        if self.mutates:
            said.append(f"{self.name} changes its argument; it was handed copies")
        if np.any(self.spread > 0):
            said.append(
                f"{self.name} is random: two calls at x differ by {np.max(self.spread):.1e}"
            )
        return said + self.failures


@dataclass(frozen=True)
class Examination:
    """What `guard` saw of a function: value, manners, repeatability."""

    value: np.ndarray
    mutates: bool
    deterministic: bool
    spread: float
    evaluations: int


def guard(f, x, *, repeats: int = 5, name: str = "f") -> Examination:
    """Call f `repeats` times at x and tell whether it can be differentiated at all.

    Says whether f changes the array it is handed (`mutates`) and whether it returns
    the same bits every time (`deterministic`, largest difference in `spread`). Errors
    of f pass on with a note; results that are no finite real numbers are refused.

    >>> guard(lambda x: x @ x, [1.0, 2.0]).deterministic
    True
    """
    function = Function(f, x, name=name)
    values = [function.at_x] + [
        np.nan_to_num(function._first().ravel(), nan=np.inf)
        for _ in range(max(0, repeats - 2))
    ]
    spread = float(max(np.max(np.abs(v - values[0])) for v in values))
    spread = max(spread, float(np.max(function.spread)))
    return Examination(
        value=function.at_x.reshape(function.out_shape),
        mutates=function.mutates,
        deterministic=spread == 0,
        spread=spread,
        evaluations=function.calls,
    )


def _brief(point: np.ndarray) -> str:
    """A point in one line, however long it is."""
    return np.array2string(
        np.asarray(point), threshold=6, edgeitems=3, separator=", ", precision=17
    ).replace("\n", "")
