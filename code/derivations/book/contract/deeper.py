"""Rules on the second part of a chapter: sections that fold, each with its claim."""

import re
from collections.abc import Iterator

from derivations.book.notebooks.committed import Notebook

from .lack import rule

# Titles begin so, and come in this order, among others of the chapter's own.
SECTIONS = (
    "In floating point",
    "Evidence",
    "What the thread says",
    "Exercises",
    "Sources and references",
)
OPTIONAL = {"In floating point"}
_NO_CLAIM = re.compile(r"[|>#\-*+$`:<]|\d+\.")  # what a paragraph does not begin with


@rule("deeper")
def sections(notebook: Notebook) -> Iterator[tuple]:
    """What every chapter has stands under the name that every chapter gives it."""
    found = list(dict.fromkeys(cell.section for cell in notebook.deeper))
    known = [
        wanted
        for title in found
        for wanted in SECTIONS
        if re.match(rf"{re.escape(wanted)}\b", title)
    ]
    for wanted in SECTIONS:
        if wanted not in known and wanted not in OPTIONAL:
            what = f"no folded section begins with {wanted!r}"
            yield what, f"Write `## {wanted}`; more words may follow"
    order = [wanted for wanted in SECTIONS if wanted in known]
    if known != order or (found and known[-1:] != [*SECTIONS[-1:]]):
        yield (
            f"its folded sections come as {', '.join(known)}",
            f"Their order is {', '.join(order)}",
        )


@rule("claim")
def claims(notebook: Notebook) -> Iterator[tuple]:
    """A folded section begins with its claim, which the page shows in the fold."""
    for cell in notebook.deeper:
        if not re.match(r"## ", cell.source):
            continue
        heading, *rest = cell.source.strip().split("\n\n")
        lines = heading.splitlines()[1:] + rest[:1]
        if not lines or (_NO_CLAIM.match(lines[0]) and not _inline(lines[0])):
            yield (
                f"its folded section {cell.section!r} does not begin with its claim",
                "Write the claim as the first paragraph, in the cell of the heading",
                cell,
            )
        if re.search(r"[$=]", heading.splitlines()[0]):
            yield (
                f"its folded heading {cell.section!r} holds mathematics",
                "Say it in words; the formula belongs into the claim below it",
                cell,
            )


def _inline(line: str) -> bool:
    """Whether a line begins with a formula, or emphasis, within a paragraph."""
    return re.match(r"\$[^$]|\*\*?\w|`\w|\[", line) is not None


@rule("folded", "code")
def folded(cell) -> Iterator[tuple]:
    """Code that the page folds is folded in JupyterLab and VS Code as well."""
    hidden = cell.metadata.get("jupyter", {}).get("source_hidden", False)
    if cell.folded != hidden:
        where = "on the page" if cell.folded else "in notebooks"
        yield (
            f"its code is folded {where} alone",
            'Cell metadata: "tags": ["hide-input"] and "jupyter": '
            '{"source_hidden": true}, both or none',
        )


CHAPTERS = (sections, claims, folded)
