"""How large is large: a size to which errors are relative, where there is none.

`resolution` is a relative error. As a rule it is relative to the largest entry, each
entry taken times the size of its x. Where the derivative is zero the size must come
from elsewhere: it is stated, or found beside x.
"""

import numpy as np

from .large import resolution_along
from .measure import Measured
from .resolution import relative_errors, relative_sizes, row_scales


def resolution(measured: Measured, scale: np.ndarray, least=None) -> float:
    """The smallest relative error of an entry that would have been seen.

    `least` is what the derivative times the size of x is taken to be at least, if that
    is known: of shape (m, n), or one that NumPy makes that of.
    """
    evidence = measured.evidence
    if least is None:
        if evidence.complete:
            errors = relative_errors(evidence, measured.nearby, measured.stated)
            return float(np.max(errors))
        return resolution_along(measured, scale)
    if not evidence.complete:
        return _along(measured, scale, float(np.max(least)))
    _, tolerance = relative_sizes(evidence, scale)
    if not np.all(np.isfinite(tolerance)):
        return float("inf")
    sizes = np.maximum(row_scales(evidence, scale), least)
    return float(np.max(tolerance / sizes)) if np.all(sizes > 0) else float("inf")


def _along(measured: Measured, scale, least: float) -> float:
    found = resolution_along(measured, scale)
    rows = measured.searched * (measured.evidence.claimed.size // scale.size)
    tolerance = measured.evidence.tolerance()[:rows]
    # Some directions move a coordinate by 3/4 of its size.
    return min(found, float(np.max(tolerance) / (0.75 * least))) if least else found
