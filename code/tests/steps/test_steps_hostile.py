"""Input that nobody should write: a clear error, or undecided, and never a hang."""

import time

import pytest
from derivations.steps import (
    D,
    Derivation,
    Domain,
    Expectation,
    Gradient,
    Hessian,
    Law,
    PositiveSemidefinite,
    Undefined,
    Unsupported,
    array,
    as_written,
    check_step,
    derive,
    evaluate,
    function,
    indices,
    inv,
    matrix,
    mutants,
    sizes,
    total,
    tr,
    vector,
)
from derivations.steps.deadline import TimeUp, limit
from derivations.steps.numbers import values
from derivations.steps.proofs import attempts
from derivations.steps.verdicts import judge as judging
from derivations.steps.verdicts import sampled
from sympy import (
    Abs,
    Add,
    Eq,
    FiniteSet,
    Float,
    I,
    Integer,
    Integral,
    Interval,
    Matrix,
    Ne,
    Product,
    Rational,
    S,
    Sum,
    Symbol,
    Tuple,
    Union,
    exp,
    factorial,
    hyper,
    log,
    nan,
    oo,
    pi,
    sin,
    sqrt,
    symbols,
)

x, y = Symbol("x", real=True), Symbol("y", real=True)
p = Symbol("p", positive=True)
m, n = sizes("m n")
i, j = indices("i j")
k, N = indices("k N")
a, A, v = array("a", m), matrix("A", m, n), vector("v", n)
f = function("f")


class TestSides:
    @pytest.mark.parametrize(
        ("side", "words"),
        [
            (Eq(x, y), "write both sides of the relation"),
            (x < y, "write both sides of the relation"),
            (S.true, "BooleanTrue"),
            (Tuple(x, y), "Tuple"),
            (Interval(0, 1), "Interval"),
            (PositiveSemidefinite(matrix("Z", 2, 2)), "PositiveSemidefinite"),
            (Matrix(0, 0, []), "without any"),
            (1 + 2j, "complex"),
            ({}, "dict"),
            (lambda u: u, "function"),
        ],
        ids=lambda value: str(value)[:20],
    )
    def test_what_is_no_number_and_no_matrix(self, side, words):
        with pytest.raises(TypeError, match=words):
            check_step(x, side)

    def test_whole_numbers_of_any_kind(self):
        class Whole(int):
            pass

        assert check_step(x - x + 2, Whole(2))

    @pytest.mark.parametrize(
        ("left", "right", "words"),
        [
            (a[7], a[7], "outside its range"),
            (a[0], a[0], "outside its range"),
            (A * A, A, "real value at any point"),
            (inv(v * v.T), inv(v * v.T), "singular"),
            (Gradient(A, A), A, "a number is expected"),
            (hyper([1], [2], x), S.One, "no numerical meaning"),
            (Integral(x, x), x**2 / 2, "give its limits"),
            (Sum(k, (k, 1, x)), x, "not a whole number"),
            (nan * x, S.One, "NaN"),
        ],
        ids=str,
    )
    def test_what_has_no_value_is_undecided(self, left, right, words):
        found = check_step(left, right)
        assert found.verdict == "undecided" and words in found.note

    @pytest.mark.parametrize(
        ("left", "right", "words"),
        [
            (Sum((-1) ** k, (k, 0, oo)), Rational(1, 2), "do not go to zero"),
            (Sum(1 / k, (k, 1, oo)) - 1, S.One, "no faster than 1/n"),
            (Integral(1 / p, (p, 0, 1)), S.One, "does not converge"),
            (Expectation(1, Law(x, S.One, -oo, oo)), S.One, "does not converge"),
        ],
        ids=str,
    )
    def test_what_diverges_is_no_number(self, left, right, words):
        found = check_step(left, right)
        assert found.verdict == "refuted" and words in found.note

    def test_matrices_are_not_ordered(self):
        found = check_step(A, A, relation="<=")
        assert found.verdict == "undecided" and "not ordered" in found.note

    def test_two_symbols_of_one_name_are_told_apart(self):
        found = check_step(x, Symbol("x", positive=True))
        assert found.verdict == "undecided"
        assert "x is two names here" in found.note
        assert "(real)" in found.note and "(real, positive)" in found.note

    def test_a_positive_definite_counterexample_shows_the_matrix(self):
        P = matrix("P", 2, 2, kind="positive definite")
        point = check_step(P * P, P).counterexample.point
        assert point["P_1,2"] == point["P_2,1"]
        assert float(point["P_1,1"]) >= 1

    def test_derivatives_by_or_of_the_wrong_thing(self):
        with pytest.raises(TypeError, match="D differentiates by a symbol"):
            Gradient(x**2, x)
        with pytest.raises(TypeError, match="D differentiates by a symbol"):
            Hessian(x**2, x)
        with pytest.raises(ValueError, match="matrix"):
            D(tr(A.T * A), A)
        with pytest.raises(TypeError, match="got the matrix"):
            D(A, x)
        with pytest.raises(TypeError, match="a Law is expected"):
            Expectation(x, 3)


class TestDomains:
    @pytest.mark.parametrize(
        ("domain", "error", "words"),
        [
            ([x > 1, x < 0], ValueError, "empty"),
            ({x: (0, 1), "where": {x > 2}}, ValueError, "empty"),
            ({p: (-5, -1)}, ValueError, "empty"),
            ({N: (Rational(1, 2), Rational(3, 4))}, ValueError, "empty"),
            ({x: (nan, 1)}, TypeError, "a real number is expected, got nan"),
            ({x: ("a", "b")}, TypeError, "a real number is expected, got 'a'"),
            ({x: (I, 2)}, TypeError, "a real number is expected, got I"),
            ({x: FiniteSet()}, ValueError, "holds no value"),
            ({x: FiniteSet(y)}, TypeError, "a real number is expected, got y"),
            ({x: FiniteSet(pi)}, TypeError, "which no point can hold exactly"),
            ({N: FiniteSet(Rational(1, 2))}, ValueError, "not an integer"),
            ({x: Union(Interval(0, 1), Interval(2, 3))}, TypeError, "a finite set"),
            ({a: (0, y)}, TypeError, "numbers are expected"),
            ({S.true}, TypeError, "is it always True"),
            ({f: (0, 1)}, TypeError, "a domain's key"),
            (["x > 0"], TypeError, "a relation such as"),
        ],
        ids=str,
    )
    def test_a_domain_without_meaning(self, domain, error, words):
        for use in (Domain, lambda d: Derivation(x, domain=d)):
            with pytest.raises(error, match=words):
                use(domain)

    def test_bounds_may_be_irrational_or_other_symbols(self):
        assert check_step(Abs(sin(x)), sin(x), domain={x: (0, pi)})
        assert check_step(Abs(x - y), y - x, domain={x: (0, y)})
        assert check_step(sqrt(x**2), x, domain={x: (0.1, 0.9)})

    def test_a_domain_may_be_written_with_evaluation_off(self):
        with as_written():
            chain = Derivation(sqrt(x**2), domain={x: (-oo, 0)})
            chain.step(-x, "root of a square")
            positive = Derivation(sqrt(x**2), domain={x > 0, x < oo})
        assert chain.check() and positive.step(x, "root").check()

    def test_whole_numbers_stay_within_fractions(self):
        inside = {N: (Rational(5, 2), Rational(9, 2))}
        assert check_step((N - 3) * (N - 4), S.Zero, domain=inside)

    def test_another_symbol_of_the_same_name_is_refused(self):
        with pytest.raises(ValueError, match="is not the x of the line"):
            check_step(sqrt(x**2), x, domain={Symbol("x"): (0, 1)})
        with pytest.raises(ValueError, match="is not the m of the line"):
            check_step(total(a[i], i), a[j], sizes={Symbol("m"): 3})

    @pytest.mark.parametrize(
        "where", [{x < y, y < x}, {Eq(sin(x) + sin(y), 3)}], ids=["order", "equation"]
    )
    def test_a_domain_in_which_no_point_is_found(self, where):
        found = check_step(x, 2 * x - x + 0 * y, domain=where)
        assert found.verdict in ("undecided", "proved")
        found = check_step(x, y, domain=where)
        assert found.verdict == "undecided" and "no point was found" in found.note


class TestSizes:
    @pytest.mark.parametrize("given", [3, [3], "m"])
    def test_a_dict_is_expected(self, given):
        for use in (lambda s: check_step(a[i], a[i], sizes=s),
                    lambda s: Derivation(a[i], sizes=s)):  # fmt: skip
            with pytest.raises(TypeError, match="sizes must be a dict"):
                use(given)

    @pytest.mark.parametrize("size", [0, -3, 2.5, "3", float("nan"), None, True, n])
    def test_a_whole_number_is_expected(self, size):
        with pytest.raises(ValueError, match="must be a whole number >= 1, got"):
            check_step(a[i], a[i], sizes={m: size})


class TestChains:
    @pytest.mark.parametrize("needs", [3, True, S.true, S.false, x**2, " ", [3]])
    def test_a_condition_of_another_kind(self, needs):
        with pytest.raises(TypeError, match="needs must be a text, or a relation"):
            Derivation(x).step(x, "hope", needs=needs)

    def test_several_conditions_count(self):
        chain = Derivation(sqrt(x**2) * Abs(y))
        assert chain.step(x * y, "signs", needs=[x > 0, y > 0]).check()

    def test_a_condition_may_hold_a_float(self):
        assert Derivation(sqrt(x**2)).step(x, "sign", needs=x > 0.5).check()

    def test_arguments_of_another_kind(self):
        with pytest.raises(TypeError, match="name must be a text"):
            Derivation(x, name=3)
        with pytest.raises(TypeError, match="reason must be a text"):
            Derivation(x).step("a reason", x)
        with pytest.raises(ValueError, match="relation must be one of"):
            Derivation(x).cite(x, "a theorem", "Somebody 1900", relation="~")
        with pytest.raises(Unsupported, match="floating-point"):
            Derivation(x).cite(Float(0.5), "a theorem", "Somebody 1900")
        with pytest.raises(TypeError, match="name must be a text"):
            Derivation(x).step(x, "same").result(None)
        with pytest.raises(TypeError, match="line must be a SymPy expression"):
            Derivation(x).step(Eq(x, y), "an equation")


class TestDeriveAndMutants:
    @pytest.mark.parametrize(
        "line", ["x", None, PositiveSemidefinite(matrix("Z", 2, 2))]
    )
    def test_mutants_of_what_is_no_line(self, line):
        with pytest.raises(TypeError, match="line: an expression is expected"):
            list(mutants(line))

    def test_a_derivation_starts_from_an_expression(self):
        with pytest.raises(TypeError, match="the text 'x'"):
            derive("x", x)
        with pytest.raises(Unsupported, match="floating-point"):
            derive(0.5 * x, x)


class TestEvaluate:
    @pytest.mark.parametrize(
        ("expression", "given", "error", "words"),
        [
            ("x", {x: 1}, TypeError, "a SymPy expression is expected, got str"),
            (x, [1], TypeError, "a dict is expected, got list"),
            (x, None, TypeError, "a dict is expected"),
            (x, {"x": 1}, TypeError, "a key must be a symbol"),
            (x, {x: "1"}, TypeError, "values of x: a number is expected, got '1'"),
            (x, {x: None}, TypeError, "values of x: a number is expected"),
            (x, {x: [1, 2]}, TypeError, "values of x: a number is expected"),
            (x, {x: y}, TypeError, "values of x: a number is expected, got y"),
            (total(a[i], i), {a: 3}, TypeError, "values of a: rows are expected"),
            (total(a[i], i), {a: []}, TypeError, "values of a: rows are expected"),
            (tr(A.T * A), {A: [[1, 2], [3]]}, ValueError, "differ in length"),
            (tr(A.T * A), {A: [[[1]], [[2]]]}, TypeError, "a number is expected"),
            (f(x), {x: 1, f: 3}, TypeError, "values of f: a function is expected"),
            (f(x), {x: 1, f: lambda u: None}, TypeError, "a number is expected"),
            (f(x), {x: 1, f: lambda u: u / 0}, Undefined, "Zero|zero"),
            (Float(0.5) * x, {x: 1}, Unsupported, "floating-point number 0.5"),
            (exp(x), {x: 10**10}, Undefined, "too large for a float"),
            (log(x), {x: 0}, Undefined, "inf"),
            (Sum(1 / k, (k, 1, oo)), {}, Undefined, "does not converge"),
        ],
        ids=lambda value: str(value)[:24],
    )
    def test_values_that_do_not_fit(self, expression, given, error, words):
        with pytest.raises(error, match=words):
            evaluate(expression, given)

    def test_exact_numbers_are_taken(self):
        assert evaluate(3 * x, {x: Rational(1, 3)}) == 1.0
        assert evaluate(sin(x), {x: pi / 2}) == 1.0


class TestTime:
    """Every step ends; the limits are shortened here, to keep the tests short."""

    @pytest.fixture(autouse=True)
    def _hasty(self, monkeypatch):
        monkeypatch.setattr(judging, "STEP_SECONDS", 2)
        monkeypatch.setattr(attempts, "PROOF_SECONDS", 0.5)
        for module in (sampled, values):
            monkeypatch.setattr(module, "VALUE_SECONDS", 0.4)

    @pytest.mark.parametrize(
        ("left", "right", "given"),
        [
            (total(a[i], i), total(a[j], j) + 1, {m: 10**6}),
            (tr(A.T * A), tr(A * A.T), {m: 400, n: 401}),
            (Sum(sin(k * x), (k, 1, 10**8)), S.Zero, {}),
            (Product(1 + x / k, (k, 1, 10**8)), S.One, {}),
            (Sum(Sum(x, (k, 1, 9999)), (j, 1, 9999)), x, {}),
            (Integral(sin(p + exp(p)) / p, (p, 1, oo)), pi / 6, {}),
        ],
        ids=lambda value: str(value)[:24],
    )
    def test_a_step_ends(self, left, right, given):
        start = time.process_time()
        found = check_step(left, right, sizes=given)
        assert found.verdict == "undecided" and found.note
        assert time.process_time() - start < 4

    @pytest.mark.parametrize(
        "right",
        [factorial(10**6 * N), 2 ** (2 ** (10 * N)), Integer(10) ** 10**5 * x],
        ids=["factorial", "tower", "many digits"],
    )
    def test_large_numbers_are_no_trouble(self, right):
        assert check_step(x + N, right).verdict == "refuted"

    def test_limits_may_be_nested(self):
        with pytest.raises(TimeUp), limit(0.2):
            with pytest.raises(TimeUp), limit(0.05):
                _forever()
            _forever()


def _forever():
    while True:
        pass


def test_conditions_that_exclude_a_point():
    assert check_step(x / x, S.One, domain=[Ne(x, 0)])


def test_a_line_of_two_thousand_names_is_tried_in_time():
    """All pairs of the names were listed, and all sums of two of them drawn anew."""
    names = symbols("c0:2000", real=True)
    line = Add(*(k * name for k, name in enumerate(names, start=1)))
    start = time.process_time()
    step = check_step(line + exp(names[0]) * exp(-names[0]), line + 1)
    assert step and len(step.sentence()) < 200
    assert time.process_time() - start < 60
