"""Facts that a check is told: how accurate f is, how large its derivative is.

And what it finds by itself at a stationary point, by a look beside it.
"""

import numpy as np
import pytest
from derivations.gradients import (
    assert_gradient,
    check_gradient,
    check_hessian,
    check_jacobian,
)

RNG = np.random.default_rng(3)
A, B = RNG.normal(size=(9, 4)), RNG.normal(size=9)
BEST = np.linalg.lstsq(A, B, rcond=None)[0]
POINT = np.array([0.7, 1.3])


def fit(w):
    return 0.5 * np.sum((A @ w - B) ** 2)


def normal(w):
    return A.T @ (A @ w - B)


def decay(steps):
    """y' = -p y to t = 2 by the classical Runge-Kutta method: off by steps^-4."""

    def solved(p):
        h, y = 2 / steps, p[1]
        factor = sum((-h * p[0]) ** k / np.prod(np.arange(1, k + 1)) for k in range(5))
        return y * factor**steps

    return solved


def exact(p):
    return np.array([-2 * p[1], 1]) * np.exp(-2 * p[0])


def test_a_solver_is_known_to_its_tolerance():
    f = decay(20)
    assert check_gradient(f, exact, POINT).verdict == "differs"
    check = check_gradient(f, exact, POINT, accuracy=1e-4)
    assert check and check.asked == 2e-4 and check.digits == 3
    assert "at least 3 digits" in str(check)
    assert "Note: f and the claim are taken to be known to 0.0001" in str(check)


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        (lambda p: -exact(p), "sign"),
        (lambda p: 2 * exact(p), "scaled"),
        (lambda p: 1.01 * exact(p), "scaled"),
        (lambda p: exact(p) * [1, 0], "missing-coordinates"),
        (lambda p: exact(p) * [1, 1.01], "few-entries"),
    ],
)
def test_mistakes_above_the_accuracy_are_named(claim, kind):
    check = check_gradient(decay(20), claim, POINT, accuracy=1e-4)
    assert (check.verdict, check.explanation.kind) == ("differs", kind), str(check)


def test_an_accuracy_that_is_too_good_is_found_out():
    """It is a fact about f: f is not as accurate as is said here."""
    assert check_gradient(decay(20), exact, POINT, accuracy=1e-9).verdict == "differs"


def test_a_jump_within_the_accuracy_is_no_infinite_slope():
    """A solver that takes another step from here on; entry 0 cannot be seen then."""

    def f(x):
        return np.sum(np.exp(x)) + 1e-7 * np.floor(1e3 * x[0])

    x = np.array([0.3, 0.7])
    assert check_gradient(f, np.exp, x).explanation.kind == "non-finite"
    check = check_gradient(f, np.exp, x, accuracy=1e-3)
    assert (check.verdict, check.explanation) == ("inconclusive", None)
    wrong = check_gradient(f, lambda x: -np.exp(x), x, accuracy=1e-3)
    assert (wrong.verdict, wrong.explanation.kind) == ("differs", "sign")


def test_printed_digits():
    x = np.array([0.3, 1.2, 2.2])

    def f(x):
        return np.sum(np.exp(x))

    printed = np.round(np.exp(x), 3)
    assert check_gradient(f, printed, x).verdict == "differs"
    assert check_gradient(f, printed, x, accuracy=1e-4)
    for k, off in enumerate((5e-3, 5e-3, 5e-3)):
        wrong = printed + off * (np.arange(3) == k)
        check = check_gradient(f, wrong, x, accuracy=1e-4)
        assert check.verdict == "differs" and check.wrong == 1, k


def test_the_unit_of_one_entry_gives_no_room_to_another():
    """Entries of 1e6 and 1e-6 in units that go with them."""
    units = np.array([1e6, 1e-6])

    def f(x):
        return np.sum((x / units) ** 2)

    x = units * [1.5, 2.5]
    right = 2 * x / units**2
    assert check_gradient(f, right * 1.00001, x, accuracy=1e-4)
    for k in range(2):
        wrong = right * np.where(np.arange(2) == k, 1.01, 1)
        assert check_gradient(f, wrong, x, accuracy=1e-4).verdict == "differs"


def test_an_accuracy_hides_no_entry_and_excuses_none():
    """Small entries count by it, too; what it does not allow differs at any size."""
    x, sizes = np.array([0.3, 1.2, 2.2]), np.array([1.0, 1e-3, 1e-6])

    def f(x):
        return sizes @ np.exp(x)

    right = sizes * np.exp(x)
    assert check_gradient(f, right, x, accuracy=1e-4)
    for k in range(3):
        off = 3e-4 * right[0] * (np.arange(3) == k)
        assert check_gradient(f, right + off, x, accuracy=1e-4).verdict == "differs"
    # An entry that f does not show, as its x is tiny, stays unseen.
    tiny = np.array([1e-18, 0.8, -1.1])
    wrong = np.cos(tiny) * [-1, 1, 1]
    check = check_gradient(lambda x: np.sum(np.sin(x)), wrong, tiny, accuracy=1e-4)
    assert check.verdict != "agrees"


def test_a_hidden_dependence_is_no_rounding():
    """It moves f one way far out, though it wavers there."""

    def f(x):
        return 1e16 * (1 + x[1]) + x[0] ** 2 * (2 + np.sin(x[0]))

    check = check_gradient(f, lambda x: np.array([0.0, 1e16]), [1.1, 2.0])
    assert check.verdict == "inconclusive"


def test_accuracy_with_many_inputs_and_with_jacobians():
    x = RNG.normal(size=300)
    assert check_gradient(lambda x: x @ x, lambda x: 2.00001 * x, x, accuracy=1e-4)
    check = check_gradient(lambda x: x @ x, lambda x: 2.01 * x, x, accuracy=1e-4)
    assert check.explanation.kind == "scaled"
    off = 1 + 1e-5
    assert check_jacobian(lambda w: A @ w, lambda w: off * A, BEST, accuracy=1e-4)
    assert check_hessian(normal, lambda w: off * A.T @ A, BEST, accuracy=1e-4)
    check = check_hessian(normal, lambda w: -off * A.T @ A, BEST, accuracy=1e-4)
    assert check.explanation.kind == "sign"


def test_an_optimum_can_be_asserted():
    check = assert_gradient(fit, normal, BEST)
    assert check.resolution < 1e-6
    assert "errors are relative to its size beside x" in check.notes[0]
    stated = assert_gradient(fit, normal, BEST, scale=2.0)
    assert "errors are relative to the size stated, 2" in stated.notes[0]


@pytest.mark.parametrize(
    ("claim", "verdict", "kind"),
    [
        # Zero at the optimum as well: only a look beside it tells.
        (lambda w: -normal(w), "inconclusive", "sign"),
        (lambda w: 9 * normal(w), "inconclusive", "scaled"),
        (lambda w: 0 * w, "inconclusive", "missing-coordinates"),
        # Not zero at the optimum.
        (lambda w: A.T @ (A @ w), "differs", None),
        (lambda w: normal(w) + 0.1 * w, "differs", None),
        (lambda w: normal(w) + 1e-6, "differs", None),
    ],
)
@pytest.mark.parametrize("scale", [None, 1.0])
def test_wrong_gradients_do_not_pass_at_an_optimum(claim, verdict, kind, scale):
    check = check_gradient(fit, claim, BEST, scale=scale)
    assert check.verdict == verdict
    if kind:
        assert check.explanation.kind == kind
        assert "beside x" in check.explanation.text and "beside x" in check.reason
    with pytest.raises(AssertionError):
        assert_gradient(fit, claim, BEST, scale=scale)


@pytest.mark.parametrize("seed", range(12))
def test_optima_of_random_fits(seed):
    """Units from 1e-3 to 1e3; what is left of the gradient is rounding, and visible."""
    rng = np.random.default_rng(seed)
    m, n = rng.integers(12, 30), rng.integers(1, 8)
    units = 10.0 ** rng.uniform(-3, 3, size=n)
    data, b = rng.normal(size=(m, n)) * units, rng.normal(size=m)
    best = np.linalg.lstsq(data, b, rcond=None)[0]
    one = np.arange(n) == rng.integers(n)

    def f(w):
        return 0.5 * np.sum((data @ w - b) ** 2)

    def g(w):
        return data.T @ (data @ w - b)

    assert check_gradient(f, g, best)
    size = np.max(np.abs(data.T @ b))
    for wrong in (
        lambda w: -g(w),
        lambda w: 1.001 * g(w),
        lambda w: g(w) * (1 + 0.01 * one),
        lambda w: g(w) * np.where(one, -1, 1),
        lambda w: g(w) + 0.01 * size * w / np.max(np.abs(w)),
        lambda w: data.T @ (data @ w),
    ):
        assert not check_gradient(f, wrong, best)
        assert not check_gradient(f, wrong, best, scale=size)


def test_a_claim_without_a_formula_needs_a_scale():
    value = normal(BEST)
    assert check_gradient(fit, value, BEST).verdict == "inconclusive"
    assert check_gradient(fit, value, BEST, scale=1.0)
    assert check_gradient(fit, value + 1e-5, BEST, scale=1.0).verdict == "differs"
    # So small a size is not resolved: the noise of f hides it.
    assert check_gradient(fit, value, BEST, scale=1e-9).verdict == "inconclusive"


def test_other_stationary_points():
    zero = np.zeros(3)
    assert check_gradient(lambda x: x @ x, lambda x: 2 * x, zero)
    assert check_jacobian(lambda x: x**2, lambda x: np.diag(2 * x), zero)
    assert check_hessian(lambda x: x**3, lambda x: np.diag(3 * x**2), zero)
    wrong = check_jacobian(lambda x: x**2, lambda x: np.diag(x), zero)
    assert (wrong.verdict, wrong.explanation.kind) == ("inconclusive", "scaled")
    many = np.zeros(400)
    assert check_gradient(lambda x: x @ x, lambda x: 2 * x, many)
    wrong = check_gradient(lambda x: x @ x, lambda x: -2 * x, many)
    assert (wrong.verdict, wrong.explanation.kind) == ("inconclusive", "sign")


def test_optima_on_a_set():
    even = np.full(3, 1 / 3)

    def entropy(p):
        return -np.sum(p * np.log(p))

    assert check_gradient(entropy, lambda p: -np.log(p), even, along="simplex")
    wrong = check_gradient(entropy, np.log, even, along="simplex")
    assert (wrong.verdict, wrong.explanation.kind) == ("inconclusive", "sign")
    terms = {"logarithm": np.log, "constant": np.ones_like}
    assert check_gradient(
        entropy, lambda p: -np.log(p), even, along="simplex", terms=terms
    )


def test_where_there_is_nothing_beside_x_either():
    for scale, verdict in ((None, "inconclusive"), (1.0, "agrees")):
        check = check_gradient(lambda x: 3.0, lambda x: 0 * x, np.ones(2), scale=scale)
        assert check.verdict == verdict
    # f stands still because it is noise beside 1: a scale does not certify that.
    buried = check_gradient(
        lambda x: 1 + 1e-20 * x @ x, lambda x: 0 * x, np.ones(2), scale=1e-12
    )
    assert buried.verdict == "inconclusive"


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"accuracy": 0}, ValueError, "accuracy must be positive"),
        ({"accuracy": 1.5}, ValueError, "accuracy must be less than 1"),
        ({"accuracy": "6 digits"}, TypeError, "accuracy must be a number"),
        ({"scale": -1.0}, ValueError, "scale must be positive"),
        ({"scale": [1.0]}, TypeError, "scale must be a number"),
    ],
)
def test_facts_that_are_none(options, error, words):
    with pytest.raises(error, match=words):
        check_gradient(fit, normal, BEST, **options)
