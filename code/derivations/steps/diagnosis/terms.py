"""Refuted steps whose sides differ by a term or a constant."""

import sympy as sp

from derivations.steps.numbers.counterexample import short
from derivations.steps.typesetting.plain import plain

from .explanation import Explanation
from .forms import multiplied_out
from .ratio import simple_fraction
from .sides import SAME, close


def _number(number):
    """A number of the sides: as a fraction, or else with a few digits."""
    simple = simple_fraction(number)
    return short(number) if simple is None else plain(simple)


def known_difference(sides):
    """A term dropped, with a wrong sign, or there once too often."""
    for term in dict.fromkeys([*_terms(sides.left), *_multiplied_out(sides.left)]):
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
    constant = _constant(first, sides.judge._shape(sides.left))
    if same and constant and len(sides.pairs) > 2 and not sides.judge.found.is_closed:
        words = "The sides differ by a constant, {}."
        if any(len(lim) == 1 for n in _integrals(sides) for lim in n.limits):
            words = "The sides differ by a constant, {}: a constant of integration?"
        return Explanation("constant", words, (constant,))
    return None


def _integrals(sides):
    return sides.left.atoms(sp.Integral) | sides.right.atoms(sp.Integral)


def _constant(entries, shape):
    """A number, or a matrix whose entries are all one number or a multiple of I."""
    rows, columns = shape
    if len(entries) == 1:
        return _number(entries[0])
    if close(entries, [entries[0]] * len(entries)) <= SAME:
        return f"{_number(entries[0])} in every entry"
    diagonal = [entries[0] * (i == j) for i in range(rows) for j in range(columns)]
    if rows == columns and close(entries, diagonal) <= SAME:
        return f"{_number(entries[0])} times the identity"
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


def _multiplied_out(expression):
    """Terms of products of sums: ``2 x`` of ``(x + 1)^2``."""
    opened = multiplied_out(expression)
    return () if opened is None else opened.args


def wrong_coefficient(sides):
    """A term of the right side that needs another number in front."""
    for term in dict.fromkeys([*_terms(sides.right), *_multiplied_out(sides.right)]):
        factors = [_of_term(sides, term, k) for k in range(len(sides.numbers))]
        if None in factors or any(abs(f - factors[0]) > SAME for f in factors):
            continue
        factor = simple_fraction(1 + factors[0])
        many = factor is not None and len(factors) > 2
        if many and sides.repairs(sides.right + (factor - 1) * term):
            words = "The term {} needs a factor {}."
            return Explanation("factor", words, (term, factor))
    return None


def _of_term(sides, term, k):
    """(left - right) / term at one point, or None."""
    value = sides.value(term, sides.numbers[k])
    left, right = sides.pairs[k]
    if value is None or len(value) != len(left):
        return None
    place = max(range(len(value)), key=lambda j: abs(value[j]))
    if value[place] == 0:
        return None
    factor = (left[place] - right[place]) / value[place]
    rest = [a - b - factor * v for a, b, v in zip(left, right, value, strict=True)]
    scale = max(map(abs, (*left, *right)))
    return factor if max(map(abs, rest)) <= SAME * scale else None


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
            return Explanation(kind, words, (term,))
    return None
