"""Rules of differentiation and of proofs, each alone, against independent numbers."""

import pytest
import sympy as sp
from derivations.steps import D, array, indices, sizes
from derivations.steps.differentiation.calculus import rule_for
from derivations.steps.differentiation.slopes import NEEDS, SLOPES
from derivations.steps.numbers.numeric import value
from derivations.steps.numbers.point import Point
from derivations.steps.numbers.surrogates import T, _solved
from derivations.steps.proofs.proof import _as_exponentials, _rational_zero
from derivations.steps.spelled_out.explicit import Explicit
from derivations.steps.vocabulary.domain import Domain
from mpmath import mp
from sympy import Function, Max, Min, Ne, Piecewise, S, Symbol

x, y = sp.symbols("x y", real=True)
n = sizes("n")
i = indices("i")
POINT = Point(1, Domain(), {n: 2})
ABOVE_ONE = {sp.acosh}


def at_number(expression, number):
    return POINT.bound(x, number, lambda at, _: value(expression, at), None)


@pytest.mark.parametrize("kind", SLOPES, ids=lambda kind: kind.__name__)
def test_a_slope_of_the_table_is_that_of_its_function(kind):
    place = mp.mpf("1.7" if kind in ABOVE_ONE else "0.6")
    needs = NEEDS[kind](x) if kind in NEEDS else S.true
    assert needs.subs(x, sp.Float(place)) == True  # noqa: E712 - SymPy's own truth
    slope = mp.diff(lambda t: at_number(kind(x), t), place)
    assert abs(at_number(SLOPES[kind](x), place) - slope) < 1e-9 * (1 + abs(slope))


def test_the_larger_of_two_has_the_slope_of_the_one_that_is_larger():
    relu = rule_for(D(Max(x, 0), x))
    assert relu.result == Piecewise((D(x, x), x > 0), (0, True))
    assert relu.needs == Ne(x, 0)
    smaller = rule_for(D(Min(x, y), x))
    assert smaller.result == Piecewise((D(x, x), x < y), (0, True))


def test_the_chain_rule_has_a_term_for_every_argument():
    g = Function("g", real=True)
    line = g(x**2, x**3)
    both = rule_for(D(line, x))
    expected = line.fdiff(1) * D(x**2, x) + line.fdiff(2) * D(x**3, x)
    assert both.reason == "chain rule" and sp.expand(both.result - expected) == 0
    alone = rule_for(D(g(x**2), x)).result
    assert sp.expand(alone - g(x**2).fdiff(1) * D(x**2, x)) == 0


@pytest.mark.parametrize(
    ("expression", "zero"),
    [
        *((S.Zero, True), (S.One, False), (S(-1), False)),
        (sp.sqrt(8) - 2 * sp.sqrt(2), True),
        (sp.sqrt(8) - 3, False),
        ((x**2 - 1) / (x - 1) - x - 1, True),
        ((x**2 - 1) / (x - 1) - x, False),
    ],
)
def test_a_rational_function_is_zero_or_it_is_not(expression, zero):
    assert bool(_rational_zero(expression)) == zero


def test_functions_whose_slopes_lead_back_to_them_are_found():
    s, c = Function("s", real=True), Function("c", real=True)
    (grown,) = _solved((("s", 2 * s(T)),)).values()
    assert sp.simplify(grown.diff(T) - 2 * grown) == 0 and grown != 0
    both = _solved((("s", c(T)), ("c", -s(T))))
    assert sp.simplify(both["s"].diff(T) - both["c"]) == 0
    assert sp.simplify(both["c"].diff(T) + both["s"]) == 0
    assert both["s"].has(T)


def test_a_model_of_a_number_is_spelled_out_as_a_function_of_it():
    h = array("h", n, of=(x, array("w", n)))
    spelled = Explicit({n: 2}, Domain())(h[2])
    w = [Symbol(f"w_{k}", real=True) for k in (1, 2)]
    assert spelled == Function("h_2", real=True)(x, *w)


def test_what_the_domain_says_of_a_number_is_kept_when_it_is_spelled_out():
    p = Symbol("p", rational=True)
    assert Explicit({}, Domain({p: (0, 1)}))(p).is_positive
    assert Explicit({}, Domain())(p).is_positive is None


def test_no_imaginary_number_is_brought_into_a_real_line():
    line = sp.erfc(x) * sp.erfi(x) + sp.cosh(x)
    written = _as_exponentials(line)
    assert not written.has(sp.erfc, sp.cosh) and not written.has(sp.I)
    difference = written - line
    assert abs(sp.N(difference.subs(x, sp.Rational(2, 3)))) < 1e-12
