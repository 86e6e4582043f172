"""What is known when a claim is judged: the claim, the numbers, how far to trust them.

Every hypothesis about a wrong derivative is tried against one `Evidence`. For small
inputs the numbers are all entries of the derivative; for large ones they are its
action on a few random directions and a sample of entries. `project` hides the
difference: it takes an array shaped like the claim to what was measured.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .named import NamedShape

EPS = np.finfo(np.float64).eps
TINY = np.finfo(np.float64).tiny

#: tau = SAFETY (E + u): E bounds the error of the numbers, u estimates the noise of
#: the claim's own formula. E is a bound and u a standard deviation (three of them),
#: so a right claim stays well inside.
SAFETY = 4.0


def _everything(array: np.ndarray) -> np.ndarray:
    return array


@dataclass(frozen=True)
class Evidence:
    """A claimed derivative beside the measured one.

    Attributes
    ----------
    claimed
        the claim, shape of f(x) followed by the shape of x.
    numeric
        what was measured; shape of project(claimed).
    bound
        error bound E of every number measured (inf: nothing is known).
    noise
        noise u of the claim's formula in the same measure.
    x
        the point. Its shape is the trailing part of claimed.shape.
    slack
        half the width of the interval of right answers at a kink, else 0.
    project
        claim-shaped array -> what was measured of it.
    positions
        flat positions of the entries that were measured one by one (the
        last of the measured numbers), or None when all were.
    sizes
        name -> number, as the user calls them ("m", "n", "lambda").
    terms
        name -> part of the derivative, shaped like the claim.
    value
        f(x), or None where it is not known.
    claim
        the callable that made the claim, or None.
    slope
        (point, direction) -> (derivative, bound) of f, for other points.
    is_gradient
        the claim is the gradient of a scalar function.
    is_hessian
        the claim is a second derivative.
    names
        what the entries of x are called; None where x is one plain array.
    """

    claimed: np.ndarray
    numeric: np.ndarray
    bound: np.ndarray
    noise: np.ndarray
    x: np.ndarray
    slack: np.ndarray | float = 0.0
    project: Callable[[np.ndarray], np.ndarray] = _everything
    positions: np.ndarray | None = None
    sizes: Mapping[str, float] = field(default_factory=dict)
    terms: Mapping[str, np.ndarray] = field(default_factory=dict)
    value: np.ndarray | None = None
    claim: Any = None
    slope: Any = None
    is_gradient: bool = True
    is_hessian: bool = False
    names: Any = None

    @property
    def blocks(self) -> tuple[tuple[str, slice], ...]:
        """(name, slice of the flat x) of each array among the parameters, or none."""
        return self.names.blocks if self.names else ()

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the claim, with the names of its entries if they have some."""
        shape = self.claimed.shape
        if self.names is None:
            return shape
        return NamedShape.of(shape, self.x.shape, self.names, self.is_hessian)

    @property
    def out_ndim(self) -> int:
        return self.claimed.ndim - self.x.ndim

    @property
    def complete(self) -> bool:
        """Every entry was measured, not a sample."""
        return self.positions is None

    @property
    def measured(self) -> np.ndarray:
        """The claim as it was measured."""
        return self.project(self.claimed)

    def tolerance(self, factor=1.0) -> np.ndarray:
        """How far factor x claim may be from the numbers before it is wrong."""
        return SAFETY * (self.bound + np.abs(factor) * self.noise) + self.slack

    def misses(self, candidate: np.ndarray, factor=1.0) -> np.ndarray:
        """Where a claim-shaped candidate lies outside the tolerance."""
        return self.misses_measured(self.project(candidate), factor)

    def misses_measured(self, measured: np.ndarray, factor=1.0) -> np.ndarray:
        """The same for a candidate that is already measured."""
        # A candidate is a few products and sums away from the claim: their rounding.
        rounding = 4 * EPS * np.abs(measured)
        room = self.tolerance(factor) + rounding
        return _outside(measured, self.numeric, room)

    def explains(self, candidate: np.ndarray, factor=1.0) -> bool:
        """True if the candidate is right in every number that was measured."""
        return not np.any(self.misses(candidate, factor))

    def is_zero(self) -> bool:
        """No derivative was measured that is not zero: it is no multiple of a claim."""
        with np.errstate(invalid="ignore"):
            return bool(np.all(np.abs(self.numeric) <= self.tolerance()))

    def speaks(self) -> np.ndarray:
        """Numbers in which the derivative or the claim is visibly not zero."""
        size = np.maximum(np.abs(self.numeric), np.abs(self.measured))
        with np.errstate(invalid="ignore"):
            return size > self.tolerance()

    def entries(self) -> "Entries":
        """The entries measured one by one, flat."""
        if self.complete:
            at: Any = np.arange(self.claimed.size)
            pick = slice(None)
        else:
            at = self.positions
            pick = slice(self.numeric.size - at.size, None)
        slack = np.broadcast_to(self.slack, self.numeric.shape)
        return Entries(
            at=at,
            claimed=self.claimed.ravel()[at],
            numeric=self.numeric.ravel()[pick],
            tolerance=self.tolerance().ravel()[pick],
            bound=(SAFETY * self.bound + slack).ravel()[pick],
            slack=slack.ravel()[pick],
            speak=self.speaks().ravel()[pick],
            shape=self.shape,
        )


@dataclass(frozen=True)
class Entries:
    """Single entries: flat positions in the claim, and what is known of each.

    `bound` is the part of the tolerance that does not depend on the claim, `slack`
    the part of it that is due to a kink. `speak`: derivative or claim is visibly not
    zero there.
    """

    at: np.ndarray
    claimed: np.ndarray
    numeric: np.ndarray
    tolerance: np.ndarray
    bound: np.ndarray
    slack: np.ndarray
    speak: np.ndarray
    shape: tuple[int, ...]

    @property
    def wrong(self) -> np.ndarray:
        return _outside(self.claimed, self.numeric, self.tolerance)


def _outside(claimed, numeric, room) -> np.ndarray:
    """Where a claim is too far from a number; nowhere if the number is unknown."""
    with np.errstate(invalid="ignore"):
        return ~(np.abs(claimed - numeric) <= room) & (room < np.inf)


def fit(
    evidence: Evidence, columns: list[np.ndarray], among: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Weights of measured columns that reproduce the numbers, and their uncertainty.

    Weighted least squares with weights 1 / tolerance, so that every number counts as
    much as it is known. `among` restricts it to some of the numbers. The uncertainty
    is what the tolerances allow; inf where the columns do not determine a weight.
    """
    pick = np.ones(evidence.numeric.shape, bool) if among is None else among
    tolerance = evidence.tolerance()[pick]
    known = np.isfinite(tolerance)
    weight = 1 / np.maximum(tolerance[known], floor(evidence))
    design = np.stack([column[pick][known] * weight for column in columns], axis=1)
    target = evidence.numeric[pick][known] * weight
    size = np.linalg.norm(design, axis=0)
    if not design.size or not np.all(np.isfinite(size)) or np.any(size == 0):
        return np.zeros(len(columns)), np.full(len(columns), np.inf)
    left, singular, right = np.linalg.svd(design / size, full_matrices=False)
    if singular[-1] < 1e-10 * singular[0]:
        return np.zeros(len(columns)), np.full(len(columns), np.inf)
    weights = right.T @ ((left.T @ target) / singular) / size
    spread = np.sqrt(np.sum((right.T / singular) ** 2, axis=1)) / size
    return weights, spread


def floor(evidence: Evidence) -> float:
    """The least tolerance that a weight is made from: f may be exactly zero."""
    largest = np.max(np.abs(evidence.numeric), initial=0.0)
    return max(EPS * EPS * largest, TINY)
