"""Numerical rules for matrices: multiplied, inverted and stacked as numbers."""

import sympy as sp
from mpmath import mp
from sympy.matrices import expressions as mx
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.matrixbase import MatrixBase

from derivations.steps.errors import Undefined, Unsupported
from derivations.steps.vocabulary import notation as nt

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


@translate.register(nt.Array)
@translate.register(nt.AsVector)
@translate.register(sp.IndexedBase)
def _(base):
    base = the_same(base.args[0] if isinstance(base, nt.AsVector) else base)
    rows, columns = map(compiled, nt.shape_of(base))
    flat = len(base.shape) == 1

    def read(at):
        r, c = integer(rows(at)), integer(columns(at))
        return filled(r, c, lambda i, j: at.entry(base, (i,) if flat else (i, j)))

    return read


@translate.register(mx.MatrixSymbol)
def _(symbol):
    symbol = the_same(symbol)
    rows, columns = map(compiled, symbol.shape)

    def read(at):
        r, c = integer(rows(at)), integer(columns(at))
        return at.matrix(symbol, r, c)

    return read


@translate.register(MatrixBase)
def _(explicit):
    rows, columns = explicit.shape
    entries = [[compiled(explicit[i, j]) for j in range(columns)] for i in range(rows)]
    return lambda at: mp.matrix([[scalar(e(at)) for e in row] for row in entries])


@translate.register(mx.matexpr.MatrixElement)
def _(element):
    parent, i, j = all_compiled(element.args)
    return lambda at: parent(at)[integer(i(at)), integer(j(at))]


@translate.register(nt.Entry)
def _(entry):
    parent, i, j = all_compiled(entry.args)
    return lambda at: as_matrix(parent(at))[integer(i(at)) - 1, integer(j(at)) - 1]


@translate.register(mx.MatAdd)
def _(expression):
    terms = all_compiled(expression.args)

    def add(at):
        values = [as_matrix(term(at)) for term in terms]
        result = values[0]
        for v in values[1:]:
            result = result + v
        return result

    return add


@translate.register(mx.MatMul)
def _(expression):
    factors = all_compiled(expression.args)
    kinds = [getattr(a, "is_Matrix", False) for a in expression.args]

    def multiply(at):
        scales, result = [], None
        for factor, is_matrix in zip(factors, kinds, strict=True):
            v = factor(at)
            if not is_matrix:
                scales.append(scalar(v))
            else:
                result = v if result is None else result * v
        for scale in scales:  # behind: mpmath is slow to multiply from the left
            result = scale if result is None else as_matrix(result) * scale
        return result

    return multiply


@translate.register(mx.MatPow)
def _(expression):
    base, exponent = compiled(expression.base), _whole_exponent(expression)
    if exponent < 0:
        return lambda at: _inverse(base(at)) ** (-exponent)
    return lambda at: base(at) ** exponent


def _whole_exponent(power):
    """The exponent of a matrix; others than whole numbers have no meaning here."""
    if not power.exp.is_Integer:
        raise Unsupported(f"a matrix is raised to the power {power.exp}: {power}")
    return int(power.exp)


def _inverse(matrix):
    """The inverse; of small matrices by cofactors, which takes far less time."""
    if matrix.rows != matrix.cols:
        raise Undefined(f"no inverse of a {matrix.rows} x {matrix.cols} matrix")
    if not 1 < matrix.rows < 4:
        try:
            return mp.inverse(matrix)
        except ZeroDivisionError as error:
            raise Undefined("the matrix is singular") from error
    cofactors = _cofactors(matrix)
    size = matrix.rows
    det = mp.fdot((matrix[0, j], cofactors[0, j]) for j in range(size))
    if abs(det) <= mp.eps * mp.mnorm(matrix, 1) ** size:
        raise Undefined("the matrix is singular")
    return cofactors.T / det


def _cofactors(a):
    if a.rows == 2:
        return mp.matrix([[a[1, 1], -a[1, 0]], [-a[0, 1], a[0, 0]]])

    def cofactor(i, j):
        k, n, p, q = (i + 1) % 3, (i + 2) % 3, (j + 1) % 3, (j + 2) % 3
        return a[k, p] * a[n, q] - a[k, q] * a[n, p]

    return mp.matrix([[cofactor(i, j) for j in range(3)] for i in range(3)])


def _determinant(matrix):
    try:
        return mp.det(matrix)
    except TypeError:  # mpmath finds no pivot in a column of zeros
        return mp.zero


def _trace(matrix):
    # With symbolic sizes SymPy builds traces that have no meaning.
    if matrix.rows != matrix.cols:
        raise Unsupported(f"a {matrix.rows} x {matrix.cols} matrix has no trace")
    return mp.fsum(matrix[i, i] for i in range(matrix.rows))


def _of_matrix(operation):
    def compile_it(expression):
        inner = compiled(expression.args[0])
        return lambda at: operation(as_matrix(inner(at)))

    return compile_it


translate.register(mx.Transpose)(_of_matrix(lambda a: a.T))
translate.register(mx.Adjoint)(_of_matrix(lambda a: a.H))
translate.register(mx.Inverse)(_of_matrix(_inverse))
translate.register(mx.Determinant)(_of_matrix(_determinant))
translate.register(mx.Trace)(_of_matrix(_trace))
translate.register(nt.Vec)(
    _of_matrix(
        lambda a: mp.matrix([a[i, j] for j in range(a.cols) for i in range(a.rows)])
    )
)


def _diagonal(column):
    entries = [column[k] for k in range(column.rows * column.cols)]
    return mp.diag(entries)


translate.register(nt.Diag)(_of_matrix(_diagonal))
translate.register(mx.DiagMatrix)(_of_matrix(_diagonal))
translate.register(mx.DiagonalMatrix)(
    _of_matrix(lambda a: mp.diag([a[i, i] for i in range(min(a.rows, a.cols))]))
)


@translate.register(mx.HadamardProduct)
def _(expression):
    factors = all_compiled(expression.args)

    def multiply(at):
        values = [as_matrix(f(at)) for f in factors]
        first = values[0]
        return filled(
            first.rows,
            first.cols,
            lambda i, j: mp.fprod(v[i - 1, j - 1] for v in values),
        )

    return multiply


@translate.register(mx.HadamardPower)
def _(power):
    return compiled(nt.elementwise(lambda entry: entry**power.exp, power.base))


@translate.register(mx.KroneckerProduct)
def _(expression):
    factors = all_compiled(expression.args)

    def multiply(at):
        result = mp.matrix([[1]])
        for factor in factors:
            a, b = result, as_matrix(factor(at))
            result = filled(
                a.rows * b.rows,
                a.cols * b.cols,
                lambda i, j, a=a, b=b: (
                    a[(i - 1) // b.rows, (j - 1) // b.cols]
                    * b[(i - 1) % b.rows, (j - 1) % b.cols]
                ),
            )
        return result

    return multiply


def _constant(entry):
    def compile_it(expression):
        rows, columns = map(compiled, expression.shape)
        return lambda at: filled(
            integer(rows(at)), integer(columns(at)), lambda i, j: mp.mpf(entry(i, j))
        )

    return compile_it


translate.register(mx.Identity)(_constant(lambda i, j: i == j))
translate.register(mx.ZeroMatrix)(_constant(lambda i, j: 0))
translate.register(mx.OneMatrix)(_constant(lambda i, j: 1))


@translate.register(nt.Elementwise)
def _(expression):
    function = expression.function
    arguments, body = all_compiled(expression.arguments), compiled(function.expr)

    def apply(at):
        values = [as_matrix(a(at)) for a in arguments]
        first = values[0]

        def entry(i, j):
            run = body
            for place, v in zip(function.variables, values, strict=True):
                run = bind(place, v[i - 1, j - 1], run)
            return run(at)

        return filled(first.rows, first.cols, entry)

    return apply


@translate.register(ElementwiseApplyFunction)
def _(expression):
    return compiled(nt.Elementwise(expression.function, expression.expr))
