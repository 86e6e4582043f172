"""Small changes of an expression's tree that leave the rest as it was written."""

from functools import lru_cache

from sympy import Add, Mul, Pow, S
from sympy.matrices.expressions import MatMul, MatrixExpr

from derivations.steps.typesetting.plain import plain


def rebuild(node, arguments):
    """The node with other arguments, in the order given."""
    if isinstance(node, (Add, Mul, Pow)):
        return node.func(*arguments, evaluate=False)
    return node.func(*arguments)


def without(arguments, k):
    """The arguments except the one at place k."""
    return [*arguments[:k], *arguments[k + 1 :]]


WIDTH, NARROW = 40, 20  # characters of a part that a name holds


@lru_cache(maxsize=4096)  # many slips name the same part
def short(expression, width=WIDTH):
    """The expression as text for a name, cut where it gets long."""
    text = plain(expression)
    return text if len(text) <= width else text[: width - 3] + "..."


def negated(term):
    """Minus a term, as an author would write it."""
    if term.is_Number:
        return -term
    if isinstance(term, Mul) and S.NegativeOne in term.args:
        return product(without(term.args, term.args.index(S.NegativeOne)))
    if isinstance(term, MatrixExpr):
        return MatMul(S.NegativeOne, term)
    return Mul(S.NegativeOne, term, evaluate=False)


def product(factors):
    """The product of factors, left as it is."""
    return factors[0] if len(factors) == 1 else Mul(*factors, evaluate=False)
