"""A 1 x 1 matrix among numbers is a number, as on paper."""

import pytest
from derivations.steps import (
    D,
    Gradient,
    Hessian,
    check_step,
    derive,
    det,
    identity,
    inv,
    matrix,
    scalar,
    sizes,
    tr,
    vector,
)
from sympy import Max, Symbol, exp, log, sqrt

m, n = sizes("m n")
v, w, y = vector("v", n), vector("w", n), vector("y", m)
A, X = matrix("A", n, n), matrix("X", m, n)
a = Symbol("a", real=True)
Q, I_ = v.T * A * v, identity(n)

RIGHT = {
    "a number plus a form": (1 + Q, Q + 1),
    "a form minus a number": (Q - 1, tr(A * v * v.T) - 1),
    "a matrix over a number": (A / (v.T * v), (1 / (v.T * v)) * A),
    "a number times a matrix": ((v.T * v) * A, tr(v.T * v) * A),
    "a matrix times a number": (A * (v.T * v), (v.T * v) * A),
    "a multiplier": (a * (1 - v.T * v), a - a * (v.T * v)),
    "projection": (I_ - v * v.T / (v.T * v), I_ - v * v.T * (v.T * v) ** -1),
    "Sherman and Morrison": (
        inv(A + v * w.T),
        inv(A) - inv(A) * v * w.T * inv(A) / (1 + w.T * inv(A) * v),
    ),
    "determinant lemma": (det(I_ + v * w.T), 1 + w.T * v),
    "ridge": (
        Gradient((y - X * v).T * (y - X * v) + a * (v.T * v), v),
        2 * (X.T * X + a * I_) * v - 2 * X.T * y,
    ),
    "gradient of a logarithm": (Gradient(log(1 + v.T * v), v), 2 * v / (1 + v.T * v)),
    "gradient of a density": (
        Gradient(exp(-v.T * v / 2), v),
        -exp(-v.T * v / 2) * v,
    ),
    "gradient of a norm": (Gradient(sqrt(v.T * v), v), v / sqrt(v.T * v)),
    "gradient of a quotient": (
        Gradient(Q / (v.T * v), v),
        (A + A.T) * v / (v.T * v) - 2 * Q * v / (v.T * v) ** 2,
    ),
    "Hessian": (Hessian(1 + Q, v), A + A.T),
    "derivative by a number": (D(a * Q + 1, a), Q),
    "inside a maximum": (Max(0, scalar(v.T * w)), Max(scalar(w.T * v), 0)),
}
WRONG = {
    "lost number": (1 + Q, Q + 2),
    "wrong sign": (det(I_ + v * w.T), 1 - w.T * v),
    "lost factor": (
        Gradient(Q / (v.T * v), v),
        (A + A.T) * v / (v.T * v) - Q * v / (v.T * v) ** 2,
    ),
    "norm, not squared": (Gradient(sqrt(v.T * v), v), v / (v.T * v)),
    "no number in front": ((v.T * v) * A, A),
}


@pytest.mark.parametrize("sides", RIGHT.values(), ids=RIGHT)
def test_what_stands_on_paper_can_be_written_and_holds(sides):
    found = check_step(*sides)
    assert found, found.sentence()


@pytest.mark.parametrize("sides", WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_refuted(sides):
    assert check_step(*sides).verdict == "refuted"


@pytest.mark.parametrize(
    "f", [1 + Q, log(1 + v.T * v), Q / (v.T * v), exp(-v.T * v / 2), sqrt(v.T * v)]
)
def test_gradients_are_derived(f):
    chain = derive(f, v)
    assert chain.check(), str(chain)
    assert not chain.last.has(Gradient)


def test_a_number_below_the_line_is_bracketed():
    assert "/(vᵀ v)" in str(check_step(1 / (v.T * v), 1 / (v.T * v)))


@pytest.mark.parametrize("given", [A, v, 3, a])
def test_only_a_single_entry_is_a_number(given):
    with pytest.raises(TypeError, match="1 x 1 matrix is expected"):
        scalar(given)


def test_matrices_that_do_not_fit_are_still_refused():
    with pytest.raises(TypeError):
        A + 1
    with pytest.raises(TypeError):
        1 - v


def test_a_root_of_a_matrix_has_no_meaning():
    found = check_step(A ** (a / a / 2), A)
    assert found.verdict == "undecided" and "power 1/2" in found.note
