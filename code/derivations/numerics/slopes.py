"""The derivative along lines: which steps to take, and which differences to believe.

Each line gets a few coarse steps, which are extrapolated (`ladder`), and a few far
smaller ones, the sentinels, which only watch: an extrapolation is believed when every
finer plain difference agrees with it as far as rounding lets it tell. Lines that are
not believed, or whose bound still falls with the step, get more; most need none.
"""

from dataclasses import dataclass

import numpy as np

from .ladder import Extrapolation, disagreement, extrapolate, resolves, slowness
from .reach import lengthen, stay_inside
from .table import ROWS, Table

FIRST, SENTINELS = 4, (6, 9, 12, 14)
MANY = 15

#: Factor between what a finer difference may deviate and what it is expected to.
SLACK = 4.0


@dataclass
class Slopes:
    """Derivatives along lines: value, bound, state, each of shape (lines, outputs)."""

    value: np.ndarray
    bound: np.ndarray
    state: np.ndarray


def differentiate(function, lines, noise) -> Slopes:
    """Return the derivatives along all lines, in blocks that fit in memory."""
    size = max(1, 2**21 // (ROWS * function.m))
    with np.errstate(all="ignore"):
        blocks = [
            _block(Table(function, lines.part(start, start + size), noise))
            for start in range(0, lines.count, size)
        ]
    return Slopes(
        *(np.concatenate([getattr(b, n) for b in blocks]) for n in vars(blocks[0]))
    )


def _block(table: Table) -> Slopes:
    everything = np.arange(table.lines.count)
    stay_inside(table, everything)
    chosen = Extrapolation.none(table.inflation.shape)
    state = np.full(table.inflation.shape, "unsettled", dtype="<U9")

    both = everything[table.side == 0]
    if len(both):
        depth = _few_rows(table, both, chosen)
        agree = _believed(table, both, chosen)
        _raise_noise(table, both, agree, depth, chosen)
        state[both] = np.where(agree, "settled", "unsettled")
        doubt = _vague(table, chosen[both]) | ~agree
        doubt |= depth[both][:, None] == MANY
        _many_rows(table, both[np.any(doubt, axis=1)], chosen, state)
        _mark_kinks(table, both, chosen, state)
    edge = everything[np.abs(table.side) == 1]
    _many_rows(table, edge, chosen, state)
    state[edge] = np.where(state[edge] == "settled", "one-sided", state[edge])
    return Slopes(chosen.value, chosen.bound, state)


def _few_rows(table: Table, index, chosen: Extrapolation) -> np.ndarray:
    """The coarsest rows, more of them while truncation is what limits the bound.

    Returns how many rows each line has got.
    """
    straight = lengthen(table, index)
    depth = np.full(table.lines.count, FIRST)
    depth[straight] = 2
    table.evaluate(SENTINELS, index)
    for rows in range(2, MANY + 1):
        now = index[depth[index] == rows]
        if not len(now):
            continue
        table.evaluate(range(rows), now)
        chosen.put(now, extrapolate(*table.quotients(range(rows), now), 9))
        truncated = chosen.bound[now] > 3 * chosen.rounding[now]
        depth[now[np.any(truncated, axis=1)]] += rows < MANY
    return depth


def _believed(table: Table, index, chosen: Extrapolation) -> np.ndarray:
    """Does every finer plain difference agree with the chosen value?"""
    mine = chosen[index]
    agree = np.isfinite(mine.bound)
    for row in range(1, ROWS):
        finer, rounding, usable = _finer(table, row, index, mine)
        if usable is None:
            continue
        gap, allowed = disagreement(
            finer, rounding, mine.value, mine.bound, mine.quotient, row - mine.row, 9
        )
        agree &= ~usable | (gap <= SLACK * allowed)
    return agree


def _finer(table, row, index, mine):
    seen = table.seen[row, index]
    if not np.any(seen):
        return None, None, None
    quotient, rounding = (a[0] for a in table.quotients((row,), index))
    return quotient, rounding, seen[:, None] & (mine.row < row)


def _raise_noise(table: Table, index, agree, depth, chosen: Extrapolation) -> None:
    """Where finer differences scatter more than the noise allows, raise the noise.

    They differ from the derivative by their rounding and next to nothing else, so
    each of them is a sample of the noise of f, free of charge.
    """
    mine = chosen[index]
    worst = np.ones(table.function.m)
    for row in range(1, ROWS):
        finer, rounding, usable = _finer(table, row, index, mine)
        if usable is None:
            continue
        gap, allowed = disagreement(
            finer, 0.0, mine.value, mine.bound, mine.quotient, row - mine.row, 9
        )
        excess = np.where(usable & agree, (gap - allowed) / rounding, 0)
        worst = np.fmax(worst, excess.max(axis=0))
    if np.all(worst <= 1):
        return
    table.inflation *= worst
    for rows in np.unique(depth[index]):
        now = index[depth[index] == rows]
        chosen.put(now, extrapolate(*table.quotients(range(rows), now), 9))


def _many_rows(table: Table, index, chosen: Extrapolation, state) -> None:
    """All rows, and the smallest bound that all finer differences agree with."""
    for rows in (MANY, ROWS):
        if not len(index):
            return
        table.evaluate(range(rows), index)
        size = max(1, 2**16 // table.function.m)
        for start in range(0, len(index), size):
            for side in (0, 1, -1):
                now = index[start : start + size]
                now = now[table.side[now] == side]
                if len(now):
                    _settle(table, now, rows, chosen, state)
        index = index[np.any(state[index] == "unsettled", axis=1)]


def _noisier(table: Table) -> np.ndarray:
    """Outputs that may be noisier than measured (nothing as large as f is noise)."""
    suspected, size = table.noise.suspected, np.abs(table.function.at_x)
    return (suspected > 2 * table.noise.at_x) & (suspected < size / 1000)


def _vague(table: Table, found: Extrapolation) -> np.ndarray:
    """Next to nothing is known of the slope, and f may be noisier than measured."""
    return _noisier(table) & (found.bound > np.abs(found.value) / 10)


def _settle(table: Table, index, rows: int, chosen: Extrapolation, state) -> None:
    """Choose from the given number of rows, for lines that are all of one kind."""
    power = 9 if table.side[index[0]] == 0 else 3
    quotients, measured = table.quotients(range(rows), index)
    h = table.h[:rows, index][:, :, None]

    def choose(roundings):
        def vouched_for(value, bound, row):
            good = np.full(value.shape, row < rows - 1)
            for finer in range(row + 1, rows):
                gap, fair = disagreement(
                    quotients[finer],
                    roundings[finer],
                    value,
                    bound,
                    quotients[row],
                    finer - row,
                    power,
                )
                good &= ~(gap > SLACK * fair)
            return good

        return extrapolate(quotients, roundings, power, vouched_for)

    best = choose(measured)
    if rows == ROWS and np.any(_noisier(table)):
        # Short steps see one slope and long ones noise about another. Either f varies
        # on that short scale, and then truncation is seen to fall there, or it is
        # made on a grid, and the slope is that of one cell.
        other = choose(np.fmax(measured, table.noise.suspected / h))
        apart = np.abs(best.value - other.value) > best.bound + other.bound
        short = resolves(quotients, measured, power)
        better = np.where(apart, ~short, other.bound < best.bound)
        best = best.where(~(better & _noisier(table)), other)
    rate = slowness(quotients, measured)
    lost = ~np.isfinite(best.bound)
    if rows == ROWS and np.any(lost):
        # No entry agrees with all the others: f is noisier than was measured.
        scatter = np.fmax.reduce(np.abs(np.diff(quotients, axis=0)) * h[1:])
        best = best.where(~lost, choose(np.fmax(measured, scatter / h)))
    # The rest of a geometric series of changes, twice, where they die out slowly.
    best.bound *= np.where(rate < 0.9, np.maximum(1, 2 * rate / (1 - rate)), np.inf)
    settled = np.isfinite(best.bound)
    if rows < ROWS:
        poor = (best.bound > 3 * best.rounding) | _vague(table, best)
        settled &= ~poor | (best.bound <= 1e-4 * np.abs(best.value))
    best.value = np.where(np.isfinite(best.bound), best.value, quotients[-1])
    state[index] = np.where(settled, "settled", "unsettled")
    if rows == ROWS:
        endless = rate > 0.95
        best.value = np.where(endless, np.copysign(np.inf, quotients[-1]), best.value)
        state[index] = np.where(endless, "infinite", state[index])
    chosen.put(index, best)


def _mark_kinks(table: Table, index, chosen: Extrapolation, state) -> None:
    """Where the slopes from both sides differ however small the step: say so.

    Half their difference is h f''/2 for a smooth f, so it falls by 3 from row to row;
    at a kink it stays.
    """
    bends, roundings = table.bend(SENTINELS, index)
    clear = np.abs(bends) > 4 * roundings
    kink = clear[0] & clear[1]
    for coarse in range(len(SENTINELS) - 1):
        ratio = bends[coarse + 1] / bends[coarse]
        stays = (ratio > 0.5) & (ratio < 2)
        hidden = roundings[coarse + 1] > np.abs(bends[coarse]) / 8
        kink &= np.where(clear[coarse + 1], stays, hidden)
    kink &= state[index] == "settled"
    reach = np.max(np.where(clear, np.abs(bends), 0), axis=0)
    chosen.bound[index] += np.where(kink, reach, 0)
    state[index] = np.where(kink, "kink", state[index])
