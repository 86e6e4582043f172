"""The judgment of one step: is the right side what the left side is?

Numbers first, proof second. At seeded points of the domain both sides are computed with
50 and with 100 digits. What is equal agrees to almost all digits and comes closer as
the precision grows; what differs keeps its difference, which is then confirmed with
many more digits before a step is refuted. Only what the first points do not refute is
handed to SymPy; what SymPy does not prove is tried at more points. The numbers do not
use SymPy's ``diff``, so a derivative has two witnesses.
"""

from itertools import islice

import sympy as sp
from mpmath import mp
from sympy.tensor.indexed import Indexed

from derivations.steps.deadline import TimeUp, limit
from derivations.steps.errors import NO_ANSWER, Undefined
from derivations.steps.numbers.counterexample import (
    Counterexample,
    numbers_by_name,
    short,
    times,
)
from derivations.steps.numbers.deliberate import FAR_OUT, KINDS, NEAR_BY
from derivations.steps.numbers.numeric import value
from derivations.steps.numbers.values import DELIBERATE, LOW, VALUE_SECONDS
from derivations.steps.proofs.attempts import proved_scope, sizes_in_words
from derivations.steps.vocabulary import notation as nt
from derivations.steps.vocabulary.statements import extreme

from .closer import point_of_difference
from .deliberately import Deliberate
from .extremes import in_words, search, simple_twin
from .sampled import ENOUGH, POINTS, Judgment

STEP_SECONDS = 30  # for the verdict on one step, with all its proofs
NO_ORDER = "matrices are not ordered: compare entries, or state PositiveSemidefinite"
RELATIONS = ("=", "<=", "<", ">=", ">")


def require_relation(relation):
    """Refuse what is no relation between two lines."""
    if relation not in RELATIONS:
        raise ValueError(
            f"relation must be one of {', '.join(RELATIONS)}, got {relation!r}"
        )


class Judge(Deliberate):
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
        found = self._sampled(left, right, relation, self.first)
        if found.verdict != "agrees":
            return found
        near = self.deliberate(left, right, relation, NEAR_BY)
        if isinstance(near, Judgment):
            return near
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
            return found
        far = self.deliberate(left, right, relation, FAR_OUT)
        if isinstance(far, Judgment):
            return far
        found = self._sampled(left, right, relation)
        found.deliberate = near + far
        if found.verdict == "agrees" and relation != "=":
            return self._at_the_tightest(left, right, relation, found)
        if found.verdict == "agrees" and relation == "=":
            number = point_of_difference(self, left, right, found.values)
            if number is not None:
                return self._refutation(left, right, number, found.values)
        return found

    def _at_the_tightest(self, left, right, relation, found):
        """The judgment of an inequality that holds so far, where it is tightest."""
        tightest = search(self, left, right)
        for one in tightest:
            tries = [(one.number, "<=")]
            if relation == "<" and (twin := simple_twin(self, one.number)) is not None:
                tries.append((twin, "<"))
            for number, tried in tries:
                if self._compare(left, right, tried, number) == "different":
                    return self._refutation(left, right, number, found.values)
        if tightest:
            found.note = in_words(self, tightest[0], left, right)
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
        worst, count, kinds = None, 0, set()
        for number, kind in self._statement_points():
            slack = self._slack(statement, number)
            if slack is None:
                continue
            count += not kind
            kinds.add(kind)
            if slack < -(mp.mpf(10) ** (-LOW // 2)):
                return Judgment(
                    "refuted",
                    points=count,
                    counterexample=Counterexample(
                        numbers_by_name(self.point(number)),
                        *(short(slack), "0"),
                        measure=statement.measure,
                    ),
                    note=statement.fails,
                )
            worst = slack if worst is None else min(worst, slack)
        if count < (1 if self.found.is_closed else ENOUGH):
            return self._too_few(count)
        note = f"smallest {statement.measure}: {short(worst)}"
        found = Judgment("agrees", points=count, note=note)
        found.deliberate = tuple(kind for kind in KINDS if kind in kinds)
        return found

    def _statement_points(self):
        """Numbers of random points, then of deliberate ones with their kind."""
        yield from ((number, "") for number in islice(self._numbers(), POINTS))
        for index, place in enumerate([] if self.found.is_closed else self.places):
            if self.point(DELIBERATE + index) is not None:
                yield DELIBERATE + index, place.kind

    def _slack(self, statement, number):
        """The slack of a statement at a point, or None where it has no value."""
        try:
            with mp.workdps(LOW), limit(VALUE_SECONDS):
                return extreme(statement, self.point(number), value)
        except (Undefined, TimeUp):
            return None

    def _size_names(self):
        return {str(s): str(k) for s, k in sorted(self.sizes.items(), key=str)}

    def _shape(self, expression):
        if isinstance(expression, sp.logic.boolalg.Boolean):
            return (1, 1)
        shape = nt.shape_of(expression)
        numbers = tuple(sp.sympify(s).subs(self.sizes) for s in shape)
        return tuple(int(s) if s.is_Integer else str(s) for s in numbers)
