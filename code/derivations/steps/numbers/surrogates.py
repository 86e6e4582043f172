"""Smooth functions that stand for undefined ones: seeded sums of waves."""

from fractions import Fraction

from mpmath import mp
from sympy import Dummy, sympify

from derivations.steps.errors import Unsupported

from .compiling import compiled


def smooth(random, within, rising):
    """A random smooth function of its arguments, mapped into an interval.

    ``within`` is that interval, or None. ``rising``: in each argument.
    """

    def coefficient(low, high):
        return Fraction(f"{random.uniform(low, high):.3g}")

    offset = coefficient(-1, 1)
    waves = [
        (coefficient(0.4, 1.2), coefficient(0.3, 1.1), coefficient(-1, 1))
        for _ in range(12)
    ]

    def number(fraction):
        return mp.mpf(fraction.numerator) / fraction.denominator

    known = {}  # the lines of a chain, and the wrong ones, ask for the same values

    def inner(*arguments):
        key = (mp.prec, *arguments)
        if key not in known:
            known[key] = wave(*arguments)
        return known[key]

    def wave(*arguments):
        result, mixed = number(offset), mp.zero
        for argument, (size, rate, phase) in zip(arguments, waves, strict=False):
            if rising:
                result += number(rate) * argument
                continue
            result += number(size) * mp.sin(number(rate) * argument + number(phase))
            mixed += number(phase) * argument
        return result if rising else result + mp.sin(mixed) / 3

    if within is None:
        return inner
    low, high = (sympify(bound) for bound in within)
    if low.is_finite and high.is_finite:
        low, width = mp.mpf(str(low)), mp.mpf(str(high - low))
        return lambda *a: low + width / (1 + mp.exp(-inner(*a)))
    if low.is_finite:
        return lambda *a: mp.mpf(str(low)) + mp.exp(inner(*a))
    return lambda *a: mp.mpf(str(high)) - mp.exp(inner(*a))


def antiderivative(point, head, declared):
    """A function whose derivative is the declared one, at a point: its integral."""
    t = Dummy("t", real=True)
    slope = sympify(declared(t))
    if slope.has(head):
        raise Unsupported(
            f"the declared derivative of {head.__name__} contains "
            f"{head.__name__} itself: no function of this kind can be drawn"
        )
    run = compiled(slope)

    def integral(x):
        return mp.quad(lambda s: point.bound(t, s, lambda at, _: run(at), None), [0, x])

    return integral
