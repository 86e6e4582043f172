"""Rules of the contract on form: title, source, sections, summary."""

import re
from collections.abc import Iterator

from derivations.book.notebooks.committed import CHAPTER, Notebook

from .lack import Lack

SECTIONS = (
    "The problem",
    "Notation",
    "Derivation",
    "Result",
    "In NumPy",
    "Gradient check",
    "Mistakes the check catches",
    "On real data",
    "Exercises",
    "Summary",
)
OPTIONAL = {"On real data"}
CHECKED_DISPLAYS = ("Derivation", "Result")
SOURCE = ("Question", "Answers", "License", "Changes")

_DISPLAY = re.compile(
    r"\$\$|\\\[|```\{math\}|:::\{math\}"
    r"|\\begin\{(?:align|equation|gather|multline|eqnarray|displaymath)"
)


def title(notebook: Notebook) -> Iterator[Lack]:
    """The first cell is the title: the chapter's number, then the result."""
    number = int(CHAPTER.fullmatch(notebook.name)[1])
    first = notebook.cells[0].source if notebook.cells else ""
    wanted = rf"# {number}\. \S.{{10,}}"
    if not re.match(wanted, first):
        found = first.splitlines()[0] if first else "nothing"
        yield Lack(
            "title",
            f"its first line is {found!r}, not the title",
            f"Begin with `# {number}. ` and the result in a few words",
        )
    if sum(level == 1 for _, level, _ in notebook.headings) > 1:
        yield Lack("title", "it has two titles", "Keep one heading of level 1")


def source_box(notebook: Notebook) -> Iterator[Lack]:
    """Above the first section a quotation says where the question comes from."""
    opening = (c for c in notebook.cells if c.kind == "markdown" and not c.section)
    box = "\n".join(
        line
        for cell in opening
        for line in cell.source.splitlines()
        if line.startswith(">")
    )
    if "**Source**" not in box:
        yield Lack(
            "source",
            "it has no source box",
            "Below the title: a quotation (`> `) that begins with `**Source**` and "
            f"lists *{':*, *'.join(SOURCE)}:*",
        )
        return
    entries = dict(re.findall(r"^> - \*(\w+):\*\s*(.+)", box, re.MULTILINE))
    for name in SOURCE:
        if not entries.get(name, "").strip():
            yield Lack(
                "source",
                f"its source box has no {name!r}",
                f"Write `> - *{name}:* ...`",
            )
    question = entries.get("Question", "")
    if question and not re.search(r"\]\(https?://|no public address", question):
        yield Lack(
            "source",
            "the question in its source box is not linked",
            "Link the title, or say `no public address known`",
        )
    if "License" in entries and "CC BY-SA" not in entries["License"]:
        yield Lack(
            "source",
            "its source box names no license",
            "Write CC BY-SA and its version",
        )


def sections(notebook: Notebook) -> Iterator[Lack]:
    """The sections stand in the order of the book, with its titles."""
    found = [text for _, level, text in notebook.headings if level == 2]
    for wanted in SECTIONS:
        if wanted not in found and wanted not in OPTIONAL:
            yield Lack(
                "sections", f"it has no section {wanted!r}", f"Write `## {wanted}`"
            )
    for extra in [text for text in found if text not in SECTIONS]:
        yield Lack(
            "sections",
            f"it has a section {extra!r} that no chapter has",
            "Make it a subsection (`### `) of the section it belongs to",
        )
    known = [text for text in found if text in SECTIONS]
    order = sorted(dict.fromkeys(known), key=SECTIONS.index)
    if known != order:
        yield Lack(
            "sections",
            f"its sections come as {', '.join(known)}",
            f"Their order is {', '.join(order)}, each once",
        )


def notation(notebook: Notebook) -> Iterator[Lack]:
    """The section Notation is a table of symbols."""
    text = "\n".join(cell.source for cell in notebook.section("Notation"))
    rows = [line.lower() for line in text.splitlines() if line.startswith("|")]
    columns = ("symbol", "meaning", "shape")
    if not rows or not all(name in rows[0] for name in columns):
        yield Lack(
            "notation",
            "its notation is not a table of symbols",
            "Give a table with the columns symbol, meaning, shape, domain",
        )


def derivation_parts(notebook: Notebook) -> Iterator[Lack]:
    """Each route of the derivation is a subsection."""
    cells = notebook.section("Derivation")
    if cells and not any(cell.subsection for cell in cells):
        yield Lack(
            "derivation",
            "its derivation has no subsections",
            "Give each route a heading `### `",
        )


def typed_displays(notebook: Notebook) -> Iterator[Lack]:
    """No formula is displayed in Derivation and Result but by a checked object."""
    for cell in notebook.cells:
        if cell.kind != "markdown" or cell.section not in CHECKED_DISPLAYS:
            continue
        if found := _DISPLAY.search(cell.source):
            yield Lack(
                "displays",
                f"a displayed formula is typed ({found[0]})",
                "Show it by a Derivation, whose lines are checked, or write it inline",
                cell,
            )


def summary(notebook: Notebook) -> Iterator[Lack]:
    """The chapter ends with three bullets, what it uses, and its references."""
    text = "\n".join(c.source for c in notebook.section("Summary"))
    if not text:
        return  # the section itself is missing, and said to be
    before = re.split(r"\*\*(?:Uses|References)", text)[0]
    bullets = len(re.findall(r"^[-*] ", before, re.MULTILINE))
    if bullets != 3:
        yield Lack(
            "summary", f"its summary has {bullets} bullets", "Sum up in three bullets"
        )
    for name in ("Uses", "References"):
        if f"**{name}:**" not in text:
            yield Lack(
                "summary", f"its summary has no {name!r}", f"Write `**{name}:** ...`"
            )
    if "**Used by" in text:
        yield Lack(
            "summary",
            "it says itself who uses it",
            "Leave `Used by` out: the page adds it, from what other chapters use",
        )


CHAPTERS = (
    title,
    source_box,
    sections,
    notation,
    derivation_parts,
    typed_displays,
    summary,
)
