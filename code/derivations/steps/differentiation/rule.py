"""What a rule of differentiation gives, and what several rules begin with."""

from dataclasses import dataclass

from sympy import Mul, S

from derivations.steps.vocabulary.dependence import depends
from derivations.steps.vocabulary.notation import D
from derivations.steps.vocabulary.ordered import parts, times


@dataclass(frozen=True)
class Rule:
    """What one rule makes of a derivative, and the condition under which it does."""

    reason: str
    result: object
    needs: object = None


class CannotDerive(NotImplementedError):
    """There is no rule for an expression; the message names it."""


def slope_of_term(term, x):
    """The derivative of a term with its constant factors already in front."""
    if not depends(term, x):
        return S.Zero
    fixed, moving = split(term, x)
    return times(*fixed, D(times(*moving), x))


def split(f, x):
    factors = parts(f, Mul)
    fixed = [factor for factor in factors if not depends(factor, x)]
    return fixed, [factor for factor in factors if depends(factor, x)]


def need(condition):
    """The condition, or None where SymPy knows that it holds."""
    return None if condition == S.true else condition


def chained(name, inner, x, outer, needs=None):
    """An outer slope, times the inner one unless the inside is x itself."""
    if inner == x:
        return Rule(name, outer, needs)
    reason = name if name == "chain rule" else f"chain rule with the {name}"
    return Rule(reason, times(outer, D(inner, x)), needs)
