"""Is one part of a function in single precision, and the rest not?

Such a function moves evenly over most short steps and jumps at some, each time that the
part goes on to its next float32 number. Between the jumps the part stands still: the
slope there is that of the rest alone. A solver that stops early jumps as well, but
between its jumps it moves as a whole, and the slope is the right one.
"""

import numpy as np

from derivations.gradients.hypotheses.evidence import EPS, Evidence
from derivations.numerics import random_directions
from derivations.numerics.noise import scale_of

from .budget import Spent

#: Half the length of the lines looked at, in units of the size of x: the more entries a
#: part has in single precision, the closer are the jumps.
SPANS = (2.0**-20, 2.0**-24, 2.0**-28)

#: Steps on a line, and the share of them that may jump.
COUNT, MOST = 96, 0.5

#: The largest jump beside the function: the spacing of float32 numbers, twice.
LARGEST = 2.0**-22

#: A step long enough that jumps do not count, for the slope of the whole.
LONG = 2.0**-12

#: A step over which the rounding of float32 leaves four digits of a slope.
LONGEST = 2.0**-9

#: Slopes that differ by less than this share are one.
SAME = 1e-3


def part_in_single_precision(function, x: np.ndarray, direction=None) -> bool:
    """Whether some output of the function moves in steps like those of float32.

    Along one direction, a random one if none is given.
    """
    if direction is None:
        direction = random_directions(x, 1, 29)[0]

    def at(t: np.ndarray) -> np.ndarray:
        with np.errstate(all="ignore"):
            return np.stack([np.ravel(function(x + step * direction)) for step in t])

    try:
        ends = at(np.array([-LONG, LONG]))
        slopes = (ends[1] - ends[0]) / (2 * LONG)
        lines = [(span, at(np.linspace(-span, span, COUNT + 1))) for span in SPANS]
    except Spent:
        raise
    except Exception:  # not defined close by, whatever it is that f raises
        return False
    return any(
        _is_staircase(line[:, k], 2 * span / COUNT, slopes[k])
        for span, line in lines
        for k in range(line.shape[1])
    )


def long_steps_agree(function, evidence: Evidence) -> bool:
    """Whether the entries that seem wrong are right for steps far above the stairs.

    Over such steps the rounding of float32 counts little, and what the curvature of the
    function adds is seen from two of them.
    """
    x, n = evidence.x, evidence.x.size
    entries = evidence.entries()
    scale, size = scale_of(x.ravel()), np.abs(np.ravel(function(x.copy())))
    for at, claimed in zip(
        entries.at[entries.wrong], entries.claimed[entries.wrong], strict=True
    ):
        output, k = divmod(int(at), n)
        quotients = []
        for step in (2 * LONGEST * scale[k], LONGEST * scale[k]):
            ends = []
            for sign in (-1, 1):
                point = x.copy()
                point.flat[k] += sign * step
                ends.append(np.ravel(function(point))[output])
            quotients.append((ends[1] - ends[0]) / (2 * step))
        wide, narrow = quotients
        room = abs(wide - narrow) + LARGEST * size[output] / (LONGEST * scale[k])
        if not abs(claimed - narrow) <= room:
            return False
    return True


def _is_staircase(values: np.ndarray, step: float, slope: float) -> bool:
    moves = np.diff(values)
    even = float(np.median(moves))
    off = np.abs(moves - even)
    size = np.max(np.abs(values))
    if not np.isfinite(size):
        return False
    jumps = off > 100 * max(float(np.median(off)), EPS * size)
    sizes = off[jumps]
    if not 2 <= sizes.size <= MOST * COUNT or np.max(sizes) > LARGEST * size:
        return False
    whole, rounding = slope * step, 8 * EPS * size
    stands = abs(even - whole) > SAME * (abs(whole) + abs(even)) + rounding
    return stands and not _are_decimal(sizes)


def _are_decimal(sizes: np.ndarray) -> bool:
    """The jumps are a power of ten, as of a number rounded to so many decimals."""
    power = np.log10(np.min(sizes))
    return bool(abs(power - np.round(power)) < 1e-3)
