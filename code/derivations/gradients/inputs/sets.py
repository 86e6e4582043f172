"""Directions in which a point on a set can move: symmetric, simplex, unit norm."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from derivations.numerics.conversion import as_point
from derivations.numerics.noise import scale_of

#: How far a point may be from the set it is said to lie on: well above rounding, far
#: below any mistake in the numbers that were typed.
CLOSE = 1e-9


@dataclass(frozen=True)
class Onto:
    """How a point beside a curved set is brought back to it, and what that does."""

    point: Callable[[np.ndarray], np.ndarray]
    slopes: Callable[[np.ndarray, np.ndarray], np.ndarray]


def reach(x: np.ndarray, directions: np.ndarray) -> np.ndarray:
    """How far along each direction is as far as x is large: a power of two.

    The free numbers start there, so that steps in them are measured by it.
    """
    moved = directions != 0
    ratio = scale_of(x) / np.where(moved, np.abs(directions), 1)
    return 2.0 ** np.floor(np.log2(np.where(moved, ratio, np.inf).min(axis=1)))


def directions_in(along, shape: tuple[int, ...]):
    """Directions as rows of a (count, x.size) array, and their names.

    Raises ValueError where they have not the shape of x, or one of them is zero.
    """
    given = as_point(along, "along")
    size = int(np.prod(shape, dtype=int))
    single = given.shape == shape
    if not single and given.shape[1:] not in (shape, (size,)):
        raise ValueError(
            f"along must hold directions of the shape of x, {shape}, one a row: got "
            f"shape {given.shape}"
        )
    rows = given.reshape(-1, size)
    if not np.all(np.any(rows, axis=1)):
        k = int(np.flatnonzero(~np.any(rows, axis=1))[0])
        raise ValueError(f"along must hold no zero direction, got one in row {k}")
    if single:
        return rows, ("the direction",)
    return rows, tuple(f"direction {k}" for k in range(len(rows)))


def symmetric(x: np.ndarray):
    """A symmetric matrix: both entries of a pair move together."""
    if x.ndim != 2 or x.shape[0] != x.shape[1]:
        raise ValueError(
            f'along="symmetric" needs a square matrix as x, got shape {x.shape}'
        )
    off = np.abs(x - x.T) > CLOSE * np.max(np.abs(x))
    if np.any(off):
        i, j = (int(k) for k in np.argwhere(off)[0])
        raise ValueError(
            f'along="symmetric" needs a symmetric x, but x[{i}, {j}] is {x[i, j]:g} '
            f"and x[{j}, {i}] is {x[j, i]:g}"
        )
    n, rows, words = len(x), [], []
    for i in range(n):
        for j in range(i, n):
            moved = np.zeros((n, n))
            moved[i, j] = moved[j, i] = 1
            rows.append(moved.ravel())
            pair = f"x[{i}, {j}]"
            words.append(pair if i == j else f"{pair} with x[{j}, {i}]")
    return np.array(rows), tuple(words), None


def simplex(x: np.ndarray):
    """Probabilities along the last axis: what one gains, the largest loses."""
    total = x.sum(axis=-1)
    if x.ndim == 0 or np.any(x < 0) or np.any(np.abs(total - 1) > CLOSE):
        what = (
            f"got {x.min():g}" if np.any(x < 0) else f"got the sum {_worst(total):.12g}"
        )
        raise ValueError(
            'along="simplex" needs x that is not negative and adds up to 1 along its '
            f"last axis, {what}"
        )
    rows, words = [], []
    for index, largest, name in _all_but_largest(x, x):
        moved = np.zeros(x.shape)
        moved[index], moved[largest] = 1, -1
        rows.append(moved.ravel())
        words.append(f"{name(index)} against {name(largest)}")
    return _some(rows, x), tuple(words), None


def unit_norm(x: np.ndarray):
    """Unit vectors along the last axis: they turn, and stay on the sphere."""
    norm = np.linalg.norm(x, axis=-1) if x.ndim else np.abs(x)
    if x.ndim == 0 or np.any(np.abs(norm - 1) > CLOSE):
        raise ValueError(
            'along="unit norm" needs x of norm 1 along its last axis, got the norm '
            f"{_worst(norm):.12g}"
        )
    rows, words = [], []
    for index, largest, name in _all_but_largest(x, np.abs(x)):
        # Orthogonal to x, in the plane of two axes where possible.
        moved = np.zeros(x.shape)
        moved[index], moved[largest] = x[largest], -x[index]
        rows.append(moved.ravel())
        words.append(f"{name(index)} against {name(largest)}")

    def lengths(flat):
        return np.linalg.norm(flat.reshape(x.shape), axis=-1, keepdims=True)

    def point(flat):
        return (flat.reshape(x.shape) / lengths(flat)).ravel()

    def slopes(flat, directions):
        unit, length = point(flat).reshape(x.shape), lengths(flat)
        moved = directions.reshape(-1, *x.shape)
        radial = np.sum(moved * unit, axis=-1, keepdims=True)
        return ((moved - radial * unit) / length).reshape(len(moved), -1)

    return _some(rows, x), tuple(words), Onto(point, slopes)


def _all_but_largest(x: np.ndarray, size: np.ndarray):
    """Each entry with the largest one of its vector, and how entries are called."""
    for outer in np.ndindex(x.shape[:-1]):
        largest = int(np.argmax(size[outer]))
        for k in range(x.shape[-1]):
            if k != largest:
                yield (*outer, k), (*outer, largest), _name


def _name(index: tuple[int, ...]) -> str:
    return f"x[{', '.join(map(str, index))}]"


def _some(rows: list, x: np.ndarray) -> np.ndarray:
    if not rows:
        raise ValueError(f"x of shape {x.shape} cannot move on this set")
    return np.array(rows)


def _worst(values) -> float:
    values = np.ravel(values)
    return float(values[np.argmax(np.abs(values - 1))])


SETS = {"symmetric": symmetric, "simplex": simplex, "unit norm": unit_norm}
