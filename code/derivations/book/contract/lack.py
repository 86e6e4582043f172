"""What a notebook lacks, said so that its author can mend it, and how that is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from derivations.book.notebooks.committed import Cell, Notebook


@dataclass(frozen=True)
class Lack:
    """One thing that a notebook lacks, and how to mend it."""

    rule: str
    what: str
    mend: str
    cell: Cell | None = None

    def __str__(self) -> str:
        return f"{self._where()}{self.what}. {self.mend}"

    def _where(self) -> str:
        if self.cell is None:
            return ""
        section = f" in '{self.cell.section}'" if self.cell.section else ""
        return f"cell {self.cell.number}{section}: "


@dataclass(frozen=True)
class Rule:
    """A rule of the contract: called with a notebook, it yields what is lacking.

    `look` is a generator of `(what is lacking, how to mend it)`, with the cell as a
    third where the rule looks at a notebook as a whole. With `kind`, it looks at the
    cells of that kind one by one.
    """

    name: str
    look: Callable
    kind: str

    def __call__(self, notebook: Notebook) -> Iterator[Lack]:
        if not self.kind:
            for found in self.look(notebook):
                yield Lack(self.name, *found)
            return
        for cell in notebook.cells:
            if self.kind in (cell.kind, "any"):
                for what, mend in self.look(cell):
                    yield Lack(self.name, what, mend, cell)


def rule(name: str, kind: str = "") -> Callable[[Callable], Rule]:
    """Turn a generator into a rule: of whole notebooks, or of cells of one kind.

    `kind` is "code", "markdown" or "any".
    """
    return lambda look: Rule(name, look, kind)
