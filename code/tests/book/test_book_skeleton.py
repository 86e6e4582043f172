"""A new chapter runs as it is written, and lacks only what its author must fill in."""

import ast

import matplotlib
import nbformat
import pytest

matplotlib.use("agg")

from derivations.book.contract.contract import lacking
from derivations.book.notebooks.committed import parse
from derivations.book.notebooks.skeleton import main, skeleton


def run(notebook):
    """Run the cells in one namespace, as a kernel would, and keep what they show."""
    names = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        tree = ast.parse(cell["source"])
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "cell", "exec"), names)
        cell["execution_count"] = 1
        if last is not None:
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
            if value is not None:
                data = value._repr_mimebundle_()
                cell["outputs"] = [{"output_type": "execute_result", "data": data}]


def test_a_new_chapter_lacks_only_what_its_author_must_fill_in():
    notebook = skeleton("24-topic")
    run(notebook)
    found = lacking(parse(notebook, "24-topic.ipynb"), {"24-topic"}, set())
    assert {lack.rule for lack in found} == {"filled-in", "addresses"}, found


def test_the_number_and_the_names_are_those_of_the_chapter():
    cells = skeleton("05-cross-entropy")["cells"]
    assert cells[0]["source"].startswith("# 5. ")
    names = [cell["metadata"].get("mystnb", {}).get("figure", {}) for cell in cells]
    assert "fig-cross-entropy-steps" in [figure.get("name") for figure in names]
    assert len({cell["id"] for cell in cells}) == len(cells)


@pytest.mark.parametrize("name", ["topic", "5-topic", "05_topic", "05-Topic", "05", ""])
def test_a_name_that_is_no_chapter_is_refused(name):
    with pytest.raises(ValueError, match="a chapter is named like"):
        skeleton(name)


def test_the_command_writes_once(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "chapters").mkdir()
    assert main(["24-topic"]) == 0
    said = capsys.readouterr().out
    assert "_toc.yml" in said
    assert "make refresh NAMES=24-topic" in said
    path = tmp_path / "chapters" / "24-topic.ipynb"
    written = path.read_bytes()
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert all(c.outputs == [] for c in notebook.cells if c.cell_type == "code")
    assert written.startswith(b'{\n "cells"') and b"\\u" not in written
    assert written.endswith(b"}\n")
    path.write_bytes(written + b" ")
    assert main(["chapters/24-topic.ipynb"]) == 1
    assert "number 24 is in use" in capsys.readouterr().err
    assert main(["24-other"]) == 1  # two chapters of one number
    assert path.read_bytes() == written + b" "


def test_bad_use_is_said(capsys):
    assert main([]) == 2
    assert "a chapter needs a name: make chapter NAME=" in capsys.readouterr().err
    assert main(["topic"]) == 2
    assert "a chapter is named like" in capsys.readouterr().err
