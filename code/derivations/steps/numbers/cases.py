"""Numerical rules for conditions, and for what depends on them."""

import sympy as sp
from mpmath import mp
from sympy.core.relational import Relational

from derivations.steps.errors import Undefined

from .compiling import all_compiled, compiled, scalar, translate


@translate.register(sp.KroneckerDelta)
def _(expression):
    i, j = all_compiled(expression.args[:2])
    return lambda at: mp.mpf(1 if i(at) == j(at) else 0)


@translate.register(sp.Piecewise)
def _(expression):
    branches = [(compiled(e), compiled(c)) for e, c in expression.args]

    def choose(at):
        for branch, condition in branches:
            if condition(at):
                return branch(at)
        raise Undefined("no branch of the case distinction applies")

    return choose


ROUNDINGS = 16  # by which two numbers may be apart that are one


def _tie(a, b):
    """Whether two numbers are one: 3 x and 17 at x = 17/3, which no digits hold."""
    return a == b or abs(a - b) <= ROUNDINGS * mp.eps * max(abs(a), abs(b))


RELATIONS = {
    "==": _tie,
    "!=": lambda a, b: not _tie(a, b),
    "<": lambda a, b: a < b and not _tie(a, b),
    "<=": lambda a, b: a < b or _tie(a, b),
    ">": lambda a, b: a > b and not _tie(a, b),
    ">=": lambda a, b: a > b or _tie(a, b),
}


@translate.register(Relational)
def _(relation):
    left, right = compiled(relation.lhs), compiled(relation.rhs)
    compare = RELATIONS[relation.rel_op]
    return lambda at: compare(scalar(left(at)), scalar(right(at)))


@translate.register(sp.logic.boolalg.BooleanAtom)
def _(truth):
    return lambda at: bool(truth)


@translate.register(sp.And)
def _(expression):
    parts = all_compiled(expression.args)
    return lambda at: all(part(at) for part in parts)


@translate.register(sp.Or)
def _(expression):
    parts = all_compiled(expression.args)
    return lambda at: any(part(at) for part in parts)


@translate.register(sp.Not)
def _(expression):
    part = compiled(expression.args[0])
    return lambda at: not part(at)
