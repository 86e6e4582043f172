"""Brackets of matrices opened by rules that do not hold: ``A (B + C) = A B + C``.

What stands before the brackets stays before them and what stands behind them behind:
matrices do not commute.
"""

from itertools import pairwise

from sympy import S
from sympy.matrices.expressions import MatAdd, MatMul, MatPow, MatrixExpr

from derivations.steps.vocabulary.ordered import matrix_product

from .mistaken import mistake

MISSING = "The cross terms are missing in the product {}."
ONE_MISSING = "A term of the product {} is missing."


def factors_of_sums(node):
    """A (B + C) E with one of its terms left without A, without E, without both."""
    if not isinstance(node, MatMul):
        return
    number, factors = node.as_coeff_matrices()
    for place, total in enumerate(factors):
        if not isinstance(total, MatAdd):
            continue
        before, after = factors[:place], factors[place + 1 :]
        for term in total.args:
            others = [t for t in total.args if t != term]
            for kept in _partly(number, before, after):
                wrong = _sum(
                    [number, *before, term, *after],
                    *([kept[0], *kept[1], t, *kept[2]] for t in others),
                )
                if wrong is not None:
                    yield _said(number, before, after, kept, total), wrong


def _partly(number, before, after):
    """The number and the factors on both sides, some of which have been lost."""
    found = [(S.One, [], []), (number, [], [])]
    found += [(number, before, []), (number, [], after), (S.One, before, after)]
    return [one for one in found if one != (number, before, after)]


def _said(number, before, after, kept, total):
    """What one term has lost by being left out of the product."""
    factor = number / kept[0]
    front = [] if kept[1] == before else before
    back = [] if kept[2] == after else after
    if factor == -1 and not front and not back:
        words = "The minus in front of the brackets reaches one term alone: {}."
        return mistake("sign", words, total)
    front = [factor, *front] if factor != 1 else front
    if front and back:
        words = "The factors {} before and {} behind reach one term of {} alone."
        return mistake("brackets", words, _times(front), _times(back), total)
    words = "The factor {} reaches one term of {} alone."
    return mistake("brackets", words, _times(front or back), total)


def products_of_sums(node):
    """(A + B)(C + E) and (u + v)' A (u + v) without cross terms, or with one twice."""
    sums = _two_sums(node)
    if sums is None:
        return
    before, one, between, other, after = sums
    if len(one.args) != 2 or len(other.args) != 2:
        return
    (a, b), (c, d) = one.args, other.args
    differ = "Matrices do not commute: the two cross terms of {} differ."
    if between:
        differ = "The two cross terms of {} differ where what is between them is not "
        differ += "symmetric."
    whole = [(p, q) for p in (a, b) for q in (c, d)]
    for words, pairs in (
        (MISSING, [(a, c), (b, d)]),
        (MISSING, [(a, d), (b, c)]),
        (differ, [(a, c), (a, d), (a, d), (b, d)]),
        (differ, [(a, c), (b, c), (b, c), (b, d)]),
        *((ONE_MISSING, [pair for pair in whole if pair != lost]) for lost in whole),
    ):
        wrong = _sum(*([*before, p, *between, q, *after] for p, q in pairs))
        if wrong is not None:
            yield mistake("cross terms", words, node), wrong


def _two_sums(node):
    """What stands before, between and after the only two sums of a product."""
    if isinstance(node, MatPow) and node.exp == 2 and isinstance(node.base, MatAdd):
        return [], node.base, [], node.base, []
    if not isinstance(node, MatMul):
        return None
    places = [k for k, f in enumerate(node.args) if isinstance(f, MatAdd)]
    if len(places) != 2:
        return None
    first, second = places
    args = list(node.args)
    between = args[first + 1 : second]
    return args[:first], args[first], between, args[second], args[second + 1 :]


def _times(factors):
    """Factors as one, those of matrices in their order."""
    return matrix_product(*factors)


def _sum(*products):
    """The sum of products of matrices, or None where the shapes do not fit."""
    if not all(map(_fit, products)):
        return None
    terms = [matrix_product(*factors) for factors in products]
    return MatAdd(*terms) if len({term.shape for term in terms}) == 1 else None


def _fit(factors):
    matrices = [f for f in factors if isinstance(f, MatrixExpr)]
    return all(one.shape[1] == other.shape[0] for one, other in pairwise(matrices))


RULES = (factors_of_sums, products_of_sums)
