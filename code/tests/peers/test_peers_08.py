"""Chapter 08 against mpmath at nasty inputs, and against heavy peers.

A heavy peer is skipped, by name, where it is not installed. The functions are those of
the notebook, read from its cells.
"""

import numpy as np
import pytest
from chapter_functions import functions
from mpmath import mp
from softmax_references import NASTY, exact, off_by

NAMES = {
    "floats",
    "softmax",
    "softmax_jac_logits",
    "softmax_jac_weights",
    "softmax_second_logits",
    "times_S",
    "softmax_jvp_weights",
    "softmax_vjp_weights",
    "marginal_effects",
    "batch_jac",
    "log_softmax",
}

LOGITS = [*NASTY, [1.0, 0.0, -600.0]]


@pytest.fixture(scope="module")
def chapter():
    return functions("08-softmax-weights.ipynb", NAMES, np=np)


@pytest.fixture(scope="module")
def point():
    """The weights and the input of the chapter's gradient check."""
    rng = np.random.default_rng(8)
    return rng.normal(size=(4, 3)), rng.normal(size=3)


@pytest.mark.parametrize("z", LOGITS)
def test_every_entry_has_its_digits(chapter, z):
    with mp.workdps(400):
        p = exact(z)
        K = range(len(p))
        S = [[p[j] * ((i == j) - p[i]) for i in K] for j in K]
        terms = [
            [p[j] * ((j == a) - p[a]) * ((j == b) - p[b]), p[j] * S[a][b]]
            for j in K
            for a in K
            for b in K
        ]
        second = [one - two for one, two in terms]
        sizes = [abs(one) + abs(two) for one, two in terms]
        assert off_by(chapter["softmax"](z), p) < 1e-15
        assert off_by(chapter["log_softmax"](z), [mp.log(t) for t in p]) < 1e-15
        assert off_by(chapter["softmax_jac_logits"](z), S) < 2e-15
        found = chapter["softmax_second_logits"](z)
        if all(abs(t - 0.5) > 0.05 for t in p):  # at 1/2 an entry passes through 0
            assert off_by(found, second) < 5e-15
        for ours, right, size in zip(np.ravel(found), second, sizes, strict=True):
            assert abs(mp.mpf(float(ours)) - right) <= 2e-15 * size


@pytest.mark.parametrize("z", LOGITS)
def test_products_keep_the_digits_of_small_probabilities(chapter, z):
    """A large common shift of v, and one probability that is nearly 1."""
    v = np.array([1.0, 2.0, 4.0, -3.0])[: len(z)] + 2.0**30
    W, x = np.array(z)[:, None] @ np.ones((1, 1)), np.ones(1)
    with mp.workdps(400):
        p = exact(z)
        mean = mp.fsum(a * mp.mpf(b) for a, b in zip(p, v, strict=True))
        right = [a * (mp.mpf(b) - mean) for a, b in zip(p, v, strict=True)]
        backward = chapter["softmax_vjp_weights"](W, x, v)[:, 0]
        forward = chapter["softmax_jvp_weights"](W, x, v[:, None])
        assert off_by(backward, right) < 1e-13
        assert off_by(forward, right) < 1e-13
    both = np.column_stack([W, v])
    effects = chapter["marginal_effects"](both, np.array([1.0, 0.0]))
    with mp.workdps(400):
        assert off_by(effects[:, 1], right) < 1e-13


def test_a_batch_is_its_rows_one_by_one(chapter):
    rng = np.random.default_rng(1)
    W, X = 20 * rng.normal(size=(4, 3)), rng.normal(size=(5, 3))
    rows = [chapter["softmax_jac_weights"](W, x) for x in X]
    assert off_by(chapter["batch_jac"](W, X), np.array(rows)) < 1e-13


@pytest.mark.parametrize("kind", [np.uint8, np.int64, np.float32])
def test_other_kinds_of_numbers_are_taken_as_floats(chapter, kind):
    """Differences of unsigned numbers would wrap around."""
    W, x = np.array([[0, 3], [5, 1], [2, 2]], dtype=kind), np.array([1, 2], dtype=kind)
    W_f, x_f = W.astype(float), x.astype(float)
    for name in ("softmax_jac_weights", "marginal_effects"):
        assert (chapter[name](W, x) == chapter[name](W_f, x_f)).all()
    assert (chapter["softmax"](W) == chapter["softmax"](W_f)).all()


W_2, X_2 = np.eye(3)[:, :2], np.ones(2)
REFUSED = [
    ("softmax", ([np.nan, 0.0],), "z"),
    ("softmax", ([np.inf, 0.0],), "z"),
    ("softmax", ([1j, 0.0],), "z"),
    ("softmax", (["1", "2"],), "z"),
    ("softmax", ([],), "z"),
    ("softmax_jac_logits", (np.ones((3, 1)),), "z"),
    ("softmax_second_logits", (np.ones((3, 1)),), "z"),
    ("log_softmax", (np.ones((3, 1)),), "z"),
    ("softmax_jac_weights", (W_2, np.ones(3)), "x"),
    ("softmax_jac_weights", (W_2, X_2[:, None]), "x"),
    ("softmax_jac_weights", (X_2, X_2), "W"),
    ("softmax_jac_weights", (W_2 + 0j, X_2), "W"),
    ("softmax_jac_weights", (W_2 > 0, X_2), "W"),
    ("softmax_vjp_weights", (W_2, X_2, np.ones(2)), "v"),
    ("softmax_jvp_weights", (W_2, X_2, np.ones((2, 3))), "dW"),
    ("marginal_effects", (W_2, np.ones(3)), "x"),
    ("batch_jac", (W_2, X_2), "X"),
]


@pytest.mark.parametrize(("name", "given", "argument"), REFUSED)
def test_what_does_not_fit_is_refused_by_name(chapter, name, given, argument):
    with pytest.raises(ValueError, match=rf"^{argument}: finite reals"):
        chapter[name](*given)


def test_jax_differentiates_to_the_same_array(chapter, point):
    jax = pytest.importorskip("jax", reason="compares with jax where it is installed")
    jax.config.update("jax_enable_x64", True)
    W, x = point
    theirs = jax.jacfwd(lambda V: jax.nn.softmax(V @ x))(jax.numpy.asarray(W))
    ours = chapter["softmax_jac_weights"](W, x)
    assert np.abs(ours - np.asarray(theirs)).max() < 1e-15


def test_statsmodels_has_the_same_marginal_effects(chapter, point):
    discrete = pytest.importorskip(
        "statsmodels.discrete.discrete_model",
        reason="compares with statsmodels where it is installed",
    )
    W, x = point
    # Only the layout of the model is used; its labels and data do not matter.
    model = discrete.MNLogit(np.arange(12) % 4, np.vstack([x] * 12))
    params = (W[1:] - W[0]).T  # class 0 is their reference
    probabilities = model.cdf(x[None] @ params)[0]
    assert np.abs(probabilities - chapter["softmax"](W @ x)).max() < 1e-14
    effects = model._derivative_exog(params, x[None])
    effects = np.asarray(effects).reshape(3, 4, order="F").T
    assert np.abs(effects - chapter["marginal_effects"](W, x)).max() < 1e-14
