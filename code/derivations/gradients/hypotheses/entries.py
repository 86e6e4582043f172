"""Hypotheses: some entries are wrong and the others are right."""

import numpy as np

from derivations.numerics import random_directions

from .constants import describe
from .evidence import EPS, SAFETY, Entries, Evidence
from .explanation import Explanation
from .patterns import all_places, be, index_text, places

#: A derivative is called zero where it is known to this part of the claim.
SMALL = 1e-3


def missing_coordinates(evidence: Evidence) -> Explanation | None:
    """The claim is zero where the derivative is not, and right elsewhere."""
    if not np.any(evidence.claimed):
        return Explanation(
            "missing-coordinates",
            "the claim is zero in every entry, the derivative is not",
            "the derivative itself",
        )
    entries = evidence.entries()
    wrong = entries.wrong
    # Exactly zero is what a forgotten entry leaves; tiny numbers are something else.
    if not np.any(wrong) or np.any(entries.claimed[wrong] != 0):
        return None
    if not _rest_is_right(evidence, entries, wrong):
        return None
    where = all_places(entries, wrong)
    return Explanation(
        "missing-coordinates",
        f"{where} {be(where)} missing: the claim is zero there, the derivative is not; "
        "all else is right",
        f"claim with {where} filled in",
    )


def left_out(evidence: Evidence) -> Explanation | None:
    """Many entries of a large claim are zero, and all others are right.

    Of a large derivative only a sample of entries is known, and directions that mix
    all of them. Further directions leave out the coordinates whose claim is zero.
    """
    entries, claimed, x = evidence.entries(), evidence.claimed, evidence.x
    wrong = entries.wrong
    if evidence.complete or evidence.slope is None or np.all(claimed):
        return None
    if claimed.shape != x.shape or np.any(entries.claimed[wrong] != 0):
        return None
    kept, noise = claimed != 0, 4 * EPS * np.abs(claimed)
    for direction in random_directions(x, 3, 7) * kept:
        value, bound = evidence.slope(x, direction)
        room = SAFETY * (bound + np.sum(np.abs(direction) * noise))
        with np.errstate(invalid="ignore"):
            if not np.abs(np.sum(claimed * direction) - value) <= room < np.inf:
                return None
    where = places(np.flatnonzero(~kept), evidence.shape)
    return Explanation(
        "missing-coordinates",
        f"{where} {be(where)} zero in the claim, where the derivative is not; all else "
        "is right",
        f"claim with {where} filled in",
    )


def zero_derivative(evidence: Evidence) -> Explanation | None:
    """Nothing was measured that is not zero; any claim is then too many of anything."""
    if not evidence.is_zero() or not np.all(np.isfinite(evidence.bound)):
        return None
    least = np.abs(evidence.measured[evidence.misses(evidence.claimed)])
    if least.size and np.max(evidence.tolerance()) > SMALL * np.min(least):
        return None  # so far from exact that it may as well be half of the claim
    return Explanation(
        "unknown",
        "the derivative is zero in every entry, as far as can be measured, and the "
        f"claim is not{': f does not change with x here' * _stands_still(evidence)}",
    )


def _stands_still(evidence: Evidence) -> bool:
    """The derivative is zero beside x as well, so that x is no stationary point."""
    if evidence.slope is None:
        return False
    for direction in random_directions(evidence.x, 2, 17):
        value, bound = evidence.slope(evidence.x + direction / 64, direction)
        if not np.all(np.abs(value) <= SAFETY * bound) or not np.all(
            np.isfinite(bound)
        ):
            return False
    return True


def few_entries(evidence: Evidence) -> Explanation | None:
    """Few entries are wrong, or the wrong ones form a row, a column, a diagonal."""
    entries = evidence.entries()
    wrong = entries.wrong
    count = int(np.count_nonzero(wrong))
    if not count or not _rest_is_right(evidence, entries, wrong):
        return None
    where = all_places(entries, wrong)
    regular = not where.startswith(("entries", "every entry"))
    size = evidence.claimed.size
    # Where derivative and claim are zero, nothing could have been wrong.
    telling = np.count_nonzero(entries.speak) if evidence.complete else size
    most = telling // 2 if regular else telling // 3
    if count > max(1, most) or count == size:
        return None
    return Explanation(
        "few-entries",
        f"only {where} {be(where)} wrong{_by_how_much(evidence, entries, wrong)}; "
        "all else is right",
        f"claim with {where} put right",
    )


def _rest_is_right(evidence: Evidence, entries: Entries, wrong: np.ndarray) -> bool:
    """With the wrong entries put right, everything that was measured fits."""
    repaired = evidence.claimed.copy().ravel()
    repaired[entries.at[wrong]] = entries.numeric[wrong]
    return evidence.explains(repaired.reshape(evidence.claimed.shape))


def _by_how_much(evidence: Evidence, entries: Entries, wrong: np.ndarray) -> str:
    """The common ratio of the wrong entries, or the ratio of each, up to three."""
    claimed, numeric = entries.claimed[wrong], entries.numeric[wrong]
    zero = np.abs(numeric) <= entries.tolerance[wrong]
    if np.all(zero):
        return f" (the derivative is zero {'there' if zero.size > 1 else 'in it'})"
    if np.any(zero | (np.abs(claimed) <= entries.tolerance[wrong])):
        return ""
    ratios = numeric / claimed
    spread = entries.tolerance[wrong] / np.abs(claimed)
    middle = float(np.median(ratios))
    if np.all(np.abs(ratios - middle) <= 2 * spread):
        return f" (right would be {_ratio(middle, spread.min(), evidence)} the claim)"
    if ratios.size > 3:
        return ""
    each = ", ".join(
        f"{index_text(int(at), entries.shape)}: {_ratio(r, s, evidence)} the claim"
        for at, r, s in zip(entries.at[wrong], ratios, spread, strict=True)
    )
    return f" (right would be at {each})"


def _ratio(value: float, spread: float, evidence: Evidence) -> str:
    factor = describe(value, spread, evidence.sizes)
    if abs(value - 1) < 1e-3 or str(factor) == "1":  # told by what it is off
        return f"(1 {'+' if value > 1 else '-'} {abs(value - 1):.0e}) times"
    return "minus" if factor.name == "-1" else f"{factor} times"
