"""One entry of a derivative as a row of a table: every number at its own size.

Of a claim and a number the digits are shown that were asked for, relative to the entry
itself: 25.3 is 25.3 beside 1e+08, too. What is no more than rounding is shown as 0, and
what could not be measured as a dash.
"""

import math

from . import figures

#: What is left of a sum that is zero, relative to its terms and to its noise.
RESIDUE, NOISE = 1e-13, 1e3

DASH = "-"


def row(entry, visible: float, asked: float, largest: float) -> tuple[str, str, str]:
    """Claimed, numeric and tolerance.

    `visible` is the error that was to be seen in the entry by the size of the others,
    `asked` the same relative to the entry, `largest` the size of the largest entry
    beside it.
    """
    tolerance = entry.tolerance
    ends = sorted({entry.numeric - entry.slack, entry.numeric + entry.slack})
    size = max(abs(end) for end in ends)
    if not size > tolerance:  # not to be told from zero: it is as large as the claim
        size = max(size, abs(entry.claimed))
    apart = abs(entry.claimed - entry.numeric)
    # A difference that would not show at the asked resolution needs more digits.
    fine = tolerance + entry.slack < apart < 10 * asked * size
    more = apart if fine else 0.0
    nothing = largest <= NOISE * entry.noise  # the largest entry is rounding itself
    zero = abs(entry.claimed) <= tolerance and (
        nothing or abs(entry.claimed) <= RESIDUE * largest
    )
    claimed = figures.value(entry.claimed, asked * abs(entry.claimed), more)
    small = min(visible or math.inf, asked * largest)
    known = size > tolerance or tolerance <= small or (zero and nothing)
    return (
        "0" if zero else claimed,
        " to ".join(_measured(end, tolerance, asked, more) for end in ends)
        if known or math.isinf(entry.numeric)
        else DASH,
        _tolerance(tolerance, size, asked, small, fine),
    )


def _measured(number: float, tolerance: float, asked: float, more: float) -> str:
    """A number without the digits that are not known."""
    if not math.isfinite(number):
        return figures.value(number, 0.0)
    if abs(number) <= tolerance:
        return "0"
    grain = asked * abs(number)
    if tolerance > grain:
        grain = min(abs(number) / 2, float(figures.coarse(tolerance)))
    return figures.value(number, grain, more)


def _tolerance(tolerance, size, asked, small, fine) -> str:
    """The tolerance without digits of its own: a bound from above.

    What holds at the resolution asked for is stated at that; only what does not is
    stated by its rough size, which another processor may see a little otherwise.
    """
    if not math.isfinite(tolerance) or not math.isfinite(size):
        return DASH
    if fine:
        return f"< {figures.power_of_ten(tolerance)}"
    if tolerance <= asked * size:
        return f"< {figures.power_of_ten(asked * size)}"
    if size <= tolerance <= small:
        return f"< {figures.power_of_ten(small)}"
    return f"< {figures.coarse(tolerance)}" if size > 0 and small > 0 else DASH
