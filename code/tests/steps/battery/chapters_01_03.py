"""Steps of chapters 01 to 03."""

from .preamble import *

p = symbols("p", real=True)
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
        "h for sigma'", D(sigmoid(u), u), sigmoid(u), words="factor 1 - σ(u) dropped"
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
    yield holds("slope of the absolute value", D(Abs(r), r), sign(r), domain={Ne(r, 0)})
    apart = {"domain": {Ne(P[i], y[i])}}
    yield holds("slope of the mean", D(mae, P[j]), sign(P[j] - y[j]) / n, **at, **apart)
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
