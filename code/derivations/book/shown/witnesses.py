"""One result, met three times: as a derivation, as a program, as numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from derivations.display import Shown

from .comparisons import MOST_DIGITS
from .evidence import demand_numeric, relative_error, weigh
from .proofs import demand_chain
from .tables import (
    Table,
    demand_words,
    escape,
    markdown_table,
    shape_text,
    significant,
    text_table,
)

HEADER = ("witness", "what it says")
LEAST_DIGITS = 6  # that the last line and the function share


@dataclass(frozen=True, repr=False)
class Witnessed(Shown):
    """A result with its three witnesses."""

    result: Any  # of the derivation: shows the equation
    witnesses: tuple[tuple[str, str], ...]

    def record(self) -> dict:
        """Return the record for the page of results."""
        return {
            **self.result.record(),
            "verdict": "cited" if self.result.verdict == "cited" else "agrees",
            "witnesses": [
                {"witness": who, "says": says} for who, says in self.witnesses
            ],
        }

    def __str__(self) -> str:
        return f"{self.result}\n{text_table(HEADER, list(self.witnesses))}"

    def markdown(self) -> str:
        """Return the equation and its witnesses as the page shows them."""
        rows = [(who, escape(says)) for who, says in self.witnesses]
        head = f"**{self.result.name}**\n\n{self.result.markdown()}"
        return f"{head}\n\n{markdown_table(HEADER, rows)}"


def three_witnesses(
    name: str,
    chain: Any,
    *,
    numpy: Any,
    at: dict,
    check: Any,
    index: Any = (),
    digits: int = 12,
    code: str = "NumPy",
) -> Witnessed:
    """Show the result of a derivation with its three witnesses, or fail.

    Parameters
    ----------
    name : what the book calls the result.
    chain : the `Derivation`; its last line is the result. Every line must hold.
    numpy : what the chapter's NumPy function returns, a number or an array.
    at : the numbers at which it does: `{symbol or array: value}`, for `evaluate`.
    check : the check of that function against numbers that know neither: a `Check`, or
        a comparison where the result is no derivative.
    index : the free index of the last line, or a tuple of them, that runs over the
        entries of `numpy`. Without it, the last line is the whole array.
    digits : how many digits the last line and the function must share.
    code : how the chapter calls the function (Markdown).

    Raises AssertionError, naming the witness that disagrees.

    >>> from derivations import check_gradient
    >>> from derivations.steps import D, Derivation
    >>> from sympy import Symbol
    >>> x = Symbol("x", real=True)
    >>> chain = Derivation(D(x**2, x)).step(2 * x, "power rule")
    >>> check = check_gradient(lambda x: x**2, lambda x: 2 * x, 3.0)
    >>> shown = three_witnesses(
    ...     "slope", chain, numpy=6.0, at={x: 3}, check=check, code="`slope(x)`"
    ... )
    >>> shown.record()["witnesses"][1]["says"]
    'the same number as the last line, to at least 12 digits'
    """
    demand_chain(chain)
    demand_numeric(check)
    demand_words(code, "code")
    if digits not in range(LEAST_DIGITS, MOST_DIGITS + 1):
        raise ValueError(
            f"digits: {LEAST_DIGITS} to {MOST_DIGITS} are expected, got {digits!r}"
        )
    result = chain.result(name)  # fails where a line does not hold
    found = np.asarray(numpy, dtype=float)
    if not found.size or not np.isfinite(found).all():
        raise ValueError(f"numpy: finite numbers are expected, got {numpy!r}")
    derived = _evaluated(chain.last, at, index, found.shape)
    if derived.shape != found.shape:
        raise AssertionError(
            f"{name}: the last line has shape {derived.shape}, {code} returns "
            f"{found.shape}"
        )
    error = relative_error(found, derived)
    if error > 10.0**-digits:
        raise AssertionError(
            f"{name}: {code} is not the last line of the derivation; they agree only "
            f"to a relative error of {significant(error)}\n{code} {found}\n"
            f"last line {derived}"
        )
    seen = weigh(check)
    if not seen.accepted:
        raise AssertionError(
            f"{name}: the numeric check says {seen.verdict!r}\n{check}"
        )
    kind = "number" if found.ndim == 0 else f"array {shape_text(found.shape)}"
    return Witnessed(
        result,
        (
            ("the derivation", _counted(chain.check())),
            (code, f"the same {kind} as the last line, to at least {digits} digits"),
            ("numbers that know neither", _said(check)),
        ),
    )


def _evaluated(line, at: dict, index, shape: tuple[int, ...]) -> np.ndarray:
    from derivations.steps import evaluate

    names = tuple(index) if isinstance(index, Sequence) else (index,)
    if not names:
        return np.asarray(evaluate(line, at), dtype=float)
    if len(names) != len(shape):
        raise ValueError(
            f"index: {len(names)} free indices for an array of shape {shape}"
        )
    entries = product(*(range(1, size + 1) for size in shape))
    values = [
        evaluate(line, {**at, **dict(zip(names, i, strict=True))}) for i in entries
    ]
    return np.asarray(values, dtype=float).reshape(shape)


def _counted(report) -> str:
    counts = [
        f"{report.verdicts.count(verdict)} {verdict}"
        for verdict in ("proved", "agrees", "cited")
        if verdict in report.verdicts
    ]
    lines = len(report.lines)
    return f"{lines} line{'s' * (lines != 1)}: {', '.join(counts)}"


def _said(check) -> str:
    if isinstance(check, Table):
        return "; ".join(
            f"{what}, by {by}: {digits}" for what, _, by, digits in check.rows
        )
    return str(check).splitlines()[0]
