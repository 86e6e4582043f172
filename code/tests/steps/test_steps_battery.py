"""The judge against the battery: no true step lost, no wrong step accepted."""

from collections import Counter
from functools import cache

import pytest
from battery import all_steps
from derivations.steps import check_step
from derivations.steps.diagnosis.carried_out import worked_slip
from derivations.steps.verdicts.judge import Judge

STEPS = tuple(all_steps())
CHAPTERS = [f"{number:02d}" for number in range(1, 24)]


@cache
def verdict(number):
    step = STEPS[number]
    return check_step(
        step.left,
        step.right,
        sizes=step.sizes,
        domain=step.domain,
        relation=step.relation,
    )


def numbers(true):
    return [
        pytest.param(k, id=str(step))
        for k, step in enumerate(STEPS)
        if step.true == true
    ]


def test_every_chapter_has_steps_of_both_kinds():
    counts = Counter((step.chapter, step.true) for step in STEPS)
    few = {(c, t) for c in CHAPTERS for t in (True, False) if counts[c, t] < 3}
    assert not few
    assert sum(step.true for step in STEPS) >= 70
    assert sum(not step.true for step in STEPS) >= 70
    assert len({str(step) + str(step.true) for step in STEPS}) == len(STEPS)


@pytest.mark.parametrize("number", numbers(true=True))
def test_a_true_step_is_proved_or_agrees(number):
    found = verdict(number)
    assert found.verdict in ("proved", "agrees"), found.sentence()


@pytest.mark.parametrize("number", numbers(true=False))
def test_a_wrong_step_is_refuted_with_a_counterexample(number):
    found = verdict(number)
    assert found.verdict == "refuted", found.sentence()
    assert found.counterexample is not None
    if STEPS[number].relation != "<":  # two equal numbers refute that
        assert found.counterexample.left != found.counterexample.right


NAMED = [k for k, step in enumerate(STEPS) if step.words]


def named_slip(number):
    """What is said to be wrong: by the verdict, else from the worked-out left side."""
    explanation = verdict(number).explanation
    if explanation is not None:
        return f"{explanation.kind}: {explanation.text}"
    step = STEPS[number]
    judge = Judge([step.left, step.right], step.sizes, step.domain)
    slip = worked_slip(
        step.left,
        step.right,
        lambda e: judge.verdict_on_mutant(step.right, e) != "refuted",
    )
    return slip and slip[0]


@pytest.mark.parametrize("number", NAMED, ids=lambda k: str(STEPS[k]))
def test_the_slip_is_named(number):
    assert STEPS[number].words in (named_slip(number) or "nothing")


def test_how_many_are_proved(capsys):
    true = [k for k, step in enumerate(STEPS) if step.true]
    proved = sum(verdict(k).verdict == "proved" for k in true)
    with capsys.disabled():
        print(f"\n{proved} of {len(true)} true steps are proved, the others agree.")
    assert proved >= 0.8 * len(true)
