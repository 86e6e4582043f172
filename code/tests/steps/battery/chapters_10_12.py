"""Steps of chapters 10 to 12."""

from .preamble import *

half = Rational(1, 2)


def chapter_10():
    """Gradient of a trace with the variable in two places."""
    A, G = matrix("A", m, n), matrix("G", m, n)
    B, C = matrix("B", n, n), matrix("C", m, m)
    S_ = matrix("S", n, n)
    R = matrix("R", n, m)
    f = tr(A * B * A.T * C)
    grad = Gradient(f, A)
    at = {"sizes": {m: 3, n: 2}}
    yield holds("both places", grad, C * A * B + C.T * A * B.T, **at)
    yield holds(
        "exact expansion",
        tr((A + G) * B * (A + G).T * C),
        f + tr(G * B * A.T * C) + tr(A * B * G.T * C) + tr(G * B * G.T * C),
        **at,
    )
    yield holds("cyclic and transposed", tr(A * B * G.T * C), tr(G.T * C * A * B), **at)
    yield holds("linear trace", Gradient(tr(A * R), A), R.T, **at)
    yield holds("determinant", Gradient(det(S_), S_), det(S_) * inv(S_).T, **at)
    yield holds(
        "trace of an inverse",
        Gradient(tr(inv(S_) * B), S_),
        -inv(S_).T * B.T * inv(S_).T,
        **at,
    )
    X, theta, y = matrix("X", m, n), vector("t", n), vector("y", m)
    loss = tr((X * theta - y).T * (X * theta - y)) / 2
    yield holds("least squares", Gradient(loss, theta), X.T * X * theta - X.T * y, **at)
    yield holds("constant Hessian", Hessian(loss, theta), X.T * X, **at)

    yield fails(
        "B not transposed", grad, C * A * B + C.T * A * B, words="transpose", **at
    )
    yield fails("one place alone", grad, C * A * B, words="term", **at)
    yield fails("other place alone", grad, C.T * A * B.T, words="term", **at)
    yield fails("symmetry assumed", grad, 2 * C * A * B, **at)
    yield fails("signs of the halves", grad, C.T * A * B.T - C * A * B, **at)
    yield fails(
        "transposed as a whole",
        grad,
        B * A.T * C + B.T * A.T * C.T,
        words="transpose",
        **at,
    )
    yield fails(
        "determinant alone", Gradient(det(S_), S_), inv(S_).T, words="factor", **at
    )
    yield fails(
        "sign of the inverse",
        Gradient(tr(inv(S_) * B), S_),
        inv(S_).T * B.T * inv(S_).T,
        words="sign",
        **at,
    )
    yield fails(
        "half of least squares",
        Gradient(loss, theta),
        X.T * X * theta,
        words="term",
        **at,
    )


def chapter_11():
    """Layouts, vec and the chain rule of Jacobians."""
    A, X = matrix("A", m, n), matrix("X", m, n)
    S_ = matrix("S", n, n)
    L, P = matrix("L", m, m), matrix("P", n, n)
    x, b, a = vector("x", n), vector("b", n), vector("a", m)
    at = {"sizes": {m: 3, n: 2}}
    yield holds("linear map", Jacobian(A * x, x), A, **at)
    yield holds("quadratic form", Gradient(tr(x.T * S_ * x), x), (S_ + S_.T) * x, **at)
    yield holds("bilinear form", Gradient(tr(a.T * X * b), X), a * b.T, **at)
    yield holds("squared norm", Gradient(tr(X.T * X), X), 2 * X, **at)
    yield holds("vec of a product", vec(L * X * P), kron(P.T, L) * vec(X), **at)
    squash = elementwise(tanh, A * x)
    yield holds(
        "chain of Jacobians",
        Jacobian(squash, x),
        diag(elementwise(lambda e: 1 - tanh(e) ** 2, A * x)) * A,
        **at,
    )

    yield fails("denominator layout", Jacobian(A * x, x), A.T, words="transpose", **at)
    yield fails("symmetry assumed", Gradient(tr(x.T * S_ * x), x), 2 * S_ * x, **at)
    yield fails(
        "outer product turned",
        Gradient(tr(a.T * X * b), X),
        b * a.T,
        words="transpose",
        **at,
    )
    yield fails("row-major Kronecker", vec(L * X * P), kron(L, P.T) * vec(X), **at)
    yield fails(
        "transpose lost in vec",
        vec(L * X * P),
        kron(P, L) * vec(X),
        words="transpose",
        **at,
    )
    yield fails("inner slope lost", Jacobian(squash, x), A, **at)


def chapter_12():
    """The Hessian of multinomial regression."""
    Dm = sizes("d")
    w, x = array("w", K, Dm), array("x", Dm)
    Z = array("z", K, where=lambda k: total(w[k, e] * x[e], e))
    P = array("p", K, where=lambda k: exp(Z[k]) / total(exp(Z[c]), c))
    f = indices("f")
    loss = log(total(exp(Z[k]), k))
    block = D(loss, w[i, d], w[j, f])
    at = {"sizes": {K: 3, Dm: 2}}
    prob, q = array("p", K, within=(0, 1)), array("v", K)
    yield holds("block", block, P[i] * (delta(i, j) - P[j]) * x[d] * x[f], **at)
    mass = total(prob[k], k)
    yield holds(
        "variance as pairs",
        mass * total(prob[k] * q[k] ** 2, k) - total(prob[k] * q[k], k) ** 2,
        total(prob[i] * prob[j] * (q[i] - q[j]) ** 2, i, j) / 2,
        sizes={K: 3},
    )
    one = ones(K)
    bound = (identity(K) - one * one.T / (K + 1)) / 2
    yield holds(
        "inverse of the bound",
        bound * (2 * (identity(K) + one * one.T)),
        identity(K),
        sizes={K: 3},
    )
    A, B = matrix("A", m, m), matrix("B", n, n)
    C, E = matrix("C", m, m), matrix("E", n, n)
    yield holds(
        "mixed product", kron(A, B) * kron(C, E), kron(A * C, B * E), sizes={m: 2, n: 3}
    )
    yield holds(
        "trace of a Kronecker product",
        tr(kron(A, B)),
        tr(A) * tr(B),
        sizes={m: 2, n: 3},
    )
    yield holds(
        "at most one half",
        prob[1] * prob[2],
        (prob[1] + prob[2]) ** 2 / 4,
        relation="<=",
        sizes={K: 3},
    )

    yield fails(
        "off-diagonal sign", block, P[i] * (delta(i, j) + P[j]) * x[d] * x[f], **at
    )
    yield fails(
        "block diagonal", block, P[i] * delta(i, j) * (1 - P[j]) * x[d] * x[f], **at
    )
    yield fails("delta lost", block, -P[i] * P[j] * x[d] * x[f], words="δ_ij", **at)
    yield fails(
        "x by itself",
        block,
        P[i] * (delta(i, j) - P[j]) * x[d] ** 2,
        words="index",
        **at,
    )
    yield fails("order of the factors", kron(A, B), kron(B, A), sizes={m: 2, n: 3})
    yield fails(
        "mixed product in the wrong order",
        kron(A, B) * kron(C, E),
        kron(C * A, E * B),
        sizes={m: 2, n: 3},
    )
    yield fails(
        "bound of the other size",
        bound * (2 * (identity(K) + one * one.T / K)),
        identity(K),
        sizes={K: 3},
    )
    yield fails(
        "pairs counted twice",
        mass * total(prob[k] * q[k] ** 2, k) - total(prob[k] * q[k], k) ** 2,
        total(prob[i] * prob[j] * (q[i] - q[j]) ** 2, i, j),
        words="factor",
        sizes={K: 3},
    )
