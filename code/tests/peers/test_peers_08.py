"""Chapter 08 against heavy peers: skipped, by name, where a peer is not installed.

The functions are those of the notebook, read from its cells.
"""

import numpy as np
import pytest
from chapter_functions import functions

NAMES = {"softmax", "softmax_jac_logits", "softmax_jac_weights", "marginal_effects"}


@pytest.fixture(scope="module")
def chapter():
    return functions("08-softmax-weights.ipynb", NAMES, np=np)


@pytest.fixture(scope="module")
def point():
    """The weights and the input of the chapter's gradient check."""
    rng = np.random.default_rng(8)
    return rng.normal(size=(4, 3)), rng.normal(size=3)


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
