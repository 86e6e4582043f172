"""What does not move under an integral, computed once instead of at every node.

A quadrature asks for its integrand hundreds of times. In ``z * phi(z) / Phi(x)`` only
two factors depend on ``z``; an inner integral that does not would be computed anew at
every node of the outer one.
"""

import sympy as sp

from derivations.steps.vocabulary.notation import D, NamedFunction, Phi, phi


def hoisted(expression, variables):
    """Split an integrand into a part that moves and names for the parts that do not.

    Returns
    -------
    ``(moving, fixed)``: the integrand with a dummy symbol for every part that is free
    of ``variables``, and ``{dummy: part}``.

    >>> from sympy.abc import x, z
    >>> moving, fixed = hoisted(z * sp.exp(x) / 3, {z})
    >>> list(fixed.values())
    [exp(x)/3]
    >>> moving.has(x)
    False
    """
    fixed = {}
    return _moving(expression, frozenset(variables), fixed), fixed


def hoisted_functions(expression, variables):
    """The same, but only parts that hold functions are named: others show their sign.

    >>> from sympy.abc import a, x, z
    >>> moving, fixed = hoisted_functions(sp.exp(-a * z) + sp.exp(x), {z})
    >>> moving.has(a), moving.has(x)
    (True, False)
    """
    moving, fixed = hoisted(expression, variables)
    plain = {name: part for name, part in fixed.items() if not part.has(sp.Function)}
    fixed = {name: part for name, part in fixed.items() if name not in plain}
    return moving.xreplace(plain), fixed


def _moving(node, variables, fixed):
    if not node.free_symbols & variables:
        return _name(node, fixed)
    if isinstance(node, NamedFunction) and not isinstance(node, (Phi, phi)):
        return _moving(node.unfold(), variables, fixed)
    if isinstance(node, (sp.Add, sp.Mul)) and node.is_commutative:
        still = [a for a in node.args if not a.free_symbols & variables]
        parts = [_moving(a, variables, fixed) for a in node.args if a not in still]
        if still:
            parts.insert(0, _name(node.func(*still, evaluate=False), fixed))
        return node.func(*parts, evaluate=False) if len(parts) > 1 else parts[0]
    if isinstance(node, (sp.Pow, sp.exp, Phi, phi)):
        # A whole exponent stays as it is: such a power has a quicker way.
        arguments = [
            a if a.is_Integer else _moving(a, variables, fixed) for a in node.args
        ]
        return node.func(*arguments, evaluate=False)
    if isinstance(node, D) and variables.issuperset(node.variables):
        return D(_moving(node.expression, variables, fixed), *node.variables)
    return node  # names are bound or differentiated by inside: left alone


def _name(part, fixed):
    if part.is_Symbol or part.is_Integer:
        return part
    dummy = sp.Dummy(real=True)
    fixed[dummy] = part
    return dummy
