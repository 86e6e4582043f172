"""A claimed derivative against the numbers: a verdict, and what is wrong."""

from .check import (
    Check,
    Entry,
    assert_gradient,
    check_gradient,
    check_hessian,
    check_jacobian,
)
from .hypotheses.explanation import KINDS, Explanation

__all__ = [
    "KINDS",
    "Check",
    "Entry",
    "Explanation",
    "assert_gradient",
    "check_gradient",
    "check_hessian",
    "check_jacobian",
]
