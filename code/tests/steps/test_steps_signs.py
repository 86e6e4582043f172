"""Strict inequalities: proved by rules where they hold, and never where they do not."""

import pytest
import sympy as sp
from derivations.steps import (
    Derivation,
    Phi,
    array,
    check_step,
    define,
    indices,
    phi,
    sigmoid,
    sizes,
    total,
)
from derivations.steps.algebra.signs import sign_of
from derivations.steps.algebra.smooth import least_value
from derivations.steps.proofs.signs_allsizes import is_nonnegative_for_all_sizes
from derivations.steps.vocabulary.domain import Domain
from sympy import Integral, Symbol, erf, erfc, exp, log, oo, sqrt

t, u, x, z = (Symbol(name, real=True) for name in "tuxz")
p = Symbol("p", positive=True)
ratio = exp(-(x**2)) / (1 + erf(x))
weight = exp(-t * u - u**2)
mean = Integral(u * weight, (u, 0, oo)) / Integral(weight, (u, 0, oo))

POSITIVE = [
    1 + erf(x),
    2 - erf(x) - erf(t) / 2,
    erfc(x),
    ratio,
    Integral((x - z) * exp(-(z**2)), (z, -oo, x)),
    Integral(1 + erf(z), (z, -oo, x)),
    Integral((z + ratio) ** 2 * exp(-(z**2)), (z, -oo, x)),
    Integral((z - x) ** 2 * exp(-(z**2)), (z, -oo, oo)),
    Integral(u * (u - mean) ** 2 * weight, (u, 0, oo)),
    Integral(exp(z) * (z - x), (z, x, x + p)),
    sqrt(x**2 + 8) + x,
    (sqrt(x**2 + 8) - x) / 4,
    ratio + x / 2 + sqrt(x**2 + 4) / 2,
    (x - t) ** 2 + 1,
]

UNKNOWN = [
    1 + 2 * erf(x),
    1 + erf(x) - p,
    sqrt(x**2 + 4) - 2 * x,
    sqrt(x**2 + 4) - x - 1,
    Integral(z**2, (z, 0, x)),  # x may be negative
    Integral(z - x, (z, 0, oo)),
    Integral((1 + z) * exp(-(z**2)), (z, -oo, x)),
    x**3,
    ratio - 1,
]


@pytest.mark.parametrize("expression", POSITIVE, ids=str)
def test_a_positive_expression_is_seen_to_be(expression):
    assert sign_of(expression) == 2
    assert sign_of(-expression) == -2


@pytest.mark.parametrize("expression", UNKNOWN, ids=str)
def test_nothing_is_claimed_of_another(expression):
    assert sign_of(expression) == 0


def test_what_may_be_zero_is_not_strictly_positive():
    for expression in (x**2, (x - t) ** 2 * p, t**2 * Integral(weight, (u, 0, oo))):
        assert sign_of(expression) == 1
    assert sign_of(Integral(t**2 * weight, (u, 0, oo))) == 1


def test_the_sign_of_an_odd_power_is_that_of_its_base():
    assert sign_of((-1 - p) ** 3) == -2
    assert sign_of((-1 - p) ** -2) == 2


def test_a_strict_line_is_proved_and_its_converse_refuted():
    ours = define("lam", lambda v: phi(v) / Phi(v))
    variance = Integral((z + ours(x)) ** 2 * phi(z) / Phi(x), (z, -oo, x))
    assert check_step(variance, sp.S.Zero, relation=">").verdict == "proved"
    assert check_step(x + sqrt(x**2 + 8), sp.S.Zero, relation="<=").verdict == "refuted"


def test_the_result_of_a_chain_is_the_inequality_it_shows():
    chain = Derivation(x**2 + p).step(p, "drop a square", relation=">=")
    assert str(chain.result("weak")) == "weak: p + x^2 >= p"
    chain.step(sp.S.Zero, "positive", relation=">")
    shown = chain.result("strict").record()
    assert (shown["equation"], shown["latex"]) == ("p + x^2 > 0", r"p + x^{2} \gt 0")
    chain.step(p, "positive", relation="<")
    with pytest.raises(ValueError, match="rises and falls"):
        chain.result("none")


def test_symbols_of_one_sign_keep_it():
    debt = Symbol("d", nonpositive=True)
    assert check_step(p * debt - p, -p, relation="<=").verdict == "proved"
    assert check_step(p * debt - p, sp.S.Zero, relation="<").verdict == "proved"
    assert check_step(p * debt, sp.S.Zero, relation="<=").verdict == "proved"
    assert check_step(p * debt + p, sp.S.Zero, relation="<").verdict == "refuted"


m, n = sizes("m n")
i, k = indices("i k")
data, v, w = array("x", m, n, sample=True), array("v", n), array("w", n)
score = array("z", m)
h = array("h", m, where=lambda i: sigmoid(score[i]))


class TestForAllSizes:
    def proved(self, expression, strictly=False, domain=None):
        return is_nonnegative_for_all_sizes(expression, Domain(domain), strictly)

    def test_a_sum_of_weighted_squares(self):
        form = total(h[i] * (1 - h[i]) * total(v[k] * data[i, k], k) ** 2, i) / m
        assert self.proved(form) and not self.proved(form, strictly=True)
        found = check_step(sp.S.Zero, form, relation="<=")
        assert (found.verdict, found.scope) == ("proved", "all sizes")

    def test_a_sum_of_positive_terms(self):
        assert self.proved(total(exp(v[k]), k), strictly=True)

    def test_a_sum_that_may_be_empty(self):
        short = sp.Sum(exp(v[k]), (k, 1, n - 1))
        assert self.proved(short) and not self.proved(short, strictly=True)

    def test_the_domain_says_which_entries_are_positive(self):
        assert not self.proved(total(v[k], k))
        assert self.proved(total(v[k], k), True, {v: (0, 1)})

    def test_nothing_is_claimed_of_what_may_be_negative(self):
        for wrong in (
            total(v[k] ** 3, k),
            total(v[k] ** 2, k) - total(w[k] ** 2, k),
            total(h[i] - 1, i),
            total(log(v[k]), k) ** 2,  # may not be real
        ):
            assert not self.proved(wrong)


# left, right, whether the least value is 0; always left >= right
CONVEX = {
    "the logarithm below its tangent": (p - 1, log(p), True),
    "the exponential above its tangent": (exp(x), 1 + x, True),
    "entropy": (p * log(p), -exp(-1), True),
    "two sides": (p + 1 / p, 2, True),
    "from its end on": (p, log(1 + p), True),
    "with room": (p, log(p) + sp.Rational(1, 2), False),
}


@pytest.mark.parametrize("name", CONVEX)
def test_a_convex_function_lies_above_its_lowest_value(name):
    high, low, tight = CONVEX[name]
    assert check_step(high, low, relation=">=").verdict == "proved"
    more = sp.Rational(1, 100) if tight else 1
    assert check_step(high, low + more, relation=">=").verdict == "refuted"


@pytest.mark.parametrize(
    "other",
    [log(p), x + 1 / x, log(abs(x)), 1 / x**2 + x, x**3, erf(x), sp.Abs(x) + t],
)
def test_what_is_not_convex_or_has_a_pole_has_no_least_value(other):
    assert least_value(other) is None
