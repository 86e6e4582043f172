"""Chapter 11 against mpmath and closed forms, and against jax where it is installed.

The functions are those of the notebook, read from its cells.
"""

from itertools import product

import numpy as np
import pytest
from chapter_functions import functions
from mpmath import mp
from scipy.special import expit

COPIED = {"real", "by_row", "logistic_gradient", "derivative_array"}
COPIED |= {"which_layout", "other_layout", "convert"}
SHOWN = {"exact_jacobian", "by_blocks", "by_outputs", "by_vec", "commutation"}
LAYOUTS = ("array", "numerator", "denominator", "rows")


@pytest.fixture(scope="module")
def chapter():
    return functions("11-layouts.ipynb", COPIED | SHOWN, np=np, expit=expit)


@pytest.fixture
def rng():
    return np.random.default_rng(11)


def by_sums(g, *matrices):
    """The chain rule for rows, entry by entry, with 60 digits."""
    with mp.workdps(60):
        column = [mp.mpf(entry) for entry in g[:, 0]]
        for M in matrices:
            column = [
                sum(mp.mpf(a) * b for a, b in zip(row, column, strict=True))
                for row in M
            ]
        return np.array([[float(entry)] for entry in column])


@pytest.mark.parametrize("scale", [1e-150, 1.0, 1e150])
def test_by_row_is_the_sum_over_indices(chapter, rng, scale):
    shapes = ((4, 1), (3, 4), (2, 3))
    g, *matrices = (rng.normal(size=shape) for shape in shapes)
    found = chapter["by_row"](scale * g, *matrices)
    exact = by_sums(scale * g, *matrices)
    assert found.shape == (2, 1)
    assert np.abs(found / exact - 1).max() < 1e-12


def test_by_row_takes_whole_numbers_and_leaves_its_arguments_alone(chapter):
    g, M = np.array([[1], [2]]), np.array([[3, 4], [5, 6], [7, 8]])
    kept = g.copy(), M.copy()
    assert chapter["by_row"](g, M).tolist() == [[11.0], [17.0], [23.0]]
    assert chapter["by_row"](g).tolist() == g.tolist()
    assert (g == kept[0]).all()
    assert np.array_equal(M, kept[1])


@pytest.mark.parametrize(
    ("g", "matrices", "named"),
    [
        (np.ones(3), (), "g"),
        (np.ones((1, 3)), (), "g"),
        (np.ones((3, 1)) * 1j, (), "g"),
        ([["1"], ["2"]], (), "g"),
        (np.ones((3, 1)), (np.ones((3, 3)), np.ones((3, 2))), "matrix 2"),
        (np.ones((3, 1)), (np.ones(3),), "matrix 1"),
    ],
)
def test_by_row_refuses_what_does_not_fit(chapter, g, matrices, named):
    with pytest.raises(ValueError, match=f"^{named}: "):
        chapter["by_row"](g, *matrices)


def exactly(w, b, X, y):
    """The gradient of the mean cross-entropy, with 400 digits."""
    with mp.workdps(400):
        w, X, y = (np.vectorize(mp.mpf, otypes=[object])(v) for v in (w, X, y))
        z = (w.T @ X + mp.mpf(b))[0]
        residuals = [
            1 / (1 + mp.exp(-u)) - label for u, label in zip(z, y[0], strict=True)
        ]
        columns = [[sum(X[k] * residuals) / len(residuals)] for k in range(len(w))]
        return np.array(columns, dtype=float)


@pytest.mark.parametrize("size", [1e-3, 1.0, 30.0, 300.0])
@pytest.mark.parametrize("labels", [(1, 0, 1), (1, 1, 1), (0, 0, 0), (0.3, 1, 0)])
def test_the_gradient_keeps_its_digits_where_the_activations_saturate(
    chapter, rng, size, labels
):
    X, y = np.abs(rng.normal(size=(2, 3))), np.array([labels], dtype=float)
    w = np.full((2, 1), size)
    found = chapter["logistic_gradient"](w, 0.25, X, y)
    exact = exactly(w, 0.25, X, y)
    assert found.shape == (2, 1)
    assert np.abs(found - exact).max() <= 1e-12 * np.abs(exact).max()


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"w": np.ones(2)}, "w"),
        ({"w": np.ones((1, 2))}, "w"),
        ({"b": np.ones(3)}, "b"),
        ({"X": np.ones(3)}, "X"),
        ({"y": np.ones(3)}, "y"),
        ({"y": np.ones((3, 1))}, "y"),
        ({"y": [["0", "1", "1"]]}, "y"),
    ],
)
def test_the_gradient_refuses_what_does_not_fit(chapter, changed, named):
    given = {"w": np.ones((2, 1)), "b": 0.5, "X": np.ones((2, 3)), "y": np.ones((1, 3))}
    with pytest.raises(ValueError, match=f"^{named}: "):
        chapter["logistic_gradient"](**{**given, **changed})


@pytest.mark.parametrize("scale", [1e-10, 1.0, 1e10])
@pytest.mark.parametrize("far", [1e-10, 1.0, 1e10])
def test_which_layout_at_any_scale(chapter, scale, far):
    which = chapter["which_layout"]
    S = scale * np.array([[1.0, 2.0, 0.5], [3.0, -1.0, 1.0], [0.0, 1.0, 1.0]])
    A, x = S[:2], far * np.array([0.7, -0.4, 0.2])
    assert which(A, lambda t: A @ t, x) == ["numerator"]
    assert which(A.T, lambda t: A @ t, x) == ["denominator"]
    assert which(S, lambda t: S @ t, x) == ["numerator"]
    assert which(S.T, lambda t: S @ t, x) == ["denominator"]
    assert which(S + S.T, lambda t: (S + S.T) @ t, x) == ["numerator", "denominator"]
    assert which(2 * S, lambda t: S @ t, x) == []
    assert which(np.zeros((3, 3)), lambda t: S @ t, x) == []
    assert which(A.ravel(), lambda t: A @ t, x) == []
    assert which(np.full((2, 3), np.nan), lambda t: A @ t, x) == []


def test_which_layout_of_a_constant_and_of_what_is_no_vector(chapter):
    which = chapter["which_layout"]
    assert which(np.zeros((2, 3)), lambda t: np.ones(2), np.ones(3)) == []
    for f, x in ((np.sum, np.ones(3)), (lambda t: t, np.ones((3, 1)))):
        with pytest.raises(ValueError, match="vectors"):
            which(np.ones((3, 3)), f, x)


@pytest.mark.parametrize("shape", [(), (3,), (3, 1), (2, 3), (2, 1, 2)])
def test_derivative_array_of_any_shape(chapter, rng, shape):
    x, weight = rng.normal(size=shape), rng.normal(size=(2, *shape))
    axes = tuple(range(1, 1 + len(shape)))
    found = chapter["derivative_array"](lambda t: np.sin(weight * t).sum(axes), x)
    assert found.shape == (2, *shape)
    assert np.abs(found - weight * np.cos(weight * x)).max() < 1e-9


@pytest.mark.parametrize("x", [np.ones(2) * 1j, ["1", "2"], np.array([None])])
def test_derivative_array_refuses_what_is_not_real(chapter, x):
    with pytest.raises(TypeError, match=r"^X must hold real numbers"):
        chapter["derivative_array"](lambda t: t, x)


def arranged(T, F_shape, X_shape):
    """The four arrangements of a derivative, entry by entry, by their definitions."""

    def place(index, shape, order):
        return int(np.ravel_multi_index(index, shape, order=order)) if shape else 0

    p, n = int(np.prod(F_shape)), int(np.prod(X_shape))
    columns, rows = np.full((p, n), np.nan), np.full((p, n), np.nan)
    for out, into in product(np.ndindex(*F_shape), np.ndindex(*X_shape)):
        for matrix, order in ((columns, "F"), (rows, "C")):
            where = place(out, F_shape, order), place(into, X_shape, order)
            matrix[where] = T[(*out, *into)]
    return dict(zip(LAYOUTS, (T, columns, columns.T, rows), strict=True))


@pytest.mark.parametrize("F_shape", [(), (3,), (2, 3), (3, 1)])
@pytest.mark.parametrize("X_shape", [(4,), (2, 4), (1, 3)])
def test_every_layout_converts_to_every_other(chapter, rng, F_shape, X_shape):
    T = rng.normal(size=F_shape + X_shape)
    known = arranged(T, F_shape, X_shape)
    for source, target in product(LAYOUTS, repeat=2):
        found = chapter["convert"](known[source], F_shape, X_shape, source, target)
        assert found.shape == known[target].shape
        assert (found == known[target]).all()


def test_convert_keeps_whole_and_exact_entries(chapter):
    G = np.arange(12).reshape(2, 6)
    back = chapter["convert"](G, (2,), (2, 3), "numerator", "rows")
    assert back.dtype == G.dtype
    assert back.tolist() == [[0, 2, 4, 1, 3, 5], [6, 8, 10, 7, 9, 11]]


def test_convert_refuses_other_shapes_and_names(chapter):
    convert = chapter["convert"]
    with pytest.raises(ValueError, match=r"^G: denominator is"):
        convert(np.ones((2, 6)), (2,), (2, 3), "denominator", "rows")
    with pytest.raises(ValueError, match=r"^source: "):
        convert(np.ones((2, 6)), (2,), (2, 3), "jacobian", "rows")
    with pytest.raises(ValueError, match=r"^target: "):
        convert(np.ones((2, 6)), (2,), (2, 3), "rows", "jacobian")


def test_the_other_layout_is_the_transpose_of_the_product(chapter, rng):
    factors = [rng.normal(size=size) for size in ((2, 4), (4, 3), (3, 5))]
    other = chapter["other_layout"](*factors)
    whole = np.linalg.multi_dot(factors)
    assert np.abs(np.linalg.multi_dot(other) - whole.T).max() < 1e-13
    again = chapter["other_layout"](*other)
    assert all((a == b).all() for a, b in zip(again, factors, strict=True))
    with pytest.raises(ValueError, match=r"^factor 2: "):
        chapter["other_layout"](factors[0], np.ones(4))


def test_the_commutation_matrix_transposes(chapter, rng):
    for shape in ((1, 4), (3, 4), (2, 2)):
        K, X = chapter["commutation"](*shape), rng.normal(size=shape)
        assert (K @ X.ravel(order="F") == X.ravel()).all()
        assert np.array_equal(K @ K.T, np.eye(X.size))


def test_vec_obeys_the_chain_rule_and_blocks_do_not(chapter, rng):
    X, jacobian = rng.normal(size=(2, 2)), chapter["exact_jacobian"]
    inner, outer = jacobian(lambda t: t @ t, X), jacobian(lambda t: t @ t.T, X @ X)
    both = jacobian(lambda t: t @ t @ (t @ t).T, X)
    gaps = {}
    for name in ("by_vec", "by_blocks", "by_outputs"):
        P, Q, R = (chapter[name](T) for T in (outer, inner, both))
        gaps[name] = min(np.abs(P @ Q - R).max(), np.abs(Q @ P - R).max())
    assert gaps["by_vec"] < 1e-12
    assert min(gaps["by_blocks"], gaps["by_outputs"]) > 1e-2
    known = arranged(both, (2, 2), (2, 2))["numerator"]
    assert (chapter["by_vec"](both) == known).all()


@pytest.mark.parametrize("rows", [1, 2, 3])
@pytest.mark.parametrize("columns", [1, 2, 3])
def test_blocks_of_the_identity_have_rank_one(chapter, rows, columns):
    T = np.eye(rows * columns).reshape(rows, columns, rows, columns)
    assert np.linalg.matrix_rank(chapter["by_blocks"](T)) == 1
    assert np.linalg.matrix_rank(chapter["by_vec"](T)) == rows * columns


def test_jax_follows_the_rule_of_the_book(chapter, rng):
    jax = pytest.importorskip("jax", reason="compares with jax where it is installed")
    jax.config.update("jax_enable_x64", True)
    A, W, x = rng.normal(size=(2, 3)), rng.normal(size=(2, 3)), rng.normal(size=3)
    for differentiated in (jax.jacfwd, jax.jacrev):
        assert np.abs(differentiated(lambda t: A @ t)(x) - A).max() < 1e-14
        by_W = np.asarray(differentiated(lambda t: t @ x)(W))
        assert by_W.shape == (2, 2, 3)
        assert np.abs(by_W - np.einsum("ik,l->ikl", np.eye(2), x)).max() < 1e-14
    slope = np.asarray(jax.grad(lambda t: (t @ x)[0] + 2 * (t @ x)[1])(W))
    assert np.abs(slope - np.outer([1.0, 2.0], x)).max() < 1e-14

    X, y = rng.normal(size=(2, 3)), np.array([[1.0, 0.0, 1.0]])

    def cost(w):
        z = w.T @ X + 0.25
        losses = y * jax.numpy.logaddexp(0, -z) + (1 - y) * jax.numpy.logaddexp(0, z)
        return losses.mean()

    w = rng.normal(size=(2, 1))
    found = chapter["logistic_gradient"](w, 0.25, X, y)
    assert np.abs(found - np.asarray(jax.grad(cost)(w))).max() < 1e-14
