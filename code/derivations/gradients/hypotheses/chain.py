"""Hypotheses: a factor of the chain rule is missing, or one too many.

With t = phi(x) taken entry by entry, dF/dx = dF/dt phi'(x). Whoever differentiates by t
and hands the result to an optimizer of x lacks the factor phi'(x); whoever multiplies
by it where x is the variable already has it twice. The same happens on the other side,
when log f is differentiated in place of f.
"""

from collections.abc import Iterator

import numpy as np

from .changes import CHANGES
from .constants import recognize
from .evidence import Evidence
from .explanation import Explanation
from .patterns import all_places
from .scales import LISTED, common_factor

#: So many decimal digits of agreement are no chance: some sixty factors are tried, and
#: with a constant in front some thousands.
DIGITS = 8.0


def chain_factor(evidence: Evidence) -> Explanation | None:
    """J = A phi'(x), or A / phi'(x), in all entries or in all that are wrong."""
    if not is_no_chance(evidence):
        return None
    for told, code, ratio in _ratios_of_inputs(evidence):
        if not np.any(np.isnan(ratio)) and _fits(evidence, ratio):
            return _said(told, code)
    for told, code, ratio in _ratios_of_inputs(evidence):
        found = _on_a_part(evidence, told, code, ratio)
        if found:
            return found
    return None


def chain_factor_and_constant(evidence: Evidence) -> Explanation | None:
    """J = c A phi'(x) with a constant c that has a name."""
    if not is_no_chance(evidence, free=1) or _is_constant(evidence.claimed):
        return None
    for (how, question), code, ratio in _ratios_of_inputs(evidence):
        if np.any(np.isnan(ratio)):
            continue
        factor = common_factor(evidence, ratio * evidence.claimed)
        if factor and factor.certain:
            both = f"multiplying by {factor} and {how.removeprefix('multiplying ')}"
            return _said((both, question), f"{factor.code} * {code}")
    return None


def change_of_output(evidence: Evidence) -> Explanation | None:
    """J = A / phi'(f): the claim differentiates phi(f) and not f."""
    y = evidence.value
    if y is None or evidence.is_hessian or not is_no_chance(evidence):
        return None
    if _has_plain_factor(evidence):
        return None
    shape = y.shape + (1,) * evidence.x.ndim
    for change in CHANGES:
        ratio = 1 / change.slope(y).reshape(shape)
        if np.any(np.isnan(ratio)) or not _fits(evidence, ratio):
            continue
        what, code = (
            words.replace("{}", "f(x)") for words in (change.factor, change.code)
        )
        verb, sign = ("multiplying", "*") if change.divides else ("dividing", "/")
        of = change.of("f", y)
        question = f"is the claim the derivative of {of} instead of f?"
        return _said((f"{verb} by {what}", question), f"claim {sign} {code}")
    return None


def is_no_chance(evidence: Evidence, free: int = 0) -> bool:
    """The wrong numbers, less those that free constants fit, agree to many digits.

    A candidate that explains everything agrees to log10(|J - A| / tolerance) digits in
    each number that the claim has wrong.
    """
    wrong = evidence.misses(evidence.claimed)
    gap = np.abs(evidence.numeric - evidence.measured)
    # Where the derivative is zero, any small factor would do.
    gap = np.minimum(gap, np.abs(evidence.numeric))[wrong]
    with np.errstate(divide="ignore"):
        held = np.sort(np.log10(gap / evidence.tolerance()[wrong]))
    return bool(np.sum(np.minimum(held[: held.size - free], 16)) >= DIGITS)


def _is_constant(claimed: np.ndarray) -> bool:
    """All entries of one size: the derivative itself may then look like a factor."""
    return bool(np.ptp(np.abs(claimed)) == 0)


def _ratios_of_inputs(evidence: Evidence) -> Iterator[tuple]:
    """((how, question), code, ratio) of what a claim may be multiplied by."""
    x = evidence.x
    for change in CHANGES:
        slope = change.slope(x)
        if np.all(np.isnan(slope)):
            continue
        what, code = (
            words.replace("{}", "x") for words in (change.factor, change.code)
        )
        times = f"multiplying by {what}", f"claim * {code}"
        over = f"dividing by {what}", f"claim / {code}"
        missing, extra = (over, times) if change.divides else (times, over)
        by = f"is the claim the derivative by {change.of('x', x)} instead of x?"
        yield (missing[0], by), missing[1], slope
        twice = f"is a factor {what} one too many?"
        if change.divides:
            twice = f"is a factor {what} missing, or a division by it one too many?"
        yield (extra[0], twice), extra[1], 1 / slope
    for name, term in evidence.terms.items():
        scale = np.where(term == 0, np.nan, term)
        by = "is the claim the derivative by {} instead of x?"
        yield (
            (f"multiplying by {name}", by.format(f"{name} x")),
            f"claim * {name}",
            scale,
        )
        yield (
            (f"dividing by {name}", by.format(f"x / {name}")),
            f"claim / {name}",
            1 / scale,
        )


def _fits(evidence: Evidence, ratio: np.ndarray) -> bool:
    """The ratio times the claim is right in every number."""
    ratio = np.broadcast_to(ratio, evidence.claimed.shape)
    noisier = np.abs(ratio) if evidence.complete else np.max(np.abs(ratio))
    return evidence.explains(ratio * evidence.claimed, noisier)


def _said(told: tuple[str, str], code: str, where: str = "") -> Explanation:
    how, question = told
    rest = f" in {where}, all else is right" if where else ""
    return Explanation(
        "chain-factor",
        f"a factor of the chain rule is wrong: right after {how}{rest}; {question}",
        code,
    )


def _on_a_part(evidence: Evidence, told, code, ratio) -> Explanation | None:
    """The same, where the claim is right in the other entries."""
    entries = evidence.entries()
    at = entries.at[entries.wrong]
    if not 0 < at.size < entries.at.size or _has_plain_factor(evidence, entries.wrong):
        return None
    shape = evidence.claimed.shape
    part = np.ones(shape)
    part.flat[at] = np.broadcast_to(ratio, shape).flat[at]
    if np.any(np.isnan(part)) or not _fits(evidence, part):
        return None
    fix = f"{code}, in {all_places(entries, entries.wrong)} alone"
    if evidence.complete and at.size <= 2 * LISTED and not evidence.names:
        places = f"np.arange({part.size})"
        places += f".reshape({shape})" if part.ndim > 1 else ""
        fix = f"np.where(np.isin({places}, {at.tolist()}), {code}, claim)"
    return _said(told, fix, all_places(entries, entries.wrong))


def _has_plain_factor(evidence: Evidence, wrong: np.ndarray | None = None) -> bool:
    """A factor with a name puts the wrong numbers right: 2 rather than 2 x at x = 1."""
    if wrong is None:
        return common_factor_has_name(evidence)
    entries = evidence.entries()
    claimed, numeric = entries.claimed[wrong], entries.numeric[wrong]
    if np.any(claimed == 0):
        return False
    with np.errstate(over="ignore"):
        ratio = numeric / claimed
        spread = entries.tolerance[wrong] / np.abs(claimed)
    factor = recognize(
        float(np.median(ratio)), float(np.median(spread)), evidence.sizes
    )
    return bool(factor and np.all(np.abs(ratio - factor.value) <= 2 * spread))


def common_factor_has_name(evidence: Evidence) -> bool:
    factor = common_factor(evidence, evidence.claimed)
    return bool(factor and factor.certain)
