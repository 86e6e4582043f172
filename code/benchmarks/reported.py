"""Mistakes of the kinds that people report in public, generated: what is said of them.

Each group makes one problem from a random generator: (f, claim, x, what is to be said),
the last as the kinds of explanation that are right and words that must occur.
"""

import numpy as np


def _least_squares(rng, n=5):
    A, b = rng.normal(size=(2 * n, n)), rng.normal(size=2 * n)
    return lambda t: 0.5 * np.sum((A @ t - b) ** 2), lambda t: A.T @ (A @ t - b)


def _sigmoid(u):
    return 1 / (1 + np.exp(-u))


#: t = phi(x), its derivative, and a point of its domain from normal numbers.
CHANGES = {
    "exp(x)": (np.exp, np.exp, lambda u: u),
    "log(x)": (np.log, lambda x: 1 / x, np.exp),
    "x^2": (np.square, lambda x: 2 * x, lambda u: u),
    "sqrt(x)": (np.sqrt, lambda x: 0.5 / np.sqrt(x), np.exp),
    "1/x": (lambda x: 1 / x, lambda x: -1 / x**2, np.exp),
    "sigmoid(x)": (_sigmoid, lambda x: _sigmoid(x) * _sigmoid(-x), lambda u: u),
    "logit(x)": (
        lambda x: np.log(x / (1 - x)),
        lambda x: 1 / (x * (1 - x)),
        _sigmoid,
    ),
    "tanh(x)": (np.tanh, lambda x: 1 / np.cosh(x) ** 2, lambda u: u),
    "softplus(x)": (lambda x: np.logaddexp(0, x), _sigmoid, lambda u: u),
}


def _change(rng):
    names = list(CHANGES)
    name = names[rng.integers(len(names))]
    phi, slope, point = CHANGES[name]
    return name, phi, slope, point(rng.normal(size=5))


def chain_factor_missing(rng):
    (F, G), (name, phi, _, x) = _least_squares(rng), _change(rng)
    words = f"the derivative by {name} instead of x"
    return lambda x: F(phi(x)), lambda x: G(phi(x)), x, (("chain-factor",), words)


def chain_factor_too_many(rng):
    (F, G), (_, _, slope, x) = _least_squares(rng), _change(rng)
    return F, lambda x: G(x) * slope(x), x, (("chain-factor",), "right after")


def chain_factor_in_a_part(rng):
    (F, G), (_, phi, _, x) = _least_squares(rng), _change(rng)
    part = np.isin(np.arange(5), rng.choice(5, 2, replace=False))

    def inner(x):
        return np.where(part, phi(x), x)

    kinds = ("chain-factor",), "all else is right"
    return lambda x: F(inner(x)), lambda x: G(inner(x)), x, kinds


def standardization(rng):
    w, axis = rng.normal(size=(6, 3)), int(rng.integers(2))

    def z(x):
        centered = x - x.mean(axis=axis, keepdims=True)
        return centered / x.std(axis=axis, keepdims=True)

    words = f"along axis {axis}: is the claim the derivative by z"
    return (
        lambda x: np.sum(np.sin(w * z(x))),
        lambda x: w * np.cos(w * z(x)),
        rng.normal(size=(6, 3)) + 1,
        (("chain-factor",), words),
    )


def one_triangle(rng):
    n = int(rng.integers(2, 6))
    root = rng.normal(size=(n, n))

    def f(x):
        return 2 * np.sum(np.log(np.diag(np.linalg.cholesky(x))))

    x = root @ root.T + np.eye(n)
    return f, np.linalg.inv, x, (("triangle",), "lower triangle of x alone")


def vech(rng):
    n = int(rng.integers(3, 6))
    at, root = np.tril_indices(n), rng.normal(size=(n, n))

    def matrix(v):
        half = np.zeros((n, n))
        half[at] = v
        return half + np.tril(half, -1).T

    return (
        lambda v: np.linalg.slogdet(matrix(v))[1],
        lambda v: np.linalg.inv(matrix(v))[at],
        (root @ root.T + np.eye(n))[at],
        (("triangle",), "half as large"),
    )


def zero_derivative(rng):
    w, value = rng.normal(size=3), float(rng.uniform(1e-3, 1))

    def f(x):
        return np.sum(w * (x - x.mean(0)) / x.std(0))

    x = rng.normal(size=(8, 3)) + 1
    return f, lambda x: np.full_like(x, value), x, (("unknown",), "derivative is zero")


def weight_of_a_penalty(rng):
    weight = float(rng.choice([0.05, 0.1, 0.2, 0.3, 0.5]))
    D, Y = rng.normal(size=(30, 5)), rng.normal(size=(30, 4))
    name = "1/2" if weight == 0.5 else f"{weight:g}"
    return (
        lambda W: np.mean((D @ W - Y) ** 2) + weight * np.sum(W * W),
        lambda W: 2 * D.T @ (D @ W - Y) / 120 + weight * W,
        rng.normal(size=(5, 4)),
        (("term",), f"lacks {name} times x"),
    )


def one_entry(rng):
    claim = float(rng.uniform(0.3, 0.9))
    kinds = ("unknown", "scaled"), "with one entry little can be known"
    return lambda x: max(0, x), lambda x: claim, float(rng.uniform(0.1, 2)), kinds


def rows_of_wrong_sign(rng):
    w, right = rng.normal(size=(4, 3)), int(rng.integers(4))
    signs = np.where(np.arange(4) == right, 1, -1)[:, None]
    return (
        lambda x: np.sum(np.sin(x * w)),
        lambda x: signs * w * np.cos(x * w),
        rng.normal(size=(4, 3)),
        (("sign",), f"row {right} is right"),
    )


def data_in_float32(rng):
    A, b = rng.normal(size=(20, 4)), rng.normal(size=20)
    single = A.astype(np.float32).astype(float)
    return (
        lambda t: 0.5 * np.sum((A @ t - b) ** 2),
        lambda t: single.T @ (A @ t - b),
        rng.normal(size=4),
        (("single-precision",), "single precision"),
    )


def random_claim(rng):
    """Nothing can be said of it, and nothing must be."""
    (F, _), claim = _least_squares(rng), rng.normal(size=5)
    return F, lambda x: claim, rng.normal(size=5), (("unknown",), "no mistake that is")


GROUPS = (
    chain_factor_missing,
    chain_factor_too_many,
    chain_factor_in_a_part,
    standardization,
    one_triangle,
    vech,
    zero_derivative,
    weight_of_a_penalty,
    one_entry,
    rows_of_wrong_sign,
    data_in_float32,
    random_claim,
)
