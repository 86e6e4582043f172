"""Points at which one side alone has a value: the step fails, and says when not."""

import pytest
import sympy as sp
from derivations.steps import (
    D,
    array,
    check_step,
    det,
    identity,
    indices,
    inv,
    matrix,
    sizes,
    total,
    tr,
    vector,
)
from sympy import (
    Abs,
    Integral,
    MatMul,
    Max,
    Ne,
    Sum,
    cos,
    exp,
    gamma,
    log,
    oo,
    sin,
    sqrt,
)

r, b, t, u = sp.symbols("r b t u", real=True)
p, s = sp.symbols("p s", positive=True)
c = sp.Symbol("c", integer=True, nonnegative=True)

# name -> (left, right, the condition that would do)
MISSING = {
    "geometric series": (Sum(r**c, (c, 0, oo)), 1 / (1 - r), Abs(r) < 1),
    "geometric series, other letters": (
        Sum(c * t**c, (c, 0, oo)),
        t / (1 - t) ** 2,
        Abs(t) < 1,
    ),
    "gamma integral": (
        Integral(u ** (r - 1) * exp(-u), (u, 0, oo)),
        gamma(r),
        r > 0,
    ),
    "moment generating function": (
        Integral(exp(t * u) * exp(-u), (u, 0, oo)),
        1 / (1 - t),
        t < 1,
    ),
    "a rate of its own": (Integral(exp(t * u - p * u), (u, 0, oo)), 1 / (p - t), p > t),
    "power": (Integral(u**r, (u, 0, 1)), 1 / (r + 1), r > -1),
    "power, far out": (Integral(u**r, (u, 1, oo)), -1 / (r + 1), r < -1),
    "laplace transform": (
        Integral(exp(-b * u) * sin(u), (u, 0, oo)),
        1 / (1 + b**2),
        b > 0,
    ),
    "gaussian": (Integral(exp(-t * u**2), (u, -oo, oo)), sqrt(sp.pi / t), t > 0),
    "over a pole": (Integral(1 / u, (u, 1, r)), log(r), r > 0),
    "over two signs": (Integral(1 / u, (u, b, r)), log(r) - log(b), b * r > 0),
    "value on the right only": (
        1 / (1 - t),
        Integral(exp(t * u) * exp(-u), (u, 0, oo)),
        t < 1,
    ),
    "right side without a value": (exp(-p) + 1 / p, 1 / p + 0 * r, None),
}


@pytest.mark.parametrize("name", [n for n in MISSING if MISSING[n][2] is not None])
def test_a_missing_condition_is_found_and_does(name):
    left, right, condition = MISSING[name]
    found = check_step(left, right)
    assert found.verdict == "refuted"
    assert "side has no value, the" in str(found.counterexample)
    assert f"add needs={condition}" in found.note
    domain = {"where": [condition, *([r > 0, b > 0] if "signs" in name else [])]}
    assert check_step(left, right, domain=domain)


def test_a_removable_point_is_none():
    """At a tie the left side is 0/0, and has the value of the right as its limit."""
    x, y = array("x", sizes("n")), sp.Symbol("y", real=True)
    i = indices("i")
    tie = {r: sp.FiniteSet(1, 2), b: sp.FiniteSet(1, 2)}
    assert check_step((r**2 - b**2) / (r - b), r + b, domain=tie)
    wrong = check_step((r**2 - b**2) / (r - b), r + 2 * b, domain=tie)
    assert wrong.verdict == "refuted"
    apart = check_step(total(x[i] / y, i) * y, total(x[i], i))
    assert apart


def test_a_pole_is_no_removable_point():
    tie = {r: sp.FiniteSet(1, 2, 3), b: sp.FiniteSet(1, 2, 3)}
    found = check_step((r - b) / (r - b) ** 2 * (r - b) ** 2, r - b, domain=tie)
    assert found
    found = check_step((r - b) ** 2 / (r - b) ** 3, Max(r, b), domain=tie)
    assert found.verdict == "refuted"


def test_a_derivative_has_no_value_at_a_corner():
    at_zero = {t: sp.FiniteSet(-1, 0, 1)}
    assert check_step(D(Abs(t), t), sp.sign(t), domain=at_zero).verdict == "refuted"
    assert check_step(D(t * Abs(t), t), 2 * Abs(t), domain=at_zero)
    step = check_step(D(Max(t, r), t), sp.Heaviside(t - r))
    assert step.verdict != "proved"


def test_a_derivative_away_from_the_corner_is_proved():
    for condition in (Ne(t, 0), t > 0, t < -1):
        step = check_step(D(Abs(t), t), sp.sign(t), domain=[condition])
        assert step.verdict == "proved"
    step = check_step(D(Max(t, r), t), sp.Heaviside(t - r), domain=[Ne(t, r)])
    assert step.verdict == "proved"


def test_a_function_with_one_slope_at_its_corner_is_proved():
    huber = sp.Piecewise((t**2 / 2, Abs(t) <= p), (p * (Abs(t) - p / 2), True))
    slope = sp.Piecewise((t, Abs(t) <= p), (p * sp.sign(t), True))
    assert check_step(D(huber, t), slope)
    jump = sp.Piecewise((t**2, t < 1), (t**3, True))
    assert (
        check_step(D(jump, t), sp.Piecewise((2 * t, t < 1), (3 * t**2, True))).verdict
        != "proved"
    )


def test_waves_that_do_not_die_down_have_no_integral():
    for wave in (sin(u), cos(3 * u) + exp(-u), u * sin(u), sin(u) ** 2):
        assert check_step(Integral(wave, (u, 0, oo)), 1).verdict == "refuted"


def test_an_inverse_has_a_removable_point_where_its_product_has_a_value():
    """At C = 0 as at x = 0 of x/x: one rule for numbers and for matrices."""
    n = sizes("n")
    C, v = matrix("C", n, n), vector("v", n)
    for left, right in (
        (MatMul(inv(C), C), identity(n)),
        (MatMul(inv(C), C, v), v),
        (C.T * C * inv(C.T * C) * v, v),
    ):
        assert check_step(left, right)
        assert check_step(left, 2 * right).verdict == "refuted"
    trace = check_step(tr(inv(C)) * det(C), tr(C))
    assert trace.verdict == "refuted"


def test_there_is_no_slope_where_the_function_has_no_value():
    """Quotients step over the pole of log|t|, and gave it the slope 0 there."""
    assert check_step(D(log(Abs(t)), t), 1 / t)
    assert check_step(D(t * log(Abs(t - 3)), t), log(Abs(t - 3)) + t / (t - 3))
    everywhere = sp.Piecewise((1 / t, Ne(t, 0)), (0, True))
    assert check_step(D(log(Abs(t)), t), everywhere).verdict == "refuted"
