"""A line spelled out at small sizes: every entry a symbol, every sum its terms.

The sizes all differ, so that a transposition cannot type-check by luck. What comes out
is ordinary SymPy, derivatives carried out, ready for the wing `proofs`.
"""

from . import derivatives, matrices  # noqa: F401  each registers its rules
from .explicit import Explicit

__all__ = ["Explicit"]
