"""The contract of a chapter: what every notebook of the book must be.

    python -m derivations.book.contract [NOTEBOOK ...]

names what each notebook lacks, where, and how to mend it. Notebooks are read as data,
nothing is run. Every rule yields what is lacking (`lack.Rule`): on single cells in
`cells`, on title and sources in `form`, on the first part in `answer`, on what folds in
`deeper`, on evidence in `evidence`; on the text in `words`, on its numbers in `numbers`
and letters in `notation`; on the works that a chapter names in `references`; on what
the code computes in `computed`, on what it leaves alone in `package`.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from derivations.book.notebooks.committed import Notebook, is_chapter, read
from derivations.book.notebooks.works import FILE, works

from . import (
    answer,
    cells,
    computed,
    deeper,
    evidence,
    form,
    notation,
    numbers,
    package,
    words,
)
from .lack import Lack
from .references import references


def rules(notebook: Notebook) -> list:
    """Return the rules that a notebook has to keep."""
    chosen = [*cells.EVERYWHERE, *evidence.EVERYWHERE]
    if not is_chapter(notebook.name):
        return chosen
    chosen += [*form.CHAPTERS, *answer.CHAPTERS, *deeper.CHAPTERS, *words.CHAPTERS]
    if any(cell.outputs for cell in notebook.cells):  # else there is one fault only
        chosen += [*evidence.CHAPTERS, *answer.EVIDENCE, *computed.CHAPTERS]
        chosen += [*package.CHAPTERS, *notation.CHAPTERS, *numbers.CHAPTERS]
    return chosen


def lacking(notebook: Notebook, toc: set[str], files: set[str]) -> list[Lack]:
    """Return all that a notebook lacks.

    `toc` holds the names that `_toc.yml` lists, without folder and ending; `files` the
    names of the files beside the notebook, to which it may link.
    """
    found = [lack for rule in rules(notebook) for lack in rule(notebook)]
    return [*found, *_unlisted(notebook, toc), *_dead_links(notebook, files)]


def report(notebook: Notebook, found: list[Lack]) -> str:
    """Return one readable text: the notebook's name, then what it lacks.

    Cells are counted from 1, in the order of the file, text cells included.
    """
    lines = [f"{notebook.name} lacks {len(found)} of what its readers rely on:"]
    return "\n".join([*lines, *(f"  - {lack}" for lack in found)])


def toc_names(text: str) -> set[str]:
    """Return the names of the files that a `_toc.yml` lists.

    >>> sorted(toc_names("root: chapters/index\\nparts:\\n- file: chapters/01-a.ipynb"))
    ['01-a', 'index']
    """
    listed = re.findall(r"^\s*(?:-\s*)?(?:file|root):\s*(\S+)", text, re.MULTILINE)
    return {
        Path(name).name.removesuffix(".ipynb").removesuffix(".md") for name in listed
    }


def _unlisted(notebook: Notebook, toc: set[str]) -> Iterator[Lack]:
    if notebook.name.removesuffix(".ipynb") not in toc:
        yield Lack(
            "toc",
            "the book's table of contents does not list it",
            "Add `- file: chapters/...` to _toc.yml",
        )


def _dead_links(notebook: Notebook, files: set[str]) -> Iterator[Lack]:
    for cell in notebook.cells:
        if cell.kind != "markdown":
            continue
        for target in re.findall(r"\]\(([^)#\s]+\.(?:ipynb|md))", cell.source):
            if "://" not in target and target not in files:
                yield Lack(
                    "links",
                    f"it links to {target}, which does not exist",
                    "Link to a file of the book, by its way from this folder",
                    cell,
                )


def examine(path: Path) -> tuple[Notebook, list[Lack]]:
    """Read the notebook at `path`, in `chapters/` of a book, and judge it."""
    folder = path.resolve().parent
    files = {
        str(file.relative_to(folder))
        for ending in ("*.ipynb", "*.md")
        for file in folder.rglob(ending)
    }
    toc = toc_names((folder.parent / "_toc.yml").read_text(encoding="utf-8"))
    notebook = read(path)
    named = references(notebook, works(folder / FILE))
    return notebook, [*lacking(notebook, toc, files), *named]


def main(names: list[str]) -> int:
    """Print what the named notebooks lack, or all of `chapters/`; 1 if anything."""
    paths = [Path(name) for name in names] or sorted(Path("chapters").glob("*.ipynb"))
    faulty = 0
    for path in paths:
        notebook, found = examine(path)
        if found:
            faulty += 1
            print(report(notebook, found))
    print(f"{len(paths) - faulty} of {len(paths)} notebooks keep the contract")
    return int(faulty > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
