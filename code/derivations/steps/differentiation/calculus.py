"""The rules of differentiation, one at a time, for derivatives by a number.

:func:`rule_for` looks at one derivative ``D(f, x)`` and says which rule comes next and
what it gives. Nothing here calls SymPy's ``diff``: the slopes of named functions stand
in a table.
"""

from sympy import (
    Add,
    Integral,
    KroneckerDelta,
    Max,
    Min,
    Mul,
    Ne,
    Piecewise,
    Pow,
    Product,
    S,
    Sum,
    beta,
    digamma,
    exp,
    log,
    polygamma,
)
from sympy.core.function import AppliedUndef, Function
from sympy.tensor.indexed import Indexed

from derivations.steps.vocabulary.dependence import depends, unfolded
from derivations.steps.vocabulary.notation import D, Expectation, NamedFunction
from derivations.steps.vocabulary.ordered import plus, power, times

from .bound_variables import integrated, multiplied, summed
from .rule import CannotDerive, Rule, chained, need, slope_of_term, split
from .slopes import NEEDS, SLOPES, SPOKEN


def rule_for(derivative):
    """The next rule for ``D(f, x)``, or None when it stays as it is (a model's slope).

    >>> from sympy import sin
    >>> from sympy.abc import x
    >>> rule_for(D(x**2 + 3 * sin(x), x))
    Rule(reason='linearity', result=D(x**2, x) + 3*D(sin(x), x), needs=None)
    """
    f, (x, *others) = derivative.expression, derivative.variables
    if others:
        inner = D(f, *others)
        if rule_for(inner) is None:
            return None
        return Rule("derivative by one variable after the other", D(inner, x))
    if f == x:
        return Rule("derivative of the variable by itself is 1", S.One)
    if not depends(f, x):
        return Rule("constant rule", S.Zero)
    for kinds, rule in _RULES:
        if isinstance(f, kinds):
            return rule(f, x)
    raise CannotDerive(f"no rule for the derivative of {f} by {x}")


# The rules: each takes f and x, with f known to depend on x


def _linearity(f, x):
    return Rule("linearity", plus(*(slope_of_term(term, x) for term in f.args)))


def _product(f, x):
    fixed, moving = split(f, x)
    if fixed:
        return Rule("linearity", slope_of_term(f, x))
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
        return chained("power rule", u, x, times(n, power(u, n - 1)))
    if not depends(u, x):
        return chained("exponential rule", n, x, times(f, log(u)), need(u > 0))
    rewritten = D(exp(times(n, log(u))), x)
    return Rule(
        "exponent rules: a power with a variable exponent is an exponential",
        rewritten,
        need(u > 0),
    )


def _function(f, x):
    kind = f.func
    if kind is polygamma and not depends(f.args[0], x):
        order, u = f.args
        name = "derivative of digamma" if order == 0 else "derivative of polygamma"
        return chained(name, u, x, polygamma(order + 1, u))
    if kind is beta:
        return _beta(f, x)
    if len(f.args) != 1:
        raise CannotDerive(f"no rule for {kind.__name__} of several arguments: {f}")
    (u,) = f.args
    if kind in SLOPES:
        needs = need(NEEDS[kind](u)) if kind in NEEDS else None
        name = SPOKEN.get(kind, kind.__name__)
        return chained(f"derivative of {name}", u, x, SLOPES[kind](u), needs)
    if isinstance(f, NamedFunction):
        return Rule(f"definition of {kind.__name__}", D(f.unfold(), x))
    raise CannotDerive(f"no rule for the derivative of {kind.__name__}")


def _larger(f, x):
    """The larger or the smaller of two: that one's slope, where they differ."""
    if len(f.args) != 2:
        raise CannotDerive(f"no rule for {f.func.__name__} of more than two: {f}")
    u, v = sorted(f.args, key=lambda w: not depends(w, x))  # x > 0 rather than 0 < x
    slopes = [D(w, x) if depends(w, x) else S.Zero for w in (u, v)]
    first = u > v if f.func is Max else u < v
    result = Piecewise((slopes[0], first), (slopes[1], True))
    return Rule("derivative of each case, away from the joints", result, Ne(u, v))


def _beta(f, x):
    u, v = f.args
    terms = (
        times(plus(digamma(w), times(-1, digamma(u + v))), D(w, x))
        for w in (u, v)
        if depends(w, x)
    )
    return Rule("derivative of the beta function", times(f, plus(*terms)))


def _model(f, x):
    """An undefined function: its slope stays, unless it is declared."""
    declared = getattr(f.func, "declared", None)
    name = f"derivative of {f.func.__name__}"
    if declared is not None and len(f.args) == 1:
        return chained(name, f.args[0], x, declared(*f.args))
    if all(argument == x or not depends(argument, x) for argument in f.args):
        return None
    if len(f.args) == 1:
        return chained("chain rule", f.args[0], x, f.fdiff(1))
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


def _piecewise(f, x):
    branches = (
        (D(branch, x) if depends(branch, x) else S.Zero, condition)
        for branch, condition in f.args
    )
    return Rule("derivative of each case, away from the joints", Piecewise(*branches))


def _expectation(f, x):
    return Rule("definition of the expectation", D(f.unfold(), x))


_RULES = (
    (D, lambda f, x: None),  # a model's slope has a slope of its own
    (Add, _linearity),
    (Mul, _product),
    (Pow, _power),
    (Indexed, _entry),
    (Sum, summed),
    (Product, multiplied),
    ((Max, Min), _larger),
    (Integral, integrated),
    (Piecewise, _piecewise),
    (Expectation, _expectation),
    (AppliedUndef, _model),
    (Function, _function),
)
