"""Derivations and gradients that check themselves.

The public names are imported on first use, so that ``derivations.steps`` runs where
NumPy is missing (a browser) and ``derivations.gradients`` where SymPy is.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # what editors and type checkers see
    from .gradients import (
        Check,
        assert_gradient,
        assert_hessian,
        assert_jacobian,
        check_gradient,
        check_hessian,
        check_hvp,
        check_jacobian,
        check_jvp,
        check_vjp,
    )
    from .numerics import numerical_gradient, numerical_hessian, numerical_jacobian
    from .steps import Derivation, check_latex, check_step, derive, mutants

__version__ = "0.2.0"

__all__ = [
    "Check",
    "Derivation",
    "assert_gradient",
    "assert_hessian",
    "assert_jacobian",
    "check_gradient",
    "check_hessian",
    "check_hvp",
    "check_jacobian",
    "check_jvp",
    "check_latex",
    "check_step",
    "check_vjp",
    "derive",
    "mutants",
    "numerical_gradient",
    "numerical_hessian",
    "numerical_jacobian",
]


def _home(name: str) -> str:
    """The part of the package in which a public name lives."""
    if name in {"Derivation", "check_latex", "check_step", "derive", "mutants"}:
        return "steps"
    return "numerics" if name.startswith("numerical_") else "gradients"


_PUBLIC = tuple(__all__)
if not TYPE_CHECKING:  # a star import takes what can be had here
    _NEEDS = {"steps": "sympy", "numerics": "numpy", "gradients": "numpy"}
    __all__ = [name for name in __all__ if find_spec(_NEEDS[_home(name)])]


def __getattr__(name: str) -> object:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'derivations' has no attribute {name!r}")
    return getattr(import_module(f"derivations.{_home(name)}"), name)


def __dir__() -> list[str]:
    return [*_PUBLIC, "__version__"]
