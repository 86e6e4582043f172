"""Matrices spelled out: every product, inverse and trace by its entries."""

import sympy as sp
from sympy.matrices import expressions as mx
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.matrixbase import MatrixBase

from derivations.steps.errors import Unsupported
from derivations.steps.vocabulary import notation as nt

from .explicit import rule


@rule(nt.Array)
@rule(sp.IndexedBase)
@rule(mx.MatrixSymbol)
def _(walker, name):
    return walker.names(name)


@rule
def _(walker, view: nt.AsVector):
    return walker.names(view.args[0])


@rule
def _(walker, explicit: MatrixBase):
    return sp.ImmutableDenseMatrix(explicit.applyfunc(walker.scalar))


@rule
def _(walker, element: mx.matexpr.MatrixElement):
    parent, i, j = element.args
    return walker.matrix(parent)[walker.whole(i), walker.whole(j)]


@rule
def _(walker, entry: nt.Entry):
    parent, i, j = entry.args
    return walker.matrix(parent)[walker.whole(i) - 1, walker.whole(j) - 1]


@rule
def _(walker, expression: mx.MatAdd):
    terms = [walker.matrix(term) for term in expression.args]
    return sum(terms[1:], terms[0])


@rule
def _(walker, expression: mx.MatMul):
    scale, result = sp.S.One, None
    for factor in expression.args:
        if not getattr(factor, "is_Matrix", False):
            scale *= walker.scalar(factor)
        else:
            value = walker.matrix(factor)
            result = value if result is None else result * value
    return scale if result is None else result * scale


@rule
def _(walker, expression: mx.MatPow):
    if not expression.exp.is_Integer:
        raise Unsupported(f"a matrix is raised to the power {expression.exp}")
    return walker.matrix(expression.base) ** int(expression.exp)


@rule
def _(walker, expression: mx.Transpose):
    return walker.matrix(expression.arg).T


@rule
def _(walker, expression: mx.Adjoint):
    return walker.matrix(expression.arg).H


@rule
def _(walker, expression: mx.Inverse):
    inner = walker.matrix(expression.arg)
    return inner.adjugate() / inner.det()


@rule
def _(walker, expression: mx.Determinant):
    return walker.matrix(expression.arg).det()


@rule
def _(walker, expression: mx.Trace):
    return walker.matrix(expression.arg).trace()


@rule
def _(walker, expression: nt.Vec):
    inner = walker.matrix(expression.args[0])
    return sp.ImmutableDenseMatrix(list(inner.T))


@rule(nt.Diag)
@rule(mx.DiagMatrix)
def _(walker, expression):
    return sp.ImmutableDenseMatrix(sp.diag(*walker.matrix(expression.args[0])))


@rule
def _(walker, expression: mx.HadamardProduct):
    factors = [walker.matrix(f) for f in expression.args]
    result = factors[0]
    for factor in factors[1:]:
        result = result.multiply_elementwise(factor)
    return result


@rule
def _(walker, power: mx.HadamardPower):
    return walker.walk(nt.elementwise(lambda entry: entry**power.exp, power.base))


@rule
def _(walker, expression: mx.KroneckerProduct):
    return sp.kronecker_product(*(walker.matrix(f) for f in expression.args))


@rule(mx.Identity)
@rule(mx.ZeroMatrix)
@rule(mx.OneMatrix)
def _(walker, constant):
    rows, columns = (walker.whole(s) for s in constant.shape)
    kinds = {mx.Identity: sp.eye, mx.ZeroMatrix: sp.zeros, mx.OneMatrix: sp.ones}
    return sp.ImmutableDenseMatrix(kinds[type(constant)](rows, columns))


@rule
def _(walker, expression: nt.Elementwise):
    arguments = [walker.matrix(a) for a in expression.arguments]
    rows, columns = arguments[0].shape
    function = expression.function

    def entry(i, j):
        env = {v: a[i, j] for v, a in zip(function.variables, arguments, strict=True)}
        return walker.at({**walker.env, **env}).scalar(function.expr)

    return sp.ImmutableDenseMatrix(rows, columns, entry)


@rule
def _(walker, expression: ElementwiseApplyFunction):
    return walker.walk(nt.Elementwise(expression.function, expression.expr))
