"""Kinks: both slopes are reported, subgradients accepted, all else refused."""

import numpy as np
import pytest
from derivations.gradients import check_gradient, check_jacobian
from derivations.gradients.measuring.kinks import (
    Kinks,
    _other_directions,
    both_sides,
    coordinate,
)


def mae(y):
    return lambda p: np.mean(np.abs(p - y))


@pytest.mark.parametrize("claim", [-1.0, -0.3, 0.0, 0.999, 1.0])
def test_every_subgradient_of_the_absolute_value(claim):
    check = check_gradient(abs, lambda x: claim, 0.0)
    assert check.verdict == "agrees" and check.explanation.kind == "kink"
    assert "is a subgradient" in check.explanation.text
    assert "slopes -1 from the left and 1 from the right" in check.explanation.text
    assert check.explanation.correction == ""


def test_slopes_are_told_at_every_scale():
    check = check_gradient(lambda x: 1e-9 * abs(x), lambda x: 0 * x, 0.0)
    assert "slopes -1e-09 from the left and 1e-09 from the right" in str(check)


@pytest.mark.parametrize("claim", [-1.001, 1.4, 1 + 1e-9])
def test_what_is_no_subgradient(claim):
    check = check_gradient(abs, lambda x: claim, 0.0)
    assert check.verdict == "differs" and check.explanation.kind == "kink"
    assert "is no subgradient" in check.explanation.text
    assert check.explanation.correction == "a value between the one-sided slopes"


def test_of_many_kinks_one_is_shown():
    text = {
        n: check_gradient(lambda x: np.sum(np.abs(x)), np.sign, np.zeros(n))
        for n in (1, 2, 3)
    }
    text = {n: check.explanation.text for n, check in text.items()}
    assert "in entry 0" in text[1] and "in entry 1" in text[2]
    assert "in entry 1" not in text[3] and "and 2 more" in text[3]


def test_ties_among_the_residuals():
    y = np.array([1.0, 2.0, 4.0, 7.0, 20.0])
    p = np.array([1.0, 2.5, 4.0, 6.0, 30.0])
    right = check_gradient(mae(y), lambda p: np.sign(p - y) / 5, p)
    assert right and right.explanation.kind == "kink"
    assert "entry 0" in right.explanation.text
    # sum for mean: 1/5 is right away from the ties, and the ties do not hide that
    total = check_gradient(mae(y), lambda p: np.sign(p - y), p, sizes={"n": 5})
    assert total.verdict == "differs" and total.explanation.kind == "scaled"
    assert "1/n" in total.explanation.text


@pytest.mark.parametrize("scale", [1e-9, 1.0, 1e9])
@pytest.mark.parametrize("slopes", [(0.0, 1.0), (-2.0, 3.0), (1.0, 1.1)])
def test_slopes_are_measured_at_every_scale(slopes, scale):
    left, right = slopes

    def f(x):
        value = x[0] / scale
        return (right if value > 1 else left) * (value - 1) + np.sin(value - 1)

    x = np.array([scale])
    middle = ((left + right) / 2 + 1) / scale
    check = check_gradient(f, lambda x: np.array([middle]), x)
    assert check and check.explanation.kind == "kink", str(check)
    entry = check.worst[0]
    assert entry.numeric * scale == pytest.approx((left + right) / 2 + 1, rel=1e-6)
    assert entry.slack * scale == pytest.approx((right - left) / 2, rel=1e-5)


def test_linear_model_at_a_zero_residual():
    """Not every point of the box of slopes is a subgradient: the set is a segment."""
    rng = np.random.default_rng(2)
    X, b = rng.normal(size=(20, 3)), rng.normal(size=3)
    y = X @ b + rng.normal(size=20)
    y[4] = X[4] @ b

    def f(b):
        return np.mean(np.abs(X @ b - y))

    def with_s(s):
        """The subgradient whose free sign at the zero residual is s."""
        signs = np.sign(X @ b - y)
        signs[4] = s
        return X.T @ signs / 20

    for s in (-1, -0.4, 0, 1):
        check = check_gradient(f, lambda b, s=s: with_s(s), b)
        assert check and "is a subgradient" in check.explanation.text, str(check)
    outside = check_gradient(f, lambda b: with_s(1.2), b)
    assert outside.verdict == "differs" and outside.explanation.kind == "kink"
    # in the box of the coordinates, yet on no line of the segment
    turned = with_s(0) + np.array([1, -1, 1]) * np.abs(X[4]) * 0.9 / 20
    check = check_gradient(f, lambda b: turned, b)
    assert check.verdict == "differs" and check.explanation.kind == "kink"
    assert "not of every direction" in check.explanation.text


def test_the_largest_of_two():
    good = check_gradient(np.max, lambda x: np.array([0.3, 0.7]), [1.0, 1.0])
    assert good.verdict == "agrees" and good.explanation.kind == "kink"
    bad = check_gradient(np.max, lambda x: np.array([1.0, 1.0]), [1.0, 1.0])
    assert bad.verdict == "differs" and "no subgradient" in bad.explanation.text


def test_a_claim_just_off_the_line_of_subgradients():
    """Random directions miss it: it crosses along one pair of coordinates alone."""

    def f(x):
        return abs(x @ [1.0, 1, 1])

    right = check_gradient(f, lambda x: np.array([0.5, 0.5, 0.5]), np.zeros(3))
    assert right and "is a subgradient" in right.explanation.text
    off = check_gradient(f, lambda x: np.array([0.502, 0.5, 0.5]), np.zeros(3))
    assert off.verdict == "differs" and "every direction" in off.explanation.text


def test_a_kink_that_bends_down():
    check = check_gradient(lambda x: -np.sum(np.abs(x)), lambda x: 0 * x, [0.0, 0.0])
    assert check and "supergradient" in check.explanation.text


def test_kinks_that_bend_both_ways():
    check = check_gradient(
        lambda x: abs(x[0]) - abs(x[1]), lambda x: np.array([0.5, 0.5]), [0.0, 0.0]
    )
    assert check and "generalized gradient" in check.explanation.text


@pytest.mark.parametrize("distance", [1e-1, 1e-2, 1e-4, 1e-6])
def test_no_kink_is_seen_where_there_is_none(distance):
    x = np.array([1 + distance, 2.0])
    check = check_gradient(
        lambda x: np.sum(np.abs(x - 1)), lambda x: np.sign(x - 1), x, resolution=1e-4
    )
    assert check.verdict == "agrees" and check.explanation is None, str(check)


def test_smooth_functions_with_strong_curvature_have_no_kink():
    for sharpness in (1e1, 1e3, 1e5):
        check = check_gradient(
            lambda x, a=sharpness: np.sum(np.hypot(x, 1 / a)),
            lambda x, a=sharpness: x / np.hypot(x, 1 / a),
            [0.2 / sharpness, 1.0],
        )
        assert check.explanation is None and check.verdict != "differs", str(check)


def test_a_layer_of_rectifiers():
    rng = np.random.default_rng(9)
    W, x = rng.normal(size=(3, 4)), rng.normal(size=4)
    c = W @ x
    c[1:] -= 1

    def layer(x):
        return np.maximum(W @ x - c, 0)

    check = check_jacobian(layer, lambda x: (W @ x > c)[:, None] * W, x)
    assert check and check.explanation.kind == "kink"
    wrong = check_jacobian(layer, lambda x: 2 * (W @ x > c)[:, None] * W, x)
    assert wrong.verdict == "differs" and wrong.explanation.kind == "scaled"


def test_directions_at_a_kink_mix_the_coordinates_the_same_way_every_time():
    x, one = np.array([1.0, 2.0, -4.0]), np.ones(1)
    kinks = Kinks(np.array([0]), -one, one, 0 * one, True, 1, (3,))
    first, second = (list(_other_directions(x, kinks, 7)) for _ in range(2))
    assert np.array_equal(first, second)
    parts = np.abs(first) / np.abs(x)
    assert np.all((parts >= 0.25) & (parts <= 1))
    assert np.all(np.ptp(parts, axis=1) > 0)


def test_both_sides():
    x = np.array([0.0, 3.0])
    sides = both_sides(lambda x: abs(x[0]) + x[0] + x[1] ** 2, x, coordinate(x, 0))
    size = coordinate(x, 0)[0]
    assert sides.left / size == pytest.approx(0, abs=1e-9)
    assert sides.right / size == pytest.approx(2)
    assert sides.differ
    assert not both_sides(lambda x: np.exp(x[0]), x, coordinate(x, 0)).differ
