"""What is wrong with a claim: hypotheses, tried in order.

Each hypothesis is a function of the `Evidence` that returns an `Explanation` if it
accounts for every number measured, to within its tolerance, and None if not. The first
that fits is the answer, the others that fit are its runners-up. The order goes from the
simple to the contrived: a claim that is both transposed and negated is called the one
that needs fewer words.
"""

from collections.abc import Callable

from .curl import constant_nearby, curl_free, not_a_gradient
from .entries import few_entries, left_out, missing_coordinates, zero_derivative
from .evidence import Evidence
from .explanation import KINDS, Explanation
from .patterns import all_places, be
from .permuted import permuted
from .rearranged import rearranged_and_scaled, reshaped, shifted, transposed
from .scaled_parts import scaled_and_term
from .scales import lines_scaled, mostly_scaled, scaled, sign, symmetric_factor
from .stale import stale_point
from .terms import term, term_weights, usual_term

Hypothesis = Callable[[Evidence], Explanation | None]

#: Mistakes of one kind.
SIMPLE: tuple[Hypothesis, ...] = (
    transposed,
    reshaped,
    sign,
    scaled,
    missing_coordinates,
    term_weights,
    term,
    zero_derivative,
    usual_term,
    shifted,
    permuted,
    few_entries,
    symmetric_factor,
)

#: Two mistakes at once, many factors, or what costs further evaluations to see.
FURTHER: tuple[Hypothesis, ...] = (
    rearranged_and_scaled,
    left_out,
    stale_point,
    lines_scaled,
    scaled_and_term,
    mostly_scaled,
    not_a_gradient,
)

#: What follows from an explanation, and so is no further one: a claim with one entry
#: missing has few entries wrong, a term by its name is also 0.1 times x.
IMPLIED = {
    "sign": {"scaled"},
    "term": {"term", "few-entries"},
    "unknown": set(KINDS),
    "missing-coordinates": {"few-entries"},
    "transposed": {"permuted", "reshaped"},
    "reshaped": {"permuted"},
    "shifted": {"permuted"},
}


def explain(evidence: Evidence) -> Explanation:
    """Say what is wrong with a claim that differs from the numbers."""
    fitting = [found for try_ in SIMPLE if (found := try_(evidence))]
    if fitting:
        first, *others = fitting
        implied = IMPLIED.get(first.kind, ())
        return first.followed_by(o for o in others if o.kind not in implied)
    for try_ in FURTHER:
        if found := try_(evidence):
            return found
    return unknown(evidence)


def unknown(evidence: Evidence) -> Explanation:
    """None of the known mistakes: say at least where, and of what sort the claim is."""
    entries = evidence.entries()
    where = all_places(entries, entries.wrong) if entries.wrong.any() else "the claim"
    other = ""
    if constant_nearby(evidence):
        other = "; the claim does not change close to x"
    elif curl_free(evidence):
        other = (
            "; the claim is the gradient of another function, as its own Jacobian is "
            "symmetric"
        )
    return Explanation(
        "unknown", f"{where} {be(where)} wrong, by no mistake that is known here{other}"
    )
