"""Break points of a line: where a case distinction, a maximum or a floor changes over.

Random points hardly ever fall on them, and not beyond those that lie far out. Each is
found by solving "argument = break" for one name of the line.
"""

from functools import cache

import sympy as sp
from sympy.tensor.indexed import Indexed

from derivations.steps.deadline import TimeUp, limit
from derivations.steps.errors import NO_ANSWER
from derivations.steps.vocabulary import notation as nt
from derivations.steps.vocabulary.dependence import unfolded

SECONDS = 0.5  # to solve one equation
STEPPED = (sp.floor, sp.ceiling, sp.frac)
JUMPS = (*STEPPED, sp.Mod, sp.sign, sp.Heaviside)  # by the last digit of an argument
STEPS = (0, 1, -1, 2)  # whole numbers at which a floor is looked at
MOST = 6  # break points of one line


def break_points(expressions, sizes, places):
    """The break points of some lines.

    Parameters
    ----------
    expressions : the lines.
    sizes : whole numbers for symbolic sizes.
    places : whole numbers for free indices.

    Returns
    -------
    Pairs (name, where): a symbol or an entry, and an expression in the other names.

    >>> x, y = sp.symbols("x y", real=True)
    >>> break_points([sp.Max(x, 3 * y)], {}, {})
    [(x, 3*y), (y, x/3)]
    """
    found = {}
    for expression in expressions:
        for difference in _differences(expression, {**sizes, **places}):
            for name in sorted(_names(difference), key=str):
                for where in _solutions(difference, name):
                    found[name, where] = None
    return list(found)[:MOST]


def _differences(expression, numbers):
    """What is zero at a break, with every bound index at 1 or at an end."""
    stack, seen = [(expression, {})], set()
    while stack:
        node, bound = stack.pop()
        if (node, tuple(bound.items())) in seen:
            continue
        seen.add((node, tuple(bound.items())))
        for difference in switching(node):
            try:
                yield difference.xreplace(bound).subs(numbers).doit()
            except NO_ANSWER:
                continue
        if isinstance(node, Indexed):
            if getattr(node.base, "definition", None) is not None:
                stack.append((unfolded(node), bound))
        elif isinstance(node, (nt.NamedFunction, nt.Expectation)):
            stack.append((node.unfold(), bound))
        elif isinstance(node, (sp.Sum, sp.Product, sp.Integral)):
            for name, *ends in node.limits:
                ends = [end for end in ends if end.is_finite is not False]
                if not isinstance(node, sp.Integral):
                    ends = ends[:1]
                bounds = [{**bound, name: end} for end in ends]
                stack += [(node.function, b) for b in bounds]
        else:
            stack += [(argument, bound) for argument in reversed(node.args)]


def switching(node):
    """What is zero where one function, maximum or relation changes over."""
    if isinstance(node, (sp.Abs, sp.sign, sp.Heaviside)):
        yield node.args[0]
    elif isinstance(node, STEPPED):
        yield from (node.args[0] - step for step in STEPS)
    elif isinstance(node, (sp.Max, sp.Min)):
        first, *others = node.args
        yield from (first - other for other in others)
    elif isinstance(node, sp.core.relational.Relational):
        yield node.lhs - node.rhs


def _names(difference):
    """Symbols and entries named by numbers that can be moved."""
    entries = {e for e in difference.atoms(Indexed) if _is_drawn(e)}
    labels = {e.base.label for e in difference.atoms(Indexed)}
    symbols = difference.atoms(sp.Symbol) - labels
    return entries | {s for s in symbols if s.is_extended_real and "." not in s.name}


def _is_drawn(entry):
    base = entry.base
    plain = not (getattr(base, "definition", None) or getattr(base, "of", ()))
    return plain and all(index.is_Integer for index in entry.indices)


@cache
def _solutions(difference, name):
    x = sp.Dummy("x", real=True)
    equation = difference.xreplace({name: x})
    if equation.has(sp.Sum, sp.Integral, sp.Derivative, nt.D):
        return ()
    try:
        with limit(SECONDS):
            slope = sp.diff(equation, x)
            if not slope.has(x) and slope != 0:
                return (sp.expand(x - equation / slope),)
            return tuple(sp.solve(equation, x))[:3]
    except (TimeUp, *NO_ANSWER):
        return ()
