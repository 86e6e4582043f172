"""Brackets of matrices: what is said of them keeps the order of the factors."""

import pytest
from derivations.steps import check_step, matrix, sizes, tr, vector
from derivations.steps.diagnosis import mistaken_brackets, mistaken_matrix_brackets
from sympy import MatMul

n = sizes("n")
A, B, C, F = (matrix(name, n, n) for name in "ABCF")
u, v = vector("u", n), vector("v", n)

SLIPS = {
    "before": (A * (B + C), A * B + C, "The factor A reaches one term of B + C alone."),
    "behind": ((A + B) * C, A * C + B, "The factor C reaches one term of A + B alone."),
    "between": (
        A * (B + C) * F,
        A * B * F + C * F,
        "The factor A reaches one term of B + C alone.",
    ),
    "both": (A * (B + C) * F, A * B * F + C, "The factors A before and F behind"),
    "in a trace": (tr((A + B) * C), tr(A * C) + tr(B), "The factor C reaches one term"),
    "a minus": (A - B * (C - F), A - B * C - B * F, "The minus in front of the"),
    "no cross terms": ((A + B) * (C + F), A * C + B * F, "The cross terms are missing"),
    "half of them": (
        (A + B) * (C + F),
        A * C + A * F + B * C,
        "A term of the product",
    ),
    "a square": ((A + B) ** 2, A**2 + 2 * A * B + B**2, "Matrices do not commute"),
    "a form": (
        (u + v).T * A * (u + v),
        u.T * A * u + v.T * A * v,
        "The cross terms are missing",
    ),
    "not symmetric": (
        (u + v).T * A * (u + v),
        u.T * A * u + 2 * u.T * A * v + v.T * A * v,
        "differ where what is between them is not symmetric",
    ),
}


@pytest.mark.parametrize("case", SLIPS.values(), ids=SLIPS)
def test_a_slip_with_brackets_is_named(case):
    left, right, words = case
    found = check_step(left, right)
    assert found.verdict == "refuted"
    assert found.explanation is not None and words in found.explanation.text
    assert "two slips" not in found.explanation.text


def test_factors_on_the_wrong_side_are_no_factors_lost():
    """With factors that change places, C A for A C passed for a bracket opened."""
    for right in (A * B + C * A, B * A + A * C):
        said = str(check_step(A * (B + C), right).explanation)
        assert "reaches one term" not in said and "exchanged" in said


def test_the_rule_for_numbers_leaves_matrices_alone():
    assert list(mistaken_brackets.products_of_sums(MatMul(A, B + C))) == []
    rule = mistaken_matrix_brackets.factors_of_sums
    wrong = [w.doit() for _, w in rule(A * (B + C) * F)]
    assert (A * B * F + C * F).doit() in wrong and (A * B * F + A * C).doit() in wrong
    assert all(w.shape == (n, n) for w in wrong)


def test_no_rule_gives_the_right_line():
    for line, right in (
        (A * (B + C) * F, A * B * F + A * C * F),
        (-A * (B - C), -A * B + A * C),
        ((A + B) * (C + F), A * C + A * F + B * C + B * F),
    ):
        for rule in mistaken_matrix_brackets.RULES:
            for said, wrong in rule(line):
                assert check_step(right, wrong).verdict == "refuted", said.words
