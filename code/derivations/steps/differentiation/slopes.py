"""The slopes of named functions, where they need a condition, and their names."""

from sympy import (
    Abs,
    Ne,
    acos,
    acosh,
    asin,
    asinh,
    atan,
    atanh,
    cos,
    cosh,
    cot,
    digamma,
    erf,
    erfc,
    exp,
    gamma,
    log,
    loggamma,
    pi,
    polygamma,
    sign,
    sin,
    sinh,
    sqrt,
    tan,
    tanh,
)

from derivations.steps.vocabulary.notation import Phi, phi, sigmoid, softplus
from derivations.steps.vocabulary.ordered import times

# How a function's slope is written; SymPy's ``diff`` has no part in it.
SLOPES = {
    exp: exp,
    log: lambda u: 1 / u,
    sin: cos,
    cos: lambda u: -sin(u),
    tan: lambda u: 1 + tan(u) ** 2,
    cot: lambda u: -1 - cot(u) ** 2,
    asin: lambda u: 1 / sqrt(1 - u**2),
    acos: lambda u: -1 / sqrt(1 - u**2),
    atan: lambda u: 1 / (1 + u**2),
    sinh: cosh,
    cosh: sinh,
    tanh: lambda u: 1 - tanh(u) ** 2,
    asinh: lambda u: 1 / sqrt(u**2 + 1),
    acosh: lambda u: 1 / (sqrt(u - 1) * sqrt(u + 1)),
    atanh: lambda u: 1 / (1 - u**2),
    erf: lambda u: 2 * exp(-(u**2)) / sqrt(pi),
    erfc: lambda u: -2 * exp(-(u**2)) / sqrt(pi),
    gamma: lambda u: gamma(u) * digamma(u),
    loggamma: digamma,
    digamma: lambda u: polygamma(1, u),
    Abs: sign,
    sigmoid: lambda u: times(sigmoid(u), 1 - sigmoid(u)),
    softplus: sigmoid,
    Phi: phi,
    phi: lambda u: -u * phi(u),
}

# Where a rule needs more than that its parts can be differentiated.
NEEDS = {
    Abs: lambda u: Ne(u, 0),
    log: lambda u: u > 0,
    asin: lambda u: u**2 < 1,
    acos: lambda u: u**2 < 1,
    acosh: lambda u: u > 1,
    atanh: lambda u: u**2 < 1,
}


# Names in the reasons, where the name in SymPy is not the usual one.
SPOKEN = {Abs: "the absolute value", exp: "the exponential", log: "the logarithm"}
