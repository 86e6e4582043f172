"""Just enough and just not: strict signs, tolerances, what counts as equivalent."""

import pytest
from derivations.steps import Derivation, array, indices, sizes, total
from derivations.steps.proofs.attempts import proved_scope
from derivations.steps.proofs.proof import is_nonnegative
from derivations.steps.proofs.signs_allsizes import is_nonnegative_for_all_sizes
from derivations.steps.slips.mutants import mutation_score
from derivations.steps.vocabulary.domain import Domain
from derivations.steps.vocabulary.statements import PositiveSemidefinite
from sympy import Abs, Matrix, Max, Rational, S, Symbol, cos, exp, sin

x = Symbol("x", real=True)
n = sizes("n")
i = indices("i")
y = array("y", n)


@pytest.mark.parametrize(
    ("relation", "scope"), [("<=", "all values"), ("<", "")], ids=["weak", "strict"]
)
def test_the_proof_alone_takes_no_weak_inequality_for_a_strict_one(relation, scope):
    assert proved_scope(S.Zero, x**2, relation, Domain(), {}, {}) == scope


def test_a_strict_inequality_that_holds_is_proved():
    assert proved_scope(S.Zero, exp(x), "<", Domain(), {}, {}) == "all values"


def test_a_square_is_not_positive():
    assert is_nonnegative(x**2) and not is_nonnegative(x**2, strictly=True)
    assert is_nonnegative(x**2 + 1, strictly=True)
    assert not is_nonnegative(S.Zero, strictly=True)


def test_nor_is_a_sum_of_squares_of_any_size():
    squares, domain = total(y[i] ** 2, i), Domain()
    assert is_nonnegative_for_all_sizes(squares, domain)
    assert not is_nonnegative_for_all_sizes(squares, domain, strictly=True)


@pytest.mark.parametrize("off", [Rational(1, 10**6), Rational(1, 10**12)])
def test_a_statement_that_fails_by_a_little_is_refuted(off):
    matrix = Matrix([[x**2, x], [x, 1 - off]])
    line = Derivation(x).state(PositiveSemidefinite(matrix), "by mistake").check()
    assert line.verdict == "refuted"


def test_a_statement_that_just_holds_is_not():
    matrix = Matrix([[x**2, x], [x, 1]])
    line = Derivation(x).state(PositiveSemidefinite(matrix), "a square").check()
    assert line.verdict == "agrees"


def test_only_a_proved_equality_excuses_a_wrong_version():
    says = {"proved": "equivalent", "agrees": "survivors", "undecided": "survivors"}
    for verdict, where in says.items():
        score = mutation_score([x, x + 1], lambda left, right, v=verdict: v, limit=3)
        assert (score.killed, score.total) == (0, 3)
        assert len(getattr(score, where)) == 3, verdict
        assert len(score.equivalent) + len(score.survivors) == 3


def test_a_few_points_with_values_are_not_enough():
    height = 1 / Max(0, sin(1000 * x) - Rational(99, 100))  # at most x no number
    line = height + Abs(sin(x)) * Abs(cos(height))
    report = Derivation(height).step(line, "by luck", relation="<=").check()
    assert report.verdict == "undecided"
    assert "both sides have a value at only" in report.lines[0].note
