"""Random smooth functions with right gradients: plain, badly scaled, with an offset.

And at points whose entries differ in size: some tiny, or all of them from 1e-4 to 1e4.
"""

from collections.abc import Callable

import numpy as np

#: Functions of one number and their derivatives, smooth on the whole line.
ONE = (
    (np.sin, np.cos),
    (np.tanh, lambda u: 1 - np.tanh(u) ** 2),
    (np.arctan, lambda u: 1 / (1 + u * u)),
    (lambda u: np.log1p(u * u), lambda u: 2 * u / (1 + u * u)),
    (lambda u: np.hypot(1, u), lambda u: u / np.hypot(1, u)),
    (lambda u: 1 / (1 + u * u), lambda u: -2 * u / (1 + u * u) ** 2),
    (lambda u: np.exp(np.sin(u)), lambda u: np.cos(u) * np.exp(np.sin(u))),
    (lambda u: u * u, lambda u: 2 * u),
    (lambda u: u**3 / 3, lambda u: u * u),
    (lambda u: np.logaddexp(0, u), lambda u: (1 + np.tanh(u / 2)) / 2),
)


def _tree(rng, n: int, depth: int) -> Callable:
    """x -> (value, gradient), composed at random."""
    if depth == 0:
        index, c = int(rng.integers(n)), float(rng.uniform(-2, 2))
        unit = np.eye(n)[index]
        if rng.random() < 0.2:
            return lambda x: (c, np.zeros(n))
        return lambda x: (c * x[index], c * unit)
    if rng.random() < 0.5:
        value, slope = ONE[rng.integers(len(ONE))]
        inner = _tree(rng, n, depth - 1)

        def composed(x):
            u, du = inner(x)
            return value(u), slope(u) * du

        return composed
    left, right = _tree(rng, n, depth - 1), _tree(rng, n, depth - 1)
    product = rng.random() < 0.5

    def joined(x):
        (u, du), (v, dv) = left(x), right(x)
        return (u * v, u * dv + v * du) if product else (u + v, du + dv)

    return joined


def random_function(seed: int, style: str):
    """(f, gradient, x): style "plain", "scaled" (1e-7..1e7), "offset" (1e2..1e7), "tiny
    entries" (1e-18..1e-8 beside 1) or "mixed sizes" (1e-4..1e4).
    """
    rng = np.random.default_rng([seed, len(style)])
    n = int(rng.integers(1, 5))
    terms = [_tree(rng, n, 3) for _ in range(2)]
    linear = rng.uniform(0.1, 1, size=n)
    x = rng.uniform(-2, 2, size=n)
    unit, size, offset = np.ones(n), 1.0, 0.0
    if style == "scaled":
        unit, size = 10 ** rng.uniform(-7, 7, size=n), 10 ** rng.uniform(-7, 7)
    elif style == "offset":
        offset = 10 ** rng.uniform(2, 7)
    elif style == "tiny entries":
        tiny = rng.permutation(n) < max(1, n // 2)
        x = x * np.where(tiny, 10 ** rng.uniform(-18, -8, size=n), 1)
    elif style == "mixed sizes":
        x = x * 10 ** rng.uniform(-4, 4, size=n)
    elif style != "plain":
        raise ValueError(f"unknown style {style!r}")

    def f(z):
        y = z / unit
        return size * (sum(t(y)[0] for t in terms) + linear @ y) + offset

    def gradient(z):
        y = z / unit
        return size * (sum(t(y)[1] for t in terms) + linear) / unit

    return f, gradient, x * unit
