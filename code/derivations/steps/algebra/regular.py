"""Whether an integrand is regular inside a range: no pole, no branch point, no jump.

The rule "value at the upper end minus value at the lower end" holds for an
antiderivative on a range without them alone: ``-1/u`` makes -3/2 of the integral of
``1/u**2`` from -1 to 2. SymPy applies it all the same where an end is a symbol.
"""

import sympy as sp
from sympy.core.function import AppliedUndef

from .signs import NEGATIVE, POSITIVE, sign_of

REGULAR = (
    *(sp.exp, sp.sin, sp.cos, sp.sinh, sp.cosh, sp.erf, sp.erfc, sp.erfi),
    *(sp.tanh, sp.atan, sp.asinh, sp.sech, sp.fresnels, sp.fresnelc, sp.Si, sp.Shi),
    *(sp.Abs, sp.Max, sp.Min, sp.Piecewise),  # SymPy cuts the range at their corners
    AppliedUndef,  # models are smooth
)  # without a singularity of their own on the real line


def is_regular(function, variable, low, high):
    """Whether it is shown that a function is regular between two ends.

    At the ends themselves it may be singular. False means: not shown.

    >>> from sympy.abc import u
    >>> a, b = sp.symbols("a b", positive=True)
    >>> is_regular(1 / u, u, a, b), is_regular(1 / u, u, -a, b)
    (True, False)
    >>> is_regular(1 / u**2, u, -1, 2), is_regular(1 / sp.sqrt(u), u, 0, 1)
    (False, True)
    """
    low, high = sp.sympify(low), sp.sympify(high)
    return all(
        _keeps_its_sign(obstacle, variable, low, high)
        for obstacle in _obstacles(function, variable)
    )


def _obstacles(function, variable):
    """What must not vanish inside the range; None where nothing is known."""
    for node in sp.preorder_traversal(function):
        if not isinstance(node, sp.Expr) or not node.has(variable):
            continue
        if node.is_Pow and not isinstance(node, sp.exp):
            if not (node.exp.is_Integer and node.exp.is_nonnegative):
                yield node.base
        elif isinstance(node, (sp.log, sp.sign, sp.gamma, sp.loggamma)):
            yield node.args[0]
        elif isinstance(node, sp.Function) and not isinstance(node, REGULAR):
            yield None


def _keeps_its_sign(obstacle, variable, low, high):
    if obstacle is None:
        return False
    if not obstacle.has(variable):
        return True
    if _polynomial_without_roots(obstacle, variable, low, high):
        return True
    inside = sp.Dummy(positive=True)
    if low == -sp.oo and high == sp.oo:
        places = [sp.Dummy(real=True)]
    elif high == sp.oo:
        places = [low + inside]
    elif low == -sp.oo:
        places = [high - inside]
    else:  # every place between the ends, whichever is the larger
        places = [(low + high * inside) / (1 + inside)]
        if (high - low).is_positive:
            places += [low + inside, high - inside]
    forms = (
        form
        for place in places
        for plain in [obstacle.subs(variable, place)]
        for form in (plain, sp.factor_terms(sp.together(plain)), sp.factor(plain))
    )
    return any(sign_of(form) in (POSITIVE, NEGATIVE) for form in forms)


def _polynomial_without_roots(obstacle, variable, low, high):
    """A polynomial in numbers alone: its roots are counted (Sturm)."""
    polynomial = obstacle.as_poly(variable)
    if polynomial is None or not all(c.is_Rational for c in polynomial.all_coeffs()):
        return False
    ends = [end for end in (low, high) if end not in (sp.oo, -sp.oo)]
    if not all(end.is_Rational for end in ends):
        return False
    low, high = (None if end.is_infinite else end for end in (low, high))
    if None not in (low, high):
        low, high = sorted((low, high))
    count = polynomial.count_roots(low, high)
    return count == sum(polynomial.eval(end) == 0 for end in set(ends))
