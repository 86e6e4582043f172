"""Numerical rules for derivatives: difference quotients of what is differentiated."""

from itertools import product

import sympy as sp
from mpmath import mp

from derivations.steps.errors import Undefined
from derivations.steps.vocabulary import notation as nt

from .compare import relative
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

ROUGH = 1e-9  # the sides of a derivative differ by less where it exists


@translate.register(nt.D)
def _(expression):
    return _partial(compiled(expression.expression), expression.variables)


@translate.register(sp.Derivative)
def _(expression):
    variables = [v for v, count in expression.variable_count for _ in range(count)]
    return _partial(compiled(expression.expr), variables)


def _partial(body, variables):
    if not variables:
        return lambda at: scalar(body(at))
    inner, variable = _partial(body, variables[1:]), variables[0]
    place = compiled(variable)

    def differentiate(at):
        here = at.freeze(variable)
        start = place(at)
        return slope_at(at, lambda t: at.moved(here, t, inner), start)

    return differentiate


def slope_at(at, function, start):
    """The derivative of a function of one number; where careful, from both sides.

    At a corner, as |t| at 0, the quotient across it has a value; the derivative has
    none.
    """
    if at.careful:
        after, before = (mp.diff(function, start, direction=d) for d in (1, -1))
        require_one_slope(after, before)
    return mp.diff(function, start)


def require_one_slope(after, before):
    """Refuse a corner: slopes to its two sides that differ."""
    if relative(after, before) > ROUGH and max(abs(after), abs(before)) > ROUGH:
        raise Undefined("there is no derivative: its two sides differ")


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
    body, names = compiled(expression.expression), expression.variable

    def run(at):
        return scalar(body(at))

    rows, columns = map(compiled, nt.shape_of(names))

    def differentiate(at):
        r, c = integer(rows(at)), integer(columns(at))
        wanted = mp.prec
        # One value is shared by all entries, so the quotients are one-sided: with a
        # step below the last digit wanted, at more than twice as many digits.
        with mp.workprec(2 * wanted + 20):
            step = mp.ldexp(1, -(wanted + 10))
            here = run(at)

            def slope(i, j):
                key = at.freeze_place(names, (i, j))
                there = at.place(names, (i, j)) + step
                after = at.moved(key, there, run) - here
                if at.careful:
                    before = here - at.moved(key, there - 2 * step, run)
                    require_one_slope(after / step, before / step)
                return after / step

            return filled(r, c, slope)

    return differentiate


def _slope(at, body, names, place):
    here = at.freeze_place(names, place)
    start = at.place(names, place)
    return slope_at(at, lambda t: at.moved(here, t, lambda at: scalar(body(at))), start)


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
                    slope_at(
                        at,
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
            return slope_at(
                at,
                lambda t: at.moved(here, t, lambda at: _slope(at, body, names, (j, 1))),
                start,
            )

        return filled(count, count, entry)

    return differentiate
