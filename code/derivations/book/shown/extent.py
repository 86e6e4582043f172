"""Where a result was checked, in words, from the verdicts and the domain."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from derivations.steps import Derivation, Result, StepVerdict

NUMBER_SETS = {
    ("-oo", "oo"): "real",
    ("0", "oo"): "positive",
    ("-oo", "0"): "negative",
}


def extent(result: Result, chain: Derivation, verdicts: list[StepVerdict]) -> str:
    """Say where a result holds by what its checks have recorded (Markdown).

    The weakest verdict counts: "Proved for all ..." is said only where everything was
    proved for all sizes or values. What is cited, or a condition that is text alone
    and was no part of a check, is said to be.
    """
    marks = {verdict.mark for verdict in verdicts}
    parts = []
    if marks & {"proved", "agrees"}:
        parts.append(_at_sizes(verdicts, marks, chain))
    elif marks - {"cited"}:
        parts.append(f"Proved for all {_names(chain, result)}")
    if sources := [line.source for line in chain.lines if line.source]:
        parts.append(f"cited: {', '.join(dict.fromkeys(sources))}")
    if words := _stated(chain):
        parts.append(f"stated, not checked: {words}")
    said = "; ".join(parts)
    return said[:1].upper() + said[1:]


def _at_sizes(verdicts, marks: set[str], chain) -> str:
    """Proofs at small sizes and comparisons at points claim no more than that."""
    sizes = ", ".join(
        f"${name}={number}$" for name, number in sorted(chain.sizes.items(), key=str)
    )
    if "agrees" not in marks:
        return f"Proved at {sizes}" if sizes else "Proved at small sizes"
    points = min(line.points for line in verdicts if line.verdict == "agrees")
    return f"Agrees at {points} points" + (f", {sizes}" if sizes else "")


def _names(chain, result: Result) -> str:
    """The names in a result with their domains: `$m$, $n$ and all real $x$`."""
    from derivations.steps import Domain
    from derivations.steps.vocabulary.ingredients import ingredients

    found = ingredients(result.left, result.right)
    domain = Domain(chain.whole_domain())
    sizes = sorted(set().union(*(s.free_symbols for s in found.shapes())), key=str)
    groups: dict[str, list[str]] = {}
    for owner in _owners(found):
        groups.setdefault(_kind(domain, owner), []).append(_typeset(owner))
    for head in sorted(found.heads, key=str):
        groups.setdefault("functions {}", []).append(_typeset(head))
    listed = [", ".join(f"${size}$" for size in sizes)] if sizes else []
    listed += [kind.format(", ".join(names)) for kind, names in groups.items()]
    listed += map(_typeset, domain.relations)
    return " and ".join([", ".join(listed[:-1]), listed[-1]] if listed[1:] else listed)


def _owners(found) -> list:
    """What a result is about: matrices, arrays and symbols that nothing defines.

    An array that is the entries of a matrix is called by the name of the matrix.
    """
    held = {matrix.entries for matrix in found.matrices}
    named = [a for a in {*found.arrays} - held if a.definition is None]
    named += [s for s in found.symbols if not s.is_integer]
    for matrix in found.matrices:
        if getattr(matrix.entries, "definition", None) is None:
            named.append(matrix)
    return sorted(named, key=lambda one: str(one.name))


def _kind(domain, owner) -> str:
    """The sort of a name, with a place for the names: `real {}` or `{} in (0, 1)`."""
    kind = getattr(owner, "kind_of", None)
    if kind:
        return f"{kind} {{}}"
    entries = getattr(owner, "entries", owner)
    if entries is None:
        return "real {}"
    ends = domain.bound(getattr(entries, "label", entries), entries)
    known = NUMBER_SETS.get(tuple(map(str, ends)))
    interval = ", ".join(str(end).replace("oo", r"\infty") for end in ends)
    return f"{known} {{}}" if known else f"{{}} in $({interval})$"


def _typeset(thing) -> str:
    from derivations.steps.typesetting.latex import latex

    name = getattr(thing, "label", thing)
    return f"${latex(name)}$" if hasattr(name, "free_symbols") else f"${thing}$"


def _stated(chain) -> str:
    """Conditions that stand beside a line as text alone."""
    texts = []
    for line in chain.lines:
        needs = line.needs if isinstance(line.needs, list | tuple) else [line.needs]
        texts += [need for need in needs if isinstance(need, str)]
    return ", ".join(re.sub(r"\s+", " ", text) for text in dict.fromkeys(texts))
