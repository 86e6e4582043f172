"""Rules of the contract on evidence: outputs, verdicts, wrong versions, solutions."""

import re
from collections.abc import Iterator
from itertools import pairwise

from derivations.book.notebooks.committed import Cell, Notebook
from derivations.display import RECORD

from .lack import rule

# The section that may show a refusal that is no row of a table of mistakes.
REFUSALS_BELONG = "What the thread says"
LEAST_SCORE = 0.98

_GOOD = {"proved", "agrees", "cited", "holds", None}
_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,}")
_UNSTABLE = re.compile(
    r"^\s*(?:import|from)\s+(time|datetime|random|urllib|requests|socket)\b",
    re.MULTILINE,
)
_GLOBAL_RANDOM = re.compile(r"\b(?:np|numpy)\.random\.(?!default_rng\b|Generator\b)\w+")


@rule("outputs")
def executed(notebook: Notebook) -> Iterator[tuple]:
    """Every code cell was run, without error or warning."""
    code = [cell for cell in notebook.cells if cell.kind == "code"]
    if not any(cell.outputs for cell in code):
        yield "it has no outputs at all", "Run `make refresh`"
        return
    for cell in code:
        if cell.source.strip() and not cell.executed:
            yield "it was not run", "Run `make refresh`", cell
        for output in cell.outputs:
            if output.get("output_type") == "error":
                what = f"it raises {output.get('ename')}: {output.get('evalue')}"
                yield what, "Mend it, then `make refresh`", cell
            if output.get("name") == "stderr":
                yield (
                    "it writes to standard error, a warning most likely",
                    "Mend the cause; a warning that is the point is caught and printed",
                    cell,
                )


@rule("repeatable", "code")
def repeatable(cell: Cell) -> Iterator[tuple]:
    """The same numbers every time: seeds, no clock, no addresses of objects."""
    for found in _GLOBAL_RANDOM.findall(cell.source):
        what = f"it uses the global random state ({found})"
        yield what, "Use rng = np.random.default_rng(seed)"
    for found in _UNSTABLE.findall(cell.source):
        yield f"it imports {found}", "No clock, no network, no unseeded random numbers"
    if re.search(r"default_rng\(\s*\)", cell.source):
        yield "its random numbers have no seed", "Give one"
    if any(_ADDRESS.search(str(output)) for output in cell.outputs):
        yield (
            "its output holds the address of an object",
            "Bind the result to a name, or show something that has a text",
        )


@rule("records")
def witnesses(notebook: Notebook) -> Iterator[tuple]:
    """The result of a chapter meets three witnesses."""
    witnessed = {
        record.get("name")
        for _, record in notebook.records("result")
        if len(record.get("witnesses", ())) >= 3
    }
    for cell, record in notebook.records("result"):
        if record.get("boxed") and record.get("name") not in witnessed:
            yield (
                f"its result {record.get('name')!r} meets no three witnesses",
                "Show three_witnesses(...) of this name, in the section on evidence",
                cell,
            )


@rule("verdicts", "code")
def verdicts(cell: Cell) -> Iterator[tuple]:
    """What a chapter asserts, its checks confirm; refusals are shown as such."""
    if cell.section.startswith(REFUSALS_BELONG):
        return
    for record in cell.records:
        if record["kind"] in ("mistakes", "correction"):
            continue
        for name, verdict in _verdicts(record):
            if verdict not in _GOOD:
                yield (
                    f"it shows {name} as {verdict!r}",
                    "Mend it; a mistake shown on purpose goes into mistakes({...})",
                )


@rule("one line", "code")
def in_one_line(cell: Cell) -> Iterator[tuple]:
    """A check that agrees is one line, which unfolds."""
    for output in cell.outputs:
        data = output.get("data", {})
        record, page = data.get(RECORD, {}), "".join(data.get("text/markdown", ""))
        agrees = record.get("kind") == "comparison" or (
            record.get("kind") == "check" and record.get("verdict") == "agrees"
        )
        if agrees and page and not page.startswith("<details"):
            yield (
                f"it shows a {record['kind']} that agrees as a table",
                "Show it by agrees(...): one line, which unfolds",
            )


@rule("named", "code")
def named(cell: Cell) -> Iterator[tuple]:
    """A mistake that the check has no name for is named by the author."""
    for record in cell.records:
        if record["kind"] != "mistakes":
            continue
        for row in record.get("rows", ()):
            unknown = row.get("refused_as") == "unknown" and "passes" not in row
            if unknown and not row.get("author"):
                yield (
                    f"the check has no name for the mistake {row.get('mistake')!r}",
                    "Say in a sentence what went wrong: mistakes(..., author={...})",
                )


@rule("mutation")
def mutations(notebook: Notebook) -> Iterator[tuple]:
    """The check of every derivation refuses nearly all wrong versions of its lines."""
    for cell, record in notebook.records("derivation"):
        score = record.get("mutation")
        if score is not None and not _equations(record):
            continue  # wrong versions of an inequality may well hold
        if not score or not score.get("total"):
            yield (
                "its derivation was not tried with wrong versions of its lines",
                "Show proof(chain): it tries them",
                cell,
            )
            continue
        if not all(isinstance(name, str) for name in score.get("equivalent", ())):
            yield "it does not name its equivalent mutants", "List each by name", cell
        telling = score["total"] - len(score.get("equivalent", ()))
        if not telling:
            what = "all wrong versions of its lines are equal to them: that is no score"
            yield what, "State lines that a slip would change", cell
        if score["killed"] < LEAST_SCORE * telling:
            survivors = "; ".join(score.get("survivors", ())) or "not named"
            yield (
                f"its check refuses {score['killed']} of {telling} wrong versions "
                f"(survivors: {survivors})",
                f"At least {LEAST_SCORE:.0%}: check at other sizes or a wider domain",
                cell,
            )


def _equations(record: dict) -> list:
    """The checked lines of a derivation that are equations."""
    return [
        line
        for line in _lines(record)
        if line.get("relation", "=") == "=" and line.get("verdict") != "cited"
    ]


def _lines(record: dict) -> list[dict]:
    return [line for line in record.get("lines", ()) if isinstance(line, dict)]


@rule("lines", "code")
def lines(cell: Cell) -> Iterator[tuple]:
    """Every line of a derivation reads otherwise than all before it.

    SymPy evaluates on sight, ``(AB).T`` to ``B.T*A.T``; then the step that the reason
    announces has been made already, and the check compares a line with itself. A chain
    that comes back to a line has gone in a circle.
    """
    for record in cell.records:
        if record["kind"] != "derivation":
            continue
        shown = [record.get("first"), *(ln.get("expression") for ln in _lines(record))]
        for number, (before, after) in enumerate(pairwise(shown), start=1):
            if after is not None and before == after:
                yield (
                    f"line {number} of its derivation reads like the one before",
                    "Drop it, or keep the one before unevaluated by as_written() or "
                    "SymPy's Transpose, MatMul, MatAdd",
                )
            elif after is not None and after in shown[:number]:
                yield (
                    f"line {number} of its derivation reads like line "
                    f"{shown.index(after)}: it goes in a circle",
                    "Leave out what lies between",
                )


@rule("exercises")
def exercises(notebook: Notebook) -> Iterator[tuple]:
    """Every exercise is followed by its solution, which folds and was run."""
    cells = [cell for cell in notebook.cells if cell.section.startswith("Exercises")]
    if not cells:
        return
    parts: dict[str, list[Cell]] = {}
    for cell in cells:
        if cell.subsection.startswith("Exercise"):
            current = parts.setdefault(cell.subsection, [])
        elif cell.subsection != "Solution" or not parts:
            current = []
        current.append(cell)
    if not parts:
        yield (
            "it has no exercises",
            "Give each a heading `### Exercise 1. ...`, and below it `#### Solution`",
        )
    for name, part in parts.items():
        solution = [cell for cell in part if cell.subsection == "Solution"]
        shown = any(cell.records for cell in solution)
        if not any(cell.kind == "code" and cell.executed for cell in solution):
            yield (
                f"{name!r} has no solution that was run",
                "Below it: `#### Solution` (the page folds it), then code that checks",
                part[0],
            )
        elif not shown:
            yield (
                f"the solution of {name!r} shows nothing that was checked",
                "Show a proof, a check or a table of values in it",
                part[0],
            )


def _verdicts(record: dict) -> Iterator[tuple[str, str | None]]:
    """The verdicts a record holds: its own, and those of its lines or rows."""
    yield f"a {record['kind']}", record.get("verdict")
    for number, verdict in enumerate(record.get("verdicts", ()), start=1):
        yield f"line {number}", verdict
    for number, line in enumerate(_lines(record), start=1):
        yield f"line {number}", line.get("verdict")
    for row in record.get("rows", ()):
        if isinstance(row, dict):
            yield f"the row {row.get('quantity', '')!r}", row.get("verdict")


EVERYWHERE = (executed, repeatable)
CHAPTERS = (witnesses, verdicts, in_one_line, named, mutations, lines, exercises)
