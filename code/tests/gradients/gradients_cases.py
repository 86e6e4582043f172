"""Functions with right gradients, and mistakes to plant in them, for many seeds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from math import lgamma

import numpy as np


@dataclass
class Case:
    """A function, its right derivative, a point, and what its formula is made of."""

    name: str
    f: Callable
    right: Callable
    x: np.ndarray
    sizes: dict = field(default_factory=dict)
    parts: dict = field(default_factory=dict)
    what: str = "gradient"


def sigmoid(z):
    return 0.5 * (1 + np.tanh(z / 2))


def softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def regression(rng, m=30, n=5):
    """Logistic regression with a ridge penalty that spares the intercept."""
    X = np.column_stack([np.ones(m), rng.normal(size=(m, n - 1))])
    y = (rng.random(m) < 0.5) * 1.0
    lam = float(rng.uniform(0.05, 2.0))
    keep = np.ones(n)
    keep[0] = 0

    def f(t):
        z = X @ t
        loss = np.mean(np.logaddexp(0, z) - y * z)
        return loss + lam / 2 * np.sum(keep * t**2)

    def data(t):
        return X.T @ (sigmoid(X @ t) - y) / m

    def penalty(t):
        return lam * keep * t

    return Case(
        "ridge logistic",
        f,
        lambda t: data(t) + penalty(t),
        rng.normal(size=n),
        {"m": m, "n": n, "lambda": lam},
        {"data": data, "penalty": penalty},
    )


def logistic(rng, m=40, n=6):
    X, y = rng.normal(size=(m, n)), (rng.random(m) < 0.5) * 1.0
    return Case(
        "logistic",
        lambda t: np.mean(np.logaddexp(0, X @ t) - y * (X @ t)),
        lambda t: X.T @ (sigmoid(X @ t) - y) / m,
        rng.normal(size=n),
        {"m": m, "n": n},
    )


def poisson(rng, m=25, n=4):
    X = rng.normal(size=(m, n)) / 2
    y = rng.poisson(2.0, size=m).astype(float)
    return Case(
        "poisson",
        lambda t: np.sum(np.exp(X @ t) - y * (X @ t)) / m,
        lambda t: X.T @ (np.exp(X @ t) - y) / m,
        rng.normal(size=n) / 2,
        {"m": m, "n": n},
    )


def least_squares(rng, m=30, n=5):
    X, y = rng.normal(size=(m, n)), rng.normal(size=m)
    return Case(
        "least squares",
        lambda t: np.sum((X @ t - y) ** 2) / (2 * m),
        lambda t: X.T @ (X @ t - y) / m,
        rng.normal(size=n),
        {"m": m, "n": n},
    )


def squared_hinge(rng, m=30, n=4):
    X, y = rng.normal(size=(m, n)), np.sign(rng.normal(size=m))

    def gap(t):
        return np.maximum(0, 1 - y * (X @ t))

    return Case(
        "squared hinge",
        lambda t: np.mean(gap(t) ** 2) / 2,
        lambda t: -X.T @ (y * gap(t)) / m,
        rng.normal(size=n),
        {"m": m, "n": n},
    )


def softmax_cost(rng, m=20, n=4, k=3):
    X, labels = rng.normal(size=(m, n)), rng.integers(0, k, size=m)
    T = np.eye(k)[labels]

    def f(W):
        Z = X @ W.T
        top = Z.max(axis=1)
        lse = top + np.log(np.exp(Z - top[:, None]).sum(axis=1))
        return np.mean(lse - np.sum(T * Z, axis=1))

    return Case(
        "softmax cost",
        f,
        lambda W: (softmax(X @ W.T) - T).T @ X / m,
        rng.normal(size=(k, n)),
        {"m": m, "k": k},
    )


def quadratic_matrix(rng, n=4):
    B, C = rng.normal(size=(2, n, n))
    return Case(
        "tr A B A' C",
        lambda A: np.trace(A @ B @ A.T @ C),
        lambda A: C @ A @ B + C.T @ A @ B.T,
        rng.normal(size=(n, n)),
        {},
        {"CAB": lambda A: C @ A @ B, "C'AB'": lambda A: C.T @ A @ B.T},
    )


def log_det(rng, n=4):
    A = rng.normal(size=(n, n)) + 3 * np.eye(n)
    return Case(
        "log det",
        lambda A: np.linalg.slogdet(A)[1],
        lambda A: np.linalg.inv(A).T,
        A,
        {},
    )


def rosenbrock(rng, n=8):
    def f(x):
        return np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)

    def g(x):
        r = x[1:] - x[:-1] ** 2
        out = np.zeros_like(x)
        out[:-1] = -400 * r * x[:-1] - 2 * (1 - x[:-1])
        out[1:] += 200 * r
        return out

    return Case("rosenbrock", f, g, rng.normal(size=n), {"n": n})


def logsumexp(rng, n=7):
    return Case(
        "logsumexp",
        lambda x: x.max() + np.log(np.sum(np.exp(x - x.max()))),
        softmax,
        rng.normal(size=n) * 2,
        {"n": n},
    )


def perceptron(rng, m=15, n=3, h=4):
    X, y = rng.normal(size=(m, n)), rng.normal(size=m)
    v = rng.normal(size=h)

    def f(W):
        return np.mean((np.tanh(X @ W.T) @ v - y) ** 2) / 2

    def g(W):
        H = np.tanh(X @ W.T)
        r = H @ v - y
        return ((r[:, None] * v) * (1 - H**2)).T @ X / m

    return Case("perceptron", f, g, rng.normal(size=(h, n)), {"m": m})


def gaussian(rng, m=20):
    y = rng.normal(size=m) + 1

    def f(t):
        mu, s = t
        return np.sum((y - mu) ** 2) / (2 * np.exp(2 * s)) + m * s

    def g(t):
        mu, s = t
        r = y - mu
        return np.array([-r.sum() * np.exp(-2 * s), m - np.sum(r**2) * np.exp(-2 * s)])

    return Case(
        "gaussian", f, g, np.array([0.3, -0.2]) + rng.normal(size=2) / 9, {"m": m}
    )


def log_gamma(rng, n=5):
    c = rng.uniform(0.5, 2, size=n)

    def digamma(z):
        s = 0.0
        while z < 12:
            s, z = s - 1 / z, z + 1
        w = 1 / z**2
        tail = w * (
            1 / 12 - w * (1 / 120 - w * (1 / 252 - w * (1 / 240 - w * (1 / 132))))
        )
        return s + np.log(z) - 0.5 / z - tail

    return Case(
        "log gamma",
        lambda x: sum(ck * lgamma(xk) for ck, xk in zip(c, x, strict=True)),
        lambda x: c * np.array([digamma(xk) for xk in x]),
        rng.uniform(1, 5, size=n),
        {"n": n},
    )


def entropy(rng, n=6):
    return Case(
        "entropy",
        lambda p: -np.sum(p * np.log(p)),
        lambda p: -np.log(p) - 1,
        rng.uniform(0.05, 0.3, size=n),
        {"n": n},
    )


def bilinear(rng, n=5):
    A = rng.normal(size=(n, n))
    return Case(
        "x' A x", lambda x: x @ A @ x, lambda x: (A + A.T) @ x, rng.normal(size=n)
    )


def waves(rng, n=6):
    w = rng.uniform(0.5, 3, size=n)
    return Case(
        "waves",
        lambda x: np.sum(np.sin(w * x)) + np.prod(np.cos(x / 3)),
        lambda x: w * np.cos(w * x) - np.tan(x / 3) / 3 * np.prod(np.cos(x / 3)),
        rng.normal(size=n),
    )


def smooth_abs(rng, n=5, d=0.1):
    return Case(
        "pseudo Huber",
        lambda x: np.sum(np.hypot(x, d)),
        lambda x: x / np.hypot(x, d),
        rng.normal(size=n),
    )


def tanh_layer(rng, k=4, n=4):
    A, b = rng.normal(size=(k, n)), rng.normal(size=k)
    return Case(
        "tanh layer",
        lambda x: np.tanh(A @ x + b),
        lambda x: (1 - np.tanh(A @ x + b) ** 2)[:, None] * A,
        rng.normal(size=n) / 2,
        {},
        {},
        "Jacobian",
    )


def softmax_map(rng, n=5):
    # Two classes with a weight of their own, so that the Jacobian is not symmetric.
    w = rng.uniform(0.5, 2, size=n)

    def jacobian(x):
        p = softmax(w * x)
        return (np.diag(p) - np.outer(p, p)) * w

    return Case(
        "softmax",
        lambda x: softmax(w * x),
        jacobian,
        rng.normal(size=n),
        {},
        {},
        "Jacobian",
    )


def logistic_hessian(rng, m=30, n=4):
    X, y = rng.normal(size=(m, n)), (rng.random(m) < 0.5) * 1.0

    def hessian(t):
        s = sigmoid(X @ t)
        return (X.T * (s * (1 - s))) @ X / m

    return Case(
        "logistic Hessian",
        lambda t: X.T @ (sigmoid(X @ t) - y) / m,
        hessian,
        rng.normal(size=n),
        {"m": m},
        {},
        "Hessian",
    )


GRADIENTS = (
    regression,
    logistic,
    poisson,
    least_squares,
    squared_hinge,
    softmax_cost,
    quadratic_matrix,
    log_det,
    rosenbrock,
    logsumexp,
    perceptron,
    gaussian,
    log_gamma,
    entropy,
    bilinear,
    waves,
    smooth_abs,
)
OTHERS = (tanh_layer, softmax_map, logistic_hessian)


def cases(seed: int) -> Iterator[Case]:
    """Every function once, with random data and a random point."""
    for number, make in enumerate(GRADIENTS + OTHERS):
        yield make(np.random.default_rng([seed, number]))


@dataclass
class Mistake:
    """A wrong claim, and the kinds of explanation that are right for it."""

    name: str
    claim: Callable
    kinds: tuple[str, ...]
    says: str = ""


def mistakes(case: Case, seed: int) -> Iterator[Mistake]:
    """Mistakes that make sense for a case."""
    rng = np.random.default_rng([seed, 99])
    right, value = case.right, case.right(case.x)
    shape, size = value.shape, value.size
    yield Mistake("sign", lambda x: -right(x), ("sign",))
    yield Mistake("factor 2", lambda x: 2 * right(x), ("scaled",), "1/2")
    yield Mistake("half", lambda x: right(x) / 2, ("scaled",), "2 times")
    yield Mistake("odd factor", lambda x: 1.2345678 * right(x), ("scaled",))
    yield Mistake("degrees", lambda x: right(x) * 180 / np.pi, ("scaled",), "pi/180")
    yield Mistake("log base 2", lambda x: right(x) / np.log(2), ("scaled",), "ln 2")
    yield Mistake("zero", lambda x: 0 * right(x), ("missing-coordinates",))
    m = case.sizes.get("m")
    if m:
        yield Mistake("sum for mean", lambda x: m * right(x), ("scaled",), "1/m")
        yield Mistake("m squared", lambda x: right(x) / m, ("scaled",), "m")
        yield Mistake(
            "m - 1", lambda x: right(x) * m / (m - 1), ("scaled",), "(m - 1)/m"
        )
    yield from _entry_mistakes(right, value, rng)
    if len(shape) == 1 and size >= 4:
        yield Mistake("shift", lambda x: np.roll(right(x), 1), ("shifted",))
        yield Mistake("shift back", lambda x: np.roll(right(x), -1), ("shifted",))
    if case.what == "gradient":
        if size >= 3:
            for lam in (0.1, 0.37):
                yield Mistake("ridge", lambda x, c=lam: right(x) + c * x, ("term",))
                yield Mistake(
                    "lasso", lambda x, c=lam: right(x) - c * np.sign(x), ("term",)
                )
            yield Mistake("constant", lambda x: right(x) + 0.3, ("term",))
        if size >= 4:
            keep = np.ones(shape)
            keep.flat[0] = 0
            yield Mistake(
                "no intercept",
                lambda x: right(x) - 0.7 * keep * x,
                ("term",),
                "without",
            )
            yield Mistake("scaled, ridge", lambda x: 3 * right(x) + x, ("term",))
    if len(shape) == 2:
        yield from _matrix_mistakes(right, value, case)


def _entry_mistakes(right, value, rng) -> Iterator[Mistake]:
    shape, size = value.shape, value.size
    if size < 3:
        return
    big = int(np.argmax(np.abs(value)))
    for error in (1e-2, 1e-6):
        one = np.ones(size)
        one[big] += error
        yield Mistake(
            f"one entry by {error:g}",
            lambda x, one=one: right(x) * one.reshape(shape),
            ("few-entries",),
        )
    gone = np.ones(size)
    gone[big] = 0
    yield Mistake(
        "one missing",
        lambda x: right(x) * gone.reshape(shape),
        ("missing-coordinates",),
    )
    turned = np.ones(size)
    turned[big] = -1
    yield Mistake(
        "one sign",
        lambda x: right(x) * turned.reshape(shape),
        ("few-entries",),
        "minus",
    )
    two = rng.choice(size, 2, replace=False)
    order = np.arange(size)
    order[two] = two[::-1]
    flat = value.ravel()
    if abs(flat[two[0]] - flat[two[1]]) > 1e-3 * np.max(np.abs(flat)):
        yield Mistake(
            "two exchanged",
            lambda x: right(x).ravel()[order].reshape(shape),
            ("permuted",),
        )


def _matrix_mistakes(right, value, case) -> Iterator[Mistake]:
    rows, columns = value.shape
    symmetric = rows == columns and np.allclose(value, value.T)
    if not symmetric:
        yield Mistake("transposed", lambda x: right(x).T, ("transposed",))
    if rows == columns and not symmetric:
        yield Mistake("transposed, sign", lambda x: -right(x).T, ("transposed",))
    if not symmetric or rows != columns:
        yield Mistake(
            "read in order F",
            lambda x: right(x).ravel().reshape(value.shape, order="F"),
            ("reshaped", "transposed"),
        )
    yield Mistake("flat", lambda x: right(x).ravel(), ("reshaped",))
    yield Mistake(
        "rows reversed", lambda x: right(x)[::-1], ("permuted", "transposed", "shifted")
    )
    factors = np.linspace(0.5, 1.7, rows)[:, None]
    yield Mistake("rows scaled", lambda x: right(x) * factors, ("scaled",), "row")
    if columns > 2:
        yield Mistake(
            "columns scaled",
            lambda x: right(x) * np.linspace(0.5, 1.7, columns),
            ("scaled",),
            "column",
        )
    mask = np.ones(value.shape)
    mask[1] = 0
    yield Mistake(
        "row missing", lambda x: right(x) * mask, ("missing-coordinates",), "row 1"
    )
    if symmetric:
        yield Mistake(
            "off-diagonal twice",
            lambda x: right(x) * (2 - np.eye(rows)),
            ("scaled",),
            "diagonal",
        )


def mistakes_in_terms(case: Case) -> Iterator[Mistake]:
    """Mistakes in the weight of a term; to be explained, the terms must be given."""
    names = list(case.parts)
    if not names:
        return
    right, last = case.right, case.parts[names[-1]]
    yield Mistake("term missing", lambda x: right(x) - last(x), ("term",))
    yield Mistake("term twice", lambda x: right(x) + last(x), ("term",))
    yield Mistake("term sign", lambda x: right(x) - 2 * last(x), ("term",))
    yield Mistake("term tripled", lambda x: right(x) + 2 * last(x), ("term",))
    m = case.sizes.get("m")
    if m:
        first = case.parts[names[0]]
        yield Mistake(
            "1/m lost in one term", lambda x: m * first(x) + last(x), ("term",)
        )
        yield Mistake("1/m too much", lambda x: first(x) + last(x) / m, ("term",))
