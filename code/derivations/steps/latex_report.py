"""What the check of a derivation in LaTeX found, line by line."""

from dataclasses import dataclass, field
from typing import Any

from derivations.display import Shown
from derivations.steps.latex_input import Names
from derivations.steps.typesetting.latex import latex
from derivations.steps.typesetting.marks import MARKS
from derivations.steps.typesetting.plain import plain
from derivations.steps.verdicts.step_verdict import HOLDS, StepVerdict

from .derivation import Derivation


@dataclass(frozen=True)
class LatexLine:
    """One line of what was pasted, as it was understood, with its verdict.

    ``number`` counts from 1, the start included, as the reader sees it; ``start`` and
    ``end`` are characters of the source; ``verdict`` is None where nothing is compared,
    and ``note`` then says why.
    """

    number: int
    relation: str
    expression: Any
    start: int
    end: int
    reason: str = ""
    note: str = ""
    verdict: StepVerdict | None = None
    right_again: int | None = None  # the earlier line that it equals, after a wrong one


@dataclass
class LatexReport(Shown):
    """The verdicts on all lines of a source; true when lines were compared and hold."""

    source: str
    lines: tuple[LatexLine, ...]
    names: Names
    chains: tuple[Derivation, ...] = field(default=())

    def __bool__(self) -> bool:
        judged = [line.verdict for line in self.lines if line.verdict is not None]
        return bool(judged) and all(v.verdict in HOLDS for v in judged)

    @property
    def first_wrong(self) -> int | None:
        """The number of the first line that does not hold, as the reader counts."""
        for line in self.lines:
            if line.verdict is not None and line.verdict.verdict not in HOLDS:
                return line.number
        return None

    @property
    def verdict(self) -> str:
        """The weakest verdict of the lines; "not checked" where none was compared."""
        order = ("refuted", "undecided", "cited", "agrees", "proved")
        found = [
            line.verdict.verdict for line in self.lines if line.verdict is not None
        ]
        return min(found, key=order.index) if found else "not checked"

    def sentence(self) -> str:
        """What was found, in a sentence or two."""
        if self.first_wrong is not None:
            wrong = self.lines[self.first_wrong - 1]
            assert wrong.verdict is not None
            text = f"Line {wrong.number} is {wrong.verdict.sentence()}"
            again = next((k for k in self.lines if k.right_again is not None), None)
            if again is not None:
                text += (
                    f" Line {again.number} is right again: it equals line "
                    f"{again.right_again}."
                )
            return text
        judged = sum(line.verdict is not None for line in self.lines)
        if not judged:
            return "Nothing was compared."
        noun = "line holds" if judged == 1 else "lines hold"
        return f"{judged} {noun}."

    def __str__(self) -> str:
        rows = [self._row(line) for line in self.lines]
        known = [f"  {name}: {words}" for name, words in self.names.assumed]
        if known:
            rows += ["assumed, as nothing was declared:", *known]
        return "\n".join([*rows, self.sentence()])

    def _row(self, line: LatexLine) -> str:
        mark = _glyph(line) or " "
        shown = "..." if line.expression is None else plain(line.expression)
        note = f"   [{line.note}]" if line.note else ""
        reason = f"   {line.reason}" if line.reason else ""
        return f"{line.number:3} {mark:2} {line.relation:2} {shown}{reason}{note}"

    def markdown(self) -> str:
        """The lines as they were understood, in a table, and the sentence."""
        rows = ["| line | | as understood | |", "|---|---|---|---|"]
        for line in self.lines:
            shown = r"\dots" if line.expression is None else latex(line.expression)
            shown = shown.replace("|", r"\vert ")
            rest = line.reason or line.note
            formula = f"${line.relation} {shown}$"
            rows.append(f"| {line.number} | {_glyph(line)} | {formula} | {rest} |")
        return "\n".join([*rows, "", self.sentence()])

    def record(self) -> dict[str, Any]:
        """Plain values: every line with its place, what was understood, the verdict."""
        return {
            "kind": "latex",
            "verdict": self.verdict,
            "first_wrong": self.first_wrong,
            "sentence": self.sentence(),
            "lines": [self._recorded(line) for line in self.lines],
            "assumed": [list(pair) for pair in self.names.assumed],
            "declared": [list(pair) for pair in self.names.read],
        }

    def _recorded(self, line: LatexLine) -> dict[str, Any]:
        found = line.verdict
        explanation = None if found is None else found.explanation
        return {
            "line": line.number,
            "relation": line.relation,
            "start": line.start,
            "end": line.end,
            "understood": None if line.expression is None else latex(line.expression),
            "reason": line.reason,
            "note": line.note,
            "verdict": None if found is None else found.verdict,
            "says": None if found is None else found.sentence(),
            "explanation": None if explanation is None else str(explanation),
            "right_again": line.right_again,
        }


def _glyph(line: LatexLine) -> str:
    """The mark of a line; a verdict that refutes is false, and has one too."""
    return "" if line.verdict is None else MARKS[line.verdict.mark].glyph
