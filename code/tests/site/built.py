"""The built book as files: its pages, the sample of them, links that lead nowhere."""

import gzip
import os
import re
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from derivations.book.notebooks.committed import is_chapter

ROOT = Path(__file__).parents[3]
BUILT = ROOT / "_build" / "html"
CHAPTERS = sorted(path.stem for path in (ROOT / "chapters").glob("*.ipynb"))
ANSWERING = sorted(
    (name for name in CHAPTERS if is_chapter(f"{name}.ipynb")),
    key=lambda name: (ROOT / f"chapters/{name}.ipynb").stat().st_size,
)

# With SAMPLE=1, a page of each kind: the longest and the shortest chapter, and what is
# made in another way.
SAMPLED = bool(os.environ.get("SAMPLE"))
KINDS = (
    "chapters/index.html",
    f"chapters/{ANSWERING[-1]}.html",
    f"chapters/{ANSWERING[0]}.html",
    "chapters/check-your-own.html",
    "chapters/reference/api/steps.html",
    "chapters/reference/how-good-is-the-checker.html",
    "chapters/reference/mistakes.html",
    "chapters/reference/references.html",
    "chapters/reference/results.html",
    "search.html",
)
LOOKED_AT = [ANSWERING[0], ANSWERING[-1]] if SAMPLED else sorted(ANSWERING)


def pages() -> list[str]:
    """Every page of the book, as it is addressed; not what Sphinx makes besides."""
    found = (path.relative_to(BUILT).as_posix() for path in BUILT.rglob("*.html"))
    besides = ("_static/", "index.html", "genindex.html")
    return sorted(name for name in found if not name.startswith(besides))


def looked_at() -> list[str]:
    """The pages that a browser opens: all, or one of each kind."""
    return list(KINDS) if SAMPLED else pages()


def compressed(file: Path) -> int:
    """Bytes of a file as servers send it."""
    content = file.read_bytes()
    packed = file.suffix in (".png", ".woff2")
    return len(content) if packed else len(gzip.compress(content, mtime=0))


def dead_links(folder: Path, page: str) -> list[str]:
    """Links within the book that lead nowhere, or to a place that is not there."""
    dead = []
    for link in sorted(set(_names(folder / page)[1])):
        url = urlsplit(link)
        if url.scheme or url.netloc:
            continue
        target = (
            (folder / page).parent / unquote(url.path) if url.path else folder / page
        )
        place = unquote(url.fragment)
        known = target.is_file() and (
            not place or target.suffix != ".html" or place in _names(target)[0]
        )
        if not known:
            dead.append(link)
    return dead


@cache
def _names(page: Path) -> tuple[frozenset[str], tuple[str, ...]]:
    """The names of the places of a page, and where its links lead."""
    text = page.read_text(encoding="utf-8")
    text = re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)
    names = frozenset(map(unescape, re.findall(r'\sid="([^"]*)"', text)))
    links = re.findall(r'<a\s[^>]*?href="([^"]*)"', text)
    return names, tuple(map(unescape, links))
