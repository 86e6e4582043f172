"""Expressions that may have a corner or a jump where a condition changes."""

import sympy as sp
from sympy.tensor.indexed import IndexedBase

from .named_functions import NamedFunction

KINKS = (
    *(sp.Abs, sp.sign, sp.Heaviside, sp.Max, sp.Min, sp.Piecewise),
    *(sp.floor, sp.ceiling, sp.frac, sp.Mod),
)


def may_have_a_kink(expression):
    """Whether an expression, with its abbreviations unfolded, has such a part.

    >>> from sympy.abc import x
    >>> may_have_a_kink(sp.exp(x)), may_have_a_kink(x * sp.Abs(x))
    (False, True)
    """
    seen, stack = set(), [expression]
    while stack:
        for node in sp.preorder_traversal(stack.pop()):
            if isinstance(node, KINKS):
                return True
            if node in seen:
                continue
            seen.add(node)
            if isinstance(node, NamedFunction):
                stack.append(node.unfold())
            elif isinstance(node, IndexedBase) and getattr(node, "definition", None):
                stack.append(node.definition[1])
    return False
