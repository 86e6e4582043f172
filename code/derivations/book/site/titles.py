"""Sphinx extension: short titles, and terms for the index and the search.

A chapter's title is its result, often a formula. In side bars, in the names of browser
tabs, in lists and among what a search finds it goes by its short title in words, which
stands in the notebook's metadata with a description and the terms a reader may look
for. Pages in Markdown name such terms as `keywords` in their head.
"""

from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from derivations.book.notebooks.committed import Notebook, read


def notebook_of(srcdir: str | Path, docname: str) -> Notebook | None:
    """Return the notebook that a page is made from, if it is made from one."""
    path = Path(srcdir) / f"{docname}.ipynb"
    return read(path) if path.is_file() else None


class IndexTerms(SphinxTransform):
    """Enter the terms of a page into the book's index, where the search finds them."""

    default_priority = 800  # before the domain collects entries

    def apply(self, **kwargs) -> None:
        """Add the entries at the head of the page."""
        section = self.document.next_node(nodes.section)
        terms = self._terms()
        if section is None or not terms:
            return
        place = section["ids"][0]
        entries = [("single", term, place, "main", None) for term in terms]
        section.insert(1, addnodes.index(entries=entries, inline=False))

    def _terms(self) -> list[str]:
        notebook = notebook_of(self.env.srcdir, self.env.docname)
        if notebook is not None:
            return list(notebook.about.get("keywords", ()))
        return [
            term.strip()
            for meta in self.document.findall(nodes.meta)
            if meta.get("name") == "keywords"
            for term in meta["content"].split(",")
        ]


def rename(app: Sphinx, doctree: nodes.document) -> None:
    """Give the page its short title wherever it is listed."""
    env, docname = app.env, app.env.docname
    notebook = notebook_of(env.srcdir, docname)
    if notebook is None or not notebook.about.get("short_title"):
        return
    name = notebook.listed_as
    env.titles[docname] = nodes.title("", name)
    env.longtitles[docname] = nodes.title("", name)
    first = env.tocs[docname].next_node(nodes.reference)
    first.children = []
    first += nodes.Text(name)


def add_excerpts(
    app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document | None
) -> None:
    """Have the page of search results show prose."""
    if page == "search":
        app.add_js_file("excerpts.js")


def setup(app: Sphinx) -> dict:
    """Register with Sphinx."""
    app.add_transform(IndexTerms)
    app.connect("html-page-context", add_excerpts)
    app.connect("doctree-read", rename, priority=900)  # after titles were collected
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
