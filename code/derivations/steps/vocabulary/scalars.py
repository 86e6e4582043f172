"""A 1 x 1 matrix among numbers is a number, as on paper: ``1 + v.T*A*v``.

SymPy refuses the sum and takes the product ``(v.T*v) * A`` for one of matrices that do
not fit. So the arithmetic of its matrix expressions looks first whether one side is a
1 x 1 matrix and the other a number, or a matrix that it does not fit. Everything else
is left to SymPy.
"""

from functools import wraps
from typing import Any

from sympy import Add, Expr, Function, Mul, sympify
from sympy.matrices.expressions import MatAdd, MatMul, MatrixExpr, OneMatrix
from sympy.multipledispatch import dispatch

from . import (
    worked_out,  # noqa: F401
    written_matrices,  # noqa: F401 - its rules lie beneath those below
)
from .formulas import Entry
from .named_matrices import Matrix_


def scalar(matrix: Any) -> Any:
    """A 1 x 1 matrix as a number, where a function or a relation needs one.

    Sums, quotients and products with numbers do it by themselves.

    Parameters
    ----------
    matrix : a matrix expression of shape (1, 1).

    Returns
    -------
    Its one entry, as an expression that is a number.

    Raises
    ------
    TypeError : a matrix of another shape, or no matrix.

    >>> from derivations.steps import matrix, sizes, vector
    >>> n = sizes("n")
    >>> v, A = vector("v", n), matrix("A", n, n)
    >>> 1 + v.T * A * v
    Entry(v.T*A*v, 1, 1) + 1
    >>> scalar(2 * v.T * v) > 0
    2*Entry(v.T*v, 1, 1) > 0
    """
    if not getattr(matrix, "is_Matrix", False) or matrix.shape != (1, 1):
        raise TypeError(f"matrix: a 1 x 1 matrix is expected, got {matrix!r}")
    if isinstance(matrix, MatAdd):
        return Add(*map(scalar, matrix.args))
    if isinstance(matrix, MatMul):
        numbers = [f for f in matrix.args if not getattr(f, "is_Matrix", False)]
        rest = [f for f in matrix.args if getattr(f, "is_Matrix", False)]
        return Mul(*numbers, Entry(MatMul(*rest) if rest[1:] else rest[0], 1, 1))
    return Entry(matrix, 1, 1)


def commuting(expression):
    """Functions of 1 x 1 matrices, as ``exp(-v.T*v/2)``, made functions of numbers.

    SymPy takes them for something that does not commute.
    """
    if getattr(expression, "is_commutative", True) is not False:
        return expression

    def holds_one(node):
        return isinstance(node, Function) and any(map(_is_single, node.args))

    def with_numbers(node):
        return node.func(*(scalar(a) if _is_single(a) else a for a in node.args))

    return expression.replace(holds_one, with_numbers)


def _is_single(side):
    """A 1 x 1 matrix that an author's matrices stand in."""
    return (
        isinstance(side, MatrixExpr)
        and side.shape == (1, 1)
        and bool(side.has(Matrix_, OneMatrix))
    )


def _is_number(side):
    return isinstance(side, Expr) and not getattr(side, "is_Matrix", False)


def _as_numbers(operation):
    """For sums and differences: both sides numbers, or nothing is changed."""

    def of(self, other):
        if _is_single(self) and _is_number(other):
            return operation(scalar(self), other)
        return None

    return of


def _product(self, other):
    """A 1 x 1 matrix in front of or behind a matrix that it does not fit."""
    if not isinstance(other, MatrixExpr):
        number = commuting(other)
        return None if number is other else self * number
    if _is_single(self) and other.shape[0] != 1:
        return scalar(self) * other
    if _is_single(other) and self.shape[1] != 1:
        return scalar(other) * self
    return None


def _quotient(self, other):
    if _is_single(other):
        return (scalar(self) if _is_single(self) else self) * scalar(other) ** -1
    return None


def _power(self, other):
    whole = getattr(other, "is_Integer", False) and other > 0
    return scalar(self) ** other if _is_single(self) and not whole else None


RULES = {
    "__add__": _as_numbers(lambda a, b: a + b),
    "__radd__": _as_numbers(lambda a, b: b + a),
    "__sub__": _as_numbers(lambda a, b: a - b),
    "__rsub__": _as_numbers(lambda a, b: b - a),
    "__rtruediv__": _as_numbers(lambda a, b: b / a),
    "__mul__": _product,
    "__rmul__": lambda self, other: (
        None if isinstance(other, MatrixExpr) else _product(self, other)
    ),
    "__truediv__": _quotient,
    "__pow__": _power,
    "_eval_power": _power,  # what sqrt asks for
}


def _extend(name, rule):
    plain = getattr(MatrixExpr, name)

    @wraps(plain)
    def extended(self, other):
        found = None
        if isinstance(other, (int, Expr)):
            found = rule(self, sympify(other))
        return plain(self, other) if found is None else found

    setattr(MatrixExpr, name, extended)


@dispatch(MatrixExpr, Expr)
def _eval_is_eq(left, right):
    """Not known for a 1 x 1 matrix and a number; SymPy takes it for false."""
    return None if _is_single(left) and _is_number(right) else False


for _name, _rule in RULES.items():
    _extend(_name, _rule)
