"""Integrals of polynomials times normal densities or distribution functions.

SymPy reaches them through Meijer G functions: slowly, and with ``1/t`` in values that
are not singular at ``t = 0``. Integration by parts lowers the degree beside an
exponential until an error function is left (Owen 1980, A table of normal integrals).
"""

import sympy as sp

from .ends import at_end
from .hoisting import hoisted_functions


def normal_integral(integral):
    """The value of a definite integral of this kind, or None for any other.

    >>> from sympy.abc import t, u, x, z
    >>> normal_integral(sp.Integral(z * sp.exp(-(z**2) / 2), (z, x, sp.oo)))
    exp(-x**2/2)
    >>> normal_integral(sp.Integral(sp.exp(-t * u), (u, 0, sp.oo)))
    """
    if list(map(len, integral.limits)) != [3]:
        return None
    ((variable, low, high),) = integral.limits
    moving, fixed = hoisted_functions(integral.function, {variable})
    whole = sp.S.Zero
    for term in sp.Add.make_args(sp.expand(moving)):
        part = _antiderivative(term, variable)
        if part is None:
            return None
        whole += part
    whole = whole.xreplace(fixed)
    return at_end(whole, variable, high) - at_end(whole, variable, low)


def _antiderivative(term, z):
    """Of ``c z**n``, ``c z**n exp(-a z**2 + b z + d)`` or ``c z**n erf(k z + l)``."""
    constant, moving = term.as_independent(z, as_Add=False)
    power, exponent, error = sp.S.One, sp.S.Zero, None
    for factor in sp.Mul.make_args(moving):
        if isinstance(factor, sp.exp):
            exponent += factor.args[0]
        elif isinstance(factor, sp.erf) and error is None:
            error = factor.args[0].as_poly(z)
            if error is None or error.degree() != 1:
                return None
        else:
            power *= factor
    n = power.as_poly(z).degree() if power.is_polynomial(z) else -1
    if n < 0 or power != z**n or (error and exponent):
        return None
    if error:
        return constant * _beside_error_function(n, z, error)
    if exponent:
        square = sp.expand(exponent).as_poly(z)
        if square is None or square.degree() != 2 or not square.LC().is_negative:
            return None
        return constant * _beside_exponential(n, z, square)
    return constant * z ** (n + 1) / (n + 1)


def _beside_error_function(n, z, argument):
    """``z**n`` is integrated, ``erf`` differentiated."""
    k, power = argument.LC(), z ** (n + 1) / (n + 1)
    beside = _beside_exponential(n + 1, z, -(argument**2)) / (n + 1)
    return power * sp.erf(argument.as_expr()) - 2 * k / sp.sqrt(sp.pi) * beside


def _beside_exponential(n, z, exponent):
    """With the derivative ``-2 a z + b`` of the exponent, by parts from n to n - 2."""
    minus_a, b, d = exponent.all_coeffs()
    a = -minus_a
    if n == 0:
        root = sp.sqrt(a)
        error = sp.erf(root * z - b / (2 * root))
        return sp.sqrt(sp.pi) / (2 * root) * sp.exp(d + b**2 / (4 * a)) * error
    before = b * _beside_exponential(n - 1, z, exponent)
    if n > 1:
        before += (n - 1) * _beside_exponential(n - 2, z, exponent)
    return (before - z ** (n - 1) * sp.exp(exponent.as_expr())) / (2 * a)
