"""The rules of differentiation, one at a time, for derivatives by a number.

:func:`rule_for` looks at one derivative ``D(f, x)`` and says which rule comes next and
what it gives. Nothing here calls SymPy's ``diff``: the slopes of named functions stand
in a table.
"""

from dataclasses import dataclass

from sympy import (
    Abs,
    Add,
    Integral,
    KroneckerDelta,
    Mul,
    Ne,
    Piecewise,
    Pow,
    S,
    Sum,
    Symbol,
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
    sympify,
    tan,
    tanh,
)
from sympy.core.function import AppliedUndef, Function
from sympy.tensor.indexed import Indexed

from derivations.steps.notation import (
    D,
    Expectation,
    NamedFunction,
    Phi,
    phi,
    sigmoid,
    softplus,
)

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


SPOKEN = {Abs: "the absolute value", exp: "the exponential", log: "the logarithm"}


@dataclass(frozen=True)
class Rule:
    """What one rule makes of a derivative, and the condition under which it does."""

    reason: str
    result: object
    needs: object = None


class CannotDerive(NotImplementedError):
    """There is no rule for an expression; the message names it."""


def rule_for(derivative):
    """The next rule for ``D(f, x)``, or None when it stays as it is (a model's slope).

    >>> x = Symbol("x", real=True)
    >>> rule_for(D(x**2 + 3 * sin(x), x))
    Rule(reason='linearity', result=D(x**2, x) + 3*D(sin(x), x), needs=None)
    """
    f, (x,) = derivative.expression, derivative.variables
    if f == x:
        return Rule("derivative of the variable by itself is 1", S.One)
    if not depends(f, x):
        return Rule("constant rule", S.Zero)
    for kinds, rule in _RULES:
        if isinstance(f, kinds):
            return rule(f, x)
    raise CannotDerive(f"no rule for the derivative of {f} by {x}")


def depends(f, x):
    """Whether an expression can change with x: by itself, an abbreviation, a model."""
    if isinstance(f, Indexed):
        return _entry_depends(f, x)
    if f == x:
        return True
    if isinstance(f, (Sum, Integral)) and x in f.variables:
        return any(depends(end, x) for limit in f.limits for end in limit[1:])
    return any(depends(part, x) for part in f.args)


def _entry_depends(entry, x):
    base = entry.base
    if any(depends(index, x) for index in entry.indices):
        return True
    if getattr(base, "definition", None) is not None:
        return depends(unfolded(entry), x)
    if isinstance(x, Indexed) and x.base == base:
        return True
    owner = x.base if isinstance(x, Indexed) else x
    return owner in getattr(base, "of", ())


def unfolded(entry):
    """The definition of an abbreviation's entry."""
    names, expression = entry.base.definition
    for index in entry.indices:
        expression = _renamed(expression, index.free_symbols)
    return expression.xreplace(dict(zip(names, entry.indices, strict=True)))


def _renamed(expression, taken):
    """The same with other names for bound indices that are used outside."""
    bound = {v for total in expression.atoms(Sum) for v in total.variables}
    used = {str(s) for s in expression.free_symbols | bound | taken}
    free = (name for name in "klijpqrst" if name not in used)
    for index in sorted(bound & taken, key=str):
        fresh = Symbol(next(free), integer=True, positive=True)
        expression = expression.xreplace({index: fresh})
    return expression


# Sums and products that keep the order in which they are written


def plus(*terms):
    """A sum in the given order, without zeros.

    >>> x = Symbol("x")
    >>> plus(S.One, S.Zero, -x)
    1 - x
    """
    terms = [part for term in terms for part in _parts(term, Add) if part != 0]
    if len(terms) < 2:
        return terms[0] if terms else S.Zero
    return Add(*terms, evaluate=False)


def times(*factors):
    """A product in the given order: numbers in front, no ones, 0 if a factor is 0."""
    factors = [p for factor in factors for p in _parts(sympify(factor), Mul)]
    number = S.One
    for factor in factors:
        if factor.is_Number:
            number *= factor
    if number == 0:
        return S.Zero
    others = [factor for factor in factors if not factor.is_Number]
    if number != 1:
        others.insert(0, number)
    if len(others) < 2:
        return others[0] if others else S.One
    return Mul(*others, evaluate=False)


def power(base, exponent):
    """A power that is left as it is, except for the exponents 0 and 1."""
    if exponent in (0, 1):
        return base**exponent
    return Pow(base, exponent, evaluate=False)


def _parts(expression, kind):
    return expression.args if isinstance(expression, kind) else (expression,)


# The rules: each takes f and x, with f known to depend on x


def _linearity(f, x):
    return Rule("linearity", plus(*(_slope_of_term(term, x) for term in f.args)))


def _slope_of_term(term, x):
    """The derivative of a term with its constant factors already in front."""
    if not depends(term, x):
        return S.Zero
    fixed, moving = _split(term, x)
    return times(*fixed, D(times(*moving), x))


def _split(f, x):
    factors = _parts(f, Mul)
    fixed = [factor for factor in factors if not depends(factor, x)]
    return fixed, [factor for factor in factors if depends(factor, x)]


def _product(f, x):
    fixed, moving = _split(f, x)
    if fixed:
        return Rule("linearity", _slope_of_term(f, x))
    below = [g for g in moving if isinstance(g, Pow) and g.exp.is_negative]
    if below:
        above = [g for g in moving if g not in below]
        u, v = times(*above), times(*(power(g.base, -g.exp) for g in below))
        slope = plus(times(D(u, x), v), times(-1, u, D(v, x)))
        return Rule("quotient rule", times(slope, power(v, S(-2))))
    terms = (
        times(*moving[:k], D(factor, x), *moving[k + 1 :])
        for k, factor in enumerate(moving)
    )
    return Rule("product rule", plus(*terms))


def _power(f, x):
    u, n = f.args
    if not depends(n, x):
        if n == -1:
            return Rule("reciprocal rule", times(-1, D(u, x), power(u, S(-2))))
        return _chained("power rule", u, x, times(n, power(u, n - 1)))
    if not depends(u, x):
        return _chained("exponential rule", n, x, times(f, log(u)), _need(u > 0))
    rewritten = D(exp(times(n, log(u))), x)
    return Rule(
        "exponent rules: a power with a variable exponent is an exponential",
        rewritten,
        _need(u > 0),
    )


def _need(condition):
    """The condition, or None where SymPy knows that it holds."""
    return None if condition == S.true else condition


def _chained(name, inner, x, outer, needs=None):
    """An outer slope, times the inner one unless the inside is x itself."""
    if inner == x:
        return Rule(name, outer, needs)
    reason = name if name == "chain rule" else f"chain rule with the {name}"
    return Rule(reason, times(outer, D(inner, x)), needs)


def _function(f, x):
    kind = f.func
    if kind is polygamma and not depends(f.args[0], x):
        order, u = f.args
        name = "derivative of digamma" if order == 0 else "derivative of polygamma"
        return _chained(name, u, x, polygamma(order + 1, u))
    if len(f.args) != 1:
        raise CannotDerive(f"no rule for {kind.__name__} of several arguments: {f}")
    (u,) = f.args
    if kind in SLOPES:
        needs = _need(NEEDS[kind](u)) if kind in NEEDS else None
        name = SPOKEN.get(kind, kind.__name__)
        return _chained(f"derivative of {name}", u, x, SLOPES[kind](u), needs)
    if isinstance(f, NamedFunction):
        return Rule(f"definition of {kind.__name__}", D(f.unfold(), x))
    raise CannotDerive(f"no rule for the derivative of {kind.__name__}")


def _model(f, x):
    """An undefined function: its slope stays, unless it is declared."""
    declared = getattr(f.func, "declared", None)
    name = f"derivative of {f.func.__name__}"
    if declared is not None and len(f.args) == 1:
        return _chained(name, f.args[0], x, declared(*f.args))
    if all(argument == x or not depends(argument, x) for argument in f.args):
        return None
    if len(f.args) == 1:
        return _chained("chain rule", f.args[0], x, f.fdiff(1))
    terms = (times(f.fdiff(k + 1), D(u, x)) for k, u in enumerate(f.args))
    return Rule("chain rule", plus(*terms))


def _entry(f, x):
    if getattr(f.base, "definition", None) is not None:
        return Rule(f"definition of {f.base.name}", D(unfolded(f), x))
    if isinstance(x, Indexed) and x.base == f.base:
        deltas = (
            KroneckerDelta(a, b) for a, b in zip(f.indices, x.indices, strict=True)
        )
        return Rule("Kronecker delta: entries are independent", times(*deltas))
    return None


def _sum(f, x):
    inside = Sum(_slope_of_term(f.function, x), *f.limits)
    return Rule("linearity of the sum", inside)


def _integral(f, x):
    if len(f.limits) != 1 or len(f.limits[0]) != 3:
        raise CannotDerive(
            f"no rule for an integral without limits or a double one: {f}"
        )
    t, low, high = f.limits[0]
    terms = [Integral(D(f.function, x), f.limits[0])] if depends(f.function, x) else []
    for factor, end in ((1, high), (-1, low)):
        if depends(end, x):
            terms.append(times(factor, f.function.subs(t, end), D(end, x)))
    return Rule("Leibniz rule", plus(*terms))


def _piecewise(f, x):
    branches = ((D(branch, x), condition) for branch, condition in f.args)
    return Rule("derivative of each case, away from the joints", Piecewise(*branches))


def _expectation(f, x):
    return Rule("definition of the expectation", D(f.unfold(), x))


_RULES = (
    (Add, _linearity),
    (Mul, _product),
    (Pow, _power),
    (Indexed, _entry),
    (Sum, _sum),
    (Integral, _integral),
    (Piecewise, _piecewise),
    (Expectation, _expectation),
    (AppliedUndef, _model),
    (Function, _function),
)


# Sums over a Kronecker delta


def sifted(total):
    """A sum whose terms hold a Kronecker delta of its index, carried out.

    Returns None when there is none.

    >>> from sympy.abc import i, j, n
    >>> sifted(Sum(i**2 * KroneckerDelta(i, j), (i, 1, n)))
    j**2
    """
    if len(total.limits) != 1:
        return None
    index = total.limits[0][0]
    kept, out = [], []
    for term in _parts(total.function.expand(func=False, deep=False), Add):
        found = [d for d in _parts(term, Mul) if _selects(d, index)]
        if not found:
            kept.append(term)
            continue
        (other,) = set(found[0].args) - {index}
        rest = list(_parts(term, Mul))
        rest.remove(found[0])
        out.append(_renamed(times(*rest), {other}).xreplace({index: other}))
    if not out:
        return None
    if kept:
        out.append(Sum(plus(*kept), *total.limits))
    return plus(*out)


def _selects(factor, index):
    return isinstance(factor, KroneckerDelta) and index in factor.args
