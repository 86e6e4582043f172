"""What readers take away or quote: citations, and a zip of everything."""

import io
import json
import zipfile

from derivations.book.notebooks.committed import parse
from derivations.book.site import take_away
from derivations.book.site.cite import bibtex, feedback

CHAPTER = parse(
    {"cells": [], "metadata": {"derivations": {"short_title": "Slope of a square"}}},
    "07-square.ipynb",
)
CFF = {
    "authors": [{"name": "A. Author"}],
    "title": "A book",
    "version": "1.2",
    "date-released": "2026-01-31",
}


def test_a_citation_names_chapter_book_version_and_date():
    entry = bibtex(CHAPTER, CFF, "https://example.org/7.html")
    assert entry.startswith("@incollection{derivations-square,\n")
    for line in (
        "author = {{A. Author}}",
        "title = {Slope of a square}",
        "booktitle = {A book}",
        "chapter = {7}",
        "year = {2026}",
        "date = {2026-01-31}",
        "url = {https://example.org/7.html}",
    ):
        assert f"  {line},\n" in entry
    assert "url" not in bibtex(CHAPTER, CFF)


def test_feedback_says_which_chapter():
    link = feedback(CHAPTER, "https://github.com/me/book")
    assert 'href="https://github.com/me/book/issues/new?title=Chapter%207.%20' in link


def test_a_file_is_offered_once(tmp_path):
    first = tmp_path / take_away.FIRST
    first.parent.mkdir()
    first.write_text(f"<p>{take_away.PLACE}</p>", encoding="utf-8")
    for words in ("Most of it", "All of it"):
        take_away.offer(tmp_path, "a.zip", words)
    text = first.read_text(encoding="utf-8")
    assert text.count('<a href="../a.zip">All of it</a>') == text.count("a.zip") == 1


def test_the_zip_is_written_into_the_book_and_offered(tmp_path, monkeypatch, capsys):
    notebook = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    for name, text in (
        ("chapters/reference/all.ipynb", json.dumps(notebook)),
        ("out/chapters/index.html", take_away.PLACE),
        ("wheels/derivations-1-py3-none-any.whl", "one"),
        ("wheels/derivations-2-py3-none-any.whl", "two"),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert take_away.main(["out", "wheels"]) == 0
    packed = zipfile.ZipFile(tmp_path / "out" / take_away.ZIP)
    newest = "derivations-2-py3-none-any.whl"
    assert packed.namelist() == ["README.txt", newest, "reference/all.ipynb"]
    assert packed.read(newest) == b"two"
    assert newest in packed.read("README.txt").decode()
    first = (tmp_path / "out/chapters/index.html").read_text(encoding="utf-8")
    assert 'href="../derivations.zip"' in first
    assert "derivations.zip: 0.0 MB" in capsys.readouterr().out


def test_the_zip_holds_notebooks_data_and_wheel(pytestconfig, tmp_path):
    wheel = tmp_path / "derivations-1-py3-none-any.whl"
    wheel.write_bytes(b"wheel")
    chapters = pytestconfig.rootpath / "chapters"
    packed = take_away.everything(chapters, wheel)
    names = zipfile.ZipFile(io.BytesIO(packed)).namelist()
    assert wheel.name in names and "README.txt" in names
    assert {path.name for path in chapters.glob("*.ipynb")} <= set(names)
    assert any(name.startswith("data/") for name in names)
    assert packed == take_away.everything(chapters, wheel)  # the same bytes
