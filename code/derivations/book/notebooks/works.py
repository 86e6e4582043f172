"""The works that chapters name: `chapters/references.bib`, and the form they stand in.

One form for all: it is the style of the page *References*, and each item of a chapter's
list is the same text as Markdown, followed by what the chapter says of the work.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from pybtex.backends.markdown import Backend
from pybtex.database import Entry, Person, parse_string
from pybtex.richtext import HRef, Tag, Text
from pybtex.style import FormattedEntry
from pybtex.style.formatting import alpha

FILE = "references.bib"
_LINK = re.compile(r"\]\(((?:[^()\s]|\([^()\s]*\))+)\)")


@dataclass(frozen=True)
class Work:
    """A work: its key, where it is found, and the item that names it, as Markdown."""

    key: str
    address: str
    item: str


class Form(alpha.Style):
    """The form of an entry, and labels as `[Bis06]`."""

    def format_entry(self, label: str, entry: Entry, bib_data=None) -> FormattedEntry:
        """Return the entry in the form that the whole book uses."""
        return FormattedEntry(entry.key, form(entry), label)


class _Plain(Backend):
    """Markdown in which nothing is escaped that stands for itself in a list."""

    def format_str(self, text: str) -> str:
        return text.replace("“", '"').replace("”", '"')


def works(path: Path) -> list[Work]:
    """Read the works of a file in BibTeX's format, in its order; none without it."""
    return list(_works(path.read_text(encoding="utf-8"))) if path.is_file() else []


@lru_cache(maxsize=4)  # every chapter asks for the same list
def _works(text: str) -> tuple[Work, ...]:
    entries = parse_string(text, "bibtex").entries.values()
    return tuple(
        Work(entry.key, address(entry), form(entry).render(_Plain()))
        for entry in entries
    )


def linked(item: str) -> str:
    """Return the first address that Markdown links to, or "".

    >>> linked("A. Author, *Book*, [doi:10.1/a(b)c](https://doi.org/10.1/a(b)c), 3.")
    'https://doi.org/10.1/a(b)c'
    """
    found = _LINK.search(item)
    return found[1] if found else ""


def address(entry: Entry) -> str:
    """Return where a work is found: by its DOI if it has one; "" for nowhere."""
    fields = entry.fields
    for name, home in (
        ("doi", "https://doi.org/"),
        ("eprint", "https://arxiv.org/abs/"),
        ("url", ""),
        ("isbn", "https://openlibrary.org/isbn/"),
    ):
        if name in fields:
            return home + fields[name]
    return ""


def form(entry: Entry) -> Text:
    """Return an entry as text: who, what, where it appeared, and its address."""
    whole = entry.type == "book"
    title = _text(entry, "title")
    parts = [
        Text(_people(entry)),
        Tag("em", title) if whole else Text("“", title, "”"),
        *_appeared(entry),
        HRef(address(entry), _address_in_words(entry)),
    ]
    return Text(", ").join(parts)


def _text(entry: Entry, name: str) -> Text:
    """A field, read as LaTeX."""
    return Text.from_latex(entry.fields[name])


def _people(entry: Entry) -> str:
    written = entry.persons.get("author")
    people = written or entry.persons.get("editor", [])
    return ", ".join(map(_name, people)) + ("" if written else " (eds)")


def _name(person: Person) -> str:
    given = [*person.rich_first_names, *person.rich_middle_names]
    return str(
        Text(" ").join([*given, *person.rich_prelast_names, *person.rich_last_names])
    )


def _appeared(entry: Entry) -> list[Text]:
    """Journal or book, publisher, year and pages."""
    fields, year = entry.fields, entry.fields["year"]
    pages = fields.get("pages", "").replace("--", "–")
    if "volume" in fields:
        name = "journal" if "journal" in fields else "booktitle"
        number = f"({fields['number']})" if "number" in fields else ""
        told = f" {fields['volume']}{number} ({year}) {pages}".rstrip()
        return [Text(Tag("em", _text(entry, name)), told)]
    names = ("series", "howpublished", "publisher")
    parts = [_text(entry, name) for name in names if name in fields]
    if "edition" in fields:
        parts.insert(0, Text(f"{fields['edition']} ed."))
    if "booktitle" in fields:
        parts.insert(0, Text("in ", Tag("em", _text(entry, "booktitle"))))
    if not any(str(part).endswith(year) for part in parts):  # "CVPR 2016" says it
        before = Text(parts.pop(), " ") if "publisher" in fields else Text()
        parts.append(before + year)
    return [*parts, Text(pages)] if pages else parts


def _address_in_words(entry: Entry) -> str:
    fields = entry.fields
    for name, says in (("doi", "doi:"), ("eprint", "arXiv:")):
        if name in fields:
            return says + fields[name]
    if "url" in fields:
        return (urlsplit(fields["url"]).hostname or "").removeprefix("www.")
    return f"ISBN {fields.get('isbn', '')}"
