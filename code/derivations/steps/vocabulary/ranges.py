"""The range of a free index: from 1 to the sizes of the dimensions it stands in."""

from sympy import Product, Sum, Symbol
from sympy.functions.special.tensor_functions import KroneckerDelta
from sympy.tensor.indexed import Indexed

from .arrays import shape_of
from .formulas import Entry


def dimensions(expressions, arrays=(), through_sums=False):
    """The sizes of all dimensions that a free symbol is an index of.

    Parameters
    ----------
    expressions : lines; what is bound by a sum or a product is not free.
    arrays : those of the lines, whose definitions are read, too. An index there counts
        from 1 to the size of the array.
    through_sums : whether an index that is compared with the index of a sum has the
        range of that one, too: a convention for numbers, which no proof leans on.

    Returns
    -------
    dict : ``{index: set of sizes}``. An index that stands under Kronecker deltas alone
        has the range of what it is compared with.

    >>> from derivations.steps import array, indices, sizes, total
    >>> m, n = sizes("m n")
    >>> (i, j), a, b = indices("i j"), array("a", m), array("b", n)
    >>> dimensions([total(a[i], i) * b[j]])
    {j: {n}}
    """
    defined = [base for base in arrays if getattr(base, "definition", None)]
    lines = [*expressions, *(base.definition[1] for base in defined)]
    free, summed = {}, {}
    for line in lines:
        for index, size, is_free in _uses(line):
            (free if is_free else summed).setdefault(index, set()).add(size)
    for base in defined:
        for index, size in zip(base.definition[0], base.shape, strict=True):
            free.setdefault(index, {size})
    return free | _compared(lines, free, summed if through_sums else {})


def _uses(node, bound=frozenset()):
    """Triples: a symbol, the size of a dimension it is an index of, is it free?"""
    if isinstance(node, (Sum, Product)):
        bound |= set(node.variables)
    if isinstance(node, Indexed):
        pairs = zip(node.indices, node.base.shape or (), strict=False)
    elif isinstance(node, Entry):
        pairs = zip(node.args[1:], shape_of(node.args[0]), strict=True)
    else:
        pairs = ()
    for index, size in pairs:
        if isinstance(index, Symbol):
            yield index, size, index not in bound
    for part in node.args:
        yield from _uses(part, bound)


def _compared(lines, free, summed):
    """The ranges of indices that stand under Kronecker deltas alone."""
    deltas = set().union(*(line.atoms(KroneckerDelta) for line in lines))
    result = {}
    for _ in deltas:  # a chain of deltas has at most so many links
        for one, other in (delta.args for delta in deltas):
            known = {**summed, **free, **result}
            for index, twin in ((one, other), (other, one)):
                taken = index in free or index in result
                if index.is_Symbol and not taken and twin in known:
                    result[index] = known[twin]
    return result


def free_indices(expressions, found, sizes):
    """``{index: largest value}`` of the free indices of lines, at given sizes.

    ``found`` are the ingredients of the lines.
    """
    ranges = dimensions(expressions, found.arrays, through_sums=True)
    largest = {
        index: [size.subs(sizes) for size in within]
        for index, within in ranges.items()
        if index in found.symbols
    }
    return {
        index: int(min(numbers))
        for index, numbers in largest.items()
        if all(number.is_Integer for number in numbers)
    }
