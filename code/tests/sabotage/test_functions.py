"""Change functions of chapters: what is checked is noticed, what is not survives."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest
from changes import changes
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, writes
from numpy_parts import CHAPTERS, EXPLAINED, cells, functions, needed

HERE = Path(__file__).parent

FUNCTION = """\
def f(x, a):
    if a - 1 < 0:
        raise ValueError(f"a: 1 or more, not {a - 1}")
    return -a * x.sum(axis=0), x.T / 2
"""


def test_a_sign_a_factor_and_an_axis_are_changed_each_by_itself():
    tree = ast.parse(FUNCTION)
    found = [(c.kind, c.now) for c in changes(tree, "f")]
    assert ("sign", "if a + 1 < 0:") in found
    assert ("sign", "return (a * x.sum(axis=0), x.T / 2)") in found
    assert ("factor", "return (x.sum(axis=0), x.T / 2)") in found
    assert ("axis", "return (-a * x.sum(axis=1), x.T / 2)") in found
    assert ("axis", "return (-a * x.sum(axis=0), x / 2)") in found
    assert ("factor", "return (-a * x.sum(axis=0), x.T)") in found
    assert ("factor", "return (-a * x.sum(axis=0), 2 * (x.T / 2))") in found
    assert ast.unparse(tree) == ast.unparse(ast.parse(FUNCTION))  # whole again


def test_each_change_is_one_change():
    tree = ast.parse(FUNCTION)
    lines = ast.unparse(tree).splitlines()
    for change in changes(tree, "f"):
        changed = ast.unparse(change.tree).splitlines()
        assert sum(a != b for a, b in zip(lines, changed, strict=True)) == 1


def test_what_an_error_says_is_left_alone():
    lines = {c.line for c in changes(ast.parse(FUNCTION), "f")}
    assert lines == {2, 4}


def test_an_argument_that_is_an_axis_is_one():
    tree = ast.parse("def f(x):\n    return x.max(1), x.reshape(1)")
    axes = [c.now for c in changes(tree, "f") if c.kind == "axis"]
    assert axes == ["return (x.max(0), x.reshape(1))"]


CHAPTER = [
    new_markdown_cell("# 1. A chapter"),
    new_code_cell("import numpy as np\nunused = 1 / 2\nrng = np.random.default_rng(1)"),
    new_markdown_cell("## In NumPy, and checked"),
    new_code_cell("def twice(x):\n    return 2 * x\n\n\ndef bare(x):\n    return -x"),
    new_code_cell("x = rng.normal(size=3)\nbare(x)"),
    new_markdown_cell("## Evidence"),
    new_code_cell("assert np.all(twice(x) == x + x)\nassert rng.normal() != x[0]"),
]


@pytest.fixture
def chapter(tmp_path):
    path = tmp_path / "01-small.ipynb"
    path.write_text(writes(new_notebook(cells=CHAPTER)), encoding="utf-8")
    return path


def report(*options):
    command = [sys.executable, HERE / "numpy_parts.py", *map(str, options)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_what_no_check_calls_survives_and_is_named(chapter):
    code, told = report("--folder", chapter.parent, "--jobs", 1)
    assert code == 1
    assert told.splitlines()[-1].split() == ["all", "7", "4", "0", "3"]
    assert "01-small, bare, line 6: sign\n  - return -x\n  + return x" in told
    assert "twice" not in told  # noticed in a section further below


def test_only_what_the_sections_read_is_needed_for_them(chapter):
    found = needed(cells(chapter))
    assert [cell.section for cell in found] == [
        "1. A chapter",
        "In NumPy, and checked",
        "In NumPy, and checked",
    ]


@pytest.mark.parametrize("number", ["01", "03", "06"])
def test_a_few_changes_of_a_chapter_are_noticed(number):
    code, told = report(number, "--number", 4, "--within", "--jobs", 1)
    assert code == 0, told


def test_every_explained_survivor_is_still_a_change_of_its_chapter():
    explained = json.loads(EXPLAINED.read_text(encoding="utf-8"))["chapters"]
    known = set()
    for chapter in {key.split()[0] for key in explained}:
        for cell in cells(CHAPTERS / f"{chapter}.ipynb"):
            for function in functions(cell.tree):
                begins = f"{chapter} {function.name}: "
                if any(key.startswith(begins) for key in explained):
                    found = changes(cell.tree, function.name)
                    known |= {f"{begins}{c.was} -> {c.now}" for c in found}
    assert set(explained) <= known
    assert all(reason.endswith(".") for reason in explained.values())
