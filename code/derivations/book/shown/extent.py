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

OPPOSITE = {"positive": "negative", "negative": "positive"}


def extent(result: Result, chain: Derivation, verdicts: list[StepVerdict]) -> list[str]:
    """Say where a result holds by what its checks have recorded (parts in Markdown).

    The weakest verdict counts: "Proved for all ..." is said only where everything was
    proved for all sizes or values. What is cited, or a condition that is text alone
    and was no part of a check, is said to be.
    """
    marks = {verdict.mark for verdict in verdicts}
    parts = []
    if marks & {"proved", "agrees"}:
        parts.append(_at_sizes(verdicts, marks, chain) + _where(chain))
    elif marks - {"cited"}:
        parts.append(f"Proved for all {_names(chain, result)}")
    if sources := [line.source for line in chain.lines if line.source]:
        parts.append(f"cited: {', '.join(dict.fromkeys(sources))}")
        if parts[1:]:  # what is proved, is so by what is cited
            parts[0] = f"{parts[0]}, but for what is cited"
    if words := _stated(chain):
        parts.append(f"stated, not checked: {words}")
    return [parts[0][:1].upper() + parts[0][1:], *parts[1:]]


def _at_sizes(verdicts, marks: set[str], chain) -> str:
    """Proofs at small sizes and comparisons at points claim no more than that."""
    scopes = {v.scope for v in verdicts if v.mark == "proved" and v.scope}
    sizes = "; ".join(sorted(scopes)) or ", ".join(
        f"{name} = {number}" for name, number in sorted(chain.sizes.items(), key=str)
    )
    if "agrees" not in marks:
        return f"Proved at the sizes {sizes}"
    points = min(line.points for line in verdicts if line.verdict == "agrees")
    return f"Agrees at {points} points" + (f", {sizes}" if sizes else "")


def _where(chain) -> str:
    """The conditions that are relations, where a line names them."""
    from derivations.steps import Domain

    relations = map(_typeset, Domain(chain.whole_domain()).relations)
    listed = ", ".join(dict.fromkeys(relations))
    return f" with {listed}" if listed else ""


def _names(chain, result: Result) -> str:
    """The names in a result with their domains: `$m$, $n$ and all real $x$`."""
    from derivations.steps import Domain
    from derivations.steps.vocabulary.ingredients import ingredients

    found = ingredients(result.left, result.right)
    domain = Domain(chain.whole_domain())
    counts = set().union(*(s.free_symbols for s in found.shapes()))
    groups: dict[str, list[str]] = {}
    for owner in [*sorted(counts, key=str), *_owners(found)]:
        groups.setdefault(_kind(domain, owner), []).append(_typeset(owner))
    for head in sorted({*found.heads} - {*found.primitives}, key=str):
        groups.setdefault("functions {}", []).append(_typeset(head))
    listed = [kind.format(", ".join(names)) for kind, names in groups.items()]
    listed += map(_typeset, domain.relations)
    return " and ".join([", ".join(listed[:-1]), listed[-1]] if listed[1:] else listed)


def _owners(found) -> list:
    """What a result is about: matrices, arrays and symbols that nothing defines.

    An array that is the entries of a matrix is called by the name of the matrix.
    """
    held = {matrix.entries for matrix in found.matrices}
    named = [a for a in {*found.arrays} - held if a.definition is None]
    named += found.symbols
    for matrix in found.matrices:
        if getattr(matrix.entries, "definition", None) is None:
            named.append(matrix)
    return sorted(named, key=lambda one: (not one.is_integer, str(one.name)))


def _kind(domain, owner) -> str:
    """The sort of a name, with a place for the names: `real {}` or `{} in (0, 1)`.

    Sizes and indices, which are whole and positive, need no word.
    """
    if getattr(owner, "is_integer", False):
        return "{}" if owner.is_positive else "whole {}"
    kind = getattr(owner, "kind_of", None)
    if kind:
        return f"{kind} {{}}"
    entries = getattr(owner, "entries", owner)
    if entries is None:
        return "real {}"
    label = getattr(entries, "label", entries)
    ends = domain.bound(label, entries)
    closed = [domain.includes(end, label, entries) for end in ends]
    known = NUMBER_SETS.get((str(ends[0]), str(ends[1])))
    if known:
        return f"{f'non{OPPOSITE[known]}' if any(closed) else known} {{}}"
    first, last = (str(end).replace("oo", r"\infty") for end in ends)
    interval = f"{'[' if closed[0] else '('}{first}, {last}{']' if closed[1] else ')'}"
    return f"{{}} in ${interval}$"


def _typeset(thing) -> str:
    from derivations.steps.typesetting.latex import latex

    if hasattr(thing, "__name__"):  # an undefined function, not yet applied
        return f"${thing.latex_name or thing.__name__}$"
    return f"${latex(getattr(thing, 'label', thing))}$"


def _stated(chain) -> str:
    """Conditions that stand beside a line as text alone."""
    texts = []
    for line in chain.lines:
        needs = line.needs if isinstance(line.needs, list | tuple) else [line.needs]
        texts += [need for need in needs if isinstance(need, str)]
    return ", ".join(re.sub(r"\s+", " ", text) for text in dict.fromkeys(texts))
