"""A chain on a page: in one piece, with one line below that says what was checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from derivations.display import Shown

if TYPE_CHECKING:
    from derivations.steps import Derivation, Report

MAIN = "line"  # the names of the main chain's lines begin so: line-1, line-2, ...


@dataclass(frozen=True, repr=False)
class Proof(Shown):
    """A chain all of whose lines hold, with the one line below it."""

    report: Report
    anchor: str

    def record(self) -> dict:
        """Return the record of the derivation; `main` marks the chapter's own."""
        main = {"main": True} if self.anchor == MAIN else {}
        return {**self.report.record(), **main}

    def __str__(self) -> str:
        return str(self.report)

    def markdown(self) -> str:
        """Return the chain as the page shows it."""
        return self.report.chain.markdown(foot=foot(self.report), anchor=self.anchor)

    def latex(self) -> str:
        """Return the chain as LaTeX."""
        return self.report.latex()


def proof(chain: Derivation, *, main: bool = False) -> Proof:
    r"""Check every line of a chain and its wrong versions, and show it in one piece.

    Parameters
    ----------
    chain : the derivation.
    main : whether it is the chain that answers the chapter's question. Its lines are
        named `line-1`, `line-2`, ..., to which the box and the table of other answers
        link; those of another chain begin with its own name, so that each name is
        there once. A chain without a name has no links.

    Returns
    -------
    The chain with one line below: marks, lines, and how many wrong versions of the
    lines the check refused. Where all marks are equal the lines carry their number
    alone.

    Raises
    ------
    WrongStep : a line does not hold.

    Examples
    --------
    >>> from derivations.steps import D, Derivation
    >>> from sympy import Symbol
    >>> x = Symbol("x", real=True)
    >>> chain = Derivation(D(x**2, x), name="a square").step(2 * x, "power rule")
    >>> foot(proof(chain).report).partition("</abbr> ")[2]
    '1 line · 3 of 3 wrong versions refused'
    """
    demand_chain(chain)
    return Proof(chain.verify(), line_names(chain, main=main))


def demand_chain(chain) -> None:
    """Raise unless `chain` is a derivation whose domain is more than single points."""
    from derivations.steps import Derivation, Domain

    if not isinstance(chain, Derivation):
        raise TypeError(f"chain: a Derivation is expected, got {chain!r}")
    domain = Domain(chain.whole_domain())
    for name, numbers in domain.choices.items():
        if len(numbers) < 2:
            raise ValueError(
                f"domain of {name}: one point shows no formula, got {list(numbers)}"
            )
    for relation in domain.relations:
        if (
            relation.rel_op == "=="
            and relation.rhs.is_number
            and relation.lhs.is_Symbol
        ):
            raise ValueError(
                f"domain of {relation.lhs}: one point shows no formula, got {relation}"
            )


def line_names(chain: Derivation, *, main: bool) -> str:
    """Return how the names of a chain's lines begin; "" where they have none.

    >>> from derivations.steps import Derivation
    >>> from sympy.abc import x
    >>> line_names(Derivation(x, name="a square"), main=False)
    'a-square'
    """
    from derivations.steps.typesetting.rules import slug

    if main:
        return MAIN
    return slug(chain.name.replace("_", "-")) if chain.name else ""


def foot(report: Report) -> str:
    """Return the one line below a chain: what was checked, and how much was refused."""
    parts = [_lines(report), *_refused(report)]
    return " · ".join(parts)


def _lines(report: Report) -> str:
    from derivations.steps.typesetting.layout import MARKS, glyph

    marks, legend = [line.mark for line in report.lines], report.chain.legend()
    used = [mark for mark in MARKS if mark in marks]
    if len(used) == 1:
        how_many = f"all {len(marks)} lines" if len(marks) > 1 else "1 line"
        return f"{glyph(used[0], legend)} {how_many}"
    return " · ".join(
        f"{glyph(mark, legend)} {marks.count(mark)} of {len(marks)} lines"
        for mark in used
    )


def _refused(report: Report) -> list[str]:
    """How many wrong versions were refused; none are made of an inequality."""
    score = report.mutation
    telling = score.total - len(score.equivalent)
    if not telling:
        return []
    return [f"{score.killed} of {telling} wrong versions refused"]
