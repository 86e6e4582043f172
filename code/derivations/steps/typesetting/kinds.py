"""What kind of thing an expression is when it is read: tall, short, negative, a sum."""

from sympy import (
    Add,
    Derivative,
    Integral,
    Limit,
    Mul,
    Piecewise,
    Pow,
    Product,
    S,
    Sum,
    log,
    preorder_traversal,
)
from sympy.functions.elementary.hyperbolic import HyperbolicFunction
from sympy.functions.elementary.trigonometric import TrigonometricFunction
from sympy.matrices.expressions import MatAdd, MatMul

from derivations.steps.vocabulary.notation import D, Entry

BIG = (Sum, Product, Integral, Limit)
TALL = (*BIG, Piecewise, D, Derivative)
BARE = (log, TrigonometricFunction, HyperbolicFunction)


def is_tall(expr):
    """Whether an expression reads badly above a fraction line."""
    if isinstance(expr, (D, Derivative)):
        return not is_short(expr.args[0])
    if is_indicator(expr):
        return False
    return isinstance(expr, TALL) or bool(getattr(expr, "is_Matrix", False))


def is_indicator(expr):
    """Whether an expression is one where a condition holds, else nought."""
    if not isinstance(expr, Piecewise):
        return False
    values = [value for value, _ in expr.args]
    return values == [1, 0] and expr.args[1][1] == True  # noqa: E712


def is_short(expr):
    """Whether an expression can be differentiated in line, as in ``d(1 - h)/dx``."""
    nodes = [node for node in preorder_traversal(expr) if node.args]
    return len(nodes) <= 4 and not expr.has(*TALL)


def bare(expr):
    """The expression without the factors and exponents one that SymPy leaves behind."""
    while isinstance(expr, (Mul, Pow)):
        if isinstance(expr, Pow):
            rest = [expr.base] if bare(expr.exp) is S.One else expr.args
        else:
            rest = [f for f in expr.args if f is not S.One] or [S.One]
        if len(rest) > 1:
            break
        expr = rest[0]
    return expr


def is_sum_of_terms(expr):
    """Whether an expression needs brackets as a factor."""
    return isinstance(bare(expr), (Add, MatAdd))


def is_product(expr):
    """Whether it is written as several factors, as the number ``x^T A x`` is."""
    inside = expr.args[0] if isinstance(expr, Entry) else expr
    return isinstance(inside, (Mul, MatMul))


def has_groups(expr):
    """Whether a sum stands in brackets inside the expression."""
    expr = bare(expr)
    products = expr.atoms(Mul, Pow) - {expr}
    products = {node for node in products if node.args[1] != S.Half}
    return any(is_sum_of_terms(part) for node in products for part in node.args)


def is_negative(expr):
    """Whether an expression is read with a minus in front."""
    expr = bare(expr)
    if isinstance(expr, (Mul, MatMul)):
        signed = (f for f in expr.args if f.is_Number or isinstance(f, (Mul, MatMul)))
        return sum(map(is_negative, signed)) % 2 == 1
    return expr.is_Number and expr.is_extended_negative is True


def reciprocal(factor):
    """What stands below the line if the factor is one over something, else None."""
    if not isinstance(factor, Pow):
        return None
    exponent = bare(factor.exp)
    if not (exponent.is_Rational and exponent < 0):
        return None
    if exponent == -1:
        return factor.base
    return Pow(factor.base, -exponent, evaluate=False)
