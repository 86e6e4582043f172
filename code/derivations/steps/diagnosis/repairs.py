"""Refuted steps that a single change of the line puts right."""

from itertools import chain, combinations

import sympy as sp
from sympy.tensor.indexed import Indexed

from derivations.steps.slips.mutants import mutants, places, replaced
from derivations.steps.typesetting.plain import plain
from derivations.steps.vocabulary import notation as nt

from .carried_out import worked_slip
from .explanation import Explanation

REPAIRS = 60  # single changes of the line that are tried


KINDS = (
    ("sign", "sign"),
    ("index", "index"),
    ("indices", "index"),
    ("transpose", "transposed"),
    ("chain factor", "chain factor"),
    ("factor", "factor"),
    ("mean", "factor"),
    ("power", "power"),
    ("square root", "power"),
    ("term", "term"),
    ("Kronecker", "delta"),
    ("sum starts", "limits"),
    ("sum ends", "limits"),
)


def repaired(sides):
    """A single change that makes the line right names what is wrong with it."""
    for name, changed in chain(mutants(sides.right, REPAIRS), _more(sides.right)):
        if sides.repairs(changed):
            words = "The line is right with {}."
            return Explanation(
                _kind(name),
                words,
                (_repair(name),),
                is_guess=sides.is_one_point,
                mended=changed,
            )
    return None


def _more(line):
    """Changes that are no slips of a right line and yet put a wrong one right."""
    for path, node, _ in places(line):
        if isinstance(node, sp.Sum) and len(node.limits) == 1:
            index, low, high = node.limits[0]
            for name, ends in (
                (f"sum starts at {index} = {plain(low - 1)}", (low - 1, high)),
                (f"sum ends at {index} = {plain(high + 1)}", (low, high + 1)),
            ):
                other = sp.Sum(node.function, (index, *ends))
                yield name, replaced(line, path, other)
    indices = {
        s for e in line.atoms(Indexed) for s in e.free_symbols if s.is_integer
    } - {s for e in line.atoms(sp.Sum) for lim in e.limits for s in lim[1].free_symbols}
    for one, other in combinations(sorted(indices, key=str), 2):
        exchange = {one: other, other: one}
        swapped = {
            e: e.func(e.base, *(exchange.get(k, k) for k in e.indices))
            for e in line.atoms(Indexed)
        }
        yield f"indices {one} and {other} exchanged", line.xreplace(swapped)


def wrong_number(sides):
    """A number that stands where another is meant, as 2 for 4 or a power for a root."""
    for path, node, above in places(sides.right):
        if not node.is_Rational or not above or node in (0, 1, -1):
            continue
        for meant in dict.fromkeys(
            (2 * node, node / 2, node + 1, node - 1, -node, 1 / node)
        ):
            changed = replaced(sides.right, path, meant)
            if sides.repairs(changed):
                words = "The line is right with {} for {} in {}."
                kind = "power" if isinstance(above[-1], sp.Pow) else "factor"
                pieces = (meant, node, above[-1])
                return Explanation(kind, words, pieces, is_guess=sides.is_one_point)
    return None


def _kind(name):
    for beginning, kind in KINDS:
        if name.startswith(beginning):
            return kind
    if name.endswith("transposed"):
        return "transposed"
    return "exchanged" if name.endswith("exchanged") else "other"


def _repair(name):
    """The name of a mutation, read as the repair of the line."""
    if name.startswith(("sign of", "sign inside")):
        return f"the {name} changed"
    if name.startswith(("index", "power")):
        return f"the {name}"
    if name.startswith("mean for sum"):
        return "a factor 1/size in front of the sum (the mean, not the sum)"
    return name


def exchanged_name(sides):
    """One name stands where another is meant."""
    rights = sorted(_names(sides.right), key=str)
    lefts = sorted(_names(sides.left) | _names(sides.right), key=str)
    for wrong in rights:
        for meant in lefts:
            if wrong == meant:
                continue
            changed = sides.right.xreplace({wrong: meant})
            if sides.repairs(changed):
                words = "{} stands where {} is meant."
                return Explanation("name", words, (wrong, meant))
    return None


def _names(expression):
    """Entries of arrays and plain symbols, those that are not indices.

    What is differentiated by is none of them: with another name there, the line would
    be another derivative, not the one with a name put right.
    """
    by = {v for node in expression.atoms(nt.D) for v in node.variables}
    entries = expression.atoms(Indexed) - by
    inside = {s for e in entries for s in e.free_symbols}
    symbols = {s for s in expression.free_symbols if isinstance(s, sp.Symbol)}
    return entries | {s for s in symbols - inside if not s.is_integer}


# --- one slip on the way from the right line ----------------------------------------


def slip_on_the_way(sides):
    """A slip that turns the left side, its derivatives worked out, into the line."""
    found = worked_slip(sides.left, sides.right, sides.makes)
    if found is None:
        return None
    name, correct = found
    words = "The line has a slip: {}."
    return Explanation(_kind(name), words, (name,), correct, sides.is_one_point)
