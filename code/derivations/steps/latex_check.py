r"""A derivation in LaTeX, judged line by line: what a reader pastes."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from derivations.steps.latex_input import NotUnderstood, Side
from derivations.steps.verdicts.step_verdict import HOLDS, StepVerdict
from derivations.steps.verdicts.verdict import check_step

from .derivation import Derivation
from .latex_chain import domain_of, understood
from .latex_report import LatexLine, LatexReport


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
    known, chains = understood(source, names, given)
    setting = {
        "sizes": {**known.sizes, **dict(sizes or {})},
        "domain": domain_of(known, domain),
    }
    lines = _Lines(on_line)
    judged = [lines.judge(chain, setting) for chain in chains]
    derivations = tuple(chain for chain in judged if chain is not None)
    return LatexReport(source, tuple(lines.known), known, derivations)


class _Lines:
    """The lines of a source, numbered on; each is told as soon as it is known."""

    def __init__(self, tell: Callable[[LatexLine], None] | None) -> None:
        self.known: list[LatexLine] = []
        self.tell = tell

    def judge(self, sides: list[Side], setting: dict[str, Any]) -> Derivation | None:
        """Add the lines of a chain; the chain, where something is compared in it."""
        self.setting = setting
        self.last_right: LatexLine | None = None
        self.went_wrong = False
        self.waiting = deque(sides)
        self._pass_over()
        compared = [side for side in sides if _is_compared(side)]
        if not compared:
            return None
        derivation = Derivation(compared[0].value, **setting)
        for side in compared[1:]:
            reason = side.reason or "as pasted"
            derivation.step(side.value, reason, relation=side.relation)
        self._add(None)
        if not derivation.lines:
            return None
        derivation.check(self._add)
        return derivation

    def _add(self, verdict: StepVerdict | None) -> None:
        """Add the next side that is compared, and what stands behind it."""
        side = self.waiting.popleft()
        line = _line(len(self.known) + 1, side, verdict)
        if self.went_wrong and self.last_right is not None:
            before = self.last_right
            if check_step(before.expression, line.expression, **self.setting):
                line = replace(line, right_again=before.number)
        if verdict is not None and verdict.verdict not in HOLDS:
            self.went_wrong = True
        if not self.went_wrong:
            self.last_right = line
        self._append(line)
        self._pass_over()

    def _pass_over(self) -> None:
        """Add the sides up to the next one that is compared."""
        while self.waiting and not _is_compared(self.waiting[0]):
            self._append(_line(len(self.known) + 1, self.waiting.popleft(), None))

    def _append(self, line: LatexLine) -> None:
        self.known.append(line)
        if self.tell is not None:
            self.tell(line)


def _line(number: int, side: Side, verdict: StepVerdict | None) -> LatexLine:
    return LatexLine(
        number, side.relation, side.value, side.start, side.end, side.reason,
        side.note, verdict,
    )  # fmt: skip


def _is_compared(side: Side) -> bool:
    return side.value is not None and not side.note


__all__ = ["LatexLine", "LatexReport", "NotUnderstood", "check_latex"]
