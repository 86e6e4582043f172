"""Sphinx extension: one legend a page, of the marks that its derivations carry."""

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from derivations.book.notebooks.committed import ANSWERED
from derivations.steps.typesetting.marks import MARKS, words_of

_MARK = re.compile(r'<abbr class="([\w-]+)"')


class AddLegend(SphinxPostTransform):
    """Say at the end of the first part what the marks of the page stand for."""

    default_priority = 140
    formats = ("html",)

    def run(self, **kwargs) -> None:
        """Add the legend to this page."""
        for section in self.document.findall(nodes.section):
            if section.next_node(nodes.title).astext() == ANSWERED:
                text = legend(raw.astext() for raw in self.document.findall(nodes.raw))
                section += nodes.raw("", text, format="html")


def legend(texts) -> str:
    """Return a line that explains the marks found in pieces of HTML, or "".

    >>> legend(['<abbr class="cited">'])
    '<p class="legend" id="marks">†\\xa0cited, not checked here</p>'
    """
    used = {mark for text in texts for mark in _MARK.findall(text)}
    said = [f"{MARKS[m].glyph}\u00a0{words_of(m)}" for m in MARKS if m in used]
    return f'<p class="legend" id="marks">{" · ".join(said)}</p>' if said else ""


def setup(app: Sphinx) -> dict:
    """Register with Sphinx."""
    app.add_post_transform(AddLegend)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
