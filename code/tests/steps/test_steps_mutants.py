"""Mutants: the slips that they make, and the score they give."""

import pytest
from derivations.steps import (
    D,
    Derivation,
    array,
    as_written,
    check_step,
    delta,
    diag,
    elementwise,
    indices,
    inv,
    kron,
    matrix,
    mutants,
    sigmoid,
    sizes,
    total,
    vector,
)
from derivations.steps.slips.mutants import MutationScore, mutation_score
from sympy import Mul, Piecewise, Rational, S, Sum, Symbol, exp, sin

m, n = sizes("m n")
i, j, k = indices("i j k")
x, y = array("x", m, n, sample=True), array("y", m)
theta, w = array("theta", n), array("w", n)
h = array("h", m, where=lambda i: sigmoid(total(theta[k] * x[i, k], k)))
z = Symbol("z", real=True)
A, B, C = matrix("A", m, n), matrix("B", n, n), matrix("C", m, m)
GRADIENT = total((h[i] - y[i]) * x[i, j], i) / m


def found(line, limit=99):
    return dict(mutants(line, limit))


@pytest.mark.parametrize(
    ("line", "name", "wrong"),
    [
        (h[i] - y[i], "sign of the line", Mul(-1, h[i] - y[i], evaluate=False)),
        (GRADIENT, "factor 1/m dropped", GRADIENT * m),
        (GRADIENT * m, "mean for sum over i", GRADIENT),
        (z * exp(z) + z**2, "power 2 -> 1 of z", z * exp(z) + z),
        (h[i] * (delta(i, j) - h[j]), "Kronecker delta of i, j dropped", None),
        (h[i] * (1 - h[j]), "index j -> i in h_j", h[i] * (1 - h[i])),
        (A.T * vector("r", m), "factor 2 put in front", None),
        (C.T * A * B, "transpose of C removed", C * A * B),
        (C * A * B.T, "C transposed", C.T * A * B.T),
        (inv(B) * B.T, "inverse of B removed", B * B.T),
        (kron(A, B), "A and B exchanged", kron(B, A)),
        (sigmoid(z), "sign inside σ(z)", sigmoid(-z)),
        (sin(z) * z, "cos for sin z", None),
        (exp(z) * D(sin(z), z), "chain factor d/dz sin z dropped", exp(z)),
        (D(sin(z), z, z), "one derivative fewer of sin z", D(sin(z), z)),
        (total(y[i], i), "sum starts at i = 2", Sum(y[i], (i, 2, m))),
        (total(y[i], i), "sum ends at i = m - 1", Sum(y[i], (i, 1, m - 1))),
        (theta[k + 1] - theta[k], "index k + 1 -> k in θ_{k+1}", None),
        (S.Zero, "1 for 0", S.One),
    ],
)
def test_the_slips(line, name, wrong):
    made = found(line)
    assert name in made, list(made)
    if wrong is not None:
        assert check_step(made[name], wrong, sizes={m: 3, n: 2})


def test_branches_are_exchanged():
    line = Piecewise((z, z < 0), (z**2, True))
    assert found(line)["branches exchanged"] == Piecewise((z**2, z < 0), (z, True))


def test_an_index_moves_on_by_one_and_starts_again():
    moved = found(GRADIENT)["index i -> i+1 in h_i"]
    followed = {1: 2, 2: 3, 3: 1}
    terms = [(h[after] - y[here]) * x[here, j] for here, after in followed.items()]
    assert check_step(moved, sum(terms) / 3, sizes={m: 3, n: 2})


def test_bound_indices_do_not_leave_their_sum():
    line = theta[j] + total(theta[k], k)
    for name, wrong in mutants(line, 99):
        assert wrong.free_symbols <= line.free_symbols, name


def test_indices_of_one_range_are_found_from_delta_to_delta():
    """In whatever order the deltas are met: k is known by l, c by k."""
    p, q = array("p", n), array("q", m)
    c, l, r = indices("c l r")
    with as_written():
        line = delta(c, k) * q[r] - total(p[l] * (delta(l, k) * q[r]), l)
    names = found(line)
    assert "index l -> c in p_l" in names and "index l -> k in p_l" in names


def test_no_mutant_equals_the_line_and_none_is_there_twice():
    for line in (GRADIENT, C * A * B + C.T * A * B.T, z**2 * exp(-z) / 2):
        wrong = [expression for _, expression in mutants(line, 99)]
        assert line not in wrong
        assert len(set(wrong)) == len(wrong)
        names = [name for name, _ in mutants(line, 99)]
        assert len(set(names)) == len(names)


def test_shapes_that_do_not_fit_are_left_out():
    for _, wrong in mutants(C * A * B + C.T * A * B.T, 99):
        assert wrong.shape == (m, n)
    assert "transpose of A removed" not in found(A.T * vector("r", m))


def test_the_number_is_bounded_and_the_order_fixed():
    assert len(list(mutants(GRADIENT))) == 12
    assert list(mutants(GRADIENT, 5)) == list(mutants(GRADIENT))[:5]
    assert list(mutants(z, 0)) == []


def test_the_author_s_order_is_kept():
    with as_written():
        line = y[i] - h[i]
    made = found(line)
    wrong = made["sign of y_i in y_i - h_i"]
    assert wrong.args == (Mul(-1, y[i], evaluate=False), line.args[1])
    wrong = made["sign of -h_i in y_i - h_i"]
    assert wrong.args == (y[i], h[i])


@pytest.mark.parametrize(
    "line",
    [
        GRADIENT,
        total(h[i] * (1 - h[i]) * x[i, j] * x[i, k], i) / m,
        C * A * B + C.T * A * B.T,
        A.T * elementwise(sigmoid, A * vector("t", n)) / m,
        A.T * diag(vector("s", m)) * A,
        D(sigmoid(z) ** 2, z) * exp(-z) + Rational(1, 2),
    ],
)
def test_every_mutant_can_be_judged_and_is_refuted(line):
    for name, wrong in mutants(line):
        found = check_step(line, wrong, sizes={m: 3, n: 2})
        assert found.verdict == "refuted", (name, found.sentence())


def test_the_score_counts_and_names():
    lines = [z + z, 2 * z, z * exp(S.Zero) * 2]
    verdicts = {
        "sign of the line": "refuted",
        "factor 2 put in front": "proved",
    }

    def judge(previous, mutant):
        name = next(n for n, e in mutants(2 * z) if e == mutant)
        return verdicts.get(name, "undecided")

    score = mutation_score(lines, judge)
    assert (score.killed, score.total) == (2, 2 * len(list(mutants(2 * z))))
    assert "line 1: factor 2 put in front" in score.equivalent
    assert "line 2: factor 2 put in front" in score.equivalent
    assert all("sign" not in name for name in score.survivors)
    assert score.score == score.killed / (score.total - 2)
    assert "mutants refuted" in str(score)
    assert score.equivalent[0] in str(score)


def test_what_was_not_tried_has_no_score():
    assert MutationScore(0, 0).score is None
    assert MutationScore(0, 2, equivalent=("a", "b")).score is None
    assert "there is no score" in str(MutationScore(0, 0))


def test_only_a_proved_equality_excuses_a_mutant():
    lines = [(1, 2 * z, z)]
    count = len(list(mutants(2 * z)))
    agreeing = mutation_score(lines, lambda left, mutant: "agrees")
    assert not agreeing.equivalent and len(agreeing.survivors) == count
    assert agreeing.score == 0
    proved = mutation_score(lines, lambda left, mutant: "proved")
    assert len(proved.equivalent) == count and proved.score is None


def test_the_report_speaks_of_wrong_versions_only_where_there_are_any():
    bound = Derivation(z**2 + 1).step(S.Zero, "a square and 1", relation=">")
    assert bound.verify().sentence() == "1 line: 1 proved."
    square = Derivation((z + 1) ** 2).step(z**2 + 2 * z + 1, "multiply out")
    assert "wrong versions" in square.verify().sentence()
