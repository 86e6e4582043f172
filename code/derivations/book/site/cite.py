"""Sphinx extension: how to cite a chapter, and where to say that something is wrong.

Title, version and date are those of `CITATION.cff`; the address, and the link to say
that something is wrong, are there where it is known where the book lives.
"""

from html import escape
from pathlib import Path
from urllib.parse import quote

import yaml
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from derivations.book.notebooks.committed import Notebook

from .offline import known_repository, pages_address
from .titles import notebook_of


class AddCitation(SphinxPostTransform):
    """Add a fold with the BibTeX entry at the end of every chapter."""

    default_priority = 155  # behind what folds, outside of it
    formats = ("html",)

    def run(self, **kwargs) -> None:
        """Add the fold to this page."""
        root, docname = Path(self.env.srcdir), self.env.docname
        notebook = notebook_of(root, docname)
        source = root / "CITATION.cff"
        if notebook is None or not notebook.number or not source.is_file():
            return
        known = known_repository(root)
        book = yaml.safe_load(source.read_text(encoding="utf-8"))
        address = pages_address(known[0]) + f"{docname}.html" if known else ""
        entry = bibtex(notebook, book, address)
        text = (
            '<details class="cite"><summary>Cite this chapter</summary>'
            f'<pre tabindex="0">{escape(entry)}</pre></details>'
        )
        if known:
            text += feedback(notebook, known[0])
        section = self.document.next_node(nodes.section)
        section += nodes.raw("", text, format="html")


def bibtex(notebook: Notebook, book: dict, address: str = "") -> str:
    """Return the BibTeX entry of a chapter."""
    authors = " and ".join(f"{{{person['name']}}}" for person in book["authors"])
    date = str(book["date-released"])
    fields = {
        "author": authors,
        "title": notebook.short_title,
        "booktitle": book["title"],
        "chapter": str(notebook.number),
        "edition": f"version {book['version']}",
        "year": date[:4],
        "date": date,
        **({"url": address} if address else {}),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    name = notebook.name.removesuffix(".ipynb").lstrip("0123456789-")
    return f"@incollection{{derivations-{name},\n{lines}}}"


def feedback(notebook: Notebook, repository: str) -> str:
    """Return the link by which a reader says that something is wrong."""
    title = quote(f"Chapter {notebook.listed_as}: ")
    link = f"{repository}/issues/new?title={title}"
    return f'<p class="feedback"><a href="{link}">Say that something is wrong</a></p>'


def setup(app: Sphinx) -> dict:
    """Register with Sphinx."""
    app.add_post_transform(AddCitation)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
