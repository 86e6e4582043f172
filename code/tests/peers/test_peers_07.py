"""Chapter 07 against mpmath at nasty inputs, and against heavy peers.

A heavy peer is skipped, by name, where it is not installed. The functions are those of
the notebook, read from its cells.
"""

import numpy as np
import pytest
from chapter_functions import CHAPTERS, functions
from mpmath import mp
from softmax_references import NASTY, exact, off_by

NAMES = {
    "floats",
    "softmax",
    "output_layer_gradient",
    "layers",
    "cross_entropy",
    "tanh_slope",
    "network_loss",
    "backward",
    "toy_graph",
}

LOGITS = [*NASTY, [0.0, 600.0, -50.0]]


@pytest.fixture(scope="module")
def chapter():
    return functions("07-softmax-backprop.ipynb", NAMES, np=np)


@pytest.fixture(scope="module")
def net():
    rng = np.random.default_rng(7)
    shapes = {"V": (3, 4), "c": 4, "W": (4, 4), "b": 4}
    return {name: 0.7 * rng.normal(size=shape) for name, shape in shapes.items()}


@pytest.fixture(scope="module")
def data():
    """Inputs of five samples, and targets that do not add to 1."""
    rng = np.random.default_rng(1)
    return rng.normal(size=(5, 3)), rng.gamma(1.0, size=(5, 4))


@pytest.mark.parametrize("z", LOGITS)
def test_hard_targets_keep_every_digit(chapter, z):
    K = range(len(z))
    for true in K:
        t = np.eye(len(z))[true]
        with mp.workdps(400):
            o = exact(z)
            right = [o[j] - (j == true) for j in K]
            loss = -mp.log(o[true])
            G, G_W, g_b = chapter["output_layer_gradient"]([[0.5]], [z], [t])
            assert off_by(G, right) < 2e-15
            assert off_by(G_W, [one / 2 for one in right]) < 2e-15
            assert off_by(g_b, right) < 2e-15
            assert off_by(chapter["cross_entropy"]([z], [t]), loss) < 2e-15


@pytest.mark.parametrize("z", LOGITS)
def test_other_targets_are_right_beside_their_terms(chapter, z):
    """Near o = t the two terms cancel; the error is small beside either of them."""
    t = np.array([0.3, 0.0, 1.7, 0.25])[: len(z)]
    with mp.workdps(400):
        o, given = exact(z), [mp.mpf(one) for one in t]
        right = [mp.fsum(given) * a - b for a, b in zip(o, given, strict=True)]
        sizes = [
            a * (mp.fsum(given) - b) + b * (1 - a)
            for a, b in zip(o, given, strict=True)
        ]
        G = chapter["output_layer_gradient"]([[1.0]], [z], [t])[0][0]
        for ours, theirs, size in zip(G, right, sizes, strict=True):
            assert abs(mp.mpf(float(ours)) - theirs) <= 2e-15 * size


@pytest.mark.parametrize("a", [0.0, 1e-9, -0.3, 2.0, -20.0, 200.0, -350.0])
def test_the_slope_of_tanh_keeps_its_digits(chapter, a):
    with mp.workdps(400):
        assert off_by(chapter["tanh_slope"](a), 1 / mp.cosh(a) ** 2) < 1e-14


def test_the_slope_of_tanh_never_overflows(chapter):
    with np.errstate(over="raise", invalid="raise"):
        assert chapter["tanh_slope"]([-1e300, 1e5]).tolist() == [0.0, 0.0]


def test_a_class_that_cannot_occur_costs_nothing(chapter):
    """0 log 0 is 0 where o underflows or the shift overflows; 0 targets give 0."""
    with np.errstate(over="ignore"):
        assert chapter["cross_entropy"]([[1e308, -1e308]], [[1, 0]]) == 0
    assert chapter["cross_entropy"]([[0.0, 800.0]], [[0, 1]]) == 0
    assert chapter["cross_entropy"]([[0.0, 800.0]], [[1, 0]]) == 800
    by_z = chapter["output_layer_gradient"]([[1.0]], [[3.0, 4.0]], [[0, 0]])[0]
    assert not by_z.any()


def by_mpmath(net, X, T, name, place, step="1e-20"):
    """Central difference of the printed loss at 50 digits."""

    def loss(move):
        p = {key: mp.matrix(np.atleast_2d(one).tolist()) for key, one in net.items()}
        p["X"] = mp.matrix(X.tolist())
        p[name][place] += move
        total = mp.mpf(0)
        for n in range(len(X)):
            h = [mp.tanh(one) for one in p["X"][n, :] * p["V"] + p["c"]]
            z = mp.matrix([h]) * p["W"] + p["b"]
            norm = mp.log(mp.fsum(mp.exp(one) for one in z))
            total -= mp.fsum(
                mp.mpf(t) * (a - norm) for t, a in zip(T[n], z, strict=True)
            )
        return total / len(X)

    with mp.workdps(50):
        h = mp.mpf(step)
        return (loss(h) - loss(-h)) / (2 * h)


def test_the_sweep_is_the_derivative_at_50_digits(chapter, net, data):
    X, T = data
    g = chapter["backward"](net, X, T)
    places = {"V": (1, 2), "c": (0, 3), "W": (2, 0), "b": (0, 1), "X": (4, 2)}
    for name, place in places.items():
        ours = np.atleast_2d(g[name])[place]
        assert off_by(ours, by_mpmath(net, X, T, name, place)) < 1e-13
    assert set(g) == {*net, "X"}
    assert all(g[name].shape == np.shape(net[name]) for name in net)


def test_a_batch_is_the_mean_of_its_samples(chapter, net, data):
    X, T = data
    whole = chapter["backward"](net, X, T)
    for name in net:
        each = [
            chapter["backward"](net, X[n : n + 1], T[n : n + 1])[name] for n in range(5)
        ]
        assert np.abs(whole[name] - np.mean(each, axis=0)).max() < 1e-15


def test_the_graph_adds_its_paths(chapter):
    """At soft targets that do not add to 1, against the printed formula."""
    rng = np.random.default_rng(2)
    h, W, t = rng.normal(size=5), rng.normal(size=(5, 3)), rng.gamma(1.0, size=3)
    graph = chapter["toy_graph"](h, W, t)
    o = chapter["softmax"]([h @ W])[0]
    by_z = t.sum() * o - t
    assert np.abs(graph["by W"] - np.outer(h, by_z)).max() < 1e-14
    assert np.abs(graph["paths"].sum(axis=2) - graph["by W"]).max() < 1e-14
    assert np.abs(graph["by h"] - W @ by_z).max() < 1e-14
    loss = chapter["cross_entropy"]([h @ W], [t])
    assert abs(graph["E"] - loss) < 1e-14


@pytest.mark.parametrize("kind", [np.uint8, np.int64, np.float32])
def test_other_kinds_of_numbers_are_taken_as_floats(chapter, kind):
    """Differences of unsigned numbers would wrap around."""
    Z, T = np.array([[200, 1], [3, 5]], dtype=kind), np.array([[0, 1], [1, 0]], kind)
    Z_f, T_f = Z.astype(float), T.astype(float)
    loss = chapter["cross_entropy"]
    by_hand = (199 + np.log1p(np.exp(2))) / 2
    assert loss(Z, T) == loss(Z_f, T_f) == pytest.approx(by_hand, rel=1e-14)
    one, other = (
        chapter["output_layer_gradient"](Z_k, Z_k, T_k)[1]
        for Z_k, T_k in ((Z, T), (Z_f, T_f))
    )
    assert (one == other).all()
    assert chapter["tanh_slope"](Z[1]) == pytest.approx(1 - np.tanh(Z_f[1]) ** 2)


Z_2, T_2 = np.ones((3, 2)), np.eye(2)[[0, 1, 1]]
REFUSED = [
    ("softmax", ([[np.nan, 0.0]],), "Z"),
    ("softmax", ([1.0, 0.0],), "Z"),
    ("cross_entropy", ([[0.0, -np.inf]], [[1, 0]]), "Z"),
    ("cross_entropy", (Z_2 + 0j, T_2), "Z"),
    ("cross_entropy", (np.ones((3, 0)), np.ones((3, 0))), "Z"),
    ("cross_entropy", (Z_2, T_2[:2]), "T"),
    ("cross_entropy", (Z_2, T_2.argmax(axis=1)), "T"),
    ("cross_entropy", (Z_2, T_2 > 0), "T"),
    ("output_layer_gradient", (np.ones(3), Z_2, T_2), "H"),
    ("output_layer_gradient", (np.ones((2, 4)), Z_2, T_2), "Z"),
    ("output_layer_gradient", (np.ones((3, 4)), Z_2, T_2.T), "T"),
    ("tanh_slope", (["a"],), "A"),
]


@pytest.mark.parametrize(("name", "given", "argument"), REFUSED)
def test_what_does_not_fit_is_refused_by_name(chapter, name, given, argument):
    with pytest.raises(ValueError, match=rf"^{argument}: finite reals"):
        chapter[name](*given)


@pytest.mark.parametrize("name", ["V", "c", "W", "b", "X", "T"])
def test_a_network_refuses_an_array_that_does_not_fit(chapter, net, data, name):
    """A column of biases would be broadcast."""
    arrays = {**net, "X": data[0], "T": data[1]}
    one = arrays[name]
    arrays[name] = one[:, None] if one.ndim == 1 else one[:, :-1]
    X, T = arrays.pop("X"), arrays.pop("T")
    for function in ("network_loss", "backward"):
        with pytest.raises(ValueError, match=r"^\w: finite reals"):
            chapter[function](arrays, X, T)


def test_jax_differentiates_to_the_same_gradients(chapter, net, data):
    jax = pytest.importorskip("jax", reason="compares with jax where it is installed")
    jax.config.update("jax_enable_x64", True)
    X, T = data

    def loss(p):
        hidden = jax.numpy.tanh(X @ p["V"] + p["c"])
        logits = jax.nn.log_softmax(hidden @ p["W"] + p["b"])
        return -(T * logits).sum() / len(X)

    theirs = jax.grad(loss)({name: jax.numpy.asarray(one) for name, one in net.items()})
    ours = chapter["backward"](net, X, T)
    for name in net:
        assert np.abs(ours[name] - np.asarray(theirs[name])).max() < 1e-14


def test_scikit_learn_takes_the_same_step_on_iris(chapter):
    """One full step of size 1, read off the weights before and after."""
    networks = pytest.importorskip(
        "sklearn.neural_network",
        reason="compares with scikit-learn where it is installed",
    )
    table = np.loadtxt(
        CHAPTERS / "data" / "iris.csv", delimiter=",", comments="#", skiprows=2
    )
    X, y = table[:, :4], table[:, 4].astype(int)
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    model = networks.MLPClassifier(
        hidden_layer_sizes=(5,), activation="tanh", solver="sgd", alpha=0,
        momentum=0, learning_rate_init=1.0, batch_size=len(X), shuffle=False,
        max_iter=1, random_state=0,
    )  # fmt: skip

    def arrays():
        (V, W), (c, b) = model.coefs_, model.intercepts_
        return {"V": V.copy(), "c": c.copy(), "W": W.copy(), "b": b.copy()}

    model.partial_fit(X, y, classes=np.arange(3))
    before = arrays()
    model.partial_fit(X, y)
    after = arrays()
    ours = chapter["backward"](before, X, np.eye(3)[y])
    for name in before:
        assert np.abs(before[name] - after[name] - ours[name]).max() < 1e-14
