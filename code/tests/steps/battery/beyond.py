"""Steps from the field at large: near misses, branches, sums, products, matrices."""

from .preamble import *

rho = symbols("rho", real=True)
c = symbols("c", positive=True)
N, k = symbols("N k", integer=True, positive=True)
p, q = sizes("p q")
r = indices("r")
v, w = array("v", m), array("w", m)


def traps():
    """Steps that nobody wrote for this checker; many a tool is wrong on one of them."""
    yield from _nearly_equal()
    yield from _branches()
    yield from _sums()
    yield from _special_functions()
    yield from _matrices()
    yield from _inequalities()
    yield from _integrals()


def _nearly_equal():
    """Equal to many digits, or at whole numbers, or at the sizes that are tried."""
    yield fails("saturated sigmoid", sigmoid(x), S.One, domain={x: (200, 400)})
    yield fails("saturated tanh", tanh(x), S.One, domain={x: (20, 60)})
    yield fails("a nearly whole number", exp(pi * sqrt(163)), 640320**3 + S(744))
    yield fails("one in a million million", sin(x), (1 + Rational(1, 10**12)) * sin(x))
    yield fails("integral in a million million", Integral(exp(-a * x), (x, 0, oo)),
                (1 + Rational(1, 10**12)) / a, domain={a: (1, 3)})  # fmt: skip
    stirling = (a - Rational(1, 2)) * log(a) - a + log(2 * pi) / 2 + 1 / (12 * a)
    yield fails("Stirling series", loggamma(a), stirling, domain={a: (20, 60)})
    yield fails(
        "tail of a root", sqrt(x**2 + 1), x + 1 / (2 * x), domain={x: (1e3, 2e4)}
    )
    yield fails("whole numbers alone", sin(pi * x), S.Zero)
    yield holds("at whole numbers", sin(pi * N), S.Zero)
    yield fails("two sizes alone", m**2 - 5 * m + 6, 0 * m, sizes={m: 2})
    yield fails("a narrow bump", x, x + exp(-1000 * (x - Rational(1, 3)) ** 2))


def _branches():
    principal = {x: (-pi / 2, pi / 2)}
    yield holds("arcsine of a sine", asin(sin(x)), x, domain=principal)
    yield fails("arcsine of a sine anywhere", asin(sin(x)), x)
    yield holds("arccosine of a cosine", acos(cos(x)), x, domain={x: (0, pi)})
    small = {x: (-1, 1), y: (-1, 1)}
    arcs = atan(x) + atan(y), atan((x + y) / (1 - x * y))
    yield holds("two arcs added", *arcs, domain=small)
    yield fails("two large arcs added", *arcs)
    yield holds("floor of a half", floor(2 * x), floor(x) + floor(x + Rational(1, 2)))
    yield fails("floor of a sum", floor(x + y), floor(x) + floor(y))
    yield fails("roots of a product", sqrt(x * y), sqrt(x) * sqrt(y))
    yield fails("logarithm of an exponential", log(exp(I * x)), I * x)
    yield holds("larger of two", Max(x, y), (x + y + Abs(x - y)) / 2)
    shrunk = sign(x) * Max(Abs(x) - a, 0)
    yield holds("Moreau decomposition", shrunk + Max(-a, Min(a, x)), x)
    yield fails("Moreau decomposition shifted", shrunk + Max(-a, Min(a, x)), x - a)


def _sums():
    yield holds("binomial theorem", Sum(binomial(N, k) * a**k, (k, 0, N)), (1 + a) ** N)
    yield fails("binomial theorem from one", (1 + a) ** N,
                Sum(binomial(N, k) * a**k, (k, 1, N)), words="limits")  # fmt: skip
    yield holds("harmonic number", Sum(1 / k, (k, 1, N)), harmonic(N))
    yield fails("telescoped one short", Sum(1 / (k * (k + 1)), (k, 1, N)), 1 - 1 / N)
    inner = Sum(Sum(a**k * b**j, (j, 1, k)), (k, 1, N))
    yield holds("order of two sums", inner, Sum(Sum(a**k * b**j, (k, j, N)), (j, 1, N)))
    yield fails("order of two sums kept", inner, Sum(a**k * b**j, (j, k, N), (k, 1, N)))
    whole = Product(v[i], (i, 1, m))
    yield holds("slope of a product", D(whole, v[j]), whole / v[j])
    yield fails(
        "slope of a product, factor kept", D(whole, v[j]), whole, words="factor"
    )
    yield fails("indices exchanged", total(v[i] * w[j], i), total(v[j] * w[i], i),
                sizes={m: 3}, words="index")  # fmt: skip
    spread = total((v[r] - total(v[i], i) / m) ** 2, r) / m
    yield holds("slope of a variance", D(spread, v[j]),
                2 * (v[j] - total(v[i], i) / m) / m, sizes={m: 3})  # fmt: skip
    yield fails("slope of the other variance", D(spread, v[j]),
                2 * (v[j] - total(v[i], i) / m) / (m - 1), sizes={m: 3},
                words="(m - 1)/m")  # fmt: skip
    yield fails("square of a sum", total(v[i], i) ** 2, total(v[i] ** 2, i))


def _special_functions():
    yield holds(
        "reflection", gamma(a) * gamma(1 - a), pi / sin(pi * a), domain={a: (0, 1)}
    )
    doubled = gamma(a) * gamma(a + Rational(1, 2))
    yield holds("duplication", doubled, 2 ** (1 - 2 * a) * sqrt(pi) * gamma(2 * a))
    yield fails("duplication, root lost", doubled, 2 ** (1 - 2 * a) * pi * gamma(2 * a),
                words="factor")  # fmt: skip
    yield fails("beta recurrence", beta(a + 1, b), beta(a, b) * b / (a + b),
                words="b stands where a is meant")  # fmt: skip
    halves = (digamma(a) + digamma(a + Rational(1, 2))) / 2
    yield fails("digamma doubled", digamma(2 * a), halves - log(2), words="sign")
    yield holds("slope of a Hermite polynomial", D(hermite(4, x), x), 8 * hermite(3, x))
    yield holds("slope of an error function", D(erf(x * a), x),
                2 * a / sqrt(pi) * exp(-(a**2) * x**2))  # fmt: skip
    density = exp(-((x - t) ** 2) / (2 * s**2)) / s
    yield fails("score of a scale", D(log(density), s), ((x - t) ** 2 - s**2) / s**2,
                words="factor 1/s")  # fmt: skip
    yield fails(
        "exponent halved", exp(y**2 / (4 * a)), exp(y**2 / (2 * a)), words="for"
    )
    counts = exp(-a) * a**k / factorial(k)
    yield holds("mean of counts", Sum(k * counts, (k, 0, oo)), a, domain={a: (0.5, 4)})


def _matrices():
    A, X, H = matrix("A", m, n), matrix("X", n, p), matrix("H", p, q)
    B, C = matrix("B", n, n), matrix("C", n, n)
    P, u = matrix("P", n, n, kind="positive definite"), vector("u", n)
    at = {"sizes": {m: 2, n: 3, p: 2, q: 2}}
    yield holds("vec of three", vec(A * X * H), kron(H.T, A) * vec(X), **at)
    yield fails("vec of three turned", vec(A * X * H), kron(A, H.T) * vec(X), **at)
    two = {"sizes": {n: 2}}
    yield holds("inverse of a Kronecker product", inv(kron(B, C)),
                kron(inv(B), inv(C)), **two)  # fmt: skip
    update = inv(P) * u * u.T * inv(P) / (1 + Entry(u.T * inv(P) * u, 1, 1))
    yield holds("rank-one update", inv(P + u * u.T), inv(P) - update, **two)
    yield fails("rank-one update added", inv(P + u * u.T), inv(P) + update,
                words="sign", **two)  # fmt: skip
    yield fails("no push-through", inv(B * B.T + B) * C, C * inv(B.T * B - B), **two)
    slope = D(det(B + t * C), t)
    yield holds("slope of a determinant", slope,
                det(B + t * C) * tr(inv(B + t * C) * C), **two)  # fmt: skip
    yield fails("slope without the determinant", slope, tr(inv(B + t * C) * C),
                words="factor", **two)  # fmt: skip
    yield fails("not cyclic", tr(A.T * A * B), tr(A * A.T) * tr(B), sizes={m: 3, n: 2})
    yield fails("no trace", tr(C * (B - B.T)), S.Zero, **two)


def _inequalities():
    yield holds("exponential above its tangent", 1 + x, exp(x), relation="<=")
    touching = {x: FiniteSet(0, 1, 2)}
    yield fails("strict where it touches", 1 + x, exp(x), relation="<", domain=touching)
    yield holds("triangle", Abs(x + y), Abs(x) + Abs(y), relation="<=")
    yield fails("strict triangle", Abs(x + y), Abs(x) + Abs(y), relation="<")
    yield holds("tail of the normal law", 1 - Phi(a), phi(a) / a, relation="<")
    yield fails("tail too thin", phi(a) / a, 1 - Phi(a), relation="<")


def _integrals():
    normal = Law(z, phi(z), -oo, oo)
    near = {t: (-2, 2)}
    stein = Expectation(z * sin(t * z), normal)
    yield holds("Stein", stein, Expectation(t * cos(t * z), normal), domain=near)
    yield fails("Stein without the slope", stein, Expectation(cos(t * z), normal),
                domain=near, words="A factor t is missing")  # fmt: skip
    moving = D(Integral(sin(x * y), (y, 0, x)), x)
    inside = Integral(y * cos(x * y), (y, 0, x))
    yield holds("moving end", moving, sin(x**2) + inside, domain={x: (0, 2)})
    yield fails(
        "moving end forgotten", moving, inside, domain={x: (0, 2)}, words="term"
    )
    soft = Limit(log(1 + exp(t * x)) / t, t, oo)
    yield holds("softplus becomes sharp", soft, Max(0, x), domain={x: (-3, 3)})
    square = 2 * pi * sqrt(1 - rho**2)
    joint = exp(-(x**2 - 2 * rho * x * y + y**2) / (2 * (1 - rho**2))) / square
    inner = {rho: (-0.9, 0.9)}
    yield holds("mixed slope is the slope", D(joint, rho), D(joint, x, y), domain=inner)
    yield fails("wrong second slope", D(joint, rho), D(joint, x, x), domain=inner)
    yield holds("delta picks", total(delta(i, j) * v[i], i), v[j])
