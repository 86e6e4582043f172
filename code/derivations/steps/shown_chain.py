"""How a chain of lines shows itself: in a terminal, on a page, as a record."""

from typing import Any

from derivations.display import Shown
from derivations.steps.typesetting.layout import (
    Row,
    chain_latex,
    chain_markdown,
    chain_text,
)
from derivations.steps.typesetting.plain import plain
from derivations.steps.verdicts.step_verdict import verdict_record
from derivations.steps.vocabulary.conditions import in_words
from derivations.steps.vocabulary.statements import Vanishes


class ShownChain(Shown):
    """Mixin for a chain with `first`, `lines`, `sizes`, `name` and its last report."""

    first: Any
    lines: list[Any]
    sizes: dict[Any, Any]
    name: str | None
    _report: Any
    _whole_domain: Any

    def rows(self) -> list[Row]:
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
                    self._said(k, line),
                    line.needs,
                    marks[k] if marks else "unchecked",
                    line.source,
                )
            )
        return rows

    def _said(self, k, line):
        """The reason of a line, with what belongs to its meaning."""
        if line.up_to is not None:
            return f"{line.reason}, up to a constant"
        note = self._report.lines[k].note if self._report is not None else ""
        solved = isinstance(line.expression, Vanishes) and note
        return f"{line.reason}; {note}" if solved else line.reason

    def legend(self) -> dict[str, str]:
        """What the marks of the last check stand for: sizes, numbers of points."""
        if self._report is None:
            return {}
        verdicts = self._report.lines
        scopes = {v.scope for v in verdicts if v.mark == "proved"}
        points = {v.points for v in verdicts if v.verdict == "agrees"}
        sizes = any(v.scope == "all sizes" for v in verdicts)
        return {
            "proved-all": "all sizes and values" if sizes else "all values",
            "proved": ", ".join(sorted(scopes)),
            "agrees": ", ".join(map(str, sorted(points))),
        }

    def whole_domain(self) -> Any:
        """The declared domain and the conditions of lines that are relations."""
        return self._whole_domain()

    def __str__(self) -> str:
        return chain_text(self.rows(), self.legend())

    def markdown(self, foot: str | None = None, anchor: str = "") -> str:
        """The chain for a page; `foot` and `anchor` as for `chain_markdown`."""
        return chain_markdown(self.rows(), self.legend(), foot=foot, anchor=anchor)

    def latex(self) -> str:
        return chain_latex(self.rows())

    def record(self) -> dict[str, Any]:
        return self.record_with(self._report)

    def record_with(self, report: Any) -> dict[str, Any]:
        """The record of the chain with the verdicts of a report, or unchecked."""
        lines = []
        for k, line in enumerate(self.lines):
            entry = {
                "line": k + 1,
                "relation": line.relation,
                "expression": plain(line.expression),
                "reason": line.reason,
            }
            if line.up_to is not None:
                entry["up_to"] = f"a constant in {line.up_to}"
            if line.needs is not None:
                entry["needs"] = str(line.needs)
            if words := in_words(line.needs):
                entry["in_words"] = words  # conditions that no check knows
            if line.source:
                entry["source"] = line.source
            entry.update(
                verdict_record(report.lines[k])
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
