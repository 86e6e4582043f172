"""Both sides of a refuted step at a few points, on which a diagnosis is tried."""

from copy import copy

from mpmath import mp
from sympy.matrices.expressions import MatrixExpr

from derivations.steps.deadline import TimeUp, limit
from derivations.steps.errors import NO_ANSWER, Undefined

DIGITS, SLOW_DIGITS = 50, 22  # fewer where a line holds integrals or limits
POINTS, FEW_POINTS = 6, 3  # at which a hypothesis is tried; few for integrals, matrices
SAME = mp.mpf(10) ** -20  # relative distance of two sides that are the same
SLOW_SAME = mp.mpf(10) ** -9  # of integrals, by quadrature
ROUGH, ROUGHLY = 12, mp.mpf(10) ** -5  # a first look at integrals
SLOW_SECONDS = 0.3  # for one value of a candidate
MORE = 1  # by which the other sizes are larger
CANCELED = mp.mpf(10) ** -25  # values that may be rounding alone
ALL = 24  # points at which what fits the first ones is tried


class Sides:
    """Both sides of a step at a few points.

    ``pairs`` holds the values where both sides have one; ``lefts`` those of the left
    side at all points, for a right side may have no value at all.
    """

    def __init__(self, judge, left, right, points=None, has_twin=True):
        self.judge, self.left, self.right = copy(judge), left, right
        self.whole = left, right  # the line of which these are parts
        self.judge.known, self.judge.late = dict(judge.known), -(10**6)
        self.digits = SLOW_DIGITS if judge.slow else DIGITS
        self.tolerance = SLOW_SAME if judge.slow else SAME
        self._has_twin, self._twin = has_twin, None
        self.forms = None  # of the left side, once they are asked for
        few = judge.slow or _is_matrix(left)  # a matrix says as much in all its entries
        points = points or (FEW_POINTS if few else POINTS)
        differing, equal, lefts = [], [], []
        for number in judge._numbers():
            pair = self.value(left, number), self.value(right, number)
            if pair[0] is None:
                continue
            if len(lefts) < points:
                lefts.append((number, pair[0]))
            if pair[1] is None or len(pair[0]) != len(pair[1]):
                if judge.slow and len(lefts) == points:
                    break
                continue
            same = close(*pair) < self.tolerance
            (equal if same else differing).append((number, pair))
            enough = len(differing) == points
            if enough or len(equal) == (points if judge.slow else 4 * points):
                break
        # Nothing explains sides that are equal to all these digits. Elsewhere, what
        # explains the difference must also explain where there is none.
        telling = len(differing) > 1 or judge.found.is_closed
        found = [*differing, *equal[:points]] if telling else []
        self.numbers = [number for number, _ in found]
        self.pairs = [pair for _, pair in found]
        self.lefts = [(n, p[0]) for n, p in found] if found else lefts
        self.rights = [(n, p[1]) for n, p in found]
        self._more = None  # points at which only what fits so far is tried

    @property
    def is_one_point(self):
        """Whether a statement about numbers alone is tried at its only point."""
        return self.judge.found.is_closed

    def value(self, expression, number, digits=None):
        """The entries of a value, or None."""
        try:
            if self.judge.slow:
                with limit(SLOW_SECONDS):
                    found = self.judge.at(expression, number, digits or self.digits)
            else:
                found = self.judge.at(expression, number, digits or self.digits)
        except (TimeUp, *NO_ANSWER):
            return None
        if isinstance(found, Undefined):
            return None
        return list(found) if isinstance(found, mp.matrix) else [found]

    def repairs(self, expression):
        """Whether an expression has the left side's values everywhere."""
        return expression == self.left or self._agrees(expression, self.lefts, "lefts")

    def makes(self, expression):
        """Whether an expression has the right side's values everywhere."""
        if expression == self.right:
            return True
        if all(v == 0 for _, values in self.rights for v in values):
            return False  # many a mistake comes to zero
        return self._agrees(expression, self.rights, "rights")

    def _agrees(self, expression, wanted, side):
        if not wanted or _is_matrix(expression) != _is_matrix(getattr(self, side[:-1])):
            return False
        if self.judge.slow:
            number, values = wanted[0]
            rough = self.value(expression, number, ROUGH)
            if _gap(rough, values) > ROUGHLY:
                return False
        for number, values in wanted:
            if _gap(self.value(expression, number), values) > self.tolerance:
                return False
        for number, (left, right) in self.more_points() if self.pairs else ():
            values = left if side == "lefts" else right
            if _gap(self.value(expression, number), values) > self.tolerance:
                return False
        other = self.at_other_sizes()
        return other is None or other._agrees(expression, getattr(other, side), side)

    def more_points(self):
        """Further points with both values: six can all lie on one side of a corner."""
        if self._more is None:
            wanted = 0 if self.judge.slow or not self._has_twin else ALL
            self._more = []
            for number in self.judge._numbers():
                if len(self._more) + len(self.numbers) >= wanted:
                    break
                if number in self.numbers:
                    continue
                pair = self.value(self.left, number), self.value(self.right, number)
                if None not in pair and max(map(abs, pair[0])) > CANCELED:
                    self._more.append((number, pair))
        return self._more

    def at_other_sizes(self):
        """The same sides where every size is larger, or None."""
        judge = self.judge
        if not self._has_twin or judge.slow:
            return None
        sizes = judge.larger_sizes(self.left, self.right, MORE)
        if sizes is None:
            return None
        if self._twin is None:
            other = judge.like(self.left, self.right, sizes=sizes)
            self._twin = Sides(other, self.left, self.right, 2, has_twin=False)
        return self._twin

    def matches(self, wanted):
        """Whether ``wanted(number, left, right)`` is (almost) zero at every point."""
        for number, (left, right) in zip(self.numbers, self.pairs, strict=True):
            gap = wanted(number, left, right)
            if gap is None or gap > self.tolerance:
                return False
        if not self.pairs:
            return False
        return all(
            (gap := wanted(number, *pair)) is not None and gap <= self.tolerance
            for number, pair in self.more_points()
        )


def _is_matrix(expression):
    return isinstance(expression, MatrixExpr) and expression.shape != (1, 1)


def _gap(found, wanted):
    if found is None or len(found) != len(wanted):
        return mp.inf
    return close(found, wanted)


def close(first, second):
    """Relative distance of two lists of numbers, the larger norm as the unit."""
    scale = max(map(abs, (*first, *second)), default=mp.zero)
    if scale == 0:
        return mp.zero
    return max(abs(a - b) for a, b in zip(first, second, strict=True)) / scale


def flat(expression, kind):
    """The parts of a nested sum or product."""
    if not isinstance(expression, kind):
        return [expression]
    return [part for arg in expression.args for part in flat(arg, kind)]
