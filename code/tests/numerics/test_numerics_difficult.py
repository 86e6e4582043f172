"""Kinks, edges, noise, coarse grids, short scales: where a derivative may lie."""

import math
from fractions import Fraction

import numpy as np
import pytest
from derivations.numerics import (
    estimate_noise,
    numerical_gradient,
    numerical_jacobian,
)
from functions import big


def one(f, x):
    """The derivative of a function of one number: value, bound, state."""
    found = numerical_gradient(lambda x: f(x[0]), [x])
    return found.value[0], found.bound[0], found.state[0]


def holds(f, x, exact, digits):
    """The bound holds and is small enough to mean something."""
    value, bound, state = one(f, x)
    assert abs(value - exact) <= bound
    assert bound <= abs(exact) * 10.0**-digits
    return state


# -- edges of the domain --------------------------------------------------------------


@pytest.mark.parametrize("x", [1e-9, 1e-300, 1.0, 1e9])
def test_log_near_zero(x):
    assert holds(np.log, x, 1 / x, 9) == "settled"
    assert holds(math.log, x, 1 / x, 9) == "settled"


@pytest.mark.parametrize(("gap", "digits"), [(1e-3, 8), (1e-6, 8), (1e-9, 7)])
def test_close_to_an_edge_that_is_not_zero(gap, digits):
    """At 1e-9 values tell no more: log(1 - x**5), off by digits, is as smooth."""
    x = 1 - gap
    assert holds(lambda x: math.log(1 - x), x, -1 / (1 - x), digits) == "settled"
    exact = 1 / math.sqrt((1 - x) * (1 + x))
    assert holds(np.arcsin, x, exact, 7) == "settled"


@pytest.mark.parametrize(
    ("f", "x", "sign"),
    [
        (np.sqrt, 0.0, 1),
        (lambda x: -np.sqrt(x), 0.0, -1),
        (lambda x: np.sqrt(1 - x * x), 1.0, -1),
        (np.cbrt, 0.0, 1),
        (lambda x: x * np.log(x) if x > 0 else (0.0 if x == 0 else np.nan), 0.0, -1),
        (lambda x: float(x >= 1), 1.0, 1),
        (lambda x: np.sign(x) * abs(x) ** 0.9, 0.0, 1),
    ],
)
def test_an_infinite_derivative_is_said(f, x, sign):
    value, bound, state = one(f, x)
    assert state == "infinite"
    assert value == sign * np.inf and bound == np.inf


@pytest.mark.parametrize(
    ("f", "exact"),
    [
        (lambda x: np.exp(x) + 0 * np.sqrt(x), 1.0),
        (lambda x: np.sqrt(x) ** 3, 0.0),
        (lambda x: np.sqrt(x) ** 2.4, 0.0),
        (lambda x: x * math.sqrt(x) + 2 * x, 2.0),
    ],
)
def test_one_sided_derivatives(f, exact):
    value, bound, state = one(f, 0.0)
    assert state == "one-sided"
    assert abs(value - exact) <= bound < 0.02


def test_the_left_side_alone():
    value, bound, state = one(lambda x: np.exp(x) if x <= 2 else np.nan, 2.0)
    assert state == "one-sided"
    assert abs(value - np.exp(2)) <= bound < 1e-9


def test_every_input_has_its_own_side():
    found = numerical_gradient(
        lambda x: np.exp(x[2]) + np.sqrt(x[0]) ** 3 + np.sqrt(-x[1]) ** 3,
        [0.0, 0.0, 1.0],
    )
    assert found.state.tolist() == ["one-sided", "one-sided", "settled"]
    assert np.all(np.abs(found.value - [0, 0, np.e]) <= found.bound)
    assert np.all(found.bound < 0.02)


def test_a_lonely_point_has_no_derivative():
    value, bound, state = one(lambda x: 1.0 if x == 2 else np.nan, 2.0)
    assert (state, bound) == ("unsettled", np.inf)
    assert np.isnan(value)


def test_slow_powers_are_unsettled_rather_than_wrong():
    value, bound, state = one(lambda x: x**1.05 if x >= 0 else np.nan, 0.0)
    assert abs(value) <= bound
    assert state == "unsettled"


def test_almost_infinite_is_finite():
    assert holds(lambda x: np.sqrt(x + 1e-12), 0.0, 5e5, 3) == "settled"


def test_one_output_at_its_edge_does_not_stop_the_others():
    found = numerical_jacobian(lambda x: np.array([np.sqrt(x[0]), x[1]]), [0.0, 3.0])
    assert found.state.tolist() == [["infinite", "settled"], ["one-sided", "settled"]]
    assert abs(found.value[1, 1] - 1) <= found.bound[1, 1] < 1e-12


# -- kinks ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("f", "x", "left", "right"),
    [
        (lambda x: abs(x - 1), 1.0, -1.0, 1.0),
        (lambda x: max(x, 0.0), 0.0, 0.0, 1.0),
        (lambda x: abs(x - 1) + np.exp(x), 1.0, np.e - 1, np.e + 1),
        (lambda x: 1e6 + max(3 * x, x * x), 3.0, 3.0, 6.0),
    ],
)
def test_a_kink_is_said_and_the_bound_reaches_both_slopes(f, x, left, right):
    value, bound, state = one(f, x)
    assert state == "kink"
    assert value - bound <= left <= right <= value + bound
    assert bound <= 0.51 * (right - left) + 1e-3


@pytest.mark.parametrize("gap", [1e-2, 1e-4, 1e-6, 3e-8])
@pytest.mark.parametrize("side", [1, -1])
@pytest.mark.parametrize("x0", [1.0, -0.0834, 37.2])
def test_near_a_kink_the_slope_is_that_of_the_own_side(gap, side, x0):
    x = x0 * (1 + side * gap)
    exact = np.sign(x - x0) + 0.6 * x
    assert holds(lambda x: abs(x - x0) + 0.3 * x * x, x, exact, 5) == "settled"


def test_a_smooth_bend_is_no_kink():
    exact = (1.0001 - 1) / np.sqrt((1.0001 - 1) ** 2 + 1e-6)
    assert holds(lambda x: np.sqrt((x - 1) ** 2 + 1e-6), 1.0001, exact, 6)
    value, bound, state = one(lambda x: 1e4 * (x - 1) ** 2, 1.0)
    assert state == "settled" and abs(value) <= bound < 1e-6


# -- short scales ---------------------------------------------------------------------


@pytest.mark.parametrize(("x", "digits"), [(1e6, 9), (1e8, 6), (1e10, 8)])
def test_large_numbers_with_a_natural_scale_of_one(x, digits):
    """Far out values tell no more: 1 - z*z close to a pole is as smooth, and off."""
    assert holds(np.sin, x, math.cos(x), digits) == "settled"


def test_oscillations():
    for a in (10.0, 1e3, 1e5):
        assert holds(lambda x, a=a: np.sin(a * x), 1.0, a * math.cos(a), 7)


@pytest.mark.parametrize("width", [1e-2, 1e-3, 1e-4, 1e-5])
def test_a_bump_that_long_steps_pass_over(width):
    """The longest steps end beyond it and agree with each other; finer ones do not."""

    def f(x):
        return np.exp(x) + (x - 1) * np.exp(-(((x - 1) / width) ** 2))

    assert holds(f, 1.0, math.e + 1, 6) == "settled"


def test_a_ripple_is_not_taken_for_noise():
    exact = math.e + 10 * math.cos(1e7)
    assert holds(lambda x: np.exp(x) + 1e-6 * np.sin(1e7 * x), 1.0, exact, 5)


def test_inputs_that_are_zero_but_for_rounding():
    found = numerical_gradient(lambda x: np.log1p(np.exp(x[0] + x[1])), [1e-17, 0.5])
    exact = 1 / (1 + np.exp(-0.5))
    assert np.all(np.abs(found.value - exact) <= found.bound)
    assert np.all(found.bound < 1e-11)
    beside = numerical_jacobian(
        lambda x: np.array([np.log1p(np.exp(x[0] + x[1])), 0 * x[0]]), [1e-17, 0.5]
    )
    assert np.all(np.abs(beside.value[0] - exact) <= beside.bound[0])
    assert beside.value[1].tolist() == [0, 0]


@pytest.mark.parametrize("tiny", [1e-3, 1e-8, 1e-12])
def test_small_inputs_of_smooth_functions(tiny):
    assert holds(lambda x: np.exp(x) + 1, tiny, math.exp(tiny), 9) == "settled"


# -- offsets and linear functions -----------------------------------------------------


def test_offsets_are_overcome_by_longer_steps():
    holds(lambda x: 1e12 + x * x, 1.5, 3.0, 8)
    holds(lambda x: 1e8 + np.sin(x), 1.0, math.cos(1), 4)


def test_linear_functions_are_exact():
    found = numerical_gradient(lambda x: 3 * x[0] - 2 * x[1] + 1e6, [1.5, 2.0])
    error = np.abs(found.value - [3, -2])
    assert np.all(error <= found.bound) and np.all(error <= 1e-14 * 3)
    # The noise of f leaves this open, however straight f is in the large.
    assert np.all(found.bound <= found.noise)
    plain = numerical_gradient(lambda x: 3 * x[0] - 2 * x[1], [1.5, 2.0])
    assert np.all(plain.bound <= 1e-14 * 3)


def test_a_dip_that_noise_hides_is_within_the_bound():
    """Far out f is straight to 13 digits; at x it has another slope, in its noise."""
    value, bound, _ = one(lambda x: 1e8 + 3 * x + 1e-9 * np.tanh(x), 1.0)
    assert abs(value - 3 - 1e-9 / np.cosh(1.0) ** 2) <= bound < 1e-8


# -- minima, narrow peaks -------------------------------------------------------------


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("off", [0.0, 1e-9, 1e-5])
def test_a_fit_without_residuals(seed, off):
    """At its minimum the residuals are rounding, and so is the gradient of f."""
    rng = np.random.default_rng([31, seed])
    n = int(rng.integers(1, 6))
    A, x = rng.normal(size=(n + 2, n)), rng.normal(size=n) * 10.0 ** rng.uniform(-2, 2)
    y, x = A @ x, x * (1 + off)
    found = numerical_gradient(lambda x: np.sum((A @ x - y) ** 2), x)
    exact = 2 * big(A).T @ (big(A) @ big(x) - big(y))
    error = np.abs((big(found.value) - exact).astype(float))
    assert np.all(error <= found.bound)
    scale = np.sum(A**2) * np.max(np.abs(x)) / np.min(np.abs(x)) * np.max(np.abs(x))
    assert np.all(found.bound <= 1e-14 * scale)


@pytest.mark.parametrize(("f", "x"), [(np.cos, np.pi), (np.sin, np.pi / 2)])
def test_at_a_turning_point(f, x):
    """The slope at the float next to pi is 1e-16, and steps of any length show 0."""
    value, bound, _ = one(f, x)
    exact = -math.sin(x) if f is np.cos else math.cos(x)
    assert abs(value - exact) <= bound < 2e-11


def test_rosenbrock_near_its_minimum():
    for e in (1e-9, 1e-7, 8e-6, 3.6e-5):
        x = np.array([1 + e, 1.0])
        found = numerical_gradient(
            lambda x: 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2, x
        )
        a, b = big(x)
        exact = np.array([-400 * a * (b - a**2) - 2 * (1 - a), 200 * (b - a**2)])
        error = np.abs((big(found.value) - exact).astype(float))
        assert np.all(error <= found.bound) and np.all(found.bound < 1e-10)


@pytest.mark.parametrize("width", [1e-8, 3e-6, 1e-4])
@pytest.mark.parametrize("off", [-0.5, 0.7])
def test_a_narrow_peak_is_not_stepped_over(width, off):
    """To all the longer steps f is constant but for its value at x."""
    x = 1.3
    center = x - off * width
    u = (x - center) / width
    exact = -2 * u * math.exp(-u * u) / width
    assert holds(lambda x: 2 + np.exp(-(((x - center) / width) ** 2)), x, exact, 4)


@pytest.mark.parametrize("center", [0.0, 1.0, 100.0, 1000.0])
@pytest.mark.parametrize(
    ("f", "slope"),
    [
        (np.cos, lambda u: -math.sin(u)),
        (lambda u: 1 / np.cosh(u), lambda u: -math.tanh(u) / math.cosh(u)),
        (lambda u: np.exp(-u * u), lambda u: -2 * u * math.exp(-u * u)),
        (lambda u: np.log1p(u * u), lambda u: 2 * u / (1 + u * u)),
    ],
)
def test_beside_an_extremum_long_steps_do_not_make_a_hidden_slope_small(
    f, slope, center
):
    """Beyond the bell a difference is 0 and exact to far more than the slope at x.

    An offset hides the slope from all steps on which it could be seen.
    """
    for off in 10.0 ** np.arange(-15, -9):
        value, bound, _ = one(lambda x, off=off: f(x - center + off) + 150, center)
        assert abs(value - slope(off)) <= bound < 2e-11


def test_a_small_change_of_slope_is_no_infinite_one():
    """A change of 1e-9 on the scale of 1e-6 grows like rounding, down to rounding."""
    w, a, b = (
        np.array([1.93286509, -0.87293692, -0.23723612]),
        0.0020863095493176497,
        4.555480800551453e-07,
    )

    def f(x):
        u = w @ x + 2.3248620119571655
        if abs(u) < 3 * b:
            return np.exp(-(np.arctan(x[1]) ** 2)) + a * u * u / 2
        return np.exp(-(np.arctan(x[1]) ** 2)) + 3 * a * b * (abs(u) - 1.5 * b)

    found = numerical_gradient(f, [-1.06723218, -0.17423084, 1.74568601])
    assert "infinite" not in found.state


def test_a_straight_line_costs_little_up_to_where_it_ends():
    def line(x):
        return 3 * x[0] + 1e9 if abs(x[0]) < 20 else np.nan

    found = numerical_gradient(line, [1.0])
    assert abs(found.value[0] - 3) <= found.bound[0] < 1e-6
    assert found.evaluations <= 50


def test_an_offset_that_swallows_the_function_is_not_explained_away():
    """sin(x) is lost in 1e16: the bound must not claim to know its slope."""
    value, bound, _ = one(lambda x: 1e16 + np.sin(x), 1.0)
    assert abs(value - math.cos(1)) <= bound


def test_inputs_that_do_not_matter():
    found = numerical_gradient(lambda x: np.exp(x[0]), [1.0, 5.0, 1e-9])
    assert found.value[1:].tolist() == [0, 0]
    assert np.all(found.bound[1] * 5 < 1e-12)


def test_a_constant():
    found = numerical_gradient(lambda x: 3.0, [1.0, -2.0])
    assert found.value.tolist() == [0, 0]
    assert np.all(found.bound < 1e-13)


# -- noise ----------------------------------------------------------------------------


def scrambled(x, size):
    """Noise that is the same at the same point and unlike at any other."""
    bits = int(np.float64(x).view(np.uint64)) * 0x9E3779B97F4A7C15 % 2**64
    bits = (bits ^ bits >> 29) * 0xBF58476D1CE4E5B9 % 2**64
    return size * (bits / 2**63 - 1)


@pytest.mark.parametrize("size", [1e-12, 1e-9, 1e-6, 1e-3])
@pytest.mark.parametrize("x", [0.3, -1.7, 2.9])
def test_noise_widens_the_bound_as_much_as_needed(size, x):
    value, bound, _ = one(lambda x: np.exp(x) * (1 + scrambled(x, size)), x)
    assert abs(value - math.exp(x)) <= bound <= 1e4 * size * math.exp(x)


@pytest.mark.parametrize("x", [0.3, -1.7, 2.9, 0.767607275753405])
def test_single_precision_inside(x):
    def f(x):
        return float(np.float32(np.exp(np.float32(x))))

    assert holds(f, x, math.exp(x), 4)
    size = estimate_noise(lambda x: f(x[0]), [x]) / f(x)
    assert 2e-8 < size < 5e-7


@pytest.mark.parametrize("cells", [1e3, 1e5, 1e7, 1e9, 1e11])
@pytest.mark.parametrize("x", [0.31, -1.7, 1.6637239913911968])
def test_rounding_to_a_grid(cells, x):
    value, bound, _ = one(lambda x: np.round(np.exp(x) * cells) / cells, x)
    assert abs(value - math.exp(x)) <= bound <= 2e3 / cells


def test_cancellation():
    """(1 - cos x)/x^2 at 1e-4 is made of steps, 1e-8 high: no digit of its slope holds.

    Inside a step the slope is -2 f/x = -1e4, across many it is -1e-4/12. Nothing tells
    which one is meant, so the bound reaches both. The value is that across many.
    """
    value, bound, _ = one(lambda x: (1 - np.cos(x)) / x**2, 1e-4)
    assert abs(value + 1e-4 / 12) <= 1e-6 * 1e-4
    assert abs(value + 1e4) <= bound < 1.1e4


def test_a_slope_that_stands_out_from_steps_is_that_of_f():
    """Half in single precision: short steps see the other half alone."""

    def f(x):
        return float(np.float32(np.exp(np.float32(x)))) + 0.1 * x * x

    assert holds(f, 1.3, math.exp(1.3) + 0.26, 4) == "settled"


def test_random_functions():
    rng = np.random.default_rng(3)
    found = numerical_gradient(lambda x: np.exp(x[0]) + 1e-6 * rng.normal(), [1.0])
    assert abs(found.value[0] - np.e) <= found.bound[0] < 1e-2
    assert "f is random: two calls at x differ by" in found.notes[0]


def test_each_output_has_its_own_noise():
    def f(x):
        return np.array([np.exp(x[0]), np.float32(np.exp(x[0]))])

    found = numerical_jacobian(f, [1.1])
    assert found.noise[0] < 1e-14 < 1e-8 < found.noise[1]
    assert found.bound[0, 0] < 1e-11 < 1e-7 < found.bound[1, 0]


def test_the_noise_is_three_standard_deviations():
    size = 1e-6 * np.ones(400)

    def f(x):
        bits = int(np.float64(x[0]).view(np.uint64))
        return np.exp(x[0]) + size * np.random.default_rng(bits).normal(size=400)

    found = estimate_noise(f, [1.1])
    assert 3e-6 < np.median(found) < 4.8e-6
    assert np.all(found > 1e-6)


def test_an_output_that_stands_still_does_not_blur_the_others():
    def f(x):
        return np.array([np.exp(x[0] + x[1]), 0.0])

    alone = numerical_gradient(lambda x: f(x)[0], [1.0, 0.5])
    found = numerical_jacobian(f, [1.0, 0.5])
    assert np.array_equal(found.bound[0], alone.bound)


def test_noise_is_measured_where_equal_moves_cancel():
    """Rounding of log(1 + u^2) with u = x_1 - x_2 is far above that of its value."""
    noise = estimate_noise(
        lambda x: np.tanh(np.log(1 + (x[0] - x[1]) ** 2)), [-0.7921, -0.9719]
    )
    assert 2e-17 < noise < 2e-15


# -- the complex step -----------------------------------------------------------------


def test_the_complex_step_is_sharp_where_it_is_right():
    x = np.array([0.3, -1.2])

    def f(x):
        return np.exp(x[0]) * np.sin(x[1])

    found = numerical_gradient(f, x, method="complex")
    exact = [np.exp(0.3) * np.sin(-1.2), np.exp(0.3) * np.cos(-1.2)]
    assert found.method == "complex" and found.notes == ()
    assert np.all(np.abs(found.value - exact) <= found.bound)
    assert np.all(found.bound < 1e-13)


@pytest.mark.parametrize(
    ("f", "reason"),
    [
        (lambda x: np.sum(np.abs(x) ** 3), "returns float64"),
        (lambda x: np.linalg.norm(x), "returns float64"),
        (lambda x: (x * np.conj(x)).sum() ** 1.5, "differs from real differences"),
        (lambda x: np.sum(np.exp(x.astype(float))), "refuses complex numbers"),
        (lambda x: math.exp(x[0]) + x[1], "refuses complex numbers"),
        (lambda x: np.abs(x[0]) + x[1], "differs from real differences"),
        (lambda x: np.sum(x**2) if x.dtype == float else x * 1j, "returns shape"),
        (lambda x: np.sum(x**2 if x.dtype == float else x**2 + 1j), "imaginary part"),
        (lambda x: np.sum(x**2 if x.dtype == float else x**2 + 1), "is not f(x)"),
        (lambda x: np.sum(x * np.nan if np.any(x.imag) else x), "not finite"),
    ],
)
def test_the_complex_step_is_never_silently_wrong(f, reason):
    plain = numerical_gradient(f, [1.3, -0.7])
    found = numerical_gradient(f, [1.3, -0.7], method="complex")
    assert found.method == "ladder"
    assert found.notes[0].startswith("complex step not used: ")
    assert reason in found.notes[0]
    assert np.array_equal(found.value, plain.value)


def test_the_complex_step_knows_when_f_cancels():
    found = numerical_gradient(
        lambda x: (1 - np.cos(x[0])) / x[0] ** 2, [1e-4], method="complex"
    )
    assert abs(found.value[0] + 1e-4 / 12) <= found.bound[0]


def test_the_complex_step_where_f_is_zero():
    found = numerical_gradient(lambda x: 0 * x[0], [1.0], method="complex")
    assert (found.method, found.value[0], found.bound[0]) == ("complex", 0, 0)


def test_the_complex_step_is_not_for_batches():
    found = numerical_gradient(
        lambda X: np.sum(X**2, axis=1), [1.0, 2.0], method="complex", batch=True
    )
    assert found.method == "ladder" and "batches" in found.notes[0]


@pytest.mark.parametrize(
    ("f", "slope"),
    [
        (lambda z: 1 / (1 - z[0] * z[0]), lambda z: 2 * z / (1 - z * z) ** 2),
        (lambda z: np.log(1 - z[0] * z[0]), lambda z: -2 * z / (1 - z * z)),
        (lambda z: 1 / (1 - z[0] ** 3), lambda z: 3 * z * z / (1 - z**3) ** 2),
    ],
)
def test_the_bound_near_a_pole_covers_what_is_rounded_inside_of_f(f, slope):
    """Values show no noise there, for z*z is as smooth as they are, and off."""
    x = 1 - 1e-7
    found = numerical_gradient(f, [x])
    error = abs(found.value[0] - float(slope(Fraction(x))))
    assert error <= found.bound[0] < 1e-5 * abs(found.value[0])


@pytest.mark.parametrize("power", [2, 3, 5, 7])
@pytest.mark.parametrize(
    ("f", "slope"),  # in d = 1 - z**power, and the slope by d
    [
        (lambda d: 1 / d, lambda d: -1 / d**2),
        (lambda d: 1 / d**2, lambda d: -2 / d**3),
        (np.log, lambda d: 1 / d),
        (np.sqrt, lambda d: 1 / (2 * np.sqrt(float(d)))),
    ],
)
def test_the_bound_holds_on_all_ways_to_a_pole(f, slope, power):
    """On a way whose square is about eps, powers of z are straight lines."""
    for way in np.geomspace(1.1e-10, 1e-4, 9):
        x = 1 - way
        value, bound, _ = one(lambda z: f(1 - z**power), x)
        z = Fraction(x)
        exact = float(slope(1 - z**power)) * float(-power * z ** (power - 1))
        assert abs(value - exact) <= bound
