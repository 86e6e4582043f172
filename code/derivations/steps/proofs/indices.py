"""Indices that carry their range, so that a proof knows where they lie.

``sum_{l <= m} delta_lj b_l`` is ``b_j`` where j is known to be at most m, and nothing
can be said where j runs to another size: with m = 2 and j = 3 the sum is 0.
"""

from itertools import count

import sympy as sp

from derivations.steps.vocabulary import notation as nt
from derivations.steps.vocabulary.ingredients import ingredients
from derivations.steps.vocabulary.ranges import dimensions

_numbers = count()  # of the indices that a proof makes up


class NotTermwise(Exception):
    """The line has no such form here."""


class Index(sp.Symbol):
    """An index from 1 on that is at most every size in ``within``.

    Two indices of one name with other ranges are two indices.
    """

    def __new__(cls, name, within):
        self = sp.Symbol.__xnew__(cls, name, integer=True, positive=True)
        self.within = tuple(sorted(within, key=sp.default_sort_key))
        return self

    def __getnewargs_ex__(self):
        return (self.name, self.within), {}

    def _hashable_content(self):
        return (*super()._hashable_content(), self.within)


def restart():
    """Begin anew with the names of indices: SymPy knows those already."""
    global _numbers
    _numbers = count()


def fresh(*within):
    """An index that no line holds yet, at most every size in ``within``."""
    return Index(f"k.{next(_numbers)}", within)


def with_ranges(*lines):
    """The lines with every free index as an :class:`Index`.

    Raises
    ------
    NotTermwise : where an index is free in one place and bound in another, other than
        by a sum, whose indices get new names.
    """
    found = ingredients(*lines)
    ranges = dimensions(lines, found.arrays)
    names = {
        index: Index(index.name, within)
        for index, within in ranges.items()
        if index in found.symbols
    }
    for line in lines:
        for node in sp.preorder_traversal(line):
            if not isinstance(node, sp.Sum) and bound_in(node) & set(names):
                raise NotTermwise
    with_them = {base: _with(names, base) for base in found.arrays}
    with_them |= {matrix: _of(with_them, matrix) for matrix in found.matrices}
    return [line.xreplace({**names, **with_them}) for line in lines]


def bound_in(node):
    """The symbols that an expression binds itself, such as the indices of a sum."""
    return set(getattr(node, "bound_symbols", ()))


def _of(arrays, matrix):
    """A matrix whose entries are those of an array, under their new names."""
    tied = getattr(matrix, "entries", None)
    if tied is None or arrays.get(tied, tied) == tied:
        return matrix
    rows, columns = matrix.shape
    return nt.Matrix_(matrix.name, rows, columns, arrays[tied], matrix.kind_of)


def _with(names, base):
    """An array whose definition holds the indices by their new names."""
    if getattr(base, "definition", None) is None:
        return base
    places, expression = base.definition
    inner = {b: _with(names, b) for b in expression.atoms(nt.Array)}
    renewed = expression.xreplace({**names, **inner})
    if renewed == expression:
        return base
    return nt.Array(
        base.name, base.shape, base.of, (places, renewed), base.within, base.sample
    )


def renamed(total):
    """The summand and the limits of a sum with new names for its indices.

    A limit may hold the indices of the limits behind it, which are further out.
    """
    summand, limits = total.function, []
    if any(len(limit) != 3 for limit in total.limits):
        raise NotTermwise
    for index, low, high in total.limits:
        new = {index: fresh(*_at_most(low, high))}
        summand = summand.xreplace(new)
        limits = [(i, *(end.xreplace(new) for end in ends)) for i, *ends in limits]
        limits.append((new[index], low, high))
    return summand, limits


def renamed_ranges(ranges, summand):
    """New names for the ranges of a term: ``(index, low, high)``, the inner ones first.

    >>> n = sp.Symbol("n", integer=True, positive=True)
    >>> i, j = Index("i", [n]), Index("j", [n])
    >>> restart()
    >>> renamed_ranges(((j, 1, i), (i, 1, n)), i + j)
    (((k.0, 1, k.1), (k.1, 1, n)), k.0 + k.1)
    """
    names = {index: fresh(*index.within) for index, _, _ in ranges}
    ranges = tuple(
        (names[index], *(sp.sympify(end).xreplace(names) for end in ends))
        for index, *ends in ranges
    )
    return ranges, summand.xreplace(names)


def _at_most(low, high):
    """The sizes that bound the index of a sum from above, if it counts from 1 or more.

    Of a sum that is empty there is no index, of which all is true.
    """
    return {high, *getattr(high, "within", ())} if low.is_positive else ()


def lies_within(index, low, high):
    """Whether an index is known to lie between two ends.

    >>> m, n = sp.symbols("m n", integer=True, positive=True)
    >>> k = Index("k", [n])
    >>> lies_within(k, sp.S(1), n), lies_within(k, sp.S(1), m)
    (True, False)
    >>> lies_within(sp.S(1), sp.S(1), n), lies_within(sp.S(1), sp.S(1), n - 1)
    (True, False)
    """
    above = [index, *getattr(index, "within", ())]
    return bool((index - low).is_nonnegative) and any(
        (high - known).is_nonnegative for known in above
    )
