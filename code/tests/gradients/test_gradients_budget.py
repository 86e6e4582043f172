"""A budget is kept, what was not seen is named; progress is for terminals alone."""

import io
import re
import sys
import time

import numpy as np
import pytest
from derivations.gradients import check_gradient, check_jacobian
from derivations.gradients.measuring.budget import Budget, Progress

Q = np.diag(np.arange(1.0, 101.0))
X = np.random.default_rng(4).normal(size=100)


class Counting:
    """A function that knows how often it was called."""

    def __init__(self, f):
        self.f, self.calls = f, 0

    def __call__(self, x):
        self.calls += 1
        return self.f(x)


def quadratic(x):
    return x @ Q @ x


def slope(x):
    return 2 * Q @ x


def wrong_in_one(x):
    return slope(x) * np.where(np.arange(x.size) == 7, 1.5, 1)


@pytest.mark.parametrize("calls", [3, 5, 20, 45, 100, 150, 300, 2500])
@pytest.mark.parametrize("claim", [slope, lambda x: -slope(x), wrong_in_one])
def test_no_call_beyond_the_budget(calls, claim):
    f = Counting(quadratic)
    check = check_gradient(f, claim, X, budget=f"{calls} calls")
    assert f.calls == check.evaluations <= calls
    if claim is not slope:
        assert check.verdict != "agrees"


def test_what_was_not_seen_is_named():
    check = check_gradient(quadratic, slope, X, budget="100 calls")
    assert check.verdict == "inconclusive"
    assert re.search(
        r"the budget of 100 calls allowed \d of 8 random directions, along which no "
        "difference was seen; the others, and single entries, were not looked at",
        check.reason,
    )
    assert check.reason in str(check)
    none = check_gradient(quadratic, slope, X, budget="10 calls")
    assert none.verdict == "inconclusive"
    assert none.reason == "the budget of 10 calls allowed no derivative to be measured"


def test_what_was_seen_counts():
    check = check_gradient(quadratic, lambda x: -slope(x), X, budget="60 calls")
    assert (check.verdict, check.explanation.kind) == ("differs", "sign")
    one = check_gradient(quadratic, wrong_in_one, X, budget="300 calls")
    assert one.verdict == "differs"


def test_all_directions_are_an_answer():
    check = check_gradient(quadratic, slope, X, budget="300 calls")
    assert check.verdict == "agrees" and check.directions == 8
    assert "along 8 random directions" in str(check)


def test_a_budget_that_suffices_changes_nothing():
    free, held = (
        check_gradient(quadratic, wrong_in_one, X, budget=budget)
        for budget in (None, "5_000 calls")
    )
    assert str(free) == str(held) and held.explanation.kind == "few-entries"


def test_budgets_at_kinks_with_many_inputs_and_with_jacobians():
    zero = np.zeros(20)
    kinks = Counting(lambda x: np.abs(x).sum())
    check = check_gradient(kinks, np.sign, zero, budget="600 calls")
    assert kinks.calls <= 600 and check.verdict == "inconclusive"
    many = np.random.default_rng(5).normal(size=500)
    f = Counting(lambda x: x @ x)
    assert check_gradient(f, lambda x: 2 * x, many, budget="400 calls")
    wrong = check_gradient(f, lambda x: 3 * x, many, budget="60 calls")
    assert wrong.explanation.kind == "scaled"
    J = check_jacobian(lambda x: x**2, lambda x: np.diag(2 * x), X, budget="300 calls")
    assert J.verdict == "agrees" and J.directions == 8
    J = check_jacobian(lambda x: x**2, lambda x: np.diag(x), X, budget="300 calls")
    assert J.explanation.kind == "scaled"


def test_a_stationary_point_within_a_budget():
    zero = np.zeros(3)
    for calls in (80, 100, 120, 500):
        f = Counting(lambda x: x @ x)
        check = check_gradient(f, lambda x: -2 * x, zero, budget=f"{calls} calls")
        assert f.calls <= calls and check.verdict == "inconclusive"


def test_a_claim_of_another_shape_within_a_budget():
    for calls in (5, 8, 60, 400):
        check = check_gradient(
            quadratic, lambda x: slope(x)[:, None], X, budget=f"{calls} calls"
        )
        assert check.verdict in ("differs", "inconclusive")
        assert check.evaluations <= calls
    assert check.explanation.kind == "wrong-shape"


def test_seconds():
    def slow(x):
        time.sleep(0.01)
        return quadratic(x)

    began = time.monotonic()
    check = check_gradient(slow, slope, X, budget="0.5 s")
    assert time.monotonic() - began < 2
    assert check.verdict == "inconclusive" and "budget of 0.5 s" in check.reason
    check = check_gradient(slow, lambda x: -slope(x), X, budget="1.5 s")
    assert check.explanation.kind == "sign"


@pytest.mark.parametrize(
    ("text", "calls", "seconds"),
    [
        ("500 calls", 500, None),
        ("1 call", 1, None),
        ("30 s", None, 30.0),
        ("2.5 seconds", None, 2.5),
        ("2 min", None, 120.0),
        ("1 h", None, 3600.0),
        (None, None, None),
    ],
)
def test_units(text, calls, seconds):
    budget = Budget(text)
    assert (budget.calls, budget.seconds) == (calls, seconds)


@pytest.mark.parametrize(
    "budget", [100, 2.0, "100", "5 m", "0 s", "-1 s", "calls", "1.2.3 s", "0.5 calls"]
)
def test_budgets_without_a_unit_are_refused(budget):
    with pytest.raises((ValueError, TypeError), match="budget must"):
        check_gradient(quadratic, slope, X, budget=budget)


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr("derivations.gradients.measuring.budget.PATIENCE", 0.0)
    monkeypatch.setattr("derivations.gradients.measuring.budget.REFRESH", 0.0)


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_progress_is_told_on_a_terminal_and_wiped(impatient, monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    check = check_gradient(lambda x: x @ x, lambda x: 2 * x, X[:3])
    *told, wiped, end = terminal.getvalue().split("\r")
    assert told[1] == "checking the gradient: 1 calls, 0 s"
    assert told[-1] == f"checking the gradient: {check.evaluations} calls, 0 s"
    assert wiped == " " * len(told[-1]) and end == ""


def test_a_quick_check_says_nothing(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    check_gradient(lambda x: x @ x, lambda x: 2 * x, X[:3])
    assert sys.stderr.getvalue() == ""


def test_nothing_is_told_elsewhere(impatient, capfd):
    check_gradient(lambda x: x @ x, lambda x: 2 * x, X[:3])
    assert capfd.readouterr().err == ""
    assert not Progress("gradient").watched


def test_without_a_budget_there_is_no_end_of_calls():
    assert Budget(None).left(10**9) == float("inf")
