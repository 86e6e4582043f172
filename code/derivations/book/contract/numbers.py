"""Rule on the numbers in sentences: each is shown by an output of the chapter.

A reader could not check the others: a number that nothing computes stays as it is when
the chapter changes. What is printed, and what the code was given, counts as shown, to
the digits of the sentence. Three digits are found wherever they are in the chapter; of
fewer, which are met by chance, only what is near: in the same section, in the first
part, or in a section that the text links to.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from derivations.book.notebooks.committed import Cell, Notebook
from derivations.display import RECORD

from .lack import rule
from .program import nodes, parsed

SMALLEST = 13  # whole numbers below are words: "three witnesses", "chapter 8", "x^2"
YEARS = range(1600, 2100)  # outside of formulas
# The programs whose versions a sentence may name.
PROGRAMS = (
    "autograd|CVXPY|glmnet|jax|Jax|JAX|Matplotlib|mpmath|NumPy|Python|PyTorch|R|"
    "scikit-learn|SciPy|statsmodels|SymPy|BY-SA"
)
# Intervals by their usual names, and the rounding error of double precision.
LISTED = ("95%", "99%", "10^{-15}", "10^{-16}")
TELLING = 3  # digits that are not met by chance
SUMMED_UP = "Sources and references"  # the section that sums up all others
_WHOLE = r"\d{1,3}(?:(?:,|\{,\})\d{3})+(?!\d)|\d+"
_NUMBER = re.compile(
    rf"(?<![\w.])(?P<digits>(?:{_WHOLE})(?:\.\d+)?)"
    r"(?:(?:\\cdot|\\times)\s*10\^\{?(?P<power>-?\d+)\}?|e(?P<e>[-+]?\d+))?"
    r"(?P<after>\s*(?:\\?%|percent|million)|\^\{?-?\d+\}?)?"
)
_VERSION = re.compile(r"\.\d")  # three numbers are the version of a program
_REFERENCE = re.compile(
    r"(?:\b(?:chapter|line|theorem|issue|request|exercise|section|equation|release|"
    rf"page|pp?\.|(?:{PROGRAMS}))s?[ \u00a0](?:[\d.]+(?:, | and | to |–|-))*)$",
    re.IGNORECASE,
)
_ROUGHLY = re.compile(r"\b(?:about|nearly|almost|roughly|some|around) [$\\\w=-]*$")
_POWER = re.compile(r"10\^\{?(-?\d+)\}?")
_SHOWN = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_UNREAD = re.compile(
    r"^(```+|~~~+).*?^\1|`[^`]*`|\[\d+\]\(\d\d-[^)]*\)|\]\([^)]*\)|https?://\S+",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Number:
    """A number in a sentence: as it is written, where, and what it may stand for."""

    text: str
    start: int
    end: int
    value: Decimal
    unit: Decimal  # of the last digit given
    order: bool = False  # a power of ten, which names an order of magnitude
    scale: float = 1.0  # percent, millions

    @property
    def digits(self) -> int:
        """How many digits tell it from others: significant ones, or decimals."""
        if self.order:
            return 0
        _, digits, exponent = self.value.normalize().as_tuple()
        return max(len(digits), -int(exponent))

    def shown_by(self, value: float) -> bool:
        """Whether a number of the outputs is this one, to the digits given."""
        if self.order:
            return value > 0 and abs(Decimal(value).log10() - self.value) <= Decimal(
                "0.5"
            )
        half = float(self.unit) * 0.5000001
        return any(
            abs(value * scale - float(self.value)) <= half for scale in {1, self.scale}
        )


def numbers(sentence: str) -> Iterator[Number]:
    r"""Yield the numbers in a Markdown text that have to be shown.

    >>> [n.text for n in numbers("In 1920 a mean of $1{,}234.5$ by line 17, 3 of 40 %")]
    ['1{,}234.5', '40 %']
    >>> [str(n.value) for n in numbers("an error of $8.5\\cdot10^{-18}$, `f(99)`")]
    ['8.5E-18']
    """
    text = re.sub(r"(?m)^# \d+\.", lambda found: " " * len(found[0]), sentence)
    text = _UNREAD.sub(lambda found: " " * len(found[0]), text)
    for found in _NUMBER.finditer(text):
        number = _number(found, _ROUGHLY.search(text, 0, found.start()) is not None)
        if not _free(number, text):
            yield number


def _number(found: re.Match, roughly: bool) -> Number:
    digits = Decimal(found["digits"].replace("{,}", "").replace(",", ""))
    after, power = found["after"] or "", found["power"] or found["e"]
    text, start, end = found[0], found.start(), found.end()
    if digits == 10 and after.startswith("^"):
        exponent = Decimal(after.strip("^{}"))
        return Number(text, start, end, exponent, Decimal(1), order=True)
    if after.startswith("^"):
        text, end = found[0].removesuffix(after), end - len(after)
    scale = 100.0 if re.search("%|percent", after) else 1.0
    scale = 1e-6 if "million" in after else scale
    digits = digits.scaleb(int(power or 0))
    unit = Decimal(1).scaleb(int(digits.as_tuple().exponent))
    if roughly and digits:  # the zeros at the end are no digits
        unit = max(unit, Decimal(1).scaleb(int(digits.normalize().as_tuple().exponent)))
    return Number(text, start, end, digits, unit, scale=scale)


def _free(number: Number, text: str) -> bool:
    """Whether nobody asks where a number comes from."""
    if number.text.replace(" ", "") in LISTED or _VERSION.match(text, number.end):
        return True
    whole = number.unit == 1
    if whole and abs(number.value) < SMALLEST:
        return True
    before = text[: number.start]
    in_formula = before.count("$") % 2 == 1
    if whole and not in_formula and number.value in YEARS:
        return True
    return _REFERENCE.search(before) is not None


def sentences(notebook: Notebook) -> Iterator[tuple[Cell, str]]:
    """Yield what a reader reads in a chapter, with its cell: texts and captions."""
    for cell in notebook.cells:
        if cell.kind == "markdown":
            if cell.subsection != "References" and "> **Source**" not in cell.source:
                yield cell, cell.source
        elif cell.pictures:
            settings = cell.metadata.get("mystnb", {})
            yield cell, settings.get("figure", {}).get("caption", "")
            yield cell, settings.get("image", {}).get("alt", "")


@dataclass(frozen=True)
class Backing:
    """What the outputs of a chapter show, and what its code was given."""

    everywhere: set[float]
    near: dict[str, set[float]]  # by section; the first part under ""

    @classmethod
    def of(cls, notebook: Notebook) -> "Backing":
        """Read all outputs and all code of a chapter."""
        everywhere: set[float] = set()
        near: dict[str, set[float]] = {"": set()}
        first = {cell.number for cell in notebook.answer}
        for cell in notebook.cells:
            if cell.kind == "code":
                shown = _shown(cell) | _given(cell)
                everywhere |= shown
                section = "" if cell.number in first else cell.section
                near.setdefault(section, set()).update(shown)
        return cls(everywhere, near)

    def holds(self, number: Number, section: str, text: str) -> bool:
        """Whether a number in a text of that section is shown."""
        anywhere = number.digits >= TELLING or section == SUMMED_UP
        if anywhere and any(map(number.shown_by, self.everywhere)):
            return True
        linked = set(re.findall(r"\]\(#([^)\s]+)\)", text))
        return any(
            any(map(number.shown_by, found))
            for name, found in self.near.items()
            if name in ("", section) or _slug(name) in linked
        )


def _slug(title: str) -> str:
    """The name that a link to a section goes by.

    >>> _slug("In floating point, it breaks")
    'in-floating-point-it-breaks'
    """
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


@rule("numbers")
def numbers_are_shown(notebook: Notebook) -> Iterator[tuple]:
    """Every number in a sentence is in an output of the chapter."""
    backing = Backing.of(notebook)
    for cell, text in sentences(notebook):
        for number in numbers(text):
            if not backing.holds(number, cell.section, text):
                near = " ".join(text[max(0, number.start - 30) : number.end].split())
                yield (
                    f"no output shows the number {number.text} of the sentence "
                    f"'... {near}'",
                    "Show it by values(...) or in another output, or correct it",
                    cell,
                )


def _shown(cell: Cell) -> set[float]:
    """The numbers that a reader sees in a cell's outputs, without their signs."""
    found = set()
    for output in cell.outputs:
        data = output.get("data", {})
        for text in (output.get("text", ""), data.get("text/markdown", "")):
            found |= _read("".join(text))
        record = data.get(RECORD, {})
        if record.get("kind") not in ("derivation", "result"):
            found |= _read("".join(data.get("text/plain", "")))
        if record.get("kind") == "figure":
            axes = record.get("axes", ())
            words = [word for part in axes for word in part.get("words", {}).values()]
            found |= _read("; ".join([*words, record.get("around", "")]))
    return found


def _read(text: str) -> set[float]:
    """The numbers in a text; ``1,234`` is one, or two.

    >>> sorted(_read("from -0.5 to 1e-06, 1,234"))
    [1e-06, 0.5, 1.0, 234.0, 1234.0]
    """
    found = {float(f"1e{power}") for power in _POWER.findall(text)}
    for number in _SHOWN.findall(text):
        found.update(map(float, [number.replace(",", ""), *number.split(",")]))
    return found


def _given(cell: Cell) -> set[float]:
    """The numbers that stand in a cell's code, or in its texts."""
    found = set()
    for node in nodes(parsed(cell.source)):
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                found |= _read(node.value)
            elif isinstance(node.value, int | float):
                found.add(abs(float(node.value)))
    return found


CHAPTERS = (numbers_are_shown,)
