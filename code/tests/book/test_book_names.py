"""Names of places: made from words, each once, and the same for page and listing."""

import json
import re

import pytest
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
            "[here](#the-square-).\n\n## The square $x^2$\n\nA text.",
        }
    ],
}
INDEX = "# Book\n\n```{toctree}\nchapters/07-square\n```\n"


@pytest.fixture
def site(tmp_path):
    extensions = ("titles", "places", "head", "mathsvg")
    site = Site(tmp_path, {"index.md": INDEX}, extensions)
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
    assert "Sitemap" not in (site.folder / "out/robots.txt").read_text()
    assert not (site.folder / "out/sitemap.xml").exists()


def test_where_the_book_lives_is_said_once_it_is_known(site):
    home = "https://me.example.org/book/"
    site.build(html_baseurl=home)
    page = site.page("chapters/07-square")
    address = f"{home}chapters/07-square.html"
    assert f'<meta property="og:url" content="{address}">' in page
    assert re.search(rf'<link rel="canonical" href="{address}"', page)
    sitemap = (site.folder / "out/sitemap.xml").read_text()
    assert sitemap.count("<loc>") == 2 and f"<loc>{address}</loc>" in sitemap
    assert f"Sitemap: {home}sitemap.xml" in (site.folder / "out/robots.txt").read_text()
