"""Refuted steps whose sides differ by a term or a constant."""

import sympy as sp
from mpmath import mp

from derivations.steps.plain import plain
from derivations.steps.sides import Explanation, close


def known_difference(sides):
    """A term dropped, with a wrong sign, or there once too often."""
    for term in _terms(sides.left):
        found = _term(sides, term)
        if found is not None:
            return found
    return None


def constant_apart(sides):
    """The sides differ by the same number everywhere."""
    first = [a - b for a, b in zip(*sides.pairs[0], strict=True)]
    same = sides.matches(
        lambda _, a, b: close([p - q for p, q in zip(a, b, strict=True)], first)
    )
    if same and len(sides.pairs) > 2 and not sides.judge.found.is_closed:
        return Explanation(
            "constant",
            f"The sides differ by a constant, {mp.nstr(mp.re(first[0]), 6)}: "
            "a constant of integration?",
        )
    return None


def _terms(expression):
    """Terms of the line, and of the sums in it."""
    if isinstance(expression, sp.Add):
        yield from expression.args
    for node in sp.preorder_traversal(expression):
        if isinstance(node, sp.Sum) and isinstance(node.function, sp.Add):
            for part in node.function.args:
                inner = sp.Sum(part, *node.limits)
                outside = [f for f in sp.Mul.make_args(expression) if f != node]
                if expression == node or node in sp.Mul.make_args(expression):
                    yield sp.Mul(*outside, inner)


def _term(sides, term):
    for factor, kind, words in (
        (1, "term", "The term {} has been dropped."),
        (2, "sign", "The sign of the term {} is wrong."),
        (-1, "term", "The term {} stands there once too often."),
    ):

        def fits(number, left, right, factor=factor):
            found = sides.value(term, number)
            if found is None or len(found) != len(left):
                return None
            wanted = [b + factor * v for b, v in zip(right, found, strict=True)]
            return close(left, wanted)

        if sides.matches(fits):
            return Explanation(kind, words.format(plain(term)))
    return None
