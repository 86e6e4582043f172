"""The built book as files."""

import os
from pathlib import Path

from derivations.book.notebooks.committed import is_chapter

ROOT = Path(__file__).parents[3]
BUILT = ROOT / "_build" / "html"
CHAPTERS = sorted(path.stem for path in (ROOT / "chapters").glob("*.ipynb"))
ANSWERING = [name for name in CHAPTERS if is_chapter(f"{name}.ipynb")]

# Where each page costs seconds, a sample will do: the longest chapter and every eighth.
_LONGEST = max(ANSWERING, key=lambda n: (ROOT / f"chapters/{n}.ipynb").stat().st_size)
SAMPLE = sorted({_LONGEST, *ANSWERING[::8]})
LOOKED_AT = SAMPLE if os.environ.get("SAMPLE") else ANSWERING


def pages() -> list[str]:
    """Every page of the book, as it is addressed; not what Sphinx makes besides."""
    found = (path.relative_to(BUILT).as_posix() for path in BUILT.rglob("*.html"))
    besides = ("_static/", "index.html", "genindex.html")
    return sorted(name for name in found if not name.startswith(besides))
