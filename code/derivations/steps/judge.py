"""The judgment of one step: is the right side what the left side is?

Numbers first, proof second. At seeded points of the domain both sides are computed with
50 and with 100 digits. What is equal agrees to almost all digits and comes closer as
the precision grows; what differs keeps its difference, which is then confirmed with
many more digits before a step is refuted. Only what no point refutes is handed to
SymPy. The numbers do not use SymPy's ``diff``, so a derivative has two witnesses.
"""

from dataclasses import dataclass, field

import sympy as sp
from mpmath import mp
from sympy.tensor.indexed import Indexed

from derivations.steps import notation as nt
from derivations.steps.closer import (
    CAREFUL,
    DIFFERENTIATED,
    is_suspicious,
    persists,
    point_of_difference,
)
from derivations.steps.compare import (
    GROSS,
    canceled,
    clearly,
    entries_of,
    is_real,
    outcome_of,
    relative,
)
from derivations.steps.counterexample import (
    Counterexample,
    counterexample,
    differ,
    numbers_by_name,
    short,
    times,
)
from derivations.steps.deadline import TimeUp, limit
from derivations.steps.errors import NO_ANSWER, Undefined
from derivations.steps.numeric import value
from derivations.steps.proving import proved_scope, sizes_in_words
from derivations.steps.statements import extreme
from derivations.steps.values import LATE, LOW, VALUE_SECONDS, Values

POINTS, ENOUGH = 24, 8
SLOW_POINTS = 6  # where a line holds integrals or limits
HIGH = 100  # decimal digits; LOW = 50 of them come first
CONFIRM, BEYOND = 400, 1200  # to confirm a difference; where a side has canceled
QUICK = (15, 22)  # where a line holds integrals or limits, and then CAREFUL
STEP_SECONDS = 30  # for the verdict on one step, with all its proofs
NO_ORDER = "matrices are not ordered: compare entries, or state PositiveSemidefinite"
RELATIONS = ("=", "<=", "<", ">=", ">")


def require_relation(relation):
    """Refuse what is no relation between two lines."""
    if relation not in RELATIONS:
        raise ValueError(
            f"relation must be one of {', '.join(RELATIONS)}, got {relation!r}"
        )


@dataclass
class Judgment:
    """What was found out about one step, before it is put into words."""

    verdict: str
    scope: str = ""  # of a proof: "all sizes", "m = 3, n = 2", "all values"
    points: int = 0
    counterexample: Counterexample | None = None
    note: str = ""
    values: list = field(default_factory=list)  # (point, left, right) of each point


class Judge(Values):
    """Judges steps in one setting: the same sizes, domain and points."""

    def like(self, *expressions, sizes=None):
        """A judge of other expressions in the same domain, at these sizes or others."""
        return Judge(expressions, sizes or self.sizes, self.domain)

    def judge(self, left, right, relation="="):
        """The :class:`Judgment` of ``left relation right``."""
        if relation in (">=", ">"):
            found = self.judge(right, left, relation.replace(">", "<"))
            return found
        shapes = self._shape(left), self._shape(right)
        if shapes[0] != shapes[1]:
            return Judgment(
                "refuted",
                counterexample=Counterexample(
                    self._size_names(), times(shapes[0]), times(shapes[1])
                ),
                note="the shapes differ",
            )
        if relation != "=" and shapes[0] != (1, 1):
            return Judgment("undecided", note=NO_ORDER)
        found = self._sampled(left, right, relation)
        if found.verdict != "agrees":
            return found
        scope = proved_scope(
            left, right, relation, self.domain, self.sizes, self.indices
        )
        if scope != "all sizes" and self._other_sizes_make_sense(left, right):
            for more in self._larger_by(left, right):
                elsewhere = self._at_larger_sizes(left, right, relation, more)
                if elsewhere.verdict == "refuted":
                    return elsewhere
        if scope:
            found.verdict, found.scope = "proved", scope
        elif relation == "=":
            number = point_of_difference(self, left, right, found.values)
            if number is not None:
                return self._refutation(left, right, number, found.values)
        return found

    def _other_sizes_make_sense(self, left, right):
        """Not where an entry is named by its size, such as y[3]: written for m = 3."""
        entries = left.atoms(Indexed) | right.atoms(Indexed)
        named = {i for entry in entries for i in entry.indices if i.is_Integer}
        written_for_these = named & set(self.sizes.values())
        return bool(self.sizes) and not self.slow and not written_for_these

    def _larger_by(self, left, right):
        """How much larger the other sizes are; twice where a size stands as a number.

        With m = 2 and m = 3 alone, m^2 - 5 m + 6 would pass for zero.
        """
        parts = left.atoms(sp.Add, sp.Mul, sp.Pow) | right.atoms(sp.Add, sp.Mul, sp.Pow)
        as_numbers = {part for node in parts for part in node.args} & set(self.sizes)
        return (1, 4) if as_numbers else (1,)

    def _at_larger_sizes(self, left, right, relation, more):
        """A look at other sizes: at n = 2, a lost 2/n would not be missed."""
        larger = {symbol: size + more for symbol, size in self.sizes.items()}
        other = self.like(left, right, sizes=larger)
        found = other._sampled(left, right, relation, points=2 if more == 1 else 1)
        found.note = sizes_in_words(other.sizes)
        return found

    def verdict_on_mutant(self, left, mutant):
        """A quick verdict: refuted by a few points, or else the whole judgment."""
        try:
            if self._shape(left) != self._shape(mutant):
                return "refuted"
            found = self._sampled(left, mutant, "=", self.quick, confirm=False)
            if found.verdict == "refuted" or (self.slow and found.verdict != "agrees"):
                return found.verdict
            with limit(STEP_SECONDS):
                return self.judge(left, mutant).verdict
        except TimeUp:
            return "undecided"
        except NO_ANSWER:
            return "refuted"  # not even a formula

    def state(self, statement):
        """The :class:`Judgment` of a :class:`Statement`."""
        worst, count = None, 0
        for number in self._numbers():
            if count == POINTS:
                break
            with mp.workdps(LOW):
                try:
                    slack = extreme(statement, self.point(number), value)
                except Undefined:
                    continue
            count += 1
            if slack < -(mp.mpf(10) ** (-LOW // 2)):
                return Judgment(
                    "refuted",
                    points=count,
                    counterexample=Counterexample(
                        numbers_by_name(self.point(number)), short(slack), "0"
                    ),
                    note=statement.fails,
                )
            worst = slack if worst is None else min(worst, slack)
        if count < ENOUGH:
            return self._too_few(count)
        note = f"smallest {statement.measure}: {short(worst)}"
        return Judgment("agrees", points=count, note=note)

    def looks_equal(self, left, right):
        """Whether a few points find no difference."""
        return self._sampled(left, right, "=", self.quick, False).verdict == "agrees"

    @property
    def quick(self):
        """Points for a quick verdict: every free index is visited."""
        count = 1
        for size in self.indices.values():
            count *= size
        return max(4, count)

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

    def _counterexample(self, left, right, number):
        for digits in (CAREFUL[0],) if self.slow else (LOW, HIGH, CONFIRM, BEYOND):
            sides = [self.at(s, number, digits) for s in (left, right)]
            if differ(*sides, digits):
                break
        with mp.workdps(digits):
            return counterexample(self.point(number), sides)

    def _size_names(self):
        return {str(s): str(k) for s, k in sorted(self.sizes.items(), key=str)}

    def _shape(self, expression):
        if isinstance(expression, sp.logic.boolalg.Boolean):
            return (1, 1)
        shape = nt.shape_of(expression)
        numbers = tuple(sp.sympify(s).subs(self.sizes) for s in shape)
        return tuple(int(s) if s.is_Integer else str(s) for s in numbers)
