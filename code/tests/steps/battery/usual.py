"""What the tables of usual slips and of near misses are written with."""

from .preamble import *

m, n, K = sizes("m n K")
i, j, k, l = indices("i j k l")
r, t, u, v, x, z = symbols("r t u v x z", real=True)
a, b, c, p, s, w = symbols("a b c p s w", positive=True)
y, q, h = array("y", m), array("q", m), array("h", m)
X, theta = array("x", m, n, sample=True), array("theta", n)
A, B, C = matrix("A", n, n), matrix("B", n, n), matrix("C", n, n)
V, d = matrix("V", n, n, kind="positive definite"), vector("d", n)
M, N_ = matrix("M", m, n), matrix("N", n, m)
half = Rational(1, 2)
mean = total(y[i], i) / m
uniform = Law(x, S.One, 0, 1)
gone = Law(x, a * exp(-a * x), 0, oo)
rising = Law(x, 2 * x, 0, 1)
bell = exp(-((x - t) ** 2) / (2 * s**2)) / (s * sqrt(2 * pi))
two = {"sizes": {n: 2}}
some = {"sizes": {m: 3, n: 2}}
