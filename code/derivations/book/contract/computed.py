"""Rules on what records are made of: computed, from different things, of one function.

A record says that two numbers agree, that a wrong answer is refused, that a function
was checked. Here the code of the cell is read: a number that was typed agrees with
whatever one likes.
"""

import ast
import re
from collections.abc import Iterator

from derivations.book.notebooks.committed import Notebook

from .lack import rule
from .program import Program, called, keyword

PAIRS = ("mistakes", "blind_spots", "correction")
TABLES = ("values", "compare", "breaks", "endings", "other_answers", *PAIRS)
CHECKS = {"check_gradient", "check_jacobian", "check_hessian", "check_hvp", "compare"}
FROM_CHAINS = {"evaluate", "lambdify"}


@rule("typed")
def typed(notebook: Notebook) -> Iterator[tuple]:
    """What a table shows was computed, and compared with something else."""
    program = Program.of(notebook)
    for cell, call in program.calls("values"):
        for key, value in program.entries(call):
            if program.typed(value) and not _input(program, value):
                what = (
                    f"it shows {_text(key)} as {_text(value)}, a figure that is typed"
                )
                yield what, "Compute it, and show what was computed", cell
    for cell, call in program.calls("endings"):
        entries = [v for arg in call.args[1:2] for _, v in program.pairs(arg)]
        if entries and all(map(program.typed, entries)):
            yield (
                "its table holds nothing but typed texts",
                "Show where chains end, or what was computed; or write it in Markdown",
                cell,
            )
    for cell, call in program.calls("compare"):
        for key, value in program.entries(call):
            if isinstance(value, ast.Tuple) and len(value.elts) >= 3:
                for what, mend in _compared(program, key, *value.elts[:2]):
                    yield what, mend, cell
    for cell, call in program.calls(*PAIRS):
        for value in _pairs(program, call):
            if all(map(program.typed, value.elts)):
                yield (
                    f"{_text(value)} is a pair of typed values, which no check refuses",
                    "Give the check, or what the wrong and the right version compute",
                    cell,
                )
            elif _same(program, *value.elts):
                yield (
                    f"both values of {_text(value)} are the same expression",
                    "Let the right one be computed in another way than the claimed one",
                    cell,
                )


def _input(program: Program, value: ast.AST) -> bool:
    """Whether a value is a name that the chapter computes with elsewhere."""
    return isinstance(value, ast.Name) and program.uses[value.id] > 1


def _compared(program: Program, key, ours, reference) -> Iterator[tuple[str, str]]:
    if program.typed(ours):
        yield (
            f"its comparison {_text(key)} is of {_text(ours)}, which is typed",
            "Compare what the chapter computes",
        )
    elif _same(program, ours, reference):
        yield (
            f"its comparison {_text(key)} is of {_text(ours)} with itself",
            "Compare with a value that was computed another way",
        )


def _same(program: Program, one: ast.AST, other: ast.AST) -> bool:
    """Whether two expressions are one and the same, by whatever name."""
    return ast.dump(program.resolved(one)) == ast.dump(program.resolved(other))


def _pairs(program: Program, call: ast.Call) -> Iterator[ast.Tuple]:
    """The pairs (claimed, right) among what a call is handed."""
    values = [value for _, value in program.entries(call)]
    values += call.args[3:4] if called(call) == "correction" else []
    if called(call) == "blind_spots":
        values = [part for v in values for part in getattr(v, "elts", [])]
    for value in map(program.resolved, values):
        if isinstance(value, ast.Tuple) and len(value.elts) == 2:
            yield value


@rule("same check")
def same_check(notebook: Notebook) -> Iterator[tuple]:
    """The right version passes the check that refuses the mistakes."""
    program = Program.of(notebook)
    for cell, call in program.calls("mistakes"):
        entries = [(key, program.resolved(v)) for key, v in program.entries(call)]
        entries = entries or [(None, arg) for arg in call.args[:1]]
        checks = [(key, v) for key, v in entries if not isinstance(v, ast.Tuple)]
        right = keyword(call, "right")
        if right is None and checks:
            yield (
                "it shows no right version beside the mistakes",
                "Give the same check of the right formula: mistakes(..., right=...)",
                cell,
            )
        if right is None:
            continue
        given = program.resolved(right)
        if program.typed(right):
            yield (
                f"its right version, {_text(right)}, is typed",
                "Give the same check of the right formula",
                cell,
            )
        shared = program.reach(right) & set(program.meanings)
        if not checks and not any(program.reach(v) & shared for _, v in entries):
            yield (
                f"its right version, {_text(right)}, has nothing in common with the "
                "mistakes",
                "Compute it from what the mistakes are computed from",
                cell,
            )
        for key, value in checks:
            if not program.reach(value) & shared and not _same_first(value, given):
                yield (
                    f"the mistake {_text(key)} and the right version have nothing in "
                    "common: one check does not speak for the other",
                    "Check both against the same function, at the same point",
                    cell,
                )


def _same_first(wrong: ast.AST, right: ast.AST) -> bool:
    """Whether two checks are of claims about the same function."""
    if not (isinstance(wrong, ast.Call) and isinstance(right, ast.Call)):
        return False
    if called(wrong) != called(right) or not (wrong.args and right.args):
        return False
    return ast.dump(wrong.args[0]) == ast.dump(right.args[0])


@rule("witnesses")
def of_one_function(notebook: Notebook) -> Iterator[tuple]:
    """The second witness is a function that was called, the third a check of it."""
    program = Program.of(notebook)
    for cell, call in program.calls("three_witnesses"):
        numpy, check = keyword(call, "numpy"), keyword(call, "check")
        name = _text(call.args[0]) if call.args else "a result"
        if numpy is None or check is None:
            yield (
                f"the witnesses of {name} are handed on unseen",
                "Write three_witnesses(..., numpy=..., check=...)",
                cell,
            )
            continue
        check = program.last_meaning(check, cell) or check
        if program.typed(numpy):
            yield (
                f"the second witness of {name} is {_text(numpy)}, which is typed",
                "Call the chapter's function: three_witnesses(..., numpy=f(x))",
                cell,
            )
            continue
        reached, checked = program.reach(numpy), program.reach(check)
        if derived := sorted(FROM_CHAINS & reached):
            yield (
                f"the second witness of {name} comes from the chain ({derived[0]})",
                "Call the chapter's function, which knows no chain",
                cell,
            )
        if not CHECKS & checked:
            yield (
                f"the third witness of {name} is no check",
                f"Give what one of {', '.join(sorted(CHECKS))} returns",
                cell,
            )
        functions = _named(program, call) & reached
        if not functions:
            yield (
                f"the second witness of {name} names no function of the chapter that "
                "was called",
                "Call it in `numpy`, and name it: three_witnesses(..., code='`f`')",
                cell,
            )
        elif not functions & checked:
            yield (
                f"the third witness of {name} does not check "
                f"{' or '.join(sorted(functions))}",
                "Give the check of the function that `numpy` calls",
                cell,
            )


def _named(program: Program, call: ast.Call) -> set[str]:
    """The functions that a witness is said to be."""
    code = keyword(call, "code")
    texts = (
        [n.value for n in ast.walk(code) if isinstance(n, ast.Constant)] if code else []
    )
    words = {word for text in texts for word in re.findall(r"\w+", str(text))}
    return words & program.functions


@rule("names")
def names_once(notebook: Notebook) -> Iterator[tuple]:
    """No entry is named twice or not at all: of two, the first would vanish."""
    program = Program.of(notebook)
    for cell, call in program.calls(*TABLES):
        entries = program.entries(call)
        keys = [_text(k) for k, _ in entries if isinstance(k, ast.Constant)]
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            what = f"the name {key} stands twice in {called(call)}({{...}})"
            yield what, "Give each entry a name of its own", cell
    seen: set[tuple] = set()
    for cell, record in notebook.records():
        if record["kind"] not in ("derivation", "result") or not record.get("name"):
            continue
        name = record["kind"], record["name"], bool(record.get("boxed"))
        if name in seen:
            yield (
                f"a second {name[0]} has the name {name[1]!r}",
                "Give each a name of its own, by which it is linked",
                cell,
            )
        seen.add(name)


def _text(node: ast.AST | None, most: int = 40) -> str:
    text = ast.unparse(node) if node is not None else "?"
    return text if len(text) <= most else f"{text[:most]}..."


CHAPTERS = (typed, same_check, of_one_function, names_once)
