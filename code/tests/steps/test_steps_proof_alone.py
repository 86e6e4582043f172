"""The proof alone, without numbers before it, accepts no wrong step."""

import os
from functools import cache

import pytest
from battery import all_steps
from derivations.steps import mutants
from derivations.steps.proofs.attempts import proved_scope
from derivations.steps.verdicts.judge import Judge

STEPS = [step for step in all_steps() if step.relation in ("=", "<", "<=")]
MUTANTS = 2  # of every wrong line that numbers refute
SECONDS = 3  # for all attempts at one proof
AT_ITS_SIZES = {"beyond two sizes alone", "traps two sizes alone"}  # m^2 - 5 m + 6 = 0
# Every step takes minutes: `make sabotage` tries them all, each run a quarter.
EVERY = 4  # true step whose wrong versions are tried, too
WRONG = 1 if os.environ.get("EVERY_STEP") else 4


@pytest.fixture(autouse=True)
def short_proofs(monkeypatch):
    monkeypatch.setattr("derivations.steps.proofs.attempts.PROOF_SECONDS", SECONDS)


@cache
def judge_of(number):
    step = STEPS[number]
    return Judge([step.left, step.right], step.sizes, step.domain)


def is_proved(number, right):
    judge, step = judge_of(number), STEPS[number]
    settings = judge.domain, judge.sizes, judge.indices
    return proved_scope(step.left, right, step.relation, *settings)


def of_kind(true):
    return [pytest.param(k, id=str(s)) for k, s in enumerate(STEPS) if s.true == true]


def same_shape(number, right):
    judge = judge_of(number)
    return judge._shape(STEPS[number].left) == judge._shape(right)


@pytest.mark.parametrize("number", of_kind(true=False)[::WRONG])
def test_a_wrong_step_is_not_proved(number):
    right = STEPS[number].right
    if same_shape(number, right):
        scope = is_proved(number, right)
        assert not scope or (scope == "m = 2" and str(STEPS[number]) in AT_ITS_SIZES)


@pytest.mark.parametrize("number", of_kind(true=True)[::EVERY])
def test_a_wrong_version_of_a_true_step_is_not_proved(number):
    step, judge = STEPS[number], judge_of(number)
    if step.relation != "=" or judge.slow:
        pytest.skip("its wrong versions may hold, or take long")
    for name, wrong in mutants(step.right, limit=MUTANTS):
        if judge.verdict_on_mutant(step.left, wrong) == "refuted":
            assert not is_proved(number, wrong) or not same_shape(number, wrong), name


def test_the_proof_does_prove_most_true_steps():
    tried = [k for k, s in enumerate(STEPS) if s.true][::EVERY]
    proved = [k for k in tried if is_proved(k, STEPS[k].right)]
    assert len(proved) > 0.75 * len(tried)
