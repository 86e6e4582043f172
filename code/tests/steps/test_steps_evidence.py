"""Evidence that is none is not shown as some; conditions in words; limits of time."""

import threading

import pytest
from derivations.book import compare, three_witnesses
from derivations.steps import (
    D,
    Derivation,
    Entry,
    FreeGradient,
    Gradient,
    array,
    check_step,
    det,
    indices,
    inv,
    matrix,
    sizes,
    total,
    tr,
)
from derivations.steps.deadline import TimeUp, check_time, limit
from sympy import (
    Abs,
    Add,
    FiniteSet,
    Integral,
    Symbol,
    cos,
    exp,
    factorial,
    log,
    sin,
    symbols,
)

x = Symbol("x", real=True)
N = Symbol("N", integer=True, positive=True)
n = sizes("n")
i = indices("i")
y = array("y", n)


# --- points -------------------------------------------------------------------------


def test_a_domain_of_one_point_is_one_point():
    found = check_step(x**2, x, domain={x: FiniteSet(1)})
    assert (found.verdict, found.points) == ("agrees", 1)
    assert "the domain has 1 point." in found.sentence()


@pytest.mark.parametrize(("labels", "count"), [((0, 1), 8), ((0,), 1)])
def test_labels_are_counted_once_each(labels, count):
    left, right = total(y[i] ** 2, i), total(y[i], i)
    found = check_step(left, right, sizes={n: 3}, domain={y: FiniteSet(*labels)})
    assert found.points == count and f"{count} point" in found.note


def test_whole_numbers_are_counted_once_each():
    left, right = cos(N) ** 2 * factorial(N), factorial(N) * (1 - sin(N) ** 2)
    assert check_step(left, right, domain={N: (2, 4)}).points == 3


def test_where_there_are_enough_points_nothing_is_said_of_the_domain():
    assert check_step(x**2, x * x).note == ""


# --- chains that show nothing -------------------------------------------------------


@pytest.mark.parametrize(
    "lines", [[(x + 1) ** 2], [x**2 + 2 * x + 1, (x + 1) ** 2]], ids=["one", "two"]
)
def test_a_chain_that_ends_where_it_began_is_refused(lines):
    chain = Derivation((x + 1) ** 2)
    for line in lines:
        chain.step(line, "rearranged")
    assert not chain.check()
    assert chain.check().verdicts[-1] == "undecided"
    assert "shows nothing" in chain.check().sentence()


def test_a_result_that_rests_on_a_source_says_so_wherever_it_is_shown():
    chain = Derivation((x + 1) ** 2).step(x**2 + 2 * x + 1, "multiply out")
    assert "verdict" not in chain.result("square").record()
    chain.cite(x**2 + 2 * x + sin(x) / sin(x), "a fact", "A. Author, p. 1")
    result = chain.result("square")
    assert result.verdict == result.record()["verdict"] == "cited"
    for shown in (str(result), result.markdown(), result.latex()):
        assert "cited, not checked here" in shown
    check = compare({"the square of 2": (4.0, float(sum([2, 2])), "a sum")})
    witnessed = three_witnesses(
        "square", chain, numpy=4.0, at={x: 1}, check=check, code="`square(x)`"
    )
    assert witnessed.record()["verdict"] == "cited"
    assert "cited, not checked here" in witnessed.markdown()


def test_a_slip_takes_over_verdicts_of_the_same_domain_alone():
    same = Derivation(abs(x)).step(x, "no sign", needs=x > 0)
    same.step(x**2 / x, "a power").check()
    assert same.with_slip(2, -x).check().first_wrong == 2
    behind = Derivation(abs(x)).step(x, "no sign").step(x**2 / x, "a power")
    behind.step(exp(log(x)), "both", needs=x > 0)
    assert behind.check()
    # Without the last line its condition is gone, on which the first one rests.
    assert behind.with_slip(2, -x).check().first_wrong == 1


# --- conditions ---------------------------------------------------------------------


def test_a_condition_in_words_has_a_mark_and_is_counted():
    chain = Derivation((x + 1) ** 2)
    chain.step(x**2 + 2 * x + 1, "multiply out", needs=["$K$ invertible", x > 0])
    chain.verify()
    line = chain.record()["lines"][0]
    assert line["in_words"] == ["$K$ invertible"]
    assert "1 condition in words, not checked" in chain.check().sentence()
    for shown in (str(chain), chain.markdown(), chain.latex()):
        assert "in words" in shown
    assert chain.markdown().count("◇") == 2  # beside the condition and in the legend


def test_a_condition_that_is_a_relation_is_checked_and_has_no_mark():
    chain = Derivation(abs(x)).step(x, "no sign", needs=x > 0)
    assert chain.check() and not Derivation(abs(x)).step(x, "no sign").check()
    assert "in_words" not in chain.record()["lines"][0]
    assert "◇" not in chain.markdown()


# --- symmetric matrices -------------------------------------------------------------


@pytest.mark.parametrize("kind", ["symmetric", "positive definite"])
def test_both_gradients_by_a_symmetric_matrix_are_had_by_name(kind):
    X, A = matrix("X", n, n, kind=kind), matrix("A", n, n)
    at = {"sizes": {n: 2}}
    assert check_step(FreeGradient(log(det(X)), X), inv(X), **at)
    assert check_step(FreeGradient(tr(A * X), X), (A + A.T) / 2, **at)
    assert not check_step(FreeGradient(tr(A * X), X), A.T, **at)
    along = check_step(Gradient(log(det(X)), X), inv(X), **at)
    assert along.verdict == "refuted" and along.explanation.kind == "symmetric"
    assert "FreeGradient" in along.explanation.text
    apart = Gradient(tr(A * X), X) - FreeGradient(tr(A * X), X)
    half = (Entry(A, 1, 2) + Entry(A, 2, 1)) / 2
    assert check_step(Entry(apart, 1, 2), half, **at)
    assert check_step(Entry(apart, 1, 1), 0 * x, **at)


def test_a_line_wrong_in_both_conventions_is_not_explained_by_one():
    X = matrix("X", n, n, kind="symmetric")
    found = check_step(Gradient(log(det(X)), X), 3 * inv(X), sizes={n: 2})
    assert found.verdict == "refuted"
    assert found.explanation is None or found.explanation.kind != "symmetric"


def test_by_any_other_matrix_both_gradients_are_the_same():
    M = matrix("M", n, n)
    assert check_step(FreeGradient(tr(M * M), M), 2 * M.T).scope == "all sizes"
    assert check_step(FreeGradient(tr(M * M), M), Gradient(tr(M * M), M))


# --- time and length ----------------------------------------------------------------


def in_a_thread(run):
    """What a function says in a thread, where no signal interrupts."""
    said = []
    thread = threading.Thread(target=lambda: said.append(run()))
    thread.start()
    thread.join()
    return said[0]


def looping(seconds):
    try:
        with limit(60), limit(seconds), limit(60):
            while True:
                check_time()
    except TimeUp:
        return "stopped"


def test_a_limit_by_the_clock_stops_where_the_time_is_asked_for():
    assert in_a_thread(lambda: looping(0.05)) == "stopped"
    assert looping(0.05) == "stopped"


def test_a_limit_that_has_ended_is_none():
    def run():
        looping(0.02)
        check_time()
        return "goes on"

    assert in_a_thread(run) == "goes on"


def test_what_comes_too_late_is_not_given_back():
    def run():
        try:
            with limit(0):
                pass
        except TimeUp:
            return "late"

    assert in_a_thread(run) == "late"


def test_a_step_is_judged_in_a_thread_within_its_limit(monkeypatch):
    monkeypatch.setattr("derivations.steps.verdicts.verdict.STEP_SECONDS", 0.2)
    nested = x
    for _ in range(6):
        nested = Integral(sin(nested * x), (x, 0, 1)) + x
    line = nested + total(y[i], i)
    note = in_a_thread(lambda: check_step(line, line + 1).note)
    assert "no verdict within" in note or "no value" in note


def test_a_corner_at_an_integral_is_found():
    corner = Integral(x, (x, 0, 6))
    area = Integral(Abs(x - corner), (x, 0, 40))
    assert check_step(area, 404)
    assert check_step(area, 405).verdict == "refuted"


def test_a_slope_at_a_pole_is_no_number():
    assert check_step(D(x**-2, x), -2 / x**3)
    assert check_step(D(x**-2, x), 2 / x**3).verdict == "refuted"
    assert check_step(D(x**-2, x), D(x**-2, x) + 1).verdict == "refuted"


def test_a_message_about_a_huge_line_can_be_read():
    names = symbols("t0:300", real=True)
    line = Add(*(k * name for k, name in enumerate(names, 1)))
    found = check_step(line, line + names[5])
    assert found.verdict == "refuted"
    assert "and 270 more numbers" in found.sentence()
    assert len(str(found)) < 4000
    assert len(found.counterexample.point) == 300
