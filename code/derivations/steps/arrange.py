"""The order in which the terms of a sum and the factors of a product are read.

What an author wrote inside ``with as_written():`` is read as it stands.  What SymPy has
sorted is put back into the order of a blackboard: positive terms first, numbers before
constants before variables, one over the size in front, sums and derivatives last.
Nothing is computed here, and no expression is changed.
"""

from typing import NamedTuple

from sympy import (
    Add,
    Derivative,
    Function,
    Integral,
    KroneckerDelta,
    Limit,
    Mul,
    Number,
    NumberSymbol,
    Piecewise,
    Pow,
    Product,
    S,
    Sum,
    evaluate,
    log,
    preorder_traversal,
)
from sympy.core.parameters import distribute
from sympy.functions.elementary.hyperbolic import HyperbolicFunction
from sympy.functions.elementary.trigonometric import TrigonometricFunction
from sympy.matrices.expressions import MatAdd, MatMul
from sympy.tensor.indexed import Indexed

from derivations.steps.notation import D

TALL = (Sum, Product, Integral, Limit, Piecewise, D, Derivative)
BARE = (log, TrigonometricFunction, HyperbolicFunction)


class Fraction(NamedTuple):
    """Factors above and below the line; a bare factor has nothing below."""

    above: tuple
    below: tuple = ()


class Reading(NamedTuple):
    """A product as it is read: its sign, then its fractions and bare factors."""

    negative: bool
    parts: tuple


def sorted_by_sympy(expr):
    """Whether SymPy, left to itself, would keep this sum or product as it is."""
    with evaluate(True), distribute(False):
        return expr.func(*expr.args) == expr


def as_written_by_author(expr):
    """Whether any sum or product in the expression is not as SymPy would sort it."""
    return any(not sorted_by_sympy(node) for node in expr.atoms(Add, Mul))


def is_tall(expr):
    """Whether an expression reads badly above a fraction line."""
    if isinstance(expr, (D, Derivative)):
        return not is_short(expr.args[0])
    return isinstance(expr, TALL) or bool(getattr(expr, "is_Matrix", False))


def is_short(expr):
    """Whether an expression can be differentiated in line, as in ``d(1 - h)/dx``."""
    nodes = [node for node in preorder_traversal(expr) if node.args]
    return len(nodes) <= 4 and not expr.has(*TALL)


def bare(expr):
    """The expression without factors of one, which unevaluated sums put in front."""
    while isinstance(expr, (Mul, MatMul)):
        rest = [factor for factor in expr.args if factor is not S.One]
        if len(rest) != 1:
            break
        expr = rest[0]
    return expr


def is_sum_of_terms(expr):
    """Whether an expression needs brackets as a factor."""
    return isinstance(bare(expr), (Add, MatAdd))


def has_groups(expr):
    """Whether a sum stands in brackets inside the expression."""
    products = expr.atoms(Mul, Pow) - {bare(expr)}
    products = {node for node in products if node.args[1] != S.Half}
    return any(is_sum_of_terms(part) for node in products for part in node.args)


def is_negative(expr):
    """Whether an expression is read with a minus in front."""
    expr = bare(expr)
    if isinstance(expr, (Mul, MatMul)):
        return read_product(expr, written=True).negative
    return expr.is_Number and expr.is_extended_negative is True


def read_sum(expr, written):
    """The terms of a sum in the order in which they are read.

    ``written`` says that the author's order is to be kept throughout.
    """
    own_order = isinstance(expr, Add) and not sorted_by_sympy(expr)
    if isinstance(expr, MatAdd) or own_order or written:
        terms = list(_flat_terms(expr))
    else:
        terms = _number_first(expr.as_ordered_terms())
    if not own_order and is_negative(terms[0]):
        first = next((t for t in terms if not is_negative(t)), terms[0])
        terms.remove(first)
        terms.insert(0, first)
    return terms


def _flat_terms(expr):
    expr = bare(expr)
    if isinstance(expr, (Add, MatAdd)):
        for term in expr.args:
            yield from _flat_terms(term)
    else:
        yield expr


def _number_first(terms):
    """``1 + e^x`` but ``n + 1``: a number goes last only among powers."""
    if (
        terms[-1].is_positive
        and terms[-1].is_Number
        and any(t.has(Function) for t in terms[:-1])
    ):
        return [terms[-1], *terms[:-1]]
    return terms


def read_product(expr, written):
    """The sign, fractions and factors of a product in the order they are read."""
    if not isinstance(expr, (Mul, MatMul)):
        expr = Mul(S.One, expr, evaluate=False)
    if isinstance(expr, MatMul) or written or not sorted_by_sympy(expr):
        negative, parts = _parts_as_written(expr)
    else:
        negative, parts = _parts_on_blackboard(expr)
    return Reading(negative, tuple(parts) or (Fraction((S.One,)),))


def _parts_as_written(expr):
    negative, parts = False, []
    for factor in expr.args:
        if factor.is_Number and factor.is_finite:
            negative ^= bool(factor.is_negative)
            size = abs(factor)
            if size.is_Rational and not size.is_Integer:
                parts.append(Fraction((Number(size.p),), (Number(size.q),)))
            elif size != 1:
                parts.append(Fraction((size,)))
        elif (below := reciprocal(factor)) is not None:
            parts = _divide(parts, _whole_factors(below))
        elif isinstance(factor, (Mul, MatMul)):
            inner_negative, inner = _parts_as_written(factor)
            negative ^= inner_negative
            parts += inner
        else:
            parts.append(Fraction((factor,)))
    return negative, parts


def _divide(parts, below):
    """Put what stands since the last fraction above a line, tall factors behind it."""
    if parts and parts[-1].below:
        return [*parts[:-1], Fraction(parts[-1].above, parts[-1].below + below)]
    start = len(parts)
    while start and not parts[start - 1].below:
        start -= 1
    above = [part.above[0] for part in parts[start:]]
    tall = _behind(above, below)
    short = tuple(f for f in above if f not in tall)
    return [*parts[:start], Fraction(short, below), *(Fraction((f,)) for f in tall)]


def _behind(above, below):
    """The factors that stand behind a fraction rather than above its line."""
    if any(map(is_tall, below)):
        return []
    alone = len(above) == 1
    derivative = () if alone else (D, Derivative)
    return [f for f in above if is_tall(f) or isinstance(f, derivative)]


def _parts_on_blackboard(expr):
    number, rest, below = S.One, [], []
    for factor in expr.args:
        if factor.is_Number and factor.is_finite:
            number = factor
        elif (under := reciprocal(factor)) is not None:
            below += _whole_factors(under)
        else:
            rest.append(factor)
    rest_as_found = tuple(rest)
    rest.sort(key=lambda factor: _rank(factor, rest_as_found))
    behind = _behind(rest, below)
    above = [f for f in rest if f not in behind]
    counting = all(f.is_integer for f in below)
    if counting and not all(map(_is_atom, above)):
        above, behind = [], [*above, *behind]
    over, under = abs(number).as_numer_denom()
    above = above if over == 1 else [over, *above]
    below = below if under == 1 else [under, *below]
    if below:
        front = [Fraction(tuple(above), tuple(below))]
    else:
        front = [Fraction((factor,)) for factor in above]
    return number < 0, front + [Fraction((factor,)) for factor in behind]


def _whole_factors(expr):
    """The factors of a denominator, if it is a product without fractions."""
    if isinstance(expr, Mul):
        negative, parts = _parts_as_written(expr)
        if not negative and not any(part.below for part in parts):
            return tuple(factor for part in parts for factor in part.above)
    return (expr,)


def reciprocal(factor):
    """What stands below the line if the factor is one over something, else None."""
    if not (isinstance(factor, Pow) and factor.exp.is_Rational and factor.exp < 0):
        return None
    if factor.exp == -1:
        return factor.base
    return Pow(factor.base, -factor.exp, evaluate=False)


def _is_atom(factor):
    base = factor.base if isinstance(factor, Pow) else factor
    return base.is_Symbol or base.is_number or isinstance(base, Indexed)


def _rank(factor, others):
    """Numbers, constants, variables, brackets, functions, data, sums and integrals."""
    base = factor.base if isinstance(factor, Pow) else factor
    if is_tall(base):
        return 8
    if isinstance(base, BARE):
        return 7
    if isinstance(base, Indexed):
        return 6 if len(base.indices) > 1 else 2
    if base.is_Number or isinstance(base, (NumberSymbol, KroneckerDelta)):
        return 0
    if isinstance(base, Add):
        inside = any(base.has(other) for other in others if not other.is_Add)
        return 5 if inside else 3
    if base.is_Symbol:
        return 1 if base.is_integer else 2
    return 1 if base.is_integer else 4
