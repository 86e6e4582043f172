"""Two pages of the built book, printed and joined as the whole is."""

import io

import pytest
from browsing import programs
from built import ANSWERING, BUILT, ROOT
from derivations.book.notebooks.committed import read
from derivations.book.site import paper, whole
from pypdf import PdfReader

INDEX, CHAPTER = "chapters/index.html", f"chapters/{ANSWERING[0]}.html"


@pytest.fixture(scope="module")
def book():
    if programs() is None:
        pytest.skip("no browser: Chrome or Chromium is needed")
    order = [whole.Part("", (INDEX,)), whole.Part("A part", (CHAPTER,))]
    made = whole.book(BUILT, order, "Two pages", paper.browser())
    assert b"file:" not in made  # no link into a folder of this machine
    return PdfReader(io.BytesIO(made))


@pytest.fixture(scope="module")
def chapter(book):
    """The number of the sheet on which the chapter begins, as the outline has it."""
    contents, index, _, part, (entry, sections) = book.outline
    assert [contents.title, part.title] == ["Contents", "A part"]
    assert book.get_destination_page_number(index) == 1
    assert "That answers the question." in [section.title for section in sections]
    begins = book.get_destination_page_number(entry)
    assert book.get_destination_page_number(part) == begins
    return begins


def text(book, *sheets):
    return "\n".join(book.pages[sheet].extract_text() for sheet in sheets)


def test_contents_say_on_which_sheet_a_page_begins(book, chapter):
    assert text(book, 0).splitlines()[-1].endswith(f" {chapter}")
    assert book.page_labels[chapter] == str(chapter)
    assert text(book, chapter).splitlines()[-1].strip() == str(chapter)


def test_what_a_page_folds_is_printed(book, chapter):
    printed = "".join(text(book, *range(chapter, len(book.pages))).split())
    cells = read(ROOT / f"chapters/{ANSWERING[0]}.ipynb").cells
    folded = [cell for cell in cells if cell.kind == "code" and cell.folded]
    assert len(folded) > 10
    for cell in folded:
        line = max(cell.source.splitlines(), key=len)
        assert "".join(line.split()) in printed, line
    assert "Solution" in printed and "Sourcesandreferences" in printed


def test_a_link_between_pages_leads_to_a_sheet(book, chapter):
    links = [link.get_object() for link in book.pages[0]["/Annots"]]
    sheets = [book.get_page_number(link["/Dest"][0].get_object()) for link in links]
    assert sheets == [1, chapter]
