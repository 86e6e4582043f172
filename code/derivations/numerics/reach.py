"""How far from x to begin: inside the domain of f, and as far as f is a straight line.

The first step is a quarter of the size of x. It shrinks where f is not defined that
far out, and grows where no truncation shows, since rounding falls with 1/h.
"""

import numpy as np

from .noise import EPS
from .table import Table

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
    """Lengthen the steps of lines on which two differences agree within rounding.

    By factors of 9, while the differences stay the same and rounding falls. A slope
    that does not stand out from rounding is no evidence of a straight line: such lines
    stay as they are. Returns a mask of the lines that are straight as far as seen.
    """
    straight = np.zeros(table.lines.count, dtype=bool)
    quotient, rounding = table.quotients((0, 1), index)
    same = np.abs(quotient[0] - quotient[1]) <= rounding[0] + rounding[1]
    clear = np.abs(quotient[0]) > 4 * rounding[0]
    index = index[np.all(same, axis=1) & np.any(clear, axis=1)]
    while len(index):
        quotient, rounding = (a[0] for a in table.quotients((0,), index))
        size = np.abs(quotient)
        enough = np.all((rounding <= 4 * EPS * size) | (size <= 4 * rounding), axis=1)
        straight[index[enough]] = True
        index, quotient, rounding = index[~enough], quotient[~enough], rounding[~enough]
        if not len(index):
            break
        table.move(index, 2)
        table.evaluate((0,), index)
        further, less = (a[0] for a in table.quotients((0,), index))
        inside = table.defined((0,), index)
        same = np.all(np.abs(further - quotient) <= less + rounding, axis=1)
        lower = np.any(less < rounding / 2, axis=1)
        back = index[~inside | (same & ~lower)]
        table.move(back, -2)
        straight[back] = True
        index = index[inside & same & lower]
    return straight
