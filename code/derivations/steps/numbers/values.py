"""The values of lines at the points of one setting."""

from functools import cached_property
from math import inf, prod

import sympy as sp
from mpmath import mp

from derivations.steps.deadline import TimeUp, check_time, limit
from derivations.steps.errors import Undefined, Unsettled
from derivations.steps.vocabulary.arrays import shape_of
from derivations.steps.vocabulary.countable import drawable, is_finite
from derivations.steps.vocabulary.domain import Domain
from derivations.steps.vocabulary.ingredients import (
    checked_sizes,
    chosen_sizes,
    ingredients,
    refuse_strangers,
)
from derivations.steps.vocabulary.ranges import free_indices

from .deliberate import places
from .numeric import value
from .sampling import Conditions, drawn

TRIES = 96  # points that are looked at, at most
HOPELESS = 3  # points without a solution, after which equations have none
LOW = 50  # decimal digits with which points are drawn
VALUE_SECONDS, LATE = 8, 1  # for one value of a line, and how often
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
        self.expressions, self.found = expressions, found
        self.given = checked_sizes(sizes)  # by the author, the others are chosen
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

    def spot(self, number):
        """What tells a point from others: its numbers, where few can be drawn."""
        if self.spots() == inf:
            return number
        point = self.point(number)
        with mp.workdps(LOW):
            drawn = [point.numbers_of(name) for name, _ in self._drawn]
        return tuple(map(tuple, drawn)), tuple(point.env.items())

    def spots(self, of_domain=False):
        """How many points can be drawn; or how many the domain itself has."""
        return self._spots_of_domain if of_domain else self._spots

    @cached_property
    def _spots(self):
        return self._count(of_domain=False)

    @cached_property
    def _spots_of_domain(self):
        return self._count(of_domain=True)

    def _count(self, of_domain):
        if self._has_models:
            return inf  # undefined functions are drawn anew at every point
        count = prod(self.indices.values())
        for name, entries in self._drawn:
            symbol = name if name.is_Symbol else sp.Symbol(name.name, real=True)
            endless = of_domain and not is_finite(self.domain, symbol, name)
            count *= inf if endless else drawable(self.domain, symbol, name) ** entries
        return count

    @property
    def _has_models(self):
        models = (base for base in self.found.arrays if getattr(base, "of", ()))
        return bool(self.found.heads) or any(models)

    @cached_property
    def _drawn(self):
        """Symbols, arrays and matrices that a point has numbers for, and how many."""
        return tuple(self._names_drawn())

    def _names_drawn(self):
        for symbol in self.found.symbols - set(self.indices) - set(self.sizes):
            yield symbol, 1
        for owner in self.found.arrays | self.found.matrices:
            tied = getattr(owner, "entries", None) is not None
            if not tied and getattr(owner, "definition", None) is None:
                shape = [sp.sympify(size).subs(self.sizes) for size in shape_of(owner)]
                yield owner, int(prod(shape)) if all(s.is_Integer for s in shape) else 1

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
                    self.known[key] = self.value_at(
                        expression, point, number >= DELIBERATE
                    )
            except Undefined as error:
                self.known[key] = error
            finally:
                point.nudged = False
        return self.known[key]

    def value_at(self, expression, point, deliberate=True):
        """The value of a line at a point that need not be numbered, within its time."""
        if self.late >= LATE:
            raise Unsettled(f"no value within {VALUE_SECONDS} s")
        try:
            with limit(DELIBERATE_SECONDS if deliberate else VALUE_SECONDS):
                return value(expression, point)
        except TimeUp as error:
            self.late += mp.dps <= ORDINARY and not deliberate
            raise Unsettled(f"no value within {VALUE_SECONDS} s") from error

    def _numbers(self):
        for number in range(1 if self.found.is_closed else TRIES):
            check_time()
            hopeless = number == HOPELESS and not any(self.points.values())
            if hopeless and self.conditions.equations:
                return
            if self.point(number) is not None:
                yield number
