"""Small parts alone: entries spelled out, proofs for all sizes, parts of a verdict."""

import pickle
from fractions import Fraction

import pytest
import sympy as sp
from derivations.steps import (
    array,
    det,
    elementwise,
    indices,
    kron,
    matrix,
    sizes,
    total,
    tr,
    vector,
)
from derivations.steps.algebra.smooth import least_value
from derivations.steps.differentiation.matrix_rules import _outer, steps_by_matrix
from derivations.steps.differentiation.working import FORMS
from derivations.steps.numbers.breaks import break_points
from derivations.steps.numbers.counterexample import UNDEFINED, Counterexample
from derivations.steps.numbers.nearby import beside
from derivations.steps.numbers.numeric import value
from derivations.steps.numbers.point import Point
from derivations.steps.proofs.attempts import proved_scope, sizes_in_words
from derivations.steps.proofs.generic import entry_of
from derivations.steps.proofs.proof import _carried_out
from derivations.steps.proofs.signs_allsizes import is_nonnegative_for_all_sizes
from derivations.steps.slips.matrix import order_of_matrices
from derivations.steps.spelled_out import concrete  # noqa: F401 - registers its rules
from derivations.steps.spelled_out.explicit import Explicit
from derivations.steps.typesetting.plain import plain
from derivations.steps.verdicts.conditions import _Tells, condition_that_would_do
from derivations.steps.verdicts.judge import Judge
from derivations.steps.verdicts.with_integrals import QUICK
from derivations.steps.vocabulary.countable import is_finite
from derivations.steps.vocabulary.dependence import unfolded
from derivations.steps.vocabulary.domain import Domain
from derivations.steps.vocabulary.folding import folded
from derivations.steps.vocabulary.ingredients import ingredients
from derivations.steps.vocabulary.notation import Gradient, entry
from derivations.steps.vocabulary.ordered import matrix_sum
from derivations.steps.vocabulary.scalars import scalar
from mpmath import mp
from sympy import Integral, S, Symbol, exp, log, oo, sqrt

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
    C, B = matrix("C", n, n, kind="symmetric"), matrix("B", n, n)
    assert not [*order_of_matrices(C, (), C)]
    assert [wrong for _, wrong in order_of_matrices(B, (), B)] == [B.T]


def test_what_stands_in_a_sum_is_brought_into_a_shorter_form_there():
    line = 2 * total((y[i] ** 2 - 1) / (y[i] - 1), i)
    assert FORMS[-1](line) == 2 * total(y[i] + 1, i)


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


# --- what is printed, and break points ------------------------------------------------


def test_the_only_entry_of_a_sum_of_products_keeps_its_brackets_in_a_product():
    v, w = vector("v", n), vector("w", n)
    whole = entry(v.T * v + w.T * w, 1, 1)
    assert plain(x * whole) == "x (vᵀ v + wᵀ w)"
    assert plain(x * entry(v.T * w, 1, 1)) == "x vᵀ w"


def test_a_sum_of_one_matrix_is_that_matrix():
    assert matrix_sum(A) is A
    assert matrix_sum(A, 2 * A).args == (A, 2 * A)


def test_break_points_of_arrays_that_sympy_made_are_found_too():
    q = sp.IndexedBase("q", shape=(3,))
    assert (q[1], S(2)) in break_points([sp.Max(q[1], 2)], {}, {})


def test_a_break_that_hangs_on_a_slope_is_not_looked_for():
    slope = sp.Derivative(sp.Function("f", real=True)(t), t)
    assert break_points([sp.Max(x, slope)], {}, {}) == []
    assert break_points([sp.Max(x, 3 * t)], {}, {}) == [(t, x / 3), (x, 3 * t)]


def test_a_point_beside_another_moves_every_name_by_another_step():
    judge = Judge([x * t * total(y[i], i)], {m: 3})
    point = judge.point(0)
    with mp.workdps(20):
        value(x * t * total(y[i], i), point)
        other = beside(point, Fraction(1, 100))
    moved = {key: other.drawn[key] - point.drawn[key] for key in point.drawn}
    assert len(moved) == 5 == len(set(moved.values())) and 0 not in moved.values()
    with mp.workdps(20):
        away = value(x, other) - value(x, point)
    assert float(away) == pytest.approx(float(moved[x, ()]))


def test_equations_of_the_domain_are_used_in_a_proof():
    domain = Domain({sp.Eq(x, 2 * t)})
    assert proved_scope(x**2, 4 * t**2, "=", domain, {}, {}) == "all values"
    assert not proved_scope(x**2, 2 * t**2, "=", domain, {}, {})


def test_integrals_are_carried_out_where_the_integrand_is_regular_and_only_there():
    z = Symbol("z", real=True)
    assert _carried_out(Integral(sp.cos(z), (z, 0, x))) == sp.sin(x)
    singular = Integral(1 / z**2, (z, -1, 2))
    assert _carried_out(singular) == singular


def test_a_power_of_each_entry_has_its_numbers():
    with mp.workdps(20):
        point = Point(1, Domain(), SIZES)
        cubes = value(sp.HadamardPower(A, 3), point)
        entries = value(A, point)
    for row in range(3):
        for column in range(2):
            assert abs(cubes[row, column] - entries[row, column] ** 3) < 1e-16


def test_a_condition_is_looked_for_at_few_points():
    lines = log(x), log(x) + x
    judge = Judge([*lines])
    condition_that_would_do(judge, *lines, 30)
    assert len(judge.points) <= 30


# --- gradients by matrices ------------------------------------------------------------

B, C = matrix("B", n, n), matrix("C", n, n)
v = vector("v", n)
GRADIENTS = {
    "a trace": (tr(B * C), B),
    "a trace of a Kronecker product": (tr(kron(B, C)) * tr(B), B),
    "a logarithm of a determinant": (log(det(B)), B),
    "a quadratic form": (scalar(v.T * B * v), B),
    "the same by its column": (scalar(v.T * B * v), v),
    "an exponential of it": (exp(scalar(v.T * C * v)) * x, v),
    "a power of a norm": (scalar(v.T * v) ** 3 + x, v),
}


@pytest.mark.parametrize("name", GRADIENTS)
def test_a_gradient_that_is_derived_has_the_numbers_of_difference_quotients(name):
    function, variable = GRADIENTS[name]
    _, steps = steps_by_matrix(function, variable)
    with mp.workdps(20):
        point = Point(3, Domain(), SIZES)
        derived = value(steps[-1][0], point)
        quotients = value(Gradient(function, variable), point)
        assert mp.norm(derived - quotients) < 1e-12 * (1 + mp.norm(quotients))


def test_the_rule_for_a_matrix_with_one_entry_is_that_for_its_entry():
    form = v.T * B * v
    assert _outer(form, v) == _outer(scalar(form), v)


def test_a_function_of_entries_takes_them_for_real_numbers():
    rooted = elementwise(lambda entry: sqrt(entry**2), v)
    assert rooted.function.expr == sp.Abs(*rooted.function.variables)


# --- names, numbers and abbreviations -------------------------------------------------


def test_a_matrix_with_a_kind_has_numbers_of_that_kind():
    P = matrix("P", n, n, kind="positive definite")
    S = matrix("S", n, n, kind="symmetric")
    with mp.workdps(20):
        point = Point(1, Domain(), SIZES)
        symmetric, definite = value(S, point), value(P, point)
        assert mp.norm(symmetric - symmetric.T) == 0 == mp.norm(definite - definite.T)
        assert min(mp.eigsy(definite, eigvals_only=True)) > 0


def test_equations_between_entries_hold_for_each_of_them_in_a_proof():
    domain = Domain({sp.Eq(y[i], x)})
    assert proved_scope(total(y[i], i), m * x, "=", domain, {m: 3}, {}) == "m = 3"
    assert not proved_scope(total(y[i], i), 2 * m * x, "=", domain, {m: 3}, {})


def test_an_abbreviation_is_written_again_where_its_definition_stands():
    z = array("z", n)
    p = array("p", n, where=lambda i: exp(z[i]) / total(exp(z[k]), k))
    written = {unfolded(p[i]): p[i]}

    def again(line):
        return folded(line, written, lambda line, rule: line.xreplace(rule))

    below, same = total(exp(z[k]), k), total(exp(z[j]), j)
    assert again(x * exp(z[i]) / below) == (x * p[i], ["p"])
    # the numerator alone is none, nor is another sum
    assert again(x * exp(z[i])) == (x * exp(z[i]), [])
    assert again(x * exp(z[i]) / total(z[k], k))[1] == []
    # a denominator that is left over stays, by whatever name its index had
    line, names = again(exp(2 * z[i]) / below + x / same)
    assert names == ["p"] and line.has(sp.Sum)
    assert sp.simplify(line.xreplace({same: below}) - (exp(2 * z[i]) + x) / below) == 0


@pytest.mark.parametrize("letter", "axz")
def test_a_plain_name_stands_before_an_entry_in_a_product(letter):
    name = Symbol(letter, real=True)
    assert plain(name * y[i]) == plain(y[i] * name) == f"{letter} y_i"
