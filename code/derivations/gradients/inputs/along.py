"""Points on a set: x moves along it, and a claim is held against that alone.

A covariance matrix, probabilities, a unit vector cannot move in every direction; what
a formula says of the others is a matter of convention. So x becomes a function of free
numbers t with x(start) = x, f is differentiated by t, and the claim is pulled back by
the chain rule: dx/dt times the claim.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from derivations.gradients.hypotheses.evidence import EPS, Evidence
from derivations.gradients.hypotheses.named import Names
from derivations.numerics import numerical_jacobian
from derivations.numerics.function import as_point

from .arrays import Refused
from .sets import SETS, directions_in, reach


@dataclass(frozen=True)
class Path:
    """How x moves with free numbers.

    Attributes
    ----------
    start
        the free numbers at x.
    at
        free numbers -> x, flat.
    slopes
        free numbers -> dx/dt, shape (free numbers, x.size).
    words
        what each free number moves.
    error
        bound on the error of `slopes` at the start.
    """

    start: np.ndarray
    at: Callable[[np.ndarray], np.ndarray]
    slopes: Callable[[np.ndarray], np.ndarray]
    words: tuple[str, ...]
    error: np.ndarray


@dataclass(frozen=True)
class Constrained:
    """A path on a set, and the claim as it was before it was pulled back.

    x, claim and names are those of the whole space, where mistakes have names: a claim
    that is twice too large is so before it is pulled back. along: the set in words.
    """

    path: Path
    shape: tuple[int, ...]
    along: str
    x: Any = None
    claim: Any = None
    x_names: Names | None = None

    @property
    def start(self) -> np.ndarray:
        return self.path.start

    @property
    def names(self) -> Names:
        """The free numbers are called by what they move."""
        count = self.start.size
        return Names(
            tuple((word, slice(k, k + 1)) for k, word in enumerate(self.path.words)),
            ((),) * count,
            (None,) * count,
        )

    def of(self, f):
        """f as a function of the free numbers."""
        if not callable(f):
            return f
        return lambda t: f(np.array(self.path.at(t).reshape(self.shape)))

    def pulled_back(self, claim):
        """The claim by the chain rule: a function of t, or its value at the start."""
        if callable(claim):
            whole = self.of(claim)
            return lambda t: self._project(whole(t), self.path.slopes(t))
        return self._project(claim, self.path.slopes(self.start))

    def seen_from(self, posed) -> "Constrained":
        """The same with the question as it was in the whole space."""
        return replace(self, x=posed.x, claim=posed.claim, x_names=posed.names)

    def inexact(self) -> np.ndarray:
        """What the error of dx/dt makes in the claim that was pulled back."""
        return self._project(np.abs(self._value()), self.path.error)

    def in_whole_space(self, evidence: Evidence, terms) -> Evidence:
        """The evidence with the claim as it was written, for the explanations.

        There is no formula to be tried at other points: they may be off the set.
        """
        slopes = self.path.slopes(self.start)
        return replace(
            evidence,
            claimed=np.array(self._value(), float),
            x=self.x,
            project=lambda array: evidence.project(self._project(array, slopes)),
            positions=np.zeros(0, int),
            terms=terms,
            claim=None,
            slope=None,
            names=self.x_names,
        )

    def _value(self):
        return self.claim(self.x.copy()) if callable(self.claim) else self.claim

    def _project(self, array, slopes: np.ndarray) -> np.ndarray:
        """dx/dt times a derivative by x: outputs, then x, to outputs, then t."""
        array = np.asarray(array)
        axes = array.ndim - len(self.shape)
        if axes < 0 or array.shape[axes:] != self.shape:
            raise Refused(
                f"the claim has shape {array.shape}, which does not end in that of x, "
                f"{self.shape}"
            )
        outputs = array.shape[:axes]
        rows = array.reshape(-1, int(np.prod(self.shape, dtype=int)))
        return (rows @ slopes.T).reshape((*outputs, len(slopes)))


def constrained(along, x, pack) -> Constrained:
    """The path that `along` names, through x.

    Parameters
    ----------
    along
        the name of a set, directions, or a function from free numbers to x.
    x
        the point, or the free numbers where `along` is a function.
    pack
        what the function returns -> one array.
    """
    if callable(along):
        return _mapped(along, as_point(x), pack)
    if isinstance(along, str):
        if along not in SETS:
            known = ", ".join(repr(name) for name in SETS)
            raise ValueError(
                f"along must be directions, a function or one of {known}, got {along!r}"
            )
        directions, words, onto = SETS[along](x)
    else:
        directions, words = directions_in(along, x.shape)
        onto = None
    path = _straight(x.ravel(), directions, words, onto)
    named = f'"{along}"' if isinstance(along, str) else "the directions given"
    return Constrained(path, x.shape, named)


def _straight(x: np.ndarray, directions: np.ndarray, words, onto) -> Path:
    """Lines through x, brought back to the set by `onto` where that is curved."""
    # On a curved set every direction turns x, and an angle has the size 1.
    start = reach(x, directions) if onto is None else np.full(len(directions), 0.5)

    def at(t):
        moved = x + (np.ravel(t) - start) @ directions
        return moved if onto is None else onto.point(moved)

    def slopes(t):
        if onto is None:
            return directions
        return onto.slopes(x + (np.ravel(t) - start) @ directions, directions)

    rounding = 0 if onto is None else 8 * EPS
    return Path(start, at, slopes, words, rounding * np.abs(directions))


def _mapped(along, free: np.ndarray, pack) -> Constrained:
    """x as any function of free numbers, differentiated like f."""

    def moved(t):
        return as_point(pack(along(t.reshape(free.shape))), "what along returns")

    def at(t):
        return moved(t.copy()).ravel()

    def slopes(t):
        return numerical_jacobian(at, t).value.T

    shape, start = moved(free.copy()).shape, free.ravel()
    error = numerical_jacobian(at, start).bound.T
    if not np.all(np.isfinite(error)):
        raise ValueError("along must be differentiable at the free numbers given")
    words = tuple(f"free number {index}" for index in _indices(free.shape))
    words = words if free.ndim else ("the free number",)
    path = Path(start, at, slopes, words, error)
    return Constrained(path, shape, "the free numbers given")


def _indices(shape) -> list:
    return [k[0] if len(k) == 1 else k for k in np.ndindex(shape)]
