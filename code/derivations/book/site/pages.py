"""Sphinx extension: pages made from records, folded solutions, "used by".

- The directive `from-records` puts a listing into a page of `chapters/reference/`.
- A section titled "Solution" folds. In a notebook it is a plain heading, which every
  reader of notebooks shows and JupyterLab folds too.
- Below the paragraph "Uses:" of a chapter stands "Used by:", the other direction.

All is read from the committed notebooks when the book is built.
"""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective

from derivations.book.notebooks.committed import Notebook

from . import listings

LISTINGS = {
    "results": listings.results,
    "mistakes": listings.mistakes,
    "corrections": listings.corrections,
    "evidence": listings.evidence,
    "cited": listings.cited,
    "uses": listings.uses,
}


LISTED, USERS = "pages with listings", "who uses whom"


def known(env: BuildEnvironment) -> dict[str, Any]:
    """What these pages keep between builds, beside what Sphinx keeps."""
    if not hasattr(env, "derivations"):
        setattr(env, "derivations", {LISTED: set(), USERS: {}})  # noqa: B010
    return getattr(env, "derivations")  # noqa: B009 - Sphinx does not know the name


class FromRecords(SphinxDirective):
    """Put a listing made from all notebooks' records here.

    Its argument is one of `listings`.
    """

    required_arguments = 1
    listings: Collection[str] = LISTINGS

    def made(self, name: str, books: list[Notebook]) -> str:
        """Return the Markdown of a listing."""
        return LISTINGS[name](books)

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        if name not in self.listings:
            there = ", ".join(self.listings)
            raise self.error(f"no listing {name!r}; there are {there}")
        folder = chapters(self.env)
        known(self.env)[LISTED].add(self.env.docname)
        for path in folder.glob("*.ipynb"):
            self.env.note_dependency(str(path))
        text = self.made(name, listings.notebooks(folder))
        parsed = nodes.Element()
        lines = StringList(text.splitlines(), source=f"listing {name}")
        self.state.nested_parse(lines, 0, parsed, match_titles=True)
        return parsed.children


class FoldSolutions(SphinxTransform):
    """Turn every section "Solution" into a part of the page that opens on a click."""

    default_priority = 500

    def apply(self) -> None:
        for section in list(self.document.findall(nodes.section)):
            if section.next_node(nodes.title).astext() == "Solution":
                opening = (
                    f'<details class="solution" id="{section["ids"][0]}">'
                    "<summary>Solution</summary>"
                )
                section.replace_self(
                    [
                        nodes.raw("", opening, format="html"),
                        *section.children[1:],
                        nodes.raw("", "</details>", format="html"),
                    ]
                )


def chapters(env: BuildEnvironment) -> Path:
    """Return the folder of the book's notebooks."""
    return Path(env.srcdir) / "chapters"


def outdated(app: Sphinx, env: BuildEnvironment, added, changed, removed) -> list[str]:
    """Read who uses whom; return the pages that have to change because of it.

    They are the chapters that have other users than before and, where a notebook came
    or went, the pages with listings. (Sphinx itself sees notebooks that changed.)
    """
    before, pages = known(env)[USERS], known(env)[LISTED]
    users = listings.used_by(listings.notebooks(chapters(env)))
    users = {_document(name): list(map(_document, by)) for name, by in users.items()}
    known(env)[USERS] = users
    affected = {name for name in users if users[name] != before.get(name)}
    if set(users) != set(before):
        affected |= pages
    return sorted(affected & env.found_docs)


def add_used_by(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Say below "Uses:" which chapters use this one."""
    env = app.env
    users = [u for u in known(env)[USERS].get(docname, []) if u in env.titles]
    paragraph = next(filter(_is_uses, doctree.findall(nodes.paragraph)), None)
    if paragraph is None or not users:
        return
    added = nodes.paragraph("", "", nodes.strong("", "Used by:"))
    for number, name in enumerate(users):
        uri = app.builder.get_relative_uri(docname, name)
        title = [child.deepcopy() for child in env.titles[name].children]
        added += nodes.Text(", " if number else " ")
        added += nodes.reference("", "", *title, internal=True, refuri=uri)
    parent = paragraph.parent
    parent.insert(parent.index(paragraph) + 1, added)


def _document(notebook: str) -> str:
    return f"chapters/{notebook.removesuffix('.ipynb')}"


def _is_uses(paragraph: nodes.paragraph) -> bool:
    strong = paragraph.next_node(nodes.strong)
    return strong is not None and paragraph.astext().startswith("Uses:")


def setup(app: Sphinx) -> dict:
    """Register with Sphinx."""
    app.add_directive("from-records", FromRecords)
    app.add_transform(FoldSolutions)
    app.connect("env-get-outdated", outdated)
    app.connect("doctree-resolved", add_used_by)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
