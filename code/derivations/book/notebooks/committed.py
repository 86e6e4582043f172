"""Committed notebooks, read as data: cells, sections, records.

Standard library only; nothing is run.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from derivations.display import RECORD

# The heading that ends the first part of a chapter; what follows goes deeper.
ANSWERED = "That answers the question."
CHAPTER = re.compile(r"(\d\d)-[a-z0-9]+(-[a-z0-9]+)*\.ipynb")
_FENCE = re.compile(r"^(?P<fence>```+|~~~+|:::+).*?^(?P=fence)\s*$", re.M | re.S)
_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Cell:
    """One cell, with its number as a reader counts and the section it stands in."""

    number: int
    kind: str
    source: str
    metadata: dict
    outputs: tuple[dict, ...]
    executed: bool
    section: str
    subsection: str

    @property
    def tags(self) -> list[str]:
        """Return the cell's tags."""
        return self.metadata.get("tags", [])

    @property
    def folded(self) -> bool:
        """Return whether the page folds the cell's code."""
        return bool({"hide-input", "hide-cell", "remove-input"} & set(self.tags))

    @property
    def records(self) -> list[dict]:
        """Return the records among the cell's outputs."""
        shown = (output.get("data", {}) for output in self.outputs)
        return [data[RECORD] for data in shown if RECORD in data]

    @property
    def pictures(self) -> list[dict]:
        """Return the outputs that hold a picture."""
        return [
            output
            for output in self.outputs
            if any(mime.startswith("image/") for mime in output.get("data", {}))
        ]


@dataclass(frozen=True)
class Notebook:
    """A notebook's name, its cells, and what its metadata say of it."""

    name: str
    cells: tuple[Cell, ...]
    about: dict = field(default_factory=dict)  # short_title, description, keywords

    @cached_property
    def title(self) -> str:
        """Return the first heading of level 1, or ""."""
        return next((text for _, level, text in self.headings if level == 1), "")

    @cached_property
    def headings(self) -> list[tuple[Cell, int, str]]:
        """Return every heading: its cell, level and text."""
        return [
            (cell, level, text)
            for cell in self.cells
            if cell.kind == "markdown"
            for level, text in headings(cell.source)
        ]

    @property
    def short_title(self) -> str:
        """Return what lists and side bars call it, in words without a formula."""
        return self.about.get("short_title") or self.title or self.name

    @property
    def listed_as(self) -> str:
        """Return the short title with the chapter's number, or the whole title."""
        if "short_title" in self.about and self.number:
            return f"{self.number}. {self.short_title}"
        return self.short_title

    @property
    def number(self) -> int | None:
        """Return the number of a chapter, None of another notebook."""
        return int(self.name[:2]) if is_chapter(self.name) else None

    @property
    def answer(self) -> list[Cell]:
        """Return the cells of the first part, before the heading that ends it."""
        sections = [cell.section for cell in self.cells]
        end = sections.index(ANSWERED) if ANSWERED in sections else len(sections)
        return list(self.cells[:end])

    @property
    def deeper(self) -> list[Cell]:
        """Return the cells of the second part: those of the sections that fold."""
        behind = self.cells[len(self.answer) :]
        return [cell for cell in behind if cell.section != ANSWERED]

    def section(self, title: str) -> list[Cell]:
        """Return the cells of the section with this title."""
        return [cell for cell in self.cells if cell.section == title]

    def records(self, kind: str | None = None) -> Iterator[tuple[Cell, dict]]:
        """Yield each record with its cell; with `kind`, those of that kind."""
        for cell in self.cells:
            for record in cell.records:
                if kind is None or record.get("kind") == kind:
                    yield cell, record

    def shown(self, kind: str) -> Iterator[tuple[str, dict]]:
        """Yield each record of a kind with the Markdown that the page shows."""
        for cell in self.cells:
            for output in cell.outputs:
                data = output.get("data", {})
                if data.get(RECORD, {}).get("kind") == kind:
                    yield _joined(data.get("text/markdown", "")), data[RECORD]


def is_chapter(name: str) -> bool:
    """Whether a file's name is that of a numbered chapter.

    >>> is_chapter("01-logistic-cost.ipynb"), is_chapter("check-your-own.ipynb")
    (True, False)
    """
    return CHAPTER.fullmatch(name) is not None


def headings(markdown: str) -> list[tuple[int, str]]:
    """Return (level, text) of the headings, not counting those in fenced blocks.

    >>> headings("## Result\\n\\n```\\n# a comment\\n```")
    [(2, 'Result')]
    """
    found = _HEADING.findall(_FENCE.sub("", markdown))
    return [(len(marks), text) for marks, text in found]


def read(path: str | Path) -> Notebook:
    """Read a notebook; ValueError, with its path, if the file is not one."""
    path = Path(path)
    try:
        return parse(json.loads(path.read_text(encoding="utf-8")), path.name)
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise ValueError(f"{path} is not a notebook: {error}") from error


def parse(notebook: dict, name: str) -> Notebook:
    """Return the notebook with this content, in format 4."""
    cells, section, subsection = [], "", ""
    for number, cell in enumerate(notebook["cells"], start=1):
        source = _joined(cell["source"])
        if cell["cell_type"] == "markdown":
            for level, text in headings(source):
                if level <= 2:
                    section, subsection = (text if level == 2 else ""), ""
                else:
                    subsection = text
        cells.append(
            Cell(
                number=number,
                kind=cell["cell_type"],
                source=source,
                metadata=cell.get("metadata", {}),
                outputs=tuple(cell.get("outputs", ())),
                executed=cell.get("execution_count") is not None,
                section=section,
                subsection=subsection,
            )
        )
    about = notebook.get("metadata", {}).get("derivations", {})
    return Notebook(name, tuple(cells), about)


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)
