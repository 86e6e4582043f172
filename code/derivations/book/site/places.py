"""Sphinx extension: results, mistakes, corrections and headings can be linked to.

Their names are made from words (see `names`), so that they stay when a formula in
them is typeset anew. Beside each stands an anchor that shows when it is pointed at.
"""

from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from .names import names, slug
from .titles import notebook_of

TABLES = {"other-answers": 1, "mistakes": 0}  # in which column the mistake stands


class NamePlaces(SphinxTransform):
    """Give names to what a page is linked to for."""

    default_priority = 600  # before links are resolved and contents are collected

    def apply(self, **kwargs) -> None:
        """Name the places of this page."""
        self._name_headings()
        self._name_mistakes()
        notebook = notebook_of(self.env.srcdir, self.env.docname)
        if notebook is None:
            return
        for kind, key, nodes_of in (
            ("result", "name", self._boxes()),
            ("correction", "where", self._corrections()),
        ):
            records = (r for _, r in notebook.records(kind))
            told = [r[key] for r in records if kind != "result" or r.get("boxed")]
            for name, node in zip(names(kind, told), nodes_of, strict=False):
                self._name(name, node)

    def _name_headings(self) -> None:
        """Rename the sections whose titles hold formulas, by their words alone."""
        notebook = notebook_of(self.env.srcdir, self.env.docname)
        slugs = self.env.metadata[self.env.docname].get("myst_slugs", {})
        for section in list(self.document.findall(nodes.section)):
            title = section.next_node(nodes.title)
            if not title.next_node(nodes.math):
                continue
            words = _words(title)
            if notebook and section.parent is self.document:
                words = notebook.short_title
            name, number = slug(words), 2
            while name in self.document.ids or not name:
                name, number = f"{slug(words) or 'section'}-{number}", number + 1
            old = section["ids"][0]
            section["ids"] = [name]
            self.document.ids[name] = self.document.ids.pop(old)
            for key, known in list(self.document.nameids.items()):
                if known == old:
                    self.document.nameids[key] = name
            for key, (line, known, text) in list(slugs.items()):
                if known == old:
                    slugs[key] = (line, name, text)

    def _name_mistakes(self) -> None:
        rows = list(self._mistakes())
        for name, (row, entry) in zip(
            names("mistake", (_words(entry) for _, entry in rows)), rows, strict=True
        ):
            self._name(name, row)
            anchor = nodes.reference("", "#", refid=name, internal=True)
            anchor["classes"].append("headerlink")
            (entry.next_node(nodes.paragraph) or entry).append(anchor)

    def _mistakes(self) -> Iterator[tuple[nodes.row, nodes.entry]]:
        """The rows of the tables of mistakes, with the cell that names the mistake."""
        for raw in self.document.findall(nodes.raw):
            for kind, column in TABLES.items():
                if raw.astext().strip() != f'<div class="{kind}">':
                    continue
                table = raw.next_node(nodes.table, siblings=True, descend=False)
                body = table.next_node(nodes.tbody) if table else None
                for row in body.children if body else ():
                    yield row, row.children[column]

    def _boxes(self) -> Iterator[nodes.Node]:
        for raw in self.document.findall(nodes.raw):
            if raw.astext().strip() == '<div class="result">':
                yield raw

    def _corrections(self) -> Iterator[nodes.Node]:
        for quote in self.document.findall(nodes.block_quote):
            if quote.astext().startswith("Correction"):
                yield quote

    def _name(self, name: str, node: nodes.Node) -> None:
        """Make a name known to links from here and from other pages."""
        document = self.document
        if name in document.ids:
            document.reporter.warning(f"two places are called {name!r}", base_node=node)
        document.nametypes[name] = True
        document.nameids[name] = name
        document.ids[name] = node
        slugs = self.env.metadata[self.env.docname].setdefault("myst_slugs", {})
        slugs[name] = (node.line, name, "")
        if isinstance(node, nodes.raw):
            text = node.astext().replace("<div ", f'<div id="{name}" ', 1)
            node.children, node.rawsource = [nodes.Text(text)], text
        else:
            node["ids"].append(name)


def _words(node: nodes.Element) -> str:
    """The text of a node without its formulas."""
    return " ".join(
        str(text)
        for text in node.findall(nodes.Text)
        if not isinstance(text.parent, nodes.math)
    )


def setup(app: Sphinx) -> dict:
    """Register with Sphinx."""
    app.add_transform(NamePlaces)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
