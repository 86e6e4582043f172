"""Extrapolation of difference quotients, with a bound carried along.

For steps h_k = h_0 3^-k the central difference of a smooth f is

    D_k = (f(x + h_k) - f(x - h_k)) / (2 h_k) = f' + c_1 h_k^2 + c_2 h_k^4 + ...
          + (rounding of size at most R_k = noise / h_k),

so a table removes one power after the other (Neville's scheme; for derivatives with
an error estimate: C. Ridders, Adv. Eng. Software 4 (1982) 75):

    T_k0 = D_k,     T_kj = (9^j T_k,j-1 - T_k-1,j-1) / (9^j - 1).

The same recursion with plus signs carries the rounding, Q_k0 = R_k. One-sided
differences have all powers of h, and 3^j takes the place of 9^j. The bound of an entry
is twice its largest distance from its neighbors in the table, which are less accurate
(three of them, so that it is no coincidence if all are near), plus its rounding:

    E_kj = 2 max(|T_kj - T_k,j-1|, |T_kj - T_k-1,j-1|, |T_kj - T_k-1,j|) + Q_kj.

The first entry of a column has but two of them: 4 takes the place of 2. So it does
where the best is chosen from very many entries, as one of them is near by chance.
"""

from dataclasses import dataclass, fields

import numpy as np

#: Beyond this column nothing is gained: rounding has long taken over.
COLUMNS = 7


@dataclass
class Extrapolation:
    """One entry T_kj per line and output.

    value, bound; rounding: Q_kj, the part of the bound that rounding accounts for;
    row: k; quotient: D_k, the plain difference with the finest step used.
    """

    value: np.ndarray
    bound: np.ndarray
    rounding: np.ndarray
    row: np.ndarray
    quotient: np.ndarray

    @classmethod
    def none(cls, shape) -> "Extrapolation":
        return cls(
            value=np.full(shape, np.nan),
            bound=np.full(shape, np.inf),
            rounding=np.zeros(shape),
            row=np.zeros(shape, dtype=int),
            quotient=np.full(shape, np.nan),
        )

    def __getitem__(self, lines) -> "Extrapolation":
        return Extrapolation(*(getattr(self, f.name)[lines] for f in fields(self)))

    def where(self, mine, other: "Extrapolation") -> "Extrapolation":
        pairs = ((getattr(self, f.name), getattr(other, f.name)) for f in fields(self))
        return Extrapolation(*(np.where(mine, a, b) for a, b in pairs))

    def put(self, lines, other: "Extrapolation") -> None:
        for field in fields(self):
            getattr(self, field.name)[lines] = getattr(other, field.name)


def extrapolate(
    quotients, roundings, h, order: int, allowed=None, caution: float = 2.0
) -> Extrapolation:
    """Return the entry with the smallest bound, for each line and output by itself.

    `quotients` and `roundings` have shape (rows, lines, outputs), the coarsest step
    first, nan where there is none; `h` (rows, lines, 1) the steps, whose ratios are 3
    up to rounding; `order` is 2 for central differences, 1 for one-sided ones.
    `allowed(entry)` may rule entries out, in a mask. Where none is left the bound is
    inf. `caution` is the factor of the distance in the bound.
    """
    best = Extrapolation.none(quotients.shape[1:])
    previous, carry = quotients, roundings
    for j in range(1, min(len(quotients), COLUMNS + 1)):
        weight = (h[:-j] / h[j:]) ** order
        finer, coarser = previous[1:], previous[:-1]
        previous = (weight * finer - coarser) / (weight - 1)
        carry = (weight * carry[1:] + carry[:-1]) / (weight - 1)
        apart = np.maximum(np.abs(previous - finer), np.abs(previous - coarser))
        apart[1:] = np.maximum(apart[1:], np.abs(previous[1:] - previous[:-1]))
        apart[0] *= 2  # the first of a column has no neighbor above
        entries = zip(previous, caution * apart + carry, carry, strict=True)
        for row, (value, bound, rounding) in enumerate(entries, start=j):
            smaller = bound < best.bound
            entry = Extrapolation(
                value, bound, rounding, np.asarray(row), quotients[row]
            )
            if allowed is not None:
                smaller &= allowed(entry)
            best = entry.where(smaller, best)
    return best


def disagreement(finer, entry: Extrapolation, row, order: int):
    """How far a plain difference of a finer row is off, and how far it should be.

    The latter without its own rounding: the bound of the entry, and the truncation of
    the finest difference that went into the entry, which falls by 3^order per row.
    """
    truncation = np.abs(entry.quotient - entry.value)
    truncation = truncation * 3.0 ** -(order * (row - np.asarray(entry.row)))
    return np.abs(finer - entry.value), entry.bound + truncation


def widen(entry: Extrapolation, quotients, roundings, order: int) -> Extrapolation:
    """Raise the bound where finer differences are further off than it says.

    ... and further than rounding and half as much again of what is expected explain.
    They are within reach of the derivative then, and the entry is not.
    """
    bound = entry.bound
    for row in range(len(quotients)):
        gap, expected = disagreement(quotients[row], entry, row, order)
        off = (entry.row < row) & (gap > 1.5 * expected + 4 * roundings[row])
        wider = 2 * (gap - expected) + entry.bound + roundings[row]
        bound = np.where(off, np.fmax(bound, wider), bound)
    entry.bound = bound
    return entry


def slowness(quotients, roundings) -> np.ndarray:
    """Return by what factor the differences change less from row to row, if slowly.

    Of a smooth f they converge by 1/9 per row (1/3 one-sided), and 0 is returned.
    Beside a point where f is like |h|^p the factor is 3^(1-p): above 1/2, and the
    table cannot be trusted by itself. From 1 on there is no slope at x. At least four
    clear changes of one sign must show it, down to the rounding.
    """
    change = np.diff(quotients, axis=0)
    noise = roundings[1:] + roundings[:-1]
    run = np.zeros(quotients.shape[1:], dtype=int)
    factor, last = np.zeros(run.shape), np.full(run.shape, np.nan)
    for now, least in zip(change, noise, strict=True):
        clear = np.abs(now) > least
        ratio = now / last
        slow = clear & (ratio > 0.5)
        ended = np.where(clear, ~slow, least < np.abs(last) / 2)
        run = np.where(slow, run + 1, np.where(ended, 0, run))
        factor = np.where(
            slow, np.where(run > 1, np.fmax(factor, ratio), ratio), factor
        )
        last = np.where(clear, now, last)
    return np.where(run >= 4, factor, 0.0)


def resolves(quotients, roundings, value, rival, order: int) -> np.ndarray:
    """Tell where the differences approach a value by law, not by chance.

    Either their distance from it falls as truncation does, twice in a row by about
    3^-order, where they are nearer to it than to its rival: these steps are short
    enough for f. Or their changes treble, five in a row: one kink or jump near x, and
    the steps beneath are inside of it. What longer steps met was not noise then.
    """
    change, gap = np.diff(quotients, axis=0), quotients - value
    clear = np.abs(change) > roundings[1:] + roundings[:-1]
    falls, trebles = np.zeros((2, *quotients.shape[1:]), dtype=int)
    lawful = np.zeros(quotients.shape[1:], dtype=bool)
    for row in range(1, len(change)):
        fall = np.where(
            np.abs(gap[row]) > roundings[row], gap[row] / gap[row - 1], np.nan
        )
        nearer = np.abs(gap[row]) < np.abs(quotients[row] - rival)
        falling = nearer & (np.abs(np.log(fall * 3**order)) < np.log(2))
        falls = np.where(falling, falls + 1, 0)
        growth = np.where(clear[row], change[row] / change[row - 1], np.nan)
        trebles = np.where((growth > 2.5) & (growth < 3.6), trebles + 1, 0)
        lawful |= (falls >= 2) | (trebles >= 4)
    return lawful
