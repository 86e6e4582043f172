"""Conditions that are equations, and conditions for all values of an index."""

import pytest
from derivations.steps import (
    array,
    check_step,
    derive,
    identity,
    indices,
    matrix,
    ones,
    sigmoid,
    sizes,
    total,
    tr,
    vector,
)
from derivations.steps.proofs.modulo import is_zero_modulo
from derivations.steps.verdicts.judge import Judge
from mpmath import mp
from sympy import Eq, Interval, S, exp, log, sqrt, symbols

p, q, s = symbols("p q s", positive=True)
x, y = symbols("x y", real=True)
m, n = sizes("m n")
i, j = indices("i j")
w, a = array("w", n), array("a", n)
P = array("p", m, n)
v, u = vector("v", n), vector("u", n)
Q = matrix("Q", n, n)
one = {"where": [Eq(p + q, 1)]}
weights = {"where": [Eq(total(w[i], i), 1)]}
positive = {w: (0, 1), **weights}
unit = {"where": [Eq(v.T * v, 1)]}
centered = {"where": [Eq(total(w[i], i), 1), Eq(total(w[i] * a[i], i), s)]}
rows = {P: (0, 1), "where": [Eq(total(P[i, j], j), 1)]}
rotation = {"where": [Eq(Q.T * Q, identity(n))]}

HOLDS = {
    "two shares": (p**2 + 2 * p * q + q**2, S(1), one),
    "two shares, odds": (log(p / q), log(p / (1 - p)), one),
    "a circle": ((x + y) ** 2, 1 + 2 * x * y, {Eq(x**2 + y**2, 1)}),
    "a hyperbola": (x, 1 / y, {Eq(x * y, 1)}),
    "weights": (total(w[i] * (a[i] - x), i), total(w[i] * a[i], i) - x, weights),
    "positive weights": (total(1 - w[i], i), n - 1, positive),
    "a weighted mean": (
        total(w[i] * (a[i] - s) ** 2, i),
        total(w[i] * a[i] ** 2, i) - s**2,
        centered,
    ),
    "a unit vector": ((1 - v.T * v) * Q + v * v.T, v * v.T, unit),
    "a projection": (v * v.T * v * v.T, v * v.T, unit),
    "the norm": (exp(sqrt(v.T * v)), exp(S(1)), unit),
    "two unit vectors": (
        (u - v).T * (u - v),
        2 - 2 * u.T * v,
        {"where": [Eq(v.T * v, 1), Eq(u.T * u, 1)]},
    ),
    "orthogonal": ((u + v).T * (u + v), u.T * u + v.T * v, {"where": [Eq(u.T * v, 0)]}),
    "sums by matrices": (ones(n).T * v + 1, S(2), {"where": [Eq(ones(n).T * v, 1)]}),
    "a rotation": (Q * Q.T, identity(n), rotation),
    "a trace": (tr(Q * u * u.T * Q.T), u.T * u, rotation),
    "rows that sum to one": (total(P[i, j], i, j), m, rows),
    "for all i": (total(abs(w[i]), i), total(w[i], i), {"where": [w[i] > 0]}),
    "one array above another": (
        total(abs(a[i] - w[i]), i),
        total(a[i] - w[i], i),
        {"where": [a[i] > w[i]]},
    ),
}
FAILS = {
    "two shares": (p * q, p - q**2 + 0 * s, one),
    "two shares, lost term": (p**2 + q**2, S(1), one),
    "weights": (total(w[i] ** 2, i), S(1), positive),
    "a circle": (x + y, S(1), {Eq(x**2 + y**2, 1)}),
    "a unit vector": (v * v.T * v * v.T, v * v.T / 2, unit),
    "a rotation": (Q, Q.T, rotation),
    "one row for all": (total(P[i, j], i), S(1), rows),
}


@pytest.mark.parametrize("step", HOLDS.values(), ids=HOLDS)
def test_what_holds_under_the_condition_is_confirmed(step):
    left, right, domain = step
    found = check_step(left, right, domain=domain)
    assert found, found.sentence()


@pytest.mark.parametrize("name", ["two shares", "weights", "a circle", "a rotation"])
def test_the_condition_is_needed(name):
    left, right, _ = HOLDS[name]
    assert check_step(left, right).verdict == "refuted"


@pytest.mark.parametrize("step", FAILS.values(), ids=FAILS)
def test_what_fails_under_the_condition_is_refuted(step):
    left, right, domain = step
    assert check_step(left, right, domain=domain).verdict == "refuted"


def test_an_equation_holds_with_many_digits_and_within_the_bounds():
    judge = Judge([v.T * v, total(w[i], i)], {n: 3}, {**positive, **{
        "where": [*positive["where"], *unit["where"]]}})  # fmt: skip
    for number in range(12):
        for line in (v.T * v, total(w[i], i)):
            gap = judge.at(line, number, 400) - 1
            gap = gap[0, 0] if isinstance(gap, mp.matrix) else gap
            assert abs(gap) < mp.mpf(10) ** -395
        drawn = judge.point(number).drawn
        assert all(0 < z < 1 for (owner, _), z in drawn.items() if owner == w)


def test_for_all_indices_is_not_for_the_one_at_hand():
    ordered = {"where": [w[i] < w[i + 1]]}
    assert check_step(abs(w[3] - w[1]), w[3] - w[1], sizes={n: 3}, domain=ordered)
    some = {w: Interval(0, 1)}
    found = check_step(abs(w[3] - w[1]), w[3] - w[1], sizes={n: 3}, domain=some)
    assert found.verdict == "refuted"


def test_a_condition_on_abbreviations_is_meant_for_all_of_them():
    z = array("z", m, where=lambda i: total(w[j] * P[i, j], j))
    steps = derive(total(log(1 - sigmoid(z[i])), i), w[j], sizes={m: 3, n: 2})
    assert steps.check(), str(steps)


@pytest.mark.parametrize(
    "name",
    [
        *("two shares", "a circle", "weights", "a weighted mean", "a projection"),
        *("two unit vectors", "a trace", "rows that sum to one"),
    ],
)
def test_what_follows_from_an_equation_is_proved(name):
    """The difference of the sides is a combination of the equations."""
    left, right, domain = HOLDS[name]
    assert check_step(left, right, domain=domain).verdict == "proved"


def test_a_combination_of_equations_is_no_matter_of_letters():
    assert is_zero_modulo(p * q - p + p**2, [p + q - 1])
    assert is_zero_modulo(1 / p + 1 / q - 1 / (p * q), [p + q - 1])
    for wrong in (p * q - p + q**2, p * q - p + p**2 + 1, exp(p) - p):
        assert not is_zero_modulo(wrong, [p + q - 1])
