"""How far a single value of f may be off: the noise of f, measured.

Rounding inside f, a stopped iteration or float32 arithmetic make neighbouring values
of f scatter about a smooth curve. Difference tables tell the two apart: the k-th
difference of a smooth function over a step h is of the size h^k and soon vanishes,
that of independent errors with standard deviation sigma is not, its variance being
sigma^2 (2k)!/(k!)^2. So

    sigma_k^2 = (k!)^2 / (2k)!  *  mean of (k-th differences)^2

levels off at sigma^2 as k grows. The first k at which three successive sigma_k lie
within a factor of 4, and at which the differences take both signs, is taken: J. Moré
and S. Wild, "Estimating computational noise", SIAM J. Sci. Comput. 33 (2011) 1292.

The table is one-sided here (it starts at x and walks away from it), so that a kink at
x itself is not mistaken for noise, and it is taken at two spacings, since rounding to
a coarse grid is invisible from within one cell of that grid.
"""

from math import factorial

import numpy as np

from .function import Function

EPS = np.finfo(np.float64).eps

#: Spacings, relative to the size of x. Odd multiples of eps, so that the points
#: differ in their last bits too, as ordinary numbers do.
_FINE = (2**12 + 3) * EPS
_MIDDLE = (2**25 + 3) * EPS
_COARSE = (2**34 + 3) * EPS
_POINTS = 9


def scale_of(x: np.ndarray) -> np.ndarray:
    """Return the size of each entry as a power of two; of a 0, the median size.

    Powers of two make x + t * scale exact for the steps t used here, and follow a
    change of units by powers of two exactly.
    """
    size = np.abs(x)
    if np.any(size == 0):
        size = np.where(size == 0, np.median(size[size > 0]) if size.any() else 1, size)
    return 2.0 ** np.floor(np.log2(size))


def sigma_from_table(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Standard deviation of the noise in equally spaced values, and where it is sure.

    `values` has shape (points, outputs). Where no level is found, the smallest
    sigma_k stands in: an upper bound of the noise, as smooth variation only adds.
    """
    points, outputs = values.shape
    differences = values
    levels, mixed = [], []
    for k in range(1, points - 1):
        differences = np.diff(differences, axis=0)
        weight = factorial(k) ** 2 / factorial(2 * k)
        levels.append(np.sqrt(weight * np.mean(differences**2, axis=0)))
        mixed.append((differences.min(axis=0) < 0) & (differences.max(axis=0) > 0))
    levels, mixed = np.array(levels), np.array(mixed)
    low = np.minimum(np.minimum(levels[:-2], levels[1:-1]), levels[2:])
    high = np.maximum(np.maximum(levels[:-2], levels[1:-1]), levels[2:])
    steady = (high <= 4 * low) & mixed[:-2]
    first = np.argmax(steady, axis=0)
    found = steady.any(axis=0) | (levels[0] == 0)
    sigma = np.where(found, levels[first, np.arange(outputs)], levels.min(axis=0))
    return sigma, found


class Noise:
    """The noise of f near x, per output, and how it grows with the size of f.

    at_x: how far one value of f near x may be off. relative: the same per unit of
    |f|, to be used where f is larger than at x. sure: the table levelled off.
    """

    def __init__(self, at_x: np.ndarray, relative: np.ndarray, sure: np.ndarray):
        self.at_x, self.relative, self.sure = at_x, relative, sure

    def of(self, size: np.ndarray) -> np.ndarray:
        """The noise of values of f of the given size; the last axis is the output."""
        return np.maximum(self.at_x, self.relative * size)


def measure(function: Function, direction: np.ndarray | None = None) -> Noise:
    """Measure the noise of f at x along `direction` (default: every entry moves)."""
    if direction is None:
        direction = np.copysign(scale_of(function.x), function.x)
    start, at_x = function.x, np.abs(function.at_x)
    sigma, sure = _table(function, start, direction)
    level = np.maximum(np.maximum(3 * sigma, EPS * at_x), function.spread)
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = np.where(at_x > 0, level / at_x, EPS)
    if np.any(relative > 16 * EPS):
        # Either f is coarse everywhere, or f(x) is small by cancellation: a second
        # table at a place where f has another size tells.
        far = start + direction / 4
        there = function.at(far[None, :])[0]
        if np.all(np.isfinite(there)):
            other, _ = _table(function, far, direction, there)
            size = np.abs(there)
            with np.errstate(divide="ignore", invalid="ignore"):
                ratio = np.where(size > 0, 3 * other / size, np.inf)
            relative = np.minimum(relative, np.maximum(ratio, EPS))
    return Noise(level, np.minimum(relative, 1.0), sure)


def _table(function, start, direction, at_start=None) -> tuple[np.ndarray, np.ndarray]:
    """sigma of f from the finest spacing that shows it, and where it is sure.

    A coarser spacing counts where the finer one saw f move in few steps or not level
    off, and where both agree within a factor of 16. Beyond that, what looks like
    noise at the coarser one is a smooth f that varies on so short a scale.
    """
    at_start = function.at_x if at_start is None else at_start
    sigma = np.full(function.m, np.inf)
    sure = np.zeros(function.m, dtype=bool)
    for spacing in (_FINE, _MIDDLE, _COARSE):
        if spacing == _COARSE and np.all(sure):
            break
        values = _walk(function, start, direction * spacing, at_start)
        if values is None:
            continue
        found, level = sigma_from_table(values)
        distinct = 1 + np.sum(np.diff(np.sort(values, axis=0), axis=0) > 0, axis=0)
        near = sure & level & (found <= 16 * sigma)
        sigma = np.where(near, np.maximum(sigma, found), sigma)
        level &= distinct >= 5
        sigma = np.where(sure, sigma, np.where(level, found, np.minimum(sigma, found)))
        sure |= level
    return np.where(np.isfinite(sigma), sigma, 0.0), sure


def _walk(function, start, step, at_start):
    """f at start, start + step, ..., or on the other side where f is not defined."""
    walk = np.arange(1, _POINTS + 1)[:, None]
    for side in (1, -1):
        values = function.at(start + side * walk * step)
        if np.all(np.isfinite(values)):
            return np.vstack([at_start, values])
    return None


def estimate_noise(f, x, *, batch: bool = False) -> np.ndarray:
    """Return how far one value of f near x may be off, per output: shape of f(x).

    At least three standard deviations of the measured noise (see the module's text)
    and at least one unit in the last place of f(x). About 20 evaluations.

    Raises TypeError or ValueError where x or f(x) is not made of finite real numbers.

    >>> bool(estimate_noise(lambda x: np.float32(x @ x), [1.0, 2.0]) > 1e-8)
    True
    """
    function = Function(f, x, batch=batch)
    with np.errstate(all="ignore"):
        return measure(function).at_x.reshape(function.out_shape)
