"""Slips with matrices: transposes, inverses, the order of factors."""

from sympy.matrices.expressions import (
    Identity,
    Inverse,
    KroneckerProduct,
    MatAdd,
    MatMul,
    MatrixExpr,
    OneMatrix,
    Transpose,
    ZeroMatrix,
)

from derivations.steps.vocabulary.notation import Diag, Hessian

from .trees import short


def order_of_matrices(node, above, line):
    """A transpose or an inverse lost or added, two factors exchanged."""
    if isinstance(node, Transpose):
        yield f"transpose of {short(node.arg)} removed", node.arg
    elif isinstance(node, MatrixExpr) and not isinstance(node, (MatMul, MatAdd)):
        under = above and isinstance(above[-1], Transpose)
        rows, columns = node.shape
        if rows == columns and rows != 1 and not under and not _is_symmetric(node):
            yield f"{short(node)} transposed", Transpose(node)
    if isinstance(node, Inverse):
        yield f"inverse of {short(node.arg)} removed", node.arg
    if isinstance(node, (KroneckerProduct, MatMul)):
        yield from _exchanged(node)


def _is_symmetric(node):
    always = (Diag, Hessian, Identity, OneMatrix, ZeroMatrix)
    return isinstance(node, always) or getattr(node, "kind_of", None) is not None


def _exchanged(node):
    for k in range(len(node.args) - 1):
        first, second = node.args[k : k + 2]
        if not (isinstance(first, MatrixExpr) and isinstance(second, MatrixExpr)):
            continue
        arguments = [*node.args[:k], second, first, *node.args[k + 2 :]]
        try:
            yield (
                f"{short(first)} and {short(second)} exchanged",
                node.func(*arguments),
            )
        except ValueError:
            continue
