"""Every hypothesis by itself: what it explains, and what it must refuse."""

import re
from dataclasses import replace
from math import pi

import numpy as np
import pytest
from derivations.gradients import KINDS, Explanation, check_gradient
from derivations.gradients.hypotheses.constants import (
    describe,
    named_constants,
    recognize,
)
from derivations.gradients.hypotheses.entries import few_entries, missing_coordinates
from derivations.gradients.hypotheses.evidence import Evidence, fit
from derivations.gradients.hypotheses.explain import explain
from derivations.gradients.hypotheses.patterns import places
from derivations.gradients.hypotheses.permuted import permuted
from derivations.gradients.hypotheses.rearranged import (
    rearranged_and_scaled,
    reshaped,
    shifted,
    transposed,
)
from derivations.gradients.hypotheses.scaled_parts import scaled_and_term
from derivations.gradients.hypotheses.scales import (
    lines_scaled,
    mostly_scaled,
    scaled,
    sign,
    symmetric_factor,
)
from derivations.gradients.hypotheses.terms import term, term_weights, usual_term

RNG = np.random.default_rng(4)
J = np.array([0.7, -1.3, 2.1, 0.4, -0.9])
X = np.array([1.1, 0.3, -0.8, 2.0, -1.7])
M = RNG.normal(size=(4, 4))
R = RNG.normal(size=(3, 4))
LONG, FAR = RNG.normal(size=8), RNG.normal(size=8)
WITHOUT = np.array([1, 0, 1, 1, 1, 1, 0, 1])


def evidence(claimed, numeric, bound=1e-11, x=None, **more):
    claimed, numeric = np.array(claimed, float), np.array(numeric, float)
    more.setdefault("is_gradient", False)
    return Evidence(
        claimed=claimed,
        numeric=numeric,
        bound=np.full(numeric.shape, bound),
        noise=1e-15 * np.abs(claimed),
        x=np.array(X if x is None else x, float),
        **more,
    )


#: hypothesis, claim, numbers, point, kind, words that must occur
FITS = [
    (sign, -J, J, X, "sign", "minus the claim"),
    (scaled, 20 * J, J, X, "scaled", "1/m (m = 20)"),
    (scaled, J / 19 * 20, J, X, "scaled", "(m - 1)/m"),
    (scaled, J / 19, J, X, "scaled", "m - 1 (m = 20) times"),
    (scaled, J * 2, J, X, "scaled", "1/2 times"),
    (scaled, J / 0.731, J, X, "scaled", "0.731 times"),
    (scaled, J * 180 / pi, J, X, "scaled", "pi/180"),
    (transposed, M.T, M, X[:4], "transposed", "transposed"),
    (reshaped, R.ravel().reshape(3, 4, order="F"), R, R, "reshaped", "'C' and 'F'"),
    (
        missing_coordinates,
        J * [1, 0, 1, 1, 1],
        J,
        X,
        "missing-coordinates",
        "entry 1 is",
    ),
    (
        missing_coordinates,
        np.diag(np.diag(M)),
        M,
        X[:4],
        "missing-coordinates",
        "off the diagonal",
    ),
    (missing_coordinates, 0 * J, J, X, "missing-coordinates", "every entry"),
    (usual_term, J - 0.3 * X, J, X, "term", "lacks 0.3 times x"),
    (usual_term, J + 0.3 * X, J, X, "term", "too many: 0.3 times x"),
    (usual_term, J + 2.5 * np.sign(X), J, X, "term", "sign(x)"),
    (usual_term, J - 1.7, J, X, "term", "1.7 times ones"),
    (usual_term, J - 0.3 * X * [0, 1, 1, 1, 1], J, X, "term", "without entry 0"),
    (usual_term, M - 0.5 * np.eye(4), M, X[:4], "term", "the identity"),
    (scaled_and_term, 3 * J - 0.9 * X, J, X, "term", "1/3 times the claim, plus 0.3"),
    (shifted, np.roll(J, 1), J, X, "shifted", "one place too far to the right"),
    (shifted, np.roll(J, -1), J, X, "shifted", "one place too far to the left"),
    (shifted, [9, *J[:-1]], J, X, "shifted", "the one at the end is lost"),
    (
        permuted,
        J[[1, 0, 2, 3, 4]],
        J,
        X,
        "permuted",
        "entry 0 and entry 1 are exchanged",
    ),
    (permuted, J[::-1], J, X, "permuted", "reverse"),
    (permuted, J[[2, 3, 0, 4, 1]], J, X, "permuted", "[2, 4, 0, 1, 3]"),
    (permuted, R[[2, 0, 1]], R, R, "permuted", "rows"),
    (permuted, R[:, [2, 0, 1, 3]], R, R, "permuted", "columns"),
    (few_entries, J * [1, 1, 1.01, 1, 1], J, X, "few-entries", "only entry 2 is wrong"),
    (few_entries, J * [1, 1, -1, 1, 1], J, X, "few-entries", "minus the claim"),
    (few_entries, M + np.eye(4), M, X[:4], "few-entries", "the diagonal"),
    (
        symmetric_factor,
        (M + M.T) * (2 - np.eye(4)),
        M + M.T,
        X[:4],
        "scaled",
        "off the diagonal are twice",
    ),
    (symmetric_factor, (M + M.T) / (2 - np.eye(4)), M + M.T, X[:4], "scaled", "half"),
    (
        lines_scaled,
        R / np.array([[2], [1], [0.7]]),
        R,
        R,
        "scaled",
        "2 in row 0, 0.7 in row 2",
    ),
    (lines_scaled, R * [2, 1, 4, 1], R, R, "scaled", "1/2 in column 0"),
    (rearranged_and_scaled, -M.T, M, X[:4], "transposed", "a minus sign is missing"),
    (rearranged_and_scaled, 20 * np.roll(J, 1), J, X, "shifted", "1/m"),
    (shifted, np.roll(J, 2), J, X, "shifted", "2 places too far to the right"),
    (shifted, np.roll(R, 1, axis=1), R, R, "shifted", "to the right along axis 1"),
    (shifted, [*J[1:], 9], J, X, "shifted", "the one at the start is lost"),
    (
        usual_term,
        LONG - 0.3 * FAR * WITHOUT,
        LONG,
        FAR,
        "term",
        "0.3 times x without entries 1 and 6",
    ),
    (
        scaled_and_term,
        3 * J - 0.9 * X * [1, 1, 1, 1, 0],
        J,
        X,
        "term",
        "without entry 4",
    ),
    (
        scaled_and_term,
        3 * LONG - 0.9 * FAR * WITHOUT,
        LONG,
        FAR,
        "term",
        "plus 0.3 times x without entries 1 and 6",
    ),
    (shifted, np.roll(LONG, 3), LONG, FAR, "shifted", "3 places too far to the right"),
    (shifted, np.roll(LONG, -3), LONG, FAR, "shifted", "3 places too far to the left"),
    (permuted, J[:2][::-1], J[:2], X[:2], "permuted", "exchanged"),
    (mostly_scaled, J * [-1, -1, -1, -1, -3], J, X, "sign", "entry 4"),
    (mostly_scaled, J * [2, 2, 2, 2, 0], J, X, "scaled", "leaves out"),
]


@pytest.mark.parametrize("number", range(len(FITS)))
def test_it_explains(number):
    hypothesis, claimed, numeric, x, kind, words = FITS[number]
    found = hypothesis(evidence(claimed, numeric, x=x, sizes={"m": 20}))
    assert found is not None
    assert found.kind == kind
    assert words in found.text
    assert found.correction


#: The same with one number changed by a hair, but for what is about single entries.
STRICT = [
    number
    for number, (hypothesis, *_, words) in enumerate(FITS)
    if hypothesis not in (few_entries, mostly_scaled) and words != "every entry"
]


@pytest.mark.parametrize("number", STRICT)
def test_every_entry_must_fit(number):
    hypothesis, claimed, numeric, x, _, words = FITS[number]
    spoiled = np.array(numeric, float)
    spoiled.flat[np.argmax(np.abs(spoiled))] *= 1 + 1e-6
    found = hypothesis(evidence(claimed, spoiled, x=x, sizes={"m": 20}))
    assert found is None or words not in found.text


REFUSALS = [
    (sign, J, J),
    (sign, -J * [1, 1, 1, 1, 1.001], J),
    (scaled, J * [1, 1, 1, 1, 1.001], J),
    (scaled, np.ones(5), J),
    (scaled, J * (1 + 1e-15), J),
    (missing_coordinates, J * [1, 0.5, 1, 1, 1], J),
    (missing_coordinates, J * [1, 0, 1, 1, 1.1], J),
    (usual_term, J * 2, J),
    (few_entries, J * 2, J),
    (usual_term, J - 0.3 * X * [0, 0, 0, 1, 1], J),
    (permuted, [1.0, 2.0], [1.0, 1e-30]),
    (few_entries, J + np.array([1, 1, 1, 0, 0]), J),
    (permuted, J * 2, J),
    (shifted, J[::-1], J),
    (mostly_scaled, J * [2, 2, 3, 3, 1], J),
    (transposed, M, np.eye(4)),
]


@pytest.mark.parametrize("number", range(len(REFUSALS)))
def test_it_refuses(number):
    hypothesis, claimed, numeric = REFUSALS[number]
    x = X[: len(claimed)]
    assert hypothesis(evidence(claimed, numeric, x=x)) is None


def test_several_entries_are_spoken_of_in_the_plural():
    found = few_entries(evidence(LONG + np.eye(8)[1] + np.eye(8)[5], LONG, x=FAR))
    assert found.text.startswith("only entries 1 and 5 are wrong")


def test_one_entry_proves_no_factor_without_a_name():
    one = {"x": [1.0]}
    assert scaled(evidence([2.0], [1.0], **one)).kind == "scaled"
    assert scaled(evidence([1.7], [1.0], **one)) is None
    # ... and none at all where the entry is poorly known
    assert scaled(evidence([2.0], [1.0], bound=1e-3, **one)) is None


def test_a_ratio_of_few_digits_is_not_called_1():
    # the third entry is known to 3 % only: 1.24, of which one digit holds
    found = few_entries(evidence(J / [1, 1, 1.24, 1, 1], J, bound=0.03 * abs(J[2])))
    assert "1 times" not in found.text and "(1 + 2e-01) times" in found.text


def test_one_entry_proves_no_weight_without_a_name():
    one = np.array([1.1, 0, 0, 0, 0])
    unnamed = evidence(J - 0.3771 * one, J, x=one)
    named = evidence(J - 2 * one, J, x=one)
    assert usual_term(unnamed) is None or "x" not in usual_term(unnamed).correction
    assert "2 times x" in usual_term(named).text
    two = np.array([1.1, 0.5, 0, 0, 0])
    assert "0.3771 times x" in usual_term(evidence(J - 0.3771 * two, J, x=two)).text


def test_a_weight_is_seen_more_often_than_it_has_freedom():
    # two entries wrong by opposite amounts: no penalty on two of four coordinates
    numeric = J[:4]
    claimed = numeric[[0, 1, 3, 2]]
    assert usual_term(evidence(claimed, numeric, x=X[:4])) is None
    assert permuted(evidence(claimed, numeric, x=X[:4])).kind == "permuted"


TERMS = {"data": J, "penalty": 0.5 * X}


@pytest.mark.parametrize(
    ("claimed", "words"),
    [
        (J, "penalty enters with weight 0, should be 1"),
        (J + X, "penalty enters with weight 2, should be 1"),
        (J - 0.5 * X, "penalty enters with weight -1, should be 1"),
        (20 * J + 0.5 * X, "data enters with weight m (m = 20), should be 1"),
        (J + 0.5 * X / 20, "penalty enters with weight 1/m (m = 20), should be 1"),
    ],
)
def test_weights_of_terms(claimed, words):
    known = {"terms": TERMS, "sizes": {"m": 20}}
    found = term_weights(evidence(claimed, J + 0.5 * X, **known))
    assert (found.kind, found.text) == ("term", words)


@pytest.mark.parametrize(
    ("weight", "words"),
    [
        (-1, "penalty is missing"),
        (1, "penalty is counted once too often"),
        (-2, "penalty has the wrong sign: it enters with minus"),
        (2, "penalty has the wrong sign: it enters with plus"),
        (0.3, "has too much: 0.3 times penalty"),
    ],
)
def test_one_named_term(weight, words):
    known = {"terms": {"penalty": 0.5 * X}}
    found = term(evidence(J + weight * 0.5 * X, J, **known))
    assert words in found.text


def test_terms_that_do_not_occur_are_left_out():
    terms = {**TERMS, "other": X**2}
    found = term_weights(evidence(2 * J + 0.5 * X + X**2, J + 0.5 * X, terms=terms))
    assert found.correction == "data + penalty"
    assert found.text == (
        "data enters with weight 2, should be 1; "
        "other enters with weight 1, should be 0"
    )


def test_the_order_of_lines_is_told():
    swapped = permuted(evidence(R[[1, 0, 2]], R, x=R))
    assert swapped.correction == "np.take(claim, [1, 0, 2], axis=0)"
    two = permuted(evidence(R[[1, 0]], R[:2], x=R[:2]))
    assert two.text == "rows are in another order: they belong in the order [1, 0]"
    twice = permuted(evidence(M[[1, 0, 2, 3]][:, [1, 0, 2, 3]], M, x=X[:4]))
    assert twice.kind == "permuted"


def test_every_line_is_used_once():
    twice = R[[0, 0, 1]]
    found = permuted(evidence(twice[[0, 2, 1]], twice, x=R))
    assert found.correction == "np.take(claim, [0, 2, 1], axis=0)"


def test_kronecker_products_in_the_other_order():
    A, B = RNG.normal(size=(2, 2)), RNG.normal(size=(3, 3))
    found = permuted(evidence(np.kron(B, A), np.kron(A, B), x=np.ones(6)))
    assert found.kind == "permuted" and "Kronecker order" in found.text
    assert found.correction == "np.kron with its two factors exchanged"
    assert "3 blocks of 2 were meant to be 2 blocks of 3" in found.text
    square = RNG.normal(size=(3, 3))
    found = permuted(evidence(np.kron(B, square), np.kron(square, B), x=np.ones(9)))
    assert "(i, j) within block (k, l) is to be (k, l) within (i, j)" in found.text


def test_half_way_round_is_an_exchange():
    """A shift by half the length has no direction."""
    for n in (4, 6):
        turned = np.roll(LONG[:n], n // 2)
        found = explain(evidence(turned, LONG[:n], x=FAR[:n]))
        assert found.kind == "permuted"


def test_a_transposed_claim_is_put_right():
    found = transposed(evidence(M.T, M, x=X[:4]))
    assert (found.text, found.correction) == ("the claim is transposed", "claim.T")
    T = RNG.normal(size=(2, 2, 2))
    found = transposed(evidence(T.transpose(1, 2, 0), T, x=np.ones((2, 2))))
    assert "axes of f and axes of x are exchanged" in found.text
    assert found.correction == "np.transpose(claim, (2, 0, 1))"
    other = transposed(evidence(T.transpose(1, 0, 2), T, x=np.ones((2, 2))))
    assert other.text.endswith("its axes belong in the order (1, 0, 2)")
    assert other.correction == "np.transpose(claim, (1, 0, 2))"


def test_an_entry_lost_at_the_end():
    found = shifted(evidence([9, *J[:-1]], J))
    assert found.text == (
        "entries stand one place too far to the right, and the one at the end is lost"
    )
    assert found.correction == "claim moved one place to the left"
    assert shifted(evidence([9, *J[:3]], J[:4], x=X[:4])).kind == "shifted"
    rows = np.column_stack([np.ones(3), R[:, :-1]])
    assert "to the right along axis 1, and" in shifted(evidence(rows, R, x=R)).text


def test_many_lines_are_counted():
    tall = RNG.normal(size=(8, 3))
    factors = np.array([2, 3, 4, 5, 6, 7, 8, 1])[:, None]
    found = lines_scaled(evidence(tall / factors, tall, x=np.ones(3)))
    assert found.text.endswith(
        "2 in row 0, 3 in row 1, 4 in row 2, 5 in row 3, 6 in row 4 and 2 more"
    )


def test_the_noise_of_a_claim_grows_with_its_factor():
    noisy = evidence(J / 1000 + 1e-9 * np.array([1, -1, 1, 1, -1]), J)
    assert scaled(noisy) is None
    known = replace(noisy, noise=np.full(5, 1e-9))
    assert "1000 times" in scaled(known).text


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (np.diag(X[:4]), "0.3 times diag(x)"),
        (np.outer(X[:4], X[:4]), "0.3 times the outer product of x with itself"),
        (np.ones((4, 4)), "0.3 times ones"),
    ],
)
def test_usual_terms_of_a_hessian(part, words):
    found = usual_term(evidence(M - 0.3 * part, M, x=X[:4]))
    assert found.text == f"a term is missing: the claim lacks {words}"


def test_terms_that_are_not_the_derivative():
    known = {"terms": {"a": np.ones(5), "b": np.arange(5.0)}}
    assert term_weights(evidence(2 * J, J, **known)) is None
    assert term(evidence(2 * J, J, **known)) is None


def test_kinds_are_the_ones_agreed():
    with pytest.raises(ValueError, match="kind must be one of"):
        Explanation("typo", "some text")
    assert len(KINDS) == len(set(KINDS)) == 19


def test_the_first_that_fits_wins_and_the_others_follow():
    symmetric_wrong = np.array([[1.0, 2.0], [3.0, 1.0]])
    found = explain(evidence(symmetric_wrong, symmetric_wrong.T, x=X[:2]))
    assert found.kind == "transposed"
    assert "permuted" not in {other.kind for other in found.runners_up}
    both = explain(evidence(-J[:2], [-1.3, 0.7][::-1], x=X[:2]))
    assert both.kind == "sign"


def test_nothing_fits():
    found = explain(evidence(J**2 + 1, J))
    assert found.kind == "unknown" and found.text.startswith("every entry is wrong")


@pytest.mark.parametrize(
    ("number", "name"),
    [
        (0.05, "1/m"),
        (1 / 19, "1/(m - 1)"),
        (20.0, "m"),
        (-0.1, "-2/m"),
        (np.log(2), "ln 2"),
        (pi / 180, "pi/180"),
        (1.0, "1"),
        (0.123456, None),
        (0.0, None),
        (np.nan, None),
    ],
)
def test_recognize(number, name):
    found = recognize(number, 1e-12, {"m": 20})
    assert (found.name if found else None) == name


def test_names_need_accuracy():
    assert recognize(0.05, 0.01, {"m": 20}) is None
    assert recognize(0.05, 0.08 * 0.05, {"m": 20}) is None
    vague = recognize(0.05, 1e-3, {"m": 20})
    assert vague.name == "1/m" and not vague.certain
    assert recognize(0.05, 1e-8, {"m": 20}).certain


def test_a_hundred_thousand_samples_are_told_from_one_less():
    sizes = {"m": 100_000}
    assert recognize(1 / 100_000, 1e-16, sizes).name == "1/m"
    assert recognize(1 / 99_999, 1e-16, sizes).name == "1/(m - 1)"


def test_equal_sizes_are_both_named():
    assert "or 1/n" in str(recognize(1 / 6, 1e-12, {"m": 6, "n": 6}))


def test_constants_have_their_values():
    values = named_constants({"m": 12.0, "lambda": 0.3})
    assert values["lambda/m"] == pytest.approx(0.025)
    assert values["2 lambda"] == pytest.approx(0.6)
    assert values["1/sqrt(2 pi)"] == pytest.approx((2 * pi) ** -0.5)
    assert "lambda - 1" not in values
    assert "m m" not in values and "m lambda" in values


def test_every_name_means_its_value():
    """Each name, read as a formula, gives the value that stands beside it."""
    names = {"m": 12.0, "n": 5.0, "pi": pi, "e": np.e, "sqrt": np.sqrt}
    constants = named_constants({"m": 12.0, "n": 5.0})
    assert len(constants) > 100
    for name, value in constants.items():
        formula = re.sub(r"ln (\d+)", r"log(\1)", name).replace("^", "**")
        formula = re.sub(r"(\w|\)) (?=[a-z])", r"\1*", formula)
        assert value == pytest.approx(eval(formula, {"log": np.log, **names})), name


def test_unnamed_numbers_show_the_digits_they_have():
    assert describe(0.731059, 1e-3, {}).name == "0.73"
    assert describe(0.731059, 1e-12, {}).name == "0.731059"


@pytest.mark.parametrize(
    ("at", "shape", "words"),
    [
        ([0], (), "the entry"),
        ([2], (4,), "entry 2"),
        ([0, 2], (4,), "entries 0 and 2"),
        ([0, 1, 2, 3], (4,), "every entry"),
        ([0, 1], (2, 2), "row 0"),
        ([0, 2], (2, 2), "column 0"),
        ([0, 4, 8], (3, 3), "the diagonal"),
        ([1, 2, 3, 5, 6, 7], (3, 3), "every entry off the diagonal"),
        ([0, 1, 2, 6, 7, 8], (3, 3), "rows 0 and 2"),
        ([0, 5], (2, 3), "entries (0, 0) and (1, 2)"),
        (
            [2, 3, 6, 7, 8, 9, 12, 13],
            (4, 4),
            "every entry off the diagonal blocks of size 2",
        ),
        ([1, 3, 5, 7], (2, 2, 2), "every entry [:, :, k] with k = 1"),
        (range(12), (8, 2), "rows 0, 1, 2, 3, 4 and 1 more"),
        ([0, 1, 4, 5], (4, 2), "rows 0 and 2"),
        ([0, 1, 2, 3, 6, 7], (5, 2), "rows 0, 1 and 3"),
        ([0, 4, 2, 6], (2, 4), "columns 0 and 2"),
        ([0, 3], (2, 2), "entries (0, 0) and (1, 1)"),
        (range(7), (20,), "entries 0, 1, 2, 3, 4 and 2 more"),
    ],
)
def test_places(at, shape, words):
    assert places(np.array(list(at)), shape) == words


def test_a_fit_says_what_it_does_not_know():
    two = evidence(J, J)
    weights, spread = fit(two, [X, 2 * X])
    assert np.all(np.isinf(spread)) and not np.any(weights)
    _, spread = fit(two, [np.zeros(5)])
    assert np.isinf(spread[0])
    weights, spread = fit(evidence(J, 3 * X), [X])
    assert weights[0] == pytest.approx(3) and 0 < spread[0] < 1e-9


OWN = np.array([0.3, -0.7, 1.2])
MIXED = np.array([[2.0, 1.0, 0.5], [1.0, 3.0, -1.0], [0.5, -1.0, 1.0]])


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        (lambda x: MIXED @ np.tanh(MIXED @ x) + 1, True),
        (lambda x: np.exp(np.sin(x)) + x**3 - 2, False),  # its Jacobian is diagonal
        (lambda x: np.cos(x) * np.tanh(x**2) + 3, False),
    ],
    ids=["mixed", "entry by entry", "another"],
)
def test_a_symmetric_jacobian_is_told_where_it_could_be_another(claim, told):
    check = check_gradient(lambda x: np.sum(np.log(1 + x**4)) + x[0] * x[1], claim, OWN)
    assert check.explanation.kind == "unknown"
    assert ("gradient of another function" in check.explanation.text) is told
