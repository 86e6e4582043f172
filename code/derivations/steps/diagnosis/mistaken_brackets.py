"""Brackets and fractions opened by rules that do not hold: ``c (a + b) = c a + b``."""

from sympy import Add, Integral, Limit, MatrixExpr, Mul, Pow, Product, S, Sum

from .mistaken import mistake


def fractions(node):
    """a/(b + c) = a/b + a/c and its like; terms canceled out of sums."""
    if not isinstance(node, Mul):
        return
    above = [f for f in node.args if not (isinstance(f, Pow) and f.exp == -1)]
    below = [f.base for f in node.args if isinstance(f, Pow) and f.exp == -1]
    top, bottom = Mul(*above), Mul(*below)
    if bottom == 1:
        return
    if isinstance(bottom, Add):
        words = "A fraction is not split at a sum in its denominator, as in {}."
        yield (
            mistake("fraction", words, node),
            Add(*(top / term for term in bottom.args)),
        )
    tops, bottoms = Add.make_args(top), Add.make_args(bottom)
    if len(tops) > 1:
        for term in tops:
            words = "The denominator {} is under one term of {} alone."
            rest = top - term
            yield mistake("fraction", words, bottom, top), rest + term / bottom
            yield mistake("fraction", words, bottom, top), term + rest / bottom
    for term in set(tops) & set(bottoms):
        words = "The term {} has been canceled out of the sums of a fraction, {}."
        said = mistake("fraction", words, term, node)
        first, second = top - term, bottom - term
        if second != 0:
            yield said, first / second
        yield said, (first + 1) / (second + 1)
        yield said, first / (second or S.One)
        yield said, first + 1 if second == 0 else first / second
    if len(tops) == len(bottoms) == 2:
        words = "A fraction of sums is not the sum of fractions, as in {}."
        for a, b in ((0, 1), (1, 0)):
            yield (
                mistake("fraction", words, node),
                tops[0] / bottoms[a] + tops[1] / bottoms[b],
            )


def products_of_sums(node):
    """(a + b)(c + d) = a c + b d, c (a + b) = c a + b; of numbers, not of matrices."""
    if not isinstance(node, Mul) or isinstance(node, MatrixExpr):
        return
    sums = [f for f in node.args if isinstance(f, Add)]
    for total in sums:
        rest = Mul(*(f for f in node.args if f != total))
        for term in total.args:
            words = "The factor {} reaches one term of {} alone."
            others = total - term
            yield mistake("brackets", words, rest, total), rest * term + others
            if rest.could_extract_minus_sign():
                words = "The minus in front of the brackets reaches one term alone: {}."
                yield mistake("sign", words, total), rest * term - rest * others
    words = "The cross terms are missing in the product {}."
    said = mistake("cross terms", words, node)
    if len(sums) == 2 and len(sums[0].args) == len(sums[1].args) == 2:
        rest = Mul(*(f for f in node.args if f not in sums))
        (a, b), (c, d) = sums[0].args, sums[1].args
        for wrong in (a * c + b * d, a * d + b * c):
            yield said, rest * wrong
        first = sums[0].args, sums[1].args
        yield from (
            (
                mistake("term", "A term of the product {} is missing.", node),
                rest * (a * c + a * d + b * c + b * d - p * q),
            )
            for p in first[0]
            for q in first[1]
        )
    totals = [f for f in node.args if isinstance(f, Sum)]
    if len(totals) == 2 and len(totals[0].limits) == len(totals[1].limits) == 1:
        rest = Mul(*(f for f in node.args if f not in totals))
        one, other = totals
        moved = other.function.xreplace({other.variables[0]: one.variables[0]})
        words = (
            "A product of sums is not the sum of products, as in {}: the cross terms "
            "are missing."
        )
        yield (
            mistake("cross terms", words, node),
            rest * Sum(one.function * moved, *one.limits),
        )


def square_half_expanded(node):
    """(a + b)^2 with half of its cross term."""
    if isinstance(node, Pow) and node.exp == 2 and isinstance(node.base, Add):
        whole = node.expand()
        for term in Add.make_args(whole):
            words = "The cross term {} is there by half in the square {}."
            yield mistake("cross terms", words, term, node), whole - term / 2


def not_carried_out(node):
    """A limit, an integral or a sum that was dropped, its operand kept."""
    if isinstance(node, (Integral, Sum, Product)) and len(node.limits) == 1:
        name = {Integral: "integral", Sum: "sum", Product: "product"}[type(node)]
        variable, *ends = node.limits[0]
        words = f"The {name} has not been taken: " + "{} has been kept."
        said = mistake(name, words, node.function)
        yield said, node.function
        for end in ends if node.free_symbols else ():  # numbers alone tie by chance
            if not end.is_infinite:
                yield said, node.function.xreplace({variable: end})
    if isinstance(node, Limit):
        words = "The limit has not been taken: {} has been kept."
        yield mistake("limit", words, node.args[0]), node.args[0]


RULES = (
    fractions,
    products_of_sums,
    square_half_expanded,
    not_carried_out,
)
