"""A claimed derivative against the numbers: a verdict, and what is wrong."""

from derivations.gradients.hypotheses.explanation import KINDS, Explanation

from .check import (
    Check,
    Entry,
    assert_gradient,
    check_gradient,
    check_hessian,
    check_jacobian,
)

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
