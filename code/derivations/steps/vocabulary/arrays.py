"""Sizes, indices and arrays of real entries, and sums over their indices."""

from collections.abc import Callable
from typing import Any

from sympy import IndexedBase, S, Sum, Symbol, Tuple
from sympy.functions.special.tensor_functions import KroneckerDelta as delta
from sympy.tensor.indexed import Indexed

from .written import formula


def sizes(names: str) -> Any:
    """Symbolic sizes, such as the number of samples: positive integers.

    >>> m, n = sizes("m n")
    >>> m.is_positive
    True
    """
    return _symbols(names)


def indices(names: str) -> Any:
    """Symbolic indices, running from 1.

    >>> i, j = indices("i j")
    """
    return _symbols(names)


def _symbols(names):
    symbols = tuple(Symbol(name, integer=True, positive=True) for name in names.split())
    return symbols if len(symbols) > 1 else symbols[0]


_keys: dict[Any, int] = {}


def key_of(content):
    """A number for what a name stands for: SymPy sorts by such content.

    Two arrays are equal exactly when their definitions are, however alike they print.
    """
    return _keys.setdefault(content, len(_keys))


class Array(IndexedBase):
    """A named array with real entries; made by :func:`array`.

    It is an atom: substitution never reaches into its shape or its definition.
    """

    is_Atom = True

    def __new__(
        cls,
        name: str,
        shape: Any,
        of: Any = (),
        definition: Any = None,
        within: Any = None,
        sample: bool = False,
    ) -> "Array":
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
        return (self.name, key_of(self.__getnewargs__()))

    @property
    def args(self) -> tuple:
        return ()

    def doit(self, **hints: Any) -> "Array":
        return self  # products of matrices evaluate what they are made of

    @property
    def label(self) -> Symbol:
        return Symbol(self._name, real=True)

    @property
    def of(self) -> tuple[Any, ...]:
        """The arrays and symbols that the entries are undefined functions of."""
        return self._of

    @property
    def definition(self) -> tuple[tuple[Symbol, ...], Any] | None:
        """``(indices, expression)`` of an abbreviation, or None."""
        return self._definition

    @property
    def within(self) -> tuple[Any, Any] | None:
        """The open interval ``(lower, upper)`` of the entries, or None."""
        return self._within

    @property
    def sample(self) -> bool:
        """Whether the first index counts samples: ``x[i, j]`` prints as x^(i)_j."""
        return self._sample

    def __getitem__(self, index: Any, **kwargs: Any) -> Any:
        index = index if isinstance(index, (tuple, list, Tuple)) else (index,)
        if len(index) != len(self.shape):
            raise IndexError(
                f"{self.name} has {len(self.shape)} indices, got {len(index)}: "
                f"{', '.join(map(str, index))}"
            )
        return Indexed(self, *(formula("index", i) for i in index))


def array(
    name: str,
    *shape: Any,
    of: Any = (),
    where: Callable[..., Any] | None = None,
    within: tuple[Any, Any] | None = None,
    sample: bool = False,
) -> Array:
    """A named array of real entries, written ``y[i]`` or ``x[i, j]``.

    Parameters
    ----------
    name : str
        How it prints.
    *shape : sizes
        Symbolic or whole numbers.
    of : array, symbol or several, optional
        Every entry is an undefined function of these; a step that holds then holds for
        every such model.
    where : callable, optional
        From the indices to the definition of an entry; the entry is shown short and
        unfolded when a line is checked.
    within : pair, optional
        Open interval ``(lower, upper)`` in which the entries lie.
    sample : bool, optional
        Whether the first index counts samples and prints as a superscript.

    Examples
    --------
    >>> m, n = sizes("m n")
    >>> theta, x = array("theta", n), array("x", m, n, sample=True)
    >>> i, j = indices("i j")
    >>> z = array("z", m, where=lambda i: total(theta[j] * x[i, j], j))
    >>> z[i]
    z[i]
    """
    if not shape:
        raise ValueError(f"array {name!r} needs at least one size, got none")
    shape = Tuple(*(formula("shape", size) for size in shape))
    of = (of,) if isinstance(of, (Array, Symbol)) else tuple(of)
    definition = None
    if where is not None:
        dummies = tuple(
            Symbol(f"{name}.{k}", integer=True, positive=True)
            for k in range(1, len(shape) + 1)
        )
        definition = (dummies, formula("where", where(*dummies)))
    return Array(name, shape, of, definition, within, sample)


def shape_of(value):
    """The shape of an array as a matrix (a one-index array is a column)."""
    if isinstance(value, IndexedBase):
        shape = tuple(value.shape)
        return shape if len(shape) == 2 else (shape[0], S.One)
    if getattr(value, "is_Matrix", False):
        return tuple(value.shape)
    return (S.One, S.One)


def total(expression: Any, *over: Any) -> Any:
    """The sum over indices, each from 1 to the size of the arrays it is used in.

    The first index is the outermost sum.

    Parameters
    ----------
    expression : SymPy expression
        What is added up.
    *over : index
        Each index that is summed over, such as ``i``.

    Raises
    ------
    ValueError
        No index is given, or the size that one runs over is not clear.

    Examples
    --------
    >>> m = sizes("m")
    >>> y, i = array("y", m), indices("i")
    >>> total(y[i], i)
    Sum(y[i], (i, 1, m))
    """
    expression = formula("expression", expression)
    if not over:
        raise ValueError("over: the index that is summed over is missing")
    for index in reversed([formula("over", index) for index in over]):
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
