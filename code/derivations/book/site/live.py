"""Sphinx extension: the panes in which readers check their own work.

The directive `live` puts one into the page: fields for what the reader writes, and the
prepared examples with the verdicts that the notebook has recorded. Without a script
the examples stand there one after the other. With one they can be chosen, and where
`make live` has been run the reader's own work is judged too, by Python in the browser.
"""

import html
import shutil
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from derivations.book.notebooks.committed import read
from derivations.book.shown.prepared import KIND

from .live_parts import MADE_FROM, PARTS, has_numpy, is_current, megabytes
from .live_verdicts import derivation, gradient, raw

#: The fields of each kind of pane: their headings, and how many rows they show.
FIELDS = {
    "derivation": (("Your derivation, in LaTeX", 14), ("What the letters are", 6)),
    "gradient": (("Your function f, its gradient, and a point x, in NumPy", 16),),
}
HINTS = {
    "derivation": "One a line: <code>m samples</code> · <code>x: m by n, by sample"
    "</code> · <code>s: positive</code> · <code>z = \\theta^\\top x</code>",
    "gradient": "NumPy is there as <code>np</code>.",
}
NOT_BUILT = (
    "This copy of the book shows recorded verdicts. <code>make live</code> builds the "
    "page that judges what you write; below is how to check it on your own machine."
)
NO_NUMPY = (
    "This copy of the book was built without NumPy for the browser: the verdicts here "
    "are recorded. Below is how to check a gradient on your own machine."
)


class Live(SphinxDirective):
    """A pane, of which the argument says what is checked.

    The content is for readers of the notebook who see no pane; here it is left out.
    """

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        kind = self.arguments[0]
        notebook = read(Path(self.env.doc2path(self.env.docname)))
        records = [r for _, r in notebook.records(KIND) if r["of"] == kind]
        if kind not in FIELDS or not records:
            raise self.error(f"no examples of {kind!r} are recorded in this notebook")
        self.env.note_dependency(str(MADE_FROM))
        return pane(kind, records[0]["examples"])


def pane(kind: str, examples: list[dict[str, Any]]) -> list[nodes.Node]:
    """The fields, and every example with its verdict."""
    titles = [example["title"] for example in examples]
    parts = [raw(_opening(kind, titles))]
    for title, example in zip(titles, examples, strict=True):
        parts.append(
            raw(f'<div class="example"><p class="title">{html.escape(title)}</p>')
        )
        parts += [raw(f"<pre>{html.escape(text)}</pre>") for text in example["texts"]]
        shown = derivation if kind == "derivation" else gradient
        parts += [raw('<div class="verdict">'), *shown(example["answer"])]
        parts.append(raw("</div></div>"))
    return [*parts, raw("</div></div>")]


def _opening(kind: str, titles: list[str]) -> str:
    options = "".join(
        f'<option value="{k}">{html.escape(title)}</option>'
        for k, title in enumerate(titles)
    )
    can_check = is_built(kind)
    own = '<option value="own">Your own</option>' if can_check else ""
    boxes = "".join(
        f'<label>{label}<span class="field"><textarea rows="{rows}" spellcheck="false" '
        f'autocapitalize="off" autocomplete="off"{"" if can_check else " readonly"}>'
        "</textarea></span></label>"
        for label, rows in FIELDS[kind]
    )
    if can_check:
        below = (
            f'<p class="hint">{HINTS[kind]}</p>'
            '<p class="buttons"><button type="button" class="check">Check (loads about '
            f"{megabytes(kind == 'gradient'):.0f} MB, once)</button> "
            '<button type="button" class="cancel" hidden>Stop</button> '
            '<button type="button" class="link">Copy a link to this</button></p>'
        )
    else:
        reason = NO_NUMPY if is_built("derivation") else NOT_BUILT
        below = f'<p class="hint">{reason}</p>'
    return (
        f'<div class="live-pane" data-kind="{kind}"{" data-live" * can_check}>'
        '<div class="fields" hidden><label>Example<select class="choice">'
        f"{options}{own}</select></label>{boxes}{below}"
        '<p class="status" role="status"></p></div>'
        '<div class="answer"><div class="shown" aria-live="polite"></div>'
    )


def is_built(kind: str) -> bool:
    """Whether the parts that judge this kind are there, made from today's sources."""
    return is_current() and (kind == "derivation" or has_numpy())


def add_files(app: Sphinx, pagename, templatename, context, doctree) -> None:
    """Load the scripts and styles on the pages that have a pane, and nowhere else."""
    raws = doctree.findall(nodes.raw) if doctree is not None else ()
    if any("live-pane" in part.astext() for part in raws):
        app.add_css_file("live/live.css")
        page = context["pathto"]("_static/live/page.js", 1)
        start = f'if (location.protocol !== "file:") import("{page}");'
        app.add_js_file(None, body=start, type="module")  # a file may load no module


def copy_parts(app: Sphinx, error: Exception | None) -> None:
    """Put what `make live` has built beside the scripts."""
    if error is None and app.builder.format == "html" and is_current():
        target = Path(app.outdir) / "_static" / "live"
        shutil.copytree(PARTS, target, dirs_exist_ok=True)


def setup(app: Sphinx) -> dict:
    """Register with Sphinx."""
    app.add_directive("live", Live)
    app.connect("html-page-context", add_files)
    app.connect("build-finished", copy_parts)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
