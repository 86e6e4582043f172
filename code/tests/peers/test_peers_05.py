"""Chapter 05 against mpmath at nasty inputs, and against heavy peers.

A heavy peer is skipped, by name, where it is not installed. The functions are those of
the notebook, read from its cells.
"""

import numpy as np
import pytest
from chapter_functions import functions
from mpmath import mp

NAMES = {
    "floats",
    "softmax",
    "others",
    "cross_entropy_gradient",
    "cross_entropy_hessian",
    "layer_gradients",
    "log_softmax",
    "cross_entropy",
    "one_hot",
}

# Saturated, tied on top, far apart, with a huge common shift, tiny, and masked.
LOGITS = [
    [40.0, 0.0, 0.0],
    [300.0, 300.0, -50.0],
    [1.0, 0.0, -600.0],
    [1e15, 1e15 + 3, 1e15 - 30],
    [1e-9, -1e-9, 3e-9],
    [-30.0, 5.0, 2.0, -4.0],
    [0.0, 1000.0],
    [2.0, -np.inf, -1.0],
]
# For each class: one-hot, several at once, a class weight.
KINDS = {
    "one-hot": lambda K, i: np.eye(K)[i],
    "weighted": lambda K, i: 1e-3 * np.eye(K)[i],
    "all but one": lambda K, i: 1 - np.eye(K)[i],
    "soft": lambda K, i: (np.arange(K) == i) * 0.7 + 0.3 / K,
}
TINY = mp.mpf(5e-324)  # what is smaller becomes 0
CASES = [(z, kind, i) for z in LOGITS for kind in KINDS for i in range(len(z))]


@pytest.fixture(scope="module")
def chapter():
    return functions("05-cross-entropy-softmax-chain.ipynb", NAMES, np=np)


def probabilities(z):
    """The probabilities of float logits, at the precision that is set."""
    e = [mp.exp(mp.mpf(q) - mp.mpf(max(z))) for q in z]
    return [q / mp.fsum(e) for q in e]


def exact_loss(z, t):
    """The error; a target 0 counts nothing."""
    p = probabilities(z)
    terms = [
        -mp.mpf(w) * (mp.log(q) if q else -mp.inf)
        for q, w in zip(p, t, strict=True)
        if w
    ]
    return mp.fsum(terms) if terms else mp.mpf(0)


def exact_gradient(z, t):
    """tau p - t, and for each entry the size of the two terms it is a difference of."""
    p, K = probabilities(z), range(len(z))
    plus = [p[j] * mp.fsum(mp.mpf(t[i]) for i in K if i != j) for j in K]
    minus = [mp.mpf(t[j]) * mp.fsum(p[i] for i in K if i != j) for j in K]
    return [(a - b, a + b) for a, b in zip(plus, minus, strict=True)]


@pytest.mark.parametrize(("z", "kind", "place"), CASES)
def test_gradient_keeps_its_digits(chapter, z, kind, place):
    """An entry that is no difference is right by itself: one-hot has only such."""
    t = KINDS[kind](len(z), place)
    with mp.workdps(1000):
        found = chapter["cross_entropy_gradient"](z, t)
        for ours, (right, size) in zip(found, exact_gradient(z, t), strict=True):
            scale = abs(right) if kind in ("one-hot", "weighted") else size
            assert abs(mp.mpf(float(ours)) - right) <= 2e-15 * scale + TINY


@pytest.mark.parametrize(("z", "kind", "place"), CASES)
def test_loss_keeps_its_digits(chapter, z, kind, place):
    t = KINDS[kind](len(z), place)
    with mp.workdps(1000):
        right = exact_loss(z, t)
        ours = mp.mpf(float(chapter["cross_entropy"](z, t)))
        if mp.isinf(right):
            assert ours == right
        else:
            assert abs(ours - right) <= 2e-15 * abs(right) + TINY


@pytest.mark.parametrize("z", LOGITS[:7])
def test_log_softmax_and_hessian_keep_their_digits(chapter, z):
    t, K = np.linspace(0.5, 2, len(z)), range(len(z))
    with mp.workdps(1000):
        p = probabilities(z)
        for ours, q in zip(chapter["log_softmax"](z), p, strict=True):
            right = mp.log(q)
            assert abs(mp.mpf(float(ours)) - right) <= 2e-15 * abs(right) + TINY
        H = chapter["cross_entropy_hessian"](z, t)
        weight = mp.fsum(mp.mpf(w) for w in t)
        for i in K:
            for j in K:
                right = weight * p[i] * ((i == j) - p[j])
                error = abs(mp.mpf(float(H[i, j])) - right)
                assert error <= 3e-15 * abs(right) + TINY


def test_others_of_many_equal_and_of_one_large(chapter):
    for row in ([1.0] * 1000, [1e300] + [1e-300] * 5, [0.0, 0.0], [3.0]):
        found = chapter["others"](np.array(row))
        with mp.workdps(700):
            whole = mp.fsum(mp.mpf(v) for v in row)
            for ours, own in zip(found, row, strict=True):
                right = whole - mp.mpf(own)
                assert abs(mp.mpf(float(ours)) - right) <= 1e-15 * right


def test_a_batch_is_its_rows_one_by_one(chapter):
    rng = np.random.default_rng(1)
    Z, T = 20 * rng.normal(size=(2, 5, 4)), rng.random((2, 5, 4))
    rows = [
        chapter["cross_entropy_gradient"](z, t) for z, t in zip(Z[1], T[1], strict=True)
    ]
    assert (chapter["cross_entropy_gradient"](Z, T)[1] == rows).all()
    total = sum(chapter["cross_entropy"](z, t) for z, t in zip(Z[0], T[0], strict=True))
    total += chapter["cross_entropy"](Z[1], T[1])
    assert np.isclose(chapter["cross_entropy"](Z, T), total, rtol=1e-14)


def test_layer_is_the_chain_of_its_rows(chapter):
    """Against sums over samples and classes, written out, with a masked class."""
    rng = np.random.default_rng(2)
    X, W, b = rng.normal(size=(5, 3)), rng.normal(size=(4, 3)), rng.normal(size=4)
    T = rng.random((5, 4)) * [1, 1, 1, 0]
    b[3] = -np.inf
    dW, db, dX = chapter["layer_gradients"](W, b, X, T)
    gradient = chapter["cross_entropy_gradient"]
    G = np.array([gradient(W @ x + b, t) for x, t in zip(X, T, strict=True)])
    for k in range(4):
        right = sum(G[s, k] * X[s] for s in range(5))
        assert np.allclose(dW[k], right, rtol=1e-13, atol=1e-14)
    assert np.allclose(db, [sum(G[:, k]) for k in range(4)], rtol=1e-13, atol=1e-14)
    for s in range(5):
        right = sum(G[s, k] * W[k] for k in range(4))
        assert np.allclose(dX[s], right, rtol=1e-13, atol=1e-14)


@pytest.mark.parametrize("kind", [np.uint8, np.int8, np.int64, np.float32])
def test_other_kinds_of_numbers_are_taken_as_floats(chapter, kind):
    """Differences of unsigned numbers would wrap around; the caller keeps its Z."""
    Z, T = np.array([[1, 2, 3], [3, 0, 100]], kind), np.array([[0, 1, 0], [1, 0, 1]])
    before = Z.copy()
    for name in ("cross_entropy_gradient", "cross_entropy"):
        ours = chapter[name](Z, T.astype(kind))
        assert (ours == chapter[name](Z.astype(float), T.astype(float))).all()
    assert (before == Z).all()


def test_huge_logits_do_not_become_nan(chapter):
    with np.errstate(over="ignore"):
        assert chapter["cross_entropy"]([1e308, -1e308], [1.0, 0.0]) == 0
        assert chapter["cross_entropy"]([1e308, -1e308], [0.0, 1.0]) == np.inf
        found = chapter["cross_entropy_gradient"]([1e308, -1e308], [0.0, 1.0])
    assert found.tolist() == [1, -1]


def test_targets_may_all_be_zero(chapter):
    assert (chapter["cross_entropy_gradient"]([1.0, 2.0], [0, 0]) == 0).all()
    assert chapter["cross_entropy"]([1.0, 2.0], [0, 0]) == 0


def test_one_hot(chapter):
    labels = np.array([2, 0, 1], dtype=np.uint8)
    assert (chapter["one_hot"](labels, 3) == np.eye(3)[[2, 0, 1]]).all()
    assert chapter["one_hot"]([0, 1], 4).shape == (2, 4)


Z_2, T_2 = np.zeros((2, 3)), np.ones((2, 3)) / 3
REFUSED = [
    ("softmax", ([np.nan, 0.0],), "Z"),
    ("softmax", ([np.inf, 0.0],), "Z"),
    ("softmax", ([-np.inf, -np.inf],), "Z"),
    ("softmax", ([1j, 0.0],), "Z"),
    ("softmax", (["1", "2"],), "Z"),
    ("softmax", ([True, False],), "Z"),
    ("softmax", ([],), "Z"),
    ("softmax", (3.0,), "Z"),
    ("log_softmax", ([np.nan, 0.0],), "Z"),
    ("cross_entropy_gradient", (Z_2, T_2[0]), "T"),
    ("cross_entropy_gradient", (Z_2, T_2.T), "T"),
    ("cross_entropy_gradient", (Z_2, -T_2), "T"),
    ("cross_entropy_gradient", (Z_2, T_2 + np.nan), "T"),
    ("cross_entropy_gradient", (Z_2, T_2 > 0), "T"),
    ("cross_entropy", (Z_2, T_2[:, :1]), "T"),
    ("cross_entropy_hessian", (Z_2, T_2), "z"),
    ("cross_entropy_hessian", (Z_2[0], T_2), "t"),
    ("layer_gradients", (np.ones(3), np.ones(3), Z_2, T_2), "W"),
    ("layer_gradients", (np.ones((3, 4)), np.ones(3), Z_2, T_2), "X"),
    ("layer_gradients", (np.eye(3), np.ones((3, 1)), Z_2, T_2), "b"),
    ("layer_gradients", (np.eye(3), np.ones(3), Z_2[0], T_2), "X"),
    ("layer_gradients", (np.eye(3), np.ones(3), Z_2, T_2[0]), "T"),
    ("one_hot", ([[0], [1]], 3), "labels"),
    ("one_hot", ([0.0, 1.0], 3), "labels"),
    ("one_hot", ([-1, 0], 3), "labels"),
    ("one_hot", ([0, 3], 3), "labels"),
]


@pytest.mark.parametrize(("name", "given", "argument"), REFUSED)
def test_what_does_not_fit_is_refused_by_name(chapter, name, given, argument):
    with pytest.raises(ValueError, match=rf"^{argument}: "):
        chapter[name](*given)


@pytest.fixture
def jax():
    jax = pytest.importorskip("jax", reason="compares with jax where it is installed")
    jax.config.update("jax_enable_x64", True)
    return jax


def test_jax_from_logits_and_from_probabilities(chapter, jax):
    """The first is this chapter's gradient; the second is nan where softmax is 0."""
    rng = np.random.default_rng(0)
    Z, T = rng.normal(size=(6, 4)), 2.5 * rng.dirichlet(np.ones(4), 6)
    theirs = jax.grad(lambda Z: -(T * jax.nn.log_softmax(Z)).sum())(Z)
    assert np.abs(chapter["cross_entropy_gradient"](Z, T) - theirs).max() < 1e-14
    far = jax.numpy.array([0.0, 1000.0])
    late = jax.grad(lambda z: -jax.numpy.log(jax.nn.softmax(z))[0])(far)
    early = jax.grad(lambda z: -jax.nn.log_softmax(z)[0])(far)
    assert np.isnan(late).all()
    assert (early == chapter["cross_entropy_gradient"](far, [1.0, 0.0])).all()


def test_keras_from_probabilities(chapter, jax, monkeypatch):
    """It adds tau to the slopes in the outputs, and clips: the gradient is 0."""
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    keras = pytest.importorskip("keras", reason="compares with Keras, where it is")
    keras.config.set_floatx("float64")
    loss = keras.ops.categorical_crossentropy
    o, t = jax.numpy.array([0.5, 0.2, 0.3]), jax.numpy.array([0.2, 0.5, 0.3])
    assert np.allclose(jax.grad(lambda o: loss(t, o))(o), -t / o + 1, atol=1e-14)
    far, label = jax.numpy.array([0.0, 1000.0]), jax.numpy.array([1.0, 0.0])
    late = jax.grad(lambda z: loss(label, jax.nn.softmax(z)))(far)
    early = jax.grad(lambda z: loss(label, z, from_logits=True))(far)
    assert (late == 0).all()
    assert (early == chapter["cross_entropy_gradient"](far, label)).all()
