"""Sides that part in a narrow place only, strict inequalities that meet somewhere."""

import pytest
from derivations.steps import D, array, check_step, indices, sizes, total
from derivations.steps.numbers.vanishing import vanishing_groups
from sympy import (
    Abs,
    And,
    E,
    Eq,
    FiniteSet,
    Max,
    Min,
    Ne,
    Piecewise,
    Rational,
    S,
    Symbol,
    cos,
    cosh,
    exp,
    expand,
    log,
    oo,
    sin,
    sqrt,
    symbols,
    tanh,
)

x, y, z = symbols("x y z", real=True)
p, q = symbols("p q", positive=True)
there = (x - Rational(37, 10)) ** 2 + (y + Rational(6, 5)) ** 2
n, i = sizes("n"), indices("i")
u = array("u", n)
squares = total(u[i] ** 2, i)
a, b = 3 + Rational(1, 10**4), 2 + Rational(1, 10**4)

# what is added to one side of x y + sin z, and is nothing elsewhere
NARROW = {
    "a bump": exp(-there * 10**4),
    "one multiplied out": exp(expand(-there * 10**4)),
    "in one variable": exp(-(10**8) * (x - Rational(37, 10)) ** 2),
    "in three": exp(-(10**6) * (there + (z - 1) ** 2)),
    "turned": exp(-(10**6) * ((x + y - 1) ** 2 + (x - 2 * y + 3) ** 2)),
    "a power": 1 / (1 + 10**30 * there) ** 20,
    "a tent": Max(0, 1 - 10**3 * Abs(x - 3) - 10**3 * Abs(y + 1)),
    "a window": Piecewise((1, And(x > 3, x < a, y > 2, y < b)), (0, True)),
    "a disk": Piecewise((1, there < Rational(1, 10**6)), (0, True)),
    "a cap": Max(0, Rational(1, 10**6) - there) * 10**6,
    "where two curves meet": exp(-(10**7) * (x - y**2) ** 2 - 10**7 * (x * y - 8) ** 2),
    "one of both signs": 10**4 * (x - Rational(37, 10)) * exp(-there * 10**8),
    "a ring": exp(-(10**8) * (x**2 + y**2 - 4) ** 2),
    "a hyperbolic one": 1 / cosh(500 * (x - 3)) ** 3 / cosh(500 * (y + 1)) ** 3,
}


@pytest.mark.parametrize("peak", NARROW.values(), ids=NARROW)
def test_a_narrow_difference_is_found(peak):
    line = x * y + sin(z)
    found = check_step(line, line + peak)
    assert found.verdict == "refuted", found.sentence()
    assert "narrow place" in found.note or "deliberate" in found.note


IN_SUMS = {
    "of a sum": exp(-(10**8) * (total(u[i], i) - 5) ** 2),
    "of all entries": exp(-(10**8) * total((u[i] - 3) ** 2, i)),
}


@pytest.mark.parametrize("peak", IN_SUMS.values(), ids=IN_SUMS)
def test_so_is_one_among_entries(peak):
    found = check_step(squares, squares + peak)
    assert found.verdict == "refuted" and "narrow place" in found.note


def test_so_is_one_that_a_derivative_has_lost():
    peak = exp(-(10**6) * (x - 3) ** 2)
    found = check_step(D(x**2 + peak, x), 2 * x)
    assert found.verdict == "refuted", found.sentence()
    assert check_step(D(x**2 + peak, x), 2 * x - 2 * 10**6 * (x - 3) * peak)


def test_so_it_is_where_an_inequality_fails_only_there():
    left = sin(x) * sin(y) / 2 + NARROW["a bump"]
    found = check_step(left, Rational(3, 4), relation="<=")
    assert found.verdict == "refuted" and "narrow place" in found.note
    assert check_step(left, Rational(3, 2), relation="<=")


def test_outside_of_the_domain_a_peak_refutes_nothing():
    left = x * y + sin(z)
    assert check_step(left, left + NARROW["a bump"], domain={x: (0, 2)})
    assert not check_step(left, left + NARROW["a bump"], domain={x: (0, 4)})
    assert check_step(left, left + NARROW["a bump"], domain={x < 3})


def test_no_point_close_by_leaves_the_domain():
    """Labels 0 and 1 were moved a little, and their squares differed from them."""
    assert check_step(squares, total(u[i], i), domain={u: FiniteSet(0, 1)})
    assert check_step((p - 3) * Abs(p - 3), (p - 3) ** 2, domain={p: [3, oo]})
    assert check_step(p**2 * (p + q - 1), 0 * p, domain={"where": [Eq(p + q, 1)]})


RIGHT = {
    "log of a sum": (log(exp(x) + exp(y)), Max(x, y) + log(1 + exp(-Abs(x - y)))),
    "both": (Max(x, y) * Min(x, y), x * y),
    "a bump on both sides": (
        sin(x + y) + exp(-there * 10**4),
        sin(x) * cos(y) + cos(x) * sin(y) + exp(expand(-there * 10**4)),
    ),
    "a hole": (
        (cos(x - y) - 1) / (x - y) ** 2,
        -2 * sin((x - y) / 2) ** 2 / (x - y) ** 2,
    ),
    "signs": (Abs(x - 3) * Abs(y + 1), Abs((x - 3) * (y + 1))),
}


@pytest.mark.parametrize("step", RIGHT.values(), ids=RIGHT)
def test_what_is_right_everywhere_stays_right(step):
    found = check_step(*step, domain={Ne(x, y)})
    assert found, found.sentence()
    assert "narrow" not in found.note, "the points are named where they decide"


TIES = {
    "at a root": (4 * x**2, x**4 + 4),
    "at e": (log(p), p / E),
    "of waves": (cos(x) + sin(x), sqrt(2)),
    "of one wave": (sin(x), S.One),
    "at a corner": (S.Zero, Abs(x - sqrt(2))),
    "at two corners": (S.Zero, Abs(x**2 - 3) + Abs(y - sqrt(2))),
    "in two variables": (
        x + y - sqrt(2) - sqrt(3) + 2,
        exp(x - sqrt(2)) + exp(y - sqrt(3)),
    ),
    "along a line": (x * y + x, (x**2 + 2 * y**2) / (2 * sqrt(2)) + x),
}


@pytest.mark.parametrize("step", TIES.values(), ids=TIES)
def test_a_strict_inequality_that_meets_somewhere_is_refused(step):
    assert check_step(*step, relation="<=")
    found = check_step(*step, relation="<")
    assert found.verdict == "refuted", found.sentence()


CLOSE = {
    "by a billionth": (4 * x**2, x**4 + 4 + Rational(1, 10**9)),
    "by very little": (cos(x) + sin(x), sqrt(2) + Rational(1, 10**30)),
    "far out": (tanh(x), S.One),
    "never": (S.Zero, exp(-(x**2)) * (2 + cos(y))),
    "nearly": (log(p), p / E + Rational(1, 10**60)),
}


@pytest.mark.parametrize("step", CLOSE.values(), ids=CLOSE)
def test_one_that_does_not_meet_is_not(step):
    found = check_step(*step, relation="<")
    assert found, found.sentence()


def test_groups_are_those_of_a_peak_first_and_few():
    groups = list(vanishing_groups(x * y, x * y + NARROW["a bump"]))
    assert set(groups[0]) == {x - Rational(37, 10), y + Rational(6, 5)}
    many = sum(Abs(Symbol(f"q{k}", real=True) - k) for k in range(300))
    assert len(list(vanishing_groups(many, many + 1))) <= 12
    assert list(vanishing_groups(x + y, y + sin(x))) == []
