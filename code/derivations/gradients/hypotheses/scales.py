"""Hypotheses: the claim has the wrong sign or the wrong factor."""

import numpy as np

from .constants import Factor, describe, digits, recognize
from .evidence import Evidence, fit
from .explanation import Explanation
from .patterns import be, diagonal_of, places

#: Up to so many factors are listed in a correction.
LISTED = 8


def sign(evidence: Evidence) -> Explanation | None:
    """J = -A."""
    if evidence.explains(-evidence.claimed):
        return Explanation(
            "sign",
            "the sign is wrong: minus the claim is right in every entry",
            "-claim",
        )
    return None


def scaled(evidence: Evidence) -> Explanation | None:
    """J = c A with one factor c."""
    factor = common_factor(evidence, evidence.claimed)
    if factor is None:
        return None
    return Explanation(
        "scaled",
        f"the factor is wrong: {factor} times the claim is right in every entry",
        f"{factor.code} * claim",
    )


def common_factor(evidence: Evidence, base: np.ndarray) -> Factor | None:
    """The c, if there is one, such that c x base is right in every entry.

    One entry alone determines any factor, so there the factor must have a name. And 1
    is no factor: a difference that small is another mistake.
    """
    measured = evidence.project(base)
    (value,), (spread,) = fit(evidence, [measured])
    if not np.isfinite(spread) or value == 0 or abs(value - 1) <= spread:
        return None
    if evidence.is_zero():
        return None
    telling = np.count_nonzero(evidence.speaks())
    for factor in (
        recognize(value, spread, evidence.sizes),
        Factor(float(value), _told_from_one(value, spread)),
    ):
        # A factor that cannot be told from 1 explains nothing.
        if factor and factor.name not in ("", "1") and (factor.certain or telling > 1):
            misses = evidence.misses_measured(factor.value * measured, factor.value)
            if not np.any(misses):
                return factor
    return None


def _told_from_one(value: float, spread: float) -> str:
    """The digits of a factor; what is left of it beside 1, where that is all; or ""."""
    name = digits(value, spread)
    if name != "1":
        return name
    apart = value - 1
    if not abs(apart) > 10 * spread:
        return ""
    return f"(1 {'+' if apart > 0 else '-'} {abs(apart):.0e})"


def symmetric_factor(evidence: Evidence) -> Explanation | None:
    """Off-diagonal entries twice or half as large as they should be.

    Derivatives with respect to a symmetric matrix come in two conventions: entries
    i, j and j, i as one variable, or as two. Mixed up, the diagonal is right and the
    rest is off by 2.
    """
    claimed, diagonal = evidence.claimed, diagonal_of(evidence.claimed.shape)
    if diagonal is None or np.count_nonzero(diagonal) < 2:
        return None
    n = np.count_nonzero(diagonal)
    kept = f"np.eye({n})" + (f".reshape({claimed.shape})" if claimed.ndim > 2 else "")
    for factor, said in ((0.5, "twice"), (2.0, "half")):
        if evidence.explains(np.where(diagonal, claimed, factor * claimed), factor):
            return Explanation(
                "scaled",
                f"entries off the diagonal are {said} as large as they should be, the "
                "diagonal is right: entries i, j and j, i counted as one variable in "
                "one place and as two in the other",
                f"np.where({kept}, claim, {factor:g} * claim)",
            )
    return None


def lines_scaled(evidence: Evidence) -> Explanation | None:
    """Every row, or every column, with a factor of its own.

    A line of one telling entry has a factor always, and proves nothing: there must be
    as many further entries that confirm a factor as there are factors.
    """
    claimed = evidence.claimed
    if not evidence.complete or claimed.ndim < 2:
        return None
    for axis in range(claimed.ndim):
        factors = _line_factors(evidence, axis)
        if factors is None:
            continue
        others = tuple(a for a in range(claimed.ndim) if a != axis)
        spread = np.expand_dims([f.value for f in factors], others)
        if evidence.explains(spread * claimed, spread):
            return _lines(factors, _line_word(claimed, axis), axis, claimed.ndim)
    return None


def _lines(factors: list[Factor], word: str, axis: int, ndim: int) -> Explanation:
    shape = tuple(-1 if k == axis else 1 for k in range(ndim))
    listed = ", ".join(factor.code for factor in factors)
    fix = f"claim * np.reshape([{listed}], {shape})"
    if len(factors) > LISTED:
        fix = f"claim with every {word} multiplied by its factor"
    short = word.split()[0]
    wrong = [(k, factor) for k, factor in enumerate(factors) if factor.value != 1]
    shown = ", ".join(f"{factor.name} in {short} {k}" for k, factor in wrong[:5])
    more = f" and {len(wrong) - 5} more" if len(wrong) > 5 else ""
    return Explanation(
        "scaled",
        f"each {word} has a factor of its own that is wrong: times the claim, right "
        f"would be {shown}{more}",
        fix,
    )


def _line_word(claimed: np.ndarray, axis: int) -> str:
    if claimed.ndim == 2:
        return ("row", "column")[axis]
    return f"slice along axis {axis}"


def _line_factors(evidence: Evidence, axis: int) -> list[Factor] | None:
    claimed, speaks = evidence.claimed, evidence.speaks()
    wrong = evidence.misses(claimed)
    factors, confirming = [], 0
    for k in range(claimed.shape[axis]):
        line = np.zeros(claimed.shape, bool)
        line[(slice(None),) * axis + (k,)] = True
        if not np.any(wrong & line):
            factors.append(Factor(1.0, "1"))
            continue
        confirming += int(np.count_nonzero(speaks & line)) - 1
        (value,), (spread,) = fit(evidence, [evidence.measured], line)
        if not np.isfinite(spread) or not abs(value) > spread:
            return None
        factors.append(describe(value, spread, evidence.sizes))
    fitted = sum(factor.value != 1 for factor in factors)
    return factors if confirming >= fitted else None


def mostly_scaled(evidence: Evidence) -> Explanation | None:
    """J = c A in all but a few entries."""
    entries = evidence.entries()
    telling = np.minimum(np.abs(entries.numeric), np.abs(entries.claimed))
    telling = telling > entries.tolerance
    if np.count_nonzero(telling) < 3:
        return None
    size = np.abs(entries.claimed[telling])
    factor = describe(
        float(np.median(entries.numeric[telling] / entries.claimed[telling])),
        float(np.median(entries.tolerance[telling] / size)),
        evidence.sizes,
    )
    allowed = entries.bound + np.abs(factor.value) * (entries.tolerance - entries.bound)
    off = ~(np.abs(factor.value * entries.claimed - entries.numeric) <= allowed)
    agreeing = np.count_nonzero(telling & ~off)
    if factor.value == 1 or not np.any(off) or agreeing < max(3, 2 * off.sum()):
        return None
    where = places(entries.at[off], entries.shape)
    zero = np.all(entries.claimed[off] == 0)
    otherwise = f"which {be(where)} wrong in another way"
    rest = "which the claim leaves out" if zero else otherwise
    return Explanation(
        "sign" if factor.value == -1 else "scaled",
        f"{factor} times the claim is right everywhere but in {where}, {rest}",
        f"{factor.code} * claim, and another value in {where}",
    )
