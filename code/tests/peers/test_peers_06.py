"""Chapter 06: the functions that readers copy, at nasty inputs, and heavy peers."""

import numpy as np
import pytest
from chapter_functions import CHAPTERS, functions
from mpmath import mp, mpf

COPIED = {
    *("reals", "quadratic_model", "stopped", "spectrum", "ridge_path"),
    *("descent_path", "descend", "matching_penalty", "logistic"),
}


@pytest.fixture(scope="module")
def copied():
    """The functions of the chapter that its readers copy."""
    from scipy.special import expit

    space = functions("06-quadratic-approximation.ipynb", COPIED, np=np, expit=expit)
    assert space.keys() >= COPIED
    return space


def rotation(size, seed=0):
    """An orthogonal matrix that is not symmetric."""
    return np.linalg.qr(np.random.default_rng(seed).normal(size=(size, size)))[0]


NEAR = (0.0, 5e-324, 1e-300, 1e-17, 1e-9, 0.1, 0.5, 1 - 1e-16, 1.0, 1 + 1e-15, 1.3)
STEPS = (0, 1, 2, 3, 10, 999, 1000, 10**6)


@pytest.mark.parametrize("x", [*NEAR, 1.9, 2 - 1e-9, np.nextafter(2, 0), 2.0])
def test_stopped_keeps_its_digits(copied, x):
    with mp.workdps(700):
        right = [float(1 - (1 - mpf(float(x))) ** t) for t in STEPS]
    found = copied["stopped"](x, np.array(STEPS))
    np.testing.assert_allclose(found, right, rtol=1e-13, atol=0)


def test_stopped_beyond_two_grows_with_both_signs(copied):
    with mp.workdps(60):
        right = [float(1 - (1 - mpf(2.5)) ** t) for t in (1, 2, 7, 60)]
    np.testing.assert_allclose(
        copied["stopped"](2.5, np.array([1, 2, 7, 60])), right, rtol=1e-13
    )


@pytest.mark.parametrize(("x", "tau"), [(-0.1, 3), (0.5, 2.5), (0.5, -1), (np.nan, 1)])
def test_stopped_refuses_what_is_no_descent(copied, x, tau):
    with pytest.raises(ValueError, match="whole tau"):
        copied["stopped"](x, tau)


@pytest.mark.parametrize("scale", [1e-150, 1e-10, 1.0, 1e10, 1e307])
def test_paths_do_not_depend_on_the_unit_of_the_cost(copied, scale):
    lam, Q = np.array([0.0, 0.01, 0.6, 1.0]), rotation(4)
    w_star, alphas = np.array([1.0, -2.0, 0.5, 3.0]), np.array([1e-3, 0.3, 20.0])
    ridge = copied["ridge_path"](lam * scale, Q, w_star, alphas * min(scale, 1e306))
    factor = np.array([min(scale, 1e306) / scale])
    right = [Q @ (lam / (lam + a * factor) * (Q.T @ w_star)) for a in alphas]
    np.testing.assert_allclose(ridge, right, rtol=1e-12)
    found = copied["descent_path"](lam * scale, Q, w_star, 1.5 / scale, [0, 1, 40])
    loop = [
        copied["descend"](
            lambda w: (Q * lam) @ (Q.T @ (w - w_star)), 0 * w_star, 1.5, t
        )
        for t in (0, 1, 40)
    ]
    np.testing.assert_allclose(found, loop, rtol=1e-12, atol=1e-14)


def test_ten_steps_for_ten_eigenvalues_make_a_table(copied):
    lam, Q, w_star = np.linspace(0.1, 1, 10), rotation(10), np.arange(10.0)
    taus = np.arange(10)
    path = copied["descent_path"](lam, Q, w_star, 1.0, taus)
    assert path.shape == (10, 10)
    loop = copied["descend"](
        lambda w: (Q * lam) @ (Q.T @ (w - w_star)), w_star * 0, 1, 7
    )
    np.testing.assert_allclose(path[7], loop, rtol=1e-12)


def test_exchanged_eigenvectors_are_another_path(copied):
    lam, Q, w_star = np.array([0.1, 0.5, 2.0]), rotation(3), np.array([1.0, 2.0, -1.0])
    right = np.linalg.solve((Q * lam) @ Q.T + np.eye(3), (Q * lam) @ Q.T @ w_star)
    ridge = copied["ridge_path"]
    np.testing.assert_allclose(ridge(lam, Q, w_star, [1.0])[0], right, rtol=1e-13)
    assert not np.allclose(ridge(lam, Q.T, w_star, [1.0])[0], right, rtol=1e-2)


@pytest.mark.parametrize("lam", [1e-308, 1e-200, 1e-17, 1e-3, 0.4, 0.999, 1 - 1e-15])
@pytest.mark.parametrize("tau", [1, 2, 10, 1000])
def test_matching_penalty_against_many_digits(copied, lam, tau):
    with mp.workdps(800):
        right = float(mpf(lam) / ((1 - mpf(lam)) ** -tau - 1))
    found = float(copied["matching_penalty"](lam, 1.0, tau))
    np.testing.assert_allclose(found, right, rtol=1e-12, atol=1e-300)


def test_model_is_exact_for_a_quadratic_and_refuses_shapes(copied):
    H = np.array([[2.0, 1.0], [1.0, 3.0]])
    model = copied["quadratic_model"](1.0, H, [1.0, -1.0], [0.5, 0.0])
    assert model([2.0, 0.0]) == 1.0 + 0.5 + 7 / 2
    assert copied["quadratic_model"](1.0, H, [1.0, -1.0])([1.0, -1.0]) == 1.0
    for wrong in (np.zeros((2, 1)), np.zeros(3), [1j, 0], [np.nan, 0.0]):
        with pytest.raises(ValueError, match=r"^w: "):
            model(wrong)
    with pytest.raises(ValueError, match=r"^H: "):
        copied["quadratic_model"](1.0, np.eye(3), [1.0, -1.0])


def test_ridge_of_scikit_learn(copied):
    linear_model = pytest.importorskip("sklearn.linear_model")
    data = np.loadtxt(
        CHAPTERS / "data/diabetes.csv", delimiter=",", comments="#", skiprows=2
    )
    X, y = data[:, :10], data[:, 10] - data[:, 10].mean()
    X = (X - X.mean(0)) / X.std(0)
    lam, Q = np.linalg.eigh(X.T @ X / len(y))
    w_star = np.linalg.lstsq(X, y, rcond=None)[0]
    for alpha in (1e-3, 1e-2, 0.1, 1):
        fit = linear_model.Ridge(alpha=len(y) * alpha, fit_intercept=False).fit(X, y)
        found = copied["ridge_path"](lam, Q, w_star, [alpha])[0]
        np.testing.assert_allclose(found, fit.coef_, rtol=1e-9)
