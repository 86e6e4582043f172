"""Factors of the chain rule: named where they are lost, and nowhere else."""

import numpy as np
import pytest
from derivations.gradients import check_gradient, check_jacobian
from derivations.gradients.hypotheses.chain import chain_factor, is_no_chance
from derivations.gradients.hypotheses.evidence import Evidence
from derivations.gradients.hypotheses.explain import explain
from gradients_cases import GRADIENTS

RNG = np.random.default_rng(3)
A, B = RNG.normal(size=(9, 4)), RNG.normal(size=9)
U = RNG.normal(size=4)
POSITIVE = np.exp(U)


def sigmoid(u):
    return 1 / (1 + np.exp(-u))


SHARES = sigmoid(U)


def F(t):
    return 0.5 * np.sum((A @ t - B) ** 2)


def G(t):
    return A.T @ (A @ t - B)


#: name: phi, its derivative, a point in its domain, words of the factor
CHANGES = {
    "exp(x)": (np.exp, np.exp, U, "multiplying by exp(x)"),
    "log(x)": (np.log, lambda x: 1 / x, POSITIVE, "dividing by x"),
    "x^2": (np.square, lambda x: 2 * x, U, "multiplying by 2 x"),
    "sqrt(x)": (np.sqrt, lambda x: 0.5 / np.sqrt(x), POSITIVE, "dividing by 2 sqrt(x)"),
    "1/x": (lambda x: 1 / x, lambda x: -1 / x**2, U, "dividing by -x^2"),
    "sigmoid(x)": (
        sigmoid,
        lambda x: sigmoid(x) * sigmoid(-x),
        U,
        "multiplying by p (1 - p) with p = sigmoid(x)",
    ),
    "logit(x)": (
        lambda x: np.log(x / (1 - x)),
        lambda x: 1 / (x * (1 - x)),
        SHARES,
        "dividing by x (1 - x)",
    ),
    "tanh(x)": (
        np.tanh,
        lambda x: 1 - np.tanh(x) ** 2,
        U,
        "multiplying by 1 - tanh(x)^2",
    ),
    "x^3": (lambda x: x**3, lambda x: 3 * x * x, U, "multiplying by 3 x^2"),
    "exp(2 x)": (
        lambda x: np.exp(2 * x),
        lambda x: 2 * np.exp(2 * x),
        U,
        "multiplying by 2 exp(2 x)",
    ),
    "1/x^2": (lambda x: x**-2.0, lambda x: -2 * x**-3.0, U, "dividing by -x^3/2"),
    "artanh(x)": (np.arctanh, lambda x: 1 / (1 - x**2), SHARES, "dividing by 1 - x^2"),
    "softplus(x)": (
        lambda x: np.logaddexp(0, x),
        sigmoid,
        U,
        "multiplying by sigmoid(x)",
    ),
    "log(exp(x) - 1)": (
        lambda x: np.log(np.expm1(x)),
        lambda x: 1 / (1 - np.exp(-x)),
        POSITIVE,
        "dividing by 1 - exp(-x)",
    ),
    "log(1 + x)": (np.log1p, lambda x: 1 / (1 + x), POSITIVE, "dividing by 1 + x"),
}


def corrected(check, claim, x, **names):
    names |= {"np": np, "x": x, "claim": np.asarray(claim(x))}
    return eval(check.explanation.correction, names)


@pytest.mark.parametrize("t", CHANGES)
def test_a_missing_factor_is_named_and_put_right(t):
    phi, slope, x, words = CHANGES[t]

    def claim(x):
        return G(phi(x))

    check = check_gradient(lambda x: F(phi(x)), claim, x)
    assert check.explanation.kind == "chain-factor"
    assert f"right after {words};" in check.explanation.text
    assert f"the derivative by {t} instead of x?" in check.explanation.text
    np.testing.assert_allclose(
        corrected(check, claim, x), G(phi(x)) * slope(x), rtol=1e-12
    )


@pytest.mark.parametrize("t", CHANGES)
def test_a_factor_too_many_is_named_and_put_right(t):
    _, slope, x, words = CHANGES[t]

    def claim(x):
        return G(x) * slope(x)

    check = check_gradient(F, claim, x)
    verb, factor = words.split(" by ", 1)
    other = "dividing" if verb == "multiplying" else "multiplying"
    assert check.explanation.kind == "chain-factor"
    assert f"right after {other} by {factor};" in check.explanation.text
    np.testing.assert_allclose(corrected(check, claim, x), G(x), rtol=1e-12)


@pytest.mark.parametrize("t", CHANGES)
@pytest.mark.parametrize("part", [[0, 2], [1]])
def test_a_factor_missing_in_some_entries(t, part):
    phi, slope, x, words = CHANGES[t]
    chosen = np.isin(np.arange(4), part)

    def inner(x):
        return np.where(chosen, phi(x), x)

    def claim(x):
        return G(inner(x))

    check = check_gradient(lambda x: F(inner(x)), claim, x)
    where = "entries 0 and 2" if len(part) == 2 else "entry 1"
    assert check.explanation.kind == "chain-factor"
    assert f"{words} in {where}, all else is right" in check.explanation.text
    right = claim(x) * np.where(chosen, slope(x), 1)
    np.testing.assert_allclose(corrected(check, claim, x), right, rtol=1e-12)


def test_a_scale_parameter_of_a_normal_distribution():
    """(mu, log sigma), differentiated by sigma."""
    y = RNG.normal(size=20)

    def f(t):
        return np.sum((y - t[0]) ** 2) / (2 * np.exp(2 * t[1])) + 20 * t[1]

    def claim(t):
        s, r = np.exp(t[1]), y - t[0]
        return np.array([-r.sum() / s**2, 20 / s - np.sum(r**2) / s**3])

    check = check_gradient(f, claim, [0.3, -0.4])
    assert "multiplying by exp(x) in entry 1" in check.explanation.text


def test_a_constant_in_front_of_the_factor():
    check = check_gradient(
        lambda u: F(np.exp(u)), lambda u: 20 * G(np.exp(u)), U, sizes={"m": 20}
    )
    assert check.explanation.kind == "chain-factor"
    words = "right after multiplying by 1/m (m = 20) and by exp(x)"
    assert words in check.explanation.text
    assert check.explanation.correction == "1/m * claim * np.exp(x)"


def test_many_inputs():
    n = 500
    w, x = RNG.normal(size=(2, n))
    check = check_gradient(
        lambda x: np.sum(w * np.sin(np.exp(x))), lambda x: w * np.cos(np.exp(x)), x
    )
    assert "multiplying by exp(x);" in check.explanation.text


def test_a_scale_that_the_user_names():
    s = np.array([0.5, 2.0, 3.0, 1.7])
    check = check_gradient(
        lambda x: F(x / s), lambda x: G(x / s), U, terms={"scale": s}
    )
    assert "right after dividing by scale" in check.explanation.text
    assert "by x / scale instead of x" in check.explanation.text


@pytest.mark.parametrize(
    ("f", "claim", "words"),
    [
        (lambda t: np.exp(-F(t) / 9), lambda t: -G(t) / 9, "log(f)"),
        (lambda t: np.log(F(t)), G, "exp(f)"),
        (lambda t: np.sqrt(F(t)), G, "f^2"),
        (lambda t: F(t) ** 2, G, "sqrt(f)"),
    ],
)
def test_a_function_of_f_was_differentiated(f, claim, words):
    check = check_gradient(f, claim, U)
    assert check.explanation.kind == "chain-factor"
    assert f"the derivative of {words} instead of f?" in check.explanation.text
    right = corrected(check, claim, U, f=f)
    assert check_gradient(f, right, U).verdict == "agrees"


def test_the_activation_of_a_layer_is_missing():
    check = check_jacobian(lambda x: np.tanh(A @ x), lambda x: A, U)
    assert "right after multiplying by 1 - f(x)^2" in check.explanation.text


X = RNG.normal(size=(8, 3)) * 2 + 1
W = RNG.normal(size=(8, 3))


def waves(z):
    return np.sum(np.sin(z * W))


def waves_by_z(z):
    return W * np.cos(z * W)


def softmax(x):
    e = np.exp(x)
    return e / e.sum(axis=1, keepdims=True)


def unit(x):
    return x / np.sqrt(np.sum(x * x, axis=0, keepdims=True))


def standardized(axis, ddof=0, added=0.0):
    def z(x):
        centered = x - x.mean(axis=axis, keepdims=True)
        return centered / np.sqrt(x.var(axis=axis, ddof=ddof, keepdims=True) + added)

    return z


@pytest.mark.parametrize(
    ("phi", "words"),
    [
        (
            standardized(0),
            " along axis 0: is the claim the derivative by z = (x - mean",
        ),
        (standardized(1, 1), " along axis 1: is the claim the derivative by z"),
        (standardized(None), "missing: is the claim the derivative by z"),
        (standardized(0, 0, 1e-5), " along axis 0: is the claim the derivative by z"),
        (softmax, "by softmax(x) instead of x"),
        (unit, "by x / |x| instead of x"),
        (lambda x: x / np.sum(x), "by x / sum(x) instead of x"),
        (lambda x: x - x.mean(axis=0), "x less its mean"),
    ],
)
def test_a_change_that_mixes_entries(phi, words):
    def claim(x):
        return waves_by_z(phi(x))

    check = check_gradient(lambda x: waves(phi(x)), claim, X)
    assert check.explanation.kind == "chain-factor" and words in check.explanation.text
    right = corrected(check, claim, X)
    assert check_gradient(lambda x: waves(phi(x)), right, X).verdict == "agrees"


def test_mean_and_deviation_taken_for_constants():
    z, added = standardized(0, 0, 1e-5), 1e-5

    def claim(x):
        return waves_by_z(z(x)) / np.sqrt(x.var(axis=0) + added)

    check = check_gradient(lambda x: waves(z(x)), claim, X)
    assert "takes the mean and the deviation of x for constants" in (
        check.explanation.text
    )
    right = corrected(check, claim, X)
    assert check_gradient(lambda x: waves(z(x)), right, X).verdict == "agrees"


# What must not be named: as close as a measurement can tell, and chance.


def evidence(claimed, numeric, x, bound=1e-11):
    return Evidence(
        claimed=claimed,
        numeric=numeric,
        bound=np.full(claimed.shape, bound),
        noise=1e-15 * np.abs(claimed),
        x=x,
    )


@pytest.mark.parametrize("t", CHANGES)
def test_a_factor_off_by_a_millionth_is_none(t):
    _, slope, x, _ = CHANGES[t]
    claimed = RNG.normal(size=4)
    right = evidence(claimed, claimed * slope(x), x)
    assert chain_factor(right).kind == "chain-factor"
    off = claimed * slope(x) * (1 + 1e-6 * np.array([1, -1, 1, -1]))
    assert chain_factor(evidence(claimed, off, x)) is None


def test_other_functions_are_none():
    claimed = RNG.normal(size=4)
    for ratio in (np.cos(U), np.exp(-(U**2)), 1.3 + U, np.exp(3 * U), U**5):
        found = explain(evidence(claimed, claimed * ratio, U))
        assert found.kind in ("unknown", "not-a-gradient")


def test_a_plain_factor_is_the_plainer_word():
    """At x = 1 twice the claim is 2 x times the claim."""
    x = np.array([1.0, 0.4, -0.7, 2.2])
    claimed = RNG.normal(size=4)
    found = explain(evidence(claimed, claimed * [2, 1, 1, 1], x))
    assert found.kind == "few-entries" and "2 times the claim" in found.text
    assert explain(evidence(claimed, 2 * claimed, np.ones(4))).kind == "scaled"


def test_a_derivative_that_is_zero_is_no_multiple_of_anything():
    claimed = np.full(4, 0.5)
    assert chain_factor(evidence(claimed, np.full(4, 1e-13), U)) is None


def test_little_agreement_is_no_evidence():
    claimed = RNG.normal(size=2)
    vague = evidence(claimed, claimed * np.exp(U[:2]), U[:2], bound=1e-4)
    assert not is_no_chance(vague) and chain_factor(vague) is None


def test_random_claims_are_not_explained():
    """1,000 random claims, exactly or roughly measured: none is explained."""
    for seed in range(1000):
        rng = np.random.default_rng([5, seed])
        size, bound = int(rng.integers(2, 9)), (1e-11, 1e-5)[seed % 2]
        claimed, numeric, x = rng.normal(size=(3, size))
        found = explain(evidence(claimed, numeric, x, bound))
        assert found.kind == "unknown", f"{seed}: {found}"


@pytest.mark.parametrize("make", GRADIENTS, ids=lambda make: make.__name__)
def test_random_factors_are_not_explained(make):
    """The right gradient times random numbers, and random numbers alone."""
    for seed in range(3):
        rng = np.random.default_rng([6, seed])
        case = make(rng)
        noise = rng.normal(size=np.shape(case.right(case.x)))
        for claim in (lambda x, n=noise: n, lambda x, n=noise, c=case: n * c.right(x)):
            check = check_gradient(case.f, claim, case.x, sizes=case.sizes)
            assert check.explanation.kind in ("unknown", "not-a-gradient"), str(check)
