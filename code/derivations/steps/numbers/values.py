"""The values of lines at the points of one setting."""

from functools import cached_property

from mpmath import mp

from derivations.steps.deadline import TimeUp, limit
from derivations.steps.errors import Undefined, Unsettled
from derivations.steps.vocabulary.domain import Domain
from derivations.steps.vocabulary.ingredients import (
    chosen_sizes,
    free_indices,
    ingredients,
    refuse_strangers,
)

from .deliberate import places
from .numeric import value
from .sampling import Conditions, drawn

TRIES = 96  # points that are looked at, at most
HOPELESS = 3  # points without a solution, after which equations have none
LOW = 50  # decimal digits with which points are drawn
VALUE_SECONDS, LATE = 5, 1  # for one value of a line, and how often
SOLVED_DELIBERATE = 24  # where equations are solved
SLOW_DELIBERATE = 8  # of lines with integrals or limits
DELIBERATE = 1000  # the number of the first deliberate point
DELIBERATE_SECONDS = 0.5  # for a value there: exp(exp(10^8)) has no end
ORDINARY = 100  # digits; that more of them take too long says nothing about the line


class Values:
    """One setting: sizes, domain and points, with the values of lines at them.

    The values of a line are kept, since the right side of one step is the left side of
    the next.
    """

    def __init__(self, expressions, sizes=None, domain=None):
        self.domain = domain if isinstance(domain, Domain) else Domain(domain)
        found = ingredients(*expressions)
        self.found = found
        self.sizes = chosen_sizes(found, sizes)
        refuse_strangers("sizes", self.sizes, found)
        refuse_strangers("domain", self.domain.names(), found)
        self.indices = free_indices(expressions, found, self.sizes)
        self.conditions = Conditions(self.domain, self.sizes)
        self.primitives = found.primitives
        self.slow = bool(found.operators)
        names = len(found.symbols) + 2 * len(found.arrays | found.matrices)
        self.spread = 1 if names <= 2 and not self.slow else 2
        self.expressions = expressions
        self.points = {}
        self.known = {}
        self.late = 0  # values that did not come in time

    def point(self, number):
        """The numbered point, or None where the domain's relations do not hold."""
        if number not in self.points:
            place = None
            if number >= DELIBERATE:
                place = self.places[number - DELIBERATE]
            with mp.workdps(LOW):
                self.points[number] = drawn(
                    number,
                    self.domain,
                    self.conditions,
                    self.sizes,
                    self.indices,
                    self.spread,
                    self.primitives,
                    place,
                )
        return self.points[number]

    @cached_property
    def places(self):
        """The deliberate points of this setting; of slow lines a few, not far out."""
        found = places(
            self.found, self.domain, self.sizes, self.expressions, self.indices
        )
        if self.conditions.equations:
            return found[:SOLVED_DELIBERATE]
        if self.slow:
            return [place for place in found if not place.far][:SLOW_DELIBERATE]
        return found

    def at(self, expression, number, digits):
        """The value of a line at a point; Undefined comes back as the error itself."""
        key = (expression, number, digits)
        if key not in self.known:
            with mp.workdps(digits):
                try:
                    self.known[key] = self._value(expression, number)
                except Undefined as error:
                    self.known[key] = error
        return self.known[key]

    def _value(self, expression, number):
        return self._value_at(expression, self.point(number), number >= DELIBERATE)

    def _value_at(self, expression, point, deliberate=True):
        if self.late >= LATE:
            raise Undefined(f"no value within {VALUE_SECONDS} s")
        try:
            with limit(DELIBERATE_SECONDS if deliberate else VALUE_SECONDS):
                return value(expression, point)
        except TimeUp as error:
            self.late += mp.dps <= ORDINARY and not deliberate
            late = Unsettled if deliberate else Undefined
            raise late(f"no value within {VALUE_SECONDS} s") from error

    def _numbers(self):
        for number in range(1 if self.found.is_closed else TRIES):
            hopeless = number == HOPELESS and not any(self.points.values())
            if hopeless and self.conditions.equations:
                return
            if self.point(number) is not None:
                yield number
