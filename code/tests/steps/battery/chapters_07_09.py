"""Steps of chapters 07 to 09."""

from .preamble import *


def chapter_07():
    """Backpropagation: the sum over all paths."""
    H = sizes("H")
    hidden, w = array("h", H), array("w", H, K)
    target = array("t", K, within=(0, 1))
    Z = array("z", K, where=lambda k: total(w[c, k] * hidden[c], c))
    o = array("o", K, where=lambda k: exp(Z[k]) / total(exp(Z[e]), e))
    error = -total(target[k] * log(o[k]), k)
    mass = total(target[k], k)
    slope = D(error, w[i, j])
    at = {"sizes": {H: 3, K: 2}}
    free = array("z", K)
    out = array("o", K, where=lambda k: exp(free[k]) / total(exp(free[e]), e))
    small = {"sizes": {K: 3}}
    yield holds("weights", slope, hidden[i] * (mass * o[j] - target[j]), **at)
    yield holds(
        "all paths",
        D(-total(target[k] * log(out[k]), k), free[j]),
        total(-target[k] / out[k] * out[k] * (delta(k, j) - out[j]), k),
        **small,
    )
    logit = array("z", K, of=(u,))
    net = array("o", K, where=lambda k: exp(logit[k]) / total(exp(logit[e]), e))
    yield holds(
        "any network upstream",
        D(-total(target[k] * log(net[k]), k), u),
        total((mass * net[k] - target[k]) * D(logit[k], u), k),
        **small,
    )
    a = function("a")
    yield holds("hidden unit", D(tanh(a(u)), u), (1 - tanh(a(u)) ** 2) * D(a(u), u))
    one_path = lambda k: -target[k] * (1 - out[k])  # noqa: E731
    yield holds(
        "one path has curl",
        D(one_path(1), free[2]) - D(one_path(2), free[1]),
        -(target[1] - target[2]) * out[1] * out[2],
        sizes={K: 2},
    )

    yield fails("one path", slope, -hidden[i] * target[j] * (1 - o[j]), **at)
    yield fails(
        "sign", slope, hidden[i] * (target[j] - mass * o[j]), words="sign", **at
    )
    yield fails("mass of the targets", slope, hidden[i] * (o[j] - target[j]), **at)
    yield fails("input of the other unit", slope, mass * o[j] - target[j], **at)
    yield fails(
        "slope at the wrong place",
        D(tanh(a(u)), u),
        (1 - a(u) ** 2) * D(a(u), u),
    )
    yield fails(
        "upstream factor lost", D(tanh(a(u)), u), 1 - tanh(a(u)) ** 2, words="chain"
    )
    yield fails(
        "softmax read as a sigmoid",
        D(-total(target[k] * log(out[k]), k), free[j]),
        (out[j] - target[j]) * out[j] * (1 - out[j]),
        **small,
    )


def chapter_08():
    """Softmax by its weights."""
    Dm = sizes("D")
    w, x = array("w", K, Dm), array("x", Dm)
    Z = array("z", K, where=lambda k: total(w[k, e] * x[e], e))
    o = array("o", K, where=lambda k: exp(Z[k]) / total(exp(Z[c]), c))
    slope = D(o[j], w[i, d])
    at = {"sizes": {K: 3, Dm: 2}}
    free = array("z", K)
    out = array("s", K, where=lambda k: exp(free[k]) / total(exp(free[c]), c))
    yield holds("softmax by a weight", slope, o[j] * (delta(i, j) - o[i]) * x[d], **at)
    yield holds(
        "its logarithm", D(log(o[j]), w[i, d]), (delta(i, j) - o[i]) * x[d], **at
    )
    yield holds(
        "by the input",
        D(o[j], x[d]),
        o[j] * (w[j, d] - total(o[k] * w[k, d], k)),
        **at,
    )
    yield holds(
        "second derivative",
        D(out[j], free[i], free[d]),
        out[j]
        * (
            (delta(j, i) - out[i]) * (delta(j, d) - out[d])
            - out[i] * (delta(i, d) - out[d])
        ),
        sizes={K: 3},
    )
    yield holds("rates add to zero", total(D(out[j], free[i]), j), 0 * u, sizes={K: 3})

    yield fails("diagonal alone", slope, delta(i, j) * o[j] * (1 - o[j]) * x[d], **at)
    yield fails(
        "index forgotten",
        slope,
        o[j] * (delta(i, j) - o[j]) * x[d],
        words="index",
        **at,
    )
    yield fails("sign", slope, o[j] * (o[i] - delta(i, j)) * x[d], words="sign", **at)
    yield fails("delta lost", slope, -o[j] * o[i] * x[d], words="term δ_ij", **at)
    yield fails("plus", slope, o[j] * (delta(i, j) + o[i]) * x[d], **at)
    yield fails("input lost", slope, o[j] * (delta(i, j) - o[i]), words="factor", **at)
    yield fails("weight for input", slope, o[j] * (delta(i, j) - o[i]) * w[i, d], **at)


def chapter_09():
    """The logit gradient, temperature, matching loss and link."""
    Z, target = array("z", K), array("t", K, within=(0, 1))
    o = array("o", K, where=lambda k: exp(Z[k]) / total(exp(Z[e]), e))
    warm = Symbol("T", positive=True)
    at = {"sizes": {K: 3}}
    yield holds("true class", D(-log(o[i]), Z[j]), o[j] - delta(i, j), **at)
    yield holds("Poisson pair", D(exp(z) - r * log(exp(z)), z), exp(z) - r)
    yield holds(
        "squared error keeps the slope",
        D((sigmoid(z) - r) ** 2 / 2, z),
        (sigmoid(z) - r) * sigmoid(z) * (1 - sigmoid(z)),
    )
    soft = log(total(exp(Z[k] / warm), k)) - total(target[k] * Z[k] / warm, k)
    cold = exp(Z[j] / warm) / total(exp(Z[k] / warm), k)
    yield holds("temperature", D(soft, Z[j]), (cold - target[j]) / warm, **at)
    yield holds(
        "curvature of the loss",
        D(-log(o[i]), Z[j], Z[k]),
        o[j] * (delta(j, k) - o[k]),
        **at,
    )

    yield fails(
        "temperature lost", D(soft, Z[j]), cold - target[j], words="factor", **at
    )
    yield fails(
        "index of the true class", D(-log(o[i]), Z[j]), o[i] - delta(i, j), **at
    )
    yield fails(
        "delta lost", D(-log(o[i]), Z[j]), o[j], words="term -δ_ij dropped", **at
    )
    yield fails("delta of one", D(-log(o[i]), Z[j]), o[j] - 1, words="delta", **at)
    yield fails(
        "twice",
        D((sigmoid(z) - r) ** 2 / 2, z),
        2 * (sigmoid(z) - r) * sigmoid(z) * (1 - sigmoid(z)),
        words="factor",
    )
    yield fails("link slope lost", D((sigmoid(z) - r) ** 2 / 2, z), sigmoid(z) - r)
