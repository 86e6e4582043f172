"""What stands in the way of an answer, and what else a reader must be told."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from derivations.gradients.hypotheses.evidence import SAFETY
from derivations.gradients.hypotheses.explanation import Explanation
from derivations.gradients.measuring.budget import Spent
from derivations.gradients.measuring.contradiction import contradicted
from derivations.gradients.measuring.kinks import coordinate
from derivations.gradients.measuring.measure import LARGE, Measured
from derivations.gradients.measuring.preconditions import single_precision
from derivations.gradients.measuring.question import Question
from derivations.gradients.measuring.staircase import (
    long_steps_agree,
    part_in_single_precision,
)

SEVEN_DIGITS = "single precision carries 7 digits, too few to tell more"
IN_STEPS = "a part of {} moves in steps, as float32 numbers do, and the rest evenly"

SHORT = (
    "the claim changes within a way so short that rounding hides from f what it says"
)

#: So many of the wrong inputs are looked at one by one.
LOOKED_AT = 3

#: Explanations that say little more than that something is wrong.
UNNAMED = ("few-entries", "unknown", "not-a-gradient")


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
    if measured.kinks and not measured.kinks.finite:
        return f"the slopes of {question.name_f} grow without bound toward x"
    if not np.all(np.isfinite(evidence.bound)):
        return "no derivative could be measured in some entries"
    if measured.unseen.size:
        return "rounding hides entries that are small beside the others"
    if not np.any(evidence.speaks()):
        return _nothing_seen(question, measured)
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


def _nothing_seen(question: Question, measured: Measured) -> str:
    """No number stands out: derivative and claim are zero, or little is known."""
    evidence = measured.evidence
    settled = np.all(measured.state == "settled")
    if settled and np.all(np.abs(evidence.measured) <= SAFETY * evidence.noise):
        return "the whole derivative is zero as far as can be measured"
    if settled:
        return (
            f"nothing could be measured: {question.name_f} is not smooth close to x, "
            "or rounding hides the change that x makes in it"
        )
    return (
        f"nothing could be measured: {question.name_f} is not smooth at x, or x is on "
        "the edge of its domain"
    )


def in_single_precision(question, finding, seen, claim_seen) -> Finding:
    """Name float32 as the obstacle, where it is one."""
    if finding.verdict != "inconclusive" or finding.explanation:
        return finding
    if claim_seen.dtype.kind == "f" and claim_seen.dtype.itemsize < 8:
        sign = f"{question.name_claim} returns {claim_seen.dtype}"
    else:
        try:
            sign = single_precision(question.f, question.x, seen, question.rng)
            sign = sign or _part_in_single_precision(question)
        except Spent:
            return finding
    if sign:
        finding.reason = SEVEN_DIGITS
        finding.explanation = Explanation(
            "single-precision", sign, "the same in float64"
        )
    return finding


def not_refuted(question: Question, measured: Measured, finding: Finding) -> Finding:
    """A difference that comes of float32 steps in a part of f refutes no claim.

    Nor does one where the claim goes up and down by less than the rounding of f.
    Looked into where the mistake has no better name than the entries it is in.
    """
    evidence, why = measured.evidence, finding.explanation
    doubtful = finding.verdict == "differs" and why is not None and why.kind in UNNAMED
    if not (doubtful and evidence.complete):
        return finding
    try:
        refuted = contradicted(question.f, evidence, measured.scatter)
    except Exception:  # the budget is spent, or a function is not defined close by
        refuted = True
    if not refuted:
        return Finding("inconclusive", None, SHORT)
    f, x, entries = question.f, question.x, evidence.entries()
    worst = entries.at[entries.wrong][:LOOKED_AT] % x.size
    directions = [None, *(coordinate(x, k) for k in worst)]
    try:
        if not any(part_in_single_precision(f, x, d) for d in directions):
            return finding
        if not long_steps_agree(f, evidence):
            return finding
    except Exception:  # the budget is spent, or f is not defined so far from x
        return finding
    why = Explanation(
        "single-precision", IN_STEPS.format(question.name_f), "the same in float64"
    )
    return Finding("inconclusive", why, SEVEN_DIGITS)


def _part_in_single_precision(question: Question) -> str:
    functions = [(question.name_f, question.f)]
    if question.x.size <= LARGE:  # of more, the values of one line fill the memory
        functions.append((question.name_claim, question.formula))
    for name, function in functions:
        if function and part_in_single_precision(function, question.x):
            return IN_STEPS.format(name)
    return ""


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
