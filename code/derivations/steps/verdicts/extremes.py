"""Where an inequality is tightest: a local search from the worst points.

Points drawn at random seldom come near the place where a tight bound is attained, so
that a constant 20 % too small passes there. Names are moved one after the other, as
long as the slack shrinks (the pattern search of Hooke and Jeeves, 1961).
"""

from dataclasses import dataclass
from fractions import Fraction

from mpmath import mp

from derivations.steps.deadline import TimeUp, limit
from derivations.steps.errors import Undefined
from derivations.steps.numbers.compare import relative
from derivations.steps.numbers.counterexample import numbers_by_name, short
from derivations.steps.numbers.numeric import value
from derivations.steps.numbers.settable import Settable, within
from derivations.steps.numbers.values import LOW

DIGITS = 15  # of the search; the verdict is given with many more
STARTS = 2  # points from which the search starts, for each measure of slack
ROUNDS, MOST_NAMES = 30, 8  # those of a large matrix would take too long
SLOW_STARTS, SLOW_ROUNDS, SLOW_NAMES = 1, 3, 3  # where a line holds integrals
SIMPLE = 12  # the largest denominator of a number that is tried in its place
MODERATE = 20  # a tie of a strict inequality is believed at such numbers
FOUND = 9000  # the number of the first point that the search has found
SMALL = Fraction(1, 2**12)  # the smallest step, as a part of the first one
SEARCH_SECONDS = 10


@dataclass
class Tightest:
    """The smallest slack that was seen, and the numbered point where it was."""

    slack: object
    number: int


def search(judge, left, right):
    """Numbers of points at which ``left <= right`` is tightest, the tightest first.

    The slack is measured twice: as it is, and as a part of the larger side, since the
    one misses factors and the other constants.
    """
    found = []
    try:
        with limit(SEARCH_SECONDS):
            for measure in (_absolute, _relative):
                found += _searched(judge, left, right, measure)
    except TimeUp:
        return []
    return sorted(found, key=lambda one: one.slack)


def simple_twins(judge, number):
    """The numbers of the points with simple numbers beside one found.

    A search comes near to a tie, as of (x - 5/7)^2 and 0, and not to it.
    """
    point = judge.point(number)
    for simple in (lambda x: Fraction(round(16 * x), 16), _fraction):
        near = {key: simple(x) for key, x in point.drawn.items()}
        if any(abs(x) > MODERATE for x in near.values()):
            continue  # so far out even tanh(x) < 1 looks like a tie
        twin = copied(judge, point, near)
        if twin is not None:
            yield keep(judge, twin)


def _fraction(number):
    return Fraction(number).limit_denominator(SIMPLE)


def is_tie(judge, left, right, number):
    """Whether two sides differ by rounding alone, which more digits take away."""
    gaps = []
    for digits in (LOW, 2 * LOW):
        low, high = (judge.at(side, number, digits) for side in (left, right))
        if isinstance(low, Undefined) or isinstance(high, Undefined):
            return False
        gaps.append(abs(_entry(low) - _entry(high)))
    return gaps[1] <= gaps[0] * mp.mpf(10) ** (-LOW // 2)


def keep(judge, point):
    number = FOUND + sum(n >= FOUND for n in judge.points)
    judge.points[number] = point
    return number


def in_words(judge, tightest, left, right):
    """The smallest slack and where it is, for the report."""
    low, high = (judge.at(s, tightest.number, 2 * DIGITS) for s in (left, right))
    if isinstance(low, Undefined) or isinstance(high, Undefined):
        return ""
    low, high = mp.re(_entry(low)), mp.re(_entry(high))
    tie = relative(low, high) < mp.mpf(10) ** -DIGITS
    slack = mp.zero if tie else high - low
    names = numbers_by_name(judge.point(tightest.number))
    where = ", ".join(f"{name} = {number}" for name, number in names.items())
    return f"smallest slack {short(slack, 3)}" + f" at {where}" * bool(where)


def _entry(number):
    return number[0, 0] if isinstance(number, mp.matrix) else number


def _absolute(low, high):
    return high - low


def _relative(low, high):
    scale = max(abs(low), abs(high))
    return (high - low) / scale if scale else mp.zero


def _searched(judge, left, right, measure):
    """The search from the worst points known, by one measure of slack."""
    known = {}
    for number in [n for n in judge.points if n < FOUND]:
        point = judge.point(number)
        if point is not None:
            slack = _slack(left, right, point, measure)
            if slack is not None:
                known[number] = slack
    worst = sorted(known, key=lambda number: (known[number], number))
    worst = worst[: SLOW_STARTS if judge.slow else STARTS]
    found = []
    for number in worst:
        start = copied(judge, judge.point(number), {})
        point, slack = _descend(judge, left, right, measure, start, known[number])
        found.append(Tightest(slack, keep(judge, point)))
    return found


def _slack(left, right, point, measure):
    with mp.workdps(DIGITS):
        try:
            low, high = _entry(value(left, point)), _entry(value(right, point))
        except Undefined:
            return None
        if mp.im(low) or mp.im(high):
            return None
        return measure(mp.re(low), mp.re(high))


def copied(judge, point, numbers):
    """A point with some other numbers, or None outside of the domain."""
    if not all(within(point.domain, key, number) for key, number in numbers.items()):
        return None
    copy = Settable(
        point.number, point.domain, point.sizes, point.spread, point.primitives
    )
    copy.attempt, copy.env = point.attempt, dict(point.env)
    copy.put({**point.drawn, **numbers})
    if numbers and not judge.conditions.met(copy, set(numbers)):
        return None
    return copy


def _descend(judge, left, right, measure, point, slack):
    """Move names one by one, both ways, by steps that are halved without success."""
    keys = sorted(point.drawn, key=str)
    keys = keys[: SLOW_NAMES if judge.slow else MOST_NAMES]
    steps = {key: max(abs(point.drawn[key]), Fraction(1)) / 2 for key in keys}
    first = dict(steps)

    def attempt(numbers):
        nonlocal point, slack
        there = copied(judge, point, numbers)
        below = None if there is None else _slack(left, right, there, measure)
        if below is None or not below < slack:
            return False
        point, slack = there, below
        return True

    for _ in range(SLOW_ROUNDS if judge.slow else ROUNDS):
        before = dict(point.drawn)
        for key in keys:
            whole = getattr(key[0], "is_integer", False) and not key[1]
            step = Fraction(1) if whole else steps[key]
            moved = any([attempt({key: point.drawn[key] + s}) for s in (step, -step)])
            steps[key] = steps[key] * 2 if moved else steps[key] / 2
        along = {key: 2 * point.drawn[key] - before[key] for key in keys}
        if all(steps[key] < SMALL * first[key] for key in keys):
            break
        if along != before:
            attempt(along)
    return point, slack
