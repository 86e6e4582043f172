"""Chapter 22's functions against mpmath, exact polynomials and nasty inputs."""

from itertools import pairwise

import numpy as np
import pytest
from chapter_functions import functions
from mpmath import mp, mpf
from scipy.interpolate import BSpline, CubicSpline, make_smoothing_spline
from scipy.linalg import null_space, solve

NAMES = {
    "numbers",
    "bs_knots",
    "design",
    "fit_spline",
    "second_derivative",
    "increasing",
    "natural_QR",
    "cardinal_design",
    "truncated_design",
    "smoothing_spline",
    "linear_tails",
    "inflections",
}
HEIGHT = np.arange(58.0, 73.0)
WEIGHT = np.array(
    [115, 117, 120, 123, 126, 129, 132, 135, 139, 142, 146, 150, 154, 159, 164]
)
UNEVEN = np.array([0.0, 0.3, 1.1, 1.2, 2.5, 4.0])


@pytest.fixture(scope="module")
def chapter():
    return functions(
        "22-spline-second-derivative.ipynb",
        NAMES,
        np=np,
        BSpline=BSpline,
        null_space=null_space,
        solve=solve,
    )


def exact_fit(x, y, t, at):
    """s'' and its standard error at `at`, with 300 digits, by truncated powers."""
    with mp.workdps(300):
        inner = [mpf(k) for k in t[4:-4]]
        x, y = [mpf(v) for v in x], [mpf(v) for v in y]
        middle = sum(x) / len(x)

        def row(v, nu):
            powers = [mp.ff(p, nu) * (v - middle) ** max(p - nu, 0) for p in range(4)]
            return powers + [
                mp.ff(3, nu) * max(v - k, mpf(0)) ** (3 - nu) for k in inner
            ]

        X = mp.matrix([row(v, 0) for v in x])
        G = (X.T * X) ** -1
        b = G * X.T * mp.matrix(y)
        r = mp.matrix(y) - X * b
        variance = (r.T * r)[0] / (len(y) - X.cols)
        bends = []
        for v in at:
            d = mp.matrix([row(mpf(v), 2)])
            bends.append(((d * b)[0], mp.sqrt(variance * (d * G * d.T)[0])))
        return np.array([[float(v) for v in pair] for pair in bends]).T


@pytest.mark.parametrize("unit", [1e-10, 1.0, 1e10])
@pytest.mark.parametrize("size", [1e-150, 1.0, 1e150])
def test_a_fit_at_any_scale(chapter, unit, size):
    x, y = HEIGHT * unit, WEIGHT * size
    t = chapter["bs_knots"](x, 5)
    at = np.array([58, 60.7, 65, 71.3, 72]) * unit
    right = exact_fit(x, y, t, at)
    got = chapter["second_derivative"](at, chapter["fit_spline"](x, y, t))
    for ours, exact in zip(got, right, strict=True):
        assert np.allclose(ours, exact, rtol=1e-9, atol=0)


def test_a_natural_fit_is_the_one_with_straight_ends(chapter):
    t = np.r_[[58.0] * 4, 60.8, 63.6, 66.4, 69.2, [72.0] * 4]
    fit = chapter["fit_spline"](HEIGHT, WEIGHT, t, natural=True)
    bend, se = chapter["second_derivative"](HEIGHT, fit)
    assert abs(bend[[0, -1]]).max() < 1e-11
    assert se[[0, -1]].max() < 1e-13
    for columns in ("cardinal_design", "truncated_design"):
        X, X2 = (chapter[columns](HEIGHT, np.unique(t), nu) for nu in (0, 2))
        A = np.linalg.pinv(X)
        sigma = np.linalg.norm(WEIGHT - X @ A @ WEIGHT) / 3
        assert np.allclose(X2 @ A @ WEIGHT, bend, atol=1e-9)
        assert np.allclose(sigma * np.linalg.norm(X2 @ A, axis=1), se, atol=1e-10)


@pytest.mark.parametrize("kind", [np.uint8, np.int64, np.float32])
def test_any_real_type_counts_as_floats(chapter, kind):
    x, y = HEIGHT.astype(kind), WEIGHT.astype(kind)
    t = chapter["bs_knots"](x, np.int64(5))
    assert np.array_equal(t, chapter["bs_knots"](HEIGHT, 5))
    fit, floats = (chapter["fit_spline"](*a, t) for a in ((x, y), (HEIGHT, WEIGHT)))
    assert np.array_equal(fit[1], floats[1])
    assert np.array_equal(
        chapter["smoothing_spline"](x, y, 1)[1],
        chapter["smoothing_spline"](HEIGHT, WEIGHT, 1)[1],
    )


def test_nothing_is_extrapolated_in_silence(chapter):
    t = chapter["bs_knots"](HEIGHT, 5)
    assert np.isnan(chapter["design"]([57.9, 72.1], t, 2)).all()
    assert chapter["design"]([], t).shape == (0, 6)
    fit = chapter["fit_spline"](HEIGHT, WEIGHT, t)
    assert np.isnan(chapter["second_derivative"]([80.0], fit)).all()


@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        ("bs_knots", (HEIGHT, 2), "df"),
        ("bs_knots", (HEIGHT, 0), "df"),
        ("bs_knots", (HEIGHT, 5.5), "df"),
        ("bs_knots", (HEIGHT, None), "df"),
        ("bs_knots", (np.r_[np.zeros(10), 1, 2, 3, 4, 5], 6), "ties"),
        ("bs_knots", (HEIGHT[:, None], 5), "x: expected"),
        ("bs_knots", (["a"] * 15, 5), "x: expected"),
        ("bs_knots", ([np.nan, *range(14)], 5), "x: expected"),
        ("design", ([60.0], HEIGHT[:7]), "8 or more"),
        ("design", ([60.0], HEIGHT[::-1]), "in order"),
        ("design", ([60.0], np.full(9, 60.0)), "in order"),
        ("design", ([60.0], HEIGHT, 4), "nu"),
        ("design", (60.0, HEIGHT), "x: expected"),
        ("natural_QR", ([0.0, 1.0],), "xi"),
        ("natural_QR", ([0.0, 1.0, 1.0],), "increase"),
        ("cardinal_design", ([5.0], UNEVEN), r"\[0.0, 4.0\]"),
        ("cardinal_design", ([1.0], UNEVEN, 3), "nu"),
        ("truncated_design", ([1.0], UNEVEN, -1), "nu"),
        ("smoothing_spline", (UNEVEN, UNEVEN, 0), "lam"),
        ("smoothing_spline", (UNEVEN, UNEVEN, np.nan), "lam"),
        ("smoothing_spline", (UNEVEN, UNEVEN[:-1], 1), "y: expected"),
        ("smoothing_spline", ([0, 1, 1, 2], [0, 1, 2, 3], 1), "x: expected"),
        ("linear_tails", ([0.0], np.sin, 2, 1), "a < b"),
    ],
)
def test_what_does_not_fit_is_refused(chapter, name, given, says):
    with pytest.raises(ValueError, match=says):
        chapter[name](*given)


def test_data_that_leave_a_coefficient_open_are_refused(chapter):
    t = np.r_[[0.0] * 4, 3, 6, [10.0] * 4]
    lonely = np.r_[np.linspace(0, 1, 12), 10.0]
    for x in (lonely, np.linspace(0, 10, 6), np.linspace(0, 11, 20)):
        with pytest.raises(ValueError, match="too few points"):
            chapter["fit_spline"](x, np.cos(x), t)
    with pytest.raises(ValueError, match="y: expected"):
        chapter["fit_spline"](np.linspace(0, 10, 20), np.ones(19), t)


@pytest.mark.parametrize("unit", [1e-8, 1.0, 1e8])
def test_natural_splines_by_their_values(chapter, unit):
    xi = UNEVEN * unit
    at = np.r_[xi, np.linspace(xi[0], xi[-1], 41)]
    for nu in range(3):
        scipy = CubicSpline(xi, np.eye(6), bc_type="natural")(at, nu)
        ours = chapter["cardinal_design"](at, xi, nu)
        assert np.allclose(ours, scipy, atol=1e-12 * abs(scipy).max())
        powers = chapter["truncated_design"](at, xi, nu)
        values = chapter["truncated_design"](xi, xi, 0)
        rounding = 1e-12 * (abs(scipy) @ abs(values)).max(axis=0)
        assert (abs(scipy @ values - powers) <= rounding).all()


# Beyond this SciPy keeps few digits, how few hangs on the machine: mpmath judges below.
@pytest.mark.parametrize("lam", [1e-12, 1e-3, 1.0, 1e3])
def test_the_smoothing_spline_is_that_of_scipy(chapter, lam):
    x = np.array([0, 0.2, 0.5, 1.1, 1.2, 2.0, 3.1, 3.3, 4.0])
    y = np.sin(2 * x) + x
    g, gamma, se, trace, sigma = chapter["smoothing_spline"](x, y, lam)
    scipy = make_smoothing_spline(x, y, lam=lam)
    assert np.allclose(g, scipy(x), atol=1e-8)
    assert np.allclose(gamma, scipy(x, 2), atol=1e-6)
    units = np.column_stack(
        [make_smoothing_spline(x, u, lam=lam)(x) for u in np.eye(9)]
    )
    assert trace == pytest.approx(np.trace(units), abs=1e-6)
    assert sigma == pytest.approx(np.linalg.norm(y - g) / np.sqrt(9 - trace), rel=1e-3)
    assert gamma[0] == gamma[-1] == se[0] == se[-1] == 0


@pytest.mark.parametrize("lam", [1e-200, 1e-9, 1.0, 1e9, 1e200])
@pytest.mark.parametrize("unit", [1e-6, 1.0, 1e6])
def test_the_smoothing_spline_with_many_digits(chapter, lam, unit):
    x = np.array([0, 0.2, 0.5, 1.1, 1.2, 2.0, 3.1]) * unit
    y = np.array([1.0, 4.0, 2.0, 2.5, 7.0, 3.0, -1.0])
    with mp.workdps(700):
        Q, R = mp.zeros(7, 5), mp.zeros(5, 5)
        h = [mpf(b) - mpf(a) for a, b in pairwise(x)]
        for j in range(5):
            Q[j, j], Q[j + 2, j] = 1 / h[j], 1 / h[j + 1]
            Q[j + 1, j] = -Q[j, j] - Q[j + 2, j]
            R[j, j] = (h[j] + h[j + 1]) / 3
            if j < 4:
                R[j, j + 1] = R[j + 1, j] = h[j + 1] / 6
        K = Q * R**-1 * Q.T
        S = (mp.eye(7) + mpf(lam) * K) ** -1
        g = S * mp.matrix(y.tolist())
        away = mp.matrix(y.tolist()) - g
        free = mp.fsum((mp.eye(7) - S)[i, i] for i in range(7))
        A = R**-1 * Q.T * S
        gamma = A * mp.matrix(y.tolist())
        sigma = mp.sqrt((away.T * away)[0] / free)
        se = [sigma * mp.norm(A[i, :]) for i in range(5)]
        right = [np.array([float(v) for v in q]) for q in (g, gamma, se)]
        trace, sigma = float(7 - free), float(sigma)
    ours = chapter["smoothing_spline"](x, y, lam)
    assert np.allclose(ours[0], right[0], rtol=1e-9, atol=1e-9)
    scale = [abs(right[1]).max(), abs(right[2]).max()]
    assert np.allclose(ours[1][1:-1], right[1], rtol=0, atol=1e-9 * scale[0])
    assert np.allclose(ours[2][1:-1], right[2], rtol=0, atol=1e-9 * scale[1])
    assert ours[3] == pytest.approx(trace, rel=1e-9)
    assert ours[4] == pytest.approx(sigma, rel=1e-9)


@pytest.mark.parametrize("unit", [1e-10, 1e10])
@pytest.mark.parametrize("size", [1e-100, 1e100])
def test_inflections_at_any_scale(chapter, unit, size):
    x = np.linspace(0, 2 * np.pi, 60)
    y = np.sin(x) + 0.01 * np.cos(50 * x)
    t = np.r_[[x[0]] * 3, np.linspace(x[0], x[-1], 8), [x[-1]] * 3]
    place, se = chapter["inflections"](chapter["fit_spline"](x, y, t))
    there = chapter["fit_spline"](x * unit, y * size, t * unit)
    for ours, right in zip(chapter["inflections"](there), (place, se), strict=True):
        assert ours == pytest.approx(right * unit, rel=1e-8)


def test_linear_tails_have_the_slope_of_the_end(chapter):
    spline = CubicSpline(UNEVEN, np.exp(UNEVEN), bc_type="natural")
    at = np.array([-2.0, 0.0, 1.0, 4.0, 7.0])

    def tails(nu):
        return chapter["linear_tails"](at, spline, 0, 4, nu)

    assert np.array_equal(tails(0)[1:4], spline(at[1:4]))
    assert tails(0)[4] == pytest.approx(spline(4.0) + 3 * spline(4.0, 1))
    assert tails(0)[0] == pytest.approx(spline(0.0) - 2 * spline(0.0, 1))
    assert np.array_equal(tails(1)[[0, 4]], spline([0.0, 4.0], 1))
    assert np.array_equal(tails(2)[[0, 4]], [0, 0])
    assert tails(2)[2] == spline(1.0, 2)


@pytest.mark.parametrize(
    ("y", "places", "known"),
    [
        (lambda x: (x - 1.3) ** 3, [1.3], True),
        (lambda x: (x - 2) ** 3, [2.0], False),
        (lambda x: x**3 - 3 * x**2 + 7, [1.0], False),
        (lambda x: 3 * x - 5, [], True),
        (lambda x: x**2, [], True),
    ],
)
def test_inflections_of_polynomials(chapter, y, places, known):
    x = np.linspace(0, 4, 30)
    t = np.r_[[0.0] * 4, 1, 2, 3, [4.0] * 4]
    noise = 1e-6 * np.random.default_rng(1).normal(size=30)
    exact = chapter["fit_spline"](x, y(x), t)
    assert chapter["inflections"](exact)[0] == pytest.approx(places, abs=1e-9)
    if known and places:
        place, se = chapter["inflections"](chapter["fit_spline"](x, y(x) + noise, t))
        assert abs(place - places) < 4 * se
        assert 0 < se < 1e-4
    elif places:
        assert np.isnan(chapter["inflections"](exact)[1]).all()
    with pytest.raises(ValueError, match="simple knots"):
        double = np.r_[[0.0] * 4, 1, 2, 2, [4.0] * 4]
        chapter["inflections"](chapter["fit_spline"](x, y(x), double))


def test_r_has_the_same_bases_in_patsy(chapter):
    patsy = pytest.importorskip("patsy")
    t = chapter["bs_knots"](HEIGHT, 5)
    theirs = patsy.dmatrix("bs(x, df=5) - 1", {"x": HEIGHT})
    assert np.allclose(chapter["design"](HEIGHT, t)[:, 1:], theirs, atol=1e-12)
    knots = np.array([58, 60.8, 63.6, 66.4, 69.2, 72])
    theirs = patsy.dmatrix(
        "cr(x, knots=inner, lower_bound=58, upper_bound=72) - 1",
        {"x": HEIGHT, "inner": knots[1:-1]},
    )
    ours = chapter["cardinal_design"](HEIGHT, knots)
    assert np.allclose(ours, theirs, atol=1e-12)


def test_statsmodels_has_the_same_second_derivatives(chapter):
    gam = pytest.importorskip("statsmodels.gam.smooth_basis")
    basis = gam.UnivariateBSplines(HEIGHT, df=6, degree=3, include_intercept=True)
    t = np.sort(basis.knots)
    bends = chapter["design"](HEIGHT, t, 2)
    assert np.allclose(bends, basis.der2_basis, atol=1e-10)
    mesh = np.unique(t)
    nodes, weights = np.polynomial.legendre.leggauss(3)
    at = (mesh[:-1, None] + np.diff(mesh)[:, None] * (nodes + 1) / 2).ravel()
    N = chapter["design"](at, t, 2)
    by = (np.diff(mesh)[:, None] * weights / 2).ravel()
    assert np.allclose((N.T * by) @ N, basis.cov_der2, rtol=1e-8)
