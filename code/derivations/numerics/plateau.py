"""Where a part of f stands still under short steps, and only the rest moves.

1 - p at p = 1e-11, or 1 + r*r at r = 1e-7, are rounded to the grid of numbers near 1.
Steps that stay within a cell of that grid see the derivative of the other parts, and
see it sharply: all their differences agree, and none of them is the derivative of f.
Longer steps cross many cells and see all of f, with the jumps between cells as noise.

The two are told apart by how the differences leave the value that the short steps
gave. Truncation grows by 9 from a step to the next longer one, so it rises out of
rounding gradually; a part that begins to move is there at once. So is a kink near x,
but it lies on one side: the differences of the other side know nothing of it.
"""

import numpy as np

from .ladder import Extrapolation, extrapolate
from .noise import EPS

#: Growth between two rows that truncation may show: h^4, where there is no h^2.
LAWFUL = 81.0

#: Entries below it are tiny beside the numbers that formulas are made of.
TINY = 2.0**-16

#: Down to this part of their size steps stand beside the value found.
BELOW = 20.0

#: Of the way on which more of f begins to move, to see whether it jumps.
HALVINGS = 12

#: A row is near while it is off by no more than this part of the value.
NEAR = 128.0

#: Rows, from the one on which the rest of f begins to move, that show its jumps.
SHOWING = 3

#: Beyond so many times the noise of f, what is rounded as x is may be seen in f.
STEEP = 64.0

#: Factor between the differences that two choices of steps show and the bound.
APART = 4.0


def mend(best, quotients, roundings, h, order, sides, odd) -> Extrapolation:
    """The choice, with a bound that covers the parts of f that stood still for it.

    `sides` are the one-sided quotients on the right and on the left, where f has both;
    `odd(line, t)` is t times the difference quotient along one of the lines.
    """
    row = first_departure(best, quotients, roundings, sides)
    abrupt = row >= 0
    for line, output in np.argwhere(abrupt):
        k, slope = row[line, output], best.value[line, output]
        near, far = h[k + 1, line, 0], h[k, line, 0]

        def beyond(t, line=line, output=output, slope=slope):
            return odd(line, t)[output] - slope * t

        abrupt[line, output] = _jumps(beyond, near, far)
    if not np.any(abrupt):
        return best
    rows = np.arange(len(quotients)).reshape(-1, *(1,) * abrupt.ndim)
    near = (rows <= row) & (rows > row - SHOWING)
    gap = np.where(near, np.abs(quotients - best.value), 0)
    jump, cover = np.fmax.reduce(gap * h), 2 * np.fmax.reduce(gap)
    moving = np.where(rows <= row, quotients, np.nan)
    other = extrapolate(moving, np.fmax(roundings, jump / h), h, order)
    # Which of the two is the derivative no value of f can tell: the bound covers both.
    apart = np.abs(other.value - best.value)
    sharp = other.bound < apart / 4
    both = best.where(~sharp, other)
    both.bound = np.where(sharp, apart + other.bound, cover) + best.bound
    return both.where(abrupt, best)


def _jumps(beyond, near: float, far: float) -> bool:
    """Whether a function jumps on its way between two points, or moves bit by bit.

    Halving the way to where half of the change has come about: at a kink that change
    is small in the end, at the border of two cells it is what it was.
    """
    low, high = beyond(near), beyond(far)
    change = high - low
    for _ in range(HALVINGS):
        middle = (near + far) / 2
        now = beyond(middle)
        if abs(now - low) < abs(high - now):
            near, low = middle, now
        else:
            far, high = middle, now
    return not abs(high - low) < abs(change) / 8


def first_departure(best, quotients, roundings, sides=()) -> np.ndarray:
    """The finest row that is off although its finer neighbor is not; -1 for none.

    Nor is there one where the steps to one side are never off so suddenly.
    """
    row = _sudden(best, quotients, roundings)
    for side in sides if np.any(row >= 0) else ():
        # Without its first power of h, a one-sided difference converges like h^2.
        bent, rounding = (3 * side[1:] - side[:-1]) / 2, 3 * roundings[1:]
        row = np.where(_sudden(best, bent, rounding + roundings[:-1]) >= 0, row, -1)
    return row


def _sudden(best, quotients, roundings) -> np.ndarray:
    """The finest row that is off by more than follows from its finer neighbor."""
    gap, row = np.abs(quotients - best.value), np.full(best.value.shape, -1)
    small = np.maximum(4 * roundings, np.abs(best.value) / NEAR)
    for k in range(len(quotients) - 1):
        near = gap[k + 1] <= small[k + 1]
        if k + 2 < len(gap):
            near &= ~(gap[k + 2] > small[k + 2])
        off = gap[k] > 4 * (roundings[k] + best.bound)
        off &= gap[k] > LAWFUL * (gap[k + 1] + roundings[k + 1])
        row = np.where(near & off, k, row)
    return row


def look_far(function, noise, lines, slopes) -> None:
    """Look whether more of f moves when tiny entries move by far more than their size.

    Formulas are made of numbers near 1, beside which an entry of 1e-9 squared is
    nothing at all. So steps from there on downwards stand beside the value found.
    """
    tiny = np.any(slopes.state == "settled", axis=1) & (lines.size < TINY)
    for k in np.flatnonzero(tiny & (lines.size > EPS**2)):
        count = int(np.log(BELOW / lines.size[k]) / np.log(3.0)) + 1
        h = 3.0 ** -np.arange(count)[:, None, None] / 4
        line = np.full(count, k)
        right, left = (lines.values(line, sign * h.ravel()) for sign in (1, -1))
        quotients = (right - left)[:, None] / (2 * h)
        size = np.fmax(np.abs(right), np.abs(left))[:, None]
        roundings = noise.of(size) / h + 4 * EPS * np.abs(quotients)
        sides = (
            (right - function.at_x)[:, None] / h,
            (function.at_x - left)[:, None] / h,
        )
        best = Extrapolation.none((1, function.m))
        best.value[:], best.bound[:] = slopes.value[k], slopes.bound[k]

        def odd(_, t, k=k):
            right, left = lines.values(np.array([k, k]), np.array([t, -t]))
            return (right - left) / 2

        wider = mend(best, quotients, roundings, h, 2, sides, odd)
        slopes.value[k], slopes.bound[k] = wider.value[0], wider.bound[0]


def inner_noise(value, size) -> np.ndarray:
    """How far f may be off if values of the size of x are rounded inside of it."""
    return 2 * EPS * size * np.abs(value)


def steep(table, index, value) -> np.ndarray:
    """Outputs that rounding inside f may blur far more than it blurs f.

    Than f at the longest step, if that is more: f(x) may be 0 by chance.
    """
    inner = inner_noise(value, table.lines.size[index, None])
    size = np.fmax(np.abs(table.plus[0, index]), np.abs(table.minus[0, index]))
    return inner > STEEP * np.fmax(table.noise.at_x, table.noise.of(size))
