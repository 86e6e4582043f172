"""What is measured for a claim: how, at what cost, in which units, and who explains."""

from dataclasses import replace
from typing import Any

import numpy as np

from derivations.gradients.hypotheses.entries import few_entries, missing_coordinates
from derivations.gradients.hypotheses.evidence import SAFETY
from derivations.gradients.hypotheses.explain import explain, unknown
from derivations.gradients.hypotheses.explanation import Explanation
from derivations.gradients.measuring.budget import Spent
from derivations.gradients.measuring.large import measure_directions
from derivations.gradients.measuring.measure import (
    LARGE,
    Claim,
    Measured,
    measure_every_entry,
)
from derivations.gradients.measuring.preconditions import Manners
from derivations.gradients.measuring.question import Question
from derivations.gradients.measuring.sizes import resolution
from derivations.gradients.measuring.within import affordable, measure_within
from derivations.numerics.noise import scale_of

#: A relative error of single entries that is not worth being called agreement.
WORST = 0.1


class Measurement:
    """Measures the derivative beside a claim of the right shape.

    beside: what the derivative times the size of x is beside x, once that was looked
    at, for want of a size of its own.
    """

    def __init__(self, question: Question, seen: Manners):
        self.question, self.f_shape = question, seen.value.shape
        self.value = seen.value
        self.beside: Any = None
        free = question.constrained
        # Of free numbers terms and symmetries say nothing: see `explained`.
        self.terms = self._terms(free.x if free else question.x)
        self.known = {
            "sizes": question.sizes_with_shapes(seen.value.shape),
            "is_gradient": question.what == "gradient",
            "is_hessian": question.what == "Hessian" and not free,
            "names": question.names,
        }

    def __call__(self, claim: Claim, x=None) -> Measured:
        x = self.question.x if x is None else x
        accuracy, relative_to = self.question.accuracy, self._relative_to(claim, x)
        room = accuracy / SAFETY * relative_to
        self.accuracy_rules = bool(np.all(room >= claim.noise))
        claim = replace(
            claim,
            noise=np.maximum(claim.noise, room),
            stated=relative_to if accuracy else None,
            own_noise=claim.noise,
        )
        return replace(self._measure(x, claim), stated=claim.stated)

    def _relative_to(self, claim: Claim, x: np.ndarray) -> np.ndarray:
        """What the accuracy that is stated is relative to, for each entry.

        The largest entry, each taken times the size of its x, or without it: the
        smaller of both, so that no entry is given room by the unit of another.
        """
        scale = scale_of(x.ravel())
        rows = np.abs(claim.value).reshape(-1, x.size)
        rows = np.where(np.isfinite(rows), rows, 0)
        stated = self.question.scale or 0.0
        by_unit = np.max(rows * scale, axis=1, initial=0.0)[:, None] / scale
        largest = np.minimum(by_unit, np.max(rows, axis=1, initial=0.0)[:, None])
        return np.maximum(largest, stated).reshape(claim.value.shape)

    def _measure(self, x: np.ndarray, claim: Claim) -> Measured:
        f, rng, budget = self.question.f, self.question.rng, self.question.budget
        terms = {} if self.question.constrained else self.terms
        if terms and x is not self.question.x:
            terms = self._terms(x)
        known = self.known | {"terms": terms}
        known["value"] = self.value if x is self.question.x else None
        if not budget.limited or affordable(x.size, budget.left(f.calls)):
            usual = measure_directions if x.size > LARGE else measure_every_entry
            try:
                with budget.reserve():
                    return usual(f, x, claim, rng, **known)
            except Spent:  # kinks, or a mistake that is hard to find
                pass
        measured = measure_within(f, x, claim, rng, **known)
        if measured is None:
            raise Spent
        return measured

    def resolution(self, measured: Measured) -> float:
        """The smallest relative error that would have been seen."""
        return resolution(measured, scale_of(self.question.x.ravel()), self._size())

    def own_resolution(self, measured: Measured) -> float:
        """The same by the size that the derivative itself has."""
        return resolution(measured, scale_of(self.question.x.ravel()))

    def asked(self, measured: Measured) -> float:
        """The relative error that has to be visible.

        Along a direction the errors that a stated accuracy allows add up; of single
        entries no more can be asked then.
        """
        asked = self.question.resolution
        if measured.evidence.complete or not self.accuracy_rules:
            return asked
        alone = replace(measured.evidence, bound=0 * measured.evidence.bound)
        known = 2 * self.resolution(replace(measured, evidence=alone))
        return max(asked, known) if known < WORST else asked

    def _size(self) -> np.ndarray | None:
        """What the derivative times the size of x is at least, if that is known."""
        if self.question.scale is None:
            return self.beside
        scale = scale_of(self.question.x.ravel())
        square = self.known["is_hessian"]
        return self.question.scale * (scale * scale[:, None] if square else scale[None])

    def _terms(self, x):
        return self.question.terms_at(x, self.f_shape + x.shape)

    def explained(self, evidence) -> Explanation:
        """What is wrong; where x moves on a set, with the claim as it was written."""
        free = self.question.constrained
        try:
            if not free:
                return explain(evidence)
            why = explain(free.in_whole_space(evidence, self.terms))
        except Spent:
            return unknown(evidence)
        if why.kind != "unknown":
            return why
        return (
            missing_coordinates(evidence) or few_entries(evidence) or unknown(evidence)
        )
