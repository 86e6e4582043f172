"""Notebooks that plain nbval passes, and that must not pass here."""

import base64
import copy
import io
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from derivations.book.notebooks import nbval_strict, refresh
from nbformat.v4 import (
    new_code_cell,
    new_markdown_cell,
    new_notebook,
    new_output,
)
from PIL import Image

ROOT = Path(__file__).parents[3]
RECORDS = """\
class Claim:
    def __init__(self, verdict):
        self.lines = [{"reason": "chain rule", "verdict": verdict}]

    def _repr_mimebundle_(self, include=None, exclude=None):
        record = {"kind": "derivation", "name": "cost", "lines": self.lines}
        return {"text/plain": "cost", "application/vnd.derivations+json": record}
"""
PICTURE = """\
import matplotlib.pyplot as plt

plt.plot([0, 1], [0, 1])
plt.show()"""


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """Broken copies of one sound notebook, all run by pytest at once."""
    folder = tmp_path_factory.mktemp("book")
    sound = new_notebook(
        cells=[
            new_code_cell("print(6 * 7)"),
            new_code_cell(PICTURE),
            new_code_cell(RECORDS),
            new_code_cell("Claim('proved')"),
        ]
    )
    path = folder / "sound.ipynb"
    nbformat.write(sound, path)
    assert refresh.main([str(path)]) == 0
    sound = nbformat.read(path, as_version=4)

    def broken(name, change):
        notebook = copy.deepcopy(sound)
        change(notebook.cells)
        nbformat.write(notebook, folder / f"{name}.ipynb")

    def strip(cells):
        for cell in cells:
            cell.outputs, cell.execution_count = [], None

    def replace(old, new, cell):
        def change(cells):
            cells[cell].source = cells[cell].source.replace(old, new)

        return change

    broken("stripped", strip)
    broken("skipped", replace("print(6", "# NBVAL_SKIP\nprint(7", 0))
    broken("tagged", lambda cells: cells[0].metadata.update(tags=["nbval-skip"]))
    broken("disordered", lambda cells: cells[0].update(execution_count=9))
    broken("pictured", replace("[0, 1])", "[1, 0])", 1))
    broken("numbered", replace("7", "8", 0))
    broken("claimed", replace("proved", "refuted", 3))
    options = ["-p", "no:cacheprovider", "-q", "-n2", "--dist=loadfile", "-rA"]
    config = f"--config-file={ROOT / 'pyproject.toml'}"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", config, "--rootdir=.", *options, "--color=no"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


def test_a_sound_notebook_passes(book):
    assert "PASSED sound.ipynb::as committed" in book
    assert "FAILED sound" not in book


@pytest.mark.parametrize(
    ("name", "test", "told"),
    [
        ("stripped", "as committed", "no outputs: there is nothing to compare with"),
        ("skipped", "as committed", "cell 0 switches its test off: # NBVAL_SKIP"),
        ("tagged", "as committed", "cell 0 switches its test off: tag nbval-skip"),
        ("disordered", "as committed", "cell 0 carries the count 9, not 1"),
        ("pictured", "Cell 1", "the picture differs"),
        ("numbered", "Cell 0", "In chapter numbered, cell 0:\n  -42\n  +48"),
        (
            "claimed",
            "Cell 3",
            "In chapter claimed, cell 3:\n  derivation 'cost', lines[1], verdict: "
            "committed 'proved', now 'refuted'",
        ),
    ],
)
def test_a_broken_notebook_fails_by_name(book, name, test, told):
    assert f"FAILED {name}.ipynb::{test}" in book
    assert told in book


def test_changes_name_what_came_and_went():
    old = {"kind": "check", "a": 1, "gone": 2, "lines": [1, 2]}
    new = {"kind": "check", "a": 3, "lines": [1]}
    assert nbval_strict.changes(old, new) == [
        "check, a: committed 1, now 3",
        "check, gone: committed 2, now None",
        "check, lines: committed [1, 2], now [1]",
    ]
    assert nbval_strict.changes(old, old) == []


def test_a_setting_that_hides_all_outputs_is_a_fault():
    cell = new_code_cell(
        "6 * 7", execution_count=1, outputs=[new_output("stream", text="42")]
    )
    sound = new_notebook(cells=[cell], metadata={"derivations": {"description": "so"}})
    assert nbval_strict.committed_faults(sound) == []
    sound.metadata["mystnb"] = {"remove_code_outputs": True}
    assert nbval_strict.committed_faults(sound) == [
        "its metadata say 'mystnb', which may hide what it shows"
    ]


def test_the_first_form_that_changed_is_shown():
    def shown(markdown):
        data = {"text/plain": "same", "text/markdown": f"same\n{markdown}"}
        return [new_output("display_data", data)]

    assert nbval_strict.text_changes(shown("| 1 |"), shown("| 2 |")) == [
        "-| 1 |",
        "+| 2 |",
    ]
    printed = [new_output("stream", text="a\nb\n")]
    assert nbval_strict.text_changes(printed, shown("x")) == ["-a", "-b", "+same"]
    assert nbval_strict.text_changes(printed, printed) == []


def test_counts_of_records_and_pictures_are_compared():
    none, one = (
        [],
        [new_output("display_data", {nbval_strict.RECORD: {}, "image/png": "x"})],
    )
    assert nbval_strict.record_changes(none, one) == [
        "0 records were committed, the cell yields 1"
    ]
    assert nbval_strict.picture_changes(one, none) == [
        "1 pictures were committed, the cell draws 0"
    ]
    assert nbval_strict.picture_changes(none, one) == [
        "0 pictures were committed, the cell draws 1"
    ]


@pytest.mark.parametrize("tag", ["nbval-skip", "nbval-ignore-output"])
def test_no_tag_switches_a_test_off(tag):
    cell = new_code_cell("1 / 0", metadata={"tags": [tag, "raises-exception"]})
    assert nbval_strict.switches(cell) == [f"tag {tag}"]


def test_a_notebook_without_code_is_an_empty_test():
    notebook = new_notebook(cells=[new_markdown_cell("Words alone.")])
    assert nbval_strict.committed_faults(notebook) == ["it has no code cell"]


def png(shade):
    """A small picture of one shade, as a notebook holds it."""
    buffer = io.BytesIO()
    Image.new("L", (16, 16), shade).save(buffer, format="png")
    return base64.b64encode(buffer.getvalue()).decode()


def shows(shade, verdict, text):
    """What a cell prints and shows: words, a picture and a record."""
    record = {"kind": "check", "claim": "slope", "verdict": verdict}
    data = {"image/png": png(shade), nbval_strict.RECORD: record, "text/plain": text}
    return [new_output("stream", text="so\n"), new_output("display_data", data)]


@pytest.fixture
def compared(monkeypatch):
    """Compare two outputs where nbval finds them equal or not."""

    def compared(fresh, committed, equal, pictures=True, listing=("as nbval says",)):
        given = []

        def nbval_says(*arguments):
            given.append(arguments)
            return equal

        monkeypatch.setattr(nbval_strict, "nbval_compare_outputs", nbval_says)
        cell = SimpleNamespace(
            config=SimpleNamespace(option=SimpleNamespace(no_pictures=not pictures)),
            path=Path("03-mae.ipynb"),
            cell_num=4,
            comparison_traceback=list(listing),
        )
        same = nbval_strict.compare_outputs(cell, fresh, committed, "skipped")
        assert given == [(cell, fresh, committed, "skipped")]
        return same, cell.comparison_traceback

    return compared


WHERE = "In chapter 03-mae, cell 4:"
COMMITTED = shows(0, "agrees", "1")


def test_what_changed_in_a_cell_is_told_records_first_then_pictures_and_text(compared):
    assert compared(shows(99, "differs", "2"), COMMITTED, equal=False) == (
        False,
        [
            WHERE,
            "  check 'slope', verdict: committed 'agrees', now 'differs'",
            "  the picture differs by 99.0 of 255 shades on average (at most 2 are "
            "forgiven)",
            "  -1",
            "  +2",
        ],
    )


def test_another_picture_alone_fails_a_cell_unless_pictures_are_left_out(compared):
    repainted = shows(99, "agrees", "1")
    same, told = compared(repainted, COMMITTED, equal=True)
    assert not same and told[0] == WHERE and "99.0 of 255 shades" in told[1]
    assert len(told) == 2
    for fresh, pictures in ((repainted, False), (COMMITTED, True)):
        told = compared(fresh, COMMITTED, equal=True, pictures=pictures)
        assert told == (True, ["as nbval says"])


def test_where_nothing_better_is_known_the_listing_of_nbval_stays(compared):
    told = compared(COMMITTED, COMMITTED, equal=False)
    assert told == (False, [WHERE, "as nbval says"])


def test_a_record_is_called_by_its_name_its_title_or_its_claim():
    called = ({"name": "a", "title": "b"}, {"title": "b", "claim": "c"}, {"claim": "c"})
    told = [nbval_strict.changes({}, {"kind": "check", **one})[0] for one in called]
    assert [one.partition(",")[0] for one in told] == [
        "check 'a'",
        "check 'b'",
        "check 'c'",
    ]
