"""Chapter 01 against heavy peers: skipped, by name, where a peer is not installed."""

import numpy as np
import pytest
from chapter_functions import functions
from scipy.special import expit
from sklearn.datasets import load_iris

NAMES = {"scores", "cost", "gradient", "hessian", "newton"}


@pytest.fixture(scope="module")
def chapter():
    return functions("01-logistic-cost.ipynb", NAMES, np=np, expit=expit)


@pytest.fixture(scope="module")
def samples():
    """The simulated samples and the point of the chapter's gradient check."""
    rng = np.random.default_rng(0)
    X = np.column_stack([np.ones(50), rng.normal(size=(50, 3))])
    truth = rng.normal(size=4)
    y = (rng.random(50) < expit(X @ truth)).astype(float)
    return X, y, rng.normal(size=4)


@pytest.fixture(scope="module")
def iris():
    data = load_iris()
    pair = data.target > 0
    X = np.column_stack([np.ones(100), data.data[pair]])
    return X, (data.target[pair] == 2).astype(float)


def test_jax_differentiates_to_the_same_arrays(chapter, samples):
    jax = pytest.importorskip("jax", reason="compares with jax where it is installed")
    jax.config.update("jax_enable_x64", True)
    X, y, theta = samples

    def loss(t):
        z = X @ t
        return jax.numpy.mean(jax.numpy.logaddexp(0.0, z) - y * z)

    ours = chapter["gradient"](theta, X, y)
    assert np.abs(ours - np.asarray(jax.grad(loss)(theta))).max() < 1e-15
    theirs = np.asarray(jax.hessian(loss)(theta))
    assert np.abs(chapter["hessian"](theta, X) - theirs).max() < 1e-15


def test_statsmodels_has_the_same_score(chapter, samples):
    sm = pytest.importorskip(
        "statsmodels.api", reason="compares with statsmodels where it is installed"
    )
    X, y, theta = samples
    score = sm.Logit(y, X).score(theta)
    assert np.abs(score + 50 * chapter["gradient"](theta, X, y)).max() < 1e-13


def test_statsmodels_fits_iris_to_the_same_figures(chapter, iris):
    sm = pytest.importorskip(
        "statsmodels.api", reason="compares with statsmodels where it is installed"
    )
    X, y = iris
    best, _ = chapter["newton"](X, y)
    fitted = sm.Logit(y, X).fit(method="newton", tol=1e-12, maxiter=50, disp=0)
    assert np.abs(fitted.params / best - 1).max() < 1e-9
    errors = np.sqrt(np.diag(np.linalg.inv(100 * chapter["hessian"](best, X))))
    assert np.abs(fitted.bse / errors - 1).max() < 1e-9
    assert abs(fitted.llf + 100 * chapter["cost"](best, X, y)) < 1e-9
