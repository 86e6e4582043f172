"""A derivation, line by line. Needs SymPy and mpmath alone."""

from derivations.steps.derivation import (
    Derivation,
    Report,
    Result,
    StepVerdict,
    WrongStep,
    check_step,
)
from derivations.steps.domain import Domain
from derivations.steps.errors import Undefined, Unsupported
from derivations.steps.evaluation import evaluate
from derivations.steps.mutants import mutants, mutation_score
from derivations.steps.notation import *  # noqa: F403
from derivations.steps.notation import __all__ as _notation
from derivations.steps.statements import PositiveSemidefinite, Statement, Subgradient

__all__ = [
    "Derivation",
    "Domain",
    "PositiveSemidefinite",
    "Report",
    "Result",
    "Statement",
    "StepVerdict",
    "Subgradient",
    "Undefined",
    "Unsupported",
    "WrongStep",
    "check_step",
    "evaluate",
    "mutants",
    "mutation_score",
    *_notation,
]
