"""Numerical rules for derivatives: difference quotients of what is differentiated."""

import sympy as sp
from mpmath import mp

from derivations.steps.errors import Undefined
from derivations.steps.vocabulary import notation as nt
from derivations.steps.vocabulary.kinks import may_have_a_kink

from .compiling import (
    all_compiled,
    as_matrix,
    bind,
    compiled,
    filled,
    integer,
    scalar,
    translate,
)

SAME_SLOPE = 1e-6  # slopes on both sides that differ by less, relatively, are one


@translate.register(nt.D)
def _(expression):
    return _partial(expression.expression, expression.variables)


@translate.register(sp.Derivative)
def _(expression):
    variables = [v for v, count in expression.variable_count for _ in range(count)]
    return _partial(expression.expr, variables)


def _partial(expression, variables):
    if not variables:
        body = compiled(expression)
        return lambda at: scalar(body(at))
    inner, variable = _partial(expression, variables[1:]), variables[0]
    place, kinked = compiled(variable), may_have_a_kink(expression)

    def differentiate(at):
        here = at.freeze(variable)
        start = place(at)
        return _derivative(lambda t: at.moved(here, t, inner), start, kinked)

    return differentiate


def _derivative(function, start, kinked):
    """mpmath's derivative; where there may be a kink, the slopes must be the same.

    Quotients around a corner give the mean of both slopes, and so does mpmath's.
    """
    if kinked:
        with mp.workprec(2 * mp.prec + 20):
            step = mp.ldexp(1, -mp.prec // 2)
            before, here, after = (function(start + k * step) for k in (-1, 0, 1))
            _require_same((here - before) / step, (after - here) / step)
    return mp.diff(function, start)


def _require_same(left, right):
    if abs(right - left) > SAME_SLOPE * (1 + max(abs(left), abs(right))):
        raise Undefined("no derivative: the slopes on both sides differ")


@translate.register(sp.Subs)
def _(expression):
    body, values = compiled(expression.expr), all_compiled(expression.point)

    def substituted(at):
        run = body
        for variable, new in zip(expression.variables, values, strict=True):
            run = bind(variable, new(at), run)
        return run(at)

    return substituted


@translate.register(nt.Gradient)
def _(expression):
    body, names = compiled(expression.expression), expression.variable
    rows, columns = map(compiled, nt.shape_of(names))
    share = compiled(getattr(expression, "off_diagonal", sp.S.One))
    kinked = may_have_a_kink(expression.expression)

    def differentiate(at):
        r, c = integer(rows(at)), integer(columns(at))
        wanted = mp.prec
        # One value is shared by all entries, so the quotients are one-sided: with a
        # step below the last digit wanted, at more than twice as many digits.
        with mp.workprec(2 * wanted + 20):
            step = mp.ldexp(1, -(wanted + 10))
            here = scalar(body(at))

            def quotient(key, start, step):
                there = at.moved(key, start + step, lambda at: scalar(body(at)))
                return (there - here) / step

            def slope(i, j):
                key, start = at.freeze_place(names, (i, j)), at.place(names, (i, j))
                right = quotient(key, start, step)
                if kinked:
                    _require_same(quotient(key, start, -step), right)
                return right if i == j else right * share(at)

            return filled(r, c, slope)

    return differentiate


def _slope(at, body, names, place):
    here = at.freeze_place(names, place)
    start = at.place(names, place)
    return mp.diff(lambda t: at.moved(here, t, lambda at: scalar(body(at))), start)


@translate.register(nt.Jacobian)
def _(expression):
    body, names = compiled(expression.expression), expression.variable
    size = compiled(nt.shape_of(names)[0])

    def differentiate(at):
        columns = []
        for j in range(1, integer(size(at)) + 1):
            here, start = at.freeze_place(names, (j, 1)), at.place(names, (j, 1))
            rows = as_matrix(body(at)).rows
            columns.append(
                [
                    mp.diff(
                        lambda t, i=i, here=here: at.moved(
                            here, t, lambda at: as_matrix(body(at))[i, 0]
                        ),
                        start,
                    )
                    for i in range(rows)
                ]
            )
        return mp.matrix(columns).T

    return differentiate


@translate.register(nt.Hessian)
def _(expression):
    body, names = compiled(expression.expression), expression.variable
    size = compiled(nt.shape_of(names)[0])

    def differentiate(at):
        count = integer(size(at))

        def entry(i, j):
            here, start = at.freeze_place(names, (i, 1)), at.place(names, (i, 1))
            return mp.diff(
                lambda t: at.moved(here, t, lambda at: _slope(at, body, names, (j, 1))),
                start,
            )

        return filled(count, count, entry)

    return differentiate
