"""The whole book as one PDF: what is printed, and how it is joined."""

import io

import pytest
from derivations.book.site import joined, paper, whole
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    Fit,
    FloatObject,
    NameObject,
    TextStringObject,
)

A, B = "chapters/a.html", "chapters/reference/b.html"
PAGES = {
    A: """<html><head><title>1. Slopes &#8212; Book</title></head><body>
<script>bad()</script><h2>Contents</h2>
<h2>The <i>sum</i><a class="headerlink" href="#sum">
<a href="reference/b.html#rule%20one">there</a> <a href="https://x.org/c.html#out">out</a>
<details class="deeper"><summary>s</summary><img loading="lazy" src="p.png"></details>
</body></html>""",
    B: '<title>Rules &#8212; Book</title><a href="../a.html#sum">back</a>',
}


def test_places_are_known_that_any_page_links_to():
    assert paper.places(PAGES) == {A: {"sum"}, B: {"rule one"}}


def test_a_page_is_printed_whole_and_names_its_places():
    text = paper.prepared(PAGES[A], ["sum", "line-1"])
    assert "<details open" in text and "lazy" not in text and "bad()" not in text
    assert '<a href="#line-1"></a><a href="#sum"></a></div></body>' in text
    assert text.count("@page") == 1


def test_the_outline_holds_parts_pages_and_sections():
    order = whole.parts({"root": "chapters/a", "parts": [PART]})
    assert whole.outline(order, PAGES) == [
        joined.Entry("1. Slopes", A, within=(joined.Entry("The sum", A, "sum"),)),
        joined.Entry("Reference", B, within=(joined.Entry("Rules", B),)),
    ]


PART = {"caption": "Reference", "chapters": [{"file": "chapters/reference/b"}]}


def test_contents_name_sheets():
    order = whole.parts({"root": "chapters/a", "parts": [PART]})
    text = whole.contents(order, PAGES, {A: 1, B: 12}, "A <book>")
    assert f'<a href="{B}">Rules</a><i></i>12</p>' in text
    assert "<h1>A &lt;book&gt;</h1>" in text


def document(sheets, places=(), links=()):
    """A PDF as Chrome prints one: places by name, links by name or by address."""
    writer = PdfWriter()
    for _ in range(sheets):
        page = writer.add_blank_page(200, 300)
        page[NameObject("/Contents")] = writer._add_object(DecodedStreamObject())
        page[NameObject("/Resources")] = DictionaryObject()
    for place, sheet, top in places:
        writer.add_named_destination_array(
            TextStringObject(place),
            ArrayObject(
                [
                    writer.pages[sheet].indirect_reference,
                    NameObject("/XYZ"),
                    FloatObject(10),
                    FloatObject(top),
                    FloatObject(0),
                ]
            ),
        )
    for link in links:
        if link.startswith("#"):
            made = Link(rect=(0, 0, 9, 9), target_page_index=0, fit=Fit.fit())
            made[NameObject("/Dest")] = NameObject(f"/{link[1:]}")
        else:
            made = Link(rect=(0, 0, 9, 9), url=link)
        writer.add_annotation(0, made)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


FILE = f"file:///any/where{paper.HOME}"


@pytest.fixture
def book():
    documents = {
        "contents.html": document(1, links=[FILE + A]),
        A: document(
            3,
            [("sum", 2, 111)],
            ["#sum", f"{FILE}{B}#sum", "https://x.org/", f"{FILE}a.ipynb"],
        ),
        B: document(2, [("sum", 1, 222)], ["#sum", f"{FILE}{A}#gone"]),
    }
    made = joined.Joined(documents, unnumbered=1)
    inner = joined.Entry("Sum", B, "sum")
    made.outline([joined.Entry("Slopes", A), joined.Entry("Part", B, within=(inner,))])
    return made.finished("A book", "Somebody")


def links(reader, sheet):
    """Where the links of a sheet lead: to a sheet and a height, or to an address."""
    found = []
    for link in (a.get_object() for a in reader.pages[sheet].get("/Annots", [])):
        if "/Dest" in link:
            to = link["/Dest"]
            found.append((reader.get_page_number(to[0].get_object()), float(to[3])))
        else:
            found.append(link["/A"]["/URI"])
    return found


def test_links_lead_to_sheets_of_the_book_and_nothing_local_is_left(book):
    reader = PdfReader(io.BytesIO(book))
    assert links(reader, 0) == [(1, 300)]
    assert links(reader, 1) == [(3, 111), (5, 222), "https://x.org/"]
    assert links(reader, 4) == [(5, 222), (1, 300)]
    assert b"file:" not in book


def test_sheets_are_numbered_from_the_first_that_is_no_contents(book):
    reader = PdfReader(io.BytesIO(book))
    assert [page.extract_text().strip() for page in reader.pages] == [
        *["", "1", "2", "3", "4", "5"]
    ]
    assert reader.page_labels == ["i", "1", "2", "3", "4", "5"]


def test_the_outline_leads_to_places(book):
    reader = PdfReader(io.BytesIO(book))
    slopes, part, (inner,) = reader.outline
    number = reader.get_destination_page_number
    assert [slopes.title, number(slopes)] == ["Slopes", 1]
    assert [part.title, number(part)] == ["Part", 4]
    assert [inner.title, number(inner), inner.top] == ["Sum", 5, 222]


def test_the_same_book_has_the_same_bytes(book, request):
    assert b"CreationDate" not in book
    again = {A: document(2)}
    first, second = (joined.Joined(again).finished("A", "B") for _ in range(2))
    assert first == second


def test_without_a_browser_it_says_so(monkeypatch, capsys):
    monkeypatch.setattr(paper, "BROWSERS", ())
    assert whole.main(["_build/html"]) == 2
    assert "Chrome or Chromium is needed" in capsys.readouterr().err
