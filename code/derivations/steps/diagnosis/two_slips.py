"""Refuted steps with two slips, found from both ends.

One slip leads away from the left side, another one back from the right side: where the
two meet, both are named. So two lists of single slips are compared, not every pair of
slips tried.
"""

from itertools import chain, islice

from mpmath import mp
from sympy import Add, MatrixExpr, Rational

from derivations.steps.slips.mutants import mutants

from .explanation import Explanation
from .forms import worked_out
from .mistaken import mistake
from .mistaken_slopes import mistaken_slopes
from .sides import close
from .variants import variants
from .wrong_rules import wrong_lines

SLIPS = 90  # single slips from each end
UNLIKELY = ("derivative", "integral", "reciprocal", "trace", "determinant")
FIGURES = 15  # by which two values are found to be the same at the first point


def two_slips(sides):
    """Two slips between the left side and the right side."""
    if sides.is_one_point or len(sides.pairs) < 3:
        return None
    number = sides.numbers[0]
    ahead = {}
    for found, wrong in islice(_from_left(sides), SLIPS):
        key = _key(sides.value(wrong, number))
        if key is not None:
            ahead.setdefault(key, (found, wrong))
    known = {_key(values) for values in sides.pairs[0]}
    for found, repaired in islice(_from_right(sides), SLIPS):
        key = _key(sides.value(repaired, number))
        if key in known or key not in ahead:
            continue
        first, wrong = ahead[key]
        if _is_lost(first) and _is_lost(found):
            continue  # without what differs any two lines are the same
        if _same(sides, wrong, repaired):
            words = f"There are two slips. One: {first.words} The other: {found.words}"
            correct = next(iter(worked_out(sides)), None)
            return Explanation(
                "two slips", words, (*first.pieces, *found.pieces), correct
            )
    return None


def _from_left(sides):
    """Lines with one slip after the left side, as it is or worked out."""
    forms = dict.fromkeys([*worked_out(sides), sides.left])
    slips = (_named(mutants(form, SLIPS // 3), "{}.") for form in forms)
    rules = chain(mistaken_slopes(sides.left), *map(wrong_lines, forms))
    likely = ((found, wrong) for found, wrong in rules if found.kind not in UNLIKELY)
    return chain(*slips, likely)


def _from_right(sides):
    """The right side with one slip taken back."""
    line = sides.right
    yield from _named(mutants(line, SLIPS), "it needs {}.")
    for term in Add.make_args(line) if not isinstance(line, MatrixExpr) else ():
        for factor in (2, Rational(1, 2), 3, -1, *sorted(sides.judge.sizes, key=str)):
            words = "the term {} needs a factor {}."
            yield mistake("factor", words, term, factor), line - term + factor * term
    for size in sorted(sides.judge.sizes, key=str):
        for factor in (1 / size, size):
            yield mistake("factor", "a factor {} is missing.", factor), factor * line
    for found, changed in variants(line):
        if found.kind == "power":
            yield found, changed


def _named(slips, words):
    for name, wrong in slips:
        # "lost", not "dropped": it is no change that would put the line right
        yield mistake("slip", words, name.replace("dropped", "lost")), wrong


def _is_lost(found):
    return found.kind == "slip" and "lost" in found.pieces[0]


def _key(values):
    """Values to a few figures, for finding them again; None for what tells nothing."""
    if values is None or all(v == 0 for v in values):
        return None
    return tuple(mp.nstr(v, FIGURES) for v in values)


def _same(sides, first, second):
    """Whether two lines have the same values, at other sizes too."""
    for number in sides.numbers:
        a, b = sides.value(first, number), sides.value(second, number)
        if a is None or b is None or len(a) != len(b):
            return False
        if close(a, b) > sides.tolerance:
            return False
    other = sides.at_other_sizes()
    return other is None or _same(other, first, second)
