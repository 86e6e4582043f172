"""Hypothesis: the claim is right, but for the rounding of single precision.

Data, or one factor of a formula, in float32 leave a relative error of up to 6e-8 in the
part that is made of them. That is seen at the resolution of float64, it has no pattern,
and it is no mistake in the mathematics.
"""

import numpy as np

from .evidence import Evidence
from .explanation import Explanation

#: Differences of this size, relative to the largest entry: from the average over many
#: rounded numbers up to twice the rounding of one.
LEAST, MOST = 1e-10, 2.0**-22


def rounded_to_single(evidence: Evidence) -> Explanation | None:
    """Every difference is as small as float32 leaves it, and there are several."""
    wrong = evidence.misses(evidence.claimed)
    if np.count_nonzero(wrong) < 2:
        return None
    gap = np.max(np.abs(evidence.numeric - evidence.measured)[wrong])
    share = gap / np.max(np.abs(evidence.measured))
    if not LEAST < share < MOST:
        return None
    return Explanation(
        "single-precision",
        "every difference is below 1e-06 of the largest entry, without a pattern, as "
        "the rounding of float32 leaves it: is a part of f, of the claim or of their "
        "data in single precision?",
        "the same in float64",
    )
