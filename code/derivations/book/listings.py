"""Pages made from the records of all notebooks: Markdown, nothing typed by hand.

Each listing takes the notebooks of the book, in order, and returns Markdown for a page
in `chapters/reference/`.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from derivations.book.evidence import words
from derivations.book.notebooks import Notebook, is_chapter, read
from derivations.book.tables import escape, markdown_table

NOTHING = "No chapter has any yet."


def notebooks(folder: Path) -> list[Notebook]:
    """Read all notebooks of `chapters/`: the numbered chapters first, in order."""
    paths = sorted(folder.glob("*.ipynb"))
    return [read(path) for path in sorted(paths, key=lambda p: not is_chapter(p.name))]


def results(books: list[Notebook]) -> str:
    """List every result with its formula and its witnesses, chapter by chapter."""
    return _by_chapter(books, "result", _result, _once)


def mistakes(books: list[Notebook]) -> str:
    """List every mistake that a chapter shows refused, chapter by chapter."""
    return _by_chapter(books, "mistakes", _mistakes)


def corrections(books: list[Notebook]) -> str:
    """List the errors found in published threads, and what is right."""
    return _by_chapter(books, "correction", _correction)


def evidence(books: list[Notebook]) -> str:
    """Count, for each chapter, what was checked, how, and what was not."""
    counts = [(book, tally(book)) for book in books if is_chapter(book.name)]
    if not counts:
        return NOTHING
    rows = [
        (link(book), *(str(count[name]) for name in COLUMNS)) for book, count in counts
    ]
    total = [str(sum(count[name] for _, count in counts)) for name in COLUMNS]
    table = markdown_table(
        ("chapter", *COLUMNS.values()), [*rows, ("**in all**", *total)]
    )
    cited = [_cited(book) for book, count in counts if count["cited"]] or ["Nothing."]
    return "\n\n".join([table, "## What no machine here has checked", *cited])


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


# What `tally` counts -> how the page calls it.
COLUMNS = {
    "everywhere": "lines proved for all sizes",
    "proved": "lines proved",
    "agrees": "lines that agree in numbers",
    "cited": "lines cited",
    "mutants": "wrong lines refused",
    "checks": "gradients checked",
    "mistakes": "mistakes refused",
    "comparisons": "values compared",
}


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
            count["mutants"] += (record.get("mutation") or {}).get("killed", 0)
        elif kind == "check":
            count["checks"] += record.get("verdict") == "agrees"
        elif kind == "mistakes":
            count["mistakes"] += rows
        elif kind == "comparison":
            count["comparisons"] += rows
    return count


def used(book: Notebook) -> list[str]:
    """Return the names of the chapters that a chapter says it uses.

    They are the links of the paragraph `**Uses:** ...` of its summary.
    """
    text = "\n\n".join(cell.source for cell in book.section("Summary"))
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


def _by_chapter(books: list[Notebook], kind: str, show, choose=list) -> str:
    parts = []
    for book in books:
        found = choose(record for _, record in book.records(kind))
        if found:
            parts += [f"## {link(book)}", *map(show, found)]
    return "\n\n".join(parts) or NOTHING


def _once(records: Iterable[dict]) -> list[dict]:
    """Each result once: the record that has its witnesses rather than the bare one."""
    chosen: dict[str, dict] = {}
    for record in records:
        name = record.get("name", "")
        if name not in chosen or "witnesses" in record:
            chosen[name] = record
    return list(chosen.values())


def _result(record: dict) -> str:
    formula = record.get("latex", "")
    rows = [(w["witness"], w["says"]) for w in record.get("witnesses", ())]
    parts = [f"**{record.get('name', '')}**"]
    if formula:
        parts.append(f"$$\n{formula}\n$$")
    if rows:
        parts.append(markdown_table(("witness", "what it says"), rows))
    return "\n\n".join(parts)


def _mistakes(record: dict) -> str:
    rows = [
        (
            row.get("mistake", ""),
            words(row.get("refused_as", "")),
            escape(row.get("says", "")) + _passes(row),
            escape(row.get("relative_error", "-")),
        )
        for row in record.get("rows", ())
    ]
    header = ("mistake", "refused as", "what the check says", "relative error")
    return markdown_table(header, rows)


def _passes(row: dict) -> str:
    return f" (passes: {row['passes']})" if "passes" in row else ""


def _correction(record: dict) -> str:
    lines = [
        f"**{record['where']}**",
        f"It says: {record['said']}",
        f"Right is: {record['right']}",
    ]
    if record.get("checked"):
        kind = words(record.get("refused_as", ""))
        lines.append(f"Refused as {kind}: {escape(record.get('says', ''))}")
    else:
        lines.append("A matter of wording or notation; no machine check")
    return "- " + "\\\n  ".join(lines)


def _evidence_of(line: dict) -> str:
    if line.get("verdict") == "proved" and line.get("scope", "").startswith("all"):
        return "everywhere"
    return line.get("verdict") or ""


def _cited(book: Notebook) -> str:
    lines = [
        f"- {line.get('reason', '')}: {line.get('source', '')}"
        for _, record in book.records("derivation")
        for line in record.get("lines", ())
        if line.get("verdict") == "cited"
    ]
    return "\n".join([f"{link(book)}\n", *lines])
