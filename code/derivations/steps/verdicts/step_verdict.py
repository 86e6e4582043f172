"""The verdict on one step: what it holds, and how it shows itself."""

from dataclasses import dataclass
from typing import Any

from derivations.display import Shown
from derivations.steps.diagnosis.explanation import Explanation
from derivations.steps.typesetting.cutting import cut_text
from derivations.steps.typesetting.latex import latex
from derivations.steps.typesetting.plain import plain

from .judge import Counterexample

HOLDS = ("proved", "agrees", "cited")
LONG, SIDE = 600, 300  # characters of a text within a message, and of one side


@dataclass(frozen=True)
class StepVerdict(Shown):
    """The verdict on one step; true when it is proved or agrees.

    ``verdict`` is "proved", "agrees", "refuted", "undecided" or "cited"; ``scope`` says
    of a proof whether it holds for "all sizes", "all values" or the sizes named;
    ``points`` counts the points at which both sides were compared; ``deliberate`` names
    the kinds of deliberate points tried besides: ties, zeros, ends of closed intervals,
    break points, scales from 1e-8 to 1e8, whole numbers to 60.
    """

    verdict: str
    left: Any
    right: Any
    relation: str = "="
    scope: str = ""
    points: int = 0
    counterexample: Counterexample | None = None
    explanation: Explanation | None = None
    note: str = ""
    deliberate: tuple = ()

    def __bool__(self) -> bool:
        return self.verdict in ("proved", "agrees")

    @property
    def mark(self) -> str:
        """The mark beside the line: a proof for all sizes has one of its own."""
        if self.verdict == "proved" and self.scope.startswith("all"):
            return "proved-all"
        return self.verdict

    def sentence(self) -> str:
        """The verdict in one sentence, with the counterexample and what is wrong."""
        parts = [self.verdict]
        if self.scope:
            parts[0] += f" ({self.scope})"
        elif self.verdict == "agrees":
            parts[0] += f" at {self.points} point{'s' * (self.points != 1)}"
            if self.deliberate:
                parts[0] += f" and at {', '.join(self.deliberate)}"
        if self.counterexample is not None:
            parts.append(str(self.counterexample))
        if self.note:
            parts.append(cut_text(self.note, LONG))
        text = "; ".join(parts) + "."
        said = cut_text(str(self.explanation), LONG) if self.explanation else ""
        return f"{text} {said}".rstrip()

    def __str__(self) -> str:
        left, right = (cut_text(plain(side), SIDE) for side in (self.left, self.right))
        return f"{left} {self.relation} {right}: {self.sentence()}"

    def markdown(self) -> str:
        formula = rf"{latex(self.left)} {_tex(self.relation)} {latex(self.right)}"
        return f"${formula}$: {escaped(self.sentence())}"

    def record(self) -> dict[str, Any]:
        return {
            "kind": "step",
            "left": plain(self.left),
            "right": plain(self.right),
            "relation": self.relation,
            **verdict_record(self),
        }


def _tex(relation):
    return {"<=": r"\le", ">=": r"\ge"}.get(relation, relation)


def escaped(text):
    for character in "\\_*|$<>":
        text = text.replace(character, "\\" + character)
    return text


def verdict_record(verdict):
    record = {"verdict": verdict.verdict}
    if verdict.scope:
        record["scope"] = verdict.scope
    if verdict.points:
        record["points"] = verdict.points
    if verdict.deliberate:
        record["deliberate"] = list(verdict.deliberate)
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
