"""A small book, built as `make book` does, for the tests of the site's extensions."""

import json
import logging
from contextlib import contextmanager
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

HOME = "derivations.book.site.{}"


@contextmanager
def as_before():
    """Forget how Sphinx logs, too: its warnings would be errors in later tests."""
    logger = logging.getLogger("sphinx")
    handlers, level, propagate = logger.handlers[:], logger.level, logger.propagate
    try:
        yield
    finally:
        logger.handlers[:], logger.level, logger.propagate = handlers, level, propagate


class Site:
    """A small book, built in a folder of its own."""

    def __init__(self, folder: Path, pages: dict, extensions=("pages", "places")):
        self.folder, self.extensions = folder, extensions
        for name, text in pages.items():
            path = folder / "source" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def write(self, name: str, notebook: dict) -> None:
        path = self.folder / "source" / "chapters" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(notebook), encoding="utf-8")

    def build(self, **more) -> list[str]:
        """Build as `make book` does; return the names of the pages read."""
        source, out = self.folder / "source", self.folder / "out"
        settings = {
            "extensions": ["myst_nb", *map(HOME.format, self.extensions)],
            "myst_enable_extensions": ["dollarmath"],
            "myst_heading_anchors": 4,
            "nb_execution_mode": "off",
            "nb_render_markdown_format": "myst",
            "suppress_warnings": ["mystnb.unknown_mime_type"],
            "html_math_renderer": "svg" if "mathsvg" in self.extensions else "mathjax",
            **more,
        }
        read = []
        with docutils_namespace(), as_before():  # what Sphinx registers is forgotten
            app = Sphinx(
                source,
                None,
                out,
                out / ".doctrees",
                "html",
                confoverrides=settings,
                status=None,
                warningiserror=True,
            )
            app.connect("source-read", lambda app, name, source: read.append(name))
            app.build()
        return read

    def page(self, name: str) -> str:
        return (self.folder / "out" / f"{name}.html").read_text(encoding="utf-8")
