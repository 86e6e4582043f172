"""Where an integrand has a corner or a jump: quadrature must not step across it.

A rule of high order assumes a smooth integrand; across a corner it is wrong in the
seventh digit and does not notice.
"""

import sympy as sp

from derivations.steps.errors import Unsupported


def corners(integrand, variable):
    """The corners of an integrand, as expressions in the other names.

    Raises
    ------
    Unsupported : a corner whose place is no linear equation in the variable.

    >>> from sympy.abc import c, z
    >>> corners(sp.Abs(2 * z - c) * sp.exp(-z), z)
    [c/2]
    """
    found = []
    for difference in _switches(integrand):
        if not difference.has(variable):
            continue
        if (
            not difference.is_polynomial(variable)
            or sp.degree(difference, variable) > 1
        ):
            raise Unsupported(
                f"an integrand has corners where {difference} = 0: split the integral "
                "there"
            )
        slope = difference.coeff(variable, 1)
        found.append(-sp.expand(difference).coeff(variable, 0) / slope)
    return sorted(set(found), key=str)


def _switches(integrand):
    """Expressions whose change of sign makes a corner or a jump."""
    for node in sp.preorder_traversal(integrand):
        if isinstance(node, (sp.Abs, sp.sign, sp.Heaviside)):
            yield sp.expand(node.args[0])
        elif isinstance(node, (sp.Max, sp.Min)):
            first, *others = node.args
            yield from (sp.expand(first - other) for other in others)
        elif isinstance(node, sp.core.relational.Relational):
            yield sp.expand(node.lhs - node.rhs)


def split(low, high, places):
    """The interval cut at the places inside it, and a double infinity at 0."""
    inside = sorted({p for p in places if low < p < high})
    if low == -high and low < -(10**300) and not inside:
        inside = [0]  # each half converges faster than the whole
    return [low, *inside, high]
