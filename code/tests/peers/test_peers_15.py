"""Chapter 15: the functions that readers copy, at nasty inputs, against mpmath."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from chapter_functions import functions
from mpmath import mp, mpf
from scipy.special import betainc, erfcx, gammaln, log_ndtr, ndtr, xlog1py

COPIED = {
    *("masses", "rn_finite", "lebesgue_decomposition", "dyadic_density", "reals"),
    *("log_rn_normal", "log_falling", "log_rn_binom_poisson", "log_rn_censored"),
    *("scaled_weights", "ess", "is_estimate", "snis_estimate"),
}
EPS = 2.0**-52


@pytest.fixture(scope="module")
def chapter():
    given = {"erfcx": erfcx, "gammaln": gammaln, "log_ndtr": log_ndtr}
    space = functions("15-radon-nikodym.ipynb", COPIED, np=np, xlog1py=xlog1py, **given)
    assert space.keys() >= COPIED
    return space


# -- finite spaces -------------------------------------------------------------------


@pytest.mark.parametrize("scale", [1e-300, 1e-12, 1.0, 1e300])
def test_masses_times_weights_are_the_other_masses_at_every_scale(chapter, scale):
    rng = np.random.default_rng(0)
    mu, nu = rng.random(9) * scale, rng.random(9) * scale
    mu[3] = nu[3] = nu[5] = 0
    f = chapter["rn_finite"](nu, mu, fill=7)
    assert f[3] == 7
    assert f[5] == 0
    assert f * mu == pytest.approx(nu, rel=1e-15, abs=0)
    exact = [Fraction(a) / Fraction(b) for a, b in zip(nu, mu, strict=True) if b]
    assert np.delete(f, 3) == pytest.approx([float(v) for v in exact], rel=1e-15)


def test_subnormal_masses_are_compared_like_others(chapter):
    assert chapter["rn_finite"]([5e-324, 1e-323], [5e-324, 5e-324]).tolist() == [1, 2]


@pytest.mark.parametrize(
    ("nu", "mu", "blamed"),
    [
        ([0.5, 0.5], [1.0, 0.0], "nu"),
        ([1.0], [5e-324], "nu"),
        ([1e-300], [1e300], "nu"),
        ([np.nan], [1.0], "nu"),
        ([1.0], [np.nan], "mu"),
        ([1.0], [np.inf], "mu"),
        ([-0.1], [1.0], "nu"),
        ([1.0], [-1.0], "mu"),
        ([1.0, 2.0], [1.0], "nu"),
        ([[1.0]], [[1.0]], "mu"),
        (1.0, 1.0, "mu"),
        (["1"], [1.0], "nu"),
        ([1j], [1.0], "nu"),
        ([True], [1.0], "nu"),
    ],
)
def test_what_is_no_pair_of_measures_is_refused_by_name(chapter, nu, mu, blamed):
    with pytest.raises(ValueError, match=rf"^{blamed}: "):
        chapter["rn_finite"](nu, mu)


def test_the_inputs_are_left_alone(chapter):
    nu, mu = np.array([1, 0, 3]), np.array([2, 0, 4])
    chapter["rn_finite"](nu, mu)
    assert (nu.tolist(), mu.tolist()) == ([1, 0, 3], [2, 0, 4])


def test_both_parts_add_up_and_the_rest_is_where_mu_is_not(chapter):
    rng = np.random.default_rng(1)
    nu, mu = rng.random(40), rng.random(40) * (rng.random(40) < 0.6)
    f, rest = chapter["lebesgue_decomposition"](nu, mu)
    assert f * mu + rest == pytest.approx(nu, rel=1e-15)
    assert not np.any(rest * mu)
    f, rest = chapter["lebesgue_decomposition"]([1.0, 2.0], [0.0, 0.0])
    assert (f.tolist(), rest.tolist()) == ([0, 0], [1, 2])


@pytest.mark.parametrize("level", [0, 1, 5])
def test_cells_hold_the_masses_of_the_law(chapter, level):
    f = chapter["dyadic_density"](lambda u: betainc(2, 5, u), lambda u: u, level)
    assert f.shape == (2**level,)
    with mp.workdps(30):
        edges = [mpf(k) / 2**level for k in range(2**level + 1)]
        cdf = [mp.betainc(2, 5, 0, u, regularized=True) for u in edges]
        exact = [float((b - a) * 2**level) for a, b in pairwise(cdf)]
    assert f == pytest.approx(exact, rel=1e-12, abs=1e-14)


def test_an_atom_at_the_left_end_is_in_the_first_cell(chapter):
    f = chapter["dyadic_density"](lambda u: 0.5 + u / 2, lambda u: (1 + 3 * u) / 4, 2)
    assert f == pytest.approx([(0.5 + 1 / 8) / (0.25 + 3 / 16), *[2 / 3] * 3])


@pytest.mark.parametrize("level", [-1, 21, 2.0, 1.5, "2", None])
def test_levels_are_whole_numbers(chapter, level):
    with pytest.raises(ValueError, match=r"^level: "):
        chapter["dyadic_density"](lambda u: u, lambda u: u, level)


def test_a_function_that_falls_is_no_distribution_function(chapter):
    with pytest.raises(ValueError, match=r"^nu: "):
        chapter["dyadic_density"](lambda u: 1 - u, lambda u: u, 2)


# -- log densities -------------------------------------------------------------------

NORMALS = [
    (0.3, 1.0, 1.0, 0.0, 1.0),
    (1e10, 1e-8, 1.0, 0.0, 1.0),
    (1e6 + 0.25, 1e6 + 1e-3, 1.0, 1e6, 1.0),
    (1e8 + 0.5, 1e8 + 1, 1.0, 1e8, 1.0),
    (3.0, 0.5, 2.0, -0.5, 0.7),
    (-40.0, 0.5, 1 + 1e-9, 0.5, 1.0),
    (1e-200, 0.0, 1e-200, 1e-200, 2e-200),
    (5.0, 1.0, 1e-5, 0.0, 1e5),
    (1e150, 0.0, 1.0, 0.0, 1 + 1e-12),
    (1e-20, 3e-20, 1e-10, 0.0, 1e-10),
]


@pytest.mark.parametrize("place", NORMALS)
def test_normal_laws_of_every_scale(chapter, place):
    with mp.workdps(700):
        x, m1, s1, m0, s0 = map(mpf, place)
        squares = ((x - m0) / s0) ** 2 / 2 - ((x - m1) / s1) ** 2 / 2
        spread = mp.log(s0) - mp.log(s1)
        exact, size = float(squares + spread), float(abs(squares) + abs(spread))
    got = float(chapter["log_rn_normal"](*place))
    assert got == pytest.approx(exact, rel=4 * EPS, abs=8 * EPS * size)


def test_equal_normal_laws_have_the_density_one_everywhere(chapter):
    far = np.array([0, 1e200, -1e308, 5e-324])
    assert not np.any(chapter["log_rn_normal"](far, 0.3, 2.0, 0.3, 2.0))


def exact_binom_poisson(k, n, p, eta):
    with mp.workdps(60):
        p, eta = mpf(p), mpf(eta)
        falling = mp.loggamma(n + 1) - mp.loggamma(n - k + 1)
        powers = k * mp.log(p) if k else mpf(0)
        powers += (n - k) * mp.log(1 - p) if n > k else mpf(0)
        return float(falling + powers - k * mp.log(eta) + eta)


@pytest.mark.parametrize(
    ("k", "n", "p", "eta"),
    [
        (3, 12, 0.3, 3.6),
        (0, 12, 0.3, 3.6),
        (12, 12, 0.3, 3.6),
        (5, 2000, 0.9, 1800.0),
        (1999, 2000, 0.9, 1800.0),
        (3, 10**9, 3e-9, 3.0),
        (3, 10**12, 3e-12, 3.0),
        (1, 1, 0.5, 0.5),
        (0, 1, 0.5, 1e-9),
        (14, 29, 0.5, 14.5),
        (15, 29, 0.5, 14.5),
        (500, 10**6, 5e-4, 500.0),
        (4, 4, 1.0, 4.0),
        (0, 7, 0.0, 2.0),
        (2, 50, 1e-300, 1e-290),
        (2, 50, 1e-300, 1.0),
        (40, 50, 0.5, 1e-200),
        (10**6, 10**15, 1e-9, 1e6),
    ],
)
def test_binomial_by_poisson_to_the_last_digits_of_its_terms(chapter, k, n, p, eta):
    exact = exact_binom_poisson(k, n, p, eta)
    got = float(chapter["log_rn_binom_poisson"](k, n, p, eta))
    logs = abs(np.log(n)) + abs(np.log(eta))
    far = k * (logs if not 0.5 < n * p / eta < 2 else 1)
    size = far + eta + n * p + (n * np.log(n) if n - k < 15 else 0)
    assert got == pytest.approx(exact, rel=4 * EPS, abs=8 * EPS * size)


def test_what_the_binomial_law_cannot_reach_has_weight_zero(chapter):
    log_f = chapter["log_rn_binom_poisson"]
    assert log_f([13, 14, 10**9], 12, 0.3, 3.6).tolist() == [-np.inf] * 3
    assert log_f([0, 3, 4, 5], 4, 1.0, 4.0)[:2].tolist() == [-np.inf] * 2
    assert log_f(5, 4, 1.0, 4.0) == -np.inf
    assert log_f(2, 4, 0.0, 4.0) == -np.inf


@pytest.mark.parametrize("m1", [-40.0, -1.0, 0.0, 0.8, 9.0, 1e6 + 1e-3, 1e8])
@pytest.mark.parametrize("m0", [-39.0, 0.0, 0.8 + 1e-9, 30.0, 1e6, 1e8 + 1])
def test_the_atom_and_the_rest_of_a_censored_law(chapter, m1, m0):
    with mp.workdps(50):
        a, b = mpf(m1), mpf(m0)

        def log_tail(m):
            if m < 1e3:
                return mp.log(mp.ncdf(-m))
            ratio = 1 / m - 1 / m**3 + 3 / m**5 - 15 / m**7
            return -m * m / 2 + mp.log(ratio / mp.sqrt(2 * mp.pi))

        atom = float(log_tail(a) - log_tail(b))
        places = [1e-9, 0.25, 3.0, 40.0, max(m0, 0) + 0.25]
        beyond = [float((a - b) * (mpf(z) - (a + b) / 2)) for z in places]
    got = chapter["log_rn_censored"](np.array([0.0, *places]), m1, m0)
    assert got[0] == pytest.approx(atom, rel=8 * EPS, abs=8 * EPS)
    assert got[1:] == pytest.approx(beyond, rel=8 * EPS, abs=1e-300)


def test_a_censored_law_has_total_mass_one(chapter):
    z, w = np.polynomial.legendre.leggauss(80)
    z, w = 8 * (z + 1), 8 * w
    log_f = chapter["log_rn_censored"]
    phi = np.exp(-((z + 0.4) ** 2) / 2) / np.sqrt(2 * np.pi)
    mass = np.exp(log_f(0.0, 1.3, -0.4)) * ndtr(0.4) + w @ (
        np.exp(log_f(z, 1.3, -0.4)) * phi
    )
    assert mass == pytest.approx(1, rel=1e-13)


# -- weights -------------------------------------------------------------------------


@pytest.mark.parametrize("level", [-1e10, -1000.0, 0.0, 700.0, 1e10])
def test_equal_weights_are_worth_their_number(chapter, level):
    assert chapter["ess"](np.full(7, level)) == 7
    values = np.arange(7.0)
    assert chapter["snis_estimate"](values, np.full(7, level)) == pytest.approx(3)


@pytest.mark.parametrize("shift", [-1000.0, -700.0, 0.0, 700.0])
def test_estimates_against_fifty_digits(chapter, shift):
    logw = shift + np.array([0.0, -1.0, -3.0, -np.inf, 2.5, -800.0])
    g = np.array([-1.0, -2.0, 0.5, 1e9, 0.25, 3.0])
    with mp.workdps(50):
        w = [mp.exp(mpf(v)) if v > -np.inf else mpf(0) for v in logw]
        pairs = [mpf(v) * u for v, u in zip(g, w, strict=True)]
        mean, weighted = mp.fsum(pairs) / 6, mp.fsum(pairs) / mp.fsum(w)
        size = mp.fsum(w) ** 2 / mp.fsum(u * u for u in w)
    got = chapter["is_estimate"](g, logw)
    assert got == pytest.approx(float(mean), rel=1e-13, abs=1e-307)
    got = chapter["snis_estimate"](g, logw)
    assert got == pytest.approx(float(weighted), rel=1e-14)
    assert chapter["ess"](logw) == pytest.approx(float(size), rel=1e-14)


def test_a_large_mean_of_small_values_is_no_overflow(chapter):
    assert chapter["is_estimate"]([1e-280], [1300.0]) == pytest.approx(
        float(mpf(1e-280) * mp.exp(1300)), rel=1e-12
    )


@pytest.mark.parametrize(
    ("name", "arguments", "blamed"),
    [
        ("ess", ([],), "logw"),
        ("ess", ([-np.inf, -np.inf],), "logw"),
        ("ess", ([np.inf, 0.0],), "logw"),
        ("ess", ([np.nan, 0.0],), "logw"),
        ("ess", ([[0.0]],), "logw"),
        ("ess", (["0"],), "logw"),
        ("is_estimate", ([1.0], [0.0, 0.0]), "g"),
        ("is_estimate", ([[1.0]], [0.0]), "g"),
        ("is_estimate", ([np.nan], [0.0]), "g"),
        ("snis_estimate", ([np.inf], [0.0]), "g"),
        ("snis_estimate", ([1.0], [-np.inf]), "logw"),
        ("log_rn_normal", (np.nan, 0.0, 1.0, 0.0, 1.0), "x"),
        ("log_rn_normal", (0.0, 0.0, 0.0, 0.0, 1.0), "s1"),
        ("log_rn_normal", (0.0, 0.0, 1.0, 0.0, -1.0), "s0"),
        ("log_rn_normal", ([0.0], [0.0], 1.0, 0.0, 1.0), "m1"),
        ("log_rn_binom_poisson", (-1, 5, 0.5, 1.0), "k"),
        ("log_rn_binom_poisson", (2.5, 5, 0.5, 1.0), "k"),
        ("log_rn_binom_poisson", (13.5, 5, 0.5, 1.0), "k"),
        ("log_rn_binom_poisson", (2, 5.5, 0.5, 1.0), "n"),
        ("log_rn_binom_poisson", (2, 0, 0.5, 1.0), "n"),
        ("log_rn_binom_poisson", (2, 5, 1.5, 1.0), "p"),
        ("log_rn_binom_poisson", (2, 5, 0.5, 0.0), "eta"),
        ("log_rn_binom_poisson", (2, 5, 0.5, np.inf), "eta"),
        ("log_rn_censored", (-3.0, 0.8, 0.0), "z"),
        ("log_rn_censored", (np.nan, 0.8, 0.0), "z"),
        ("log_rn_censored", (1.0, [0.8], 0.0), "m1"),
        ("log_rn_censored", (1.0, 0.8, "0"), "m0"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(chapter, name, arguments, blamed):
    with pytest.raises(ValueError, match=rf"^{blamed}: "):
        chapter[name](*arguments)
