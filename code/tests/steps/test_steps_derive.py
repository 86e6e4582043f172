"""Derivatives worked out line by line: right, one rule a line, and refused clearly."""

from random import Random

import pytest
from derivations.steps import (
    D,
    Phi,
    array,
    as_written,
    check_step,
    delta,
    det,
    elementwise,
    function,
    identity,
    indices,
    inv,
    kron,
    matrix,
    phi,
    sigmoid,
    sizes,
    softplus,
    total,
    tr,
    vector,
)
from derivations.steps.derive import derive
from derivations.steps.differentiation.rule import CannotDerive
from derivations.steps.typesetting.plain import plain
from derivations.steps.typesetting.rules import rule_anchor
from derivations.steps.vocabulary.ordered import plus, times
from sympy import (
    Abs,
    Integral,
    Max,
    Min,
    Ne,
    Piecewise,
    Product,
    Rational,
    Sum,
    Symbol,
    atan,
    beta,
    cos,
    cosh,
    digamma,
    erf,
    exp,
    gamma,
    log,
    loggamma,
    nan,
    pi,
    polygamma,
    sin,
    sqrt,
    tan,
)

x = Symbol("x", real=True)
a, t = Symbol("a", positive=True), Symbol("t", positive=True)
m, n, K = sizes("m n K")
i, j, k = indices("i j k")
data, y = array("x", m, n, sample=True), array("y", m)
theta = array("theta", n)
z = array("z", m, where=lambda i: total(theta[k] * data[i, k], k))
h = array("h", m, where=lambda i: sigmoid(z[i]))
logit, target = array("z", K), array("t", K)
o = array("o", K, where=lambda i: exp(logit[i]) / total(exp(logit[k]), k))
f = function("f")
F = function("F", derivative=f)
A, B, C = matrix("A", m, n), matrix("B", n, n), matrix("C", m, m)
M, v, r = matrix("M", n, n), vector("v", n), vector("r", m)

SCALAR = {
    "polynomial": (3 * x**2 + 5 * x + a, x, 6 * x + 5),
    "product": (x**2 * exp(x), x, (x**2 + 2 * x) * exp(x)),
    "three factors": (x * sin(x) * exp(x), x, None),
    "quotient": (sin(x) / x, x, None),
    "reciprocal": (1 / (1 + exp(-x)), x, sigmoid(x) * (1 - sigmoid(x))),
    "negative power": (1 / x**3, x, -3 / x**4),
    "root": (sqrt(x**2 + a**2), x, x / sqrt(x**2 + a**2)),
    "nested": (log(1 + exp(sin(x))), x, None),
    "exponential of a number": (a**x, x, a**x * log(a)),
    "variable exponent": (t**t, t, t**t * (1 + log(t))),
    "tangent": (tan(x) * cosh(x), x, None),
    "arctangent": (atan(1 / x), x, -1 / (1 + x**2)),
    "error function": (x * erf(x), x, None),
    "normal density": (
        exp(-(x**2) / (2 * a**2)) / sqrt(2 * pi * a**2),
        x,
        -x / a**2 * exp(-(x**2) / (2 * a**2)) / sqrt(2 * pi * a**2),
    ),
    "inverse Mills ratio": (
        phi(x) / Phi(x),
        x,
        -phi(x) / Phi(x) * (x + phi(x) / Phi(x)),
    ),
    "sigmoid": (sigmoid(a * x), x, a * sigmoid(a * x) * (1 - sigmoid(a * x))),
    "softplus": (softplus(-x), x, -sigmoid(-x)),
    "log-gamma": (loggamma(t), t, digamma(t)),
    "gamma": (gamma(2 * t), t, 2 * gamma(2 * t) * digamma(2 * t)),
    "digamma": (digamma(t), t, polygamma(1, t)),
    "absolute value": (Abs(x - a), x, None),
    "cases": (Piecewise((x**2, x < 1), (2 * x - 1, True)), x, None),
    "moving end": (Integral(exp(-a * x**2), (x, 0, a)), a, None),
    "a model": (f(x**2), x, None),
    "declared slope": (F(x) ** 2, x, 2 * F(x) * f(x)),
    "no such variable": (a**2 + 1, x, 0),
}
INDEXED = {
    "sum of squares": (total(theta[k] ** 2, k), theta[j], 2 * theta[j]),
    "log-sum-exp": (
        log(total(exp(theta[k]), k)),
        theta[j],
        exp(theta[j]) / total(exp(theta[k]), k),
    ),
    "logistic loss": (
        total(softplus(z[i]) - y[i] * z[i], i) / m,
        theta[j],
        total((h[i] - y[i]) * data[i, j], i) / m,
    ),
    "cross-entropy of a sigmoid": (
        -total(y[i] * log(h[i]) + (1 - y[i]) * log(1 - h[i]), i) / m,
        theta[j],
        total((h[i] - y[i]) * data[i, j], i) / m,
    ),
    "softmax": (o[i], logit[j], o[i] * (delta(i, j) - o[j])),
    "cross-entropy of a softmax": (
        -total(target[k] * log(o[k]), k),
        logit[j],
        total(target[k], k) * o[j] - target[j],
    ),
    "entry of itself": (theta[i], theta[j], delta(i, j)),
}
MATRIX = {
    "both places": (tr(A * B * A.T * C), A, C * A * B + C.T * A * B.T),
    "linear": (tr(B * M), B, M.T),
    "bilinear": (tr(r.T * A * v), A, r * v.T),
    "quadratic form": (v.T * M * v, v, M * v + M.T * v),
    "least squares": (
        tr((r - A * v).T * (r - A * v)) / 2,
        v,
        A.T * (A * v - r),
    ),
    "determinant": (det(B), B, det(B) * inv(B).T),
    "log-determinant": (log(det(B)), B, inv(B).T),
    "log-determinant of a product": (log(det(B * M)), B, inv(B).T),
    "inverse": (tr(inv(B) * M), B, -inv(B).T * M.T * inv(B).T),
    "traces of powers": (tr(B) + tr(B * B), B, identity(n) + 2 * B.T),
    "norm": (sqrt(tr(A.T * A)), A, A / sqrt(tr(A.T * A))),
    "chain rule": (exp(tr(B)) * 3, B, 3 * exp(tr(B)) * identity(n)),
    "product of numbers": (tr(B) * det(B), B, None),
    "not in it": (tr(M), B, 0 * B),
    "Jacobian of a linear map": (A * v, v, A),
    "Jacobian of a layer": (elementwise(sigmoid, A * v), v, None),
}
SMALL = {m: 3, n: 2, K: 3}
CASES = {**SCALAR, **INDEXED, **MATRIX}


@pytest.mark.parametrize("name", CASES)
def test_every_line_holds_and_the_last_is_the_derivative(name):
    expression, wrt, expected = CASES[name]
    chain = derive(expression, wrt, sizes=SMALL)
    report = chain.check()
    assert report, report.sentence()
    assert set(report.verdicts) <= {"proved", "agrees"}
    assert not getattr(chain.last, "has", lambda *_: False)(D) or name == "a model"
    if expected is not None:
        assert check_step(chain.last, expected, sizes=SMALL), chain.last


@pytest.mark.parametrize("name", CASES)
def test_reasons_name_rules_that_the_book_states(name):
    expression, wrt, _ = CASES[name]
    reasons = [line.reason for line in derive(expression, wrt).lines]
    assert reasons
    assert [reason for reason in reasons if rule_anchor(reason) is None] == []


def test_one_rule_a_line():
    reasons = [line.reason for line in derive(x**2 * sin(x) + x, x).lines]
    assert reasons == [
        "linearity",
        "product rule",
        "power rule",
        "derivative of sin",
        "derivative of the variable by itself is 1",
    ]


def test_terms_and_factors_stay_in_their_order():
    first = derive(x**2 * sin(x), x).lines[0].expression
    assert first.args == (D(x**2, x) * sin(x), x**2 * D(sin(x), x))
    with as_written():
        line = exp(x) - x**2
        chain = derive(line, x)
    assert chain.lines[0].expression.args[0] == D(exp(x), x)
    assert chain.check()


def test_what_a_rule_needs_is_said_and_used():
    needs = {line.needs for line in derive(log(x) * x, x).lines}
    assert needs == {None, x > 0}
    assert {line.needs for line in derive(log(1 + x**2), x).lines} == {None}
    (first, *_) = derive(Abs(x - a), x).lines
    assert first.needs == Ne(a - x, 0)


def test_a_constant_is_said_to_be_one():
    (line,) = derive(a**2 + sin(a), x).lines
    assert line.expression == 0
    assert "does not depend on x" in line.reason
    (line,) = derive(y[i], theta[j]).lines
    assert line.expression == 0


def test_an_array_stands_for_one_of_its_entries():
    chain = derive(total(theta[j] ** 3, j), theta)
    entry = chain.first.variables[0]
    assert entry.base == theta and entry.indices[0] != j
    assert chain.last == 3 * entry**2


def test_indices_are_not_caught_by_sums_inside_abbreviations():
    # the definition of z sums over k; here k is already in use
    chain = derive(z[k] ** 2, theta[j])
    assert chain.check()
    assert check_step(chain.last, 2 * z[k] * data[k, j], sizes={m: 3, n: 2})


def test_a_model_keeps_its_slope():
    model = array("g", m, of=(theta,))
    chain = derive(total((model[i] - y[i]) ** 2, i), theta[j])
    assert chain.check()
    wanted = 2 * total((model[i] - y[i]) * D(model[i], theta[j]), i)
    assert check_step(chain.last, wanted, sizes={m: 3, n: 2})


@pytest.mark.parametrize(
    ("expression", "wrt", "error", "words"),
    [
        (Max(x, 0, sin(x)), x, CannotDerive, "Max"),
        ("x**2", x, TypeError, "the text"),
        (x**2, "x", TypeError, "the text"),
        (nan, x, ValueError, "finite"),
        (theta[j], j, TypeError, "whole number"),
        (Sum(x, (k, 1, x)), x, CannotDerive, "number of terms"),
        (Integral(x, x), x, CannotDerive, "without limits"),
        (A * B, B, CannotDerive, "Jacobians of columns"),
        (tr(A * B), x, None, "does not depend on x"),
        (det(A.T * A) * tr(elementwise(sigmoid, B)), B, CannotDerive, "Elementwise"),
        (x**2, 3, TypeError, "wrt"),
        (x**2, x**2, TypeError, "wrt"),
        ([x], x, TypeError, "expression"),
        (A * v, x, TypeError, "expression"),
        (tr(M), matrix("M", n, n, kind="symmetric"), CannotDerive, "symmetric"),
    ],
)
def test_what_cannot_be_derived_is_said(expression, wrt, error, words):
    if error is None:
        assert words in derive(expression, wrt).lines[0].reason
        return
    with pytest.raises(error, match=words):
        derive(expression, wrt)


def test_a_changed_line_would_be_noticed():
    chain = derive(x**2 * sin(x), x)
    wrong = derive(x**2 * sin(x), x)
    wrong.lines.clear()
    wrong.step(times(2, x, sin(x)), "product rule")
    assert chain.check()
    assert wrong.check().first_wrong == 1


def test_ordered_sums_and_products():
    assert plus(x, 0, -a).args == (x, -a)
    assert times(a, 2, x, 3).args == (6, a, x)
    assert times(a, 0, x) == 0
    assert times(1, x) == x


def test_the_index_differentiated_by_is_another_than_the_one_summed_over():
    chain = derive(total(theta[k] ** 2, k), theta[k])
    assert chain.check()
    assert chain.last == 2 * theta[k]
    chain = derive(h[i], theta[k])
    assert chain.check()
    assert check_step(chain.last, h[i] * (1 - h[i]) * data[i, k], sizes={m: 3, n: 2})


def test_the_end_of_an_integral_may_have_the_name_of_its_variable():
    chain = derive(Integral(x**2, (x, 0, x)), x)
    assert chain.last == x**2


def test_derivatives_inside_derivatives():
    chain = derive(D(sin(x) * x, x), x)
    assert chain.check()
    assert check_step(chain.last, D(sin(x) * x, x, x))
    chain = derive(x * D(f(x), x), x)
    assert chain.check()
    assert check_step(chain.last, D(f(x), x) + x * D(f(x), x, x))


def random_expression(random, depth):
    """An elementary expression in x, smooth on the whole line."""
    if depth == 0:
        return random.choice([x, x, x, a, Rational(1, 2)])
    inner = [random_expression(random, depth - 1) for _ in range(2)]
    outer = random.choice([sin, exp, sigmoid, Phi, atan, lambda u: log(1 + u**2)])
    shapes = [outer(inner[0]), inner[0] * inner[1], inner[0] + inner[1]]
    return random.choice([*shapes, inner[0] / (1 + inner[1] ** 2), inner[0] ** 2])


@pytest.mark.parametrize("seed", range(10))
def test_random_expressions(seed):
    expression = random_expression(Random(seed), 3)
    chain = derive(expression, x, domain={x: (-2, 2), a: (0, 2)})
    report = chain.check()
    assert report, report.sentence()
    assert not chain.last.has(D)


b = Symbol("b", positive=True)


@pytest.mark.parametrize(
    ("expression", "wrt", "last"),
    [
        (3 * x**4 - 2 * x**2 + 7 * x - 5, x, "12 x^3 - 4 x + 7"),
        ((x**2 + 1) / (x - 3), x, "(x^2 - 6 x - 1)/(x - 3)^2"),
        (sin(cos(x**2)), x, "-2 x cos(cos(x^2)) sin(x^2)"),
        (a ** sin(a), a, "a^(sin a) (sin a/a + (cos a) log a)"),
        (1 / (1 + exp(-x)), x, "e^x/(1 + e^x)^2"),
        (a * log(a / b) + (1 - a) * log((1 - a) / (1 - b)), b, "(b - a)/(b (1 - b))"),
        (erf(x / a), x, "2 e^(-x^2/a^2)/(√π a)"),
    ],
    ids=str,
)
def test_the_last_line_is_what_a_reader_expects(expression, wrt, last):
    chain = derive(expression, wrt)
    assert plain(chain.last) == last
    assert chain.check()


def test_lines_keep_the_order_of_a_blackboard():
    first = derive(3 * x**4 - 2 * x**2 + 1, x).lines[0]
    assert plain(first.expression) == "3 d/dx x^4 - 2 d/dx x^2"
    quotient = derive((x**2 + 1) / (x - 3), x).lines[0]
    assert "1 + x^2" not in plain(quotient.expression)


@pytest.mark.parametrize(
    ("expression", "wrt", "reason"),
    [
        (Max(x, 0) ** 2, x, "derivative of each case"),
        (Min(x**2, a), x, "derivative of each case"),
        (beta(a, 2 * a), a, "derivative of the beta function"),
        (Product(y[i], (i, 1, m)), y[j], "log-derivative"),
        (tr(kron(B, M)), B, "trace of a Kronecker product"),
    ],
    ids=str,
)
def test_further_rules(expression, wrt, reason):
    chain = derive(expression, wrt)
    assert chain.check()
    assert any(line.reason.startswith(reason) for line in chain.lines)
