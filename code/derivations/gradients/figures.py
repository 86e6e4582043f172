"""Figures as they are printed: the same on every machine.

A tolerance, a noise, the last digits of a derivative depend on the last bits of exp
and of sums, which differ between processors. So what is printed is rounded to where
it does not: values to the digits that are asked for, tolerances to a power of ten that
they do not exceed.
"""

import math


def power_of_ten(value: float) -> str:
    """The next power of ten above.

    >>> power_of_ten(3e-7)
    '1e-06'
    """
    if not 0 < value < math.inf:
        return f"{value:g}"
    # A hair less, so that 1e-6 computed as 1.0000000000000002e-6 stays what it is.
    return f"1e{math.ceil(math.log10(value) - 1e-9):+03d}"


def coarse(value: float) -> str:
    """The next even power of ten above, for what is known by its size alone.

    >>> coarse(3e-5), coarse(3e-4)
    ('1e-04', '1e-02')
    """
    return f"1e{2 * math.ceil(math.log10(value) / 2 - 1e-9):+03d}"


def value(number: float, visible: float, apart: float = 0.0) -> str:
    """A number without digits below `visible`, but enough to show a difference.

    >>> value(0.123456789, 1e-7), value(3e-17, 1e-7), value(-2.0, 1e-6)
    ('0.123457', '0', '-2.00000')
    >>> value(0.123456789, 1e-7, apart=1e-9)
    '0.1234567890'
    """
    if not math.isfinite(number):
        return f"{number:g}"
    grain = min(visible, apart / 10) if apart > 0 else visible
    if abs(number) <= grain or number == 0:
        return "0"
    if not grain > 0:
        return f"{number:.6g}"
    held = math.floor(math.log10(abs(number) / grain)) + 1
    most = 6 if grain == visible else 15
    # One digit is "3." or "3.e-07" with `#`, which keeps the zeros of the others.
    digits = f"{number:#.{min(max(held, 1), most)}g}"
    return digits.rstrip(".").replace(".e", "e")


def share(number: float, digits: int = 3) -> str:
    """A relative error.

    >>> share(2.0), share(0.1234567), share(float("inf"))
    ('2.00', '0.123', 'inf')
    """
    if not math.isfinite(number):
        return f"{number:g}"
    if digits == 1:
        return f"{number:.0e}"
    return f"{number:#.{digits}g}".rstrip(".")
