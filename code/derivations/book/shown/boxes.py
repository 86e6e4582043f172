"""The result of a chapter in a box, tied to the chain that proves it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from derivations.display import Shown

from .extent import extent
from .proofs import MAIN, demand_chain

if TYPE_CHECKING:
    from sympy import Symbol

    from derivations.steps import Derivation, Result, StepVerdict


@dataclass(frozen=True, repr=False)
class Box(Shown):
    """A checked result, where it holds, and the lines that prove it."""

    result: Result
    chain: str | None  # its name
    lines: int
    holds: list[str]  # where, then what else is to be known
    note: str

    def record(self) -> dict:
        """Return the record of the result, with its place on the page."""
        return {
            **self.result.record(),
            "boxed": True,
            "chain": self.chain,
            "holds": "; ".join(self.holds),
            "proved_in": self.lines,
        }

    def __str__(self) -> str:
        return f"{self.result}\n{self._below(self._which()).replace('$', '')}"

    def markdown(self) -> str:
        """Return the box as the page shows it."""
        formula = f"$$\n{self.result.equation()}\n$$"
        below = f"{self.note} {self._below(f'[{self._which()}](#{MAIN}-1)')}".strip()
        return f'<div class="result">\n\n{formula}\n\n{below}\n\n</div>'

    def latex(self) -> str:
        """Return the result as LaTeX."""
        return self.result.latex()

    def _which(self) -> str:
        return f"lines 1–{self.lines}" if self.lines > 1 else "line 1"

    def _below(self, lines: str) -> str:
        where, *more = self.holds
        return "; ".join([f"{where}, in {lines}", *more]) + "."


def box(
    result: Result, chain: Derivation, *, index: Symbol | None = None, note: str = ""
) -> Box:
    r"""Show a result in a box, tied to the chain that proves it.

    Parameters
    ----------
    result : what `result(name)` of a chain returns: of `chain` itself, or of a chain of
        one line that states the same in another form, such as a gradient as a vector.
    chain : the chain of the section *Derivation*.
    index : where `result` is a vector and `chain` about one entry of it, the index of
        that entry.
    note : the definitions behind the letters, in the author's words (Markdown).

    Returns
    -------
    The equation; below it where it was checked, read from the verdicts on the lines
    and from the domain of the names, and a link to the lines.

    Raises
    ------
    AssertionError : result and chain are not shown equal, at both ends; or both sides
        of the result are the same.
    ValueError : the domain of the chain is a single point.
    WrongStep : a line of the chain does not hold.

    Examples
    --------
    >>> from derivations.steps import D, Derivation
    >>> from sympy import Symbol
    >>> x = Symbol("x", real=True)
    >>> chain = Derivation(D(x**2, x)).step(2 * x, "power rule")
    >>> print(box(chain.result("slope"), chain))
    slope: d/dx x^2 = 2 x
    Proved for all real x, in line 1.
    """
    demand_chain(chain)
    if not hasattr(result, "report"):
        raise TypeError(f"result: what chain.result(name) returns, got {result!r}")
    if _arranged(result.left) == _arranged(result.right):
        raise AssertionError(f"{result.name}: both sides are the same: {result}")
    proved = chain.result(result.name)  # fails where a line does not hold
    verdicts = [*proved.report.lines]
    if result.report.chain is not chain:
        verdicts += [*result.report.lines, *_tied(result, proved, chain, index)]
    holds = extent(result, chain, verdicts)
    return Box(result, chain.name, len(chain.lines), holds, note)


def _arranged(side):
    """An expression in SymPy's own order of terms and factors, nothing worked out."""
    from sympy import Add, Mul, Pow, evaluate

    if not isinstance(side, Add | Mul | Pow):
        return side
    with evaluate(True):
        return side.func(*map(_arranged, side.args))


def _tied(
    result: Result, proved: Result, chain: Derivation, index: Symbol | None
) -> list[StepVerdict]:
    """Show both ends of the result equal to those of the chain, or fail."""
    from derivations.steps import check_step

    if result.relation != proved.relation:
        raise AssertionError(
            f"{result.name}: the box says {result.relation!r}, the chain "
            f"{proved.relation!r}"
        )
    verdicts = []
    for end in ("left", "right"):
        boxed, shown = getattr(result, end), getattr(proved, end)
        if index is not None:
            shown = _as_vector(shown, index)
        if boxed == shown:
            continue
        verdict = check_step(
            boxed, shown, sizes=chain.sizes, domain=chain.whole_domain()
        )
        if not verdict:
            what = "first" if end == "left" else "last"
            raise AssertionError(
                f"{result.name}: the {end} side of the box is not the {what} line of "
                f"the chain\n{verdict}"
            )
        verdicts.append(verdict)
    return verdicts


def _as_vector(entry, index):
    """The column whose entries are an expression, over one of its indices."""
    from derivations.steps import array, vector
    from derivations.steps.vocabulary.arrays import range_of

    size = range_of(index, entry)
    entries = array("entry", size, where=lambda k: entry.xreplace({index: k}))
    return vector("entry", size, entries=entries)
