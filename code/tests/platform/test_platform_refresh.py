"""Notebooks in canonical form: nothing of the machine, nothing that wanders."""

import json

import nbformat
import pytest
from derivations.book.notebooks import refresh
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output


def notebook(*cells):
    return new_notebook(
        cells=list(cells),
        metadata={
            "kernelspec": {"name": "my-env", "display_name": "My env"},
            "language_info": {"name": "python", "version": "3.99.0"},
            "widgets": {},
            "derivations": {"description": "A topic."},
            "mystnb": {"remove_code_outputs": True},
        },
    )


def write(path, *cells):
    path.write_text(nbformat.writes(notebook(*cells)), encoding="utf-8")
    return path


def test_traces_of_the_machine_go_and_settings_stay():
    cell = new_code_cell(
        "1 + 1\n",
        metadata={"execution": {"iopub.busy": "now"}, "tags": ["a"], "scrolled": True},
    )
    found = refresh.normalize(notebook(cell))
    assert "3.99" not in json.dumps(found) and "my-env" not in json.dumps(found)
    assert set(found.metadata) == {"kernelspec", "language_info", "derivations"}
    assert found.cells[0].metadata == {"tags": ["a"]}
    assert found.cells[0].source == "1 + 1"


def test_whether_notebooks_show_a_source_stays_and_other_folds_go():
    folded = {"jupyter": {"source_hidden": True, "outputs_hidden": True}}
    plain = {"jupyter": {"source_hidden": False}}
    book = notebook(*(new_code_cell("1", metadata=md) for md in (folded, plain)))
    first, second = refresh.normalize(book).cells
    assert first.metadata == {"jupyter": {"source_hidden": True}}
    assert second.metadata == {}
    once = refresh.normalize(book)
    assert refresh.normalize(once) == once


def test_an_id_once_given_stays_and_a_missing_one_comes_from_the_content():
    book = notebook(new_code_cell("a"), new_code_cell("b"), new_code_cell("b"))
    book.cells[0].id = "chosen"
    del book.cells[1]["id"], book.cells[2]["id"]
    text = json.dumps(book)
    once = refresh.normalize(refresh.read(text))
    ids = [cell.id for cell in once.cells]
    assert ids[0] == "chosen" and len(set(ids)) == 3
    assert [cell.id for cell in refresh.normalize(once).cells] == ids
    assert [cell.id for cell in refresh.normalize(refresh.read(text)).cells] == ids


def test_a_doubled_id_is_given_to_the_first_cell_only():
    book = notebook(new_code_cell("a"), new_code_cell("b"))
    book.cells[0].id = book.cells[1].id = "same"
    first, second = refresh.normalize(book).cells
    assert first.id == "same" != second.id


def test_the_traceback_of_a_shown_error_names_no_file():
    error = new_output("error", ename="E", evalue="v", traceback=["/home/me/x.py"])
    cell = new_code_cell("f()", outputs=[error])
    assert "/home" not in json.dumps(refresh.normalize(notebook(cell)))


def test_running_twice_writes_once(tmp_path, capsys):
    path = write(
        tmp_path / "01-toy.ipynb",
        new_markdown_cell("# Toy"),
        new_code_cell("print('a')\nprint('b')"),
        new_code_cell("2 * 3"),
    )
    assert refresh.main([str(path)]) == 0
    first = path.read_bytes()
    assert refresh.main([str(path)]) == 0
    assert path.read_bytes() == first
    assert refresh.main(["--check", str(path)]) == 0
    assert "written" in (told := capsys.readouterr().out) and "unchanged" in told
    cells = json.loads(first)["cells"]
    assert [cell.get("execution_count") for cell in cells] == [None, 1, 2]
    assert cells[1]["outputs"][0]["text"] == ["a\n", "b\n"]


def test_a_notebook_that_raises_is_not_written(tmp_path, capsys):
    path = write(
        tmp_path / "02-bad.ipynb", new_code_cell("1"), new_code_cell("assert 1 == 2")
    )
    before = path.read_bytes()
    assert refresh.main([str(path)]) == 1
    assert path.read_bytes() == before
    told = capsys.readouterr().out
    assert "NOT written" in told and "assert 1 == 2" in told


def test_check_names_what_is_not_canonical(tmp_path, capsys):
    path = write(tmp_path / "03-raw.ipynb", new_code_cell("1"))
    assert refresh.main(["--check", str(path)]) == 1
    assert "03-raw.ipynb: not in canonical form" in capsys.readouterr().out


def test_names_are_paths_or_beginnings(tmp_path):
    first = write(tmp_path / "01-toy.ipynb")
    second = write(tmp_path / "02-toy.ipynb")
    (tmp_path / "reference" / ".ipynb_checkpoints").mkdir(parents=True)
    deeper = write(tmp_path / "reference" / "gallery.ipynb")
    write(tmp_path / "reference" / ".ipynb_checkpoints" / "gallery.ipynb")
    assert refresh.find([], tmp_path) == [first, second, deeper]
    assert refresh.find(["gal"], tmp_path) == [deeper]
    assert refresh.find(["02"], tmp_path) == [second]
    assert refresh.find(["chapters/01-toy.ipynb"], tmp_path) == [first]
    assert refresh.find([str(first)], tmp_path / "elsewhere") == [first]
    with pytest.raises(ValueError, match="no notebook '9'"):
        refresh.find(["9"], tmp_path)
