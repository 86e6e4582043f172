"""What the check of a chain found, line by line."""

from dataclasses import dataclass, field
from typing import Any

from derivations.display import Shown
from derivations.steps.typesetting.layout import equation
from derivations.steps.typesetting.marks import words_of
from derivations.steps.typesetting.plain import plain
from derivations.steps.verdicts.step_verdict import HOLDS, escaped
from derivations.steps.vocabulary.conditions import in_words


@dataclass
class Report(Shown):
    """The verdicts of a chain's lines; true when every line holds."""

    chain: Any  # the Derivation
    lines: tuple
    mutation: Any = field(default=None)

    def __bool__(self) -> bool:
        return all(v.verdict in HOLDS for v in self.lines)

    @property
    def verdicts(self) -> tuple[str, ...]:
        """The verdict of every line, in order."""
        return tuple(v.verdict for v in self.lines)

    @property
    def first_wrong(self) -> int | None:
        """The number of the first line that does not hold, from 1, or None."""
        for number, verdict in enumerate(self.lines, start=1):
            if verdict.verdict not in HOLDS:
                return number
        return None

    @property
    def wrong(self) -> Any:
        """The verdict on the first line that does not hold, or None."""
        number = self.first_wrong
        return self.lines[number - 1] if number else None

    @property
    def verdict(self) -> str:
        """ "refuted" or "undecided" if a line is, else the weakest of the lines."""
        order = ("refuted", "undecided", "cited", "agrees", "proved")
        return min(self.verdicts, key=order.index)

    @property
    def counterexample(self) -> Any:
        return None if self.wrong is None else self.wrong.counterexample

    @property
    def explanation(self) -> Any:
        return None if self.wrong is None else self.wrong.explanation

    def sentence(self) -> str:
        """What was found, in one sentence or two."""
        if number := self.first_wrong:
            reason = self.chain.lines[number - 1].reason
            return f"Line {number} ({reason}) is {self.wrong.sentence()}"
        counts = [
            f"{self.verdicts.count(v)} {words}"
            for v, words in (
                ("proved", "proved"),
                ("agrees", "agreeing at sampled points"),
                ("cited", "cited"),
            )
            if v in self.verdicts
        ]
        noun = "line" if len(self.lines) == 1 else "lines"
        text = f"{len(self.lines)} {noun}: {', '.join(counts)}."
        if words := sum(len(in_words(line.needs)) for line in self.chain.lines):
            text += f" {words} condition{'s' * (words > 1)} in words, not checked."
        score = self.mutation
        if score is not None and score.score is not None:  # not of an inequality alone
            text += f" Of {score.wrong} wrong versions {score.killed} are refuted."
        return text

    def __str__(self) -> str:
        return f"{self.chain}\n{self.sentence()}"

    def markdown(self) -> str:
        return f"{self.chain.markdown()}\n\n{escaped(self.sentence())}"

    def latex(self) -> str:
        return self.chain.latex()

    def record(self) -> dict[str, Any]:
        return self.chain.record_with(self)


class WrongStep(AssertionError):
    """A line of a derivation does not hold; ``report`` says which and why."""

    def __init__(self, report: Report) -> None:
        self.report = report
        name = f"{report.chain.name}: " if report.chain.name else ""
        super().__init__(f"{name}{report.sentence()}")


@dataclass(frozen=True)
class Result(Shown):
    """The equation, or inequality, between the two ends of a checked chain."""

    name: str
    left: Any
    right: Any
    report: Report
    relation: str = "="

    @property
    def verdict(self) -> str:
        """That of the chain's weakest line: "proved", "agrees" or "cited"."""
        return self.report.verdict

    @property
    def _rests_on_a_source(self):
        """Said wherever a result is shown that a cited line leads to, or ""."""
        return f" ({words_of('cited')})" if self.verdict == "cited" else ""

    def __str__(self) -> str:
        return f"{self.name}: {self._plain()}{self._rests_on_a_source}"

    def markdown(self) -> str:
        return self.latex()

    def latex(self) -> str:
        boxed = f"$$\n\\boxed{{{self.equation()}}}\n$$"
        return f"{boxed}{self._rests_on_a_source}"

    def _plain(self):
        return f"{plain(self.left)} {self.relation} {plain(self.right)}"

    def equation(self) -> str:
        """The result as LaTeX, without dollars and without a box."""
        return equation(self.left, self.right, self.relation)

    def record(self) -> dict[str, Any]:
        return {
            "kind": "result",
            "name": self.name,
            "equation": self._plain(),
            "latex": self.equation(),
            "verdicts": list(self.report.verdicts),
            **({"verdict": "cited"} if self.verdict == "cited" else {}),
        }
