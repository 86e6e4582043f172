"""Points where f has a slope on each side, and the two differ.

At such a point a central difference returns the mean of both slopes, whatever they
are: for |x| at 0 exactly 0, by symmetry and not because there is a derivative. So both
slopes are measured, each from its own side, and a claim is held against the interval
between them. For a convex f the claims inside it along every direction are its
subgradients.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from derivations import numerics
from derivations.gradients.hypotheses.evidence import SAFETY, Evidence
from derivations.gradients.hypotheses.explanation import Explanation
from derivations.gradients.hypotheses.patterns import index_text
from derivations.numerics import random_directions
from derivations.numerics.noise import scale_of

#: Random directions along which a claim at a kink must lie between the slopes, too.
DIRECTIONS = 5

#: Up to so many inputs, pairs of coordinates are tried as well.
PAIRED = 24


@dataclass(frozen=True)
class Sides:
    """Slopes on both sides along one line, per output of f, and their error bounds."""

    left: np.ndarray
    right: np.ndarray
    bound: np.ndarray

    @property
    def known(self) -> np.ndarray:
        return np.isfinite(self.bound)

    @property
    def differ(self) -> np.ndarray:
        with np.errstate(invalid="ignore"):
            return np.abs(self.right - self.left) > 2 * SAFETY * self.bound

    @property
    def middle(self) -> np.ndarray:
        with np.errstate(invalid="ignore"):  # -inf and inf have none
            return (self.left + self.right) / 2

    @property
    def half(self) -> np.ndarray:
        return np.abs(self.right - self.left) / 2

    def scaled(self, size: float) -> "Sides":
        """The slopes per unit, flat, where the direction was `size` units long."""
        return Sides(*(np.ravel(a) / size for a in vars(self).values()))


def both_sides(f, x: np.ndarray, direction: np.ndarray, around=None) -> Sides:
    """Slopes of f at x along the direction, from the left and from the right.

    `around` is what is known of f near x already, for many directions at one point.
    """
    return Sides(*(around or numerics.Sides(f, x)).along(direction))


def coordinate(x: np.ndarray, flat) -> np.ndarray:
    """The direction in which one coordinate moves by its own size."""
    direction = np.zeros(x.size)
    direction[flat] = scale_of(x.ravel())[flat]
    return direction.reshape(x.shape)


@dataclass(frozen=True)
class Kinks:
    """What the kinks at x mean for a claim.

    entries: flat positions in the derivative whose one-sided slopes differ.
    left, right: the slopes there. claimed: the claim there. inside: it lies between
    the slopes at each of them. bends: +1 where all bend upwards (as a convex f does),
    -1 downwards, 0 for both. shape: that of the whole derivative. crossed: along some
    direction the claim lies outside. certain: every entry was looked at.
    """

    entries: np.ndarray
    left: np.ndarray
    right: np.ndarray
    claimed: np.ndarray
    inside: bool
    bends: int
    shape: tuple[int, ...]
    crossed: bool = False
    certain: bool = True

    @property
    def finite(self) -> bool:
        """Every slope is a number."""
        return bool(np.all(np.isfinite([self.left, self.right])))

    def explanation(self) -> Explanation:
        """The kink in words."""
        count = self.entries.size
        shown = [self._slopes(k) for k in range(count if count <= 2 else 1)]
        more = count - len(shown)
        slopes = "; ".join(shown) + (f"; and {more} more" if more else "")
        name = {1: "subgradient", -1: "supergradient", 0: "generalized gradient"}
        kind = name[self.bends]
        right = self.inside and not self.crossed
        if right and not self.finite:
            verdict = "a finite claim can lie between them, which tells little"
        elif right and self.certain:
            verdict = f"the claim is a {kind}: it lies between the slopes"
        elif right:
            verdict = "the claim lies between them, which tells little"
        elif self.crossed:
            verdict = (
                f"the claim is no {kind}: it lies between the slopes of every "
                "coordinate, but not of every direction"
            )
        else:
            verdict = f"the claim is no {kind}: it lies outside the slopes"
        return Explanation(
            "kink",
            f"f has a kink at x, slopes {slopes}; {verdict}",
            "" if right else "a value between the one-sided slopes",
        )

    def _slopes(self, k: int) -> str:
        sizes = np.abs([self.left[k], self.right[k]])
        grain = 1e-7 * np.max(sizes[np.isfinite(sizes)], initial=0.0)
        left, right, claimed = (
            _short(number[k], grain) for number in (self.left, self.right, self.claimed)
        )
        return (
            f"{left} from the left and {right} from the right {self._where(k)}, "
            f"claimed {claimed}"
        )

    def _where(self, k: int) -> str:
        if not self.shape:
            return "at the point" if self.certain else "along a random direction"
        return f"in entry {index_text(int(self.entries[k]), self.shape)}"


def _short(number: float, grain: float) -> str:
    """Six digits, and no digits of rounding in what is meant to be zero."""
    return "0" if abs(number) <= grain else f"{number:.6g}"


def crosses(f, evidence: Evidence, kinks: "Kinks", rng) -> bool:
    """The claim lies outside the slopes along some other direction.

    Tried only where all kinks bend the same way: elsewhere the slopes along a line
    may cancel, and do not bound the claims that are right.
    """
    x, claimed = evidence.x, evidence.claimed
    if not kinks.bends or x.size < 2:
        return False
    axes = tuple(range(evidence.out_ndim, claimed.ndim))
    around = numerics.Sides(f, x)
    for direction in _other_directions(x, kinks, rng):
        sides = both_sides(f, x, direction, around)
        claim = np.sum(claimed * direction, axis=axes)
        noise = np.sum(evidence.noise * np.abs(direction), axis=axes)
        allowed = SAFETY * (sides.bound + noise)
        with np.errstate(invalid="ignore"):
            if np.any(np.abs(claim - sides.middle) > sides.half + allowed):
                return True
    return False


def _other_directions(x: np.ndarray, kinks: "Kinks", rng) -> Iterator[np.ndarray]:
    """Random directions, and pairs of coordinates along which the kink vanishes.

    Where f bends by |a'(z - x)|, it does not along any v with a'v = 0: there the claim
    must be the slope itself. |a| is known from the coordinates, its signs are not.
    """
    rng = np.random.default_rng(rng)
    sizes = rng.uniform(0.25, 1, size=(DIRECTIONS, *x.shape))
    yield from sizes * random_directions(x, DIRECTIONS, rng)
    bend = np.zeros(x.size)
    np.maximum.at(bend, kinks.entries % x.size, np.abs(kinks.right - kinks.left))
    bent = np.flatnonzero(bend)
    if x.size > PAIRED or bent.size < 2:
        return
    first = bent[np.argmax(bend[bent])]
    for other in bent[bent != first]:
        for sign in (1.0, -1.0):
            direction = np.zeros(x.size)
            direction[first], direction[other] = 1 / bend[first], sign / bend[other]
            yield direction.reshape(x.shape)


def kink_along(f, evidence: Evidence, directions) -> Kinks | None:
    """The slopes along the first of some directions that meets a kink at x."""
    x = evidence.x
    rows = evidence.claimed.reshape(-1, x.size)
    noise = evidence.noise[: len(directions) * len(rows)].reshape(-1, len(rows))
    around = numerics.Sides(f, x)
    for direction, u in zip(directions, noise, strict=True):
        sides = both_sides(f, x, direction.reshape(x.shape), around)
        left, right, bound, bend = (
            np.ravel(a) for a in (sides.left, sides.right, sides.bound, sides.differ)
        )
        if not np.any(bend):
            continue
        claim = rows @ direction
        off = np.abs(claim - (left + right) / 2) - np.abs(right - left) / 2
        k = int(np.argmax(np.where(bend, off, -np.inf)))
        return Kinks(
            entries=np.array([k]),
            left=left[[k]],
            right=right[[k]],
            claimed=claim[[k]],
            inside=not np.any(off[bend] > SAFETY * (bound + u)[bend]),
            bends=int(np.sign(right[k] - left[k])),
            shape=(),
            certain=False,
        )
    return None
