"""Chapter 13: the functions that readers copy, at nasty inputs, and scikit-learn.

The chapter quotes row norms of scikit-learn's MultiTaskLasso; a test here says whether
they still hold. It is skipped, by name, where scikit-learn is not installed.
"""

import numpy as np
import pytest
from chapter_functions import CHAPTERS, functions
from mpmath import mp, mpf

COPIED = {
    *("reals", "group_soft_threshold", "group_soft_threshold_jacobian"),
    *("spectrum", "solve_group", "problem", "coefficients", "lambda_max"),
    *("duality_gap", "group_lasso", "standardize_groups"),
}


@pytest.fixture(scope="module")
def chapter():
    space = functions("13-group-lasso.ipynb", COPIED, np=np)
    assert space.keys() >= COPIED
    return space


def exact_update(s, t):
    """The closed form with 60 digits, from the very floats."""
    with mp.workdps(60):
        s, t = [mpf(float(v)) for v in s], mpf(float(t))
        r = mp.sqrt(mp.fsum(v * v for v in s))
        share = (r - t) / r if r > t else mpf(0)
        return np.array([float(share * v) for v in s])


def exact_block(ell, q, t):
    """The minimizer for G = diag(ell), by bisection with 80 digits."""
    with mp.workdps(80):
        ell, q, t = [mpf(float(v)) for v in ell], [mpf(float(v)) for v in q], mpf(t)
        r = mp.sqrt(mp.fsum(v * v for v in q))
        if r <= t:
            return np.zeros(len(q))
        low, high = (r - t) / max(ell), (r - t) / min(ell)
        for _ in range(250):
            half = (low + high) / 2
            value = mp.fsum(
                (v / (e * half + t)) ** 2 for v, e in zip(q, ell, strict=True)
            )
            low, high = (half, high) if value > 1 else (low, half)
        return np.array(
            [float(low * v / (e * low + t)) for v, e in zip(q, ell, strict=True)]
        )


@pytest.mark.parametrize("scale", [1.0, 1e-170, 1e200, 1e-300, 1e300, 2.0**-1060])
@pytest.mark.parametrize("level", [0.0, 0.2, 0.999, 1.0, 4.9, 5.0, 5.1])
def test_the_update_at_every_scale(chapter, scale, level):
    s, t = np.array([3.0, 4.0]) * scale, level * scale
    got = chapter["group_soft_threshold"](s, t)
    # Near the threshold the rounding of the norm, of the size of s, is what is left.
    right = exact_update(s, t)
    assert got == pytest.approx(right, rel=4e-15, abs=1e-15 * np.abs(s).max())


def test_the_update_near_its_threshold_and_at_ties(chapter):
    update = chapter["group_soft_threshold"]
    for excess in (1e-12, 1e-15, 2.0**-52):
        s = np.array([1 + excess, 0.0])
        assert update(s, 1.0) == pytest.approx(exact_update(s, 1.0), rel=4e-15, abs=0)
    assert not update([0.6, 0.8], 1.0).any()
    assert not update([0.0, 0.0], 0.0).any()
    assert update([], 1.0).shape == (0,)
    assert not update([5e-324, 0.0], 1e308).any()
    assert update([1e300, 1e-300], 1.0) == pytest.approx([1e300, 1e-300])


@pytest.mark.parametrize("kind", [int, np.uint8, np.float32, bool])
def test_any_real_type_counts_as_floats(chapter, kind):
    s = np.array([3, 0, 1]).astype(kind)
    got = chapter["group_soft_threshold"](s, 1)
    assert got == pytest.approx(exact_update(s, 1))
    assert got.dtype == float


def test_the_update_leaves_its_arguments_alone(chapter):
    s, G = np.array([3.0, 1.0]), np.diag([4.0, 1.0])
    chapter["group_soft_threshold"](s, 1.0)
    chapter["solve_group"](G, s, 1.0)
    assert s.tolist() == [3.0, 1.0]
    assert G.tolist() == [[4.0, 0.0], [0.0, 1.0]]


@pytest.mark.parametrize("scale", [1.0, 1e-170, 1e200])
def test_the_jacobian_against_its_formula(chapter, scale):
    s, t = np.array([1.3, -0.4, 0.8]) * scale, 0.9 * scale
    with mp.workdps(50):
        v, level = [mpf(float(x)) for x in s], mpf(float(t))
        r = mp.sqrt(mp.fsum(x * x for x in v))
        right = [
            [float((1 - level / r) * (i == j) + level * x * y / r**3)
             for j, y in enumerate(v)]
            for i, x in enumerate(v)
        ]  # fmt: skip
    got = chapter["group_soft_threshold_jacobian"](s, t)
    assert got == pytest.approx(np.array(right), rel=1e-14, abs=1e-15)
    assert not chapter["group_soft_threshold_jacobian"](s, 2 * scale).any()


SPECTRA = (
    ((4.0, 1.0), (3.0, 1.0)),
    ((1.0, 1e-6), (1e-3, 1.0)),
    ((1.0, 1e-4, 1e-10), (1.0, 0.5, 0.1)),
    ((2.0, 2.0, 2.0), (1.0, -2.0, 0.5)),
    ((1e10, 1e8), (1.0, -1.0)),
    ((1e-10, 1e-12), (1.0, -1.0)),
    ((3.0,), (-2.0,)),
)


@pytest.mark.parametrize(("ell", "q"), SPECTRA)
@pytest.mark.parametrize("share", [1e-6, 0.1, 0.5, 0.9, 0.999, 1 - 1e-6])
def test_general_blocks_against_eighty_digits(chapter, ell, q, share):
    t = share * float(np.linalg.norm(q))
    got = chapter["solve_group"](np.diag(ell), q, t)
    # Rounding of the norm costs what the difference |s| - t cancels.
    bound = 1e-14 + 2e-15 / (1 - share)
    assert got == pytest.approx(exact_block(ell, q, t), rel=bound, abs=0)


@pytest.mark.parametrize("scale", [1e-170, 1e170, 1e-290, 1e290])
def test_general_blocks_at_every_scale(chapter, scale):
    G, s = np.diag([4.0, 1.0]), np.array([3.0, 1.0])
    right = chapter["solve_group"](G, s, 1.0)
    assert chapter["solve_group"](G, s * scale, scale) / scale == pytest.approx(right)
    got = chapter["solve_group"](G * scale, s, 1.0) * scale
    assert got == pytest.approx(right)


def test_rotated_and_rank_deficient_blocks(chapter):
    rng = np.random.default_rng(0)
    for _ in range(50):
        A = rng.normal(size=(7, 2)) @ rng.normal(size=(2, 5))
        G, s = A.T @ A, A.T @ rng.normal(size=7)
        t = rng.uniform(0.01, 0.99) * np.linalg.norm(s)
        b = chapter["solve_group"](G, s, t)
        slope = G @ b + t * b / np.linalg.norm(b) - s
        assert np.linalg.norm(slope) < 1e-12 * np.linalg.norm(s)
        assert not chapter["solve_group"](G, s, 1.01 * np.linalg.norm(s)).any()
    assert not chapter["solve_group"](np.zeros((2, 2)), [0.0, 0.0], 1.0).any()
    assert chapter["solve_group"](np.zeros((0, 0)), [], 1.0).shape == (0,)


def test_blocks_with_spectra_over_twelve_orders(chapter):
    rng = np.random.default_rng(13)
    for _ in range(200):
        ell = 10.0 ** rng.uniform(-12, 0, rng.integers(2, 7))
        q = rng.normal(size=ell.size)
        t = rng.uniform(0.001, 0.999) * np.linalg.norm(q)
        b = chapter["solve_group"](np.diag(ell), q, t)
        slope = ell * b + t * b / np.linalg.norm(b) - q
        assert np.linalg.norm(slope) < 1e-13 * np.linalg.norm(q)


def sample(seed, n=40, widths=(3, 1, 4)):
    rng = np.random.default_rng(seed)
    X = np.hstack([rng.normal(size=(n, w)) + rng.normal(size=(n, 1)) for w in widths])
    y = X[:, : widths[0]].sum(axis=1) + rng.normal(size=n)
    return X, y, np.split(np.arange(sum(widths)), np.cumsum(widths)[:-1])


def objective(beta, X, y, groups, lam, d):
    norms = [np.linalg.norm(beta[g]) for g in groups]
    return np.sum((y - X @ beta) ** 2) / 2 + lam * np.sum(d * norms)


@pytest.mark.parametrize("seed", range(5))
def test_the_gap_bounds_the_error_from_above(chapter, seed):
    X, y, groups = sample(seed)
    d = np.sqrt([len(g) for g in groups])
    lam = 0.3 * chapter["lambda_max"](X, y, groups, d)
    best, gaps = chapter["group_lasso"](X, y, groups, lam, d)
    lowest, half = objective(best, X, y, groups, lam, d), y @ y / 2
    assert gaps[-1] <= 1e-14
    rng = np.random.default_rng(seed)
    for size in (1e-6, 1e-2, 1.0):
        beta = best + size * rng.normal(size=best.size)
        excess = (objective(beta, X, y, groups, lam, d) - lowest) / half
        gap = chapter["duality_gap"](beta, X, y, groups, lam, d)
        assert excess >= -1e-14
        assert gap >= excess - 1e-14


def test_lambda_max_is_where_the_first_block_enters(chapter):
    for seed in range(20):
        X, y, groups = sample(seed)
        d = np.sqrt([len(g) for g in groups])
        top = chapter["lambda_max"](X, y, groups, d)
        above = chapter["group_lasso"](X, y, groups, top * (1 + 1e-12), d)[0]
        below = chapter["group_lasso"](X, y, groups, 0.999 * top, d)[0]
        assert not above.any()
        assert below.any()


def test_standardized_groups_are_orthonormal(chapter):
    X, _, groups = sample(3)
    Q, factors = chapter["standardize_groups"](X, groups)
    for g, R in zip(groups, factors, strict=True):
        assert Q[:, g].T @ Q[:, g] == pytest.approx(np.eye(len(g)), abs=1e-14)
        assert Q[:, g] @ R == pytest.approx(X[:, g])
    X[:, 1] = X[:, 0]
    with pytest.raises(ValueError, match=r"^X: independent columns"):
        chapter["standardize_groups"](X, groups)


X_G, Y_G, GROUPS = sample(0)


@pytest.mark.parametrize(
    ("name", "arguments", "blamed"),
    [
        ("group_soft_threshold", ([[1.0], [2.0]], 1.0), "s"),
        ("group_soft_threshold", ([np.nan, 1.0], 1.0), "s"),
        ("group_soft_threshold", ([np.inf, 1.0], 1.0), "s"),
        ("group_soft_threshold", (["1"], 1.0), "s"),
        ("group_soft_threshold", ([1j], 1.0), "s"),
        ("group_soft_threshold", ([1.0, 2.0], -0.1), "t"),
        ("group_soft_threshold", ([1.0, 2.0], [1.0]), "t"),
        ("solve_group", (np.eye(3), [1.0, 2.0], 1.0), "G"),
        ("solve_group", ([[1.0, 2.0], [0.0, 1.0]], [1.0, 2.0], 1.0), "G"),
        ("solve_group", (np.diag([1.0, -1.0]), [1.0, 2.0], 1.0), "G"),
        ("solve_group", (np.eye(2), [1.0, 2.0], 0.0), "t"),
        ("group_lasso", (X_G, Y_G[:-1], GROUPS, 1.0, np.ones(3)), "y"),
        ("group_lasso", (X_G, Y_G, GROUPS[:2], 1.0, np.ones(2)), "groups"),
        ("group_lasso", (X_G, Y_G, GROUPS, 1.0, np.ones(2)), "d"),
        ("group_lasso", (X_G, Y_G, GROUPS, 1.0, -np.ones(3)), "d"),
        ("group_lasso", (X_G, Y_G, GROUPS, 0.0, np.ones(3)), "lam"),
        ("duality_gap", (np.ones(3), X_G, Y_G, GROUPS, 1.0, np.ones(3)), "beta"),
        ("group_lasso", (X_G, Y_G, GROUPS, 1.0, np.ones(3), [0.0]), "start"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(chapter, name, arguments, blamed):
    with pytest.raises(ValueError, match=rf"^{blamed}: "):
        chapter[name](*arguments)


def test_sklearn_computes_what_the_chapter_quotes(chapter):
    linear_model = pytest.importorskip(
        "sklearn.linear_model", reason="compares with scikit-learn where installed"
    )
    rng = np.random.default_rng(13)
    A = rng.normal(size=(40, 6))
    A[:, 1] += A[:, 0]
    W = rng.normal(size=(6, 3)) * np.array([2, 0, 1, 0, 0, 0.5])[:, None]
    Y = A @ W + rng.normal(size=(40, 3))
    theirs = linear_model.MultiTaskLasso(
        alpha=12.0 / 40, fit_intercept=False, tol=1e-15, max_iter=100_000
    ).fit(A, Y)
    rows = np.split(np.arange(18), 6)
    ours = chapter["group_lasso"](
        np.kron(A, np.eye(3)), Y.ravel(), rows, 12.0, np.ones(6)
    )[0]
    assert ours.reshape(6, 3) == pytest.approx(theirs.coef_.T, rel=1e-10, abs=1e-12)
    quoted = [2.07855937, 0.0, 0.32001017, 0.0, 0.04727137, 0.76886478]
    norms = np.linalg.norm(theirs.coef_.T, axis=1)
    assert np.round(norms, 8).tolist() == quoted


def test_the_lasso_is_the_case_of_groups_of_one(chapter):
    linear_model = pytest.importorskip(
        "sklearn.linear_model", reason="compares with scikit-learn where installed"
    )
    X, y, _ = sample(1)
    theirs = linear_model.Lasso(
        alpha=10.0 / 40, fit_intercept=False, tol=1e-14, max_iter=100_000
    ).fit(X, y)
    ours = chapter["group_lasso"](
        X, y, np.arange(8).reshape(8, 1), 10.0, np.ones(8), tol=1e-15
    )[0]
    assert ours == pytest.approx(theirs.coef_, rel=1e-8, abs=1e-10)


def test_jax_makes_nan_of_a_norm_at_zero():
    jax = pytest.importorskip("jax", reason="compares with jax where it is installed")
    slope = jax.grad(jax.numpy.linalg.norm)(jax.numpy.zeros(3))
    assert np.all(np.isnan(np.asarray(slope)))


def test_the_data_are_those_of_scikit_learn():
    datasets = pytest.importorskip(
        "sklearn.datasets", reason="compares with scikit-learn where installed"
    )
    raw = datasets.load_diabetes(scaled=False)
    file = CHAPTERS / "data" / "diabetes.csv"
    ours = np.loadtxt(file, delimiter=",", comments="#", skiprows=2)
    assert np.allclose(ours, np.column_stack([raw.data, raw.target]), rtol=1e-12)
