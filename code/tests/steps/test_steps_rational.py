"""Rational functions of letters: what is decided, what is left to SymPy."""

import random

import pytest
import sympy as sp
from derivations.steps import (
    D,
    Derivation,
    WrongStep,
    array,
    as_written,
    indices,
    sizes,
    total,
)
from derivations.steps.algebra.rational import NotRational, is_zero_rational
from derivations.steps.proofs.proof import is_nonnegative, is_zero
from sympy import Function, erf, exp, log, sqrt, symbols

x, y, z = symbols("x y z")
f = Function("f")


def made_up(seed, depth=3):
    """A random rational function of letters, exponentials and logarithms."""
    rng = random.Random(seed)

    def grown(depth):
        if depth == 0:
            leaves = (x, y, exp(x), exp(-2 * x), log(y), f(x), sp.Rational(2, 3))
            return rng.choice(leaves)
        one, two = grown(depth - 1), grown(depth - 1)
        sign = rng.choice((-1, 1))
        return rng.choice((one + sign * two, one * two, one / (two**2 + 1)))

    return grown(depth)


@pytest.mark.parametrize("seed", range(30))
def test_a_form_minus_its_canceled_form_is_zero(seed):
    expression = made_up(seed)
    difference = expression - sp.factor(sp.together(expression))
    assert is_zero_rational(difference)
    assert not is_zero_rational(difference + x)


@pytest.mark.parametrize(
    "zero",
    [
        exp(x) * exp(-x / 3) ** 3 - exp(x) * exp(-x),
        (sqrt(x) + 1) ** 2 - x - 2 * sqrt(x) - 1,
        x ** sp.Rational(2, 3) * x ** sp.Rational(1, 3) - x,
        1 / (1 + exp(-x)) - exp(x) / (1 + exp(x)),
        1 / (1 / x + 1 / y) - x * y / (x + y),
        (sqrt(2) * x + 1) ** 2 - 2 * x**2 - 2 * sqrt(2) * x - 1,
        x / (1 + sqrt(2)) - x * (sqrt(2) - 1),
        (exp(-x) / sqrt(2 * sp.pi)) ** 2 - exp(-2 * x) / (2 * sp.pi),
    ],
)
def test_powers_of_one_letter_are_one_letter(zero):
    assert is_zero_rational(zero)


@pytest.mark.parametrize(
    "other",
    [sqrt(1 + x) ** 3, sqrt(6) * x, exp(x + y), sp.Sum(x, (x, 1, y)), erf(1) * x],
)
def test_what_is_more_than_rational_is_left_to_sympy(other):
    with pytest.raises(NotRational):
        is_zero_rational(other)


def test_roots_of_several_primes_are_decided():
    assert is_zero_rational(sp.Add(x / sqrt(2), -sqrt(2) * x / 2, evaluate=False))
    assert not is_zero_rational(sqrt(2) * x - sqrt(3) * y)
    assert not is_zero_rational(sqrt(2) * x + sqrt(3) * x - sqrt(5) * x)
    assert not is_zero_rational(sp.cbrt(2) * x - sqrt(2) * x)
    with pytest.raises(NotRational):  # sqrt(6) is the product of two others
        is_zero_rational(sqrt(2) * x + sqrt(3) * y + sqrt(6) * z)


def test_pi_is_no_rational_number():
    assert not is_zero_rational(sp.pi * x - sp.Rational(22, 7) * x)
    assert not is_zero_rational(sqrt(sp.pi) * x - x)


def test_a_denominator_that_is_zero_proves_nothing():
    with pytest.raises(NotRational):
        is_zero_rational(1 / sp.Add(x, -x, evaluate=False))


def test_arguments_that_are_written_otherwise_are_the_same_letter():
    assert is_zero(f((x + y) * z) - f(x * z + y * z))
    assert not is_zero(f((x + y) * z) - f(x * z - y * z))


def test_a_sum_of_squares_with_positive_weights_needs_no_factoring():
    a, b = symbols("a b", real=True)
    weights = [exp(s) / (1 + exp(s)) ** 2 for s in (a, b)]
    form = weights[0] * (a - 2 * b) ** 2 + weights[1] * (a + b) ** 2
    assert is_nonnegative(form)
    assert not is_nonnegative(form - 1)


# --- a slip in a chain ---------------------------------------------------------------


@pytest.fixture
def chain():
    u = sp.Symbol("u", real=True)
    with as_written():
        lines = Derivation(D((u + 1) ** 3, u), name="a cube")
        lines.step(3 * (u + 1) ** 2, "chain rule")
        lines.step(3 * (u**2 + 2 * u + 1), "multiply out")
        lines.step(3 * u**2 + 6 * u + 3, "distribute")
    return u, lines


def test_a_slip_is_refused_in_its_line(chain):
    u, lines = chain
    report = lines.with_slip(2, 3 * (u**2 + 1)).check()
    assert report.first_wrong == 2
    with pytest.raises(WrongStep, match=r"Line 2 \(multiply out\)"):
        lines.with_slip(2, 3 * (u**2 + 1)).verify()


def test_no_slip_is_no_refusal_and_the_chain_stays_as_it_is(chain):
    _, lines = chain
    same = lines.with_slip(2, lines.lines[1].expression)
    assert same.check()
    assert len(same.lines) == 2
    assert len(lines.lines) == 3


def test_lines_before_the_slip_are_not_judged_again(chain, monkeypatch):
    u, lines = chain
    lines.check()
    slipped = lines.with_slip(3, 3 * u**2 + 3)
    judged = []
    monkeypatch.setattr(
        "derivations.steps.derivation.judged",
        lambda judge, left, right, *rest: (
            judged.append(right) or lines.check().lines[0]
        ),
    )
    slipped.check()
    assert judged == [3 * u**2 + 3]


@pytest.mark.parametrize("number", [0, 4, -1])
def test_a_slip_needs_a_line(chain, number):
    u, lines = chain
    with pytest.raises(ValueError, match="no line"):
        lines.with_slip(number, u)


def test_arrays_of_one_name_are_told_apart():
    """Two models called h: what was rewritten for one is not used for the other."""
    m = sizes("m")
    i = indices("i")
    a = array("a", m)
    one = array("h", m, where=lambda i: exp(a[i]))
    two = array("h", m, where=lambda i: exp(2 * a[i]))
    for h, power in ((one, 1), (two, 2)):
        line = Derivation(total(log(1 + h[i]), i), sizes={m: 3})
        assert line.step(total(log(1 + exp(power * a[i])), i), "definition").check()


def test_a_domain_is_read_in_a_block_that_keeps_what_is_written():
    c = sp.Symbol("c", positive=True)
    with as_written():
        line = Derivation(D(c + 2 * exp(-c), c), domain={c: (0, 4)})
        line.step(1 - 2 * exp(-c), "power rule and exponential")
    assert line.check()
