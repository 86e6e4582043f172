r"""A derivation in LaTeX, judged line by line: what a reader pastes."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from derivations.steps.latex_input import Names, NotUnderstood, Side
from derivations.steps.verdicts.step_verdict import HOLDS
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
    whole_sizes = {**known.sizes, **dict(sizes or {})}
    lines: list[LatexLine] = []
    derivations = []
    for chain in chains:
        derivation = _judge_chain(chain, known, whole_sizes, domain, lines, on_line)
        derivations += [derivation] if derivation is not None else []
    return LatexReport(source, tuple(lines), known, tuple(derivations))


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
    setting: dict[str, Any] = {"sizes": dict(sizes), "domain": domain_of(names, domain)}
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


__all__ = ["LatexLine", "LatexReport", "NotUnderstood", "check_latex"]
