"""Sphinx math renderer: formulas become SVG while the book is built.

A page then needs no script and no network to show its mathematics, does not jump while
loading, and a formula that TeX cannot read is a warning with file and line (an error in
``make book``). Every picture has its MathML beside it for screen readers.

No maintained package does this without a TeX installation or node; MathJax itself comes
from the package ``sphinx-mathjax-offline`` and runs in V8 from ``mini-racer``.
"""

import atexit
import html
import json
import re
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from xml.etree import ElementTree

from docutils import nodes
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

MATHJAX = (
    "loader.js",
    "core.js",
    "input/tex-full.js",
    "output/svg.js",
    "output/svg/fonts/tex.js",
    "adaptors/liteDOM.js",
)
# Wider than a phone's column, in the font's ex: such a formula gets a place in the
# tab order, so that the keyboard can scroll it.
PHONE = 38

logger = logging.getLogger(__name__)


class TexError(ValueError):
    """A formula that MathJax cannot read."""


@cache
def engine():
    """MathJax, loaded once, in a JavaScript engine."""
    from py_mini_racer import MiniRacer

    files = distribution("sphinx-mathjax-offline").files
    core = next(f for f in files if f.as_posix().endswith("mathjax/core.js"))
    folder = Path(core.locate()).parent
    javascript = MiniRacer()
    # Left to the end of the interpreter, its thread makes Python 3.13 wait for ever.
    atexit.register(javascript.close)
    javascript.eval("var MathJax = {loader: {load: []}};")
    for name in MATHJAX:
        javascript.eval((folder / name).read_text(encoding="utf-8"))
    own = Path(__file__).with_suffix(".js")
    javascript.eval(own.read_text(encoding="utf-8"))
    return javascript


MOVABLE = {"g", "use", "rect", "path"}  # a nested <svg> cannot be moved


def flat(picture: str) -> str:
    """Return a picture without the groups that hold nothing, or hold it for nothing.

    They are a third of what a page's browser has to lay out.

    >>> flat('<svg><g><g></g><g transform="scale(2)"><use></use></g></g></svg>')
    '<svg><use transform="scale(2)"></use></svg>'
    """
    drawing = ElementTree.fromstring(picture)
    flatten(drawing)
    return ElementTree.tostring(drawing, encoding="unicode", short_empty_elements=False)


def flatten(node: ElementTree.Element) -> None:
    """Take the groups out of a drawing that change nothing of what is seen."""
    node.attrib.pop("data-mjx-texclass", None)
    for child in list(node):
        flatten(child)
    node[:] = [part for child in node for part in _without_group(child)]


def _without_group(child: ElementTree.Element) -> list[ElementTree.Element]:
    """What has to stay of a child: itself, or what its group holds."""
    if child.tag != "g":
        return [child]
    if not child.attrib:
        return list(child)
    if len(child) == 1 and set(child.attrib) == {"transform"}:
        only = child[0]
        if only.tag in MOVABLE:
            moves = (child.get("transform"), only.get("transform"))
            only.set("transform", " ".join(filter(None, moves)))
            return [only]
    return [child] if len(child) else []


@cache
def typeset(tex: str, display: bool = False) -> str:
    r"""Return the HTML of a formula: an SVG picture, and MathML for screen readers.

    Raises TexError with MathJax's reason.

    >>> "<svg" in typeset("x^2") and "<msup>" in typeset("x^2")
    True
    >>> typeset(r"\bad")
    Traceback (most recent call last):
    derivations.book.site.mathsvg.TexError: Undefined control sequence \bad
    """
    from py_mini_racer import JSEvalException

    try:
        answer = engine().eval(f"typeset({json.dumps(tex)}, {json.dumps(display)})")
    except JSEvalException as error:
        reason = re.search(r"^Error: (.*)$", str(error), re.MULTILINE)
        raise TexError(reason[1] if reason else str(error)) from None
    parts = json.loads(answer)
    picture = re.sub(r' (role|xmlns\S*|data-(c|mml-node))="[^"]*"', "", parts["svg"])
    picture = flat(picture.replace("xlink:href", "href"))
    picture = picture.replace("<svg ", '<svg aria-hidden="true" ', 1)
    if is_wide(picture):  # a narrow screen may shrink it, within reason (book.css)
        wide = f"{_width(picture)}ex"
        picture = picture.replace('style="', f'style="--width: {wide}; ', 1)
    mathml = re.sub(r"\s*\n\s*", "", parts["mathml"])
    return f'{picture}<span class="mathml">{mathml}</span>'


def glyphs(page: str) -> str:
    """Return the drawings of all glyphs that ``page`` refers to, hidden."""
    wanted = sorted(set(re.findall(r'href="#(MJX-[^"]+)"', page)))
    if not wanted:
        return ""
    drawn = json.loads(engine().eval("glyphs()"))
    paths = "".join(drawn[name] for name in wanted)
    return f'<svg class="glyphs" aria-hidden="true"><defs>{paths}</defs></svg>'


def set_formula(node, tex, display):
    """Typeset, or warn at the node's place and show the source."""
    try:
        return typeset(tex, display)
    except TexError as error:
        logger.warning("%s in %r", error, tex, location=node)
        return f'<code class="tex-error">{html.escape(tex)}</code>'


def is_wide(formula: str) -> bool:
    return float(_width(formula)) > PHONE


def _width(formula: str) -> str:
    """The width in ex that the picture names, as it stands there."""
    width = re.search(r'width="([\d.]+)ex"', formula)
    return width[1] if width else "0"


def visit_inline(self, node):
    formula = set_formula(node, node.astext(), False)
    source = html.escape(node.astext())
    self.body.append(
        '<span class="math notranslate nohighlight" '
        f'data-tex="{source}">{formula}</span>'
    )
    raise nodes.SkipNode


def visit_block(self, node):
    tex = node.astext().strip().strip("$").strip()
    if "\\\\" in tex and not tex.startswith("\\begin"):
        tex = rf"\begin{{split}}{tex}\end{{split}}"
    formula = set_formula(node, tex, True)
    attributes = {"data-tex": tex}  # which copying.js gives away
    if is_wide(formula):
        attributes["tabindex"] = "0"
    self.body.append(
        self.starttag(node, "div", CLASS="math notranslate nohighlight", **attributes)
    )
    if node["number"]:
        number = get_node_equation_number(self, node)
        self.body.append(f'<span class="eqno">({number})')
        self.add_permalink_ref(node, _("Permalink to this equation"))
        self.body.append("</span>")
    self.body.append(f"{formula}</div>\n")
    raise nodes.SkipNode


def add_glyphs(app, exception):
    """Put the drawings at the head of every page that this build wrote.

    Only now are pages whole: titles with formulas also stand in their side bars.
    """
    if exception or app.builder.format != "html":
        return
    for path in Path(app.outdir).rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        if 'class="glyphs"' not in page and (drawings := glyphs(page)):
            start = re.search(r"<body[^>]*>", page).end()
            path.write_text(page[:start] + drawings + page[start:], encoding="utf-8")


def setup(app):
    app.add_html_math_renderer(
        "svg",
        inline_renderers=(visit_inline, None),
        block_renderers=(visit_block, None),
    )
    app.connect("build-finished", add_glyphs)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
