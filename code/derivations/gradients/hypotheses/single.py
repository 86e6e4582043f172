"""What a single number allows to say about a claim: little.

Any two numbers differ by some factor and by some multiple of x. So of the mistakes
only a sign and a factor that has a name are told, as what may be; never a term.
"""

import numpy as np

from .constants import recognize
from .evidence import Evidence, fit
from .explanation import Explanation

_LITTLE = "with one entry little can be known"


def one_entry(evidence: Evidence) -> Explanation | None:
    """The claim is one number, and neither it nor the derivative is zero."""
    if evidence.claimed.size != 1 or evidence.is_zero() or not np.any(evidence.claimed):
        return None
    if evidence.explains(-evidence.claimed):
        return Explanation(
            "sign",
            f"{_LITTLE}: minus the claim would be right, so its sign may be wrong",
            "-claim",
        )
    (value,), (spread,) = fit(evidence, [evidence.measured])
    factor = recognize(value, spread, evidence.sizes)
    if factor and factor.certain and factor.value != 1:
        return Explanation(
            "scaled",
            f"{_LITTLE}: {factor} times the claim would be right, so a factor may be "
            "wrong",
            f"{factor.code} * claim",
        )
    return Explanation("unknown", f"{_LITTLE}: it is wrong, by no factor with a name")
