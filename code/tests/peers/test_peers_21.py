"""Chapter 21 against mpmath at nasty inputs, and against heavy peers.

A heavy peer is skipped, by name, where it is not installed. The functions are those of
the notebook, read from its cells.
"""

import numpy as np
import pytest
from chapter_functions import functions
from mpmath import mp
from scipy.optimize import minimize_scalar
from scipy.signal import lfilter

NAMES = {
    "motor_data",
    "hann",
    "window_rows",
    "fit",
    "partialled",
    "slopes",
    "predicted_slope",
    "discretize",
    "simulate",
    "lagged_rows",
    "lagged_fit",
    "rate_of",
    "once_rows",
    "once_fit",
    "twice_rows",
    "twice_fit",
    "motion",
    "misfit",
    "output_error",
}
# Motors in several units: alpha, beta, gamma, and a step that fits them.
MOTORS = [
    ((-2.0, 3.0, -0.5), 0.02),
    ((-2e-3, 3e-6, -5e-7), 20.0),
    ((-2e6, 3e12, -5e11), 2e-8),
    ((-0.1, 1e-9, 1e-10), 0.1),
]
FITS = {"lagged_fit": 1e-6, "once_fit": 1e-6, "twice_fit": 2e-3, "output_error": 1e-5}


@pytest.fixture(scope="module")
def chapter():
    return functions(
        "21-derivative-regression.ipynb", NAMES, np=np,
        lfilter=lfilter, minimize_scalar=minimize_scalar,
    )  # fmt: skip


def held(n, cell=25, seed=0):
    """A voltage that jumps between plus and minus one."""
    signs = np.random.default_rng(seed).choice([-1.0, 1.0], n // cell + 1)
    return np.repeat(signs, cell)[:n]


def exact_step(alpha, h):
    """phi, b and c from their definitions, by integrals where alpha is 0."""
    with mp.workdps(700):
        alpha, h = mp.mpf(alpha), mp.mpf(h)
        if alpha == 0:
            return 1.0, float(h), float(h * h / 2)
        phi = mp.exp(alpha * h)
        b, c = (phi - 1) / alpha, (phi - 1 - alpha * h) / alpha**2
        return float(phi), float(b), float(c)


@pytest.mark.parametrize("h", [1.0, 0.02, 3e-7, 40.0])
@pytest.mark.parametrize(
    "s", [0.0, 1e-300, -1e-12, 1e-7, -1e-3, 0.5, -0.999, 0.999, -1.001, 1.001, -50, 50]
)
def test_one_step_at_any_rate(chapter, s, h):
    alpha = s / h
    ours = chapter["discretize"](alpha, h)
    np.testing.assert_allclose(ours, exact_step(alpha, h), rtol=2e-14)


@pytest.mark.parametrize(("alpha", "h"), [(np.nan, 1.0), (-1.0, 0.0), (-1.0, -2.0)])
def test_a_step_that_is_none(chapter, alpha, h):
    with pytest.raises(ValueError, match="finite alpha and h > 0"):
        chapter["discretize"](alpha, h)


def test_simulation_of_a_constant_force(chapter):
    """From rest: v = g b(t) and x = g c(t), at every sample."""
    x, v = chapter["simulate"]((-0.7, 2.0, 0.5), np.ones(50), 0.3)
    for k in (1, 7, 50):
        _, b, c = exact_step(-0.7, 0.3 * k)
        np.testing.assert_allclose([x[k], v[k]], [2.5 * c, 2.5 * b], rtol=1e-12)


def test_simulation_start_and_kicks(chapter):
    x, v = chapter["simulate"]((0.0, 1.0, 0.0), np.zeros(4), 0.5, start=(1.0, 2.0))
    np.testing.assert_allclose(x, [1, 2, 3, 4, 5])
    kicks = np.array([[0, 0, 3.0, 0], [0, 0, 0, 0]])
    x, v = chapter["simulate"]((0.0, 1.0, 0.0), np.zeros(4), 0.5, kicks=kicks)
    np.testing.assert_allclose(v, [[0, 0, 0, 3, 3], [0] * 5])
    np.testing.assert_allclose(x, [[0, 0, 0, 0, 1.5], [0] * 5])


def test_a_voltage_that_is_none(chapter):
    with pytest.raises(ValueError, match="u: finite numbers"):
        chapter["simulate"]((-1.0, 1.0, 0.0), np.ones((2, 3)), 0.1)


def exact_row(y, u, h, k):
    """The integrals of one wave: trapezoid for y, exact for u, in units of h."""
    N = len(u)
    with mp.workdps(40):
        span = N * mp.mpf(h)

        def w(t):
            wave = mp.exp(-2j * mp.pi * k * t / span)
            return mp.sin(mp.pi * t / span) ** 2 * wave

        times = [j * mp.mpf(h) for j in range(N + 1)]
        parts = [1 / mp.mpf(2) if j in (0, N) else 1 for j in range(N + 1)]
        r, z = (
            mp.fsum(parts[j] * mp.diff(w, times[j], d) * y[j] for j in range(N + 1))
            for d in (2, 1)
        )
        cells = [mp.quad(w, times[j : j + 2]) / mp.mpf(h) for j in range(N)]
        volts = mp.fsum(cells[j] * u[j] for j in range(N))
        return [complex(value) for value in (r, -z, volts, mp.fsum(cells))]


def test_the_window_from_its_definition(chapter):
    y, u, h = np.cos(np.arange(9.0)) * 3, np.array([1.0, -2, 0, 4, 4, 1, -1, 3]), 0.7
    r, z, W = chapter["window_rows"](y, u, h, 2)
    for k in range(3):
        ours_k = (r, z, *W.T)
        for ours, exact in zip(ours_k, exact_row(y, u, h, k), strict=True):
            assert abs(ours[k] + 1j * ours[k + 3] - exact) < 1e-12 * (1 + abs(exact))


def test_the_window_does_not_see_where_zero_is(chapter):
    x = chapter["simulate"]((-2.0, 3.0, -0.5), held(400), 0.02)[0]
    rows = chapter["window_rows"](x, held(400), 0.02, 9)
    far = chapter["window_rows"](x + 2.0**20, held(400), 0.02, 9)
    for ours, moved in zip(rows, far, strict=True):
        np.testing.assert_allclose(ours, moved, atol=1e-9 * np.abs(ours).max())


@pytest.mark.parametrize(("theta", "h"), MOTORS)
def test_every_fit_finds_the_motor(chapter, theta, h):
    u = held(1000)
    x = chapter["simulate"](theta, u, h)[0]
    for name, within in FITS.items():
        np.testing.assert_allclose(chapter[name](x, u, h), theta, rtol=within)
    window = chapter["fit"](*chapter["window_rows"](x, u, h))
    np.testing.assert_allclose(window, theta, rtol=1e-4)


@pytest.mark.parametrize("name", [*FITS, "window"])
def test_a_voltage_that_stands_still(chapter, name):
    def window(*record):
        return chapter["fit"](*chapter["window_rows"](*record))

    x = chapter["simulate"]((-2.0, 3.0, -0.5), np.ones(500), 0.02)[0]
    with pytest.raises(ValueError, match="u must vary"):
        chapter.get(name, window)(x, np.ones(500), 0.02)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"y": np.ones(10)}, r"y \(..., N \+ 1\)"),
        ({"u": np.ones((2, 5))}, r"u \(N,\)"),
        ({"u": np.ones(3), "y": np.ones(4)}, "N > 3"),
        ({"y": np.full(11, np.nan)}, "y: finite reals"),
        ({"y": np.ones(11, complex)}, "y: finite reals"),
        ({"u": np.array(["a"] * 10)}, "u: finite reals"),
        ({"h": 0.0}, "h: one number"),
        ({"h": [0.1, 0.2]}, "h: one number"),
        ({"K": 0}, "K: a whole number"),
        ({"K": 5}, "K: a whole number"),
        ({"K": 2.0}, "K: a whole number"),
    ],
)
def test_records_that_do_not_fit(chapter, change, said):
    record = {"y": np.ones(11), "u": np.ones(10), "h": 0.1, "K": 2} | change
    with pytest.raises(ValueError, match=said):
        chapter["window_rows"](**record)


def test_noise_without_a_motor_is_refused(chapter):
    noise = np.random.default_rng(1).normal(size=1001)
    with pytest.raises(ValueError, match="not positive"):
        chapter["lagged_fit"](noise, held(1000), 0.02)
    runaway = chapter["simulate"]((0.5, 3.0, 0.0), held(400), 0.02)[0]
    with pytest.raises(ValueError, match="no motor that slows"):
        chapter["output_error"](runaway, held(400), 0.02)


def test_the_predicted_slope_of_a_textbook_case(chapter):
    """y on itself: the regressor's errors are the response's, and the slope is 1."""

    def itself(y, u, h):
        return y, y, np.ones((len(u) + 1, 1))

    def half(y, u, h):
        return np.diff(y), y[..., :-1], np.ones((len(u), 1))

    x, u = np.array([0.0, 3.0, 1.0, 5.0]), np.ones(3)
    assert chapter["predicted_slope"](itself, x, u, 1.0, 0.7) == pytest.approx(1)
    # By hand: z = (0, 3, 1), r = (3, -2, 4), M takes out the mean; tr M = 2, and the
    # errors of r and z meet with -1 on the diagonal and with +1 beside it.
    above, below = -26 / 3, 14 / 3
    spread = 0.7**2
    expected = (above + spread * (-2 - 2 / 3)) / (below + 2 * spread)
    assert chapter["predicted_slope"](half, x, u, 1.0, 0.7) == pytest.approx(expected)


def test_increments_are_an_autoregression(chapter):
    ar = pytest.importorskip("statsmodels.tsa.ar_model")
    u = held(600)
    kicks = 0.05 * np.random.default_rng(2).normal(size=600)
    x = chapter["simulate"]((-2.0, 3.0, -0.5), u, 0.02, kicks=kicks)[0]
    peer = ar.AutoReg(np.diff(x), 1, exog=np.stack([u, np.r_[0, u[:-1]]], -1)).fit()
    constant, phi, now, before = peer.params
    ours = chapter["fit"](*chapter["lagged_rows"](x, u, 0.02))
    np.testing.assert_allclose(ours, [phi, now, before, constant], rtol=1e-7)
