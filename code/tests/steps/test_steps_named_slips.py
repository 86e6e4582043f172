"""Slips inside an exponent, a support ignored and others: named, and truly."""

import pytest
from derivations.steps import (
    D,
    Expectation,
    Gradient,
    Law,
    array,
    check_step,
    indices,
    matrix,
    sizes,
    total,
    vector,
)
from sympy import (
    Function,
    Integral,
    Piecewise,
    cos,
    exp,
    log,
    oo,
    pi,
    sin,
    sqrt,
    symbols,
)

x, t, mu, c = symbols("x t mu c", real=True)
p, q, a, s, r = symbols("p q a sigma lambda", positive=True)
n = sizes("n")
i, j = indices("i j")
u = array("u", n)
A, v = matrix("A", n, n), vector("v", n)
f = Function("f", real=True)
bell = exp(-((x - mu) ** 2) / (2 * s**2))
normal = Law(x, bell / (s * sqrt(2 * pi)), -oo, oo)
waiting = Law(x, r * exp(-r * x), 0, oo)
half_line = Piecewise((r * exp(-r * x), x > 0), (0, True))

SLIPS = {
    "a half lost in an exponent": (
        D(bell, x),
        -(x - mu) / s**2 * exp(-((x - mu) ** 2) / s**2),
        "The exponent has changed on the way",
    ),
    "a minus lost in an exponent": (
        D(exp(-r * x**2), x),
        -2 * r * x * exp(r * x**2),
        "The exponent has changed on the way",
    ),
    "a support ignored": (
        Integral(half_line * x, (x, -a, oo)),
        Integral(r * exp(-r * x) * x, (x, -a, oo)),
        "The support is ignored",
    ),
    "a support ignored, in numbers": (
        Integral(Piecewise((exp(-x), x > 0), (0, True)) * x**2, (x, -1, oo)),
        2 + Integral(exp(-x) * x**2, (x, -1, 0)),
        "Perhaps: The support is ignored",
    ),
    "n for n - 1": (D(p**a, p), a * p**a, "a stays where it becomes a - 1"),
    "a boundary term": (
        D(Integral(sin(x * t), (t, 0, x)), x),
        Integral(t * cos(x * t), (t, 0, x)),
        "Leibniz' rule has lost its boundary term sin(x^2)",
    ),
    "log of a sum": (log(total(exp(u[i]), i)), total(u[i], i), "logarithm of a sum"),
    "a whole sum": (
        D(total((u[i] - c) ** 2, i), u[j]),
        2 * total(u[i] - c, i),
        "The whole sum is kept",
    ),
    "a square of a mean": (Expectation(x**2, normal), mu**2, "product of the expec"),
    "a reciprocal of a mean": (
        Expectation(1 / (1 + x), waiting),
        1 / (1 + 1 / r),
        "expectation of the reciprocal",
    ),
    "a quotient in a logarithm": (D(log(p / s), s), -1 / s**2, "A factor σ is missing"),
    "a transpose": (Gradient(v.T * A * v, v), 2 * A * v, "transpose of A removed"),
    "a fraction": (p / (p + q), (p + q) / p, "The fraction is upside down"),
}


@pytest.mark.parametrize("case", SLIPS.values(), ids=SLIPS)
def test_a_slip_is_named(case):
    left, right, words = case
    found = check_step(left, right)
    assert found.verdict == "refuted"
    assert words in str(found.explanation), found.sentence()


def test_of_numbers_alone_no_integrand_at_an_end_is_kept():
    """2 + (e - 2) is x^2 e^-x at the end -1 by chance."""
    left, right, _ = SLIPS["a support ignored, in numbers"]
    assert "has been kept" not in str(check_step(left, right).explanation)


def test_a_derivative_at_a_place_is_no_part_that_has_a_name():
    said = str(check_step(D(f(x**2), x), 2 * x * f(x)).explanation)
    assert "_xi" not in said
