"""Chapter 19 against jax, where it is installed, and 50 digits at nasty inputs.

The functions are those of the notebook, read from its cells.
"""

import numpy as np
import pytest
from chapter_functions import functions
from mpmath import mp
from scipy.linalg import cho_solve, solve_triangular

NAMES = {"fitting", "se_kernel", "kernel_blocks", "gp_fit", "gp_gradient"}
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


@pytest.fixture(scope="module")
def joint():
    solvers = {"cho_solve": cho_solve, "solve_triangular": solve_triangular}
    names = NAMES | {"fitting", "flags_of", "functional_kernel", "gp_joint"}
    return functions("19-gp-gradient.ipynb", names, np=np, **solvers)


def one_datum(x, t, y, ell, sn):
    """Mean and variance of f'(x) from one value at t, s = 1, in 50 digits."""
    with mp.workdps(50):
        x, t, y, ell, sn = (mp.mpf(v) for v in (x, t, y, ell, sn))
        k = mp.exp(-(((x - t) / ell) ** 2) / 2)
        g, var = -(x - t) / ell**2 * k, 1 + sn**2
        return float(g * y / var), float(1 / ell**2 - g**2 / var)


@pytest.mark.parametrize("ell", [1e-150, 1e-9, 1.0, 1e9, 1e150])
def test_the_law_of_a_slope_from_one_datum_is_right_at_any_length(joint, ell):
    X, x, y = np.array([[0.5 * ell]]), np.array([[1.25 * ell]]), np.array([3.0])
    L, alpha = joint["gp_fit"](X, y, 1.0, [ell], 0.1)
    mean, cov = joint["gp_gradient"](x, X, L, alpha, 1.0, [ell])
    scaled = one_datum(1.25, 0.5, 3.0, 1, 0.1)
    assert mean[0, 0] * ell == pytest.approx(scaled[0], rel=1e-12)
    assert cov[0, 0, 0] * ell * ell == pytest.approx(scaled[1], rel=1e-12)


def test_whole_numbers_of_a_small_type_are_places_like_others(joint):
    X, y = np.array([[200], [3]], dtype=np.uint8), np.array([1, 2], dtype=np.uint8)
    fit = joint["gp_fit"](X, y, 2.0, [50.0], 0.1)
    same = joint["gp_fit"](X.astype(float), y.astype(float), 2.0, [50.0], 0.1)
    ours = joint["gp_gradient"](X, X, *fit, 2.0, [50.0])
    theirs = joint["gp_gradient"](X.astype(float), X * 1.0, *same, 2.0, [50.0])
    np.testing.assert_array_equal(ours[0], theirs[0])
    np.testing.assert_array_equal(ours[1], theirs[1])


PLACES, VALUES = np.array([[0.0, 1.0], [2.0, 0.5]]), np.array([1.0, -1.0])


@pytest.mark.parametrize(
    ("ell", "s", "y", "words"),
    [
        (np.array([0.9]), 1.0, VALUES, r"ell \(D,\), got .*\(1,\)"),
        (0.9, 1.0, VALUES, r"ell \(D,\)"),
        (LENGTHS, 1.0, VALUES[:, None], r"y: shape \(2,\) is expected"),
        (LENGTHS, 0.0, VALUES, "s and ell must be positive"),
        (-LENGTHS, 1.0, VALUES, "s and ell must be positive"),
    ],
)
def test_shapes_and_scales_that_do_not_fit_are_refused(joint, ell, s, y, words):
    with pytest.raises(ValueError, match=words):
        joint["gp_fit"](PLACES, y, s, ell, 0.1)


def test_one_length_is_not_stretched_over_two_dimensions(joint):
    L, alpha = joint["gp_fit"](PLACES, VALUES, 1.0, LENGTHS, 0.1)
    with pytest.raises(ValueError, match=r"ell \(D,\)"):
        joint["gp_gradient"](PLACES, PLACES, L, alpha, 1.0, LENGTHS[:1])
    with pytest.raises(ValueError, match=r"alpha: shape \(2,\)"):
        joint["gp_gradient"](PLACES, PLACES, L, alpha[:, None], 1.0, LENGTHS)


@pytest.mark.parametrize("da", [[-2, 0], [0, 2], [0.0, 1.0], [True, False], [0], 0])
def test_a_functional_that_is_no_value_and_no_derivative_is_refused(joint, da):
    none = np.array([-1, -1])
    with pytest.raises(ValueError, match=r"^da: "):
        joint["functional_kernel"](PLACES, da, PLACES, none, 1.0, LENGTHS)
    with pytest.raises(ValueError, match=r"^db: "):
        joint["functional_kernel"](PLACES, none, PLACES, da, 1.0, LENGTHS)


def test_functionals_are_the_derivatives_of_the_kernel(joint):
    def kernel(*c):
        forms = ((c[p] - c[p + 2]) / mp.mpf(LENGTHS[p]) for p in (0, 1))
        return mp.exp(-mp.fsum(v**2 for v in forms) / 2)

    found = joint["functional_kernel"](
        PLACES[[0] * 3], [-1, 0, 1], PLACES[[1] * 3], [-1, 0, 1], 1.0, LENGTHS
    )
    for row in range(3):
        for column in range(3):
            order = [row == 1, row == 2, column == 1, column == 2]
            with mp.workdps(40):
                place = tuple(mp.mpf(v) for v in PLACES.ravel().tolist())
                n = tuple(int(v) for v in order)
                right = mp.diff(kernel, place, n) if any(n) else kernel(*place)
            assert found[row, column] == pytest.approx(float(right), rel=1e-12)
