"""Chapter 20 against mpmath at nasty inputs, and against heavy peers.

The reference is kriging in many digits: no B-spline, no state, no filter. The functions
are those of the notebook, read from its cells.
"""

from math import comb

import numpy as np
import pytest
from chapter_functions import functions
from mpmath import mp
from scipy.interpolate import BSpline, make_smoothing_spline
from scipy.linalg import expm, qr
from scipy.special import factorial

NAMES = {
    "fitting",
    "scaled_places",
    "polynomials",
    "spline_knots",
    "least_squares",
    "spline_rows",
    "spline_fit",
    "truth",
    "design",
    "covariance",
    "all_covariances",
    "gp_smoother",
    "transition",
    "joseph",
    "kalman_filter",
    "rts_smoother",
    "free_start",
    "kalman_smoother",
    "state_ls",
    "contrasted",
    "restricted_likelihood",
    "restricted_likelihood_gradient",
}


@pytest.fixture(scope="module")
def chapter():
    return functions(
        "20-hermite-spline-fit.ipynb",
        NAMES,
        np=np,
        fact=factorial,
        comb=comb,
        BSpline=BSpline,
        qr=qr,
        NAMES=("t", "d", "y", "sd"),
        KINDS=(float, int, float, float),
    )


def kernel(s, t, p, q, m):
    """The covariance by the binomial theorem, in the precision that is set."""
    low, a, b = min(s, t), m - 1 - p, m - 1 - q
    terms = (
        mp.binomial(a, i)
        * mp.binomial(b, j)
        * (s - low) ** (a - i)
        * (t - low) ** (b - j)
        * low ** (i + j + 1)
        / (i + j + 1)
        for i in range(a + 1)
        for j in range(b + 1)
    )
    return mp.fsum(terms) / (mp.factorial(a) * mp.factorial(b))


def powers(s, p, m):
    return [
        s ** (j - p) / mp.factorial(j - p) if j >= p else mp.mpf(0) for j in range(m)
    ]


def system(t, d, sd, tau, m):
    """V and P, with times from the first one on."""
    t = [mp.mpf(float(v)) for v in t]
    t = [v - min(t) for v in t]
    n = len(t)
    V, P = mp.zeros(n), mp.zeros(n, m)
    for k in range(n):
        for j in range(n):
            V[k, j] = mp.mpf(tau) ** 2 * kernel(t[k], t[j], int(d[k]), int(d[j]), m)
        V[k, k] += mp.mpf(float(sd[k])) ** 2
        for j, value in enumerate(powers(t[k], int(d[k]), m)):
            P[k, j] = value
    return V, P, t


def exact(data, tau, m, at):
    """Posterior means of f, ..., f^(m-1) at `at`, shape (q, m)."""
    t, d, y, sd = data
    with mp.workdps(300):
        V, P, times = system(t, d, sd, tau, m)
        n = len(times)
        whole = mp.zeros(n + m)
        whole[:n, :n], whole[:n, n:], whole[n:, :n] = V, P, P.T
        weights = mp.lu_solve(whole, mp.matrix([*map(float, y)] + [0] * m))
        first, rows = mp.mpf(float(min(t))), []
        for u in at:
            u = mp.mpf(float(u)) - first
            rows.append(
                [
                    float(
                        mp.fdot(
                            [
                                mp.mpf(tau) ** 2 * kernel(u, s, q, int(r), m)
                                for s, r in zip(times, d, strict=True)
                            ]
                            + powers(u, q, m),
                            weights,
                        )
                    )
                    for q in range(m)
                ]
            )
        return np.array(rows)


def exact_likelihood(data, tau, m):
    t, d, y, sd = data
    with mp.workdps(60):
        V, P, times = system(t, d, sd, tau, m)
        Vi = V**-1
        inner, y = P.T * Vi * P, mp.matrix([*map(float, y)])
        beta = mp.lu_solve(inner, P.T * Vi * y)
        rest = y - P * beta
        loss = (rest.T * Vi * rest)[0] + mp.log(mp.det(V)) + mp.log(mp.det(inner))
        return float(-(loss + (len(times) - m) * mp.log(2 * mp.pi)) / 2)


def error(found, right):
    """The largest over the columns, each relative to its largest entry."""
    return (abs(found - right).max(axis=0) / abs(right).max(axis=0)).max()


def in_units(data, slow, tall, shift=0.0):
    """Time times `slow`, moved, and values times `tall`."""
    t, d, y, sd = data
    rate = tall / slow ** d.astype(float)
    return t * slow + shift, d, y * rate, sd * rate


TAUS = [1e-6, 1e-3, 0.3, 2.0, 1e3, 1e8]
UNITS = [(1.0, 1.0, 0.0), (1e-9, 1e6, 0.0), (1e12, 1e-30, 0.0), (86400.0, 1.0, 1e6)]


@pytest.mark.parametrize("tau", TAUS)
def test_all_routes_agree_at_every_scale(chapter, tau):
    data, at = chapter["design"](), np.linspace(0.6, 8.8, 9)
    right = exact(data, tau, 3, at)
    f = chapter["spline_fit"](*data, tau)
    assert error(np.stack([f(at, nu=q) for q in range(3)], axis=1), right) < 3e-9
    assert error(chapter["kalman_smoother"](*data, tau, 3, at)[0], right) < 1e-12
    means = [chapter["gp_smoother"](*data, tau, 3, at, q)[0] for q in range(3)]
    assert error(np.stack(means, axis=1), right) < 1e-6
    sites = np.sort(data[0])
    states = chapter["state_ls"](*data, tau, 3)
    assert error(states, exact(data, tau, 3, sites)) < 1e-6


@pytest.mark.parametrize(("slow", "tall", "shift"), UNITS)
def test_units_change_nothing(chapter, slow, tall, shift):
    data = in_units(chapter["design"](), slow, tall, shift)
    at, tau = np.linspace(0.6, 8.8, 7) * slow + shift, 2.0 * tall / slow**2.5
    right = exact(data, tau, 3, at)
    f = chapter["spline_fit"](*data, tau)
    assert error(np.stack([f(at, nu=q) for q in range(3)], axis=1), right) < 1e-8
    assert error(chapter["kalman_smoother"](*data, tau, 3, at)[0], right) < 1e-9


@pytest.mark.parametrize("m", [1, 2, 3, 4, 5])
def test_every_order(chapter, m):
    rng = np.random.default_rng(m)
    t, d = rng.uniform(-3, 4, 14), np.arange(14) % m
    data = t, d, rng.normal(size=14), rng.uniform(0.1, 1, 14)
    at = np.linspace(t.min(), t.max(), 8)
    right = exact(data, 1.3, m, at)
    f = chapter["spline_fit"](*data, 1.3, m)
    # B-splines of degree 9 with four knots at a time keep few digits.
    allowed = 1e-7 if m < 5 else 1e-4
    assert error(np.stack([f(at, nu=q) for q in range(m)], axis=1), right) < allowed
    mean, cov, loglik = chapter["kalman_smoother"](*data, 1.3, m, at)
    assert error(mean, right) < 1e-10
    assert abs(loglik - exact_likelihood(data, 1.3, m)) < 1e-9
    for nu in range(m):
        var = chapter["gp_smoother"](*data, 1.3, m, at, nu)[1]
        assert np.allclose(cov[:, nu, nu], var, rtol=1e-6)


@pytest.mark.parametrize("gap", [1e-3, 1e-6, 1e-9, 1e-13])
def test_times_close_to_each_other(chapter, gap):
    """The smoother keeps its digits; the B-splines refuse what they cannot."""
    t, d, y, sd = chapter["design"]()
    data = np.r_[t, t[0] + gap], np.r_[d, 2], np.r_[y, 0.3], np.r_[sd, 0.6]
    at = np.linspace(0.6, 8.8, 7)
    right = exact(data, 2.0, 3, at)
    assert error(chapter["kalman_smoother"](*data, 2.0, 3, at)[0], right) < 1e-12
    if gap < 1e-4:
        with pytest.raises(ValueError, match=r"^t: "):
            chapter["spline_fit"](*data, 2.0)
    else:
        f = chapter["spline_fit"](*data, 2.0)
        assert error(np.stack([f(at, nu=q) for q in range(3)], axis=1), right) < 1e-7


def test_several_data_at_one_time(chapter):
    t = np.array([0, 1, 2, 2, 2, 3, 3.0])
    d = np.array([0, 1, 1, 1, 0, 2, 0])
    data = t, d, np.array([0, 1, 0.5, 0.9, 2, -1, 1]), np.linspace(0.1, 0.7, 7)
    at = np.linspace(0, 3, 13)
    right = exact(data, 1.0, 3, at)
    f = chapter["spline_fit"](*data, 1.0)
    assert error(np.stack([f(at, nu=q) for q in range(3)], axis=1), right) < 1e-9
    assert error(chapter["kalman_smoother"](*data, 1.0, 3, at)[0], right) < 1e-12


def test_order_and_kind_of_the_data_do_not_matter(chapter):
    data = chapter["design"]()
    mixed = [part[np.random.default_rng(0).permutation(23)] for part in data]
    at = np.linspace(1, 8, 5)
    first, second = (chapter["spline_fit"](*part, 2.0)(at) for part in (data, mixed))
    assert np.allclose(first, second, rtol=1e-11)
    whole = [np.array([0, 1, 2, 3]), np.zeros(4, int), np.array([3, 1, 2, 0], np.uint8)]
    ints = chapter["spline_fit"](*whole, np.ones(4, np.float32), 1.0, 2)
    floats = chapter["spline_fit"](
        *(v.astype(float) for v in whole), np.ones(4), 1.0, 2
    )
    assert (ints(np.array([0.5, 2.5])) == floats(np.array([0.5, 2.5]))).all()


def test_the_ends_belong_to_the_fit_and_nothing_further(chapter):
    data = in_units(chapter["design"](), 0.1, 1.0, 7.3)
    f = chapter["spline_fit"](*data, 2.0)
    assert np.isfinite(f([data[0].min(), data[0].max()])).all()
    assert np.isnan(f([data[0].min() - 1e-6, data[0].max() + 1e-6])).all()


@pytest.mark.parametrize("m", [1, 2, 3, 4, 6])
def test_transition_is_the_exponential_and_its_integral(chapter, m):
    """By Van Loan's block matrix."""
    A, h = np.eye(m, k=1), 0.7
    noise = np.zeros((m, m))
    noise[-1, -1] = 1
    block = expm(h * np.block([[-A, noise], [np.zeros((m, m)), A.T]]))
    Phi, Q = chapter["transition"](m, h)
    assert np.allclose(Phi, block[m:, m:].T, rtol=1e-12)
    assert np.allclose(Q, block[m:, m:].T @ block[:m, m:], rtol=1e-11)


def test_likelihood_and_gradient(chapter):
    t, d, y, _ = chapter["design"]()
    logs = np.log([0.7, 0.2, 0.1, 0.4])
    sd = np.exp(logs[1:])[d]
    found = chapter["restricted_likelihood"](logs, t, d, y)
    assert abs(found - exact_likelihood((t, d, y, sd), 0.7, 3)) < 1e-9
    slopes = chapter["restricted_likelihood_gradient"](logs, t, d, y)
    for k, slope in enumerate(slopes):
        step = 1e-3 * np.eye(4)[k]
        ends = []
        for s in (1, -1, 2, -2):
            tau, *errors = np.exp(logs + s * step)
            ends.append(exact_likelihood((t, d, y, np.array(errors)[d]), tau, 3))
        by_hand = (8 * (ends[0] - ends[1]) - (ends[2] - ends[3])) / 12e-3
        assert abs(slope - by_hand) < 1e-7 * max(1, abs(by_hand))


def test_values_alone_are_the_smoothing_spline_of_scipy(chapter):
    rng = np.random.default_rng(8)
    t, sd = np.sort(rng.uniform(0, 3, 15)), rng.uniform(0.1, 0.4, 15)
    y, at = rng.normal(size=15), np.linspace(*np.quantile(t, [0, 1]), 50)
    theirs = make_smoothing_spline(t, y, w=1 / sd**2, lam=1 / 1.7**2)
    ours = chapter["spline_fit"](t, np.zeros(15, int), y, sd, 1.7, 2)
    assert np.allclose(ours(at), theirs(at), rtol=1e-9, atol=1e-10)


T_4, D_4, Y_4, S_4 = np.arange(4.0), np.array([0, 1, 2, 0]), np.ones(4), np.ones(4)
REFUSED = [
    ((T_4, D_4, Y_4, S_4, 1.0, 2), "d"),
    ((T_4, D_4 + 0.5, Y_4, S_4, 1.0, 3), "d"),
    ((T_4, D_4 - 1, Y_4, S_4, 1.0, 3), "d"),
    ((T_4[:3], D_4, Y_4, S_4, 1.0, 3), "d"),
    ((T_4, D_4, Y_4[:, None], S_4, 1.0, 3), "y"),
    ((T_4, D_4, Y_4 * np.nan, S_4, 1.0, 3), "y"),
    ((T_4, D_4, Y_4 > 0, S_4, 1.0, 3), "y"),
    ((T_4, D_4, Y_4 * 1j, S_4, 1.0, 3), "y"),
    ((T_4, D_4, ["1"] * 4, S_4, 1.0, 3), "y"),
    ((T_4, D_4, Y_4, 0 * S_4, 1.0, 3), "sd"),
    ((T_4, D_4, Y_4, -S_4, 1.0, 3), "sd"),
    ((T_4, D_4, Y_4, 1.0, 1.0, 3), "sd"),
    ((0 * T_4, D_4, Y_4, S_4, 1.0, 3), "t"),
    ((np.r_[T_4[:3], np.inf], D_4, Y_4, S_4, 1.0, 3), "t"),
    (([], [], [], [], 1.0, 3), "t"),
    ((T_4, D_4, Y_4, S_4, 0.0, 3), "tau"),
    ((T_4, D_4, Y_4, S_4, np.inf, 3), "tau"),
    ((T_4, D_4, Y_4, S_4, [1.0], 3), "tau"),
    ((T_4, D_4, Y_4, S_4, 1.0, 0), "m"),
    ((T_4, D_4, Y_4, S_4, 1.0, 2.5), "m"),
    ((T_4, D_4, Y_4, S_4, 1.0, True), "m"),
    (([-1, 0, 1], [0, 1, 0], [1, 1, 1], [1, 1, 1], 1.0, 3), "t, d"),
    ((T_4 + 1e6, D_4 * 0 + 1, Y_4, S_4, 1.0, 3), "t, d"),
]


@pytest.mark.parametrize(("given", "argument"), REFUSED)
def test_what_does_not_fit_is_refused_by_name(chapter, given, argument):
    at = np.array([0.5])
    for route in (
        lambda: chapter["spline_fit"](*given),
        lambda: chapter["kalman_smoother"](*given, at),
        lambda: chapter["state_ls"](*given),
        lambda: chapter["gp_smoother"](*given, at, 0),
    ):
        with pytest.raises(ValueError, match=rf"^{argument}: "):
            route()


@pytest.mark.parametrize("at", [[np.nan], [[0.5]], ["a"], [True], 0.5])
def test_places_are_refused_by_name(chapter, at):
    with pytest.raises(ValueError, match=r"^at: "):
        chapter["kalman_smoother"](T_4, D_4, Y_4, S_4, 1.0, 3, at)
    with pytest.raises(ValueError, match=r"^at: "):
        chapter["gp_smoother"](T_4, D_4, Y_4, S_4, 1.0, 3, at, 0)


def test_orders_of_the_result_are_refused_by_name(chapter):
    with pytest.raises(ValueError, match=r"^nu: "):
        chapter["gp_smoother"](T_4, D_4, Y_4, S_4, 1.0, 3, [0.5], 3)


def test_too_few_rows_are_refused(chapter):
    with pytest.raises(ValueError, match=r"^knots: "):
        chapter["least_squares"](np.ones((2, 3)), np.ones(2))
    with pytest.raises(ValueError, match=r"^knots: "):
        chapter["least_squares"](np.ones((4, 2)), np.ones(4))


def test_statsmodels_likelihood_and_states(chapter):
    """With an approximate diffuse start; its likelihood counts all n constants."""
    smoother = pytest.importorskip(
        "statsmodels.tsa.statespace.kalman_smoother",
        reason="compares with statsmodels where it is installed",
    )
    data = chapter["design"]()
    t, d, y, sd = (part[np.argsort(data[0])] for part in data)
    n, states = len(t), {}
    for start in ("exact", "approximate"):
        model = smoother.KalmanSmoother(k_endog=1, k_states=3, k_posdef=3, nobs=n)
        model.bind(y[None, :].copy())
        moves = [chapter["transition"](3, h) for h in [*np.diff(t), 0.0]]
        model["transition"] = np.stack([Phi for Phi, _ in moves], axis=2)
        model["state_cov"] = np.stack([4.0 * Q for _, Q in moves], axis=2)
        model["design"] = (np.arange(3)[:, None] == d).astype(float)[None]
        model["obs_cov"] = (sd**2)[None, None]
        model["selection"] = np.eye(3)
        if start == "exact":
            model.initialize_diffuse()
        else:
            model.initialize_approximate_diffuse(1e6)
        result = model.smooth()
        states[start] = result.smoothed_state.T
        if start == "exact":
            ours = chapter["kalman_smoother"](t, d, y, sd, 2.0, 3, t)
            assert abs(result.llf - (ours[2] - 1.5 * np.log(2 * np.pi))) < 1e-8
    assert abs(states["approximate"] - ours[0]).max() < 1e-4
    assert np.allclose(states["exact"][2:], ours[0][2:], rtol=1e-10, atol=1e-10)
