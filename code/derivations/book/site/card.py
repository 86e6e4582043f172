"""Sphinx extension: the picture that a link to the book shows elsewhere (Open Graph).

It holds what the first page holds: a checked chain with its marks, the same chain
refused with one sign changed, and figures of the whole book, all from records.
"""

import io
import re
from importlib.metadata import metadata
from pathlib import Path

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from sphinx.application import Sphinx

from derivations.book.notebooks.committed import Notebook

from .front import BENCHMARKS, CHAIN, CHAPTER, chain, counted, rows, with_other_sign
from .listings import notebooks

PICTURE = "_static/card.png"
SIZE = WIDTH, HEIGHT = 1200, 630  # pixels, as those who show it ask for
ALT = "A checked chain, and the same chain refused with one sign changed"
INK, PALE, BLUE = "#16202a", "#5a6570", "#1f5f8b"
GREEN, RED = "#1a7f37", "#c0262d"

_SPOKEN = {  # what matplotlib has another word for
    r"\quad ": "",
    r"\frac": r"\dfrac",
    r"\thinspace": r"\,",
    r"\bigl": r"\left",
    r"\bigr": r"\right",
}
_BRIEF = re.compile(r";.*|, of.*")  # what the first page has room for
_PROVED = re.compile(r'class="proved-all"[^>]*>(.*?)</abbr>(.*?)</small>')


def card(books: list[Notebook], benchmarks: str, title: str) -> bytes:
    """Return the picture, in PNG: the same bytes every time."""
    written = io.BytesIO()
    with mpl.rc_context():
        mpl.rcdefaults()  # whatever this machine prefers
        figure = drawn(books, benchmarks, title)
        FigureCanvasAgg(figure).print_png(written, metadata={"Software": None})
    return written.getvalue()


def drawn(books: list[Notebook], benchmarks: str, title: str) -> Figure:
    """Draw it."""
    book = next(book for book in books if book.name == CHAPTER)
    shown = chain(book, CHAIN)
    refused, _ = with_other_sign(shown)
    figure = Figure(figsize=(WIDTH / 100, HEIGHT / 100), dpi=100, facecolor="white")
    page = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(HEIGHT, 0))
    page.set_axis_off()

    def write(x: float, y: float, text: str, size: float, color: str = INK, **more):
        page.text(x, y, text, fontsize=size, color=color, va="center", **more)

    def frame(top: float, height: float, color: str) -> None:
        style = "round,pad=0,rounding_size=8"
        page.add_patch(
            FancyBboxPatch((50, top), 1100, height, style, ec=color, fc="white", lw=2)
        )

    write(50, 47, title, 33, BLUE, weight="bold")
    write(50, 94, metadata("derivations")["Summary"], 18, PALE)
    frame(122, 326, GREEN)
    for k, (formula, beside) in enumerate(rows(shown)):
        y = 160 + 70 * k
        write(80 + 40 * (k > 0), y, _math(formula), 19, math_fontfamily="cm")
        write(1120, y, _plain(beside), 18, PALE, ha="right")
    mark, scope = _proved(shown)
    write(80, 425, mark, 18, GREEN)
    write(126, 425, scope.strip(), 18, GREEN, weight="bold")
    frame(460, 88, RED)
    wrong, _ = rows(refused)[1]
    write(120, 504, _math(wrong), 19, math_fontfamily="cm")
    write(1120, 504, "one sign changed: ✗ refuted", 18, RED, ha="right", weight="bold")
    proved, versions, _, alarms = counted(books, benchmarks)
    said = (f"{n:,} {_BRIEF.sub('', words)}" for n, words in (proved, versions, alarms))
    write(600, 590, " · ".join(said), 15.5, ha="center")
    return figure


def _math(latex: str) -> str:
    """LaTeX of a chain as matplotlib reads it."""
    for ours, theirs in _SPOKEN.items():
        latex = latex.replace(ours, theirs)
    return f"${latex}$"


def _plain(beside: str) -> str:
    """A reason without its links and marks."""
    return re.sub(r"\[(.*?)\]\(.*?\)|<span.*", r"\1", beside).strip()


def _proved(shown: str) -> tuple[str, str]:
    """What the chain says of all its lines: the mark, and the words behind it."""
    found = _PROVED.search(shown)
    if found is None:
        raise LookupError("the chain on the card is not proved for all values")
    return found[1], found[2]


def add_card(app: Sphinx, exception: Exception | None) -> None:
    """Put the picture into the finished book."""
    if exception or app.builder.name != "html":
        return
    root = Path(app.srcdir)
    benchmarks = (root / BENCHMARKS).read_text(encoding="utf-8")
    books = notebooks(root / "chapters")
    picture = card(books, benchmarks, app.config.html_title)
    (Path(app.outdir) / PICTURE).write_bytes(picture)


def setup(app: Sphinx) -> dict:
    """Register with Sphinx."""
    app.connect("build-finished", add_card)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
