"""What is said of a wrong step: the usual slips by name, and nothing that is false."""

import time

import pytest
from battery.near_misses import near_misses
from battery.usual_slips import slips
from derivations.steps import (
    D,
    Derivation,
    Expectation,
    FreeGradient,
    Gradient,
    Law,
    array,
    check_step,
    det,
    indices,
    inv,
    matrix,
    sizes,
    total,
    tr,
)
from derivations.steps.diagnosis.explain import explain
from derivations.steps.diagnosis.explanation import Explanation
from derivations.steps.diagnosis.mistaken_slopes import mistaken_slopes
from derivations.steps.diagnosis.sides import Sides
from derivations.steps.diagnosis.wrong_rules import wrong_lines
from derivations.steps.errors import in_words
from derivations.steps.numbers.numeric import compiled
from derivations.steps.verdicts.judge import Judge
from derivations.steps.verdicts.verdict import EXPLAIN_SECONDS
from sympy import (
    DiracDelta,
    DotProduct,
    Integral,
    Lambda,
    Order,
    S,
    atan,
    cos,
    exp,
    log,
    oo,
    sin,
    sqrt,
    symbols,
)

SLIPS, NEAR_MISSES = list(slips()), list(near_misses())
x, t = symbols("x t", real=True)
a, b, s = symbols("a b s", positive=True)
m, n = sizes("m n")
i, j = indices("i j")
y = array("y", m)


def explained(left, right, setting=None):
    step = check_step(left, right, **(setting or {}))
    assert step.verdict == "refuted", step.sentence()
    return str(step.explanation)


def test_there_are_many_and_each_has_a_name_of_its_own():
    names = [name for name, *_ in (*SLIPS, *NEAR_MISSES)]
    assert len(SLIPS) >= 97 and len(NEAR_MISSES) >= 40
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("case", SLIPS, ids=lambda case: case[0])
def test_a_usual_slip_is_named_in_time(case):
    _, left, right, word, *setting = case
    start = time.process_time()
    said = explained(left, right, *setting)
    assert word.lower() in said.lower(), said
    assert said != "None"
    assert time.process_time() - start < EXPLAIN_SECONDS + 10


@pytest.mark.parametrize("case", NEAR_MISSES, ids=lambda case: case[0])
def test_nothing_false_is_said_of_what_looks_like_a_slip(case):
    _, left, right, word, *setting = case
    assert word.lower() not in explained(left, right, *setting).lower()


# --- how a mistake is tried ---


def test_a_rule_used_wrongly_never_gives_the_right_value():
    """What stands for a mistake is no true line: it would explain anything."""
    lines = (
        [D(f, x) for f in (x**3, sin(x**2), x * exp(-x), x / (1 + x**2), atan(x / a))]
        + [log(a + b), (x + t) ** 2, (a + b) / (a + x**2), sqrt(a * b + 1)]
        + [total(y[i] ** 2, i) / m, exp(a + x) * b]
    )
    for line in lines:
        for found, wrong in (*mistaken_slopes(line), *wrong_lines(line)):
            assert not check_step(line, wrong), (line, found, wrong)


def test_a_line_that_holds_at_the_first_points_alone_is_no_repair():
    """Six points can lie on one side of a corner, and two sizes move together."""
    largest = check_step(sqrt((x - t) ** 2) + x + t, x + t - sqrt((x - t) ** 2))
    assert "stands where" not in str(largest.explanation)
    k = sizes("k")
    q = array("q", k)
    pair = total(y[i], i) * total(q[j], j)
    said = explained(pair / (m - 1), pair / (m - 2), {"sizes": {m: 3, k: 2}})
    assert "k" not in said.split("m - 1")[0]


def test_a_guess_from_one_point_says_so():
    area = Integral(x**2, (x, 0, 1))
    assert explained(area, S(1) / 2).startswith("Perhaps: ")
    moving = Integral(x**2, (x, 0, a))
    assert not explained(moving, a**3 / 2).startswith("Perhaps: ")


def test_a_constant_of_integration_is_asked_for_where_there_can_be_one():
    said = explained(Integral(2 * t, (t, 1, x)), x**2)
    assert "constant of integration" not in said and "lower end" in said


def test_a_right_side_without_a_value_is_explained_by_its_range():
    left, right = (
        Integral(exp(-a * x), (x, low, oo)) for low in (S.Zero, S.NegativeInfinity)
    )
    found = explain(Judge([left, right]), left, right)
    assert "range" in found.text and found.correct == left


def test_both_conventions_for_a_symmetric_matrix_are_named():
    V = matrix("V", n, n, kind="symmetric")
    said = explained(Gradient(log(det(V)), V), inv(V), {"sizes": {n: 2}})
    assert "symmetric" in said
    said = explained(Gradient(log(det(V)), V), 3 * inv(V), {"sizes": {n: 2}})
    assert "symmetric" not in said


def test_two_slips_are_not_two_parts_left_out():
    said = explained(total((y[i] - x) ** 2, i), total(y[i] ** 2, i) - x**2)
    assert "lost" not in said and "factor 3" not in said  # of three entries
    assert "cross terms" in said and "-x^2 needs a factor m" in said


def test_a_late_candidate_says_nothing_about_the_lines_that_follow():
    judge = Judge([exp(x), x])
    sides = Sides(judge, exp(x), x)
    sides.judge.late += 1
    assert judge.late == 0 and sides.judge.known is not judge.known


# --- the sentence ---


def test_an_explanation_is_typeset_in_the_same_words():
    found = check_step(D(x**3, x), 3 * x**3).explanation
    assert found.kind == "exponent" and found.correct == 3 * x**2
    assert found.text.endswith("Correct: 3 x^2.")
    assert found.markdown().endswith("Correct: $3 x^{2}$.")
    assert "$" not in found.text


def test_text_among_the_pieces_is_kept_from_markdown():
    found = Explanation("term", "It needs {}.", ("y_i * x_j",))
    assert found.text == "It needs y_i * x_j."
    assert found.markdown() == r"It needs y\_i \* x\_j."


# --- what cannot be computed ---


A, v = matrix("A", 2, 2), matrix("v", 2, 1)


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (exp(x) + Order(x**2), ("left side", "O(x", "inequality")),
        (DotProduct(v, v), ("left side", "v.T * w")),
        (x * S.ComplexInfinity, ("divides by zero",)),
        (Lambda(x, x**2), ("apply it to its argument",)),
        (tr(A) + A[i, j], ("left side", "entry(A, i, j)")),
        (x + DiracDelta(x), ("DiracDelta", "cite()")),
        (exp(y), ("left side", "elementwise")),
        (log(-1 - x**2), ("left side, log", "domain={x: (0, 1)}", "needs=")),
    ],
    ids=str,
)
def test_the_author_is_told_which_side_which_object_and_what_to_write(left, words):
    step = check_step(left, x)
    assert step.verdict == "undecided"
    for word in words:
        assert word in step.note, step.note


@pytest.mark.parametrize(
    "error",
    [ZeroDivisionError(), IndexError("insufficient indices for matrix"), KeyError(3)],
    ids=repr,
)
def test_what_python_says_is_said_for_the_author(error):
    said = in_words(error)
    assert "Error" not in said and "insufficient" not in said and len(said) > 15


def test_a_whole_number_of_python_has_a_meaning():
    assert compiled(2)(None) == 2


def test_the_line_of_a_chain_is_named():
    chain = Derivation(x + 1).step(x + Order(x), "expand")
    said = str(chain.check())
    assert "inequality" in said and "expand" in said


def test_expectations_move_through_no_function():
    law = Law(x, 2 * x, 0, 1)
    said = explained(a * Expectation(log(x), law), a * log(Expectation(x, law)))
    assert "logarithm" in said
    assert "product rule" in explained(D(x * cos(x), x), cos(x))


def test_a_claim_that_is_not_symmetrized_is_explained_in_both_conventions():
    V, B = matrix("V", n, n, kind="symmetric"), matrix("B", n, n)
    along = check_step(Gradient(tr(B * V), V), B.T).explanation
    assert along.kind == "symmetric" and "takes the mean" in str(along)
    free = check_step(FreeGradient(tr(B * V), V), B.T).explanation
    assert free.kind == "symmetric" and "not yet" in str(free)
    assert check_step(FreeGradient(tr(B * V), V), (B + B.T) / 2)
    assert check_step(Gradient(tr(B * V), V), 2 * B.T).explanation is None


def test_an_end_that_is_lost_is_no_integrand_that_was_kept():
    """e^x is its own antiderivative."""
    lost = check_step(Integral(exp(t), (t, 1, x)), exp(x)).explanation
    assert "lower end" in str(lost)
    kept = check_step(Integral(t, (t, 1, x)), x).explanation
    assert "has not been taken" in str(kept)
