"""Chapter 10 against mpmath, and against a heavy peer where it is installed.

The functions are those of the notebook, read from its cells.
"""

import numpy as np
import pytest
from chapter_functions import functions
from mpmath import mp

NAMES = {"fitting", "f_trace", "f_fast", "gradient", "hessian", "central"}


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


def exactly(A, B, C):
    """The value and the gradient with 60 digits, from the sums over indices."""
    m, n = A.shape
    with mp.workdps(60):
        a, b, c = (np.vectorize(mp.mpf, otypes=[object])(M) for M in (A, B, C))
        G = np.array(
            [
                [
                    sum(c[r, p] * a[r, k] * b[q, k] for r in range(m) for k in range(n))
                    + sum(
                        c[p, i] * a[i, j] * b[j, q] for i in range(m) for j in range(n)
                    )
                    for q in range(n)
                ]
                for p in range(m)
            ]
        )
        return float((a * G).sum() / 2), G.astype(float)  # f is homogeneous


@pytest.mark.parametrize("scale", [1e-100, 1e-12, 1.0, 1e12, 1e100])
@pytest.mark.parametrize("size", [(4, 3), (1, 1), (1, 4), (5, 1)])
def test_value_and_gradient_agree_with_mpmath_at_any_scale(chapter, size, scale):
    m, n = size
    rng = np.random.default_rng(m + 10 * n)
    A, B, C = scale * rng.normal(size=size), rng.normal(size=(n, n)), np.eye(m) / scale
    C = C + rng.normal(size=(m, m)) / scale
    value, slopes = exactly(A, B, C)
    terms = 1e-13 * np.abs(A).sum() ** 2 * np.abs(B).max() * np.abs(C).max()
    for name in ("f_trace", "f_fast"):
        assert chapter[name](A, B, C) == pytest.approx(value, rel=1e-12, abs=terms)
    found = chapter["gradient"](A, B, C)
    assert found.shape == size
    assert np.abs(found - slopes).max() <= 1e-13 * np.abs(slopes).max()
    bent = chapter["hessian"](B, C) @ A.ravel(order="F")
    assert np.abs(bent - slopes.ravel(order="F")).max() <= 1e-13 * np.abs(slopes).max()


@pytest.mark.parametrize("kind", [np.uint8, np.int8, np.int64, np.float32, bool, list])
def test_whole_numbers_of_every_type_give_the_same(chapter, kind):
    def held(M):
        return M.tolist() if kind is list else M.astype(kind)

    rng = np.random.default_rng(0)
    top = 2 if kind is bool else 120
    whole = [rng.integers(0, top, size) for size in ((4, 3), (3, 3), (4, 4))]
    given = [held(M) for M in whole]
    A, B, C = (M.astype(object) for M in whole)  # Python's integers: exact
    for name in ("f_trace", "f_fast"):
        assert chapter[name](*given) == np.trace(A @ B @ A.T @ C)
    exact = C @ A @ B + C.T @ A @ B.T
    assert np.array_equal(chapter["gradient"](*given), exact.astype(float))


def test_complex_matrices_keep_the_plain_transpose(chapter, point):
    A, B, C = (M * (1 + 2j) for M in point)
    factor = (1 + 2j) ** 4
    for name in ("f_trace", "f_fast"):
        ours = chapter[name](A, B, C)
        assert ours == pytest.approx(factor * chapter[name](*point), 1e-12)


MISFITS = {
    "one number for B": ((4, 3), (1, 1), (4, 4)),
    "one number for C": ((4, 3), (3, 3), (1, 1)),
    "A turned over": ((3, 4), (3, 3), (4, 4)),
    "a vector for A": ((3,), (3, 3), (4, 4)),
    "a vector for B": ((4, 3), (3,), (4, 4)),
    "a number for C": ((4, 3), (3, 3), ()),
    "B and C exchanged": ((4, 3), (4, 4), (3, 3)),
    "a stack for A": ((1, 4, 3), (3, 3), (4, 4)),
}


@pytest.mark.parametrize("case", MISFITS)
@pytest.mark.parametrize("name", ["f_trace", "f_fast", "gradient"])
def test_shapes_that_do_not_fit_are_refused(chapter, name, case):
    A, B, C = map(np.ones, MISFITS[case])
    with pytest.raises(ValueError, match=r"expected A \(m, n\), B \(n, n\) and C"):
        chapter[name](A, B, C)


@pytest.mark.parametrize(("B", "C"), [((3, 2), (4, 4)), ((3, 3), (4,)), ((), ())])
def test_the_hessian_refuses_what_is_not_square(chapter, B, C):
    with pytest.raises(ValueError, match="expected A"):
        chapter["hessian"](np.ones(B), np.ones(C))


@pytest.mark.parametrize("kind", [str, object, "datetime64[s]"])
def test_what_holds_no_numbers_is_refused(chapter, kind):
    A, B, C = np.ones((4, 3)), np.ones((3, 3)), np.ones((4, 4))
    for name in ("f_trace", "f_fast", "gradient"):
        with pytest.raises(TypeError, match="A, B and C must hold numbers"):
            chapter[name](A, B.astype(int).astype(kind), C)


@pytest.mark.parametrize("step", [1, 0.5, 1e-3])
@pytest.mark.parametrize("kind", [np.int64, np.uint8, np.float64, list])
def test_central_differences_of_whole_numbers(chapter, kind, step):
    A = np.array([[1, 0, 3], [2, 5, 4]])
    given = A.tolist() if kind is list else A.astype(kind)
    slopes = chapter["central"](lambda t: np.sum(t**2) / 2, given, step)
    assert np.abs(slopes - A).max() < 1e-12 / step


def test_central_differences_divide_by_the_step_that_was_made(chapter):
    A = np.array([[0.1, 1e15]])  # 1e15 + 0.3 is not 0.3 above 1e15
    slopes = chapter["central"](lambda t: t[0, 1], A, 0.3)
    assert np.array_equal(slopes, [[0, 1]])


@pytest.mark.parametrize("step", [0, -1, 1e-20, np.nan])
def test_central_differences_refuse_a_step_that_moves_nothing(chapter, step):
    with pytest.raises(ValueError, match="step"):
        chapter["central"](np.sum, np.ones((2, 2)), step)


@pytest.mark.parametrize("A", [np.ones((2, 2)) * 1j, np.array([["a"]])])
def test_central_differences_want_real_numbers(chapter, A):
    with pytest.raises(TypeError, match="A must hold real numbers"):
        chapter["central"](np.sum, A, 1)
