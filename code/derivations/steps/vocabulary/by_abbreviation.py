"""Derivatives by an abbreviation: what they would hold fixed must be clear.

By ``z[k]``, which stands for a sum over ``w`` and ``x``, a line in ``z`` has a partial
derivative: whatever else it holds stays fixed. A line that holds no ``z``, only ``w``
and ``x``, changes with them, and 0 would be the answer to another question; unless it
stands beside a derivative by ``z`` of what holds it, and is part of that one.
"""

from sympy import Symbol, preorder_traversal
from sympy.core.function import UndefinedFunction
from sympy.tensor.indexed import Indexed

from derivations.steps.errors import Unsupported

from .dependence import names_within
from .formulas import D, Gradient, Hessian, Jacobian

DERIVATIVES = (D, Gradient, Jacobian, Hessian)


def refuse_hidden_dependence(derivatives) -> None:
    """Raise Unsupported for a derivative that would overlook what it depends on."""
    by_abbreviations = [
        (node, variable, _owner(variable))
        for node in derivatives
        for variable in _variables(node)
        if getattr(_owner(variable), "definition", None) is not None
    ]
    partial = {  # of these the line holds a derivative with all else held fixed
        array
        for node, _, array in by_abbreviations
        if array in names_within(node.expression, array)
    }
    for node, variable, array in by_abbreviations:
        inside = set(filter(_can_move, names_within(array.definition[1])))
        held = names_within(node.expression, array)
        hidden = [name for name in held if name in inside]
        if hidden and array not in held and array not in partial:
            names = ", ".join(map(str, hidden))
            raise Unsupported(
                f"the derivative by {variable} is not clear: it stands for an "
                f"expression in {names}, and what is differentiated holds {names} "
                f"but no {array.name}: write it in {array.name}, or differentiate by "
                f"{names}"
            )
        if beside := [v for v in _beside(node) if _owner(v) in inside]:
            raise Unsupported(
                f"a derivative by {variable} and by {beside[0]}, of which {variable} "
                "is made, is not clear: work the inner one out first"
            )


def _variables(node) -> tuple:
    return node.variables if isinstance(node, D) else (node.variable,)


def _beside(node):
    """The variables of a derivative and of those that stand in what it is taken of."""
    yield from _variables(node)
    for inner in preorder_traversal(node.expression):
        if isinstance(inner, DERIVATIVES):
            yield from _variables(inner)


def _owner(variable):
    """The array that an entry, or a vector with entries, belongs to; else itself."""
    if isinstance(variable, Indexed):
        return variable.base
    entries = getattr(variable, "entries", None)
    return variable if entries is None else entries


def _can_move(name) -> bool:
    """No derivative is taken by a size, an index or a function."""
    if isinstance(name, Symbol):
        return not name.is_integer
    return not isinstance(name, UndefinedFunction)
