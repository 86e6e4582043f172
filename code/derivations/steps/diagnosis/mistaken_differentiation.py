"""The rules of differentiation, each used wrongly.

A function of ``f`` and ``x`` yields mistakes with what they make of the derivative of
``f`` by ``x``; derivatives of the parts of ``f`` stay as they are.
"""

from itertools import islice

from sympy import (
    Add,
    Function,
    Integral,
    KroneckerDelta,
    Mul,
    Pow,
    Product,
    S,
    Sum,
    Symbol,
    exp,
    log,
)
from sympy.tensor.indexed import Indexed

from derivations.steps.differentiation.calculus import rule_for
from derivations.steps.differentiation.slopes import SLOPES
from derivations.steps.slips.mutants import mutants
from derivations.steps.vocabulary.dependence import depends
from derivations.steps.vocabulary.notation import D
from derivations.steps.vocabulary.ordered import parts

from .mistaken import mistake
from .mistaken_quotients import wrong_quotients

OUTER = 6  # wrong versions of a named function's slope


def _power(f, x):
    u, n = f.args
    if depends(n, x):
        yield from _exponential(f, x)
        return
    slope = S.One if u == x else D(u, x)
    for kind, words, pieces, wrong in (
        (
            "exponent",
            "The exponent is wrong: {} stays where it becomes {} in the derivative.",
            (n, n - 1),
            n * f,
        ),
        (
            "factor",
            "The exponent {} has not come down as a factor: {} is missing.",
            (n, n),
            u ** (n - 1),
        ),
        (
            "exponent",
            "The factor is {} where the exponent {} comes down.",
            (n - 1, n),
            (n - 1) * u ** (n - 1),
        ),
        (
            "exponent",
            "The exponent is wrong: {} is lowered by two where it becomes {}.",
            (n, n - 1),
            n * u ** (n - 2),
        ),
        (
            "exponent",
            "The exponent is wrong: {} is raised where it becomes {}.",
            (n, n - 1),
            n * u ** (n + 1),
        ),
        (
            "sign",
            "The sign is wrong: the minus of the exponent {} has been lost.",
            (n,),
            -n * u ** (n - 1),
        ),
    ):
        if kind != "sign" or n.could_extract_minus_sign():
            words = _of_reciprocal(words) if n == -1 else words
            yield mistake(kind, words, *pieces), wrong * slope
    if u != x:
        words = (
            "There are two slips. The exponent {} stays where it becomes {}, and the "
            "inner derivative of {} is missing."
        )
        yield mistake("two slips", words, n, n - 1, u), n * f
    if n != -1:
        yield (
            mistake("integral", "{} has been integrated, not differentiated.", f),
            u ** (n + 1) / (n + 1) * slope,
        )
    else:
        words = "{} has been taken for the derivative of the reciprocal."
        yield mistake("reciprocal", words, 1 / slope), 1 / slope
        words = "{} has been integrated, not differentiated."
        yield mistake("integral", words, f), log(u) * slope


def _of_reciprocal(words):
    """Of 1/u: the square below the fraction line or the minus in front is lost."""
    if "minus" in words or "come down" in words:
        return (
            "The sign is wrong: the derivative of a reciprocal has lost its minus "
            "(the factor {})."
        )
    if "stays" in words:
        return (
            "The square below the fraction line is missing: the exponent {} "
            "becomes {} in the derivative of a reciprocal."
        )
    return words


def _exponential(f, x):
    u, n = (S.Exp1, f.args[0]) if isinstance(f, exp) else f.args
    slope = S.One if n == x else D(n, x)
    rule = "The power rule has been used for the exponential {}."
    yield mistake("exponent", rule, f), n * u ** (n - 1) * slope
    yield mistake("exponent", rule, f), n * u ** (n - 1)
    if not depends(u, x) and u != S.Exp1:
        words = "The factor {} of the exponential's derivative is missing."
        yield mistake("factor", words, log(u)), f * slope
        words = "The logarithm of the base {} divides where it multiplies."
        yield mistake("logarithm", words, u), f / log(u) * slope
    if depends(u, x):
        words = "Only the base of {} has been differentiated, the exponent moves too."
        yield mistake("exponent", words, f), n * u ** (n - 1) * D(u, x)
        words = "Only the exponent of {} has been differentiated, the base moves too."
        yield mistake("exponent", words, f), f * log(u) * slope
    if n != x:
        words = "The exponent of {} has been differentiated in place."
        yield mistake("exponent", words, f), u ** D(n, x)
        for other in (2 * n, n / 2, -n):
            words = "The exponent has changed on the way: {} stands where {} is meant."
            yield mistake("exponent", words, other, n), u**other * log(u) * slope


def _product(f, x):
    moving = [g for g in parts(f, Mul) if depends(g, x)]
    fixed = Mul(*(g for g in parts(f, Mul) if g not in moving))
    if fixed != 1 and fixed.is_number is False:
        words = "The constant factor {} has been lost."
        yield mistake("factor", words, fixed), D(Mul(*moving), x)
    if len(moving) < 2:
        return
    below = [g for g in moving if isinstance(g, Pow) and g.exp.is_negative]
    above = [g for g in moving if g not in below]
    if below and above:
        yield from wrong_quotients(fixed * Mul(*above), 1 / Mul(*below), x)
    terms = [fixed * Mul(*(D(h, x) if h == g else h for h in moving)) for g in moving]
    for term in terms:
        words = "The product rule has lost a term: {} is missing."
        rest = Add(*(other for other in terms if other != term))
        yield mistake("product rule", words, term), rest
    words = "The derivative of the product {} is not the product of the derivatives."
    yield mistake("product rule", words, f), fixed * Mul(*(D(g, x) for g in moving))
    if len(terms) == 2:
        words = "The sign is wrong: the product rule adds its terms."
        yield mistake("sign", words), terms[0] - terms[1]
        yield mistake("sign", words), terms[1] - terms[0]


def _function(f, x):
    if isinstance(f, exp):
        yield from _exponential(f, x)
    if f.func not in SLOPES or len(f.args) != 1:
        return
    (u,) = f.args
    slope = S.One if u == x else D(u, x)
    outer = SLOPES[f.func](u)
    words = "The sign of the derivative of {} is wrong."
    yield mistake("sign", words, f), -outer * slope
    if isinstance(f, log):
        words = "The reciprocal of {} is missing: the derivative of a logarithm is {}."
        yield mistake("reciprocal", words, u, 1 / u), u * slope
        words = (
            "The derivative of the logarithm {} divides by {}, not by the logarithm."
        )
        yield mistake("logarithm", words, f, u), slope / f
    for name, wrong in islice(mutants(outer, OUTER), 1, OUTER):
        words = "The derivative of {} is wrong: {}."
        yield mistake("derivative", words, f, name), wrong * slope


def _constant_kept(f, x):
    for term in f.args:
        if not depends(term, x):
            words = "The derivative of a constant is 0: {} has been kept."
            yield mistake("constant", words, term), D(f, x) + term
        else:
            words = "The derivative of the term {} has been lost."
            yield mistake("term", words, term), D(f - term, x)


def _entry(f, x):
    if isinstance(x, Indexed) and x.base == f.base:
        pair = KroneckerDelta(f.indices[0], x.indices[0])
        words = "The Kronecker delta {} is missing."
        yield mistake("delta", words, pair), S.One


def _leibniz(f, x):
    result = rule_for(D(f, x)).result.xreplace({D(x, x): S.One})
    for term in parts(result, Add):
        words = "Leibniz' rule has lost its boundary term {}."
        if isinstance(term, Integral):
            words = "Leibniz' rule has lost the term {}: the integrand moves, too."
        kind = "boundary term"
        yield mistake(kind, words, term), result - term
        if not isinstance(term, Integral):
            words = "The sign of the boundary term {} of Leibniz' rule is wrong."
            yield mistake(kind, words, term), result - 2 * term
            for end in term.atoms(D):
                words = "The boundary term of Leibniz' rule lacks the factor {}."
                yield mistake(kind, words, end), result.xreplace({end: S.One})


def _one_term(f, x):
    if not isinstance(x, Indexed) or len(f.limits) != 1:
        return
    index = f.limits[0][0]
    for kept in x.indices:
        if isinstance(kept, Symbol) and kept != index:
            words = "Of the sum over {} the term with {} = {} alone has been kept."
            term = f.function.xreplace({index: kept})
            yield mistake("sum", words, index, index, kept), D(term, x)


def _all_factors(f, x):
    words = "The factor that is differentiated has been kept in the product {}."
    slopes = Sum(D(f.function, x), *f.limits)
    yield mistake("product rule", words, f), f * slopes


MISTAKES = (
    (Add, _constant_kept),
    (Mul, _product),
    (Pow, _power),
    (Indexed, _entry),
    (Integral, _leibniz),
    (Product, _all_factors),
    (Sum, _one_term),
    (Function, _function),
)
