"""Abbreviations put back where their definitions had been inserted."""

from sympy import Dummy, S, Sum, cancel, together
from sympy.tensor.indexed import Indexed

from .dependence import unfolded


def folded(line, written, replaced):
    """A line with abbreviations in the place of their definitions.

    Parameters
    ----------
    written : definitions that have been inserted, each with its abbreviated entry.
    replaced : ``replaced(line, rule)``, the replacement that keeps the order of terms.

    Returns
    -------
    The line and the names that were written again. A definition that is a fraction,
    such as a softmax, is recognized by its denominator: where that stands, a numerator
    is the entry times the denominator, which then cancels.
    """
    names = set()
    for definition, entry in written.items():
        new = replaced(line, {definition: entry})
        if new == line:
            new = _fraction_folded(line, definition, entry, replaced)
        if new != line:
            line = new
            names.add(entry.base.name)
    return line, sorted(names)


def _fraction_folded(line, definition, entry, replaced):
    denominator = definition.as_numer_denom()[1]
    same = {t for t in line.atoms(Sum) if _canonical(t) == _canonical(denominator)}
    if denominator == 1 or not same:
        return line
    whole = Dummy("whole", positive=True)
    shorter = replaced(line, dict.fromkeys(same, whole))
    for index in _indices(shorter, entry):
        here = entry.base[index]
        above = unfolded(here).as_numer_denom()[0]
        shorter = replaced(shorter, {above: here * whole})
    shorter = _cancelled(shorter, whole)
    if shorter.has(whole):
        (back, *_) = sorted(same, key=str)
        shorter = replaced(shorter, {whole: back})
    return shorter


def _canonical(expression):
    """The same for sums that differ in the name of their index alone."""
    if isinstance(expression, Sum) and len(expression.limits) == 1:
        index, *ends = expression.limits[0]
        place = Dummy("index", integer=True, positive=True, dummy_index=0)
        return expression.function.xreplace({index: place}), tuple(ends)
    return expression


def _indices(line, entry):
    found = {
        e.indices for e in line.atoms(Indexed) if len(e.indices) == len(entry.indices)
    }
    return sorted(found | {entry.indices}, key=str)


def _cancelled(line, whole):
    """Cancel the denominator in every sum, then outside."""
    for t in sorted(line.atoms(Sum), key=str):
        if t.has(whole):
            body = cancel(together(t.function.doit(deep=False) * S.One))
            line = line.xreplace({t: t.func(body, *t.limits)})
    return cancel(together(line)) if line.has(whole) else line
