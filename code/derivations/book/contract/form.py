"""Rules of the contract on form: title, source, summary."""

import re
from collections.abc import Iterator

from derivations.book.notebooks.committed import Notebook

from .lack import rule

SOURCE = ("Question", "Answers", "License", "Changes")


@rule("title")
def title(notebook: Notebook) -> Iterator[tuple]:
    """The first cell is the title: the chapter's number, then the result."""
    number = int(notebook.name[:2])
    first = notebook.cells[0].source if notebook.cells else ""
    wanted = rf"# {number}\. \S.{{10,}}"
    if not re.match(wanted, first):
        found = first.splitlines()[0] if first else "nothing"
        yield (
            f"its first line is {found!r}, not the title",
            f"Begin with `# {number}. ` and the result in a few words",
        )
    if sum(level == 1 for _, level, _ in notebook.headings) > 1:
        yield ("it has two titles", "Keep one heading of level 1")


@rule("source")
def source_box(notebook: Notebook) -> Iterator[tuple]:
    """A quotation says where the question comes from."""
    box = "\n".join(
        line
        for cell in notebook.cells
        if cell.kind == "markdown" and "**Source**" in cell.source
        for line in cell.source.splitlines()
        if line.startswith(">")
    )
    if "**Source**" not in box:
        yield (
            "it has no source box",
            "Write a quotation (`> `) that begins with `**Source**` and "
            f"lists *{':*, *'.join(SOURCE)}:*",
        )
        return
    entries = dict(re.findall(r"^> - \*(\w+):\*\s*(.+)", box, re.MULTILINE))
    for name in SOURCE:
        if not entries.get(name, "").strip():
            yield (
                f"its source box has no {name!r}",
                f"Write `> - *{name}:* ...`",
            )
    question = entries.get("Question", "")
    if question and not re.search(r"\]\(https?://|no public address", question):
        yield (
            "the question in its source box is not linked",
            "Link the title, or say `no public address known`",
        )
    if "License" in entries and "CC BY-SA" not in entries["License"]:
        yield (
            "its source box names no license",
            "Write CC BY-SA and its version",
        )


@rule("summary")
def summary(notebook: Notebook) -> Iterator[tuple]:
    """The chapter ends with three bullets, what it uses, and its references."""
    cells = [c for c in notebook.cells if "Summary" in (c.section, c.subsection)]
    text = "\n".join(cell.source for cell in cells)
    if not text:
        yield "it has no summary", "Write `### Summary` in the section on sources"
        return
    before = re.split(r"\*\*(?:Uses|References)", text)[0]
    bullets = len(re.findall(r"^[-*] ", before, re.MULTILINE))
    if bullets != 3:
        yield (f"its summary has {bullets} bullets", "Sum up in three bullets")
    if "**Uses:**" not in text:
        yield "its summary has no 'Uses'", "Write `**Uses:** ...`"
    own = any(cell.subsection == "References" for cell in notebook.cells)
    if "**References:**" not in text and not own:
        yield "it has no 'References'", "Write `### References` below the summary"
    if "**Used by" in text:
        yield (
            "it says itself who uses it",
            "Leave `Used by` out: the page adds it, from what other chapters use",
        )


CHAPTERS = (title, source_box, summary)
