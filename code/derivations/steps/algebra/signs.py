"""The sign of an explicit expression, where it can be told by rules.

SymPy knows the sign of a product of positive symbols. It does not know that
``1 + erf(x)`` is positive, nor that the integral of a positive function is: a
strict inequality would then be no more than sampled.
"""

import sympy as sp

POSITIVE, NONNEGATIVE, NONPOSITIVE, NEGATIVE = 2, 1, -1, -2


def sign_of(expression):
    """2 for positive, 1 for nonnegative, -1 and -2 likewise, 0 for not known.

    >>> from sympy import Symbol, erf, exp
    >>> x, z = Symbol("x", real=True), Symbol("z", real=True)
    >>> sign_of(1 + erf(x)), sign_of(1 + 2 * erf(x))
    (2, 0)
    >>> sign_of(sp.Integral((x - z) * exp(-(z**2)), (z, -sp.oo, x)))
    2
    """
    if expression.is_positive:
        return POSITIVE
    if expression.is_negative:
        return NEGATIVE
    for kinds, rule in _RULES:
        if isinstance(expression, kinds):
            found = rule(expression)
            if found:
                return found
    if expression.is_nonnegative:
        return NONNEGATIVE
    return NONPOSITIVE if expression.is_nonpositive else 0


def _of_product(product):
    strict, sense = True, 1
    for factor in product.args:
        sign = sign_of(factor)
        if not sign:
            return 0
        strict, sense = strict and abs(sign) == 2, sense * sign
    return (2 if strict else 1) * (1 if sense > 0 else -1)


def _of_power(power):
    base, exponent = power.args
    if exponent.is_Integer and exponent % 2 == 0:
        sign = abs(sign_of(base)) or int(is_real(base))
        return sign if exponent > 0 else 2 * (sign == 2)
    if not exponent.is_real:
        return 0
    sign = sign_of(base)
    if sign == POSITIVE or (sign == NONNEGATIVE and exponent.is_positive):
        return sign
    return sign if exponent.is_Integer and sign == NEGATIVE else 0


def is_real(expression):
    """Whether it is real where it has a value; SymPy doubts 1/(1 + erf(x))."""
    if expression.is_real:
        return True
    if isinstance(expression, sp.Integral):
        (variable, *ends), *more = expression.limits
        inside = expression.function.subs(variable, sp.Dummy(real=True))
        return not more and all(map(is_real, ends)) and is_real(inside)
    if isinstance(expression, sp.Pow):
        return expression.exp.is_Integer and is_real(expression.base)
    if isinstance(expression, (sp.Add, sp.Mul)):
        return all(map(is_real, expression.args))
    return bool(expression.is_extended_real)


def _of_sum(total):
    signs = [sign_of(term) for term in total.args]
    for sense in (1, -1):
        if all(sense * sign > 0 for sign in signs):
            return sense * max(map(abs, signs))
    return _of_error_functions(total) or _of_root(total, signs)


def _of_error_functions(total):
    """A number and multiples of erf, whose values lie strictly between -1 and 1."""
    number, rest = total.as_coeff_Add()
    reach = sp.S.Zero
    for term in sp.Add.make_args(rest):
        factor, function = term.as_coeff_Mul()
        if not (isinstance(function, sp.erf) and function.args[0].is_real):
            return 0
        reach += abs(factor)
    return int(sp.sign(number)) * 2 if abs(number) >= reach else 0


def _of_root(total, signs):
    """A positive term with a square root outweighs the terms of unknown sign."""
    unknown = sp.Add(*(t for t, s in zip(total.args, signs, strict=True) if not s))
    for sense in (1, -1):
        known = [(t, s) for t, s in zip(total.args, signs, strict=True) if s]
        if not known or not unknown.is_real or any(sense * s < 0 for _, s in known):
            continue
        for term, _ in known:
            rooted = any(p.exp == sp.S.Half for p in term.atoms(sp.Pow))
            if rooted and sp.expand(term**2 - unknown**2).is_positive:
                return sense * POSITIVE
    return 0


def _of_integral(integral):
    if list(map(len, integral.limits)) != [3]:
        return 0
    ((variable, low, high),) = integral.limits
    beyond = sp.Dummy(positive=True)  # how far inside the range, from a finite end
    if high is sp.oo and low is -sp.oo:
        place = sp.Dummy(real=True)
        beyond = place
    elif low is -sp.oo:
        place = high - beyond
    elif high is sp.oo or (high - low).is_positive:
        place = low + beyond
    else:
        return 0
    inside = sp.factor_terms(integral.function.subs(variable, place))
    sign = sign_of(inside)
    if abs(sign) == 1 and all(
        _rarely_zero(f, beyond) for f in sp.Mul.make_args(inside)
    ):
        return 2 * sign
    return sign


def _rarely_zero(factor, variable):
    """Nowhere zero, or a power of a polynomial: zero at finitely many places."""
    if abs(sign_of(factor)) == 2:
        return True
    base = factor.base if factor.is_Pow else factor
    polynomial = base.as_poly(variable)
    return polynomial is not None and bool(polynomial.LC().is_nonzero)


_RULES = (
    (sp.erfc, lambda e: POSITIVE if e.args[0].is_real else 0),
    (sp.exp, lambda e: POSITIVE if e.args[0].is_real else 0),
    (sp.Mul, _of_product),
    (sp.Pow, _of_power),
    (sp.Add, _of_sum),
    (sp.Integral, _of_integral),
)
