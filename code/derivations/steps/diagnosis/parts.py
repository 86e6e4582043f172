"""Refuted steps whose sides are built alike but for one part."""

from dataclasses import replace

import sympy as sp
from sympy.matrices.expressions import MatMul, MatrixExpr
from sympy.tensor.indexed import Indexed

from .explanation import Explanation
from .factors import (
    dropped_factor,
    missing_factor,
    wrong_sign,
)
from .sides import Sides, flat
from .variants import wrong_part
from .wrong_rules import wrong_derivative, wrong_rule


def in_part(sides):
    """Where both sides are built alike, explain the one part in which they differ."""
    parts = _differing(sides.judge, sides.left, sides.right)
    if parts is None:
        return None
    left, right = parts
    if right == 1:
        return Explanation("factor", "The factor {} has been dropped.", (left,))
    if left == 1:
        return Explanation("factor", "The factor {} is too much.", (right,))
    inner = Sides(sides.judge.like(left, right), left, right)
    inner.whole = sides.whole
    if not inner.pairs:
        return None
    for hypothesis in (
        wrong_sign,
        in_part,
        dropped_factor,
        wrong_derivative,
        missing_factor,
        wrong_rule,
        wrong_part,
    ):
        found = hypothesis(inner)
        if found is not None:
            if hypothesis is in_part:
                return found
            words = "In {}: " + found.words
            return replace(
                found, words=words, pieces=(right, *found.pieces), correct=None
            )
    return _exchanged_entry(left, right)


def _exchanged_entry(left, right):
    if isinstance(left, Indexed) and isinstance(right, Indexed):
        kind = "index" if left.base == right.base else "other"
        return Explanation(kind, "{} stands where {} is meant.", (right, left))
    return None


def _differing(judge, left, right):
    """The only pair of corresponding parts that differ, or None."""
    if isinstance(left, sp.Sum) and isinstance(right, sp.Sum):
        same = left.limits == right.limits
        return (left.function, right.function) if same else None
    if isinstance(left, sp.Add) and isinstance(right, sp.Add):
        lefts, rights = flat(left, sp.Add), flat(right, sp.Add)
        if len(lefts) != len(rights):
            return None
        pairs = zip(lefts, rights, strict=True)
        unequal = [p for p in pairs if not judge.like(*p).looks_equal(*p)]
        return unequal[0] if len(unequal) == 1 else None
    lefts, rights = (
        [f for f in flat(side, sp.Mul) if f != 1] for side in (left, right)
    )
    if left.is_commutative and right.is_commutative:
        _leave_out_common(lefts, rights)
    else:
        _leave_out_ends(lefts, rights)
    parts = _product(lefts), _product(rights)
    return None if parts == (left, right) else parts


def _leave_out_common(lefts, rights):
    for factor in list(lefts):
        if factor in rights:
            lefts.remove(factor)
            rights.remove(factor)


def _leave_out_ends(lefts, rights):
    """Matrices keep their order: only what stands first or last on both sides."""
    for end in (0, -1):
        while lefts and rights and lefts[end] == rights[end]:
            del lefts[end], rights[end]


def _product(factors):
    if any(isinstance(factor, MatrixExpr) for factor in factors):
        return MatMul(*factors)
    return sp.Mul(*factors, evaluate=False)
