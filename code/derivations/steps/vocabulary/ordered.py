"""Sums, products and powers that stay in the order in which they are written."""

from sympy import Add, Mul, Pow, S, sympify
from sympy.matrices.expressions import Identity, MatAdd, MatMul, MatrixExpr


def plus(*terms):
    """A sum in the given order, without zeros.

    >>> from sympy.abc import x
    >>> plus(S.One, S.Zero, -x)
    1 - x
    """
    terms = [part for term in terms for part in parts(term, Add) if part != 0]
    if len(terms) < 2:
        return terms[0] if terms else S.Zero
    return Add(*terms, evaluate=False)


def times(*factors):
    """A product in the given order: numbers in front, no ones, 0 if a factor is 0."""
    factors = [p for factor in factors for p in parts(sympify(factor), Mul)]
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


def parts(expression, kind):
    """The terms of a sum or the factors of a product; else the expression alone."""
    return expression.args if isinstance(expression, kind) else (expression,)


def matrix_product(*factors):
    """A matrix product without ones and inner products of products."""
    flat = []
    for factor in factors:
        flat += factor.args if isinstance(factor, MatMul) else (factor,)
    numbers = [factor for factor in flat if not isinstance(factor, MatrixExpr)]
    matrices = [factor for factor in flat if isinstance(factor, MatrixExpr)]
    number = times(*numbers)
    if not matrices:
        return number
    if len(matrices) > 1:
        matrices = [m for m in matrices if not isinstance(m, Identity)] or matrices[:1]
    if number == 1 and len(matrices) == 1:
        return matrices[0]
    return MatMul(*([] if number == 1 else [number]), *matrices)


def matrix_sum(*terms):
    """A matrix sum in the order given."""
    return terms[0] if len(terms) == 1 else MatAdd(*terms)
