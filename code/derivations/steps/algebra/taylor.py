"""Limits of quotients by their first Taylor coefficients.

Where numerator and denominator are analytic at the point, and the first of their
Taylor coefficients there that do not vanish are ``a`` of order p and ``b`` of order q,
the quotient tends to a/b if p = q and to 0 if p > q. SymPy expands whole series for
that; a few derivatives, with the point put in, say the same many times faster.
Undefined functions stand for smooth ones and are expanded to the order that is needed.
At infinity the same is read off the leading terms of a rational function.
"""

from itertools import product

import sympy as sp
from sympy.core.function import AppliedUndef

MOST = 8  # orders that are tried
ENTIRE = (sp.exp, sp.sin, sp.cos)


def limit_by_taylor(limit):
    """The value of a limit, or None where these rules say nothing.

    >>> from sympy import Limit, Symbol, exp, oo, sqrt
    >>> h = Symbol("h", positive=True)
    >>> limit_by_taylor(Limit((exp(h) - 1 - h) / h**2, h, 0))
    1/2
    >>> limit_by_taylor(Limit((exp(sqrt(h)) - 1) / h, h, 0)) is None
    True
    >>> limit_by_taylor(Limit(2 * h / (1 + 3 * h), h, oo))
    2/3
    """
    function, variable, point, _ = limit.args
    if point.is_infinite:
        return _far_out(function, variable)
    if not point.is_finite or point.has(variable):
        return None
    above, below = sp.fraction(function)
    if not _analytic(below, variable, point):
        return None
    lower = _first_coefficient(below, variable, point)
    if lower is None or not lower[1].is_nonzero:
        return None
    above = _without_functions(above, variable, point, lower[0])
    if not _analytic(above, variable, point):
        return None
    # A zero that is not recognized as one gives a correct quotient all the same.
    upper = _first_coefficient(above, variable, point, lower[0])
    if upper is None:
        return sp.S.Zero
    return upper[1] / lower[1] if upper[0] == lower[0] else None


def _without_functions(expression, variable, point, order):
    """Undefined functions stand for smooth ones: their Taylor polynomials instead."""
    while functions := [f for f in expression.atoms(AppliedUndef) if f.has(variable)]:
        expression = expression.xreplace(
            {f: _polynomial(f, variable, point, order) for f in functions}
        )
    return expression


def _polynomial(function, variable, point, order):
    """The Taylor polynomial of an undefined function around its arguments there."""
    middle = [part.subs(variable, point) for part in function.args]
    away = [a - b for a, b in zip(function.args, middle, strict=True)]
    letters = [sp.Dummy(real=True) for _ in middle]
    terms = []
    for powers in product(range(order + 1), repeat=len(letters)):
        if sum(powers) <= order:
            slope = sp.diff(function.func(*letters), *zip(letters, powers, strict=True))
            terms.append(sp.Subs(slope, letters, middle).doit())
            terms[-1] *= sp.prod(
                a**p / sp.factorial(p) for a, p in zip(away, powers, strict=True)
            )
    return sp.Add(*terms)


def _far_out(function, variable):
    """The limit of a rational function at infinity, of either sign."""
    if not function.is_rational_function(variable):
        return None
    whole = sp.fraction(sp.cancel(sp.together(function)))
    above, below = (sp.Poly(part, variable) for part in whole)
    if not below.LC().is_nonzero or above.degree() > below.degree():
        return None
    return above.LC() / below.LC() if above.degree() == below.degree() else sp.S.Zero


def _analytic(expression, variable, point):
    """Whether an expression is analytic near the point, by its form alone."""
    if expression == variable or not expression.has(variable):
        return True
    if isinstance(expression, (sp.Add, sp.Mul, *ENTIRE)):
        return all(_analytic(part, variable, point) for part in expression.args)
    if not isinstance(expression, sp.Pow) or expression.exp.has(variable):
        return False
    if not _analytic(expression.base, variable, point):
        return False
    whole = expression.exp.is_Integer and expression.exp.is_nonnegative
    return bool(whole or expression.base.subs(variable, point).is_positive)


def _first_coefficient(expression, variable, point, most=MOST):
    """Order and derivative of the first term that does not vanish, or None."""
    for order in range(most + 1):
        value = sp.expand(expression.subs(variable, point))
        if value != 0:
            return order, value / sp.factorial(order)
        expression = sp.diff(expression, variable)
    return None
