"""Functions with a declared derivative, also one that leads back to themselves."""

import pytest
from derivations.steps import D, check_step, function
from sympy import Integral, Symbol, cos, exp, log, sin, symbols

t, u = symbols("t u", real=True)
rate = Symbol("lambda", positive=True)

decay = function("v", derivative=lambda x: -rate * decay(x))
growth = function("g", derivative=lambda x: growth(x) * (1 - growth(x)), within=(0, 1))
driven = function("w", derivative=lambda x: driven(x) + sin(x))
sine = function("s", derivative=lambda x: cosine(x))
cosine = function("c", derivative=lambda x: -sine(x))

# left, right, what is wrong
STEPS = {
    "decay": (D(decay(t), t), -rate * decay(t), rate * decay(t)),
    "what decays, undone": (D(exp(rate * t) * decay(t), t), 0, decay(t)),
    "log odds of growth": (D(log(growth(t) / (1 - growth(t))), t), 1, 2),
    "its second derivative": (
        D(growth(t), t, t),
        growth(t) * (1 - growth(t)) * (1 - 2 * growth(t)),
        growth(t) * (1 - growth(t)) * (1 + 2 * growth(t)),
    ),
    "a driven one": (D(driven(t), t), driven(t) + sin(t), driven(t) + cos(t)),
    "two that lead to each other": (D(sine(t), t, t), -sine(t), sine(t)),
    "their squares": (D(sine(t) ** 2 + cosine(t) ** 2, t), 0, sine(t)),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_slope_that_leads_back_is_one_equation(name):
    left, right, wrong = STEPS[name]
    assert check_step(left, right).verdict == "proved"
    assert check_step(left, wrong).verdict == "refuted"


def test_a_function_of_the_same_name_is_the_same():
    same = function("v", derivative=lambda x: function("v")(x))
    assert check_step(D(same(t), t), same(t)).verdict != "refuted"
    assert check_step(D(same(t), t), 2 * same(t)).verdict == "refuted"


def test_what_is_not_solved_is_said():
    stretched = function("v", derivative=lambda x: stretched(2 * x))
    summed = function("v", derivative=lambda x: Integral(summed(u), (u, 0, x)))
    for f in (stretched, summed):
        step = check_step(D(f(t), t), f(t))
        assert step.verdict == "undecided" and "leads back to v" in step.note
