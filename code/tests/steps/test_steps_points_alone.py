"""Points, models and places in a range, alone: what they are made of, and how many."""

from fractions import Fraction
from random import Random

import pytest
import sympy as sp
from derivations.steps import array, indices, matrix, sizes, total
from derivations.steps.errors import Divergent, Unsettled
from derivations.steps.numbers.compare import outcome_of
from derivations.steps.numbers.convergence import require_convergence
from derivations.steps.numbers.deliberate import places
from derivations.steps.numbers.landmarks import landmarks
from derivations.steps.numbers.oscillating import tail, waves
from derivations.steps.numbers.point import Point
from derivations.steps.numbers.sampling import _instance
from derivations.steps.numbers.settable import Settable, within
from derivations.steps.numbers.surrogates import smooth
from derivations.steps.numbers.values import Values
from derivations.steps.vocabulary.domain import Domain
from derivations.steps.vocabulary.ingredients import ingredients
from mpmath import mp
from sympy import FiniteSet, Interval, Symbol, cos, exp, log, oo, sin

x, c = sp.symbols("x c", real=True)
m, n = sizes("m n")
i, j, k = indices("i j k")
y, v = array("y", m), array("v", n)
z = array("z", m, where=lambda i: 2 * y[i])
A = matrix("A", m, n)
SIZES = {m: 3, n: 2}


# --- deliberate points ----------------------------------------------------------------


def put(kind, line, domain=None):
    """The numbers that deliberate points of a kind set: {name: number} of each."""
    domain, found = domain or Domain(), []
    for place in places(ingredients(line), domain, SIZES, [line], {}):
        point = Settable(1, domain, SIZES)
        done = place.put(point) if kind in ("", place.kind) else None
        if done is not None:
            found.append({key: point.drawn[key] for key in sorted(done, key=str)})
    return found


def test_only_names_that_are_drawn_are_put_at_deliberate_points():
    points = put("", total(z[i] * y[i], i))
    assert points and {owner for numbers in points for owner, _ in numbers} == {y}


def test_entries_at_the_ends_of_their_interval_alternate_both_ways():
    points = put("ends", total(y[i], i), Domain({y: Interval(2, 5)}))
    ends = [[*numbers.values()] for numbers in points]
    assert sorted(ends) == [[2, 2, 2], [2, 5, 2], [5, 2, 5], [5, 5, 5]]


@pytest.mark.parametrize("where", [(2, 5), (2, oo), (-oo, 5), (-oo, oo)])
@pytest.mark.parametrize("name", [y, y.label], ids=["array", "label"])
def test_numbers_of_another_scale_lie_so_far_from_the_ends_within_them(where, name):
    domain = Domain({name: where})
    ends = [Fraction(end) for end in where if end not in (oo, -oo)]
    points = put("scales", total(y[i], i), domain)
    assert points
    for key, number in (item for numbers in points for item in numbers.items()):
        assert within(domain, key, number)
        away = min((abs(number - end) for end in ends), default=abs(number))
        assert away < Fraction(1, 10**3) or away > 10**2


def test_numbers_of_another_scale_come_close_to_both_ends_of_a_declared_interval():
    p = array("p", m, within=(0, 1))
    near = [min(numbers.values()) for numbers in put("scales", total(p[i], i))]
    assert any(0 < number < Fraction(1, 10**3) for number in near)
    assert any(0 < 1 - number < Fraction(1, 10**3) for number in near)


def test_a_setting_has_deliberate_points_of_its_own():
    kinds = [place.kind for place in Values([total(y[i], i) * x], SIZES).places]
    assert {"zeros", "ties", "scales"} <= set(kinds) and "ends" not in kinds


def test_whole_numbers_are_counted_from_one_end_of_their_domain_to_the_other():
    N = Symbol("N", integer=True)
    points = put("whole numbers", N**2, Domain({N: (-2, 3)}))
    assert sorted(numbers[N, ()] for numbers in points) == [-2, -1, 0, 1, 2, 3]


def test_free_indices_take_turns_over_all_their_values():
    turns = (_instance(number, {i: 2, j: 3}) for number in range(6))
    visited = {tuple(map(int, turn.values())) for turn in turns}
    assert visited == {(a, b) for a in (1, 2) for b in (1, 2, 3)}


# --- how many points there are --------------------------------------------------------


def test_points_are_counted_name_by_name():
    labels = Domain({y: FiniteSet(0, 1)})
    assert Values([total(y[i], i)], SIZES, labels).spots() == 2**3
    assert Values([total(y[i], i)], SIZES, Domain()).spots() == sp.oo
    whole = Symbol("c", integer=True)
    assert Values([whole], {}, Domain({whole: (1, 5)})).spots() == 5


# --- models ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("within", "low", "high"),
    [(None, -oo, oo), ((0, 1), 0, 1), ((2, oo), 2, oo), ((-oo, 3), -oo, 3)],
)
def test_a_model_is_a_smooth_function_within_its_interval(within, low, high):
    model = smooth(Random("model"), within, rising=False)
    values = [model(mp.mpf(place) / 4) for place in range(-20, 20)]
    assert all(low < float(value) < high for value in values)
    assert len({mp.nstr(value, 12) for value in values}) == len(values)  # it moves
    assert smooth(Random("model"), within, rising=False)(mp.one) == model(mp.one)
    near = model(mp.mpf("1.0001")) - model(mp.one)
    assert abs(near) < 0.01
    pairs = [(mp.one, mp.mpf(2)), (mp.one, mp.mpf(3)), (mp.zero, mp.mpf(3))]
    assert len({mp.nstr(model(*pair), 12) for pair in pairs}) == 3


def test_a_rising_model_rises_in_each_argument():
    model = smooth(Random("model"), (0, 1), rising=True)
    assert model(mp.zero, mp.one) < model(mp.one, mp.one) < model(mp.one, mp.mpf(2))


# --- places in a range ----------------------------------------------------------------


def cuts(integrand, low=-mp.inf, high=mp.inf):
    return sorted(landmarks(integrand, x)(Point(1, Domain(), {}), low, high))


@pytest.mark.parametrize(
    ("integrand", "expected"),
    [
        (1 / (x - 3), [3]),
        (1 / ((x - 1) ** 2 + sp.Rational(1, 10**6)), [1]),  # a narrow peak
        (1 / (x**2 - 5 * x + 6), [2, sp.Rational(5, 2), 3]),
        (log(x**2 - 9), [-3, 0, 3]),
        (exp(-((x - 2) ** 2)), [2]),
        (exp(-((x**2 - 4) ** 2)), [-2, 0, 2]),
        (1 / (2**x - 8), [3]),
        (1 / (log(x) - 2), [sp.exp(2)]),
        (sp.Abs(x + 5), [-5]),
        (sp.Max(x, 4 - x), [2]),
        (1 / (sp.Abs(x) - 6), [-6, 0, 6]),
    ],
)
def test_a_range_is_cut_where_the_integrand_is_singular_or_peaks(integrand, expected):
    places = cuts(integrand)
    for place in expected:
        assert any(abs(p - mp.mpf(sp.N(place, 30))) < 1e-12 for p in places), places


def test_a_floor_is_cut_at_each_of_its_jumps():
    assert cuts(sp.floor(2 * x), mp.mpf("0.2"), mp.mpf("1.7")) == [0.5, 1, 1.5]


# --- what oscillates for ever ---------------------------------------------------------


def test_a_product_with_a_wave_inside_another_function_is_no_sum_of_waves():
    assert waves(sin(x) * exp(sin(x)) / x**2, x) is None
    assert waves(sin(x) * exp(cos(x)) / x**2, x) is None
    assert waves(sin(x) * exp(-x), x) is not None


TAILS = {  # from 1 to infinity
    sin(x) / x: lambda: mp.pi / 2 - mp.si(1),
    sin(x**2): lambda: (
        mp.sqrt(mp.pi / 2) * (mp.mpf(1) / 2 - mp.fresnels(mp.sqrt(2 / mp.pi)))
    ),
    exp(-x / 100) * cos(3 * x): lambda: mp.re(
        mp.exp(mp.mpc("-0.01", 3)) / mp.mpc("0.01", -3)
    ),
}


@pytest.mark.parametrize("tolerance", ["1e-9", "1e-14"])
@pytest.mark.parametrize("integrand", TAILS, ids=str)
def test_the_tail_of_a_wave_has_its_value_within_its_bound(integrand, tolerance):
    with mp.workdps(30):
        point, tolerance = Point(1, Domain(), {}), mp.mpf(tolerance)
        area = tail(point, waves(integrand, x), x, mp.one, 1, tolerance)
        error = abs(area.value - TAILS[integrand]())
        assert error <= area.bound <= 10 * tolerance * area.mass


# --- sums without an end --------------------------------------------------------------


@pytest.mark.parametrize("power", [2, 3, 6])
def test_a_sum_of_whole_powers_converges(power):
    require_convergence(lambda n: mp.mpf(n) ** -power, (1, mp.inf))
    require_convergence(lambda n: mp.mpf(n - 1) ** -power, (-mp.inf, 0))


@pytest.mark.parametrize(
    ("term", "error"),
    [
        (lambda n: 1 / mp.mpf(n), Divergent),
        (lambda n: mp.mpf(n) ** mp.mpf("-0.5"), Divergent),
        (lambda n: mp.one + 1 / mp.mpf(n), Divergent),
        (lambda n: mp.mpf(n), Divergent),
        (lambda n: mp.mpf(n) ** mp.mpf("-1.5"), Unsettled),
    ],
)
def test_a_sum_that_falls_no_faster_than_the_harmonic_one_has_no_value(term, error):
    with pytest.raises(error):
        require_convergence(term, (1, mp.inf))


# --- two numbers ----------------------------------------------------------------------


def test_two_numbers_are_different_where_more_digits_keep_their_difference():
    one, tiny = mp.one, mp.mpf(10) ** -12
    assert outcome_of(one, one, one, one, "=") == "equal"
    assert outcome_of(one, one + tiny, one, one + tiny, "=") == "different"
    assert outcome_of(tiny, -tiny, tiny**3, -(tiny**3), "=") == "unclear"
    assert outcome_of(tiny, -tiny, tiny**4, -(tiny**4), "=") == "equal"
    assert outcome_of(one, one, one, one, "<") == "different"
    assert outcome_of(one, one, one, one, "<=") == "equal"
    assert outcome_of(one, one + 1, one, one + 1, "<") == "equal"
    assert outcome_of(one, mp.zero, one, mp.zero, "<=") == "different"
