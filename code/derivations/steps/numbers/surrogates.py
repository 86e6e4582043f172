"""Smooth functions that stand for undefined ones.

Seeded sums of waves; where a derivative is declared, its integral, or a solution of the
equation that it makes with its function.
"""

from fractions import Fraction
from functools import cache
from random import Random

from mpmath import mp
from sympy import Dummy, Eq, Function, Integral, Rational, dsolve, sympify
from sympy.core.function import AppliedUndef

from derivations.steps.deadline import TimeUp, limit
from derivations.steps.errors import NO_ANSWER, Unsupported

from .compiling import compiled

T = Dummy("t", real=True)
SOLVE_SECONDS = 3  # for the equation of a function whose slope holds it


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
    if slopes := _through_itself(head):
        return _solution(point, head, slopes)
    run = compiled(sympify(declared(T)))

    def integral(x):
        return mp.quad(lambda s: point.bound(T, s, lambda at, _: run(at), None), [0, x])

    return integral


def _through_itself(head):
    """Pairs (name, slope) of the functions that a slope leads to, if it leads back.

    Functions of one name are one, as they are printed.
    """
    slopes, stack, leads_back = {}, [head], False
    while stack:
        declared = getattr(stack[-1], "declared", None)
        name = stack.pop().__name__
        if name in slopes or declared is None:
            continue
        slopes[name] = sympify(declared(T))
        inside = {applied.func for applied in slopes[name].atoms(AppliedUndef)}
        leads_back |= head.__name__ in {f.__name__ for f in inside}
        stack += sorted(inside, key=str)
    return tuple(sorted(slopes.items())) if leads_back else None


def _solution(point, head, slopes):
    """One of the functions with these slopes: its constants are drawn at the point."""
    solved = _solved(slopes)
    if solved is None:
        raise Unsupported(
            f"the declared derivative of {head.__name__} leads back to "
            f"{head.__name__}, and SymPy does not solve that equation: no function of "
            "this kind can be drawn"
        )
    expression = solved[head.__name__]
    given = set().union(*(slope.free_symbols for _, slope in slopes))
    constants = sorted(expression.free_symbols - given - {T}, key=str)
    random = Random(f"{point.number}/{[name for name, _ in slopes]}")
    drawn = {c: Rational(f"{random.uniform(0.3, 1.3):.3g}") for c in constants}
    run = compiled(expression.xreplace(drawn))
    return lambda x: point.bound(T, x, lambda at, _: run(at), None)


@cache
def _solved(slopes):
    """Functions by their names with these slopes, with constants in them, or None."""
    letters = {name: Function(f"u{k}")(T) for k, (name, _) in enumerate(slopes)}
    equations = []
    for name, slope in slopes:
        same = {a: letters.get(a.func.__name__, a) for a in slope.atoms(AppliedUndef)}
        if any(a.args != (T,) for a in same):
            return None
        equations.append(Eq(letters[name].diff(T), slope.xreplace(same)))
    try:
        with limit(SOLVE_SECONDS):
            found = dsolve(equations if equations[1:] else equations[0])
    except (TimeUp, *NO_ANSWER):
        return None
    found = found if isinstance(found, list) else [found]
    values = {solution.lhs: solution.rhs for solution in found}
    if any(values.get(u, u).has(AppliedUndef, Integral) for u in letters.values()):
        return None
    return {name: values[u] for name, u in letters.items()}
