"""Numerical rules for conditions: relations between numbers, and, or, not."""

import sympy as sp
from sympy.core.relational import Relational

from .compiling import all_compiled, compiled, scalar, translate

RELATIONS = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
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
