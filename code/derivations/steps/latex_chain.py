"""A chain whose lines are written in LaTeX."""

from collections.abc import Iterable, Mapping
from typing import Any, Self

from derivations.steps.latex_input import (
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
from derivations.steps.vocabulary.notation import as_written


def understood(
    source: str, names: str | Mapping[str, Any], given: Iterable[str]
) -> tuple[Names, list[list[Side]]]:
    """What is known of the names, and the chains of a source as sides.

    Raises
    ------
    NotUnderstood
        At the first place that has no meaning, or two.
    """
    if not isinstance(source, str):
        raise TypeError(f"source: LaTeX as a text is expected, got {source!r}")
    if isinstance(names, str):
        known = declared(names)
    else:
        known = Names({key(name): what for name, what in names.items()})
    for definition in given:
        define(known, definition)
    assume(known, source)
    with as_written():
        return known, [sides_alike(chain.sides) for chain in read(source, known)]


def domain_of(names: Names, domain: Any) -> Any:
    """What the names were said to be, and a domain that is given beside it."""
    if domain is None:
        return dict(names.domain) or None
    if isinstance(domain, dict):
        return {**names.domain, **domain}
    return {**names.domain, "where": list(domain)} if names.domain else domain


class LatexChain:
    """Mixin for a chain that can be written in LaTeX, and is made of a first line."""

    def __init__(self, first: Any, **setting: Any) -> None:
        raise NotImplementedError

    @classmethod
    def from_latex(
        cls,
        source: str,
        *,
        names: str | Mapping[str, Any] = "",
        given: Iterable[str] = (),
        domain: Any = None,
        sizes: Mapping[Any, int] | None = None,
        name: str | None = None,
    ) -> Self:
        r"""The chain that a display holds, reasons included.

        Parameters
        ----------
        source : str
            One chain: ``align``, ``$$``, lines that begin with ``=``. A reason stands
            over or under the relation (``\underset``, ``\overset``), or in ``\text`` at
            the end of a line; a line without one has the reason "as written".
        names, given, domain, sizes
            As for :func:`derivations.check_latex`.
        name : str, optional
            What the book calls the chain.

        Raises
        ------
        NotUnderstood
            At the first place that has no meaning, or two.
        ValueError
            The source holds no chain or several, or a side that cannot be compared.

        Examples
        --------
        >>> from derivations.steps import Derivation
        >>> chain = Derivation.from_latex(
        ...     r"\frac{d}{dx} x^3 \overset{\text{power rule}}{=} 3x^2", names="x: real"
        ... )
        >>> chain.lines[0].reason, chain.check().verdicts
        ('power rule', ('proved',))
        """
        known, chains = understood(source, names, given)
        if len(chains) != 1:
            raise ValueError(f"source: one chain is expected, got {len(chains)}")
        (sides,) = chains
        for side in sides:
            if side.note:
                raise NotUnderstood(side.note, side.start, source)
        first, *others = sides
        chain: Any = cls(
            first.value,
            sizes={**known.sizes, **dict(sizes or {})},
            domain=domain_of(known, domain),
            name=name,
        )
        for side in others:
            reason = side.reason or "as written"
            chain.step(side.value, reason, relation=side.relation)
        return chain
