"""Chapter 19 against a heavy peer: skipped, by name, where it is not installed.

The functions are those of the notebook, read from its cells.
"""

import numpy as np
import pytest
from chapter_functions import functions
from scipy.linalg import cho_solve, solve_triangular

NAMES = {"se_kernel", "kernel_blocks", "gp_fit", "gp_gradient"}
SCALE, LENGTHS, NOISE = 1.5, np.array([0.9, 1.6]), 0.1


@pytest.fixture(scope="module")
def chapter():
    solvers = {"cho_solve": cho_solve, "solve_triangular": solve_triangular}
    return functions("19-gp-gradient.ipynb", NAMES, np=np, **solvers)


def test_jax_differentiates_the_posterior_to_the_same_arrays(chapter):
    jax = pytest.importorskip(
        "jax", reason="jax differentiates the posterior by itself; heavy, optional"
    )
    jax.config.update("jax_enable_x64", True)
    jnp = jax.numpy
    rng = np.random.default_rng(19)
    X, x = rng.uniform(-2, 2, size=(20, 2)), np.array([0.3, -0.4])
    y = np.sin(X[:, 0]) + NOISE * rng.normal(size=20)

    def kernel(u, v):
        return SCALE**2 * jnp.exp(-jnp.sum(((u - v) / LENGTHS) ** 2, axis=-1) / 2)

    K = kernel(X[:, None], X[None]) + NOISE**2 * jnp.eye(20)

    def mean(u):
        return kernel(u, X) @ jnp.linalg.solve(K, y)

    def covariance(u, v):
        return kernel(u, v) - kernel(u, X) @ jnp.linalg.solve(K, kernel(v, X))

    L, alpha = chapter["gp_fit"](X, y, SCALE, LENGTHS, NOISE)
    ours = chapter["gp_gradient"](x[None], X, L, alpha, SCALE, LENGTHS)
    mixed = jax.jacobian(jax.grad(covariance, argnums=1), argnums=0)(x, x)
    np.testing.assert_allclose(ours[0][0], jax.grad(mean)(x), rtol=1e-10)
    np.testing.assert_allclose(ours[1][0], mixed, atol=1e-11)
