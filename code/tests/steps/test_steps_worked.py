"""Derivatives carried out inside a line, and the slip that leads to a wrong line."""

import pytest
from derivations.steps import (
    D,
    Gradient,
    Hessian,
    array,
    check_step,
    delta,
    function,
    indices,
    matrix,
    sigmoid,
    sizes,
    total,
    tr,
)
from derivations.steps.diagnosis.carried_out import carried_out, worked_slip
from derivations.steps.differentiation.rule import CannotDerive
from sympy import Piecewise, Symbol, exp, sin

x = Symbol("x", real=True)
K = sizes("K")
i, j, k = indices("i j k")
z = array("z", K)
o = array("o", K, where=lambda i: exp(z[i]) / total(exp(z[k]), k))
m, n = sizes("m n")
A, B, C = matrix("A", m, n), matrix("B", n, n), matrix("C", m, m)
f = function("f")


@pytest.mark.parametrize(
    "line",
    [
        2 + 3 * D(exp(sin(x)), x) ** 2,
        D(x**3 * sin(x), x, x),
        x * D(D(x**2, x) * exp(x), x),
        Piecewise((D(x**2, x), x < 0), (x, True)),
        total(D(o[i], z[j]), i),
        D(f(x) ** 2, x, x),
        Gradient(tr(A * B * A.T * C), A) + C * A,
    ],
)
def test_a_line_carried_out_is_the_same_line(line):
    for collected in (True, False):
        worked = carried_out(line, collected)
        assert not worked.has(Gradient)
        assert check_step(line, worked, sizes={K: 3, m: 3, n: 2})


def test_what_has_no_derivative_stays():
    assert carried_out(x + 1) == x + 1
    assert carried_out(o[i]) == o[i]


def test_what_cannot_be_carried_out_is_said():
    with pytest.raises(CannotDerive, match="gradient by z"):
        carried_out(Gradient(total(z[k] ** 2, k), z))
    assert worked_slip(D(abs(x) % 2, x), x, lambda e: False) is None
    assert worked_slip(Hessian(total(z[k] ** 2, k), z), x, lambda e: False) is None


@pytest.mark.parametrize(
    ("left", "right", "name"),
    [
        (D(sigmoid(x), x), sigmoid(x), "factor 1 - σ(x) dropped"),
        (D(o[i], z[j]), o[i] * (1 - o[j]), "Kronecker delta of i, j dropped"),
        (D(o[i], z[j]), -o[i] * o[j], "term δ_ij o_i dropped"),
        (D(o[i], z[j]), o[i] * (delta(i, j) - o[i]), "index j -> i in o_j"),
        (Gradient(tr(A * B * A.T * C), A), C * A * B, "term Cᵀ A Bᵀ dropped"),
        (D(x**2 * sin(x), x), 2 * x * sin(x), "term x^2 cos x dropped"),
        (D(sin(x) / x, x), sin(x) * 5, None),
    ],
)
def test_the_slip_is_named(left, right, name):
    def same(expression):
        return bool(check_step(expression, right, sizes={K: 3, m: 3, n: 2}))

    found = worked_slip(left, right, same)
    if name is None:
        assert found is None
        return
    assert found[0].startswith(name)
    assert check_step(left, found[1], sizes={K: 3, m: 3, n: 2})
