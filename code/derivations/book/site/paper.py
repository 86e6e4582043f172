"""Pages of the built book as Chrome or Chromium prints them, a PDF for each.

A page is printed from a copy without scripts: nothing is folded, and every place that
some page links to can be found in its PDF by name.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-pdf-tagging",  # tags would not survive the joining
    "--no-pdf-header-footer",
)
LONGEST = 900  # seconds for a page
SHEET = """<style>
@page { size: A4; margin: 16mm 16mm 20mm; }
.inside { display: block; height: 1px; break-after: avoid; }
</style>"""
HOME = "/of-the-book/"  # the folder of the copies
BESIDES = ("_static", "_images", "_downloads")  # what pages load

_SCRIPT = re.compile(r"<script.*?</script>", re.DOTALL)
_LINK = re.compile(r'<a\s[^>]*?href="([^"]*)"')


def browser() -> str | None:
    """Return the path of Chrome or Chromium, if there is one."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def target(page: str, link: str) -> tuple[str, str]:
    """Return the page that a link leads to, and the place on it.

    >>> target("chapters/01.html", "reference/rules.html#sum")
    ('chapters/reference/rules.html', 'sum')
    >>> target("chapters/01.html", "#line-1")
    ('chapters/01.html', 'line-1')
    """
    address, _, place = link.partition("#")
    there = normpath(join(dirname(page), unquote(address))) if address else page
    return there, unquote(place)


def places(pages: Mapping[str, str]) -> dict[str, set[str]]:
    """Return the places of each page that links lead to, from pages and their HTML."""
    found: dict[str, set[str]] = {page: set() for page in pages}
    for page, text in pages.items():
        for link in _LINK.findall(text):
            there, place = target(page, link)
            if place and there in found:
                found[there].add(place)
    return found


def prepared(text: str, wanted: Iterable[str]) -> str:
    """Return a page as it is printed: whole, and with links to the places wanted.

    Chrome names those places in a PDF that the page itself links to.
    """
    text = _SCRIPT.sub("", text)
    text = re.sub(r"<details(?! open)", "<details open", text)
    text = text.replace(' loading="lazy"', "")
    links = "".join(f'<a href="#{place}"></a>' for place in sorted(wanted))
    text = text.replace("</head>", f"{SHEET}</head>", 1)
    return text.replace(
        "</body>", f'<div style="display: none">{links}</div></body>', 1
    )


def printed(out: Path, pages: Mapping[str, str], chrome: str) -> dict[str, bytes]:
    """Print pages of a built book, given by their HTML, several at once.

    Links to other files of the book begin with ``file:`` and go on behind `HOME`.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder + HOME)
        copy.mkdir()
        for name in BESIDES:
            (copy / name).symlink_to((out / name).resolve())
        for page, text in pages.items():
            path = copy / page
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

        def one(page: str) -> bytes:
            return _printed(copy / page, chrome)

        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            return dict(zip(pages, pool.map(one, pages), strict=True))


def _printed(page: Path, chrome: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        pdf = Path(folder) / "page.pdf"
        command = [
            chrome,
            *FLAGS,
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={pdf}",
            page.as_uri(),
        ]
        told = subprocess.run(command, capture_output=True, timeout=LONGEST)
        if told.returncode or not pdf.is_file():
            raise OSError(
                f"{chrome} did not print {page.name}:\n{told.stderr.decode()}"
            )
        return pdf.read_bytes()
