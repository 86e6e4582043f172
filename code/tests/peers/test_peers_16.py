"""The functions of chapter 16 against mpmath and closed forms, where they are hard.

The functions are those of the notebook, read from its cells.
"""

from numbers import Integral

import numpy as np
import pytest
from chapter_functions import CHAPTERS, functions
from mpmath import mp
from scipy import stats
from scipy.special import betainc, betaln

NAMES = {"ranked", "log_constant", "os_logpdf", "os_pdf", "os_cdf", "os_sf", "os_rvs"}
NAMES |= {"coverage", "median_ci"}
NORMAL, UNIFORM, DIE = stats.norm(), stats.uniform(), stats.randint(1, 7)


@pytest.fixture(scope="module")
def chapter():
    return functions(
        "16-order-statistic.ipynb",
        NAMES,
        np=np,
        Whole=Integral,
        betainc=betainc,
        betaln=betaln,
    )


def exact_constant(n, r):
    with mp.workdps(60):
        return mp.loggamma(n + 1) - mp.loggamma(r) - mp.loggamma(n - r + 1)


def exact_logpdf(x, n, r):
    """Log density of the r-th of n normal values, with 60 digits."""
    with mp.workdps(60):
        below, above = mp.log(mp.ncdf(x)), mp.log(mp.ncdf(-mp.mpf(x)))
        logs = (r - 1) * below + (n - r) * above + mp.log(mp.npdf(x))
        return float(logs + exact_constant(n, r))


def exact_tail(x, n, r):
    """P(X_(r) > x) for normal values, with 60 digits."""
    with mp.workdps(60):
        low, high = mp.ncdf(x), mp.ncdf(-mp.mpf(x))
        parts = (mp.binomial(n, k) * low**k * high ** (n - k) for k in range(r))
        return float(mp.fsum(parts))


@pytest.mark.parametrize(
    ("n", "r", "digits"),
    [
        (1, 1, 1e-15),
        (5, 2, 1e-14),
        (2001, 1001, 1e-14),
        (10**6, 10**6 - 3, 1e-14),
        (10**15, 2, 1e-14),
        (3 * 10**6, 15 * 10**5, 1e-13),  # by betaln: too many factors to add up
    ],
)
def test_the_constant_keeps_its_digits(chapter, n, r, digits):
    ours = chapter["log_constant"](n, r)
    assert ours == pytest.approx(float(exact_constant(n, r)), rel=digits, abs=1e-15)


@pytest.mark.parametrize(
    ("x", "n", "r"),
    [(9, 50, 10), (-9, 10**6, 4), (38, 50, 10), (8.2, 2, 1), (3.9, 10**5, 99999)],
)
def test_the_log_density_keeps_its_digits_far_out(chapter, x, n, r):
    assert chapter["os_logpdf"](x, n, r, NORMAL) == pytest.approx(
        exact_logpdf(x, n, r), rel=1e-13
    )


@pytest.mark.parametrize("r", [1, 3, 5])
@pytest.mark.parametrize("x", [-3.0, 0.0, 6.0, 20.0])
def test_the_upper_tail_keeps_its_digits(chapter, x, r):
    assert chapter["os_sf"](x, 5, r, NORMAL) == pytest.approx(
        exact_tail(x, 5, r), rel=1e-12
    )


def test_the_edges_of_the_support_are_no_nan(chapter):
    edges = np.array([-1.0, 0.0, 1.0, 2.0])
    for rank, wanted in ((1, [0, 4, 0, 0]), (2, [0, 0, 0, 0]), (4, [0, 0, 4, 0])):
        assert chapter["os_pdf"](edges, 4, rank, UNIFORM) == pytest.approx(wanted)


def test_whole_numbers_of_any_kind_are_ranks(chapter):
    wanted = chapter["os_logpdf"](0.3, 200, 7, NORMAL)
    small = chapter["os_logpdf"](0.3, np.uint8(200), np.int8(7), NORMAL)
    assert small == wanted


@pytest.mark.parametrize("name", ["os_logpdf", "os_pdf", "os_cdf", "os_sf"])
@pytest.mark.parametrize(
    ("n", "r"), [(5, 0), (5, 6), (5, -1), (5, 2.0), (0, 0), (5.0, 2), ("5", 2)]
)
def test_other_ranks_are_refused(chapter, name, n, r):
    with pytest.raises(ValueError, match="whole numbers 1 <= r <= n expected, got n="):
        chapter[name](0.3, n, r, NORMAL)


def test_draws_refuse_other_ranks(chapter):
    with pytest.raises(ValueError, match="whole numbers"):
        chapter["os_rvs"](5, 6, NORMAL, 3, np.random.default_rng(0))


def test_a_law_without_density_has_a_distribution_function_only(chapter):
    faces = np.arange(1, 7)
    counts = np.diff(chapter["os_cdf"](faces, 3, 2, DIE), prepend=0) * 6**3
    assert counts == pytest.approx([16, 40, 52, 52, 40, 16])
    with pytest.raises(AttributeError, match="logpdf"):
        chapter["os_logpdf"](faces, 3, 2, DIE)


@pytest.mark.parametrize(("r", "s", "n"), [(1, 5, 5), (25, 42, 66), (490, 511, 1000)])
def test_the_coverage_is_a_binomial_sum(chapter, r, s, n):
    exact = mp.fsum(mp.binomial(n, j) for j in range(r, s)) / mp.mpf(2) ** n
    assert chapter["coverage"](r, s, n) == pytest.approx(float(exact), rel=1e-12)


def test_the_interval_is_the_narrowest_symmetric_one(chapter):
    light = np.loadtxt(CHAPTERS / "data" / "newcomb.csv", skiprows=2)
    low, high, r, s, covered = chapter["median_ci"](light, 0.95)
    assert (low, high, r, s) == (26, 29, 25, 42)
    assert covered >= 0.95 > chapter["coverage"](r + 1, s - 1, len(light))
    whole = chapter["median_ci"](light.astype(np.int8), 0.95)
    assert whole == (low, high, r, s, covered)


def test_a_small_sample_reaches_its_highest_level_and_no_more(chapter):
    five = [3.0, 1.0, 2.0, 5.0, 4.0]
    assert chapter["median_ci"](five, 0.93)[:4] == (1.0, 5.0, 1, 5)
    with pytest.raises(ValueError, match=r"5 values reach no level above 0\.9375"):
        chapter["median_ci"](five, 0.95)


@pytest.mark.parametrize(
    ("sample", "level"),
    [
        ([], 0.5),
        ([1.0], 0.5),
        (2.0, 0.5),
        ([[1.0, 2.0], [3.0, 4.0]], 0.5),
        ([1.0, np.nan, 2.0], 0.5),
        ([1.0, 2.0, 3.0], 0.0),
        ([1.0, 2.0, 3.0], 95),
    ],
)
def test_other_samples_and_levels_are_refused(chapter, sample, level):
    with pytest.raises(ValueError, match="expected a sample"):
        chapter["median_ci"](sample, level)
