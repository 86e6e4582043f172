"""Refuted steps in which a factor that is no mere number is missing or too much.

The ratio of the sides is compared with the parts of the line: where it is ``1/sigma``
at every point, a factor ``1/sigma`` is missing.
"""

import sympy as sp
from mpmath import mp
from sympy.matrices.expressions import MatrixExpr
from sympy.tensor.indexed import Indexed

from derivations.steps.typesetting.plain import plain

from .explanation import Explanation
from .sides import SAME, close

PARTS = 24  # parts of the line that are tried, the short ones first
POWERS = (1, -1, 2, -2)
FEW = 3  # points at least: fewer fit by chance


def named_factor(sides):
    """The right side lacks a part of the line, or a power of it, as a factor."""
    ratios = _ratios(sides)
    if ratios is None:
        return None
    parts = _parts(sides)
    for part, numbers in parts:
        for power in POWERS:
            found = _constant(
                [r / v**power for r, v in zip(ratios, numbers, strict=True)],
                sides.tolerance,
            )
            factor = None if found is None else found * part**power
            if factor is not None and _fits(sides, factor):
                return _missing(factor)
    symbols = [(p, v) for p, v in parts if p.is_Symbol or isinstance(p, Indexed)]
    for meant, wanted in symbols:
        for wrong, found in symbols:
            quotients = [
                r * b / a for r, a, b in zip(ratios, wanted, found, strict=True)
            ]
            fits = meant != wrong and _constant(quotients, sides.tolerance) == 1
            if fits and _fits(sides, meant / wrong):
                words = "As a factor, {} stands where {} is meant."
                return Explanation("name", words, (wrong, meant))
    return None


def _fits(sides, factor):
    """Whether the right side times a factor is the left side at every point."""

    def gap(number, left, right):
        found = sides.value(factor, number)
        return None if found is None else close(left, [found[0] * v for v in right])

    return sides.matches(gap)


def _missing(factor):
    words = "A factor {} is missing: correct = {} times the right side."
    return Explanation("factor", words, (factor, factor))


def _ratios(sides):
    """What the right side must be multiplied by at each point, or None."""
    ratios = []
    for left, right in sides.pairs:
        place = max(range(len(right)), key=lambda k: abs(right[k]))
        if right[place] == 0 or left[place] == 0:
            return None
        ratio = left[place] / right[place]
        scale = max(map(abs, left))
        if any(
            abs(a - ratio * b) > sides.tolerance * scale
            for a, b in zip(left, right, strict=True)
        ):
            return None
        ratios.append(ratio)
    return ratios if len(ratios) >= FEW else None


def _parts(sides):
    """Parts of both sides with their values at the points, none of them constant."""
    found = {}
    for side in (sides.right, sides.left):
        for node in sp.preorder_traversal(side):
            if _is_number_valued(node) and node not in (sides.left, sides.right):
                found.setdefault(node)
    parts = sorted(found, key=lambda e: (e.count_ops(), plain(e)))[:PARTS]
    values = ((part, _values(sides, part)) for part in parts)
    return [(part, numbers) for part, numbers in values if numbers is not None]


def _is_number_valued(node):
    if not isinstance(node, sp.Expr) or isinstance(node, (MatrixExpr, sp.IndexedBase)):
        return False
    return not node.is_number and not (node.is_Symbol and node.is_integer)


def _values(sides, part):
    numbers = [sides.value(part, number) for number in sides.numbers]
    if any(v is None or len(v) != 1 or v[0] == 0 for v in numbers):
        return None
    numbers = [v[0] for v in numbers]
    same = all(abs(v - numbers[0]) <= SAME * abs(v) for v in numbers)
    return None if same else numbers


def _constant(numbers, tolerance):
    """The simple fraction that all numbers are, or None."""
    first = numbers[0]
    if any(abs(v - first) > tolerance * abs(first) for v in numbers):
        return None
    return simple_fraction(first, tolerance)


def simple_fraction(number, tolerance=SAME):
    """The fraction of small numbers that a number is, or None."""
    if abs(mp.im(number)) > tolerance:
        return None
    for below in (1, 2, 3, 4, 6, 8):
        above = mp.re(number) * below
        whole = int(mp.nint(above))
        if whole and abs(whole) <= 99 and abs(above - whole) < tolerance * below * 10:
            return sp.Rational(whole, below)
    return None
