"""From what was found to what is reported: the fields of a `Check`."""

import math

import numpy as np

from derivations.gradients.hypotheses.evidence import Evidence
from derivations.gradients.hypotheses.patterns import index_text, places
from derivations.gradients.measuring.measure import Measured
from derivations.gradients.measuring.resolution import relative_errors, row_scales
from derivations.numerics.noise import scale_of

from .inspection import Inspected

#: Entries listed in a report.
LISTED = 8


def fields(inspected: Inspected) -> dict:
    """What a `Check` is made of."""
    finding, measured = inspected.finding, inspected.measured
    known = {
        "verdict": finding.verdict,
        "explanation": finding.explanation,
        "reason": finding.reason,
        "shape": inspected.shape,
        "resolution": inspected.resolution,
        "digits": _digits(inspected.resolution),
    }
    if measured is None or inspected.reordered:
        return known | {"relative_error": math.inf}
    evidence = measured.evidence
    entries, visible, wrong = _worst(measured, inspected.asked)
    notes = [*_unseen(measured, inspected.asked, finding.verdict), *measured.notes]
    if evidence.claim is None and finding.verdict != "differs":
        notes.append(
            "the claim came as an array: the noise of its formula is not known"
        )
    return known | {
        "relative_error": _relative_error(evidence, alike=measured.sampled > 0),
        "entries": entries,
        "visible": visible,
        "wrong": wrong,
        "directions": measured.searched,
        "sampled": measured.sampled,
        "notes": (*inspected.notes, *notes),
    }


def _unseen(measured: Measured, asked: float, verdict: str) -> list[str]:
    """Which entries stand in the way of an answer, if it is some of them."""
    if verdict != "inconclusive":
        return []
    evidence = measured.evidence
    if not evidence.complete:
        # of every output, for which of them it is hidden is not worth a list
        unseen, shape = measured.unseen, evidence.x.shape
    else:
        errors = relative_errors(evidence, measured.nearby, measured.stated)
        unseen, shape = np.flatnonzero(errors > asked), evidence.claimed.shape
    if unseen.size in (0, math.prod(shape)):
        return []
    where = places(unseen, shape)
    return [f"not seen as sharply as was asked for: {where}"]


def _digits(resolution: float) -> int:
    if not 0 < resolution < 1:
        return 16 if resolution == 0 else 0
    return min(16, math.floor(-math.log10(resolution)))


def _relative_error(evidence: Evidence, alike: bool) -> float:
    """Largest difference / largest derivative.

    Of entries that were not measured the claim stands for the derivative, unless those
    that were are a sample of them (alike).
    """
    entries = evidence.entries()
    claimed, numeric = entries.claimed, entries.numeric
    if not claimed.size:
        claimed, numeric = evidence.measured.ravel(), evidence.numeric.ravel()
    usable = np.isfinite(numeric)
    with np.errstate(invalid="ignore"):
        apart = np.abs(claimed - numeric)[usable]
    slack = np.broadcast_to(evidence.slack, evidence.numeric.shape).ravel()
    apart = np.maximum(apart - slack[slack.size - usable.size :][usable], 0)
    largest = np.max(np.abs(numeric[usable]), initial=0.0)
    if not (evidence.complete or alike):
        others = np.abs(np.delete(evidence.claimed.ravel(), entries.at[entries.wrong]))
        largest = max(largest, np.max(others[np.isfinite(others)], initial=0.0))
    worst = np.max(apart, initial=0.0)
    if not math.isfinite(worst):
        return math.inf
    if largest == 0:
        return 0.0 if worst == 0 else math.inf
    return float(worst / largest)


def _worst(measured: Measured, asked: float):
    """The entries to list, how small an error was to be visible, the count of wrong.

    Wrong entries come first, the largest relative difference before the others, then
    entries that were not resolved, then the rest as they stand. The order depends on
    no digit that rounding may change.
    """
    evidence = measured.evidence
    entries = evidence.entries()
    if not entries.at.size:
        return (), (), 0
    n = evidence.x.size
    scale = scale_of(evidence.x.ravel())[entries.at % n]
    visible = asked * _sizes(evidence)[entries.at // n] / scale
    with np.errstate(invalid="ignore"):
        apart = np.abs(entries.claimed - entries.numeric) * scale
        blurred = ~(entries.tolerance <= np.maximum(visible, 0))
    if evidence.complete:
        errors = relative_errors(evidence, measured.nearby, measured.stated)
        blurred = errors.ravel() > asked
    apart = np.where(np.isnan(apart), np.inf, apart)
    rank = np.where(entries.wrong, 0, np.where(blurred, 1, 2))
    order = sorted(
        range(entries.at.size),
        key=lambda k: (rank[k], -_rounded(float(apart[k])) if rank[k] == 0 else 0, k),
    )[:LISTED]
    with np.errstate(invalid="ignore"):  # of an infinite tolerance no part is known
        noise = entries.tolerance - entries.bound
    listed = tuple(
        (
            tuple(int(i) for i in np.unravel_index(entries.at[k], entries.shape)),
            float(entries.claimed[k]),
            float(entries.numeric[k]),
            float(entries.tolerance[k] - entries.slack[k]),
            float(entries.slack[k]),
            index_text(int(entries.at[k]), entries.shape) if evidence.names else "",
            float(noise[k]),
        )
        for k in order
    )
    count = int(np.count_nonzero(entries.wrong))
    return listed, tuple(float(visible[k]) for k in order), count


def _sizes(evidence: Evidence) -> np.ndarray:
    """Per output, the size of its largest entry."""
    if evidence.complete:
        scale = scale_of(evidence.x.ravel())
        sizes = row_scales(evidence, scale).ravel()
        if evidence.is_hessian:
            sizes = sizes / scale
        return sizes
    n = evidence.x.size
    rows = np.abs(evidence.claimed.reshape(-1, n)) * scale_of(evidence.x.ravel())
    return np.max(np.where(np.isfinite(rows), rows, 0), axis=1)


def _rounded(number: float) -> float:
    return float(f"{number:.3g}")
