"""The whole book on one page, and that page as PDF.

    python -m derivations.book.site.whole _build/html

takes the built pages in the order of the book, joins them, has Chrome or Chromium print
the result, and puts a link to the PDF on the first page.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from .mathsvg import glyphs
from .take_away import FIRST, offer

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
PDF = "executable-derivations.pdf"

_ARTICLE = re.compile(r'(?<=<article class="bd-article">).*?(?=</article>)', re.DOTALL)
_HEAD = re.compile(r"<head>.*?</head>", re.DOTALL)
_NEXT = re.compile(r'<link rel="next"[^>]*href="([^"]+)"')
_GLYPHS = re.compile(r'<svg class="glyphs".*?</svg>', re.DOTALL)


def pages(out: Path) -> list[str]:
    """Return the pages of a built book in the order in which they follow each other."""
    found, page = [], FIRST
    while page and page not in found:
        found.append(page)
        following = _NEXT.search((out / page).read_text(encoding="utf-8"))
        page = _from(page, following[1]) if following else ""
    return found


def joined(out: Path) -> str:
    """Return one page that holds all, to be kept beside the first.

    Names of places get the name of their page in front, so that each is there once,
    and links within the book lead to them.
    """
    names = pages(out)
    whole = (out / FIRST).read_text(encoding="utf-8")
    parts = [_part(out, name, set(names)) for name in names]
    body = "".join(f'<article class="bd-article">{part}</article>' for part in parts)
    head = re.sub(r"<script.*?</script>", "", _found(_HEAD, whole), flags=re.DOTALL)
    drawn = glyphs(body)
    return (
        f'<!DOCTYPE html><html lang="en" data-theme="light">{head}'
        f'<body class="whole-book">{drawn}<main class="bd-main">'
        f'<div class="bd-content"><div class="bd-article-container">{body}'
        "</div></div></main></body></html>"
    )


def _part(out: Path, page: str, known: set[str]) -> str:
    text = _found(_ARTICLE, (out / page).read_text(encoding="utf-8"))
    here = _prefix(page)
    text = re.sub(r'(<[^>]*?) id="(?!MJX)([^"]+)"', rf'\1 id="{here}\2"', text)

    def link(found: re.Match) -> str:
        address, _, name = found[1].partition("#")
        target = _from(page, address) if address else page
        if "://" in address or target not in known:
            return found[0]
        return f'href="#{_prefix(target)}{name}"'

    text = re.sub(r'href="((?!#MJX)[^"]*)"', link, text)
    text = re.sub(r"<details(?! open)", "<details open", text)
    text = text.replace(' loading="lazy"', "")
    return f'<span id="{here}"></span>{text}'


def _found(pattern: re.Pattern, page: str) -> str:
    found = pattern.search(page)
    if found is None:
        raise ValueError(f"a page has nothing like {pattern.pattern}")
    return found[0]


def _prefix(page: str) -> str:
    return page.removesuffix(".html").replace("/", "-") + "--"


def _from(page: str, address: str) -> str:
    """Where an address on a page leads, seen from the root of the book."""
    parts: list[str] = list(Path(page).parent.parts)
    for part in address.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in (".", ""):
            parts.append(part)
    return "/".join(parts)


def print_to(pdf: Path, page: Path, browser: str) -> None:
    """Have a browser print a page."""
    with tempfile.TemporaryDirectory() as profile:
        command = [
            browser,
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            f"--user-data-dir={profile}",
            "--no-pdf-header-footer",
            "--virtual-time-budget=20000",
            f"--print-to-pdf={pdf}",
            page.resolve().as_uri(),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=900)


def main(arguments: list[str]) -> int:
    """Print the book that was built into the folder given; 2 without a browser."""
    out = Path(arguments[0])
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        print("No PDF: Chrome or Chromium is needed to print it.", file=sys.stderr)
        return 2
    whole = out / Path(FIRST).with_name("whole.html")
    whole.write_text(joined(out), encoding="utf-8")
    try:
        print_to(out.resolve() / PDF, whole, browser)
    finally:
        whole.unlink()
    offer(out, PDF, "The book as PDF")
    print(f"{out / PDF}: {(out / PDF).stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
