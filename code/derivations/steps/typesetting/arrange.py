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
    KroneckerDelta,
    Mul,
    Number,
    NumberSymbol,
    Piecewise,
    Pow,
    S,
)
from sympy.matrices.expressions import MatAdd, MatMul
from sympy.tensor.indexed import Indexed

from derivations.steps.vocabulary.notation import D

from .kinds import BARE, bare, is_negative, is_tall, reciprocal


class Fraction(NamedTuple):
    """Factors above and below the line; a bare factor has nothing below."""

    above: tuple
    below: tuple = ()


class Reading(NamedTuple):
    """A product as it is read: its sign, then its fractions and bare factors."""

    negative: bool
    parts: tuple


def sorted_by_sympy(expr):
    """Whether SymPy, left to itself, would keep this sum or product as it is.

    A number before brackets counts as kept: SymPy factors so, though it multiplies out.
    """
    if isinstance(expr, Mul) and len(expr.args) == 2:
        number, brackets = expr.args
        if number.is_Number and brackets.is_Add:
            return number not in (0, 1)
    return expr.func(*expr.args) == expr


def as_written_by_author(expr):
    """Whether any sum or product in the expression is not as SymPy would sort it."""
    return any(not sorted_by_sympy(node) for node in expr.atoms(Add, Mul))


def read_sum(expr, written):
    """The terms of a sum in the order in which they are read.

    ``written`` says that the author's order is to be kept throughout.
    """
    own_order = isinstance(expr, Add) and not sorted_by_sympy(expr)
    has_number = any(term.is_Number for term in expr.args)
    kept = own_order or not (is_flat(expr) or (has_number and not written))
    if isinstance(expr, MatAdd) or kept:
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
    negative, parts = _parts(expr, written)
    return Reading(negative, tuple(parts) or (Fraction((S.One,)),))


def _parts(expr, written):
    if isinstance(expr, MatMul):
        return _parts_as_written(expr.args)
    if sorted_by_sympy(expr) and (not written or is_flat(expr)):
        return _parts_on_blackboard(expr)
    return _parts_as_written(_variable_before_its_bracket(expr.args))


def is_flat(expr):
    """Whether there are three parts: an author's own are nested, two by two."""
    return len([part for part in expr.args if not part.is_Number]) > 2


def _variable_before_its_bracket(factors):
    """``h (1 - h)``: SymPy's own order would be the other one."""
    *front, last = map(bare, factors)
    variable = _base(last)
    if not front or not front[-1].is_Add or variable.is_Add or variable.is_number:
        return factors
    if reciprocal(last) is not None:
        return factors
    return [last, *front] if front[-1].has(variable) else factors


def _parts_as_written(factors):
    negative, parts = False, []
    for factor in factors:
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
            inner_negative, inner = _parts(factor, True)
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
    derivatives = [f for f in above if isinstance(f, (D, Derivative))]
    if len(above) == 1:
        derivatives = [f for f in derivatives if is_tall(f)]
    if any(map(is_tall, below)):
        return derivatives
    return [f for f in above if is_tall(f) or f in derivatives]


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
    below_as_found = tuple(below)
    below.sort(key=lambda factor: _rank(factor, below_as_found))
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
        negative, parts = _parts(expr, True)
        if not negative and not any(part.below for part in parts):
            return tuple(factor for part in parts for factor in part.above)
    return (expr,)


def _is_atom(factor):
    base = _base(factor)
    counted = isinstance(base, Add) and base.is_integer
    return base.is_Symbol or base.is_number or counted or isinstance(base, Indexed)


def _base(factor):
    return factor.base if isinstance(factor, Pow) else factor


def _rank(factor, others):
    """Numbers, constants, variables, brackets, functions, data, sums and integrals."""
    base = _base(factor)
    if is_tall(base) or isinstance(base, Piecewise):
        return 8
    if isinstance(base, BARE):
        return 7
    if isinstance(base, Indexed):
        return 6 if len(base.indices) > 1 else 2
    if base.is_Number or isinstance(base, (NumberSymbol, KroneckerDelta)):
        return 0
    if isinstance(base, Add) and not base.is_integer:
        inside = any(base.has(_base(f)) for f in others if not _base(f).is_Add)
        return 5 if inside else 3
    if base.is_Symbol:
        return 1 if base.is_integer else 2
    return 1 if base.is_integer else 4
