"""Both sides of a step at many points of the domain."""

import math
from dataclasses import dataclass, field

from mpmath import mp

from derivations.steps.errors import Divergent, Undefined, Unsettled
from derivations.steps.numbers.compare import entries_of, is_real
from derivations.steps.numbers.counterexample import (
    Counterexample,
    counterexample,
    differ,
)
from derivations.steps.numbers.values import LATE, LOW, VALUE_SECONDS
from derivations.steps.proofs.attempts import sizes_in_words
from derivations.steps.slips.trees import short as brief

from .comparing import BEYOND, CONFIRM, HIGH, Comparing
from .conditions import condition_that_would_do
from .with_integrals import QUICK

STATE = "state where the line holds, as domain={x: (0, 1)} or as needs=x > 0"
POINTS, ENOUGH = 24, 8
SLOW_POINTS = 6  # where a line holds integrals or limits
LARGE = 50  # a size that makes a check slow and tells no more than a small one
FEW = 1000  # points that a finite domain has, up to which their number is told
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
        wanted = min(wanted, self.spots())
        values, lonely = [], []  # points of both sides, of one side only
        seen, without = set(), set()  # only different points count
        for tried, number in enumerate(self._numbers()):
            if len(values) == wanted or (self.slow and tried > 3 * SLOW_POINTS):
                break
            if len(lonely) == ENOUGH or self.late >= LATE:
                break
            outcome = self._compare(left, right, relation, number, confirm)
            if outcome == "equal" and self.spot(number) not in seen:
                seen.add(self.spot(number))
                values.append(number)
            if outcome == "one-sided":
                lonely.append(number)
            if outcome == "invalid" and not self._is_unsettled(left, right, number):
                without.add(self.spot(number))
            # Where only one side has a value the step fails, unless the other side
            # has no value anywhere: then nothing has been compared.
            if outcome == "different" or (lonely and (values or not confirm)):
                failed = lonely[0] if lonely else number
                found = self._refutation(left, right, failed, values, confirm)
                if lonely and confirm:
                    found.note = self._about_one_side(left, right, failed)
                return found
        if lonely and self._diverges_at_all(left, right, lonely):
            found = self._refutation(left, right, lonely[0], values, confirm)
            found.note = self._reason(left, right, lonely[0])
            return found
        if lonely:
            return Judgment(
                "undecided", note=self._side_without_value(left, right, lonely[0])
            )
        # Of a few points, those without values are not missed, if there are others.
        enough = max(1, min(wanted, self.spots() - len(without), ENOUGH))
        if len(values) < enough:
            return self._too_few(len(values))
        note = self.size_of_domain()
        return Judgment("agrees", points=len(values), values=values, note=note)

    def size_of_domain(self):
        """How many points a finite domain has, where these are few; else "" """
        count = self.spots(of_domain=True) if any(self._drawn) else 0
        if not 0 < count <= FEW:
            return ""
        return f"the domain has {count} point{'s' * (count != 1)}"

    @property
    def _digits(self):
        return QUICK if self.slow else LOW

    def _reason(self, left, right, number):
        """Why an integral, sum or limit has no value at a point, or an empty text."""
        values = [self.at(side, number, self._digits) for side in (left, right)]
        return next((str(v) for v in values if isinstance(v, Divergent)), "")

    def _about_one_side(self, left, right, number):
        """Why one side has no value at a point, and the condition that would do."""
        condition = condition_that_would_do(self, left, right, self._digits)
        return "; ".join(filter(None, [self._reason(left, right, number), condition]))

    def _is_unsettled(self, left, right, number):
        values = (self.at(side, number, self._digits) for side in (left, right))
        return any(isinstance(value, Unsettled) for value in values)

    def _diverges_at_all(self, left, right, numbers):
        """Whether one side is an integral, sum or limit that is never finite."""
        sides = [
            [self.at(side, n, self._digits) for n in numbers] for side in (left, right)
        ]
        enough = self.found.is_closed or len(numbers) == ENOUGH
        return enough and any(
            all(isinstance(value, Divergent) for value in values) for values in sides
        )

    def _refutation(self, left, right, number, values, shown=True):
        counterexample = self._counterexample(left, right, number) if shown else None
        return Judgment(
            "refuted",
            points=len(values) + 1,
            counterexample=counterexample,
            values=values,
        )

    def _side_without_value(self, left, right, number):
        digits = self._digits
        found = self.at(left, number, digits)
        missing = isinstance(found, Undefined) or not all(
            map(is_real, entries_of(found))
        )
        side = "left" if missing else "right"
        other = self.at(left if missing else right, number, digits)
        reason = f" ({other})" if isinstance(other, Undefined) else ""
        shown = brief(left if missing else right)
        return (
            f"the {side} side, {shown}, has no real value at any point tried{reason}: "
            + STATE
        )

    def _too_few(self, count):
        if not any(self.points.values()):
            relations = ", ".join(map(str, self.domain.relations))
            note = f"no point was found in the domain, where {relations}"
            return Judgment("undecided", points=0, note=note)
        if count == 0 and self.late >= LATE:
            note = f"no value within {VALUE_SECONDS} s{self._of_large_sizes()}"
            return Judgment("undecided", points=0, note=note)
        reasons = [str(v) for v in self.known.values() if isinstance(v, Undefined)]
        reason = f" ({reasons[-1]})" if count == 0 and reasons else ""
        note = f"both sides have a value at only {count} points{reason}: {STATE}"
        return Judgment("undecided", points=count, note=note)

    def _of_large_sizes(self):
        """That small sizes would do, where an author has given large ones."""
        large = [s for s, number in self.given.items() if number > LARGE]
        if not large:
            return ""
        return f": give smaller sizes than {sizes_in_words(self.sizes)}"

    def _counterexample(self, left, right, number):
        for digits in (QUICK,) if self.slow else (LOW, HIGH, CONFIRM, BEYOND):
            sides = [self.at(s, number, digits) for s in (left, right)]
            if differ(*sides, digits):
                break
        with mp.workdps(digits):
            return counterexample(self.point(number), sides)
