"""Expressions that may have a corner or a jump where a condition changes."""

import sympy as sp
from sympy.tensor.indexed import IndexedBase

from .named_functions import NamedFunction

KINKS = (
    *(sp.Abs, sp.sign, sp.Heaviside, sp.Max, sp.Min, sp.Piecewise),
    *(sp.floor, sp.ceiling, sp.frac, sp.Mod),
)


def may_have_a_kink(expression, roots=False):
    """Whether an expression, with its abbreviations unfolded, has such a part.

    With ``roots`` these count, too: the root of a sum of squares has a corner at 0.

    >>> from sympy.abc import x
    >>> may_have_a_kink(sp.exp(x)), may_have_a_kink(x * sp.Abs(x))
    (False, True)
    >>> may_have_a_kink(sp.sqrt(x**2)), may_have_a_kink(sp.sqrt(x**2), roots=True)
    (False, True)
    """
    seen, stack = set(), [expression]
    while stack:
        for node in sp.preorder_traversal(stack.pop()):
            if isinstance(node, KINKS) or (roots and _is_root(node)):
                return True
            if node in seen:
                continue
            seen.add(node)
            if isinstance(node, NamedFunction):
                stack.append(node.unfold())
            elif isinstance(node, IndexedBase) and getattr(node, "definition", None):
                stack.append(node.definition[1])
    return False


def _is_root(node):
    """A power that is no whole one, of what is not known to be positive."""
    fractional = node.is_Pow and node.exp.is_number and not node.exp.is_integer
    return fractional and not node.base.is_positive
