"""Rules on the works that chapters name: each has an entry, and each entry is named."""

from collections.abc import Iterator

from derivations.book.notebooks.committed import Cell, Notebook
from derivations.book.notebooks.works import FILE, Work, linked

from .lack import Lack


def items(notebook: Notebook) -> Iterator[tuple[Cell, str]]:
    """Yield the items of a chapter's list of references, with their cells."""
    for cell in notebook.cells:
        if cell.kind == "markdown" and cell.subsection == "References":
            for line in cell.source.splitlines():
                if line.startswith("- "):
                    yield cell, line.removeprefix("- ")


def references(notebook: Notebook, works: list[Work]) -> Iterator[Lack]:
    """Each work that a chapter names has an entry, and stands in the form of it."""
    known = {work.address: work for work in works if work.address}
    for cell, item in items(notebook):
        work = known.get(linked(item))
        if work is None:
            yield Lack(
                "references",
                f"the work {item!r} has no entry",
                f"Add it to {FILE}, and link its DOI or address first",
                cell,
            )
        elif not item.startswith(work.item):
            yield Lack(
                "references",
                f"the work {work.key} is given in another form",
                f"Write `{work.item}`, and behind it what the chapter says of it",
                cell,
            )


def unfounded(works: list[Work], notebooks: list[Notebook]) -> list[str]:
    """Return what is wrong with the entries as a whole, one sentence each."""
    named = {linked(item) for notebook in notebooks for _, item in items(notebook)}
    addresses = [work.address for work in works]
    wrong = [f"{w.key} has neither DOI nor address" for w in works if not w.address]
    for work in works:
        if work.address and work.address not in named:
            wrong.append(f"{work.key} is named by no chapter")
        if work.address and addresses.count(work.address) > 1:
            wrong.append(f"{work.key} has the address of another entry")
    return wrong
