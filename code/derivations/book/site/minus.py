"""Sphinx extension: negative figures in tables carry a minus sign, not a hyphen.

The records keep the hyphen, which every program reads; the page is for people.
"""

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

_HYPHEN = re.compile(r"(?<![\w.)\]-])-(?=\d)")


class MinusSigns(SphinxPostTransform):
    """Set the signs of figures in the tables of this page."""

    default_priority = 160
    formats = ("html",)

    def run(self, **kwargs) -> None:
        """Replace the hyphens of figures, not those of words, code and formulas."""
        for entry in self.document.findall(nodes.entry):
            for text in list(entry.findall(nodes.Text)):
                prose = not isinstance(
                    text.parent, nodes.literal | nodes.math | nodes.raw
                )
                if prose and (set_signs := with_minus(str(text))) != text:
                    text.parent.replace(text, nodes.Text(set_signs))


def with_minus(text: str) -> str:
    """Return a text with minus signs before its negative figures.

    >>> with_minus("(-1.5, 2), -3, 1e-12, pages 3-4, three-term")
    '(−1.5, 2), −3, 1e-12, pages 3-4, three-term'
    """
    return _HYPHEN.sub("\N{MINUS SIGN}", text)


def setup(app: Sphinx) -> dict:
    """Register with Sphinx."""
    app.add_post_transform(MinusSigns)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
