"""Both sides of a step at one point: equal, different, unclear, or without a value."""

from derivations.steps.errors import Undefined, Unsettled
from derivations.steps.numbers.compare import (
    canceled,
    entries_of,
    is_real,
    outcome_of,
)
from derivations.steps.numbers.values import LOW

from .closer import DIFFERENTIATED, is_suspicious, persists
from .conditions import is_removable
from .with_integrals import WithIntegrals

HIGH = 100  # decimal digits; LOW = 50 of them come first
CONFIRM, BEYOND = 400, 1200  # to confirm a difference; where a side has canceled


class Comparing(WithIntegrals):
    """Compares the values of two lines at numbered points, with more digits in doubt.

    ``confirm`` is False for wrong versions of a line: there a first look is enough.
    """

    def _compare(self, left, right, relation, number, confirm=True):
        if self.slow:
            return self._compare_slow(left, right, relation, number, confirm)
        high = self.at(left, number, HIGH), self.at(right, number, HIGH)
        if not _settled(high, relation):
            found = self._with_errors(left, right, relation, number, confirm)
            if found != "equal":
                return found
        pairs = zip(*map(entries_of, high), strict=True)
        if relation == "=" and any(is_suspicious(*pair) for pair in pairs):
            digits = (HIGH, CONFIRM)
            return (
                "different" if persists(self, left, right, number, digits) else "equal"
            )
        return "equal"

    def _with_errors(self, left, right, relation, number, confirm):
        """The same where it takes the error of the values, seen by fewer digits."""
        low = self.at(left, number, LOW), self.at(right, number, LOW)
        if all(isinstance(v, Undefined) for v in low):
            return "invalid"
        if any(isinstance(v, Undefined) for v in low):
            return self._one_sided(left, right, number)
        pairs = list(zip(*map(entries_of, low), strict=True))
        if all(is_real(a) != is_real(b) for a, b in pairs):
            return "one-sided"
        high = self.at(left, number, HIGH), self.at(right, number, HIGH)
        if any(isinstance(v, Undefined) for v in high):
            return "invalid"
        outcomes = {
            outcome_of(*four, relation)
            for four in zip(*map(entries_of, low), *map(entries_of, high), strict=True)
        }
        if "different" in outcomes:
            if not confirm:
                return "different"
            return self._confirmed(left, right, relation, number)
        return "unclear" if "unclear" in outcomes else "equal"

    def _confirmed(self, left, right, relation, number):
        """Many more digits: a difference by cancellation alone would now be gone."""
        low = self.at(left, number, CONFIRM), self.at(right, number, CONFIRM)
        if any(isinstance(v, Undefined) for v in low):
            return "invalid"
        pairs = list(zip(*map(entries_of, low), strict=True))
        by_quotients = left.has(*DIFFERENTIATED) or right.has(*DIFFERENTIATED)
        if by_quotients and all(canceled(*pair) for pair in pairs):
            return "unclear"  # as 1 - erf(30): it would take very many digits
        high = low
        if any(0 in pair for pair in pairs):
            high = self.at(left, number, BEYOND), self.at(right, number, BEYOND)
            if any(isinstance(v, Undefined) for v in high):
                return "unclear"
        fours = list(zip(*map(entries_of, low), *map(entries_of, high), strict=True))
        # An entry that cancels, as off the diagonal of inv(C) C, hides no other one.
        cancels = [relation == "=" and canceled(*four[2:]) for four in fours]
        outcomes = [
            "unclear" if hidden else outcome_of(*four, relation)
            for four, hidden in zip(fours, cancels, strict=True)
        ]
        if "different" in outcomes:
            return "different"
        return "unclear" if "unclear" in outcomes else "equal"

    def _one_sided(self, left, right, number):
        """One side has no value: so it stays with more digits, or it was rounding."""
        values = self.at(left, number, BEYOND), self.at(right, number, BEYOND)
        if any(isinstance(v, Unsettled) for v in values):
            return "invalid"
        if sum(isinstance(v, Undefined) for v in values) != 1:
            return "invalid"
        removable = is_removable(self, (left, right), number, BEYOND)
        return "invalid" if removable else "one-sided"


def _settled(values, relation):
    """Whether both sides have values that are so close, or so ordered, as they are."""
    if any(isinstance(v, Undefined) for v in values):
        return False
    pairs = zip(*map(entries_of, values), strict=True)
    return all(outcome_of(*pair, *pair, relation) == "equal" for pair in pairs)
