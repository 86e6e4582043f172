"""Re-run notebooks and write them in one canonical form.

    python -m derivations.book.notebooks.refresh [--check] [NAME ...]

NAME is a notebook's path, or the beginning of its file name ("01" is enough); without
names, all of ``chapters/``. What stays: sources, outputs, cell ids once given, the tags
and mystnb settings of a cell, and whether JupyterLab and VS Code show its source. What
goes: times, versions, other traces of a machine.
A notebook that did not change keeps its bytes; one that raises is not written.
``--check`` runs nothing and fails where a notebook is not in this form.
"""

import argparse
import asyncio
import hashlib
import sys
from pathlib import Path

import nbformat.v4
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from nbformat import NotebookNode

from .kernels import PrivateAsyncKernelManager

CHAPTERS = Path("chapters")
AT_ONCE = 2
CELL_SECONDS = 120
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE = {"name": "python", "pygments_lexer": "ipython3"}
KEPT_OF_NOTEBOOK = {"derivations"}  # mystnb could take all outputs off the page
KEPT_OF_CELL = {"mystnb", "tags"}


def normalize(notebook: NotebookNode) -> NotebookNode:
    """Return a copy in canonical form; outputs and counts are left as they are."""
    copy = nbformat.from_dict(notebook)
    kept = {k: v for k, v in copy.metadata.items() if k in KEPT_OF_NOTEBOOK}
    copy.metadata = nbformat.from_dict(
        {**kept, "kernelspec": KERNEL, "language_info": LANGUAGE}
    )
    copy.nbformat, copy.nbformat_minor = 4, 5
    taken: set[str] = set()
    for cell in copy.cells:
        kept = {k: v for k, v in cell.metadata.items() if k in KEPT_OF_CELL and v}
        if cell.metadata.get("jupyter", {}).get("source_hidden") is True:
            kept["jupyter"] = {"source_hidden": True}
        cell.metadata = nbformat.from_dict(kept)
        cell.source = cell.source.strip("\n")
        cell.pop("attachments", None)
        cell.id = cell_id(cell, taken)
        taken.add(cell.id)
        for output in cell.get("outputs", ()):
            if output.output_type == "execute_result":
                output.execution_count = cell.execution_count
            if output.output_type == "error":
                output.traceback = []  # it names files of this machine
    return copy


def cell_id(cell: NotebookNode, taken: set[str]) -> str:
    """The id a cell has, or one from its content, different from those taken."""
    given = cell.get("id")
    if given and given not in taken:
        return given
    for turn in range(len(taken) + 1):
        digest = hashlib.sha256(f"{turn}{cell.cell_type}{cell.source}".encode())
        if (found := digest.hexdigest()[:8]) not in taken:
            return found
    raise AssertionError("more ids than cells")


def read(text: str) -> NotebookNode:
    """Parse a notebook's file. (``nbformat.reads`` would invent missing ids.)"""
    return nbformat.v4.reads(text)


def written(notebook: NotebookNode) -> str:
    """The bytes of a notebook's file, as text."""
    return nbformat.writes(notebook).rstrip("\n") + "\n"


async def run(notebook: NotebookNode, folder: Path) -> None:
    """Execute in place, as `Restart and run all` does, without leaving times."""
    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        kernel_name="python3",
        kernel_manager_class=PrivateAsyncKernelManager,
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
    )
    await client.async_execute()


async def refresh(path: Path, turn: asyncio.Semaphore) -> bool:
    """Re-run one notebook and write it where it changed. False: it raised."""
    async with turn:
        before = path.read_text(encoding="utf-8")
        notebook = normalize(read(before))
        try:
            await run(notebook, path.parent)
        except (CellExecutionError, CellTimeoutError) as error:
            print(f"{path}: NOT written, a cell fails:\n{error}", flush=True)
            return False
        after = written(normalize(notebook))
        if after == before:
            print(f"{path}: unchanged", flush=True)
        else:
            path.write_text(after, encoding="utf-8")
            print(f"{path}: written", flush=True)
        return True


async def refresh_all(paths: list[Path]) -> bool:
    turn = asyncio.Semaphore(AT_ONCE)
    return all(await asyncio.gather(*(refresh(path, turn) for path in paths)))


def canonical(path: Path) -> bool:
    """Is the file what this module would write without running it?"""
    text = path.read_text(encoding="utf-8")
    same = text == written(normalize(read(text)))
    if not same:
        print(f"{path}: not in canonical form; `make refresh` writes it")
    return same


def find(names: list[str], chapters: Path = CHAPTERS) -> list[Path]:
    """Turn names into paths of notebooks; raise ValueError for one that is none.

    >>> find(["99-none"])
    Traceback (most recent call last):
    ValueError: no notebook '99-none': neither a path nor the beginning of a name
    """
    everything = sorted(
        path
        for path in chapters.rglob("*.ipynb")
        if ".ipynb_checkpoints" not in path.parts
    )
    if not names:
        return everything
    found = []
    for name in names:
        path = Path(name)
        stem = path.name.removesuffix(".ipynb")
        named = [path for path in everything if path.name.startswith(stem)]
        matches = [path] if path.is_file() else named
        if not matches:
            raise ValueError(
                f"no notebook {name!r}: neither a path nor the beginning of a name"
            )
        found += matches
    return found


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", help="paths, or beginnings of names")
    parser.add_argument("--check", action="store_true", help="run nothing, only look")
    options = parser.parse_args(arguments)
    try:
        paths = find(options.names)
    except ValueError as error:
        parser.error(str(error))
    if options.check:
        return 0 if all([canonical(path) for path in paths]) else 1
    try:
        return 0 if asyncio.run(refresh_all(paths)) else 1
    except KeyboardInterrupt:
        print("interrupted: a notebook that is not reported above keeps its outputs")
        return 130


if __name__ == "__main__":
    sys.exit(main())
