"""Hypothesis: the claim is the gradient at another point than x.

That happens when a formula uses an old value of x, a rounded one, or none at all.
"""

from collections.abc import Iterator

import numpy as np

from derivations.numerics import random_directions

from .evidence import SAFETY, Evidence
from .explanation import Explanation

#: The relative accuracy to which a derivative at another point must be the claim.
CLOSE = 1e-4


def stale_point(evidence: Evidence) -> Explanation | None:
    """A = J(x') for a point x' that is easily used in place of x.

    Only where J(x') is known much better than its size: any claim agrees with what is
    not known, as at a kink.
    """
    if evidence.slope is None or not np.any(evidence.claimed):
        return None
    axes = tuple(range(evidence.out_ndim, evidence.claimed.ndim))
    for words, point in _other_points(evidence.x):
        directions = random_directions(evidence.x, 3, 5)
        if all(_same_slope(evidence, point, v, axes) for v in directions):
            return Explanation(
                "shifted",
                f"the claim is the derivative at another point: {words}, not x",
                "claim computed at x itself",
            )
    return None


def _same_slope(evidence: Evidence, point, direction, axes) -> bool:
    with np.errstate(all="ignore"):  # f may not be defined at the other point
        value, bound = evidence.slope(point, direction)
        claimed = np.sum(evidence.claimed * direction, axis=axes)
        size = np.sum(np.abs(evidence.claimed * direction), axis=axes)
        allowed = SAFETY * (bound + 1e-15 * size)
        return bool(
            np.all(np.abs(claimed - value) <= allowed)
            and np.max(allowed) <= CLOSE * np.max(size)
        )


def _other_points(x: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    for words, point in (
        ("x = 0", np.zeros_like(x)),
        ("x rounded toward zero to whole numbers", np.trunc(x)),
        ("x rounded to whole numbers", np.round(x)),
        ("minus x", -x),
        ("x = 1 in every entry", np.ones_like(x)),
    ):
        if not np.array_equal(point, x):
            yield words, point
