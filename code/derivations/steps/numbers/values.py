"""The values of lines at the points of one setting."""

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

from .numeric import value
from .sampling import drawn

TRIES = 96  # points that are looked at, at most
LOW = 50  # decimal digits with which points are drawn
VALUE_SECONDS, LATE = 8, 1  # for one value of a line, and how often
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
        self.primitives = found.primitives
        self.slow = bool(found.operators)
        names = len(found.symbols) + 2 * len(found.arrays | found.matrices)
        self.spread = 1 if names <= 2 and not self.slow else 2
        self.points = {}
        self.known = {}
        self.late = 0  # values that did not come in time

    def point(self, number):
        """The numbered point, or None where the domain's relations do not hold."""
        if number not in self.points:
            with mp.workdps(LOW):
                self.points[number] = drawn(
                    number,
                    self.domain,
                    self.sizes,
                    self.indices,
                    self.spread,
                    self.primitives,
                )
        return self.points[number]

    def at(self, expression, number, digits, nudged=False):
        """The value of a line at a point; Undefined comes back as the error itself.

        ``nudged`` moves every integral by the bound on its error: how far the line
        moves is the error that it has from them.
        """
        key = (expression, number, digits, nudged)
        if key not in self.known:
            point = self.point(number)
            point.nudged = nudged
            try:
                with mp.workdps(digits):
                    self.known[key] = self._value(expression, point)
            except Undefined as error:
                self.known[key] = error
            finally:
                point.nudged = False
        return self.known[key]

    def _value(self, expression, point):
        if self.late >= LATE:
            raise Unsettled(f"no value within {VALUE_SECONDS} s")
        try:
            with limit(VALUE_SECONDS):
                return value(expression, point)
        except TimeUp as error:
            self.late += mp.dps <= ORDINARY
            raise Unsettled(f"no value within {VALUE_SECONDS} s") from error

    def _numbers(self):
        for number in range(1 if self.found.is_closed else TRIES):
            if self.point(number) is not None:
                yield number
