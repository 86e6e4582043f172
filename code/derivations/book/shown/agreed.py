"""A check that agrees, in one line that unfolds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from derivations.display import Shown

from .evidence import demand_numeric, weigh
from .tables import Table


@dataclass(frozen=True, repr=False)
class Agreed(Shown):
    """A check that agrees: its sentence, and what unfolds below it."""

    check: Any

    def record(self) -> dict:
        """Return the record of the check."""
        return self.check.record()

    def __str__(self) -> str:
        return str(self.check)

    def markdown(self) -> str:
        """Return the sentence, the rest folded."""
        sentence, rest = _sentence(self.check)
        return (
            f'<details class="more"><summary>{sentence}</summary>\n\n{rest}\n\n'
            "</details>"
        )


def agrees(check: Any) -> Agreed:
    """Show a check that agrees in one line; a click shows its table.

    Parameters
    ----------
    check : what `check_gradient`, `check_jacobian`, `check_hessian` or `compare`
        returns.

    Raises
    ------
    AssertionError : the check does not agree.
    TypeError : `check` is something else.

    Examples
    --------
    >>> from derivations import check_gradient
    >>> check = check_gradient(lambda t: t @ t, lambda t: 2 * t, [1.0, 2.0])
    >>> print(agrees(check).markdown().splitlines()[0])  # doctest: +ELLIPSIS
    <details class="more"><summary>The gradient <b>agrees</b>: all 2 entries, ...
    """
    demand_numeric(check)
    seen = weigh(check)
    if not seen.accepted:
        raise AssertionError(f"the check says {seen.verdict!r}\n{check}")
    return Agreed(check)


def _sentence(check) -> tuple[str, str]:
    """The one line, as HTML without mathematics, and the Markdown below it."""
    if isinstance(check, Table):
        return _compared(check), check.markdown()
    first, _, rest = check.markdown().partition("\n\n")
    sentence = re.sub(r"\*\*(.*?)\*\*", r"<b>\1</b>", first)
    return re.sub(r"\b1e-0*(\d+)", "10<sup>\N{MINUS SIGN}\\1</sup>", sentence), rest


def _compared(table: Table) -> str:
    """What a comparison says in one line; names with formulas are left to its table."""
    rows = table.record()["rows"]
    digits = f"to at least {min(row['digits'] for row in rows)} digits."
    if len(rows) > 1:
        return f"All {len(rows)} results <b>agree</b> with their references, {digits}"
    what, by = rows[0]["quantity"], rows[0]["reference"]
    if re.search(r"[$`*\[<]", what + by):
        return f"The result <b>agrees</b> with its reference, {digits}"
    return f"{what[:1].upper()}{what[1:]} <b>agrees</b> with {by}, {digits}"
