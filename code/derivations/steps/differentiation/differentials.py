"""Differentials of matrix expressions, as terms with ``dX`` in one place each."""

from dataclasses import dataclass

from sympy import Lambda, S, log
from sympy.matrices.expressions import (
    Identity,
    Inverse,
    MatAdd,
    MatMul,
    MatPow,
    MatrixExpr,
    Trace,
    Transpose,
)

from derivations.steps.vocabulary.notation import D, Diag, Elementwise
from derivations.steps.vocabulary.ordered import matrix_product, matrix_sum, times

from .calculus import rule_for
from .rule import CannotDerive


@dataclass(frozen=True)
class Term:
    """``scale * left dX right``, or with ``dX`` transposed; sides are factor tuples."""

    left: tuple
    right: tuple
    scale: object = S.One
    turned: bool = False

    def matrix(self, dX):
        middle = Transpose(dX) if self.turned else dX
        return matrix_product(*self.left, middle, *self.right)

    def traced(self, dX):
        return times(self.scale, Trace(self.matrix(dX)))

    def transposed(self):
        """The same number as a trace, with ``dX`` and its transpose exchanged."""
        left = tuple(transposed(factor) for factor in reversed(self.right))
        right = tuple(transposed(factor) for factor in reversed(self.left))
        return Term(left, right, self.scale, not self.turned)

    def cycled(self):
        """The same trace with ``dX`` last."""
        return Term(self.right + self.left, (), self.scale, self.turned)


def scalar_differential(f, X):
    """The terms of ``df``, each a trace with one ``dX``."""
    if isinstance(f, Trace):
        return matrix_differential(f.arg, X)
    if isinstance(f, log):  # log det U: tr(U^-1 dU)
        U, scale = f.args[0].arg, S.One
    else:  # det U: det U tr(U^-1 dU)
        U, scale = f.arg, f
    inverse = inverted(U)
    return [
        Term((*inverse, *t.left), t.right, times(scale, t.scale), t.turned)
        for t in matrix_differential(U, X)
    ]


def matrix_differential(M, X):
    """The terms of ``dM``, in the order in which ``X`` occurs in M."""
    if M == X:
        return [Term((), ())]
    if not M.has(X):
        return []
    if isinstance(M, MatAdd):
        return [t for part in M.args for t in matrix_differential(part, X)]
    if isinstance(M, MatMul):
        return _of_product(M, X)
    if isinstance(M, Transpose):
        return [t.transposed() for t in matrix_differential(M.arg, X)]
    if isinstance(M, Inverse):
        return [
            Term((M, *t.left), (*t.right, M), times(-1, t.scale), t.turned)
            for t in matrix_differential(M.arg, X)
        ]
    if isinstance(M, MatPow) and M.exp.is_Integer and M.exp > 1:
        return _of_product(MatMul(*[M.base] * int(M.exp)), X)
    if isinstance(M, Elementwise) and M.shape[1] == 1 and len(M.arguments) == 1:
        slope = elementwise_slope(M)
        return [
            Term((slope, *t.left), t.right, t.scale, t.turned)
            for t in matrix_differential(M.arguments[0], X)
        ]
    raise CannotDerive(f"no rule for the differential of {M}")


def _of_product(M, X):
    numbers = [factor for factor in M.args if not isinstance(factor, MatrixExpr)]
    factors = [factor for factor in M.args if isinstance(factor, MatrixExpr)]
    for number in numbers:
        if number.has(X):
            raise CannotDerive(
                f"no rule for the differential of {number} times a matrix"
            )
    return [
        Term(
            (*factors[:k], *t.left),
            (*t.right, *factors[k + 1 :]),
            times(*numbers, t.scale),
            t.turned,
        )
        for k, factor in enumerate(factors)
        for t in matrix_differential(factor, X)
    ]


def elementwise_slope(M):
    """The diagonal matrix of slopes of a function applied to a column."""
    (u,) = M.function.variables
    slope = rule_for(D(M.function.expr, u)).result
    if slope.has(D):
        raise CannotDerive(f"no rule for the slope of {M.function.expr}")
    return Diag(Elementwise(Lambda((u,), slope), *M.arguments))


def transposed(M):
    """The transpose, carried into products and sums."""
    if isinstance(M, Transpose):
        return M.arg
    if isinstance(M, Identity) or getattr(M, "kind_of", None) is not None:
        return M
    if isinstance(M, MatAdd):
        return matrix_sum(*(transposed(part) for part in M.args))
    if isinstance(M, MatMul):
        numbers = [factor for factor in M.args if not isinstance(factor, MatrixExpr)]
        matrices = [factor for factor in M.args if isinstance(factor, MatrixExpr)]
        return matrix_product(*numbers, *(transposed(m) for m in reversed(matrices)))
    if M.shape == (1, 1):
        return M
    return Transpose(M)


def inverted(U):
    """The factors of the inverse: of each factor when all of them are square."""
    if isinstance(U, MatMul) and all(
        isinstance(f, MatrixExpr) and f.shape[0] == f.shape[1] for f in U.args
    ):
        return tuple(Inverse(factor) for factor in reversed(U.args))
    return (Inverse(U),)
