"""Both sides of a step at many points of the domain."""

import math
from dataclasses import dataclass, field

from mpmath import mp

from derivations.steps.errors import Undefined
from derivations.steps.numbers.compare import entries_of, is_real
from derivations.steps.numbers.counterexample import (
    Counterexample,
    counterexample,
    differ,
)
from derivations.steps.numbers.values import LATE, LOW, VALUE_SECONDS

from .closer import CAREFUL
from .comparing import BEYOND, CONFIRM, HIGH, QUICK, Comparing

POINTS, ENOUGH = 24, 8
SLOW_POINTS = 6  # where a line holds integrals or limits
FIRST, SLOW_FIRST = 8, 3  # before a proof is tried; what it decides needs no more


@dataclass
class Judgment:
    """What was found out about one step, before it is put into words."""

    verdict: str
    scope: str = ""  # of a proof: "all sizes", "m = 3, n = 2", "all values"
    points: int = 0
    counterexample: Counterexample | None = None
    note: str = ""
    deliberate: tuple = ()  # kinds of deliberate points that were tried, too
    values: list = field(default_factory=list)  # numbers of the points that agree


class Sampled(Comparing):
    """Looks for a point at which a step fails."""

    def looks_equal(self, left, right):
        """Whether a few points find no difference."""
        return self._sampled(left, right, "=", self.quick, False).verdict == "agrees"

    @property
    def quick(self):
        """Points for a quick verdict: every free index is visited."""
        return max(4, self._places)

    @property
    def first(self):
        """Points before a proof is tried, which every free index visits, too."""
        return max(SLOW_FIRST if self.slow else FIRST, self._places)

    @property
    def _places(self):
        return math.prod(self.indices.values())

    def _sampled(self, left, right, relation, points=None, confirm=True):
        wanted = points or (SLOW_POINTS if self.slow else POINTS)
        if self.found.is_closed:
            wanted = 1
        values, lonely = [], []  # points of both sides, of one side only
        for tried, number in enumerate(self._numbers()):
            if len(values) == wanted or (self.slow and tried > 3 * SLOW_POINTS):
                break
            if len(lonely) == ENOUGH or self.late >= LATE:
                break
            outcome = self._compare(left, right, relation, number, confirm)
            if outcome == "equal":
                values.append(number)
            if outcome == "one-sided":
                lonely.append(number)
            # Where only one side has a value the step fails, unless the other side
            # has no value anywhere: then nothing has been compared.
            if outcome == "different" or (lonely and (values or not confirm)):
                failed = lonely[0] if lonely else number
                return self._refutation(left, right, failed, values, confirm)
        if lonely:
            return Judgment(
                "undecided", note=self._side_without_value(left, right, lonely[0])
            )
        if len(values) < min(wanted, ENOUGH):
            return self._too_few(len(values))
        return Judgment("agrees", points=len(values), values=values)

    def _refutation(self, left, right, number, values, shown=True):
        counterexample = self._counterexample(left, right, number) if shown else None
        return Judgment(
            "refuted",
            points=len(values) + 1,
            counterexample=counterexample,
            values=values,
        )

    def _side_without_value(self, left, right, number):
        digits = QUICK[0] if self.slow else LOW
        found = self.at(left, number, digits)
        missing = isinstance(found, Undefined) or not all(
            map(is_real, entries_of(found))
        )
        side = "left" if missing else "right"
        other = self.at(left if missing else right, number, digits)
        reason = f" ({other})" if isinstance(other, Undefined) else ""
        return (
            f"the {side} side has no real value at any point tried{reason}: "
            "state the domain"
        )

    def _too_few(self, count):
        if not any(self.points.values()):
            relations = ", ".join(map(str, self.domain.relations))
            note = f"no point was found in the domain, where {relations}"
            return Judgment("undecided", points=0, note=note)
        if count == 0 and self.late >= LATE:
            note = f"no value within {VALUE_SECONDS} s"
            return Judgment("undecided", points=0, note=note)
        reasons = [str(v) for v in self.known.values() if isinstance(v, Undefined)]
        note = f"both sides have a value at only {count} points: state the domain"
        if count == 0 and reasons:
            note += f" ({reasons[-1]})"
        return Judgment("undecided", points=count, note=note)

    def _counterexample(self, left, right, number):
        for digits in (CAREFUL[0],) if self.slow else (LOW, HIGH, CONFIRM, BEYOND):
            sides = [self.at(s, number, digits) for s in (left, right)]
            if differ(*sides, digits):
                break
        with mp.workdps(digits):
            return counterexample(self.point(number), sides)
