"""An expression with its terms and factors in the order in which they are read."""

from sympy import Add, Expr, Mul, Pow, S, Symbol
from sympy.matrices.expressions import MatrixExpr
from sympy.tensor.indexed import Indexed

from derivations.steps.vocabulary.ordered import plus, power, times

from .arrange import (
    as_written_by_author,
    is_flat,
    read_product,
    read_sum,
    sorted_by_sympy,
)
from .kinds import is_negative


def in_reading_order(expression):
    """The same expression, put down as it is printed: what SymPy has sorted, re-sorted.

    The lines of a derivation keep the order that they start from. What an author wrote
    with evaluation off is left alone.

    >>> from sympy.abc import x
    >>> in_reading_order(3 * x**2 + 1).args
    (3*x**2, 1)
    """
    return expression if as_written_by_author(expression) else _read(expression)


def _read(node):
    whole = isinstance(node, Expr) and not isinstance(node, (MatrixExpr, Indexed))
    if not whole or not node.args:
        return node
    if isinstance(node, Add) and sorted_by_sympy(node):
        return plus(*map(_read, read_sum(node, written=False)))
    if isinstance(node, Mul) and sorted_by_sympy(node):
        # a longer product that SymPy has sorted is put in order when it is printed
        return node if is_flat(node) else times(*_factors(node))
    arguments = [_read(argument) for argument in node.args]
    if arguments == list(node.args):
        return node
    return power(*arguments) if isinstance(node, Pow) else node.func(*arguments)


def _factors(node):
    """The number, then what stands above the line, then what stands below."""
    reading = read_product(node, False)
    if all(isinstance(f, Symbol) for f in node.args):
        yield from sorted(node.args, key=lambda symbol: symbol.name)  # a x, not x a
        return
    yield S.NegativeOne if reading.negative else S.One
    for part in reading.parts:
        for factor in part.above:
            yield _read(factor)
        for factor in part.below:
            # a number stays a fraction, so that it is multiplied with other numbers
            below = _read(factor)
            yield 1 / below if below.is_Number else power(*_reciprocal(below))


def _reciprocal(below):
    if isinstance(below, Pow) and below.exp.is_Number and not is_negative(below.exp):
        return below.base, -below.exp
    return below, S.NegativeOne
