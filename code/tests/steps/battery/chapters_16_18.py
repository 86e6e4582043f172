"""Steps of chapters 16 to 18."""

from .preamble import *

half = Rational(1, 2)


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
    inner = phi(v) * (y - rho * v)
    yield holds(
        "Leibniz at the moving end",
        D(Integral(inner, (v, 0, x)), x),
        phi(x) * (y - rho * x),
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
