"""Integrals whose values are known: the quadrature finds them, or says it does not."""

import pytest
import sympy as sp
from derivations.steps import check_step
from derivations.steps.errors import Undefined
from derivations.steps.numbers.values import Values
from sympy import (
    Abs,
    Heaviside,
    Integral,
    Max,
    Min,
    Piecewise,
    Rational,
    atan,
    cos,
    exp,
    floor,
    gamma,
    log,
    oo,
    pi,
    sin,
    sqrt,
)

u, t = sp.symbols("u t", real=True)
a, b, s = sp.symbols("a b s", positive=True)
m, rho = sp.symbols("m rho", real=True)
SHARP = Rational(1, 1000)


def normal(x, mean=0, width=1):
    return exp(-((x - mean) ** 2) / (2 * width**2)) / (width * sqrt(2 * pi))


LOGISTIC = exp(-u) / (1 + exp(-u)) ** 2
CAUCHY = 1 / (pi * (1 + u**2))

# ruff: noqa: E501
# name -> (integrand, limits..., value), in u, and in t where there are two variables
FINITE = {
    "normal, second moment": (u**2 * normal(u, m, s), (u, -oo, oo), m**2 + s**2),
    "normal, fourth moment": (u**4 * normal(u), (u, -oo, oo), 3),
    "normal, odd moment": (u**3 * normal(u), (u, -oo, oo), 0),
    "normal, width 1e-3": (normal(u, 2, SHARP), (u, -oo, oo), 1),
    "the same, off its mean": (u * normal(u, m, SHARP), (u, -oo, oo), m),
    "normal moment generating": (
        exp(t * u) * normal(u, m, s),
        (u, -oo, oo),
        exp(m * t + s**2 * t**2 / 2),
    ),
    "gaussian tail": (normal(u), (u, t, oo), sp.erfc(t / sqrt(2)) / 2),
    "far tail": (normal(u), (u, 12, oo), sp.erfc(6 * sqrt(2)) / 2),
    "lognormal mean": (
        exp(-((log(u) - m) ** 2) / 2) / sqrt(2 * pi),
        (u, 0, oo),
        exp(m + Rational(1, 2)),
    ),
    "gamma": (u ** (a - 1) * exp(-b * u), (u, 0, oo), gamma(a) / b**a),
    "gamma of 300": (
        exp(299 * log(u) - u - sp.loggamma(300)),
        (u, 0, oo),
        1,
    ),
    "beta": (
        u ** (a - 1) * (1 - u) ** (b - 1),
        (u, 0, 1),
        gamma(a) * gamma(b) / gamma(a + b),
    ),
    "arcsine law": (u**2 / (pi * sqrt(u * (1 - u))), (u, 0, 1), Rational(3, 8)),
    "laplace law, cosine": (
        cos(t * u) * exp(-Abs(u)) / 2,
        (u, -oo, oo),
        1 / (1 + t**2),
    ),
    "laplace transform of sin": (exp(-s * u) * sin(b * u), (u, 0, oo), b / (s**2 + b**2)),
    "normal characteristic": (cos(t * u) * normal(u), (u, -oo, oo), exp(-(t**2) / 2)),
    "uniform characteristic": (cos(t * u), (u, -1, 1), 2 * sin(t) / t),
    "cauchy characteristic": (cos(s * u) * CAUCHY, (u, -oo, oo), exp(-s)),
    "cauchy, complex": (exp(sp.I * s * u) * CAUCHY, (u, -oo, oo), exp(-s)),
    "cauchy, total": (s / (pi * ((u - m) ** 2 + s**2)), (u, -oo, oo), 1),
    "cauchy, narrow": (SHARP / (pi * ((u - 3) ** 2 + SHARP**2)), (u, -oo, oo), 1),
    "cauchy, distribution": (CAUCHY, (u, -oo, t), Rational(1, 2) + atan(t) / pi),
    "logistic, variance": (u**2 * LOGISTIC, (u, -oo, oo), pi**2 / 3),
    "logistic, steep": (
        1 / (1 + exp((u - Rational(1, 3)) / SHARP)),
        (u, 0, 1),
        Rational(1, 3) + SHARP * log((1 + exp(-Rational(1000, 3))) / (1 + exp(-Rational(2000, 3)))),
    ),
    "gumbel, mean": (u * exp(-u - exp(-u)), (u, -oo, oo), sp.EulerGamma),
    "frullani": ((exp(-a * u) - exp(-b * u)) / u, (u, 0, oo), log(b / a)),
    "frullani, cosines": ((cos(u) - cos(2 * u)) / u, (u, 0, oo), log(2)),
    "dirichlet": (sin(s * u) / u, (u, 0, oo), pi / 2),
    "squared": (sin(u) ** 2 / u**2, (u, -oo, oo), pi),
    "fresnel": (sin(u**2), (u, 0, oo), sqrt(pi / 2) / 2),
    "largest of three": (3 * u * u**2, (u, 0, 1), Rational(3, 4)),
    "median of three": (6 * u * exp(-2 * u) * (1 - exp(-u)), (u, 0, oo), Rational(5, 6)),
    "mixture, width 0.01": (
        u * (normal(u) + normal(u, 3, Rational(1, 100))) / 2,
        (u, -oo, oo),
        Rational(3, 2),
    ),
    "mixture, width 1e-3": (
        u**2 * (3 * normal(u, m) + normal(u, m - 2, SHARP)) / 4,
        (u, -oo, oo),
        (3 * (m**2 + 1) + (m - 2) ** 2 + SHARP**2) / 4,
    ),
    "corner": (Abs(u - m) * exp(-Abs(u - m)) / 2, (u, -oo, oo), 1),
    "corners of a parabola": (Abs(u**2 - 2), (u, 0, 2), 8 * sqrt(2) / 3 - Rational(4, 3)),
    "hinge": (Max(0, u - t) * normal(u), (u, -oo, oo), normal(t) - t * sp.erfc(t / sqrt(2)) / 2),
    "least of two": (Min(u, b) * exp(-u), (u, 0, oo), 1 - exp(-b)),
    "whole part": (floor(u) * exp(-u), (u, 0, oo), 1 / (sp.E - 1)),
    "whole part of a multiple": (floor(3 * u), (u, 0, 2), 5),
    "jump": (Heaviside(u - b) * exp(-u), (u, 0, oo), exp(-b)),
    "triangle": (
        u**2 * Piecewise((1 + u, u < 0), (1 - u, True)),
        (u, -1, 1),
        Rational(1, 6),
    ),
    "logarithm at 0": (log(u) ** 2, (u, 0, 1), 2),
    "logarithm at 1": (log(1 - u), (u, 0, 1), -1),
    "logarithm inside": (log(Abs(u - Rational(1, 3))), (u, 0, 1), Rational(1, 3) * log(Rational(1, 3)) + Rational(2, 3) * log(Rational(2, 3)) - 1),
    "power at 0": (u ** Rational(-9, 10), (u, 0, 1), 10),
    "square root at 1": (u / sqrt(1 - u**2), (u, 0, 1), 1),
    "cube roots on both sides": (Abs(u) ** Rational(-2, 3), (u, -1, 8), 9),
    "heavy tail": (u ** Rational(-11, 10), (u, 1, oo), 10),
    "two exponentials": (u * t * exp(-u - t), (u, 0, oo), (t, 0, oo), 1),
    "triangle of two": (u, (u, 0, t), (t, 0, 1), Rational(1, 6)),
    "two uniforms": (Abs(u - t), (u, 0, 1), (t, 0, 1), Rational(1, 3)),
}  # fmt: skip

DIVERGENT = {
    "1/u across 0": (1 / u, (u, -1, 1)),
    "1/u at 0": (1 / u, (u, 0, 1)),
    "1/u far out": (1 / u, (u, 1, oo)),
    "1/u^2 across 0": (u**-2, (u, -1, 2)),
    "1/(u - 1/3)": (1 / (u - Rational(1, 3)), (u, 0, 1)),
    "sine": (sin(u), (u, 0, oo)),
    "square of a sine over u": (sin(u) ** 2 / u, (u, 1, oo)),
    "mean of the Cauchy law": (u * CAUCHY, (u, -oo, oo)),
    "tangent": (sp.tan(u), (u, 0, 2)),
    "exponential": (exp(u), (u, 0, oo)),
    "constant": (sp.S.One, (u, 0, oo)),
}

# Nobody has to settle them; nobody may refute their value either.
HARD = {
    "whole part of 1/u": (u * floor(1 / u), (u, 0, 1), pi**2 / 12),
    "waves that crowd": (sin(1 / u), (u, 0, 1), sin(1) - sp.Ci(1)),
    "power near -1": (u ** Rational(-999, 1000), (u, 0, 1), 1000),
    "slow logarithm": (1 / (u * log(u) ** 2), (u, 2, oo), 1 / log(2)),
}


def sides(table, name):
    integrand, *limits, value = table[name]
    return Integral(integrand, *limits), sp.sympify(value)


@pytest.mark.parametrize("name", FINITE)
def test_the_quadrature_has_the_known_value(name):
    integral, value = sides(FINITE, name)
    lines = Values([integral, value])
    for number in (0, 1):
        found, moved, known = (
            lines.at(integral, number, 35),
            lines.at(integral, number, 35, nudged=True),
            lines.at(value, number, 35),
        )
        assert not isinstance(found, Undefined), found
        error = abs(found - known)
        assert error <= 2 * abs(moved - found) + 1e-30 * abs(known)
        assert error <= 1e-9 * max(abs(known), 1e-9)


@pytest.mark.parametrize("name", FINITE)
def test_a_known_value_is_accepted_and_another_one_refuted(name):
    integral, value = sides(FINITE, name)
    assert check_step(integral, value), check_step(integral, value).sentence()
    wrong = value * Rational(1001, 1000) if value != 0 else Rational(1, 1000)
    assert check_step(integral, wrong).verdict == "refuted"


@pytest.mark.parametrize("name", DIVERGENT)
def test_a_divergent_integral_has_no_finite_value(name):
    integral = Integral(*DIVERGENT[name])
    for claim in (sp.S.Zero, sp.S.One, Rational(-3, 2)):
        assert check_step(integral, claim).verdict == "refuted"
    assert not check_step(integral, integral.doit())


@pytest.mark.parametrize("name", HARD)
def test_what_does_not_settle_is_not_refuted(name):
    integral, value = sides(HARD, name)
    assert check_step(integral, value).verdict != "refuted"


FALLS_SLOWLY = {
    "a stretched exponential": (exp(-(u**s)), gamma(1 + 1 / s), 0, oo),
    "the same at an end": (s * exp(-(u**-s)) * u ** (-1 - s), exp(-1), 0, 1),
}


@pytest.mark.parametrize("name", FALLS_SLOWLY)
def test_what_falls_slowly_at_first_is_not_called_divergent(name):
    """exp(-u^0.0001) looks like a power as far out as the nodes go."""
    function, value, low, high = FALLS_SLOWLY[name]
    assert check_step(Integral(function, (u, low, high)), value)
    wrong = check_step(Integral(function, (u, low, high)), 2 * value)
    assert wrong.verdict == "refuted"


@pytest.mark.parametrize("pole", [1 / u, 1 / sin(u), 1 / (exp(u) - 1), log(u) / u**2])
def test_a_pole_at_an_end_that_is_not_zero_is_found_as_well(pole):
    """Next to 3 the distance from 3 is rounded: 1/u was too close to tell."""
    for end, place in ((0, u), (3, 3 - u), (-2, u + 2)):
        low, high = sorted((end, end + (1 if end < 3 else -1)))
        moved = Integral(pole.subs(u, place), (u, low, high))
        assert check_step(moved, 5).verdict == "refuted"


@pytest.mark.parametrize("rate", [20, 50])
def test_many_waves_before_an_exponential_falls(rate):
    damped = Integral(exp(-u) * sin(rate * u), (u, 0, oo))
    assert check_step(damped, Rational(rate, rate**2 + 1))
    assert check_step(damped, Rational(1, rate)).verdict == "refuted"
