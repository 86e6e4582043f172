"""Chapter 17's functions, read from its cells, against mpmath and against peers.

Heavy peers are skipped, by name, where they are not installed.
"""

import numpy as np
import pytest
from chapter_functions import CHAPTERS, functions
from mpmath import mp
from scipy.special import log_ndtr, ndtr

BEETLES = CHAPTERS / "data" / "beetles.csv"
RATIOS = ("inv_mills", "inv_mills_d1", "trunc_var", "inv_mills_d2")
NAMES = {"reals", "tail_and_body", *RATIOS, "hazard", "hazard_d1"}
NAMES |= {"grouped", "loglikelihood", "score", "observed", "hessian", "newton"}


@pytest.fixture(scope="module")
def chapter():
    special = {"ndtr": ndtr, "log_ndtr": log_ndtr}
    return functions("17-inverse-mills.ipynb", NAMES, np=np, **special)


@pytest.fixture(scope="module")
def beetles():
    dose, exposed, killed = np.loadtxt(BEETLES, delimiter=",", skiprows=2).T
    return np.column_stack([np.ones(len(dose)), dose]), killed, exposed


def test_jax_has_the_same_ratio_and_near_zero_the_same_slope(chapter):
    jax = pytest.importorskip("jax", reason="compares with jax where it is installed")
    jax.config.update("jax_enable_x64", True)
    ratio = jax.grad(jax.scipy.stats.norm.logcdf)
    for point in (-5.0, -1.0, 0.0, 2.0):
        assert float(ratio(point)) == pytest.approx(chapter["inv_mills"](point))
        slope = float(jax.grad(ratio)(point))
        assert slope == pytest.approx(chapter["inv_mills_d1"](point), rel=1e-11)


def test_jax_0_10_2_loses_the_slope_in_the_tail(chapter):
    jax = pytest.importorskip("jax", reason="compares with jax where it is installed")
    if jax.__version__ != "0.10.2":
        pytest.skip("the chapter quotes jax 0.10.2; other releases may do better")
    jax.config.update("jax_enable_x64", True)
    slope = jax.grad(jax.grad(jax.scipy.stats.norm.logcdf))
    assert float(slope(-5.0)) == pytest.approx(chapter["inv_mills_d1"](-5.0), rel=1e-12)
    for point, theirs in ((-30.0, -0.998896372), (-1e4, -0.869)):
        digits = 1e-9 if point == -30 else 1e-3
        assert float(slope(point)) == pytest.approx(theirs, abs=digits)
        ours = chapter["inv_mills_d1"](point)
        assert abs(float(slope(point)) / ours - 1) > 1e-8


def test_statsmodels_fits_the_beetles_alike(chapter, beetles):
    api = pytest.importorskip(
        "statsmodels.api", reason="compares with statsmodels where it is installed"
    )
    design, killed, exposed = beetles
    family = api.families.Binomial(link=api.families.links.Probit())
    fit = api.GLM(np.column_stack([killed, exposed - killed]), design, family=family)
    theirs = fit.fit(tol=1e-14)
    ours, _ = chapter["newton"](*beetles)
    assert ours == pytest.approx(theirs.params, rel=1e-8)
    # Their standard errors are those of the expected information.
    assert theirs.bse == pytest.approx([2.64792, 1.48724], abs=1e-5)


# both sides of the switch at -3, tails, where phi underflows, subnormal arguments
NASTY = [-1e8, -1e4, -100.0, -40.0, -10.0, -5.0, np.nextafter(-3, -4), -3.0]
NASTY += [np.nextafter(-3, 0), -1.0, -1e-300, 0.0, 5e-324, 1e-12, 1.0, 6.0, 20.0, 37.0]
DIGITS = {"inv_mills": 14, "inv_mills_d1": 13, "trunc_var": 12, "inv_mills_d2": 11}


@pytest.mark.parametrize("x", NASTY)
def test_ratio_and_derivatives_agree_with_mpmath(chapter, x):
    with mp.workdps(80):
        p = mp.mpf(float(x))
        r = mp.npdf(p) / mp.ncdf(p)
        slope = -r * (r + p)
        bent = r * ((p + r) * (p + 2 * r) - 1)
        right = dict(zip(RATIOS, map(float, (r, slope, 1 + slope, bent)), strict=True))
    for name, digits in DIGITS.items():
        assert chapter[name](x) == pytest.approx(right[name], rel=10.0**-digits)
    assert chapter["hazard"](-x) == chapter["inv_mills"](x)
    assert chapter["hazard_d1"](-x) == -chapter["inv_mills_d1"](x)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("x", [1e110, 1e155, 1e200, 1e308, np.inf])
def test_the_limits_are_reached_without_a_warning(chapter, x):
    at = [chapter[name](np.array([-x, x])).tolist() for name in RATIOS]
    assert at == [[x, 0], [-1, 0], [pytest.approx(x**-1.0 / x), 1], [0, 0]]
    assert np.isnan(chapter["inv_mills_d1"](np.nan))


@pytest.mark.parametrize("kind", [np.uint8, np.int8, np.int64, np.float32, list])
def test_real_numbers_of_every_type_give_the_same(chapter, kind):
    plain = [0, 3, 40]
    given = plain if kind is list else np.array(plain, dtype=kind)
    for name in (*RATIOS, "hazard", "hazard_d1"):
        ours = chapter[name](np.array(plain, dtype=float))
        assert np.array_equal(chapter[name](given), ours)


@pytest.mark.parametrize("x", [1j, "-40", [True], None, [[1.0], [2.0, 3.0]]])
def test_what_is_no_real_number_is_refused(chapter, x):
    for name in (*RATIOS, "hazard", "hazard_d1"):
        with pytest.raises((TypeError, ValueError), match=r"x: real|inhomogeneous"):
            chapter[name](x)


@pytest.mark.parametrize("kind", [np.uint8, np.int64, np.float32, list])
def test_counts_of_every_type_give_the_same(chapter, kind):
    X, y, N = [[1, 0], [1, 1], [1, 3]], [0, 200, 3], [5, 200, 250]
    if kind is list:
        given = X, y, N
    else:
        given = tuple(np.array(part).astype(kind) for part in (X, y, N))
    plain = tuple(np.array(part, dtype=float) for part in (X, y, N))
    for name in ("loglikelihood", "score", "hessian"):
        ours = chapter[name](np.array([0.3, -0.7]), *plain)
        assert np.array_equal(chapter[name]([0.3, -0.7], *given), ours)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("size", "wrong"), [(1e3, 0), (1e100, 1), (1e155, 0)])
def test_a_likelihood_far_out(chapter, size, wrong):
    """A sure success, and a sure failure that is one or is none."""
    X, N, y = np.array([[1.0], [-1.0]]), np.array([2.0, 3.0]), np.array([2.0, wrong])
    loss = chapter["loglikelihood"]([size], X, y, N)
    assert loss == pytest.approx(-(size**2) / 2 if wrong else 0, rel=1e-4)
    assert chapter["score"]([size], X, y, N) == pytest.approx([-wrong * size])
    assert chapter["hessian"]([size], X, y, N) == pytest.approx(np.array([[-wrong]]))


@pytest.mark.parametrize(
    ("b", "y", "N", "words"),
    [
        (np.zeros((2, 1)), np.zeros(3), np.ones(3), "expected b"),
        (np.zeros(3), np.zeros(3), np.ones(3), "expected b"),
        (np.zeros(2), np.zeros((3, 1)), np.ones(3), "expected b"),
        (np.zeros(2), np.zeros(3), np.ones((3, 1)), "expected b"),
        (np.zeros(2), np.zeros(3), 1.0, "expected b"),
        (np.zeros(2), -np.ones(3), np.ones(3), "counts"),
        (np.zeros(2), 2 * np.ones(3), np.ones(3), "counts"),
        (np.zeros(2), np.array([0, 1, np.nan]), np.ones(3), "counts"),
        (np.array([0, np.inf]), np.zeros(3), np.ones(3), "finite"),
    ],
)
def test_what_does_not_fit_is_refused(chapter, b, y, N, words):
    for name in ("loglikelihood", "score", "observed", "hessian"):
        with pytest.raises(ValueError, match=words):
            chapter[name](b, np.ones((3, 2)), y, N)


@pytest.mark.parametrize("scale", [1e-10, 1.0, 1e10])
def test_newton_finds_the_maximum_in_any_unit(chapter, beetles, scale):
    X, y, N = beetles
    best, _ = chapter["newton"](X * np.array([1, scale]), y, N)
    assert best * np.array([1, scale]) == pytest.approx(
        [-34.935258902, 19.727934212], rel=1e-9
    )


SEPARATED = {
    "strictly": ([-2.0, -1.0, 1.0, 2.0], [0, 0, 1, 1]),
    "but for ties": ([-1.0, 0.0, 0.0, 1.0], [0, 0, 1, 1]),
    "one on the border": ([-1.0, 0.0, 1.0, 0.0], [0, 0, 1, 1]),
    "one class": ([-1.0, 0.0, 2.0, 1.0], [1, 1, 1, 1]),
}


@pytest.mark.parametrize("scale", [1e-10, 1.0, 1e10])
@pytest.mark.parametrize("case", SEPARATED)
def test_newton_finds_no_maximum_where_there_is_none(chapter, case, scale):
    x, y = SEPARATED[case]
    X = np.column_stack([np.ones(4), scale * np.array(x)])
    with pytest.raises(ValueError, match="no maximum"):
        chapter["newton"](X, y, np.ones(4))


def test_newton_refuses_columns_that_depend_on_each_other(chapter):
    X = np.column_stack([np.ones(4), np.arange(4.0), 2 - np.arange(4.0)])
    with pytest.raises(ValueError, match="no single maximum"):
        chapter["newton"](X, [0, 1, 0, 1], np.ones(4))
