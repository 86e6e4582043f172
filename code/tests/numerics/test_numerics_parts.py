"""The parts by themselves: extrapolation, noise table, steps, what results show."""

from fractions import Fraction

import numpy as np
import pytest
from derivations.display import RECORD
from derivations.numerics import Derivative, numerical_gradient, random_directions
from derivations.numerics.conversion import brief
from derivations.numerics.directions import Coordinates, Directions
from derivations.numerics.doubt import MANY, spikes
from derivations.numerics.function import Function
from derivations.numerics.ladder import (
    Extrapolation,
    disagreement,
    extrapolate,
    resolves,
    slowness,
    widen,
)
from derivations.numerics.least import GRID, SHIFT, UNSEEN, least_bound
from derivations.numerics.noise import (
    EPS,
    WALKS,
    Noise,
    measure,
    scale_of,
    sigma_of,
    walk_direction,
)
from derivations.numerics.table import ROWS, Table


def column(values):
    """A sequence of quotients of one line and one output."""
    return np.asarray(values, dtype=float)[:, None, None]


STEPS = column(3.0 ** -np.arange(8))
NOTHING = np.zeros_like(STEPS)


# -- extrapolation --------------------------------------------------------------------


@pytest.mark.parametrize("order", [1, 2])
def test_extrapolation_removes_one_power_per_column(order):
    quotients = 5 + sum(
        c * STEPS ** (order * (j + 1)) for j, c in enumerate([2, -3, 7])
    )
    found = extrapolate(quotients, 1e-13 / STEPS, STEPS, order)
    assert abs(found.value[0, 0] - 5) < 1e-12
    exact = extrapolate(quotients, NOTHING, STEPS, order)
    assert exact.bound[0, 0] < 1e-13


def test_extrapolation_uses_the_steps_as_they_are():
    steps = column([1.0, 0.4, 0.1, 0.03])
    found = extrapolate(5 + 2 * steps**2 - steps**4, NOTHING[:4], steps, 2)
    assert abs(found.value[0, 0] - 5) < 1e-14


def test_rounding_is_carried_with_plus_signs():
    """T_11 = (9 D_1 - D_0)/8, so the rounding is (9 R_1 + R_0)/8."""
    found = extrapolate(column([1.0, 1.0]), column([2.0, 6.0]), STEPS[:2], 2)
    assert found.rounding[0, 0] == (9 * 6 + 2) / 8 == found.bound[0, 0]
    assert found.row[0, 0] == 1 and found.quotient[0, 0] == 1


def test_the_bound_is_twice_the_larger_distance():
    """T_21 = (9 * 2 - 2)/8 = 2 is 0.125 from T_11 = (9 * 2 - 1)/8, and no further."""
    quotients = column([1.0, 2.0, 2.0])
    found = extrapolate(
        quotients, NOTHING[:3], STEPS[:3], 2, lambda e: e.value == 2 + NOTHING[0]
    )
    assert found.value[0, 0] == 2 and found.bound[0, 0] == 2 * 0.125
    wary = extrapolate(
        quotients, NOTHING[:3], STEPS[:3], 2, lambda e: e.value == 2 + NOTHING[0], 4.0
    )
    assert wary.bound[0, 0] == 4 * 0.125


def test_the_first_entry_of_a_column_has_one_neighbor_less():
    """T_11 = (9 * 2 - 1)/8 = 2.125 is 0.125 from D_1 = 2 and 1.125 from D_0 = 1."""
    found = extrapolate(column([1.0, 2.0]), NOTHING[:2], STEPS[:2], 2)
    assert found.value[0, 0] == 2.125 and found.bound[0, 0] == 4 * 1.125


def test_the_bound_is_widened_by_finer_differences_that_deny_it():
    entry = Extrapolation(*(np.array([[v]]) for v in (2.0, 0.01, 0.0, 0, 2.0)))
    near, far = column([2.0, 2.014]), column([2.0, 2.1])
    assert widen(entry[...], near, NOTHING[:2], 2).bound[0, 0] == 0.01
    assert widen(entry[...], far, NOTHING[:2], 2).bound[0, 0] >= 0.1
    assert widen(entry[...], far, NOTHING[:2] + 0.03, 2).bound[0, 0] == 0.01
    assert widen(entry[...], far[::-1], NOTHING[:2], 2).bound[0, 0] == 0.01


def test_a_value_that_stands_off_is_a_spike():
    def spiky(f):
        function = Function(lambda x: f(x[0]), [1.0])
        lines = Coordinates(function)
        table = Table(function, lines, measure(function))
        table.evaluate((0, 6, 12, 14), np.arange(1))
        return bool(spikes(table, np.arange(1))[0, 0])

    assert spiky(lambda x: float(x == 1)) and spiky(
        lambda x: np.exp(-(((x - 1) / 1e-10) ** 2))
    )
    assert not any(spiky(f) for f in (np.exp, abs, lambda x: abs(x - 1), lambda x: 3.0))


def test_two_entries_that_meet_by_chance_are_not_enough():
    """T_21 = 1.8875 is near D_2 = 1.9 and D_1 = 2, but far from T_11 = -0.25."""
    quotients = column([20.0, 2.0, 1.9])
    found = extrapolate(
        quotients, NOTHING[:3], STEPS[:3], 2, lambda e: np.abs(e.value - 1.8875) < 1e-9
    )
    assert np.isclose(found.value[0, 0], 1.8875)
    assert np.isclose(found.bound[0, 0], 2 * (1.8875 + 0.25))


def test_each_output_chooses_for_itself():
    steep, flat = 1 + 50 * STEPS**2 + 900 * STEPS**4, 1 + 1e-6 * STEPS**2
    quotients = np.concatenate([steep, flat], axis=2)
    found = extrapolate(quotients, 1e-10 / STEPS * np.ones(2), STEPS, 2)
    assert found.row[0, 0] > found.row[0, 1]


def test_entries_can_be_ruled_out():
    quotients = 1 + STEPS**2
    kept = extrapolate(quotients, NOTHING, STEPS, 2, lambda e: e.value * 0 + e.row > 5)
    assert kept.row[0, 0] > 5
    none = extrapolate(quotients, NOTHING, STEPS, 2, lambda e: e.value > 9)
    assert none.bound[0, 0] == np.inf


def test_missing_rows_are_passed_over():
    quotients = 1 + STEPS**2
    quotients[:3] = np.nan
    found = extrapolate(quotients, NOTHING, STEPS, 2)
    assert abs(found.value[0, 0] - 1) < 1e-12 and found.row[0, 0] >= 4


def test_disagreement_lets_truncation_fall_with_the_step():
    entry = Extrapolation(*(np.array([[v]]) for v in (1.0, 0.5, 0.1, 2, 10.0)))
    gap, expected = disagreement(np.array([[3.0]]), entry, 4, 2)
    assert gap[0, 0] == 2 and expected[0, 0] == 0.5 + 9 / 81


# -- how differences change -----------------------------------------------------------


@pytest.mark.parametrize("power", [0.05, 0.3, 0.5, -0.5])
def test_slowness_is_the_factor_of_a_power(power):
    found = slowness(column(3.0 ** (-power * np.arange(12))), column(np.zeros(12)))
    assert np.isclose(found[0, 0], 3.0**-power)


def test_fast_sequences_are_not_slow():
    rows = np.arange(12)
    for fast in (9.0**-rows, 3.0**-rows, 0.0 * rows, (-0.9) ** rows):
        assert slowness(column(fast), column(1e-15 * 3.0**rows))[0, 0] == 0


def test_slowness_needs_four_changes_down_to_the_rounding():
    rows = np.arange(12)
    slow = column(np.where(rows < 5, 1.5**rows, 1.5**4))
    assert slowness(slow, column(0.0 * rows))[0, 0] == 0
    turning = np.cumsum([0, 1, 1, 1, -1, -1, -1])
    assert slowness(column(turning), column(np.full(7, 0.3)))[0, 0] == 0
    hidden = slowness(slow, column(np.where(rows < 5, 0.0, 1e9)))
    assert np.isclose(hidden[0, 0], 0) or np.isclose(hidden[0, 0], 1.5)
    longer = column(np.where(rows < 7, 1.5**rows, 1.5**6))
    assert slowness(longer, column(np.where(rows < 7, 0.0, 1e9)))[0, 0] > 1.4


@pytest.mark.filterwarnings("ignore:invalid value", "ignore:divide by zero")
def test_an_approach_by_law_is_told_from_chance():
    rows, still = np.arange(12), column(np.zeros(12))
    assert resolves(column(1 + 9.0**-rows), still, 1.0, 0.0, 2)[0, 0]
    assert resolves(column(1 + 3.0**-rows), still, 1.0, 0.0, 1)[0, 0]
    assert resolves(column(1 + 5.0**-rows), still, 1.0, 0.0, 2)[0, 0]
    assert not resolves(column(1 + 20.0**-rows), still, 1.0, 0.0, 2)[0, 0]
    assert not resolves(column(1 + 3.0**-rows), still, 1.0, 0.0, 2)[0, 0]
    assert not resolves(column(1 + 9.0**-rows), still, 2.0, 0.0, 2)[0, 0]
    assert not resolves(column(1 + 9.0**-rows), still + 9, 1.0, 0.0, 2)[0, 0]
    assert not resolves(column(1 + 9.0**-rows), still, 1.0, 1.0, 2)[0, 0]
    assert resolves(column(np.minimum(3.0**rows, 3.0**6)), still, 3.0**6, 0.0, 2)[0, 0]
    assert not resolves(column(np.minimum(3.0**rows, 3.0**4)), still, 3.0**4, 0.0, 2)[
        0, 0
    ]
    chance = np.random.default_rng(0).normal(size=(12, 200, 1))
    chance *= column(3.0**rows)
    assert np.mean(resolves(chance, np.zeros_like(chance), chance[-1], 0.0, 2)) < 0.02


# -- noise ----------------------------------------------------------------------------


@pytest.mark.parametrize("trend", [0.0, 1.0, 1e6])
def test_sigma_of_noise_on_a_smooth_trend(trend):
    rng, t = np.random.default_rng(0), np.arange(9)[:, None] * 1e-4
    values = trend * np.exp(t) + 1e-8 * rng.normal(size=(9, 400))
    sigma, level = sigma_of(values)
    assert np.mean(level) > 0.9
    assert 0.5e-8 < np.median(sigma[level]) < 2e-8
    assert np.mean(3 * sigma[level] > 1e-8) > 0.95


def test_sigma_of_a_constant_is_zero():
    sigma, level = sigma_of(np.ones((9, 1)))
    assert sigma[0] == 0 and level[0]


def test_smooth_values_do_not_level_off():
    _, level = sigma_of(np.exp(np.arange(9.0))[:, None])
    assert not level[0]


def test_noise_grows_with_the_size_of_f():
    noise = Noise(np.array([1.0]), np.array([0.5]), np.array([1.0]))
    assert noise.of(np.array([[1.0], [8.0]])).tolist() == [[1.0], [4.0]]


def test_relative_noise_is_told_from_cancellation():
    def near(f):
        with np.errstate(all="ignore"):
            return measure(Function(f, [1.1]))

    coarse = near(lambda x: np.float32(np.exp(x[0])))
    assert coarse.relative[0] > 1e-8
    small = near(lambda x: np.exp(x[0]) - np.exp(1.1) * (1 - 1e-9))
    assert small.at_x[0] > 1e-17 and small.relative[0] < 1e-13


def test_noise_of_a_random_function_is_at_least_its_spread():
    values = iter([0.0, 5.0])
    function = Function(lambda x: next(values, 0.0), [1.0])
    assert function.spread[0] == 5 and measure(function).at_x[0] >= 5


def test_a_kink_on_the_walk_is_no_noise():
    """At whatever distance from x, on either side."""
    for gap in 10.0 ** np.arange(-12, -2, 0.5):
        for side in (1, -1):
            kink = 1.3 * (1 + side * gap)
            noise = measure(
                Function(lambda x, kink=kink: abs(x[0] - kink) + np.exp(x[0]), [1.3])
            )
            assert noise.at_x[0] < 1e-14


def test_the_noise_of_an_output_does_not_depend_on_the_others():
    parts = (
        lambda x: abs(x[0] - 1.3 * (1 + 1e-6)) + np.exp(x[0]),
        lambda x: float(np.float32(np.exp(x[0]))),
        lambda x: 1e9 * x[0] ** 2,
        lambda x: 1e9 * x[0] ** 3,
        lambda x: 1e9 * np.exp(x[0]),
        lambda x: 5.0,
    )
    together = measure(Function(lambda x: np.array([p(x) for p in parts]), [1.3]))
    for k, part in enumerate(parts):
        alone = measure(Function(part, [1.3]))
        assert together.at_x[k] == pytest.approx(alone.at_x[0], rel=1e-9)
        assert together.suspected[k] == pytest.approx(alone.suspected[0], rel=1e-9)


def test_walks_end_inside_the_domain():
    function = Function(lambda x: np.exp(x[0]) if x[0] <= 1 else np.nan, [1.0])
    noise = measure(function)
    assert 0 < noise.at_x[0] < 1e-14


def test_the_walk_is_exact_and_moves_all():
    x = np.array([1.9, -0.3, 7e8, 0.0, 1e-9, 1.9])
    direction = walk_direction(x)
    assert np.all(direction[x != 0] * x[x != 0] > 0) and direction[3] > 0
    assert len(set(np.round(direction / scale_of(x), 6))) > 3
    for walk in WALKS[:2]:
        places = 16 * EPS * walk[:, None] * direction
        moved = np.abs((x + places) - x - places)
        assert np.all(moved <= EPS * np.abs(x) * 2.0**-1)


def test_scale():
    x = np.array([3.0, -0.7, 1.0, 0.0])
    assert scale_of(x).tolist() == [2.0, 0.5, 1.0, 1.0]
    assert scale_of(np.zeros(2)).tolist() == [1.0, 1.0]
    assert scale_of(np.array([0.0, 5.0])).tolist() == [4.0, 4.0]


# -- steps ----------------------------------------------------------------------------


def test_steps_are_exact_and_three_apart():
    """x + h and x - h are the numbers meant, not their neighbours."""
    x = np.array([1.2345678901, 7.7e-9, -3.3e5])
    function = Function(lambda x: x.sum(), x)
    table = Table(function, Coordinates(function), measure(function))
    table.evaluate(range(MANY), np.arange(3))
    for row in range(MANY):
        for line, h in enumerate(table.h[row]):
            for sign in (1, -1):
                exact = Fraction(x[line]) + sign * Fraction(h)
                assert Fraction(x[line] + sign * h) == exact
    assert np.allclose(table.h[: MANY - 1] / table.h[1:MANY], 3, rtol=1e-5)


def test_moving_a_table_keeps_what_was_evaluated():
    calls = []
    function = Function(lambda x: calls.append(1) or np.exp(x[0]), [1.0])
    table = Table(function, Coordinates(function), measure(function))
    line = np.array([0])
    table.evaluate((0, 1), line)
    before, top = table.quotients((0, 1), line), table.top[0]
    table.move(line, 2)
    assert table.top[0] == 9 * top
    assert not table.seen[0, 0] and not table.seen[1, 0]
    for old, new in zip(before, table.quotients((2, 3), line), strict=True):
        assert np.array_equal(old, new)
    table.move(line, -2)
    assert table.top[0] == top
    count = len(calls)
    table.evaluate((0, 1), line)
    assert len(calls) == count
    assert ROWS > MANY


def test_random_directions():
    x = np.array([[1.5, -200.0], [1e-9, 0.0]])
    v = random_directions(x, 50, rng=3)
    assert v.shape == (50, 2, 2)
    assert np.array_equal(np.abs(v), np.broadcast_to(scale_of(x), v.shape))
    assert 0.3 < np.mean(v > 0) < 0.7
    assert np.array_equal(v, random_directions(x, 50, rng=3))
    assert not np.array_equal(v, random_directions(x, 50, rng=4))


def test_directions_step_by_the_most_sensitive_entry():
    function = Function(lambda x: x.sum(), [1.0, 8.0])
    lines = Directions(function, np.array([[1.0, 1.0], [0.0, 2.0], [4.0, 0.0]]))
    assert lines.size.tolist() == [1.0, 4.0, 0.25]


def test_the_least_bound_follows_the_largest_effect():
    value, size = np.array([[1.0], [2.0], [np.inf]]), np.array([1.0, 8.0, 1.0])

    def least(noise, at_x, suspected=0.0, inputs=3):
        noise = Noise(*(np.array([v]) for v in (noise, EPS, max(noise, suspected))))
        found = least_bound(value[:inputs], size[:inputs], noise, np.array([at_x]))
        return found[:, 0].tolist()

    assert least(0.0, 5.0) == [256 * EPS, 32 * EPS, 256 * EPS]
    assert least(2.0**-40, 5.0) == [2.0**-40, 2.0**-43, 2.0**-40]
    assert least(2.0**-40, -32.0) == [2.0**-40, 2.0**-43, 2.0**-40]
    assert least(2.0**-40, 5.0, 2.0**-20) == [2.0**-20, 2.0**-23, 2.0**-20]
    assert least(2.0**-40, 5.0, 1.0) == [2.0**-40, 2.0**-43, 2.0**-40]
    assert least(2.0**-40, 1.0, 2.0**-20, inputs=1) == [2.0**-40]


def test_what_moves_f_by_less_than_its_noise_may_be_anything():
    """Up to a relative accuracy that long steps of straight lines are trusted with."""
    loud, quiet = (Noise(*(np.array([v]),) * 3) for v in (2.0**-10, 2.0**-50))
    value, size, at_x = np.array([[8.0]]), np.array([0.25]), np.array([2.0**30])
    assert least_bound(value, size, loud, at_x)[0, 0] == 8 * UNSEEN
    assert least_bound(value, size, quiet, at_x)[0, 0] == 8 * 16 * EPS


def test_a_shift_of_x_counts_at_a_minimum():
    """f'' = 4 at x = 2; f' = 0 there, or so large that the noise denies the shift."""
    noise = Noise(*(np.array([v]) for v in (0.0, EPS, 0.0)))
    root, reach, size = np.array([[2.0]]), np.array([0.5]), np.array([2.0])
    at_x = np.array([0.0])
    found = least_bound(np.array([[0.0]]), size, noise, at_x, root, reach)
    assert found[0, 0] == SHIFT * EPS * 4 * 2
    steep = least_bound(np.array([[1.0]]), size, noise, at_x, root, reach)
    assert steep[0, 0] == 16 * EPS + GRID * EPS * 16  # 4 * 2, to a power of two
    reach = np.array([8.0])
    further = least_bound(np.array([[0.0]]), size, noise, at_x, root, reach)
    assert further[0, 0] == SHIFT * EPS * 4 * 8


def test_a_quick_look_at_the_noise_is_enough_if_f_moves():
    def calls(f, quick):
        function = Function(f, [0.3, 1.7])
        before = function.calls
        noise = measure(function, quick=quick)
        return function.calls - before, float(noise.at_x[0])

    quick, size = calls(lambda x: np.exp(x).sum(), True)
    thorough, same = calls(lambda x: np.exp(x).sum(), False)
    assert (quick, thorough) == (9, 27) and size / 3 < same < 3 * size
    coarse, size = calls(lambda x: float(np.float32(np.exp(x).sum())), True)
    assert coarse > 9 and size > 1e-7


def test_digits_lost_in_a_factor_are_counted():
    """log(1 + z^2) has lost 8 digits at z = 1e-4; no step along x[0] shows it."""
    x = np.array([3.0, 1.234567e-4])
    found = numerical_gradient(lambda x: x[0] * np.log(1 + x[1] ** 2), x)
    exact = np.log1p(x[1] ** 2)
    assert abs(found.value[0] - exact) > 100 * EPS * exact
    assert abs(found.value[0] - exact) <= found.bound[0] < 1e-6 * exact


# -- results --------------------------------------------------------------------------


def derivative(value, bound, state="settled", **more):
    value, bound = np.asarray(value, dtype=float), np.asarray(bound, dtype=float)
    state = np.full(value.shape, state)
    noise = np.array(1e-16)
    return Derivative(value, bound, state, noise, 40, **more)


@pytest.mark.parametrize(
    ("value", "bound", "digits"),
    [
        ([1.0, 100.0], [1e-4, 1e-6], 6),
        ([0.0], [0.0], 16),
        ([0.0], [1e-9], 0),
        ([5.0], [np.inf], 0),
        ([np.inf], [np.inf], 0),
        ([1.0], [1e-30], 16),
        ([1.0], [1e3], 0),
    ],
)
def test_digits(value, bound, digits):
    assert derivative(value, bound).digits == pytest.approx(digits)


def test_results_show_themselves():
    found = derivative([[1.5, -2.25]], [[1e-9, 1e-8]], notes=("f is odd",))
    assert str(found) == (
        "numerical derivative (1x2), 8 digits, 40 evaluations\n"
        "  [0, 0] 1.5 within 1e-09\n"
        "  [0, 1] -2.25 within 1e-08\n"
        "  note: f is odd"
    )
    shown = found._repr_mimebundle_()
    assert shown["text/plain"] == repr(found) == str(found)
    assert "| 0, 1 | -2.25 | 1e-08 | settled |" in shown["text/markdown"]
    assert shown["text/markdown"].endswith("f is odd")
    assert shown[RECORD]["kind"] == "values" and shown[RECORD]["shape"] == [1, 2]
    assert shown[RECORD]["digits"] == 8 and shown[RECORD]["notes"] == ["f is odd"]
    assert shown[RECORD]["values"][1] == {
        "index": "0, 1",
        "value": "-2.25",
        "bound": "1e-08",
        "state": "settled",
    }


def test_bounds_are_shown_as_the_next_power_of_ten():
    assert str(derivative([1.5], [3e-9])).endswith("[0] 1.5 within 1e-08")


@pytest.mark.parametrize("state", ["unsettled", "kink"])
def test_three_digits_are_shown_of_what_is_not_settled(state):
    shown = str(derivative([1.23456], [0.34567], state))
    assert shown.endswith(f"[0] 1.23 within 0.346 ({state})")


@pytest.mark.parametrize("state", ["settled", "one-sided"])
def test_digits_that_are_certain_are_shown_eight_at_most(state):
    for bound, digits in ((1e-4, "1.235"), (1e-15, "1.2345679"), (0.0, "1.2345679")):
        assert f"[0] {digits} within" in str(derivative([1.23456789], [bound], state))


def test_long_results_are_cut_and_states_are_named():
    found = numerical_gradient(lambda x: np.abs(x - 1).sum(), np.ones(12))
    assert str(found).endswith("  and 2 more")
    assert "[3] 0 within 1 (kink)" in str(found)
    assert "scalar" in str(numerical_gradient(lambda x: x**2, 3.0))


def test_a_derivative_is_an_array_where_one_is_wanted():
    found = derivative([1.5, -2.0], [0.1, 0.1])
    assert np.array_equal(np.asarray(found), [1.5, -2.0])
    assert np.asarray(found, dtype=np.float32).dtype == np.float32
    np.asarray(found)[0] = 7
    assert found.value[0] == 1.5


def test_points_in_messages_stay_short():
    assert brief(np.array([1.0, 2.5])) == "[1. , 2.5]"
    assert len(brief(np.arange(1e4))) < 80


@pytest.mark.parametrize("side", [1, -1])
def test_a_step_to_one_side_is_counted_from_the_value_at_x(side):
    function = Function(lambda x: x[0] ** 2 + 7, [2.0])
    table = Table(function, Coordinates(function), measure(function))
    table.side[0] = side
    assert table.odd(0, 0.5) == pytest.approx(side * ((2 + side / 2) ** 2 - 4))


def test_a_page_ends_with_its_last_line():
    page = numerical_gradient(lambda x: x @ x, [1.0, 2.0]).markdown()
    assert page == page.strip() and page.endswith("|")
