"""Anything that stands for an array, as an array: frames, sparse matrices, operators.

Nothing is imported for that: an object is what its methods say it is. pandas objects
have `to_numpy`, sparse matrices `toarray` or `todense`, operators `matvec`.
"""

from typing import Any

import numpy as np

#: How far <u, J v> and <J' u, v> may be apart, relative to their size, and be rounding.
ADJOINT = 1e-9


class Refused(Exception):
    """A claim that is wrong before any number is compared; the message says how."""

    def __init__(self, text: str, kind: str = "wrong-shape"):
        super().__init__(text)
        self.kind = kind


def as_array(value):
    """The value as an array if it is a known stand-in for one, else the value itself.

    Raises Refused for an operator whose `rmatvec` is not the transpose of its
    `matvec`.

    >>> class Sparse:
    ...     def toarray(self): return np.eye(2)
    >>> as_array(Sparse()).tolist(), as_array([1, 2])
    ([[1.0, 0.0], [0.0, 1.0]], [1, 2])
    """
    if isinstance(value, np.ndarray):
        return value
    if is_frame(value):
        return value.to_numpy()
    if callable(getattr(value, "toarray", None)):
        return np.asarray(value.toarray())
    if callable(getattr(value, "todense", None)):
        return np.asarray(value.todense())
    if is_operator(value):
        return _matrix_of(value)
    return value


def is_frame(value) -> bool:
    """A pandas Series or DataFrame, or what behaves as one."""
    return callable(getattr(value, "to_numpy", None)) and hasattr(value, "index")


def is_operator(value) -> bool:
    """A linear operator, known by its product with a vector."""
    return callable(getattr(value, "matvec", None)) and hasattr(value, "shape")


def one_number(value, several_means: str = ""):
    """A number in an array, a tuple, a Series or a 1 x 1 frame as a number.

    What holds no number, or several, is returned as it is. `several_means` is the
    message for a tuple of which the first entry alone is a number.

    >>> one_number((2.5,)), one_number([[3.0]]), one_number([1.0, 2.0])
    (array(2.5), array(3.), [1.0, 2.0])
    """
    if type(value) in (float, np.float64):  # most functions: no time is to be lost
        return value
    if isinstance(value, np.ma.MaskedArray | str | bytes) or value is None:
        return value
    value = as_array(value)
    try:
        array = np.asarray(value)
    except Exception:  # whatever an object raises that is no array
        array = None
    if array is not None and array.size == 1 and array.dtype.kind != "O":
        return array.reshape(())
    if several_means and isinstance(value, tuple) and len(value) == 2:
        first, second = (_size(part) for part in value)
        if first == 1 and second != 0:
            raise TypeError(several_means)
    return value


def _size(part) -> int:
    try:
        return np.size(part)
    except ValueError:
        return 2


def _matrix_of(operator) -> np.ndarray:
    """The matrix of a linear operator, column by column."""
    rows, columns = operator.shape
    matrix = np.column_stack(
        [np.ravel(operator.matvec(unit)) for unit in np.eye(columns)]
    )
    if matrix.shape != (rows, columns):
        raise Refused(
            f"matvec returns {matrix.shape[0]} numbers, the shape of the "
            f"operator is {(rows, columns)}"
        )
    _hold_to_its_transpose(operator, matrix)
    return matrix


def _hold_to_its_transpose(operator: Any, matrix: np.ndarray) -> None:
    if not callable(getattr(operator, "rmatvec", None)):
        return
    left = np.random.default_rng(0).uniform(0.5, 1, size=matrix.shape[0])
    try:
        back = np.ravel(operator.rmatvec(np.array(left)))
    except NotImplementedError:  # SciPy's, where only matvec was given
        return
    except ValueError as error:
        raise Refused(f"rmatvec is not the transpose of matvec: {error}") from error
    forth, room = left @ matrix, ADJOINT * (np.abs(left) @ np.abs(matrix))
    if back.shape != forth.shape or not np.all(np.abs(back - forth) <= room):
        raise Refused(
            "rmatvec is not the transpose of matvec: u'(J v) and (J'u)'v "
            "are not the same number",
            "unknown",
        )
