"""The usual slips, each with a word that its explanation must hold."""

from .usual import *


def slips():
    """``(name, left, right, word, setting)``."""
    yield from _derivatives()
    yield from _products_and_quotients()
    yield from _algebra()
    yield from _sums()
    yield from _integrals()
    yield from _probability()
    yield from _matrices()
    yield from _parts()
    yield from _two_slips()


def _derivatives():
    yield "derivative of a sine not taken", D(sin(x**2), x), sin(x**2), "not been taken"
    yield "derivative of a power not taken", D(x**a, x), x**a, "not been taken"
    yield (
        "inner derivative not taken",
        D(exp(x**2), x),
        x**2 * exp(x**2),
        "not been taken",
    )
    yield "second derivative is the first", D(x**4, x, x), 4 * x**3, "not been taken"
    yield "exponent kept", D(x**3, x), 3 * x**3, "exponent"
    yield "exponent kept, symbolic", D(u**k, u), k * u**k, "exponent"
    yield "exponent kept in a sum", D(x**4 + 3 * x**2, x), 4 * x**4 + 6 * x, "exponent"
    yield (
        "exponent did not come down",
        D((1 + x**2) ** 5, x),
        2 * x * (1 + x**2) ** 4,
        "factor",
    )
    yield "exponent too low", D(x**5, x), 5 * x**3, "exponent"
    yield "root kept", D(sqrt(a), a), sqrt(a) / 2, "exponent"
    yield "integrated instead", D(x**3, x), x**4 / 4, "integrated"
    yield "inner derivative forgotten", D(sin(3 * x + 1), x), cos(3 * x + 1), "chain"
    yield (
        "inner derivative of a sigmoid",
        D(sigmoid(a * x), x),
        sigmoid(a * x) * (1 - sigmoid(a * x)),
        "chain",
    )
    yield "inner square forgotten", D(log(1 + x**2), x), 1 / (1 + x**2), "chain"
    yield "inner sign", D(exp(-(x**2)), x), 2 * x * exp(-(x**2)), "sign"
    yield "inner sign of one of two", D(x + exp(-x), x), 1 + exp(-x), "sign"
    yield "outer at the inner derivative", D(sin(x**2), x), cos(2 * x), "outer"
    yield "outer at x", D(sin(x**2), x), 2 * x * cos(x), "outer"
    yield "reciprocal without minus", D(1 / x, x), 1 / x**2, "minus"
    yield (
        "reciprocal without square",
        D(1 / (1 + x**2), x),
        -2 * x / (1 + x**2),
        "square",
    )
    yield "reciprocal of the slope", D(1 / (a + x**2), x), 1 / (2 * x), "reciprocal"
    yield "reciprocal integrated", D(1 / a, a), log(a), "integrated"
    yield "sign of a cosine's slope", D(cos(x), x), sin(x), "sign"
    yield "slope of tanh, square lost", D(tanh(x), x), 1 - tanh(x), "power"
    yield "slope of a logarithm", D(log(a + b), a), a + b, "reciprocal"
    yield (
        "slope of a logarithm of a power",
        D(log(a**2 + 1), a),
        2 * a / log(a**2 + 1),
        "logarithm",
    )
    yield "power rule for an exponential", D(a**x, x), x * a ** (x - 1), "power rule"
    yield "log of the base lost", D(a**x, x), a**x, "log a"
    yield "log of the base below", D(a**x, x), a**x / log(a), "log"
    yield "power rule for e^x", D(exp(2 * x), x), 2 * x * exp(2 * x - 1), "power rule"
    yield "x to the x", D(w**w, w), w * w ** (w - 1), "has not been taken"
    yield "constant kept", D(x**2 + a, x), 2 * x + a, "constant"
    yield (
        "sigmoid, sign inside",
        D(sigmoid(x), x),
        sigmoid(x) * (1 + sigmoid(x)),
        "sign",
    )
    yield (
        "entry: whole sum kept",
        D(total(exp(y[i]), i), y[j]),
        total(exp(y[i]), i),
        "derivative",
    )
    yield (
        "entry: whole sum of logs",
        D(total(log(1 + y[i] ** 2), i), y[j]),
        total(2 * y[i] / (1 + y[i] ** 2), i),
        "sum",
    )


def _products_and_quotients():
    yield "first half of a product", D(x * sin(x), x), sin(x), "product rule"
    yield "second half of a product", D(x**2 * exp(x), x), x**2 * exp(x), "product rule"
    yield (
        "product of derivatives",
        D(x**2 * sin(x), x),
        2 * x * cos(x),
        "product of the derivatives",
    )
    yield "product rule subtracted", D(x * exp(x), x), exp(x) - x * exp(x), "sign"
    yield (
        "three factors, one lost",
        D(x * sin(x) * exp(x), x),
        sin(x) * exp(x) + x * sin(x) * exp(x),
        "product rule",
    )
    quotient = D(sin(x) / (1 + x**2), x)
    yield (
        "quotient rule swapped",
        quotient,
        (2 * x * sin(x) - cos(x) * (1 + x**2)) / (1 + x**2) ** 2,
        "sign",
    )
    yield (
        "quotient rule added",
        quotient,
        (2 * x * sin(x) + cos(x) * (1 + x**2)) / (1 + x**2) ** 2,
        "sign",
    )
    yield "quotient of derivatives", quotient, cos(x) / (2 * x), "quotient"
    yield (
        "quotient rule without square",
        quotient,
        (cos(x) * (1 + x**2) - 2 * x * sin(x)) / (1 + x**2),
        "square",
    )
    yield (
        "quotient rule, factors exchanged",
        D(x / (1 + a * x), x),
        (x - a * (1 + a * x)) / (1 + a * x) ** 2,
        "exchanged",
    )


def _algebra():
    yield "log of a sum", log(a + b), log(a) + log(b), "log"
    yield "log of three terms", log(a + b + 1), log(a) + log(b), "log"
    yield "logs put together", log(a) + log(b), log(a + b), "log"
    yield "log of a product", log(a * b), log(a) * log(b), "log"
    yield "log of a quotient", log(a / b), log(a) / log(b), "quotient"
    yield "log of a power", log(a) ** 2, 2 * log(a), "power"
    yield "root of a sum", sqrt(a**2 + b**2), a + b, "root"
    yield "root inside a line", x * sqrt(a + b) + 1, x * (sqrt(a) + sqrt(b)) + 1, "root"
    yield "square of a sum", (x + y[j]) ** 2, x**2 + y[j] ** 2, "square of a sum"
    yield "square of a difference", (x - t) ** 2, x**2 - t**2, "cross terms"
    yield (
        "square with half its cross term",
        (x + t) ** 2,
        x**2 + x * t + t**2,
        "cross term",
    )
    yield "cube of a sum", (x + t) ** 3, x**3 + t**3, "cross terms"
    yield "cross terms of a product", (x + t) * (u + v), x * u + t * v, "cross terms"
    yield (
        "one cross term of a product",
        (x + t) * (u + v),
        x * u + t * v + x * v,
        "term",
    )
    yield "reciprocal of a sum", 1 / (a + b), 1 / a + 1 / b, "sum"
    yield "split below", x / (a + b), x / a + x / b, "fraction"
    yield "denominator under one term", (x + t) / a, x + t / a, "denominator"
    yield "canceled out of a sum", (a + b) / (a + c), b / c, "canceled"
    yield "exponential of a sum", exp(x + t), exp(x) + exp(t), "sum"
    yield "exponents multiplied", exp(x) * exp(t), exp(x * t), "exponents"
    yield "sine of a sum", sin(x + t), sin(x) + sin(t), "sin"
    yield "absolute value of a sum", Abs(x + t), Abs(x) + Abs(t), "absolute"
    yield "minus reaches one term", x - (t + u), x - t + u, "sign"
    yield "factor reaches one term", a * (x + t), a * x + t, "factor"
    yield "fraction upside down", a / (b + c), (b + c) / a, "reciprocal"
    yield "factor upside down", x * a / b, x * b / a, "upside down"
    yield "root of a square", sqrt(x**2), x, "x"
    yield "log to base two", log(a) / log(2), log(a), "log"
    yield "log base inside", 1 + x * log(a) / log(10), 1 + x * log(a), "log"


def _sums():
    logits = array("z", m)
    o = array("o", m, where=lambda k: exp(logits[k]) / total(exp(logits[i]), i))
    loss = -total(y[k] * log(o[k]), k)
    yield (
        "one path of a softmax",
        D(loss, logits[j]),
        -y[j] * (1 - o[j]),
        "with k = j alone",
        some,
    )
    yield (
        "one path of a softmax, not worked out",
        D(loss, logits[j]),
        -y[j] / o[j] * D(o[j], logits[j]),
        "with k = j alone",
        some,
    )
    yield (
        "square of a sum of entries",
        total(y[i], i) ** 2,
        total(y[i] ** 2, i),
        "square of a sum",
        some,
    )
    yield (
        "log of a sum of exponentials",
        log(total(exp(y[i]), i)),
        total(y[i], i),
        "log",
        some,
    )
    yield (
        "root of a sum of squares",
        sqrt(total(y[i] ** 2, i)),
        total(Abs(y[i]), i),
        "root",
        some,
    )
    yield (
        "product of sums",
        total(y[i], i) * total(q[i], i),
        total(y[i] * q[i], i),
        "cross terms",
        some,
    )
    yield (
        "sum of products",
        total(y[i] * q[i], i),
        total(y[i], i) * total(q[i], i),
        "product",
        some,
    )
    yield (
        "mean of products",
        total(y[i] * q[i], i) / m,
        mean * total(q[i], i) / m,
        "product",
        some,
    )
    yield "mean of squares", total(y[i] ** 2, i) / m, mean**2, "mean", some
    yield "mean of exponentials", total(exp(y[i]), i) / m, exp(mean), "mean", some
    yield (
        "sum for mean",
        total((y[i] - x) ** 2, i) / m,
        total((y[i] - x) ** 2, i),
        "1/m",
        some,
    )
    yield (
        "half lost",
        D(total((y[i] - x) ** 2, i) / 2, x),
        -2 * total(y[i] - x, i),
        "1/2",
        some,
    )
    yield (
        "constant counted once",
        Sum(y[i] + x, (i, 1, m)),
        total(y[i], i) + x,
        "times, not once",
        some,
    )
    yield (
        "lower end",
        Sum(k**2 * a**k, (k, 0, n)),
        Sum(k**2 * a**k, (k, 2, n)),
        "sum",
        two,
    )
    yield "from zero", Sum(a**k, (k, 0, n)), Sum(a**k, (k, 1, n)), "starts", two
    yield (
        "index shifted",
        total(y[i] * q[i], i),
        Sum(y[i - 1] * q[i], (i, 2, m)),
        "index",
        some,
    )
    yield (
        "degrees of freedom",
        total((y[i] - mean) ** 2, i) / (m - 1),
        total((y[i] - mean) ** 2, i) / m,
        "freedom",
        some,
    )
    yield (
        "degrees of freedom in a root",
        sqrt(total((y[i] - mean) ** 2, i) / (m - 1)),
        sqrt(total((y[i] - mean) ** 2, i) / m),
        "m - 1",
        some,
    )


def _integrals():
    end = Integral(exp(x * t), (t, 0, x))
    yield (
        "boundary term lost",
        D(end, x),
        Integral(t * exp(x * t), (t, 0, x)),
        "boundary",
        {"domain": {x: (half, 2)}},
    )
    low = Integral(sin(x + t), (t, x, 1))
    yield (
        "lower boundary term lost",
        D(low, x),
        Integral(cos(x + t), (t, x, 1)),
        "boundary",
        {"domain": {x: (-1, half)}},
    )
    yield (
        "sign of the lower end",
        D(Integral(exp(-(t**2)), (t, x, 1)), x),
        exp(-(x**2)),
        "sign",
    )
    yield (
        "slope of the end lost",
        D(Integral(exp(-(t**2)), (t, 0, x**2)), x),
        exp(-(x**4)),
        "factor",
    )
    yield (
        "integrand's slope lost",
        D(end, x),
        exp(x**2),
        "integrand",
        {"domain": {x: (half, 2)}},
    )
    yield (
        "wrong range",
        Integral(x * exp(-(x**2)), (x, 0, oo)),
        Integral(x * exp(-(x**2)), (x, -oo, oo)),
        "range",
    )
    yield (
        "half the range",
        Integral(exp(-a * x**2), (x, -oo, oo)),
        Integral(exp(-a * x**2), (x, 0, oo)),
        "range",
    )
    yield (
        "product of integrals",
        Integral(x * exp(-a * x), (x, 0, 1)),
        Integral(x, (x, 0, 1)) * Integral(exp(-a * x), (x, 0, 1)),
        "product",
    )
    yield "lower end lost", Integral(2 * t, (t, 1, x)), x**2, "boundary"
    yield "ends added", Integral(sin(t), (t, b, x)), -cos(x) - cos(b), "boundary"
    yield (
        "integration by parts, ends lost",
        Integral(t * exp(t), (t, 0, x)),
        -Integral(exp(t), (t, 0, x)),
        "boundary",
    )
    yield (
        "integration by parts, sign",
        Integral(t * cos(a * t), (t, 0, x)),
        x * sin(a * x) / a + Integral(sin(a * t) / a, (t, 0, x)),
        "sign",
    )
    yield "integral not taken", Integral(exp(a * x), (x, 0, b)), exp(a * b), "integral"
    yield "limit not taken", Limit(sin(a * x) / x, x, 0), sin(a * x) / x, "limit"
    yield "sine for cosine", Integral(sin(x), (x, 0, b)), 1 - sin(b), "cos"


def _probability():
    yield (
        "product of expectations",
        Expectation(x * exp(x), gone),
        Expectation(x, gone) * Expectation(exp(x), gone),
        "product",
        {"domain": {a: (2, 4)}},
    )
    yield (
        "square of an expectation",
        Expectation(x**2, gone),
        Expectation(x, gone) ** 2,
        "expectation",
    )
    yield (
        "expectation of a reciprocal",
        Expectation(1 / (x + b), gone),
        1 / (Expectation(x, gone) + b),
        "expectation",
    )
    yield (
        "expectation of a logarithm",
        Expectation(log(x + b), gone),
        log(1 / a + b),
        "expectation",
    )
    yield (
        "reciprocal of a mean, closed",
        Expectation(1 / x, rising),
        1 / Expectation(x, rising),
        "reciprocal",
    )
    yield (
        "sigma for its square",
        exp(-((x - t) ** 2) / (2 * s**2)),
        exp(-((x - t) ** 2) / (2 * s)),
        "square",
    )
    yield (
        "sigma for its square in front",
        log(s**2) / 2 + x**2 / (2 * s**2),
        log(s) / 2 + x**2 / (2 * s**2),
        "square",
    )
    yield (
        "precision for variance",
        exp(-p * x**2 / 2),
        exp(-(x**2) / (2 * p)),
        "reciprocal",
    )
    yield "standard deviation for variance", a + x * s, a + x * s**2, "root"
    yield (
        "standard deviation everywhere",
        exp(-(x**2) / (2 * s**2)) / s,
        exp(-(x**2) / (2 * s)) / sqrt(s),
        "square",
    )
    yield "constant of a density lost", bell, bell * s * sqrt(2 * pi), "factor"
    yield "support ignored", Piecewise((exp(-x), x > 0), (0, True)), exp(-x), "x"
    yield "support of a uniform law", Max(0, x), x, "holds only where"
    yield "variance of a multiple", a**2 * s**2, a * s**2, "square"
    yield "gamma shifted", Integral(x**a * exp(-x), (x, 0, oo)), gamma(a), "factor a"


def _matrices():
    yield "inverse of a product", inv(A * B), inv(A) * inv(B), "order", two
    yield "inverse of a sum", inv(A + B), inv(A) + inv(B), "sum", two
    yield (
        "square of a sum of matrices",
        (A + B) * (A + B),
        A * A + 2 * A * B + B * B,
        "commute",
        two,
    )
    yield (
        "cross terms of matrices",
        (A + B) * (A + B),
        A * A + B * B,
        "cross terms",
        two,
    )
    yield "determinant of a sum", det(A + B), det(A) + det(B), "determinant", two
    yield "determinant of a multiple", det(a * A), a * det(A), "determinant", two
    yield (
        "trace for determinant",
        log(det(A)),
        log(tr(A)),
        "trace",
        {"sizes": {n: 2}, "domain": {}},
    )
    yield "trace of a product", tr(A * B), tr(A) * tr(B), "trace", two
    yield "trace of an inverse", tr(inv(A)), 1 / tr(A), "trace", two
    yield "order of a product", A * B * C, A * C * B, "exchanged", two
    yield "transposed", A.T * B, A * B, "transpose", two
    yield "log det not transposed", Gradient(log(det(A)), A), inv(A), "transposed", two
    yield "quadratic form, half", Gradient(d.T * V * d, d), V * d, "2", two
    yield "quadratic form, one side", Gradient(d.T * A * d, d), 2 * A * d, "", two
    yield "inverse lost", V * inv(A) * d, V * A * d, "inverse", two
    yield "inverse inside", inv(A + B), inv(A - B), "sign", two


def _parts():
    yield (
        "inside an exponent",
        exp(-(x**2) / 2 + t * x),
        exp(-(x**2) / 2 - t * x),
        "sign",
    )
    yield "inside an inverse", inv(A + a * B) * d, inv(A + B) * d, "factor", two
    yield "inside a logarithm", log(1 + exp(-x)), log(1 + exp(x)), "sign"
    yield "inside a root", sqrt(1 + x**2), sqrt(1 + x), "square"
    yield "one term replaced", x**2 + sin(t) + u, x**2 + cos(t) + u, "cos"
    yield (
        "one term replaced by another",
        a * x + b * t + exp(u),
        a * x + b * u + exp(u),
        "stands where",
    )
    yield "one term of three", x**3 + t * u + v, x**3 + t**2 + v, "stands where"
    yield "name for name", x * exp(-t), t * exp(-t), "stands where"


def _two_slips():
    yield (
        "factor and sign",
        D(x**2 * sin(x), x),
        x * sin(x) - x**2 * cos(x),
        "two slips",
    )
    yield "sign and power", a * x**2 - b * t + u, a * x + b * t + u, "two slips"
    yield "chain and sign", D(exp(-3 * x) + x**2, x), exp(-3 * x) + x, "two slips"
    yield (
        "index and mean",
        total((h[i] - y[i]) * X[i, j], i) / m,
        total((h[i] + y[i]) * X[i, j], i),
        "two slips",
        some,
    )
