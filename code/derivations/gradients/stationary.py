"""Points where the derivative is zero: a minimum, where most claims are right.

There a claim with a wrong sign or factor is zero as well, and zero, or what rounding
makes of it, has no size that an error could be compared with. So the same formula is
held against f at a point beside x, where the derivative has a size: that is what an
error at x is measured by, and a formula that is wrong there is not called right at x.
"""

from dataclasses import dataclass, replace

import numpy as np

from derivations.gradients.hypotheses.explain import explain
from derivations.gradients.hypotheses.explanation import Explanation
from derivations.gradients.measuring.measure import Claim, Measured
from derivations.gradients.measuring.preconditions import examine
from derivations.gradients.measuring.question import Question
from derivations.gradients.measuring.resolution import row_scales
from derivations.gradients.measuring.sizes import resolution
from derivations.numerics import random_directions
from derivations.numerics.noise import scale_of

from .remarks import Finding

#: How far beside x, as a part of the size of every entry.
ASIDE = 2.0**-3

#: The derivative at x is zero if it is so many times as large beside x.
GROWS = 1e3


@dataclass
class Beside:
    """What was seen beside a stationary point.

    size: of the derivative times that of x, per output, 0 where x is not stationary;
    None if nothing was seen. wrong: what is wrong with the claim there, or None.
    """

    size: np.ndarray | None = None
    wrong: Explanation | None = None


def beside(question: Question, measure, at_x: Measured) -> Beside:
    """Check the claim at a point beside x, by a `Measurement`, if x is stationary."""
    unknown = not np.all(np.isfinite(at_x.evidence.bound))
    if question.formula is None or at_x.kinks or unknown:
        return Beside()
    x = question.x
    aside = x + ASIDE * random_directions(x, 1, question.rng)[0]
    try:
        seen = examine(question.formula, aside, question.name_claim)
        value = examine(question.f, aside, question.name_f).value
        if seen.random or not np.all(np.isfinite(value)):
            return Beside()
        measured = measure(Claim.of(question.formula, aside, seen), aside)
    except (ArithmeticError, ValueError):  # beyond the domain
        return Beside()
    evidence = measured.evidence
    size = _sizes(measured)
    stationary = size > GROWS * _sizes(at_x)
    if not np.any(stationary) or not np.all(np.isfinite(evidence.bound)):
        return Beside()
    if np.any(evidence.misses(evidence.claimed)):
        why = explain(evidence)
        text = f"at a point beside x, where the derivative is not zero: {why.text}"
        return Beside(wrong=replace(why, text=text))
    if resolution(measured, scale_of(aside.ravel())) > measure.asked(measured):
        return Beside()
    return Beside(size=np.where(stationary, size, 0))


def _sizes(measured: Measured) -> np.ndarray:
    """Per output the largest entry times the size of x, 0 where all may be zero."""
    evidence = measured.evidence
    if evidence.complete:
        return row_scales(evidence, scale_of(evidence.x.ravel()))
    seen = np.abs(evidence.numeric) > evidence.tolerance()
    return np.max(np.abs(evidence.numeric) * seen, initial=0.0, keepdims=True)


def refused(found: Beside) -> Finding:
    """The finding for a claim that is right at x, as all are that are zero there."""
    return Finding(
        "inconclusive",
        found.wrong,
        "the derivative is zero at x, where a wrong claim may be right, and beside x "
        "the claim is wrong",
    )
