"""Sphinx extension: what the theme leaves undone for those who hear a page or type.

- The title above the side bar stands in a landmark.
- An empty corner of a table is no heading.
- The name of a control contains what is seen on it (WCAG 2.5.3).
- Without scripts a page has colors and borders: those of the light theme.
"""

import re
from pathlib import Path

from sphinx.application import Sphinx

REPAIRS = (
    (
        re.compile(
            r'<div class="sidebar-primary-item">(?=\s*<a class="navbar-brand logo")'
        ),
        '<div class="sidebar-primary-item" role="navigation" aria-label="First page">',
    ),
    (  # it shows "Search Ctrl + K"
        re.compile(
            r'(<button class="btn search-button-field[^>]*?) aria-label="Search"'
        ),
        r"\1",
    ),
    (  # a corner of a table that heads nothing
        re.compile(r'<th class="head([^"]*)"><p></p></th>'),
        r'<td class="head\1"></td>',
    ),
    (re.compile(r'<summary aria-label="Toggle hidden content">'), "<summary>"),
    # A script chooses; there are no styles for "auto" itself.
    (re.compile(r'(<html[^>]*) data-theme="auto"'), r'\1 data-theme="light"'),
    (  # entries of a bibliography are no longer a role of their own
        re.compile(r'(<div class="citation" [^>]*)role="doc-biblioentry"'),
        r'\1role="listitem"',
    ),
    (  # it shows ".pdf"
        re.compile(r'(<button onclick="window.print\(\)"[^>]*?title=")Print to PDF"'),
        r'\1Print to .pdf" aria-label="Print to .pdf"',
    ),
)


def repaired(page: str) -> str:
    """Return a page with these faults mended."""
    for fault, repair in REPAIRS:
        page = fault.sub(repair, page)
    return page


def repair(app: Sphinx, exception: Exception | None) -> None:
    """Mend every page of the finished book."""
    if exception or app.builder.format != "html":
        return
    for path in Path(app.outdir).rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        if (mended := repaired(page)) != page:
            path.write_text(mended, encoding="utf-8")


def setup(app: Sphinx) -> dict:
    """Register with Sphinx."""
    app.connect("build-finished", repair, priority=700)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
