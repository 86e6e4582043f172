r"""What is not declared and can mean one thing only; it is listed, never silent."""

import re

from derivations.steps.vocabulary import notation as nt

from .cursor import Cursor
from .names import Definition, Names

_INDICES = "ijkl"
_FUNCTIONS = {
    r"\sigma": (nt.sigmoid, "the sigmoid 1/(1 + e^-z)"),
    r"\Phi": (nt.Phi, "the standard normal distribution function"),
    r"\varphi": (nt.phi, "the standard normal density"),
}


def assume(names: Names, source: str) -> None:
    r"""Take undeclared names for what alone they can mean in the source.

    The letters i to l are indices where they stand in a script or under a sum; sigma,
    Phi and varphi followed by a bracket are functions.

    Examples
    --------
    >>> names = Names()
    >>> assume(names, r"\sum_{i=1}^n \sigma(z_i)")
    >>> [name for name, _ in names.assumed]
    ['i', '\\sigma']
    """
    bodies = [w.body for w in names.known.values() if isinstance(w, Definition)]
    everything = " ".join([source, *bodies])
    for letter in sorted(_letters_in_scripts(everything) & set(_INDICES)):
        if letter not in names:
            names.assume(letter, nt.indices(letter), "an index")
    for name, (function, words) in _FUNCTIONS.items():
        called = rf"\{name}\s*'*\s*(?:\\left|\\bigl?|\\Bigl?)?\s*[(\[]"
        if name not in names and re.search(called, everything):
            names.assume(name, function, words)


def _letters_in_scripts(source: str) -> set[str]:
    """Single letters in subscripts, in superscripts with brackets, under sums."""
    found, cursor = set(), Cursor(source, Names())
    while cursor.peek():
        script = cursor.take().text
        if script not in ("_", "^") or not cursor.peek():
            continue
        here = cursor.at
        first, last = cursor.group()
        inside = [token.text for token in cursor.tokens[first:last]]
        if script == "_" or inside[:1] == ["("]:
            found |= {text for text in inside if len(text) == 1}
        cursor.at = max(here, first)
    return found
