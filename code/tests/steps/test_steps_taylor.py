"""Limits by Taylor coefficients: right where they speak, silent where they may not."""

import pytest
from derivations.steps import D, Phi, check_step, function, phi
from derivations.steps.algebra.taylor import limit_by_taylor
from sympy import (
    Limit,
    Max,
    Rational,
    S,
    Symbol,
    cos,
    cosh,
    exp,
    limit,
    log,
    oo,
    pi,
    sin,
    sqrt,
)

h, a, x = Symbol("h", positive=True), Symbol("a", positive=True), Symbol("x", real=True)
y = Symbol("y", real=True)
MATERN = (1 + sqrt(5) * h / a + 5 * h**2 / (3 * a**2)) * exp(-sqrt(5) * h / a)

DECIDED = (
    (sin(h) / h, 0),
    ((1 - cos(h)) / h**2, 0),
    ((exp(h) - 1) ** 2 / h, 0),
    (2 * (1 - MATERN) / h**2, 0),
    ((1 + h**2 / (2 * a)) ** (-a) / (1 + h), 0),
    (sin(h) / (h - pi), pi),
    ((6 - 8 * exp(-(h**2) / 2) + 2 * exp(-2 * h**2)) / h**4, 0),
)


@pytest.mark.parametrize("function, point", DECIDED)
def test_it_says_what_sympy_says(function, point):
    found = limit_by_taylor(Limit(function, h, point))
    assert found is not None
    assert (found - limit(function, h, point)).simplify() == 0


NESTED = 2 / (x + 3 / (x + a / x))
AT_INFINITY = (
    (2 * x / (1 + 3 * x), oo),
    (1 / (x * NESTED), -oo),
    (x**2 * (x * NESTED - 2), oo),
    ((x**2 - a) / x**3, oo),
    (pi + 0 / x, oo),
)


@pytest.mark.parametrize("function, end", AT_INFINITY)
def test_rational_functions_far_out(function, end):
    found = limit_by_taylor(Limit(function, x, end))
    assert found is not None
    assert (found - limit(function, x, end)).simplify() == 0
    assert check_step(Limit(function, x, end), found).verdict == "proved"
    assert not check_step(Limit(function, x, end), found + 1)


SILENT = (
    Limit(exp(h) / h, h, 0),  # grows without bound
    Limit((1 - exp(-(h ** Rational(3, 2)))) / h, h, 0),  # no second derivative at 0
    Limit(sqrt(h) / h, h, 0),
    Limit(exp(-1 / h) / h, h, 0),  # all derivatives vanish, and the function does not
    Limit(abs(h - 1) / (h - 1), h, 1),
    Limit(sin(h) / (x * h), h, 0),  # x may be 0
    Limit(sin(h) / h, h, oo),
    Limit(h**2 / (1 + h), h, oo),  # grows without bound
    Limit(1 / (1 + y * h), h, oo),  # y may be 0
    Limit(sqrt(h**2 + 1) / h, h, oo),
)


@pytest.mark.parametrize("silent", SILENT)
def test_it_is_silent_where_it_may_not_speak(silent):
    assert limit_by_taylor(silent) is None


@pytest.mark.parametrize("wrong", (S(1), Rational(5, 6), 5 / (3 * a), S(0)))
def test_a_wrong_limit_is_still_refused(wrong):
    assert not check_step(Limit(2 * (1 - MATERN) / h**2, h, 0), wrong)


def test_the_right_limit_is_proved():
    found = check_step(Limit(2 * (1 - MATERN) / h**2, h, 0), 5 / (3 * a**2))
    assert found.verdict == "proved"


def test_what_cancels_far_out_is_no_limit_of_zero():
    """1 - Phi(x) is 0 to all digits at x = 4096: its quotient by the density is not."""
    mills = Limit(x * (1 - Phi(x)) / phi(x), x, oo)
    assert check_step(mills, 1).verdict != "refuted"
    assert not check_step(mills, 0)
    assert check_step(Limit(Max(0, 1 - x), x, oo), 0)


def test_the_limit_of_an_undefined_smooth_function_is_its_value():
    f, h = function("f"), Symbol("h", positive=True)
    assert check_step(Limit(f(-h), h, 0), f(0)).verdict == "proved"
    assert check_step(Limit(f(h), h, 0), Limit(f(-h), h, 0)).verdict == "proved"
    assert check_step(Limit(f(h), h, 0), -f(0)).verdict == "refuted"


def test_a_limit_comes_to_zero_through_numbers_that_vanish():
    """log(1 + exp(-2 r)) is no cancellation; a factor lost beside it is refuted."""
    r = Symbol("r", real=True)
    left = Limit(log(cosh(r)) - r, r, oo)
    right = log((1 + exp(-2 * r)) / 2)
    assert check_step(left, Limit(right, r, oo))
    wrong = check_step(left, Limit(right + log(2), r, oo))
    assert wrong.verdict == "refuted"


f, k = function("f"), function("k")
b, c = Symbol("b", real=True), Symbol("c", real=True)
CORNERS = k(b + h, c + h) - k(b + h, c - h) - k(b - h, c + h) + k(b - h, c - h)
QUOTIENTS = {
    "forward": ((f(b + h) - f(b)) / h, D(f(b), b)),
    "central": ((f(b + h) - f(b - h)) / (2 * h), D(f(b), b)),
    "second": ((f(b + h) - 2 * f(b) + f(b - h)) / h**2, D(f(b), b, b)),
    "mixed": (CORNERS / (4 * h**2), D(k(b, c), b, c)),
    "of a function of a function": ((f(sin(h)) - f(0)) / h, Limit(D(f(h), h), h, 0)),
    "of a product": (
        (f(b + h) * f(c + h) - f(b) * f(c)) / h,
        f(b) * D(f(c), c) + f(c) * D(f(b), b),
    ),
}


@pytest.mark.parametrize("name", QUOTIENTS)
def test_quotients_of_undefined_functions_are_their_slopes(name):
    quotient, slope = QUOTIENTS[name]
    assert check_step(Limit(quotient, h, 0), slope).verdict == "proved"
    assert check_step(Limit(quotient, h, 0), 2 * slope).verdict == "refuted"


@pytest.mark.parametrize("way", [abs(h - 1), sqrt(h - 1)], ids=str)
def test_a_function_of_what_has_no_slope_is_not_expanded(way):
    assert limit_by_taylor(Limit((f(b + way) - f(b)) / (h - 1), h, 1)) is None
