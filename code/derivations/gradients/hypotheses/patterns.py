"""Words for places in an array: which entries are meant, as a person would say it."""

import math
from collections.abc import Iterator

import numpy as np

from .evidence import Entries
from .named import NamedShape


def entry(position: int, shape: tuple[int, ...]) -> str:
    """One entry by its index.

    >>> entry(4, (2, 3)), entry(4, (9,)), entry(0, ())
    ('entry (1, 1)', 'entry 4', 'the entry')
    """
    return f"entry {index_text(position, shape)}" if shape else "the entry"


def index_text(position: int, shape: tuple[int, ...]) -> str:
    """The index of a flat position; a bare number where there is one axis.

    Entries that have names are called by them (`named`).
    """
    if isinstance(shape, NamedShape):
        return shape.entry(position)
    index = tuple(int(k) for k in np.unravel_index(position, shape))
    return str(index[0]) if len(index) == 1 else str(index)


def places(at: np.ndarray, shape: tuple[int, ...], most: int = 5) -> str:
    """Flat positions in words: a row, a column, the diagonal, or a list.

    >>> places(np.array([0, 4, 8]), (3, 3))
    'the diagonal'
    >>> places(np.array([3, 4, 5]), (3, 3))
    'row 1'
    >>> places(np.array([1, 2]), (4,))
    'entries 1 and 2'
    """
    at = np.sort(np.asarray(at))
    size = int(np.prod(shape, dtype=int))
    if at.size == 1:
        return entry(int(at[0]), shape)
    if at.size == size:
        return "every entry"
    if isinstance(shape, NamedShape):
        columns = shape.whole_columns(at)
        if columns is None:
            return _listed(at, shape, most)
        return _of_blocks(columns, shape.inputs, most)
    mask = np.zeros(size, bool)
    mask[at] = True
    mask = mask.reshape(shape)
    named = _of_matrix(mask) if mask.ndim == 2 else _of_slices(mask)
    named = named or _of_squares(mask)
    if named:
        return named
    return _listed(at, shape, most)


def _listed(at: np.ndarray, shape: tuple[int, ...], most: int) -> str:
    shown = [index_text(int(k), shape) for k in at[:most]]
    if at.size > most:
        return f"entries {', '.join(shown)} and {at.size - most} more"
    return f"entries {', '.join(shown[:-1])} and {shown[-1]}"


def _of_blocks(at: np.ndarray, shape: NamedShape, most: int) -> str:
    """Whole blocks by their names, a row of a block as a row, the rest as a list."""
    if at.size == 1:
        return entry(int(at[0]), shape)
    parts = list(shape.parts(at))
    whole = all(inside.size == math.prod(block) for _, block, inside in parts)
    if whole and any(block for _, block, _ in parts):
        return " and ".join(name for name, _, _ in parts)
    if len(parts) == 1:
        name, block, inside = parts[0]
        words = places(inside, block)
        if not words.startswith("entries"):
            return f"{words} of {name}"
    return _listed(at, shape, most)


def _of_matrix(mask: np.ndarray) -> str | None:
    rows, columns = np.any(mask, axis=1), np.any(mask, axis=0)
    if np.array_equal(mask, rows[:, None] & np.ones_like(columns)):
        return _numbered("row", np.flatnonzero(rows))
    if np.array_equal(mask, columns & np.ones_like(rows)[:, None]):
        return _numbered("column", np.flatnonzero(columns))
    if mask.shape[0] == mask.shape[1] and len(mask) > 2:
        for block in range(2, len(mask) // 2 + 1):
            if len(mask) % block == 0:
                blocks = np.kron(np.eye(len(mask) // block), np.ones((block, block)))
                if np.array_equal(mask, blocks == 0):
                    return f"every entry off the diagonal blocks of size {block}"
    return None


def diagonal_of(shape: tuple[int, ...]) -> np.ndarray | None:
    """The entries of a square array, or of a second derivative by an array, at which
    both indices are the same; None for all other arrays.

    >>> diagonal_of((2, 2)).tolist(), diagonal_of((2, 3))
    ([[True, False], [False, True]], None)
    """
    half = len(shape) // 2
    if not shape or shape[:half] != shape[half:]:
        return None
    return np.eye(math.prod(shape[:half]), dtype=bool).reshape(shape)


def _of_squares(mask: np.ndarray) -> str | None:
    diagonal = diagonal_of(mask.shape)
    if diagonal is None or np.count_nonzero(diagonal) < 3:
        return None
    if np.array_equal(mask, diagonal):
        return "the diagonal"
    if np.array_equal(mask, ~diagonal):
        return "every entry off the diagonal"
    if mask.ndim == 2:
        for word, cut, k in (("above", np.triu, 1), ("below", np.tril, -1)):
            if np.array_equal(mask, cut(np.ones_like(mask), k)):
                return f"every entry {word} the diagonal"
    return None


def _of_slices(mask: np.ndarray) -> str | None:
    """All entries with one index fixed, in arrays with three axes or more."""
    if mask.ndim < 3:
        return None
    for axis in range(mask.ndim):
        other = tuple(a for a in range(mask.ndim) if a != axis)
        chosen = mask.any(axis=other)
        if np.array_equal(chosen, mask.all(axis=other)):
            index = ", ".join("k" if a == axis else ":" for a in range(mask.ndim))
            which = " and ".join(str(k) for k in np.flatnonzero(chosen)[:5])
            return f"every entry [{index}] with k = {which}"
    return None


def _numbered(word: str, which: np.ndarray, most: int = 5) -> str:
    if which.size == 1:
        return f"{word} {which[0]}"
    if which.size > most:
        listed = ", ".join(str(k) for k in which[:most])
        return f"{word}s {listed} and {which.size - most} more"
    return f"{word}s {', '.join(str(k) for k in which[:-1])} and {which[-1]}"


def be(where: str) -> str:
    """The verb for some places: "is" or "are"."""
    several = " and " in where and not where.startswith("every")
    return "are" if several or where.startswith(("rows", "columns")) else "is"


def all_places(entries: Entries, chosen: np.ndarray) -> str:
    """Words for some of the entries that were measured.

    Where derivative and claim are both zero, nothing can be wrong: a row whose other
    entries are zero is still called a row.
    """
    shape = entries.shape
    words = places(entries.at[chosen], shape)
    complete = entries.at.size == np.prod(shape, dtype=int)
    if len(shape) < 2 or not complete or not words.startswith("entries"):
        return words
    mask = chosen.reshape(shape)
    free = mask | ~entries.speak.reshape(shape)
    for whole in _regular_places(mask):
        if np.all(free[whole]):
            return places(np.flatnonzero(whole), shape)
    return words


def _regular_places(mask: np.ndarray) -> Iterator[np.ndarray]:
    """Regular sets of entries that hold all of a set, which may be meant.

    Lines along an axis, if there is more than one entry in each on the average; the
    diagonal and all but the diagonal.
    """
    for axis in range(mask.ndim):
        others = tuple(k for k in range(mask.ndim) if k != axis)
        lines = mask.any(axis=others, keepdims=True)
        if np.count_nonzero(mask) > np.count_nonzero(lines) and not np.all(lines):
            yield np.broadcast_to(lines, mask.shape)
    diagonal = diagonal_of(mask.shape)
    if diagonal is not None and np.count_nonzero(diagonal) > 2:
        for whole in (diagonal, ~diagonal):
            if not np.any(mask & ~whole):
                yield whole
