"""Chapter 12 against mpmath at nasty inputs, and against heavy peers.

A heavy peer is skipped, by name, where it is not installed. The functions are those of
the notebook, read from its cells.
"""

import numpy as np
import pytest
from chapter_functions import functions
from mpmath import mp

NAMES = {
    "floats",
    "probabilities",
    "class_blocks",
    "multinomial_hessian",
    "hessian_all_classes",
    "residuals",
    "score",
    "log_likelihood",
    "hessian_times",
    "bohning",
    "factored",
    "mm_step",
    "mm_fit",
    "standard_errors",
}
# Scores of two free classes: saturated each way, tied, far apart, tiny, common size.
SCORES = [
    (40.0, 0.0),
    (300.0, 300.0),
    (-300.0, -300.0),
    (1.0, -600.0),
    (1e-9, -1e-9),
    (0.0, 650.0),
    (2.0, -1.5),
]
TINY = mp.mpf(5e-324)  # what is smaller becomes 0


@pytest.fixture(scope="module")
def chapter():
    return functions("12-multinomial-hessian.ipynb", NAMES, np=np)


def exact_probabilities(W, x):
    """With the reference class last, at the precision that is set."""
    scores = [mp.fdot([mp.mpf(q) for q in w], [mp.mpf(q) for q in x]) for w in W]
    e = [mp.exp(s - max(*scores, 0)) for s in [*scores, mp.mpf(0)]]
    return [q / mp.fsum(e) for q in e]


def close(ours, right, relative=3e-15):
    return abs(mp.mpf(float(ours)) - right) <= relative * abs(right) + TINY


@pytest.mark.parametrize("scores", SCORES)
@pytest.mark.parametrize("x", [(1.0, 0.0), (1.0, 3.0), (1.0, 1e100), (1.0, -1e-100)])
def test_hessian_keeps_its_digits(chapter, scores, x):
    """Every entry by itself; the weight of the second feature is 0."""
    W = np.column_stack([scores, [0.0, 0.0]])
    H = chapter["multinomial_hessian"](W, [x]).reshape(2, 2, 2, 2)
    with mp.workdps(700):
        p = exact_probabilities(W.tolist(), x)
        for k, a, j, b in np.ndindex(2, 2, 2, 2):
            right = -p[k] * ((k == j) - p[j]) * mp.mpf(x[a]) * mp.mpf(x[b])
            assert close(H[k, a, j, b], right)


@pytest.mark.parametrize("scores", SCORES)
@pytest.mark.parametrize("label", [0, 1, 2])
def test_likelihood_and_score_keep_their_digits(chapter, scores, label):
    W, y = np.array(scores)[:, None], np.eye(3)[label]
    with mp.workdps(700):
        p = exact_probabilities(W.tolist(), [1.0])
        ours = chapter["log_likelihood"](W, [[1.0]], [y])
        assert close(ours, mp.log(p[label]))
        found = chapter["score"](W, [[1.0]], [y])[:, 0]
        for k in range(2):
            assert close(found[k], (label == k) - p[k])


@pytest.mark.parametrize("scores", SCORES)
def test_hessian_times_a_direction(chapter, scores):
    """An entry is a difference: right beside the terms whose difference it is."""
    W, U = np.array(scores)[:, None], np.array([[1.5], [-0.25]])
    with mp.workdps(700):
        p = exact_probabilities(W.tolist(), [1.0])
        found = chapter["hessian_times"](W, [[1.0]], U)[:, 0]
        for k in range(2):
            terms = [p[k] * ((k == j) - p[j]) * mp.mpf(U[j, 0]) for j in range(2)]
            error = abs(mp.mpf(float(found[k])) + mp.fsum(terms))
            assert error <= 3e-15 * mp.fsum(abs(t) for t in terms) + TINY


def data(seed, m=30, n=3, K=4):
    rng = np.random.default_rng(seed)
    X = np.column_stack([np.ones(m), rng.normal(size=(m, n - 1))])
    return rng.normal(size=(K - 1, n)), X, rng.dirichlet(np.ones(K), m), rng


def test_all_classes_are_the_reduced_hessian_and_blind_to_shifts(chapter):
    W, X, _, rng = data(1)
    free = np.vstack([W, np.zeros(3)])
    H = chapter["hessian_all_classes"](free, X)
    assert np.allclose(H[:9, :9], chapter["multinomial_hessian"](W, X), rtol=1e-14)
    shifted = chapter["hessian_all_classes"](free + rng.normal(size=3), X)
    assert np.allclose(shifted, H, rtol=1e-12, atol=1e-13)
    assert np.abs(H.reshape(4, 3, 4, 3).sum(axis=2)).max() < 1e-13


def test_columns_of_one_label_may_be_shares(chapter):
    """Soft labels: likelihood and score are the means over the classes drawn."""
    W, X, Y, _ = data(2)
    for name in ("score", "log_likelihood"):
        parts = []
        for label in range(4):
            hot = np.tile(np.eye(4)[label], (30, 1))
            parts.append(
                [chapter[name](W, X[i : i + 1], hot[i : i + 1]) for i in range(30)]
            )
        shape = (30,) + (1,) * (np.ndim(parts[0][0]))
        mean = sum(
            (Y[:, c].reshape(shape) * np.array(parts[c])).sum(axis=0) for c in range(4)
        )
        assert np.allclose(chapter[name](W, X, Y), mean, rtol=1e-12)


@pytest.mark.parametrize("scale", [1e-150, 1e-12, 1.0, 1e10, 1e150])
def test_the_climb_does_not_depend_on_units(chapter, scale):
    _, X, Y, _ = data(3)
    units = np.array([1.0, scale, 1 / scale])
    best, steps = chapter["mm_fit"](X, Y)
    other, other_steps = chapter["mm_fit"](X * units, Y)
    assert abs(steps - other_steps) <= 1
    assert np.allclose(other * units, best, rtol=1e-9)
    assert np.abs(chapter["score"](best, X, Y)).max() < 1e-8


def test_a_step_is_the_inverse_bound_times_the_score_and_climbs(chapter):
    W, X, Y, _ = data(4)
    for _ in range(20):
        g = chapter["score"](W, X, Y).ravel()
        right = np.linalg.solve(chapter["bohning"](X, 4), g)
        after, slope = chapter["mm_step"](W, X, Y)
        assert np.allclose((after - W).ravel(), right, rtol=1e-9, atol=1e-12)
        assert np.isclose(slope, g @ right, rtol=1e-9)
        gain = chapter["log_likelihood"](after, X, Y) - chapter["log_likelihood"](
            W, X, Y
        )
        assert gain >= slope / 2 - 1e-12
        W = after


@pytest.mark.parametrize("K", [2, 3, 6])
def test_the_bound_holds_at_corners_and_is_reached(chapter, K):
    rng = np.random.default_rng(5)
    X = rng.normal(size=(8, 2))
    B = chapter["bohning"](X, K)
    for size in (0.0, 1.0, 30.0, 500.0):
        W = size * rng.normal(size=(K - 1, 2))
        gap = B + chapter["multinomial_hessian"](W, X)
        assert np.linalg.eigvalsh(gap)[0] >= -1e-12 * np.abs(B).max()
    # One observation with p = (1/2, 1/2, 0, ...): the quadratic forms are equal.
    shared, v = np.full((K - 1, 1), -800.0), np.zeros(K - 1)
    shared[0], v[0] = 0.0, 1.0  # against the reference class
    if K > 2:  # two free classes
        shared[:2], v[:2] = 800.0, (1.0, -1.0)
    H = chapter["multinomial_hessian"](shared, [[1.0]])
    assert abs(v @ (chapter["bohning"]([[1.0]], K) + H) @ v) < 1e-14


def test_standard_errors_of_one_class_and_of_units(chapter):
    """Without features: the variance of a log-odds, 1/a + 1/b."""
    X = np.ones((10, 1))
    W = np.log([[3 / 7]])
    ours = chapter["standard_errors"](W, X)[0, 0]
    assert np.isclose(ours, np.sqrt(1 / 3 + 1 / 7), rtol=1e-14)
    W, X, _, _ = data(6)
    units = np.array([1.0, 1e120, 1e-120])
    other = chapter["standard_errors"](W / units, X * units) * units
    assert np.allclose(other, chapter["standard_errors"](W, X), rtol=1e-11)


@pytest.mark.parametrize("kind", [np.uint8, np.int8, np.int64, np.float32])
def test_other_kinds_of_numbers_are_taken_as_floats(chapter, kind):
    W, X = np.array([[100, 1], [3, 2]], kind), np.array([[2, 1], [1, 0], [0, 1]], kind)
    Y = np.eye(3)[[0, 1, 2]]
    as_floats = W.astype(float), X.astype(float)
    for name, rest in (
        ("multinomial_hessian", ()),
        ("hessian_all_classes", ()),
        ("score", (Y.astype(kind),)),
        ("log_likelihood", (Y.astype(kind),)),
        ("hessian_times", (W,)),
    ):
        ours = chapter[name](W, X, *rest)
        right = chapter[name](*as_floats, *(np.asarray(r, float) for r in rest))
        assert np.array_equal(ours, right)
    lists = chapter["multinomial_hessian"](as_floats[0].tolist(), as_floats[1].tolist())
    assert np.array_equal(lists, chapter["multinomial_hessian"](*as_floats))


W_2, X_2, Y_2 = np.zeros((2, 3)), np.eye(3), np.ones((3, 3)) / 3
REFUSED = [
    ("probabilities", (W_2[0], X_2), "W"),
    ("probabilities", (W_2 + np.nan, X_2), "W"),
    ("probabilities", (W_2, X_2[0]), "X"),
    ("probabilities", (W_2, X_2[:, :2]), "X"),
    ("probabilities", (W_2, X_2 + 0j), "X"),
    ("multinomial_hessian", (W_2.T, X_2), "X"),
    ("hessian_all_classes", (W_2[0], X_2), "W"),
    ("score", (W_2, X_2, Y_2[:, :2]), "Y"),
    ("score", (W_2, X_2, Y_2[:2]), "Y"),
    ("score", (W_2, X_2, 2 * Y_2), "Y"),
    ("score", (W_2, X_2, Y_2 - [1, -1, 0]), "Y"),
    ("log_likelihood", (W_2, X_2, 2 * Y_2), "Y"),
    ("log_likelihood", (W_2, X_2, np.array([0, 1, 2])), "Y"),
    ("hessian_times", (W_2, X_2, W_2.ravel()), "U"),
    ("bohning", (X_2[0], 3), "X"),
    ("mm_step", (W_2, X_2[:2], Y_2[:2]), "X"),
    ("mm_step", (W_2, X_2 * [1, 1, 0], Y_2), "X"),
    ("mm_step", (W_2, np.ones((3, 3)), Y_2), "X"),
    ("standard_errors", (W_2, X_2[:2]), "X"),
    ("standard_errors", (W_2, np.ones((5, 3))), "X"),
]


@pytest.mark.parametrize(("name", "given", "argument"), REFUSED)
def test_what_does_not_fit_is_refused_by_name(chapter, name, given, argument):
    with pytest.raises(ValueError, match=f"^{argument}: "):
        chapter[name](*given)


def test_scores_that_overflow_are_refused(chapter):
    with np.errstate(over="ignore"), pytest.raises(ValueError, match="X W'"):
        chapter["probabilities"]([[1e200]], [[1e200]])


def test_no_maximum_is_said(chapter):
    X = np.column_stack([np.ones(4), [0.0, 1.0, 2.0, 3.0]])
    with pytest.raises(ArithmeticError, match="maximum"):
        chapter["mm_fit"](X, np.eye(2)[[0, 0, 1, 1]], limit=200)


def test_statsmodels(chapter):
    """Its reference is class 0, and its parameters are (n, K - 1)."""
    discrete = pytest.importorskip("statsmodels.discrete.discrete_model")
    W, X, _, rng = data(7)
    labels = rng.integers(0, 4, 30)
    Y = np.eye(4)[(labels - 1) % 4]
    model = discrete.MNLogit(labels, X)
    flat = W.T.ravel(order="F")
    assert np.isclose(
        model.loglike(flat), chapter["log_likelihood"](W, X, Y), rtol=1e-13
    )
    assert np.allclose(model.score(flat), chapter["score"](W, X, Y).ravel(), atol=1e-12)
    ours = chapter["multinomial_hessian"](W, X)
    assert np.allclose(model.hessian(flat), ours, atol=1e-12)
    best, _ = chapter["mm_fit"](X, Y)
    fit = model.fit(disp=0, tol=1e-14, maxiter=100)
    assert np.allclose(fit.params.T, best, atol=1e-7)
    assert np.allclose(fit.bse.T, chapter["standard_errors"](best, X), rtol=1e-6)


def test_jax(chapter):
    jax = pytest.importorskip("jax")
    jax.config.update("jax_enable_x64", True)
    W, X, Y, _ = data(8)

    def likelihood(t):
        scores = jax.numpy.pad(X @ t.reshape(3, 3).T, ((0, 0), (0, 1)))
        return (Y * jax.nn.log_softmax(scores)).sum()

    flat = W.ravel()
    ours = chapter["score"](W, X, Y).ravel()
    assert np.allclose(jax.grad(likelihood)(flat), ours, atol=1e-12)
    ours = chapter["multinomial_hessian"](W, X)
    assert np.allclose(jax.hessian(likelihood)(flat), ours, atol=1e-12)
