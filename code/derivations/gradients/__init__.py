"""A claimed derivative against the numbers: a verdict, and what is wrong."""

from derivations.gradients.hypotheses.explanation import KINDS, Explanation

from .assertions import assert_gradient, assert_hessian, assert_jacobian
from .check import check_gradient, check_hessian, check_jacobian
from .check_products import check_hvp, check_jvp, check_vjp
from .result import Check, Entry

__all__ = [
    "KINDS",
    "Check",
    "Entry",
    "Explanation",
    "assert_gradient",
    "assert_hessian",
    "assert_jacobian",
    "check_gradient",
    "check_hessian",
    "check_hvp",
    "check_jacobian",
    "check_jvp",
    "check_vjp",
]


def __dir__() -> list[str]:
    return sorted(__all__)
