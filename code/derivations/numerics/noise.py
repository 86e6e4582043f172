"""How far a single value of f may be off: the noise of f, measured.

Rounding inside f, a stopped iteration or float32 arithmetic make neighbouring values
of f scatter about a smooth curve. A table of differences tells the two apart: the
k-th difference of a smooth function over a step h is of the size h^k and soon
vanishes; that of independent errors with standard deviation sigma does not, its
variance is sigma^2 (2k)!/(k!)^2. So

    sigma_k^2 = (k!)^2 / (2k)!  *  mean of (k-th differences)^2

levels off at sigma^2. Taken is the first k at which sigma_k, sigma_k+1, sigma_k+2 lie
within a factor of 4 and the differences have both signs: J. Moré and S. Wild,
"Estimating computational noise", SIAM J. Sci. Comput. 33 (2011) 1292.

The table is one-sided here (it starts beside x and walks away), so that a kink at x
is not mistaken for noise. It is taken at three spacings and, where f hardly moves, at
a fourth, since rounding to a coarse grid is invisible from within one cell of it. And
the spacing is jittered (a cubic takes that out again): equally spaced points can keep
step with a grid, and then see nothing of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import factorial
from typing import Any

import numpy as np

from .function import Function

EPS = float(np.finfo(np.float64).eps)

#: Nine points on the way from x, in 16 places of `walk_direction`: an even spacing of
#: 16 at four scales, jittered by up to 6, with digits down to the last place.
EVEN = 16 * np.arange(1, 10)
_JITTER = np.array(
    [-5.9183, 0.8993, 5.4558, 3.9419, -3.9818, -2.4242, -0.9517, 0.8467, 3.8204]
)
WALKS = tuple(np.rint((EVEN + _JITTER) * 2.0**p) for p in (0, 17, 26, 38))

#: Sizes beyond these are cut, so that no step over- or underflows.
_SIZES = (2.0**-1000, 2.0**1000)

#: A coarser spacing may raise the noise that a finer one has seen by this factor. What
#: looks like more noise than that is either a coarse grid inside f, or a smooth f that
#: varies on a short scale: the differences themselves have to tell (`suspected`).
RAISE = 16.0


@dataclass(frozen=True)
class Noise:
    """The noise of f near x, per output, and how it grows with the size of f.

    at_x: how far one value of f near x may be off. relative: the same per unit of
    |f|, which counts where f is larger than at x. suspected: what at_x would be if
    all that looks like noise is noise; at least at_x.
    """

    at_x: np.ndarray
    relative: np.ndarray
    suspected: np.ndarray

    def of(self, size: np.ndarray) -> np.ndarray:
        """The noise of values of f of the given size; the last axis is the output."""
        return np.maximum(self.at_x, self.relative * size)


def scale_of(x: np.ndarray) -> np.ndarray:
    """Return the size of each entry as a power of two; of a 0, the median size.

    Powers of two make x + t * scale free of rounding for the steps t used here, and
    follow a change of units by powers of two exactly.
    """
    size = np.where(x == 0, 0, np.clip(np.abs(x), *_SIZES))
    if np.any(size == 0):
        size = np.where(size == 0, np.median(size[size > 0]) if size.any() else 1, size)
    return np.ldexp(0.5, np.frexp(size)[1])


def walk_direction(x: np.ndarray) -> np.ndarray:
    """A direction in which every entry moves, each by another part of its size.

    Equal parts could cancel (in x_1 - x_2, in a softmax). They go by the rank of the
    mantissas, so that neither the order of the entries nor their units matter. They
    are multiples of 1/16, so that walking adds no rounding.
    """
    rank = np.argsort(np.argsort(np.frexp(np.abs(x))[0], kind="stable"))
    part = 0.5 + (rank + 1) * 0.6180339887498949 % 1 / 2
    return np.copysign(np.round(part * 16) / 16 * scale_of(x), x)


def measure(
    function: Function, direction: np.ndarray | None = None, *, quick: bool = False
) -> Noise:
    """Measure the noise of f at x along a direction (default: every entry moves).

    A quick measurement is content with the first walk on which f moves: 9 evaluations
    and not 27, which is enough where differences then agree with each other.
    """
    if direction is None:
        direction = walk_direction(function.x)
    size = np.abs(function.at_x)
    walks = WALKS[1:] if quick else WALKS
    sigma, suspected = _sigma(
        function, function.x, direction, function.at_x, walks, quick
    )
    level = np.maximum(np.maximum(3 * sigma, EPS * size / 2), function.spread)
    relative = np.maximum(_ratio(level, size), EPS / 2)
    if np.any(relative > 16 * EPS):
        # Either f is coarse everywhere, or f(x) is small by cancellation. A second
        # table, where f has another size, tells.
        far = function.x + direction / 4
        there = function.at(far[None, :])[0]
        if np.all(np.isfinite(there)):
            # Single precision stands still on a walk as short as the usual one.
            walk = WALKS[2] if np.any(relative > 2.0**-36) else WALKS[1]
            sigma, _ = _sigma(function, far, direction, there, (walk,))
            ratio = _ratio(3 * sigma, np.abs(there))
            relative = np.minimum(relative, np.maximum(ratio, EPS / 2))
    return Noise(level, np.minimum(relative, 1.0), np.maximum(level, 3 * suspected))


def _ratio(noise, size):
    return np.where(size > 0, noise / np.where(size > 0, size, 1), EPS / 2)


def _sigma(function, start, direction, at_start, walks, quick=False):
    """Standard deviation of the noise per output, and the one that is suspected.

    The finest spacing that moves f is believed; a coarser one may raise it.
    """
    sigma, suspected = np.full(function.m, np.inf), np.zeros(function.m)
    sure = np.zeros(function.m, dtype=bool)
    for walk in walks:
        if (quick or walk is WALKS[3]) and np.all(sure):
            break
        values, steps = _walk(function, start, direction, walk)
        if values is None:
            continue
        found, level = sigma_of(values)
        if walk is WALKS[3]:
            level &= ~sure  # of no concern to outputs that move at finer spacings
        suspected = np.maximum(suspected, np.where(level, found, 0))
        least = EPS / 3 * np.abs(at_start)
        raised = np.maximum(sigma, np.where(level, found, 0))
        raised = np.where(raised <= RAISE * np.maximum(sigma, least), raised, sigma)
        sigma = np.where(sure, raised, found)
        # Fewer than five values: within few cells of a grid, nothing is sure.
        sure |= steps >= 4
    sigma = np.where(np.isfinite(sigma), sigma, 0.0)
    return sigma, np.maximum(sigma, suspected)


def sigma_of(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return sigma for equally spaced values, and whether it levels off.

    `values` has shape (points, outputs). Where no sigma_k levels off, the smallest
    one is returned: an upper bound, as smooth variation can only add.
    """
    differences, found_levels, found_mixed = values, [], []
    for k in range(1, len(values) - 1):
        differences = np.diff(differences, axis=0)
        weight = factorial(k) ** 2 / factorial(2 * k)
        found_levels.append(np.sqrt(weight * np.mean(differences**2, axis=0)))
        found_mixed.append(
            (differences.min(axis=0) < 0) & (differences.max(axis=0) > 0)
        )
    levels, mixed = np.array(found_levels), np.array(found_mixed)
    three = np.array([levels[:-2], levels[1:-1], levels[2:]])
    steady = (three.max(axis=0) <= 4 * three.min(axis=0)) & mixed[:-2]
    first = np.argmax(steady, axis=0)[None]
    settled = np.take_along_axis(three.max(axis=0), first, 0)[0]
    found = steady.any(axis=0) | (levels[0] == 0)
    return np.where(found, settled, levels.min(axis=0)), found


def _walk(function, start, direction, walk):
    """f at the points of a walk, moved to even spacing, and its distinct steps.

    Where the way outward meets a kink or a jump, or the end of the domain, the way
    inward is taken, for each output by itself. Without either: None.
    """
    places = (16 * EPS * walk[:, None]) * direction
    # Along the cubic that fits best, from where the points are to where they belong.
    here, there = (np.vander(t / t[-1], 4) for t in (walk, EVEN))
    move = (there - here) @ np.linalg.pinv(here)
    even, steps, broken = None, 0, np.ones(function.m, dtype=bool)
    for side in (1, -1):
        values = function.at(start + side * places)
        if np.all(np.isfinite(values)):
            moved = values + move @ (values - values[0])
            count = np.sum(np.diff(np.sort(values, axis=0), axis=0) > 0, axis=0)
            even = moved if even is None else np.where(broken, moved, even)
            steps = np.where(broken, count, steps)
            broken = broken & _breaks(values, walk)
        if not np.any(broken):
            break
    return even, steps


def _breaks(values: np.ndarray, walk: np.ndarray) -> np.ndarray:
    """Outputs that turn sharply at one place, and hardly anywhere else."""
    turns = np.diff(np.diff(values, axis=0) / np.diff(walk)[:, None], axis=0)
    off = np.abs(turns - np.median(turns, axis=0))
    sharpest = np.max(off, axis=0)
    more_than_rounding = sharpest * walk[0] > 1000 * EPS * np.max(
        np.abs(values), axis=0
    )
    return (sharpest > 30 * np.median(off, axis=0)) & more_than_rounding


def estimate_noise(f: Callable, x: Any, *, batch: bool = False) -> np.ndarray:
    """Return how far one value of f near x may be off, per output: shape of f(x).

    Three standard deviations of the measured noise (see the text of this module), and
    at least half a unit in the last place of f(x). Takes 29 evaluations, 39 where f is
    coarse, some more beside a kink or an edge.

    Parameters
    ----------
    f : callable
        x -> number or array of a fixed shape.
    x : array_like
        Real numbers, any shape.
    batch : bool, optional
        f takes an array with one more axis in front.

    Raises
    ------
    TypeError, ValueError
        x or f(x) is not made of finite real numbers.
    Exception
        Whatever f raises.

    Examples
    --------
    >>> bool(estimate_noise(lambda x: np.float32(x @ x), [1.1, 2.3]) > 1e-8)
    True
    """
    function = Function(f, x, batch=batch)
    with np.errstate(all="ignore"):
        return measure(function).at_x.reshape(function.out_shape)
