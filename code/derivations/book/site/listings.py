"""Pages made from the records of all notebooks: Markdown, nothing typed by hand.

Each listing takes the notebooks of the book, in order, and returns Markdown for a page
in `chapters/reference/`.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from derivations.book.notebooks.committed import Notebook, is_chapter, read
from derivations.book.shown.evidence import words
from derivations.book.shown.tables import escape, markdown_table, with_author

from .names import names

NOTHING = "No chapter has any yet."


def notebooks(folder: Path) -> list[Notebook]:
    """Read all notebooks of `chapters/`: the numbered chapters first, in order."""
    paths = sorted(folder.glob("*.ipynb"))
    return [read(path) for path in sorted(paths, key=lambda p: not is_chapter(p.name))]


def results(books: list[Notebook]) -> str:
    """List every result with its formula and its witnesses, chapter by chapter."""
    return _by_chapter(books, "result", _results)


def mistakes(books: list[Notebook]) -> str:
    """List every mistake that a chapter shows refused, chapter by chapter."""
    return _by_chapter(books, "mistakes", _mistakes)


def corrections(books: list[Notebook]) -> str:
    """List the errors found in published threads, and what is right."""
    return _by_chapter(books, "correction", _corrections)


def evidence(books: list[Notebook]) -> str:
    """Count, for each chapter, what was checked and how."""
    counts = {link(b): tally(b) for b in books if is_chapter(b.name)}
    if not counts:
        return NOTHING
    rows = [(name, *map(str, count.values())) for name, count in counts.items()]
    total = [str(sum(count[name] for count in counts.values())) for name in COLUMNS]
    table = markdown_table(("chapter", *COLUMNS), [*rows, ("**in all**", *total)])
    return f'<div class="evidence">\n\n{table}\n\n</div>'


def cited(books: list[Notebook]) -> str:
    """List the lines that no machine here has checked, with their sources."""
    lines = [
        f"- {link(book)}: {line.get('reason', '')} ({line.get('source', '')})"
        for book in books
        for _, record in book.records("derivation")
        for line in record.get("lines", ())
        if line.get("verdict") == "cited"
    ]
    return "\n".join(lines) or NOTHING


def uses(books: list[Notebook]) -> str:
    """List which chapter rests on which."""
    users = used_by(books)
    by_name = {book.name: book for book in books}

    def links(names: Iterable[str]) -> str:
        known = [link(by_name[name]) for name in names if name in by_name]
        return ", ".join(known) or "-"

    rows = [
        (link(book), links(used(book)), links(users[book.name]))
        for book in books
        if is_chapter(book.name)
    ]
    return markdown_table(("chapter", "uses", "used by"), rows) if rows else NOTHING


# What `tally` counts; the page explains each in a sentence.
COLUMNS = (
    "all sizes",
    "proved",
    "agrees",
    "cited",
    "wrong lines",
    "gradients",
    "mistakes",
    "values",
)


def tally(book: Notebook) -> dict[str, int]:
    """Count what the records of a notebook hold, by the names of `COLUMNS`."""
    count = dict.fromkeys(COLUMNS, 0)
    for _, record in book.records():
        kind = record["kind"]
        rows = len(record.get("rows", ()))
        if kind == "derivation":
            for found in map(_evidence_of, record.get("lines", ())):
                if found in count:
                    count[found] += 1
            count["wrong lines"] += (record.get("mutation") or {}).get("killed", 0)
        elif kind == "check":
            count["gradients"] += record.get("verdict") == "agrees"
        elif kind == "mistakes":
            count["mistakes"] += rows
        elif kind == "comparison":
            count["values"] += rows
    return count


def used(book: Notebook) -> list[str]:
    """Return the names of the chapters that a chapter says it uses.

    They are the links of its paragraph `**Uses:** ...`.
    """
    text = "\n\n".join(cell.source for cell in book.cells if cell.kind == "markdown")
    paragraph = re.search(r"^\*\*Uses.*?(?=\n\s*\n|\Z)", text, re.MULTILINE | re.DOTALL)
    found = re.findall(r"\]\(([^)#/\s]+\.ipynb)", paragraph[0]) if paragraph else []
    return list(dict.fromkeys(found))


def used_by(books: list[Notebook]) -> dict[str, list[str]]:
    """Return, for each notebook's name, the names of the chapters that use it."""
    users: dict[str, list[str]] = {book.name: [] for book in books}
    for book in books:
        for name in used(book):
            users.setdefault(name, []).append(book.name)
    return users


def link(book: Notebook) -> str:
    """Return a link to a notebook from a page in `chapters/reference/`."""
    return f"[{book.listed_as}](../{book.name})"


def _by_chapter(books: list[Notebook], kind: str, show) -> str:
    parts = []
    for book in books:
        if next(book.records(kind), None):
            parts += [f"## {link(book)}", show(book)]
    return "\n\n".join(parts) or NOTHING


def _results(book: Notebook) -> str:
    """Each result once: its formula as it is boxed, and what its witnesses say."""
    records = [record for _, record in book.records("result")]
    boxed = [record.get("name", "") for record in records if record.get("boxed")]
    places = dict(zip(boxed, names("result", boxed), strict=True))
    chosen: dict[str, dict] = {}
    for record in sorted(records, key=lambda record: not record.get("boxed")):
        name = record.get("name", "")
        chosen[name] = {**record, **chosen.get(name, {})}
    ordered = dict.fromkeys(record.get("name", "") for record in records)
    return "\n\n".join(
        _result(book, name, places.get(name), chosen[name]) for name in ordered
    )


def _result(book: Notebook, name: str, place: str | None, record: dict) -> str:
    title = f"[{name}]({_place(book, place)})" if place else name
    parts = [f"**{title}**", f"$$\n{record['latex']}\n$$"]
    if record.get("verdict") == "cited":
        parts.append("It rests on a line that is cited, not checked here.")
    said = [(w["witness"], escape(w["says"])) for w in record.get("witnesses", ())]
    if "holds" in record:  # the box says of the derivation where it holds
        count = record["proved_in"]
        lines = f"{count} lines" if count > 1 else "1 line"
        others = [pair for pair in said if pair[0] != "the derivation"]
        said = [("the derivation", f"{record['holds']}, in {lines}"), *others]
    parts.append("\n".join(f"- {who}: {says}" for who, says in said))
    return "\n\n".join(filter(None, parts))


# Refusals that say no more than that the numbers differ.
_NAMELESS = ("unknown", "counterexample", "other-value", "other")


def _mistakes(book: Notebook) -> str:
    """The mistakes of a chapter as a list that folds, each with the way to its row."""
    rows = [
        (row, formula)
        for shown, record in book.shown("mistakes")
        for row, formula in zip(record["rows"], _formulas(shown, record), strict=True)
    ]
    told = names("mistake", (row.get("mistake", "") for row, _ in rows))
    listed: dict[str, tuple[dict, str, str]] = {}
    for (row, formula), place in zip(rows, told, strict=True):
        name = row.get("mistake", "")
        if name in listed and "passes" in row:  # a test that does not see it
            first, shown_as, at = listed[name]
            listed[name] = ({**first, "passes": row["passes"]}, shown_as, at)
        else:
            listed[place if name in listed else name] = (row, formula, place)
    items = [_mistake(book, *one) for one in listed.values()]
    count = f"{len(items)} mistake{'s' * (len(items) > 1)}"
    summary = f'<details class="more"><summary>{count}</summary>'
    return "\n\n".join([summary, "\n".join(items), "</details>"])


def _formulas(shown: str, record: dict) -> list[str]:
    """The wrong formula of each row, typeset, where the page shows one."""
    if not record.get("answers"):
        return [""] * len(record["rows"])
    return re.findall(r"^\| (\$\\displaystyle .*?\$) \|", shown, re.MULTILINE)


def _mistake(book: Notebook, row: dict, formula: str, place: str) -> str:
    error = row.get("relative_error", "-")
    told = [
        f"refused as {words(row.get('refused_as', ''))}",
        *([f"relative error {escape(error)}"] if error != "-" else []),
        f"[where]({_place(book, place)})",
    ]
    says = _wrong(row) + _passes(row)
    lines = [f"**{row.get('mistake', '')}**", formula, says, "; ".join(told)]
    return "- " + "\\\n  ".join(filter(None, lines))


def _wrong(row: dict) -> str:
    """The author's sentence alone, where the check knows no name for the slip."""
    author = row.get("author", "")
    if author and row.get("refused_as") in _NAMELESS:
        return author
    return with_author(author, _says(row))


def _passes(row: dict) -> str:
    return f" (passes: {row['passes']})" if "passes" in row else ""


def _says(row: dict) -> str:
    return row.get("typeset") or escape(row.get("says", ""))


def _corrections(book: Notebook) -> str:
    records = [record for _, record in book.records("correction")]
    places = names("correction", (record["where"] for record in records))
    both = zip(records, places, strict=True)
    return "\n".join(_correction(book, record, place) for record, place in both)


def _correction(book: Notebook, record: dict, place: str) -> str:
    lines = [
        f"**{record['where']}**",
        f"It says: {record['said']}",
        f"Right is: {record['right']}",
    ]
    where = f"[where]({_place(book, place)})"
    if record.get("checked"):
        kind = words(record.get("refused_as", ""))
        lines.append(f"Refused as {kind}: {_says(record)} ({where})")
    else:
        lines.append(f"A matter of wording or notation; no machine check ({where})")
    return "- " + "\\\n  ".join(lines)


def _place(book: Notebook, name: str) -> str:
    """The way to a place of a chapter from a page in `chapters/reference/`."""
    return f"../{book.name}#{name}"


def _evidence_of(line: dict) -> str:
    if line.get("verdict") == "proved" and line.get("scope", "").startswith("all"):
        return "all sizes"
    return line.get("verdict") or ""
