"""The panes of the live page, what they are made of, and what is refused to be used."""

import hashlib
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from derivations.book.notebooks.committed import read
from derivations.book.shown.prepared import DERIVATIONS, GRADIENTS
from derivations.book.shown.recorded import KIND, prepared
from derivations.book.site import live, live_parts, live_verdicts
from derivations.book.site.live_parts import Lacking

ROOT = Path(__file__).parents[3]
NOTEBOOK = ROOT / "chapters" / "check-your-own.ipynb"


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
