"""Lines rewritten by rules that do not hold, as ``(a + b)^2 = a^2 + b^2``.

A rule is a function of one node of a line; it yields the mistake and what the node
becomes by it. The sentences read in both directions: ``log(a + b)`` for
``log a + log b`` is the same mistake.
"""

from sympy import (
    Abs,
    Add,
    Function,
    Mul,
    Piecewise,
    Pow,
    Rational,
    S,
    Sum,
    exp,
    log,
)
from sympy.core.function import AppliedUndef
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.functions.special.tensor_functions import KroneckerDelta

from derivations.steps.typesetting.plain import plain
from derivations.steps.vocabulary.notation import NamedFunction

from .mistaken import mistake

HALF = Rational(1, 2)
NO_FUNCTIONS = (AppliedUndef, Piecewise, KroneckerDelta, ExprCondPair)
NAMES = {log: "The logarithm", exp: "The exponential", Abs: "The absolute value"}


def _outer(node):
    """``(f, argument, name)`` of a function of one argument or a power; else None."""
    if isinstance(node, Pow) and not node.base.is_number and node.exp.is_number:
        name = {
            S(2): "The square",
            HALF: "The square root",
            S.NegativeOne: "The reciprocal",
        }.get(node.exp, f"The power {plain(node.exp)}")
        return (lambda u: u**node.exp), node.base, name
    one = isinstance(node, Function) and len(node.args) == 1
    if one and not isinstance(node, NO_FUNCTIONS):
        name = NAMES.get(node.func)
        if name is None:
            spoken = getattr(node.func, "__name__", "f")
            name = f"The function {spoken}"
            if isinstance(node, NamedFunction):
                name = f"The function {plain(node).partition('(')[0]}"
        return node.func, node.args[0], name
    return None


def term_by_term(node):
    """f(a + b) = f(a) + f(b), for finite and for indexed sums."""
    found = _outer(node)
    if found is None:
        return
    f, inside, name = found
    words = name + " of a sum is not taken term by term, as in {}."
    if isinstance(node, Pow) and node.exp.is_Integer and node.exp > 1:
        words = (
            name + " of a sum is not the sum of the powers of its terms: in {} the "
            "cross terms are missing."
        )
        if node.exp == 2:
            words = (
                "The square of a sum is not the sum of the squares: in {} the cross "
                "terms are missing."
            )
    said = mistake("term by term", words, node)
    if isinstance(inside, Add):
        yield said, Add(*map(f, inside.args))
        if isinstance(node, Pow) and node.exp == 2:
            minus = [t for t in inside.args if t.could_extract_minus_sign()]
            if minus:
                yield said, Add(*(-f(t) if t in minus else f(t) for t in inside.args))
    factors = Mul.make_args(inside)
    for total in (g for g in factors if isinstance(g, Sum)):
        rest = Mul(*(g for g in factors if g != total))
        yield said, Sum(f(rest * total.function), *total.limits)
        if rest != 1:
            yield said, rest * Sum(f(total.function), *total.limits)
            yield said, f(rest) * Sum(f(total.function), *total.limits)


def factor_by_factor(node):
    """f(a b) = f(a) f(b), and what else is done with logarithms."""
    found = _outer(node)
    if found is None or isinstance(node, Pow):
        return
    f, inside, name = found
    if isinstance(inside, Mul) and not isinstance(node, Abs):
        words = name + " of a product is not taken factor by factor, as in {}."
        said = mistake("factor by factor", words, node)
        yield said, Mul(*map(f, inside.args))
        signs = [g for g in inside.args if g.is_number]
        if signs and len(inside.args) > 1:
            number = Mul(*signs)
            words = name + " of a multiple is not the multiple of it: {} in {}."
            yield (
                mistake("factor by factor", words, number, node),
                number * f(inside / number),
            )
        if isinstance(node, log):
            below = [g for g in inside.args if isinstance(g, Pow) and g.exp.is_negative]
            if below:
                above = Mul(*(g for g in inside.args if g not in below))
                words = (
                    "The logarithm of a quotient is not the quotient of logarithms, "
                    "as in {}."
                )
                yield (
                    mistake("logarithm", words, node),
                    log(above) / log(1 / Mul(*below)),
                )
    if isinstance(node, (log, exp)) and isinstance(inside, Add):
        words = name + " of a sum is not the product, as in {}."
        if isinstance(node, log):
            yield mistake("logarithm", words, node), Mul(*map(log, inside.args))
    if isinstance(node, log) and isinstance(inside, Pow):
        words = "The logarithm of a power is not the power of the logarithm, as in {}."
        yield mistake("logarithm", words, node), log(inside.base) ** inside.exp


def powers(node):
    """Powers of products, powers and exponentials, put together the wrong way."""
    if isinstance(node, Pow) and isinstance(node.base, Mul):
        words = "The power of a product reaches every factor: in {} it has not."
        for factor in node.base.args:
            rest = node.base / factor
            yield mistake("power", words, node), rest * factor**node.exp
    if isinstance(node, Pow) and isinstance(node.base, log):
        words = "A power of a logarithm is not the logarithm of a power, as in {}."
        yield mistake("logarithm", words, node), node.exp * log(node.base.args[0])
    exponent = node.exp if isinstance(node, (Pow, exp)) else None
    if isinstance(exponent, Add):
        words = "The exponents add up in a product, not in a sum: {} is a product."
        base = node.base
        yield mistake("exponent", words, node), Add(*(base**e for e in exponent.args))
    if isinstance(exponent, Mul):
        words = "The exponents multiply in a power of a power: {} is no product."
        base = node.base
        yield mistake("exponent", words, node), Mul(*(base**e for e in exponent.args))
    if isinstance(node, Mul):
        yield from _product_of_powers(node)


def _product_of_powers(node):
    bases = {}
    for factor in node.args:
        base, exponent = factor.as_base_exp()
        bases.setdefault(base, []).append((factor, exponent))
    exps = [f for f in node.args if isinstance(f, exp)]
    if len(exps) == 2:
        rest = Mul(*(f for f in node.args if f not in exps))
        words = "In a product of exponentials the exponents add up: not so in {}."
        yield (
            mistake("exponent", words, node),
            rest * exp(Mul(*(f.args[0] for f in exps))),
        )


RULES = (term_by_term, factor_by_factor, powers)
