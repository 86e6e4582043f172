"""A derivation: a chain of lines, each with its reason."""

from collections.abc import Callable, Mapping
from itertools import chain
from typing import Any

import sympy as sp
from sympy import evaluate

from derivations.steps.slips.mutants import MutationScore, mutation_score
from derivations.steps.verdicts.judge import Judge, require_relation
from derivations.steps.verdicts.step_verdict import HOLDS, StepVerdict
from derivations.steps.verdicts.up_to_constant import require_variable
from derivations.steps.verdicts.verdict import judged, stated, sympified
from derivations.steps.vocabulary.conditions import (
    conditions_of,
    require_condition,
)
from derivations.steps.vocabulary.domain import Domain, joined
from derivations.steps.vocabulary.ingredients import checked_sizes, ingredients
from derivations.steps.vocabulary.statements import Statement, Vanishes

from .collector import collector_waits
from .latex_chain import LatexChain
from .line import Line, overall_relation, require_text
from .report import Report, Result, WrongStep
from .shown_chain import ShownChain


class Derivation(ShownChain, LatexChain):
    """A chain ``first = line = line = ...``, each line with its reason.

    Parameters
    ----------
    first : the expression that the chain starts from.
    sizes : whole numbers for symbolic sizes, such as ``{m: 3, n: 2}``. Of two that are
        equal the later one is replaced by a number of its own.
    domain : where the lines are meant to hold, see :class:`Domain`.
    name : what the book calls the chain.

    >>> from sympy import Symbol, cos, sin
    >>> from derivations.steps import D
    >>> x = Symbol("x", real=True)
    >>> chain = Derivation(D(x * sin(x), x), name="a product")
    >>> chain = chain.step(sin(x) + x * cos(x), "product rule")
    >>> chain.check().verdicts
    ('proved',)
    """

    def __init__(
        self,
        first: Any,
        *,
        sizes: Mapping[Any, int] | None = None,
        domain: Any = None,
        name: str | None = None,
    ) -> None:
        self.first = sympified("first", first)
        self.sizes, self.domain, self.name = checked_sizes(sizes), domain, name
        if name is not None:
            require_text("name", name)
        Domain(domain)  # refuses what no domain may be
        self.lines: list[Line] = []
        self._report: Report | None = None
        self._kept: Judge | None = None
        self._settled = ()  # verdicts of the first lines, taken over from another chain
        ingredients(self.first)  # refuses what no line may hold

    def step(
        self,
        line: Any,
        reason: str,
        *,
        relation: str = "=",
        needs: Any = None,
        up_to: Any = None,
    ) -> "Derivation":
        """Add a line that follows from the one before.

        ``needs`` is a condition shown with the reason: a text, or a relation that is
        then part of the domain. With ``up_to=x`` the lines may differ by a constant in
        x, as two antiderivatives do. Returns the chain.
        """
        require_text("reason", reason)
        require_relation(relation)
        require_condition(needs)
        require_variable(up_to, relation)
        line = sympified("line", line)
        ingredients(line)
        self._add(Line(line, relation, reason, needs, up_to=up_to))
        return self

    def where_zero(self, places: Mapping[Any, Any], reason: str) -> "Derivation":
        """Add where the line before is zero, ``{x: solution}``: set to zero and solve.

        The solution is put in. The verdict says whether it is proved to be the only one
        or that this is not checked.

        >>> from sympy import Symbol
        >>> from derivations.steps import D
        >>> x = Symbol("x", real=True)
        >>> chain = Derivation(D(x**2 - 6 * x, x)).step(2 * x - 6, "power rule")
        >>> print(chain.where_zero({x: 3}, "set to zero").check().lines[-1].note)
        the only zero: proved, since the line rises in x
        """
        return self.state(Vanishes(self.last, places), reason)

    def state(self, statement: Statement, reason: str) -> "Derivation":
        """Add a statement, such as ``PositiveSemidefinite(H)``, that is sampled."""
        if not isinstance(statement, Statement):
            raise TypeError(f"statement: a Statement is expected, got {statement!r}")
        require_text("reason", reason)
        self._add(Line(statement, "", reason))
        return self

    def cite(
        self, line: Any, reason: str, source: str, *, relation: str = "="
    ) -> "Derivation":
        """Add a line that is not checked here, with the source it is taken from.

        It may be a statement, such as ``Subgradient``, in the place of an equation.
        """
        require_text("reason", reason)
        require_text("source", source)
        require_relation(relation)
        if isinstance(line, Statement):
            relation = ""
        else:
            line = sympified("line", line)
            ingredients(line)
        self._add(Line(line, relation, reason, None, source))
        return self

    def with_slip(self, number: int, line: Any) -> "Derivation":
        """The chain up to a line, with a wrong version in its place, to be refused.

        Lines before it that were judged already keep their verdicts.

        >>> from sympy import Symbol
        >>> x = Symbol("x", real=True)
        >>> chain = Derivation((x + 1) ** 2).step(x**2 + 2 * x + 1, "multiply out")
        >>> chain.with_slip(1, x**2 + 1).check().first_wrong
        1
        """
        if number not in range(1, len(self.lines) + 1):
            raise ValueError(f"the chain has no line {number!r}")
        *before, old = self.lines[:number]
        chain = Derivation(self.first, sizes=self.sizes, domain=self.domain)
        chain.lines = before
        relation = old.relation or "="
        chain.step(
            line, old.reason, relation=relation, needs=old.needs, up_to=old.up_to
        )
        if self._report is not None and self._whole_domain() == chain._whole_domain():
            chain._settled = self._report.lines[: number - 1]
        return chain

    def _add(self, line):
        self.lines.append(line)
        self._report = self._kept = None

    @property
    def last(self) -> Any:
        """The last expression of the chain."""
        equations = [
            ln for ln in self.lines if not isinstance(ln.expression, Statement)
        ]
        return equations[-1].expression if equations else self.first

    # -- judging ---------------------------------------------------------------------

    def _judge(self):
        """The judge of the lines, kept with their values for their wrong versions."""
        if self._kept is None or self._kept.late:
            expressions = [self.first, *(ln.expression for ln in self.lines)]
            self._kept = Judge(expressions, self.sizes, self._whole_domain())
        return self._kept

    def _whole_domain(self):
        """The declared domain and the conditions that are relations."""
        conditions = chain.from_iterable(conditions_of(ln.needs) for ln in self.lines)
        needs = [need for need in conditions if isinstance(need, sp.Basic)]
        return joined(self.domain, needs)

    def check(self, on_verdict: Callable[[StepVerdict], Any] | None = None) -> Report:
        """Judge every line against the one before; ``on_verdict`` is told each at once.

        Returns
        -------
        Report : true when every line holds; names the first wrong one.
        """
        if self._report is None:
            if not self.lines:
                raise ValueError("the chain has no line to check: add one with step()")
            with evaluate(True), collector_waits():
                verdicts = []
                for verdict in self._verdicts(self._judge()):
                    verdicts.append(verdict)
                    if on_verdict:
                        on_verdict(verdict)
                self._report = Report(self, tuple(verdicts))
        return self._report

    def _verdicts(self, judge):
        """The verdict on every line; only the first wrong one is explained."""
        before, sound = self.first, True
        equations = [k for k, ln in enumerate(self.lines) if ln.relation]
        end = equations[-1] if equations else None
        for number, line in enumerate(self.lines):
            if number == end and line.expression == self.first:
                note = "the chain ends with its first line: it shows nothing"
                verdict = StepVerdict(
                    "undecided", before, line.expression, line.relation, note=note
                )
            elif number < len(self._settled):
                verdict = self._settled[number]
            elif line.source:
                verdict = StepVerdict("cited", before, line.expression, line.relation)
            elif isinstance(line.expression, Statement):
                verdict = stated(judge, before, line.expression)
            else:
                verdict = judged(
                    judge, before, line.expression, line.relation, sound, line.up_to
                )
            yield verdict
            sound = sound and verdict.verdict in HOLDS
            if not isinstance(line.expression, Statement):
                before = line.expression

    def mutation_score(self) -> MutationScore:
        """How many wrong versions of the lines the check refutes."""
        with evaluate(True), collector_waits():
            judge = self._judge()
            expressions = [self.first]
            triples = []
            for number, line in enumerate(self.lines, start=1):
                if isinstance(line.expression, Statement):
                    continue
                if not line.source and line.relation == "=" and line.up_to is None:
                    triples.append((number, line.expression, expressions[-1]))
                expressions.append(line.expression)
            return mutation_score(triples, judge.verdict_on_mutant)

    def verify(self) -> Report:
        """Check every line and its mutants, and fail unless every line holds.

        Returns the report, with the mutation score in its record.

        Raises
        ------
        WrongStep : names the first line that does not hold, with its counterexample.
        """
        report = self.check()
        if not report:
            raise WrongStep(report)
        report.mutation = self.mutation_score()
        return report

    def result(self, name: str) -> Result:
        """What the chain shows of its two ends, under a name, as a checked result.

        That is ``first = last``, or an inequality where a line is one.
        """
        require_text("name", name)
        report = self.check()
        if not report:
            raise WrongStep(report)
        return Result(name, self.first, self.last, report, self.relation)

    @property
    def relation(self) -> str:
        """How the first expression of the chain relates to the last.

        >>> from sympy import S, Symbol
        >>> x = Symbol("x", real=True)
        >>> chain = Derivation(x**2 + 1).step(S.One, "drop a square", relation=">=")
        >>> chain.step(S.Zero, "one is positive", relation=">").relation
        '>'
        """
        return overall_relation(self.lines)
