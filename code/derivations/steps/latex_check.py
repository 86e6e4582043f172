r"""A derivation in LaTeX, judged line by line: what a reader pastes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from derivations.display import Shown
from derivations.steps.latex_input import (
    Chain,
    Names,
    NotUnderstood,
    Side,
    assume,
    declared,
    define,
    key,
    read,
    sides_alike,
)
from derivations.steps.typesetting.latex import latex
from derivations.steps.typesetting.marks import MARKS
from derivations.steps.typesetting.plain import plain
from derivations.steps.verdicts.verdict import HOLDS, StepVerdict, check_step
from derivations.steps.vocabulary.notation import as_written

from .derivation import Derivation


@dataclass(frozen=True)
class LatexLine:
    """One line of what was pasted, as it was understood, with its verdict.

    ``number`` counts from 1, the start included, as the reader sees it; ``start`` and
    ``end`` are characters of the source; ``verdict`` is None where nothing is compared,
    and ``note`` then says why.
    """

    number: int
    relation: str
    expression: Any
    start: int
    end: int
    reason: str = ""
    note: str = ""
    verdict: StepVerdict | None = None
    right_again: int | None = None  # the earlier line that it equals, after a wrong one


@dataclass
class LatexReport(Shown):
    """The verdicts on all lines of a source; true when lines were compared and hold."""

    source: str
    lines: tuple[LatexLine, ...]
    names: Names
    chains: tuple[Derivation, ...] = field(default=())

    def __bool__(self) -> bool:
        judged = [line.verdict for line in self.lines if line.verdict is not None]
        return bool(judged) and all(v.verdict in HOLDS for v in judged)

    @property
    def first_wrong(self) -> int | None:
        """The number of the first line that does not hold, as the reader counts."""
        for line in self.lines:
            if line.verdict is not None and line.verdict.verdict not in HOLDS:
                return line.number
        return None

    @property
    def verdict(self) -> str:
        """The weakest verdict of the lines; "not checked" where none was compared."""
        order = ("refuted", "undecided", "cited", "agrees", "proved")
        found = [
            line.verdict.verdict for line in self.lines if line.verdict is not None
        ]
        return min(found, key=order.index) if found else "not checked"

    def sentence(self) -> str:
        """What was found, in a sentence or two."""
        if self.first_wrong is not None:
            wrong = self.lines[self.first_wrong - 1]
            assert wrong.verdict is not None
            text = f"Line {wrong.number} is {wrong.verdict.sentence()}"
            again = next((k for k in self.lines if k.right_again is not None), None)
            if again is not None:
                text += (
                    f" Line {again.number} is right again: it equals line "
                    f"{again.right_again}."
                )
            return text
        judged = sum(line.verdict is not None for line in self.lines)
        if not judged:
            return "Nothing was compared."
        noun = "line holds" if judged == 1 else "lines hold"
        return f"{judged} {noun}."

    def __str__(self) -> str:
        rows = [self._row(line) for line in self.lines]
        known = [f"  {name}: {words}" for name, words in self.names.assumed]
        if known:
            rows += ["assumed, as nothing was declared:", *known]
        return "\n".join([*rows, self.sentence()])

    def _row(self, line: LatexLine) -> str:
        mark = MARKS[line.verdict.mark].glyph if line.verdict else " "
        shown = "..." if line.expression is None else plain(line.expression)
        note = f"   [{line.note}]" if line.note else ""
        reason = f"   {line.reason}" if line.reason else ""
        return f"{line.number:3} {mark:2} {line.relation:2} {shown}{reason}{note}"

    def markdown(self) -> str:
        """The lines as they were understood, in a table, and the sentence."""
        rows = ["| line | | as understood | |", "|---|---|---|---|"]
        for line in self.lines:
            mark = MARKS[line.verdict.mark].glyph if line.verdict else ""
            shown = r"\dots" if line.expression is None else latex(line.expression)
            shown = shown.replace("|", r"\vert ")
            rest = line.reason or line.note
            rows.append(
                f"| {line.number} | {mark} | ${line.relation} {shown}$ | {rest} |"
            )
        return "\n".join([*rows, "", self.sentence()])

    def record(self) -> dict[str, Any]:
        """Plain values: every line with its place, what was understood, the verdict."""
        return {
            "kind": "latex",
            "verdict": self.verdict,
            "first_wrong": self.first_wrong,
            "sentence": self.sentence(),
            "lines": [self._recorded(line) for line in self.lines],
            "assumed": [list(pair) for pair in self.names.assumed],
            "declared": [list(pair) for pair in self.names.read],
        }

    def _recorded(self, line: LatexLine) -> dict[str, Any]:
        found = line.verdict
        explanation = found.explanation if found else None
        return {
            "line": line.number,
            "relation": line.relation,
            "start": line.start,
            "end": line.end,
            "understood": None if line.expression is None else latex(line.expression),
            "reason": line.reason,
            "note": line.note,
            "verdict": None if found is None else found.verdict,
            "says": None if found is None else found.sentence(),
            "explanation": None if explanation is None else str(explanation),
            "right_again": line.right_again,
        }


def check_latex(
    source: str,
    *,
    names: str | Mapping[str, Any] = "",
    given: Iterable[str] = (),
    domain: Any = None,
    sizes: Mapping[Any, int] | None = None,
    on_line: Callable[[LatexLine], None] | None = None,
) -> LatexReport:
    r"""Judge a derivation that is written in LaTeX, line by line.

    Parameters
    ----------
    source : str
        One display or several: ``align``, ``$$``, lines that begin with ``=``.
    names : str or mapping, optional
        What the letters are, in words (``"m samples; x: m x n by sample; y: m"``), or
        objects of this package by their LaTeX names.
    given : iterable of str, optional
        Definitions such as ``r"h_\theta(x) = \sigma(\theta^\top x)"``.
    domain : optional
        Where the lines are meant to hold, beside what `names` says; see ``Domain``.
    sizes : mapping, optional
        Whole numbers for symbolic sizes; small ones that differ are taken otherwise.
    on_line : callable, optional
        Called with every line as soon as it is judged.

    Returns
    -------
    LatexReport
        True when lines were compared and all of them hold.

    Raises
    ------
    NotUnderstood
        At the first place that has no meaning here, or two; nothing is guessed.

    Examples
    --------
    >>> report = check_latex(r"\frac{d}{dx} x^3 = 3x", names="x: real")
    >>> bool(report), report.first_wrong
    (False, 2)
    >>> print(check_latex(r"\frac{d}{dx} x^3 = 3x^2", names="x: real"))
      1       d/dx x^3
      2 ✓∀ =  3 x^2
    1 line holds.
    """
    if not isinstance(source, str):
        raise TypeError(f"source: LaTeX as a text is expected, got {source!r}")
    known = _known(names)
    for definition in given:
        define(known, definition)
    assume(known, source)
    with as_written():
        chains = [_comparable(chain) for chain in read(source, known)]
    whole_sizes = {**known.sizes, **dict(sizes or {})}
    lines: list[LatexLine] = []
    derivations = []
    for chain in chains:
        derivation = _judge_chain(chain, known, whole_sizes, domain, lines, on_line)
        derivations += [derivation] if derivation is not None else []
    return LatexReport(source, tuple(lines), known, tuple(derivations))


def _known(names: str | Mapping[str, Any]) -> Names:
    if isinstance(names, str):
        return declared(names)
    return Names({key(name): what for name, what in names.items()})


def _comparable(chain: Chain) -> list[Side]:
    """The sides of a chain, all numbers or all matrices; columns entry by entry."""
    return sides_alike(chain.sides)


def _judge_chain(
    sides: list[Side],
    names: Names,
    sizes: Mapping[Any, int],
    domain: Any,
    lines: list[LatexLine],
    on_line: Callable[[LatexLine], None] | None,
) -> Derivation | None:
    """Judge the sides in order; lines are added as they are known."""
    derivation: Derivation | None = None
    last_right: tuple[int, Any] | None = None
    went_wrong = False
    setting = {"sizes": _used(sizes, sides), "domain": _domain(names, domain)}
    for side in sides:
        number = len(lines) + 1
        verdict = again = None
        if side.value is not None and not side.note:
            if derivation is None:
                derivation = Derivation(side.value, **setting)
            else:
                derivation.step(
                    side.value, side.reason or "as pasted", relation=side.relation
                )
                verdict = derivation.check().lines[-1]
        if (
            went_wrong
            and verdict is not None
            and last_right is not None
            and check_step(last_right[1], side.value, **setting)
        ):
            again = last_right[0]
        line = LatexLine(
            number, side.relation, side.value, side.start, side.end, side.reason,
            side.note, verdict, again,
        )  # fmt: skip
        holds = verdict is None or verdict.verdict in HOLDS
        went_wrong = went_wrong or not holds
        if side.value is not None and not side.note and not went_wrong:
            last_right = (number, side.value)
        lines.append(line)
        if on_line is not None:
            on_line(line)
    return derivation if derivation is not None and derivation.lines else None


def _used(sizes: Mapping[Any, int], sides: list[Side]) -> dict[Any, int]:
    return dict(sizes)


def _domain(names: Names, domain: Any) -> Any:
    if domain is None:
        return dict(names.domain) or None
    if isinstance(domain, dict):
        return {**names.domain, **domain}
    return {**names.domain, "where": list(domain)} if names.domain else domain


__all__ = ["LatexLine", "LatexReport", "NotUnderstood", "check_latex"]
