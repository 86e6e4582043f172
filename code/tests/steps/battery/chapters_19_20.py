"""Steps of chapters 19 to 20."""

from .preamble import *

h, ell = symbols("h ell", positive=True)


def chapter_19():
    """Gradients of Gaussian processes."""
    kernel = s**2 * exp(-((x - y) ** 2) / (2 * ell**2))
    yield holds("by the first argument", D(kernel, x), -(x - y) / ell**2 * kernel)
    yield holds(
        "by both arguments",
        D(kernel, x, y),
        (1 / ell**2 - (x - y) ** 2 / ell**4) * kernel,
    )
    site, weight = array("x", n), array("alpha", n)
    mean = total(weight[i] * s**2 * exp(-((u - site[i]) ** 2) / (2 * ell**2)), i)
    slope = -total(
        weight[i]
        * (u - site[i])
        / ell**2
        * s**2
        * exp(-((u - site[i]) ** 2) / (2 * ell**2)),
        i,
    )
    at = {"sizes": {n: 3}}
    yield holds("posterior mean", D(mean, u), slope, **at)
    matern = (
        s**2
        * (1 + sqrt(5) * t / ell + 5 * t**2 / (3 * ell**2))
        * exp(-sqrt(5) * t / ell)
    )
    first = (
        -5 * s**2 * t / (3 * ell**2) * (1 + sqrt(5) * t / ell) * exp(-sqrt(5) * t / ell)
    )
    yield holds("Matern 5/2", D(matern, t), first)
    rough = s**2 * (1 + sqrt(3) * t / ell) * exp(-sqrt(3) * t / ell)
    yield holds(
        "Matern 3/2", D(rough, t), -3 * s**2 * t / ell**2 * exp(-sqrt(3) * t / ell)
    )
    smooth = s**2 * exp(-(h**2) / (2 * ell**2))
    yield holds(
        "prior variance of the slope",
        Limit(2 * (s**2 - smooth) / h**2, h, 0, "+"),
        s**2 / ell**2,
    )
    periodic = exp(-2 * sin(pi * t) ** 2 / ell**2)
    yield holds(
        "periodic kernel",
        D(periodic, t),
        -4 * pi / ell**2 * sin(pi * t) * cos(pi * t) * periodic,
    )

    yield fails("sign", D(kernel, x), (x - y) / ell**2 * kernel, words="sign")
    yield fails("one over ell", D(kernel, x), -(x - y) / ell * kernel, words="1/ell")
    yield fails(
        "factor two", D(kernel, x), -2 * (x - y) / ell**2 * kernel, words="factor"
    )
    yield fails("kernel forgotten", D(kernel, x), -(x - y) / ell**2, words="factor")
    yield fails(
        "second block without the square",
        D(kernel, x, y),
        kernel / ell**2,
        words="term",
    )
    yield fails(
        "sign of the second block",
        D(kernel, x, y),
        ((x - y) ** 2 / ell**4 - 1 / ell**2) * kernel,
        words="sign",
    )
    yield fails(
        "Matern 5/2 with a root lost",
        D(matern, t),
        -5 * s**2 * t / (3 * ell**2) * (1 + t / ell) * exp(-sqrt(5) * t / ell),
    )
    yield fails(
        "prior variance of the value",
        Limit(2 * (s**2 - smooth) / h**2, h, 0, "+"),
        s**2,
        words="factor",
    )


def chapter_20():
    """Fitting values and derivatives together."""
    d0, d1 = symbols("delta_0 delta_1", real=True)
    cubic = (3 * d0 / h**2 - d1 / h) * t**2 + (d1 / h**2 - 2 * d0 / h**3) * t**3
    bend = D(cubic, t, t)
    energy = 12 * d0**2 / h**3 - 12 * d0 * d1 / h**2 + 4 * d1**2 / h
    yield holds("Hermite cubic, value at the end", cubic.subs(t, h), d0)
    yield holds(
        "Hermite cubic, slope",
        D(cubic, t),
        2 * (3 * d0 / h**2 - d1 / h) * t + 3 * (d1 / h**2 - 2 * d0 / h**3) * t**2,
    )
    yield holds(
        "energy of a gap",
        Integral(
            (2 * (3 * d0 / h**2 - d1 / h) + 6 * (d1 / h**2 - 2 * d0 / h**3) * t) ** 2,
            (t, 0, h),
        ),
        energy,
    )
    yield holds(
        "curvature",
        bend,
        2 * (3 * d0 / h**2 - d1 / h) + 6 * (d1 / h**2 - 2 * d0 / h**3) * t,
    )
    yield holds("transition noise", Integral((h - t) * (h - t), (t, 0, h)), h**3 / 3)
    yield holds("determinant of the noise", h**3 / 3 * h - (h**2 / 2) ** 2, h**4 / 12)
    yield holds(
        "covariance of the integrated noise",
        Integral((a + b - t) * (a - t), (t, 0, a)),
        a**2 * b / 2 + a**3 / 3,
    )

    yield fails(
        "noise of the velocity",
        Integral((h - t) * (h - t), (t, 0, h)),
        h,
    )
    yield fails(
        "half of h cubed", Integral((h - t) ** 2, (t, 0, h)), h**3 / 2, words="factor"
    )
    yield fails(
        "cross term",
        Integral(
            (2 * (3 * d0 / h**2 - d1 / h) + 6 * (d1 / h**2 - 2 * d0 / h**3) * t) ** 2,
            (t, 0, h),
        ),
        12 * d0**2 / h**3 + 12 * d0 * d1 / h**2 + 4 * d1**2 / h,
    )
    yield fails(
        "cross term dropped",
        Integral(
            (2 * (3 * d0 / h**2 - d1 / h) + 6 * (d1 / h**2 - 2 * d0 / h**3) * t) ** 2,
            (t, 0, h),
        ),
        12 * d0**2 / h**3 + 4 * d1**2 / h,
        words="term",
    )
    yield fails("determinant", h**3 / 3 * h - (h**2 / 2) ** 2, h**4 / 6, words="factor")
    yield fails(
        "third power differentiated once",
        bend,
        2 * (3 * d0 / h**2 - d1 / h) + 3 * (d1 / h**2 - 2 * d0 / h**3) * t,
    )
