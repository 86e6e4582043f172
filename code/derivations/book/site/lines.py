"""Sphinx extension: lines of a derivation can be linked to, as `[line 9](#line-9)`.

A line's name is part of the HTML that a chain shows itself as. Here it is made known as
the name of a place, so that links in text and tables find it, and a link to a line that
is not there is an error.
"""

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

_LINE = re.compile(r'<span class="check" id="([\w-]+)">')


class NameLines(SphinxTransform):
    """Make the names of lines known before links are resolved."""

    default_priority = 870

    def apply(self) -> None:
        """Name the lines of this page; a name that is there twice is an error."""
        for raw in self.document.findall(nodes.raw):
            for name in _LINE.findall(raw.astext()):
                if name in self.document.ids:
                    self.document.reporter.warning(
                        f"two lines are called {name!r}: give one of the chains "
                        "another name",
                        base_node=raw,
                    )
                self.document.nametypes[name] = True
                self.document.nameids[name] = name
                self.document.ids[name] = raw
                slugs = self.env.metadata[self.env.docname].setdefault("myst_slugs", {})
                slugs[name] = (raw.line, name, "")  # for links from other pages
                _link_number(raw, name)


def _link_number(raw: nodes.raw, name: str) -> None:
    """Make the number of a line a link to it, to be copied."""
    around = raw.parent.children
    for node in around[around.index(raw) + 1 :]:
        before, number, after = node.astext().partition(f"({name.rpartition('-')[2]})")
        if number and isinstance(node, nodes.Text):
            link = nodes.reference("", number, refid=name, internal=True)
            link["classes"].append("to-line")
            raw.parent.replace(node, [nodes.Text(before), link, nodes.Text(after)])
            return


def setup(app: Sphinx) -> dict:
    """Register with Sphinx."""
    app.add_transform(NameLines)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
