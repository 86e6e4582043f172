"""What is said of a wrong part: each hypothesis alone, on lines made for it."""

import pytest
import sympy as sp
from derivations.steps import D, array, indices, matrix, sizes, total
from derivations.steps.diagnosis.aligned import _described, _joined, differing
from derivations.steps.diagnosis.explain import explain
from derivations.steps.diagnosis.explanation import Explanation
from derivations.steps.diagnosis.factors import (
    SIZE_FACTORS,
    dropped_factor,
    missing_factor,
)
from derivations.steps.diagnosis.parts import in_part
from derivations.steps.diagnosis.ratio import named_factor
from derivations.steps.diagnosis.repairs import exchanged_name, repaired
from derivations.steps.diagnosis.sides import DIGITS, Sides
from derivations.steps.diagnosis.terms import constant_apart
from derivations.steps.diagnosis.two_slips import _from_right, two_slips
from derivations.steps.verdicts.judge import Judge
from mpmath import mp
from sympy import S, exp, sin, symbols

x, t, u = symbols("x t u", real=True)
a, b = symbols("a b", positive=True)
m, n = sizes("m n")
i, j = indices("i j")
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


def test_a_variance_over_the_wrong_number_has_wrong_degrees_of_freedom():
    variance = total((y[i] - total(y[j], j) / m) ** 2, i)
    told = said(missing_factor, variance / (m - 1), variance / m)
    assert told.startswith("A factor m/(m - 1) is missing")
    assert told.endswith(" The degrees of freedom are wrong.")
    mean = total(y[i], i)  # no sum of squares
    told = said(missing_factor, mean / (m - 1), mean / m)
    assert told.endswith("times the right side.")


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


# --- one part, one term, one name -----------------------------------------------------


def test_a_factor_of_a_product_that_is_gone_or_too_much_is_told_as_a_part():
    line = x * t * sin(u)
    assert said(in_part, line, x * sin(u)) == "The factor t has been dropped."
    assert said(in_part, x * sin(u), line) == "The factor t is too much."


def test_a_part_inside_of_a_sum_is_told_with_the_part_around_it():
    left, right = total(y[i] * exp(2 * y[i]), i), total(y[i] * exp(-2 * y[i]), i)
    told = said(in_part, left, right)
    assert told.startswith("In e^(-2 y_i): ")
    assert said(in_part, left, 2 * right + 1) is None


def test_sides_that_differ_by_a_constant_are_told_with_it():
    assert said(constant_apart, x**2 + 3, x**2) == (
        "The sides differ by a constant, 3."
    )
    assert said(constant_apart, x**2 + 3 * x, x**2) is None


def test_matrices_that_differ_by_the_same_number_are_told_where_it_stands():
    one, ones = sp.Identity(n), sp.OneMatrix(n, n)
    assert said(constant_apart, A + 2 * one, A) == (
        "The sides differ by a constant, 2 times the identity."
    )
    assert said(constant_apart, A - ones, A) == (
        "The sides differ by a constant, -1 in every entry."
    )
    assert said(constant_apart, A + B, A) is None


def test_a_name_that_stands_for_another_is_told():
    assert said(exchanged_name, exp(a * x) + a, exp(b * x) + b) == (
        "b stands where a is meant."
    )
    assert said(exchanged_name, total(y[i] * exp(x), i), total(y[i] * exp(t), i)) == (
        "t stands where x is meant."
    )


def test_a_sum_with_a_wrong_end_is_mended():
    left, right = (sp.Sum(y[i] ** 2, (i, 1, m - k)) for k in (0, 1))
    told = said(repaired, left, right)
    assert told == "The line is right with sum ends at i = m."


# --- the sides ------------------------------------------------------------------------


def sides_of(left, right, **setting):
    with mp.workdps(DIGITS):
        return Sides(Judge([left, right], **setting), left, right)


def test_six_points_are_looked_at_and_three_for_matrices():
    assert len(sides_of(x**2, x**3).pairs) == 6
    assert len(sides_of(A * B, B * A, sizes={n: 2}).pairs) == 3


def test_where_two_points_alone_are_different_they_tell_something():
    two = {x: sp.FiniteSet(1, 2, 3)}
    sides = sides_of(sp.Piecewise((1, x < 3), (x, True)), x, domain=two)
    assert {left[0] for left, _ in sides.pairs} == {1, 3}


def test_a_matrix_has_its_entries_as_its_values():
    sides = sides_of(A * B, B * A, sizes={n: 2})
    with mp.workdps(DIGITS):
        values = sides.value(A, sides.numbers[0])
    assert len(values) == 4 and sides.value(x * 0 + 1, sides.numbers[0]) == [1]


def test_what_repairs_a_line_has_its_values_at_other_sizes_too():
    squares = total(y[i] ** 2, i)
    sides = sides_of(squares / m, squares, sizes={m: 3})
    with mp.workdps(DIGITS):
        assert sides.repairs(squares / m) and sides.makes(squares)
        assert sides.repairs(2 * squares / (2 * m))
        assert not sides.repairs(squares / 3)  # right at m = 3 alone
        assert not sides.makes(3 * squares / m)
        other = sides.at_other_sizes()
        assert other.judge.sizes[m] > 3 and other.repairs(squares / m)


def test_a_number_repairs_no_matrix():
    sides = sides_of(A * B, B * A, sizes={n: 2})
    with mp.workdps(DIGITS):
        assert sides.repairs(A * B) and sides.makes(B * A)
        assert sides.repairs(A * (A + B) - A * A)
        assert not sides.repairs(x) and not sides.repairs(B * A)


def test_a_line_with_an_integral_is_repaired_by_its_value():
    line = sp.Integral(exp(-x * t), (t, 0, 1))
    sides = sides_of(line, 2 * line)
    with mp.workdps(DIGITS):
        assert sides.repairs((1 - exp(-x)) / x)
        assert not sides.repairs((1 - exp(-x)) / x + sp.Rational(1, 1000))


# --- two slips ------------------------------------------------------------------------


def test_half_a_term_is_among_the_slips_that_are_taken_back():
    sides = sides_of(x**2 + sin(x), x**2 + 2 * sin(x))
    changed = dict((line, str(found.words)) for found, line in _from_right(sides))
    assert "needs a factor" in changed[x**2 + sin(x)]


TWO_SLIPS = {
    "a sign and a factor": (
        *(x**2 * sin(t) + exp(x * t), x**2 * sin(t) / 2 - exp(x * t)),
        "One: sign of e^(t x) in x^2 sin t + e^(t x). The other: it needs factor 1/2",
    ),
    "a slope and a sign": (
        *(D((2 * x + 1) ** 3 * t, x), -3 * t * (2 * x + 1) ** 2),
        "One: A chain factor is missing: the derivative of 2 x + 1 by x. The other: "
        "it needs sign of the line. Correct: 6 t (2 x + 1)^2.",
    ),
    "a rule that does not hold and a sign": (
        *(exp(a + b) * sin(x) * m, -(exp(a) + exp(b)) * sin(x) * m),
        "One: The exponential of a sum is not taken term by term, as in e^(a+b). The "
        "other: it needs sign of the line.",
    ),
}


@pytest.mark.parametrize("name", TWO_SLIPS)
def test_two_slips_are_told_one_after_the_other(name):
    left, right, words = TWO_SLIPS[name]
    assert said(two_slips, left, right).startswith(f"There are two slips. {words}")
