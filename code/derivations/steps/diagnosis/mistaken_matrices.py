"""Matrices treated as if they were numbers."""

from sympy import Mul, Pow, S
from sympy.matrices.expressions import (
    Determinant,
    Inverse,
    MatAdd,
    MatMul,
    Trace,
    Transpose,
)

from .mistaken import mistake


def _split(product):
    """The number in front and the matrices of a product."""
    return (
        product.as_coeff_matrices()
        if isinstance(product, MatMul)
        else (S.One, [product])
    )


def inverse_or_transpose_of_a_product(node):
    """(A B)^-1 = A^-1 B^-1, and the same with transposes."""
    if not isinstance(node, (Inverse, Transpose)):
        return
    name = "inverse" if isinstance(node, Inverse) else "transpose"
    turned = node.func
    number, factors = _split(node.arg)
    if len(factors) > 1:
        words = (
            f"The {name} of a product reverses the order of its factors: "
            "{} does not keep it."
        )
        if all(f.is_square for f in factors) or name == "transpose":
            outer = 1 / number if name == "inverse" else number
            try:
                wrong = MatMul(outer, *map(turned, factors))
            except ValueError:
                return
            yield mistake("order", words, node), wrong
    if name == "inverse" and number != 1:
        words = (
            "The inverse of a multiple is divided by the number: {} comes out as {}."
        )
        yield (
            mistake("inverse", words, number, 1 / number),
            MatMul(number, Inverse(MatMul(*factors))),
        )


def reversed_product(node):
    """The factors of a product in the opposite order, as after a transposition."""
    if not isinstance(node, MatMul):
        return
    number, factors = node.as_coeff_matrices()
    if len(factors) > 2 and all(f.is_square for f in factors):
        words = "The order of the factors of {} is reversed."
        yield mistake("order", words, node), MatMul(number, *reversed(factors))


def sums_of_matrices(node):
    """The inverse or the determinant of a sum, taken term by term."""
    if not isinstance(node, (Inverse, Determinant)) or not isinstance(node.arg, MatAdd):
        return
    name = "inverse" if isinstance(node, Inverse) else "determinant"
    words = f"The {name} of a sum of matrices is not taken term by term, as in {{}}."
    terms = [node.func(term) for term in node.arg.args]
    total = MatAdd(*terms) if name == "inverse" else sum(terms)
    yield mistake("term by term", words, node), total


def numbers_of_matrices(node):
    """Determinants and traces: of multiples, products and inverses."""
    if not isinstance(node, (Determinant, Trace)):
        return
    inside = node.arg
    number, factors = _split(inside)
    rows = inside.shape[0]
    if isinstance(node, Determinant):
        if number != 1:
            words = "The determinant of a multiple takes the factor {} to the power {}."
            yield (
                mistake("determinant", words, number, rows),
                number * Determinant(MatMul(*factors)),
            )
        yield (
            mistake("trace", "The trace stands for the determinant {}.", node),
            Trace(inside),
        )
        return
    yield (
        mistake("determinant", "The determinant stands for the trace {}.", node),
        Determinant(inside),
    )
    if len(factors) > 1 and all(f.is_square for f in factors):
        words = "The trace of a product is not the product of the traces, as in {}."
        yield mistake("trace", words, node), number * Mul(*map(Trace, factors))
    if isinstance(inside, Inverse):
        words = "The trace of an inverse is not the reciprocal of the trace, as in {}."
        yield mistake("trace", words, node), 1 / Trace(inside.arg)
    if number != 1:
        words = "The factor {} leaves the trace as it is, not to the power {}."
        yield (
            mistake("trace", words, number, rows),
            number**rows * Trace(MatMul(*factors)),
        )


def powers_of_numbers(node):
    """The trace of a square as the square of the trace."""
    if isinstance(node, Pow) and isinstance(node.base, Trace):
        words = "The power of a trace is not the trace of the power, as in {}."
        arg = node.base.arg
        if node.exp.is_Integer and node.exp > 1:
            yield mistake("trace", words, node), Trace(MatMul(*[arg] * int(node.exp)))


RULES = (
    inverse_or_transpose_of_a_product,
    reversed_product,
    sums_of_matrices,
    numbers_of_matrices,
    powers_of_numbers,
)
