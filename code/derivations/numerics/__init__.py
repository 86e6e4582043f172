"""Derivatives as numbers, with a bound on their error, from values of f alone."""

from .directions import random_directions
from .gradient import directional_derivative, numerical_gradient, numerical_jacobian
from .guard import Examination, guard
from .hessian import numerical_hessian
from .noise import estimate_noise
from .results import STATES, Derivative
from .sides import Sides

__all__ = [
    "STATES",
    "Derivative",
    "Examination",
    "Sides",
    "directional_derivative",
    "estimate_noise",
    "guard",
    "numerical_gradient",
    "numerical_hessian",
    "numerical_jacobian",
    "random_directions",
]


def __dir__() -> list[str]:
    return sorted(__all__)
