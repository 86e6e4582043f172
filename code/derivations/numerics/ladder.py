"""Extrapolation of difference quotients, with a bound carried along.

For steps h_k = h_0 3^-k the central difference of a smooth f is

    D_k = (f(x + h_k) - f(x - h_k)) / (2 h_k) = f' + c_1 h_k^2 + c_2 h_k^4 + ...
          + (rounding of size at most R_k = noise / h_k),

so a table removes one power after the other (Neville's scheme; for derivatives with
an error estimate: C. Ridders, Adv. Eng. Software 4 (1982) 75):

    T_k0 = D_k,     T_kj = (9^j T_k,j-1 - T_k-1,j-1) / (9^j - 1).

The same recursion with plus signs carries the rounding, Q_k0 = R_k. One-sided
differences have all powers of h, and 3^j takes the place of 9^j. The bound of an entry
is its distance from both entries it was made of, which are the less accurate ones,
plus its rounding:

    E_kj = max(|T_kj - T_k,j-1|, |T_kj - T_k-1,j-1|) + Q_kj.
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


def extrapolate(quotients, roundings, power: int, allowed=None) -> Extrapolation:
    """Return the entry with the smallest bound, for each line and output by itself.

    `quotients` and `roundings` have shape (rows, lines, outputs), the coarsest step
    first; nan where there is none. `allowed(value, bound, row)` may rule entries out.
    Where none is left the bound is inf.
    """
    best = Extrapolation.none(quotients.shape[1:])
    previous, carry = quotients, roundings
    for j in range(1, min(len(quotients), COLUMNS + 1)):
        weight = float(power) ** j
        finer, coarser = previous[1:], previous[:-1]
        values = (weight * finer - coarser) / (weight - 1)
        carry = (weight * carry[1:] + carry[:-1]) / (weight - 1)
        apart = np.maximum(np.abs(values - finer), np.abs(values - coarser))
        bounds = apart + carry
        for above, row in enumerate(range(j, len(quotients))):
            smaller = bounds[above] < best.bound
            if allowed is not None:
                smaller &= allowed(values[above], bounds[above], row)
            best.value = np.where(smaller, values[above], best.value)
            best.bound = np.where(smaller, bounds[above], best.bound)
            best.rounding = np.where(smaller, carry[above], best.rounding)
            best.row = np.where(smaller, row, best.row)
            best.quotient = np.where(smaller, quotients[row], best.quotient)
        previous = values
    return best


def disagreement(finer, rounding, value, bound, quotient, rows_between, power: int):
    """Return how far a finer plain difference contradicts a value, and what is allowed.

    `finer` is a plain difference, `quotient` the one with the finest step that went
    into the value, `rows_between` their distance in rows. What truncation `quotient`
    has, `finer` has by that many factors `power` less.
    """
    truncation = np.abs(quotient - value) * float(power) ** -rows_between
    return np.abs(finer - value), bound + rounding + truncation


def slowness(quotients, roundings) -> np.ndarray:
    """Return by what factor the differences change less from row to row, if slowly.

    Of a smooth f they converge by 1/9 per row (1/3 one-sided), and 0 is returned.
    Beside a point where f is like |h|^p the factor is 3^(1-p): above 1/2, and the
    table cannot be trusted by itself. From 1 on there is no slope at x. At least four
    clear changes of one sign must show it, down to the rounding.
    """
    change = np.diff(quotients, axis=0)
    clear = np.abs(change) > roundings[1:] + roundings[:-1]
    run = np.zeros(quotients.shape[1:], dtype=int)
    factor = np.zeros(quotients.shape[1:])
    for last, now, seen in zip(change[:-1], change[1:], clear[1:], strict=True):
        ratio = np.where(seen, now / last, np.nan)
        slow = ratio > 0.5
        run = np.where(slow, run + 1, np.where(seen, 0, run))
        factor = np.where(slow, np.where(run > 1, np.fmax(factor, ratio), ratio), factor)
    return np.where(run >= 4, factor, 0.0)


def resolves(quotients, roundings, power: int) -> np.ndarray:
    """Tell where truncation is seen to fall from row to row as it should.

    Three clear changes in a row, of one sign, each about 1/power of the last: proof
    that these steps are short enough for f, and that what longer ones met was not
    noise.
    """
    change = np.diff(quotients, axis=0)
    clear = np.abs(change) > roundings[1:] + roundings[:-1]
    run = np.zeros(quotients.shape[1:], dtype=int)
    longest = run
    for last, now, seen in zip(change[:-1], change[1:], clear[1:], strict=True):
        ratio = np.where(seen, now / last, np.nan) * power
        run = np.where((ratio > 0.5) & (ratio < 2), run + 1, 0)
        longest = np.maximum(longest, run)
    return longest >= 2
