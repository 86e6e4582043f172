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
    counts = {short_link(b): tally(b) for b in books if is_chapter(b.name)}
    if not counts:
        return NOTHING
    rows = [(name, *map(str, count.values())) for name, count in counts.items()]
    total = [str(sum(count[name] for count in counts.values())) for name in COLUMNS]
    return markdown_table(("chapter", *COLUMNS), [*rows, ("**in all**", *total)])


def cited(books: list[Notebook]) -> str:
    """List the lines that no machine here has checked, with their sources."""
    lines = [
        f"- {short_link(book)}: {line.get('reason', '')} ({line.get('source', '')})"
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
        known = [short_link(by_name[name]) for name in names if name in by_name]
        return ", ".join(known) or "-"

    rows = [
        (short_link(book), links(used(book)), links(users[book.name]))
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
    return f"[{book.title or book.name}](../{book.name})"


def short_link(book: Notebook) -> str:
    """Return the same link under the file's name, for tables: `1 logistic cost`."""
    name = book.name.removesuffix(".ipynb").lstrip("0").replace("-", " ")
    return f"[{name}](../{book.name})"


def _by_chapter(books: list[Notebook], kind: str, show) -> str:
    parts = []
    for book in books:
        found = [record for _, record in book.records(kind)]
        if found:
            parts += [f"## {link(book)}", show(found)]
    return "\n\n".join(parts) or NOTHING


def _results(records: list[dict]) -> str:
    """Each result once: its formula as it is boxed, and what its witnesses say."""
    chosen: dict[str, dict] = {}
    for record in sorted(records, key=lambda record: not record.get("boxed")):
        name = record.get("name", "")
        chosen[name] = {**record, **chosen.get(name, {})}
    ordered = dict.fromkeys(record.get("name", "") for record in records)
    return "\n\n".join(_result(name, chosen[name]) for name in ordered)


def _result(name: str, record: dict) -> str:
    parts = [f"**{name}**", f"$$\n{record['latex']}\n$$"]
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


def _mistakes(records: list[dict]) -> str:
    """Each mistake of a chapter, and beside it the test that does not see it."""
    listed: dict[str, dict] = {}
    for row in (row for record in records for row in record.get("rows", ())):
        name = row.get("mistake", "")
        if name in listed and "passes" in row:
            listed[name] = {**listed[name], "passes": row["passes"]}
        else:
            listed[f"{name} {len(listed)}" if name in listed else name] = row
    rows = [
        (
            row.get("mistake", ""),
            words(row.get("refused_as", "")),
            _wrong(row) + _passes(row),
            escape(row.get("relative_error", "-")),
        )
        for row in listed.values()
    ]
    header = ("mistake", "refused as", "what is wrong", "relative error")
    return markdown_table(header, rows)


def _wrong(row: dict) -> str:
    """The author's sentence alone, where the check knows no name for the slip."""
    author = row.get("author", "")
    if author and row.get("refused_as") in _NAMELESS:
        return author
    return with_author(author, _says(row))


def _says(row: dict) -> str:
    return row.get("typeset") or escape(row.get("says", ""))


def _passes(row: dict) -> str:
    return f" (passes: {row['passes']})" if "passes" in row else ""


def _corrections(records: list[dict]) -> str:
    return "\n".join(map(_correction, records))


def _correction(record: dict) -> str:
    lines = [
        f"**{record['where']}**",
        f"It says: {record['said']}",
        f"Right is: {record['right']}",
    ]
    if record.get("checked"):
        kind = words(record.get("refused_as", ""))
        lines.append(f"Refused as {kind}: {_says(record)}")
    else:
        lines.append("A matter of wording or notation; no machine check")
    return "- " + "\\\n  ".join(lines)


def _evidence_of(line: dict) -> str:
    if line.get("verdict") == "proved" and line.get("scope", "").startswith("all"):
        return "all sizes"
    return line.get("verdict") or ""
