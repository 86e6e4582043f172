"""Sphinx extension: a notebook that reads data can be taken away together with it.

Beside the notebook's own download stands a zip that holds it and the data files it
names, in the folder `data/` as here: unpacked anywhere, it runs. Nothing is compressed
and no time is kept, so that every machine makes the same bytes.
"""

import ast
import io
import re
import zipfile
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from derivations.book.notebooks.committed import read

DATA = re.compile(r"data/[\w.-]+(?:/[\w.-]+)*")
FOLDER = "_sources"  # where Sphinx keeps the notebooks that pages offer
logger = logging.getLogger(__name__)


def data_files(notebook: Path) -> list[str]:
    """Return the data files that a notebook's code names, as `data/x.csv`, in order.

    They are texts of their own in the code: `np.loadtxt("data/x.csv")`.
    """
    code = "\n".join(c.source for c in read(notebook).cells if c.kind == "code")
    texts = (
        node.value
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return sorted({text for text in texts if DATA.fullmatch(text)})


def archive(notebook: Path) -> bytes:
    """Return a zip of a notebook and its data.

    Raises FileNotFoundError where a file that the notebook names is not beside it.
    """
    names = [notebook.name, *data_files(notebook)]
    return packed({name: (notebook.parent / name).read_bytes() for name in names})


def packed(files: dict[str, bytes]) -> bytes:
    """Return a zip of files, given by their names in it."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as zipped:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)  # its time is the first that a zip knows
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            zipped.writestr(entry, content)
    return written.getvalue()


def offer(
    app: Sphinx, page: str, template: str, context: dict, doctree: nodes.document
) -> None:
    """Write the zip of this page's notebook, and put it among the downloads."""
    notebook = Path(app.srcdir) / f"{page}.ipynb"
    if not notebook.is_file() or not data_files(notebook):
        return
    try:
        zipped = archive(notebook)
    except FileNotFoundError as error:
        logger.warning("%s reads what is not there: %s", page, error)
        return
    path = Path(app.outdir) / FOLDER / f"{page}.zip"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(zipped)
    for group in context.get("header_buttons", ()):
        if group.get("label") == "download-buttons":
            group["buttons"].insert(
                0, _button(context["pathto"](f"{FOLDER}/{page}.zip", 1))
            )


def _button(address: str) -> dict:
    return {
        "type": "link",
        "url": address,
        "text": ".ipynb with its data (.zip)",
        "tooltip": "Download the notebook together with the data it reads",
        "icon": "fas fa-file-zipper",
        "label": "download-data-button",
    }


def setup(app: Sphinx) -> dict:
    """Register with Sphinx."""
    app.connect("html-page-context", offer, priority=502)  # the theme's buttons: 501
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
