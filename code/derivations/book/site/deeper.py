"""Sphinx extension: the sections after "That answers the question." fold.

A folded section is one line: its heading, the minutes it takes to read, and below them
its first paragraph, which is its claim. It opens on a click, for a link into it, for a
search in the page and in print, and without a script: its name stands inside the fold,
which a browser then opens by itself. The notebook knows nothing of it.
"""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from derivations.book.notebooks.committed import ANSWERED

WORDS_A_MINUTE = 180  # of prose that holds formulas
SECONDS_A_ROW = 5  # of a table, or line of a chain
SECONDS_A_FIGURE = 20


class Deeper(nodes.section):
    """A section that folds."""


class FoldDeeper(SphinxPostTransform):
    """Fold what goes deeper, after the contents of the page are collected."""

    default_priority = 150
    formats = ("html",)

    def run(self, **kwargs) -> None:
        """Fold the sections of this page, and say how long its first part takes."""
        answer, deeper = parts(self.document)
        for section in deeper:
            section.replace_self(_folded(section))
        if deeper:
            _add_minutes(answer)


def parts(document: nodes.document) -> tuple[list[nodes.Node], list[nodes.section]]:
    """Return what stands before the heading that answers, and the sections behind it.

    Both are empty where the page has no such heading.
    """
    for section in document.findall(nodes.section):
        if section.next_node(nodes.title).astext() == ANSWERED:
            around = section.parent.children
            at = around.index(section)
            behind = [s for s in around[at + 1 :] if isinstance(s, nodes.section)]
            return around[:at], behind
    return [], []


def minutes(*parts: nodes.Node) -> int:
    """Return how long it takes to read something, in whole minutes, at least one."""

    def every(kind):
        return [node for part in parts for node in part.findall(kind)]

    prose = [p for p in every(nodes.paragraph) if not isinstance(p.parent, nodes.entry)]
    words = sum(len(p.astext().split()) for p in prose)
    seconds = len(every(nodes.row)) * SECONDS_A_ROW
    seconds += len(every(nodes.image)) * SECONDS_A_FIGURE
    return max(1, round(words / WORDS_A_MINUTE + seconds / 60))


def _folded(section: nodes.section) -> Deeper:
    """The section with its heading, claim and minutes as what stays to be seen."""
    folded = Deeper("", *section.children, **section.attributes)
    head = 2 if isinstance(section.children[1:2][0], nodes.paragraph) else 1
    if head == 2:
        claim = folded.children[1]
        claim["classes"].append("claim")
        for link in list(claim.findall(nodes.reference)):
            link.replace_self(link.children)  # the whole line is something to press
    names = "".join(
        f'<span class="inside" id="{name}"></span>' for name in folded["ids"]
    )
    end = f'<span class="minutes">{minutes(section)} min</span></summary>{names}'
    folded.insert(head, nodes.raw("", end, format="html"))
    return folded


def _add_minutes(answer: list[nodes.Node]) -> None:
    """Say behind what a chapter needs how long its first part takes."""
    paragraphs = (p for part in answer for p in part.findall(nodes.paragraph))
    for paragraph in paragraphs:
        if paragraph.astext().startswith("Needs:"):
            took = minutes(*answer)
            text = f" {took} minute{'s' * (took > 1)}."
            paragraph += nodes.emphasis("", text)
            return


def _open(translator, node: Deeper) -> None:
    translator.section_level += 1
    translator.body.append('<section>\n<details class="deeper"><summary>\n')


def _close(translator, node: Deeper) -> None:
    translator.section_level -= 1
    translator.body.append("</details>\n</section>\n")


def setup(app: Sphinx) -> dict:
    """Register with Sphinx."""
    app.add_node(Deeper, html=(_open, _close))
    app.add_post_transform(FoldDeeper)
    app.add_js_file("deeper.js")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
