"""What a check was asked: its arguments, made sure of."""

import math

import numpy as np

from derivations.numerics.function import as_output

#: The names by which messages call the two functions.
NAMES = {
    "gradient": ("f", "gradient"),
    "Jacobian": ("f", "jacobian"),
    "Hessian": ("gradient", "hessian"),
}


class Counted:
    """f, with its calls counted; a single entry is a number where one is expected."""

    def __init__(self, f, name: str, scalar: bool):
        if not callable(f):
            raise TypeError(f"{name} must be callable, got {type(f).__name__}")
        self.f, self.scalar, self.calls = f, scalar, 0

    def __call__(self, x):
        self.calls += 1
        value = self.f(x)
        if self.scalar and isinstance(value, np.ndarray | list) and np.size(value) == 1:
            return np.asarray(value).reshape(())
        return value


class Question:
    """What a check was asked, with the arguments made sure of."""

    def __init__(self, what, f, claim, x, resolution, sizes, terms, rng):
        self.what, self.x, self.rng = what, x, rng
        self.name_f, self.name_claim = NAMES[what]
        self.f = Counted(f, self.name_f, scalar=what == "gradient")
        self.claim = claim
        self.formula = claim if callable(claim) else None
        self.resolution = _positive("resolution", resolution)
        sizes = {} if sizes is None else dict(sizes)
        self.sizes = {
            name: _positive(f"sizes[{name!r}]", v) for name, v in sizes.items()
        }
        self.terms = dict(terms or {})

    def terms_at_x(self, shape) -> dict[str, np.ndarray]:
        found = {}
        for name, term in self.terms.items():
            value = term(self.x.copy()) if callable(term) else term
            value = as_output(value, name=f"terms[{name!r}]")
            if value.shape != shape:
                raise ValueError(
                    f"terms[{name!r}] must have the shape of the {self.what}, {shape}, "
                    f"got {value.shape}"
                )
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
                sizes[name] = float(size)
        return sizes


def _positive(name: str, value) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | np.number):
        raise TypeError(f"{name} must be a number, got {type(value).__name__}")
    if not (math.isfinite(value) and value > 0):
        raise ValueError(f"{name} must be positive and finite, got {value}")
    return float(value)
