"""Chapter 01 against heavy peers: skipped, by name, where a peer is not installed."""

import numpy as np
import pytest
from chapter_functions import functions
from mpmath import mp
from scipy.optimize import linprog
from scipy.special import expit
from sklearn.datasets import load_iris

NAMES = {
    "with_scores",
    "logistic_cost",
    "logistic_gradient",
    "logistic_hessian",
    "newton",
    "separable",
}


@pytest.fixture(scope="module")
def chapter():
    return functions(
        "01-logistic-cost.ipynb", NAMES, np=np, expit=expit, linprog=linprog
    )


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

    ours = chapter["logistic_gradient"](theta, X, y)
    assert np.abs(ours - np.asarray(jax.grad(loss)(theta))).max() < 1e-15
    theirs = np.asarray(jax.hessian(loss)(theta))
    assert np.abs(chapter["logistic_hessian"](theta, X) - theirs).max() < 1e-15


def test_statsmodels_has_the_same_score(chapter, samples):
    sm = pytest.importorskip(
        "statsmodels.api", reason="compares with statsmodels where it is installed"
    )
    X, y, theta = samples
    score = sm.Logit(y, X).score(theta)
    assert np.abs(score + 50 * chapter["logistic_gradient"](theta, X, y)).max() < 1e-13


def test_statsmodels_fits_iris_to_the_same_figures(chapter, iris):
    sm = pytest.importorskip(
        "statsmodels.api", reason="compares with statsmodels where it is installed"
    )
    X, y = iris
    best, _ = chapter["newton"](X, y)
    fitted = sm.Logit(y, X).fit(method="newton", tol=1e-12, maxiter=50, disp=0)
    assert np.abs(fitted.params / best - 1).max() < 1e-9
    errors = np.sqrt(np.diag(np.linalg.inv(100 * chapter["logistic_hessian"](best, X))))
    assert np.abs(fitted.bse / errors - 1).max() < 1e-9
    assert abs(fitted.llf + 100 * chapter["logistic_cost"](best, X, y)) < 1e-9


# scores from tiny to far beyond the reach of exp; the label at which digits are lost
NASTY = [
    (z, y)
    for z in (0.0, 1e-300, 1e-12, 36.0, 37.0, 40.0, 700.0, 800.0, 1e155)
    for y in (0.0, 0.25, 1.0)
]


@pytest.mark.parametrize(("score", "label"), NASTY)
@pytest.mark.parametrize("sign", [1, -1])
def test_cost_and_gradient_agree_with_mpmath(chapter, score, label, sign):
    theta, X, y = np.array([sign * score]), np.ones((1, 1)), np.array([label])
    with mp.workdps(400):
        z = mp.mpf(float(theta[0]))
        # log(1 + exp(z)), rewritten so that mpmath can reach any score
        softplus = max(z, 0) + mp.log1p(mp.exp(-abs(z)) if abs(z) < 900 else 0)
        cost = label * (softplus - z) + (1 - label) * softplus
        slope = 1 / (1 + mp.exp(-z)) - label if abs(z) < 900 else (z > 0) - label
    assert chapter["logistic_cost"](theta, X, y) == pytest.approx(float(cost), 1e-14)
    found = chapter["logistic_gradient"](theta, X, y)
    assert found == pytest.approx([float(slope)], 1e-14)


@pytest.mark.parametrize("kind", [np.uint8, np.int64, bool, np.float32, list])
def test_labels_and_features_of_every_type_give_the_same(chapter, kind):
    X = [[1, 0], [1, 1], [1, 3]] if kind is list else np.eye(3, 2).astype(kind)
    y = [0, 1, 1] if kind is list else np.array([0, 1, 1]).astype(kind)
    as_floats = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    theta = [0.3, -0.7]
    for name in ("logistic_cost", "logistic_gradient"):
        ours = chapter[name](theta, X, y)
        assert np.array_equal(ours, chapter[name](np.array(theta), *as_floats))


@pytest.mark.parametrize(
    ("theta", "y", "words"),
    [
        (np.zeros((2, 1)), np.zeros(3), "theta"),
        (np.zeros(3), np.zeros(3), "theta"),
        (np.zeros(2), np.zeros((3, 1)), "y"),
        (np.zeros(2), np.zeros(2), "y"),
        (np.zeros(2), np.array([-1.0, 1, 1]), "labels"),
    ],
)
def test_what_does_not_fit_is_refused(chapter, theta, y, words):
    for name in ("logistic_cost", "logistic_gradient"):
        with pytest.raises(ValueError, match=words):
            chapter[name](theta, np.ones((3, 2)), y)


SEPARATED = {
    "strictly": ([-2.0, -1.0, 1.0, 2.0], [0, 0, 1, 1], "separable"),
    "but for ties": ([-1.0, 0.0, 0.0, 1.0], [0, 0, 1, 1], "separable but for ties"),
    "one on the border": (
        [-1.0, 0.0, 1.0, 0.0],
        [0, 0, 1, 1],
        "separable but for ties",
    ),
    "one class": ([-1.0, 0.0, 2.0, 1.0], [1, 1, 1, 1], "separable"),
}


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
@pytest.mark.parametrize("case", SEPARATED)
def test_newton_finds_no_minimum_where_there_is_none(chapter, case, scale):
    x, y, kind = SEPARATED[case]
    x, y = scale * np.array(x), np.array(y, dtype=float)
    assert chapter["separable"](x[:, None], y) == kind
    with pytest.raises(ValueError, match="no minimum"):
        chapter["newton"](np.column_stack([np.ones(4), x]), y)


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_newton_finds_the_minimum_at_any_scale(chapter, iris, scale):
    X, y = iris
    best, _ = chapter["newton"](X, y)
    scaled, _ = chapter["newton"](X * np.array([1, *[scale] * 4]), y)
    assert scaled * np.array([1, *[scale] * 4]) == pytest.approx(best, 1e-6)
    assert chapter["separable"](X[:, 1:], y).startswith("not separable")
