"""Break the first chapter by one small thing: pytest must turn red and say what."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from breaking import (
    code_cells,
    committed_number,
    derivation_line,
    gradient_sign,
    negated,
    python,
)

ROOT = Path(__file__).parents[3]
CHAPTER = ROOT / "chapters" / "01-logistic-cost.ipynb"


def verdict(folder, change, *, whole=False) -> tuple[int, str]:
    """Run pytest on a chapter with one change; return the cell's number and the report.

    The copy lies in a folder of its own, with the data beside it. It ends with the cell
    that was changed, or the first one behind it that shows something, whose number is
    returned, unless the whole chapter is needed to see what comes of it.
    """
    if not CHAPTER.exists():
        pytest.skip(f"{CHAPTER.name} is not written yet")
    notebook = nbformat.read(CHAPTER, as_version=4)
    cell = change(notebook.cells)
    if not whole:
        cells = code_cells(notebook.cells)
        cell = next(n for n in range(cell, len(cells)) if cells[n].outputs)
        del notebook.cells[notebook.cells.index(cells[cell]) + 1 :]
    nbformat.write(notebook, folder / CHAPTER.name)
    if (data := CHAPTER.parent / "data").is_dir():
        shutil.copytree(data, folder / "data")
    config = f"--config-file={ROOT / 'pyproject.toml'}"
    options = ["-p", "no:cacheprovider", "-q", "--color=no"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", config, "--rootdir=.", *options, "."],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, f"still green:\n{done.stdout}{done.stderr}"
    return cell, done.stdout


def test_a_sign_in_the_numpy_gradient(tmp_path):
    _, report = verdict(tmp_path, gradient_sign, whole=True)
    assert "FAILED 01-logistic-cost.ipynb" in report
    assert "is not the last line of the derivation" in report
    assert "the sign is wrong" in report


def test_a_sign_in_a_line_of_the_derivation(tmp_path):
    cell, report = verdict(tmp_path, derivation_line)
    assert f"FAILED 01-logistic-cost.ipynb::Cell {cell}" in report
    counterexample = r"Line \d+ \(.*\) is refuted; at .*: left .*, right "
    assert re.search(counterexample, report)
    assert "The sign is wrong" in report


def test_a_digit_of_a_committed_output(tmp_path):
    cell, report = verdict(tmp_path, committed_number)
    assert f"FAILED 01-logistic-cost.ipynb::Cell {cell}" in report
    told = rf"In chapter 01-logistic-cost, cell {cell}:\n  -.*\d.*\n  \+.*\d"
    assert re.search(told, report)


class Cell(dict):
    """A notebook's cell, as nbformat gives it."""

    __getattr__ = dict.__getitem__
    __setattr__ = dict.__setitem__


def code(source, *outputs):
    return Cell(cell_type="code", source=source, outputs=list(outputs))


def test_each_way_of_breaking_changes_one_thing():
    gradient = code("def gradient(theta):\n    r = X @ theta\n    return (\n  X.T @ r)")
    chain = code("c = Derivation(a).step(b, 'x').step(c, 'y').step(\n    d, 'z')\nc")
    number = code("print(x)", Cell(text="shape 3, value 1.25e-9\n"))
    cells = [code("import numpy"), gradient, chain, number]
    assert [gradient_sign(cells), derivation_line(cells)] == [1, 2]
    assert gradient.source.endswith("return (\n  -(X.T @ r))")
    assert chain.source.count("-(") == 1 and "step(-(c), 'y')" in chain.source
    assert committed_number(cells) == 3
    assert number.outputs[0].text == "shape 3, value 1.26e-9\n"


def test_positions_count_characters_not_bytes():
    cell = code("σ = 1; f(σ)")
    call = python(cell).body[1].value
    assert negated(cell.source, call.args[0]) == "σ = 1; f(-(σ))"


@pytest.mark.parametrize("change", [gradient_sign, derivation_line, committed_number])
def test_nothing_to_break_is_an_error(change):
    with pytest.raises(LookupError):
        change([code("x = 1")])
