"""One question, one answer: what every check makes of its arguments."""

from collections.abc import Mapping
from typing import Any, TypedDict

import numpy as np

from derivations.gradients.hypotheses.explanation import Explanation
from derivations.gradients.inputs import Posed, Refused, pose
from derivations.gradients.measuring.question import Question

from .inspection import Inspected, inspect
from .outcome import fields
from .remarks import Finding
from .result import Check, Entry

#: What f returns in each kind of check, as `pose` calls it.
RETURNS = {"gradient": "number", "Jacobian": "array", "Hessian": "x"}


class Options(TypedDict, total=False):
    """The keyword arguments that all checks share; `check_gradient` explains them."""

    args: Any
    value_and_gradient: bool
    resolution: float
    accuracy: float | None
    scale: float | None
    along: Any
    bounds: Any
    budget: str | None
    sizes: Mapping[str, float] | None
    terms: Mapping[str, Any] | None
    rng: int | np.random.Generator


def answer(
    what: str,
    f,
    claim,
    x,
    *,
    args=(),
    value_and_gradient=False,
    along=None,
    bounds=None,
    **facts,
) -> Check:
    """Pose a question about functions of what x is, and answer it."""
    try:
        posed = pose(
            f,
            claim,
            x,
            returns=RETURNS[what],
            args=args,
            value_and_gradient=value_and_gradient,
            along=along,
            bounds=bounds,
        )
    except Refused as wrong:
        return _refused(what, wrong, facts)
    return answer_posed(what, posed, **facts)


def answer_posed(
    what: str, posed: Posed, *, name_claim=None, called: str = "", **facts
) -> Check:
    """Answer a question about functions of one array; reports call it `called`."""
    question = Question(
        what,
        posed.f,
        posed.claim,
        posed.x,
        names=posed.names,
        constrained=posed.constrained,
        name_claim=name_claim,
        **facts,
    )
    try:
        inspected = inspect(question)
    except Refused as wrong:
        return _refused(called or what, wrong, facts)
    return _check(called or what, inspected, question.f.calls)


def _refused(what: str, wrong: Refused, facts: dict) -> Check:
    finding = Finding("differs", Explanation(wrong.kind, str(wrong)))
    return _check(what, Inspected(finding, (), facts.get("resolution", 1e-6)), 0)


def _check(what: str, inspected: Inspected, calls: int) -> Check:
    found = fields(inspected)
    return Check(
        worst=tuple(Entry(*entry) for entry in found.pop("entries", ())),
        asked=inspected.asked,
        what=what,
        evaluations=calls,
        **found,
    )
