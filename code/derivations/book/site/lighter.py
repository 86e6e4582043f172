"""Sphinx extension: a page loads what it uses, and pictures when they come into view.

The theme has every page load the index of the search, which only the page of results
needs. Pictures of notebooks say their size, so that nothing moves when they arrive. In
code, names and brackets have the color of all text: nothing marks them.
"""

import re
import struct
from pathlib import Path

from sphinx.application import Sphinx

SEARCH = re.compile(
    r'\s*<script src="[^"]*(?:searchtools|language_data|searchindex)\.js[^"]*">'
    r"</script>"
)
PICTURE = re.compile(r'<img (?![^>]*\bloading=)([^>]*?)src="([^"]+\.png)"([^>]*)>')
# Of names, punctuation and space: both styles of the theme color them as all text.
UNMARKED = re.compile(r'<span class="(?:n|p|w)">([^<]*)</span>')


def lighten(app: Sphinx, exception: Exception | None) -> None:
    """Rewrite the pages that this build wrote."""
    if exception or app.builder.format != "html":
        return
    for path in Path(app.outdir).rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        lighter = UNMARKED.sub(r"\1", with_sizes(page, path.parent))
        if path.name != "search.html":
            lighter = SEARCH.sub("", lighter)
        if lighter != page:
            path.write_text(lighter, encoding="utf-8")


def with_sizes(page: str, folder: Path) -> str:
    """Return a page whose pictures say their size and load late."""

    def sized(found: re.Match) -> str:
        before, source, after = found.groups()
        picture = folder / source
        if not picture.is_file():
            return found[0]
        width, height = size(picture.read_bytes())
        said = f'loading="lazy" width="{width}" height="{height}"'
        return f'<img {said} {before}src="{source}"{after}>'

    return PICTURE.sub(sized, page)


def size(png: bytes) -> tuple[int, int]:
    r"""Return width and height of a picture in PNG.

    >>> size(b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"\0\0\0\7" + b"\0\0\0\5")
    (7, 5)
    """
    return struct.unpack(">II", png[16:24])


def setup(app: Sphinx) -> dict:
    """Register with Sphinx."""
    app.connect("build-finished", lighten, priority=800)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
