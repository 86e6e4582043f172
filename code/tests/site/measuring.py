"""How soon a chapter answers, measured on its built page.

    PYTHONPATH=code python code/tests/site/measuring.py

prints the table for every chapter: where on a screen of 1400 x 1000 pixels the box of
the result ends, the chain that proves it ends, and the page says that this answers the
question; words and visible lines of code until then; the first picture; the height of
the page with its sections folded, on a desk and on a phone, and unfolded.
"""

import math
import sys
import tempfile
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import looking
from browsing import programs, served, started
from built import ANSWERING, BUILT, ROOT
from derivations.book.contract.answer import visible_lines, words
from derivations.book.notebooks.committed import ANSWERED, read

SCREEN = 1000  # pixels
SCREENS = {"desk": (1400, SCREEN), "phone": (390, 844)}

_PLACES = """
const bottom = e => e ? e.getBoundingClientRect().bottom + scrollY : NaN;
const top_ = e => e ? e.getBoundingClientRect().top + scrollY : NaN;
const main = document.querySelector("main");
const chain = main.querySelector("#line-1")?.closest(".derivation");
const answered = [...main.querySelectorAll("h2")]
  .find(h => h.textContent.startsWith(arguments[0]));
return [bottom(main.querySelector("div.result")), bottom(chain), top_(answered),
        chain ? chain.getBoundingClientRect().height : NaN,
        top_(main.querySelector(".cell_output img"))];
"""


@dataclass(frozen=True)
class Measured:
    """What a reader meets on the way to the answer: screens, words, lines, pixels."""

    box: float  # screens until the end of the box
    proved: float  # until the end of the main chain
    answered: float  # until "That answers the question."
    picture: float  # until the first picture
    chain: float  # height of the main chain
    words: int
    code: int
    desk: int  # height of the page, folded
    phone: int
    unfolded: float


LIMITS = Measured(
    box=1,
    proved=3,
    answered=4.5,
    picture=1,
    chain=900,
    words=900,
    code=25,
    desk=6000,
    phone=9000,
    unfolded=math.inf,
)


def measure(browser, site: str, chapter: str) -> Measured:
    """Measure the page of a chapter."""
    address = f"{site}chapters/{chapter}.html"
    looking.visit(browser, address, *SCREENS["phone"])
    phone = _height(browser)
    looking.resize(browser, *SCREENS["desk"])
    places = browser.execute_script(_PLACES, ANSWERED)
    box, proved, answered, chain, picture = (p or math.nan for p in places)
    desk = _height(browser)
    looking.unfold(browser)
    first = read(ROOT / "chapters" / f"{chapter}.ipynb").answer
    return Measured(
        box=box / SCREEN,
        proved=proved / SCREEN,
        answered=answered / SCREEN,
        picture=picture / SCREEN,
        chain=chain,
        words=words(first),
        code=visible_lines(first),
        desk=desk,
        phone=phone,
        unfolded=_height(browser),
    )


def beyond(found: Measured) -> list[str]:
    """Name what is not within its limit; what is not there at all is not."""
    return [
        f"{field.name}: {getattr(found, field.name):.5g}, at most {limit}"
        for field, limit in zip(fields(found), astuple(LIMITS), strict=True)
        if not getattr(found, field.name) <= limit
    ]


def _height(browser) -> int:
    return browser.execute_script("return document.documentElement.scrollHeight")


def table(found: dict[str, Measured]) -> str:
    """The measurements as text, a row for each chapter."""
    rows = [["chapter", *(field.name for field in fields(Measured))]]
    for chapter, one in found.items():
        figures = (f"{v:.2f}" if v < 10 else f"{v:.0f}" for v in astuple(one))
        rows.append([chapter, *figures])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(c.rjust(w) for c, w in zip(row, widths, strict=True)) for row in rows
    )


def main() -> int:
    """Print the table; 1 where a limit is broken."""
    if not BUILT.is_dir() or (found_programs := programs()) is None:
        print("a book in _build/html is needed, and Chrome with its chromedriver")
        return 2
    with (
        served(BUILT) as site,
        tempfile.TemporaryDirectory() as profile,
        started(Path(profile), *found_programs) as browser,
    ):
        found = {chapter: measure(browser, site, chapter) for chapter in ANSWERING}
    print(table(found))
    faults = {chapter: beyond(one) for chapter, one in found.items()}
    for chapter, lines in faults.items():
        for line in lines:
            print(f"{chapter}: {line}")
    return int(any(faults.values()))


if __name__ == "__main__":
    sys.exit(main())
