"""Chapter 10 against a heavy peer: skipped, by name, where it is not installed.

The functions are those of the notebook, read from its cells.
"""

import numpy as np
import pytest
from chapter_functions import functions

NAMES = {"f_trace", "f_fast", "gradient", "hessian"}


@pytest.fixture(scope="module")
def chapter():
    return functions("10-matrix-function.ipynb", NAMES, np=np)


@pytest.fixture(scope="module")
def point():
    """The matrices of the chapter's gradient check."""
    rng = np.random.default_rng(10)
    return [rng.normal(size=size) for size in ((4, 3), (3, 3), (4, 4))]


def test_jax_differentiates_to_the_same_matrices(chapter, point):
    jax = pytest.importorskip("jax", reason="compares with jax where it is installed")
    jax.config.update("jax_enable_x64", True)
    A, B, C = point

    def stacked(columns):
        moved = columns.reshape(3, 4).T
        return jax.numpy.trace(moved @ B @ moved.T @ C)

    columns = A.ravel(order="F")
    slopes = np.asarray(jax.grad(stacked)(columns)).reshape(3, 4).T
    assert np.abs(chapter["gradient"](A, B, C) - slopes).max() < 1e-14
    curvature = np.asarray(jax.hessian(stacked)(columns))
    assert np.abs(chapter["hessian"](B, C) - curvature).max() < 1e-14
    assert abs(chapter["f_trace"](A, B, C) - stacked(columns)) < 1e-13
