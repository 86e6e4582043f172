"""The course of a check: what is asked first, what is measured, who explains."""

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from derivations.gradients.hypotheses.explanation import Explanation
from derivations.gradients.hypotheses.patterns import places
from derivations.gradients.hypotheses.shapes import orders_of_another_shape
from derivations.gradients.measuring.budget import Spent
from derivations.gradients.measuring.jumps import jump
from derivations.gradients.measuring.kinks import both_sides, coordinate
from derivations.gradients.measuring.large import COUNT
from derivations.gradients.measuring.measure import Claim, Measured
from derivations.gradients.measuring.preconditions import Manners, examine
from derivations.gradients.measuring.question import Question

from .figures import power_of_ten
from .measurement import Measurement
from .remarks import (
    Finding,
    facts,
    in_single_precision,
    mutating,
    not_refuted,
    obstacle,
)
from .stationary import Beside, beside, refused

#: Mistakes that a claim of another shape may have besides, the plainest first.
SECOND = ("sign", "scaled", "term", "missing-coordinates", "few-entries")


@dataclass
class Inspected:
    """What a check found: the verdict, and the numbers if any were compared.

    asked: the relative error that had to be visible. resolution: the smallest one that
    would have been seen.
    """

    finding: Finding
    shape: tuple[int, ...]
    asked: float
    measured: Measured | None = None
    resolution: float = math.inf
    reordered: bool = False
    notes: tuple[str, ...] = ()


def inspect(question: Question) -> Inspected:
    """Answer a question, from the outer circumstances to the single entries."""
    with question.progress.watching():
        try:
            return _inspect(question)
        except Spent:
            reason = f"{question.budget} allowed no derivative to be measured"
            finding = Finding("inconclusive", None, reason)
            return Inspected(finding, question.x.shape, question.resolution)


def _inspect(question: Question) -> Inspected:
    seen = examine(question.f, question.x, question.name_f)
    shape = _expected_shape(question, seen)
    formula = question.formula or (lambda _: question.claim)
    claim_seen = examine(formula, question.x, question.name_claim)
    early = _beforehand(question, seen, claim_seen)
    if early:
        return Inspected(early, shape, question.resolution)
    claim = Claim.of(question.formula, question.x, claim_seen)
    measure = Measurement(question, seen)
    if claim.value.shape != shape:
        finding, measured = _of_another_shape(claim, shape, measure)
    else:
        if question.constrained:
            claim.noise = claim.noise + question.constrained.inexact()
        measured = measure(claim)
        finding = _compare(question, measured, measure)
        finding = not_refuted(question, measured, finding)
    finding = in_single_precision(question, finding, seen, claim_seen)
    finding = mutating(question, finding, seen, claim_seen)
    if measured is None:
        return Inspected(finding, shape, question.resolution)
    asked, finest = measure.asked(measured), measure.resolution(measured)
    reordered = claim.value.shape != shape
    notes = tuple(facts(question, measure))
    return Inspected(finding, shape, asked, measured, finest, reordered, notes)


def _expected_shape(question: Question, seen: Manners) -> tuple[int, ...]:
    f_shape, x_shape = seen.value.shape, question.x.shape
    whole = question.constrained.shape if question.constrained else x_shape
    if question.what == "gradient" and f_shape != ():
        raise ValueError(
            f"f must return one number, got an array of shape {f_shape}; "
            "check_jacobian is for functions with several outputs"
        )
    if question.what == "Hessian" and f_shape != whole:
        raise ValueError(f"gradient must return the shape of x, {whole}, got {f_shape}")
    return f_shape + x_shape


def _beforehand(question, seen: Manners, claim_seen: Manners) -> Finding | None:
    """Situations in which there is nothing to compare."""
    if not np.all(np.isfinite(seen.value)):
        bad = seen.value[~np.isfinite(seen.value)].ravel()[0]
        why = Explanation("non-finite", f"{question.name_f} is {bad:g} at x")
        return Finding("inconclusive", why, "there is no derivative to compare with")
    for name, manners in (
        (question.name_f, seen),
        (question.name_claim, claim_seen),
    ):
        if manners.random:
            why = Explanation(
                "not-deterministic",
                f"{name} gives other values when it is called again at the same x, "
                f"up to {power_of_ten(manners.spread)} of their size",
                "fix the seed of its random numbers, or what it keeps between calls",
            )
            return Finding("inconclusive", why, "random values have no derivative")
    return None


def _of_another_shape(claim: Claim, shape, measure: Measurement):
    """A claim of the wrong shape: is it right when its entries are put in order?"""
    text = f"the claim has shape {claim.value.shape}, the derivative {shape}"
    orders = list(orders_of_another_shape(claim.value.shape, shape))
    if not orders:
        return Finding("differs", Explanation("wrong-shape", text)), None
    measured: Any = None
    for order in orders:
        ordered = Claim(order.put(claim.value), None, order.put(claim.noise))
        if measured is None:
            try:
                measured = measure(ordered)
            except Spent:
                return Finding("differs", Explanation("wrong-shape", text)), None
        if measured.evidence.explains(ordered.value):
            why = Explanation(order.kind, f"{text}; {order.words}", order.fix)
            return Finding("differs", why), measured
    if measured.kinks:
        return Finding("differs", Explanation("wrong-shape", text)), measured
    # The shape is one mistake, and there is another one: the plainest that fits.
    evidence = measured.evidence
    seconds = [
        (order, measure.explained(replace(evidence, claimed=order.put(claim.value))))
        for order in orders
    ]
    for order, inner in sorted(seconds, key=lambda second: _rank(*second)):
        if inner.kind in SECOND or (order.kind, order.how) == (
            "wrong-shape",
            "reshaped",
        ):
            why = Explanation(
                order.kind,
                f"{text}; {order.how}, it is still wrong: {inner.text}",
                inner.correction.replace("claim", order.fix) or order.fix,
            )
            return Finding("differs", why.followed_by([inner])), measured
    return Finding("differs", Explanation("wrong-shape", text)), measured


def _rank(order, inner: Explanation) -> int:
    """What is tried first: axes of length 1, then the plainer mistakes."""
    if (order.kind, order.how) == ("wrong-shape", "reshaped"):
        return -1
    return SECOND.index(inner.kind) if inner.kind in SECOND else len(SECOND)


def _compare(question: Question, measured: Measured, measure: Measurement) -> Finding:
    evidence, kinks = measured.evidence, measured.kinks
    wrong = evidence.misses(evidence.claimed)
    finite = np.isfinite(evidence.claimed)
    # What is known to some digits only may jump within them.
    infinite = (measured.state == "infinite") & (question.accuracy == 0)
    if not np.all(finite) or np.any(infinite):
        return _not_finite(question.f, measured, finite, infinite)
    if kinks and (kinks.crossed or not kinks.inside):
        return Finding("differs", kinks.explanation())
    curl = _gradient_with_curl(evidence, not np.any(wrong))
    if np.any(wrong):
        why: Any = measure.explained(evidence)
        if kinks:
            why = why.followed_by([*why.runners_up, kinks.explanation()])
        if curl:
            # No Hessian is right for it: what the claim lacks comes second.
            known = [] if why.kind == "unknown" else [why, *why.runners_up]
            why = curl.followed_by(known)
        return Finding("differs", why)
    if curl:
        return Finding("differs", curl)
    why = kinks.explanation() if kinks else None
    if measure.own_resolution(measured) > measure.asked(measured):
        aside = _beside(question, measure, measured)
        if aside.wrong:
            return refused(aside)
        measure.beside = aside.size
    if question.budget.limited and 0 < measured.searched < COUNT:
        return Finding("inconclusive", why, _unfinished(question, measured))
    certain = not kinks or kinks.certain
    if certain and measure.resolution(measured) <= measure.asked(measured):
        return Finding("agrees", why)
    return Finding("inconclusive", why, obstacle(question, measured))


def _beside(question: Question, measure: Measurement, measured: Measured) -> Beside:
    try:
        return beside(question, measure, measured)
    except Spent:
        return Beside()


def _unfinished(question: Question, measured: Measured) -> str:
    return (
        f"{question.budget} allowed {measured.searched} of {COUNT} random directions, "
        "along which no difference was seen; the others, and single entries, were not "
        "looked at"
    )


def _not_finite(f, measured: Measured, finite, infinite) -> Finding:
    """NaN or infinity in the claim, or in the derivative."""
    evidence = measured.evidence
    if not np.all(finite):
        claimed = evidence.measured
        odd = ~np.isfinite(claimed)
        unknown = odd & ~np.isfinite(evidence.bound)
        if np.array_equal(odd, unknown):
            text = "the claim is not finite, and no finite derivative could be measured"
            return Finding("inconclusive", Explanation("non-finite", text), text)
        where = places(np.flatnonzero(~finite), evidence.shape)
        value = evidence.claimed[~finite].ravel()[0]
        text = f"the claim is {value:g} in {where}, the derivative is finite"
        return Finding("differs", Explanation("non-finite", text))
    where = "along a random direction"
    if evidence.complete:
        where = f"in {places(np.flatnonzero(infinite), evidence.shape)}"
        step = jump(f, evidence.x, int(np.flatnonzero(infinite)[0]))
        if step:
            text = f"f jumps at x, {step}: it has no derivative {where}"
            return Finding("differs", Explanation("non-finite", text))
        where += _one_side_alone(f, evidence.x, int(np.flatnonzero(infinite)[0]))
    text = f"the derivative is infinite {where}, the claim is finite"
    return Finding("differs", Explanation("non-finite", text))


def _one_side_alone(f, x: np.ndarray, flat: int) -> str:
    """Which side, where the slope on the other one is finite."""
    sides = both_sides(f, x, coordinate(x, flat % x.size)).scaled(1.0)
    steep = np.isinf([sides.left, sides.right])[:, flat // x.size]
    if steep[0] == steep[1]:
        return ""
    return f" from the {'left' if steep[0] else 'right'}"


def _gradient_with_curl(evidence, agrees: bool) -> Explanation | None:
    """What was handed in as a gradient has a Jacobian that is not symmetric."""
    if not (evidence.is_hessian and evidence.complete):
        return None
    n = evidence.x.size
    numeric = evidence.numeric.reshape(n, n)
    room = evidence.tolerance().reshape(n, n)
    with np.errstate(invalid="ignore"):
        if not np.any(np.abs(numeric - numeric.T) > room + room.T):
            return None
    return Explanation(
        "not-a-gradient",
        "gradient is not the gradient of any function: its Jacobian"
        + (", with which the claim agrees," if agrees else "")
        + " is not symmetric",
    )
