"""Sphinx extension: what scrolls can be scrolled by the keyboard, and pages stay light.

The theme's script asks every listing for its size and marks it before it asks the next:
a chapter with a hundred of them is laid out a hundred times while it loads, with all
that its folds hide. `scrollers.js` does the same when the browser tells of sizes.
"""

import re
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

SCRIPT = "_static/scripts/pydata-sphinx-theme.js"
LISTINGS = re.compile(r'document\.querySelectorAll\(\["pre",[^]]*\]\.join\(", "\)\)')
NONE = "[]"


def quieten(app: Sphinx, exception: Exception | None) -> None:
    """Have the theme's script ask nothing for its size."""
    path = Path(app.outdir) / SCRIPT
    if exception or app.builder.format != "html" or not path.is_file():
        return
    script, found = LISTINGS.subn(NONE, path.read_text(encoding="utf-8"))
    if found != 1 and f"{NONE}.forEach" not in script:  # by an earlier build
        raise ExtensionError(
            f"{SCRIPT} asks for sizes {found} times, and once is expected: the theme "
            "has changed, and scrollers.py has to follow it"
        )
    path.write_text(script, encoding="utf-8")


def setup(app: Sphinx) -> dict:
    """Register with Sphinx."""
    app.add_js_file("scrollers.js")
    app.connect("build-finished", quieten)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
