"""What an expression depends on, through abbreviations and models too."""

from functools import cache

from sympy import Integral, Sum, Symbol, preorder_traversal
from sympy.core.function import AppliedUndef, UndefinedFunction
from sympy.matrices.expressions import MatrixSymbol
from sympy.tensor.indexed import Indexed, IndexedBase

NAMES = (Symbol, IndexedBase, MatrixSymbol, UndefinedFunction)


def depends(f, x):
    """Whether an expression can change with x: by itself, an abbreviation, a model."""
    if isinstance(f, Indexed):
        return _entry_depends(f, x)
    if f == x:
        return True
    if isinstance(f, (Sum, Integral)) and x in f.variables:
        return any(depends(end, x) for limit in f.limits for end in limit[1:])
    return any(depends(part, x) for part in f.args)


def _entry_depends(entry, x):
    base = entry.base
    if any(depends(index, x) for index in entry.indices):
        return True
    if getattr(base, "definition", None) is not None:
        return depends(unfolded(entry), x)
    if isinstance(x, Indexed) and x.base == base:
        return True
    owner = x.base if isinstance(x, Indexed) else x
    return owner in getattr(base, "of", ())


def unfolded(entry):
    """The definition of an abbreviation's entry."""
    names, expression = entry.base.definition
    for index in entry.indices:
        expression = renamed(expression, index.free_symbols)
    return expression.xreplace(dict(zip(names, entry.indices, strict=True)))


def renamed(expression, taken):
    """The same with other names for bound indices that are used outside."""
    bound = {v for total in expression.atoms(Sum) for v in total.variables}
    used = {str(s) for s in expression.free_symbols | bound | taken}
    free = (name for name in "klijpqrst" if name not in used)
    for index in sorted(bound & taken, key=str):
        fresh = Symbol(next(free), integer=True, positive=True)
        expression = expression.xreplace({index: fresh})
    return expression


@cache
def names_within(expression, kept=None):
    """Whatever can be given a value in an expression and in its abbreviations.

    Symbols, arrays, matrices and undefined functions, in order. The definition of one
    abbreviation, `kept`, is not looked into.
    """
    return tuple(sorted({n for n in _within(expression, kept) if _is_name(n)}, key=str))


@cache
def holds_within(expression, kinds):
    """Whether an expression, or one of its abbreviations, holds one of these kinds."""
    return any(isinstance(node, kinds) for node in _within(expression))


def _is_name(node):
    return isinstance(node, NAMES)


def _within(expression, kept=None):
    """Every node of an expression and of what its names stand for, names once."""
    found, stack = set(), [expression]
    while stack:
        for node in preorder_traversal(stack.pop()):
            name = node.func if isinstance(node, AppliedUndef) else node
            if not _is_name(name):
                yield node
                continue
            if name in found:
                continue
            found.add(name)
            yield name
            stack += getattr(name, "of", ())
            tied = getattr(name, "entries", None)  # a matrix with an array of its own
            definition = None if name == kept else getattr(name, "definition", None)
            stack += [tied] if tied is not None else []
            stack += [definition[1]] if definition is not None else []
