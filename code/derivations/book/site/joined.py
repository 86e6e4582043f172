"""PDFs joined into one: numbered sheets, an outline, and links that stay within.

Each PDF knows its own places by name. Here a link gets the sheet and the point that it
leads to, whichever PDF they stand in.
"""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.constants import PageLabelStyle
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    Fit,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    StreamObject,
    TextStringObject,
)

from .paper import HOME, target

BOTTOM = 30  # of the number of a sheet, in points above the edge
SIZE = 9


def sheets(document: bytes) -> int:
    """Return the number of sheets of a PDF."""
    return len(PdfReader(io.BytesIO(document)).pages)


@dataclass(frozen=True)
class Entry:
    """A line of the outline: its words, where it leads to, and the lines below it."""

    words: str
    page: str
    place: str = ""
    within: tuple["Entry", ...] = ()


class Joined:
    """A PDF in the making.

    Its documents are given by the names of their pages; the first ``unnumbered`` of
    them are numbered apart, with Roman numerals that are not printed.
    """

    def __init__(self, documents: Mapping[str, bytes], unnumbered: int = 0):
        self.writer = PdfWriter()
        self.first: dict[str, int] = {}  # the sheet on which a document begins
        self.places: dict[str, dict[str, tuple[int, float, float]]] = {}
        begins = 0
        for number, (name, content) in enumerate(documents.items()):
            begins = len(self.writer.pages) if number == unnumbered else begins
            self._append(name, content)
        self._number(begins)
        self._tie()

    def _append(self, name: str, content: bytes) -> None:
        reader = PdfReader(io.BytesIO(content))
        begins = self.first[name] = len(self.writer.pages)
        self.places[name] = {}
        for place, there in reader.named_destinations.items():
            sheet = reader.get_destination_page_number(there)
            if sheet is not None:
                at = begins + sheet, float(there.left or 0), float(there.top or 0)
                self.places[name][place.removeprefix("/")] = at
        for page in reader.pages:
            self.writer.add_page(page)

    def _number(self, begins: int) -> None:
        """Print numbers on the sheets from here on, and have viewers count alike."""
        font = self.writer._add_object(
            DictionaryObject(
                {
                    NameObject("/Type"): NameObject("/Font"),
                    NameObject("/Subtype"): NameObject("/Type1"),
                    NameObject("/BaseFont"): NameObject("/Helvetica"),
                }
            )
        )
        for number, page in enumerate(self.writer.pages[begins:], start=1):
            used = cast(DictionaryObject, page["/Resources"].get_object())
            fonts = used.setdefault(NameObject("/Font"), DictionaryObject())
            fonts.get_object()[NameObject("/Number")] = font
            middle = float(page.mediabox.width) / 2 - SIZE * len(str(number)) / 4
            text = f"BT /Number {SIZE} Tf {middle} {BOTTOM} Td ({number}) Tj ET"
            self._write_over(page, text)
        if begins:
            self.writer.set_page_label(
                0, begins - 1, style=PageLabelStyle.LOWERCASE_ROMAN
            )
        self.writer.set_page_label(
            begins, len(self.writer.pages) - 1, style=PageLabelStyle.DECIMAL
        )

    def _write_over(self, page: PageObject, operators: str) -> None:
        """Add to what a page shows, in the coordinates that it begins with."""
        shown = page["/Contents"].get_object()
        parts = shown if isinstance(shown, ArrayObject) else [page.raw_get("/Contents")]
        before, after = self._stream("q"), self._stream(f"Q {operators}")
        page[NameObject("/Contents")] = ArrayObject([before, *parts, after])

    def _stream(self, operators: str) -> IndirectObject:
        stream: StreamObject = DecodedStreamObject()
        stream.set_data(operators.encode("ascii"))
        return self.writer._add_object(stream)

    def _tie(self) -> None:
        """Have every link lead to its sheet; drop those to files that are not here."""
        names = sorted(self.first, key=self.first.__getitem__)
        ends = [*(self.first[name] for name in names[1:]), len(self.writer.pages)]
        for name, end in zip(names, ends, strict=True):
            for page in self.writer.pages[self.first[name] : end]:
                links = page.get("/Annots", ArrayObject()).get_object()
                kept = [link for link in links if self._tied(link.get_object(), name)]
                page[NameObject("/Annots")] = ArrayObject(kept)

    def _tied(self, link: DictionaryObject, name: str) -> bool:
        """Rewrite a link of a document; false where it leads nowhere."""
        if "/Dest" in link:
            there, place = name, str(link["/Dest"]).removeprefix("/")
        else:
            address = str(link.get("/A", {}).get("/URI", ""))
            if not address.startswith("file:"):
                return True
            there, place = target("", address.partition(HOME)[2])
        if there not in self.first:
            return False
        sheet, left, top = self.at(there, place)
        link.pop("/A", None)
        link[NameObject("/Dest")] = ArrayObject(
            [
                self.writer.pages[sheet].indirect_reference,
                NameObject("/XYZ"),
                FloatObject(left),
                FloatObject(top),
                NullObject(),
            ]
        )
        return True

    def at(self, page: str, place: str = "") -> tuple[int, float, float]:
        """Return the sheet and the point of a place; else the head of its page."""
        sheet = self.first[page]
        head = sheet, 0.0, float(self.writer.pages[sheet].mediabox.top)
        return self.places[page].get(place, head)

    def outline(self, entries: Iterable[Entry], within=None) -> None:
        """Add entries to the outline."""
        for entry in entries:
            sheet, left, top = self.at(entry.page, entry.place)
            item = self.writer.add_outline_item(
                title=entry.words,
                page_number=sheet,
                parent=within,
                fit=Fit.xyz(left, top),
                is_open=False,
            )
            self.outline(entry.within, item)

    def finished(self, title: str, author: str) -> bytes:
        """Return the PDF, what is there twice kept once, and no time in it."""
        self.writer.compress_identical_objects()
        self.writer.metadata = {"/Title": title, "/Author": author}
        self.writer.page_mode = "/UseOutlines"
        self.writer.root_object[NameObject("/Lang")] = TextStringObject("en")
        written = io.BytesIO()
        self.writer.write(written)
        return written.getvalue()
