"""Figures and tables as text: the same bytes on every machine."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from derivations.display import Shown

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>|$#])")
_MOST = 12  # entries of an array that a reader can take in at a glance


def text_table(header: tuple[str, ...], rows: Sequence[Sequence[str]]) -> str:
    """Return a table for the terminal, its columns aligned.

    >>> print(text_table(("name", "error"), [("sign", "2.00"), ("1/m lost", "19")]))
    name      error
    sign      2.00
    1/m lost  19
    """
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    lines = (
        "  ".join(
            cell.ljust(width) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in (header, *rows)
    )
    return "\n".join(lines)


def markdown_table(header: tuple[str, ...], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown; its cells are Markdown and may hold `$...$`.

    Raises ValueError where a bare `|` would split a cell: write `\\lvert` or `\\mid`.
    """
    for row in rows:
        for cell in row:
            if re.search(r"(?<!\\)\|", cell):
                raise ValueError(
                    f"a bare | splits the cell {cell!r}: in mathematics write \\lvert, "
                    "\\rvert or \\mid instead"
                )
    lines = [header, tuple("---" for _ in header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def escape(text: str) -> str:
    r"""Return plain text such that Markdown shows it as it is, on one line.

    >>> print(escape("claim[0] = 1/m * x_i"))
    claim\[0\] = 1/m \* x\_i
    """
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def with_author(sentence: str, check: str) -> str:
    """Return what a check says, in Markdown, behind what the author says.

    >>> with_author("The $2$ is lost.", "other value")
    '*Author:* The $2$ is lost. *Check:* other value.'
    >>> with_author("By $z$.", "is it by $x$?")
    '*Author:* By $z$. *Check:* is it by $x$?'
    """
    if not sentence:
        return check
    end = "" if check.endswith((".", "?")) else "."
    return f"*Author:* {sentence} *Check:* {check}{end}"


def author_of(sentence: str) -> dict[str, str]:
    """Return the entry of a record that holds the author's sentence, if there is one.

    >>> author_of("A slip."), author_of("")
    ({'author': 'A slip.'}, {})
    """
    return {"author": sentence} if sentence else {}


def typeset_too(says: str, markdown: str) -> dict[str, str]:
    """Return the entry of a record that holds a sentence typeset, if that is another.

    >>> typeset_too("by 1/m", "by $1/m$"), typeset_too("by 2", "by 2")
    ({'typeset': 'by $1/m$'}, {})
    """
    return {"typeset": markdown} if markdown != escape(says) else {}


def significant(value: float, digits: int = 3) -> str:
    """Return a number with that many significant digits, trailing zeros kept.

    >>> significant(2), significant(0.7521), significant(1e-9)
    ('2.00', '0.752', '1.00e-09')
    """
    if not np.isfinite(value):
        return str(float(value))
    if value == 0:
        return "0"
    return f"{float(value):#.{digits}g}".rstrip(".")


def rounded(value, digits: int = 6):
    """Return plain JSON values, rounded relative to the largest entry.

    What is rounding error beside the largest entry becomes 0 (never -0), so that
    noise of one machine is not taken for a figure. Integers stay as they are.

    >>> rounded([0.123456789, -1e-17])
    [0.123457, 0.0]
    >>> rounded(1234567.89, digits=3)
    1230000.0
    """
    array = np.asarray(value)
    if array.dtype.kind in "biuSU":
        return array.tolist()
    if array.dtype.kind not in "f":
        raise TypeError(
            f"a figure must be real numbers or text, got {array.dtype} ({value!r})"
        )
    finite = np.abs(array[np.isfinite(array)])
    largest = finite.max(initial=0.0)
    decimals = digits - 1 - int(np.floor(np.log10(largest))) if largest else 0
    return _round(array.tolist(), decimals)


def _round(value, decimals: int):
    if isinstance(value, list):
        return [_round(entry, decimals) for entry in value]
    if not np.isfinite(value):
        return str(value)  # JSON has no inf and no nan
    return round(value, decimals) + 0.0  # + 0.0 turns -0.0 into 0.0


def demand_named(entries, what: str, holds: str) -> None:
    """Raise unless `entries` is a dict that names at least one thing.

    >>> demand_named({"": 1}, "entries", "{name: figure}")
    Traceback (most recent call last):
    TypeError: entries: a name is a text with words, got ''
    """
    if not isinstance(entries, dict) or not entries:
        raise TypeError(f"{what}: expected a dict {holds}, got {entries!r}")
    for name in entries:
        demand_words(name, what, "a name is a text with words")


def demand_words(
    text, what: str, wanted: str = "a text with words is expected"
) -> None:
    """Raise unless `text` says something.

    >>> demand_words("the loss", "code")
    """
    if not isinstance(text, str) or not text.strip():
        raise TypeError(f"{what}: {wanted}, got {text!r}")


def shown(value, digits: int = 6) -> str:
    """Return a figure as text: a number, a tuple, or rows of a matrix.

    >>> shown(0.0594927339), shown([1.0, -2e-17]), shown(8)
    ('0.0594927', '(1, 0)', '8')
    """
    plain = rounded(value, digits)
    if np.size(value) == 0:
        raise ValueError("an empty array holds no figure to show")
    if np.size(value) > _MOST:
        raise ValueError(
            f"{np.size(value)} figures of shape {np.shape(value)} are too many to "
            f"read; show at most {_MOST}"
        )
    return _text(plain, digits)


def _text(value, digits: int) -> str:
    if isinstance(value, list):
        return f"({', '.join(_text(entry, digits) for entry in value)})"
    return f"{value:.{digits}g}" if isinstance(value, float) else str(value)


def shape_text(shape: tuple[int, ...]) -> str:
    """Return a shape in words: `number`, `(4,)`, `(3, 2)`.

    >>> shape_text(()), shape_text((4,))
    ('number', '(4,)')
    """
    return str(tuple(shape)) if shape else "number"


@dataclass(frozen=True, repr=False)
class Table(Shown):
    """A record whose rows are shown as a table.

    `rows` are what the reader sees, `data` what the record holds beside its kind.
    Columns in `authored` are Markdown by the chapter's author; the others are plain
    text, shown as it is. Where a page shows other cells than a terminal does, `page`
    is a class and the rows in Markdown.
    """

    kind: str
    header: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    data: dict
    authored: tuple[int, ...] = (0,)
    page: tuple[str, Sequence[Sequence[str]]] | None = None

    def record(self) -> dict:
        """Return the record for the book's pages."""
        return {"kind": self.kind, **self.data}

    def __str__(self) -> str:
        return text_table(self.header, self.rows)

    def markdown(self) -> str:
        """Return the table as the page shows it."""
        if self.page is not None:
            kind, rows = self.page
            table = markdown_table(self.header, rows)
            return f'<div class="{kind}">\n\n{table}\n\n</div>'
        return markdown_table(
            self.header,
            [
                tuple(
                    cell if column in self.authored else escape(cell)
                    for column, cell in enumerate(row)
                )
                for row in self.rows
            ],
        )
