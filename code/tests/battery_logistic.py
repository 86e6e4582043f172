"""Steps of part I, chapters 01 to 06: logistic regression and cross-entropy."""

from battery import fails, holds
from derivations.steps import (
    D,
    Gradient,
    Hessian,
    Phi,
    array,
    delta,
    diag,
    elementwise,
    indices,
    matrix,
    phi,
    sigmoid,
    sizes,
    softplus,
    total,
    tr,
    vector,
)
from sympy import (
    Abs,
    Integral,
    Limit,
    Max,
    Min,
    Piecewise,
    Rational,
    Sum,
    cos,
    cosh,
    exp,
    factorial,
    log,
    oo,
    sign,
    sin,
    sqrt,
    symbols,
    tanh,
)

m, n, K = sizes("m n K")
i, j, k, c = indices("i j k c")
u, v, z, t, r, p, q = symbols("u v z t r p q", real=True)
a, b, w, s = symbols("a b w s", positive=True)
half = Rational(1, 2)


def chapter_01():
    """The gradient of the logistic cost."""
    x = array("x", m, n, sample=True)
    y = array("y", m, within=(0, 1))
    theta = array("theta", n)
    h = array("h", m, where=lambda i: sigmoid(total(theta[k] * x[i, k], k)))
    cost = -total(y[i] * log(h[i]) + (1 - y[i]) * log(1 - h[i]), i) / m
    slope = D(cost, theta[j])
    at = {"sizes": {m: 3, n: 2}}
    yield holds("sigmoid slope", D(sigmoid(u), u), sigmoid(u) * (1 - sigmoid(u)))
    yield holds("tanh as a sigmoid", tanh(z), 2 * sigmoid(2 * z) - 1)
    yield holds("gradient", slope, total((h[i] - y[i]) * x[i, j], i) / m, **at)
    yield holds(
        "brackets multiplied out",
        -total((y[i] * (1 - h[i]) - (1 - y[i]) * h[i]) * x[i, j], i) / m,
        -total((y[i] - h[i]) * x[i, j], i) / m,
        **at,
    )
    yield holds(
        "second derivative of the cost",
        D(cost, theta[j], theta[k]),
        total(h[i] * (1 - h[i]) * x[i, j] * x[i, k], i) / m,
        **at,
    )
    q1 = (sigmoid(z) - 1) ** 2 / 2
    yield holds(
        "curvature of the squared error",
        D(q1, z, z),
        sigmoid(z) * (1 - sigmoid(z)) ** 2 * (3 * sigmoid(z) - 1),
    )
    yield holds("log-sigmoid route", D(softplus(z) - t * z, z), sigmoid(z) - t)
    yield holds(
        "at most a quarter",
        sigmoid(z) * (1 - sigmoid(z)),
        Rational(1, 4),
        relation="<=",
    )
    X, weights, labels = (
        matrix("X", m, n, entries=x),
        vector("theta", n, entries=theta),
        vector("y", m, entries=y),
    )
    loss = total(softplus(total(theta[k] * x[i, k], k)), i) / m
    matrix_form = X.T * elementwise(sigmoid, X * weights) / m
    yield holds("matrix form", Gradient(loss, weights), matrix_form, **at)
    scale = diag(elementwise(lambda e: sigmoid(e) * (1 - sigmoid(e)), X * weights))
    yield holds("matrix Hessian", Hessian(loss, weights), X.T * scale * X / m, **at)

    yield fails("S forgotten", Hessian(loss, weights), X.T * X / m, **at)
    yield fails(
        "residual on the wrong side",
        Gradient(loss - total(y[i] * total(theta[k] * x[i, k], k), i) / m, weights),
        X.T * (labels - elementwise(sigmoid, X * weights)) / m,
        words="sign",
        **at,
    )
    yield fails(
        "published code",
        slope,
        -total((h[i] - y[i]) * x[i, j], i) / m,
        words="sign",
        **at,
    )
    yield fails("mean lost", slope, total((h[i] - y[i]) * x[i, j], i), words="m", **at)
    yield fails(
        "sigmoid slope kept",
        slope,
        total((h[i] - y[i]) * h[i] * (1 - h[i]) * x[i, j], i) / m,
        **at,
    )
    yield fails(
        "inner minus lost",
        slope,
        -total((y[i] * (1 - h[i]) + (1 - y[i]) * h[i]) * x[i, j], i) / m,
        **at,
    )
    yield fails(
        "a two carried over",
        slope,
        2 * total((h[i] - y[i]) * x[i, j], i) / m,
        words="factor",
        **at,
    )
    yield fails(
        "product of residuals for the variance",
        D(cost, theta[j], theta[k]),
        total((h[i] - y[i]) ** 2 * x[i, j] * x[i, k], i) / m,
        **at,
    )
    yield fails(
        "h for sigma'", D(sigmoid(u), u), sigmoid(u), words="factor (1 - sigmoid(u))"
    )
    yield fails("tanh without the doubled angle", tanh(z), 2 * sigmoid(z) - 1)


def chapter_02():
    """The logistic curve from a population and from Bayes' rule."""
    rate, cap, middle = symbols("r K t_0", positive=True)
    N = cap * sigmoid(rate * (t - middle))
    e = sigmoid(rate * (t - middle))
    yield holds("growth law", D(N, t), rate * N * (1 - N / cap))
    yield holds("log-odds grow evenly", D(log(N / (cap - N)), t), rate)
    yield holds(
        "partial fractions",
        1 / (p * (1 - p / cap)),
        1 / p + 1 / (cap - p),
    )
    yield holds("half a tanh", sigmoid(z), (1 + tanh(z / 2)) / 2)
    yield holds("by the rate", D(N, rate), cap * (t - middle) * e * (1 - e))
    yield holds("by the midpoint", D(N, middle), -cap * rate * e * (1 - e))
    yield holds(
        "third derivative",
        D(sigmoid(u), u, u, u),
        sigmoid(u) - 7 * sigmoid(u) ** 2 + 12 * sigmoid(u) ** 3 - 6 * sigmoid(u) ** 4,
    )
    mu0, mu1 = symbols("mu_0 mu_1", real=True)
    quotient = exp(-((u - mu1) ** 2) / (2 * s**2)) / exp(-((u - mu0) ** 2) / (2 * s**2))
    line = (mu1 - mu0) / s**2 * u + (mu0**2 - mu1**2) / (2 * s**2)
    yield holds("log-odds are a line", log(quotient), line)
    yield holds(
        "difference of two Gumbel variables",
        Integral(exp(-w * (1 + exp(-z))), (w, 0, oo)),
        sigmoid(z),
    )
    y0, y1, y2 = (
        1 / (1 / cap + a * b**e) for e in (0, 1, 2)
    )  # constant plus geometric, as 1/N is
    yield holds(
        "three points give the capacity",
        (2 * y0 * y1 * y2 - y1**2 * (y0 + y2)) / (y0 * y2 - y1**2),
        cap,
        domain={b: (0, 0.9)},
    )

    yield fails("capacity forgotten", D(N, t), rate * N * (1 - N))
    yield fails("capacity outside", D(N, t), rate * N * (cap - N), words="factor")
    yield fails("rate lost", D(N, t), cap * e * (1 - e), words="factor")
    yield fails("t for t - t0", D(N, rate), cap * t * e * (1 - e))
    yield fails("midpoint sign", D(N, middle), cap * rate * e * (1 - e), words="sign")
    yield fails(
        "half lost", log(quotient), (mu1 - mu0) / s**2 * u + (mu0**2 - mu1**2) / s**2
    )
    yield fails("reflection without one", sigmoid(-z), -sigmoid(z))


def chapter_03():
    """The absolute error and its smooth stand-ins."""
    e = symbols("e", positive=True)
    huber = Piecewise((r**2 / 2, Abs(r) <= s), (s * (Abs(r) - s / 2), True))
    prox = sign(r) * Max(Abs(r) - s, 0)
    smooth = sqrt(r**2 + e**2)
    P, y = array("p", n), array("y", n)
    mae = total(Abs(P[i] - y[i]), i) / n
    at = {"sizes": {n: 4}}
    yield holds("slope of the absolute value", D(Abs(r), r), sign(r))
    yield holds("slope of the mean", D(mae, P[j]), sign(P[j] - y[j]) / n, **at)
    yield holds(
        "slope from the right", Limit((Abs(0 + v) - 0) / v, v, 0, "+"), 1 + 0 * v
    )
    yield holds("log cosh", D(log(cosh(r)), r), tanh(r))
    yield holds("square root form", D(smooth, r, r), e**2 / (r**2 + e**2) ** (3 * half))
    yield holds("Huber clips", D(huber, r), Max(-s, Min(r, s)))
    yield holds(
        "Huber is an envelope", huber / s, Abs(prox) + (r - prox) ** 2 / (2 * s)
    )
    yield holds(
        "two softplus", softplus(a * r) + softplus(-a * r), 2 * log(2 * cosh(a * r / 2))
    )
    expected = u * (2 * Phi(u) - 1) + 2 * phi(u)
    yield holds("the kink averaged away", D(expected, u), 2 * Phi(u) - 1)
    yield holds(
        "prox of the absolute value",
        Abs(u) + (r - u) ** 2 / (2 * s),
        huber / s,
        relation=">=",
    )

    yield fails("sign", D(mae, P[j]), sign(y[j] - P[j]) / n, words="sign", **at)
    yield fails("mean lost", D(mae, P[j]), sign(P[j] - y[j]), words="n", **at)
    yield fails("residual for its sign", D(mae, P[j]), (P[j] - y[j]) / n, **at)
    yield fails("slope one outside", D(huber, r), Max(-1, Min(r, 1)))
    yield fails("scaled clip", D(huber, r), Max(-1, Min(r / s, 1)), words="factor")
    yield fails(
        "jump at the joint",
        Piecewise((r**2 / 2, Abs(r) <= s), (s * Abs(r), True)) / s,
        Abs(prox) + (r - prox) ** 2 / (2 * s),
    )
    yield fails("tanh squared", D(log(cosh(r)), r), tanh(r) ** 2)
    yield fails(
        "slope from the left", Limit(Abs(v) / v, v, 0, "-"), 1 + 0 * v, words="sign"
    )
    yield fails(
        "envelope above the function",
        huber / s,
        Abs(r),
        relation=">=",
    )


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
        words="factor",
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
