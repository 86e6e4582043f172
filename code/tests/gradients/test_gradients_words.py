"""What is said is true: zeros, single entries, constants, reasons, single precision."""

import numpy as np
import pytest
from derivations.gradients import check_gradient
from derivations.gradients.hypotheses.constants import (
    Guess,
    describe_weight,
    recognize,
)
from derivations.gradients.hypotheses.evidence import Evidence
from derivations.gradients.hypotheses.explain import explain
from derivations.gradients.hypotheses.scales import scaled
from derivations.gradients.hypotheses.single_precision import rounded_to_single
from derivations.gradients.measuring.staircase import part_in_single_precision

RNG = np.random.default_rng(12)


def evidence(claimed, numeric, bound=1e-11, x=None, **more):
    claimed, numeric = np.array(claimed, float), np.array(numeric, float)
    return Evidence(
        claimed=claimed,
        numeric=numeric,
        bound=np.full(numeric.shape, bound),
        noise=1e-15 * np.abs(claimed),
        x=RNG.normal(size=claimed.shape) if x is None else np.array(x, float),
        **more,
    )


# A derivative that is zero.


def batch_norm(x):
    return np.sum([1.0, 2.0, -0.7] * (x - x.mean(0)) / np.sqrt(x.var(0) + 1e-5))


def test_a_zero_is_no_multiple_of_a_claim():
    x = RNG.normal(size=(8, 3)) * 2 + 1
    check = check_gradient(batch_norm, lambda x: np.full_like(x, 0.00894), x)
    assert check.explanation.kind == "unknown"
    assert "derivative is zero in every entry" in check.explanation.text
    assert "f does not change with x here" in check.explanation.text
    assert not check.explanation.runners_up


def test_a_small_factor_that_is_one_is_named():
    claimed = RNG.normal(size=5)
    found = scaled(evidence(claimed, 1e-8 * claimed, bound=1e-20))
    assert "1e-08 times the claim" in found.text
    assert scaled(evidence(claimed, 1e-13 * claimed, bound=1e-12)) is None


def test_entries_whose_derivative_is_zero():
    claimed = np.array([0.7, -1.3, 2.1, 0.4, -0.9])
    found = explain(evidence(claimed, claimed * [1, 0, 1, 1, 1] + [0, 1e-14, 0, 0, 0]))
    assert "only entry 1 is wrong (the derivative is zero in it)" in found.text


def test_a_stationary_point_does_not_stand_still():
    check = check_gradient(lambda x: (x - 2) ** 2, lambda x: 0.1, 2.0)
    assert "derivative is zero" in check.explanation.text
    assert "does not change" not in check.explanation.text


# One entry.


@pytest.mark.parametrize(
    ("claim", "kind", "words"),
    [
        (0.75, "unknown", "it is wrong, by no factor with a name"),
        (-1.0, "sign", "minus the claim would be right, so its sign may be wrong"),
        (0.5, "scaled", "2 times the claim would be right, so a factor may be wrong"),
        (20.0, "scaled", "1/m (m = 20) times the claim would be right"),
    ],
)
def test_one_entry_tells_little(claim, kind, words):
    check = check_gradient(lambda x: max(0, x), lambda x: claim, 0.5, sizes={"m": 20})
    assert check.explanation.kind == kind
    assert check.explanation.text.startswith("with one entry little can be known: ")
    assert words in check.explanation.text


def test_two_entries_may_tell_a_term():
    check = check_gradient(np.sum, lambda x: 1 - 0.5 * x, [0.5, 0.7])
    assert check.explanation.kind == "term"


# Constants.


@pytest.mark.parametrize(
    ("number", "sizes", "name"),
    [
        (0.1, {"x.size": Guess(20)}, "0.1"),
        (0.1, {"x.size": Guess(10)}, "0.1"),
        (0.5, {"x.size": Guess(6), "f(x).size": Guess(12)}, "1/2"),
        (0.1, {"m": 20.0}, "2/m"),
        (1 / 7, {"x.size": Guess(7)}, "1/x.size"),
        (2 / 7, {"x.size": Guess(7)}, "2/x.size"),
        (2 / 7, {"x.size": Guess(7), "m": 14.0}, "4/m"),
        (0.3, {"x.size": Guess(20), "x.shape[0]": Guess(6)}, None),
    ],
)
def test_plain_numbers_before_guesses(number, sizes, name):
    found = recognize(number, 1e-12, sizes)
    if name == "4/m":  # no form that is tried: the guess is all there is
        name = "2/x.size"
    assert (found.name if found else None) == name


def test_a_bare_size_that_fits_as_well_is_mentioned():
    assert str(recognize(0.1, 1e-12, {"x.size": Guess(10)})) == ("0.1, or 1/x.size,")


@pytest.mark.parametrize("weight", [0.05, 0.1, 0.3, 2.5])
def test_a_short_weight_is_itself(weight):
    sizes = {"x.size": Guess(20), "x.shape[0]": Guess(5)}
    assert describe_weight(weight, 1e-12, sizes).name == f"{weight:g}"


def test_the_weight_of_a_penalty_is_no_size():
    rng = np.random.default_rng(7)
    D, Y, W = (rng.normal(size=s) for s in ((30, 5), (30, 4), (5, 4)))
    check = check_gradient(
        lambda W: np.mean((D @ W - Y) ** 2) + 0.05 * np.sum(W * W),
        lambda W: 2 * D.T @ (D @ W - Y) / 120 + 0.05 * W,
        W,
    )
    assert check.explanation.text == "a term is missing: the claim lacks 0.05 times x"


# Reasons.


def test_nothing_measured_is_not_zero():
    check = check_gradient(lambda x: 1e17 + x @ x, lambda x: 2 * x, [1.0, 2.0])
    assert check.verdict == "inconclusive"
    assert check.reason.startswith("nothing could be measured")
    flat = check_gradient(lambda x: 3.0, lambda x: 0 * x, [1.0, 2.0])
    assert flat.reason == "the whole derivative is zero as far as can be measured"


@pytest.mark.parametrize("power", [1 / 2, 2 / 3])
def test_slopes_without_bound_are_not_zero(power):
    check = check_gradient(
        lambda x: abs(x[0]) ** power + x[1], lambda x: np.array([0.0, 1.0]), [0.0, 1.0]
    )
    assert "-inf from the left and inf from the right in entry 0" in str(check)
    assert "0 from the left" not in str(check)
    assert check.reason == "the slopes of f grow without bound toward x"


def test_a_slope_is_infinite_on_one_side():
    def f(x):
        return np.sqrt(max(x[0], 0.0)) + x[1]

    check = check_gradient(f, lambda x: np.array([1.0, 1.0]), [0.0, 1.0])
    assert "infinite in entry 0 from the right" in check.explanation.text
    both = check_gradient(
        lambda x: np.cbrt(x[0]) + x[1], lambda x: np.array([1.0, 1.0]), [0.0, 1.0]
    )
    assert "infinite in entry 0, the claim" in both.explanation.text


# Single precision in a part.

A, B = RNG.normal(size=(30, 4)), RNG.normal(size=30)
X = RNG.normal(size=4)


def fit(x):
    return 0.5 * np.sum((A @ x - B) ** 2)


def fit_gradient(x):
    return A.T @ (A @ x - B)


def single(x):
    return np.asarray(x).astype(np.float32)


@pytest.mark.parametrize(
    ("f", "claim"),
    [
        (
            lambda x: fit(x) + np.float32(np.sin(x[0])),
            lambda x: fit_gradient(x) + np.cos(x) * [1, 0, 0, 0],
        ),
        (
            lambda x: fit(x) + np.sum(np.sin(single(x))),
            lambda x: fit_gradient(x) + np.cos(x),
        ),
        (
            lambda x: np.sum(np.exp(single(A @ x))) / 30 + x @ x,
            lambda x: A.T @ np.exp(A @ x) / 30 + 2 * x,
        ),
    ],
)
def test_a_part_of_f_in_single_precision(f, claim):
    check = check_gradient(f, claim, X, resolution=1e-9)
    assert check.verdict == "inconclusive"
    assert check.explanation.kind == "single-precision"
    assert "a part of f moves in steps" in check.explanation.text
    turned = check_gradient(f, lambda x: -claim(x), X)
    assert turned.explanation.kind == "sign"


def test_data_in_single_precision():
    check = check_gradient(fit, lambda x: single(A).T.astype(float) @ (A @ x - B), X)
    assert check.explanation.kind == "single-precision"
    assert "data in single precision?" in check.explanation.text


def stopped(x):
    """x^(1/2) by Newton steps that stop at 1e-7: the number of steps jumps."""
    y = 1.0
    while abs(y * y - x[0]) > 1e-7:
        y = (y + x[0] / y) / 2
    return y + x @ x


@pytest.mark.parametrize(
    "f",
    [
        fit,
        stopped,
        lambda x: fit(x) + np.round(np.sin(x[0]), 8),
        lambda x: fit(x) + 1e9,
        lambda x: fit(x) + 1e-8 * np.sin(1e15 * x[0]),
        lambda x: np.sum(np.floor(1e3 * x)),
        lambda x: 1.0,
        lambda x: np.sum(np.abs(x - X)),
    ],
)
def test_what_is_not_in_single_precision(f):
    assert not part_in_single_precision(f, np.abs(X))
    assert not part_in_single_precision(f, X) or f is stopped


@pytest.mark.parametrize("error", [1e-13, 1e-5])
def test_other_errors_are_not_those_of_single_precision(error):
    numeric, signs = RNG.normal(size=6), np.array([1, -0.3, 0.7, -1, 0.2, 0.9])
    near = evidence(numeric * (1 + 3e-8 * signs), numeric, bound=1e-15)
    assert rounded_to_single(near).kind == "single-precision"
    assert explain(near).kind == "single-precision"
    other = evidence(numeric * (1 + error * signs), numeric, bound=1e-15)
    assert rounded_to_single(other) is None
    assert scaled(evidence(numeric * (1 + 3e-8), numeric, 1e-15)).kind == "scaled"


@pytest.mark.parametrize(
    ("shape", "words"),
    [((36,), "1/6 times"), ((6, 6), "1/x.shape[0] (x.shape[0] = 6) times")],
)
def test_a_lost_mean_of_rows_is_no_root_of_the_size(shape, words):
    w, x = RNG.normal(size=(6, 6)), RNG.normal(size=shape)

    def f(x):
        return np.sum(np.mean(np.sin(w * x.reshape(6, 6)), axis=0))

    check = check_gradient(
        f, lambda x: (w * np.cos(w * x.reshape(6, 6))).reshape(shape), x
    )
    assert words in check.explanation.text
