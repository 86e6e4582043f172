"""The numbers that a claim is held against: every entry, with kinks looked into."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from derivations import numerics
from derivations.gradients.hypotheses.evidence import EPS, Evidence
from derivations.numerics import (
    directional_derivative,
    estimate_noise,
    numerical_jacobian,
)

from .kinks import Kinks, both_sides, coordinate, crosses
from .preconditions import Manners
from .resolution import without_hidden_ones

#: Beyond this number of inputs, directions replace entries (`large`).
LARGE = 200


@dataclass
class Claim:
    """The claimed derivative: its value at x, and how noisy its formula is.

    A claim that came as an array has no formula to be evaluated nearby: only the
    rounding of its entries is known. stated: what a stated accuracy is relative to;
    own_noise: the noise without what that adds to it.
    """

    value: np.ndarray
    formula: Any
    noise: np.ndarray
    stated: np.ndarray | None = None
    own_noise: np.ndarray | None = None

    @classmethod
    def of(cls, formula, x: np.ndarray, seen: Manners) -> "Claim":
        floating = seen.dtype.kind == "f"
        rounding = max(EPS, float(np.finfo(seen.dtype).eps)) if floating else EPS
        # NaN and infinity have no rounding: they are wrong by themselves.
        noise = rounding * np.abs(np.where(np.isfinite(seen.value), seen.value, 0))
        if formula is None:
            return cls(seen.value, None, noise)
        if np.all(np.isfinite(seen.value)):
            with np.errstate(all="ignore"):
                scatters = estimate_noise(formula, x, quick=x.size > LARGE)
            noise = np.maximum(noise, scatters)
        return cls(seen.value, formula, noise)


@dataclass
class Measured:
    """Evidence, and what else was seen on the way to it.

    Attributes
    ----------
    state
        what the differentiation says of every number measured.
    kinks
        the kinks at x, if there are any.
    scatter
        noise of f relative to f(x), for the worst output.
    searched
        number of directions that stood in for the entries, or 0.
    sampled
        number of entries drawn at random as examples, or 0.
    notes
        what f did on the way that a reader should know.
    unseen
        of many inputs those of which not even a gross error would have shown.
    nearby
        what f changes by, per unit, when an input moves by about its own size
        (`resolution`).
    stated
        what a stated accuracy is relative to, entry by entry; None without one.
    """

    evidence: Evidence
    state: np.ndarray
    kinks: Kinks | None = None
    scatter: float = 0.0
    searched: int = 0
    sampled: int = 0
    notes: tuple[str, ...] = ()
    nearby: np.ndarray | None = None
    stated: np.ndarray | None = None
    unseen: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=int))


def measure_every_entry(f, x: np.ndarray, claim: Claim, rng, **known) -> Measured:
    """All entries of the derivative of f at x beside those of the claim.

    `known` is passed on to `Evidence`: sizes, terms, names, is_gradient, is_hessian.
    """
    found = numerical_jacobian(f, x)
    seen = _with_sides(f, x, found)
    state = seen["state"]
    # A formula jumps where f has a kink: what looks like its noise there is none.
    noise = np.where(state == "kink", EPS * np.abs(claim.value), claim.noise)
    evidence = Evidence(
        claimed=claim.value,
        numeric=seen["value"],
        bound=seen["bound"],
        noise=noise,
        slack=seen["slack"],
        x=x,
        claim=claim.formula,
        slope=slopes_of(f),
        **known,
    )
    kinks = None
    if np.any(state == "kink"):
        kinks = _kinks(f, evidence, state, seen["left"], seen["right"], rng)
    return Measured(
        evidence,
        state,
        kinks,
        scatter(found.noise, f(x.copy())),
        nearby=without_hidden_ones(f, evidence, np.asarray(found.nearby)),
        notes=tuple(note for note in found.notes if " raised " in note),
    )


def _with_sides(f, x: np.ndarray, found) -> dict[str, np.ndarray]:
    """The numerical derivative, with both slopes where it may have a kink.

    At a kink the ladder sees the mean slope, or nothing that it can settle on.
    """
    shape, n = found.value.shape, x.size
    flat = {
        name: getattr(found, name).reshape(-1, n).copy()
        for name in ("value", "bound", "state")
    }
    value, bound, state = flat.values()
    for name in ("slack", "left", "right"):
        flat[name] = np.zeros_like(value)
    doubtful = np.isin(state, ("kink", "unsettled"))
    around = numerics.Sides(f, x) if np.any(doubtful) else None
    for k in np.flatnonzero(doubtful.any(axis=0)):
        direction = coordinate(x, k)
        sides = both_sides(f, x, direction, around).scaled(direction.ravel()[k])
        # Slopes that differ where the ladder settles on none are those of a kink close
        # by: on which side of it x lies is more than the values tell.
        close_by = (state[:, k] == "unsettled") & sides.differ
        rows = doubtful[:, k] & sides.known & ~close_by
        kink = rows & sides.differ
        flat["left"][:, k], flat["right"][:, k] = sides.left, sides.right
        flat["slack"][kink, k] = sides.half[kink]
        value[rows, k] = sides.middle[rows]
        # Slopes that agree are one derivative, known as well as they agree.
        bound[rows, k] = (sides.bound + np.where(kink, 0, sides.half))[rows]
        state[rows, k] = np.where(kink, "kink", "settled")[rows]
    return {name: array.reshape(shape) for name, array in flat.items()}


def scatter(noise, value) -> float:
    """The noise of f relative to its size, for the worst output."""
    # As float64: f may return a whole number, max(0, 1 - z) does.
    size, noise = np.abs(np.ravel(value).astype(float)), np.ravel(noise)
    return float(
        np.max(np.divide(noise, size, out=np.zeros_like(size), where=size > 0))
    )


def _kinks(f, evidence: Evidence, state, left, right, rng) -> Kinks:
    entries = np.flatnonzero(state == "kink")
    left, right = left.ravel()[entries], right.ravel()[entries]
    bends = np.sign(right - left)
    bends = int(bends[0]) if np.all(bends == bends[0]) else 0
    wrong = evidence.misses(evidence.claimed).ravel()
    kinks = Kinks(
        entries,
        left,
        right,
        evidence.claimed.ravel()[entries],
        inside=not np.any(wrong[entries]),
        bends=bends,
        shape=evidence.shape,
    )
    if np.any(wrong):
        return kinks
    return replace(kinks, crossed=crosses(f, evidence, kinks, rng))


def slopes_of(f):
    def slope(point, direction):
        """Derivative of f at another point, along a direction, and its bound."""
        try:
            found = directional_derivative(f, point, direction)
        except Exception:  # f is not defined there, whatever it raises
            return np.nan, np.inf
        return found.value, found.bound

    return slope
