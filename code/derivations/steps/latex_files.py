r"""Displays in files: which are marked to be judged, and what is said of them.

A display is judged where a comment before it declares its names::

    % derivations: m samples; x, y: m
    \begin{align} ... \end{align}

In Markdown and notebooks the comment is ``<!-- derivations: ... -->``. Names for a
whole file stand in ``derivations declare: ...``; a display after ``derivations:`` alone
then
needs no more. Displays without a comment are counted as not checked.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .latex_check import LatexReport, NotUnderstood, check_latex

_ENVIRONMENT = r"(align|alignat|equation|gather|multline|eqnarray|flalign|displaymath)"
_DISPLAY = re.compile(
    rf"\\begin\{{{_ENVIRONMENT}(\*?)\}}.*?\\end\{{\1\2\}}|\\\[.*?\\\]|\$\$.*?\$\$",
    re.DOTALL,
)
_COMMENT = re.compile(r"(?:^|\n)((?:[ \t]*%[^\n]*\n?)+)|<!--(.*?)-->", re.DOTALL)
_DIRECTIVE = re.compile(r"\s*derivations(\s+declare)?\s*:(.*)", re.DOTALL)
ENDINGS = (".tex", ".md", ".ipynb")


@dataclass(frozen=True)
class Display:
    """A display of a file: its LaTeX, its line there, and its declarations.

    ``names`` is None for a display that is not marked.
    """

    source: str
    line: int
    names: str | None = None
    cell: int | None = None  # of a notebook, from 1; lines then count in the cell


@dataclass(frozen=True)
class Judged:
    """What was found of a marked display: a report, or why it could not be read."""

    path: str
    display: Display
    report: LatexReport | None = None
    refusal: NotUnderstood | None = None

    def __bool__(self) -> bool:
        return self.report is not None and bool(self.report)

    def line_of(self, place: int) -> int:
        """The line of the file at a character of the display."""
        return self.display.line + self.display.source.count("\n", 0, place)

    def message(self) -> str:
        """One line as a compiler writes it, or an empty text where all holds."""
        where = self.path
        if self.display.cell is not None:
            where += f": cell {self.display.cell}"
        if self.refusal is not None:
            line = self.line_of(min(self.refusal.place, len(self.display.source)))
            return f"{where}:{line}: not understood: {self.refusal.message}"
        assert self.report is not None
        wrong = self.report.first_wrong
        if wrong is None:
            if self.report:
                return ""
            return f"{where}:{self.display.line}: nothing to compare in this display"
        found = self.report.lines[wrong - 1]
        assert found.verdict is not None
        said = found.verdict.sentence()
        return (
            f"{where}:{self.line_of(found.start)}: line {wrong} of the chain is {said}"
        )

    def record(self) -> dict[str, Any]:
        """Plain values, for other programs."""
        found: dict[str, Any] = {"file": self.path, "line": self.display.line}
        if self.display.cell is not None:
            found["cell"] = self.display.cell
        if self.refusal is not None:
            return {
                **found,
                "verdict": "not understood",
                "message": self.refusal.message,
                "at": self.refusal.place,
                "remedies": list(self.refusal.remedies),
            }
        assert self.report is not None
        return {**found, **self.report.record()}


def displays(text: str, cell: int | None = None) -> list[Display]:
    r"""Every display of a text, with the declarations that stand before it.

    Examples
    --------
    >>> found = displays("% derivations: x: real\n\\[ x + x = 2x \\]\n$$ y $$\n")
    >>> [(d.line, d.names) for d in found]
    [(2, 'x: real'), (3, None)]
    """
    found, everywhere, names = [], "", None
    for start, kind, content in _parts(text):
        if kind == "declare":
            everywhere += "\n" + content
        elif kind == "mark":
            names = content
        else:
            line = text.count("\n", 0, start) + 1
            known = None if names is None else f"{everywhere}\n{names}".strip()
            found.append(Display(content, line, known, cell))
            names = None
    return found


def _parts(text: str) -> Iterator[tuple[int, str, str]]:
    """Displays and directives, in the order of the text."""
    parts = [(m.start(), "display", m.group()) for m in _DISPLAY.finditer(text)]
    inside = [(m.start(), m.end()) for m in _DISPLAY.finditer(text)]
    for match in _COMMENT.finditer(text):
        if any(start <= match.start() < end for start, end in inside):
            continue
        body = match[2]
        if body is None:
            body = re.sub(r"^[ \t]*%+ ?", "", match[1], flags=re.MULTILINE)
        for directive in re.split(r"\n(?=\s*derivations)", body):
            if said := _DIRECTIVE.fullmatch(directive):
                kind = "declare" if said[1] else "mark"
                parts.append((match.start(), kind, said[2].strip()))
    return iter(sorted(parts, key=lambda part: part[0]))


def displays_of(path: Path) -> list[Display]:
    """Every display of a ``.tex``, ``.md`` or ``.ipynb`` file.

    Raises
    ------
    ValueError
        The file is of another kind, or no notebook.
    """
    if path.suffix not in ENDINGS:
        raise ValueError(
            f"{path}: a file that ends in {', '.join(ENDINGS)} is expected"
        )
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return displays(text)
    try:
        cells = json.loads(text)["cells"]
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path}: no notebook ({error})") from None
    return [
        display
        for number, cell in enumerate(cells, start=1)
        if cell["cell_type"] == "markdown"
        for display in displays("".join(cell["source"]), number)
    ]


def judge_file(path: Path) -> tuple[list[Judged], int]:
    """Judge the marked displays of a file, and count those that are not marked."""
    everything = displays_of(path)
    judged = [
        judge_display(str(path), display)
        for display in everything
        if display.names is not None
    ]
    return judged, len(everything) - len(judged)


def judge_display(path: str, display: Display) -> Judged:
    """Judge one display by the names that are declared for it."""
    try:
        report = check_latex(display.source, names=display.names or "")
    except NotUnderstood as refusal:
        return Judged(path, display, refusal=refusal)
    return Judged(path, display, report)
