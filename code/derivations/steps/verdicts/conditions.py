"""Points at which only one side has a value, and the condition that is missing.

A point such as 0/0 at a tie, where the side without a value has that of the other one
as its limit, is no finding: it is removable. Elsewhere the step fails there. What the
points with two values have in common, and those with one have not, is a condition that
would do; it is tried at points close to its boundary before it is named.
"""

from fractions import Fraction
from itertools import combinations, pairwise

import sympy as sp
from mpmath import mp

from derivations.steps.errors import NO_ANSWER, Undefined
from derivations.steps.numbers.compare import entries_of
from derivations.steps.numbers.nearby import beside, with_number
from derivations.steps.numbers.numeric import value
from derivations.steps.numbers.values import DELIBERATE

STEPS_ASIDE = tuple(Fraction(1, 10**k) for k in (8, 12, 16))  # for a point's limit
REMOVABLE, TINY = 1e-9, 1e-40  # distances, relative and not, that are rounding
SHRINKS, NEAR = 10, 1e-3  # by what they shrink from step to step, and to what at last
BOUNDARIES = (0, 1, -1, 2, -2, sp.Rational(1, 2), sp.Rational(-1, 2), 3, -3)
CLOSE_BY = Fraction(1, 20)  # of a boundary, where a condition is tried
LOOKS = 24  # points that are looked at, fewer where lines hold integrals
SLOW_LOOKS = 10


def is_removable(judge, sides, number, digits):
    """Whether the side without a value comes as close as one likes to the other's.

    So it must from two opposite directions, inside of the domain.
    """
    left, right = (judge.at(side, number, digits) for side in sides)
    missing = sides[0] if isinstance(left, Undefined) else sides[1]
    known = right if isinstance(left, Undefined) else left
    with mp.workdps(digits):
        try:
            ways = [_gaps(judge, missing, known, number, sense) for sense in (1, -1)]
        except NO_ANSWER:
            return False
        return all(_vanish(gaps, scale) for way in ways for gaps, scale in way)


def _gaps(judge, missing, known, number, sense):
    """For every entry its distances from the known one near by, and its size."""
    found = []
    for step in STEPS_ASIDE:
        near = beside(judge.point(number), sense * step)
        found.append(entries_of(judge.value_at(missing, near, number >= DELIBERATE)))
    return [
        ([abs(value - goal) for value in values], abs(goal))
        for *values, goal in zip(*found, entries_of(known), strict=True)
    ]


def _vanish(gaps, scale):
    """Whether distances shrink as the points come nearer, or are rounding."""
    rounding = REMOVABLE * scale
    shrink = all(b <= max(a / SHRINKS, rounding, TINY) for a, b in pairwise(gaps))
    return shrink and gaps[-1] <= NEAR * (1 + scale)


def condition_that_would_do(judge, left, right, digits):
    """In words, or an empty text where no simple condition tells the points apart."""
    symbols = sorted((s for s in judge.found.symbols if s.is_real), key=str)
    symbols = [s for s in symbols if not s.is_integer and s not in judge.sizes]
    tells = _Tells(judge, (left, right), digits)
    tells.look(SLOW_LOOKS if judge.slow else LOOKS)
    if not (symbols and tells.good and tells.bad):
        return ""
    for condition, boundary in _candidates(symbols):
        if tells.apart(condition) and tells.near(condition, boundary):
            return f"holds at all points with {condition}: add needs={condition}"
    return ""


def _candidates(symbols):
    """Pairs of a relation and what is 0 on its boundary, the simple ones first."""
    for symbol in symbols:
        yield sp.Ne(symbol, 0), symbol
        for bound in BOUNDARIES:
            yield symbol > bound, symbol - bound
            yield symbol < bound, symbol - bound
            if bound > 0:
                yield abs(symbol) < bound, symbol - bound
                yield abs(symbol) > bound, symbol - bound
    for first, second in combinations(symbols, 2):
        yield first < second, first - second
        yield first > second, first - second
        yield sp.Ne(first, second), first - second
        yield first * second > 0, first
        yield first + second > 0, first + second
        yield abs(first) < abs(second), first - second


class _Tells:
    """Points at which both sides have a value, and points at which one has."""

    def __init__(self, judge, sides, digits):
        self.judge, self.sides, self.digits = judge, sides, digits
        self.good, self.bad = [], []

    def look(self, count):
        for number in self.judge._numbers():
            if len(self.good) + len(self.bad) == count:
                break
            point = self.judge.point(number)
            having = self._having(point, number)
            if having:
                (self.good if having == 2 else self.bad).append(point)

    def _having(self, point, number=None):
        """How many sides have a value at a point."""
        if number is not None:
            found = [self.judge.at(s, number, self.digits) for s in self.sides]
            having = sum(not isinstance(v, Undefined) for v in found)
            removable = having == 1 and is_removable(
                self.judge, self.sides, number, self.digits
            )
            return 0 if removable else having
        count = 0
        for side in self.sides:
            with mp.workdps(self.digits):
                try:
                    value(side, point)
                    count += 1
                except NO_ANSWER:
                    pass
        return count

    def apart(self, condition):
        """Whether a condition holds at all points with two values and at no other."""
        return all(self._holds(condition, p) for p in self.good) and not any(
            self._holds(condition, p) for p in self.bad
        )

    def near(self, condition, boundary):
        """Whether it also tells apart points next to its boundary, on both sides."""
        symbol = min(boundary.free_symbols, key=str)
        place = sp.solve(boundary, symbol)[0]
        if isinstance(condition, sp.Ne):
            return True
        start = self.good[0]
        others = place.free_symbols
        base = value(place, start) if others else mp.mpf(place.p) / place.q
        for sense in (1, -1):
            number = Fraction(str(base)) + sense * CLOSE_BY
            moved = with_number(start, symbol, number)
            if (self._having(moved) == 2) != self._holds(condition, moved):
                return False
        return True

    def _holds(self, condition, point):
        with mp.workdps(self.digits):
            return bool(value(condition, point))
