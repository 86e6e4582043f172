"""What is worked out is worked out by SymPy, also between lines kept as written.

With evaluation off, SymPy 1.14's own algorithms lose numbers or go round in a circle:
``(2*(x - y)).expand()`` loses both. So these methods switch it on for themselves, and
what they return is in SymPy's order.
"""

from functools import wraps
from typing import Any

from sympy import Basic, Derivative, Expr, Integral, Limit, Product, Sum, evaluate
from sympy.core.parameters import global_parameters
from sympy.matrices.expressions import MatAdd, MatMul, MatPow, MatrixExpr
from sympy.matrices.matrixbase import MatrixBase

METHODS: dict[Any, str] = {
    Basic: "simplify",
    Expr: "expand factor cancel together apart collect ratsimp trigsimp powsimp "
    "radsimp series integrate limit as_poly diff",
    MatrixExpr: "conjugate adjoint",
    MatrixBase: "det inv",
    **dict.fromkeys((MatAdd, MatMul), "doit expand"),
    **dict.fromkeys((Sum, Product, Integral, Limit, Derivative, MatPow), "doit"),
}


def _evaluating(kind: Any, name: str) -> None:
    plain = getattr(kind, name)

    @wraps(plain)
    def method(self, *given, **hints):
        if global_parameters.evaluate:  # no time lost: SymPy asks for these often
            return plain(self, *given, **hints)
        with evaluate(True):
            return plain(self, *given, **hints)

    setattr(kind, name, method)


for _kind, _names in METHODS.items():
    for _name in _names.split():
        _evaluating(_kind, _name)
