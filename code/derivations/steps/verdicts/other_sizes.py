"""A second look at other sizes: at n = 2, a lost 2/n would not be missed.

Each size is changed alone, so that every one is once the largest and once the smallest:
``sum_{l <= m} delta_lj a_j = a_j`` fails where j runs beyond m, which three sizes that
grow together never show, and a sum from 1 to n - 1 has no first term where n = 1.
"""

import sympy as sp
from sympy.tensor.indexed import Indexed

from derivations.steps.vocabulary.notation import Entry, shape_of

MOST = 24  # points at one choice of sizes


def other_sizes(judge, left, right):
    """Choices of sizes that make sense for two lines, one size changed in each."""
    as_numbers = _standing_as_numbers(left, right)
    for symbol in sorted(set(judge.sizes) - _written_for(judge, left, right), key=str):
        largest = max(judge.sizes.values())
        # With m = 2 and m = 3 alone, m^2 - 5 m + 6 would pass for zero.
        further = [largest + 4] if symbol in as_numbers else []
        for number in (largest + 1, *further, 1):
            sizes = {**judge.sizes, symbol: number}
            if number != judge.sizes[symbol] and _makes_sense(
                judge, sizes, left, right
            ):
                yield sizes


def larger_sizes(judge, left, right, more):
    """Every size larger than before, or None where the lines make no sense then.

    Each grows by a number of its own, or one size could stand in for another.
    """
    free = sorted(set(judge.sizes) - _written_for(judge, left, right), key=str)
    larger = {s: judge.sizes[s] + more + 2 * place for place, s in enumerate(free)}
    sizes = {**judge.sizes, **larger}
    return sizes if free and _makes_sense(judge, sizes, left, right) else None


def _standing_as_numbers(left, right):
    parts = left.atoms(sp.Add, sp.Mul, sp.Pow) | right.atoms(sp.Add, sp.Mul, sp.Pow)
    return {part for node in parts for part in node.args}


def _written_for(judge, left, right):
    """Sizes that an author has written out: y[3], the last entry where m = 3.

    Or all entries of a column of 3. Sizes that the check has chosen are not meant.
    """
    explicit = left.atoms(sp.ImmutableDenseMatrix) | right.atoms(
        sp.ImmutableDenseMatrix
    )
    lengths = {length for matrix in explicit for length in matrix.shape}
    named = {(size, index) for index, size in _places(left, right)}
    return {
        size
        for size, number in judge.given.items()
        if number in lengths or (size, number) in named
    }


def _places(*lines):
    """Every index with the size of the dimension in which it stands."""
    for line in lines:
        for entry in line.atoms(Indexed):
            yield from zip(entry.indices, entry.base.shape or (), strict=False)
        for entry in line.atoms(Entry):
            yield from zip(entry.args[1:], shape_of(entry.args[0]), strict=True)


def _makes_sense(judge, sizes, left, right):
    """Whether the domain has these sizes, and the lines the entries that they name."""
    for symbol, number in sizes.items():
        lower, upper = judge.domain.bound(symbol)
        if not lower <= number <= upper:
            return False
    for index, size in _places(left, right):
        place, last = index.subs(sizes), sp.sympify(size).subs(sizes)
        if place.is_Integer and last.is_Integer and not 1 <= place <= last:
            return False
    return True


def numbered(places):
    """Numbers of points at which the free indices take their first and last values.

    >>> numbered(2), numbered(125)[-3:]
    ([0, 1], [113, 118, 124])
    """
    count = max(2, min(places, MOST))
    if places <= count:
        return list(range(count))
    return [k * (places - 1) // (count - 1) for k in range(count)]
