"""Sums and products of matrices, kept as they are written.

With evaluation off, SymPy 1.14 still rearranges them, and loses numbers on the way:
``A - 2*B`` becomes ``A + 2*B``. So there they are put together here. With evaluation
on, everything is left to SymPy.
"""

from functools import wraps
from typing import Any

from sympy import Expr, Mul, Number, Pow, S, evaluate, sympify
from sympy.core.parameters import global_parameters
from sympy.matrices.expressions import Inverse, MatAdd, MatMul, MatPow, MatrixExpr


def _is_matrix(side: Any) -> bool:
    return bool(getattr(side, "is_Matrix", False))


def _parts(side: Any, kind: Any) -> tuple[Any, ...]:
    return tuple(side.args) if isinstance(side, kind) else (side,)


def total(a: Any, b: Any) -> Any:
    """Two matrices added, term by term as they stand."""
    return MatAdd(*_parts(a, MatAdd), *_parts(b, MatAdd))


def negative(a: Any) -> Any:
    """Minus a matrix."""
    front, *rest = _parts(a, MatMul)
    if isinstance(front, Number) and rest:
        return product(-front, MatMul(*rest)) if front != -1 else _alone(rest)
    return product(S.NegativeOne, a)


def product(a: Any, b: Any) -> Any:
    """Factors side by side, the numbers among them in front, as one."""
    parts = [*_parts(a, MatMul), *_parts(b, MatMul)]
    numbers = [part for part in parts if not _is_matrix(part)]
    matrices = [part for part in parts if _is_matrix(part)]
    if not numbers:
        return MatMul(*matrices)
    return MatMul(numbers[0] if len(numbers) == 1 else Mul(*numbers), *matrices)


def transposed(a: Any) -> Any:
    """The transpose, carried out in sums and products."""
    if isinstance(a, MatAdd):
        return MatAdd(*[term.T for term in a.args])
    if isinstance(a, MatMul):
        numbers = [part for part in a.args if not _is_matrix(part)]
        return MatMul(*numbers, *[f.T for f in reversed(a.args) if _is_matrix(f)])
    with evaluate(True):
        return _transpose(a)


def power(a: Any, exponent: Any) -> Any:
    """A power of a matrix; the inverse has a name of its own."""
    return Inverse(a) if exponent == -1 else MatPow(a, exponent)


def _alone(factors: Any) -> Any:
    return factors[0] if len(factors) == 1 else MatMul(*factors)


OPERATIONS = {
    "__add__": total,
    "__radd__": lambda a, b: total(b, a),
    "__sub__": lambda a, b: total(a, negative(b)),
    "__rsub__": lambda a, b: total(b, negative(a)),
    "__mul__": product,
    "__rmul__": lambda a, b: product(b, a),
    "__pow__": power,
    "__truediv__": lambda a, b: product(Pow(b, S.NegativeOne), a),
}


def _fits(name: str, a: Any, b: Any) -> bool:
    """Whether an operation is one that SymPy would take, so that it may refuse."""
    if name in ("__mul__", "__rmul__"):
        return isinstance(b, Expr)
    return _is_matrix(b) != (name in ("__truediv__", "__pow__"))


def _extend(name: str, operation: Any) -> None:
    plain = getattr(MatrixExpr, name)

    @wraps(plain)
    def extended(self, other):
        if not global_parameters.evaluate and isinstance(other, (int, Expr)):
            other = sympify(other)
            if _fits(name, self, other):
                return operation(self, other)
        return plain(self, other)

    setattr(MatrixExpr, name, extended)


def _negated(self):
    return _negate(self) if global_parameters.evaluate else negative(self)


def _turned(self):
    return _transpose(self) if global_parameters.evaluate else transposed(self)


_negate, _transpose = MatrixExpr.__neg__, MatrixExpr.transpose
MatrixExpr.__neg__, MatrixExpr.transpose = _negated, _turned
for _name, _operation in OPERATIONS.items():
    _extend(_name, _operation)
