"""The whole book as one PDF.

    python -m derivations.book.site.whole _build/html

prints the built pages in the order of the book with Chrome or Chromium, joins them
behind a title and contents with page numbers, ties their links together, and puts a
link to the file on the first page. It ends with 2 where there is no browser.
"""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape, unescape
from importlib.metadata import metadata
from pathlib import Path

import yaml

from . import joined, paper
from .take_away import FIRST, offer

PDF = "executable-derivations.pdf"
CONTENTS = "contents.html"
TOC = Path("_toc.yml")

TEMPLATE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>{name}</title>{sheet}<style>
body {{ margin: 0; font: 10.5pt/1.5 "DejaVu Sans", sans-serif; }}
h1 {{ margin: 0 0 4mm; font-size: 26pt; font-weight: 500; }}
h2 {{ margin: 5mm 0 1mm; font-size: 11pt; break-after: avoid; }}
p {{ display: flex; align-items: baseline; margin: 0; }}
p i {{ flex: 1; margin: 0 2mm; border-bottom: 1px dotted #888; }}
p.said {{ margin-bottom: 4mm; color: #555; }}
a {{ color: #0a58ca; text-decoration: none; }}
</style></head><body><h1>{name}</h1>
<p class="said">{summary}. Version {version}. Text CC BY-SA 4.0, code MIT.</p>
{rows}</body></html>"""

_HEADING = re.compile(
    r'<h2>((?:(?!<h[12]).)*?)<a class="headerlink" href="#([^"]+)"', re.DOTALL
)
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)


@dataclass(frozen=True)
class Part:
    """A part of the book: its caption, or "" before all parts, and its pages."""

    caption: str
    pages: tuple[str, ...]


def parts(toc: Mapping) -> list[Part]:
    """Return the parts of the book from what ``_toc.yml`` holds.

    >>> one = {"caption": "I", "chapters": [{"file": "a"}]}
    >>> parts({"root": "index", "parts": [one]})[1]
    Part(caption='I', pages=('a.html',))
    """
    found = [Part("", (f"{toc['root']}.html",))]
    for part in toc["parts"]:
        pages = tuple(f"{chapter['file']}.html" for chapter in part["chapters"])
        found.append(Part(part["caption"], pages))
    return found


def title(page: str) -> str:
    """Return the title of a page without the name of the book, as HTML.

    >>> title("<title>1. Slope &#8212; Book</title>")
    '1. Slope'
    """
    found = _TITLE.search(page)
    if found is None:
        raise ValueError("a page has no title")
    return re.split(r" (?:&#8212;|—) ", found[1].strip())[0]


def headings(text: str) -> list[tuple[str, str]]:
    """Return the sections of a page: their words, and the names of their places.

    >>> headings('<h2>The <b>sum</b><a class="headerlink" href="#the-sum" title="x">')
    [('The sum', 'the-sum')]
    """
    return [
        (" ".join(unescape(re.sub("<.*?>", "", words)).split()), place)
        for words, place in _HEADING.findall(text)
    ]


def outline(order: list[Part], pages: Mapping[str, str]) -> list[joined.Entry]:
    """Return the outline of the book: parts, pages, sections."""
    found = []
    for part in order:
        entries = [
            joined.Entry(
                unescape(title(pages[page])),
                page,
                within=tuple(
                    joined.Entry(words, page, place)
                    for words, place in headings(pages[page])
                ),
            )
            for page in part.pages
        ]
        if part.caption:
            first = part.pages[0]
            found.append(joined.Entry(part.caption, first, within=tuple(entries)))
        else:
            found += entries
    return found


def contents(
    order: list[Part], pages: Mapping[str, str], sheets: Mapping[str, int], name: str
) -> str:
    """Return the title and the contents of the book, as HTML."""
    about = metadata("derivations")
    rows = []
    for part in order:
        if part.caption:
            rows.append(f"<h2>{escape(part.caption)}</h2>")
        rows += [
            f'<p><a href="{page}">{title(pages[page])}</a><i></i>{sheets[page]}</p>'
            for page in part.pages
        ]
    return TEMPLATE.format(
        name=escape(name),
        summary=escape(about["Summary"]),
        version=escape(about["Version"]),
        sheet=paper.SHEET,
        rows="\n".join(rows),
    )


def book(out: Path, order: list[Part], name: str, chrome: str) -> bytes:
    """Return the PDF of these parts of a built book."""
    files = [page for part in order for page in part.pages]
    pages = {page: (out / page).read_text(encoding="utf-8") for page in files}
    wanted = paper.places(pages)
    sheets = {page: paper.prepared(pages[page], wanted[page]) for page in files}
    documents = paper.printed(out, sheets, chrome)
    number, begins = 1, {}
    for page in files:
        begins[page] = number
        number += joined.sheets(documents[page])
    head = contents(order, pages, begins, name)
    documents = paper.printed(out, {CONTENTS: head}, chrome) | documents
    whole = joined.Joined(documents, unnumbered=1)
    whole.outline([joined.Entry("Contents", CONTENTS), *outline(order, pages)])
    return whole.finished(name, metadata("derivations")["Author"])


def main(arguments: list[str]) -> int:
    """Print the book that was built into the folder given."""
    out = Path(arguments[0])
    chrome = paper.browser()
    if chrome is None:
        print("No PDF: Chrome or Chromium is needed to print it.", file=sys.stderr)
        return 2
    order = parts(yaml.safe_load(TOC.read_text(encoding="utf-8")))
    name = title((out / FIRST).read_text(encoding="utf-8"))
    content = book(out, order, name, chrome)
    (out / PDF).write_bytes(content)
    size = f"{joined.sheets(content):,} pages, {len(content) / 1e6:.0f} MB"
    offer(out, PDF, f"The book as PDF ({size})")
    print(f"{out / PDF}: {size}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
