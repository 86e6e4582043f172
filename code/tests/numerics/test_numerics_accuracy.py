"""How good the derivatives are, and whether bounds hold, where functions behave."""

import numpy as np
import pytest
from derivations.numerics import (
    directional_derivative,
    numerical_gradient,
    numerical_hessian,
    numerical_jacobian,
    random_directions,
)
from functions import logistic, smooth_cases
from random_functions import random_function

CASES = smooth_cases()


@pytest.fixture(scope="module")
def results():
    return {case.name: numerical_jacobian(case.f, case.x) for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_bound_holds_on_smooth_functions(case, results):
    found = results[case.name]
    assert found.value.shape == case.exact.shape
    assert np.all(np.abs(found.value - case.exact) <= found.bound)
    assert set(found.state.ravel()) == {"settled"}
    assert found.notes == ()
    assert case.digits(found.value) >= 10.5


def test_digits_on_smooth_functions(results):
    digits = [case.digits(results[case.name].value) for case in CASES]
    assert np.median(digits) >= 13


@pytest.mark.parametrize(
    "case", [c for c in CASES if c.x.size >= 20], ids=lambda c: c.name
)
def test_evaluations_per_input(case, results):
    assert results[case.name].evaluations <= 20 * case.x.size + 45


@pytest.mark.parametrize("group", ["plain", "scaled", "offset"])
def test_no_component_of_random_functions_exceeds_its_bound(group):
    rng = np.random.default_rng([7, len(group)])
    exceeded, ratios = [], []
    for _ in range(120):
        f = random_function(rng, group)
        found = numerical_gradient(f, f.x)
        error = f.error(found.value)
        if np.any(error > found.bound):
            exceeded.append(str(f))
        moving = np.array([g != 0 for g in f.exact]) & (error > 0)
        ratios.extend(found.bound[moving] / error[moving])
    assert exceeded == []
    assert np.median(ratios) <= 30


def test_the_random_functions_know_their_gradient():
    """The exact gradients are themselves checked, by differences in 50 digits."""
    import mpmath as mp

    rng = np.random.default_rng(11)
    for _ in range(20):
        f = random_function(rng, "plain")
        with mp.workdps(50):
            x = [mp.mpf(float(a)) for a in f.x]
            for i, exact in enumerate(f.exact):
                h = mp.mpf(10) ** -20
                up, down = list(x), list(x)
                up[i], down[i] = x[i] + h, x[i] - h
                slope = (f.expression(up) - f.expression(down)) / (2 * h)
                assert abs(slope - exact) <= mp.mpf(10) ** -25 * (1 + abs(exact))


def test_a_wrong_gradient_lies_outside_the_bound():
    """The other half of an honest bound: it is too small to hide a mistake."""
    case = CASES[2]
    found = numerical_gradient(case.f, case.x)
    wrong = case.exact.copy()
    wrong[0] *= 1 + 1e-9
    assert np.abs(found.value - wrong)[0] > found.bound[0]


def test_hessian_of_the_logistic_cost_from_its_gradient():
    case = logistic(np.random.default_rng(5), m=200, n=50)
    found = numerical_hessian(None, case.x, case.gradient)
    exact = _logistic_hessian(case, 200)
    error = np.abs(found.value - exact)
    assert np.all(error <= found.bound + 1e-15)
    assert -np.log10(error.max() / np.abs(exact).max()) >= 11
    assert found.evaluations <= 950
    assert np.array_equal(found.value, found.value.T)


def test_hessian_from_values_alone():
    case = logistic(np.random.default_rng(6), m=100, n=6)
    found = numerical_hessian(case.f, case.x)
    exact = _logistic_hessian(case, 100)
    assert np.all(np.abs(found.value - exact) <= found.bound)
    assert found.bound.max() < 1e-7 * np.abs(exact).max()
    assert found.evaluations <= 45 + 20 * 6 + 16 * 15
    assert set(found.state.ravel()) == {"settled"}
    assert np.array_equal(found.value, found.value.T)


def test_second_derivatives_on_a_short_scale():
    x, y = 1.0, 2.0
    found = numerical_hessian(lambda x: np.sin(10 * x[0]) * x[1] ** 3, [x, y])
    s, c = np.sin(10 * x), np.cos(10 * x)
    mixed = 30 * c * y**2
    exact = np.array([[-100 * s * y**3, mixed], [mixed, 6 * s * y]])
    assert np.all(np.abs(found.value - exact) <= found.bound)
    assert found.bound.max() < 1e-8 * np.abs(exact).max()


def _logistic_hessian(case, m):
    """X' diag(p (1 - p)) X / m, with X read from the gradient's closure."""
    cells = dict(
        zip(
            case.gradient.__code__.co_freevars,
            (c.cell_contents for c in case.gradient.__closure__),
            strict=True,
        )
    )
    X = cells["X"]
    p = 1 / (1 + np.exp(-X @ case.x))
    return (X.T * (p * (1 - p))) @ X / m


def test_hessian_from_values_takes_matrices_and_scales():
    x = np.array([[1e-6, 2e3], [0.5, -1.0]])

    def f(x):
        return x[0, 0] ** 2 * x[0, 1] + np.exp(x[1, 0] * x[1, 1])

    found = numerical_hessian(f, x)
    assert found.value.shape == (2, 2, 2, 2)
    e = np.exp(-0.5)
    for index, exact in {
        (0, 0, 0, 0): 4e3,
        (0, 0, 0, 1): 2e-6,
        (0, 1, 0, 1): 0.0,
        (1, 0, 1, 0): e,
        (1, 0, 1, 1): 0.5 * e,
        (1, 1, 1, 1): 0.25 * e,
        (0, 0, 1, 1): 0.0,
    }.items():
        assert abs(found.value[index] - exact) <= found.bound[index]


def test_a_gradient_of_no_function_is_reported():
    found = numerical_hessian(None, [1.0, 2.0], lambda x: np.array([x[1], -x[0]]))
    assert found.notes[0].endswith("is not symmetric: 1 and -1 at (0, 1)")
    assert np.all(found.bound[[0, 1], [1, 0]] >= 1)


def test_directional_derivative_sees_one_coordinate_of_ten_thousand():
    n = 10_000
    rng = np.random.default_rng(3)
    w, x = rng.uniform(0.5, 1.5, n), rng.normal(size=n)

    def f(x):
        return np.sum(w * np.log(np.cosh(x))) + np.sum(x) ** 2 / (2 * n)

    gradient = w * np.tanh(x) + np.sum(x) / n
    order = np.argsort(np.abs(gradient))
    for v in random_directions(x, 3, rng=4):
        found = directional_derivative(f, x, v)
        assert abs(found.value - gradient @ v) <= found.bound
        wrong = gradient.copy()
        wrong[order[3 * n // 4]] *= 1 + 1e-8
        assert abs(found.value - wrong @ v) > 4 * found.bound
        assert found.evaluations <= 29


def test_directional_derivative_along_any_vector():
    x, v = np.array([0.3, -2e4, 5e-7]), np.array([1.0, 30.0, -1e-8])

    def f(x):
        return np.array([np.sin(x[0]) + x[1] ** 2 * x[2], x[0] * x[1]])

    exact = [
        np.cos(0.3) + 2 * -2e4 * 5e-7 * 30 + 4e8 * -1e-8,
        -2e4 * 1.0 + 0.3 * 30,
    ]
    found = directional_derivative(f, x, v)
    assert found.value.shape == (2,)
    assert np.all(np.abs(found.value - exact) <= found.bound)
    assert np.all(found.bound <= 1e-9 * np.abs(exact))


@pytest.mark.parametrize("case", [CASES[2], CASES[3], CASES[16]], ids=str)
def test_batches_give_the_same(case):
    def batched(points):
        return np.array([case.f(point) for point in points])

    found = numerical_jacobian(batched, case.x, batch=True)
    plain = numerical_jacobian(case.f, case.x)
    assert np.array_equal(found.value, plain.value)
    assert np.array_equal(found.bound, plain.bound)
    assert found.evaluations == plain.evaluations


def test_the_same_bits_every_time():
    first, second = (numerical_gradient(CASES[6].f, CASES[6].x) for _ in range(2))
    assert np.array_equal(first.value, second.value)
    assert np.array_equal(first.bound, second.bound)


def test_blocks_of_lines_are_put_together_rightly():
    """Many inputs times many outputs: more than one block of lines."""
    n = 400
    A = np.random.default_rng(0).normal(size=(n, n))
    found = numerical_jacobian(lambda X: X @ A.T, np.linspace(1, 2, n), batch=True)
    assert np.all(np.abs(found.value - A) <= found.bound)
