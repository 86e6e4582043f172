"""What a check was asked: its arguments, made sure of."""

import math
from collections.abc import Mapping

import numpy as np

from derivations.gradients.hypotheses.constants import Guess
from derivations.numerics.conversion import as_output, seeded

from .budget import Budget, Progress

#: The names by which messages call the two functions.
NAMES = {
    "gradient": ("f", "gradient"),
    "Jacobian": ("f", "jacobian"),
    "Hessian": ("gradient", "hessian"),
}


class Counted:
    """f, with its calls counted, and held to what they may cost."""

    def __init__(self, f, name: str, budget: Budget, progress: Progress):
        if not callable(f):
            raise TypeError(f"{name} must be callable, got {type(f).__name__}")
        self.f, self.budget, self.progress, self.calls = f, budget, progress, 0

    def __call__(self, x):
        self.budget.hold(self.calls)
        self.calls += 1
        self.progress.tell(self.calls)
        return self.f(x)


class Question:
    """What a check was asked, with the arguments made sure of.

    names: what the entries of x are called, where x stands for a dictionary, a list
    or a frame of arrays; None for a plain array. blocks: (name, slice of the flat x)
    of each of those arrays. constrained: how x moves on a set (`inputs.along`), if it
    does; f, the claim and x are then those of its free numbers.
    """

    def __init__(
        self,
        what,
        f,
        claim,
        x,
        *,
        resolution=1e-6,
        sizes=None,
        terms=None,
        rng=0,
        accuracy=None,
        scale=None,
        budget=None,
        names=None,
        constrained=None,
        name_claim=None,
    ):
        seeded(rng)  # an error now, not where the first random number is needed
        self.what, self.x, self.rng, self.names = what, x, rng, names
        self.blocks = names.blocks if names else ()
        self.constrained = constrained
        self.name_f, self.name_claim = NAMES[what]
        self.name_claim = name_claim or self.name_claim
        self.budget, self.progress = Budget(budget), Progress(what)
        self.f = Counted(f, self.name_f, self.budget, self.progress)
        self.claim = _function_or_value(self.name_claim, claim)
        self.formula = claim if callable(claim) else None
        self.accuracy = _share("accuracy", accuracy) if accuracy is not None else 0.0
        # What is known to four digits cannot be tested to six.
        self.resolution = max(_share("resolution", resolution), 2 * self.accuracy)
        self.scale = None if scale is None else _positive("scale", scale)
        self.sizes = {
            name: _positive(f"sizes[{name!r}]", value)
            for name, value in _by_name("sizes", "numbers", sizes).items()
        }
        self.terms = {
            name: _function_or_value(f"terms[{name!r}]", term)
            for name, term in _by_name("terms", "arrays or functions", terms).items()
        }

    def terms_at(self, x, shape) -> dict[str, np.ndarray]:
        """The user's terms at a point; they have the shape of the derivative."""
        found = {}
        for name, term in self.terms.items():
            value = _called(term, x, f"terms[{name!r}]")
            value = as_output(value, name=f"terms[{name!r}]")
            if value.shape != shape:
                raise ValueError(
                    f"terms[{name!r}] must have the shape of the {self.what}, {shape}, "
                    f"got {value.shape}"
                )
            if not np.all(np.isfinite(value)):
                bad = value[~np.isfinite(value)].ravel()[0]
                raise ValueError(f"terms[{name!r}] must be finite, got {bad:g}")
            found[name] = value
        return found

    def sizes_with_shapes(self, f_shape) -> dict[str, float]:
        """The user's sizes, and sizes of arrays where they are not ambiguous."""
        shapes = {"x.size": self.x.size, "f(x).size": math.prod(f_shape)}
        if self.x.ndim > 1:
            shapes |= {f"x.shape[{k}]": s for k, s in enumerate(self.x.shape)}
        sizes = dict(self.sizes)
        for name, size in shapes.items():
            # Small numbers are factors of their own, equal ones could be either.
            if size > 4 and size not in sizes.values():
                sizes[name] = Guess(size)
        return sizes


def _called(term, x: np.ndarray, name: str):
    """A term at x; what it raises there is raised with its name."""
    try:
        return term(x.copy()) if callable(term) else term
    except Exception as error:
        error.add_note(f"raised by {name}, called at x")
        raise


def _by_name(argument: str, of_what: str, given) -> dict:
    """A dictionary with names as keys; None is an empty one."""
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise TypeError(
            f"{argument} must be a dictionary of {of_what} by name, got "
            f"{type(given).__name__}"
        )
    for name in given:
        if not isinstance(name, str):
            raise TypeError(
                f"{argument} must have names (str) as keys, got {name!r}, "
                f"{type(name).__name__}"
            )
    return dict(given)


def _function_or_value(name: str, given):
    """The argument itself; an error, if it is neither a function nor real numbers."""
    if callable(given):
        return given
    try:
        as_output(given, name=name)
    except (TypeError, ValueError) as error:
        got = type(given).__name__
        if isinstance(given, np.ndarray):
            got += f" of dtype {given.dtype} and shape {given.shape}"
        raise type(error)(
            f"{name} must be a function of x, or its value at x: real numbers, "
            f"got {got}"
        ) from error
    return given


def _share(name: str, value) -> float:
    number = _positive(name, value)
    if number >= 1:
        raise ValueError(
            f"{name} must be less than 1: it is a relative error, got {number:g}"
        )
    return number


def _positive(name: str, value) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | np.number):
        raise TypeError(f"{name} must be a number, got {type(value).__name__}")
    if not (math.isfinite(value) and value > 0):
        raise ValueError(f"{name} must be positive and finite, got {value}")
    return float(value)
