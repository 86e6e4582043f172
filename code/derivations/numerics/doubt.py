"""Lines in doubt: all the steps there are, and what to say where none converge."""

import numpy as np

from .ladder import Extrapolation, disagreement, extrapolate, resolves, slowness, widen
from .plateau import APART, inner_noise, mend, steep
from .table import ROWS, Table

#: Rows that doubtful lines get at first; all the rows come after.
MANY = 15

#: How cautious the choice is there: one of so many entries is near others by chance.
CAUTION = 4.0


def settle(
    table: Table, index, chosen: Extrapolation, state, slack: float, stages=(MANY, ROWS)
) -> None:
    """Choose the smallest bound that all finer differences agree with.

    Fills `chosen` and `state` for the lines in `index`: settled, unsettled (no entry
    agrees with the rest) or infinite (the differences grow without end). `stages` are
    the numbers of rows that are tried in turn.
    """
    for rows in stages:
        if not len(index):
            return
        table.evaluate(range(rows), index)
        size = max(1, 2**16 // table.function.m)
        for start in range(0, len(index), size):
            block = index[start : start + size]
            for side in (0, 1, -1):
                now = block[table.side[block] == side]
                if len(now):
                    best, words = _choose(table, now, rows, slack)
                    chosen.put(now, best)
                    state[now] = words
        index = index[np.any(state[index] == "unsettled", axis=1)]


def spikes(table: Table, index) -> np.ndarray:
    """Outputs of which f(x) stands off from f on both sides, as far down as seen.

    The second difference, over the step, then grows from the second finest step to the
    finest: f varies on a scale that no step has reached.
    """
    found = np.zeros(table.inflation[index].shape, dtype=bool)
    before = np.full(found.shape, np.nan)
    for row in range(ROWS):
        seen = table.seen[row, index][:, None]
        if np.any(seen):
            bend, rounding = (np.abs(a[0]) for a in table.bend((row,), index))
            stands_off = (bend > 4 * rounding) & (bend > 2 * before)
            found = np.where(seen, stands_off, found)
            before = np.where(seen, bend, before)
    return found


def noisier(table: Table) -> np.ndarray:
    """Outputs that may be noisier than measured (nothing as large as f is noise)."""
    suspected, size = table.noise.suspected, np.abs(table.function.at_x)
    return (suspected > 2 * table.noise.at_x) & (suspected < size / 1000)


def vague(table: Table, found: Extrapolation) -> np.ndarray:
    """Next to nothing is known of the slope, and f may be noisier than measured."""
    return noisier(table) & (found.bound > np.abs(found.value) / 10)


def _choose(table: Table, index, rows: int, slack: float):
    """The choice from the given number of rows, and a word on each; lines of a kind."""
    last = rows == ROWS
    order = 2 if table.side[index[0]] == 0 else 1
    quotients, measured, h = table.quotients(range(rows), index)

    def choose(roundings):
        def vouched_for(entry):
            good = np.full(entry.value.shape, entry.row < rows - 1)
            for row in range(entry.row + 1, rows):
                gap, expected = disagreement(quotients[row], entry, row, order)
                good &= ~(gap > slack * (expected + roundings[row]))
            return good

        found = extrapolate(quotients, roundings, h, order, vouched_for, CAUTION)
        return widen(found, quotients, roundings, order)

    best, rate = choose(measured), slowness(quotients, measured)
    if last:
        suspected = choose(np.fmax(measured, table.noise.suspected / h))
        weighed = _weigh(best, suspected, True, quotients, measured, order)
        best = best.where(~noisier(table), weighed)
        # Were all that the differences scatter noise: it covers what no entry does.
        scatter = np.fmax.reduce(np.abs(np.diff(quotients, axis=0)) * h[1:])
        scattered = choose(np.fmax(measured, scatter / h))
        best = best.where(np.isfinite(best.bound), scattered)
        weighed = _weigh(best, scattered, False, quotients, measured, order)
        best = best.where(rate > 0, weighed)
    sides = table.both_quotients(range(rows), index) if order == 2 else ()
    # If values of the size of x are rounded inside f, as they are near a pole.
    pole = steep(table, index, best.value)
    if np.any(pole):
        inner = inner_noise(best.value, table.lines.size[index, None])
        other = choose(np.fmax(measured, inner / h))
        apart = np.where(pole, np.abs(best.value - other.value), 0)
        best.bound = np.fmax(best.bound, APART * apart)
    best = mend(
        best,
        quotients,
        measured,
        h,
        order,
        sides,
        lambda line, t: table.odd(index[line], t),
    )
    # Where changes die out slowly: the rest of their geometric series, twice.
    best.bound *= np.where(rate < 0.9, np.maximum(1, 2 * rate / (1 - rate)), np.inf)
    best.value = np.where(np.isfinite(best.bound), best.value, quotients[-1])
    good = np.isfinite(best.bound)
    if not last:
        if order == 2:
            good &= ~(spikes(table, index) | pole)
        times = 3 if rows >= MANY else 16
        poor = (best.bound > times * best.rounding) | vague(table, best)
        good &= ~poor | (best.bound <= 1e-8 * np.abs(best.value))
        return best, np.where(good, "settled", "unsettled")
    # ... unless the growth is that of rounding, after a small change of slope.
    endless = (rate > 0.95) & (np.abs(quotients[-1]) > measured[-1])
    # ... or that of a kink close by, which ends at the slopes that long steps show.
    for side in sides:
        longer = np.fmax.reduce(np.abs(side[:MANY]))
        endless &= np.abs(quotients[-1]) > 2 * longer
    best.value = np.where(endless, np.copysign(np.inf, quotients[-1]), best.value)
    return best, np.select([endless, good], ["infinite", "settled"], "unsettled")


def _weigh(best, other, noisy, quotients, measured, order) -> Extrapolation:
    """Between the slope that short steps see and the one that long steps see.

    Where both agree and f may be noisy, the sharper one stands. Where they do not
    agree, f may vary on the short scale, and then truncation is seen to fall there; or
    it is made on a grid, and the short steps are inside one cell. If neither shows,
    the bound covers both, unless noise was seen and the slope stands out from it.
    """
    apart = np.abs(best.value - other.value)
    agree = apart <= best.bound + other.bound
    torn = ~agree & ~resolves(quotients, measured, best.value, other.value, order)
    clear = np.abs(other.value) > 10 * other.bound
    covering = apart + best.bound + other.bound
    better = noisy & (torn | (agree & (other.bound < best.bound)))
    taken = best.where(~better, other)
    taken.bound = np.where(torn & ~(noisy & clear), covering, taken.bound)
    return taken


def mark_kinks(table: Table, index, chosen: Extrapolation, state) -> None:
    """Where the slopes from both sides differ however small the step: say so.

    Half their difference is h f''/2 for a smooth f, so it falls by 3 from row to row;
    at a kink it stays, over three rows at least and as far down as rounding lets see.
    The bound then reaches both slopes.
    """
    shape = state[index].shape
    size, since = np.full(shape, np.nan), np.full(shape, ROWS)
    kink = np.zeros(shape, dtype=bool)
    for row in range(4, ROWS):
        if not np.any(table.seen[row, index]):
            continue
        bend, rounding = (a[0] for a in table.bend((row,), index))
        clear = np.abs(bend) > 4 * rounding
        stays = clear & (bend / size > 0.5) & (bend / size < 2)
        gone = ~clear & (rounding < np.abs(size) / 8)
        since = np.where(stays, since, np.where(clear, row, since))
        kink = (kink | (stays & (row - since >= 3))) & ~gone & (stays | ~clear)
        size = np.where(clear, bend, np.where(gone, np.nan, size))
    kink &= state[index] == "settled"
    chosen.bound[index] += np.where(kink, np.abs(size), 0)
    state[index] = np.where(kink, "kink", state[index])
