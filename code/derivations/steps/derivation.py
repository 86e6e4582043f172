"""A derivation: a chain of lines, each with its reason, and what the check found."""

from dataclasses import dataclass, field

import sympy as sp
from sympy import evaluate

from derivations.display import Shown
from derivations.steps.diagnosis import Explanation, explain
from derivations.steps.errors import Unsupported
from derivations.steps.ingredients import ingredients
from derivations.steps.judge import RELATIONS, Counterexample, Judge
from derivations.steps.latex import latex
from derivations.steps.layout import Row, chain_latex, chain_markdown, chain_text
from derivations.steps.mutants import mutation_score
from derivations.steps.plain import plain
from derivations.steps.statements import Statement

HOLDS = ("proved", "agrees", "cited")


@dataclass(frozen=True)
class StepVerdict(Shown):
    """The verdict on one step; true when it is proved or agrees.

    ``verdict`` is "proved", "agrees", "refuted", "undecided" or "cited"; ``scope`` says
    of a proof whether it holds for "all sizes", "all values" or the sizes named;
    ``points`` counts the points at which both sides were compared.
    """

    verdict: str
    left: object
    right: object
    relation: str = "="
    scope: str = ""
    points: int = 0
    counterexample: Counterexample | None = None
    explanation: Explanation | None = None
    note: str = ""

    def __bool__(self):
        return self.verdict in ("proved", "agrees")

    @property
    def mark(self):
        """The mark beside the line: a proof for all sizes has one of its own."""
        if self.verdict == "proved" and self.scope.startswith("all"):
            return "proved-all"
        return self.verdict

    def sentence(self):
        """The verdict in one sentence, with the counterexample and what is wrong."""
        parts = [self.verdict]
        if self.scope:
            parts[0] += f" ({self.scope})"
        elif self.verdict == "agrees":
            parts[0] += f" at {self.points} points"
        if self.counterexample is not None:
            parts.append(str(self.counterexample))
        if self.note:
            parts.append(self.note)
        text = "; ".join(parts) + "."
        return f"{text} {self.explanation}" if self.explanation else text

    def __str__(self):
        return (
            f"{plain(self.left)} {self.relation} {plain(self.right)}: {self.sentence()}"
        )

    def markdown(self):
        formula = rf"{latex(self.left)} {_tex(self.relation)} {latex(self.right)}"
        return f"${formula}$: {_escaped(self.sentence())}"

    def record(self):
        return {
            "kind": "step",
            "left": plain(self.left),
            "right": plain(self.right),
            "relation": self.relation,
            **_verdict_record(self),
        }


def _tex(relation):
    return {"<=": r"\le", ">=": r"\ge"}.get(relation, relation)


def _escaped(text):
    for character in "\\_*|$<>":
        text = text.replace(character, "\\" + character)
    return text


def _verdict_record(verdict):
    record = {"verdict": verdict.verdict}
    if verdict.scope:
        record["scope"] = verdict.scope
    if verdict.points:
        record["points"] = verdict.points
    if verdict.counterexample is not None:
        c = verdict.counterexample
        record["counterexample"] = {
            "point": c.point,
            "left": c.left,
            "right": c.right,
            "entry": c.entry,
        }
    if verdict.explanation is not None:
        record["explanation"] = {
            "kind": verdict.explanation.kind,
            "text": verdict.explanation.text,
        }
    if verdict.note:
        record["note"] = verdict.note
    return record


def check_step(left, right, *, sizes=None, domain=None, relation="="):
    """Check one step.

    Parameters
    ----------
    left, right : expressions, or for ``right`` a number.
    sizes : whole numbers for symbolic sizes; those not named get sizes that differ.
    domain : where the step is meant to hold, see :class:`Domain`; without it, the
        assumptions of the symbols.
    relation : "=", "<=", "<", ">=" or ">".

    Returns
    -------
    StepVerdict

    Raises
    ------
    Unsupported : a floating-point number, or symbols that do not commute.
    TypeError, ValueError : arguments of another kind.

    >>> from sympy import Symbol, exp
    >>> from derivations.steps import D
    >>> x = Symbol("x", real=True)
    >>> check_step(D(exp(x**2), x), 2 * x * exp(x**2)).verdict
    'proved'
    >>> print(check_step(D(exp(x**2), x), exp(x**2)).explanation)
    A chain factor is missing: the derivative of x² by x.
    """
    with evaluate(True):
        left, right = _sympified("left", left), _sympified("right", right)
        judge = Judge([left, right], sizes, domain)
        return _judged(judge, left, right, relation)


def _sympified(name, expression):
    if isinstance(expression, (sp.Basic, sp.MatrixBase)):
        return (
            sp.ImmutableDenseMatrix(expression)
            if isinstance(expression, sp.MatrixBase)
            else expression
        )
    if isinstance(expression, (bool, str)) or not isinstance(expression, (int, float)):
        raise TypeError(
            f"{name} must be a SymPy expression or a whole number, "
            f"got {type(expression).__name__}: {expression!r}"
        )
    return sp.sympify(expression)


def _judged(judge, left, right, relation, explained=True):
    try:
        found = judge.judge(left, right, relation)
    except (Unsupported, TypeError, IndexError) as error:
        return StepVerdict("undecided", left, right, relation, note=str(error))
    explanation = None
    if explained and found.verdict == "refuted":
        explanation = explain(judge, left, right, relation)
    return StepVerdict(
        found.verdict,
        left,
        right,
        relation,
        found.scope,
        found.points,
        found.counterexample,
        explanation,
        found.note,
    )


def _stated(judge, before, statement):
    found = judge.state(statement)
    return StepVerdict(
        found.verdict,
        before,
        statement,
        relation="",
        points=found.points,
        counterexample=found.counterexample,
        note=found.note,
    )


@dataclass(frozen=True)
class Line:
    """One line of a chain as its author wrote it."""

    expression: object
    relation: str
    reason: str
    needs: object = None
    source: str = ""  # of a line that is cited, not checked


class Derivation(Shown):
    """A chain ``first = line = line = ...``, each line with its reason.

    Parameters
    ----------
    first : the expression that the chain starts from.
    sizes : whole numbers for symbolic sizes, such as ``{m: 3, n: 2}``.
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

    def __init__(self, first, *, sizes=None, domain=None, name=None):
        self.first = _sympified("first", first)
        self.sizes, self.domain, self.name = dict(sizes or {}), domain, name
        self.lines = []
        self._report = None
        ingredients(self.first)  # refuses what no line may hold

    def step(self, line, reason, *, relation="=", needs=None):
        """Add a line that follows from the one before.

        ``needs`` is a condition shown with the reason: a text, or a relation that is
        then part of the domain. Returns the chain.
        """
        _require_text("reason", reason)
        if relation not in RELATIONS:
            raise ValueError(
                f"relation must be one of {', '.join(RELATIONS)}, got {relation!r}"
            )
        line = _sympified("line", line)
        ingredients(line)
        self._add(Line(line, relation, reason, needs))
        return self

    def state(self, statement, reason):
        """Add a statement, such as ``PositiveSemidefinite(H)``, that is sampled."""
        if not isinstance(statement, Statement):
            raise TypeError(f"statement: a Statement is expected, got {statement!r}")
        _require_text("reason", reason)
        self._add(Line(statement, "", reason))
        return self

    def cite(self, line, reason, source, *, relation="="):
        """Add a line that is not checked here, with the source it is taken from."""
        _require_text("reason", reason)
        _require_text("source", source)
        self._add(Line(_sympified("line", line), relation, reason, None, source))
        return self

    def _add(self, line):
        self.lines.append(line)
        self._report = None

    @property
    def last(self):
        """The last expression of the chain."""
        equations = [
            ln for ln in self.lines if not isinstance(ln.expression, Statement)
        ]
        return equations[-1].expression if equations else self.first

    # -- judging ---------------------------------------------------------------------

    def _judge(self):
        expressions = [self.first, *(ln.expression for ln in self.lines)]
        return Judge(expressions, self.sizes, self._whole_domain())

    def _whole_domain(self):
        """The declared domain and the conditions that are relations."""
        needs = [ln.needs for ln in self.lines if isinstance(ln.needs, sp.Basic)]
        if not needs:
            return self.domain
        domain = self.domain
        if domain is None:
            return set(needs)
        if isinstance(domain, dict):
            where = domain.get("where", ())
            where = where if isinstance(where, (set, list, tuple)) else [where]
            return {**domain, "where": [*where, *needs]}
        return [
            *(domain if isinstance(domain, (set, list, tuple)) else [domain]),
            *needs,
        ]

    def check(self):
        """Judge every line against the one before.

        Returns
        -------
        Report : true when every line holds; names the first wrong one.
        """
        if self._report is None:
            if not self.lines:
                raise ValueError("the chain has no line to check: add one with step()")
            with evaluate(True):
                judge = self._judge()
                self._report = Report(self, tuple(self._verdicts(judge)))
        return self._report

    def _verdicts(self, judge):
        """The verdict on every line; only the first wrong one is explained."""
        before, sound = self.first, True
        for line in self.lines:
            if isinstance(line.expression, Statement):
                verdict = _stated(judge, before, line.expression)
            elif line.source:
                verdict = StepVerdict("cited", before, line.expression, line.relation)
            else:
                verdict = _judged(judge, before, line.expression, line.relation, sound)
            yield verdict
            sound = sound and verdict.verdict in HOLDS
            if not isinstance(line.expression, Statement):
                before = line.expression

    def mutation_score(self):
        """How many wrong versions of the lines the check refutes."""
        with evaluate(True):
            judge = self._judge()
            expressions = [self.first]
            triples = []
            for number, line in enumerate(self.lines, start=1):
                if isinstance(line.expression, Statement):
                    continue
                if not line.source and line.relation == "=":
                    triples.append((number, line.expression, expressions[-1]))
                expressions.append(line.expression)
            return mutation_score(triples, judge.verdict_on_mutant)

    def verify(self):
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

    def result(self, name):
        """The equation ``first = last`` under a name, as a checked result."""
        report = self.check()
        if not report:
            raise WrongStep(report)
        return Result(name, self.first, self.last, report)

    # -- display ---------------------------------------------------------------------

    def rows(self):
        """The chain as rows for printing: marks are those of the last check."""
        marks = (
            [v.mark for v in self._report.lines] if self._report is not None else None
        )
        before, rows = self.first, []
        for k, line in enumerate(self.lines):
            rows.append(
                Row(
                    before if k == 0 else None,
                    line.relation,
                    line.expression,
                    line.reason,
                    line.needs,
                    marks[k] if marks else "unchecked",
                    line.source,
                )
            )
        return rows

    def _legend(self):
        if self._report is None:
            return {}
        scopes = {v.scope for v in self._report.lines if v.mark == "proved"}
        points = {v.points for v in self._report.lines if v.verdict == "agrees"}
        return {
            "proved": ", ".join(sorted(scopes)),
            "agrees": ", ".join(map(str, sorted(points))),
        }

    def __str__(self):
        return chain_text(self.rows(), self._legend())

    def markdown(self):
        return chain_markdown(self.rows(), self._legend())

    def latex(self):
        return chain_latex(self.rows())

    def record(self):
        return self._record(self._report)

    def _record(self, report):
        lines = []
        for k, line in enumerate(self.lines):
            entry = {
                "line": k + 1,
                "relation": line.relation,
                "expression": plain(line.expression),
                "reason": line.reason,
            }
            if line.needs is not None:
                entry["needs"] = str(line.needs)
            if line.source:
                entry["source"] = line.source
            entry.update(
                _verdict_record(report.lines[k])
                if report is not None
                else {"verdict": "unchecked"}
            )
            lines.append(entry)
        record = {
            "kind": "derivation",
            "name": self.name or "",
            "first": plain(self.first),
            "sizes": {str(s): int(k) for s, k in sorted(self.sizes.items(), key=str)},
            "lines": lines,
        }
        if report is not None and report.mutation is not None:
            score = report.mutation
            record["mutation"] = {
                "killed": score.killed,
                "total": score.total,
                "equivalent": list(score.equivalent),
                "survivors": list(score.survivors),
            }
        return record


def _require_text(name, text):
    if not isinstance(text, str) or not text.strip():
        raise TypeError(f"{name} must be a text that is not empty, got {text!r}")


@dataclass
class Report(Shown):
    """The verdicts of a chain's lines; true when every line holds."""

    chain: Derivation
    lines: tuple
    mutation: object = field(default=None)

    def __bool__(self):
        return all(v.verdict in HOLDS for v in self.lines)

    @property
    def verdicts(self):
        """The verdict of every line, in order."""
        return tuple(v.verdict for v in self.lines)

    @property
    def first_wrong(self):
        """The number of the first line that does not hold, from 1, or None."""
        for number, verdict in enumerate(self.lines, start=1):
            if verdict.verdict not in HOLDS:
                return number
        return None

    @property
    def wrong(self):
        """The verdict on the first line that does not hold, or None."""
        return self.lines[self.first_wrong - 1] if self.first_wrong else None

    @property
    def verdict(self):
        """ "refuted" or "undecided" if a line is, else the weakest of the lines."""
        order = ("refuted", "undecided", "cited", "agrees", "proved")
        return min(self.verdicts, key=order.index)

    @property
    def counterexample(self):
        return None if self.wrong is None else self.wrong.counterexample

    @property
    def explanation(self):
        return None if self.wrong is None else self.wrong.explanation

    def sentence(self):
        """What was found, in one sentence or two."""
        if self.wrong is not None:
            reason = self.chain.lines[self.first_wrong - 1].reason
            return f"Line {self.first_wrong} ({reason}) is {self.wrong.sentence()}"
        counts = [
            f"{self.verdicts.count(v)} {words}"
            for v, words in (
                ("proved", "proved"),
                ("agrees", "agreeing at sampled points"),
                ("cited", "cited"),
            )
            if v in self.verdicts
        ]
        text = f"{len(self.lines)} lines: {', '.join(counts)}."
        if self.mutation is not None:
            wrong = self.mutation.total - len(self.mutation.equivalent)
            text += f" Of {wrong} wrong versions {self.mutation.killed} are refuted."
        return text

    def __str__(self):
        return f"{self.chain}\n{self.sentence()}"

    def markdown(self):
        return f"{self.chain.markdown()}\n\n{_escaped(self.sentence())}"

    def latex(self):
        return self.chain.latex()

    def record(self):
        return self.chain._record(self)


class WrongStep(AssertionError):
    """A line of a derivation does not hold; ``report`` says which and why."""

    def __init__(self, report):
        self.report = report
        name = f"{report.chain.name}: " if report.chain.name else ""
        super().__init__(f"{name}{report.sentence()}")


@dataclass(frozen=True)
class Result(Shown):
    """The equation between the two ends of a checked chain."""

    name: str
    left: object
    right: object
    report: Report

    def __str__(self):
        return f"{self.name}: {plain(self.left)} = {plain(self.right)}"

    def markdown(self):
        return f"$$\n{self._equation()}\n$$"

    def latex(self):
        return f"$$\n{self._equation()}\n$$"

    def _equation(self):
        return rf"\boxed{{\;{latex(self.left)} = {latex(self.right)}\;}}"

    def record(self):
        return {
            "kind": "result",
            "name": self.name,
            "equation": f"{plain(self.left)} = {plain(self.right)}",
            "latex": f"{latex(self.left)} = {latex(self.right)}",
            "verdicts": list(self.report.verdicts),
        }
