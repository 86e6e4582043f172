"""Names of places: made from words, each once, and the same for page and listing."""

import json
import re

import pytest
from derivations.book.site.mathsvg import typeset
from derivations.book.site.names import names, slug
from small_site import Site


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The gradient is $\\frac1m X^\\top(h-y)$", "the-gradient-is"),
        ("Newton's `method`, *twice*", "newtons-method-twice"),
        ("[Third answer](https://example.org/a_b), code", "third-answer-code"),
        ("$x$", ""),
    ],
)
def test_a_name_is_made_of_the_words_alone(text, name):
    assert slug(text) == name


def test_what_is_named_alike_is_counted():
    told = names("mistake", ["lost", "kept", "lost", "$a$", "$b$", "lost"])
    assert len(set(told)) == len(told)
    assert told[0] == "mistake-lost" and told[2] == "mistake-lost-2"


LONG = "+".join("abcdefghijklmnopqrstuvwxyz")
CELL = {"id": "a", "cell_type": "markdown", "metadata": {}, "source": ""}
NOTEBOOK = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {
        "derivations": {
            "short_title": "Slope of a square",
            "description": "The slope of a square is twice its side.",
            "keywords": ["square", "power rule"],
        }
    },
    "cells": [
        {
            **CELL,
            "source": "# 7. The slope is $2x$\n\n## Behind $x^2$\n\nSee "
            "[here](#the-square-).\n\n$$2x \\\\ = y$$ (slope)\n\n"
            f"$$\\sum_{{i=1}}^{{m}} {LONG}$$\n\n## The square $x^2$\n\nA text.",
        }
    ],
}
WORDS = "A book" + " of words" * 30
PAGES = {
    "index.md": f"# Book\n\nOf $x$ it says {'much ' * 9}.\n\n{WORDS}.\n\n"
    "```{toctree}\nchapters/07-square\n```\n",
    "CITATION.cff": "authors: [{name: A. & B.}]\ntitle: A book\nversion: 1.2\n"
    "date-released: 2026-01-31\n",
}


@pytest.fixture
def site(tmp_path, monkeypatch):
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    extensions = ("titles", "places", "head", "cite", "mathsvg")
    site = Site(tmp_path, PAGES, extensions)
    site.write("07-square.ipynb", NOTEBOOK)
    return site


def test_headings_are_named_by_their_words_and_links_still_find_them(site):
    site.build()
    page = site.page("chapters/07-square")
    assert re.findall(r'<section [^>]*?id="([^"]*)"', page) == [
        "slope-of-a-square",
        "behind",
        "the-square",
    ]
    assert 'href="#the-square"' in page
    displays = re.findall(r'<div class="math notranslate nohighlight" ([^>]*)>', page)
    assert displays == [
        'data-tex="\\begin{split}2x \\\\ = y\\end{split}" id="equation-slope"',
        f'data-tex="\\sum_{{i=1}}^{{m}} {LONG}" tabindex="0"',
    ]
    shown = typeset(rf"\sum_{{i=1}}^{{m}} {LONG}", display=True)
    assert shown.partition("</svg>")[2] in page  # its limits stand above and below
    assert '<span class="eqno">(1)<a class="headerlink" href="#equation-slope"' in page


def test_a_formula_that_cannot_be_set_is_an_error_with_its_place(site):
    source = NOTEBOOK["cells"][0]["source"].replace("$$2x", r"$$\bad x")
    cells = [{**CELL, "source": source}]
    site.write("07-square.ipynb", {**NOTEBOOK, "cells": cells})
    with pytest.raises(
        Exception, match=r"07-square\.ipynb:\d+.*control sequence \\bad"
    ):
        site.build()


def test_a_chapter_says_at_its_end_how_to_cite_it(site):
    site.build()
    page = site.page("chapters/07-square")
    cited = re.search(
        '<details class="cite">.*?<pre.*?>(.*?)</pre></details>', page, re.S
    )
    assert "author = {{A. &amp; B.}},\n  title = {Slope of a square}" in cited[1]
    assert page.index("A text.") < cited.start() < page.index("</section>", cited.end())
    assert "url" not in cited[1] and "feedback" not in page
    assert "cite" not in site.page("index")


def test_a_chapter_goes_by_its_short_title_wherever_it_is_listed(site):
    site.build()
    assert "<title>7. Slope of a square" in site.page("chapters/07-square")
    assert ">7. Slope of a square</a>" in site.page("index")
    assert "The slope is" not in site.page("index")
    without = {**NOTEBOOK, "metadata": {}}
    site.write("07-square.ipynb", without)
    site.build()
    assert "The slope is" in site.page("index")


def test_terms_are_in_the_index_that_the_search_reads(site):
    site.build()
    index = (site.folder / "out/searchindex.js").read_text(encoding="utf-8")
    found = json.loads(index.removeprefix("Search.setIndex(").removesuffix(")"))
    assert set(found["indexentries"]) == {"square", "power rule"}


def test_a_page_says_what_it_holds_to_those_who_link(site):
    site.build()
    page = site.page("chapters/07-square")
    said = "The slope of a square is twice its side."
    assert f'<meta name="description" content="{said}">' in page
    assert f'<meta property="og:description" content="{said}">' in page
    assert "og:url" not in page  # nobody said where the book lives
    assert '<meta property="og:type" content="article">' in page
    assert '<meta property="og:title" content="7. Slope of a square">' in page
    index = site.page("index")
    first = re.search('<meta name="description" content="(.*?)">', index)[1]
    assert WORDS.startswith(f"{first} ") and 190 < len(first) <= 200  # whole words
    assert '"og:type" content="website"' in index
    assert 'name="robots" content="noindex"' in site.page("search")
    assert "Sitemap" not in (site.folder / "out/robots.txt").read_text()
    assert not (site.folder / "out/sitemap.xml").exists()


def test_where_the_book_lives_is_said_once_it_is_known(site):
    home = "https://me.example.org/book/"
    project = '[project.urls]\nRepository = "https://github.com/me/book"\n'
    (site.folder / "source/pyproject.toml").write_text(project)
    site.build(html_baseurl=home)
    page = site.page("chapters/07-square")
    address = f"{home}chapters/07-square.html"
    assert f'<meta property="og:url" content="{address}">' in page
    assert re.search(rf'<link rel="canonical" href="{address}"', page)
    sitemap = (site.folder / "out/sitemap.xml").read_text()
    assert sitemap.count("<loc>") == 2 and f"<loc>{address}</loc>" in sitemap
    assert f"Sitemap: {home}sitemap.xml" in (site.folder / "out/robots.txt").read_text()
    assert "url = {https://me.github.io/book/chapters/07-square.html}" in page
    link = "https://github.com/me/book/issues/new?title=Chapter%207.%20Slope"
    assert f'<p class="feedback"><a href="{link}' in page
