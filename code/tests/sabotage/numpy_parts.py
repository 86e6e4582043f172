"""Change the functions of the chapters: do the chapters' own checks fail?

    python numpy_parts.py [part of a chapter's name ...] [--all] [--number N] [--within]

A chapter runs once in this process. Each change then has a process of its own, forked
from it, in which the cells that depend on the function run again: a change is noticed
where one of them raises, be it an assert, a check or an error. Without --all only the
functions of sections that are called "In NumPy" are changed. --number tries so many of
each chapter, seeded; --within runs those sections alone.
"""

import argparse
import ast
import contextlib
import copy
import json
import os
import random
import re
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

import matplotlib
import numpy as np
from changes import Change, changes, functions

CHAPTERS = Path(__file__).parents[3] / "chapters"
IN_NUMPY = "In NumPy"
EXPLAINED = Path(__file__).with_name("explained.json")


@dataclass
class Cell:
    """A code cell: where it stands, what it reads and what it defines."""

    section: str
    tree: ast.Module
    reads: set[str]
    defines: set[str]
    before: dict = field(default_factory=dict)  # the names before it ran
    states: dict = field(default_factory=dict)  # of the random generators, then
    seconds: float = 0.0


def cells(path: Path) -> list[Cell]:
    """The code cells of a notebook."""
    section, found = "", []
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            if heading := re.search(r"^#+ (.*)", source, re.MULTILINE):
                section = heading[1]
        elif cell["cell_type"] == "code":
            tree = ast.parse(re.sub(r"^[%!]", "#", source, flags=re.MULTILINE))
            names = [n for n in ast.walk(tree) if isinstance(n, ast.Name)]
            reads = {n.id for n in names if isinstance(n.ctx, ast.Load)}
            defines = {n.id for n in names if isinstance(n.ctx, ast.Store)}
            defines |= {
                n.name
                for n in tree.body
                if isinstance(n, ast.FunctionDef | ast.ClassDef)
            }
            found.append(Cell(section, tree, reads, defines))
    return found


def needed(found: list[Cell]) -> list[Cell]:
    """The sections "In NumPy" alone, with the cells before that they read from."""
    wanted, kept = set(), []
    for cell in reversed(found):
        imports = any(
            isinstance(n, ast.Import | ast.ImportFrom) for n in cell.tree.body
        )
        if IN_NUMPY in cell.section or imports or cell.defines & wanted:
            kept.append(cell)
            wanted = wanted - cell.defines | cell.reads
    return kept[::-1]


def run(cell: Cell, names: dict, tree: ast.Module | None = None) -> None:
    """Run a cell as the notebook does; figures are drawn and closed."""
    code = compile(tree or cell.tree, "<cell>", "exec")
    exec(code, names)
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


def generators(names: dict) -> dict:
    return {k: v for k, v in names.items() if isinstance(v, np.random.Generator)}


def whole_run(found: list[Cell], names: dict) -> None:
    """Run a chapter, keeping in each cell what the names were before it."""
    for cell in found:
        cell.before = dict(names)
        cell.states = {
            name: copy.deepcopy(generator.bit_generator.state)
            for name, generator in generators(names).items()
        }
        start = time.process_time()
        run(cell, names)
        cell.seconds = time.process_time() - start


def run_again(found: list[Cell], names: dict, first: int, tree: ast.Module) -> None:
    """Run a changed cell, and those behind it that depend on what has changed."""
    renewed: set[str] = set()
    new: dict = {}
    for number in range(first, len(found)):
        cell = found[number]
        if number != first and not renewed & cell.reads:
            renewed -= cell.defines  # defined anew, by what has not changed
            continue
        names.clear()
        names.update(cell.before)
        names.update({name: new[name] for name in renewed if name in new})
        for name, state in cell.states.items():
            names[name].bit_generator.state = state
        run(cell, names, tree if number == first else None)
        renewed |= cell.defines
        new |= {name: names[name] for name in cell.defines if name in names}


def outcome(found: list[Cell], names: dict, first: int, tree: ast.Module) -> str:
    """What comes of a change: "noticed" or "survived"."""
    child = os.fork()
    if child == 0:
        code = 1
        with contextlib.suppress(BaseException):
            limit = int(3 * sum(cell.seconds for cell in found)) + 30
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
            run_again(found, names, first, tree)
            code = 0
        os._exit(code)
    _, status = os.waitpid(child, 0)
    return "survived" if status == 0 else "noticed"


@dataclass
class Tried:
    """A change of a function of a chapter, and what came of it."""

    chapter: str
    function: str
    change: Change
    outcome: str

    @property
    def key(self) -> str:
        """By which the list of explained survivors knows it."""
        change = self.change
        return f"{self.chapter} {self.function}: {change.was} -> {change.now}"


def explained() -> dict[str, str]:
    """The survivors that no check can notice, or need: each with its reason."""
    return json.loads(EXPLAINED.read_text(encoding="utf-8"))["chapters"]


def try_chapter(
    path: Path, everywhere=False, number=None, within=False, seed=1
) -> list[Tried]:
    """Try the changes of a chapter's functions, or so many of them."""
    os.chdir(path.parent)
    matplotlib.use("Agg")
    found = needed(cells(path)) if within else cells(path)
    names = {"__name__": "__main__", "display": lambda *shown: None}
    todo = [
        (place, function.name, change)
        for place, cell in enumerate(found)
        if everywhere or IN_NUMPY in cell.section
        for function in functions(cell.tree)
        for change in changes(cell.tree, function.name)
    ]
    if number is not None:
        todo = random.Random(seed).sample(todo, min(number, len(todo)))
    if not todo:
        return []
    whole_run(found, names)
    for place in sorted({place for place, _, _ in todo}):
        what = outcome(found, names, place, found[place].tree)
        assert what == "survived", f"{path.stem}: cell {place} unchanged fails"
    tried = []
    for place, name, change in todo:
        tried.append(
            Tried(path.stem, name, change, outcome(found, names, place, change.tree))
        )
        change.tree = None  # it has done its work
    return tried


def open_ones(tried: list[Tried]) -> list[Tried]:
    """The survivors that nobody explains."""
    known = explained()
    return [t for t in tried if t.outcome == "survived" and t.key not in known]


def table(tried: list[Tried]) -> str:
    """Chapter, tried, noticed, explained, survivors."""
    alive = [t for t in tried if t.outcome == "survived"]
    groups = (tried, alive, open_ones(tried))
    row = "{:<34}{:>7}{:>9}{:>11}{:>11}"
    lines = [row.format("chapter", "tried", "noticed", "explained", "survivors")]
    for chapter in [*sorted({t.chapter for t in tried}), ""]:
        all_, lived, left = (sum(chapter in t.chapter for t in some) for some in groups)
        counts = (all_, all_ - lived, lived - left, left)
        lines.append(row.format(chapter or "all", *counts))
    return "\n".join(lines)


def survivors(tried: list[Tried]) -> str:
    """Each survivor: where it is, and what was changed."""
    return "\n".join(
        f"{t.chapter}, {t.function}, line {t.change.line}: {t.change.kind}\n"
        f"  - {t.change.was}\n  + {t.change.now}"
        for t in open_ones(tried)
    )


def quietly(task: tuple) -> list[Tried]:
    """Try a chapter; what its cells print is not wanted."""
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
        return try_chapter(*task)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("chapters", nargs="*")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--number", type=int, help="of each chapter")
    parser.add_argument("--within", action="store_true")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--folder", type=Path, default=CHAPTERS)
    given = parser.parse_args()
    tasks = [
        (path, given.all, given.number, given.within)
        for path in sorted(given.folder.resolve().glob("[0-9]*.ipynb"))
        if not given.chapters or any(part in path.stem for part in given.chapters)
    ]
    tried = []
    with ProcessPoolExecutor(given.jobs, get_context("spawn")) as pool:
        for new in pool.map(quietly, tasks):
            tried += new
            if told := survivors(new):
                print(told, flush=True)
    print(f"\n{table(tried)}")
    sys.exit(bool(open_ones(tried)))
