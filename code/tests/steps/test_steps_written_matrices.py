"""Sums and products of matrices stay as they are written, with signs and numbers."""

import pytest
from derivations.steps import (
    Derivation,
    array,
    as_written,
    check_step,
    identity,
    indices,
    matrix,
    ones,
    sizes,
    total,
    tr,
    vector,
)
from derivations.steps.typesetting.plain import plain
from sympy import (
    HadamardPower,
    HadamardProduct,
    MatAdd,
    MatMul,
    Matrix,
    Rational,
    Sum,
    Symbol,
    Transpose,
)

m, n = sizes("m n")
A, B, C = matrix("A", m, n), matrix("B", m, n), matrix("C", n, n)
v, w = vector("v", n), vector("w", n)
a, b = Symbol("a", real=True), Symbol("b", real=True)
x, k = array("x", n), Symbol("k", integer=True)
i = indices("i")

WRITTEN = {
    "A - 2 B": lambda: A - 2 * B,
    "2 A - B": lambda: 2 * A - B,
    "-A - 3 B": lambda: -A - 3 * B,
    "3 (A - 2 B)": lambda: 3 * (A - 2 * B),
    "-(A - B)": lambda: -(A - B),
    "-(A - 2 B)": lambda: -(A - 2 * B),
    "A + B": lambda: A - (-B),
    "a A - 3 a B": lambda: a * A - 3 * a * B,
    "(A - 2 B) v": lambda: (A - 2 * B) * v,
    "A Bᵀ - 2 B Aᵀ": lambda: A * B.T - 2 * B * A.T,
    "1/2 · (A - B) C": lambda: Rational(1, 2) * (A - B) * C,
    "vᵀ C v - 2 vᵀ w + a": lambda: v.T * C * v - 2 * v.T * w + a,
    "a - 2 vᵀ w": lambda: a - 2 * v.T * w,
    "a vᵀ w - 3 a wᵀ w": lambda: v.T * w * a - 3 * a * w.T * w,
    "(vᵀ - 2 wᵀ) (v - 2 w)": lambda: (v - 2 * w).T * (v - 2 * w),
    "(A C)ᵀ A": lambda: Transpose(A * C) * A,
    "A - B + 2 A": lambda: A - B + 2 * A,
    "I - 1/n · 1 · 1ᵀ": lambda: identity(n) - ones(n) * ones(n).T / n,
    "(C - 2 I)^2": lambda: (C - 2 * identity(n)) ** 2,
    "(C - 2 I)^-1 v": lambda: (C - 2 * identity(n)) ** -1 * v,
    "tr(C (a C - 3 I)^2)": lambda: tr(C * (a * C - 3 * identity(n)) ** 2),
    "1/a A - 1/2 B": lambda: A / a - B / 2,
}


@pytest.mark.parametrize("text", WRITTEN)
def test_what_is_written_is_what_stands_there(text):
    with as_written():
        line = WRITTEN[text]()
    assert plain(line) == text


@pytest.mark.parametrize("text", WRITTEN)
def test_it_equals_what_sympy_makes_of_it_with_evaluation_on(text):
    with as_written():
        line = WRITTEN[text]()
    assert check_step(line, WRITTEN[text]())


def test_a_number_that_is_lost_is_refused():
    with as_written():
        line = A - 2 * B
    assert not Derivation(line).step(MatAdd(A, MatMul(2, B)), "sign lost").check()


def test_a_row_of_ones_times_a_column_of_ones_is_a_number():
    with as_written():
        lines = {
            ones(n).T * ones(n) * v: n * v,
            C / (ones(n).T * ones(n)): C / n,
            (ones(n).T * ones(n)) * C: n * C,
        }
    for line, value in lines.items():
        assert line.shape == value.shape and check_step(line, value)


def test_what_sympy_refuses_is_refused():
    with as_written(), pytest.raises(TypeError):
        A + 1


def test_working_out_ends():
    with as_written():
        assert plain((A - 2 * B).doit()) in ("A - 2 B", "-2 B + A")


WORKED_OUT = {
    "a difference of matrices": lambda: (C - 2 * identity(n)).expand(),
    "a multiple of one": lambda: (2 * (A - B)).expand(),
    "a quadratic form": lambda: (v.T * (C - 2 * C.T) * v).expand(),
    "a product of numbers": lambda: (2 * (a - b) * (a + 3 * b)).expand(),
    "a sum of entries": lambda: total(2 * (x[i] - 3 * x[i] ** 2), i).expand(),
    "a factor in front": lambda: (2 * a - 4 * b).factor(),
    "a quotient": lambda: ((a**2 - b**2) / (a - b)).cancel(),
    "a determinant": lambda: Matrix([[a - 2 * b, b], [2, -a]]).det(),
    "a sum over three": lambda: Sum(2 * k - 3 * a, (k, 1, 3)).doit(),
}


@pytest.mark.parametrize("text", WORKED_OUT)
def test_what_is_worked_out_between_written_lines_loses_nothing(text):
    """Numbers were lost, as in (2 (A - B)).expand(), or it went round in a circle."""
    with as_written():
        line = WORKED_OUT[text]()
    assert check_step(line, WORKED_OUT[text]())
    assert plain(line) == plain(WORKED_OUT[text]())


def test_conjugates_are_no_inverses():
    """They were printed as the inverse of a transpose."""
    with as_written():
        conjugate, adjoint = (C - 2 * C.T).conjugate(), (A * C).adjoint()
    assert plain(conjugate) == "((C - 2 Cᵀ)ᵀ)^(*)"
    assert check_step(conjugate, C - 2 * C.T) and check_step(adjoint, C.T * A.T)
    assert not check_step(adjoint, A * C)


def test_a_product_entry_by_entry_with_itself_is_a_power():
    squares = HadamardProduct(C, C).doit()
    assert isinstance(squares, HadamardPower)
    assert check_step(HadamardProduct(C, C), squares)
    assert check_step(HadamardProduct(squares, C), HadamardPower(C, 3))
    assert not check_step(squares, C * C)
