"""How far from x to begin: inside the domain of f, and as far as f is a straight line.

The first step is a quarter of the size of x. It shrinks where f is not defined that
far out, and grows where no truncation shows, since rounding falls with 1/h.
"""

import numpy as np

from .noise import EPS
from .table import Table

#: Relative change of the slope within the first step that extrapolation handles well.
CHANGE = 0.05

#: Rows by which steps are lengthened at once: they all go into the extrapolation.
RAISE = 4

#: `Table.side` of a line on which f is defined at x alone.
NOWHERE = 9


def stay_inside(table: Table, index: np.ndarray) -> None:
    """Shorten the steps of lines that leave the domain of f; find one-sided ones."""
    table.evaluate((0, 1), index)
    outside = index[~table.defined((0, 1), index)]
    if not len(outside):
        return
    least = table.lines.size[outside] * 2.0**-48
    right, left = (
        np.isfinite(table.lines.values(outside, sign * least)).all(axis=1)
        for sign in (1, -1)
    )
    table.side[outside] = np.select(
        [right & left, right, left], [0, 1, -1], default=NOWHERE
    )
    pending = outside[table.side[outside] != NOWHERE]
    for _ in range(15):
        pending = pending[~table.defined((0, 1), pending)]
        table.move(pending, -2)
        table.evaluate((0, 1), pending)
    table.side[pending[~table.defined((0, 1), pending)]] = NOWHERE


def lengthen(table: Table, index: np.ndarray) -> np.ndarray:
    """Lengthen the steps of lines along which f is smooth on a far longer scale.

    Returns a mask of the lines that are straight as far as seen: two differences are
    enough there.
    """
    straight = _follow_straight(table, index)
    index = index[~straight[index]]
    for _ in range(2):
        if len(index):
            table.evaluate((0, 1), index)
            index = _raise(table, index)
    return straight


def _follow_straight(table: Table, index: np.ndarray) -> np.ndarray:
    """Go out by factors of 9 while two differences agree within rounding.

    ... and while rounding falls. A slope that does not stand out from rounding is no
    evidence of a straight line: such lines stay as they are.
    """
    straight = np.zeros(table.lines.count, dtype=bool)
    quotient, rounding, _ = table.quotients((0, 1), index)
    same = np.abs(quotient[0] - quotient[1]) <= rounding[0] + rounding[1]
    clear = np.abs(quotient[0]) > 4 * rounding[0]
    index = index[np.all(same, axis=1) & np.any(clear, axis=1)]
    while len(index):
        quotient, rounding = (a[0] for a in table.quotients((0,), index)[:2])
        size = np.abs(quotient)
        enough = np.all((rounding <= 4 * EPS * size) | (size <= 4 * rounding), axis=1)
        straight[index[enough]] = True
        index, quotient, rounding = index[~enough], quotient[~enough], rounding[~enough]
        if not len(index):
            break
        table.move(index, 2)
        table.evaluate((0,), index)
        further, less = (a[0] for a in table.quotients((0,), index)[:2])
        inside = table.defined((0,), index)
        same = np.all(np.abs(further - quotient) <= less + rounding, axis=1)
        lower = np.all(less <= rounding, axis=1) & np.any(less < rounding / 2, axis=1)
        back = index[~inside | (same & ~lower)]
        table.move(back, -2)
        straight[back] = True
        index = index[inside & same & lower]
    return straight


def _change_of_bend(bends, blurs) -> np.ndarray:
    """Relative change of the bend within two steps; 0 where rounding hides it."""
    apart, blur = np.abs(bends[0] - 3 * bends[1]), blurs[0] + 3 * blurs[1]
    return np.where(apart > blur, apart / np.abs(bends[0]), 0)


def hidden_slope(table: Table, index: np.ndarray, value, bound) -> np.ndarray:
    """What a slope that is lost in rounding may be at most; 0 where it is not.

    Long steps make rounding small. But beyond the way on which f is a parabola, a
    difference is the slope of something else, and where rounding is all that it shows,
    no other difference tells. The coarsest steps within that way do.
    """
    rows = np.flatnonzero(np.any(table.seen[:, index], axis=1))
    quotients, roundings, _ = table.quotients(rows, index)
    bends, blurs = table.bend(rows, index)
    found = np.zeros(value.shape)
    for k in range(len(rows) - 1):
        grown = 3.0 ** (rows[k + 1] - rows[k])
        apart = np.abs(bends[k] - grown * bends[k + 1])
        blur = blurs[k] + grown * blurs[k + 1]
        left = apart > np.abs(grown * bends[k + 1]) / 4 + 4 * blur
        finer = np.abs(quotients[k + 1] - value) + roundings[k + 1]
        found = np.where(left & (finer > bound), 2 * finer, found)
    return np.where(np.abs(value) <= 4 * bound, found, 0)


def _raise(table: Table, index: np.ndarray) -> np.ndarray:
    """Raise the first step until the slope changes by about `CHANGE` within it.

    The change between two steps grows with h^2. A slope that is lost in rounding shows
    none: then that of the bend tells, by which f leaves its parabola. Returns the lines
    that may need more.
    """
    quotients, roundings, _ = table.quotients((0, 1), index)
    # h f''/2 and a third of it, if f is smooth
    bends, blurs = table.bend((0, 1), index)
    # If it grows instead, f(x) stands off on a far shorter scale (a narrow peak).
    peak = np.abs(bends[1]) > 2 * np.abs(bends[0])
    curved = np.where(peak, 0, 1.5 * np.abs(bends[0] - bends[1]))
    size = np.maximum(np.abs(quotients).max(axis=0), curved)
    apart = np.abs(quotients[0] - quotients[1])
    change = np.maximum(apart, roundings.sum(axis=0)) / size
    change = np.maximum(change, _change_of_bend(bends, blurs))
    change = np.max(np.where(size > 4 * roundings[0], change, 0), axis=1)
    rows = np.floor(np.log(CHANGE / change) / np.log(9.0))
    rows = np.where(change > 0, np.clip(rows, 0, RAISE), 0).astype(int)
    for count in range(1, RAISE + 1):
        now = index[rows == count]
        if not len(now):
            continue
        table.move(now, count)
        table.evaluate(range(count), now)
        rounding = table.quotients((0, count), now)[1]
        worse = np.any(rounding[0] > rounding[1], axis=1)
        worse |= ~table.defined(range(count), now)
        table.move(now[worse], -count)
        rows[np.isin(index, now[worse])] = 0
    return index[rows == RAISE]
