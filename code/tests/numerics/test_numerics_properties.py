"""What must not matter: the order of inputs, the units of x and of f."""

import math

import numpy as np
from derivations.numerics import (
    directional_derivative,
    estimate_noise,
    numerical_gradient,
    numerical_hessian,
)
from hypothesis import given
from hypothesis import strategies as st

numbers = st.floats(0.05, 20).flatmap(lambda v: st.sampled_from([v, -v]))
points = st.lists(numbers, min_size=1, max_size=5, unique_by=lambda v: math.frexp(v)[0])
powers = st.integers(-60, 60)


def terms(x):
    """Terms of a function that is a sum, in which no order of inputs is built in."""
    return np.sin(x) * x + 1 / (2 + x * x)


def f(x):
    return math.fsum(terms(x)) + math.exp(-math.fsum(x * x) / 50)


def same(found, other, factor=1.0):
    assert np.array_equal(found.value, other.value * factor)
    assert np.array_equal(found.bound, other.bound * np.abs(factor))
    assert np.array_equal(found.state, other.state)


@given(points, powers, st.sampled_from([1, -1]))
def test_units_of_the_output(x, power, sign):
    factor = sign * 2.0**power
    scaled = numerical_gradient(lambda x: factor * f(x), x)
    plain = numerical_gradient(f, x)
    same(scaled, plain, factor)
    assert scaled.evaluations == plain.evaluations


@given(points, st.data())
def test_units_of_the_inputs(x, data):
    """Tiny entries cost more: f is asked whether more of it moves by far more."""
    x = np.array(x)
    unit = 2.0 ** np.array([data.draw(powers) for _ in x])
    scaled = numerical_gradient(lambda z: f(z / unit), x * unit)
    same(scaled, numerical_gradient(f, x), 1 / unit)


@given(points, st.randoms(use_true_random=False))
def test_order_of_the_inputs(x, random):
    x = np.array(x)
    order = random.sample(range(len(x)), len(x))
    plain = numerical_gradient(f, x)
    permuted = numerical_gradient(f, x[order])
    assert np.array_equal(permuted.value, plain.value[order])
    assert np.array_equal(permuted.bound, plain.bound[order])
    assert permuted.evaluations == plain.evaluations


@given(points, powers)
def test_noise_has_the_units_of_f(x, power):
    factor = 2.0**power
    assert estimate_noise(lambda x: factor * f(x), x) == factor * estimate_noise(f, x)


@given(points, st.integers(-20, 20))
def test_units_of_a_direction(x, power):
    v = np.cos(np.arange(1.0, len(x) + 1))
    factor = 2.0**power
    plain = directional_derivative(f, x, v)
    same(directional_derivative(f, x, factor * v), plain, factor)


@given(points)
def test_the_bound_holds(x):
    x = np.array(x)
    found = numerical_gradient(f, x)
    exact = (
        np.sin(x)
        + x * np.cos(x)
        - 2 * x / (2 + x * x) ** 2
        - 2 * x / 50 * np.exp(-np.sum(x * x) / 50)
    )
    assert np.all(np.abs(found.value - exact) <= found.bound)


@given(points)
def test_a_hessian_from_values_is_symmetric_and_right(x):
    x = np.array(x)

    def g(x):
        return np.prod(np.cos(x / 7))

    found = numerical_hessian(g, x)
    t = np.tan(x / 7) / 7
    exact = g(x) * (np.outer(t, t) - np.diag(t * t + 1 / 49))
    assert np.array_equal(found.value, found.value.T)
    assert np.all(np.abs(found.value - exact) <= found.bound)
