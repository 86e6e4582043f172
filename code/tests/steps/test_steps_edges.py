"""Values close to the edge of where they exist: none is taken for what lies beyond."""

import pytest
import sympy as sp
from derivations.steps import D, check_step
from sympy import Integral, Rational, Subs, Sum, cos, exp, gamma, log, oo, zeta

h, r, t, u, x, y = sp.symbols("h r t u x y", real=True)
c = sp.Symbol("c", integer=True, nonnegative=True)
k = sp.Symbol("k", integer=True, positive=True)
p = 1 / (1 + exp(-t * x))
CROSS_ENTROPY = y * log(h) + (1 - y) * log(1 - h)

HOLD = {
    "power at 0": (Integral(u**r, (u, 0, 1)), 1 / (r + 1), (-1, oo)),
    "power far out": (Integral(u**r, (u, 1, oo)), -1 / (r + 1), (-oo, -1)),
    "gamma": (Integral(u ** (r - 1) * exp(-u), (u, 0, oo)), gamma(r), (0, oo)),
    "geometric series": (Sum(r**c, (c, 0, oo)), 1 / (1 - r), (-1, 1)),
    "its slope": (Sum(c * r**c, (c, 0, oo)), r / (1 - r) ** 2, (0, 1)),
}


@pytest.mark.parametrize("name", HOLD)
def test_close_to_where_it_diverges_a_true_line_is_not_refuted(name):
    left, right, domain = HOLD[name]
    found = check_step(left, right, domain={r: domain})
    assert found.verdict in ("proved", "agrees"), found.sentence()
    assert check_step(left, 2 * right, domain={r: domain}).verdict == "refuted"


@pytest.mark.parametrize(
    "line",
    [
        Sum(1 / (k + 5), (k, 1, oo)),
        Sum(1 / (k - Rational(1, 2)), (k, 1, oo)),
        Sum(1 / log(k + 1), (k, 1, oo)),
        Sum(cos(sp.pi * k), (k, 1, oo)),
        Integral(1 / u, (u, 0, 1)),
        Integral(1 / (1 - u), (u, 0, 1)),
        Integral(u ** Rational(-101, 100), (u, 0, 1)),
    ],
)
def test_what_diverges_has_no_value(line):
    found = check_step(line, sp.Integer(2))
    assert found.verdict == "refuted"
    assert "does not converge" in found.note


def test_no_value_is_made_up_for_terms_that_fall_like_no_whole_power():
    line = Sum(k**-r, (k, 1, oo))
    assert check_step(line, zeta(r), domain={r: (1, oo)}).verdict != "refuted"


def test_integrals_that_diverge_one_by_one_do_not_make_one_that_converges():
    whole = Integral(1 / (u * (1 + u)), (u, 1, oo))
    parts = Integral(1 / u, (u, 1, oo)) - Integral(1 / (1 + u), (u, 1, oo))
    assert not check_step(whole, parts)


def test_a_derivative_at_a_place_next_to_zero():
    slope = Subs(D(CROSS_ENTROPY, h), h, p)
    assert check_step(slope, y / p - (1 - y) / (1 - p))
    assert check_step(slope, y / p + (1 - y) / (1 - p)).verdict == "refuted"
    far = Subs(D(log(h), h), h, sp.Rational(1, 10**74))
    assert check_step(far, sp.Integer(10**74))
    assert not check_step(far, sp.Integer(10**74 + 10**60))


def test_roots_have_corners_too():
    norm = sp.sqrt(x**2 + y**2)
    assert check_step(D(norm, x), x / norm)  # at 0 neither side has a value
    assert (
        check_step(
            D(norm, x), sp.Piecewise((0, sp.Eq(norm, 0)), (x / norm, True))
        ).verdict
        == "refuted"
    )
