"""Wrong rules alone: what each makes of a line, and that its sentence is whole."""

import re

import pytest
import sympy as sp
from derivations.steps import (
    D,
    Expectation,
    Law,
    array,
    as_written,
    det,
    indices,
    inv,
    matrix,
    sizes,
    total,
    tr,
)
from derivations.steps.diagnosis.explanation import Explanation
from derivations.steps.diagnosis.mistaken_integrals import integration_by_parts
from derivations.steps.diagnosis.mistaken_slopes import mistaken_slopes
from derivations.steps.diagnosis.variants import _everywhere, _limits, variants
from derivations.steps.diagnosis.wrong_rules import wrong_lines
from sympy import Integral, cos, exp, gamma, log, oo, pi, sin, sqrt, symbols

x, t, u = symbols("x t u", real=True)
a, b = symbols("a b", positive=True)
m, n = sizes("m n")
i, j = indices("i j")
y, v = array("y", m), array("v", m)
A, B, C = matrix("A", n, n), matrix("B", n, n), matrix("C", n, n)
normal = Law(u, exp(-(u**2) / 2) / sqrt(2 * pi), -oo, oo)

with as_written():
    EXPONENTIALS = exp(x) * exp(t)
    PRODUCTS = (A + B) * (A.T + B), A * B * C, inv(2 * A * B)
JOINT = Integral(x * t * exp(-x * t), (x, 0, 1), (t, 0, 1))
LINES = (
    *((x * t) ** u, EXPONENTIALS, *PRODUCTS, JOINT),
    *((x + t) / (x + u), x * (a + t), (x + a) * (t + b), 1 / (x + t), x * sin(x)),
    *(log(a * b), log(a / b), log(a + b), log(a**b), log(a) ** 2, exp(a + b)),
    *(a ** (x * t), sqrt(a + b), sin(x + t), sin(2 * x), (x + t) ** 2, gamma(x + 1)),
    *(total(a + t + y[i], i), total(a * y[i], i), total(y[i] ** 2, i) / m),
    *(total(y[i] * v[i], i) / m, total(exp(y[i]), i) / m, total(y[i] * v[i], i)),
    *(Expectation(f, normal) for f in (u**2, exp(u), a * u)),
    *(Integral(x * exp(-x), (x, 0, 1)), Integral(x**2, (x, 1, t))),
    *(det(2 * A), det(A + B), det(inv(A))),
    *(tr(A * B), tr(2 * A), tr(A) ** 2, tr(inv(A))),
    *(D(f, x) for f in ((2 * x + 1) ** 3, 1 / (x + t), a**x, x**x, exp(2 * x))),
    *(D(f, x) for f in (a * sin(x), x * sin(x), sin(x) / x, log(3 * x), sin(x**2))),
    *(D(x**3, x, x), D(total(y[i] ** 2, i), y[j]), D(y[i] ** 2, y[j])),
)


def mistakes(line):
    """All wrong versions of a line, each with its mistake."""
    yield from wrong_lines(line)
    yield from mistaken_slopes(line)
    yield from variants(line)
    if not line.has(D):
        yield from _everywhere(line)
    yield from _limits(line, line)


def is_said(line, wrong):
    """What is said of a wrong version of a line."""
    for found, version in mistakes(line):
        matrix = getattr(version, "is_Matrix", False)
        if (version.doit() if matrix else version) == wrong:
            yield str(Explanation(found.kind, found.words, found.pieces))


@pytest.mark.parametrize("line", LINES, ids=str)
def test_a_mistake_has_a_kind_and_a_sentence_and_the_formulas_of_it(line):
    found = list(mistakes(line))
    assert found
    for mistake, _ in found:
        assert re.fullmatch(r"[a-z]+( [a-z]+)*", mistake.kind)
        assert mistake.words[0].isupper() or mistake.words.startswith("{}")
        assert mistake.words.endswith(".") and "None" not in mistake.words
        assert mistake.words.count("{}") <= len(mistake.pieces)
        assert all(piece is not None for piece in mistake.pieces)


SAID = {
    "a power of a product": (
        *((x * t) ** u, x * t**u),
        "The power of a product reaches every factor: in (t x)^u it has not.",
    ),
    "a product of exponentials": (
        *(EXPONENTIALS, exp(x * t)),
        "In a product of exponentials the exponents add up: not so in",
    ),
    "a term canceled in a fraction": (
        *((x + t) / (x + u), (t + 1) / (u + 1)),
        "The term x has been canceled out of the sums of a fraction",
    ),
    "the upper end of an integral": (
        *(Integral(x**2, (x, 1, t)), -sp.Rational(1, 3)),
        "The boundary term at the upper end of the integral is missing: t^3/3.",
    ),
    "one of two constants in a sum": (
        *(total(a + t + y[i], i), total(t + y[i], i) + a),
        "a is the same in every term of the sum: it is there m times, not once.",
    ),
    "the factor of a sum": (
        *(total(a * y[i], i), total(y[i], i) / a),
        "The factor a that leaves the sum is not itself.",
    ),
    "a function in a mean": (
        *(total(exp(y[i]), i) / m, exp(total(y[i], i) / m)),
        "The mean of the exponential is not the exponential of the mean: e^(y_i) does",
    ),
    "a constant factor of a derivative": (
        *(D(a * sin(x), x), D(sin(x), x)),
        "The constant factor a has been lost.",
    ),
    "a slope of a slope": (
        *(D(x**3, x, x), D(x**3, x)),
        "The derivative of x^3 by x has not been taken.",
    ),
    "another argument of the gamma function": (
        *(gamma(x + 1), gamma(x + 2)),
        "The argument is shifted by one: Γ(x + 1) stands where Γ(x + 2) is meant.",
    ),
    "a name throughout the line": (
        *(x * sin(x), x**2 * sin(x**2)),
        "x stands where its square x^2 is meant, throughout the line.",
    ),
    "the range of an integral": (
        *(Integral(exp(-(x**2)), (x, 0, 1)), Integral(exp(-(x**2)), (x, 0, oo))),
        "The range of integration is wrong: from 0 to 1 where 0 to ∞ is meant",
    ),
    "the support of a density": (
        *(Expectation(u**2, normal), Expectation(u**2, Law(u, normal.args[1], 0, oo))),
        "The range of integration is wrong: from -∞ to ∞ where 0 to ∞ is meant",
    ),
    "a twin of a function": (
        x * cos(t),
        x * sin(t),
        "cos t stands where sin t is meant.",
    ),
    "an order that is reversed": (
        *(PRODUCTS[1], C * B * A),
        "The order of the factors of A B C is reversed.",
    ),
}


@pytest.mark.parametrize("name", SAID)
def test_a_wrong_version_is_told_by_the_rule_that_makes_it(name):
    line, wrong, words = SAID[name]
    told = list(is_said(line, wrong))
    assert any(said.startswith(words) for said in told), told


def test_the_slope_of_a_slope_may_be_the_one_with_the_mistake():
    found = {sp.expand(w) for _, w in mistaken_slopes(D(x**3, x, x)) if not w.has(D)}
    assert 6 * x**2 in found  # the exponent of 3 x^2 was not lowered


def test_by_parts_the_other_factor_is_integrated_where_the_one_cannot_be():
    f = sp.Function("f", real=True)
    slope = sp.Derivative(f(x), x)
    versions = [w for _, w in integration_by_parts(Integral(x * f(x), (x, 0, 1)))]
    left, ends = versions[1] - f(1) / 2, f(1) / 2
    assert versions == [-left, ends + left, ends]
    (whole,) = left.atoms(Integral)
    assert left == whole and whole.function.subs(D(f(x), x), slope) == x**2 * slope / 2
