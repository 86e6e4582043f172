"""Both sides of a refuted step at a few points, on which a diagnosis is tried."""

from dataclasses import dataclass

from mpmath import mp

from derivations.steps.errors import Undefined, Unsupported

DIGITS = 50
POINTS = 6  # at which a hypothesis is tried
SAME = mp.mpf(10) ** -20  # relative distance of two sides that are the same


@dataclass(frozen=True)
class Explanation:
    """A named slip: ``kind`` for programs, ``text`` for people."""

    kind: str
    text: str

    def __str__(self):
        return self.text


class Sides:
    """Both sides of a step at a few points."""

    def __init__(self, judge, left, right, points=POINTS):
        self.judge, self.left, self.right = judge, left, right
        differing, equal = [], []
        for number in judge._numbers():
            pair = self.value(left, number), self.value(right, number)
            if None in pair or len(pair[0]) != len(pair[1]):
                continue
            (equal if close(*pair) < SAME else differing).append((number, pair))
            enough = len(differing) == points
            if enough or len(equal) == (points if judge.slow else 4 * points):
                break
        # Nothing explains sides that are equal to all these digits. Elsewhere, what
        # explains the difference must also explain where there is none.
        telling = len(differing) > 1 or judge.found.is_closed
        found = [*differing, *equal[:points]] if telling else []
        self.numbers = [number for number, _ in found]
        self.pairs = [pair for _, pair in found]

    def value(self, expression, number):
        try:
            found = self.judge.at(expression, number, DIGITS)
        except (Unsupported, TypeError, ValueError, ZeroDivisionError):
            return None
        if isinstance(found, Undefined):
            return None
        return list(found) if isinstance(found, mp.matrix) else [found]

    def at_other_sizes(self):
        """The same sides where every size is larger by three, or None."""
        sizes = {s: k + 3 for s, k in self.judge.sizes.items()}
        if not sizes:
            return None
        other = self.judge.like(self.left, self.right, sizes=sizes)
        return Sides(other, self.left, self.right, points=2)

    def matches(self, wanted):
        """Whether ``wanted(number, left, right)`` is (almost) zero at every point."""
        for number, (left, right) in zip(self.numbers, self.pairs, strict=True):
            gap = wanted(number, left, right)
            if gap is None or gap > SAME:
                return False
        return True


def close(first, second):
    """Relative distance of two lists of numbers, the larger norm as the unit."""
    scale = max(map(abs, (*first, *second)), default=mp.zero)
    if scale == 0:
        return mp.zero
    return max(abs(a - b) for a, b in zip(first, second, strict=True)) / scale


def gap_of(sides, expression, number, wanted):
    """The distance of an expression's value at a point from what is wanted."""
    found = sides.value(expression, number)
    if found is None or len(found) != len(wanted):
        return None
    return close(found, wanted)


def flat(expression, kind):
    """The parts of a nested sum or product."""
    if not isinstance(expression, kind):
        return [expression]
    return [part for arg in expression.args for part in flat(arg, kind)]
