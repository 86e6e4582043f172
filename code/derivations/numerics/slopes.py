"""The derivative along lines: which steps to take, and which differences to believe.

Each line gets a few coarse steps, which are extrapolated (`ladder`), and a few far
smaller ones, the sentinels, which only watch: an extrapolation is believed when every
finer plain difference agrees with it as far as rounding lets it tell. Lines on which
truncation still limits the bound get further steps, lines that are not believed get
them all (`doubt`); most need neither.
"""

from dataclasses import dataclass

import numpy as np

from .doubt import MANY, mark_kinks, settle, spikes, vague
from .ladder import Extrapolation, disagreement, extrapolate, widen
from .plateau import first_departure, steep
from .reach import hidden_slope, lengthen, stay_inside
from .table import ROWS, Table

#: Rows that are extrapolated at first, and rows that watch.
FIRST, SENTINELS = 4, (6, 9, 12, 14)

#: The row that watches at a glance, with a thorough look to follow in doubt.
GLANCE = (12,)

#: Factor between what a finer difference may deviate and what it is expected to.
SLACK = 4.0

#: By how much the noise may be raised on the word of a sentinel.
MOST = 16.0


@dataclass
class Slopes:
    """Derivatives along lines: value, bound, state, each of shape (lines, outputs).

    root: square root of the size of the second derivative, which has less far to go
    before it overflows. nearby: what f changes by per unit when its input moves by
    about its own size; 0 where that does not show. reach: the longest step on a line.
    """

    value: np.ndarray
    bound: np.ndarray
    state: np.ndarray
    root: np.ndarray
    nearby: np.ndarray
    reach: np.ndarray

    def put(self, lines, other: "Slopes", where: np.ndarray) -> None:
        """Replace the entries of some lines, where the mask says so."""
        for name, new in vars(other).items():
            mine = getattr(self, name)
            taken = where if new.ndim == 2 else np.any(where, axis=1)
            mine[lines] = np.where(taken, new, mine[lines])


def differentiate(function, lines, noise, sentinels=SENTINELS) -> Slopes:
    """Return the derivatives along all lines, in blocks that fit in memory.

    Without sentinels nothing watches: for a first guess that is looked at again.
    """
    size = max(1, 2**21 // (ROWS * function.m))
    with np.errstate(all="ignore"):
        blocks = [
            solve(Table(function, lines.part(start, start + size), noise), sentinels)
            for start in range(0, lines.count, size)
        ]
    if len(blocks) == 1:
        return blocks[0]
    return Slopes(
        *(np.concatenate([getattr(b, n) for b in blocks]) for n in vars(blocks[0]))
    )


def at_a_glance(function, lines, noise) -> Slopes | None:
    """The derivatives along few lines, from few values; None if there is any doubt.

    For one line this takes some 12 evaluations and not 18. Doubt asks for all of them,
    and for a thorough measurement of the noise, too, which here may be a quick one.
    """
    with np.errstate(all="ignore"):
        table = Table(function, lines, noise)
        slopes = solve(table, GLANCE, thorough=False)
    return None if np.any(slopes.state != "settled") else slopes


def solve(table: Table, sentinels=SENTINELS, thorough: bool = True) -> Slopes:
    """Return the derivatives along the lines of one table.

    Unless thorough, lines that are in doubt are left unsettled.
    """
    everything = np.arange(table.lines.count)
    chosen = Extrapolation.none(table.inflation.shape)
    state = np.full(table.inflation.shape, "unsettled", dtype="<U9")
    stay_inside(table, everything)
    nearby = table.change(everything)
    both = everything[table.side == 0]
    if len(both):
        depth = _few_rows(table, both, chosen, sentinels)
        _raise_noise(table, both, chosen, sentinels[-1:])
        agree = _believed(table, both, chosen)
        _raise_noise(table, both, chosen, range(ROWS), agree)
        state[both] = np.where(agree, "settled", "unsettled")
        doubt = ~agree | vague(table, chosen[both]) | (depth[both] == MANY)[:, None]
        doubt |= spikes(table, both) | steep(table, both, chosen[both].value)
        quotients, roundings, _ = table.quotients(range(ROWS), both)
        sides = table.both_quotients(range(ROWS), both)
        doubt |= first_departure(chosen[both], quotients, roundings, sides) >= 0
        chosen.put(both, widen(chosen[both], quotients, roundings, 2))
        doubtful = both[np.any(doubt, axis=1)]
        state[doubtful] = "unsettled"
        if thorough:
            settle(table, doubtful, chosen, state, SLACK)
        mark_kinks(table, both, chosen, state)
        hidden = hidden_slope(table, both, chosen.value[both], chosen.bound[both])
        hidden = np.where(state[both] == "settled", hidden, 0)
        chosen.bound[both] = np.fmax(chosen.bound[both], hidden)
    edge = everything[np.abs(table.side) == 1]
    if thorough:
        settle(table, edge, chosen, state, SLACK)
    state[edge] = np.where(state[edge] == "settled", "one-sided", state[edge])
    root = _root_of_bend(table, everything, chosen.row)
    return Slopes(chosen.value, chosen.bound, state, root, nearby, table.top.copy())


def _root_of_bend(table: Table, index, used) -> np.ndarray:
    """sqrt |f''| by the shortest of the longer steps that show it; 0 at an edge.

    Longer steps are those of the first rows, or as long as the ones that were used.
    """
    found = np.zeros((len(index), table.function.m))
    last = np.maximum(used, SENTINELS[1] - 1)
    for row in range(np.max(last) + 1):
        bend, rounding = (np.abs(a[0]) for a in table.bend((row,), index))
        root = np.sqrt(2 * bend) / np.sqrt(table.h[row, index, None])
        found = np.where((bend > SLACK * rounding) & (row <= last), root, found)
    return found


def _few_rows(table: Table, index, chosen: Extrapolation, sentinels) -> np.ndarray:
    """The coarsest rows, more of them while truncation is what limits the bound.

    Returns how many rows each line has got.
    """
    straight = lengthen(table, index)
    depth = np.maximum(FIRST, np.argmin(table.seen, axis=0))
    depth[straight] = 2
    for number, row in enumerate(sentinels):
        # the first sentinel is not needed where shorter steps were tried before
        tried = slice(FIRST, SENTINELS[1] if number == 0 else FIRST)
        watched = np.any(table.seen[tried], axis=0)
        table.evaluate((row,), index[~watched[index]])
    for rows in range(2, MANY + 1):
        now = index[depth[index] == rows]
        if not len(now):
            continue
        table.evaluate(range(rows), now)
        quotients, roundings, h = table.quotients(range(rows), now)
        chosen.put(now, extrapolate(quotients, roundings, h, 2))
        # a further row would have three times the rounding of the last, and a bit more
        truncated = np.any(chosen.bound[now] > 4 * roundings[-1], axis=1)
        depth[now] += truncated & (rows < MANY)
    return depth


def _witnesses(table: Table, rows, index, mine: Extrapolation):
    """Finer plain differences beside the chosen values, row by row.

    Yields how far they are off, how far truncation and the bound let them be off,
    their rounding, and for which lines and outputs they are finer at all.
    """
    for row in rows:
        seen = table.seen[row, index]
        if np.any(seen):
            finer, rounding, _ = (a[0] for a in table.quotients((row,), index))
            gap, expected = disagreement(finer, mine, row, 2)
            yield gap, expected, rounding, seen[:, None] & (mine.row < row)


def _believed(table: Table, index, chosen: Extrapolation) -> np.ndarray:
    """Does every finer plain difference agree with the chosen value?"""
    mine = chosen[index]
    agree = np.isfinite(mine.bound)
    for gap, expected, rounding, finer in _witnesses(table, range(ROWS), index, mine):
        agree &= ~finer | (gap <= SLACK * (expected + rounding))
    return agree


def _raise_noise(table: Table, index, chosen, rows, trusted=True) -> None:
    """Where finer differences scatter more than the noise allows, raise the noise.

    They differ from the derivative by their rounding and next to nothing else, so
    each is a sample of the noise of f, free of charge. The finest one is asked first,
    as it says most of the noise and least of the value; the others once they agree.
    """
    worst = np.ones(table.function.m)
    witnesses = _witnesses(table, rows, index, chosen[index])
    for gap, expected, rounding, finer in witnesses:
        excess = (gap - expected) / rounding
        sample = np.where(finer & trusted & (excess <= MOST), excess, 0)
        worst = np.fmax(worst, np.max(sample, axis=0))
    table.inflation *= worst
    chosen.bound[index] += (worst - 1) * chosen.rounding[index]
    chosen.rounding[index] *= worst
