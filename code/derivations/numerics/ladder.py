"""Extrapolation of difference quotients, with a bound carried along.

For steps h_k = h_0 3^-k the central difference of a smooth f is

    D_k = (f(x + h_k) - f(x - h_k)) / (2 h_k) = f' + c_1 h_k^2 + c_2 h_k^4 + ...
          + (rounding of size at most R_k = noise / h_k),

so a table of differences removes one power of h after the other (Neville; used for
derivatives by C. Ridders, Adv. Eng. Software 4 (1982) 75):

    T_k0 = D_k,     T_kj = (9^j T_k,j-1 - T_k-1,j-1) / (9^j - 1).

The same recursion with plus signs carries the rounding, Q_k0 = R_k. One-sided
differences have all powers of h, and 3^j in place of 9^j. What is left of the
truncation in T_kj is judged from how much its neighbours in the table differ.
"""

from dataclasses import dataclass

import numpy as np


@dataclass
class Extrapolation:
    """The chosen entry of the table, per line and output.

    value, bound; rounding: the part of the bound that is due to rounding; row: the
    finest row used; quotient: the plain difference of that row.
    """

    value: np.ndarray
    bound: np.ndarray
    rounding: np.ndarray
    row: np.ndarray
    quotient: np.ndarray


def candidates(quotients, roundings, power: int):
    """All entries T_kj with j >= 1: value, bound, rounding part, row k.

    `quotients` and `roundings` have shape (rows, ...), the coarsest step first.
    """
    values, bounds, carried, rows = [], [], [], []
    previous, carry = list(quotients), list(roundings)
    count = len(previous)
    for j in range(1, count):
        weight = float(power) ** j
        current = [None] * count
        current_carry = [None] * count
        for k in range(j, count):
            finer, coarser = previous[k], previous[k - 1]
            value = (weight * finer - coarser) / (weight - 1)
            rounding = (weight * carry[k] + carry[k - 1]) / (weight - 1)
            spread = np.maximum(np.abs(value - finer), np.abs(value - coarser))
            values.append(value)
            bounds.append(spread + rounding)
            carried.append(rounding)
            rows.append(k)
            current[k], current_carry[k] = value, rounding
        previous, carry = current, current_carry
    return np.array(values), np.array(bounds), np.array(carried), np.array(rows)


def extrapolate(quotients, roundings, power: int, allowed=None) -> Extrapolation:
    """Choose the entry with the smallest bound, for each line and output by itself.

    `allowed(values, bounds, rows)` may rule entries out; where it rules out all of
    them the bound is inf.
    """
    values, bounds, carried, rows = candidates(quotients, roundings, power)
    ranked = np.where(np.isfinite(bounds), bounds, np.inf)
    if allowed is not None:
        ranked = np.where(allowed(values, bounds, rows), ranked, np.inf)
    best = np.argmin(ranked, axis=0)[None]
    row = rows[best[0]]
    return Extrapolation(
        value=np.take_along_axis(values, best, 0)[0],
        bound=np.take_along_axis(ranked, best, 0)[0],
        rounding=np.take_along_axis(carried, best, 0)[0],
        row=row,
        quotient=np.take_along_axis(np.asarray(quotients), row[None], 0)[0],
    )
