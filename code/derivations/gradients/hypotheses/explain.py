"""What is wrong with a claim: hypotheses, tried in order.

Each hypothesis is a function of the `Evidence` that returns an `Explanation` if it
accounts for every number measured, to within its tolerance, and None if not. The first
that fits is the answer, the others that fit are its runners-up. The order goes from the
simple to the contrived: a claim that is both transposed and negated is called the one
that needs fewer words.
"""

from collections.abc import Callable

from .blocks import in_lines, in_named_blocks, right_lines
from .chain import chain_factor, chain_factor_and_constant, change_of_output
from .curl import acts_entrywise, constant_nearby, curl_free, not_a_gradient
from .entries import few_entries, left_out, missing_coordinates, zero_derivative
from .evidence import Evidence
from .explanation import KINDS, Explanation
from .joint import joint_change
from .patterns import all_places, be
from .permuted import permuted
from .rearranged import rearranged_and_scaled, reshaped, shifted, transposed
from .scaled_parts import scaled_and_term
from .scales import lines_scaled, mostly_scaled, scaled, sign, symmetric_factor
from .single import one_entry
from .single_precision import rounded_to_single
from .stale import stale_point
from .terms import term, term_weights, usual_term
from .triangle import packed_triangle, triangle

Hypothesis = Callable[[Evidence], Explanation | None]

#: Mistakes of one kind.
SIMPLE: tuple[Hypothesis, ...] = (
    transposed,
    reshaped,
    sign,
    change_of_output,
    scaled,
    missing_coordinates,
    triangle,
    packed_triangle,
    term_weights,
    term,
    zero_derivative,
    usual_term,
    chain_factor,
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
    chain_factor_and_constant,
    joint_change,
    lines_scaled,
    scaled_and_term,
    mostly_scaled,
    rounded_to_single,
    not_a_gradient,
)

#: What follows from an explanation, and so is no further one: a claim with one entry
#: missing has few entries wrong, a term by its name is also 0.1 times x.
IMPLIED = {
    "sign": {"scaled"},
    "chain-factor": {"scaled", "few-entries"},
    "triangle": {"few-entries"},
    "term": {"term", "few-entries"},
    "unknown": set(KINDS),
    "missing-coordinates": {"few-entries"},
    "transposed": {"permuted", "reshaped"},
    "reshaped": {"permuted"},
    "shifted": {"permuted"},
}


def explain(evidence: Evidence) -> Explanation:
    """Say what is wrong with a claim that differs from the numbers."""
    in_blocks = in_named_blocks(evidence, _explain, _simple)
    return one_entry(evidence) or in_blocks or _explain(evidence)


def _explain(evidence: Evidence) -> Explanation:
    found = one_entry(evidence) or _simple(evidence) or in_lines(evidence, _simple)
    if found:
        return found
    for try_ in FURTHER:
        if found := try_(evidence):
            return found
    return unknown(evidence)


def _simple(evidence: Evidence) -> Explanation | None:
    """The first of the simple mistakes that fits, and the others that do."""
    fitting = [found for try_ in SIMPLE if (found := try_(evidence))]
    if not fitting:
        return None
    first, *others = fitting
    implied = IMPLIED.get(first.kind, ())
    return first.followed_by(o for o in others if o.kind not in implied)


def unknown(evidence: Evidence) -> Explanation:
    """None of the known mistakes: say at least where, and of what sort the claim is."""
    entries = evidence.entries()
    where = all_places(entries, entries.wrong) if entries.wrong.any() else "the claim"
    other = ""
    if constant_nearby(evidence):
        other = "; the claim does not change close to x"
    elif curl_free(evidence) and not acts_entrywise(evidence):
        other = (
            "; the claim is the gradient of another function, as its own Jacobian is "
            "symmetric"
        )
    return Explanation(
        "unknown",
        f"{where} {be(where)} wrong{right_lines(evidence)}, by no mistake that is "
        f"known here{other}",
    )
