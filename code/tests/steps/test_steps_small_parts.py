"""Small parts alone: entries spelled out, proofs for all sizes, parts of a verdict."""

import pickle

import pytest
import sympy as sp
from derivations.steps import array, indices, matrix, sizes, total, vector
from derivations.steps.algebra.smooth import least_value
from derivations.steps.differentiation.working import _in_sums
from derivations.steps.numbers.counterexample import UNDEFINED, Counterexample
from derivations.steps.numbers.numeric import value
from derivations.steps.numbers.point import Point
from derivations.steps.proofs.attempts import proved_scope, sizes_in_words
from derivations.steps.proofs.generic import entry_of
from derivations.steps.proofs.signs_allsizes import is_nonnegative_for_all_sizes
from derivations.steps.slips.matrix import order_of_matrices
from derivations.steps.spelled_out import concrete  # noqa: F401 - registers its rules
from derivations.steps.spelled_out.explicit import Explicit
from derivations.steps.verdicts.conditions import _Tells
from derivations.steps.verdicts.judge import Judge
from derivations.steps.verdicts.with_integrals import QUICK
from derivations.steps.vocabulary.countable import is_finite
from derivations.steps.vocabulary.domain import Domain
from derivations.steps.vocabulary.ingredients import ingredients
from mpmath import mp
from sympy import Integral, Symbol, exp, oo, sqrt

x, t = sp.symbols("x t", real=True)
m, n = sizes("m n")
i, j, k = indices("i j k")
y, theta = array("y", m), array("theta", n)
h = array("h", m, of=(theta,))
A = matrix("A", m, n)
SIZES = {m: 3, n: 2}


# --- entries --------------------------------------------------------------------------


def test_an_entry_of_a_matrix_is_spelled_out_in_its_row_and_column():
    spelled = Explicit(SIZES, Domain())
    names = [
        [Symbol(f"A_{row}_{column}", real=True) for column in (1, 2)]
        for row in (1, 2, 3)
    ]
    assert spelled(A[2, 0]) == names[2][0] and spelled(A[0, 1]) == names[0][1]
    assert spelled(A) == sp.Matrix(names)


def test_a_function_applied_to_a_matrix_is_spelled_out_entry_by_entry():
    applied = A.applyfunc(sp.Lambda(x, exp(x) + 1))
    spelled = Explicit(SIZES, Domain())
    assert spelled(applied) == spelled(A).applyfunc(lambda entry: exp(entry) + 1)


def test_an_entry_of_the_identity_is_a_kronecker_delta():
    assert entry_of(sp.Identity(n), i, j) == sp.KroneckerDelta(i, j)
    assert entry_of(sp.Identity(n) + A.T * A, i, j).has(sp.KroneckerDelta(i, j))


def test_a_matrix_symbol_that_sympy_made_has_numbers_too():
    named = sp.MatrixSymbol("M", m, n)
    with mp.workdps(20):
        point = Point(1, Domain(), SIZES)
        whole, entry = value(named, point), value(named[2, 1], point)
    assert (whole.rows, whole.cols) == (3, 2) and whole[2, 1] == entry


def test_names_that_a_model_depends_on_are_among_the_ingredients_of_a_line():
    found = ingredients(total(h[i], i))
    assert found.arrays == {h, theta}


@pytest.mark.parametrize("name", [A, vector("v", n), y, h, theta], ids=str)
def test_a_name_is_the_same_after_it_was_stored(name):
    assert pickle.loads(pickle.dumps(name)) == name
    assert pickle.loads(pickle.dumps(name)).shape == name.shape


# --- proofs ---------------------------------------------------------------------------


def test_a_convex_function_without_a_lowest_place_has_no_least_value():
    assert least_value(exp(x)) is None
    assert least_value(exp(x) + exp(-x)) == 2


def test_what_the_domain_says_of_entries_is_used_for_all_sizes():
    left, right = total(sqrt(y[i] ** 2), i), total(y[i], i)
    positive = Domain({y: (0, oo)})
    assert proved_scope(left, right, "=", positive, {m: 3}, {}) == "all sizes"
    assert not proved_scope(left, right, "=", Domain(), {m: 3}, {})


def test_what_the_domain_says_of_a_number_is_used_for_all_sizes():
    line = x * total(y[i] ** 2, i)
    assert is_nonnegative_for_all_sizes(line, Domain({x: (0, oo)}))
    assert not is_nonnegative_for_all_sizes(line, Domain())


@pytest.mark.parametrize(
    ("numbers", "words"),
    [({n: 2, m: 3}, "m = 3, n = 2"), ({m: 3}, "m = 3"), ({}, "all values")],
)
def test_sizes_are_told_in_the_order_of_their_names(numbers, words):
    assert sizes_in_words(numbers) == words


def test_a_symmetric_matrix_transposed_is_no_slip():
    S, B = matrix("S", n, n, kind="symmetric"), matrix("B", n, n)
    assert not [*order_of_matrices(S, (), S)]
    assert [wrong for _, wrong in order_of_matrices(B, (), B)] == [B.T]


def test_what_stands_in_a_sum_is_brought_into_a_shorter_form_there():
    line = 2 * total((y[i] ** 2 - 1) / (y[i] - 1), i)
    assert _in_sums(sp.cancel)(line) == 2 * total(y[i] + 1, i)


# --- verdicts -------------------------------------------------------------------------


def test_a_few_points_are_enough_for_a_first_look():
    judge = Judge([2 * x])
    assert judge.looks_equal(x + x, 2 * x) and not judge.looks_equal(x, 2 * x)


def test_the_points_that_agree_are_told():
    found = Judge([2 * x])._sampled(x + x, 2 * x, "=", 5)
    assert (found.verdict, found.points, len(set(found.values))) == ("agrees", 5, 5)


def test_a_sum_whose_value_is_not_settled_is_no_finding():
    slow = sp.Sum(k ** sp.Rational(-3, 2), (k, 1, oo)) + x
    never = sp.Sum(1 / k, (k, 1, oo)) + x
    assert Judge([slow, x])._without_value(slow, x, 0) == "invalid"
    assert Judge([never, x])._without_value(never, x, 0) == "one-sided"


def test_a_condition_is_tried_on_both_sides_of_its_boundary():
    sides = Integral(exp(-x * t), (t, 0, oo)), 1 / x
    tells = _Tells(Judge(sides), sides, QUICK)
    tells.look(6)
    assert tells.near(x > 0, x) and not tells.near(x < 0, x)
    assert tells.apart(x > 0) and not tells.apart(x > -10)


def test_a_counterexample_tells_the_side_that_has_no_value():
    where = {"x": "1"}
    assert str(Counterexample(where, "2", "3")) == "at x = 1: left 2, right 3"
    assert str(Counterexample(where, UNDEFINED, "3")) == (
        "at x = 1 the left side has no value, the right is 3"
    )
    assert str(Counterexample(where, "2", UNDEFINED)) == (
        "at x = 1 the right side has no value, the left is 2"
    )


def test_entries_are_finitely_many_where_their_array_is_bounded():
    label, other = Symbol("y", integer=True), Symbol("z", integer=True)
    domain = Domain({y: (0, 3)})
    assert is_finite(domain, label, y) and not is_finite(domain, other, other)
