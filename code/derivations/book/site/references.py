"""Sphinx extension: chapters and the page *References* link to each other.

A chapter names works in a list under the heading "References", which is plain Markdown
for every reader of notebooks. The address that an item links to ties it to its entry in
`chapters/references.bib`: behind the item stands the entry's label, which leads to the
entry, and behind the entry stand the chapters that name it.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import cast

from docutils import nodes
from pybtex.plugin import register_plugin
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinxcontrib.bibtex.citation_target import CitationTarget
from sphinxcontrib.bibtex.domain import BibtexDomain
from sphinxcontrib.bibtex.roles import CitationRef

from derivations.book.notebooks.works import FILE, Form, address

SOURCE = f"chapters/{FILE}"
logger = logging.getLogger(__name__)


class TieReferences(SphinxTransform):
    """Add to each item of a chapter's references the label of its entry."""

    default_priority = 400

    def apply(self) -> None:
        """Tie the items of this page; one that has no entry is an error."""
        domain = bibliography(self.env)
        entries = domain.bibdata.data.entries
        keys = {address(entry): key for key, entry in entries.items()}
        for item in _items(self.document):
            links = (link.get("refuri", "") for link in item.findall(nodes.reference))
            key = next((keys[link] for link in links if link in keys), None)
            if key is None:
                text = item.astext()
                logger.warning("no entry in %s for %r", SOURCE, text, location=item)
                continue
            self.env.note_dependency(str(Path(self.env.srcdir) / SOURCE))
            place = f"ref-{key}"
            item["ids"].append(place)
            named = CitationRef(
                place, self.env.docname, item.line, [CitationTarget(key, "", "")]
            )
            domain.citation_refs.append(named)
            item.children[0] += [nodes.Text(" "), _label(key, self.env.docname)]


def bibliography(env: BuildEnvironment) -> BibtexDomain:
    """Return what is known of entries and of who names them."""
    return cast(BibtexDomain, env.get_domain("cite"))


def _items(document: nodes.document) -> Iterable[nodes.list_item]:
    """The items of the list under the heading "References" of a notebook."""
    for section in document.findall(nodes.section):
        if section.next_node(nodes.title).astext() == "References":
            for listed in section.children:
                if isinstance(listed, nodes.bullet_list):
                    yield from listed.children


def _label(key: str, docname: str) -> pending_xref:
    """A link to an entry, which shows the entry's label."""
    return pending_xref(
        "",
        nodes.inline(),
        refdomain="cite",
        reftype="p",
        reftarget=key,
        refdoc=docname,
        refexplicit=False,
        refwarn=True,
    )


def rewritten(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages with entries: what names an entry may have changed."""
    known = bibliography(env).bibliographies
    return sorted({place.docname for place in known} & env.found_docs)


def add_chapters(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Say behind each entry which chapters name it."""
    domain = bibliography(app.env)
    keys = {citation.citation_id: citation.key for citation in domain.citations}
    for entry in doctree.findall(nodes.citation):
        key = keys.get(entry["ids"][0])
        named = [r for r in domain.citation_refs if r.targets[0].key == key]
        if not named:
            continue
        words = entry.children[-1]
        words += nodes.Text(f". In chapter{'s' * (len(named) > 1)} ")
        for at, reference in enumerate(sorted(named, key=lambda r: r.docname)):
            page = app.builder.get_relative_uri(docname, reference.docname)
            number = reference.docname.rpartition("/")[2].partition("-")[0].lstrip("0")
            uri = f"{page}#{reference.citation_ref_id}"
            words += nodes.Text(", " if at else "")
            words += nodes.reference("", number, internal=True, refuri=uri)
        words += nodes.Text(".")


def settle(app: Sphinx, config: Config) -> None:
    """Set what the bibliography needs to know."""
    config.bibtex_bibfiles = [SOURCE]
    config.bibtex_default_style = "derivations"
    config.bibtex_cite_id = "work-{key}"
    config.bibtex_tooltips = False  # an item says itself what its label leads to


def setup(app: Sphinx) -> dict:
    """Register with Sphinx."""
    register_plugin("pybtex.style.formatting", "derivations", Form)
    app.setup_extension("sphinxcontrib.bibtex")
    app.connect("config-inited", settle)
    app.add_transform(TieReferences)
    app.connect("env-updated", rewritten)
    app.connect("doctree-resolved", add_chapters)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
