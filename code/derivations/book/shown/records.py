"""Mistakes, shown refused; errors in print, shown corrected."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from derivations.display import Shown

from .evidence import Evidence, weigh, words
from .tables import (
    Table,
    author_of,
    demand_named,
    demand_words,
    escape,
    typeset_too,
    with_author,
)

NONE = "-"


def mistakes(wrong: dict, *, right: Any = None, author: dict | None = None) -> Table:
    """Show that every mistake is refused, and what the check says of it.

    Parameters
    ----------
    wrong : dict
        From the name of a mistake (Markdown, ``$...$`` allowed) to what was said of it:
        a `Check`, the verdict on a step, a `Derivation` with the mistake put into it,
        or a pair `(claimed, right)` of values.
    right : optional
        The same check of the right formula: a check that refuses everything proves
        nothing.
    author : dict, optional
        From names of mistakes to a sentence that says what went wrong (Markdown): it
        is shown beside what the check says, and marked as the author's.

    Raises
    ------
    AssertionError
        A mistake is not refused, or the right formula is; with the name.

    Examples
    --------
    >>> mistakes({"factor 2 kept": (2.0, 1.0)}, right=(1.0, 1.0))
    mistake            refused as   what the check says   relative error
    factor 2 kept      other value  claims 2, right is 1  1.00
    the right formula  accepted     -                     -
    """
    said = _authors(wrong, author)
    rows, pages, data = [], [], []
    for name, entry in wrong.items():
        _demand_check(name, entry)
        seen = _refusal(name, entry)
        kind, error = words(seen.kind), seen.error or NONE
        rows.append((name, kind, seen.says, error))
        page = with_author(said.get(name, ""), seen.markdown())
        pages.append((name, kind, page, escape(error)))
        data.append({**_row(name, seen), **author_of(said.get(name, ""))})
    if right is not None:
        _demand_check("right", right)
        _demand_accepted("the right formula", right)
        rows.append(("the right formula", "accepted", NONE, NONE))
        pages.append(rows[-1])
    control = "agrees" if right is not None else None
    return Table(
        "mistakes",
        ("mistake", "refused as", "what the check says", "relative error"),
        rows,
        {"rows": data, "control": control},
        page=("mistakes", pages),
    )


def _authors(wrong: dict, author: dict | None) -> dict:
    """The author's sentences, each on a mistake that is there."""
    demand_named(wrong, "wrong", "{name of the mistake: what refuses it}")
    if unknown := sorted(set(author or {}) - set(wrong)):
        raise ValueError(f"author: not among the mistakes: {unknown}")
    return author or {}


def blind_spots(
    wrong: dict, *, weak: str, strong: str, author: dict | None = None
) -> Table:
    """Show mistakes that pass a weak check and are refused by a strong one.

    Parameters
    ----------
    wrong : dict
        From the name of a mistake to `(what the weak check said, what the strong one
        said)`. The weak one may be a bare True, the answer of a comparison written by
        hand.
    weak, strong : str
        What the two checks are, in a few words.
    author : dict, optional
        From names of mistakes to a sentence that says what went wrong, as for
        `mistakes`.

    Raises
    ------
    AssertionError
        The weak check is not fooled, or the strong one is.

    Examples
    --------
    >>> blind_spots(
    ...     {"transposed": ((6.0, 6.0), (2.0, 4.0))},
    ...     weak="symmetric B", strong="any B",
    ... ).record()["rows"][0]["relative_error"]
    '0.500'
    """
    said = _authors(wrong, author)
    for name, text in (("weak", weak), ("strong", strong)):
        demand_words(text, name)
    rows, pages, data = [], [], []
    for name, (fooled, sharp) in wrong.items():
        _demand_accepted(f"{name!r} by the weak check ({weak})", fooled)
        _demand_check(f"{name} ({strong})", sharp)
        seen = _refusal(f"{name} ({strong})", sharp)
        kind, error = f"refused as {words(seen.kind)}", seen.error or NONE
        rows.append((name, "passes", kind, seen.says, error))
        page = with_author(said.get(name, ""), seen.markdown())
        pages.append((name, "passes", kind, page, escape(error)))
        passed = {"passes": weak, "refused_by": strong}
        told = author_of(said.get(name, ""))
        data.append({**_row(name, seen), **passed, **told})
    header = ("mistake", weak, strong, "what the check says", "relative error")
    return Table("mistakes", header, rows, {"rows": data}, page=("mistakes", pages))


@dataclass(frozen=True, repr=False)
class Correction(Shown):
    """An error in a published text, what is right, and the check that shows it."""

    where: str
    said: str
    right: str
    shown_by: Evidence | None

    def record(self) -> dict:
        """Return the record for the page of corrections."""
        seen = self.shown_by
        return {
            "kind": "correction",
            "where": self.where,
            "said": self.said,
            "right": self.right,
            "checked": seen is not None,
            **(_row(None, seen) if seen else {}),
        }

    def __str__(self) -> str:
        return "\n".join(f"{label}: {text}" for label, text in self._lines())

    def markdown(self) -> str:
        """Return the correction as the page shows it."""
        *authored, _ = self._lines()
        lines = [f"> {label}: {text}\\" for label, text in authored]
        lines[0] = f"> **{authored[0][0]}**: {authored[0][1]}\\"
        return "\n".join([*lines, f"> Shown by: {self._evidence(typeset=True)}"])

    def _lines(self) -> list[tuple[str, str]]:
        return [
            ("Correction", self.where),
            ("It says", self.said),
            ("Right is", self.right),
            ("Shown by", self._evidence()),
        ]

    def _evidence(self, *, typeset: bool = False) -> str:
        seen = self.shown_by
        if seen is None:
            return "a matter of wording or notation; no machine check"
        said = seen.markdown() if typeset else seen.says
        says = f": {said}" if said else ""
        error = f" (relative error {seen.error})" if seen.error else ""
        return f"the check, which refuses it as {words(seen.kind)}{says}{error}"


def correction(where: str, said: str, right: str, evidence: Any = None) -> Correction:
    """Record an error found in a published text.

    Parameters
    ----------
    where, said, right : str
        The place, what stands there, and what is right, in the chapter's own words
        (Markdown).
    evidence : optional
        What refuses the published version: as for `mistakes`. Without it the
        correction is marked as one of wording or notation.

    Raises
    ------
    AssertionError
        The evidence does not refuse what was said.

    Examples
    --------
    >>> print(correction("third answer, code", "factor $-1/m$", "$1/m$", (-1.0, 1.0)))
    Correction: third answer, code
    It says: factor $-1/m$
    Right is: $1/m$
    Shown by: the check, which refuses it as other value: claims -1, right is 1 \
(relative error 2.00)
    """
    for name, text in (("where", where), ("said", said), ("right", right)):
        demand_words(text, name)
    if evidence is not None:
        _demand_check("evidence", evidence)
    seen = None if evidence is None else _refusal(where, evidence)
    return Correction(where, said, right, seen)


def _demand_check(name: str, entry) -> None:
    if isinstance(entry, bool | np.bool_):
        raise TypeError(
            f"{name!r}: a bare {entry} does not say what was checked; give the check, "
            "the verdict or the pair (claimed, right)"
        )


def _refusal(name: str, entry) -> Evidence:
    seen = weigh(entry)
    if not seen.refused:
        raise AssertionError(
            f"the mistake {name!r} was not refused: the check says "
            f"{seen.verdict!r}\n{entry}"
        )
    return seen


def _demand_accepted(what: str, entry) -> None:
    seen = weigh(entry)
    if not seen.accepted:
        raise AssertionError(
            f"{what} should pass, but the check says {seen.verdict!r}\n{entry}"
        )


def _row(name: str | None, seen: Evidence) -> dict:
    named = {} if name is None else {"mistake": name}
    return {
        **named,
        "refused_as": seen.kind,
        "says": seen.says,
        **typeset_too(seen.says, seen.markdown()),
        "relative_error": seen.error or NONE,
    }
