"""A line spelled out at small sizes: every entry a symbol, every sum its terms.

The sizes all differ, so that a transposition cannot type-check by luck. What comes out
is ordinary SymPy, derivatives carried out, ready for :mod:`derivations.steps.proof`.
"""

from derivations.steps import (  # each registers its rules
    concrete_derivatives,  # noqa: F401
    concrete_matrices,  # noqa: F401
)
from derivations.steps.explicit import Explicit

__all__ = ["Explicit"]
