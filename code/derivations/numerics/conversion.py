"""What is handed over as float64 arrays, or an error that names what came."""

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
        place = in_words(where)
        raise TypeError(f"{name} returned None at {place}: does it lack a return?")
    if remedy := _remedy(value):
        place = in_words(where)
        raise TypeError(f"{name} must return a plain array, got {remedy} at {place}")
    if isinstance(value, np.ma.MaskedArray):
        place = in_words(where)
        raise TypeError(
            f"{name} must return a plain array, got a masked array at {place}"
        )
    try:
        raw = np.asarray(value)
    except (ValueError, TypeError) as error:
        raise TypeError(
            f"{name} must return an array of numbers, got {type(value).__name__}"
            f" at {in_words(where)}: {error}"
        ) from error
    if raw.dtype.kind == "c":
        real = np.all(raw.imag == 0)
        remedy = "its imaginary part is 0: return .real" if real else ""
        raise TypeError(
            f"{name} must return real numbers, got {raw.dtype} at {in_words(where)}: "
            + (remedy or "derivatives here are those of real functions")
        )
    if raw.dtype.kind not in "fiu":
        raise TypeError(
            f"{name} must return real numbers, got {type(value).__name__}"
            f" of dtype {raw.dtype} at {in_words(where)}"
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


def in_words(where) -> str:
    return where if isinstance(where, str) else brief(where)


def brief(point) -> str:
    """A point in one line, however long it is."""
    text = np.array2string(np.asarray(point), threshold=6, edgeitems=3, separator=", ")
    return " ".join(text.split())
