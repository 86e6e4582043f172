"""What the functions take, what they refuse, and in which words."""

import math
import warnings

import numpy as np
import pytest
from derivations.numerics import (
    directional_derivative,
    estimate_noise,
    guard,
    numerical_gradient,
    numerical_hessian,
    numerical_jacobian,
)

PUBLIC = [
    numerical_gradient,
    numerical_jacobian,
    numerical_hessian,
    estimate_noise,
    guard,
    lambda f, x: directional_derivative(f, x, np.ones(2)),
]


def square(x):
    return float(np.sum(x * x))


@pytest.mark.parametrize("function", PUBLIC)
@pytest.mark.parametrize(
    ("x", "error", "words"),
    [
        ([1.0, np.nan], ValueError, "x must be finite, got nan at index .1,."),
        ([[1.0, np.inf]], ValueError, "got inf at index .0, 1."),
        ([], ValueError, "x must have entries, got an array of shape .0,."),
        (np.zeros((3, 0)), ValueError, "shape .3, 0."),
        ([1 + 2j], TypeError, "x must hold real numbers, got dtype complex128"),
        ([True, False], TypeError, "x must hold real numbers, got dtype bool"),
        (["a"], TypeError, "x must hold real numbers, got dtype <U1"),
        (None, TypeError, "x must hold real numbers, got dtype object"),
        ([[1.0], [1.0, 2.0]], TypeError, "x must be an array of real numbers"),
        (np.ma.masked_array([1.0], [True]), TypeError, "masked array"),
        ([2**53 + 1], ValueError, "x of dtype int64 is not exact in float64"),
    ],
)
def test_bad_points(function, x, error, words):
    with pytest.raises(error, match=words):
        function(square, x)


@pytest.mark.parametrize("function", PUBLIC)
@pytest.mark.parametrize(
    ("f", "error", "words"),
    [
        (3.0, TypeError, "f must be callable, got float"),
        (lambda x: None, TypeError, "f returned None at x: does it lack a return"),
        (lambda x: "1", TypeError, "f must return real numbers, got str"),
        (lambda x: x[0] > 0, TypeError, "of dtype bool at x"),
        (lambda x: 1j * x[0], TypeError, "f must return real numbers, got complex128"),
        (lambda x: {"a": 1}, TypeError, "f must return real numbers, got dict"),
        (lambda x: [[1.0], [1.0, 2.0]], TypeError, "f must return an array of numbers"),
        (lambda x: np.zeros(0), ValueError, "f must return numbers, got shape .0,."),
        (lambda x: np.nan, ValueError, "f must be finite at x, got nan"),
        (lambda x: np.log(x[0] - 1), ValueError, "f must be finite at x, got -inf"),
    ],
)
@pytest.mark.filterwarnings("ignore:divide by zero")
def test_bad_results(function, f, error, words):
    with pytest.raises(error, match=words):
        function(f, [1.0, 2.0])


def test_a_non_finite_output_is_named():
    with pytest.raises(ValueError, match="got inf in output 1"):
        numerical_jacobian(lambda x: np.array([x[0], np.inf]), [1.0])


@pytest.mark.parametrize("function", PUBLIC)
def test_errors_of_f_pass_on_with_the_point(function):
    def f(x):
        raise KeyError("beta")

    with pytest.raises(KeyError) as caught:
        function(f, [1.0, 2.5])
    assert caught.value.__notes__ == ["raised by f at x = [1. , 2.5]"]


@pytest.mark.parametrize("kind", [RuntimeError, KeyError, TypeError, LookupError])
def test_whatever_f_raises_near_x_means_that_it_is_not_defined_there(kind):
    def f(x):
        if x[0] > 1.5:
            raise kind("out of range")
        return x[0] ** 2

    found = numerical_gradient(f, [1.5])
    assert found.state[0] == "one-sided"
    assert abs(found.value[0] - 3) <= found.bound[0] < 1e-9
    assert "counted as outside its domain" in found.notes[0]
    assert kind.__name__ in found.notes[0]


def test_errors_at_x_pass_on_with_the_point():
    def f(x):
        raise RuntimeError("no such file")

    with pytest.raises(RuntimeError) as caught:
        numerical_gradient(f, [1.5])
    assert caught.value.__notes__[0] == "raised by f at x = [1.5]"


def test_arithmetic_errors_near_x_mean_that_f_ends_there():
    found = numerical_gradient(lambda x: math.sqrt(x[0]) ** 3, [0.0])
    assert found.state[0] == "one-sided"
    assert "ValueError" in found.notes[0]
    assert "outside its domain" in found.notes[0]


def test_a_gradient_is_of_a_scalar():
    with pytest.raises(ValueError, match=r"must return a scalar, got shape \(1,\)"):
        numerical_gradient(lambda x: x, [1.0])
    with pytest.raises(ValueError, match=r"must return a scalar, got shape \(1,\)"):
        numerical_hessian(lambda x: x, [1.0])


def test_the_shape_must_stay():
    def f(x):
        return np.zeros(2) if x[0] == 1 else np.zeros(3)

    with pytest.raises(ValueError, match=r"one shape, got \(2,\) at x and \(3,\)"):
        numerical_jacobian(f, [1.0])
    shapes = iter([(2,), (3,)])
    with pytest.raises(ValueError, match="at the same point"):
        numerical_jacobian(lambda x: np.zeros(next(shapes)), [1.0])


def test_batches_keep_their_axis():
    with pytest.raises(ValueError, match="must keep the leading axis"):
        numerical_gradient(lambda X: np.sum(X), [1.0, 2.0], batch=True)
    with pytest.raises(ValueError, match=r"must return shape \(9,\) for 9 points"):
        numerical_gradient(lambda X: X[:1, 0], [1.0, 2.0], batch=True)


def test_one_point_of_a_batch_that_raises_does_not_spoil_the_others():
    def f(X):
        if np.any(X > 1):
            raise RuntimeError("out of range")
        return X[:, 0] ** 2

    found = numerical_gradient(f, [1.0], batch=True)
    assert found.state[0] == "one-sided"
    assert abs(found.value[0] - 2) <= found.bound[0] < 1e-9


def test_unknown_method():
    with pytest.raises(ValueError, match="must be 'ladder' or 'complex', got 'fast'"):
        numerical_gradient(square, [1.0], method="fast")


@pytest.mark.parametrize(
    ("v", "words"),
    [
        ([1.0], r"v must have the shape of x, \(2,\), got \(1,\)"),
        ([0.0, 0.0], "v must not be zero"),
        ([np.nan, 1.0], "v must be finite"),
    ],
)
def test_bad_directions(v, words):
    with pytest.raises(ValueError, match=words):
        directional_derivative(square, [1.0, 2.0], v)


def test_a_hessian_needs_something_to_call():
    with pytest.raises(TypeError, match="needs f or gradient, got neither"):
        numerical_hessian(None, [1.0])
    with pytest.raises(ValueError, match=r"gradient must return the shape of x"):
        numerical_hessian(None, [1.0, 2.0], lambda x: x[:1])


@pytest.mark.parametrize(
    "x", [[3, 4], (3, 4), np.array([3, 4], dtype=np.int8), np.float32([3, 4])]
)
def test_integers_and_short_floats_are_converted(x):
    seen = []

    def f(x):
        seen.append(x.dtype)
        return x @ x

    found = numerical_gradient(f, x)
    assert set(seen) == {np.dtype(np.float64)}
    assert np.allclose(found.value, [6, 8], rtol=1e-12)


@pytest.mark.parametrize("shape", [(), (1,), (2, 3), (1, 2, 2)])
def test_every_shape_of_x(shape):
    x = np.arange(1.0, 1 + np.prod(shape, dtype=int)).reshape(shape)
    seen = set()

    def f(x):
        seen.add(x.shape)
        return np.sum(x**3)

    found = numerical_gradient(f, x)
    assert seen == {shape}
    assert found.value.shape == found.bound.shape == found.state.shape == shape
    assert np.allclose(found.value, 3 * x**2, rtol=1e-12)


@pytest.mark.parametrize("shape", [(), (1,), (2, 2)])
def test_every_shape_of_f(shape):
    found = numerical_jacobian(lambda x: np.full(shape, x[0] * x[1]), [2.0, 3.0])
    assert found.value.shape == (*shape, 2)
    assert found.noise.shape == shape
    assert np.allclose(found.value[..., 0], 3) and np.allclose(found.value[..., 1], 2)


@pytest.mark.parametrize("kind", [int, float, np.float32, np.int64, lambda v: [v]])
def test_every_kind_of_number(kind):
    found = numerical_jacobian(lambda x: kind(4 if kind is int else x[0] * 2), [1.5])
    assert np.all(np.abs(found.value - (0 if kind is int else 2)) <= found.bound)


def test_f_may_reuse_its_output():
    out = np.zeros(2)

    def f(x):
        out[:] = x * x
        return out

    assert np.allclose(numerical_jacobian(f, [1.0, 2.0]).value, np.diag([2.0, 4.0]))


def test_a_function_that_changes_its_argument_does_no_harm():
    x = np.array([3.0, 1.0, 2.0])

    def f(x):
        x *= 2
        return np.sum(x**2)

    found = numerical_gradient(f, x)
    assert np.array_equal(x, [3.0, 1.0, 2.0])
    assert np.allclose(found.value, 8 * x, rtol=1e-12)
    assert found.notes == ("f changes its argument; it was handed copies",)


def test_guard_tells_manners():
    good = guard(square, [1.0, 2.0])
    assert good.deterministic and not good.mutates
    assert good.spread == 0 and good.evaluations == 5 and good.value == 5
    bad = guard(lambda x: x.fill(0) or 0.0, [1.0, 2.0])
    assert bad.mutates and bad.deterministic
    rng = np.random.default_rng(0)
    noisy = guard(lambda x: 1 + 1e-10 * rng.random(), [1.0])
    assert not noisy.deterministic and 0 < noisy.spread < 1e-10


def test_guard_notices_the_fifth_call():
    calls = []

    def f(x):
        calls.append(1)
        return float(len(calls) >= 5)

    assert not guard(f, [1.0]).deterministic
    calls.clear()
    assert guard(f, [1.0], repeats=4).deterministic


def test_probing_is_silent():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        numerical_gradient(lambda x: np.log(x[0]) + np.sqrt(x[0]), [1e-3])
        numerical_gradient(lambda x: np.sqrt(x[0]) ** 3, [0.0])
        directional_derivative(lambda x: np.sqrt(x[0]) ** 3, [0.0], [-1.0])
        numerical_hessian(lambda x: np.sqrt(x[0]) ** 3, [0.0])
        estimate_noise(lambda x: np.sqrt(x[0]), [0.0])


def test_extreme_sizes_of_x():
    for x in (1e-300, 1e-310, 1e300):
        found = numerical_gradient(lambda x: 3 * x[0], [x])
        assert abs(found.value[0] - 3) <= found.bound[0] < 1e-10
