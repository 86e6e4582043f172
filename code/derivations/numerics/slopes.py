"""The derivative along lines: which steps to take, and which differences to believe.

Each line gets a few coarse steps, extrapolated (`ladder`), and a few far smaller ones
that only watch: an extrapolation is believed when every finer plain difference agrees
with it as far as rounding lets it tell. Lines that are not believed, or whose bound
still shrinks with the step, get further steps; most lines need none.
"""

import numpy as np

from .ladder import extrapolate
from .noise import EPS, Noise
from .table import ROWS, Table

FIRST = (0, 1, 2, 3)
SENTINELS = (6, 9, 12, 14)
ALL = tuple(range(15))
DEEP = tuple(range(ROWS))


class Slopes:
    """Derivatives along all lines: value, bound, state, each (lines, outputs)."""

    def __init__(self, function, lines, noise: Noise):
        self.table = Table(function, lines, noise)
        shape = (lines.count, function.m)
        self.value = np.full(shape, np.nan)
        self.bound = np.full(shape, np.inf)
        self.state = np.full(shape, "unsettled", dtype="<U9")
        self.side = np.zeros(lines.count)
        everything = np.arange(lines.count)
        with np.errstate(all="ignore"):
            self._stay_inside(everything)
            two = everything[(self.side == 0)]
            self._grow(two)
            self._two_sided(two)
            self._one_sided(everything[np.abs(self.side) == 1])

    # -- where f is defined ---------------------------------------------------------

    def _stay_inside(self, index) -> None:
        """Shrink the steps of lines that leave the domain; find the one-sided ones."""
        table = self.table
        table.evaluate((0, 1), index)
        outside = index[~table.defined((0, 1), index)]
        if not len(outside):
            return
        least = table.lines.size[outside] * 2.0**-48
        for sign, code in ((1, 1), (-1, 2)):
            values = table.lines.values(outside, sign * least)
            self.side[outside] += code * np.all(np.isfinite(values), axis=1)
        # 0: neither side, 1: right, 2: left, 3: both
        code = self.side[outside]
        self.side[outside] = np.choose(code.astype(int), (9, 1, -1, 0))
        pending = outside[self.side[outside] != 9]
        for _ in range(15):
            good = table.defined((0, 1), pending, self.side[pending][:])
            pending = pending[~good]
            if not len(pending):
                break
            table.move(pending, -2)
            table.evaluate((0, 1), pending)
        self.side[pending] = 9

    def _grow(self, index) -> None:
        """Lengthen the steps while no truncation shows: rounding shrinks with 1/h."""
        table = self.table
        for _ in range(40):
            D, R = table.central((0, 1), index)
            same = np.abs(D[0] - D[1]) <= R[0] + R[1]
            needed = (np.abs(D[0]) > 4 * R[0]) & (R[0] > 4 * EPS * np.abs(D[0]))
            index = index[np.all(same, axis=1) & np.any(needed, axis=1)]
            if not len(index):
                return
            before = table.central((0,), index)
            table.move(index, 2)
            table.evaluate((0,), index)
            after = table.central((0,), index)
            worse = ~table.defined((0,), index)
            worse |= ~np.any(after[1][0] < 0.5 * before[1][0], axis=1)
            worse |= np.any(
                np.abs(after[0] - before[0]) > after[1] + before[1], axis=2
            )[0]
            back = index[worse]
            table.move(back, -2)
            index = index[~worse]
            table.evaluate((1,), index)

    # -- two sides ------------------------------------------------------------------

    def _two_sided(self, index) -> None:
        if not len(index):
            return
        table = self.table
        table.evaluate(FIRST + SENTINELS, index)
        for rows in range(len(FIRST), 8):
            truncated = self._choose(index, tuple(range(rows)))
            index_open = index[truncated]
            if not len(index_open) or rows == 7:
                break
            index = index_open
            table.evaluate((rows,), index)
        everything = np.flatnonzero(self.side == 0)
        doubt = everything[~self._believed(everything)]
        if len(doubt):
            table.evaluate(ALL, doubt)
            self._reconsider(doubt)
        self._mark_kinks(everything)

    def _choose(self, index, rows):
        """Extrapolate from contiguous rows; tell which lines are still truncated."""
        D, R = self.table.central(rows, index)
        chosen = extrapolate(D, R, 9)
        better = chosen.bound < self.bound[index]
        self._store(index, better, chosen)
        return np.any(chosen.bound > 3 * chosen.rounding, axis=1)

    def _store(self, index, better, chosen):
        if not hasattr(self, "row"):
            self.row = np.zeros(self.value.shape, dtype=int)
            self.quotient = np.zeros(self.value.shape)
        for name in ("value", "bound", "row", "quotient"):
            mine = getattr(self, name)
            mine[index] = np.where(better, getattr(chosen, name), mine[index])

    def _believed(self, index) -> np.ndarray:
        """Lines whose finer plain differences all agree with the chosen value."""
        agree = _agree(
            self.table.central,
            self.table.seen,
            index,
            self.value[index][None],
            self.bound[index][None],
            self.row[index][None],
            self.quotient[index][None],
            9,
        )[0]
        self.state[index] = np.where(agree, "settled", "unsettled")
        return np.all(agree, axis=1)

    def _reconsider(self, index) -> None:
        """All rows, the smallest bound that every finer difference agrees with."""
        for line in index:
            self._full(np.array([line]), self.table.central, 9)

    def _full(self, index, quotients, power) -> None:
        D, R = quotients(ALL, index)
        if np.any(_diverges(D, R)):
            self.table.evaluate(DEEP, index)
            D, R = quotients(DEEP, index)
        finite = np.all(np.isfinite(D) & np.isfinite(R), axis=(1, 2))
        rows = np.flatnonzero(finite)
        if len(rows) < 3:
            return
        D, R = D[rows], R[rows]
        for attempt in range(2):

            def allowed(values, bounds, ks, D=D, R=R):
                ok = np.ones(values.shape, dtype=bool)
                for q in range(1, len(D)):
                    finer = (ks < q)[:, None, None]
                    gap = np.abs(D[q] - values)
                    shrink = float(power) ** -(q - ks)[:, None, None]
                    far = np.abs(D[ks] - values) * shrink
                    ok &= ~finer | (gap <= 4 * (bounds + R[q] + far))
                return ok

            chosen = extrapolate(D, R, power, allowed)
            good = np.isfinite(chosen.bound)
            # the last row has nothing finer to agree with: not believed by itself
            good &= chosen.row < len(D) - 1
            infinite = _diverges(D, R)
            good &= ~infinite
            if attempt == 0 and not np.all(good | infinite):
                jump = np.abs(np.diff(D, axis=0))
                h = self.table.steps(rows, index)
                noise = np.max(jump * h[1:], axis=0)
                R = np.maximum(R, np.where(good | infinite, 0, noise) / h)
                continue
            break
        self.value[index] = np.where(
            infinite, np.copysign(np.inf, D[-1]), np.where(good, chosen.value, D[-1])
        )
        self.bound[index] = np.where(good, chosen.bound, np.inf)
        self.state[index] = np.where(
            infinite, "infinite", np.where(good, "settled", "unsettled")
        )

    def _mark_kinks(self, index) -> None:
        """The slopes from both sides differ however small the step: say so."""
        rows = [r for r in SENTINELS]
        S, R = self.table.bend(rows, index)
        S, R = np.abs(S), 2 * R
        significant = S > 4 * R
        kink = significant[0] & significant[1]
        for a in range(len(rows) - 1):
            kink &= ~significant[a + 1] | (S[a + 1] > 0.5 * S[a])
            kink &= significant[a + 1] | (R[a + 1] > 0.25 * S[a])
        kink &= self.state[index] == "settled"
        reach = np.max(np.where(significant, S, 0), axis=0)
        self.state[index] = np.where(kink, "kink", self.state[index])
        self.bound[index] = np.where(kink, self.bound[index] + reach, self.bound[index])

    # -- one side -------------------------------------------------------------------

    def _one_sided(self, index) -> None:
        table = self.table
        table.evaluate(ALL, index)
        for line in index:
            one = np.array([line])
            side = self.side[one]

            def quotients(rows, index, side=side):
                return table.one_sided(rows, index, side)

            self._full(one, quotients, 3)
            settled = self.state[one] == "settled"
            self.state[one] = np.where(settled, "one-sided", self.state[one])


def _diverges(D, R) -> np.ndarray:
    """The differences keep growing by steps that do not shrink: slope without end."""
    step, rounding = np.diff(D, axis=0)[-8:], (R[1:] + R[:-1])[-8:]
    significant = np.abs(step) > rounding
    same_way = np.all(step > 0, axis=0) | np.all(step < 0, axis=0)
    lasting = np.all(np.abs(step[1:]) > 0.8 * np.abs(step[:-1]), axis=0)
    return same_way & lasting & np.all(significant, axis=0)


def _agree(quotients, seen, index, value, bound, row, quotient, power) -> np.ndarray:
    ok = np.ones(value.shape, dtype=bool)
    for q in range(1, ROWS):
        have = seen[q, index]
        if not np.any(have):
            continue
        D, R = quotients((q,), index)
        finer = have[:, None] & (row < q)
        far = np.abs(quotient - value) * float(power) ** -(q - row).astype(float)
        ok &= ~finer | (np.abs(D[0] - value) <= 4 * (bound + R[0] + far))
    return ok
