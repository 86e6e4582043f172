"""Every verdict of a step, and every kind of input that no step can be made of."""

import pytest
from derivations.steps import (
    D,
    Derivation,
    Gradient,
    PositiveSemidefinite,
    Subgradient,
    Undefined,
    Unsupported,
    WrongStep,
    array,
    as_written,
    check_step,
    det,
    evaluate,
    function,
    indices,
    inv,
    matrix,
    phi,
    sigmoid,
    sizes,
    total,
    tr,
    vector,
)
from derivations.steps.proofs.proof import is_zero
from derivations.steps.verdicts.judge import Judge
from derivations.steps.verdicts.sampled import FIRST, POINTS, SLOW_FIRST
from sympy import (
    Abs,
    Add,
    Derivative,
    Eq,
    Float,
    I,
    Identity,
    ImmutableMatrix,
    Integer,
    Integral,
    Limit,
    Max,
    Piecewise,
    Pow,
    Rational,
    S,
    Symbol,
    atan,
    exp,
    log,
    nan,
    oo,
    pi,
    sin,
    sqrt,
    symbols,
    zoo,
)

x, y = Symbol("x", real=True), Symbol("y", real=True)
p = Symbol("p", positive=True)
m, n = sizes("m n")
i, j, k = indices("i j k")
a = array("a", m)


class TestVerdicts:
    def test_a_proof_says_for_what_it_holds(self):
        assert check_step(D(sin(x) ** 2, x), 2 * sin(x) * (D(sin(x), x))).scope == (
            "all values"
        )
        everywhere = check_step(D(total(a[i] ** 2, i), a[j]), 2 * a[j])
        assert (everywhere.verdict, everywhere.scope) == ("proved", "all sizes")
        A = matrix("A", 2, 2)
        named = check_step(Gradient(tr(A * A * A), A), 3 * A.T * A.T)
        assert named.verdict == "proved"

    def test_agreement_without_a_proof_counts_points(self):
        found = check_step(atan(p) + atan(1 / p), pi / 2)
        assert (found.verdict, found.points) == ("agrees", 24)
        assert found and found.counterexample is None
        assert found.sentence() == "agrees at 24 points and at scales."

    def test_a_statement_about_numbers_alone_has_one_point(self):
        start, end = Limit(1 + exp(-x), x, oo), 1 + Rational(1, 10**10)
        assert check_step(start, end).sentence() == "agrees at 1 point."
        chain = Derivation(start).step(end, "nearly")
        chain.check()
        assert 'title="agrees at 1 point"' in chain.markdown()

    def test_a_refutation_shows_a_point_and_both_sides(self):
        found = check_step((x + 1) ** 2, x**2 + 1)
        point = found.counterexample
        value = float(point.point["x"])
        assert not found and found.verdict == "refuted"
        assert float(point.left) == pytest.approx((value + 1) ** 2, rel=1e-5)
        assert float(point.right) == pytest.approx(value**2 + 1, rel=1e-5)

    def test_a_difference_beyond_the_shown_digits_is_shown(self):
        found = check_step(exp(x), exp(x) + Rational(1, 10**15) * x)
        assert found.verdict == "refuted"
        assert found.counterexample.left != found.counterexample.right

    def test_cancellation_is_not_taken_for_a_difference(self):
        # 1 - sigmoid(x) is 0 to 50 digits at x = 200, and is not zero.
        assert check_step(1 - sigmoid(x), sigmoid(-x), domain={x: (150, 600)})
        assert not check_step(1 - sigmoid(x), 2 * sigmoid(-x), domain={x: (150, 600)})

    def test_silent_zeros_of_matrix_derivatives_are_refuted(self):
        A = matrix("A", 3, 3)
        right = Gradient(log(det(A)), A)
        assert check_step(right, inv(A).T)
        assert not check_step(right, 0 * A)
        assert not check_step(right, inv(A))

    def test_the_same_step_has_the_same_record(self):
        first = check_step(D(exp(x**2), x), exp(x**2)).record()
        assert check_step(D(exp(x**2), x), exp(x**2)).record() == first


class TestDomains:
    def test_a_step_may_hold_in_one_domain_only(self):
        assert not check_step(sqrt(x**2), x)
        assert check_step(sqrt(x**2), x, domain={x: (0, 5)})
        assert not check_step(log(x * y), log(x) + log(y))
        assert check_step(log(x * y), log(x) + log(y), domain={x > 0, y > 0})

    def test_relations_between_symbols_order_the_draws(self):
        k0, k1, k2 = symbols("k0 k1 k2", real=True)
        ordered = {k0 < k1, k1 < k2}
        assert check_step(Abs(k2 - k0), k2 - k0, domain=ordered)
        assert not check_step(Abs(k2 - k0), k2 - k0, domain={k0 < k1})

    @pytest.mark.parametrize(
        ("domain", "message"),
        [
            ({x: (2, 1)}, r"domain of x: \(2, 1\) is empty"),
            ("positive", "domain must be a dict or a set of relations, got str"),
            ({"x": (0, 1)}, "a domain's key must be a symbol"),
            ({x: 3}, r"domain of x: \(lower, upper\)"),
        ],
    )
    def test_a_domain_of_another_kind_is_refused(self, domain, message):
        with pytest.raises((TypeError, ValueError), match=message):
            check_step(x, x, domain=domain)


class TestInequalities:
    def test_proved_sampled_and_refuted(self):
        assert check_step(S(0), x**2 + y**2, relation="<=").verdict == "proved"
        assert check_step(S(0), exp(x), relation="<").verdict == "proved"
        assert not check_step(x**2, x**2, relation="<")
        assert not check_step(x, S(3), relation="<=")
        sampled = check_step(sin(x), S(1), relation="<=")
        assert sampled.verdict in ("agrees", "proved")

    def test_matrices(self):
        A = matrix("A", 2, 3)
        B = matrix("B", 2, 2, kind="symmetric")
        fine = Derivation(A * A.T).state(PositiveSemidefinite(A * A.T), "a square")
        wrong = Derivation(B).state(PositiveSemidefinite(B), "hope")
        report = fine.check()
        assert report.verdicts == ("agrees",) and "eigenvalue" in report.lines[0].note
        assert wrong.check().verdicts == ("refuted",)

    def test_subgradients(self):
        g = Symbol("g", real=True)
        for slopes, verdict in (((-1, 1), "agrees"), ((1, 2), "refuted")):
            chain = Derivation(Abs(x), domain={g: slopes})
            chain.state(Subgradient(g, Abs(x), x, 0), "supporting line")
            assert chain.check().verdicts == (verdict,)

    def test_a_statement_that_fails_says_by_how_much(self):
        said = "height above the supporting line -10.0, below 0"
        wrong = Derivation(Abs(x)).state(Subgradient(2, Abs(x), x, 0), "too steep")
        assert str(wrong.check().wrong.counterexample) == said
        g = Symbol("g", real=True)
        wrong = Derivation(Abs(x), domain={g: (2, 3)})
        wrong.state(Subgradient(g, Abs(x), x, 0), "too steep")
        where, _, rest = str(wrong.check().wrong.counterexample).partition(": ")
        assert where.startswith("at g = 2.") and rest.startswith(said[:34])


class TestUndecided:
    """Nothing is said where nothing could be looked at."""

    @pytest.mark.parametrize(
        ("left", "right"),
        [
            (1 / Add(x, -x, evaluate=False), S(1)),
            (log(-1 - x**2), S(1)),
            (zoo, S(1)),
            (nan, S(1)),
            (oo, oo),
        ],
        ids=str,
    )
    def test_what_has_no_value(self, left, right):
        found = check_step(left, right)
        assert found.verdict == "undecided" and found.note and not found

    def test_a_function_whose_derivative_leads_back_to_it_has_numbers(self):
        own = function("f", derivative=lambda t: t * own(t))
        assert check_step(D(own(x), x), x * own(x)).verdict == "proved"
        assert check_step(D(own(x), x), 2 * x * own(x)).verdict == "refuted"


class TestRefusedInput:
    @pytest.mark.parametrize(
        ("left", "error", "message"),
        [
            (Float(0.5) * x, Unsupported, "floating-point number 0.5"),
            (0.5, Unsupported, "floating-point"),
            ("x", TypeError, "left must be a SymPy expression"),
            (None, TypeError, "left must be a SymPy expression"),
            ([1, 2], TypeError, "left must be a SymPy expression"),
            (True, TypeError, "left must be a SymPy expression"),
            (Symbol("A", commutative=False), Unsupported, "does not commute"),
        ],
    )
    def test_a_side_of_another_kind(self, left, error, message):
        with pytest.raises(error, match=message):
            check_step(left, x)

    def test_a_relation_or_size_of_another_kind(self):
        with pytest.raises(ValueError, match="relation must be one of"):
            check_step(x, x, relation="~")
        with pytest.raises(TypeError, match="sizes: a symbol is expected"):
            check_step(x, x, sizes={"m": 3})
        with pytest.raises(ValueError, match="whole number >= 1"):
            check_step(a[i], a[i], sizes={m: 0})

    def test_a_derivative_by_a_constant(self):
        with pytest.raises(ValueError, match="cannot differentiate by 2"):
            D(x**2, Integer(2))
        with pytest.raises(ValueError, match="needs a variable"):
            D(x**2)
        assert check_step(D(y**2, x), 0)  # of something that does not depend on it

    def test_shapes_that_do_not_fit_are_refuted_with_both(self):
        A, v = matrix("A", m, n), vector("v", m)
        found = check_step(A.T * v, v.T * A)
        assert found.verdict == "refuted" and found.explanation.kind == "transposed"

    def test_complex_symbols_are_compared_as_such(self):
        w = Symbol("w")
        assert check_step((w + I) * (w - I), w**2 + 1)


class TestChains:
    def chain(self):
        with as_written():
            chain = Derivation(D(x * exp(x), x), name="a product")
            chain.step(exp(x) + x * D(exp(x), x), "product rule")
            chain.step(exp(x) + x * exp(x), "derivative of the exponential")
        return chain

    def test_every_line_is_judged_and_the_first_wrong_one_named(self):
        good = self.chain().check()
        assert good and good.first_wrong is None and good.verdicts == ("proved",) * 2
        bad = self.chain().step(exp(x) - x * exp(x), "collect").check()
        assert bad.first_wrong == 3 and bad.explanation.kind == "sign"
        assert bad.counterexample is not None and not bad

    def test_verify_fails_with_line_reason_and_counterexample(self):
        wrong = self.chain().step(exp(x), "collect")
        with pytest.raises(WrongStep, match=r"Line 3 \(collect\) is refuted; at x = "):
            wrong.verify()
        with pytest.raises(WrongStep):
            wrong.result("no result")

    def test_a_cited_line_is_not_shown_as_checked(self):
        chain = self.chain().cite(7 * x, "a theorem", "Somebody 1900")
        report = chain.check()
        assert report.verdicts[-1] == "cited" and "cited" in str(report)
        assert report.record()["lines"][-1]["verdict"] == "cited"

    def test_a_cited_statement_is_not_sampled(self):
        wrong = Subgradient(2, Abs(x), x, 0)
        chain = Derivation(Abs(x)).cite(wrong, "a theorem", "Somebody 1900")
        assert chain.check().verdicts == ("cited",)
        assert chain.record()["lines"][0]["relation"] == ""

    def test_a_limit_from_both_sides_is_not_that_from_the_right(self):
        quotient = (Abs(x) - Abs(S(0))) / x
        one_sided = Derivation(Limit(quotient, x, 0, "+")).step(S(1), "from the right")
        both_sides = Derivation(Limit(quotient, x, 0, "+-")).step(S(1), "a slope")
        assert one_sided.check().verdicts == ("proved",)
        assert both_sides.check().verdicts == ("refuted",)
        assert "from the left and from the right differ" in str(both_sides.check())

    def test_an_unchecked_chain_says_so(self):
        record = self.chain().record()
        assert {line["verdict"] for line in record["lines"]} == {"unchecked"}
        assert "not checked" in str(self.chain())

    def test_a_condition_that_is_a_relation_counts(self):
        free = Derivation(sqrt(x**2)).step(x, "root of a square")
        bound = Derivation(sqrt(x**2)).step(x, "root of a square", needs=x > 0)
        assert not free.check() and bound.check()

    def test_what_is_no_line(self):
        with pytest.raises(ValueError, match="no line to check"):
            Derivation(x).check()
        with pytest.raises(TypeError, match="reason must be a text"):
            Derivation(x).step(x, "")
        with pytest.raises(TypeError, match="source must be a text"):
            Derivation(x).cite(x, "a theorem", "")
        with pytest.raises(TypeError, match="line must be a SymPy expression"):
            Derivation(x).step(None, "hope")
        with pytest.raises(TypeError, match="a Statement is expected"):
            Derivation(x).state(x, "hope")

    def test_mutants_are_refuted(self):
        score = self.chain().mutation_score()
        assert score.score == 1 and score.total > 10 and not score.survivors


class TestEvaluate:
    def test_arrays_and_sizes(self):
        assert evaluate(total(a[i] ** 2, i) / m, {a: [1, 2, 4]}) == 7.0
        A, v = matrix("A", m, n), vector("v", n)
        assert evaluate(A * v, {A: [[1, 2], [3, 4]], v: [1, 1]}) == [3.0, 7.0]

    def test_missing_and_misshapen_values(self):
        with pytest.raises(ValueError, match="no value is given"):
            evaluate(x + y, {x: 1})
        b = array("b", m)
        with pytest.raises(ValueError, match="m = 3 is expected, got 2"):
            evaluate(total(a[i] * b[i], i), {a: [1, 2, 3], b: [1, 2]})
        with pytest.raises(Undefined):
            evaluate(1 / x, {x: 0})


def test_limits_and_integrals():
    assert check_step(Limit(sin(x) / x, x, 0), 1)
    assert not check_step(Limit(sin(x) / x, x, 0), 2)
    for falling in (exp(-x), x**3 * exp(-(x**2)), exp(-p * x) - exp(-2 * p * x)):
        assert check_step(Limit(falling, x, oo), 0).verdict == "proved"
        assert check_step(Limit(falling, x, oo), 1).verdict == "refuted"
    tiny = Rational(1, 10**40)
    assert not is_zero(tiny) and not is_zero(Limit(tiny + 1 / x, x, oo))
    for falling in (1 / x, exp(-x)):
        assert check_step(Limit(tiny + falling, x, oo), tiny)
        assert not check_step(Limit(tiny + falling, x, oo), 2 * tiny)
    assert check_step(Integral(exp(-p * x), (x, 0, oo)), 1 / p)
    assert not check_step(Integral(exp(-p * x), (x, 0, oo)), p)


@pytest.mark.parametrize("vanishing", (exp(-x), x * exp(-x), exp(-(x**2)), phi(x)))
def test_what_falls_faster_than_any_power_tends_to_zero(vanishing):
    falling = Limit(vanishing, x, oo)
    assert check_step(falling, S(0)).verdict == "proved"
    assert check_step(falling, S(10) ** -30).verdict == "refuted"
    small = exp(-100 * p)  # not 0, although no larger than 1e-43 for p > 1
    assert not check_step(Limit(small * (1 + vanishing), x, oo), S(0))


def test_sympy_derivatives_are_understood():
    assert check_step(Derivative(exp(x**2), x), 2 * x * exp(x**2))
    assert not check_step(Derivative(exp(x**2), x), Pow(x, 2) * exp(x**2))


class TestUndefinedFunctionsOfOneName:
    """SymPy takes functions of one name for the same, whatever was declared of them."""

    def test_another_use_of_the_name_changes_nothing(self):
        alone = function("f")
        assert check_step(D(alone(x) ** 2, x), 2 * alone(x) * D(alone(x), x))
        slope = function("f")
        F = function("F", derivative=slope)
        assert check_step(D(F(x), x), slope(x))
        assert check_step(D(F(x) ** 2, x), F(x) * slope(x)).verdict == "refuted"

    def test_two_primitives_differ_by_a_constant(self):
        slope = function("f")
        F, G = function("F", derivative=slope), function("G", derivative=slope)
        assert check_step(D(F(x) - G(x), x), S(0))
        assert check_step(D(F(x) * G(x), x), slope(x) * (F(x) + G(x)))
        assert check_step(F(x), G(x)).verdict == "refuted"

    def test_a_chain_of_primitives(self):
        g = function("g")
        f = function("f", derivative=g)
        F = function("F", derivative=f)
        assert check_step(D(F(x), x, x), g(x))
        assert check_step(D(F(x), x, x), f(x)).verdict == "refuted"


def test_a_domain_declared_where_nothing_is_evaluated():
    whole, most = (Symbol(name, integer=True, positive=True) for name in "kn")
    u = Symbol("u", real=True)
    with as_written():
        small = Derivation(1 / (1 + u), domain={u: (0, oo), "where": [whole < most]})
        small.step(1 / u, "smaller denominator", relation="<")
    assert small.check().verdicts == ("proved",)


# --- how many points ----------------------------------------------------------------


def test_what_is_proved_was_tried_at_the_first_points():
    found = Judge([x]).judge((x + 1) ** 2, x**2 + 2 * x + 1)
    assert (found.verdict, found.points) == ("proved", FIRST)
    area = Integral(x * y, (y, 0, 1))
    found = Judge([area]).judge(area, x / 2)
    assert (found.verdict, found.points) == ("proved", SLOW_FIRST)


def test_a_difference_behind_the_first_points_is_found():
    judge = Judge([x])
    drawn = [judge.at(x, number, 20) for number in range(POINTS)]
    low, high = max(drawn[:FIRST]), max(drawn)
    between = Rational(str((low + high) / 2))
    assert low < between < high
    assert judge.judge(x, x + Max(x - between, 0)).verdict == "refuted"


def test_a_proof_is_tried_only_when_every_entry_was():
    many = sizes("many")
    place = indices("place")
    entry = array("entry", many)[place]
    right = Piecewise((entry + 1, Eq(place, 9)), (entry, True))
    judge = Judge([entry, right], sizes={many: 9})
    assert judge.first == 9
    assert judge.judge(entry, right).verdict == "refuted"


@pytest.mark.parametrize(
    ("factor", "name"),
    [(sqrt(3) / 2, "√3/2"), (sqrt(7) / 3, "√7/3"), (2 * pi / 3, "2 π/3")],
)
def test_a_missing_constant_is_named_as_one_writes_it(factor, name):
    found = check_step((factor * (x + y)).expand(), x + y).explanation
    assert f"A factor {name} is missing: correct = {name} times" in found.text


def test_no_name_is_made_up_for_a_huge_factor():
    assert check_step((10**100 * (x + y)).expand(), x + y).explanation is None


def test_a_constant_matrix_is_said_as_one():
    P, u = matrix("P", 2, 2), vector("u", 3)
    found = check_step(P + 3 * Identity(2), P).explanation
    assert found.text == "The sides differ by a constant, 3 times the identity."
    found = check_step(
        Gradient((u.T * u)[0] / 2 + 5 * u[0] + 5 * u[1] + 5 * u[2], u), u
    )
    assert found.explanation.text == "The sides differ by a constant, 5 in every entry."
    corner = ImmutableMatrix([[1, 2], [3, 4]])
    assert "constant" not in str(check_step(P + corner, P).explanation)


# --- what is said of products of matrices -------------------------------------------

P, Q, R = (matrix(name, 3, 3) for name in "PQR")


@pytest.mark.parametrize(
    ("left", "right", "words"),
    [
        (P * P.T, P.T * P, "Pᵀ and P exchanged"),
        (P * Q * R, P * R, "The factor Q has been dropped."),
        (2 * P * Q, P * Q, "The factor 2 has been dropped."),
        (P * Q, p * P * Q, "The factor p is too much."),
        (P * Q * R, P * Q.T * R, "transpose of Q removed"),
    ],
)
def test_factors_that_do_not_commute_are_compared_in_their_order(left, right, words):
    assert words in check_step(left, right).explanation.text


def test_a_product_in_another_order_has_lost_no_factor():
    found = check_step(2 * P * P.T, P.T * P)
    assert found.verdict == "refuted"
    assert "dropped" not in getattr(found.explanation, "text", "")
