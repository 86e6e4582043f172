"""Rules on the first part of a chapter: it answers the question, and is short."""

import re
from collections.abc import Iterable, Iterator

from derivations.book.notebooks.committed import ANSWERED, Cell, Notebook

from .lack import rule

SECTIONS = ("Derivation", "You got something else?", "In NumPy, and checked", ANSWERED)
OPENING = ("**Question.**", "**Why it is so", "*Needs:")
LEAST_ANSWERS = 2  # other answers than the right one
MOST_WORDS, MOST_CODE, MOST_CHAIN, MOST_CODE_OF_PAGE = 900, 25, 12, 150

DISPLAY = re.compile(
    r"\$\$|\\\[|```\{math\}|:::\{math\}"
    r"|\\begin\{(?:align|equation|gather|multline|eqnarray|displaymath)"
)


@rule("sections")
def sections(notebook: Notebook) -> Iterator[tuple]:
    """The first part has its sections, in order, and ends once."""
    found = [text for _, level, text in notebook.headings if level == 2]
    if found.count(ANSWERED) != 1:
        yield f"it says {ANSWERED!r} {found.count(ANSWERED)} times", "Say it once"
    first = found[: found.index(ANSWERED) + 1]
    if first != [*SECTIONS]:
        yield (
            f"its first part has the sections {', '.join(first[:-1]) or 'none'}",
            f"They are {', '.join(SECTIONS[:-1])}; another one goes deeper: write it "
            f"below {ANSWERED!r}",
        )


@rule("opening")
def opening(notebook: Notebook) -> Iterator[tuple]:
    """Source, question, reason and needs stand before all else."""
    cells = [cell for cell in notebook.answer if not cell.section]
    text = "\n\n".join(cell.source for cell in cells if cell.kind == "markdown")
    if not re.search(r"\]\(https?://|no public address", text.partition("**Q")[0]):
        yield (
            "the line below its title does not link the thread",
            "Write where the question comes from in one line, with the link",
        )
    for part in OPENING:
        if not re.search(rf"^{re.escape(part)}", text, re.MULTILINE):
            yield f"its opening has no paragraph {part!r}", f"Begin one with {part}"


@rule("opening")
def box_and_picture(notebook: Notebook) -> Iterator[tuple]:
    """The result's box comes first, and the picture before the derivation."""
    cells = [cell for cell in notebook.answer if not cell.section]
    shown = [record for cell in cells for record in cell.records]
    if not shown or not shown[0].get("boxed"):
        yield (
            "its first output is not the result's box",
            "Show box(result, chain) first",
        )
    if not any(cell.pictures for cell in cells):
        yield (
            "its opening has no picture",
            "Show the picture that decides the matter above the derivation",
        )


@rule("records")
def evidence(notebook: Notebook) -> Iterator[tuple]:
    """The first part shows its chain, wrong answers refused, and a check."""
    kinds = {
        (cell.section, "main" if record.get("main") else record["kind"])
        for cell, record in notebook.records()
    }
    wanted = (
        ("main", "Show proof(chain, main=True)"),
        ("mistakes", "Show other_answers(chain, {...})"),
        (("check", "comparison"), "Show agrees(check_gradient(...))"),
    )
    for section, (kind, mend) in zip(SECTIONS, wanted, strict=False):
        several = kind if isinstance(kind, tuple) else (kind,)
        if not any((section, one) in kinds for one in several):
            yield f"its section {section!r} shows no {' or '.join(several)}", mend


@rule("records")
def other_answers(notebook: Notebook) -> Iterator[tuple]:
    """More than one answer that a reader may have got is refused."""
    for cell, record in notebook.records("mistakes"):
        rows = len(record.get("rows", ()))
        if record.get("answers") and cell in notebook.answer and rows < LEAST_ANSWERS:
            yield (
                f"it shows {rows} other answer{'s' * (rows != 1)}",
                f"Show at least {LEAST_ANSWERS} that readers are likely to have got",
                cell,
            )


@rule("chain")
def proved_here(notebook: Notebook) -> Iterator[tuple]:
    """What the box says, a check has shown, and no line is its own proof."""
    for cell, record in notebook.records("derivation"):
        verdicts = [line.get("verdict") for line in record.get("lines", ())]
        if record.get("main") and verdicts[-1:] == ["cited"]:
            yield (
                "its chain ends in a line that is cited: nothing proves the result",
                "Derive the last line, or let the chain end before it",
                cell,
            )
    for cell, record in notebook.records("result"):
        verdicts = record.get("verdicts", ())
        said = " ".join((record.get("holds", ""), record.get("verdict") or ""))
        if record.get("boxed") and "cited" in verdicts and "cited" not in said.lower():
            yield (
                "its box rests on a line that is cited, and does not say so",
                "Show box(result, chain): it names the source",
                cell,
            )
        left, _, right = record.get("equation", "").partition(" = ")
        if left and left == right:
            yield (
                f"its result {record.get('name')!r} says {left} = {right}",
                "Begin the chain with the question",
                cell,
            )


@rule("chain")
def chain(notebook: Notebook) -> Iterator[tuple]:
    """One chain, in one piece, proves what the box says."""
    main = [(c, r) for c, r in notebook.records("derivation") if r.get("main")]
    for cell, record in main[1:]:
        what = f"a second chain, {record.get('name')!r}, is the main one"
        yield what, "Show it by proof(chain): one chain answers the question", cell
    boxes = [record for _, record in notebook.records("result") if record.get("boxed")]
    for cell, record in main[:1]:
        length = len(record.get("lines", ()))
        if length > MOST_CHAIN:
            yield (
                f"its chain has {length} lines",
                f"At most {MOST_CHAIN}: a lemma of its own goes deeper",
                cell,
            )
        yield from _of_another_chain(notebook, record.get("name"))
        for box in boxes:
            if box.get("proved_in") != length:
                yield (
                    f"the box is proved in {box.get('proved_in')} lines, the chain has "
                    f"{length}",
                    "Show the chain that the box is tied to",
                    cell,
                )


def _of_another_chain(notebook: Notebook, name: str | None) -> Iterator[tuple]:
    """What links to lines of the main chain, and speaks of another one."""
    for cell in notebook.answer:
        for record in cell.records:
            if record.get("chain", name) != name:
                what = record.get("name") or "the table of other answers"
                yield (
                    f"{what!r} links to the lines of {name!r} and speaks of "
                    f"{record['chain']!r}",
                    "Make both of the chain that proof(chain, main=True) shows",
                    cell,
                )


@rule("displays", "markdown")
def displays(cell) -> Iterator[tuple]:
    """No formula is displayed but by a checked object, or in a question that is posed.

    Where the thread or an exercise speaks, a formula may stand that is wrong or open.
    """
    if cell.section.startswith(("What the thread says", "Exercises")):
        return
    if found := DISPLAY.search(cell.source):
        yield (
            f"a displayed formula is typed ({found[0]})",
            "Show it by a Derivation, whose lines are checked, or write it inline",
        )


@rule("length")
def length(notebook: Notebook) -> Iterator[tuple]:
    """The first part is read in a few minutes, and shows the code to copy."""
    said = words(notebook.answer)
    if said > MOST_WORDS:
        yield (
            f"its first part has {said} words",
            f"At most {MOST_WORDS}: what the answer does not need goes deeper",
        )
    code = visible_lines(notebook.answer)
    if code > MOST_CODE:
        yield (
            f"its first part shows {code} lines of code",
            f"At most {MOST_CODE}: fold what no reader would copy (hide-input)",
        )
    code = visible_lines(notebook.cells)
    if code > MOST_CODE_OF_PAGE:
        yield (
            f"it shows {code} lines of code",
            f"At most {MOST_CODE_OF_PAGE}: fold what no reader would copy (hide-input)",
        )


def words(cells: Iterable[Cell]) -> int:
    """Return how many words a reader reads in cells; a formula counts as one."""
    return sum(map(_words, cells))


def _words(cell: Cell) -> int:
    texts = [cell.source] if cell.kind == "markdown" else []
    shown = (output.get("data", {}).get("text/markdown", "") for output in cell.outputs)
    texts += ["".join(text) for text in shown]
    return sum(len(re.sub(r"\$[^$]+\$|<[^>]*>", " x ", t).split()) for t in texts)


def visible_lines(cells: Iterable[Cell]) -> int:
    """Return how many lines of code a page shows unfolded."""
    code = (cell for cell in cells if cell.kind == "code" and not cell.folded)
    return sum(len(cell.source.splitlines()) for cell in code)


CHAPTERS = (sections, opening, displays, length)
EVIDENCE = (box_and_picture, evidence, other_answers, proved_here, chain)
