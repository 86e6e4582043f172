"""Both sides of a step at one point, where a line holds integrals or limits.

Their values come with bounds on their errors, and a line moves by so much when they do:
what the sides differ by beyond that is a difference. Where the bounds do not tell, more
digits are asked for, and where these do not either, nothing is said.
"""

from mpmath import mp
from sympy import Integral

from derivations.steps.errors import Undefined, Unsettled
from derivations.steps.numbers.compare import GROSS, entries_of, is_real, relative
from derivations.steps.numbers.integrals import GUARD
from derivations.steps.numbers.values import Values
from derivations.steps.vocabulary.formulas import Expectation

from .conditions import is_removable

# Decimal digits: of a first look that is looked at again where the sides differ; of one
# that is not, or at a small slack; to confirm a difference; and in doubt.
QUICK, MORE, AGAIN, CAREFUL = 22, 35, 45, 60
NINE = 1e-9  # to so many digits lines with integrals are compared
SHRUNK = 1e-15  # what the error of two sides that are both zero must have fallen to
MARGIN = 100  # errors: a difference is so much larger than they are


class WithIntegrals(Values):
    """Compares lines that hold integrals, infinite sums or limits."""

    def _compare_slow(self, left, right, relation, number, confirm):
        digits = QUICK if relation == "=" and confirm else MORE
        first = self._look(left, right, number, digits)
        if first is None and digits < MORE:  # too few where large numbers cancel
            digits = MORE
            first = self._look(left, right, number, digits)
        if first is None:
            return self._without_value(left, right, number)
        if all(is_real(a) != is_real(b) for a, b, _ in first):
            return "one-sided"
        outcome = _joint(_outcome(*entry, relation, GROSS, digits) for entry in first)
        if outcome == "equal" or not confirm:
            return outcome
        digits = AGAIN if outcome == "different" else CAREFUL
        if outcome == "different" and self._nested(left, right):
            digits = MORE
        second = self._look(left, right, number, digits)
        if second is None:
            return outcome
        outcome = _joint(_outcome(*entry, relation, NINE, digits) for entry in second)
        if outcome == "unclear" and relation == "=":
            pairs = zip(first, second, strict=True)
            return "equal" if all(_vanish(*pair) for pair in pairs) else "unclear"
        return outcome

    def _agrees_quickly(self, left, right, relation, number):
        """Whether the first look tells that a line holds."""
        digits = QUICK if relation == "=" else MORE
        first = self._look(left, right, number, digits)
        if first is None and digits < MORE:
            digits = MORE
            first = self._look(left, right, number, digits)
        return first is not None and all(
            _outcome(*entry, relation, GROSS, digits) == "equal" for entry in first
        )

    def _look(self, left, right, number, digits):
        """For every entry both sides and their error, or None without a value."""
        plain = [self.at(side, number, digits) for side in (left, right)]
        if any(isinstance(side, Undefined) for side in plain):
            return None
        moved = [self.at(side, number, digits, nudged=True) for side in (left, right)]
        if any(isinstance(side, Undefined) for side in moved):
            return None
        entries = zip(*map(entries_of, (*plain, *moved)), strict=True)
        with mp.workdps(digits):
            return [(a, b, abs(a - c) + abs(b - d)) for a, b, c, d in entries]

    def _without_value(self, left, right, number):
        """Only one side has a value: that is a finding where it is certain."""
        sides = [self.at(side, number, MORE) for side in (left, right)]
        missing = [side for side in sides if isinstance(side, Undefined)]
        if len(missing) != 1 or isinstance(missing[0], Unsettled):
            return "invalid"
        removable = is_removable(self, (left, right), number, MORE)
        return "invalid" if removable else "one-sided"

    def _nested(self, left, right):
        """Whether a line holds integrals over integrals: more digits take too long."""
        integrals = set().union(
            *(side.atoms(Integral, Expectation) for side in (left, right))
        )
        return any(
            (isinstance(i, Integral) and len(i.limits) > 1)
            or i.args[0].has(Integral, Expectation)
            for i in integrals
        )


def _joint(outcomes):
    """One entry that differs is enough; all have to be equal."""
    found = set(outcomes)
    for outcome in ("different", "invalid", "unclear"):
        if outcome in found:
            return outcome
    return "equal"


def _outcome(left, right, error, relation, least, digits):
    """How two numbers compare, given their error and the least telling difference."""
    scale = max(abs(left), abs(right))
    if relation == "=":
        if relative(left, right) < NINE and error <= NINE * scale:
            return "equal"
        telling = abs(left - right) > MARGIN * error and relative(left, right) > least
        return "different" if telling else "unclear"
    if not (is_real(left) and is_real(right)):
        return "invalid"
    slack = mp.re(right) - mp.re(left)
    noise = MARGIN * error + mp.mpf(10) ** (GUARD - digits) * scale
    if abs(slack) <= noise:
        if digits < CAREFUL:
            return "unclear"  # so far
        return "different" if relation == "<" else "equal"
    return "equal" if slack > 0 else "different"


def _vanish(first, second):
    """Whether two sides are the same as far as their error tells, which has fallen."""
    left, right, error = second
    return abs(left - right) <= MARGIN * error <= SHRUNK * first[2]
