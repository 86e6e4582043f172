"""Numerical rules for numbers, names, arithmetic and functions."""

from functools import lru_cache

import sympy as sp
from mpmath import mp
from mpmath.libmp import from_int
from sympy.core.function import AppliedUndef
from sympy.tensor.indexed import Indexed

from derivations.steps.errors import OutOfReach, Unsettled, Unsupported
from derivations.steps.vocabulary import notation as nt

from .compiling import (
    all_compiled,
    compiled,
    integer,
    scalar,
    the_same,
    translate,
)

LARGEST = 256  # binary digits before the point of an exponent
COMPUTABLE = 2**17  # and those up to which its exponential can be computed at all


@translate.register(sp.Rational)
def _(number):
    p, q = mp.make_mpf(from_int(int(number.p))), int(number.q)  # exact
    return (lambda at: p) if q == 1 else (lambda at: p / q)


@translate.register(sp.Float)
def _(number):
    raise Unsupported(
        f"the line holds the floating-point number {number}: write an exact one, "
        f"such as {sp.nsimplify(number, rational=True)}"
    )


@translate.register(sp.UnevaluatedExpr)
def _(expression):
    return compiled(expression.args[0])


@translate.register(sp.NumberSymbol)
@translate.register(sp.core.numbers.ImaginaryUnit)
def _(number):
    names = {
        sp.pi: lambda at: +mp.pi,
        sp.E: lambda at: +mp.e,
        sp.EulerGamma: lambda at: +mp.euler,
        sp.GoldenRatio: lambda at: +mp.phi,
        sp.Catalan: lambda at: +mp.catalan,
        sp.I: lambda at: mp.mpc(0, 1),
    }
    return names[number]


@translate.register(type(sp.oo))
@translate.register(type(-sp.oo))
def _(number):
    return lambda at: mp.inf if number is sp.oo else -mp.inf


@translate.register(sp.Symbol)
def _(symbol):
    symbol = the_same(symbol)
    return lambda at: at.symbol(symbol)


@translate.register(Indexed)
def _(entry):
    base, places = the_same(entry.base), all_compiled(entry.indices)
    return lambda at: at.entry(base, tuple(integer(place(at)) for place in places))


@translate.register(AppliedUndef)
def _(applied):
    head, arguments = applied.func, all_compiled(applied.args)
    return lambda at: at.surrogate(head)(*(argument(at) for argument in arguments))


# --- arithmetic and functions -------------------------------------------------------


@translate.register(sp.Add)
def _(expression):
    first, *rest = all_compiled(expression.args)

    def add(at):
        result = scalar(first(at))
        for term in rest:
            result = result + scalar(term(at))
        return result

    return add


@translate.register(sp.Mul)
def _(expression):
    signs = [a for a in expression.args if a is sp.S.NegativeOne]
    factors = [a for a in expression.args if a is not sp.S.NegativeOne]
    first, *rest = all_compiled(factors or [sp.S.One])

    def multiply(at):
        result = scalar(first(at))
        for factor in rest:
            result = result * scalar(factor(at))
        return -result if len(signs) % 2 else result

    return multiply


@translate.register(sp.Pow)
def _(expression):
    base, exponent = all_compiled(expression.args)
    if expression.exp == -1:
        return lambda at: 1 / scalar(base(at))
    if expression.exp.is_Integer:
        whole = int(expression.exp)
        return lambda at: scalar(base(at)) ** whole
    if expression.exp == sp.S.Half:
        return lambda at: mp.sqrt(scalar(base(at)))
    return lambda at: mp.power(scalar(base(at)), scalar(exponent(at)))


FUNCTIONS = {
    "exp": mp.exp, "log": mp.log, "sin": mp.sin, "cos": mp.cos, "tan": mp.tan,
    "cot": mp.cot, "sec": mp.sec, "csc": mp.csc, "asin": mp.asin, "acos": mp.acos,
    "atan": mp.atan, "acot": mp.acot, "sinh": mp.sinh, "cosh": mp.cosh,
    "tanh": mp.tanh, "coth": mp.coth, "sech": mp.sech, "csch": mp.csch,
    "asinh": mp.asinh, "acosh": mp.acosh, "atanh": mp.atanh, "erf": mp.erf,
    "erfc": mp.erfc, "erfi": mp.erfi, "erfinv": mp.erfinv, "gamma": mp.gamma,
    "loggamma": mp.loggamma, "factorial": mp.factorial, "binomial": mp.binomial,
    "beta": mp.beta, "zeta": mp.zeta, "Abs": abs, "re": mp.re, "im": mp.im,
    "conjugate": mp.conj, "arg": mp.arg, "floor": mp.floor, "ceiling": mp.ceil,
    "LambertW": mp.lambertw, "digamma": mp.digamma, "polygamma": mp.polygamma,
    "besseli": mp.besseli, "besselj": mp.besselj, "besselk": mp.besselk,
    "bessely": mp.bessely, "Min": min, "Max": max, "sign": mp.sign,
    "RisingFactorial": mp.rf, "FallingFactorial": mp.ff, "Ei": mp.ei,
    "expint": mp.expint,
    "lowergamma": lambda a, x: mp.gammainc(a, 0, x),
    "uppergamma": lambda a, x: mp.gammainc(a, x),
    "atan2": mp.atan2, "harmonic": mp.harmonic,
    "erf2": lambda a, b: mp.erf(b) - mp.erf(a), "erfcinv": lambda x: mp.erfinv(1 - x),
    "Si": mp.si, "Ci": mp.ci, "Shi": mp.shi, "Chi": mp.chi, "li": mp.li,
    "fresnels": mp.fresnels, "fresnelc": mp.fresnelc, "polylog": mp.polylog,
    "hermite": mp.hermite, "legendre": mp.legendre, "chebyshevt": mp.chebyt,
    "chebyshevu": mp.chebyu, "laguerre": lambda n, x: mp.laguerre(n, 0, x),
    "gegenbauer": mp.gegenbauer, "assoc_laguerre": mp.laguerre, "jacobi": mp.jacobi,
    "airyai": mp.airyai, "airybi": mp.airybi, "elliptic_k": mp.ellipk,
    "elliptic_e": mp.ellipe, "dirichlet_eta": mp.altzeta, "sinc": mp.sinc,
    "factorial2": mp.fac2, "subfactorial": lambda n: mp.gammainc(n + 1, -1) / mp.e,
    "fibonacci": mp.fib, "catalan": lambda n: mp.binomial(2 * n, n) / (n + 1),
    "bernoulli": lambda n: mp.bernoulli(integer(n)),
    "frac": lambda x: x - mp.floor(x),
    "Mod": lambda a, b: a % b,
    "Heaviside": lambda x, at_zero=0.5: (
        mp.mpf(at_zero) if x == 0 else mp.mpf(1 if x > 0 else 0)
    ),
}  # fmt: skip


@translate.register(sp.core.function.Application)
def _(applied):
    name = applied.func.__name__
    if name not in FUNCTIONS:
        raise Unsupported(
            f"the function {name} in {applied} has no numerical meaning here: write "
            "what it stands for, or show the line with cite()"
        )
    numeric, arguments = FUNCTIONS[name], all_compiled(applied.args)
    if len(arguments) == 1:
        (argument,) = arguments
        return lambda at: numeric(scalar(argument(at)))
    return lambda at: numeric(*(scalar(argument(at)) for argument in arguments))


@translate.register(sp.exp)
def _(applied):
    argument = compiled(applied.args[0])

    def exponential(at):
        number = scalar(argument(at))
        if number and mp.isfinite(number) and mp.mag(number) > COMPUTABLE:
            raise OutOfReach("an exponent is too large to be computed")
        # In exp(1 - exp(1000)) the 1 is lost with any usual number of digits.
        if at.far and number and mp.mag(number) > LARGEST:
            raise Unsettled("an exponent is too large for its digits")
        return mp.exp(number)

    return exponential


@translate.register(nt.NamedFunction)
def _(applied):
    return compiled(applied.unfold())


# The lines of a chain and their wrong versions ask for these at the same points and, in
# integrals, at the same nodes.
CACHED = 2**16


@translate.register(nt.Phi)
@translate.register(nt.phi)
def _(applied):
    numeric = _normal_cdf if isinstance(applied, nt.Phi) else _normal_pdf
    argument = compiled(applied.args[0])
    return lambda at: numeric(scalar(argument(at)), mp.prec)


@lru_cache(maxsize=CACHED)
def _normal_cdf(number, precision):
    return mp.erfc(-number / mp.sqrt(2)) / 2  # 1 + erf cancels in the tail


@lru_cache(maxsize=CACHED)
def _normal_pdf(number, precision):
    return mp.exp(-number * number / 2) / mp.sqrt(2 * mp.pi)


@translate.register(sp.functions.special.tensor_functions.LeviCivita)
def _(expression):
    raise Unsupported(
        f"LeviCivita in {expression} has no numerical meaning here: write its terms, "
        "or show the line with cite()"
    )
