"""The verdict on one step, and how it shows itself."""

from dataclasses import dataclass
from numbers import Integral

import sympy as sp
from sympy import evaluate

from derivations.display import Shown
from derivations.steps.deadline import TimeUp, limit
from derivations.steps.diagnosis.explain import explain
from derivations.steps.diagnosis.explanation import Explanation
from derivations.steps.errors import NO_ANSWER, in_words
from derivations.steps.slips.trees import short
from derivations.steps.typesetting.latex import latex
from derivations.steps.typesetting.plain import plain
from derivations.steps.vocabulary.scalars import commuting

from .judge import (
    STEP_SECONDS,
    Counterexample,
    Judge,
    require_relation,
)
from .up_to_constant import require_variable, slope

HOLDS = ("proved", "agrees", "cited")
LONG = 600  # characters of a formula or an explanation within a message
EXPLAIN_SECONDS = 8  # for what is said about a wrong one: most take a tenth of that
BLAME_SECONDS, ROUGH = 1, 15  # and digits, to find the side that has no value


@dataclass(frozen=True)
class StepVerdict(Shown):
    """The verdict on one step; true when it is proved or agrees.

    ``verdict`` is "proved", "agrees", "refuted", "undecided" or "cited"; ``scope`` says
    of a proof whether it holds for "all sizes", "all values" or the sizes named;
    ``points`` counts the points at which both sides were compared; ``deliberate`` names
    the kinds of deliberate points tried besides: ties, zeros, ends of closed intervals,
    break points, scales from 1e-8 to 1e8, whole numbers to 60.
    """

    verdict: str
    left: object
    right: object
    relation: str = "="
    scope: str = ""
    points: int = 0
    counterexample: Counterexample | None = None
    explanation: Explanation | None = None
    note: str = ""
    deliberate: tuple = ()

    def __bool__(self):
        return self.verdict in ("proved", "agrees")

    @property
    def mark(self):
        """The mark beside the line: a proof for all sizes has one of its own."""
        if self.verdict == "proved" and self.scope.startswith("all"):
            return "proved-all"
        return self.verdict

    def sentence(self):
        """The verdict in one sentence, with the counterexample and what is wrong."""
        parts = [self.verdict]
        if self.scope:
            parts[0] += f" ({self.scope})"
        elif self.verdict == "agrees":
            parts[0] += f" at {self.points} point{'s' * (self.points != 1)}"
            if self.deliberate:
                parts[0] += f" and at {', '.join(self.deliberate)}"
        if self.counterexample is not None:
            parts.append(str(self.counterexample))
        if self.note:
            parts.append(self.note)
        text = "; ".join(parts) + "."
        said = _readable(str(self.explanation)) if self.explanation else ""
        return f"{text} {said}".rstrip()

    def __str__(self):
        left, right = (_readable(plain(side)) for side in (self.left, self.right))
        return f"{left} {self.relation} {right}: {self.sentence()}"

    def markdown(self):
        formula = rf"{latex(self.left)} {_tex(self.relation)} {latex(self.right)}"
        return f"${formula}$: {escaped(self.sentence())}"

    def record(self):
        return {
            "kind": "step",
            "left": plain(self.left),
            "right": plain(self.right),
            "relation": self.relation,
            **verdict_record(self),
        }


def _readable(text):
    """A text that a message can hold: of a long one its beginning and its end."""
    if len(text) <= LONG:
        return text
    return f"{text[: LONG * 2 // 3]} ... {text[-LONG // 3 :]}"


def _tex(relation):
    return {"<=": r"\le", ">=": r"\ge"}.get(relation, relation)


def escaped(text):
    for character in "\\_*|$<>":
        text = text.replace(character, "\\" + character)
    return text


def verdict_record(verdict):
    record = {"verdict": verdict.verdict}
    if verdict.scope:
        record["scope"] = verdict.scope
    if verdict.points:
        record["points"] = verdict.points
    if verdict.deliberate:
        record["deliberate"] = list(verdict.deliberate)
    if verdict.counterexample is not None:
        c = verdict.counterexample
        record["counterexample"] = {
            "point": c.point,
            "left": c.left,
            "right": c.right,
            "entry": c.entry,
        }
    if verdict.explanation is not None:
        record["explanation"] = {
            "kind": verdict.explanation.kind,
            "text": verdict.explanation.text,
        }
    if verdict.note:
        record["note"] = verdict.note
    return record


def check_step(left, right, *, sizes=None, domain=None, relation="=", up_to=None):
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
