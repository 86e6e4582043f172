"""Steps that computer algebra alone gets wrong or cannot decide."""

from .preamble import *

i, N = symbols("i N", integer=True, positive=True)


def traps():
    """Branches of logarithms and inverse functions, near-equal functions, matrices."""
    square = matrix("A", n, n)
    at = {"sizes": {n: 3}}
    yield holds("two arcs make a right angle", atan(a) + atan(1 / a), pi / 2)
    yield holds("arcsine and arccosine", asin(u) + acos(u), pi / 2, domain={u: (-1, 1)})
    yield holds("logarithm of a product", log(a * b), log(a) + log(b))
    yield holds("digamma recurrence", digamma(a + 1), digamma(a) + 1 / a)
    yield holds("gamma in logarithms", loggamma(a + 1), loggamma(a) + log(a))
    yield holds("root of a square", sqrt(u**2), Abs(u))
    yield holds("sum of a symbolic number", Sum(i, (i, 1, N)), N * (N + 1) / 2)
    yield holds(
        "geometric sum", Sum(a**i, (i, 1, N)), a * (a**N - 1) / (a - 1), sizes={N: 5}
    )
    yield holds(
        "log-determinant", Gradient(log(det(square)), square), inv(square).T, **at
    )
    yield holds(
        "traces of powers",
        Gradient(tr(square) + tr(square * square), square),
        identity(n) + 2 * square.T,
        **at,
    )
    yield holds("slope of a power", D(a**u, u), a**u * log(a))

    yield fails("the same for every sign", atan(u) + atan(1 / u), pi / 2)
    yield fails(
        "logarithm of a product of any sign", log(Abs(u * v)), log(Abs(u)) * log(Abs(v))
    )
    yield fails("recurrence shifted", digamma(a + 1), digamma(a) + 1 / (a + 1))
    yield fails("root of a square, sign lost", sqrt(u**2), u)
    yield fails("one in ten million", exp(u), exp(u) + Rational(1, 10**7) * u)
    yield fails(
        "thirteen terms of the cosine",
        cos(u),
        Sum((-1) ** i * u ** (2 * i) / factorial(2 * i), (i, 1, 6)).doit() + 1,
    )
    yield fails("sum one short", Sum(i, (i, 1, N)), N * (N - 1) / 2)
    yield fails("silent zero", Gradient(log(det(square)), square), 0 * square, **at)
    yield fails(
        "inverse not transposed",
        Gradient(log(det(square)), square),
        inv(square),
        words="transpose",
        **at,
    )
    yield fails(
        "trace of a square not transposed",
        Gradient(tr(square) + tr(square * square), square),
        identity(n) + 2 * square,
        words="transpose",
        **at,
    )
    yield fails("power rule for an exponential", D(a**u, u), u * a ** (u - 1))
    yield fails("factorial for gamma", gamma(a + 1), gamma(a) * (a + 1), words="term")
    yield fails("sine of a double angle", sin(2 * u), 2 * sin(u))
