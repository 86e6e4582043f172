"""Matrices and column vectors with a name."""

from typing import Any

from sympy.matrices.expressions import MatrixSymbol, OneMatrix

from .arrays import key_of
from .written import formula


class Matrix_(MatrixSymbol):
    """A named real matrix; made by :func:`matrix` or :func:`vector`."""

    def __new__(
        cls,
        name: str,
        rows: Any,
        columns: Any,
        entries: Any = None,
        kind: str | None = None,
    ) -> "Matrix_":
        shape = formula("rows", rows), formula("columns", columns)
        self = super().__new__(cls, name, *shape)
        self._entries = entries
        self._kind = kind
        return self

    def __getnewargs__(self):
        return (self.name, self.shape[0], self.shape[1], self._entries, self._kind)

    def _hashable_content(self):
        return (*super()._hashable_content(), key_of((self._entries, self._kind)))

    @property
    def func(self):
        return lambda name, rows, columns: Matrix_(
            str(name), rows, columns, self._entries, self._kind
        )

    @property
    def entries(self) -> Any:
        """The array whose entries these are, or None."""
        return self._entries

    @property
    def kind_of(self) -> str | None:
        """None, ``"symmetric"`` or ``"positive definite"``."""
        return self._kind


def matrix(
    name: str, rows: Any, columns: Any, *, entries: Any = None, kind: str | None = None
) -> Any:
    """A named matrix; with ``entries=x`` its entry (i, j) is the array's ``x[i, j]``.

    Parameters
    ----------
    name : str
        How it prints.
    rows, columns : sizes
        Symbolic or whole numbers.
    entries : array, optional
        The array that its entries are.
    kind : str, optional
        ``"symmetric"`` or ``"positive definite"``.

    Raises
    ------
    ValueError
        `kind` is another text.

    Examples
    --------
    >>> from derivations.steps import sizes
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


def vector(name: str, size: Any, *, entries: Any = None) -> Any:
    """A named column vector of the given size (a matrix of one column).

    Parameters
    ----------
    name : str
        How it prints.
    size : size
        Symbolic or a whole number.
    entries : array, optional
        The array that its entries are.

    Examples
    --------
    >>> from derivations.steps import array, sizes
    >>> m = sizes("m")
    >>> (2 * vector("y", m, entries=array("y", m)) * ones(m).T).shape
    (m, m)
    """
    return Matrix_(name, size, 1, entries)


def ones(size: Any) -> Any:
    """The column of ones, of a given size."""
    return OneMatrix(size, 1)
