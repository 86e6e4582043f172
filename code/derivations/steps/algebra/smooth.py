"""What smoothness gives: limits by putting in, and least values where it is convex.

``log x <= x - 1`` needs no luck then.
Where the second derivative has a sign on the whole line, or on all positive numbers,
the tangent lies below the graph: a place with slope 0 is the lowest one, and so is 0
where the graph rises from there.
"""

import sympy as sp
from sympy.core.function import AppliedUndef

from derivations.steps.errors import NO_ANSWER

from .signs import NONNEGATIVE, POSITIVE, sign_of

SMOOTH = (sp.exp, sp.sin, sp.cos, sp.tanh, sp.sinh, sp.cosh, sp.erf, sp.atan)
LARGE = 60  # operations, beyond which no equation is solved


def least_value(expression):
    """The least value of a convex function of one symbol, or None.

    >>> x = sp.Symbol("x", positive=True)
    >>> least_value(x - 1 - sp.log(x)), least_value(sp.log(x))
    (0, None)
    """
    symbols = expression.free_symbols
    if len(symbols) != 1 or expression.count_ops() > LARGE:
        return None
    (x,) = symbols
    if not (x.is_real and not x.is_integer and is_smooth(expression)):
        return None
    try:
        slope = sp.diff(expression, x)
        if sign_of(sp.together(sp.diff(slope, x))) < NONNEGATIVE:
            return None
        places = sp.solve(slope, x)
    except NO_ANSWER:
        return None
    from_zero = x.is_nonnegative
    if not from_zero and (x.is_nonpositive or x.is_nonzero):
        return None
    inside = [p for p in places if p.is_real and (p.is_positive or not from_zero)]
    if from_zero and not inside and slope.subs(x, 0).is_nonnegative:
        inside = [sp.S.Zero]  # it rises from there
    least = sp.simplify(expression.subs(x, inside[0])) if inside else sp.nan
    return least if least.is_real else None


def limit_of_smooth(limit):
    """The value of a smooth function at the place that is approached, else None.

    >>> from sympy import Function, Limit, Symbol
    >>> f, h = Function("f", real=True), Symbol("h", positive=True)
    >>> limit_of_smooth(Limit(f(-h), h, 0)), limit_of_smooth(Limit(1 / h, h, 0))
    (f(0), None)
    """
    function, variable, point, _ = limit.args
    if variable.is_integer or not point.is_real:
        return None
    around = sp.Dummy(real=True)
    function = function.xreplace({variable: around})
    return function.xreplace({around: point}) if is_smooth(function) else None


def is_smooth(expression):
    """Whether it has a value and slopes wherever its symbols have their numbers."""
    if not expression.args:
        return bool(expression.is_real)
    if not all(map(is_smooth, expression.args)):
        return False
    if isinstance(expression, sp.Pow) and not isinstance(expression, sp.exp):
        base, exponent = expression.args
        whole = exponent.is_Integer
        positive = sign_of(base) == POSITIVE
        return bool(positive or (whole and (exponent > 0 or abs(sign_of(base)) == 2)))
    if isinstance(expression, sp.log):
        return sign_of(expression.args[0]) == POSITIVE
    return isinstance(expression, (sp.Add, sp.Mul, AppliedUndef, *SMOOTH))
