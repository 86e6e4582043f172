"""Both sides of a step at the deliberate points of its setting."""

from derivations.steps.errors import Undefined, Unsettled
from derivations.steps.numbers.compare import canceled, clearly, entries_of, relative
from derivations.steps.numbers.deliberate import KINDS
from derivations.steps.numbers.values import DELIBERATE, LOW

from .comparing import HIGH
from .conditions import is_removable
from .sampled import Sampled

OTHER = (55, 70, 85)  # digits with which a difference at a jump is looked at again
EQUAL = 1e-25  # relative: what differs by less is equal to 50 digits
TINY = 1e-40  # nothing but rounding, or a number that underflows elsewhere


class Deliberate(Sampled):
    """Tries a step where random points do not fall."""

    def deliberate(self, left, right, relation, of=KINDS):
        """The refutation at a deliberate point, or the kinds of those that agree."""
        kinds = set()
        for index, place in enumerate(self.places):
            number = DELIBERATE + index
            if place.kind not in of or self.point(number) is None:
                continue
            outcome = self._outcome(left, right, relation, number, place)
            if outcome in ("different", "one-sided"):
                found = self._refutation(left, right, number, [])
                notes = [f"a deliberate point, of the {place.kind}"]
                if outcome == "one-sided":
                    notes.append(self._about_one_side(left, right, number))
                found.note = "; ".join(filter(None, notes))
                return found
            if outcome == "equal":
                kinds.add(place.kind)
        return tuple(kind for kind in KINDS if kind in kinds)

    def _outcome(self, left, right, relation, number, place):
        """How the sides compare there, where rounding is more of a danger.

        Far out a strict inequality may hold by less than all digits, and a difference
        may cancel, also under a logarithm: nothing follows from any of these. Where a
        function jumps, what rounding decides is decided otherwise with other digits.
        """
        if self.slow and self._agrees_quickly(left, right, relation, number):
            return "equal"
        quick = self.at(left, number, LOW), self.at(right, number, LOW)
        if any(isinstance(v, Unsettled) for v in quick):
            return "unclear"
        if any(isinstance(v, Undefined) for v in quick):
            if place.far or all(isinstance(v, Undefined) for v in quick):
                return "unclear"
            if is_removable(self, (left, right), number, HIGH):
                return "unclear"
        else:
            pairs = list(zip(*map(entries_of, quick), strict=True))
            if all(clearly(*pair, relation, EQUAL) for pair in pairs):
                return "equal"
            if place.far and any(self._is_rounding(*pair) for pair in pairs):
                return "unclear"
            if relation == "=" and any(canceled(*pair) for pair in pairs):
                return "unclear"
        found = self._compare(left, right, relation, number)
        if found == "different" and not self.slow:
            same = (self._differs_at(d, left, right, relation, number) for d in OTHER)
            return "different" if all(same) else "unclear"
        return found

    @staticmethod
    def _is_rounding(left, right):
        return relative(left, right) < EQUAL or max(abs(left), abs(right)) < TINY

    def _differs_at(self, digits, left, right, relation, number):
        values = self.at(left, number, digits), self.at(right, number, digits)
        if any(isinstance(v, Undefined) for v in values):
            return False
        pairs = zip(*map(entries_of, values), strict=True)
        return not all(clearly(*pair, relation, EQUAL) for pair in pairs)
