"""Points where the derivative is zero: a minimum, where most claims are right.

There a claim with a wrong sign or factor is zero as well, and zero has no size that an
error could be compared with. So the same formula is held against f at a point beside x,
where the derivative has a size: that is what a rounding error at x is measured by, and
a formula that is wrong there is not called right at x.
"""

from dataclasses import dataclass, replace

import numpy as np

from derivations.gradients.hypotheses.explain import explain
from derivations.gradients.hypotheses.explanation import Explanation
from derivations.gradients.measuring.measure import Claim, Measured, row_scales
from derivations.gradients.measuring.preconditions import examine
from derivations.gradients.measuring.question import Question
from derivations.gradients.measuring.sizes import resolution
from derivations.numerics import random_directions
from derivations.numerics.noise import scale_of

from .remarks import Finding

#: How far beside x, as a part of the size of every entry.
ASIDE = 2.0**-3


@dataclass
class Beside:
    """What was seen beside x.

    size: of the derivative times that of x, per output; None if it has none. wrong:
    what is wrong with the claim there, or None.
    """

    size: np.ndarray | None = None
    wrong: Explanation | None = None


def is_zero(measured: Measured) -> bool:
    """The derivative, and the claim, are zero as far as can be measured."""
    evidence = measured.evidence
    return (
        measured.kinks is None
        and bool(np.all(np.isfinite(evidence.bound)))
        and not np.any(evidence.speaks())
    )


def beside(question: Question, measure) -> Beside:
    """Check the claim at a point beside x, by a `Measurement`."""
    if question.formula is None:
        return Beside()
    x = question.x
    aside = x + ASIDE * random_directions(x, 1, question.rng)[0]
    try:
        seen = examine(question.formula, aside, question.name_claim)
        value = examine(question.f, aside, question.name_f).value
        if seen.random or not np.all(np.isfinite(value)):
            return Beside()
        claim = Claim.of(question.formula, aside, seen)
        measured = measure(claim, aside)
    except (ArithmeticError, ValueError):  # beyond the domain
        return Beside()
    evidence = measured.evidence
    if is_zero(measured) or not np.all(np.isfinite(evidence.bound)):
        return Beside()
    scale = scale_of(aside.ravel())
    if np.any(evidence.misses(evidence.claimed)):
        why = explain(evidence)
        text = f"at a point beside x, where the derivative is not zero: {why.text}"
        return Beside(wrong=replace(why, text=text))
    if resolution(measured, scale) > measure.asked(measured):
        return Beside()
    return Beside(size=_sizes(evidence, scale))


def _sizes(evidence, scale: np.ndarray) -> np.ndarray:
    if evidence.complete:
        return row_scales(evidence, scale)
    return np.max(np.abs(evidence.numeric), initial=0.0)


def refused(found: Beside) -> Finding:
    """The finding for a claim that is right at x, as all are that are zero there."""
    return Finding(
        "inconclusive",
        found.wrong,
        "the derivative is zero at x, where a wrong claim may be right, and beside x "
        "the claim is wrong",
    )
