"""Hypothesis: the chain rule is missing for a change that mixes the entries of x.

Standardizing by the mean and the standard deviation, dividing by a norm or a sum, and
softmax make every new variable depend on all entries of x along an axis. With t = T(x)
the derivative by x is the transposed Jacobian of T times the derivative by t. A common
half of it takes the mean and the deviation for constants.
"""

from collections.abc import Iterator

import numpy as np

from .chain import is_no_chance
from .evidence import Evidence
from .explanation import Explanation

#: Of more entries than this the changes are not tried: each is an array of that size.
MOST = 20_000

#: What is added to a variance before the root, as layers of networks do.
ADDED = (0.0, 1e-5, 1e-8, 1e-3, 1e-6, 1e-12)


def joint_change(evidence: Evidence) -> Explanation | None:
    """J = T'(x)^T A for one of the usual changes T along one axis of x."""
    x, claimed = evidence.x, evidence.claimed
    if (
        claimed.shape != x.shape
        or not 3 <= x.size <= MOST
        or not is_no_chance(evidence)
    ):
        return None
    for axis in [None, *range(x.ndim)] if x.ndim > 1 else [None]:
        with np.errstate(all="ignore"):  # sums and deviations may be zero
            candidates = list(_candidates(x, claimed, axis))
        for how, fix, candidate, steep in candidates:
            if np.all(np.isfinite(candidate)) and evidence.explains(candidate, steep):
                along = "" if axis is None else f" along axis {axis}"
                return Explanation(
                    "chain-factor",
                    f"a part of the chain rule is missing{along}: {how}",
                    fix,
                )
    return None


def _candidates(x, claimed, axis) -> Iterator[tuple]:
    """(words, Python, what would be right, by how much it enlarges noise)."""
    at = "" if axis is None else f"axis={axis}, keepdims=True"

    def mean(a):
        return np.mean(a, axis=axis, keepdims=True)

    def total(a):
        return np.sum(a, axis=axis, keepdims=True)

    yield (
        "right for the centered x, x less its mean; is the claim the derivative by "
        "that instead of x?",
        f"claim - claim.mean({at})",
        claimed - mean(claimed),
        2.0,
    )
    yield from _standardized(x, claimed, at, mean)
    norm = np.sqrt(total(x * x))
    z = x / norm
    yield (
        "is the claim the derivative by x / |x| instead of x?",
        f"(claim - (z := x / (n := np.sqrt((x * x).sum({at})))) "
        f"* (claim * z).sum({at})) / n",
        (claimed - z * total(claimed * z)) / norm,
        2 / np.min(norm),
    )
    yield (
        "is the claim the derivative by x / sum(x) instead of x?",
        f"(claim - (claim * x).sum({at}) / x.sum({at})) / x.sum({at})",
        (claimed - total(claimed * x) / total(x)) / total(x),
        2 / np.min(np.abs(total(x))),
    )
    p = np.exp(x - np.max(x, axis=axis, keepdims=True))
    p = p / total(p)
    yield (
        "is the claim the derivative by softmax(x) instead of x?",
        f"(p := np.exp(x) / np.exp(x).sum({at})) * (claim - (claim * p).sum({at}))",
        p * (claimed - total(claimed * p)),
        2.0,
    )


def _standardized(x, claimed, at, mean) -> Iterator[tuple]:
    """z = (x - mean) / deviation: nothing of its Jacobian, or the 1/deviation alone."""
    centered = x - mean(x)
    count = x.size // mean(x).size
    for ddof in (0, 1):
        for added in ADDED:
            variance = mean(centered**2) * count / (count - ddof) + added
            s, z = np.sqrt(variance), centered / np.sqrt(variance)
            share = count / (count - ddof)
            inside = ", ".join(part for part in (at, "ddof=1" * ddof) if part)
            root = (
                f"np.sqrt(x.var({inside}) + {added:g})" if added else f"x.std({inside})"
            )
            weight = f"{count}/{count - ddof} * " * ddof
            code = (
                f"(claim - claim.mean({at}) - {weight}(z := (x - x.mean({at})) / "
                f"(s := {root})) * (claim * z).mean({at}))"
            )
            by_z = claimed - mean(claimed) - share * z * mean(claimed * z)
            yield (
                "is the claim the derivative by z = (x - mean) / deviation instead "
                "of x?",
                f"{code} / s",
                by_z / s,
                3 / np.min(s),
            )
            yield (
                "the claim takes the mean and the deviation of x for constants",
                code,
                by_z,
                3.0,
            )
