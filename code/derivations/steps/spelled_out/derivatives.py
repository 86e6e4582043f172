"""Derivatives carried out by SymPy on lines that are spelled out."""

import sympy as sp
from sympy.matrices.matrixbase import MatrixBase
from sympy.tensor.indexed import Indexed

from derivations.steps.vocabulary import notation as nt

from .explicit import rule
from .kinks import require_smooth


@rule
def _(walker, derivative: nt.D):
    return _differentiate(walker, derivative.expression, derivative.variables)


@rule
def _(walker, derivative: sp.Derivative):
    variables = [v for v, count in derivative.variable_count for _ in range(count)]
    return _differentiate(walker, derivative.expr, variables)


def _differentiate(walker, expression, variables):
    bases = [v.base for v in variables if isinstance(v, Indexed)]
    held = walker.holding(bases)
    body = held.scalar(expression)
    for variable in reversed(variables):
        body = _slope(walker, body, held.walk(variable))
    return walker.released(body, bases)


def _slope(walker, body, name):
    """SymPy's derivative, on this side of every corner."""
    require_smooth(body, name, walker.excluded())
    return sp.diff(body, name)


@rule
def _(walker, gradient: nt.Gradient):
    held = walker.holding([gradient.variable])
    body = held.scalar(gradient.expression)
    slopes = held.names(gradient.variable).applyfunc(lambda v: _slope(walker, body, v))
    share = getattr(gradient, "off_diagonal", sp.S.One)
    if share != 1:
        ones = sp.ones(*slopes.shape)
        slopes = slopes.multiply_elementwise(
            ones * share + sp.eye(slopes.rows) * (1 - share)
        )
    return slopes.applyfunc(lambda e: walker.released(e, [gradient.variable]))


@rule
def _(walker, jacobian: nt.Jacobian):
    held = walker.holding([jacobian.variable])
    rows = list(held.matrix(jacobian.expression))
    columns = list(held.names(jacobian.variable))
    return sp.ImmutableDenseMatrix(
        len(rows),
        len(columns),
        lambda i, j: walker.released(
            _slope(walker, rows[i], columns[j]), [jacobian.variable]
        ),
    )


@rule
def _(walker, hessian: nt.Hessian):
    held = walker.holding([hessian.variable])
    body = held.scalar(hessian.expression)
    names = list(held.names(hessian.variable))
    return sp.ImmutableDenseMatrix(
        len(names),
        len(names),
        lambda i, j: walker.released(
            _slope(walker, _slope(walker, body, names[i]), names[j]),
            [hessian.variable],
        ),
    )


@rule(nt.At)
@rule(nt.MatrixAt)
def _(walker, expression):
    body = walker.walk(expression.expression)
    numbers = {}
    for name, value in expression.places:
        new = walker.walk(value)
        if not (isinstance(name, sp.IndexedBase) or getattr(name, "is_Matrix", False)):
            numbers[walker.walk(name)] = new
            continue
        old = walker.names(name)
        new = new if isinstance(new, MatrixBase) else sp.zeros(*old.shape)
        numbers.update(zip(old, new, strict=True))
    return body.subs(numbers, simultaneous=True)


@rule
def _(walker, expression: nt.Held):
    bases = [name for name in expression.names if isinstance(name, sp.IndexedBase)]
    variables = expression.derivative.variables
    opaque = walker.holding([*bases, *(v.base for v in variables if v.is_Indexed)])
    frozen = [entry for base in bases for entry in opaque.names(base)]
    frozen += [opaque.scalar(n) for n in expression.names if n not in bases]
    letters = {entry: sp.Dummy(real=True) for entry in frozen}
    body = opaque.scalar(expression.derivative.expression).xreplace(letters)
    for variable in reversed(variables):
        body = sp.diff(body, opaque.walk(variable))
    return walker.released(body.xreplace({d: e for e, d in letters.items()}), bases)
