"""The value of an antiderivative at an end of the range, which may be infinite.

SymPy 1.14 gives 1 for the limit of (1 + erf((z - t)/sqrt(2)))/2 as z goes to -oo, where
0 is right. Normal integrals end in error functions, polynomials and exponentials, and
their limits are known; only what is none of these is left to SymPy.
"""

import sympy as sp

from .hoisting import hoisted_functions


def at_end(function, variable, end):
    """The value of a function at an end of a range.

    >>> from sympy.abc import t, z
    >>> at_end((1 + sp.erf((z - 2) / sp.sqrt(2))) / 2 - z * sp.exp(-(z**2)), z, -sp.oo)
    0
    >>> at_end(t * sp.erf(z), z, sp.oo)
    t
    """
    if end not in (sp.oo, -sp.oo):
        return function.subs(variable, end)
    beyond = sp.Dummy(positive=True)  # goes to +oo
    function = function.subs(variable, beyond if end is sp.oo else -beyond)
    gone = sp.Dummy(real=True)  # what an error function lacks of its limit
    moving, fixed = hoisted_functions(function, {beyond})
    told = sp.expand(moving.replace(sp.erf, lambda a: _erf(a, beyond, gone)))
    total, rest = told.as_independent(beyond, gone, as_Add=True)
    if all(_vanishes(term, beyond, gone) for term in sp.Add.make_args(rest)):
        return total.xreplace(fixed)
    return sp.limit(function, beyond, sp.oo)


def _erf(argument, beyond, gone):
    sign = _growth(argument, beyond)
    return sign * (1 - gone) if sign else sp.erf(argument)


def _growth(expression, beyond):
    """1 or -1 where a polynomial goes to +oo or -oo, otherwise 0."""
    polynomial = expression.as_poly(beyond)
    if polynomial is None or polynomial.degree() < 1:
        return 0
    leading = polynomial.LC()
    return int(bool(leading.is_positive)) - int(bool(leading.is_negative))


def _vanishes(term, beyond, gone):
    """A power times what falls faster than any power."""
    exponent, falls = sp.S.Zero, term.has(gone)
    for factor in sp.Mul.make_args(term.as_independent(beyond, gone)[1]):
        base, power = factor.as_base_exp()
        if isinstance(factor, sp.exp):
            exponent += factor.args[0]
        elif base == gone and power.is_positive:
            continue  # it falls like exp(-u**2)
        elif base != beyond or power.has(beyond):
            return False
    if exponent == 0:
        return falls
    return _growth(sp.expand(exponent), beyond) < 0
