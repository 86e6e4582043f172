"""Is this a function at all? What must be known before numbers are compared.

A right formula fails any check when f or the formula changes its argument, draws
random numbers, or computes in single precision; a wrong one may pass. So this is
found out first, and said as what it is.
"""

from dataclasses import dataclass

import numpy as np

from derivations.gradients.hypotheses.evidence import EPS
from derivations.numerics.conversion import as_output
from derivations.numerics.noise import scale_of

#: Calls at the same point; all must give the same value.
REPEATS = 5

#: Places at which f is looked at for signs of single precision.
POINTS = 32

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
        return bool(self.spread > SAME)


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
    stands still while x moves within the rounding of float32, and moves when x goes
    on to the next float32 number.
    """
    if seen.dtype.kind == "f" and seen.dtype.itemsize < 8:
        return f"f returns {seen.dtype}"
    rng, scale = np.random.default_rng(rng), scale_of(x.ravel()).reshape(x.shape)
    seen_at: list[list[np.ndarray]] = [[], [], []]
    try:
        # One point after the other: many inputs take no memory for all of them.
        for _ in range(POINTS):
            step = rng.uniform(-1e-3, 1e-3, size=x.shape) * scale
            single = (x + step).astype(np.float32)
            point, ulp = single.astype(float), np.spacing(np.abs(single)).astype(float)
            for values, moved in zip(seen_at, (0, 0.45, 1), strict=True):
                with np.errstate(all="ignore"):
                    values.append(np.ravel(f(point + moved * ulp)).astype(float))
        here, within, beyond = map(np.array, seen_at)
    except Exception:  # f is not defined there, or not alike: nothing can be told
        return ""
    if not np.all(np.isfinite([here, within, beyond])):
        return ""
    moving = np.mean(np.any(beyond != here, axis=1)) > 0.5
    if moving and np.array_equal(here, within):
        return "f takes no notice of the bits of x that float32 drops"
    if (
        _are_float32(here)
        and _are_float32(within)
        and len(np.unique(here)) > POINTS / 2
    ):
        return "every value of f is a float32 number"
    return ""


def _are_float32(values: np.ndarray) -> bool:
    """All values are float32 numbers, and not all are so short that this is chance."""
    with np.errstate(over="ignore"):
        single, short = values.astype(np.float32), values.astype(np.float16)
    return np.array_equal(single, values) and not np.array_equal(short, values)
