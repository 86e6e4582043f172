"""Steps of part III, chapters 13 to 18: proximal maps, scores, order statistics."""

from battery import fails, holds
from derivations.steps import (
    D,
    Expectation,
    Law,
    Phi,
    array,
    delta,
    function,
    indices,
    phi,
    sizes,
    total,
)
from sympy import (
    Abs,
    Integral,
    Max,
    Min,
    Rational,
    Sum,
    asin,
    binomial,
    digamma,
    erf,
    exp,
    factorial,
    gamma,
    log,
    oo,
    pi,
    sign,
    sqrt,
    symbols,
)

n, p, K = sizes("n p K")
i, j, k = indices("i j k")
u, v, x, y, z, mu = symbols("u v x y z mu", real=True)
a, b, s, t, kappa = symbols("a b s t kappa", positive=True)
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
        words="factor",
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
    yield holds(
        "second moment",
        Expectation(tilt**2, standard),
        exp(mu**2),
        domain={mu: (-2, 2)},
    )
    shifted = Law(x, normal(x, mu), -oo, oo)
    yield holds(
        "divergence", Expectation(log(tilt), shifted), mu**2 / 2, domain={mu: (-2, 2)}
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
        words="factor",
    )
    yield fails("constants dropped", ratio, exp(-(a - b) * t), words="factor")
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
        Expectation(tilt, standard),
        exp(mu**2 / 2),
        domain={mu: (-2, 2)},
    )
    yield fails("derivative at the wrong place", D(tilt, mu), x * tilt)


def chapter_16():
    """Order statistics."""
    f = function("f", within=(0, oo))
    F = function("F", derivative=f, within=(0, 1))
    r, size, place = 2, 5, sizes("r")
    unit = {u: (0, 1)}
    top = {n: 5, place: 2}
    upper = sum(
        binomial(size, e) * F(x) ** e * (1 - F(x)) ** (size - e)
        for e in range(r, size + 1)
    )
    density = (
        factorial(size)
        / (factorial(r - 1) * factorial(size - r))
        * F(x) ** (r - 1)
        * (1 - F(x)) ** (size - r)
        * f(x)
    )
    term = u**k * (1 - u) ** (n - k)
    slope = k * u ** (k - 1) * (1 - u) ** (n - k) - (n - k) * u**k * (1 - u) ** (
        n - k - 1
    )
    whole = {"domain": unit, "sizes": {n: 5}}
    yield holds("density of the second of five", D(upper, x), density)
    yield holds(
        "product rule on one term",
        D(term, u),
        slope,
        domain={**unit, k: (0, 4)},
        sizes={n: 5},
    )
    yield holds(
        "absorption",
        place * binomial(n, place),
        n * binomial(n - 1, place - 1),
        sizes=top,
    )
    T = lambda e: n * binomial(n - 1, e - 1) * u ** (e - 1) * (1 - u) ** (n - e)  # noqa: E731
    yield holds(
        "telescope",
        Sum(T(k) - T(k + 1), (k, place, n)),
        T(place),
        domain=unit,
        sizes=top,
    )
    beta = Integral(v ** (r - 1) * (1 - v) ** (size - r), (v, 0, u))
    sum_u = sum(
        binomial(size, e) * u**e * (1 - u) ** (size - e) for e in range(r, size + 1)
    )
    yield holds(
        "beta integral",
        factorial(size) / (factorial(r - 1) * factorial(size - r)) * beta,
        sum_u,
        domain=unit,
    )
    yield holds(
        "log density",
        D(log(density), x),
        D(f(x), x) / f(x) + (r - 1) * f(x) / F(x) - (size - r) * f(x) / (1 - F(x)),
    )

    yield fails("(n-1)! for n!", D(upper, x), density / size, words="factor")
    yield fails("chain factor", D(upper, x), density / f(x), words="chain")
    yield fails(
        "second half dropped",
        D(term, u),
        k * u ** (k - 1) * (1 - u) ** (n - k),
        words="term",
        **whole,
    )
    yield fails(
        "plus",
        D(term, u),
        k * u ** (k - 1) * (1 - u) ** (n - k) + (n - k) * u**k * (1 - u) ** (n - k - 1),
        domain={**unit, k: (0, 4)},
        sizes={n: 5},
    )
    yield fails(
        "index not shifted",
        place * binomial(n, place),
        n * binomial(n - 1, place),
        sizes=top,
    )
    yield fails(
        "telescope ends one late",
        Sum(T(k) - T(k + 1), (k, place, n)),
        T(place + 1),
        domain=unit,
        sizes=top,
    )
    yield fails("largest for smallest", D(upper, x), density.subs({F(x): 1 - F(x)}))


def chapter_17():
    """Inverse Mills ratios."""
    lam = phi(x) / Phi(x)
    mills = (1 - Phi(x)) / phi(x)
    near = {x: (-4, 4)}
    yield holds("slope", D(lam, x), -lam * (lam + x), domain=near)
    yield holds(
        "curvature", D(lam, x, x), lam * ((x + lam) * (x + 2 * lam) - 1), domain=near
    )
    yield holds("Mills' ratio", D(mills, x), x * mills - 1, domain=near)
    yield holds("first moment", Integral(z * phi(z), (z, -oo, x)), -phi(x), domain=near)
    yield holds(
        "integral of Phi",
        Integral(Phi(z), (z, -oo, x)),
        x * Phi(x) + phi(x),
        domain=near,
    )
    yield holds("variance below one", D(lam, x), -1 + 0 * x, relation=">", domain=near)
    yield holds(
        "Birnbaum's bound", lam, (-x + sqrt(x**2 + 4)) / 2, relation="<", domain=near
    )
    yield holds("derivative of erf", D(erf(x / sqrt(2)), x), 2 * phi(x))

    yield fails("sign of x", D(lam, x), -lam * (lam - x), domain=near)
    yield fails("slope of phi", D(phi(x), x), x * phi(x), words="sign")
    yield fails("ratio of the slopes", D(lam, x), -x, domain=near)
    yield fails("lambda lost", D(lam, x), -x * lam - lam, domain=near)
    yield fails(
        "half of the quotient rule", D(lam, x), -(lam**2), words="term", domain=near
    )
    yield fails("hazard formula", D(lam, x), lam * (lam - x), domain=near)
    yield fails(
        "chain factor of erf",
        D(erf(x / sqrt(2)), x),
        2 * exp(-(x**2) / 2) / sqrt(pi),
        words="factor",
    )
    yield fails("bound turned round", lam, -x, relation="<", domain=near)


def chapter_18():
    """The bivariate normal distribution function."""
    rho = symbols("rho", real=True)
    c = sqrt(1 - rho**2)
    joint = exp(-(x**2 - 2 * rho * x * y + y**2) / (2 * c**2)) / (2 * pi * c)
    open_ = {rho: (-0.9, 0.9), x: (-3, 3), y: (-3, 3)}
    f = function("f")
    g = function("g")
    yield holds("regression", joint, phi(x) * phi((y - rho * x) / c) / c, domain=open_)
    yield holds("heat equation", D(joint, rho), D(joint, x, y), domain=open_)
    inner = phi(v) * Phi((y - rho * v) / c)
    yield holds(
        "Leibniz at the moving end",
        D(Integral(inner, (v, -5, x)), x),
        phi(x) * Phi((y - rho * x) / c),
        domain=open_,
    )
    yield holds(
        "conditional slope",
        D(Phi((y - rho * x) / c), y),
        phi((y - rho * x) / c) / c,
        domain=open_,
    )
    yield holds(
        "limits that move",
        D(Phi(f(z)) * Phi(g(z)), z),
        D(f(z), z) * phi(f(z)) * Phi(g(z)) + D(g(z), z) * phi(g(z)) * Phi(f(z)),
    )
    yield holds(
        "quadrant",
        D(Rational(1, 4) + asin(rho) / (2 * pi), rho),
        joint.subs({x: 0, y: 0}),
        domain=open_,
    )

    yield fails("scale lost", joint, phi(x) * phi(y - rho * x) / c, domain=open_)
    yield fails(
        "variance for deviation",
        D(Phi((y - rho * x) / c), y),
        phi((y - rho * x) / c) / c**2,
        words="factor",
        domain=open_,
    )
    yield fails("sign of rho", joint, phi(x) * phi((y + rho * x) / c) / c, domain=open_)
    yield fails(
        "one over c lost",
        joint,
        phi(x) * phi((y - rho * x) / c),
        words="factor",
        domain=open_,
    )
    yield fails(
        "first term alone",
        D(Phi(f(z)) * Phi(g(z)), z),
        D(f(z), z) * phi(f(z)) * Phi(g(z)),
        words="term",
    )
    yield fails(
        "inner slopes lost",
        D(Phi(f(z)) * Phi(g(z)), z),
        phi(f(z)) * Phi(g(z)) + phi(g(z)) * Phi(f(z)),
    )
    yield fails(
        "both differentiated",
        D(Phi(f(z)) * Phi(g(z)), z),
        D(f(z), z) * phi(f(z)) * D(g(z), z) * phi(g(z)),
    )
    yield fails("independence", D(joint, rho), phi(x) * phi(y), domain=open_)
