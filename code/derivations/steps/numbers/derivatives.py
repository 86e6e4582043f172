"""Numerical rules for derivatives: difference quotients of what is differentiated."""

from functools import cache
from itertools import product

import sympy as sp
from mpmath import mp

from derivations.steps.errors import Undefined, Unsettled
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
    the_same,
    translate,
)

FINEST = 20_000  # binary digits, of the place of a derivative close to 0
PLAIN = 20  # binary digits of a place that was not drawn at random
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
    inner, variable = _partial(expression, variables[1:]), the_same(variables[0])
    place, kinked = compiled(variable), may_have_a_kink(expression, roots=True)

    def differentiate(at):
        here = at.freeze(variable)
        start = place(at)
        return slope_at(lambda t: at.moved(here, t, inner), start, kinked)

    return differentiate


def slope_at(function, start, kinked):
    """The derivative of a function of one number; no derivative where it has a kink.

    Quotients around a corner give the mean of both slopes, and so does mpmath's.
    """
    finer = fineness(start)
    if _is_chosen(start) and not mp.isfinite(function(start)):
        # Quotients step over a pole: 1/x^2 and log|x| have slope 0 around 0.
        raise Undefined("no derivative: the function has no finite value there")
    if kinked:
        with mp.workprec(2 * (mp.prec + finer) + 20):
            step = mp.ldexp(1, -mp.prec // 2)
            before, here, after = (function(start + k * step) for k in (-1, 0, 1))
            _require_same((here - before) / step, (after - here) / step)
    return mp.diff(function, start, addprec=10 + finer)


def _is_chosen(start):
    """Whether a place is a plain number such as 0 or 1/2, and not a drawn one."""
    return mp.im(start) == 0 and mp.re(start).man_exp[0].bit_length() <= PLAIN


def fineness(start):
    """Binary digits by which a step has to be smaller at a place close to 0.

    There functions such as log change with the relative distance: a step of 1e-60 at
    1e-74 would reach beyond 0.
    """
    if not start or not mp.isfinite(start):
        return 0
    finer = max(0, -int(mp.mag(start)))
    if finer > FINEST:
        raise Unsettled("a derivative so close to 0 takes too many digits")
    return finer


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


@translate.register(nt.At)
@translate.register(nt.MatrixAt)
def _(expression):
    body = compiled(expression.expression)
    places = [(name, compiled(number)) for name, number in expression.places]

    def evaluate(at):
        numbers = {}
        for name, number in places:
            new = number(at)
            for key, place in _keys_of(at, name):
                single = not isinstance(new, mp.matrix) or len(new) == 1
                numbers[key] = (
                    scalar(new) if single else new[place[0] - 1, place[1] - 1]
                )
        return _moved(at, numbers, body)

    return evaluate


@translate.register(nt.Held)
def _(expression):
    body = compiled(expression.derivative)
    applied = [n for n in expression.names if not isinstance(n, sp.IndexedBase)]
    bases = [n for n in expression.names if isinstance(n, sp.IndexedBase)]
    numbers_of = [(name.func, compiled(name)) for name in applied]

    def differentiate(at):
        numbers = {(head, ()): number(at) for head, number in numbers_of}
        for base in bases:
            for key, place in _keys_of(at, base):
                numbers[key] = at.place(base, place)
        return _moved(at, numbers, body)

    return differentiate


def _keys_of(at, name):
    """The keys of a symbol, an entry, an array or a matrix, with their places."""
    if not (isinstance(name, sp.IndexedBase) or getattr(name, "is_Matrix", False)):
        return [(at.freeze(name), (1, 1))]
    rows, columns = (integer(compiled(size)(at)) for size in nt.shape_of(name))
    places = product(range(1, rows + 1), range(1, columns + 1))
    return [(at.freeze_place(name, place), place) for place in places]


def _moved(at, numbers, run):
    """Run with several names moved to other numbers."""
    for key, number in numbers.items():
        run = _with_one(key, number, run)
    return run(at)


def _with_one(key, number, run):
    return lambda at: at.moved(key, number, run)


@translate.register(nt.Gradient)
def _(expression):
    body = compiled(expression.expression)
    names = the_same(expression.variable)

    def run(at):
        return scalar(body(at))

    rows, columns = map(compiled, nt.shape_of(names))
    share = compiled(getattr(expression, "off_diagonal", sp.S.One))
    kinked = may_have_a_kink(expression.expression, roots=True)

    def differentiate(at):
        r, c = integer(rows(at)), integer(columns(at))
        wanted, places = mp.prec, product(range(1, r + 1), range(1, c + 1))
        finer = max(fineness(at.place(names, place)) for place in places)
        # One value is shared by all entries, so the quotients are one-sided: with a
        # step below the last digit wanted, at more than twice as many digits.
        with mp.workprec(2 * (wanted + finer) + 20):
            step = mp.ldexp(1, -(wanted + finer + 10))
            here = run(at)

            def quotient(key, start, step):
                there = at.moved(key, start + step, run)
                return (there - here) / step

            @cache  # the two entries of a symmetric matrix are one
            def along(key, start):
                right = quotient(key, start, step)
                if kinked:
                    _require_same(quotient(key, start, -step), right)
                return right

            def slope(i, j):
                key, start = at.freeze_place(names, (i, j)), at.place(names, (i, j))
                right = along(key, start)
                return right if i == j else right * share(at)

            return filled(r, c, slope)

    return differentiate


def _slope(at, run, names, place, kinked):
    here = at.freeze_place(names, place)
    start = at.place(names, place)
    return slope_at(lambda t: at.moved(here, t, run), start, kinked)


@translate.register(nt.Jacobian)
def _(expression):
    body = compiled(expression.expression)
    names = the_same(expression.variable)
    size = compiled(nt.shape_of(names)[0])
    kinked = may_have_a_kink(expression.expression, roots=True)

    def differentiate(at):
        columns = []
        for j in range(1, integer(size(at)) + 1):
            here, start = at.freeze_place(names, (j, 1)), at.place(names, (j, 1))
            rows = as_matrix(body(at)).rows
            columns.append(
                [
                    slope_at(
                        lambda t, i=i, here=here: at.moved(
                            here, t, lambda at: as_matrix(body(at))[i, 0]
                        ),
                        start,
                        kinked,
                    )
                    for i in range(rows)
                ]
            )
        return mp.matrix(columns).T

    return differentiate


@translate.register(nt.Hessian)
def _(expression):
    body = compiled(expression.expression)
    names = the_same(expression.variable)
    size = compiled(nt.shape_of(names)[0])
    kinked = may_have_a_kink(expression.expression, roots=True)

    def run(at):
        return scalar(body(at))

    def differentiate(at):
        count = integer(size(at))

        def entry(i, j):
            here, start = at.freeze_place(names, (i, 1)), at.place(names, (i, 1))
            return slope_at(
                lambda t: at.moved(
                    here, t, lambda at: _slope(at, run, names, (j, 1), kinked)
                ),
                start,
                kinked,
            )

        return filled(count, count, entry)

    return differentiate
