"""Derivatives by an abbreviation: what they would hold fixed must be clear.

By ``z[k]``, which stands for a sum over ``w`` and ``x``, a line in ``z`` has a partial
derivative: whatever else it holds stays fixed. A line that holds no ``z``, only ``w``
and ``x``, changes with them, and 0 would be the answer to another question.
"""

from sympy import IndexedBase, Symbol, preorder_traversal
from sympy.matrices.expressions import MatrixSymbol
from sympy.tensor.indexed import Indexed

from derivations.steps.errors import Unsupported

from .formulas import D, Gradient, Hessian, Jacobian


def refuse_hidden_dependence(node) -> None:
    """Raise Unsupported for a derivative that would overlook what it depends on."""
    if not isinstance(node, (D, Gradient, Jacobian, Hessian)):
        return
    variables = node.variables if isinstance(node, D) else (node.variable,)
    for variable in variables:
        array = _array_of(variable)
        if getattr(array, "definition", None) is None:
            continue
        held = _names(node.expression, array)
        hidden = held & _names(array.definition[1], array)
        if array not in held and hidden:
            names = ", ".join(sorted(map(str, hidden)))
            raise Unsupported(
                f"the derivative by {variable} is not clear: it stands for an "
                f"expression in {names}, and what is differentiated holds {names} "
                f"but no {array.name}: write it in {array.name}, or differentiate by "
                f"{names}"
            )


def _array_of(variable):
    if isinstance(variable, Indexed):
        return variable.base
    return getattr(variable, "entries", None)


def _names(expression, stop) -> set:
    """Arrays, matrices and symbols in an expression; one array is not unfolded."""
    found, stack = set(), [expression]
    while stack:
        for node in preorder_traversal(stack.pop()):
            if node in found or not isinstance(
                node, (IndexedBase, MatrixSymbol, Symbol)
            ):
                continue
            if isinstance(node, Symbol) and node.is_integer:
                continue
            found.add(node)
            tied = getattr(node, "entries", None)
            stack += [tied] if tied is not None else []
            definition = getattr(node, "definition", None)
            stack += [definition[1]] if definition and node != stop else []
    return found
