"""A derivation, line by line. Needs SymPy and mpmath alone."""

from derivations.steps.numbers.evaluation import evaluate
from derivations.steps.slips.mutants import mutants, mutation_score
from derivations.steps.verdicts.step_verdict import StepVerdict
from derivations.steps.verdicts.verdict import check_step
from derivations.steps.vocabulary.domain import Domain
from derivations.steps.vocabulary.notation import *  # noqa: F403
from derivations.steps.vocabulary.notation import __all__ as _notation
from derivations.steps.vocabulary.statements import (
    PositiveSemidefinite,
    Statement,
    Subgradient,
    Vanishes,
)

from .derivation import Derivation
from .derive import derive
from .errors import Undefined, Unsupported
from .latex_check import LatexReport, NotUnderstood, check_latex
from .report import Report, Result, WrongStep

__all__ = [
    "Derivation",
    "LatexReport",
    "NotUnderstood",
    "Domain",
    "PositiveSemidefinite",
    "Report",
    "Result",
    "Statement",
    "StepVerdict",
    "Subgradient",
    "Undefined",
    "Unsupported",
    "Vanishes",
    "WrongStep",
    "check_latex",
    "check_step",
    "derive",
    "evaluate",
    "mutants",
    "mutation_score",
    *_notation,
]


def __dir__() -> list[str]:
    return sorted(__all__)
