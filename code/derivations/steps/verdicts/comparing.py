"""Both sides of a step at one point: equal, different, unclear, or without a value."""

from derivations.steps.errors import Undefined
from derivations.steps.numbers.compare import (
    GROSS,
    canceled,
    clearly,
    entries_of,
    is_real,
    outcome_of,
    relative,
)
from derivations.steps.numbers.values import LOW, Values

from .closer import CAREFUL, DIFFERENTIATED, is_suspicious, persists

HIGH = 100  # decimal digits; LOW = 50 of them come first
CONFIRM, BEYOND = 400, 1200  # to confirm a difference; where a side has canceled
QUICK = (12, 22)  # where a line holds integrals or limits, and then CAREFUL


class Comparing(Values):
    """Compares the values of two lines at numbered points, with more digits in doubt.

    ``confirm`` is False for wrong versions of a line: there a first look is enough.
    """

    def _compare(self, left, right, relation, number, confirm=True):
        if self.slow:
            found = self._compare_at(QUICK, left, right, relation, number, confirm)
            if found not in ("unclear", "invalid") or not confirm:
                return found
        digits = CAREFUL if self.slow else (LOW, HIGH)
        return self._compare_at(digits, left, right, relation, number, confirm)

    def _compare_at(self, digits, left, right, relation, number, confirm):
        low, high = digits
        low = self.at(left, number, low), self.at(right, number, low)
        if all(isinstance(v, Undefined) for v in low):
            return "invalid"
        if any(isinstance(v, Undefined) for v in low):
            return self._one_sided(left, right, number, confirm)
        pairs = list(zip(*map(entries_of, low), strict=True))
        if all(is_real(a) != is_real(b) for a, b in pairs):
            return "one-sided"
        if self.slow:  # a second look, with more digits, only where it is needed
            if not confirm and any(relative(*p) > GROSS for p in pairs):
                return "different"
            if all(clearly(*p, relation) for p in pairs):
                return "equal"
        high = self.at(left, number, high), self.at(right, number, high)
        if any(isinstance(v, Undefined) for v in high):
            return "invalid"
        outcomes = {
            outcome_of(*four, relation, self.slow)
            for four in zip(*map(entries_of, low), *map(entries_of, high), strict=True)
        }
        if "different" in outcomes:
            if not confirm:
                return "different"
            return self._confirmed(left, right, relation, number)
        if "unclear" in outcomes:
            return "unclear"
        pairs = zip(*map(entries_of, high), strict=True)
        suspicious = relation == "=" and any(is_suspicious(*pair) for pair in pairs)
        if suspicious and not self.slow:
            digits = (HIGH, CONFIRM)
            return (
                "different" if persists(self, left, right, number, digits) else "equal"
            )
        return "equal"

    def _confirmed(self, left, right, relation, number):
        """Many more digits: a difference by cancellation alone would now be gone."""
        less, more = CAREFUL if self.slow else (HIGH, CONFIRM)
        low = self.at(left, number, less), self.at(right, number, less)
        high = self.at(left, number, more), self.at(right, number, more)
        if any(isinstance(v, Undefined) for v in (*low, *high)):
            return "invalid"
        if not self.slow:
            by_quotients = left.has(*DIFFERENTIATED) or right.has(*DIFFERENTIATED)
            pairs = list(zip(*map(entries_of, high), strict=True))
            if by_quotients and any(canceled(*pair) for pair in pairs):
                return "unclear"  # as 1 - erf(30): it would take very many digits
            if any(0 in pair for pair in pairs):
                high = self.at(left, number, BEYOND), self.at(right, number, BEYOND)
                if any(isinstance(v, Undefined) for v in high):
                    return "unclear"
            low = high
        fours = list(zip(*map(entries_of, low), *map(entries_of, high), strict=True))
        outcomes = [outcome_of(*four, relation, self.slow) for four in fours]
        if relation == "=" and any(canceled(*four[2:]) for four in fours):
            return "unclear"
        if "different" in outcomes:
            return "different"
        return "unclear" if "unclear" in outcomes else "equal"

    def _one_sided(self, left, right, number, confirm):
        """One side has no value: so it stays with more digits, or it was rounding."""
        if self.slow:  # a wrong version that does not converge is refused for that
            return "invalid" if confirm else "one-sided"
        values = self.at(left, number, BEYOND), self.at(right, number, BEYOND)
        undefined = [isinstance(v, Undefined) for v in values]
        return "one-sided" if undefined[0] != undefined[1] else "invalid"
