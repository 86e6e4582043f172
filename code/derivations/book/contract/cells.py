"""Rules of the contract on cells: size, tags, headings, figures."""

import base64
import re
import struct
from collections.abc import Iterator

from derivations.book.notebooks.committed import Cell, Notebook, headings

from .lack import rule

MOST_LINES, MOST_FOLDED, MOST_COLUMNS = 20, 40, 88
PLACEHOLDER = "FILL IN"
TAGS = {"hide-input"}
# What these cells record is shown by the panes above them.
SHOWN_ABOVE = re.compile(
    r'(from derivations\.book import prepared\s+)?prepared\("\w+"\)'
)
# All else in a cell's metadata could hide its output or change how it is shown.
SETTINGS = {
    "tags": set(),
    "jupyter": {"source_hidden"},
    "mystnb": {"figure", "image"},
    "figure": {"caption", "name"},
    "image": {"alt"},
}
LEAST_PIXELS = 300  # of a picture that can be read, in width and height


@rule("headings", "markdown")
def one_heading_a_cell(cell: Cell) -> Iterator[tuple]:
    """A heading begins its cell, so that a section is a run of whole cells."""
    found = headings(cell.source)
    if found and (len(found) > 1 or not cell.source.lstrip().startswith("#")):
        yield "a heading stands in the middle of a cell", "Begin a new cell with it"


@rule("size", "code")
def cell_size(cell: Cell) -> Iterator[tuple]:
    """A code cell is one idea: short enough to read at a glance."""
    lines = cell.source.splitlines()
    most = MOST_FOLDED if cell.folded else MOST_LINES
    if len(lines) > most:
        yield f"it has {len(lines)} lines", f"Split it: at most {most} lines"
    for number, line in enumerate(lines, start=1):
        if len(line) > MOST_COLUMNS:
            what = f"its line {number} has {len(line)} columns"
            yield what, f"Break it: at most {MOST_COLUMNS}"


@rule("tags", "any")
def tags(cell: Cell) -> Iterator[tuple]:
    """Tags fold what is long; none hides evidence or switches a test off."""
    for tag in cell.tags:
        if tag == "remove-cell" and SHOWN_ABOVE.fullmatch(cell.source.strip()):
            continue
        if tag not in TAGS:
            yield (
                f"it carries the tag {tag!r}",
                f"Allowed are {', '.join(sorted(TAGS))}",
            )


@rule("settings", "any")
def settings(cell: Cell) -> Iterator[tuple]:
    """No setting of a cell hides what it shows, or puts something else there."""
    ahead = [("", cell.metadata)]
    while ahead:
        name, found = ahead.pop()
        for key, value in found.items():
            if key not in SETTINGS.get(name, SETTINGS):
                yield (
                    f"its metadata say {key!r}{f' in {name!r}' if name else ''}",
                    "Only tags, source_hidden, caption, name and alt stand there",
                )
            elif isinstance(value, dict):
                ahead.append((key, value))


@rule("figures", "code")
def figures(cell: Cell) -> Iterator[tuple]:
    """Every figure has a caption, a name and a text for those who listen."""
    if not cell.pictures:
        return
    settings = cell.metadata.get("mystnb", {})
    figure, image = settings.get("figure", {}), settings.get("image", {})
    caption, alt = figure.get("caption", ""), image.get("alt", "")
    if len(cell.pictures) > 1:
        yield f"it shows {len(cell.pictures)} figures", "One figure a cell"
    if len(caption) < 20:
        yield (
            "its figure has no caption",
            'Cell metadata: "mystnb": {"figure": {"caption": ..., "name": ...}}',
        )
    if len(alt) < 40 or alt == caption:
        yield (
            "its figure has no text for those who cannot see it",
            'Cell metadata: "mystnb": {"image": {"alt": ...}}: what the eye should '
            "see, in one or two sentences, not the caption again",
        )
    for picture in cell.pictures:
        size = png_size(picture["data"].get("image/png", ""))
        if min(size) < LEAST_PIXELS:
            yield (
                f"its figure has {size[0]} x {size[1]} dots",
                "Draw it by plt.subplots() after use_style(), and show(figure)",
            )
    drawn = [record for record in cell.records if record.get("kind") == "figure"]
    if any(not _drawn(record) for record in drawn):
        yield "nothing is drawn in its figure", "Draw what the caption says"
    if not drawn:
        yield (
            "its figure has no summary that tests and reviewers can read",
            "End the cell with show(figure)",
        )


def png_size(picture: str) -> tuple[int, int]:
    """Return width and height of a base64 PNG, (0, 0) where it is none."""
    try:
        head = base64.b64decode(picture[:32])
        return struct.unpack(">II", head[16:24])
    except (ValueError, struct.error):
        return 0, 0


def _drawn(record: dict) -> bool:
    """Whether a figure's record names anything that the eye can see."""
    return any(
        part.get("others") or any(line.get("points") for line in part.get("lines", ()))
        for part in record.get("axes", ())
    )


@rule("figures")
def figure_names(notebook: Notebook) -> Iterator[tuple]:
    """Every figure has a name of its own, to refer to."""
    names: set[str] = set()
    for cell in notebook.cells:
        if not cell.pictures:
            continue
        name = cell.metadata.get("mystnb", {}).get("figure", {}).get("name", "")
        if not re.fullmatch(r"fig-[a-z0-9-]+", name) or name in names:
            yield (
                f"its figure has no name of its own ({name!r})",
                'Cell metadata: "mystnb": {"figure": {"name": "fig-..."}}',
                cell,
            )
        names.add(name)


@rule("filled-in", "any")
def filled_in(cell: Cell) -> Iterator[tuple]:
    """Nothing is left of the skeleton's placeholders."""
    if PLACEHOLDER in cell.source or PLACEHOLDER in str(cell.metadata):
        yield f"it still says {PLACEHOLDER}", "Do, or delete the sentence"


EVERYWHERE = (
    one_heading_a_cell,
    cell_size,
    tags,
    settings,
    figures,
    figure_names,
    filled_in,
)
