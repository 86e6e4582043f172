"""Refuted steps in which half of a rule of calculus was used."""

import sympy as sp
from sympy.tensor.indexed import Indexed

from derivations.steps.typesetting.plain import plain
from derivations.steps.vocabulary import notation as nt

from .sides import Explanation, close


def half_a_rule(sides):
    """A derivative without a chain factor, or without a term of the product."""
    for node in sp.preorder_traversal(sides.left):
        if not isinstance(node, (nt.D, sp.Derivative)):
            continue
        inner, by = (
            (node.expression, node.variables[0])
            if isinstance(node, nt.D)
            else (node.expr, node.variables[0])
        )
        found = _chain_factor(sides, inner, by) or _half_product(sides, inner, by)
        if found is not None:
            return found
    return None


def _chain_factor(sides, inner, by):
    for part in sp.preorder_traversal(inner):
        if part == by or not isinstance(part, sp.Expr) or isinstance(part, Indexed):
            continue
        if part == inner or not part.args:
            continue
        slope = nt.D(part, by)

        def missing(number, left, right, slope=slope):
            factor = sides.value(slope, number)
            if factor is None or len(factor) != 1 or factor[0] == 0:
                return None
            return close(left, [factor[0] * v for v in right])

        if sides.matches(missing):
            return Explanation(
                "chain factor",
                f"A chain factor is missing: the derivative of {plain(part)} by "
                f"{plain(by)}.",
            )
    return None


def _half_product(sides, inner, by):
    for node in sp.preorder_traversal(inner):
        if not isinstance(node, sp.Mul):
            continue
        parts = [
            sp.Mul(*(nt.D(g, by) if g == f else g for g in node.args))
            for f in node.args
            if f.args or f == by
        ]
        if len(parts) < 2:
            continue
        for part in parts:
            if sides.matches(lambda k, a, b, p=part: _missing(sides, p, k, a, b)):
                return Explanation(
                    "product rule",
                    f"The product rule has lost a term: {plain(part)} is missing.",
                )
    return None


def _missing(sides, part, number, left, right):
    found = sides.value(part, number)
    if found is None or len(found) != len(left):
        return None
    return close(left, [a + b for a, b in zip(right, found, strict=True)])
