"""Derivatives, expectations and matrices made of others, as formulas alone.

None of them computes anything: see :mod:`derivations.steps.spelled_out.concrete` for
that.
"""

from typing import Any

from sympy import (
    Expr,
    IndexedBase,
    Integral,
    Lambda,
    Rational,
    S,
    Sum,
    Symbol,
    Tuple,
    sympify,
)
from sympy.matrices.expressions import MatrixExpr
from sympy.matrices.expressions.matexpr import MatrixElement

from .arrays import shape_of
from .written import formula


class D(Expr):
    """The partial derivative of an expression, not evaluated.

    ``D(f, x)`` or ``D(f, x, y)`` for a mixed one.  Each variable is a symbol or an
    entry such as ``theta[j]``.
    """

    is_commutative = True

    def __new__(cls, expression: Any, *variables: Any) -> Any:
        expression = formula("expression", expression)
        variables = tuple(formula("variable", v) for v in variables)
        if not variables:
            raise ValueError("D needs a variable to differentiate by, got none")
        for v in variables:
            if not getattr(v, "_diff_wrt", False):
                raise ValueError(
                    f"D cannot differentiate by {v}: a symbol or an entry of an array "
                    "is expected"
                )
            if isinstance(v, MatrixElement):
                raise ValueError(
                    f"D cannot differentiate by {v}, an entry in SymPy's count: give "
                    "the matrix entries=x and differentiate by x[i], or use Gradient"
                )
            if getattr(v, "is_Matrix", False):
                raise ValueError(
                    f"D cannot differentiate by the matrix {v}: Gradient can"
                )
        if getattr(expression, "is_Matrix", False) and expression.shape != (1, 1):
            raise TypeError(f"D differentiates numbers, got the matrix {expression}")
        return Expr.__new__(cls, expression, *variables)

    @property
    def expression(self) -> Any:
        return self.args[0]

    @property
    def variables(self) -> tuple[Any, ...]:
        return self.args[1:]


class _Derivative(MatrixExpr):
    """Common to Gradient, Jacobian and Hessian: ``args`` are (expression, variable)."""

    def __new__(cls, expression: Any, variable: Any) -> Any:
        expression = formula("expression", expression)
        variable = formula("variable", variable)
        if not (
            isinstance(variable, IndexedBase) or getattr(variable, "is_Matrix", False)
        ):
            raise TypeError(
                f"{cls.__name__} differentiates by an array, a vector or a matrix, got "
                f"{variable}: D differentiates by a symbol or an entry"
            )
        return MatrixExpr.__new__(cls, expression, variable)

    @property
    def expression(self) -> Any:
        return self.args[0]

    @property
    def variable(self) -> Any:
        return self.args[1]


class Gradient(_Derivative):
    """The gradient of a scalar: a column, or the shape of a matrix variable.

    By a matrix declared symmetric it is the derivative along symmetric directions: the
    entries (i, j) and (j, i) move together. See :class:`FreeGradient`.
    """

    @property
    def shape(self) -> tuple[Any, Any]:
        return shape_of(self.variable)


class FreeGradient(Gradient):
    """The gradient by a symmetric matrix whose entries are moved as if they were free.

    What textbooks mean by the gradient of log det X: the inverse of X. The entries
    (i, j) and (j, i) share evenly what they change together, so that it is ``G`` where
    :class:`Gradient` is ``2 G - diag(G)``. By any other matrix both are the same.
    """

    @property
    def off_diagonal(self) -> Any:
        """Its part of what two entries that mirror each other change together."""
        tied = getattr(self.variable, "kind_of", None) is not None
        return Rational(1, 2) if tied else S.One


class Jacobian(_Derivative):
    """The Jacobian of a column in numerator layout: one row for each output."""

    @property
    def shape(self) -> tuple[Any, Any]:
        return (shape_of(self.expression)[0], shape_of(self.variable)[0])


class Hessian(_Derivative):
    """The matrix of second derivatives of a scalar by a column."""

    @property
    def shape(self) -> tuple[Any, Any]:
        size = shape_of(self.variable)[0]
        return (size, size)


class Elementwise(MatrixExpr):
    """A scalar function applied to every entry of one or more equal-shaped arrays."""

    def __new__(cls, function: Any, *arguments: Any) -> Any:
        if not arguments:
            raise ValueError("elementwise needs at least one array, got none")
        if not isinstance(function, Lambda):
            places = tuple(Symbol(f"u{k}", real=True) for k in range(len(arguments)))
            function = Lambda(places, function(*places))
        formulas = [formula("argument", a) for a in arguments]
        return MatrixExpr.__new__(cls, function, *formulas)

    @property
    def function(self) -> Any:
        return self.args[0]

    @property
    def arguments(self) -> tuple[Any, ...]:
        return self.args[1:]

    @property
    def shape(self) -> tuple[Any, Any]:
        return shape_of(self.args[1])


def elementwise(function: Any, *arguments: Any) -> Elementwise:
    """A function applied entry by entry, as in ``elementwise(sigmoid, X * t)``.

    Parameters
    ----------
    function : callable
        A scalar function, of as many numbers as there are arguments.
    *arguments : matrices or arrays
        Of one shape.

    Examples
    --------
    >>> from derivations.steps import sigmoid, sizes, vector
    >>> elementwise(sigmoid, vector("z", sizes("m"))).shape
    (m, 1)
    """
    return Elementwise(function, *arguments)


class AsVector(MatrixExpr):
    """A one-index array read as a column, or a two-index array read as a matrix."""

    def __new__(cls, base: Any) -> Any:
        return MatrixExpr.__new__(cls, formula("base", base))

    @property
    def shape(self) -> tuple[Any, Any]:
        return shape_of(self.args[0])


class Entry(Expr):
    """The entry (i, j) of a matrix expression, counted from 1; of a column, ``i``."""

    is_commutative = True

    def __new__(cls, matrix: Any, row: Any, column: Any = 1) -> Any:
        parts = {"matrix": matrix, "row": row, "column": column}
        return Expr.__new__(cls, *(formula(k, v) for k, v in parts.items()))

    def _eval_is_extended_real(self):
        return True


class Vec(MatrixExpr):
    """The columns of a matrix stacked under one another."""

    def __new__(cls, argument: Any) -> Any:
        return MatrixExpr.__new__(cls, formula("argument", argument))

    @property
    def shape(self) -> tuple[Any, Any]:
        rows, columns = self.args[0].shape
        return (rows * columns, S.One)


class Diag(MatrixExpr):
    """The diagonal matrix of a column vector or a one-index array."""

    def __new__(cls, argument: Any) -> Any:
        return MatrixExpr.__new__(cls, formula("argument", argument))

    @property
    def shape(self) -> tuple[Any, Any]:
        size = shape_of(self.args[0])[0]
        return (size, size)


diag, vec, entry = Diag, Vec, Entry


class Expectation(Expr):
    """The expectation of an expression under a stated :class:`Law`."""

    is_commutative = True

    def __new__(cls, expression: Any, law: "Law") -> Any:
        if not isinstance(law, Law):
            raise TypeError(f"law: a Law is expected, got {law!r}")
        return Expr.__new__(cls, formula("expression", expression), law)

    @property
    def expression(self) -> Any:
        return self.args[0]

    @property
    def law(self) -> "Law":
        return self.args[1]

    def unfold(self) -> Any:
        x, density, lower, upper, discrete = self.law.args
        kind = Sum if discrete else Integral
        return kind(self.expression * density, (x, lower, upper))


class Law(Tuple):
    """The law of a random variable: its density (or probabilities) on an interval.

    >>> from derivations.steps import phi
    >>> z = Symbol("z", real=True)
    >>> standard_normal = Law(z, phi(z), -S.Infinity, S.Infinity)
    """

    def __new__(
        cls, variable: Any, density: Any, lower: Any, upper: Any, discrete: bool = False
    ) -> Any:
        parts = {"variable": variable, "density": density}
        parts |= {"lower": lower, "upper": upper}
        given = [formula(argument, part) for argument, part in parts.items()]
        return Tuple.__new__(cls, *given, sympify(bool(discrete)))
