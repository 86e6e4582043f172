"""Functions with exact derivatives: smooth, badly scaled, and pathological ones.

Each `Case` has f, a point x and the exact derivative there, computed from a formula in
mpmath numbers (40 digits) and rounded once. Nothing is shared with the package under
test. Random functions are in `random_functions`.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import mpmath as mp
import numpy as np

mp.mp.dps = 40

big = np.frompyfunc(lambda value: mp.mpf(float(value)), 1, 1)
exp, log = np.frompyfunc(mp.exp, 1, 1), np.frompyfunc(mp.log, 1, 1)
sin, cos = np.frompyfunc(mp.sin, 1, 1), np.frompyfunc(mp.cos, 1, 1)
tanh, digamma = np.frompyfunc(mp.tanh, 1, 1), np.frompyfunc(mp.digamma, 1, 1)


def rounded(values) -> np.ndarray:
    """mpmath numbers as float64."""
    return np.array(np.vectorize(float, otypes=[float])(values))


@dataclass(frozen=True)
class Case:
    """A function, a point, and the exact derivative (f(x).shape + x.shape)."""

    name: str
    f: Callable
    x: np.ndarray
    exact: np.ndarray
    kind: str = "smooth"
    gradient: Callable | None = field(default=None, compare=False)

    def __str__(self):
        return self.name

    def digits(self, value) -> float:
        """Correct digits of a derivative, relative to its largest entry."""
        error = np.max(np.abs(value - self.exact)) / np.max(np.abs(self.exact))
        return float(-np.log10(max(error, 1e-17)))


def _sigmoid(z):
    return 1 / (1 + exp(-z))


def smooth_cases(seed: int = 2026) -> list[Case]:
    """Twenty smooth functions as they occur in statistics and machine learning."""
    rng = np.random.default_rng(seed)
    return [build(rng) for build in _SMOOTH]


def quadratic(rng):
    A, b, x = rng.normal(size=(8, 8)), rng.normal(size=8), rng.normal(size=8)
    M = big(A)
    return Case(
        "quadratic form",
        lambda x: x @ A @ x + b @ x,
        x,
        rounded((M + M.T) @ big(x) + big(b)),
    )


def rosenbrock(rng):
    x = rng.normal(size=10)

    def f(x):
        return np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)

    z = big(x)
    g = np.array([mp.mpf(0)] * 10)
    inner = z[1:] - z[:-1] ** 2
    g[1:] += 200 * inner
    g[:-1] += -400 * z[:-1] * inner - 2 * (1 - z[:-1])
    return Case("Rosenbrock", f, x, rounded(g))


def logistic(rng, m=120, n=24):
    X, theta = rng.normal(size=(m, n)), rng.normal(size=n) * 0.5
    y = (rng.random(m) < 0.4).astype(float)

    def f(theta):
        z = X @ theta
        return np.mean(np.logaddexp(0, z) - y * z)

    Z = big(X)
    g = Z.T @ (_sigmoid(Z @ big(theta)) - y) / m
    return Case(
        "logistic cost",
        f,
        theta,
        rounded(g),
        gradient=lambda t: X.T @ (1 / (1 + np.exp(-X @ t)) - y) / m,
    )


def softmax(rng, m=15, n=4, k=5):
    X, W = rng.normal(size=(m, n)), rng.normal(size=(n, k))
    labels = rng.integers(k, size=m)

    def f(W):
        Z = X @ W
        Z = Z - Z.max(axis=1, keepdims=True)
        log_sum = np.log(np.exp(Z).sum(axis=1))
        return np.mean(log_sum - Z[np.arange(m), labels])

    E = exp(big(X) @ big(W))
    P = E / E.sum(axis=1)[:, None]
    P[np.arange(m), labels] -= 1
    return Case("softmax cross-entropy", f, W, rounded(big(X).T @ P / m))


def log_det(rng, n=5):
    A = rng.normal(size=(n, n))
    A = A @ A.T + n * np.eye(n)
    inverse = mp.inverse(mp.matrix(A.tolist()))
    exact = np.array([[inverse[j, i] for j in range(n)] for i in range(n)])
    return Case("log det", lambda A: np.linalg.slogdet(A)[1], A, rounded(exact))


def gaussian_nll(rng, m=40):
    y, x = rng.normal(1.0, 2.0, m), np.array([0.7, 0.4])

    def f(x):
        return np.sum((y - x[0]) ** 2) / (2 * np.exp(2 * x[1])) + m * x[1]

    r, s2 = big(y) - mp.mpf(0.7), mp.exp(2 * mp.mpf(0.4))
    exact = [-np.sum(r) / s2, m - np.sum(r**2) / s2]
    return Case("Gaussian likelihood", f, x, rounded(exact))


def network(rng, n=4, k=6, m=10):
    X, y = rng.normal(size=(m, n)), rng.normal(size=m)
    x = rng.normal(size=n * k + 2 * k + 1) * 0.6

    def split(x):
        return x[: n * k].reshape(n, k), x[n * k : -k - 1], x[-k - 1 : -1], x[-1]

    def f(x):
        W, b, v, c = split(x)
        return 0.5 * np.mean((np.tanh(X @ W + b) @ v + c - y) ** 2)

    W, b, v, c = split(big(x))
    H = tanh(big(X) @ W + b)
    r = (H @ v + c - big(y)) / m
    back = r[:, None] * v * (1 - H**2)
    parts = [(big(X).T @ back).ravel(), back.sum(axis=0), H.T @ r, [r.sum()]]
    return Case("network with tanh", f, x, rounded(np.concatenate(parts)))


def least_squares(rng, m=60, n=20):
    X, y, x = rng.normal(size=(m, n)), rng.normal(size=m), rng.normal(size=n)
    exact = big(X).T @ (big(X) @ big(x) - big(y)) / m
    return Case(
        "least squares",
        lambda x: np.sum((X @ x - y) ** 2) / (2 * m),
        x,
        rounded(exact),
    )


def gamma_likelihood(rng, m=12):
    y = rng.gamma(2.0, 1.0, m)
    x, logs = np.array([1.7, 0.9]), np.log(y)
    total, logsum = np.sum(y), np.sum(logs)

    def f(x):
        a, b = x
        return m * (math.lgamma(a) - a * np.log(b)) - (a - 1) * logsum + b * total

    a, b = mp.mpf(1.7), mp.mpf(0.9)
    exact = [
        m * (mp.digamma(a) - mp.log(b)) - mp.mpf(float(logsum)),
        -m * a / b + mp.mpf(float(total)),
    ]
    return Case("gamma likelihood", f, x, rounded(exact))


def log_sum_exp(rng, n=20):
    x = rng.normal(size=n) * 2
    E = exp(big(x))
    return Case(
        "log-sum-exp", lambda x: np.log(np.sum(np.exp(x))), x, rounded(E / np.sum(E))
    )


def poisson(rng, m=50, n=20):
    X, x = rng.normal(size=(m, n)) * 0.4, rng.normal(size=n) * 0.5
    y = rng.poisson(1.5, m).astype(float)
    exact = big(X).T @ (exp(big(X) @ big(x)) - y)
    return Case(
        "Poisson regression",
        lambda x: np.sum(np.exp(X @ x) - y * (X @ x)),
        x,
        rounded(exact),
    )


def ridge(rng, m=30, n=25):
    X, y, x = rng.normal(size=(m, n)), rng.normal(size=m), rng.normal(size=n)
    exact = big(X).T @ (big(X) @ big(x) - big(y)) + mp.mpf(0.3) * big(x)
    return Case(
        "ridge regression",
        lambda x: 0.5 * np.sum((X @ x - y) ** 2) + 0.15 * np.sum(x**2),
        x,
        rounded(exact),
    )


def student(rng, m=30):
    y, x = rng.standard_t(3, m), np.array([0.2, -0.3])

    def f(x):
        square = (y - x[0]) ** 2 * np.exp(-2 * x[1])
        return 2 * np.sum(np.log(1 + square / 3)) + m * x[1]

    r, s2 = big(y) - mp.mpf(0.2), mp.exp(2 * mp.mpf(-0.3))
    w = 4 / (3 * s2 + r**2)
    return Case(
        "Student likelihood",
        f,
        x,
        rounded([-np.sum(w * r), m - np.sum(w * r**2)]),
    )


def trigonometric(rng, n=6):
    x = rng.normal(size=n)
    z = big(x)
    left, right = sin(z[:-1]), cos(2 * z[1:])
    exact = np.array([mp.mpf(0)] * n)
    exact[:-1] += cos(z[:-1]) * right
    exact[1:] += -2 * left * sin(2 * z[1:])
    return Case(
        "sines and cosines",
        lambda x: np.sum(np.sin(x[:-1]) * np.cos(2 * x[1:])),
        x,
        rounded(exact),
    )


def rational(rng, n=5):
    x = rng.normal(size=n)
    z = big(x)
    return Case(
        "rational function",
        lambda x: np.sum(x / (2 + x**2)),
        x,
        rounded((2 - z**2) / (2 + z**2) ** 2),
    )


def ratio(rng, n=6):
    A, x = rng.normal(size=(n, n)), rng.normal(size=n)
    A = A @ A.T
    z = big(x)
    q, s = z @ big(A) @ z, z @ z
    return Case(
        "Rayleigh quotient",
        lambda x: (x @ A @ x) / (x @ x),
        x,
        rounded(2 * (big(A) @ z) / s - 2 * q * z / s**2),
    )


def softmax_jacobian(rng, n=6):
    x = rng.normal(size=n)

    def f(x):
        e = np.exp(x - x.max())
        return e / e.sum()

    p = exp(big(x))
    p = p / np.sum(p)
    return Case("softmax", f, x, rounded(np.diag(p) - np.outer(p, p)))


def decay_jacobian(rng, m=40, k=3):
    t = np.linspace(0.1, 4, m)
    x = np.concatenate([rng.uniform(0.5, 2, k), rng.uniform(0.2, 3, k)])

    def f(x):
        return np.exp(-t[:, None] * x[k:]) @ x[:k]

    E = exp(-big(t)[:, None] * big(x[k:]))
    exact = np.concatenate([E, -big(t)[:, None] * E * big(x[:k])], axis=1)
    return Case("exponential decay", f, x, rounded(exact))


def matrix_jacobian(rng, n=3):
    A, x = rng.normal(size=(n, n)), rng.normal(size=(n, n))
    one = np.eye(n)
    # d(XAX)_ij / dX_kl = delta_ik (AX)_lj + (XA)_ik delta_lj
    right, left = rounded(big(A) @ big(x)), rounded(big(x) @ big(A))
    exact = np.einsum("ik,lj->ijkl", one, right) + np.einsum("ik,lj->ijkl", left, one)
    return Case("matrix product", lambda X: X @ A @ X, x, exact)


def spherical_jacobian(rng):
    x = np.array([1.3, 0.7, 2.1])

    def f(x):
        r, u, v = x
        return r * np.array([np.sin(u) * np.cos(v), np.sin(u) * np.sin(v), np.cos(u)])

    r, u, v = (mp.mpf(float(a)) for a in x)
    su, cu, sv, cv = mp.sin(u), mp.cos(u), mp.sin(v), mp.cos(v)
    exact = [
        [su * cv, r * cu * cv, -r * su * sv],
        [su * sv, r * cu * sv, r * su * cv],
        [cu, -r * su, mp.mpf(0)],
    ]
    return Case("spherical coordinates", f, x, rounded(exact))


_SMOOTH = (
    quadratic,
    rosenbrock,
    logistic,
    softmax,
    log_det,
    gaussian_nll,
    network,
    least_squares,
    gamma_likelihood,
    log_sum_exp,
    poisson,
    ridge,
    student,
    trigonometric,
    rational,
    ratio,
    softmax_jacobian,
    decay_jacobian,
    matrix_jacobian,
    spherical_jacobian,
)
