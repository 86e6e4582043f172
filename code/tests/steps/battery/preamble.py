"""What every file of the battery writes with: steps, SymPy, and the usual letters."""

from derivations.steps import *
from sympy import (
    Abs,
    FiniteSet,
    I,
    Integral,
    Limit,
    Max,
    Min,
    Ne,
    Piecewise,
    Product,
    Rational,
    S,
    Sum,
    Symbol,
    acos,
    asin,
    atan,
    beta,
    binomial,
    cos,
    cosh,
    digamma,
    erf,
    exp,
    factorial,
    floor,
    gamma,
    harmonic,
    hermite,
    log,
    loggamma,
    oo,
    pi,
    sign,
    sin,
    sqrt,
    symbols,
    tanh,
)

from .step import fails, holds

m, n, K = sizes("m n K")
i, j, k, c, d, e = indices("i j k c d e")
r, t, u, v, x, y, z = symbols("r t u v x y z", real=True)
a, b, s, w = symbols("a b s w", positive=True)
