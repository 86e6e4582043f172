"""A step at the points where inner parts of its sides vanish together.

They are tried where everything else agrees. A difference there counts if it is still
one a little to the side: at a single point it may be a tie of two comparisons.
"""

from fractions import Fraction

import sympy as sp
from mpmath import mp

from derivations.steps.deadline import TimeUp, limit
from derivations.steps.errors import NO_ANSWER, Undefined
from derivations.steps.numbers.compare import entries_of, is_real, relative
from derivations.steps.numbers.counterexample import (
    Counterexample,
    numbers_by_name,
    short,
)
from derivations.steps.numbers.equations import solved
from derivations.steps.numbers.nearby import beside
from derivations.steps.numbers.numeric import value
from derivations.steps.numbers.sampling import for_all, holds
from derivations.steps.numbers.settable import within
from derivations.steps.numbers.values import DELIBERATE, LOW
from derivations.steps.numbers.vanishing import vanishing_groups

from .extremes import MODERATE, copied, keep
from .sampled import Judgment

STARTS = 4  # points from which a group of parts is made to vanish
MOST_EQUATIONS = 12
SECONDS = 3
ASIDE = Fraction(1, 10**24)  # where a difference has to be one, too
CLOSE = [sense * Fraction(1, 10**k) for k in range(1, 9) for sense in (1, -1)]
LEAST = 1e-20  # relative: what is no rounding
NAMES = 4  # by which a slack is made stationary
SLACK = "it is a narrow place, where inner parts of the line vanish"
TIE = "both sides are the same there, to 1200 digits"
MOST_DIGITS = 1200


def refuted_where_parts_vanish(judge, left, right, relation, values):
    """The refutation at a point where parts of the line vanish together, or None."""
    if judge.slow:
        return None
    try:
        with limit(SECONDS):
            for number in _points(judge, (left, right), around=True):
                if _certainly_differs(judge, left, right, relation, number):
                    found = judge._refutation(left, right, number, values)
                    found.note = SLACK
                    return found
    except TimeUp:
        pass
    return None


def tie_refuted(judge, left, right, tightest, values):
    """The refutation of ``left < right`` where the sides meet, or None."""
    if judge.slow:
        return None
    try:
        with limit(SECONDS):
            meeting = _stationary(judge, left, right, tightest)
            for number in (*meeting, *_points(judge, (left, right))):
                if _is_moderate(judge, number) and _meet(judge, left, right, number):
                    return _refutation_at_tie(judge, left, right, number, values)
    except TimeUp:
        pass
    return None


def _around(judge, number):
    """Numbers of points close to one: at its top, the slope of a peak is zero."""
    for step in CLOSE if not judge.conditions.equations else ():
        point = beside(judge.point(number), step)
        inside = all(within(judge.domain, *one) for one in point.drawn.items())
        if inside and all(holds(r, point) for r in judge.conditions.others):
            yield keep(judge, point)


def _points(judge, lines, around=False):
    """Numbers of points at which one group of parts after the other vanishes.

    ``around`` adds points close to each of them.
    """
    starts = [n for n in judge.points if judge.points[n] is not None][:STARTS]
    for group in vanishing_groups(*lines):
        vanish = (sp.Eq(part, 0, evaluate=False) for part in group)
        equations = [one for eq in vanish for one in for_all(eq, judge.sizes)]
        for start in starts if len(equations) <= MOST_EQUATIONS else ():
            number = _moved(judge, start, equations)
            if number is not None:
                yield number
                yield from _around(judge, number) if around else ()


def _stationary(judge, left, right, tightest):
    """Points where the slack is stationary: by one name each, then by all of them."""
    slack = right - left
    names = [s for s in sorted(judge.found.symbols, key=str) if s in slack.free_symbols]
    names = [s for s in names if s.is_real and not s.is_integer]
    try:
        slopes = [sp.Eq(sp.diff(slack, s), 0, evaluate=False) for s in names[:NAMES]]
    except NO_ANSWER:
        return
    if any(slope.has(sp.Derivative, sp.Subs) for slope in slopes):
        return
    groups = [(s, [slope]) for s, slope in zip(names, slopes, strict=False)]
    groups += [(None, slopes)] if len(slopes) > 1 else []
    starts = [one.number for one in tightest[:STARTS]] + _worst(judge, left, right)
    for start in starts:
        for moving, equations in groups:
            others = {(s, ()) for s in names if moving is not None and s != moving}
            number = _moved(judge, start, equations, others)
            if number is not None:
                yield number


def _worst(judge, left, right):
    """Numbers of the random points with the smallest slack: of waves, the tightest may
    be far out."""
    slacks = {}
    for number, point in judge.points.items():
        if point is None or number >= DELIBERATE:
            continue
        low, high = (judge.at(side, number, LOW) for side in (left, right))
        if not (isinstance(low, Undefined) or isinstance(high, Undefined)):
            slacks[number] = mp.re(entries_of(high)[0] - entries_of(low)[0])
    return sorted(slacks, key=slacks.get)[:STARTS]


def _moved(judge, start, equations, fixed=()):
    """The number of a point of the domain where equations hold, or None."""
    point = copied(judge, judge.point(start), {})
    equations = [*judge.conditions.equations, *equations]
    try:
        if not solved(point, equations, set(fixed)):
            return None
        if not all(holds(relation, point) for relation in judge.conditions.others):
            return None
    except NO_ANSWER:
        return None
    return keep(judge, point)


def _certainly_differs(judge, left, right, relation, number):
    try:
        if judge._compare(left, right, relation, number) != "different":
            return False
        with mp.workdps(2 * LOW):
            here = judge.point(number)
            gaps = [
                _gap(left, right, relation, beside(here, step))
                for step in (0, ASIDE, -ASIDE)
            ]
    except NO_ANSWER:
        return False
    return min(gaps) > LEAST and max(gaps) < 2 * min(gaps)


def _gap(left, right, relation, point):
    """By how much a line fails at a point, as a part of the larger side."""
    pairs = zip(*(entries_of(value(s, point)) for s in (left, right)), strict=True)
    if relation == "=":
        return max(relative(*pair) for pair in pairs)
    return max(relative(a, b) * (1 if mp.re(a) > mp.re(b) else 0) for a, b in pairs)


def _is_moderate(judge, number):
    return all(abs(x) <= MODERATE for x in judge.point(number).drawn.values())


def _meet(judge, left, right, number):
    """Whether two sides are the same to 1200 digits; the point is known to more."""
    try:
        with mp.workdps(MOST_DIGITS):
            sides = [value(side, judge.point(number)) for side in (left, right)]
            low, high = (entries_of(side)[0] for side in sides)
            real = is_real(low) and is_real(high)
            return real and abs(high - low) < mp.mpf(10) ** (-MOST_DIGITS // 2)
    except NO_ANSWER:
        return False


def _refutation_at_tie(judge, left, right, number, values):
    with mp.workdps(LOW):
        point = judge.point(number)
        sides = [short(entries_of(value(side, point))[0]) for side in (left, right)]
        where = Counterexample(numbers_by_name(point), *sides)
    return Judgment(
        "refuted",
        points=len(values) + 1,
        counterexample=where,
        values=values,
        note=TIE,
    )
