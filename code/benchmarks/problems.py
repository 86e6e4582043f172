"""The functions of the benchmark, with exact gradients, flattened for every package."""

import math
import sys
from pathlib import Path

import mpmath as mp
import numpy as np

# Random functions and planted mistakes are those of the tests.
TESTS = Path(__file__).parents[1] / "tests"
sys.path[:0] = [str(TESTS / "numerics"), str(TESTS / "gradients")]

from functions import Case, big, rounded, smooth_cases  # noqa: E402

#: Seeds that no test of the package uses.
SEED = 90_417


class Flat:
    """f at flat points, counting its calls; a number, or an array of shape (m,)."""

    def __init__(self, f, shape):
        self.f, self.shape, self.calls = f, shape, 0

    def __call__(self, z):
        self.calls += 1
        value = np.asarray(self.f(np.reshape(z, self.shape)))
        return float(value) if value.ndim == 0 else value.ravel()


def smooth():
    """Twenty smooth functions."""
    return smooth_cases(SEED)


def difficult():
    """Twenty functions that are smooth where they are looked at, and awkward.

    Their values in float64 determine the derivative to more than three digits.
    """
    one = [
        ("square near zero", 1e-8, lambda x: x * x, lambda x: 2 * x),
        (
            "unit 1e-8",
            1e-8,
            lambda x: np.sin(x * 1e8),
            lambda x: 1e8 * mp.cos(x * 10**8),
        ),
        (
            "unit 1e8",
            3e8,
            lambda x: np.sin(x / 1e8),
            lambda x: mp.cos(x / 10**8) / 10**8,
        ),
        ("log at 1e-9", 1e-9, np.log, lambda x: 1 / x),
        (
            "fast wave",
            0.9,
            lambda x: np.sin(1e3 * x),
            lambda x: 1000 * mp.cos(1000 * x),
        ),
        ("chirp", 50.0, lambda x: np.sin(x * x), lambda x: 2 * x * mp.cos(x * x)),
        ("offset 1e7", 1.0, lambda x: 1e7 + np.sin(x), mp.cos),
        ("height 1e-7", 1.0, lambda x: 1e-7 * np.sin(x), lambda x: 1e-7 * mp.cos(x)),
        ("kink at 1e-4", 1 + 1e-4, lambda x: abs(x - 1), lambda x: mp.mpf(1)),
        ("relu at 1e-6", 1e-6, lambda x: max(x, 0.0), lambda x: mp.mpf(1)),
        (
            "saturated sigmoid",
            -40.0,
            lambda x: 1 / (1 + np.exp(-x)),
            lambda x: mp.exp(-x) / (1 + mp.exp(-x)) ** 2,
        ),
        ("root at 1e-10", 1e-10, np.sqrt, lambda x: 1 / (2 * mp.sqrt(x))),
        (
            "cancellation",
            1e-4,
            lambda x: (1 - np.cos(x)) / x**2,
            lambda x: mp.sin(x) / x**2 - 2 * (1 - mp.cos(x)) / x**3,
        ),
        ("offset 1e12", 3.0, lambda x: 1e12 + x * x, lambda x: 2 * x),
        (
            "tail",
            5.0,
            lambda x: np.exp(-x * x),
            lambda x: -2 * x * mp.exp(-x * x),
        ),
        ("near a pole", 1.57, np.tan, lambda x: mp.sec(x) ** 2),
        (
            "narrow bump",
            2e-3,
            lambda x: 1 / (1 + (x * 1e3) ** 2),
            lambda x: -2e6 * x / (1 + (x * 1000) ** 2) ** 2,
        ),
        ("entropy", 1e-12, lambda x: x * np.log(x), lambda x: mp.log(x) + 1),
        ("log gamma", 1e6, math.lgamma, mp.digamma),
    ]
    cases = [
        Case(
            name,
            lambda x, f=f: f(x[0]),
            np.array([x]),
            rounded([slope(mp.mpf(x))]),
            kind="difficult",
        )
        for name, x, f, slope in one
    ]
    x = np.array([2e-8, 3e8])
    cases.append(
        Case(
            "two units",
            lambda x: np.sin(x[0] * 1e8) + np.cos(x[1] / 1e8),
            x,
            rounded(
                [1e8 * mp.cos(big(x)[0] * 10**8), -mp.sin(big(x)[1] / 10**8) / 1e8]
            ),
            kind="difficult",
        )
    )
    return cases


def logistic(seed, m, n):
    """The logistic cost: (f, gradient, Hessian, point)."""
    rng = np.random.default_rng([SEED, seed])
    X, theta = rng.normal(size=(m, n)), rng.normal(size=n) / np.sqrt(n)
    y = (rng.random(m) < 0.4) * 1.0

    def f(t):
        z = X @ t
        return np.mean(np.logaddexp(0, z) - y * z)

    def gradient(t):
        return X.T @ (1 / (1 + np.exp(-(X @ t))) - y) / m

    def hessian(t):
        p = 1 / (1 + np.exp(-(X @ t)))
        return (X.T * (p * (1 - p))) @ X / m

    return f, gradient, hessian, theta


def rosenbrock(n):
    """A function that costs next to nothing: (f, point)."""

    def f(x):
        return np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)

    return f, np.random.default_rng(SEED).normal(size=n)


def coupled(seed, n):
    """A smooth function of many inputs: (f, gradient, point)."""
    rng = np.random.default_rng([SEED, seed])
    w, x = rng.uniform(0.5, 2, n), rng.normal(size=n)

    def f(x):
        return np.sum(w * np.log(np.cosh(x))) + x.sum() ** 2 / (2 * n)

    def gradient(x):
        return w * np.tanh(x) + x.sum() / n

    return f, gradient, x


def one_wrong(gradient, x, error):
    """The gradient with one entry off by a relative error; not one of the largest."""
    size = np.abs(gradient(x)).ravel()
    place = np.argsort(size)[round(0.75 * (size.size - 1))]
    factor = np.ones(size.size)
    factor[place] += error

    def wrong(z):
        value = np.asarray(gradient(z))
        return value * factor.reshape(value.shape)

    return wrong
