"""What random points do not see: ties, zeros, ends, break points, far out, counting."""

import pytest
from derivations.steps import (
    D,
    Derivation,
    PositiveSemidefinite,
    Subgradient,
    array,
    check_step,
    indices,
    sizes,
    total,
)
from derivations.steps.numbers.breaks import break_points
from derivations.steps.proofs.attempts import proved_scope
from derivations.steps.proofs.proof import is_nonnegative
from derivations.steps.proofs.signs_allsizes import is_nonnegative_for_all_sizes
from derivations.steps.vocabulary.domain import Domain
from sympy import (
    Abs,
    Eq,
    FiniteSet,
    ImmutableMatrix,
    Interval,
    Max,
    Min,
    Ne,
    Piecewise,
    Rational,
    S,
    Sum,
    Symbol,
    ceiling,
    cos,
    cosh,
    erf,
    exp,
    factorial,
    floor,
    log,
    prod,
    sign,
    sin,
    sqrt,
    symbols,
    tanh,
)

r, b, t, u, x = symbols("r b t u x", real=True)
p, q = symbols("p q", positive=True)
N = Symbol("N", integer=True, positive=True)
c = Symbol("c", integer=True, nonnegative=True)
n = sizes("n")
i = indices("i")
a, y = array("a", n), array("y", n)
unit = Interval(0, 1)
late = Piecewise((1, t > 3), (0, True))
distance = Piecewise((10 - u, u < 10), (u - 10, True))

REFUTED = {
    # strict inequalities at ties, zeros and ends
    "tie of two names": ((r - b) ** 2, S(0), ">", None),
    "tie of three": ((r - b) ** 2 + (b - t) ** 2, S(0), ">", None),
    "zero": (S(0), x**4, "<", None),
    "closed end": (S(0), r, "<", {r >= 0}),
    "closed end elsewhere": (r, S(3), "<", {r: Interval(0, 3)}),
    "nonnegative symbol": (S(0), Symbol("s", nonnegative=True), "<", None),
    "all entries zero": (total(a[i] ** 2, i), S(0), ">", None),
    "entries that are equal": (
        n * total(a[i] ** 2, i),
        total(a[i], i) ** 2,
        ">",
        None,
    ),
    "two arrays that are equal": (total((a[i] - y[i]) ** 2, i), S(0), ">", None),
    "absolute value": (Abs(r - 2 * b), S(0), ">", None),
    "a maximum": (Max(r, 7), S(7), ">", None),
    "a square away from zero": ((x - 1) ** 2, S(0), ">", None),
    # far out
    "a bounded logarithm": (log(1 + p), S(5), "<=", None),
    "a late maximum": (Max(r, -60), r, "=", None),
    "a late minimum": (Min(r, 10**6), r, "=", None),
    "the larger for small": (p, p**2 + Rational(1, 10**5), "<=", None),
    "an entry far out": (Max(a[i], -500), a[i], "=", None),
    # cases and break points
    "cases at 10": (Piecewise((u**2, u < 10), (u**3, True)), u**2, "=", None),
    "cases at a place": (Piecewise((0, Ne(x, 5)), (1, True)), S(0), "=", None),
    "floor at its jumps": (floor(r), ceiling(r) - 1, "=", None),
    "floor on [0, 1]": (r - floor(r), r, "=", {r: unit}),
    "sign at a break": (Abs(sign(r - 4)), S(1), "=", None),
    "maximum of lines": (Max(3 * x, 200 - x), 200 - x, "=", None),
    "a break inside of a sum": (total(Max(a[i], -80), i), total(a[i], i), "=", None),
    "a break in a root": (Abs(x**2 - 400), 400 - x**2, "=", None),
    # whole numbers, labels
    "a power of two": (2**N, S(1000), "<=", None),
    "seven zeros": (prod([N - k for k in range(1, 8)]), S(0), "=", None),
    "a factorial": (factorial(c), S(10) ** 12, "<=", None),
    "a sum of counts": (Sum(u, (u, 1, N)) / N, S(20), "<=", None),
    "labels below 1": (total(y[i], i), n, "<", {y: unit}),
    "labels that are not both": (
        total(y[i] * (1 - y[i]), i),
        S(0),
        ">",
        {y: unit},
    ),
    "a slope at a corner": (D(Abs(t), t), sign(t), "=", None),
    "a slope at a joint": (
        D(Max(t, 3), t),
        Piecewise((1, t > 3), (0, True)),
        "=",
        None,
    ),
}
CONFIRMED = {
    "the tie is meant": ((r - b) ** 2, S(0), ">=", None),
    "an open end": (S(0), r, "<", {r > 0}),
    "names apart": ((r - b) ** 2, S(0), ">", {Ne(r, b)}),
    "bounded": (tanh(x), S(1), "<", None),
    "bounded, nearly": (erf(x), S(1), "<", None),
    "both maxima": (Max(r, -60), -Min(-r, 60), "=", None),
    "floor and the rest": (floor(r) + (r - floor(r)), r, "=", None),
    "cases put together": (Abs(u - 10), distance, "=", None),
    "a power of two": (2**N, N, ">", None),
    "labels": (total(y[i] * (1 - y[i]), i), S(0), ">=", {y: unit}),
    "removable": ((r**2 - b**2) / (r - b), r + b, "=", None),
    "a slope away from its corner": (D(Abs(t), t), sign(t), "=", {Ne(t, 0)}),
    "a slope at no corner": (D(Abs(t) ** 3, t), 3 * t * Abs(t), "=", None),
    "a logarithm that underflows": (log(1 + exp(-x)), log(1 + exp(x)) - x, "=", None),
    "cosh": (log(2 * cosh(x)), x + log(1 + exp(-2 * x)), "=", None),
    "towers of exponentials": (exp(exp(x)) / exp(exp(x) - 1), exp(S(1)), "=", None),
}  # fmt: skip


@pytest.mark.parametrize("step", REFUTED.values(), ids=REFUTED)
def test_what_holds_at_random_points_alone_is_refuted(step):
    left, right, relation, domain = step
    found = check_step(left, right, relation=relation, domain=domain)
    assert found.verdict == "refuted", found.sentence()


@pytest.mark.parametrize("step", CONFIRMED.values(), ids=CONFIRMED)
def test_what_holds_everywhere_is_confirmed(step):
    left, right, relation, domain = step
    found = check_step(left, right, relation=relation, domain=domain)
    assert found, found.sentence()


def test_the_report_names_what_was_tried():
    found = check_step(Max(r, b) + Min(r, b), r + b)
    said = ("ties", "zeros", "break points", "scales")
    assert found.verdict == "proved" or found.deliberate == said
    found = check_step(log(2 * cosh(x)), log(exp(x) + exp(-x)) + 0 * N)
    assert check_step(N, 2**N, relation="<").deliberate == ("whole numbers",)
    wrong = check_step((r - b) ** 2, S(0), relation=">")
    assert "a deliberate point, of the" in wrong.note
    assert wrong.counterexample.left == wrong.counterexample.right == "0.0"


def test_break_points_are_found_wherever_they_lie():
    assert (x, S(10)) in break_points([Piecewise((1, x < 10), (2, True))], {}, {})
    assert (x, log(5)) in break_points([Abs(exp(x) - 5)], {}, {})
    assert (a[1], S(3)) in break_points([total(Max(a[i], 3), i)], {n: 3}, {})
    assert (a[1], S(2)) in break_points([Abs(a[i] - 2)], {n: 3}, {i: 1})
    assert break_points([x**2 + sin(x)], {}, {}) == []


class TestEnds:
    def test_a_closed_end_is_no_positive_number(self):
        for closed in ({x >= 0}, {x: Interval(0, 5)}):
            assert not Domain(closed).is_positive(x)
            assert Domain(closed).sign(x) == 1
        for inside in ({x > 0}, {x: (0, 5)}, {x: Interval.open(0, 5)}, {x >= 1}):
            assert Domain(inside).is_positive(x)
        assert not Domain({x > 0, x >= 0}).includes(S(0), x)
        assert Domain({x: FiniteSet(0, 1)}).sign(x) == 1

    def test_an_array_has_ends_of_its_own(self):
        assert Domain({a: unit}).includes(S(1), a.label, a)
        assert not Domain({a: (0, 1)}).includes(S(1), a.label, a)
        inside = array("h", n, within=(0, 1))
        assert not Domain().includes(S(0), inside.label, inside)
        assert Domain().is_positive(inside.label, inside)

    def test_what_the_domain_says_is_still_used_in_proofs(self):
        assert check_step(sqrt(x**2), x, domain={x >= 0}).verdict == "proved"
        assert check_step(sqrt(x**2), x, domain={x > 0}).verdict == "proved"


class TestStrictly:
    """A proof of <= is none of <, numbers aside."""

    def scope(self, left, right, relation, sizes=None):
        return proved_scope(left, right, relation, Domain(), sizes or {}, {})

    def test_for_all_values(self):
        assert self.scope(S(0), x**2, "<=") == "all values"
        assert self.scope(S(0), x**2, "<") == ""
        assert self.scope(S(0), x**2 + 1, "<") == "all values"

    def test_for_all_sizes(self):
        squares = total(a[i] ** 2, i)
        assert self.scope(S(0), squares, "<=", {n: 3}) == "all sizes"
        assert self.scope(S(0), squares, "<", {n: 3}) == ""
        assert is_nonnegative_for_all_sizes(squares, Domain())
        assert not is_nonnegative_for_all_sizes(squares, Domain(), strictly=True)

    def test_nonnegative_is_not_positive(self):
        assert is_nonnegative(x**2) and not is_nonnegative(x**2, strictly=True)
        assert not is_nonnegative(S(0), strictly=True) and is_nonnegative(S(0))
        closed = Domain({x >= 0})
        assert proved_scope(S(0), x, "<=", closed, {}, {}) == "all values"
        assert proved_scope(S(0), x, "<", closed, {}, {}) == ""


def test_seven_points_are_too_few():
    seldom = Piecewise((sin(x) ** 2, x > 25))
    found = check_step(seldom, 1 - Piecewise((cos(x) ** 2, x > 25)))
    assert found.verdict == "undecided" and 0 < found.points < 8


class TestStatements:
    def verdict(self, statement, domain=None):
        chain = Derivation(x, domain=domain).state(statement, "as stated")
        return chain.check().lines[0]

    def test_far_out(self):
        late = PositiveSemidefinite(ImmutableMatrix([[200 - x]]))
        assert self.verdict(late).verdict == "refuted"
        bent = Piecewise((x**2, x < 50), (50 * x, True))
        assert self.verdict(Subgradient(1, Max(Abs(x), 20 * x - 9000), x, 0))
        assert self.verdict(Subgradient(0, bent - 0, x, 0))
        cut = Min(Abs(x), 900)
        assert self.verdict(Subgradient(1, cut, x, 0)).verdict == "refuted"

    def test_a_little_below_zero_is_below(self):
        tiny = Rational(1, 10**20)
        low = PositiveSemidefinite(ImmutableMatrix([[1 + b**2, 0], [0, -tiny]]))
        assert self.verdict(low).verdict == "refuted"
        flat = PositiveSemidefinite(ImmutableMatrix([[2, sqrt(2)], [sqrt(2), 1]]))
        assert self.verdict(flat).verdict == "agrees"

    def test_the_kinds_of_points_are_named(self):
        found = self.verdict(PositiveSemidefinite(ImmutableMatrix([[x**2]])))
        assert (found.points, found.deliberate) == (24, ("zeros", "scales"))


third = Rational(1, 3)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (Piecewise((r + 1, Eq(r, Rational(17, 3))), (r, True)), r),
        (Piecewise((r + 1, Eq(3 * r, 17)), (r, True)), r),
        (
            Piecewise((r, r < third), (r + 1, True)),
            Piecewise((r, r <= third), (r + 1, True)),
        ),
        (
            Piecewise((r, 3 * r < b), (b, True)),
            Piecewise((r, 3 * r <= b), (b, True)),
        ),
    ],
)
def test_a_break_point_that_no_digits_hold_is_tried(left, right):
    assert check_step(left, right).verdict == "refuted"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (
            Piecewise((r, r < third), (r + 1, True)),
            Piecewise((r, 3 * r < 1), (r + 1, True)),
        ),
        (floor(3 * r) + 1, floor(3 * r + 1)),
        (Abs(3 * r - 1), Piecewise((3 * r - 1, r >= third), (1 - 3 * r, True))),
        (sign(3 * r - 1) * (3 * r - 1), Abs(3 * r - 1)),
    ],
)
def test_rounding_at_a_break_point_refutes_nothing(left, right):
    assert check_step(left, right)
