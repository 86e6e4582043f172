"""Notebooks that are taken away run: their data travel with them."""

import asyncio
import io
import json
import re
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from derivations.book.notebooks import refresh
from derivations.book.site import downloads
from nbclient.exceptions import CellExecutionError

CHAPTERS = Path(__file__).parents[3] / "chapters"
NOTEBOOKS = sorted(CHAPTERS.glob("*.ipynb"))
SHORT = CHAPTERS / "06-quadratic-approximation.ipynb"  # it reads data, and is quick
SECONDS = 240
CODE = 'table = open("data/some.csv").read()\nassert table == "1,2"'


def unpacked(packed, folder):
    """The names in a zip, unpacked into an empty folder."""
    with zipfile.ZipFile(io.BytesIO(packed)) as zipped:
        zipped.extractall(folder)
        return zipped.namelist()


def run(path):
    """Execute a notebook where it lies, as a reader does."""
    notebook = refresh.normalize(refresh.read(path.read_text(encoding="utf-8")))
    asyncio.run(asyncio.wait_for(refresh.run(notebook, path.parent), SECONDS))
    return notebook


@pytest.fixture
def small(tmp_path):
    """A notebook that reads a file, which lies beside it."""
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "source": CODE}
    cell |= {"execution_count": None, "outputs": []}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path = tmp_path / "book" / "07-small.ipynb"
    (path.parent / "data").mkdir(parents=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    (path.parent / "data" / "some.csv").write_text("1,2", encoding="utf-8")
    return path


def test_a_chapter_with_data_runs_where_nothing_else_is(tmp_path):
    names = unpacked(downloads.archive(SHORT), tmp_path)
    assert len(names) > 1
    found = run(tmp_path / SHORT.name)
    committed = refresh.read(SHORT.read_text(encoding="utf-8"))
    count = [len(cell.get("outputs", ())) for cell in committed.cells]
    assert [len(cell.get("outputs", ())) for cell in found.cells] == count


def test_without_its_data_a_notebook_does_not_run(small, tmp_path):
    names = unpacked(downloads.archive(small), tmp_path / "away")
    assert names == ["07-small.ipynb", "data/some.csv"]
    assert run(tmp_path / "away" / small.name)
    (tmp_path / "away" / "data" / "some.csv").unlink()
    with pytest.raises(CellExecutionError, match="FileNotFoundError"):
        run(tmp_path / "away" / small.name)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_zip_holds_every_file_that_its_notebook_names(notebook, tmp_path):
    names = unpacked(downloads.archive(notebook), tmp_path)
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    code = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
    there = [path.name for path in (CHAPTERS / "data").iterdir()]
    wanted = {f"data/{name}" for name in there if name in code}
    assert set(names) == {notebook.name, *wanted}
    reads = re.findall(r"\b(?:loadtxt|genfromtxt|read_csv|np\.load|open)\(", code)
    assert bool(reads) == bool(wanted), "data are read, but not from a name in the code"


def test_every_machine_makes_the_same_bytes(small):
    first = downloads.archive(small)
    small.touch()
    assert downloads.archive(small) == first
    assert b"1,2" in first  # not compressed: that would depend on a library


def test_data_that_are_not_there_are_told(small, caplog):
    (small.parent / "data" / "some.csv").unlink()
    with pytest.raises(FileNotFoundError, match=r"some\.csv"):
        downloads.archive(small)
    app = SimpleNamespace(srcdir=small.parent, outdir=small.parent / "out")
    with caplog.at_level("WARNING"):
        downloads.offer(app, small.stem, "", {}, None)
    assert "07-small reads what is not there" in caplog.text
    assert not (small.parent / "out").exists()


def test_the_zip_stands_first_among_the_downloads(small):
    app = SimpleNamespace(srcdir=small.parent, outdir=small.parent / "out")
    group = {"label": "download-buttons", "buttons": [{"text": ".ipynb"}]}
    context = {"header_buttons": [group], "pathto": lambda name, _: f"../{name}"}
    downloads.offer(app, small.stem, "", context, None)
    assert [b["url"] for b in group["buttons"][:1]] == ["../_sources/07-small.zip"]
    packed = small.parent / "out" / "_sources" / "07-small.zip"
    assert packed.read_bytes() == downloads.archive(small)
    downloads.offer(app, "no-notebook", "", context, None)
    assert len(group["buttons"]) == 2
