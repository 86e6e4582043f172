"""The vocabulary in which derivations are written.

Authors write SymPy and these few names.  Nothing here computes: a derivative stays a
derivative, an abbreviation stays short, until :mod:`derivations.steps.concrete` spells
a line out at small sizes.  Indices are 1-based, as in print.
"""

from contextlib import contextmanager

from sympy import (
    Expr,
    Function,
    IndexedBase,
    Integral,
    Lambda,
    S,
    Sum,
    Symbol,
    Tuple,
    erf,
    evaluate,
    exp,
    log,
    pi,
    sqrt,
    sympify,
)
from sympy.core.function import UndefinedFunction
from sympy.functions.special.tensor_functions import KroneckerDelta as delta
from sympy.matrices.expressions import Determinant as det
from sympy.matrices.expressions import Identity as identity
from sympy.matrices.expressions import Inverse as inv
from sympy.matrices.expressions import KroneckerProduct as kron
from sympy.matrices.expressions import MatrixExpr, MatrixSymbol, OneMatrix
from sympy.matrices.expressions import Trace as tr
from sympy.tensor.indexed import Indexed

__all__ = [
    "Array",
    "AsVector",
    "D",
    "Diag",
    "Elementwise",
    "Entry",
    "Expectation",
    "Gradient",
    "Hessian",
    "Jacobian",
    "Law",
    "NamedFunction",
    "Phi",
    "Vec",
    "array",
    "as_written",
    "define",
    "delta",
    "det",
    "diag",
    "elementwise",
    "entry",
    "function",
    "identity",
    "indices",
    "inv",
    "kron",
    "matrix",
    "ones",
    "phi",
    "sigmoid",
    "sizes",
    "softplus",
    "total",
    "tr",
    "vec",
    "vector",
]


def sizes(names):
    """Symbolic sizes, such as the number of samples: positive integers.

    >>> m, n = sizes("m n")
    >>> m.is_positive
    True
    """
    return _symbols(names)


def indices(names):
    """Symbolic indices, running from 1.

    >>> i, j = indices("i j")
    """
    return _symbols(names)


def _symbols(names):
    symbols = tuple(Symbol(name, integer=True, positive=True) for name in names.split())
    return symbols if len(symbols) > 1 else symbols[0]


_keys = {}


def _key_of(content):
    """A number for what a name stands for: SymPy sorts by such content.

    Two arrays are equal exactly when their definitions are, however alike they print.
    """
    return _keys.setdefault(content, len(_keys))


class Array(IndexedBase):
    """A named array with real entries; made by :func:`array`.

    It is an atom: substitution never reaches into its shape or its definition.
    """

    is_Atom = True

    def __new__(cls, name, shape, of=(), definition=None, within=None, sample=False):
        self = super().__new__(cls, Symbol(name, real=True), shape=shape)
        self._of = of
        self._definition = definition
        self._within = within
        self._sample = sample
        return self

    def __getnewargs__(self):
        return (
            self.name,
            self.shape,
            self._of,
            self._definition,
            self._within,
            self._sample,
        )

    def _hashable_content(self):
        return (self.name, _key_of(self.__getnewargs__()))

    @property
    def args(self):
        return ()

    def doit(self, **hints):
        return self  # products of matrices evaluate what they are made of

    @property
    def label(self):
        return Symbol(self._name, real=True)

    @property
    def of(self):
        """The arrays and symbols that the entries are undefined functions of."""
        return self._of

    @property
    def definition(self):
        """``(indices, expression)`` of an abbreviation, or None."""
        return self._definition

    @property
    def within(self):
        """The open interval ``(lower, upper)`` of the entries, or None."""
        return self._within

    @property
    def sample(self):
        """Whether the first index counts samples: ``x[i, j]`` prints as x^(i)_j."""
        return self._sample

    def __getitem__(self, index, **kwargs):
        index = index if isinstance(index, (tuple, list, Tuple)) else (index,)
        if len(index) != len(self.shape):
            raise IndexError(
                f"{self.name} has {len(self.shape)} indices, got {len(index)}: "
                f"{', '.join(map(str, index))}"
            )
        return Indexed(self, *map(sympify, index))


def array(name, *shape, of=(), where=None, within=None, sample=False):
    """A named array of real entries, written ``y[i]`` or ``x[i, j]``.

    Parameters
    ----------
    shape : the sizes, symbolic or whole numbers.
    of : arrays or symbols of which every entry is an undefined function; a step that
        holds then holds for every such model.
    where : a function of the indices that gives the definition of an entry; the entry
        is shown short and unfolded when a line is checked.
    within : open interval ``(lower, upper)`` in which the entries lie.
    sample : whether the first index counts samples and prints as a superscript.

    >>> m, n = sizes("m n")
    >>> theta, x = array("theta", n), array("x", m, n, sample=True)
    >>> i, j = indices("i j")
    >>> z = array("z", m, where=lambda i: total(theta[j] * x[i, j], j))
    >>> z[i]
    z[i]
    """
    if not shape:
        raise ValueError(f"array {name!r} needs at least one size, got none")
    shape = Tuple(*map(sympify, shape))
    of = (of,) if isinstance(of, (Array, Symbol)) else tuple(of)
    definition = None
    if where is not None:
        dummies = tuple(
            Symbol(f"{name}.{k}", integer=True, positive=True)
            for k in range(1, len(shape) + 1)
        )
        definition = (dummies, sympify(where(*dummies)))
    return Array(name, shape, of, definition, within, sample)


class Matrix_(MatrixSymbol):
    """A named real matrix; made by :func:`matrix` or :func:`vector`."""

    def __new__(cls, name, rows, columns, entries=None, kind=None):
        self = super().__new__(cls, name, sympify(rows), sympify(columns))
        self._entries = entries
        self._kind = kind
        return self

    def __getnewargs__(self):
        return (self.name, self.shape[0], self.shape[1], self._entries, self._kind)

    def _hashable_content(self):
        return (*super()._hashable_content(), _key_of((self._entries, self._kind)))

    @property
    def func(self):
        return lambda name, rows, columns: Matrix_(
            str(name), rows, columns, self._entries, self._kind
        )

    @property
    def entries(self):
        """The array whose entries these are, or None."""
        return self._entries

    @property
    def kind_of(self):
        """None, ``"symmetric"`` or ``"positive definite"``."""
        return self._kind


def matrix(name, rows, columns, *, entries=None, kind=None):
    """A named matrix; with ``entries=x`` its entry (i, j) is the array's ``x[i, j]``.

    ``kind`` is None, ``"symmetric"`` or ``"positive definite"``.

    >>> m, n = sizes("m n")
    >>> matrix("X", m, n).shape
    (m, n)
    """
    if kind not in (None, "symmetric", "positive definite"):
        raise ValueError(
            f"kind of {name!r} must be None, 'symmetric' or 'positive definite', "
            f"got {kind!r}"
        )
    return Matrix_(name, rows, columns, entries, kind)


def vector(name, size, *, entries=None):
    """A named column vector of the given size (a matrix of one column).

    >>> m = sizes("m")
    >>> (2 * vector("y", m, entries=array("y", m)) * ones(m).T).shape
    (m, m)
    """
    return Matrix_(name, size, 1, entries)


def shape_of(value):
    """The shape of an array as a matrix (a one-index array is a column)."""
    if isinstance(value, IndexedBase):
        shape = tuple(value.shape)
        return shape if len(shape) == 2 else (shape[0], S.One)
    if getattr(value, "is_Matrix", False):
        return tuple(value.shape)
    return (S.One, S.One)


class D(Expr):
    """The partial derivative of an expression, not evaluated.

    ``D(f, x)`` or ``D(f, x, y)`` for a mixed one.  Each variable is a symbol or an
    entry such as ``theta[j]``.
    """

    is_commutative = True

    def __new__(cls, expression, *variables):
        expression = sympify(expression)
        variables = tuple(sympify(v) for v in variables)
        if not variables:
            raise ValueError("D needs a variable to differentiate by, got none")
        for v in variables:
            if not getattr(v, "_diff_wrt", False):
                raise ValueError(
                    f"D cannot differentiate by {v}: a symbol or an entry of an array "
                    "is expected"
                )
        return Expr.__new__(cls, expression, *variables)

    @property
    def expression(self):
        return self.args[0]

    @property
    def variables(self):
        return self.args[1:]


class _Derivative(MatrixExpr):
    """Common to Gradient, Jacobian and Hessian: ``args`` are (expression, variable)."""

    def __new__(cls, expression, variable):
        return MatrixExpr.__new__(cls, sympify(expression), sympify(variable))

    @property
    def expression(self):
        return self.args[0]

    @property
    def variable(self):
        return self.args[1]


class Gradient(_Derivative):
    """The gradient of a scalar: a column, or the shape of a matrix variable."""

    @property
    def shape(self):
        return shape_of(self.variable)


class Jacobian(_Derivative):
    """The Jacobian of a column in numerator layout: one row for each output."""

    @property
    def shape(self):
        return (shape_of(self.expression)[0], shape_of(self.variable)[0])


class Hessian(_Derivative):
    """The matrix of second derivatives of a scalar by a column."""

    @property
    def shape(self):
        size = shape_of(self.variable)[0]
        return (size, size)


class Elementwise(MatrixExpr):
    """A scalar function applied to every entry of one or more equal-shaped arrays."""

    def __new__(cls, function, *arguments):
        if not arguments:
            raise ValueError("elementwise needs at least one array, got none")
        if not isinstance(function, Lambda):
            places = tuple(Symbol(f"u{k}", real=True) for k in range(len(arguments)))
            function = Lambda(places, function(*places))
        return MatrixExpr.__new__(cls, function, *map(sympify, arguments))

    @property
    def function(self):
        return self.args[0]

    @property
    def arguments(self):
        return self.args[1:]

    @property
    def shape(self):
        return shape_of(self.args[1])


def elementwise(function, *arguments):
    """``function`` applied entry by entry, as in ``elementwise(sigmoid, X * t)``."""
    return Elementwise(function, *arguments)


class AsVector(MatrixExpr):
    """A one-index array read as a column, or a two-index array read as a matrix."""

    def __new__(cls, base):
        return MatrixExpr.__new__(cls, base)

    @property
    def shape(self):
        return shape_of(self.args[0])


class Entry(Expr):
    """The entry (i, j) of a matrix expression, counted from 1; of a column, ``i``."""

    is_commutative = True

    def __new__(cls, matrix, row, column=1):
        return Expr.__new__(cls, sympify(matrix), sympify(row), sympify(column))


class Vec(MatrixExpr):
    """The columns of a matrix stacked under one another."""

    def __new__(cls, argument):
        return MatrixExpr.__new__(cls, argument)

    @property
    def shape(self):
        rows, columns = self.args[0].shape
        return (rows * columns, S.One)


class Diag(MatrixExpr):
    """The diagonal matrix of a column vector or a one-index array."""

    def __new__(cls, argument):
        return MatrixExpr.__new__(cls, argument)

    @property
    def shape(self):
        size = shape_of(self.args[0])[0]
        return (size, size)


diag, vec, entry = Diag, Vec, Entry


def ones(size):
    """The column of ones."""
    return OneMatrix(size, 1)


class Expectation(Expr):
    """The expectation of an expression under a stated :class:`Law`."""

    is_commutative = True

    def __new__(cls, expression, law):
        return Expr.__new__(cls, sympify(expression), law)

    @property
    def expression(self):
        return self.args[0]

    @property
    def law(self):
        return self.args[1]

    def unfold(self):
        x, density, lower, upper, discrete = self.law.args
        kind = Sum if discrete else Integral
        return kind(self.expression * density, (x, lower, upper))


class Law(Tuple):
    """The law of a random variable: its density (or probabilities) on an interval.

    >>> z = Symbol("z", real=True)
    >>> standard_normal = Law(z, phi(z), -S.Infinity, S.Infinity)
    """

    def __new__(cls, variable, density, lower, upper, discrete=False):
        return Tuple.__new__(
            cls, variable, sympify(density), lower, upper, sympify(bool(discrete))
        )


class NamedFunction(Function):
    """A function with a name of its own and a definition that is unfolded."""

    latex_name = None

    @classmethod
    def definition(cls, *arguments):
        raise NotImplementedError

    def unfold(self):
        return self.definition(*self.args)

    def fdiff(self, argindex=1):
        places = tuple(Symbol(f"u{k}", real=True) for k in range(len(self.args)))
        slope = self.definition(*places).diff(places[argindex - 1])
        return slope.subs(dict(zip(places, self.args, strict=True)))

    def _eval_evalf(self, prec):
        # SymPy would take mpmath's function of that name: its phi is the golden ratio.
        return self.unfold()._eval_evalf(prec)

    def _eval_is_extended_real(self):
        return all(a.is_extended_real for a in self.args) or None


def define(name, definition, latex=None):
    """A function with a name, shown by it and replaced by its definition in a check.

    >>> odds = define("odds", lambda p: p / (1 - p))
    >>> p = Symbol("p")
    >>> odds(p).unfold()
    p/(1 - p)
    """
    members = {"definition": staticmethod(definition), "latex_name": latex}
    return type(name, (NamedFunction,), members)


sigmoid = define("sigmoid", lambda u: 1 / (1 + exp(-u)), latex=r"\sigma")
softplus = define("softplus", lambda u: log(1 + exp(u)), latex=r"\operatorname{sp}")
Phi = define("Phi", lambda u: (1 + erf(u / sqrt(2))) / 2, latex=r"\Phi")
phi = define("phi", lambda u: exp(-(u**2) / 2) / sqrt(2 * pi), latex=r"\varphi")


def function(name, *, derivative=None, within=None, latex=None):
    """An undefined smooth function: a step that holds, holds for every such function.

    Parameters
    ----------
    derivative : a function of the argument that is declared to be the derivative.
    within : open interval in which the values lie.

    >>> f = function("f")
    >>> F = function("F", derivative=f, within=(0, 1))
    >>> t = Symbol("t", real=True)
    >>> F(t).diff(t)
    f(t)
    """
    attributes = {"within": within, "latex_name": latex, "declared": derivative}
    if derivative is not None:
        attributes["fdiff"] = lambda self, argindex=1: derivative(*self.args)
    made = Function(name, real=True, **attributes)
    if isinstance(derivative, UndefinedFunction):
        derivative.derivative_of = made  # a check draws both from one smooth function
    return made


def total(expression, *over):
    """The sum over indices, each from 1 to the size of the arrays it is used in.

    The first index is the outermost sum.

    >>> m = sizes("m")
    >>> y, i = array("y", m), indices("i")
    >>> total(y[i], i)
    Sum(y[i], (i, 1, m))
    """
    expression = sympify(expression)
    for index in reversed(over):
        expression = Sum(expression, (index, 1, range_of(index, expression)))
    return expression


def range_of(index, *expressions):
    """The size of the dimension that an index runs over; ValueError if not one.

    An index that no array carries runs as the one it shares a Kronecker delta with.

    >>> m = sizes("m")
    >>> y, (i, j) = array("y", m), indices("i j")
    >>> range_of(j, delta(i, j) * y[i])
    m
    """
    found = _ranges({index}, expressions)
    if not found:
        deltas = {d for e in expressions for d in e.atoms(delta) if index in d.args}
        found = _ranges({a for d in deltas for a in d.args}, expressions)
    if len(found) != 1:
        sizes_seen = ", ".join(sorted(map(str, found))) or "no array"
        raise ValueError(f"the range of index {index} is not clear: found {sizes_seen}")
    return found.pop()


def _ranges(indices, expressions):
    return {
        size
        for expression in expressions
        for entry in expression.atoms(Indexed)
        for used, size in zip(entry.indices, entry.base.shape or (), strict=False)
        if used in indices
    }


@contextmanager
def as_written():
    """Keep terms and factors in the order in which the author writes them.

    SymPy sorts ``h - y`` into ``-y + h``; inside this block it leaves them alone.
    """
    with evaluate(False):
        yield
