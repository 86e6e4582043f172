"""Derivations and gradients that check themselves.

The public names are imported on first use, so that ``derivations.steps`` runs where
NumPy is missing (a browser) and ``derivations.gradients`` where SymPy is.
"""

from importlib import import_module

_HOME = {
    "numerical_gradient": "numerics",
    "numerical_jacobian": "numerics",
    "numerical_hessian": "numerics",
    "check_gradient": "gradients",
    "check_jacobian": "gradients",
    "check_hessian": "gradients",
    "assert_gradient": "gradients",
    "Check": "gradients",
    "Derivation": "steps",
    "check_step": "steps",
    "derive": "steps",
    "mutants": "steps",
}

__all__ = sorted(_HOME)


def __getattr__(name):
    if name not in _HOME:
        raise AttributeError(f"module 'derivations' has no attribute {name!r}")
    return getattr(import_module(f"derivations.{_HOME[name]}"), name)


def __dir__():
    return __all__
