"""Hypothesis: the right numbers in another order."""

import numpy as np

from .evidence import Evidence
from .explanation import Explanation
from .patterns import entry

#: Comparing every line with every other costs their number squared.
MOST_COMPARED = 4_000_000


def permuted(evidence: Evidence) -> Explanation | None:
    """J = A with rows, columns, blocks or entries in another order."""
    if not evidence.complete or evidence.claimed.size < 2:
        return None
    return _lines_permuted(evidence) or _blocks_swapped(evidence) or _sorted(evidence)


def _lines_permuted(evidence: Evidence) -> Explanation | None:
    claimed = evidence.claimed
    if claimed.ndim < 2:
        return None
    for axis in range(claimed.ndim):
        order = _matching_lines(evidence, axis)
        if order is None:
            continue
        if evidence.explains(np.take(claimed, order, axis=axis)):
            word = ("rows", "columns")[axis] if claimed.ndim == 2 else f"axis {axis}"
            return Explanation(
                "permuted",
                f"{word} are in another order: {_order(order)}",
                f"np.take(claim, {_listed(order)}, axis={axis})",
            )
    return None


def _matching_lines(evidence: Evidence, axis: int) -> np.ndarray | None:
    """For every line of the derivative the line of the claim that equals it."""
    length = evidence.claimed.shape[axis]
    if length < 2 or length * evidence.claimed.size > MOST_COMPARED:
        return None
    claimed, numeric, tolerance = (
        np.moveaxis(a, axis, 0).reshape(length, -1)
        for a in (evidence.claimed, evidence.numeric, evidence.tolerance())
    )
    order, free = np.empty(length, int), np.ones(length, bool)
    for k in range(length):
        excess = np.abs(claimed - numeric[k]) - tolerance[k]
        fits = np.all(excess <= 0, axis=1) & free
        if not np.any(fits):
            return None
        order[k] = k if fits[k] else int(np.flatnonzero(fits)[0])
        free[order[k]] = False
    return order


def _blocks_swapped(evidence: Evidence) -> Explanation | None:
    """Rows and columns in the other Kronecker order: A kron B for B kron A."""
    claimed = evidence.claimed
    if claimed.ndim != 2 or claimed.shape[0] != claimed.shape[1]:
        return None
    n = len(claimed)
    for a in range(2, n // 2 + 1):
        if n % a:
            continue
        order = np.arange(n).reshape(a, n // a).ravel(order="F")
        b = n // a
        if evidence.explains(claimed[np.ix_(order, order)]):
            meant = (
                f"{a} blocks of {b} were meant to be {b} blocks of {a}, or the reverse"
            )
            square = "entry (i, j) within block (k, l) is to be (k, l) within (i, j)"
            return Explanation(
                "permuted",
                "rows and columns are in the other Kronecker order: "
                + (square if a == b else meant),
                "np.kron with its two factors exchanged",
            )
    return None


def _sorted(evidence: Evidence) -> Explanation | None:
    """Each value of the derivative occurs in the claim, somewhere."""
    claimed, numeric = evidence.claimed.ravel(), evidence.numeric.ravel()
    order = np.empty(claimed.size, int)
    order[np.argsort(numeric, kind="stable")] = np.argsort(claimed, kind="stable")
    if np.count_nonzero(evidence.speaks()) < 2:
        return None
    if not evidence.explains(claimed[order].reshape(evidence.claimed.shape)):
        return None
    moved = np.flatnonzero(order != np.arange(order.size))
    shape = evidence.claimed.shape
    if moved.size == 2:
        one, two = (entry(int(k), shape) for k in moved)
        return Explanation(
            "permuted",
            f"{one} and {two} are exchanged",
            f"claim with {one} and {two} exchanged",
        )
    if claimed.size > 2 and np.array_equal(order, np.arange(order.size)[::-1]):
        return Explanation(
            "permuted", "the entries are in reverse order", "np.flip(claim)"
        )
    said = f": {_order(order)}" if claimed.ndim == 1 and len(shape) == 1 else ""
    return Explanation(
        "permuted",
        f"the right entries in another order{said}",
        f"claim.ravel()[{_listed(order)}]"
        + ("" if len(shape) == 1 else ", reshaped as before"),
    )


def _order(order: np.ndarray) -> str:
    return f"they belong in the order {_listed(order)}"


def _listed(order: np.ndarray, most: int = 8) -> str:
    shown = ", ".join(str(int(k)) for k in order[:most])
    return f"[{shown}{', ...' if order.size > most else ''}]"
