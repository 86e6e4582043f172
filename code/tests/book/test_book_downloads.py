"""What readers take away or quote: citations, the whole book on one page, a zip."""

import io
import zipfile

import pytest
from derivations.book.notebooks.committed import parse
from derivations.book.site import take_away, whole
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


PAGE = """<html><head><title>x</title>{next}<script>bad()</script></head><body>
<article class="bd-article"><h1 id="top">A page</h1>
<a href="#top">here</a> <a href="{other}#top">there</a> <a href="https://x.org/a.html">out</a>
<details><summary>s</summary><img loading="lazy" src="p.png"></details>
</article></body></html>"""


@pytest.fixture
def built(tmp_path):
    (tmp_path / "chapters/reference").mkdir(parents=True)
    first = '<link rel="next" title="a" href="reference/b.html" />'
    pages = {
        "chapters/index.html": PAGE.format(next=first, other="reference/b.html"),
        "chapters/reference/b.html": PAGE.format(next="", other="../index.html"),
    }
    for name, text in pages.items():
        text = text.replace("</article>", take_away.PLACE + "</article>")
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_whole_book_is_one_page_whose_links_stay_within_it(built):
    assert whole.pages(built) == ["chapters/index.html", "chapters/reference/b.html"]
    text = whole.joined(built)
    assert text.count('id="chapters-index--top"') == 1
    assert text.count('href="#chapters-index--top"') == 2  # from each of the pages
    assert text.count('href="#chapters-reference-b--top"') == 2
    assert 'href="https://x.org/a.html"' in text
    assert "<details open>" in text and "lazy" not in text and "bad()" not in text


def test_a_file_is_offered_once(built):
    for _ in range(2):
        take_away.offer(built, "a.zip", "All of it")
    text = (built / take_away.FIRST).read_text()
    assert text.count('<a href="../a.zip">All of it</a>') == 1


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
