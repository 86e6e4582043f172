r"""What an expression can be while it is read: a number, a matrix, a list of entries.

A matrix with one row and one column is a number. A column that is given by its entries,
such as the sample :math:`x^{(i)}` of a table, stays a rule for its entries until a
product makes a number of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sympy import Expr, Integer, Rational, S, Sum, Symbol, evaluate, expand
from sympy.matrices.expressions import Transpose

from derivations.steps.vocabulary import notation as nt
from derivations.steps.vocabulary import written_matrices
from derivations.steps.vocabulary.scalars import scalar


class Mismatch(ValueError):
    """Two values that cannot be added or multiplied."""


@dataclass(frozen=True)
class Entries:
    """A column, or a row, of which ``entry(k)`` is the entry with index k.

    ``of`` is the table and the index of the row that the entries are, where they are
    one; ``whole`` the array that they are all of.
    """

    size: Any
    entry: Callable[[Expr], Expr]
    row: bool = False
    of: tuple[Any, Expr] | None = None
    whole: Any = None


Value = Any  # an Expr, a matrix expression, or Entries


def is_matrix(value: Value) -> bool:
    """Whether a value is a matrix expression with more than one entry."""
    return bool(getattr(value, "is_Matrix", False)) and not _is_single(value)


def is_number(value: Value) -> bool:
    """Whether a value is a number, or a matrix with a single entry."""
    return not isinstance(value, Entries) and not is_matrix(value)


def shown_shape(value: Value) -> str:
    """The shape in words, for messages."""
    if isinstance(value, Entries):
        return f"a {'row' if value.row else 'column'} of {value.size}"
    if is_matrix(value):
        return f"a {value.shape[0]} x {value.shape[1]} matrix"
    return "a number"


def plus(a: Value, b: Value) -> Value:
    """The sum of two values of one shape."""
    if is_number(a) and is_number(b):
        if _is_single(a) and _is_single(b):
            return written_matrices.total(a, b)
        return _bare(a) + _bare(b)
    if is_number(a) or is_number(b):
        a, b = _spread(a, b), _spread(b, a)
    a, b = _alike(a, b)
    if isinstance(a, Entries):
        if a.row != b.row or a.size != b.size:
            raise Mismatch(f"{shown_shape(a)} and {shown_shape(b)} cannot be added")
        return Entries(a.size, lambda k: a.entry(k) + b.entry(k), a.row)
    if not all(map(_same_size, a.shape, b.shape)):
        raise Mismatch(f"{shown_shape(a)} and {shown_shape(b)} cannot be added")
    return written_matrices.total(a, b)


def negative(a: Value) -> Value:
    """Minus a value."""
    if isinstance(a, Entries):
        return Entries(a.size, lambda k: -a.entry(k), a.row)
    return written_matrices.negative(a) if getattr(a, "is_Matrix", False) else -a


def times(a: Value, b: Value) -> Value:
    """The product of two values, in this order."""
    if is_number(a) and is_number(b):
        return _bare(a) * _bare(b)
    if is_number(a) or is_number(b):
        if isinstance(a, Entries):
            return Entries(a.size, lambda k: a.entry(k) * b, a.row)
        if isinstance(b, Entries):
            return Entries(b.size, lambda k: a * b.entry(k), b.row)
        return written_matrices.product(a, b)
    if isinstance(a, Entries) and isinstance(b, Entries):
        return _inner(a, b)
    if isinstance(a, Entries) or isinstance(b, Entries):
        return _with_matrix(a, b)
    if not _same_size(a.shape[1], b.shape[0]):
        raise Mismatch(f"{shown_shape(a)} and {shown_shape(b)} cannot be multiplied")
    return written_matrices.product(a, b)


def _bare(number: Value) -> Any:
    """A number, of a matrix with a single entry that entry."""
    return scalar(number) if _is_single(number) else number


def _is_single(value: Value) -> bool:
    return bool(getattr(value, "is_Matrix", False)) and tuple(value.shape) == (1, 1)


def _spread(number: Value, other: Value) -> Value:
    """A number beside a column is added to every entry, as in ``1 - h``."""
    if not is_number(number):
        return number
    if isinstance(other, Entries) and not other.row:
        return Entries(other.size, lambda k: number)
    if is_matrix(other) and other.shape[1] == 1:
        column = nt.ones(other.shape[0])
        return column if number == 1 else written_matrices.product(number, column)
    raise Mismatch(f"{shown_shape(number)} and {shown_shape(other)} cannot be added")


def _same_size(a: Any, b: Any) -> bool:
    """Whether two sizes are one: m n and n m are."""
    with evaluate(True):
        return bool(expand(a - b) == 0)


def transpose(a: Value) -> Value:
    """The transpose; a number is its own."""
    if isinstance(a, Entries):
        return Entries(a.size, a.entry, not a.row, a.of, a.whole)
    return Transpose(a) if getattr(a, "is_Matrix", False) else a


def ratio(a: Value, b: Value) -> Value:
    """A value divided by a number."""
    if not is_number(b):
        raise Mismatch(f"{shown_shape(b)} cannot be divided by")
    if isinstance(a, Integer) and isinstance(b, Integer) and b != 0:
        return Rational(a, b)
    if isinstance(a, Entries):
        return Entries(a.size, lambda k: a.entry(k) / b, a.row)
    return written_matrices.product(S.One / b, a) if is_matrix(a) else a / b


def entry_of(value: Value, index: Expr) -> Expr:
    """The entry of a column or a row, whichever way it is given."""
    if isinstance(value, Entries):
        return value.entry(index)
    if value.shape[0] == 1:
        return nt.entry(value, S.One, index)
    return nt.entry(value, index)


def fresh_index(*used: Any) -> Symbol:
    """An index that occurs in nothing of what is given."""
    taken = {str(symbol) for item in used for symbol in item.free_symbols}
    name = next(letter for letter in "klpqrstuvw" if letter not in taken)
    return Symbol(name, integer=True, positive=True)


def probe(value: Value) -> Any:
    """An expression by which to see what names a value uses."""
    if not isinstance(value, Entries):
        return value
    return value.entry(Symbol("_", integer=True, positive=True))


def _inner(a: Entries, b: Entries) -> Expr:
    if not a.row or b.row or a.size != b.size:
        raise Mismatch(f"{shown_shape(a)} and {shown_shape(b)} cannot be multiplied")
    k = fresh_index(probe(a), probe(b))
    return Sum(a.entry(k) * b.entry(k), (k, S.One, a.size))


def _with_matrix(a: Value, b: Value) -> Value:
    """A list of entries beside a matrix: a whole array has a column of its own."""
    column = as_matrix(a), as_matrix(b)
    if column[0] is not None and column[1] is not None:
        return times(*column)
    if isinstance(b, Entries):
        return _rows_times(a, b)
    return transpose(_rows_times(Transpose(b), transpose(a)))


def _rows_times(matrix: Any, column: Entries) -> Value:
    """A matrix times a column of entries: every row with the column."""
    if column.row or not _same_size(matrix.shape[1], column.size):
        raise Mismatch(
            f"{shown_shape(matrix)} and {shown_shape(column)} cannot be multiplied"
        )

    def product(i: Expr) -> Expr:
        k = fresh_index(probe(column), i)
        return Sum(_element(matrix, i, k) * column.entry(k), (k, S.One, column.size))

    if matrix.shape[0] == 1:
        return product(S.One)
    return Entries(matrix.shape[0], product)


def _element(matrix: Any, i: Expr, k: Expr) -> Expr:
    """The entry of a matrix in a row and a column; of an array it is one of its own."""
    if isinstance(matrix, Transpose):
        return _element(matrix.arg, k, i)
    entries = getattr(matrix, "entries", None)
    if entries is None:
        return nt.entry(matrix, i, k)
    return entries[i, k] if len(entries.shape) == 2 else entries[i]


def _entry(column: Any, index: Expr) -> Expr:
    entries = getattr(column, "entries", None)
    return nt.entry(column, index) if entries is None else entries[index]


def as_matrix(value: Value) -> Any:
    """A value as a matrix expression, or None where it cannot be one."""
    if not isinstance(value, Entries):
        return value
    if value.whole is None:
        return None
    column = nt.vector(value.whole.name, value.size, entries=value.whole)
    return column.T if value.row else column


def _alike(a: Value, b: Value) -> tuple[Value, Value]:
    """Both as matrices, or both as lists of entries."""
    if isinstance(a, Entries) == isinstance(b, Entries):
        return a, b
    one, other = as_matrix(a), as_matrix(b)
    if one is not None and other is not None:
        return one, other
    return _as_entries(a), _as_entries(b)


def _as_entries(value: Value) -> Entries:
    if isinstance(value, Entries):
        return value
    if value.shape[1] == 1:
        return Entries(value.shape[0], lambda k: _entry(value, k))
    if value.shape[0] == 1:
        return Entries(value.shape[1], lambda k: _entry(value.T, k), row=True)
    raise Mismatch(f"{shown_shape(value)} cannot be added to a column")


def whole(array: Any) -> Entries:
    """A declared array of one index, as a column."""
    return Entries(array.shape[0], lambda k: array[k], whole=array)


def row_of(table: Any, index: Expr) -> Entries:
    """A row of a table of two indices, as a column: a sample."""
    return Entries(table.shape[1], lambda k: table[index, k], of=(table, index))
