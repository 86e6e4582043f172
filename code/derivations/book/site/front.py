"""What the first page shows, made from records: nothing on it is typed twice.

A checked chain beside the same chain with a sign changed, the figures of the whole
book, and a row for each chapter. Each function returns Markdown.
"""

import re
from pathlib import Path

import yaml
from sphinx.application import Sphinx

from derivations.book.notebooks.committed import Notebook, is_chapter
from derivations.book.shown.tables import escape
from derivations.display import RECORD
from derivations.steps.typesetting.width import width

from .chapter_map import drawn
from .listings import COLUMNS, tally, used
from .pages import FromRecords

CHAPTER, CHAIN = "01-logistic-cost.ipynb", "outer factor"  # whose chain is shown
NAMES = "h: (0, 1); y: real"  # what its letters are
BENCHMARKS = "code/benchmarks/results.md"
WIDEST = 30  # characters of a result that stands whole in its row

_ROW = re.compile(r"^\| \$\\displaystyle (.*?)\$ \| (.*?) ?\|$", re.MULTILINE)
_FROM = re.compile(r'^\*From (?:\[(?P<linked>.+?)\]\(\S+?\)|"(?P<quoted>.+?)")', re.M)


def panes(books: list[Notebook]) -> str:
    """Show a chain of a chapter, and the same chain refused with a sign changed."""
    book = next(book for book in books if book.name == CHAPTER)
    shown = chain(book, CHAIN)
    refused, sentence = with_other_sign(shown)
    place = f"/chapters/{CHAPTER}#{CHAIN.replace(' ', '-')}-1"
    return _within(
        "panes",
        _within(
            "pane holds",
            f"A chain of [chapter {book.number}]({place}): a reason for each line",
            _unnamed(shown),
        ),
        _within(
            "pane fails",
            "One sign changed: the line is refused",
            _unnamed(refused),
            _within("refusal", escape(sentence)),
        ),
    )


def chain(book: Notebook, name: str) -> str:
    """Return the chain of a notebook with this name, as the notebook shows it."""
    for cell in book.cells:
        for output in cell.outputs:
            data = output.get("data", {})
            if data.get(RECORD, {}).get("name") == name:
                return "".join(data["text/markdown"])
    raise LookupError(f"{book.name} shows no chain {name!r}")


def rows(shown: str) -> list[tuple[str, str]]:
    """Return the lines of a shown chain: their LaTeX, and what stands beside it."""
    return _ROW.findall(shown)


def with_other_sign(shown: str) -> tuple[str, str]:
    """Return the first line of a shown chain with its first minus made a plus, judged.

    The engine reads the formulas that the page shows; so what is refused here is
    the line that a reader sees.
    """
    from derivations.steps import Derivation

    (first, _), (line, reason), *_ = rows(shown)
    wrong = line.replace(r"\quad =", "").replace(" - ", " + ", 1)
    said = re.sub(r"\[(.*?)\]\(.*?\)|<.*", r"\1", reason).strip()
    source = rf"{first} \overset{{\text{{{said}}}}}{{=}} {wrong}"
    report = Derivation.from_latex(source, names=NAMES).check()
    if report:
        raise ValueError(f"{source} holds, and should not")
    return report.chain.markdown(), report.sentence()


def figures(books: list[Notebook], benchmarks: str) -> str:
    """Say in four figures why a reader should believe the book."""
    items = (f"- **{n:,}** {words}" for n, words in counted(books, benchmarks))
    return _within("figures", "\n".join(items))


def counted(books: list[Notebook], benchmarks: str) -> list[tuple[int, str]]:
    """Return these figures, each with the words behind it."""
    counts = [tally(book) for book in books if is_chapter(book.name)]
    total = {name: sum(count[name] for count in counts) for name in COLUMNS}
    proved = total["all sizes"] + total["proved"]
    wrong, refused = wrong_versions(books)
    ours, (least, most) = false_alarms(benchmarks)
    return [
        (proved, f"lines proved; {total['agrees']} more agree at sampled points"),
        (refused, f"wrong versions of lines refused, of {wrong:,} tried"),
        (total["mistakes"], "usual mistakes refused, each with what is wrong"),
        (
            ours[0],
            f"false alarms in {ours[1]:,} right gradients; other checkers "
            f"{least} to {most:,}",
        ),
    ]


def headline(benchmarks: str) -> str:
    """Say in a sentence what the benchmarks found."""
    (refused, of), (least, most) = false_alarms(benchmarks)
    planted = re.search(r"Of ([\d,]+) planted mistakes this package", benchmarks)
    explained = re.search(r"explains ([\d,]+) rightly", benchmarks)
    if planted is None or explained is None:
        raise ValueError("the benchmarks do not say how many mistakes are explained")
    return (
        f"Of {of:,} right gradients it refuses {refused:,}; other checkers at their "
        f"defaults refuse {least:,} to {most:,}. Of {planted[1]} planted mistakes it "
        f"names {explained[1]}."
    )


def wrong_versions(books: list[Notebook]) -> tuple[int, int]:
    """Count the wrong versions of lines that were tried, and those refused."""
    scores = [
        record["mutation"]
        for book in books
        for _, record in book.records("derivation")
        if record.get("mutation")
    ]
    tried = sum(score["total"] - len(score["equivalent"]) for score in scores)
    return tried, sum(score["killed"] for score in scores)


def false_alarms(benchmarks: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """Read from the benchmarks how many right gradients are refused.

    Returns our number with that of the gradients, and the least and the most of the
    other checkers.
    """
    table = benchmarks.partition("## Checkers")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (.+?) \|(.*)\|$", table, re.MULTILINE)
    found = {}
    for name, cells in rows:
        pairs = re.findall(r"(\d+) of (\d+)", cells)
        if pairs:
            found[name] = sum(int(n) for n, _ in pairs), sum(int(m) for _, m in pairs)
    ours = found.pop("derivations")
    others = [refused for refused, _ in found.values()]
    return ours, (min(others), max(others))


def contents(books: list[Notebook], parts: list[dict]) -> str:
    """List the chapters part by part: number, title, question, result."""
    by_name = {book.name.removesuffix(".ipynb"): book for book in books}
    found = []
    for part in parts:
        files = [entry["file"] for entry in part["chapters"]]
        found_books = [by_name[Path(f).name] for f in files if Path(f).name in by_name]
        chapters = [book for book in found_books if book.number]
        if len(chapters) == len(files):
            rows = [_row(book) for book in chapters]
            table = "\n".join(["| No. | Chapter | Result |", "|---:|---|---|", *rows])
            found += [f"### {part['caption']}", _within("rows", table)]
        else:
            links = " · ".join(f"{{doc}}`/{file}`" for file in files)
            found += [f"### {part['caption']}", links]
    return "\n\n".join(found)


def questions(books: list[Notebook]) -> str:
    """List every question as it was asked, with the chapter that answers it."""
    items = [
        f"- “{question(book)}”\\\n  Chapter {book.number}: "
        f"[{book.short_title}](/chapters/{book.name}) {_formula(book)}"
        for book in books
        if book.number and question(book)
    ]
    return "\n".join(items)


def question(book: Notebook) -> str:
    """Return the title of the thread that a chapter starts from."""
    text = next((cell.source for cell in book.cells if cell.kind == "markdown"), "")
    found = _FROM.search(text)
    return (found["linked"] or found["quoted"]) if found else ""


def result(book: Notebook) -> str:
    """Return the boxed result as LaTeX, its right side alone where it is too wide."""
    boxed = (r["latex"] for _, r in book.records("result") if r.get("boxed"))
    latex = next(boxed, "")
    whole = re.sub(
        r"\\begin\{aligned\}|\\end\{aligned\}|\\cr|\\q?quad|\{\}|&", "", latex
    )
    whole = " ".join(whole.split())
    if width(whole) <= WIDEST:
        return whole
    return whole.partition(" = ")[2] or whole


def _row(book: Notebook) -> str:
    link = f"[{book.short_title}](/chapters/{book.name})"
    asked = f"[“{question(book)}”]{{.asked}}" if question(book) else ""
    return f"| {book.number} | {link} {asked} | {_formula(book)} |"


def _formula(book: Notebook) -> str:
    latex = result(book)
    return f"${latex}$" if latex else ""


def _within(kind: str, *blocks: str) -> str:
    return "\n\n".join([f'<div class="{kind}">', *blocks, "</div>"])


def _unnamed(shown: str) -> str:
    """A shown chain without the names of its lines: they belong to its own page."""
    shown = re.sub(r'(class="check") id="[\w-]+"', r"\1", shown)
    return shown.replace("](reference/", "](/chapters/reference/")


def map_of(books: list[Notebook]) -> str:
    """Draw which chapter rests on which, and say on which most others rest."""
    chapters = {book.number: book for book in books if book.number}
    numbers = {book.name: number for number, book in chapters.items()}
    rests = {
        number: [numbers[name] for name in used(book) if name in numbers]
        for number, book in chapters.items()
    }
    titles = {number: book.short_title for number, book in chapters.items()}
    links = {
        n: f"{book.name.removesuffix('.ipynb')}.html" for n, book in chapters.items()
    }
    most = sorted(chapters, key=lambda n: -_users(n, rests))[:3]
    said = "; ".join(
        f"[{n} {titles[n]}](/chapters/{chapters[n].name}) by {_users(n, rests)}"
        for n in most
        if _users(n, rests)
    )
    text = f"Used most: {said}. As a table: {{doc}}`/chapters/reference/results`."
    return f"{drawn(rests, titles, links)}\n\n{text}"


def _users(chapter: int, rests: dict[int, list[int]]) -> int:
    return sum(chapter in used for used in rests.values())


# The directive ------------------------------------------------------------------------


class FrontPage(FromRecords):
    """Put a part of the first page here: one of `panes`, `figures`, ..."""

    listings = ("panes", "figures", "headline", "contents", "questions", "map")

    def made(self, name: str, books: list[Notebook]) -> str:
        """Return the Markdown of this part."""
        root = Path(self.env.srcdir)
        if name in ("figures", "headline"):
            path = root / BENCHMARKS
            self.env.note_dependency(str(path))
            benchmarks = path.read_text(encoding="utf-8")
            if name == "headline":
                return headline(benchmarks)
            return figures(books, benchmarks)
        if name == "contents":
            toc = root / "_toc.yml"
            self.env.note_dependency(str(toc))
            return contents(books, yaml.safe_load(toc.read_text("utf-8"))["parts"])
        return {"panes": panes, "questions": questions, "map": map_of}[name](books)


def setup(app: Sphinx) -> dict:
    """Register with Sphinx."""
    app.add_directive("front-page", FrontPage)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
