"""Rules for what has a variable of its own: sums, products, integrals."""

from sympy import Integral, Ne, S, Sum, Symbol

from derivations.steps.vocabulary.dependence import depends, renamed
from derivations.steps.vocabulary.notation import D
from derivations.steps.vocabulary.ordered import plus, power, times

from .rule import CannotDerive, Rule, slope_of_term


def summed(f, x):
    _require_fixed_ends(f, x)
    f = renamed(f, x.free_symbols)  # theta_k is another k than the one summed over
    inside = Sum(slope_of_term(f.function, x), *f.limits)
    return Rule("linearity of the sum", inside)


def _require_fixed_ends(f, x):
    if any(depends(end, x) for limits in f.limits for end in limits[1:]):
        raise CannotDerive(f"the number of terms depends on {x}: {f}")


def integrated(f, x):
    if len(f.limits) != 1 or len(f.limits[0]) != 3:
        raise CannotDerive(
            f"no rule for an integral without limits or a double one: {f}"
        )
    t, low, high = f.limits[0]
    if t == x:
        t, f = _other_name(f, t)
    inside = Integral(D(f.function, x), (t, low, high))
    terms = [inside] if depends(f.function, x) else []
    for factor, end in ((1, high), (-1, low)):
        if depends(end, x):
            terms.append(times(factor, f.function.subs(t, end), D(end, x)))
    return Rule("Leibniz rule", plus(*terms))


def _other_name(f, t):
    """The same integral with another letter for its variable."""
    used = {str(s) for s in f.free_symbols | {t}}
    other = Symbol(next(c for c in "stuvw" if c not in used), **t.assumptions0)
    function, (_, low, high) = f.function.xreplace({t: other}), f.limits[0]
    return other, Integral(function, (other, low, high))


def multiplied(f, x):
    """A product over an index: each factor's slope in place of the factor."""
    _require_fixed_ends(f, x)
    f = renamed(f, x.free_symbols)
    one = f.function
    slopes = Sum(times(D(one, x), power(one, S.NegativeOne)), *f.limits)
    return Rule("log-derivative: a product over an index", times(f, slopes), Ne(one, 0))
