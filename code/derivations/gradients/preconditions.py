"""Is this a function at all? What must be known before numbers are compared.

A right formula fails any check when f or the formula changes its argument, draws
random numbers, or computes in single precision; a wrong one may pass. So this is
found out first, and said as what it is.
"""

from dataclasses import dataclass

import numpy as np

from derivations.numerics.function import as_output
from derivations.numerics.noise import scale_of

from .evidence import EPS

#: Calls at the same point; all must give the same value.
REPEATS = 5

#: Differences between repeated calls that are rounding: threaded sums may come in
#: another order each time.
SAME = 8 * EPS


@dataclass(frozen=True)
class Manners:
    """What a few calls at x say about a callable.

    value: what it returned the first time, float64. dtype: of what it returned.
    mutates: it changed the array it was handed. spread: largest difference between
    calls at the same point, relative to the value.
    """

    value: np.ndarray
    dtype: np.dtype
    mutates: bool
    spread: float

    @property
    def random(self) -> bool:
        return self.spread > SAME


def examine(function, x: np.ndarray, name: str) -> Manners:
    """Call function REPEATS times on copies of x, and watch.

    Errors raised by the function pass on, with a note that names it.
    """
    values, mutates = [], False
    for _ in range(REPEATS):
        handed = x.copy()
        try:
            with np.errstate(all="ignore"):
                raw = function(handed)
        except Exception as error:
            error.add_note(f"raised by {name}, called at x")
            raise
        mutates |= handed.shape != x.shape or not np.array_equal(handed, x)
        values.append(as_output(raw, name=name))
        if values[-1].shape != values[0].shape:
            raise ValueError(
                f"{name} returned shapes {values[0].shape} and {values[-1].shape} "
                "at the same point"
            )
    return Manners(values[0], np.asarray(raw).dtype, bool(mutates), _spread(values))


def _spread(values: list[np.ndarray]) -> float:
    first = values[0]
    if all(np.array_equal(first, other, equal_nan=True) for other in values):
        return 0.0
    with np.errstate(invalid="ignore"):
        apart = max(np.max(np.abs(other - first)) for other in values)
    size = max(np.max(np.abs(value)) for value in values)
    return float(apart / size) if np.isfinite(apart) and size else np.inf


def single_precision(f, x: np.ndarray, seen: Manners, rng) -> str:
    """How f shows that it computes in single precision; "" if it does not.

    Three signs: it returns float32 or less; all its values are float32 numbers; it
    takes no notice of the bits that float32 drops from x. The points lie some float32
    steps apart, so that a function too coarse to tell them apart is not meant.
    """
    if seen.dtype.kind == "f" and seen.dtype.itemsize < 8:
        return f"f returns {seen.dtype}"
    rng = np.random.default_rng(rng)
    steps = rng.uniform(-(2.0**-19), 2.0**-19, size=(8, *x.shape))
    points = x + steps * scale_of(x.ravel()).reshape(x.shape)
    single = points.astype(np.float32).astype(np.float64)
    with np.errstate(all="ignore"):
        at = np.array([np.ravel(f(p.copy())) for p in points], dtype=np.float64)
        rounded = np.array([np.ravel(f(p.copy())) for p in single], dtype=np.float64)
        kept = at.astype(np.float32).astype(np.float64)
        coarse = at.astype(np.float16).astype(np.float64)
    if not np.all(np.isfinite(at)) or not np.all(np.isfinite(rounded)):
        return ""
    distinct = len(np.unique(at, axis=0)) > len(at) // 2
    if distinct and np.array_equal(kept, at) and not np.array_equal(coarse, at):
        return "every value of f is a float32 number"
    if distinct and np.array_equal(at, rounded):
        return "f takes no notice of the bits of x that float32 drops"
    return ""
