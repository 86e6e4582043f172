"""Integrals and limits in a line: fast numbers, and proofs that need no luck."""

import pytest
import sympy as sp
from derivations.steps import D, Derivation, Expectation, Law, Phi, as_written, phi
from derivations.steps.algebra.ends import at_end
from derivations.steps.algebra.hoisting import hoisted
from derivations.steps.algebra.integrals import in_letters, over_slope
from derivations.steps.algebra.normal_integrals import normal_integral
from derivations.steps.numbers.values import Values
from derivations.steps.verdicts.judge import Judge
from sympy import Integral, Symbol, exp, oo, sqrt

x, z, t = (Symbol(name, real=True) for name in "xzt")
LAW = Law(z, phi(z) / Phi(x), -oo, x)


def both(left, right):
    """The verdicts on a step and on one that is wrong by the factor 2."""
    judge = Judge([left, right])
    return judge.judge(left, right).verdict, judge.judge(left, 2 * right).verdict


def test_linearity_is_proved_without_an_antiderivative():
    bundle = Expectation((z + t) ** 2, LAW)
    parts = (
        Integral(z**2 * phi(z), (z, -oo, x)) / Phi(x)
        + 2 * t * Integral(z * phi(z), (z, -oo, x)) / Phi(x)
        + t**2 * Integral(phi(z), (z, -oo, x)) / Phi(x)
    )
    assert both(bundle, parts) == ("proved", "refuted")


def test_the_authors_antiderivative_is_used():
    slope = Integral(D(Phi(z) - z * phi(z), z), (z, -oo, x))
    assert both(Integral(z**2 * phi(z), (z, -oo, x)), slope) == ("proved", "refuted")
    assert both(slope, Phi(x) - x * phi(x)) == ("proved", "refuted")


def test_a_wrong_antiderivative_is_refuted():
    slope = Integral(D(Phi(z) + z * phi(z), z), (z, -oo, x))
    for left, right in (
        (Integral(z**2 * phi(z), (z, -oo, x)), slope),
        (slope, Phi(x) - x * phi(x)),
    ):
        assert Judge([left, right]).judge(left, right).verdict == "refuted"


def test_an_integral_inside_an_integral_may_use_the_same_variable():
    inner = Integral(exp(-(z**2)), (z, 0, x))
    twice = Integral(z * exp(-z) * inner, (z, 0, 1))
    apart = inner * Integral(z * exp(-z), (z, 0, 1))
    assert both(twice, apart) == ("proved", "refuted")
    moving = Integral(Integral(t * z, (t, 0, z)), (z, 0, 1))
    assert both(moving, sp.Rational(1, 8)) == ("proved", "refuted")


def test_powers_with_a_symbol_in_the_exponent_are_combined():
    n, s = Symbol("n", positive=True), Symbol("s", positive=True)
    whole = Integral(z**n * (1 + z) * exp(-s * z), (z, 0, oo))
    parts = [Integral(z ** (n + k) * exp(-s * z), (z, 0, oo)) for k in (0, 1)]
    assert sp.expand(in_letters(whole - sum(parts))) == 0
    assert sp.expand(in_letters(whole - 2 * parts[0])) != 0


def test_letters_of_different_ranges_or_integrands_differ():
    whole = Integral(exp(-(z**2)), (z, 0, x))
    for other in (Integral(exp(-(z**2)), (z, 0, t)), Integral(exp(-(z**3)), (z, 0, x))):
        assert sp.expand(in_letters(whole - other)) != 0


def test_ends_at_infinity_are_limits():
    assert over_slope(sp.atan(z), z, -oo, oo) == sp.pi


NORMAL = exp(-(z**2) / 2)
SHIFTED = (1 + sp.erf((z - t) / sqrt(2))) / 2


@pytest.mark.parametrize(
    ("function", "below", "above"),
    [
        (NORMAL * z**3, 0, 0),
        (SHIFTED, 0, 1),  # SymPy's own limit below is 1
        (z * SHIFTED + NORMAL, 0, oo),
        (x + sp.atan(z), x - sp.pi / 2, x + sp.pi / 2),
        (t * sp.erf(2 * z + x) - exp(-t * z - z**2), -t, t),
        (1 / z, 0, 0),
    ],
)
def test_limits_at_infinity(function, below, above):
    assert at_end(function, z, -oo) == below
    assert at_end(function, z, oo) == above


def test_a_falling_power_beats_no_growing_one():
    assert at_end(exp(z**2) * (1 - sp.erf(z)), z, oo) == 0
    assert at_end(exp(2 * z**2) * (1 - sp.erf(z)), z, oo) != 0
    assert at_end(z**2 * exp(z), z, oo) == oo


def test_a_slope_with_a_constant_in_front_is_carried_out():
    with as_written():
        left = Integral(3 * x * D(-phi(z), z), (z, -oo, x))
        right = -3 * x * phi(x)
    assert both(left, right) == ("proved", "refuted")


def test_what_does_not_move_is_taken_out():
    whole = z * exp(x) * sqrt(z + sp.cos(t)) / Phi(t)
    moving, fixed = hoisted(whole, {z})
    assert moving.free_symbols - set(fixed) == {z}
    assert sp.simplify(moving.xreplace(fixed) - whole) == 0


def test_what_is_differentiated_inside_stays_whole():
    moving, _ = hoisted(z * D(sp.sin(x) * z, x), {z})
    assert D(sp.sin(x) * z, x) in sp.preorder_traversal(moving)
    inner, fixed = hoisted(D(sp.sin(x) * z, z), {z})
    assert [*fixed.values()] == [sp.sin(x)] and inner.variables == (z,)
    line = Integral(z * D(sp.sin(x) * z, x), (z, 0, 1))
    assert both(line, sp.cos(x) / 3) == ("proved", "refuted")


def test_a_derivative_of_an_integral_moves_its_parameter():
    line = D(Integral(exp(-z) * sp.sin(x * z), (z, 0, 2)), x)
    slope = Integral(z * exp(-z) * sp.cos(x * z), (z, 0, 2))
    assert both(line, slope) == ("proved", "refuted")


def test_a_version_that_does_not_converge_is_refused():
    line = Integral(z * phi(z), (z, -oo, x))
    judge = Judge([line])
    assert judge.verdict_on_mutant(line, Integral(z, (z, -oo, x))) == "refuted"
    assert judge.verdict_on_mutant(line, -phi(x)) == "proved"


def test_a_chain_of_moments_is_proved_and_its_mutants_refuted():
    chain = Derivation(Expectation(z**2, LAW))
    chain.step(Integral(z**2 * phi(z), (z, -oo, x)) / Phi(x), "definition")
    slope = D(Phi(z) - z * phi(z), z)
    chain.step(Integral(slope, (z, -oo, x)) / Phi(x), "antiderivative")
    chain.step((Phi(x) - x * phi(x)) / Phi(x), "fundamental theorem of calculus")
    report = chain.verify()
    assert set(report.verdicts) == {"proved"}
    assert report.mutation.score == 1


# --- normal densities and distribution functions ------------------------------------

s = Symbol("s", positive=True)
NORMAL = {
    "moments beyond a point": Integral(z**3 * exp(-t * z - z**2 / 2), (z, 0, oo)),
    "moments of any normal law": Integral(
        z**4 * exp(-((z - t) ** 2) / (2 * s**2)), (z, -oo, oo)
    ),
    "area under the distribution function": Integral(Phi(z).unfold(), (z, -oo, x)),
    "the same, mirrored": Integral(z * Phi(-z).unfold(), (z, x, oo)),
    "a range of its own": Integral((1 + z) ** 2 * Phi(z - t).unfold(), (z, t, x)),
    "parts that are fixed": Integral(
        z * exp(-(z**2)) * sp.log(1 + t**2) / (1 + sp.erf(x)), (z, t, x)
    ),
    "nothing but a polynomial": Integral(1 + t * z**2, (z, t, x)),
}


@pytest.mark.parametrize("name", NORMAL)
def test_normal_integrals_have_the_value_of_the_quadrature(name):
    value = normal_integral(NORMAL[name])
    lines = Values([NORMAL[name], value])
    for number in range(4):
        quadrature, closed = (lines.at(e, number, 40) for e in (NORMAL[name], value))
        assert abs(quadrature - closed) < 1e-15 * abs(closed)


def test_a_normal_integral_has_no_singularity_of_its_own():
    """SymPy's value of this one has t in a denominator."""
    value = normal_integral(Integral(z * exp(-t * z - z**2 / 2), (z, 0, oo)))
    assert value.subs(t, 0) == 1


@pytest.mark.parametrize(
    "other",
    [
        Integral(exp(z**2), (z, 0, x)),
        Integral(exp(-t * z**2), (z, 0, oo)),  # t may be negative
        Integral(exp(-z), (z, 0, oo)),
        Integral(exp(-(z**2)) / z, (z, 1, x)),
        Integral(sp.erf(z) ** 2, (z, 0, x)),
        Integral(sp.erf(z**2), (z, 0, x)),
        Integral(sp.erf(z) * exp(-(z**2)), (z, 0, x)),
        Integral(exp(-(z**4)), (z, 0, x)),
        Integral(z * t, (z, 0, 1), (t, 0, 1)),
    ],
)
def test_integrals_of_other_kinds_are_left_to_sympy(other):
    assert normal_integral(other) is None


def test_a_part_that_is_fixed_does_not_hide_a_limit():
    """Multiplied out, the denominator would mix what moves with what does not."""
    hazard = phi(x).unfold() / Phi(x).unfold()
    square = (1 + hazard**2) * Phi(z).unfold() - (z + 2 * hazard) * phi(z).unfold()
    assert at_end(square, z, -oo) == 0
    assert sp.simplify(at_end(square, z, oo) - 1 - hazard**2) == 0
