"""The works that chapters name: every one has an entry, and every entry is named."""

import re
from pathlib import Path

import good_notebook as form
import pytest
from derivations.book.contract.references import references, unfounded
from derivations.book.notebooks.committed import is_chapter, parse, read
from derivations.book.notebooks.works import FILE, works
from pybtex.database import parse_string
from small_site import Site

CHAPTERS = Path(__file__).parents[3] / "chapters"
FIELDS = ("author", "title", "year")

BIB = """
@book{author2001,
  author = {A. Author and B. {van der Writer}},
  title = {A Book}, edition = {2nd}, publisher = {Press}, year = {2001},
  doi = {10.1/a(b)c},
}
@article{writer2002,
  author = {B. Writer}, title = {A paper}, journal = {J. Test.},
  volume = {3}, number = {4}, year = {2002}, pages = {5--6}, eprint = {0102.00001},
}
"""
BOOK = "A. Author, B. van der Writer, *A Book*, 2nd ed., Press 2001, "
BOOK += "[doi:10.1/a(b)c](https://doi.org/10.1/a(b)c)"
PAPER = 'B. Writer, "A paper", *J. Test.* 3(4) (2002) 5–6, '
PAPER += "[arXiv:0102.00001](https://arxiv.org/abs/0102.00001)"


def chapter(*items):
    """A notebook with these items as its references."""
    listed = "\n".join(f"- {item}." for item in items)
    cells = ["# 1. A title that says what", "## Sources", f"### References\n\n{listed}"]
    notebook = {"cells": [form.text(cell) for cell in cells]}
    notebook |= {"metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return form.insert_ids(notebook)


def named(*items):
    return parse(chapter(*items), "01-chapter.ipynb")


@pytest.fixture
def entries(tmp_path):
    def written(text=BIB):
        (tmp_path / FILE).write_text(text, encoding="utf-8")
        return works(tmp_path / FILE)

    return written


def test_the_list_of_the_book_is_complete():
    found = works(CHAPTERS / FILE)
    paths = [path for path in CHAPTERS.glob("*.ipynb") if is_chapter(path.name)]
    assert not unfounded(found, [read(path) for path in paths])


def missing(text):
    """The fields that the entries of a file in BibTeX's format lack."""
    entries = parse_string(text, "bibtex").entries
    given = {
        key: {*e.fields, *("author" for _ in e.persons)} for key, e in entries.items()
    }
    return [(key, name) for key in given for name in FIELDS if name not in given[key]]


def test_every_work_of_the_book_has_author_title_and_year():
    assert not missing((CHAPTERS / FILE).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", FIELDS)
def test_a_missing_field_is_noticed(name):
    entry = f"{name} = {{X}}, "
    assert not missing("@book{x1, author = {X}, title = {X}, year = {X}}")
    lacking = "@book{x1, author = {X}, title = {X}, year = {X}, }".replace(entry, "")
    assert missing(lacking) == [("x1", name)]


def test_a_work_is_given_in_one_form(entries):
    assert [work.item for work in entries()] == [BOOK, PAPER]
    good = named(f"{BOOK}, section 3 (the proof)", PAPER)
    assert not list(references(good, entries()))
    assert not unfounded(entries(), [good])


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("C. Nobody, *Unknown*, Press 1999", "has no entry"),
        (PAPER.replace("00001", "00002"), "has no entry"),
        (PAPER.replace("5–6", "5-6"), "writer2002 is given in another form"),
        (BOOK.replace("2nd ed., ", ""), "author2001 is given in another form"),
    ],
)
def test_an_item_without_entry_or_in_another_form_is_refused(entries, item, said):
    (lack,) = references(named(item), entries())
    assert said in str(lack)


def test_an_entry_that_no_chapter_names_is_refused(entries):
    wrong = unfounded(entries(), [named(BOOK)])
    assert wrong == ["writer2002 is named by no chapter"]


def test_an_entry_without_address_is_refused(entries):
    found = entries(BIB.replace("eprint = {0102.00001},", ""))
    wrong = unfounded(found, [named(BOOK)])
    assert wrong == ["writer2002 has neither DOI nor address"]


def test_two_entries_with_one_address_are_refused(entries):
    found = entries(BIB.replace("eprint = {0102.00001}", "doi = {10.1/a(b)c}"))
    assert "writer2002 has the address of another entry" in unfounded(
        found, [named(BOOK)]
    )


# the site ---------------------------------------------------------------------------

INDEX = """# Book

```{toctree}
chapters/01-chapter
chapters/12-chapter
chapters/reference/references
```
"""
PAGE = "# References\n\n```{bibliography}\n:all:\n```\n"


@pytest.fixture
def site(tmp_path):
    pages = {
        "index.md": INDEX,
        "chapters/reference/references.md": PAGE,
        f"chapters/{FILE}": BIB,
    }
    site = Site(tmp_path, pages, ("references",))
    site.write("01-chapter.ipynb", chapter(BOOK))
    site.write("12-chapter.ipynb", chapter(f"{BOOK}, section 3", PAPER))
    return site


def test_items_and_entries_link_to_each_other(site):
    site.build()
    page = site.page("chapters/reference/references")
    first, second = page.split('<div class="citation"')[1:]
    assert re.findall(r'href="(\.\./[^"]+)">(\d+)<', first) == [
        ("../01-chapter.html#ref-author2001", "1"),
        ("../12-chapter.html#ref-author2001", "12"),
    ]
    words = [re.sub("<[^>]*>", "", entry) for entry in (first, second)]
    assert "(b)c. In chapters 1, 12." in words[0] and ". In chapter 12." in words[1]
    assert re.findall(r'href="(\.\./[^"]+#[^"]+)"', second) == [
        "../12-chapter.html#ref-writer2002"
    ]
    item = site.page("chapters/12-chapter").partition('<li id="ref-author2001"')[2]
    item = item.partition("</li>")[0]
    assert 'href="reference/references.html#work-author2001"' in item
    assert "title=" not in item  # what the label leads to is what the item says


def test_a_change_in_a_chapter_reaches_the_page(site):
    site.build()
    site.write("12-chapter.ipynb", chapter(PAPER))
    site.build()
    page = site.page("chapters/reference/references")
    assert "../12-chapter.html#ref-author2001" not in page


def test_the_site_refuses_an_item_without_entry(site):
    site.write("01-chapter.ipynb", chapter("C. Nobody, *Unknown*, Press 1999"))
    with pytest.raises(Exception, match=r"no entry in chapters/references\.bib for"):
        site.build()
