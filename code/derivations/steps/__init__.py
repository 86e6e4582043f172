"""A derivation, line by line. Needs SymPy and mpmath alone."""

from derivations.steps.derivation import Derivation
from derivations.steps.derive import derive
from derivations.steps.errors import Undefined, Unsupported
from derivations.steps.report import Report, Result, WrongStep

from .numbers.evaluation import evaluate
from .slips.mutants import mutants, mutation_score
from .verdicts.verdict import StepVerdict, check_step
from .vocabulary.domain import Domain
from .vocabulary.notation import *  # noqa: F403
from .vocabulary.notation import __all__ as _notation
from .vocabulary.statements import PositiveSemidefinite, Statement, Subgradient

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
