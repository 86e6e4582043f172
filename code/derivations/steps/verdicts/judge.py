"""The judgment of one step: is the right side what the left side is?

Numbers first, proof second. At seeded points of the domain both sides are computed with
50 and with 100 digits. What is equal agrees to almost all digits and comes closer as
the precision grows; what differs keeps its difference, which is then confirmed with
many more digits before a step is refuted. Only what the first points do not refute is
handed to SymPy; what SymPy does not prove is tried at more points. The numbers do not
use SymPy's ``diff``, so a derivative has two witnesses.
"""

import sympy as sp
from mpmath import mp

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
from derivations.steps.vocabulary.look_alikes import look_alikes
from derivations.steps.vocabulary.statements import extreme

from .closer import point_of_difference
from .deliberately import Deliberate
from .extremes import in_words, is_tie, search, simple_twins
from .other_sizes import larger_sizes, numbered, other_sizes
from .sampled import ENOUGH, POINTS, Judgment
from .vanishing import refuted_where_parts_vanish, tie_refuted

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
            return self.judge(right, left, relation.replace(">", "<"))
        if alike := look_alikes(*self.expressions, left, right):
            return Judgment("undecided", note=alike)
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
        if scope != "all sizes" and self.sizes:
            elsewhere = self._refuted_at_other_sizes(left, right, relation)
            if elsewhere is not None:
                return elsewhere
        if scope:
            found.verdict, found.scope, found.note = "proved", scope, ""
            return found
        far = self.deliberate(left, right, relation, FAR_OUT)
        if isinstance(far, Judgment):
            return far
        found = self._sampled(left, right, relation)
        found.deliberate = near + far
        if found.verdict == "agrees":
            narrow = refuted_where_parts_vanish(
                self, left, right, relation, found.values
            )
            if narrow is not None:
                return narrow
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
            if self._compare(left, right, "<=", one.number) == "different":
                return self._refutation(left, right, one.number, found.values)
            for twin in simple_twins(self, one.number) if relation == "<" else ():
                if is_tie(self, left, right, twin):
                    return self._refutation(left, right, twin, found.values)
        if relation == "<":
            tie = tie_refuted(self, left, right, tightest, found.values)
            if tie is not None:
                return tie
        if tightest:
            found.note = in_words(self, tightest[0], left, right)
        return found

    def _refuted_at_other_sizes(self, left, right, relation):
        """The :class:`Judgment` of a difference at other sizes, or None."""
        for sizes in other_sizes(self, left, right):
            other = self.like(*self.expressions, sizes=sizes)
            try:
                found = other._first_difference(left, right, relation)
            except NO_ANSWER:  # the lines have no meaning there
                continue
            if found is not None:
                found.note = sizes_in_words(other.sizes)
                return found
        return None

    def larger_sizes(self, left, right, more):
        """Sizes that are all larger, at which two lines make sense, or None."""
        return larger_sizes(self, left, right, more)

    def _first_difference(self, left, right, relation):
        """A look for a difference alone: where a side has no value nothing is said."""
        for number in numbered(self._places)[: 2 if self.slow else None]:
            if self.point(number) is None:
                continue
            if self._compare(left, right, relation, number) == "different":
                return self._refutation(left, right, number, [])
        return None

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
        if alike := look_alikes(*self.expressions, *statement.args):
            return Judgment("undecided", note=alike)
        worst, seen, kinds = None, set(), set()  # only different points count
        wanted = min(POINTS, self.spots())
        for number, kind in self._statement_points(seen, wanted):
            slack = self._slack(statement, number)
            if slack is None:
                continue
            if kind:
                kinds.add(kind)
            else:
                seen.add(self.spot(number))
            if slack < -(mp.mpf(10) ** (-LOW // 2)):
                return Judgment(
                    "refuted",
                    points=len(seen),
                    counterexample=Counterexample(
                        numbers_by_name(self.point(number)),
                        *(short(slack), "0"),
                        measure=statement.measure,
                    ),
                    note=statement.fails,
                )
            worst = slack if worst is None else min(worst, slack)
        if len(seen) < min(wanted, ENOUGH):
            return self._too_few(len(seen))
        notes = [f"smallest {statement.measure}: {short(worst)}", self.size_of_domain()]
        found = Judgment(
            "agrees", points=len(seen), note="; ".join(filter(None, notes))
        )
        found.deliberate = tuple(kind for kind in KINDS if kind in kinds)
        return found

    def _statement_points(self, seen, wanted):
        """Random points until enough different ones are seen, then deliberate ones."""
        for number in self._numbers():
            if len(seen) == wanted:
                break
            yield number, ""
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
