"""Steps of chapters 13 to 15."""

from .preamble import *

p = sizes("p")
mu = symbols("mu", real=True)
t, kappa = symbols("t kappa", positive=True)
half = Rational(1, 2)


def chapter_13():
    """The group lasso's block update."""
    q, ell = array("q", p), array("ell", p, within=(0, oo))
    beta = array("beta", p)
    norm = sqrt(total(beta[k] ** 2, k))
    at = {"sizes": {p: 3}}
    yield holds("gradient of a norm", D(norm, beta[i]), beta[i] / norm, **at)
    yield holds(
        "Hessian of a norm",
        D(norm, beta[i], beta[j]),
        (delta(i, j) - beta[i] * beta[j] / norm**2) / norm,
        **at,
    )
    psi = total(q[k] ** 2 / (ell[k] * kappa + t) ** 2, k)
    yield holds(
        "slope of the secular function",
        D(psi, kappa),
        -2 * total(ell[k] * q[k] ** 2 / (ell[k] * kappa + t) ** 3, k),
        **at,
    )
    shrink = lambda entry: (1 - t / norm) * entry  # noqa: E731
    yield holds(
        "slope of the threshold",
        D(shrink(beta[i]), beta[j]),
        (1 - t / norm) * delta(i, j) + t * beta[i] * beta[j] / norm**3,
        **at,
    )
    length = (a - t) / a
    yield holds(
        "norm of the update", length + t / a, 1 + 0 * a, domain={"where": [a > t]}
    )
    yield holds("a norm and a ray", norm + t, t, relation=">=", **at)
    yield holds(
        "Moreau's decomposition",
        sign(x) * Max(Abs(x) - t, 0) + Max(-t, Min(x, t)),
        x,
    )

    yield fails("norm squared", D(norm, beta[i]), beta[i] / norm**2, **at)
    yield fails("squared norm in mind", D(norm, beta[i]), 2 * beta[i], **at)
    yield fails(
        "delta lost",
        D(norm, beta[i], beta[j]),
        (1 - beta[i] * beta[j] / norm**2) / norm,
        words="delta",
        **at,
    )
    yield fails(
        "outer factor lost",
        D(norm, beta[i], beta[j]),
        delta(i, j) - beta[i] * beta[j] / norm**2,
        words="√",
        **at,
    )
    yield fails(
        "chain factor",
        D(psi, kappa),
        -2 * total(q[k] ** 2 / (ell[k] * kappa + t) ** 3, k),
        **at,
    )
    yield fails(
        "threshold slope sign",
        D(shrink(beta[i]), beta[j]),
        (1 - t / norm) * delta(i, j) - t * beta[i] * beta[j] / norm**3,
        **at,
    )
    yield fails(
        "half of the product rule",
        D(shrink(beta[i]), beta[j]),
        (1 - t / norm) * delta(i, j),
        words="term",
        **at,
    )


def chapter_14():
    """Gradients of energy-based models."""
    T, theta = array("T", K), a
    weight = lambda e: exp(-u * T[e])  # noqa: E731
    Z = total(weight(k), k)
    mean = total(T[k] * weight(k), k) / Z
    second = total(T[k] ** 2 * weight(k), k) / Z
    at = {"sizes": {K: 3}}
    energy = array("E", K, of=(u,))
    free = total(exp(-energy[k]), k)
    yield holds("log of Z", D(log(Z), u), -mean, **at)
    yield holds("score", D(-u * T[i] - log(Z), u), mean - T[i], **at)
    yield holds("variance", D(log(Z), u, u), second - mean**2, **at)
    yield holds(
        "any energy",
        D(log(free), u),
        -total(D(energy[k], u) * exp(-energy[k]), k) / free,
        **at,
    )
    yield holds(
        "Gaussian normalization",
        Integral(exp(-theta * x**2 / 2), (x, -oo, oo)),
        sqrt(2 * pi / theta),
    )
    student = loggamma_ratio(theta)
    yield holds(
        "Student normalization",
        D(student, theta),
        digamma(theta - half) - digamma(theta),
        domain={theta: (1, 5)},
    )
    yield holds(
        "score has mean zero", total((mean - T[i]) * weight(i), i) / Z, 0 * u, **at
    )

    yield fails("Z held constant", D(-u * T[i] - log(Z), u), -T[i], words="term", **at)
    yield fails("sign", D(log(Z), u), mean, words="sign", **at)
    yield fails(
        "one over Z missing",
        D(log(Z), u),
        -total(T[k] * weight(k), k),
        words="factor",
        **at,
    )
    yield fails("uniform average", D(log(Z), u), -total(T[k], k) / K, **at)
    yield fails(
        "second moment for variance", D(log(Z), u, u), second, words="term", **at
    )
    yield fails(
        "expectation under exp(+E)",
        D(log(Z), u),
        -total(T[k] / weight(k), k) / total(1 / weight(k), k),
        **at,
    )
    yield fails(
        "digamma unshifted",
        D(student, theta),
        digamma(theta + half) - digamma(theta),
        domain={theta: (1, 5)},
    )
    yield fails(
        "root lost", Integral(exp(-theta * x**2 / 2), (x, -oo, oo)), 2 * pi / theta
    )


def loggamma_ratio(theta):
    return log(sqrt(pi) * gamma(theta - half) / gamma(theta))


def chapter_15():
    """Radon-Nikodym derivatives and change of measure."""
    normal = lambda e, m: exp(-((e - m) ** 2) / 2) / sqrt(2 * pi)  # noqa: E731
    tilt = exp(mu * x - mu**2 / 2)
    yield holds("shifted normal", normal(x, mu) / normal(x, 0), tilt)
    standard = Law(x, normal(x, 0), -oo, oo)
    yield holds("density has mean one", Expectation(tilt, standard), 1 + 0 * mu)
    shifted = Law(x, normal(x, mu), -oo, oo)
    chance = binomial(n, k) * u**k * (1 - u) ** (n - k)
    heads = Law(k, chance, 0, n, discrete=True)
    tilted = (v / u) ** k * ((1 - v) / (1 - u)) ** (n - k)
    coins = {"sizes": {n: 4}, "domain": {u: (0, 1), v: (0, 1)}}
    yield holds("counted density has mean one", Expectation(tilted, heads), 1, **coins)
    yield holds(
        "mean by change of measure", Expectation(k * tilted, heads), n * v, **coins
    )
    ratio = (a * exp(-a * t)) / (b * exp(-b * t))
    yield holds("two exponentials", ratio, a / b * exp(-(a - b) * t))
    yield holds(
        "mass up to t",
        Integral(a / b * exp(-(a - b) * s) * b * exp(-b * s), (s, 0, t)),
        1 - exp(-a * t),
    )
    yield holds("slope of the density at zero", D(tilt, mu), (x - mu) * tilt)
    m_, f = array("mu", K, within=(0, oo)), array("f", K, within=(0, oo))
    g = array("g", K)
    nu = array("nu", K, where=lambda e: f[e] * m_[e])
    yield holds(
        "change of measure",
        total(g[k] * nu[k], k),
        total(g[k] * f[k] * m_[k], k),
        sizes={K: 4},
    )

    yield fails("inverted", normal(x, mu) / normal(x, 0), 1 / tilt)
    yield fails(
        "sign of the square",
        normal(x, mu) / normal(x, 0),
        exp(mu * x + mu**2 / 2),
        words="sign of μ^2/2",
    )
    yield fails("constants dropped", ratio, exp(-(a - b) * t))
    yield fails("difference of densities", ratio, a * exp(-a * t) - b * exp(-b * t))
    yield fails(
        "half lost",
        Expectation(log(tilt), shifted),
        mu**2,
        words="factor",
        domain={mu: (-2, 2)},
    )
    yield fails(
        "expectation without the density",
        Expectation(k * tilted, heads),
        n * u,
        **coins,
    )
    yield fails("derivative at the wrong place", D(tilt, mu), x * tilt)
