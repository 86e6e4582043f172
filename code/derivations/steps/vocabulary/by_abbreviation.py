"""Derivatives by an abbreviation: what they would hold fixed must be clear.

By ``z[k]``, which stands for a sum over ``w`` and ``x``, a line in ``z`` has a partial
derivative: whatever else it holds stays fixed. A line that holds no ``z``, only ``w``
and ``x``, changes with them, and 0 would be the answer to another question.
"""

from sympy import Symbol
from sympy.tensor.indexed import Indexed

from derivations.steps.errors import Unsupported

from .dependence import names_within
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
        held = names_within(node.expression, array)
        inside = set(names_within(array.definition[1])) - set(array.definition[0])
        hidden = [name for name in held if name in inside and not _is_count(name)]
        if array not in held and hidden:
            names = ", ".join(map(str, hidden))
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


def _is_count(name) -> bool:
    """Sizes and indices: no derivative is taken by them."""
    return isinstance(name, Symbol) and bool(name.is_integer)
