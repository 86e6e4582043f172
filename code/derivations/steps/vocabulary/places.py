"""An expression at a place, and a derivative with intermediate names held fixed."""

from collections.abc import Mapping
from typing import Any

from sympy import Expr, IndexedBase, S, Symbol, Tuple, sympify
from sympy.core.function import AppliedUndef
from sympy.matrices.expressions import MatrixExpr, MatrixSymbol
from sympy.tensor.indexed import Indexed

from .arrays import shape_of
from .formulas import D


class _Place:
    """Common to numbers and matrices: ``args`` are (expression, names, values)."""

    args: tuple[Any, ...]

    @property
    def expression(self) -> Any:
        return self.args[0]

    @property
    def places(self) -> Any:
        """Pairs (name, value)."""
        return list(zip(self.args[1], self.args[2], strict=True))

    @property
    def free_symbols(self) -> set[Any]:
        inside = self.args[0].free_symbols - set(self.args[1])
        inside |= {
            s
            for n in self.args[1]
            for k in getattr(n, "indices", ())
            for s in k.free_symbols
        }
        return inside | set().union(*(v.free_symbols for v in self.args[2]))


class At(_Place, Expr):
    """A number-valued expression at a place; made by :func:`at`."""

    is_commutative = True

    def __new__(cls, expression: Any, names: Any, values: Any) -> Any:
        return Expr.__new__(cls, expression, Tuple(*names), Tuple(*values))


class MatrixAt(_Place, MatrixExpr):
    """A matrix-valued expression, such as a gradient, at a place."""

    def __new__(cls, expression: Any, names: Any, values: Any) -> Any:
        return MatrixExpr.__new__(cls, expression, Tuple(*names), Tuple(*values))

    @property
    def shape(self) -> tuple[Any, Any]:
        return shape_of(self.args[0])


def at(expression: Any, places: Mapping[Any, Any]) -> Any:
    """An expression at a place, not evaluated; derivatives are taken before.

    Parameters
    ----------
    expression : a number or a matrix, often with a derivative in it.
    places : ``{name: value}``; a name is a symbol, an entry, an array or a matrix. The
        value of an array or matrix has its shape, or is 0.

    Raises
    ------
    TypeError, ValueError : another kind of name, or shapes that differ.

    >>> from sympy.abc import x
    >>> at(D(x**2, x), {x: 3})
    At(D(x**2, x), (x,), (3,))
    """
    if not isinstance(places, dict) or not places:
        raise TypeError(f"places: a dict {{name: value}} is expected, got {places!r}")
    expression = sympify(expression)
    names, values = list(places), list(map(sympify, places.values()))
    for name, value in zip(names, values, strict=True):
        if not isinstance(name, (Symbol, Indexed, IndexedBase, MatrixSymbol)):
            raise TypeError(
                "places: a symbol, an entry, an array or a matrix is expected as a "
                f"name, got {name!r}"
            )
        shape = (S.One, S.One) if isinstance(name, Indexed) else shape_of(name)
        found = shape_of(value)
        if value != 0 and found != shape:
            raise ValueError(f"places: {name} has shape {shape}, its value {found}")
    matrix = getattr(expression, "is_Matrix", False)
    return (MatrixAt if matrix else At)(expression, names, values)


class Held(Expr):
    """A partial derivative with intermediate names held; made by :func:`held`."""

    is_commutative = True

    def __new__(cls, derivative: Any, *names: Any) -> Any:
        return Expr.__new__(cls, derivative, *names)

    @property
    def derivative(self) -> Any:
        return self.args[0]

    @property
    def names(self) -> tuple[Any, ...]:
        return self.args[1:]


def held(derivative: Any, *names: Any) -> Any:
    """A partial derivative with intermediate names held fixed.

    Parameters
    ----------
    derivative : ``D(expression, x)``.
    names : arrays that depend on x (by a definition or as models), or undefined
        functions of x such as ``y(x)``; they do not move with x.

    Raises
    ------
    TypeError : another kind of derivative or name.

    >>> from sympy import Function
    >>> from sympy.abc import x
    >>> y = Function("y", real=True)
    >>> held(D(x * y(x), x), y(x))
    Held(D(x*y(x), x), y(x))
    """
    if not isinstance(derivative, D):
        raise TypeError(f"derivative: D(expression, x) is expected, got {derivative!r}")
    for name in names:
        if not isinstance(name, (IndexedBase, AppliedUndef)):
            raise TypeError(
                "names: an array or an undefined function such as y(x) is expected, "
                f"got {name!r}"
            )
    if not names:
        raise TypeError("names: a name to hold is expected, got none")
    return Held(derivative, *names)
