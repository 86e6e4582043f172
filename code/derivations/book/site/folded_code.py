"""Sphinx extension: folded code is one word at the end of the output it belongs to.

- A folded cell that shows nothing joins the next folded cell that does: symbols and
  imports are read where their first use is.
- The code stands behind its output, for the eye and for who has the page read aloud.
"""

from collections.abc import Iterator

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform


class JoinSetUp(SphinxPostTransform):
    """Move the code of folded cells without output into the next folded cell."""

    default_priority = 198  # while the code is still a child of its cell
    formats = ("html",)

    def run(self, **kwargs) -> None:
        """Join the cells of this page."""
        for cell in list(folded_cells(self.document)):
            if len(cell.children) > 1:
                continue
            siblings = cell.parent.children
            behind = siblings[siblings.index(cell) + 1 :]
            following = next(filter(_is_folded, behind), None)
            if following is not None:
                for block in reversed(cell.children[0].children):
                    following.children[0].insert(0, block)
                cell.parent.remove(cell)


class CodeBehindOutput(SphinxPostTransform):
    """Let the folded code follow the output."""

    default_priority = 201  # after the code was wrapped in what folds
    formats = ("html",)

    def run(self, **kwargs) -> None:
        """Move the code of every folded cell that shows something."""
        for cell in list(folded_cells(self.document)):
            code, *shown = cell.children
            if isinstance(code, HideCodeCellNode) and shown:
                cell.children = [*shown, code]
                cell["classes"].append("code-behind")


def folded_cells(document: nodes.document) -> Iterator[nodes.container]:
    """Yield the cells of a page whose code is folded."""
    return (cell for cell in document.findall(nodes.container) if _is_folded(cell))


def _is_folded(node: nodes.Node) -> bool:
    return (
        isinstance(node, nodes.container)
        and node.get("nb_element") == "cell_code"
        and node.get("hide_mode") == "input"
        and bool(node.children)
    )


def setup(app: Sphinx) -> dict:
    """Register with Sphinx."""
    app.add_post_transform(JoinSetUp)
    app.add_post_transform(CodeBehindOutput)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
