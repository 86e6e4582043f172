"""A derivation, line by line. Needs SymPy and mpmath alone."""

from derivations.steps.derivation import Derivation
from derivations.steps.derive import derive
from derivations.steps.domain import Domain
from derivations.steps.errors import Undefined, Unsupported
from derivations.steps.evaluation import evaluate
from derivations.steps.mutants import mutants, mutation_score
from derivations.steps.notation import *  # noqa: F403
from derivations.steps.notation import __all__ as _notation
from derivations.steps.report import Report, Result, WrongStep
from derivations.steps.statements import PositiveSemidefinite, Statement, Subgradient
from derivations.steps.verdict import StepVerdict, check_step

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
    "derive",
    "evaluate",
    "mutants",
    "mutation_score",
    *_notation,
]
