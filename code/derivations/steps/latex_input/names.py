r"""What names may stand for, and under which key they are kept.

The key of a name is its LaTeX without spaces and without braces that are not needed:
``\mu_{1}`` and ``\mu _1`` are both ``\mu_1``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

GREEK = frozenset(
    [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "varepsilon",
        "zeta",
        "eta",
        "theta",
        "vartheta",
        "iota",
        "kappa",
        "lambda",
        "mu",
        "nu",
        "xi",
        "pi",
        "varpi",
        "rho",
        "varrho",
        "sigma",
        "varsigma",
        "tau",
        "upsilon",
        "phi",
        "varphi",
        "chi",
        "psi",
        "omega",
        "Gamma",
        "Delta",
        "Theta",
        "Lambda",
        "Xi",
        "Pi",
        "Sigma",
        "Upsilon",
        "Phi",
        "Psi",
        "Omega",
        "ell",
    ]
)

_ACCENTED = (
    r"\\(hat|bar|tilde|dot|widehat|widetilde|overline|vec|check|breve)"
    r"\s*(\\[A-Za-z]+|[A-Za-z])(?![A-Za-z])"
)
_STARRED = r"\^(?:\{(?:\*|\\ast|\\star)\}|\*|\\ast|\\star)"


def key(name: str) -> str:
    r"""The key of a name as people write it, with or without a backslash.

    Examples
    --------
    >>> key("theta"), key(r"\mu_{1}"), key("h_theta"), key(r"\hat \beta"), key("w^*")
    ('\\theta', '\\mu_1', 'h_\\theta', '\\hat{\\beta}', 'w^{\\ast}')
    """
    text = re.sub(_ACCENTED, r"\\\1{\2}", name)
    text = re.sub(_STARRED, r"^{\\ast}", re.sub(r"\s+", "", text))
    base, _, script = text.partition("_")
    letter, raised, rest = base.partition("^")
    base = _letter(letter) + raised + rest
    if not script:
        return base
    script = script[1:-1] if script.startswith("{") and script.endswith("}") else script
    return f"{base}_{','.join(_letter(part) for part in script.split(','))}"


def _letter(text: str) -> str:
    return f"\\{text}" if text in GREEK else text


@dataclass(frozen=True)
class Definition:
    r"""A name that stands for LaTeX: with arguments as :math:`h_\theta(x) = \dots`,
    with an index as :math:`z_i = \dots`, or alone."""

    name: str
    places: tuple[str, ...]
    body: str
    index: str = ""
    sample: bool = False  # the index is written as a superscript in brackets


@dataclass
class Both:
    """An array of entries and the matrix or column that they are written as."""

    array: Any
    matrix: Any


@dataclass
class Names:
    """All that a reader knows of names.

    ``known`` goes from keys to what they stand for: SymPy symbols, arrays, matrices,
    :class:`Both`, functions, and :class:`Definition`. ``assumed`` holds a sentence for
    each name that was not declared and can mean one thing only.
    """

    known: dict[str, Any] = field(default_factory=dict)
    sizes: dict[Any, int] = field(default_factory=dict)
    domain: dict[Any, Any] = field(default_factory=dict)
    read: list[tuple[str, str]] = field(default_factory=list)
    assumed: list[tuple[str, str]] = field(default_factory=list)
    abbreviations: dict[Any, Any] = field(default_factory=dict)
    free: set[Any] = field(default_factory=set)  # symmetric, moved entry by entry

    def __contains__(self, name: str) -> bool:
        return name in self.known

    def get(self, name: str) -> Any:
        """What a key stands for, or None."""
        return self.known.get(name)

    def declare(self, name: str, what: Any, words: str) -> None:
        """Let a name stand for something; a second time is an error.

        Raises
        ------
        ValueError
            The name is declared already.
        """
        if name in self.known:
            raise ValueError(f"{name} is declared twice")
        self.known[name] = what
        self.read.append((name, words))

    def assume(self, name: str, what: Any, words: str) -> None:
        """Let an undeclared name stand for what alone it can mean."""
        self.known[name] = what
        self.assumed.append((name, words))

    def within(self, other: Mapping[str, Any]) -> "Names":
        """The same with some names bound to other things, in a part of a line."""
        return Names(
            {**self.known, **other},
            self.sizes,
            self.domain,
            self.read,
            self.assumed,
            self.abbreviations,
            self.free,
        )
