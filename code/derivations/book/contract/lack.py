"""What a notebook lacks, said so that its author can mend it."""

from dataclasses import dataclass

from derivations.book.notebooks.committed import Cell


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
