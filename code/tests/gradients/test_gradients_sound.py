"""A wrong gradient never agrees, a right one never differs, at any mix of sizes."""

import math

import numpy as np
import pytest
from derivations import check_gradient, check_jacobian, numerical_gradient
from gradients_random import random_function
from gradients_rounding import PLATEAUS, POLES, slope

TINY = [1e-18, 1e-17, 1e-15, 1e-13, 1e-10]


def never_agrees(f, wrong, x, check=check_gradient):
    found = check(f, wrong, x)
    assert found.verdict != "agrees", str(found)


def never_differs(f, right, x, check=check_gradient):
    found = check(f, right, x)
    assert found.verdict != "differs", str(found)


@pytest.mark.parametrize("tiny", TINY)
@pytest.mark.parametrize("seed", range(3))
def test_a_tiny_entry_beside_entries_of_size_one(tiny, seed):
    rng = np.random.default_rng(seed)
    A, b, x = rng.normal(size=(6, 3)), rng.normal(size=6), rng.normal(size=3)
    at = seed % 3
    x[at] = tiny * (-1) ** seed
    wrong = np.ones(3)
    wrong[at] = (-1.0, 2.0, 0.0)[seed]

    def f(w):
        return 0.5 * np.sum((A @ w - b) ** 2)

    never_differs(f, lambda w: A.T @ (A @ w - b), x)
    never_agrees(f, lambda w: A.T @ (A @ w - b) * wrong, x)


@pytest.mark.parametrize("large", [1e6, 1e8, 1e12, 2.0**63])
@pytest.mark.parametrize("factor", [-1.0, 0.0, 2.0, 1.01])
def test_entries_of_very_different_size(large, factor):
    x, wrong = np.array([large, 1.0]), np.array([1.0, factor])
    never_differs(lambda x: x @ x, lambda x: 2 * x, x)
    never_agrees(lambda x: x @ x, lambda x: 2 * x * wrong, x)
    never_differs(np.sum, lambda x: np.ones(2), x)
    never_agrees(np.sum, lambda x: wrong, x)


def test_what_was_not_seen_is_named():
    found = check_gradient(lambda x: x @ x, lambda x: -2 * x * [-1, 1], [1e8, 1.0])
    assert found.verdict == "inconclusive"
    assert any("entry 1" in note for note in found.notes)


@pytest.mark.parametrize("size", [1e-12, 1e-6, 1e6, 1e12])
def test_rows_of_very_different_size(size):
    A = np.array([[1.0, 2.0, -1.0], [size, -size, 3 * size]])
    x = np.array([0.3, -1.2, 0.7])
    assert check_jacobian(lambda x: A @ x, lambda x: A, x)
    for row in range(2):
        wrong = A.copy()
        wrong[row, 1] *= -1
        never_agrees(lambda x: A @ x, lambda x, w=wrong: w, x, check_jacobian)


@pytest.mark.parametrize("name", POLES)
@pytest.mark.parametrize("d", 10.0 ** -np.arange(2.0, 10.5, 0.5))
def test_bounds_hold_near_a_pole(name, d):
    f, exact = POLES[name]
    found = numerical_gradient(f, 1 - d)
    assert abs(found.value - slope(exact, 1 - d)) <= found.bound


@pytest.mark.parametrize("name", PLATEAUS)
@pytest.mark.parametrize("x", 1.37 * 10.0 ** -np.arange(3.0, 13.0, 0.5))
def test_bounds_hold_where_a_part_of_f_stands_still(name, x):
    f, exact = PLATEAUS[name]
    found = numerical_gradient(f, x)
    assert abs(found.value - slope(exact, x)) <= found.bound


@pytest.mark.parametrize("gap", [0.0, 1e-15, 1e-14, 1e-13, 1e-12])
def test_a_kink_close_by(gap):
    x = 0.1 + 0.2
    kink = 0.3 - gap
    never_differs(lambda x: abs(x - kink), lambda x: np.sign(x - kink), x)
    if gap:
        never_agrees(lambda x: abs(x - kink), lambda x: -np.sign(x - kink), x)


@pytest.mark.parametrize("kind", [RuntimeError, KeyError, OSError, ValueError])
def test_whatever_f_raises_near_x_is_noted(kind):
    def f(x):
        if np.any(x < 0):
            raise kind("below zero")
        return float(np.sum(x * np.sqrt(x) + x))

    check = check_gradient(f, lambda x: 1.5 * np.sqrt(x) + 1, [0.0, 0.5])
    assert check.verdict != "differs"
    assert any(kind.__name__ in note for note in check.notes)


def test_a_term_that_raises_is_named():
    def penalty(x):
        raise RuntimeError("no weights")

    with pytest.raises(RuntimeError) as caught:
        check_gradient(
            lambda x: x @ x, lambda x: 2 * x, [1.0, 2.0], terms={"penalty": penalty}
        )
    assert caught.value.__notes__ == ["raised by terms['penalty'], called at x"]


class Tensor:
    requires_grad = True


@pytest.mark.parametrize(
    ("value", "remedy"),
    [
        (Tensor(), r"\.detach\(\)\.numpy\(\)"),
        (np.array([1.0 + 0j, 2.0]), "real"),
    ],
)
def test_the_message_names_the_remedy(value, remedy):
    with pytest.raises(TypeError, match=remedy):
        check_gradient(lambda x: x @ x, lambda x: value, [1.0, 2.0])
    with pytest.raises(TypeError, match=remedy):
        check_gradient(lambda x: math.fsum(x), lambda x: x, value)


def test_at_kinks_a_check_costs_at_most_four_times_as_much():
    rng = np.random.default_rng(0)
    A, b = rng.normal(size=(25, 20)), rng.normal(size=25)

    def f(x):
        return 0.5 * np.sum((A @ x - b) ** 2) + 0.7 * np.abs(x).sum()

    def g(x):
        return A.T @ (A @ x - b) + 0.7 * np.sign(x)

    usual = check_gradient(f, g, rng.normal(size=20)).evaluations
    assert check_gradient(f, g, np.zeros(20)).evaluations <= 4 * usual


#: f goes up and down by less than its rounding: (f, gradient, point).
BELOW_ROUNDING = {
    "beside a slope": (
        lambda x: 1e9 + x[0] + 1e-8 * np.sin(1e6 * x[0]),
        lambda x: np.array([1 + 0.01 * np.cos(1e6 * x[0])]),
        [0.3],
    ),
    "alone": (
        lambda x: 1e9 + 1e-8 * np.sin(1e6 * x[0]) + x[1],
        lambda x: np.array([0.01 * np.cos(1e6 * x[0]), 1.0]),
        [0.3, 1.0],
    ),
    "in huge units": (
        lambda x: 1e5 * x[0] + np.sin(x[1]),
        lambda x: np.array([1e5, np.cos(x[1])]),
        [3e12, 2e14],
    ),
}


@pytest.mark.parametrize("name", BELOW_ROUNDING)
def test_what_rounding_hides_refutes_no_claim(name):
    f, right, x = BELOW_ROUNDING[name]
    never_differs(f, right, x)


def test_a_claim_that_moves_fast_is_refuted_where_f_shows_that_it_does_not():
    wave = [0.3, 1.0]
    assert (
        check_gradient(
            lambda x: x @ x, lambda x: 2 * x + np.cos(1e3 * x) / 9, wave
        ).verdict
        == "differs"
    )


def test_a_tiny_entry_beside_huge_ones_is_not_moved_by_the_size_of_those():
    x = np.array([3e11, -2e11, 7e11, -2e-8])

    def f(x):
        return 1e12 * np.sum(x[:3] ** 2) + 1e15 * np.tanh(x[3])

    found = numerical_gradient(f, x)
    assert abs(found.value[3] - 1e15) <= found.bound[3]


def many(seed, n=250):
    return np.random.default_rng(seed).uniform(1, 2, size=(2, n))


def test_one_of_many_that_is_claimed_to_be_zero_beside_a_huge_input():
    a, x = many(0)
    x[0], at = 1e12, np.arange(250) == 9

    def f(x):
        return a @ x / (1 + x @ x)

    def g(x):
        return a / (1 + x @ x) - 2 * x * (a @ x) / (1 + x @ x) ** 2

    never_differs(f, g, x)
    assert check_gradient(f, lambda x: g(x) * ~at, x).worst[0].index == (9,)


def test_tiny_ones_of_many_that_are_claimed_to_be_zero():
    a, x = many(1)
    x[:120], at = 1e-17, np.arange(250) == 9

    def f(x):
        return np.sum(np.sin(a * x))

    def g(x):
        return a * np.cos(a * x)

    assert check_gradient(f, g, x)
    never_agrees(f, lambda x: g(x) * ~at, x)
    a[:120] = 0
    assert check_gradient(f, g, x)


def test_many_entries_with_features_far_shorter_than_the_others():
    c, x = many(2)
    x[:40], c[:40] = 1e-13 * x[:40], 1e13 * c[:40]
    height = np.where(np.arange(250) < 40, 1e-5, 1.0)

    def f(x):
        return 4e6 + np.sum(height * np.tanh(c * x))

    never_differs(f, lambda x: height * c / np.cosh(c * x) ** 2, x)


class Untouchable(Tensor):
    def __array__(self, dtype=None, copy=None):
        raise RuntimeError("no numbers while it requires grad")


@pytest.mark.parametrize("of", ["f", "claim"])
def test_a_tensor_that_refuses_to_be_an_array_is_named_with_its_remedy(of):
    functions = {"f": lambda x: x @ x, "claim": lambda x: 2 * x}
    functions[of] = lambda x: Untouchable()
    with pytest.raises(TypeError, match=r"\.detach\(\)\.numpy\(\)"):
        check_gradient(functions["f"], functions["claim"], [1.0, 2.0])


def test_where_f_is_zero_kinks_cost_no_more():
    w = np.arange(1.0, 21.0)

    def f(x):
        return np.sum(np.maximum(x, 0) * w) + x @ x

    def g(x):
        return (x > 0) * w + 2 * x

    usual = check_gradient(f, g, np.cos(w)).evaluations
    assert check_gradient(f, g, np.zeros(20)).evaluations <= 4 * usual


def test_a_bound_is_no_less_than_the_noise_over_the_size_of_x():
    f, right, x = random_function(90457, "mixed sizes")
    never_differs(f, right, x)


def test_a_wave_about_as_low_as_rounding_refutes_no_claim():
    f, right, x = random_function(90874, "mixed sizes")
    never_differs(f, right, x)


@pytest.mark.parametrize("seed", [90599, 90653])
def test_what_the_others_drown_does_not_pass_for_zero(seed):
    f, right, x = random_function(seed, "mixed sizes")
    wrong = np.where(np.abs(x) == np.min(np.abs(x)), -1, 1)
    assert not np.any(right(x) == 0)
    never_agrees(f, lambda x: right(x) * wrong, x)
