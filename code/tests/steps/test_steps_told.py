"""What is told of a verdict and how names are shown: nothing of it may be left out."""

import pytest
import sympy as sp
from derivations.steps import (
    D,
    Gradient,
    as_written,
    at,
    check_step,
    held,
    matrix,
    sizes,
    vector,
)
from derivations.steps.numbers.counterexample import numbers_by_name
from derivations.steps.typesetting.latex import latex
from derivations.steps.typesetting.plain import plain
from derivations.steps.verdicts.extremes import Tightest, in_words
from derivations.steps.verdicts.judge import Judge
from derivations.steps.verdicts.step_verdict import escaped
from derivations.steps.verdicts.verdict import stated
from derivations.steps.vocabulary.statements import Vanishes
from sympy import Function, ImmutableMatrix, Symbol, exp, sin

x, t = sp.symbols("x t", real=True)
m, n = sizes("m n")
v, w = vector("v", n), vector("w", n)
A = matrix("A", 2, 2)


def test_a_gradient_at_a_place_is_printed_with_its_place():
    line = at(Gradient((v.T * v)[0, 0], v), {v: w})
    assert line.is_Matrix
    assert "v=w" in plain(line) and plain(line) != plain(Gradient((v.T * v)[0, 0], v))
    assert r"\nabla" in latex(line) and "v=w" in latex(line).replace(" ", "")


def test_a_derivative_with_names_held_is_printed_with_these_names():
    f = Function("f", real=True)
    line = held(D(x * f(x), x), f(x))
    assert plain(line) == "(d/dx [x f(x)])_{f(x)}"
    assert latex(line).endswith("_{f(x)}")


def test_an_explicit_matrix_before_a_named_one_stays_before_it():
    numbers = ImmutableMatrix([[1, 2], [3, 4]])
    with as_written():
        assert (numbers + A).args == (numbers, A)
        assert (A + numbers).args == (A, numbers)


def test_a_verdict_in_markdown_has_its_formula_and_its_sentence():
    told = check_step(x**2 * t, t * x**2 + 1).markdown()
    assert told.startswith(rf"${latex(x**2 * t)} = {latex(t * x**2 + 1)}$: refuted")
    told = check_step(exp(x), sin(x), relation=">=").markdown()
    assert r" \ge " in told


@pytest.mark.parametrize("character", "\\_*|$<>")
def test_what_markdown_would_read_as_its_own_is_escaped(character):
    assert escaped(f"a{character}b") == f"a\\{character}b"


def test_a_text_without_such_characters_is_left_alone():
    assert escaped("x = 3, at 24 points") == "x = 3, at 24 points"


def test_names_of_one_look_are_refused_wherever_they_stand():
    other = Symbol("x", positive=True)
    for left, right in ((x, 2 * other), (other, 2 * x), (x * other, sp.S.One)):
        found = Judge([left, right]).judge(left, right)
        assert found.verdict == "undecided" and "x is two names here" in found.note
    # also where they are in none of the lines of the chain
    found = Judge([t]).judge(x + t, other + t)
    assert found.verdict == "undecided" and "x is two names here" in found.note


def test_a_zero_that_was_put_in_is_told_with_the_line_it_belongs_to():
    line = D((x - t) ** 2, x)
    verdict = stated(Judge([line]), line, Vanishes(line, {x: t}))
    assert verdict and verdict.left == line
    assert verdict.right == Vanishes(line, {x: t}) and not verdict.relation
    other = sin(x)
    verdict = stated(Judge([other]), other, Vanishes(other, {x: 0}))
    assert "other zeros" in verdict.note
    assert not stated(Judge([other]), other, Vanishes(other, {x: 1}))


def test_the_smallest_slack_is_told_with_its_point():
    judge = Judge([x, x + 2])
    told = in_words(judge, Tightest(2, 0), x, x + 2)
    here = numbers_by_name(judge.point(0))["x"]
    assert told == f"smallest slack 2.0 at x = {here}"
    told = in_words(judge, Tightest(0, 0), (x + 1) ** 2, x**2 + 2 * x + 1)
    assert told == f"smallest slack 0.0 at x = {here}"
    nowhere = 1 / sp.floor(x**2 / (1 + x**2))
    assert in_words(judge, Tightest(0, 0), nowhere, x) == ""


def test_shapes_that_differ_are_told_in_numbers():
    P, Q = matrix("P", m, n), matrix("Q", n, m)
    found = Judge([P, Q], {m: 3, n: 2}).judge(P, Q)
    shown = found.counterexample
    assert (found.verdict, found.note) == ("refuted", "the shapes differ")
    assert (shown.left, shown.right) == ("3 x 2", "2 x 3")
    assert shown.point == {"m": "3", "n": "2"}
    found = Judge([P, 2 * P], {m: 1, n: 2}).judge(P, 2 * P, "<=")
    assert found.verdict == "undecided" and "not ordered" in found.note
