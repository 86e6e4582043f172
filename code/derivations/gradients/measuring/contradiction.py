"""Does f contradict a claim, or is the claim about more than f can show?

Where the claim itself goes up and down over a short way, so does f if the claim is
right, and by so little that it may drown in the rounding of f. Steps that reach beyond
that way see a mean slope, which the claim at x need not be. So a claim that is far off,
or hardly, is held against f once more, over all ways on which it is as good as a
parabola: there the difference of f is the integral of the claim, by Simpson's rule,

    f(x + t) - f(x - t) = t/3 (g(x - t) + 4 g(x) + g(x + t)).
"""

import numpy as np

from derivations.gradients.hypotheses.evidence import Evidence
from derivations.numerics.noise import scale_of

#: Differences between these, beside the entry, are left to the measurement. Waves that
#: rounding hides put a claim far off; those about as low as rounding, hardly at all.
HARDLY, FAR = 2.0**-32, 1e-3

#: So many of the wrong entries are looked at.
LOOKED_AT = 3

#: The shortest way and the longest, as a part of the size of x, and the growth.
SHORTEST, LONGEST, GROWTH = 2.0**-44, 2.0**-2, 2.0**3


def contradicted(f, evidence: Evidence, noise: float) -> bool:
    """Whether f contradicts the claim in an entry in which it seems wrong.

    `noise` is the noise of f relative to its size. True as well where nothing can be
    told: without a formula of the claim, for small differences, at the edge of the
    domain of f.
    """
    entries = evidence.entries()
    if evidence.claim is None or not np.any(entries.wrong):
        return True
    for at in np.flatnonzero(entries.wrong)[:LOOKED_AT]:
        claimed, numeric = entries.claimed[at], entries.numeric[at]
        off = abs(claimed - numeric)
        part = off / max(abs(claimed), abs(numeric))
        if not (part < HARDLY or part > FAR):
            return True
        if _contradicts(f, evidence, int(entries.at[at]), off, noise):
            return True
    return False


def _contradicts(f, evidence: Evidence, at: int, off: float, noise: float) -> bool:
    x = evidence.x
    output, k = divmod(at, x.size)
    size = scale_of(x.ravel())[k]

    def beside(function, index, t):
        values = []
        for side in (t, -t):
            point = x.copy()
            point.flat[k] += side
            values.append(float(np.ravel(function(point))[index]))
        return np.array(values)

    middle = float(evidence.claimed.ravel()[at])
    step = SHORTEST * size
    while step <= LONGEST * size:
        ends = np.mean(beside(evidence.claim, at, step))
        if not abs(ends - middle) <= off / 2:
            break
        right, left = beside(f, output, step)
        gap = abs((right - left) / (2 * step) - (2 * middle + ends) / 3)
        rounding = noise * max(abs(right), abs(left)) / step
        if not (gap <= off / 2 or rounding > off / 4):
            return True
        step *= GROWTH
    return False
