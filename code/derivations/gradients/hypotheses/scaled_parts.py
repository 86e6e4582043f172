"""Hypothesis: a factor is lost in one part of the derivative, and not in a term."""

from collections.abc import Iterator
from itertools import combinations, islice

import numpy as np

from .constants import Factor, describe, describe_weight, digits, recognize
from .evidence import Evidence, fit
from .explanation import Explanation
from .terms import added, adds_up, all_but, exempted, sparing, times, usual_terms

#: Pairs of coordinates tried as exempt ones where a factor is wrong as well.
MOST_PAIRS = 100


def scaled_and_term(evidence: Evidence) -> Explanation | None:
    """J = c A + b v: a factor lost in one place only."""
    named = [(name, name, array) for name, array in evidence.terms.items()]
    for name, code, array in [*named, *usual_terms(evidence)]:
        for mask in _without_equal_ratios(evidence, array):
            pair = _factor_and_weight(evidence, array * mask)
            if pair is None:
                continue
            factor, weight = pair
            code, but = sparing(code, mask)
            kept = _kept(evidence, factor, weight)
            if kept:
                part = f"{times(kept, name)}{exempted(array, mask)}{kept.meaning}"
                said = f" is right, but for {part}, which is right as it stands"
                itself = code if kept.value == 1 else f"{kept.code} * {code}"
                fix = f"{_times_code(factor)}(claim - {itself}) + {itself}"
            else:
                part = f"{times(weight, name)}{exempted(array, mask)}{weight.meaning}"
                joined = "plus" if weight.value > 0 else "minus"
                said = f", {joined} {part}, is right in every entry"
                fix = added(f"{_times_code(factor)}claim", weight, code)
            return Explanation(
                "term",
                f"{_wrong(factor)} the claim{said}",
                fix + but,
            )
    return None


def _times_code(factor: Factor) -> str:
    return "-" if factor.value == -1 else f"{factor.code} * "


def _wrong(factor: Factor) -> str:
    if factor.value == -1:
        return "one part has the wrong sign: minus"
    return f"one part has a wrong factor: {factor} times"


def _without_equal_ratios(evidence: Evidence, array) -> Iterator[np.ndarray]:
    """The same where the claim has a factor as well: exempt are one coordinate, or
    two at which derivative and claim have the same ratio."""
    yield np.ones(array.shape)
    if array.shape != evidence.x.shape:
        return
    entries = evidence.entries()
    with np.errstate(all="ignore"):
        ratio = entries.numeric / entries.claimed
        spread = entries.tolerance / np.abs(entries.claimed)
    usable = np.flatnonzero((array.ravel()[entries.at] != 0) & (spread < np.abs(ratio)))
    for k in usable:
        yield all_but(entries.at[[k]], array.shape)
    alike = (
        [one, two]
        for one, two in combinations(usable, 2)
        if np.abs(ratio[one] - ratio[two]) <= spread[one] + spread[two]
    )
    for pair in islice(alike, MOST_PAIRS):
        yield all_but(entries.at[pair], array.shape)


def _factor_and_weight(evidence, array) -> tuple[Factor, Factor] | None:
    """(c, b), if there are such, with c A + b array right in every entry."""
    columns = [evidence.measured, evidence.project(array)]
    values, spreads = fit(evidence, columns)
    if not np.all(np.isfinite(spreads)) or np.any(np.abs(values) <= spreads):
        return None
    named = [
        name(v, s, evidence.sizes)
        for name, v, s in zip((describe, describe_weight), values, spreads, strict=True)
    ]
    bare = [
        Factor(float(v), digits(v, s)) for v, s in zip(values, spreads, strict=True)
    ]
    for pair in (named, bare):
        unknown = sum(not f.certain for f in pair)
        if pair[0].value == 1 or np.count_nonzero(evidence.speaks()) < 2 + unknown:
            continue
        parts = [f.value * column for f, column in zip(pair, columns, strict=True)]
        if adds_up(evidence, parts, evidence.numeric, pair[0].value):
            return pair[0], pair[1]
    return None


def _kept(evidence, factor: Factor, weight: Factor) -> Factor | None:
    """The weight of a term that the claim has right, while the rest has a factor.

    J = c A + b v is also J = c (A - w v) + w v with w = b / (1 - c). That is meant
    where w is 1 or made of the user's sizes, and b is not one of these sizes.
    """
    value = weight.value / (1 - factor.value)
    kept = recognize(value, 1e-6 * abs(value), evidence.sizes)
    natural = kept and value > 0 and (kept.meaning or kept.value == 1)
    return kept if natural and weight.name not in evidence.sizes else None
