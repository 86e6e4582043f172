"""Rules on the form of chapters that do not answer first yet.

This module goes when the last of them does, and with it the choice in `contract.rules`.
"""

from collections.abc import Iterator

from derivations.book.notebooks.committed import Notebook

from .answer import DISPLAY
from .lack import rule

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
# What each section must show, and how an author makes it.
WANTED = (
    ("Derivation", "derivation", "Show a Derivation"),
    ("Result", "result", "Show chain.result(...)"),
    ("Gradient check", "check", "Show check_gradient(...)"),
    ("Mistakes the check catches", "mistakes", "Show mistakes({...})"),
)


@rule("sections")
def sections(notebook: Notebook) -> Iterator[tuple]:
    """The sections stand in the order of the book, with its titles."""
    found = [text for _, level, text in notebook.headings if level == 2]
    for wanted in SECTIONS:
        if wanted not in found and wanted not in OPTIONAL:
            yield (f"it has no section {wanted!r}", f"Write `## {wanted}`")
    for extra in [text for text in found if text not in SECTIONS]:
        yield (
            f"it has a section {extra!r} that no chapter has",
            "Make it a subsection (`### `) of the section it belongs to",
        )
    known = [text for text in found if text in SECTIONS]
    order = sorted(dict.fromkeys(known), key=SECTIONS.index)
    if known != order:
        yield (
            f"its sections come as {', '.join(known)}",
            f"Their order is {', '.join(order)}, each once",
        )


@rule("notation")
def notation(notebook: Notebook) -> Iterator[tuple]:
    """The section Notation is a table of symbols."""
    text = "\n".join(cell.source for cell in notebook.section("Notation"))
    rows = [line.lower() for line in text.splitlines() if line.startswith("|")]
    columns = ("symbol", "meaning", "shape")
    if not rows or not all(name in rows[0] for name in columns):
        yield (
            "its notation is not a table of symbols",
            "Give a table with the columns symbol, meaning, shape, domain",
        )


@rule("derivation")
def derivation_parts(notebook: Notebook) -> Iterator[tuple]:
    """Each route of the derivation is a subsection."""
    cells = notebook.section("Derivation")
    if cells and not any(cell.subsection for cell in cells):
        yield (
            "its derivation has no subsections",
            "Give each route a heading `### `",
        )


@rule("displays")
def typed_displays(notebook: Notebook) -> Iterator[tuple]:
    """No formula is displayed in Derivation and Result but by a checked object."""
    for cell in notebook.cells:
        if cell.kind != "markdown" or cell.section not in CHECKED_DISPLAYS:
            continue
        if found := DISPLAY.search(cell.source):
            yield (
                f"a displayed formula is typed ({found[0]})",
                "Show it by a Derivation, whose lines are checked, or write it inline",
                cell,
            )


@rule("records")
def records(notebook: Notebook) -> Iterator[tuple]:
    """Each section that promises evidence shows some."""
    kinds = {(cell.section, record.get("kind")) for cell, record in notebook.records()}
    for section, kind, mend in WANTED:
        if (section, kind) not in kinds:
            yield f"its section {section!r} shows no record of kind {kind!r}", mend


CHAPTERS = (sections, notation, derivation_parts, typed_displays)
EVIDENCE = (records,)
