"""Chapter 14 against mpmath at nasty inputs, and against a heavy peer.

The heavy peer is skipped, by name, where it is not installed. The functions are those
of the notebook, read from its cells.
"""

import warnings

import numpy as np
import pytest
from chapter_functions import CHAPTERS, functions
from mpmath import mp

NAMES = {
    "floats",
    "probabilities",
    "energy_score",
    "log_partition_hessian",
    "rbm_free_energy",
    "log_prob",
    "log_partition",
    "quad_log_partition",
    "log_likelihood",
    "newton_path",
}

# Huge, common to all, saturated, tied, tiny, far apart, and a single state.
ENERGIES = [
    [-800.0, -801.0, -805.0],
    [800.0, 801.0, 805.0],
    [1e10, 1e10 + 1, 1e10 + 3],
    [1e15, 1e15 + 2, 1e15 + 30],
    [0.0, 40.0, 45.0],
    [3.0, 3.0, 3.0, 3.0],
    [1e-9, -1e-9, 3e-9],
    [-700.0, 0.0, 700.0],
    [5.0],
]
TINY = mp.mpf(5e-324)  # what is smaller becomes 0


@pytest.fixture(scope="module")
def chapter():
    return functions("14-energy-based.ipynb", NAMES, np=np)


def exact(E):
    """Z (as logarithm) and probabilities of float energies, at the set precision."""
    low = mp.mpf(min(E))
    terms = [mp.exp(low - mp.mpf(e)) for e in E]
    whole = mp.fsum(terms)
    return mp.log(whole) - low, [t / whole for t in terms]


def near(ours, right, scale=None, digits=3e-15):
    size = abs(right) if scale is None else scale
    return abs(mp.mpf(float(ours)) - right) <= digits * size + TINY


@pytest.mark.parametrize("E", ENERGIES)
def test_probabilities_and_logarithms_keep_their_digits(chapter, E):
    with mp.workdps(700):
        log_Z, p = exact(E)
        for ours, log_ours, right in zip(
            chapter["probabilities"](E), chapter["log_prob"](E), p, strict=True
        ):
            assert near(ours, right)
            assert near(log_ours, mp.log(right))
        scale = abs(log_Z) + abs(mp.mpf(min(E)))
        assert near(chapter["log_partition"](E), log_Z, scale)


@pytest.mark.parametrize("E", ENERGIES)
def test_score_is_right_beside_its_terms(chapter, E):
    rng = np.random.default_rng(0)
    dE = rng.normal(size=(len(E), 4)) * [1, 1e8, 1e-8, 1]
    with mp.workdps(700):
        p = exact(E)[1]
        for x in range(len(E)):
            found = chapter["energy_score"](E, dE, x)
            for j in range(4):
                terms = [
                    q * (mp.mpf(dE[k, j]) - mp.mpf(dE[x, j])) for k, q in enumerate(p)
                ]
                size = mp.fsum(abs(t) for t in terms)
                assert near(found[j], mp.fsum(terms), size)


def test_score_keeps_the_shape_of_the_parameters(chapter):
    rng = np.random.default_rng(1)
    E, dE = rng.normal(size=5), rng.normal(size=(5, 2, 3))
    found = chapter["energy_score"](E, dE, np.int64(3))
    flat = chapter["energy_score"](E, dE.reshape(5, 6), 3)
    assert found.shape == (2, 3)
    assert (found.ravel() == flat).all()
    assert chapter["energy_score"](E, dE[:, 0, 0], 3).shape == ()


def test_a_shift_of_all_energies_and_slopes_changes_nothing(chapter):
    E, dE = np.array([0.0, 1.0, 4.0]), np.array([[1.0], [2.0], [-1.0]])
    right = chapter["energy_score"](E, dE, 2)
    assert (chapter["energy_score"](E + 2.0**40, dE + 2.0**40, 2) == right).all()


@pytest.mark.parametrize("kind", [np.uint8, np.int8, np.int64, np.float32])
def test_other_kinds_of_numbers_are_taken_as_floats(chapter, kind):
    """-E of unsigned integers would wrap around."""
    E, dE = np.array([0, 1, 3], kind), np.array([[1], [0], [2]], kind)
    for name in ("probabilities", "log_prob", "log_partition"):
        assert np.all(chapter[name](E) == chapter[name](E.astype(float)))
    ours = chapter["energy_score"](E, dE, 0)
    assert (ours == chapter["energy_score"](E.astype(float), dE.astype(float), 0)).all()
    H = chapter["log_partition_hessian"](E, dE)
    right = chapter["log_partition_hessian"](E.astype(float), dE.astype(float))
    assert (right == H).all()


@pytest.mark.parametrize("E", ENERGIES[:8])
def test_hessian_is_covariance_less_mean(chapter, E):
    rng = np.random.default_rng(2)
    K = len(E)
    dE, ddE = rng.normal(size=(K, 2)), rng.normal(size=(K, 2, 2))
    with mp.workdps(700):
        p = exact(E)[1]
        mean = [
            mp.fsum(q * mp.mpf(v) for q, v in zip(p, dE[:, j], strict=True))
            for j in range(2)
        ]
        for i in range(2):
            for j in range(2):
                cov = mp.fsum(
                    p[k] * (mp.mpf(dE[k, i]) - mean[i]) * (mp.mpf(dE[k, j]) - mean[j])
                    for k in range(K)
                )
                bent = mp.fsum(p[k] * mp.mpf(ddE[k, i, j]) for k in range(K))
                plain = chapter["log_partition_hessian"](E, dE)[i, j]
                whole = chapter["log_partition_hessian"](E, dE, ddE)[i, j]
                assert near(plain, cov, 1, 1e-14)
                assert near(whole, cov - bent, 1, 1e-14)


def test_free_energy_sums_over_the_hidden_units(chapter):
    rng = np.random.default_rng(3)
    a, b, W = rng.normal(size=4), 30 * rng.normal(size=3), 30 * rng.normal(size=(4, 3))
    V = (np.arange(16)[:, None] >> np.arange(4)) & 1
    hidden = (np.arange(8)[:, None] >> np.arange(3)) & 1
    for v, ours in zip(V, chapter["rbm_free_energy"](V, a, b, W), strict=True):
        joint = [
            mp.mpf(float(v @ a)) + mp.mpf(float(h @ b + v @ W @ h)) for h in hidden
        ]
        right = -mp.log(mp.fsum(mp.exp(t) for t in joint))
        assert near(ours, right, max(abs(t) for t in joint), 1e-13)


def test_free_energy_of_far_units_is_finite(chapter):
    found = chapter["rbm_free_energy"]([[1, 0]], [0, 0], [1e5], [[1.0], [0.0]])
    assert found.tolist() == [-100001.0]


def test_trapezoid_is_exact_for_constants_and_right_for_the_bell(chapter):
    quad = chapter["quad_log_partition"]
    for m in (2, 5, 101):
        assert abs(quad(np.zeros_like, 0, 1, m)) < 1e-15
        assert abs(quad(lambda v: 0 * v + 900, 2, 5, m) - (np.log(3) - 900)) < 1e-12
    bell = quad(lambda v: v**2 / 2 - 1000, -12, 12, 61)
    assert abs(bell - 1000 - np.log(2 * np.pi) / 2) < 1e-12


def test_trapezoid_of_exponential_decay_converges_like_a_square(chapter):
    """An energy that does not die at the ends: the weights there count."""
    right = np.log(1 - np.exp(-2.0))
    errors = [
        abs(chapter["quad_log_partition"](lambda v: v, 0, 2, m) - right)
        for m in (11, 21, 41)
    ]
    assert 3.9 < errors[0] / errors[1] < 4.1
    assert 3.9 < errors[1] / errors[2] < 4.1


def lsat():
    table = np.loadtxt(CHAPTERS / "data/lsat6.csv", delimiter=",", skiprows=2)
    X, people = table[:, :5], table[:, 5]
    pairs = [X[:, a] * X[:, b] for a in range(5) for b in range(a + 1, 5)]
    return np.column_stack([X, *pairs]), people


def test_newton_matches_the_moments_at_any_scale(chapter):
    T, people = lsat()
    share = people / people.sum()
    fit = chapter["newton_path"](T, share)
    value, gradient = chapter["log_likelihood"](fit[-1], T, share)
    assert len(fit) == 8
    assert abs(value + 2.464280808235) < 1e-12
    assert np.abs(gradient).max() < 1e-12
    for scale in (1e6, 1e-6):
        other = chapter["newton_path"](scale * T, share)
        assert np.allclose(other[-1] * scale, fit[-1], rtol=0, atol=1e-9)


def test_newton_runs_away_undamped(chapter):
    T, people = lsat()
    with warnings.catch_warnings(), pytest.raises((np.linalg.LinAlgError, ValueError)):
        warnings.simplefilter("ignore")
        chapter["newton_path"](T, people / people.sum(), damped=False)


def test_newton_says_that_there_is_no_maximum(chapter):
    """All data in one state: the gradient gets small, a maximum there is not."""
    with pytest.raises((ArithmeticError, np.linalg.LinAlgError)):
        chapter["newton_path"]([[0.0], [1.0]], [0.0, 1.0])


def test_newton_takes_whole_numbers(chapter):
    T = np.array([[0], [1], [2]], np.uint8)
    path = chapter["newton_path"](T, [0.5, 0.25, 0.25])
    right = chapter["newton_path"](T.astype(float), [0.5, 0.25, 0.25])
    assert (path == right).all()
    p = chapter["probabilities"](-T.astype(float) @ path[-1])
    assert abs(p @ T[:, 0] - 0.75) < 1e-8


TWO, SLOPES = [0.0, 1.0], [[0.0], [1.0]]
REFUSED = [
    ("probabilities", ([],), "E"),
    ("probabilities", ([[0.0], [1.0]],), "E"),
    ("probabilities", ([np.inf, 0.0],), "E"),
    ("probabilities", ([np.inf, np.inf],), "E"),
    ("probabilities", ([np.nan, 0.0],), "E"),
    ("probabilities", ([True, False],), "E"),
    ("probabilities", ([1j, 0.0],), "E"),
    ("probabilities", (["1", "2"],), "E"),
    ("log_prob", ([[0.0], [1.0]],), "E"),
    ("log_partition", ([],), "E"),
    ("log_partition", ([-np.inf, 0.0],), "E"),
    ("energy_score", (TWO, [[0.0]], 0), "dE"),
    ("energy_score", (TWO, [[0.0], [np.inf]], 0), "dE"),
    ("energy_score", (TWO, 1.0, 0), "dE"),
    ("energy_score", (TWO, SLOPES, -1), "x"),
    ("energy_score", (TWO, SLOPES, 2), "x"),
    ("energy_score", (TWO, SLOPES, 1.0), "x"),
    ("energy_score", (TWO, SLOPES, True), "x"),
    ("energy_score", (TWO, SLOPES, [0, 1]), "x"),
    ("log_partition_hessian", (TWO, [0.0, 1.0]), "dE"),
    ("log_partition_hessian", (TWO, [[0.0, 1.0]]), "dE"),
    ("log_partition_hessian", (TWO, SLOPES, [[0.0], [1.0]]), "ddE"),
    ("log_partition_hessian", (TWO, SLOPES, 3.0), "ddE"),
    ("rbm_free_energy", ([[1, 0]], [0.0], [0.0], [[1.0], [0.0]]), "W"),
    ("rbm_free_energy", ([1, 0], [0.0, 1], [0.0], [[1.0], [0.0]]), "V"),
    ("rbm_free_energy", ([[1, np.nan]], [0.0, 1], [0.0], [[1.0], [0.0]]), "V"),
    ("quad_log_partition", (lambda v: 0.0, 0, 1, 5), "energy"),
    ("quad_log_partition", (np.zeros_like, 1, 0, 5), "m"),
    ("quad_log_partition", (np.zeros_like, 0, 1, 1), "m"),
    ("quad_log_partition", (np.zeros_like, 0, 1, 5.0), "m"),
    ("quad_log_partition", (np.zeros_like, 0, np.inf, 5), "hi"),
    ("log_likelihood", ([1.0], SLOPES, [3, 4]), "share"),
    ("log_likelihood", ([1.0], SLOPES, [1.5, -0.5]), "share"),
    ("log_likelihood", ([1.0, 2.0], SLOPES, [0.5, 0.5]), "T"),
    ("log_likelihood", ([1.0], [0.0, 1.0], [0.5, 0.5]), "T"),
    ("newton_path", ([0.0, 1.0], [0.5, 0.5]), "T"),
    ("newton_path", (SLOPES, [30, 40]), "share"),
]


@pytest.mark.parametrize(("name", "given", "argument"), REFUSED)
def test_what_does_not_fit_is_refused_by_name(chapter, name, given, argument):
    with pytest.raises(ValueError, match=rf"^{argument}: "):
        chapter[name](*given)


def test_statsmodels_fits_the_same_model(chapter):
    """A Poisson regression of the 32 counts, the intercept is log(1000 / Z)."""
    sm = pytest.importorskip(
        "statsmodels.api", reason="compares, where it is installed"
    )
    T, people = lsat()
    theirs = sm.GLM(people, sm.add_constant(T), family=sm.families.Poisson()).fit(
        tol=1e-14
    )
    fit = chapter["newton_path"](T, people / 1000)[-1]
    H = chapter["log_partition_hessian"](-T @ fit, -T)
    assert np.allclose(theirs.params[1:], fit, rtol=0, atol=1e-10)
    assert np.allclose(
        theirs.bse[1:], np.sqrt(np.diag(np.linalg.inv(1000 * H))), rtol=1e-6
    )
    intercept = np.log(1000) - chapter["log_partition"](-T @ fit)
    assert abs(theirs.params[0] - intercept) < 1e-10
