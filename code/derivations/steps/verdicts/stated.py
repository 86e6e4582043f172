"""The verdict on a statement about a line: that it is zero somewhere, convex, ..."""

from dataclasses import replace

from derivations.steps.deadline import TimeUp, limit
from derivations.steps.errors import NO_ANSWER, in_words
from derivations.steps.vocabulary.statements import Vanishes

from .judge import STEP_SECONDS, Judgment
from .only_zero import uniqueness
from .verdict import StepVerdict, judged


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
