"""Rules of the contract on cells: size, tags, headings, figures."""

import re
from collections.abc import Iterator

from derivations.book.notebooks.committed import Notebook, headings

from .lack import Lack

MOST_LINES, MOST_COLUMNS = 20, 88
PLACEHOLDER = "FILL IN"
TAGS = {"hide-input", "hide-output", "hide-cell", "remove-input"}


def one_heading_a_cell(notebook: Notebook) -> Iterator[Lack]:
    """A heading begins its cell, so that a section is a run of whole cells."""
    for cell in notebook.cells:
        found = headings(cell.source) if cell.kind == "markdown" else []
        if found and (len(found) > 1 or not cell.source.lstrip().startswith("#")):
            yield Lack(
                "headings",
                "a heading stands in the middle of a cell",
                "Begin a new cell with it",
                cell,
            )


def cell_size(notebook: Notebook) -> Iterator[Lack]:
    """A code cell is one idea: short enough to read at a glance."""
    for cell in notebook.cells:
        if cell.kind != "code":
            continue
        lines = cell.source.splitlines()
        if len(lines) > MOST_LINES:
            what = f"it has {len(lines)} lines"
            yield Lack("size", what, f"Split it: at most {MOST_LINES} lines", cell)
        for number, line in enumerate(lines, start=1):
            if len(line) > MOST_COLUMNS:
                what = f"its line {number} has {len(line)} columns"
                yield Lack("size", what, f"Break it: at most {MOST_COLUMNS}", cell)


def tags(notebook: Notebook) -> Iterator[Lack]:
    """Tags fold what is long; none hides evidence or switches a test off."""
    for cell in notebook.cells:
        for tag in cell.tags:
            if tag not in TAGS:
                yield Lack(
                    "tags",
                    f"it carries the tag {tag!r}",
                    f"Allowed are {', '.join(sorted(TAGS))}",
                    cell,
                )


def figures(notebook: Notebook) -> Iterator[Lack]:
    """Every figure has a caption, a name of its own and a text for those who listen."""
    names: set[str] = set()
    for cell in notebook.cells:
        if not cell.pictures:
            continue
        settings = cell.metadata.get("mystnb", {})
        figure, image = settings.get("figure", {}), settings.get("image", {})
        caption, name = figure.get("caption", ""), figure.get("name", "")
        alt = image.get("alt", "")
        if len(cell.pictures) > 1:
            what = f"it shows {len(cell.pictures)} figures"
            yield Lack("figures", what, "One figure a cell", cell)
        if len(caption) < 20:
            yield Lack(
                "figures",
                "its figure has no caption",
                'Cell metadata: "mystnb": {"figure": {"caption": ..., "name": ...}}',
                cell,
            )
        if not re.fullmatch(r"fig-[a-z0-9-]+", name) or name in names:
            yield Lack(
                "figures",
                f"its figure has no name of its own ({name!r})",
                'Cell metadata: "mystnb": {"figure": {"name": "fig-..."}}',
                cell,
            )
        names.add(name)
        if len(alt) < 40 or alt == caption:
            yield Lack(
                "figures",
                "its figure has no text for those who cannot see it",
                'Cell metadata: "mystnb": {"image": {"alt": ...}}: what the eye should '
                "see, in one or two sentences, not the caption again",
                cell,
            )
        if not any(record.get("kind") == "figure" for record in cell.records):
            yield Lack(
                "figures",
                "its figure has no summary that tests and reviewers can read",
                "End the cell with show(figure)",
                cell,
            )


def filled_in(notebook: Notebook) -> Iterator[Lack]:
    """Nothing is left of the skeleton's placeholders."""
    for cell in notebook.cells:
        if PLACEHOLDER in cell.source or PLACEHOLDER in str(cell.metadata):
            what = f"it still says {PLACEHOLDER}"
            yield Lack("filled-in", what, "Do, or delete the sentence", cell)


EVERYWHERE = (one_heading_a_cell, cell_size, tags, figures, filled_in)
