"""The quadrature alone: right values, bounds that hold, no work without an end."""

import pytest
import sympy as sp
from derivations.steps.numbers.double_exponential import area
from derivations.steps.numbers.integrals import _depth
from derivations.steps.numbers.numeric import value
from derivations.steps.numbers.point import Point
from derivations.steps.vocabulary.domain import Domain
from mpmath import mp
from sympy import Integral, exp, oo

x, y, z = sp.symbols("x y z", real=True)


@pytest.fixture(autouse=True)
def usual_digits():
    """Bounds speak of the digits at hand: whatever ran before, these are 15."""
    with mp.workdps(15):
        yield


class Counted:
    """A function that refuses to be asked for ever."""

    def __init__(self, function, most=10_000):
        self.function, self.asked, self.most = function, 0, most

    def __call__(self, number):
        self.asked += 1
        assert self.asked <= self.most, "asked without an end"
        return self.function(number)


def number(expression, digits=30):
    with mp.workdps(digits):
        return value(expression, Point(1, Domain(), {}))


# --- one piece ------------------------------------------------------------------------


def test_a_gap_between_two_peaks_does_not_end_the_search_for_weight():
    wide, narrow = mp.mpf("0.02"), mp.mpf("0.0005")

    def two_peaks(t):
        middle, edge = ((t - 0.5) / wide) ** 2, (t / narrow) ** 2
        return mp.exp(-middle) + 1000 * mp.exp(-edge)

    expected = mp.sqrt(mp.pi) * (wide + 500 * narrow)
    found = area(two_peaks, mp.zero, mp.one, 1e-10)
    assert abs(found.value - expected) < 1e-10 * expected


def test_an_end_very_close_to_zero_is_an_end_like_another():
    found = area(mp.exp, mp.mpf("1e-40"), mp.one, 1e-12)
    assert abs(found.value - (mp.e - 1)) < 1e-12


@pytest.mark.parametrize(
    ("function", "power"),  # of pi, that the integral over the line is
    [(lambda t: mp.exp(-(t**2)), 0.5), (lambda t: 1 / (1 + t**2), 1)],
    ids=["a bell", "heavy tails"],
)
def test_the_bound_holds_where_more_is_asked_for_than_the_digits_can_give(
    function, power
):
    found = area(function, -mp.inf, mp.inf, 1e-40, splits=0)
    with mp.workdps(50):
        error = abs(found.value - mp.pi**power)
    assert 0 < error <= found.bound < 1e-15 * found.value


@pytest.mark.parametrize("splits", [0, 1, 2])
@pytest.mark.parametrize("place", ["0.3", "0.7"])
def test_a_piece_is_split_as_often_as_told_and_no_more(place, splits):
    place = mp.mpf(place)
    step = Counted(lambda t: mp.mpf(1) if t < place else mp.mpf(2))
    found = area(step, mp.zero, mp.one, mp.mpf("1e-12"), splits)
    assert found.bound > 1e-12 * found.mass  # not settled, and it says so
    assert abs(found.value - (2 - place)) <= found.bound


# --- pieces put together --------------------------------------------------------------


def test_integrals_within_one_another_are_counted():
    inner = Integral(exp(-x * y), (x, 0, 1))
    assert _depth(exp(-x * y)) == 0
    assert _depth(y * inner) == 1
    assert _depth(Integral(z * inner, (y, 0, z)) + inner) == 2


@pytest.mark.parametrize("away", [40, 300])
def test_the_whole_line_is_no_single_piece_where_it_holds_two_peaks(away):
    peaks = exp(-(x**2)) + 2 * exp(-((x - away) ** 2))
    found = number(Integral(peaks, (x, -oo, oo)))
    assert abs(found - 3 * mp.sqrt(mp.pi)) < 1e-9


def test_an_integral_over_two_variables_is_one_within_the_other():
    # over a triangle, so that the order of the variables counts
    found = number(Integral(x * y**2, (x, 0, y), (y, 0, 2)))
    assert abs(found - mp.mpf(16) / 5) < 1e-12


def test_a_wave_that_falls_like_an_exponential_has_its_value():
    assert abs(number(Integral(exp(-x) * sp.cos(3 * x), (x, 0, oo))) - 0.1) < 1e-12
    mirrored = number(Integral(exp(x) * sp.sin(2 * x), (x, -oo, 0)))
    assert abs(mirrored + mp.mpf("0.4")) < 1e-12
