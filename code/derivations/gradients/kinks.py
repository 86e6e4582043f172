"""Points where f has a slope on each side, and the two differ.

At such a point a central difference returns the mean of both slopes, whatever they
are: for |x| at 0 exactly 0, by symmetry and not because there is a derivative. So both
slopes are measured, each from its own side, and a claim is held against the interval
between them. For a convex f the claims inside it along every direction are its
subgradients.
"""

from dataclasses import dataclass

import numpy as np

from derivations.numerics import numerical_jacobian, random_directions
from derivations.numerics.noise import scale_of

from .evidence import SAFETY, Evidence
from .explanation import Explanation
from .patterns import index_text

#: Random directions along which a claim at a kink must lie between the slopes, too.
DIRECTIONS = 4


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
        return (self.left + self.right) / 2

    @property
    def half(self) -> np.ndarray:
        return np.abs(self.right - self.left) / 2


def both_sides(f, x: np.ndarray, direction: np.ndarray) -> Sides:
    """Slopes of f at x along the direction, from the left and from the right.

    Along the line x + (t - 1) v, f is hidden on one side of t = 1, so that the
    differentiation at the edge of a domain does the work.
    """
    hidden = np.full(np.shape(f(x.copy())), np.nan)
    found = []
    for side in (-1, 1):

        def seen(t, side=side):
            step = float(t) - 1.0
            return hidden if side * step < 0 else f(x + step * direction)

        found.append(numerical_jacobian(seen, 1.0))
    left, right = found
    return Sides(left.value, right.value, np.maximum(left.bound, right.bound))


def coordinate(x: np.ndarray, flat: int) -> np.ndarray:
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
    direction the claim lies outside.
    """

    entries: np.ndarray
    left: np.ndarray
    right: np.ndarray
    claimed: np.ndarray
    inside: bool
    bends: int
    shape: tuple[int, ...]
    crossed: bool = False

    def explanation(self) -> Explanation:
        """The kink in words."""
        shown = [
            f"{self.left[k]:.6g} from the left and {self.right[k]:.6g} from the right "
            f"{self._where(k)}, claimed {self.claimed[k] + 0.0:.6g}"
            for k in range(min(3, self.entries.size))
        ]
        more = self.entries.size - len(shown)
        slopes = "; ".join(shown) + (f"; and {more} more" if more else "")
        name = {1: "subgradient", -1: "supergradient", 0: "generalized gradient"}
        if self.inside and not self.crossed:
            verdict = f"the claim is a {name[self.bends]}: it lies between the slopes"
        elif self.crossed:
            verdict = (
                f"the claim is no {name[self.bends]}: it lies between the slopes of "
                "every coordinate, but not of every direction"
            )
        else:
            verdict = f"the claim is no {name[self.bends]}: it lies outside the slopes"
        correction = (
            ""
            if self.inside and not self.crossed
            else "a value between the one-sided slopes"
        )
        return Explanation(
            "kink", f"f has a kink at x, slopes {slopes}; {verdict}", correction
        )

    def _where(self, k: int) -> str:
        if not self.shape:
            return "at the point"
        return f"in entry {index_text(int(self.entries[k]), self.shape)}"


def crosses(f, evidence: Evidence, bends: int, rng) -> bool:
    """The claim lies outside the slopes along some random direction.

    Tried only where all kinks bend the same way: elsewhere the slopes along a line
    may cancel, and do not bound the claims that are right.
    """
    x, claimed = evidence.x, evidence.claimed
    if not bends or x.size < 2:
        return False
    axes = tuple(range(evidence.out_ndim, claimed.ndim))
    for direction in random_directions(x, DIRECTIONS, rng):
        sides = both_sides(f, x, direction)
        claim = np.sum(claimed * direction, axis=axes)
        noise = np.sum(evidence.noise * np.abs(direction), axis=axes)
        allowed = SAFETY * (sides.bound + noise)
        with np.errstate(invalid="ignore"):
            if np.any(np.abs(claim - sides.middle) > sides.half + allowed):
                return True
    return False
