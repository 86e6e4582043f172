"""Inequalities are tried where they are tightest; tight constants pass, smaller not."""

import pytest
from derivations.steps import (
    Phi,
    array,
    check_step,
    indices,
    phi,
    sigmoid,
    sizes,
    total,
)
from sympy import (
    Abs,
    Eq,
    Rational,
    S,
    Symbol,
    cos,
    exp,
    log,
    sin,
    sqrt,
    symbols,
    tanh,
)

x, y, r, t = symbols("x y r t", real=True)
p, q, e = symbols("p q e", positive=True)
k = Symbol("k", integer=True, positive=True)
n = sizes("n")
i = indices("i")
a, c = array("a", n), array("c", n)
s = sigmoid(x)
products = total(a[i] * c[i], i) ** 2
squares = total(a[i] ** 2, i) * total(c[i] ** 2, i)
on_simplex = {a: (0, 1), "where": [Eq(total(a[i], i), 1)]}

# left, the part of the right side that is tight, domain
TIGHT = {
    "slope of a sigmoid": (s * (1 - s), Rational(1, 4), None),
    "its second slope": (s * (1 - s) * (1 - 2 * s), 1 / (6 * sqrt(3)), None),
    "a smooth absolute value": (sqrt(r**2 + e**2) - Abs(r), e, None),
    "means": (sqrt(p * q), (p + q) / 2, None),
    "entropy of one": (-p * log(p), exp(-1), None),
    "a density": (p * exp(-p), exp(-1), None),
    "Cauchy and Schwarz": (products, squares, None),
    "norms": (total(a[i], i) ** 2, n * total(a[i] ** 2, i), None),
    "waves": (sin(x) + cos(x), sqrt(2), None),
    "Young": (x * y, x**2 / 2 + y**2 / 2, None),
    "a count": (k**3 / 2**k, S(4), None),
    "variance of a weight": (p * q, Rational(1, 4), {"where": [Eq(p + q, 1)]}),
    "entropy": (-total(a[i] * log(a[i]), i), log(n), on_simplex),
    "two waves": (sin(x) + cos(y) + sin(2 * x + y), Rational(27983, 10000), None),
}


@pytest.mark.parametrize("step", TIGHT.values(), ids=TIGHT)
def test_a_tight_constant_passes_and_a_smaller_one_does_not(step):
    left, right, domain = step
    holds = check_step(left, right, relation="<=", domain=domain)
    assert holds, holds.sentence()
    short = check_step(left, Rational(4, 5) * right, relation="<=", domain=domain)
    assert short.verdict == "refuted", short.sentence()


def test_nearly_tight_is_seen():
    wave = sin(x) + cos(y) + sin(2 * x + y)
    assert check_step(wave, Rational(279, 100), relation="<=").verdict == "refuted"
    bump = 1 / (1 + (x - 17) ** 2) + 1 / (1 + (y + 23) ** 2)
    assert check_step(bump, Rational(19, 10), relation="<=").verdict == "refuted"


def test_the_smallest_slack_and_its_place_are_reported():
    found = check_step(p * exp(-p), exp(-1), relation="<=")
    assert found.verdict == "agrees"
    assert found.note.startswith("smallest slack") and " at p = 1.0000" in found.note
    found = check_step(1 / p, S(0), relation=">")
    assert found.verdict == "proved" or "smallest slack" in found.note


def test_a_bound_that_is_never_reached_is_strict():
    assert check_step(tanh(x), S(1), relation="<")
    mills = (1 - Phi(t)) * (1 + t**2)
    assert check_step(t * phi(t), mills, relation="<", domain={t > 0})


def test_a_tie_inside_refutes_a_strict_inequality():
    low = x**4 - 4 * x**3 + 6 * x**2 - 4 * x + 1 + 0 * y
    assert check_step(low, S(0), relation=">").verdict == "refuted"


def test_a_tie_at_a_simple_fraction_that_no_digits_hold_is_found():
    """(x - 5/7)^2 is 1e-100 there by rounding: more digits take it away."""
    for step in (
        ((x - Rational(5, 7)) ** 2, S(0)),
        (9 * p + 1 / p, S(6)),
        ((x - Rational(1, 3)) ** 2 + (y - Rational(2, 3)) ** 2, S(0)),
    ):
        assert check_step(*step, relation=">").verdict == "refuted"
    apart = (x - Rational(5, 7)) ** 2 + Rational(1, 10**9)
    assert check_step(apart, S(0), relation=">")
    assert check_step(exp(-(x**2)), S(0), relation=">")
