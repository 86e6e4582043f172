"""Integrals carried out with one mistake at the ends.

The value of an antiderivative at one end is lost, or the boundary term of an
integration by parts.
"""

from sympy import Add, Integral, Mul, Piecewise, integrate

from derivations.steps.deadline import TimeUp, limit
from derivations.steps.differentiation.calculus import CannotDerive
from derivations.steps.vocabulary.notation import D

from .carried_out import carried_out
from .mistaken import mistake

SECONDS = 0.4  # for one antiderivative
LARGE = 20  # operations of an integrand for which none is looked for


def ends_of_an_integral(node):
    """F(b) - F(a) with one end lost, added, or the two exchanged."""
    if not _is_definite(node):
        return
    variable, low, high = node.limits[0]
    whole = _antiderivative(node.function, variable)
    if whole is None:
        return
    below, above = (whole.xreplace({variable: end}) for end in (low, high))
    words = "The boundary term at the {} end of the integral is missing: {}."
    yield mistake("boundary term", words, "lower", -below), above
    yield mistake("boundary term", words, "upper", above), -below
    words = "The sign of the boundary term at the lower end, {}, is wrong."
    yield mistake("boundary term", words, -below), above + below
    words = "The ends {} and {} of the integral are exchanged: the sign is wrong."
    yield mistake("sign", words, low, high), below - above


def integration_by_parts(node):
    """The boundary term lost, or a wrong sign of one of the two terms."""
    if not _is_definite(node):
        return
    variable, low, high = node.limits[0]
    factors = Mul.make_args(node.function)
    for factor in factors if len(factors) > 1 else ():
        if not factor.has(variable):
            continue
        rest = Mul(*(f for f in factors if f != factor))
        other = _antiderivative(rest, variable)
        if other is None or other.has(Integral):
            continue
        product = factor * other
        try:
            slope = carried_out(D(factor, variable))
        except CannotDerive:
            continue
        ends = Add(
            product.xreplace({variable: high}), -product.xreplace({variable: low})
        )
        if not ends.is_finite:
            continue
        left = Integral(slope * other, node.limits[0])
        words = "The boundary term {} of the integration by parts is missing."
        yield mistake("boundary term", words, ends), -left
        words = (
            "The sign after the boundary term {} of an integration by parts is wrong."
        )
        yield mistake("sign", words, ends), ends + left
        words = "The integral that an integration by parts leaves, {}, is missing."
        yield mistake("integral", words, -left), ends


def support_ignored(node):
    """A density that is zero outside of its support, integrated as if it were not."""
    if not isinstance(node, Integral):
        return
    for cases in node.function.atoms(Piecewise):
        for value, condition in cases.args:
            if value != 0:
                words = (
                    "The support is ignored: {} has been integrated over the whole "
                    "range, not only where {}."
                )
                whole = node.function.xreplace({cases: value})
                said = mistake("support", words, value, condition)
                yield said, Integral(whole, *node.limits)


def _is_definite(node):
    if not isinstance(node, Integral) or len(node.limits) != 1:
        return False
    ends = node.limits[0][1:]
    small = node.function.count_ops() <= LARGE
    return len(ends) == 2 and small and not any(e.is_infinite for e in ends)


def _antiderivative(function, variable):
    try:
        with limit(SECONDS):
            found = integrate(function, variable)
    except TimeUp:
        return None
    return None if found.has(Integral) else found


RULES = (ends_of_an_integral, integration_by_parts, support_ignored)
