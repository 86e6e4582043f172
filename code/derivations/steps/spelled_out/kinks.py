"""Derivatives at a corner: SymPy's rules give a number there, where there is none.

``diff(Abs(t), t)`` is ``sign(t)``, which is 0 at 0. A derivative across a corner or a
jump is proved only where the domain keeps away from it, or where both pieces have the
same value and slope there.
"""

import sympy as sp

from derivations.steps.algebra.signs import NEGATIVE, POSITIVE, sign_of
from derivations.steps.errors import Unsupported
from derivations.steps.vocabulary.kinks import KINKS


def require_smooth(body, variable, excluded=()):
    """Refuse to differentiate across a kink that the domain may contain.

    Parameters
    ----------
    body : an explicit expression.
    variable : the symbol by which it is differentiated.
    excluded : expressions that the domain keeps from vanishing.

    Raises
    ------
    Unsupported : a corner or a jump within the domain.

    >>> t = sp.Symbol("t", real=True)
    >>> require_smooth(t * sp.Abs(t), t)
    >>> require_smooth(sp.Abs(t), t, excluded=[t])
    >>> require_smooth(sp.Abs(t), t)
    Traceback (most recent call last):
    derivations.steps.errors.Unsupported: no derivative where t = 0
    """
    for node in sp.ordered(body.atoms(*KINKS)):
        if not node.has(variable):
            continue
        for switch, pieces in _pieces(node):
            if not switch.has(variable) or _keeps_away(switch, excluded):
                continue
            sides = [body.xreplace({node: piece}) for piece in pieces]
            if not _meet(sides, switch, variable):
                raise Unsupported(f"no derivative where {switch} = 0")


def _pieces(node):
    """Pairs of what vanishes at the kink, and the expressions on its two sides."""
    if isinstance(node, sp.Abs):
        yield node.args[0], (-node.args[0], node.args[0])
    elif isinstance(node, sp.sign):
        yield node.args[0], (sp.S(-1), sp.S(1))
    elif isinstance(node, sp.Heaviside):
        yield node.args[0], (sp.S(0), sp.S(1))
    elif isinstance(node, (sp.Max, sp.Min)):
        for k, first in enumerate(node.args):
            for other in node.args[k + 1 :]:
                yield first - other, (first, other)
    elif isinstance(node, sp.Piecewise):
        for (before, condition), (after, _) in zip(
            node.args, node.args[1:], strict=False
        ):
            for relation in condition.atoms(sp.core.relational.Relational):
                yield from _of_relation(relation, before, after)
    else:
        raise Unsupported(f"no derivative where {node} jumps")


def _of_relation(relation, before, after):
    """Of ``|g| < c`` the two ends ``g = c`` and ``g = -c``."""
    switch = relation.lhs - relation.rhs
    inside = switch.atoms(sp.Abs)
    if not inside:
        yield switch, (before, after)
        return
    for node in inside:
        for sense in (1, -1):
            end = switch.xreplace({node: sense * node.args[0]})
            value = {node: sense * node.args[0]}
            yield end, (before.xreplace(value), after.xreplace(value))


def _keeps_away(switch, excluded):
    if sign_of(switch) in (POSITIVE, NEGATIVE):
        return True
    return any(sp.expand(switch - s * e) == 0 for e in excluded for s in (1, -1))


def _meet(sides, switch, variable):
    """Whether both sides have the same value and slope where the switch vanishes."""
    slope = sp.diff(switch, variable)
    if not slope or slope.has(variable):
        return False
    place = variable - switch / slope  # free of the variable, which is linear there
    place = sp.expand(place)
    if place.has(variable):
        return False
    before, after = sides
    gaps = before - after, sp.diff(before - after, variable)
    return all(_zero(gap.subs(variable, place)) for gap in gaps)


def _zero(expression):
    return expression.expand() == 0 or sp.simplify(expression) == 0
