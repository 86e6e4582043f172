"""Sphinx extension: of the icons a page loads those that the book shows.

The theme brings two thousand icons three times: as a script (543 kB compressed), as a
font, and as rules of its style sheet. The script is left out; font and rules are cut to
the icons that stand on the pages of this book.
"""

import re
from pathlib import Path

from fontTools import subset
from sphinx.application import Sphinx

SCRIPT = re.compile(r"<script[^>]*fontawesome\.js[^>]*></script>")
RULE = re.compile(r'((?:\.fa-[\w-]+:?:before,?)+)\{content:"[^"]*"\}')
CODE = re.compile(r"\\(f[0-9a-f]{3})\b|([\uf000-\uf8ff])")
FONT = re.compile(r"url\([^)]*\.woff2\) format\(.woff2.\),\s*(?=url\([^)]*\.ttf\))")
STYLE = "_static/styles/pydata-sphinx-theme.css"
FONTS = "_static/vendor/fontawesome/webfonts"
SCRIPTS = "_static/scripts"


def cut(app: Sphinx, exception: Exception | None) -> None:
    """Leave what the finished pages use."""
    if exception or app.builder.format != "html":
        return
    out = Path(app.outdir)
    shown: set[str] = set()
    for path in out.rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        shown |= set(re.findall(r"fa-[\w-]+", page))
        lighter = SCRIPT.sub("", page)
        if lighter != page:
            path.write_text(lighter, encoding="utf-8")
    for path in (out / SCRIPTS).glob("fontawesome.js*"):
        path.unlink()
    for path in (out / "_static").rglob("*.map"):
        path.unlink()
    style = out / STYLE
    if style.is_file():
        text = rules_for(shown, FONT.sub("", style.read_text(encoding="utf-8")))
        style.write_text(text, encoding="utf-8")
        styles = (path.read_text("utf-8") for path in out.glob("_static/**/*.css"))
        codes = {
            int(number, 16) if number else ord(letter)
            for css in styles
            for number, letter in CODE.findall(css)
        }
        for font in (out / FONTS).glob("*.ttf"):
            _cut_font(font, codes)
        for font in (out / FONTS).glob("*.woff2"):
            font.unlink()


def rules_for(shown: set[str], style: str) -> str:
    """Return a style sheet with the icons that are shown.

    >>> style = '.fa-bars:before{content:"x"}.fa-cat:before{content:"y"}a{}'
    >>> rules_for({"fa-bars"}, style)
    '.fa-bars:before{content:"x"}a{}'
    """

    def kept(rule: re.Match) -> str:
        names = set(re.findall(r"fa-[\w-]+", rule[1]))
        return rule[0] if names & shown else ""

    return RULE.sub(kept, style)


def _cut_font(path: Path, codes: set[int]) -> None:
    """Leave in a font the glyphs with these codes."""
    options = subset.Options(recalc_timestamp=False)
    font = subset.load_font(str(path), options, lazy=False)  # it is written over
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=codes)
    cutter.subset(font)
    subset.save_font(font, str(path), options)


def setup(app: Sphinx) -> dict:
    """Register with Sphinx."""
    app.connect("build-finished", cut, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
