"""Wrong lines that look like a usual slip, each with the word that would be false."""

from .usual import *


def near_misses():
    """``(name, left, right, word that is false, setting)``."""
    yield (
        "boundary term lost, not a constant",
        D(Integral(exp(t), (t, 0, x)) + x, x),
        S.One,
        "constant of integration",
    )
    yield (
        "boundary constant",
        Integral(2 * t, (t, 1, 3)),
        S(9),
        "constant of integration",
    )
    yield (
        "boundary constant, symbolic",
        Integral(2 * t, (t, 1, x)),
        x**2,
        "constant of integration",
    )
    yield "unrelated, derivative", D(exp(x**2), x), exp(x**3), "not been taken"
    yield "almost the operand", D(x**3, x), x**3 + 1, "not been taken"
    yield "no exponent slip", D(x**3, x), 3 * x**4, "stays"
    yield "no exponent slip below", D(x**a, x), a * x ** (a - 2), "stays"
    yield "no square slip", exp(-x / s**2), exp(-x / s**3), ", its square."
    yield "no root", exp(-x / s**2), exp(-x / s**3), "root"
    yield "not upside down", a / b, b / a**2, "upside down"
    yield "not the reciprocal", a / (b + 1), b / a, "reciprocal"
    yield "no log term by term", log(a + b), log(a) + sin(b), "term by term"
    yield "no log of a product", log(a * b), log(a) - 2 * log(b), "factor by factor"
    yield "no square of a sum", (x + t) ** 2, x**2 + t**2 + 1, "cross terms are missing"
    yield (
        "no square of a sum of entries",
        total(y[i], i) ** 2,
        total(y[i] ** 4, i) + 1,
        "square of a sum",
        some,
    )
    yield "no root of a sum", sqrt(a + b), sqrt(a) + b**2 + 1, "term by term"
    yield (
        "no whole sum",
        D(total(y[i] ** 2, i), y[j]),
        total(y[i] ** 3, i),
        "Kronecker",
        some,
    )
    yield "other entry", D(total(y[i] ** 2, i), y[j]), 2 * y[j] ** 3, "whole sum", some
    logits = array("z", m)
    o = array("o", m, where=lambda k: exp(logits[k]) / total(exp(logits[i]), i))
    yield (
        "softmax left out, no quotient of derivatives",
        D(-total(y[k] * log(o[k]), k), logits[j]),
        -y[j] / o[j],
        "quotient",
        some,
    )
    yield "no product rule", D(x * sin(x), x), sin(x) + x**2 * cos(x), "product rule"
    yield (
        "no quotient rule",
        D(x / (1 + x**2), x),
        (1 - x**2) / (1 + x**2) ** 3,
        "quotient rule",
    )
    yield "no chain rule", D(sin(x**2), x), 3 * x**2 * cos(x**2), "chain"
    yield "no inner sign", D(exp(-x), x), -exp(x), "inner derivative"
    yield (
        "no expectation of a product",
        Expectation(x**2, gone),
        3 * Expectation(x, gone) ** 2,
        "product of means",
    )
    yield (
        "no Jensen",
        Expectation(1 / (x + b), gone),
        2 / (1 / a + b**3),
        "of the expectation the expectation",
    )
    yield "no mean of squares", total(y[i] ** 2, i) / m, mean**3, "mean of", some
    yield "no order", inv(A * B), inv(A) * A * B, "order", two
    yield "no trace", tr(A * B), tr(A) + tr(B), "product of the traces", two
    yield "no determinant", det(a * A), a**3 * det(A), "determinant of a multiple", two
    yield "size by chance", total(y[i], i), 3 * mean * 2, "factor 1/2", some
    yield "factor by chance", det(A), tr(A) * 2, "factor 2", two
    yield (
        "no degrees of freedom",
        total(y[i] ** 2, i) / m,
        total(y[i] ** 2, i) / (m + 2),
        "freedom",
        some,
    )
    yield "no range", Integral(exp(-a * x), (x, 0, oo)), 3 / a, "range"
    yield "no support", Max(0, x), 2 * x, "holds only where"
    yield "no sign case", sqrt(x**2), x**3, "holds only where"
    yield "no base", log(a), log(a) / 3, "base"
    yield "no transposition", A * B, A * B + C, "transpose", two
    yield "no term replaced", x**2 + t, sin(x) * cos(t) + exp(u), "stands where"
    yield "no two slips", x**2 + t, sin(x) * cos(t) + exp(u) * gamma(a), "two slips"
    yield "no constant apart", x**2 + t, x**2 + 2 * t, "constant"
    yield (
        "no limits",
        Sum(a**k, (k, 0, n)),
        Sum(a ** (k + 1), (k, 0, n)),
        "starts at",
        two,
    )
    yield "numbers alone", Integral(x**2, (x, 0, 1)), half, "constant of integration"
    yield "numbers by chance", Integral(x, (x, 0, 2)), S(4), "square"
