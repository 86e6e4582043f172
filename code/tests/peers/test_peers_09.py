"""Chapter 09 against mpmath at nasty inputs, and against heavy peers.

A heavy peer is skipped, by name, where it is not installed. The functions are those of
the notebook, read from its cells.
"""

from functools import partial

import numpy as np
import pytest
from chapter_functions import CHAPTERS, functions
from mpmath import mp
from scipy.special import expit, softmax
from softmax_references import exact as outputs
from softmax_references import off_by as relative_error

NAMES = {
    "logits_and_targets",
    "cross_entropy_gradient",
    "log_softmax",
    "cross_entropy",
    "cross_entropy_hessian",
    "cross_entropy_index",
    "squared_gradient",
    "kick",
    "network",
    "forward",
    "sgd_step",
    "read_digits",
}
RULES = {"right": lambda o, t: o - t, "single path": lambda o, t: -t * (1 - o)}

# Sure and right, sure and wrong, tied on top, far apart, huge, tiny, one class alone.
LOGITS = [
    [40.0, 0.0, 0.0],
    [0.0, 800.0],
    [-900.0, 5.0, 3.0],
    [3.0, 3.0, 3.0],
    [300.0, 300.0, -50.0],
    [1e5, 1e5 + 3, 1e5 - 30],
    [1e-9, -1e-9, 3e-9],
    [7.0],
]

# Where exp underflows, errors are absolute.
off_by = partial(relative_error, smallest=1e-300)


@pytest.fixture(scope="module")
def chapter():
    return functions(
        "09-softmax-activation.ipynb",
        NAMES,
        np=np,
        softmax=softmax,
        expit=expit,
        RULES=RULES,
    )


@pytest.fixture(scope="module")
def point():
    """The logits of the chapter's gradient check."""
    return 2 * np.random.default_rng(9).normal(size=5)


@pytest.mark.parametrize("z", LOGITS)
def test_every_class_keeps_its_digits_as_the_true_one(chapter, z):
    for y in range(len(z)):
        t = np.eye(len(z))[y]
        with mp.workdps(900):
            o = outputs(z)
            loss = -mp.log(o[y])
            gradient = [a - int(k == y) for k, a in enumerate(o)]
            room = 1e-15 + 3e-16 * np.ptp(z)
            assert off_by(chapter["cross_entropy"](z, t), loss) < room
            found = chapter["cross_entropy_gradient"](z, t)
            assert off_by(found, gradient) < room
        by_index = chapter["cross_entropy_index"](z, y)
        assert by_index[0] == chapter["cross_entropy"](z, t)
        assert (by_index[1] == found).all()


@pytest.mark.parametrize("z", [z for z in LOGITS if np.ptp(z) < 700])
def test_every_entry_of_the_hessian_has_its_digits(chapter, z):
    t = np.arange(1.0, len(z) + 1)
    with mp.workdps(400):
        o = outputs(z)
        right = [
            [sum(t) * a * (int(j == k) - b) for k, b in enumerate(o)]
            for j, a in enumerate(o)
        ]
        found = chapter["cross_entropy_hessian"](z, t)
        assert off_by(found, right) < 2e-15 + 6e-16 * np.ptp(z)


def test_any_target_not_only_those_that_add_to_one(chapter, point):
    for t in (np.array([0.0, 2, 0, 1, 4]), np.full(5, 0.2), np.zeros(5)):
        with mp.workdps(50):
            o = outputs(point)
            loss = -mp.fsum(a * mp.log(b) for a, b in zip(t, o, strict=True))
            right = [mp.fsum(t) * b - a for a, b in zip(t, o, strict=True)]
        assert off_by(chapter["cross_entropy"](point, t), loss) < 2e-15
        assert off_by(chapter["cross_entropy_gradient"](point, t), right) < 5e-15


def test_a_difference_that_overflows_leaves_the_loss_right(chapter):
    """0 times the infinite logarithm of an unused class is 0."""
    z = np.array([1e308, -1e308])
    with np.errstate(over="ignore"):
        assert chapter["cross_entropy"](z, [1, 0]) == 0
        assert (chapter["cross_entropy_gradient"](z, [1, 0]) == 0).all()


@pytest.mark.parametrize("kind", [np.uint8, np.int64, np.float32])
def test_other_kinds_of_numbers_are_taken_as_floats(chapter, kind):
    """Differences of unsigned numbers would wrap around."""
    z, t = np.array([5, 3, 9], dtype=kind), np.array([1, 0, 0], dtype=kind)
    for name in ("cross_entropy", "cross_entropy_gradient", "cross_entropy_hessian"):
        ours = chapter[name](z, t)
        assert (ours == chapter[name](z.astype(float), t.astype(float))).all()


def test_a_batch_is_its_rows_one_by_one(chapter):
    rng = np.random.default_rng(3)
    z, y = 20 * rng.normal(size=(2, 6, 4)), rng.integers(4, size=(2, 6))
    losses, gradients = chapter["cross_entropy_index"](z, y)
    for place in np.ndindex(y.shape):
        loss, gradient = chapter["cross_entropy_index"](z[place], y[place])
        assert abs(losses[place] - loss) <= 1e-15 * loss
        assert np.allclose(gradients[place], gradient, rtol=1e-14, atol=0)


REFUSED = [
    ("cross_entropy", ([np.nan, 0.0], [1, 0]), "z"),
    ("cross_entropy", ([-np.inf, 0.0], [0, 1]), "z"),
    ("cross_entropy_gradient", ([1j, 0.0], [1, 0]), "z"),
    ("cross_entropy_gradient", (["1", "2"], [1, 0]), "z"),
    ("cross_entropy_gradient", ([], []), "z"),
    ("cross_entropy_gradient", ([1.0, 2.0], 1), "t"),
    ("cross_entropy_gradient", (1.0, 1.0), "t"),
    ("cross_entropy_gradient", ([1.0, 2.0], [[1.0], [0.0]]), "t"),
    ("cross_entropy_gradient", ([1.0, 2.0], [2.0, -1.0]), "t"),
    ("cross_entropy_gradient", ([1.0, 2.0], [True, False]), "t"),
    ("cross_entropy_hessian", (np.ones((2, 2)), np.ones((2, 2))), "z"),
    ("cross_entropy_index", ([1.0, 2.0], 2), "y"),
    ("cross_entropy_index", ([1.0, 2.0], -1), "y"),
    ("cross_entropy_index", ([1.0, 2.0], 1.0), "y"),
    ("cross_entropy_index", ([1.0, 2.0], [0, 1]), "y"),
    ("cross_entropy_index", (np.ones((2, 3)), [[0], [1]]), "y"),
    ("kick", (np.ones((2, 1)), np.ones(2), 0.5, np.ones(3)), "expected h"),
    ("kick", (np.ones(2), np.ones(3), 0.5, np.ones(3)), "expected h"),
]


@pytest.mark.parametrize(("name", "given", "argument"), REFUSED)
def test_what_does_not_fit_is_refused_by_name(chapter, name, given, argument):
    with pytest.raises(ValueError, match=rf"^{argument}"):
        chapter[name](*given)


@pytest.mark.parametrize(
    ("X", "y"),
    [
        (np.ones(64), np.array([1])),
        (np.ones((1, 64)), np.array([[1]])),
        (np.ones((1, 64)), np.array([1.0])),
        (np.ones((1, 64)), np.array([10])),
        (np.ones((1, 64)), np.array([-1])),
    ],
)
def test_a_step_refuses_images_and_labels_that_do_not_fit(chapter, X, y):
    with pytest.raises(ValueError, match="expected"):
        chapter["sgd_step"](chapter["network"](0), X, y, 0.5)


def test_a_step_with_a_frozen_hidden_layer_moves_the_logits_by_the_kick(chapter):
    params, X = chapter["network"](1), np.random.default_rng(2).random((3, 64))
    units, logits = chapter["forward"](params, X)
    t = np.eye(10)[4]
    g = chapter["cross_entropy_gradient"](logits[0], t)
    after = chapter["sgd_step"](params, X[:1], np.array([4]), 0.5, hidden=0)
    assert after[0] is not params[0]
    assert (after[0] == params[0]).all()
    assert (after[1] == params[1]).all()
    moved = chapter["forward"](after, X)[1] - logits
    kicks = [chapter["kick"](units[0], row, 0.5, g) for row in units]
    assert np.abs(moved - kicks).max() < 1e-13


def test_inputs_in_another_unit_are_another_hidden_rate(chapter):
    """Powers of two scale exactly: the networks stay equal to the last bit."""
    rng = np.random.default_rng(6)
    one, other = chapter["network"](0), chapter["network"](0, start=1 / 16)
    for _ in range(20):
        X, y = rng.random((1, 64)), rng.integers(10, size=1)
        one = chapter["sgd_step"](one, X, y, 0.5)
        other = chapter["sgd_step"](other, 16 * X, y, 0.5, hidden=1 / 256)
    assert (one[0] == 16 * other[0]).all()
    assert (one[2] == other[2]).all()


def test_the_squared_error_has_the_gradient_of_mpmath(chapter, point):
    t = np.array([0.0, 0.5, 0.25, 0.25, 0.0])

    def loss(*z):
        misses = [a - b for a, b in zip(outputs(z), t, strict=True)]
        return mp.fsum(miss**2 for miss in misses) / 2

    with mp.workdps(40):
        places = np.eye(5, dtype=int).tolist()
        right = [mp.diff(loss, point.tolist(), tuple(n)) for n in places]
    assert off_by(chapter["squared_gradient"](point, t), right) < 5e-14


def test_the_digits_are_those_that_scikit_learn_ships(chapter):
    datasets = pytest.importorskip(
        "sklearn.datasets", reason="compares with scikit-learn where it is installed"
    )
    pixels, digit = chapter["read_digits"](CHAPTERS / "data" / "digits.csv")
    theirs, labels = datasets.load_digits(return_X_y=True)
    assert (pixels[300:] * 16 == theirs[1500:]).all()
    assert (digit[300:] == labels[1500:]).all()
    known = {
        tuple(row): label
        for row, label in zip(theirs[:1500], labels[:1500], strict=True)
    }
    assert [known[tuple(row * 16)] for row in pixels[:300]] == digit[:300].tolist()


def test_scikit_learn_has_the_same_mean_loss(chapter):
    metrics = pytest.importorskip(
        "sklearn.metrics", reason="compares with scikit-learn where it is installed"
    )
    rng = np.random.default_rng(5)
    z, y = 3 * rng.normal(size=(20, 4)), np.arange(20) % 4
    theirs = metrics.log_loss(y, softmax(z, axis=1))
    assert abs(chapter["cross_entropy_index"](z, y)[0].mean() - theirs) < 1e-14


def test_jax_differentiates_to_the_same_gradient_and_hessian(chapter, point):
    jax = pytest.importorskip("jax", reason="compares with jax where it is installed")
    jax.config.update("jax_enable_x64", True)

    def loss(z):
        return -jax.nn.log_softmax(z)[2]

    z, t = jax.numpy.asarray(point), np.eye(5)[2]
    gradient = chapter["cross_entropy_gradient"](point, t)
    hessian = chapter["cross_entropy_hessian"](point, t)
    assert np.abs(gradient - np.asarray(jax.grad(loss)(z))).max() < 1e-15
    assert np.abs(hessian - np.asarray(jax.hessian(loss)(z))).max() < 1e-15
