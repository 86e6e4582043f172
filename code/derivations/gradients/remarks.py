"""What stands in the way of an answer, and what else a reader must be told."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from derivations.gradients.hypotheses.explanation import Explanation
from derivations.gradients.measuring.budget import Spent
from derivations.gradients.measuring.measure import Measured
from derivations.gradients.measuring.preconditions import single_precision
from derivations.gradients.measuring.question import Question


@dataclass
class Finding:
    """A verdict in the making."""

    verdict: str
    explanation: Explanation | None = None
    reason: str = ""


def obstacle(question: Question, measured: Measured) -> str:
    """Why errors of the size asked for would not be seen."""
    evidence = measured.evidence
    if measured.kinks and not measured.kinks.certain:
        return "f has a kink at x, and too many inputs to look at each"
    if not np.all(np.isfinite(evidence.bound)):
        return "no derivative could be measured in some entries"
    if not np.any(evidence.speaks()):
        return "the whole derivative is zero as far as can be measured"
    if np.max(evidence.noise) > np.max(evidence.bound):
        return f"values of {question.name_claim} scatter between neighboring points"
    if measured.scatter > 1e-12:
        return f"values of {question.name_f} scatter between neighboring points"
    if np.any(measured.state != "settled"):
        return (
            f"{question.name_f} is not smooth at x, or x is on the edge of its domain"
        )
    return (
        f"{question.name_f} is so large beside the change that x makes in it that "
        "rounding hides the rest"
    )


def facts(question: Question, measure) -> Iterator[str]:
    """What a verdict rests on besides numbers: what was stated, what was found."""
    if question.constrained:
        yield f"compared along {question.constrained.along} alone"
    if question.accuracy:
        yield (
            f"f and the claim are taken to be known to {question.accuracy:g}, relative "
            "to the largest entry"
        )
    if question.scale is not None:
        yield f"errors are relative to the size stated, {question.scale:g}"
    elif measure.beside is not None:
        yield "the derivative is zero at x: errors are relative to its size beside x"


def in_single_precision(question, finding, seen, claim_seen) -> Finding:
    """Name float32 as the obstacle, where it is one."""
    if finding.verdict != "inconclusive" or finding.explanation:
        return finding
    if claim_seen.dtype.kind == "f" and claim_seen.dtype.itemsize < 8:
        sign = f"{question.name_claim} returns {claim_seen.dtype}"
    else:
        try:
            sign = single_precision(question.f, question.x, seen, question.rng)
        except Spent:
            return finding
    if sign:
        finding.reason = "single precision carries 7 digits, too few to tell more"
        finding.explanation = Explanation(
            "single-precision", sign, "the same in float64"
        )
    return finding


def mutating(question, finding, seen, claim_seen) -> Finding:
    """A function that changes its argument is no function of it."""
    guilty = [
        name
        for name, manners in (
            (question.name_f, seen),
            (question.name_claim, claim_seen),
        )
        if manners.mutates
    ]
    if not guilty:
        return finding
    who = " and ".join(guilty)
    verb = "changes its argument" if len(guilty) == 1 else "change their argument"
    on_copies = {
        "agrees": "handed copies, the claim agrees",
        "differs": "handed copies, the claim is wrong all the same",
        "inconclusive": "handed copies, nothing can be told either",
    }[finding.verdict]
    others = [finding.explanation] if finding.explanation else []
    if others and finding.verdict == "differs":
        on_copies += f": {others[0].text}"
    why = Explanation(
        "mutates-argument",
        f"{who} {verb} in place; {on_copies}",
        "work on a copy: x = x.copy()",
    ).followed_by(others)
    if finding.verdict == "agrees":
        return Finding("inconclusive", why, "calls change the point they are made at")
    return Finding(finding.verdict, why, finding.reason)
