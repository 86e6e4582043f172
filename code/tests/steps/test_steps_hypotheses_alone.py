"""What is said of a wrong part: each hypothesis alone, on lines made for it."""

import pytest
import sympy as sp
from derivations.steps import array, indices, matrix, sizes, total
from derivations.steps.diagnosis.aligned import _described, _joined, differing
from derivations.steps.diagnosis.explain import explain
from derivations.steps.diagnosis.explanation import Explanation
from derivations.steps.diagnosis.factors import (
    SIZE_FACTORS,
    dropped_factor,
    missing_factor,
)
from derivations.steps.diagnosis.ratio import named_factor
from derivations.steps.diagnosis.sides import DIGITS, Sides
from derivations.steps.verdicts.judge import Judge
from mpmath import mp
from sympy import S, exp, sin, symbols

x, t, u = symbols("x t u", real=True)
a, b = symbols("a b", positive=True)
m, n = sizes("m n")
i = indices("i")
y = array("y", m)
A, B, C = matrix("A", n, n), matrix("B", n, n), matrix("C", n, n)
P, Q = matrix("P", m, n), matrix("Q", n, m)


def said(hypothesis, left, right):
    """What a hypothesis says of a wrong line, or None."""
    judge = Judge([left, right])
    with mp.workdps(DIGITS):
        found = hypothesis(Sides(judge, left, right))
    return found and str(found)


# --- one part that stands where another is meant --------------------------------------

DESCRIBED = {
    "too much": (S.One, x, "The factor x is too much."),
    "once too often": (S.Zero, x, "The term x stands there once too often."),
    "sign": (x + t, -x - t, "The sign of -t - x is wrong: "),
    "reciprocal": (a + b, 1 / (a + b), ", its reciprocal."),
    "square": (x**2, x, "x stands where x^2 is meant, its square."),
    "square root": (x, x**2, "x^2 stands where x is meant, its square root."),
    "transpose": (A.T, A, "A stands where Aᵀ is meant, its transpose."),
    "inverse": (A, A.I, "A^-1 stands where A is meant, its inverse."),
    "one factor lost": (a * b * x, b * x, "The factor a has been dropped: "),
    "two factors lost": (a * b * x, x, "The factor a b has been dropped: "),
    "a matrix lost": (A * B * C, A * C, "The factor B has been dropped: "),
    "another name": (x, t, "t stands where x is meant."),
}


@pytest.mark.parametrize("name", DESCRIBED)
def test_a_part_is_described_by_what_it_has_to_do_with_the_one_meant(name):
    meant, wrong, words = DESCRIBED[name]
    kind, sentence, pieces = _described(meant, wrong)
    assert words in str(Explanation(kind, sentence, pieces))


def test_a_term_too_many_is_laid_beside_nothing():
    (_, inner) = differing(x + t, x + t + u)
    assert inner == ((2,), S.Zero, u) or inner[1:] == (S.Zero, u)
    (_, inner) = differing(x * t, x * t * u)
    assert inner[1:] == (S.One, u)
    (_, inner) = differing(A + B, A + B + C)
    assert inner[1:] == (sp.ZeroMatrix(n, n), C)


def test_several_parts_that_are_left_stay_together():
    assert sp.expand(_joined(x + t, [x, t]) - x - t) == 0
    assert _joined(A + B, []) == sp.ZeroMatrix(n, n)
    assert (_joined(x + t, []), _joined(x * t, [])) == (0, 1)


# --- factors --------------------------------------------------------------------------


@pytest.mark.parametrize("number", [2, 5])
def test_a_factor_of_the_size_has_the_name_of_its_formula(number):
    k = sp.Symbol("k")
    for name, of_size in SIZE_FACTORS:
        formula = sp.sympify(name.replace("^", "**").format("k"), {"k": k})
        assert abs(of_size(mp.mpf(number)) - formula.subs(k, number)) < 1e-12, name


@pytest.mark.parametrize(
    ("factor", "name"),
    [(m, "m"), (1 / m, "1/m"), (-m, "-m"), (m**2, "m^2"), (2 / m, "2/m"), (-3, "-3")],
)
def test_a_missing_factor_is_told_by_its_name(factor, name):
    squares = total(y[i] ** 2, i)
    words = f"A factor {name} is missing: correct = {name} times the right side."
    assert said(missing_factor, factor * squares, squares) == words


def test_a_factor_that_was_dropped_is_told():
    line = "The factor sin x has been dropped."
    assert said(dropped_factor, sin(x) * exp(t), exp(t)) == line
    assert said(dropped_factor, sin(x) * exp(t), sin(t)) is None


def test_a_name_in_a_factor_that_stands_for_another_is_told():
    left, right = a * exp(x) * (1 + x**2), b * exp(x) * (1 + x**2)
    assert said(named_factor, left, right) == (
        "As a factor, b stands where a is meant."
    )
    assert said(named_factor, left / a, right / b * sin(x)) == (
        "A factor 1/sin x is missing: correct = 1/sin x times the right side."
    )


def test_shapes_that_are_exchanged_are_told_with_both_of_them():
    judge = Judge([P, Q], sizes={m: 3, n: 2})
    assert str(explain(judge, P, Q)) == (
        "The right side is transposed: 3 x 2 is meant where 2 x 3 stands."
    )
