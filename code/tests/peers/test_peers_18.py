"""Chapter 18's functions, read from its cells, against mpmath and closed forms."""

import numpy as np
import pytest
from chapter_functions import functions
from mpmath import mp
from scipy.optimize import brentq
from scipy.special import log_ndtr, ndtr, ndtri

NAMES = {"limits", "std_pdf", "standardized", "plackett"}
NAMES |= {"bvn_pdf", "bvn_cdf", "bvn_gradient", "bvn_log_gradient", "bvn_hessian"}
NAMES |= {"bvn_path_slope", "max_pdf", "tvn_gradient", "tetrachoric"}
POINTS = [
    (0.3, -0.4, 0.6), (-1.2, 0.7, -0.8), (2, 1, 0.95), (-2.5, -2, 0.3),
    (0.01, 1.5, -0.2), (-1, -1, 0.99), (0, 0, 0.5), (1.1, -1.1, -0.99), (0.7, 0.7, 0),
]  # fmt: skip


@pytest.fixture(scope="module")
def chapter():
    nodes, weights = np.polynomial.legendre.leggauss(64)
    given = {"ndtr": ndtr, "ndtri": ndtri, "log_ndtr": log_ndtr, "brentq": brentq}
    given |= {"np": np, "NODES": nodes, "WEIGHTS": weights}
    return functions("18-bivariate-normal-cdf.ipynb", NAMES, **given)


def exact(x, y, r):
    """The slopes by x and y and the density, with 60 digits, as mpmath's numbers."""
    with mp.workdps(60):
        x, y, r = map(mp.mpf, (x, y, r))
        root = mp.sqrt((1 - r) * (1 + r))
        u, v = (y - r * x) / root, (x - r * y) / root
        return (
            mp.npdf(x) * mp.ncdf(u),
            mp.npdf(y) * mp.ncdf(v),
            mp.npdf(x) * mp.npdf(u) / root,
        )


def by_quadrature(x, y, r):
    with mp.workdps(30):
        x, y, r = map(mp.mpf, (x, y, r))
        root = mp.sqrt((1 - r) * (1 + r))
        center = min(max(y / r, -6), x) if r else mp.mpf(-3)
        cuts = sorted({-mp.inf, mp.mpf(-8), min(center, x), x})
        return mp.quad(lambda s: mp.npdf(s) * mp.ncdf((y - r * s) / root), cuts)


@pytest.mark.parametrize("point", POINTS)
def test_the_distribution_function(chapter, point):
    assert float(chapter["bvn_cdf"](*point)) == pytest.approx(
        float(by_quadrature(*point)), abs=1e-15
    )


def test_at_the_origin_the_arcsine(chapter):
    r = np.array([-0.999, -0.5, 0, 0.3, 0.9, 0.999])
    right = 0.25 + np.arcsin(r) / (2 * np.pi)
    np.testing.assert_allclose(chapter["bvn_cdf"](0, 0, r), right, atol=1e-15)
    np.testing.assert_allclose(chapter["bvn_cdf"](-0.0, 0, r), right, atol=1e-15)


@pytest.mark.parametrize("point", POINTS)
def test_the_gradient(chapter, point):
    right = [float(part) for part in exact(*point)]
    np.testing.assert_allclose(chapter["bvn_gradient"](*point), right, rtol=2e-14)


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("gap", [1e-4, 1e-8, 1e-12, 1e-15])
def test_nothing_cancels_near_the_ends(chapter, sign, gap):
    x, r = 3.0, sign * (1 - gap)
    y = sign * (3 + 0.7 * np.sqrt(gap))
    right = [float(part) for part in exact(x, y, r)]
    np.testing.assert_allclose(chapter["bvn_gradient"](x, y, r), right, rtol=2e-14)


@pytest.mark.parametrize("sign", [1, -1])
def test_the_second_derivative_by_rho_does_not_cancel(chapter, sign):
    x, r = 3.0, sign * (1 - 1e-10)
    y = sign * (3 + 0.7e-5)
    with mp.workdps(60):
        a, b, c = map(mp.mpf, (x, y, r))
        square = 1 - c**2
        inner = (a * b * (1 + c**2) - c * (a**2 + b**2)) / square**2
        right = float(exact(x, y, r)[2] * (c / square + inner))
    assert chapter["bvn_hessian"](x, y, r)[2, 2] == pytest.approx(right, rel=1e-12)


@pytest.mark.parametrize("point", POINTS)
def test_the_second_derivatives(chapter, point):
    def slope(k):
        return lambda *p: exact(*p)[k]

    with mp.workdps(40):
        right = [
            [float(mp.diff(slope(i), point, tuple(int(j == k) for k in range(3))))
             for j in range(3)] for i in range(3)
        ]  # fmt: skip
    np.testing.assert_allclose(
        chapter["bvn_hessian"](*point), right, rtol=1e-8, atol=1e-12
    )


def test_logarithms_far_out(chapter):
    with mp.workdps(50):
        u = -20 / mp.sqrt(mp.mpf(3) / 4)
        right = float(mp.log(mp.npdf(-40) * mp.ncdf(u)))
    found = chapter["bvn_log_gradient"](-40, -40, 0.5)
    np.testing.assert_allclose(found, [right, right], rtol=1e-14)


def test_limits_at_infinity(chapter):
    inf, cdf, slopes = np.inf, chapter["bvn_cdf"], chapter["bvn_gradient"]
    for r in (-0.9, 0, 0.5):
        assert float(cdf(inf, 0.5, r)) == pytest.approx(ndtr(0.5), abs=1e-15)
        assert float(cdf(-inf, 0.5, r)) == 0
        assert float(cdf(inf, inf, r)) == 1
        np.testing.assert_allclose(
            slopes(0.5, inf, r), [float(mp.npdf(0.5)), 0, 0], rtol=1e-15
        )
        for x in (inf, -inf):
            for y in (inf, -inf):
                assert np.array_equal(slopes(x, y, r), [0, 0, 0])
                assert np.array_equal(chapter["bvn_hessian"](x, y, r), np.zeros((3, 3)))


def test_arrays_as_long_as_the_nodes(chapter):
    x = np.linspace(-2, 2, 64)
    one_by_one = [float(chapter["bvn_cdf"](a, 0.3, 0.5)) for a in x]
    np.testing.assert_allclose(chapter["bvn_cdf"](x, 0.3, 0.5), one_by_one, atol=1e-16)
    table = chapter["bvn_gradient"](x[:, None], x[:3], 0.5)
    assert table.shape == (64, 3, 3)
    assert np.array_equal(table[5, 2], chapter["bvn_gradient"](x[5], x[2], 0.5))


@pytest.mark.parametrize(
    "bad, named",
    [((0.3, "-0.4", 0.6), "y"), ((np.nan, 1, 0.6), "x"), ((0, 1, 1.0), "rho"),
     ((0, 1, -1), "rho"), ((0, 1j, 0.5), "y"), ((True, 1, 0.5), "x"),
     ((0, 1, np.nan), "rho"), ((0, None, 0.5), "y")],
)  # fmt: skip
def test_what_is_no_number_is_refused(chapter, bad, named):
    for name in ("bvn_cdf", "bvn_pdf", "bvn_gradient", "bvn_hessian"):
        with pytest.raises(ValueError, match=f"^{named}: "):
            chapter[name](*bad)


def test_the_slope_along_a_path(chapter):
    def value(z):
        return by_quadrature(mp.sin(z) + 0.2, z**2 - 0.5, 0.8 * mp.tanh(z))

    with mp.workdps(30):
        right = float(mp.diff(value, mp.mpf("0.4"), h=mp.mpf("1e-8")))
    z = 0.4
    found = chapter["bvn_path_slope"](
        np.sin(z) + 0.2, np.cos(z), z**2 - 0.5, 2 * z, 0.8 * np.tanh(z),
        0.8 / np.cosh(z) ** 2,
    )  # fmt: skip
    assert float(found) == pytest.approx(right, abs=1e-10)


def test_the_maximum_and_the_minimum_add_up(chapter):
    z = np.linspace(-4, 4, 33)
    both = chapter["max_pdf"](z, 0.6) + chapter["max_pdf"](-z, 0.6)
    np.testing.assert_allclose(both, 2 * chapter["std_pdf"](z), rtol=1e-14)


def test_three_variables_with_a_general_matrix(chapter):
    x = np.array([0.4, -0.3, 0.8])
    R = np.array([[1, 0.5, -0.3], [0.5, 1, 0.2], [-0.3, 0.2, 1]])
    nodes, weights = np.polynomial.legendre.leggauss(160)
    for i in range(3):  # integrate the density over the two others
        j, k = (n for n in range(3) if n != i)
        spans = [(x[n] + 9) / 2 for n in (j, k)]
        a, b = (s * (nodes + 1) - 9 for s in spans)
        grid = np.empty((160, 160, 3))
        grid[..., i], grid[..., j], grid[..., k] = x[i], a[:, None], b[None]
        form = np.einsum("abi,ij,abj->ab", grid, np.linalg.inv(R), grid)
        density = np.exp(-form / 2) / np.sqrt((2 * np.pi) ** 3 * np.linalg.det(R))
        right = np.prod(spans) * weights @ density @ weights
        assert chapter["tvn_gradient"](x, R)[i] == pytest.approx(right, rel=1e-11)


def test_a_correlation_matrix_may_be_off_by_rounding(chapter):
    R = np.corrcoef(np.random.default_rng(0).normal(size=(3, 50)))
    exact_R = (R + R.T) / 2
    np.fill_diagonal(exact_R, 1)
    R[0, 0] -= 2e-16
    found = chapter["tvn_gradient"]([0.1, 0.2, 0.3], R)
    right = chapter["tvn_gradient"]([0.1, 0.2, 0.3], exact_R)
    np.testing.assert_allclose(found, right, rtol=1e-14)


@pytest.mark.parametrize(
    "x, R, named",
    [([0, 1], np.eye(3), "x"), ([0, 1, 2], np.eye(2), "x"),
     ([0, 1, 2], 2 * np.eye(3), "R"), ([0, 1, 2], np.ones((3, 3)), "R"),
     (["0", "1", "2"], np.eye(3), "x"), ([0, 1, 2], np.tri(3), "R"),
     ([0, 1, 2], 2 - np.eye(3), "R")],  # its determinant is positive
)  # fmt: skip
def test_three_variables_refuse_what_does_not_fit(chapter, x, R, named):
    with pytest.raises(ValueError, match=f"^{named}: "):
        chapter["tvn_gradient"](x, R)


@pytest.mark.parametrize(
    "table, r, close",
    [([[20, 5], [5, 20]], np.sin(0.3 * np.pi), 1e-12),
     ([[10, 10], [10, 10]], 0, 1e-12),
     ([[1562, 42], [383, 94]], 0.5958155691, 1e-9),
     ([[900, 1], [50, 49]], 0.970854, 1e-6),
     ([[499, 1], [1, 499]], -np.cos(2 * np.pi * 0.499), 1e-6),
     ([[49, 1], [1, 49]], -np.cos(2 * np.pi * 0.49), 1e-9)],
)  # fmt: skip
def test_the_tetrachoric_correlation(chapter, table, r, close):
    assert chapter["tetrachoric"](table)[2] == pytest.approx(r, abs=close)
    flipped = np.array(table)[:, ::-1]
    assert chapter["tetrachoric"](flipped)[2] == pytest.approx(-r, abs=close)


@pytest.mark.parametrize(
    "table", [[[10, 0], [5, 5]], [[1, 2, 3], [4, 5, 6]], [["1", "2"], ["3", "4"]],
              [[1, -1], [2, 3]], [[np.inf, 1], [1, 1]], [[np.nan, 1], [1, 1]]],
)  # fmt: skip
def test_tables_without_a_solution_are_refused(chapter, table):
    with pytest.raises(ValueError, match=r"^table: "):
        chapter["tetrachoric"](table)
