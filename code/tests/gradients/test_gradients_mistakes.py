"""Planted mistakes are explained; right formulas are left alone."""

import numpy as np
import pytest
from derivations.gradients import check_gradient, check_hessian, check_jacobian
from gradients_cases import GRADIENTS, OTHERS, mistakes, mistakes_in_terms
from gradients_random import random_function

CHECKS = {
    "gradient": check_gradient,
    "Jacobian": check_jacobian,
    "Hessian": check_hessian,
}
SEED = 20


def run(case, claim, **options):
    check = CHECKS[case.what]
    return check(case.f, claim, case.x, sizes=case.sizes, **options)


@pytest.mark.parametrize("make", GRADIENTS + OTHERS, ids=lambda make: make.__name__)
def test_mistakes_are_named(make):
    case = make(np.random.default_rng([SEED, 1]))
    right = run(case, case.right)
    assert right.verdict == "agrees" and right.explanation is None, str(right)
    terms = {name: part(case.x) for name, part in case.parts.items()}
    planted = [(mistake, {}) for mistake in mistakes(case, SEED)]
    planted += [(mistake, {"terms": terms}) for mistake in mistakes_in_terms(case)]
    assert len(planted) > 5
    for mistake, options in planted:
        check = run(case, mistake.claim, **options)
        assert check.verdict == "differs", mistake.name
        assert check.explanation.kind in mistake.kinds, f"{mistake.name}: {check}"
        assert mistake.says in check.explanation.text, f"{mistake.name}: {check}"


@pytest.mark.parametrize("make", GRADIENTS, ids=lambda make: make.__name__)
def test_one_entry_off_by_a_billionth_is_found(make):
    case = make(np.random.default_rng([SEED, 2]))
    value = case.right(case.x)
    order = np.argsort(np.abs(value).ravel())
    place = order[round(0.75 * (order.size - 1))]
    factor = np.ones(value.size)
    factor[place] += 1e-9
    check = run(case, lambda x: case.right(x) * factor.reshape(value.shape))
    assert check.verdict == "differs"
    assert check.worst[0].index == np.unravel_index(place, value.shape)


@pytest.mark.parametrize("style", ["plain", "scaled", "offset"])
def test_no_false_alarm(style):
    for seed in range(60):
        f, gradient, x = random_function(seed, style)
        check = check_gradient(f, gradient, x)
        assert check.verdict != "differs", f"{style} {seed}\n{check}"
        assert check.explanation is None, f"{style} {seed}\n{check}"
        if style != "offset":
            assert check.verdict == "agrees", f"{style} {seed}\n{check}"


@pytest.mark.parametrize("style", ["plain", "scaled"])
def test_small_errors_are_seen_whatever_the_scale(style):
    for seed in range(40):
        f, gradient, x = random_function(seed, style)
        # The largest entry in units of its coordinate, off by a ten-millionth.
        factor = np.ones(x.size)
        factor[np.argmax(np.abs(gradient(x) * x))] += 1e-7
        check = check_gradient(f, lambda z, g=gradient, c=factor: g(z) * c, x)
        assert check.verdict == "differs", f"{style} {seed}\n{check}"


def test_a_claim_that_is_no_gradient_of_anything():
    A = np.array([[1.0, 2.0], [-1.0, 1.0]])
    check = check_gradient(lambda x: x @ x / 2, lambda x: A @ x + x**3, [0.7, -1.1])
    assert check.explanation.kind == "not-a-gradient"


def test_a_gradient_of_another_function():
    check = check_gradient(
        lambda x: np.sum(np.exp(x)), lambda x: x**2 + np.sum(x), [0.7, -1.1, 0.4]
    )
    assert check.explanation.kind == "unknown"
    assert "gradient of another function" in check.explanation.text


def test_a_claim_made_of_steps_is_called_no_gradient_of_another_function():
    """sign(A x) is constant between its jumps; as a whole it need be no gradient."""
    A = np.array([[1.0, 2.0], [-1.0, 1.0]])
    check = check_gradient(lambda x: x @ x, lambda x: np.sign(A @ x), [0.7, -1.1])
    assert check.explanation.kind == "unknown"
    assert "does not change close to x" in check.explanation.text
    assert "another function" not in check.explanation.text


@pytest.mark.parametrize(
    ("point", "words"),
    [(np.zeros_like, "x = 0"), (np.trunc, "toward zero"), (np.negative, "minus x")],
)
def test_a_stale_point(point, words):
    def gradient(x):
        return x**3 + np.cos(x)

    x = np.array([1.7, -2.6, 0.8])
    check = check_gradient(
        lambda x: np.sum(x**4) / 4 + np.sum(np.sin(x)), lambda x: gradient(point(x)), x
    )
    assert check.explanation.kind == "shifted"
    assert words in check.explanation.text


def test_the_penalty_by_its_name():
    lam, m = 0.35, 40
    rng = np.random.default_rng(5)
    X, y, t = rng.normal(size=(m, 4)), rng.normal(size=m), rng.normal(size=4)

    def f(t):
        return np.sum((X @ t - y) ** 2) / (2 * m) + lam / (2 * m) * t @ t

    def data(t):
        return X.T @ (X @ t - y) / m

    check = check_gradient(f, data, t, sizes={"m": m, "lambda": lam})
    assert check.explanation.kind == "term"
    assert "lacks lambda/m times x (m = 40, lambda = 0.35)" in check.explanation.text
    turned = check_gradient(
        f, lambda t: data(t) - lam * t / m, t, sizes={"lambda/m": lam / m}
    )
    assert "wrong sign" in turned.explanation.text
