"""The derivative along lines: which steps to take, and which differences to believe.

Each line gets a few coarse steps, which are extrapolated (`ladder`), and a few far
smaller ones, the sentinels, which only watch: an extrapolation is believed when every
finer plain difference agrees with it as far as rounding lets it tell. Lines on which
truncation still limits the bound get further steps, lines that are not believed get
them all (`doubt`); most need neither.
"""

from dataclasses import dataclass

import numpy as np

from .doubt import MANY, mark_kinks, settle, vague
from .ladder import Extrapolation, disagreement, extrapolate
from .noise import EPS, Noise
from .reach import lengthen, stay_inside
from .table import ROWS, Table

#: Rows that are extrapolated at first, and rows that watch.
FIRST, SENTINELS = 4, (6, 9, 12, 14)

#: Factor between what a finer difference may deviate and what it is expected to.
SLACK = 4.0

#: By how much the noise may be raised on the word of a sentinel.
MOST = 16.0


@dataclass
class Slopes:
    """Derivatives along lines: value, bound, state, each of shape (lines, outputs)."""

    value: np.ndarray
    bound: np.ndarray
    state: np.ndarray

    def put(self, lines, other: "Slopes", where: np.ndarray) -> None:
        """Replace the entries of some lines, where the mask says so."""
        for name, new in vars(other).items():
            mine = getattr(self, name)
            mine[lines] = np.where(where, new, mine[lines])


def least_bound(value, size, noise: Noise, at_x: np.ndarray) -> np.ndarray:
    """What the bound of a derivative is at least: (inputs, outputs).

    What the other inputs do inside f is rounded once, the same for all steps along
    this input, and no difference shows it, however long the steps. It is a share of
    the largest effect |df/dx_j| s_j that any input has: the share of the noise in f,
    and at least 16 eps. Effects do not depend on the units of the inputs.
    """
    effect = np.where(np.isfinite(value), np.abs(value), 0) * size[:, None]
    largest = np.max(effect, axis=0)
    whole = np.maximum(largest, np.abs(at_x))
    others = (len(size) > 1) & (noise.suspected < whole / 1000)
    share = np.where(others, noise.suspected, noise.at_x)
    share = share / np.where(whole > 0, whole, 1)
    return np.maximum(share, 16 * EPS) * largest / size[:, None]


def differentiate(function, lines, noise) -> Slopes:
    """Return the derivatives along all lines, in blocks that fit in memory."""
    size = max(1, 2**21 // (ROWS * function.m))
    with np.errstate(all="ignore"):
        blocks = [
            solve(Table(function, lines.part(start, start + size), noise))
            for start in range(0, lines.count, size)
        ]
    if len(blocks) == 1:
        return blocks[0]
    return Slopes(
        *(np.concatenate([getattr(b, n) for b in blocks]) for n in vars(blocks[0]))
    )


def solve(table: Table) -> Slopes:
    """Return the derivatives along the lines of one table."""
    everything = np.arange(table.lines.count)
    chosen = Extrapolation.none(table.inflation.shape)
    state = np.full(table.inflation.shape, "unsettled", dtype="<U9")
    stay_inside(table, everything)
    both = everything[table.side == 0]
    if len(both):
        depth = _few_rows(table, both, chosen)
        _raise_noise(table, both, chosen, SENTINELS[-1:])
        agree = _believed(table, both, chosen)
        _raise_noise(table, both, chosen, range(ROWS), agree)
        state[both] = np.where(agree, "settled", "unsettled")
        doubt = ~agree | vague(table, chosen[both]) | (depth[both] == MANY)[:, None]
        settle(table, both[np.any(doubt, axis=1)], chosen, state, SLACK)
        mark_kinks(table, both, chosen, state)
    edge = everything[np.abs(table.side) == 1]
    settle(table, edge, chosen, state, SLACK)
    state[edge] = np.where(state[edge] == "settled", "one-sided", state[edge])
    return Slopes(chosen.value, chosen.bound, state)


def _few_rows(table: Table, index, chosen: Extrapolation) -> np.ndarray:
    """The coarsest rows, more of them while truncation is what limits the bound.

    Returns how many rows each line has got.
    """
    straight = lengthen(table, index)
    depth = np.maximum(FIRST, np.argmin(table.seen, axis=0))
    depth[straight] = 2
    # the first sentinel is not needed where shorter steps were tried before
    watched = np.any(table.seen[FIRST : SENTINELS[1]], axis=0)
    table.evaluate(SENTINELS[:1], index[~watched[index]])
    table.evaluate(SENTINELS[1:], index)
    for rows in range(2, MANY + 1):
        now = index[depth[index] == rows]
        if not len(now):
            continue
        table.evaluate(range(rows), now)
        quotients, roundings, h = table.quotients(range(rows), now)
        chosen.put(now, extrapolate(quotients, roundings, h, 2))
        # a further row would have three times the rounding of the last
        truncated = np.any(chosen.bound[now] > 3 * roundings[-1], axis=1)
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
