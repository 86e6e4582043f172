"""The panes of the live page, what they are made of, and what is refused to be used."""

import hashlib
import json
import shutil
import sys
import zipfile
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import good_notebook as form
import pytest
from derivations.book.notebooks.committed import read
from derivations.book.shown.prepared import DERIVATIONS, GRADIENTS
from derivations.book.shown.recorded import KIND
from derivations.book.shown.recorded import prepared as judge
from derivations.book.site import live, live_parts, live_verdicts
from derivations.book.site.live_parts import Lacking
from small_site import Site

ROOT = Path(__file__).parents[3]
NOTEBOOK = ROOT / "chapters" / "check-your-own.ipynb"


@cache
def prepared(kind):
    """The examples with the verdicts of today, which take seconds."""
    return judge(kind)


def text(nodes):
    return "".join(node.astext() for node in nodes)


class TestExamples:
    def test_three_of_six_derivations_are_wrong(self):
        verdicts = [e["answer"]["verdict"] for e in prepared("derivation").examples]
        assert len(verdicts) == 6 and verdicts.count("refuted") == 3
        assert all(verdict in ("proved", "refuted") for verdict in verdicts)

    def test_the_notebook_holds_the_verdicts_of_today(self):
        records = {record["of"]: record for _, record in read(NOTEBOOK).records(KIND)}
        assert records["derivation"] == prepared("derivation").record()
        assert records["gradient"] == prepared("gradient").record()

    def test_another_kind_is_refused(self):
        with pytest.raises(ValueError, match='"derivation" or "gradient"'):
            prepared("proof")

    def test_titles_differ(self):
        titles = [example.title for example in (*DERIVATIONS, *GRADIENTS)]
        assert len(set(titles)) == len(titles)


class TestPanes:
    def test_every_example_stands_there_with_its_verdict(self):
        examples = prepared("derivation").examples
        page = text(live.pane("derivation", examples))
        assert page.count('<div class="example">') == page.count('class="verdict"') == 6
        assert "Line 4 is wrong." in page and "right again: equals line 3" in page

    def test_what_is_written_cannot_become_markup(self):
        example = {
            "title": "a < b",
            "texts": ["<script>alert(1)</script>"],
            "answer": {
                "verdict": "differs",
                "sentence": "<b>",
                "head": ["<i>"],
                "rows": [["<i>"]],
                "told": [["Why", "<u>"], ["Instead", "<u>"]],
            },
        }
        page = text(live.pane("gradient", [example]))
        for tag in ("<script", "<b>&", "<i>", "<u>"):
            assert tag not in page
        assert page.count("a &lt; b") == 2  # where it is chosen, and above it

    def test_without_the_parts_no_button_is_shown_and_why_is_said(self, monkeypatch):
        monkeypatch.setattr(live, "is_current", lambda: False)
        page = text(live.pane("derivation", prepared("derivation").examples))
        assert "<button" not in page and "data-live" not in page
        assert "make live" in page and "readonly" in page

    def test_with_them_the_button_says_how_much_is_loaded(self, monkeypatch):
        monkeypatch.setattr(live, "is_current", lambda: True)
        monkeypatch.setattr(live, "has_numpy", lambda: False)
        monkeypatch.setattr(live, "megabytes", lambda numpy: 12.6)
        page = text(live.pane("derivation", prepared("derivation").examples))
        assert "Check (loads about 13 MB, once)" in page and "data-live" in page
        page = text(live.pane("gradient", prepared("gradient").examples))
        assert "without NumPy" in page and "<button" not in page


def test_the_fields_are_as_high_as_the_longest_example():
    for kind in live.FIELDS:
        for example in prepared(kind).examples:
            for field, shown in zip(live.FIELDS[kind], example["texts"], strict=True):
                assert shown.count("\n") < field[1], (kind, field)


VALUES = {"left": "1", "right": "2", "entry": "(1, 2)"}
VALUES["point"] = [["x", "3"], ["y", "4"]]
WHY = {"said": [["text", "a < "], ["formula", "b"]], "note": "n & m", "values": VALUES}
FIRST = {"mark": "proved", "number": 1, "glyph": "*", "words": "", "why": None}
LINES = [
    {**FIRST, "formulas": ["a", "= b"]},
    {**FIRST, "mark": "refuted", "number": 2, "words": "wrong", "formulas": ["= c"]},
]
LINES[1]["why"] = WHY
JUDGED = {"verdict": "not decided", "sentence": "It < holds.", "lines": LINES}


def test_a_verdict_is_shown_line_by_line():
    assert text(live_verdicts.derivation(JUDGED)) == (
        '<p class="headline not-decided">It &lt; holds.</p>'
        '<div class="line proved"><p class="said"><b>Line 1</b> <span>*</span></p>'
        r'<div class="formula"><p>\displaystyle a</p><p>\displaystyle = b</p></div>'
        "</div>"
        '<div class="line refuted"><p class="said"><b>Line 2</b> <span>* wrong</span>'
        r'</p><div class="formula"><p>\displaystyle = c</p></div>'
        r'<div class="why"><p>a &lt; \displaystyle b</p><p>n &amp; m</p>'
        '<p class="values">The line before gives <b>1</b>, this line gives <b>2</b> in '
        r'entry (1, 2), at</p><p class="point">\displaystyle x = 3 \displaystyle y = 4 '
        "</p></div></div>"
    )
    bare = {**WHY, "note": "", "values": {**VALUES, "entry": ""}}
    shown = text(live_verdicts._why(bare))
    assert "entry" not in shown and "<p></p>" not in shown
    assert "values" not in text(live_verdicts._why({**WHY, "values": None}))


GRADIENT = {
    "verdict": "differs",
    "sentence": "It differs.",
    "head": ["entry", "claimed"],
    "rows": [["0", "1"], ["1", "2"]],
    "told": [["Why", "a < b"], ["Instead", "c < d"]],
}


def test_a_verdict_on_a_gradient_has_its_entries_and_what_is_told():
    assert text(live_verdicts.gradient(GRADIENT)) == (
        '<p class="headline differs">It differs.</p>'
        '<p class="told"><b>Why:</b> a &lt; b</p>'
        '<p class="told"><b>Instead:</b> <code>c &lt; d</code></p>'
        '<div class="entries" tabindex="0"><table><thead><tr><th>entry</th>'
        "<th>claimed</th></tr></thead><tbody><tr><td>0</td><td>1</td></tr>"
        "<tr><td>1</td><td>2</td></tr></tbody></table></div>"
    )


def test_the_page_of_a_notebook_has_its_pane_and_its_scripts(tmp_path, monkeypatch):
    monkeypatch.setattr(live, "is_current", lambda: False)
    example = {"title": "A slip", "texts": ["def f(x): ..."], "answer": GRADIENT}
    records = [
        {"kind": KIND, "of": kind, "examples": [example]} for kind in ("", "gradient")
    ]
    cells = [
        form.text("# Check\n\n```{live} gradient\nFor who sees no pane.\n```"),
        form.code("prepared()", *map(form.shows, records), tags=["remove-cell"]),
    ]
    site = Site(
        tmp_path, {"index.md": "# Book\n\n```{toctree}\nchapters/own\n```\n"}, ["live"]
    )
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    site.write("own.ipynb", form.insert_ids(notebook))
    site.build(html_static_path=[])
    page = site.page("chapters/own")
    assert 'data-kind="gradient"' in page and "It differs." in page
    assert "For who sees no pane" not in page
    loaded = ("live/live.css", 'import("../_static/live/page.js")')
    assert all(file in page and file not in site.page("index") for file in loaded)
    cells[0]["source"] = cells[0]["source"].replace("gradient", "integral")
    site.write("own.ipynb", form.insert_ids(notebook))
    with pytest.raises(Exception, match="no examples of 'integral' are recorded"):
        site.build()


def test_the_parts_are_put_beside_the_scripts_of_a_finished_book(tmp_path, monkeypatch):
    monkeypatch.setattr(live, "PARTS", tmp_path / "parts")
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "katex.mjs").write_text("x")
    target = tmp_path / "out" / "_static" / "live" / "katex.mjs"
    for current, kind, error in (
        (False, "html", None),
        (True, "latex", None),
        (True, "html", ValueError()),
        (True, "html", None),
    ):
        assert not target.exists()
        monkeypatch.setattr(live, "is_current", lambda current=current: current)
        builder = SimpleNamespace(format=kind)
        app = SimpleNamespace(outdir=tmp_path / "out", builder=builder)
        live.copy_parts(app, error)
    assert target.read_text() == "x"


def test_a_verdict_has_its_values_and_its_point():
    wrong = prepared("derivation").examples[1]["answer"]
    page = text(live_verdicts.derivation(wrong))
    assert "The line before gives <b>" in page and r"\theta_{1} = " in page


class TestParts:
    """None of these asks a registry."""

    @pytest.fixture
    def work(self, tmp_path, monkeypatch):
        monkeypatch.setattr(live_parts, "WORK", tmp_path)
        monkeypatch.setattr(live_parts, "PARTS", tmp_path / "parts")
        monkeypatch.setattr(live_parts, "MADE_FROM", tmp_path / "parts" / "made.txt")
        (tmp_path / "parts" / "python").mkdir(parents=True)
        return tmp_path

    @pytest.fixture
    def wheel(self, work):
        """The cached wheel, and the folder with the lock that names its hash."""
        python, content = work / "parts" / "python", b"a wheel"
        named = {
            "file_name": "numpy-1.whl",
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        lock = {"packages": {"numpy": named}}
        (python / "pyodide-lock.json").write_text(json.dumps(lock))
        (work / "cache").mkdir()
        path = work / "cache" / "numpy-1.whl"
        path.write_bytes(content)
        return path, python

    def test_a_wheel_of_the_lock_is_used(self, wheel):
        _, python = wheel
        live_parts.add_numpy(python)
        assert live_parts.has_numpy()

    def test_another_wheel_is_not(self, wheel, monkeypatch, capsys):
        path, python = wheel
        path.write_bytes(b"another")
        monkeypatch.setattr(live_parts, "_take_out", lambda kept: None)
        live_parts.add_numpy(python)
        assert not live_parts.has_numpy()
        assert "not the one of the lock" in capsys.readouterr().err

    def test_without_its_carrier_the_page_does_without(
        self, wheel, monkeypatch, capsys
    ):
        path, python = wheel
        path.unlink()

        def lacking(kept):
            raise Lacking("no such package")

        monkeypatch.setattr(live_parts, "_take_out", lacking)
        live_parts.add_numpy(python)
        assert not live_parts.has_numpy()
        assert capsys.readouterr().err == "no NumPy: no such package\n"

    def test_without_node_it_is_said_what_is_needed(self, work, monkeypatch, capsys):
        monkeypatch.setattr(shutil, "which", lambda name: None)
        assert live_parts.main() == 1
        assert "it needs Node.js 18 or newer" in capsys.readouterr().err

    def test_a_package_that_was_changed_is_not_shipped(self, work, monkeypatch):
        real = live_parts.distribution("mpmath")
        first = next(f for f in real.files if f.name == "rational.py")

        class Moved(type(first)):
            def locate(self):
                return changed

        changed = work / "rational.py"
        changed.write_text("x = 1\n")
        moved = Moved(str(first))
        moved.hash, moved.dist = first.hash, real
        monkeypatch.setattr(
            live_parts, "distribution", lambda name: type("D", (), {"files": [moved]})
        )
        with pytest.raises(Lacking, match="not as it was installed"):
            live_parts.copy_installed("mpmath", work / "sources")

    @pytest.fixture
    def tools(self, work, monkeypatch):
        """What npm, node and pip do, by hand; the commands that were run."""
        asked, content = [], b"a wheel"
        monkeypatch.setattr(live_parts, "PACKAGES", ())
        monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}")

        def npm(folder):
            assert {p.name for p in folder.iterdir()} >= {"package-lock.json"}
            modules = folder / "node_modules"
            named = {
                "file_name": "numpy-1.whl",
                "sha256": hashlib.sha256(content).hexdigest(),
            }
            lock = json.dumps({"packages": {"numpy": named}})
            for name in live_parts.PYODIDE:
                put(modules / "pyodide" / name, lock)
            for name in ("katex.mjs", "katex.min.css", "fonts/a.woff2", "fonts/a.ttf"):
                put(modules / "katex" / "dist" / name, name)

        def put(path, text):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

        def run(command, folder):
            asked.append(Path(command[0]).name)
            if command[:2] == ["npm", "ci"]:
                npm(folder)
            elif command[0] == "node":
                sources, target = map(Path, command[-2:])
                found = sources / "derivations"
                assert (found / "steps").is_dir() and not (found / "book").exists()
                assert {p.suffix for p in found.rglob("*") if p.is_file()} == {".py"}
                target.write_bytes(b"compiled")
            else:
                dest = Path(command[command.index("--dest") + 1])
                assert command[-1] == str(live_parts.LOCKS / "numpy.txt")
                with zipfile.ZipFile(dest / "carrier-1.whl", "w") as carrier:
                    carrier.writestr("carrier/_dist/numpy-1.whl", content)

        monkeypatch.setattr(live_parts, "_run", run)
        return asked

    def test_all_parts_are_put_together_once(self, work, tools, capsys):
        assert live_parts.main() == 0
        assert tools == ["npm", "node", Path(sys.executable).name]
        parts = work / "parts"
        found = {
            p.relative_to(parts).as_posix() for p in parts.rglob("*") if p.is_file()
        }
        assert found == {
            *(f"python/{name}" for name in live_parts.PYODIDE),
            *("python/derivations.zip", "python/numpy-1.whl", "made.txt"),
            *("katex/katex.mjs", "katex/katex.min.css", "katex/fonts/a.woff2"),
        }
        assert capsys.readouterr().out == "the live page loads 0.0 MB, compressed\n"
        assert not (work / "cache" / "download").exists()
        tools.clear()
        assert live_parts.main() == 0
        assert tools == []

    def test_a_carrier_without_the_wheel_is_said(
        self, work, tools, monkeypatch, capsys
    ):
        monkeypatch.setattr(zipfile.ZipFile, "namelist", lambda archive: ["other.whl"])
        assert live_parts.main() == 0
        told = capsys.readouterr()
        assert "no NumPy: carrier-1.whl holds no numpy-1.whl" in told.err
        assert told.out.endswith("compressed, without NumPy\n")

    def test_a_command_that_fails_says_why(self, tmp_path):
        program = "import sys; open('here', 'w'); sys.exit({!r})"
        live_parts._run([sys.executable, "-c", program.format(0)], tmp_path)
        assert (tmp_path / "here").is_file()
        with pytest.raises(Lacking, match=r"^python\S* -c: it is x*$") as failed:
            live_parts._run([sys.executable, "-c", program.format("it is x")], tmp_path)
        long = program.format("y" * 2 * live_parts.TAIL)
        with pytest.raises(Lacking) as failed:
            live_parts._run([sys.executable, "-c", long], tmp_path)
        assert str(failed.value).count("y") == live_parts.TAIL + 1  # and of python

    def test_what_is_loaded_is_measured_as_it_is_sent(self, work):
        python = work / "parts" / "python"
        for name in ("a.wasm", "numpy-1.whl", "lock.json"):
            (python / name).write_bytes(bytes(range(256)) * 4000)
        alone, both = live_parts.megabytes(False), live_parts.megabytes(True)
        assert both == 2 * alone and 0.001 < alone < 0.02  # compressed

    def test_sources_are_copied_without_tests_and_docstrings(self, work):
        live_parts.copy_installed("mpmath", work / "sources")
        copied = [p.relative_to(work / "sources") for p in work.rglob("*.py")]
        assert Path("mpmath/rational.py") in copied
        assert not any("tests" in path.parts for path in copied)

    def test_parts_of_other_sources_are_not_used(self, work):
        made = live_parts.MADE_FROM
        made.write_text(live_parts.fingerprint())
        assert live_parts.is_current()
        made.write_text("another")
        assert not live_parts.is_current()


@pytest.mark.parametrize(
    ("source", "without"),
    [
        (b'"""Say."""\nx = 1\n', b'""\nx = 1\n'),
        (b'def f():\n    """Say\n    so."""\n', b'def f():\n    ""\n'),
        (b'class A:\n    "a"; b = "c"\n', b'class A:\n    ""; b = "c"\n'),
        (b'x = """kept"""\n', b'x = """kept"""\n'),
        ('"""é"""; y = "é"\n'.encode(), '""; y = "é"\n'.encode()),
    ],
)
def test_docstrings_alone_are_emptied(source, without):
    assert live_parts.without_docstrings(source) == without


def test_every_version_is_pinned_with_a_hash():
    lock = json.loads((live_parts.LOCKS / "package-lock.json").read_text())
    wanted = json.loads((live_parts.LOCKS / "package.json").read_text())["dependencies"]
    found = {k.removeprefix("node_modules/"): v for k, v in lock["packages"].items()}
    assert all(found[name]["version"] == version for name, version in wanted.items())
    assert all("integrity" in v for name, v in found.items() if name)
    carrier = (live_parts.LOCKS / "numpy.txt").read_text()
    assert carrier.count("==") == carrier.count("--hash=sha256:") == 1


@pytest.mark.skipif(not live_parts.is_current(), reason="make live has not been run")
def test_the_archive_holds_the_checker_and_not_the_book():
    with zipfile.ZipFile(live_parts.PARTS / "python" / "derivations.zip") as archive:
        names = archive.namelist()
    assert "derivations/steps/on_page.pyc" in names
    assert not [n for n in names if n.startswith("derivations/book") or "/tests/" in n]
