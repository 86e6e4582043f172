"""The verdict on one step, and how it shows itself."""

from collections.abc import Mapping
from dataclasses import replace
from numbers import Integral
from typing import Any

import sympy as sp
from sympy import evaluate

from derivations.steps.deadline import TimeUp, limit
from derivations.steps.diagnosis.explain import explain
from derivations.steps.errors import NO_ANSWER, in_words
from derivations.steps.slips.trees import short
from derivations.steps.vocabulary.scalars import commuting
from derivations.steps.vocabulary.statements import Vanishes

from .judge import (
    STEP_SECONDS,
    Judge,
    Judgment,
    require_relation,
)
from .only_zero import uniqueness
from .step_verdict import StepVerdict
from .up_to_constant import require_variable, slope

EXPLAIN_SECONDS = 8  # for what is said about a wrong one: most take a tenth of that
BLAME_SECONDS, ROUGH = 1, 15  # and digits, to find the side that has no value


def check_step(
    left: Any,
    right: Any,
    *,
    sizes: Mapping[Any, int] | None = None,
    domain: Any = None,
    relation: str = "=",
    up_to: Any = None,
) -> StepVerdict:
    """Check one step.

    Parameters
    ----------
    left, right : expressions, or for ``right`` a number.
    sizes : whole numbers for symbolic sizes; those not named, and those named with
        the number of another, get sizes that differ.
    domain : where the step is meant to hold, see :class:`Domain`; without it, the
        assumptions of the symbols.
    relation : "=", "<=", "<", ">=" or ">".
    up_to : a symbol x: the sides may differ by a constant in x, as two antiderivatives
        do; an integral by x then needs no limits.

    Returns
    -------
    StepVerdict

    Raises
    ------
    Unsupported : a floating-point number, or symbols that do not commute.
    TypeError, ValueError : arguments of another kind.

    >>> from sympy import Symbol, exp
    >>> from derivations.steps import D
    >>> x = Symbol("x", real=True)
    >>> check_step(D(exp(x**2), x), 2 * x * exp(x**2)).verdict
    'proved'
    >>> print(check_step(D(exp(x**3), x), 3 * x**3 * exp(x**3)).explanation)
    The exponent is wrong: 3 stays where it becomes 2 in the derivative. A factor 1/x \
is missing: correct = 1/x times the right side. Correct: 3 x^2 e^(x^3).
    """
    with evaluate(True):
        left, right = sympified("left", left), sympified("right", right)
        require_variable(up_to, relation)
        judge = Judge([left, right], sizes, domain)
        return judged(judge, left, right, relation, up_to=up_to)


def sympified(name, expression):
    """A side or line as SymPy has it: a number or matrix, no truth value and no set."""
    if isinstance(expression, sp.MatrixBase):
        if 0 in expression.shape:
            raise TypeError(f"{name} must have entries, got a matrix without any")
        return sp.ImmutableDenseMatrix(expression)
    if isinstance(expression, (sp.Expr, sp.IndexedBase)):
        return commuting(expression)
    if isinstance(expression, (Integral, float)) and not isinstance(expression, bool):
        return sp.sympify(expression)
    kind = type(expression).__name__
    if isinstance(expression, sp.logic.boolalg.Boolean):
        kind += " (write both sides of the relation as the sides of a step)"
    raise TypeError(
        f"{name} must be a SymPy expression or a whole number, "
        f"got {kind}: {expression!r}"
    )


def judged(judge, left, right, relation, explained=True, up_to=None):
    """The verdict on one step, whatever happens on the way to it."""
    require_relation(relation)
    sides = left, right
    try:
        with limit(STEP_SECONDS):
            if up_to is not None:
                sides = [slope(side, up_to) for side in sides]
                judge = judge.like(*sides)
            found = judge.judge(*sides, relation)
    except TimeUp:
        note = f"no verdict within {STEP_SECONDS} s"
        return StepVerdict("undecided", left, right, relation, note=note)
    except NO_ANSWER as error:
        note = _blamed(judge, left, right, error)
        return StepVerdict("undecided", left, right, relation, note=note)
    explanation = None
    if explained and found.verdict == "refuted":
        explanation = _explained(judge, *sides, relation)
    return StepVerdict(
        found.verdict,
        left,
        right,
        relation,
        found.scope,
        found.points,
        found.counterexample,
        explanation,
        found.note,
        found.deliberate,
    )


def _blamed(judge, left, right, error):
    """The side that cannot be computed, and why: a sentence for its author."""
    number = next(judge._numbers(), None)
    for name, side in (("left", left), ("right", right)):
        try:
            with limit(BLAME_SECONDS):
                judge.at(side, number, ROUGH)
        except TimeUp:
            break
        except NO_ANSWER as found:
            return f"the {name} side, {short(side)}: {in_words(found)}"
    return in_words(error)


def _explained(judge, left, right, relation):
    """What is wrong; a mistake that cannot be looked at in time has no name."""
    try:
        with limit(EXPLAIN_SECONDS):
            return explain(judge, left, right, relation)
    except (TimeUp, *NO_ANSWER):
        return None


def stated(judge, before, statement):
    """The verdict on a statement about a line."""
    if isinstance(statement, Vanishes):
        return vanishing(judge, before, statement)
    try:
        with limit(STEP_SECONDS):
            found = judge.state(statement)
    except TimeUp:
        found = Judgment("undecided", note=f"no verdict within {STEP_SECONDS} s")
    except NO_ANSWER as error:
        found = Judgment("undecided", note=in_words(error))
    return StepVerdict(
        found.verdict,
        before,
        statement,
        relation="",
        points=found.points,
        counterexample=found.counterexample,
        note=found.note,
        deliberate=found.deliberate,
    )


def vanishing(judge, before, statement):
    """The verdict on a place where a line is zero, and whether it is the only one."""
    sides = statement.at, statement.zero
    found = judged(judge.like(before, *sides), *sides, "=", explained=False)
    note = uniqueness(judge, before, statement) if found else found.note
    return replace(found, left=before, right=statement, relation="", note=note)
