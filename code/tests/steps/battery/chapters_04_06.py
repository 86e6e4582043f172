"""Steps of chapters 04 to 06."""

from .preamble import *

p, q = symbols("p q", real=True)
half = Rational(1, 2)


def chapter_04():
    """Cross-entropy at the output."""
    o = array("o", K, within=(0, 1))
    target = array("t", K, within=(0, 1))
    error = -total(target[k] * log(o[k]) + (1 - target[k]) * log(1 - o[k]), k)
    slope = D(error, o[j])
    right = -target[j] / o[j] + (1 - target[j]) / (1 - o[j])
    at = {"sizes": {K: 3}}
    yield holds("slide three", slope, right, **at)
    yield holds(
        "common denominator", right, (o[j] - target[j]) / (o[j] * (1 - o[j])), **at
    )
    yield holds(
        "a Kronecker delta appears",
        slope,
        -total((target[k] / o[k] - (1 - target[k]) / (1 - o[k])) * delta(j, k), k),
        **at,
    )
    yield holds(
        "curvature",
        D(error, o[j], o[j]),
        target[j] / o[j] ** 2 + (1 - target[j]) / (1 - o[j]) ** 2,
        **at,
    )
    unit = -p * log(sigmoid(z)) - (1 - p) * log(1 - sigmoid(z))
    yield holds("in the pre-activation", D(unit, z), sigmoid(z) - p)
    yield holds(
        "divergence is not negative",
        p * log(p / q) + (1 - p) * log((1 - p) / (1 - q)),
        0 * p,
        relation=">=",
        domain={p: (0, 1), q: (0, 1)},
    )

    yield fails(
        "slide two", slope, target[j] / o[j] + (1 - target[j]) / (1 - o[j]), **at
    )
    yield fails(
        "the asker", slope, -target[j] / o[j] - (1 - target[j]) / (1 - o[j]), **at
    )
    yield fails("all signs", slope, -right, words="sign", **at)
    yield fails("half of it", slope, -target[j] / o[j], words="term", **at)
    yield fails(
        "sum not collapsed",
        slope,
        -total(target[k] / o[k] - (1 - target[k]) / (1 - o[k]), k),
        **at,
    )
    yield fails(
        "variance of the target",
        right,
        (o[j] - target[j]) / (o[j] * (1 - target[j])),
        **at,
    )
    yield fails("mean for sum", slope, right / K, words="K", **at)
    yield fails("update for gradient", D(unit, z), p - sigmoid(z), words="sign")
    yield fails(
        "slope not cancelled",
        D(unit, z),
        (sigmoid(z) - p) * sigmoid(z) * (1 - sigmoid(z)),
    )


def chapter_05():
    """Softmax and cross-entropy."""
    Z, target = array("z", K), array("t", K, within=(0, 1))
    o = array("o", K, where=lambda i: exp(Z[i]) / total(exp(Z[k]), k))
    lse = log(total(exp(Z[k]), k))
    error = -total(target[k] * log(o[k]), k)
    mass = total(target[k], k)
    at = {"sizes": {K: 3}}
    yield holds("softmax Jacobian", D(o[i], Z[j]), o[i] * (delta(i, j) - o[j]), **at)
    yield holds("log-sum-exp", D(lse, Z[j]), o[j], **at)
    yield holds("gradient", D(error, Z[j]), mass * o[j] - target[j], **at)
    yield holds("log of a softmax", log(o[j]), Z[j] - lse, **at)
    yield holds("shifted log-sum-exp", lse, log(total(exp(Z[k] - r), k)) + r, **at)
    yield holds(
        "curvature",
        D(error, Z[i], Z[j]),
        mass * o[i] * (delta(i, j) - o[j]),
        **at,
    )
    yield holds("two classes", -log(exp(u) / (exp(u) + exp(v))), softplus(v - u))
    yield holds(
        "any multiple of one is lost",
        total((-target[i] / o[i] + r) * o[i] * (delta(i, j) - o[j]), i),
        mass * o[j] - target[j],
        **at,
    )

    yield fails("diagonal alone", D(error, Z[j]), -target[j] * (1 - o[j]), **at)
    yield fails("update", D(error, Z[j]), target[j] - mass * o[j], words="sign", **at)
    yield fails("delta lost", D(o[i], Z[j]), o[i] * (1 - o[j]), words="delta", **at)
    yield fails(
        "plus off the diagonal", D(o[i], Z[j]), o[i] * (delta(i, j) + o[j]), **at
    )
    yield fails("target mass forgotten", D(error, Z[j]), o[j] - target[j], **at)
    yield fails("sigmoid for softmax", D(lse, Z[j]), sigmoid(Z[j]), **at)
    yield fails(
        "shift not put back", lse, log(total(exp(Z[k] - r), k)), words="term", **at
    )
    yield fails("log of a sum", lse, total(Z[k], k), **at)


def chapter_06():
    """Quadratic approximation, early stopping and the L2 penalty."""
    H = matrix("H", n, n)
    S_ = matrix("S", n, n, kind="symmetric")
    d = vector("d", n)
    rate, eig, alpha, tau = symbols("epsilon lambda alpha tau", positive=True)
    steps = sizes("tau")
    W = lambda count: (1 - (1 - rate * eig) ** count) * u  # noqa: E731
    small = {rate: (0, 0.1), eig: (0, 5)}
    at = {"sizes": {n: 3}}
    model = tr(d.T * S_ * d) / 2
    yield holds("gradient of the model", Gradient(model, d), S_ * d, **at)
    yield holds("unsymmetric", Gradient(tr(d.T * H * d), d), (H + H.T) * d, **at)
    yield holds(
        "one step of descent",
        W(tau + 1),
        W(tau) - rate * eig * (W(tau) - u),
        domain=small,
    )
    yield holds(
        "matching penalty",
        1 - (1 - rate * eig) ** tau,
        (eig / (eig + alpha)).subs(alpha, eig / ((1 - rate * eig) ** -tau - 1)),
        domain=small,
    )
    yield holds("descent shrinks less", 1 - exp(-a), a / (1 + a), relation=">=")
    yield holds("flow is the limit", Limit((1 - a / w) ** w, w, oo), exp(-a))
    yield holds(
        "slope along a line",
        D(sin(u + r * b) * exp(r), r),
        b * cos(u + r * b) * exp(r) + sin(u + r * b) * exp(r),
    )

    yield fails("two too many", Gradient(model, d), 2 * S_ * d, words="factor", **at)
    yield fails("symmetry assumed", Gradient(tr(d.T * H * d), d), 2 * H * d, **at)
    yield fails("H lost", Gradient(model, d), d, **at)
    yield fails("wrong way", Gradient(model, d), -S_ * d, words="sign", **at)
    yield fails(
        "complement forgotten",
        1 - (1 - rate * eig) ** steps,
        (1 - rate * eig) ** steps,
        domain=small,
        sizes={steps: 5},
    )
    yield fails(
        "step size lost",
        W(tau + 1),
        W(tau) - eig * (W(tau) - u),
        domain=small,
    )
    yield fails(
        "first order for all",
        (1 - rate * eig) ** tau,
        1 - tau * rate * eig,
        domain=small,
    )
    series = Sum((-1) ** k * u ** (2 * k) / factorial(2 * k), (k, 0, 6)).doit()
    yield fails("a series cut off", cos(u), series)
    yield fails("nearly the same", sin(u), sin(u) + Rational(1, 10**7) * u)
