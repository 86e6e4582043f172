"""The function under study, called with care.

Whatever f does, the differences must see f(x) and nothing else. So f is always handed
a fresh copy of the point, what it returns is copied at once and held to the shape it
had at x, and every call is counted.
"""

import numpy as np


def as_point(x, name: str = "x") -> np.ndarray:
    """Return x as a new float64 array, or say what is wrong with it.

    Lists, numbers and arrays of integers or of shorter floats are converted; that is
    exact, and refused where it would not be. Also refused: complex, boolean, text and
    object arrays, masked arrays, NaN, infinity, and an array without entries.

    >>> as_point([1, 2])
    array([1., 2.])
    """
    if remedy := _remedy(x):
        raise TypeError(f"{name} must be a plain array, got {remedy}")
    if isinstance(x, np.ma.MaskedArray):
        raise TypeError(f"{name} must be a plain array, got a masked array")
    try:
        raw = np.asarray(x)
    except (ValueError, TypeError) as error:
        raise TypeError(f"{name} must be an array of real numbers: {error}") from error
    if raw.size == 0:
        raise ValueError(f"{name} must have entries, got an array of shape {raw.shape}")
    if raw.dtype.kind == "c" and np.all(raw.imag == 0):
        raise TypeError(
            f"{name} must hold real numbers, got dtype {raw.dtype} with no imaginary"
            f" part: hand in {name}.real"
        )
    if raw.dtype.kind not in "fiu":
        which = f" ({type(x).__name__})" if raw.dtype.kind == "O" else ""
        raise TypeError(f"{name} must hold real numbers, got dtype {raw.dtype}{which}")
    point = np.array(raw, dtype=np.float64)
    if not np.all(np.isfinite(raw)):
        index = tuple(int(k) for k in np.argwhere(~np.isfinite(raw))[0])
        at = f" at index {index}" if index else ""
        raise ValueError(f"{name} must be finite, got {raw[index]}{at}")
    with np.errstate(invalid="ignore"):
        exact = np.all(point.astype(raw.dtype) == raw)
    if not exact:
        raise ValueError(f"{name} of dtype {raw.dtype} is not exact in float64")
    return point


def as_output(value, *, where="x", name: str = "f") -> np.ndarray:
    """Return what f returned as a new float64 array, or say what is wrong with it.

    `where` is a text or the point itself, which is put into words only when needed.
    """
    if value is None:
        place = _in_words(where)
        raise TypeError(f"{name} returned None at {place}: does it lack a return?")
    if remedy := _remedy(value):
        place = _in_words(where)
        raise TypeError(f"{name} must return a plain array, got {remedy} at {place}")
    if isinstance(value, np.ma.MaskedArray):
        place = _in_words(where)
        raise TypeError(
            f"{name} must return a plain array, got a masked array at {place}"
        )
    try:
        raw = np.asarray(value)
    except (ValueError, TypeError) as error:
        raise TypeError(
            f"{name} must return an array of numbers, got {type(value).__name__}"
            f" at {_in_words(where)}: {error}"
        ) from error
    if raw.dtype.kind == "c":
        real = np.all(raw.imag == 0)
        remedy = "its imaginary part is 0: return .real" if real else ""
        raise TypeError(
            f"{name} must return real numbers, got {raw.dtype} at {_in_words(where)}: "
            + (remedy or "derivatives here are those of real functions")
        )
    if raw.dtype.kind not in "fiu":
        raise TypeError(
            f"{name} must return real numbers, got {type(value).__name__}"
            f" of dtype {raw.dtype} at {_in_words(where)}"
        )
    if raw.size == 0:
        raise ValueError(f"{name} must return numbers, got shape {raw.shape}")
    return np.array(raw, dtype=np.float64)


def _remedy(value) -> str:
    """What a value is that NumPy does not read as numbers, and what turns it into some.

    By its looks: neither PyTorch nor SciPy is imported.
    """
    kind = type(value).__name__
    if getattr(value, "requires_grad", False) is True:
        return f"a {kind} that requires grad: use .detach().numpy()"
    if hasattr(value, "toarray") and hasattr(value, "nnz"):
        return f"a sparse {kind}: use .toarray()"
    return ""


def seeded(rng) -> np.random.Generator:
    """The generator that a seed stands for, or the generator itself."""
    try:
        return np.random.default_rng(rng)
    except (TypeError, ValueError) as error:
        raise type(error)(
            f"rng must be a seed or a numpy.random.Generator, got {rng!r}: {error}"
        ) from error


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


def _in_words(where) -> str:
    return where if isinstance(where, str) else brief(where)


def brief(point) -> str:
    """A point in one line, however long it is."""
    text = np.array2string(np.asarray(point), threshold=6, edgeitems=3, separator=", ")
    return " ".join(text.split())
