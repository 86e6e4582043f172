"""Steps of chapters 21 to 23."""

from itertools import pairwise

from .preamble import *

h, T = symbols("h T", positive=True)


def chapter_21():
    """Regression on derivatives."""
    rate = symbols("alpha", negative=True)
    growth = exp(rate * h)
    b_, c_ = (growth - 1) / rate, (growth - 1 - rate * h) / rate**2
    w = sin(pi * t / T) ** 2
    q = function("q")
    yield holds("two lags add up", c_ + (b_**2 - growth * c_), b_ * h)
    yield holds("held input", Integral(exp(rate * (h - t)), (t, 0, h)), b_)
    yield holds("Hann slope", D(w, t), pi / T * sin(2 * pi * t / T))
    yield holds(
        "by parts",
        D(w * D(q(t), t) - D(w, t) * q(t), t),
        w * D(q(t), t, t) - D(w, t, t) * q(t),
    )
    yield holds(
        "Euler's map in the limit", Limit((exp(a * x) - 1) / x, x, 0), a + 0 * x
    )
    yield holds(
        "position after a step",
        Integral((exp(rate * (h - t)) - 1) / rate, (t, 0, h)),
        c_,
    )
    yield holds("Hann in exponentials", w, (1 - cos(2 * pi * t / T)) / 2)

    yield fails("Euler's map for every step", (growth - 1) / h, rate)
    yield fails("one lag alone", c_ - growth * c_, b_ * h)
    yield fails("square forgotten", c_ + (b_ - growth * c_), b_ * h)
    yield fails("chain factor", D(w, t), sin(2 * pi * t / T), words="factor")
    yield fails("half angle", D(w, t), 2 * sin(pi * t / T), words="factor")
    yield fails(
        "by parts with plus",
        D(w * D(q(t), t) - D(w, t) * q(t), t),
        w * D(q(t), t, t) + D(w, t, t) * q(t),
    )
    yield fails(
        "cross terms kept",
        D(w * D(q(t), t) - D(w, t) * q(t), t),
        w * D(q(t), t, t) - D(w, t) * D(q(t), t),
    )


def chapter_22():
    """Second derivatives of regression splines."""
    g0, g1, c0, c1 = symbols("g_0 g_1 gamma_0 gamma_1", real=True)
    p = h - x
    curve = (p * g0 + x * g1) / h + (
        (p**3 / h - h * p) * c0 + (x**3 / h - h * x) * c1
    ) / 6
    bend = (p * c0 + x * c1) / h
    k0, k1, top = symbols("xi_0 xi_1 xi_m", real=True)
    order = {"where": [k0 < k1, k1 < top]}
    plus = lambda e, r: Max(e, 0) ** r  # noqa: E731
    power = lambda knot: (plus(x - knot, 3) - plus(x - top, 3)) / (top - knot)  # noqa: E731
    yield holds("curvature between the knots", D(curve, x, x), bend)
    yield holds(
        "energy of an interval",
        Integral(bend**2, (x, 0, h)),
        h * (c0**2 + c0 * c1 + c1**2) / 3,
    )
    yield holds(
        "slope at the left",
        D(curve, x),
        (g1 - g0) / h + ((h - 3 * p**2 / h) * c0 + (3 * x**2 / h - h) * c1) / 6,
    )
    yield holds(
        "truncated powers",
        D(power(k0), x, x),
        6 * (Max(x - k0, 0) - Max(x - top, 0)) / (top - k0),
        domain=order,
    )
    yield holds(
        "standardised argument", D(sin((x - a) / s), x, x), -sin((x - a) / s) / s**2
    )
    b_ = array("b", n)
    yield holds(
        "linearity",
        D(total(b_[k] * x**k, k), x, x),
        total(b_[k] * k * (k - 1) * x ** (k - 2), k),
        sizes={n: 4},
    )

    yield fails(
        "one over s", D(sin((x - a) / s), x, x), -sin((x - a) / s) / s, words="factor"
    )
    yield fails(
        "scale forgotten", D(sin((x - a) / s), x, x), -sin((x - a) / s), words="factor"
    )
    yield fails("ends exchanged", D(curve, x, x), (x * c0 + p * c1) / h)
    yield fails("first for second derivative", D(curve, x, x), (g1 - g0) / h)
    yield fails(
        "three for six",
        D(power(k0), x, x),
        3 * (Max(x - k0, 0) - Max(x - top, 0)) / (top - k0),
        words="factor",
        domain=order,
    )
    yield fails(
        "sign between the powers",
        D(power(k0), x, x),
        6 * (Max(x - k0, 0) + Max(x - top, 0)) / (top - k0),
        domain=order,
    )
    yield fails(
        "cross product dropped",
        Integral(bend**2, (x, 0, h)),
        h * (c0**2 + c1**2) / 3,
    )
    yield fails(
        "power not lowered",
        D(total(b_[k] * x**k, k), x, x),
        total(b_[k] * k * (k - 1) * x ** (k - 1), k),
        sizes={n: 4},
    )


def spline(first, order, knots):
    """The B-spline by its recursion, as one expression in x."""
    if order == 1:
        inside = (knots[first] <= x) & (x < knots[first + 1])
        return Piecewise((1, inside), (0, True))
    left = (x - knots[first]) / (knots[first + order - 1] - knots[first])
    right = (knots[first + order] - x) / (knots[first + order] - knots[first + 1])
    return left * spline(first, order - 1, knots) + right * spline(
        first + 1, order - 1, knots
    )


def chapter_23():
    """Derivatives of B-splines with symbolic knots."""
    knots = symbols("k_0:5", real=True)
    order = {"where": [low < high for low, high in pairwise(knots)]}
    at = {"domain": order}
    B = lambda first, size: spline(first, size, knots)  # noqa: E731
    gap = lambda low, high: knots[high] - knots[low]  # noqa: E731
    hat_slope = B(0, 1) / gap(0, 1) - B(1, 1) / gap(1, 2)
    first = 2 * (B(0, 2) / gap(0, 2) - B(1, 2) / gap(1, 3))
    second = 2 * (
        B(0, 1) / (gap(0, 2) * gap(0, 1))
        - (1 / gap(0, 2) + 1 / gap(1, 3)) * B(1, 1) / gap(1, 2)
        + B(2, 1) / (gap(1, 3) * gap(2, 3))
    )
    between = {
        "domain": {"where": [*at["domain"]["where"], *(Ne(x, k) for k in knots)]}
    }
    yield holds("hat", D(B(0, 2), x), hat_slope, **between)
    yield holds("first derivative, order 3", D(B(0, 3), x), first, **at)
    yield holds("second derivative, order 3", D(B(0, 3), x, x), second, **between)
    butterfield = 2 * (
        (x - knots[0]) / gap(0, 2) * hat_slope
        + (knots[3] - x) / gap(1, 3) * (B(1, 1) / gap(1, 2) - B(2, 1) / gap(2, 3))
    )
    yield holds("Butterfield's recursion", D(B(0, 3), x), butterfield, **at)
    cubic = 3 * (B(0, 3) / gap(0, 3) - B(1, 3) / gap(1, 4))
    yield holds("first derivative, order 4", D(B(0, 4), x), cubic, **at)

    yield fails(
        "order for degree",
        D(B(0, 3), x),
        3 * (B(0, 2) / gap(0, 2) - B(1, 2) / gap(1, 3)),
        words="factor",
        **at,
    )
    yield fails(
        "plus", D(B(0, 3), x), 2 * (B(0, 2) / gap(0, 2) + B(1, 2) / gap(1, 3)), **at
    )
    yield fails("exchanged", D(B(0, 3), x), -first, words="sign", **at)
    yield fails(
        "index not shifted",
        D(B(0, 3), x),
        2 * (B(0, 2) / gap(0, 2) - B(0, 2) / gap(1, 3)),
        **at,
    )
    yield fails(
        "denominators exchanged",
        D(B(0, 3), x),
        2 * (B(0, 2) / gap(1, 3) - B(1, 2) / gap(0, 2)),
        **at,
    )
    yield fails("order not lowered", D(B(0, 3), x, x), 2 * second, words="factor", **at)
    yield fails(
        "uniform stencil",
        D(B(0, 3), x, x),
        (B(0, 1) - 2 * B(1, 1) + B(2, 1)) / gap(0, 1) ** 2,
        **at,
    )
