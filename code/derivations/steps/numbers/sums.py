"""Numerical rules for sums, products, integrals, expectations and limits."""

from itertools import pairwise

import sympy as sp
from mpmath import mp

from derivations.steps.algebra.hoisting import hoisted
from derivations.steps.deadline import check_time
from derivations.steps.errors import Undefined, Unsupported
from derivations.steps.vocabulary import notation as nt

from .compiling import (
    all_compiled,
    compiled,
    integer,
    scalar,
    translate,
)
from .convergence import require_convergence
from .corners import corners, split

UNRELIABLE = 0.05  # of the error that mpmath estimates, which is never above 1


@translate.register(sp.Sum)
@translate.register(sp.Product)
def _(expression):
    body = compiled(expression.function)
    limits = [(lim[0], *all_compiled(lim[1:])) for lim in reversed(expression.limits)]
    is_sum = isinstance(expression, sp.Sum)

    def over(at, limits):
        if not limits:
            check_time()
            return scalar(body(at))
        (index, *ends), rest = limits[0], limits[1:]
        if len(ends) != 2:
            raise Unsupported(f"the range of index {index} is not given")
        low, high = (end(at) for end in ends)
        if not (mp.isfinite(low) and mp.isfinite(high)):
            numeric = mp.nsum if is_sum else mp.nprod

            def term(t):
                return at.bound(index, t, over, rest)

            if is_sum:
                require_convergence(term, (low, high))
            return numeric(term, [low, high])
        terms = (
            at.bound(index, mp.mpf(t), over, rest)
            for t in range(integer(low), integer(high) + 1)
        )
        return mp.fsum(terms) if is_sum else mp.fprod(terms)

    return lambda at: over(at, limits)


@translate.register(sp.Integral)
def _(expression):
    variables = [lim[0] for lim in expression.limits]
    moving, fixed = hoisted(expression.function, variables)
    body = compiled(moving)
    fixed = {name: compiled(part) for name, part in fixed.items()}
    limits = [(lim[0], *all_compiled(lim[1:])) for lim in reversed(expression.limits)]
    jumps = {v: all_compiled(corners(moving, v)) for v in variables}

    def over(at, limits):
        if not limits:
            return scalar(body(at))
        (variable, *ends), rest = limits[0], limits[1:]
        if len(ends) != 2:
            raise Unsupported("an indefinite integral has no value: give its limits")
        places = [scalar(place(at)) for place in jumps[variable]]
        interval = split(*(end(at) for end in ends), places)

        def integrate_over(at, _):
            for_all = at.env  # one binding for all the nodes, not one for each

            def at_node(t):
                check_time()
                for_all[variable] = t
                return over(at, rest)

            return mp.quad(at_node, interval, error=True)

        number, error = at.bound(variable, interval[0], integrate_over, None)
        if error > UNRELIABLE:
            raise Undefined("the integral does not converge, or too slowly")
        return number

    def integrate(at):
        at.env |= {name: scalar(part(at)) for name, part in fixed.items()}
        try:
            return over(at, limits)
        finally:
            for name in fixed:
                del at.env[name]

    return integrate


@translate.register(sp.Limit)
def _(expression):
    body, variable, target, direction = expression.args
    body, target = compiled(body), compiled(target)
    sides = {"+": (1,), "-": (-1,), "+-": (1, -1)}[str(direction)]

    def approach(at):
        goal = target(at)
        found = [_limit(at, body, variable, goal, side) for side in sides]
        if any(abs(v - found[0]) > mp.mpf(10) ** -8 for v in found):
            raise Undefined("the limits from the left and from the right differ")
        return found[0]

    return approach


def _limit(at, body, variable, goal, side):
    """Extrapolate along h, h/2, h/4, ... (or 1/h towards infinity) by Richardson."""

    def along(h):
        t = (1 / h if goal > 0 else -1 / h) if mp.isinf(goal) else goal + side * h
        return scalar(at.bound(variable, t, lambda at, _: body(at), None))

    with mp.workdps(3 * mp.dps):
        row = [along(mp.mpf(2) ** -k) for k in range(12, 40)]
        before, plain = row[-2:]
        if abs(plain) < mp.mpf(10) ** -30 * abs(before):
            return mp.zero  # exp(-x) comes closer than any power, and never there
        for order in range(1, 12):
            weight = mp.mpf(2) ** order
            row = [(weight * b - a) / (weight - 1) for a, b in pairwise(row)]
        if abs(row[-1] - row[-2]) > mp.mpf(10) ** -12 * (1 + abs(row[-1])):
            if abs(plain) < mp.mpf(10) ** -9:
                return mp.zero
            raise Undefined("the limit was not reached numerically")
        return row[-1]


@translate.register(nt.Expectation)
def _(expression):
    return compiled(expression.unfold())
