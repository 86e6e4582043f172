"""Hypotheses: one triangle of a symmetric matrix stands for both, or for itself.

A Cholesky factorization reads one triangle alone, and what is stored as vech holds each
pair of entries once. With G the derivative by all entries of a symmetric matrix, the
derivative by the entries that are read is G on the diagonal and twice G beside it.
"""

from collections.abc import Iterator

import numpy as np

from .evidence import Evidence
from .explanation import Explanation
from .scales import LISTED

#: Entries of a symmetric claim may differ by the rounding of an inverse.
ROUNDING = 1e-9

_TRIANGLES = (("lower", np.tril, "above"), ("upper", np.triu, "below"))


def triangle(evidence: Evidence) -> Explanation | None:
    """J is one triangle of the claim, or the claim one triangle of J."""
    claimed = evidence.claimed
    square = claimed.ndim == 2 and claimed.shape[0] == claimed.shape[1]
    symmetric = evidence.is_hessian or claimed.shape == evidence.x.shape
    if not (square and symmetric and evidence.complete):
        return None
    if np.count_nonzero(evidence.misses(claimed)) < 2:
        return None  # one entry is better called by its index
    by_matrix = claimed.shape == evidence.x.shape
    candidates = [*_read(claimed)] * by_matrix + [*_filled(claimed)]
    for words, fix, array in candidates:
        if evidence.explains(array, 2.0):
            return Explanation("triangle", words, fix)
    return None


def _both(a: np.ndarray) -> np.ndarray:
    """Each entry with its mirror image, the diagonal once."""
    return a + a.T - np.diag(np.diag(a))


def _read(claimed: np.ndarray) -> Iterator[tuple[str, str, np.ndarray]]:
    """(words, Python, what is right) where f reads one triangle of x."""
    for name, cut, beyond in _TRIANGLES:
        yield (
            f"f reads the {name} triangle of x alone: the claim is right there, and "
            f"the derivative is zero {beyond} the diagonal",
            f"np.{cut.__name__}(claim)",
            cut(claimed),
        )
        yield (
            f"f reads the {name} triangle of x alone, as a Cholesky factorization "
            "does, where each entry stands for two; the claim counts both triangles. "
            "Either f is to use (x + x.T) / 2, or the claim only what is read",
            f"np.{cut.__name__}(claim + claim.T - np.diag(np.diag(claim)))",
            cut(_both(claimed)),
        )


def _filled(claimed: np.ndarray) -> Iterator[tuple[str, str, np.ndarray]]:
    """(words, Python, what is right) where the claim is not symmetric, and J is."""
    for name, cut, _ in _TRIANGLES:
        if np.array_equal(claimed, cut(claimed)):
            yield (
                f"the claim fills the {name} triangle alone, where it is right; the "
                "derivative is symmetric",
                "claim + claim.T - np.diag(np.diag(claim))",
                _both(claimed),
            )
            yield (
                f"the claim has both triangles added up in the {name} one; the "
                "derivative is symmetric, with half of that in each",
                "(claim + claim.T) / 2",
                (claimed + claimed.T) / 2,
            )
            return
    if np.allclose(claimed, claimed.T, rtol=ROUNDING, atol=0):
        return
    yield (
        "the claim is not symmetrized: the derivative is the mean of the claim and its "
        "transpose",
        "(claim + claim.T) / 2",
        (claimed + claimed.T) / 2,
    )
    yield (
        "the claim is not symmetrized: the derivative is the claim plus its transpose",
        "claim + claim.T",
        claimed + claimed.T,
    )
    yield (
        "the claim is not symmetrized: the derivative is the claim plus its transpose, "
        "with the diagonal once",
        "claim + claim.T - np.diag(np.diag(claim))",
        _both(claimed),
    )


def packed_triangle(evidence: Evidence) -> Explanation | None:
    """x is vech of a symmetric matrix, and the claim counts its entries otherwise."""
    x, claimed = evidence.x, evidence.claimed
    n = int(np.sqrt(2 * x.size))
    if x.ndim != 1 or n < 3 or n * (n + 1) // 2 != x.size or not evidence.complete:
        return None
    if np.count_nonzero(evidence.misses(claimed)) < 2:
        return None
    for order, (rows, columns) in (
        ("row by row", np.tril_indices(n)),
        ("column by column", np.triu_indices(n)),
    ):
        diagonal = rows == columns
        for factor, said, code in (
            (2.0, "half", "2"),
            (0.5, "twice", "0.5"),
            (np.sqrt(2), "1/sqrt(2)", "np.sqrt(2)"),
            (np.sqrt(0.5), "sqrt(2)", "np.sqrt(0.5)"),
        ):
            factors = np.where(diagonal, 1.0, factor)
            if not evidence.explains(factors * claimed, factors):
                continue
            times = said if said in ("half", "twice") else f"{said} times"
            on = np.flatnonzero(diagonal).tolist()
            kept = f"np.isin(np.arange({x.size}), {on})"
            return Explanation(
                "triangle",
                f"x holds one triangle of a symmetric {n} x {n} matrix, the lower one "
                f"{order}: entries off its diagonal, which stand for two, are {times} "
                "as large as they should be",
                f"np.where({kept}, claim, {code} * claim)"
                if n <= LISTED
                else f"claim, times {code} off the diagonal",
            )
    return None
