"""Chapter 04: the functions that readers copy, at nasty inputs, and heavy peers.

The table of what libraries compute names jax and autograd with their versions; the
tests here say whether it still holds. They are skipped, by name, where a peer is not
installed.
"""

import numpy as np
import pytest
from chapter_functions import CHAPTERS, functions
from mpmath import mp, mpf
from scipy.special import expit, logsumexp, softmax, xlog1py, xlogy

COPIED = {
    *("reals", "bce", "bce_gradient", "bce_hessian", "margins"),
    *("bce_logits", "bce_logits_gradient", "bce_logits_hessian"),
    *("softmax_bernoulli", "softmax_bernoulli_gradient"),
}
GIVEN = {"expit": expit, "logsumexp": logsumexp, "softmax": softmax}
OUTPUTS = (1e-300, 1e-17, 1e-9, 0.3, 0.3 + 1e-13, 0.5, 1 - 1e-9, 1 - 2.0**-53)
TARGETS = (0.0, 1e-300, 1e-9, 0.3, 0.7, 1 - 2.0**-53, 1.0)
LOGITS = (-1e308, -1e10, -800.0, -40.0, -1e-9, 0.0, 1e-300, 3.0, 40.0, 800.0, 1e308)


@pytest.fixture(scope="module")
def chapter():
    space = functions(
        "04-cross-entropy-output.ipynb",
        COPIED,
        **{"np": np, "xlogy": xlogy, "xlog1py": xlog1py, **GIVEN},
    )
    assert space.keys() >= COPIED
    return space


def exact_error(o, t):
    """The error of one output, from exact numbers."""
    first = t * mp.log(o) if t else 0
    second = (1 - t) * mp.log(1 - o) if t != 1 else 0
    return -(first + second)


@pytest.mark.parametrize("t", TARGETS)
def test_by_outputs_every_digit_is_there_at_every_size(chapter, t):
    for o in OUTPUTS:
        with mp.workdps(700):
            p, q = mpf(o), mpf(t)
            error = float(exact_error(p, q))
            slope = float((p - q) / (p * (1 - p)))
            bend = q / p**2 + (1 - q) / (1 - p) ** 2
        assert chapter["bce"](o, t) == pytest.approx(error, rel=1e-14, abs=0)
        got = chapter["bce_gradient"](o, t)
        assert got == pytest.approx(slope, rel=1e-14, abs=0), (o, t)
        if o > 1e-150:
            got = chapter["bce_hessian"](o, t)
            assert got == pytest.approx(float(bend), rel=1e-14, abs=0)


def test_zero_times_log_zero_is_zero_without_a_sign(chapter):
    for o, t in (([1.0, 0.0], [1.0, 0.0]), ([], []), (1.0, 1.0)):
        value = chapter["bce"](o, t)
        assert value == 0
        assert not np.signbit(value)
    assert chapter["bce"](0.0, 1.0) == np.inf


@pytest.mark.parametrize("t", [0.0, 1.0, 0.3])
def test_by_logits_from_the_smallest_to_the_largest(chapter, t):
    for z in LOGITS:
        with mp.workdps(700):
            size, sign = mpf(abs(z)), (1 if z > 0 else -1)
            tail = mp.log1p(mp.exp(-size))
            up, down = (size + tail, tail) if sign > 0 else (tail, size + tail)
            small = mp.exp(-size) / (1 + mp.exp(-size))
            o = 1 - small if sign > 0 else small
            error = float(mpf(t) * down + (1 - mpf(t)) * up)
            slope, bend = float(o - mpf(t)), float(small * (1 - small))
        got = chapter["bce_logits"](z, t)
        assert got == pytest.approx(error, rel=1e-14, abs=1e-323)
        # hard targets keep every digit, soft ones those of the output
        slack = 1e-323 if t in (0, 1) else 1e-16
        got = chapter["bce_logits_gradient"](z, t)
        assert got == pytest.approx(slope, rel=2e-15, abs=slack)
        got = chapter["bce_logits_hessian"](z)
        assert got == pytest.approx(bend, rel=2e-15, abs=1e-323)


def exact_softmax_gradient(z, t):
    """Fourth line of the chapter's chain, with 900 digits."""
    with mp.workdps(900):
        e = [mp.exp(mpf(v)) for v in z]
        o = [v / mp.fsum(e) for v in e]
        rest = [mp.fsum(e[:k] + e[k + 1 :]) / mp.fsum(e) for k in range(len(e))]
        r = [(p - mpf(q)) / s for p, q, s in zip(o, t, rest, strict=True)]
        return [float(r[i] - o[i] * mp.fsum(r)) for i in range(len(e))]


@pytest.mark.parametrize(
    ("z", "t"),
    [
        ((40, 0, 0), (1, 0, 0)),
        ((40, 0, 0), (0, 1, 0)),
        ((800, 0, 0), (1, 0, 0)),
        ((800, 0, 0), (0, 1, 0)),
        ((800, 790, -3), (0, 0, 1)),
        ((1, 2, 0.5), (0, 1, 0)),
        ((0, 0, 0, 0), (0.1, 0.2, 0.3, 0.4)),
        ((1e-300, 0), (0.3, 0.9)),
        ((5, -5), (1, 1)),
        ((-700, -701, -600), (0.2, 0.5, 0.3)),
    ],
)
def test_behind_a_softmax_where_quotients_break(chapter, z, t):
    got = chapter["softmax_bernoulli_gradient"](z, t)
    assert got == pytest.approx(exact_softmax_gradient(z, t), rel=1e-13, abs=1e-15)
    with mp.workdps(900):
        e = [mp.exp(mpf(v)) for v in z]
        o = [v / mp.fsum(e) for v in e]
        error = float(
            mp.fsum(exact_error(p, mpf(q)) for p, q in zip(o, t, strict=True))
        )
    got = chapter["softmax_bernoulli"](z, t)
    assert got == pytest.approx(error, rel=1e-13, abs=1e-300)


def test_the_sure_and_right_class_keeps_its_digits(chapter):
    got = chapter["softmax_bernoulli_gradient"]((40, 0, 1), (1, 0, 0))
    exact = exact_softmax_gradient((40, 0, 1), (1, 0, 0))
    assert got == pytest.approx(exact, rel=1e-13, abs=0)
    far = chapter["softmax_bernoulli_gradient"]((8e307, -8e307, 0), (0, 1, 0))
    assert far == pytest.approx([2, -1, -1], rel=1e-15)


@pytest.mark.parametrize("kind", [np.uint8, np.int64, np.float16, np.float32, bool])
def test_any_real_type_counts_as_floats(chapter, kind):
    z, t = np.array([0, 1, 1]).astype(kind), np.array([1, 0, 1]).astype(kind)
    floats = z.astype(float), t.astype(float)
    for name in ("bce_logits", "bce_logits_gradient", "softmax_bernoulli_gradient"):
        assert np.array_equal(chapter[name](z, t), chapter[name](*floats))
    assert chapter["bce_logits"](np.uint8(3), 1) == pytest.approx(0.04858735157374206)


@pytest.mark.parametrize(
    ("name", "arguments", "blamed"),
    [
        ("bce", ([[0.5], [0.5]], [0.5, 0.5]), "t"),
        ("bce", ([0.5], 0.5), "t"),
        ("bce", ([1.0000001], [1.0]), "o"),
        ("bce", ([-0.1], [0.0]), "o"),
        ("bce", ([0.5], [2.0]), "t"),
        ("bce", ([np.nan], [0.0]), "o"),
        ("bce", (["0.5"], [0.0]), "o"),
        ("bce", ([0.5j], [0.0]), "o"),
        ("bce_gradient", ([1.0], [1.0]), "o"),
        ("bce_gradient", ([0.0], [0.0]), "o"),
        ("bce_gradient", ([1e-310], [1.0]), "o"),
        ("bce_gradient", ([0.5], [[0.5]]), "t"),
        ("bce_hessian", ([1e-200], [1.0]), "o"),
        ("bce_logits", ([np.inf], [1.0]), "z"),
        ("bce_logits", ([[1.0], [2.0]], [1.0, 0.0]), "t"),
        ("bce_logits_gradient", ([1.0], [-0.1]), "t"),
        ("bce_logits_hessian", ([None],), "z"),
        ("margins", ([1.0],), "z"),
        ("margins", ([[1.0, 2.0]],), "z"),
        ("softmax_bernoulli", ([1.7e308, 0.0], [1.0, 0.0]), "z"),
        ("softmax_bernoulli_gradient", ([1.0, 2.0], [1.0]), "t"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(chapter, name, arguments, blamed):
    with pytest.raises(ValueError, match=rf"^{blamed}: "):
        chapter[name](*arguments)


def ways(anp, sigmoid, softplus):
    """The same error in four ways, as the chapter's table lists them."""

    def product(o, t):
        return -(t * anp.log(o) + (1 - t) * anp.log(1 - o))

    return (
        lambda z, t: product(1 / (1 + anp.exp(-z)), t),
        lambda z, t: product(sigmoid(z), t),
        lambda z, t: product(anp.clip(sigmoid(z), 1e-7, 1 - 1e-7), t),
        lambda z, t: t * softplus(-z) + (1 - t) * softplus(z),
    )


TABLE = (
    ((2.0, 0.3), (0.580797, 0.580797, 0.580797, 0.580797)),
    ((-20.0, 1.0), (-1.0, -1.0, 0.0, -1.0)),
    ((-800.0, 1.0), (np.nan, np.nan, 0.0, -1.0)),
    ((40.0, 0.0), (np.inf, np.nan, 0.0, 1.0)),
    ((40.0, 1.0), (np.nan, np.nan, 0.0, -4.248354e-18)),
)


@pytest.mark.parametrize(("place", "printed"), TABLE)
def test_jax_computes_what_the_table_says(place, printed):
    jax = pytest.importorskip("jax", reason="compares with jax where it is installed")
    jax.config.update("jax_enable_x64", True)
    forms = ways(jax.numpy, jax.nn.sigmoid, jax.nn.softplus)
    got = [float(jax.grad(form)(*place)) for form in forms]
    assert got == pytest.approx(list(printed), rel=1e-6, abs=1e-30, nan_ok=True)


@pytest.mark.parametrize(("place", "printed"), TABLE)
def test_autograd_computes_what_the_table_says(place, printed):
    reason = "compares with autograd where it is installed"
    autograd = pytest.importorskip("autograd", reason=reason)
    special = pytest.importorskip("autograd.scipy.special", reason=reason)
    anp = autograd.numpy
    forms = ways(anp, special.expit, lambda u: anp.logaddexp(0.0, u))
    with np.errstate(all="ignore"):
        got = [float(autograd.grad(form)(*place)) for form in forms]
    assert got == pytest.approx(list(printed), rel=1e-6, abs=1e-30, nan_ok=True)


def test_xlogy_mends_the_error_and_not_its_slope():
    jax = pytest.importorskip("jax", reason="compares with jax where it is installed")
    jax.config.update("jax_enable_x64", True)
    special = pytest.importorskip("jax.scipy.special")

    def error(z):
        o = jax.nn.sigmoid(z)
        return -(special.xlogy(1.0, o) + special.xlog1py(0.0, -o))

    assert float(error(40.0)) == 0
    assert np.isnan(float(jax.grad(error)(40.0)))


def test_sklearn_has_the_same_mean_and_clips(chapter):
    metrics = pytest.importorskip(
        "sklearn.metrics", reason="compares with scikit-learn where it is installed"
    )
    rng = np.random.default_rng(4)
    o, t = rng.uniform(0.01, 0.99, 40), rng.integers(0, 2, 40)
    theirs = metrics.log_loss(t, o)
    assert chapter["bce"](o, t) / 40 == pytest.approx(theirs, rel=1e-14)
    clipped = metrics.log_loss([1, 0], np.array([0.0, 0.5]))
    assert round(clipped, 4) == 18.3684


def test_the_data_are_those_of_scikit_learn():
    datasets = pytest.importorskip(
        "sklearn.datasets", reason="compares with scikit-learn where it is installed"
    )
    cancer = datasets.load_breast_cancer()
    file = CHAPTERS / "data" / "breast-cancer.csv"
    ours = np.loadtxt(file, delimiter=",", comments="#", skiprows=2)
    assert np.array_equal(ours, np.column_stack([cancer.data[:, 0], cancer.target]))
