"""Differences that vanish where the equations of the domain hold.

With weights that sum to 1, ``(p + q)^2 - 1`` is a multiple of ``p + q - 1``. Whether a
difference is a combination of the equations is decided by polynomials, every function
one more letter; that the letters depend on one another does no harm to a proof.
"""

import sympy as sp
from sympy.polys.polyerrors import PolynomialError

from derivations.steps.deadline import TimeUp, limit

SECONDS = 4


def equations_of(domain):
    """What is zero at every point of a domain: pairs of the two sides."""
    return [(r.lhs, r.rhs) for r in domain.relations if r.rel_op == "=="]


def is_zero_modulo(expression, vanishing, seconds=SECONDS):
    """Whether it is zero wherever other expressions are. False means: not proved.

    >>> from sympy.abc import p, q
    >>> is_zero_modulo(p * q - p + p**2, [p + q - 1])
    True
    >>> is_zero_modulo(p * q - p + q**2, [p + q - 1])
    False
    """
    tops = [_numerator(e) for e in (expression, *vanishing)]
    try:
        with limit(seconds):
            (top, *others), options = sp.parallel_poly_from_expr(tops)
            basis = sp.groebner(others, *options.gens, order="grevlex")
            return basis.contains(top.as_expr())
    except (TimeUp, PolynomialError):
        return False


def _numerator(expression):
    return sp.fraction(sp.together(sp.expand_power_exp(sp.sympify(expression))))[0]
