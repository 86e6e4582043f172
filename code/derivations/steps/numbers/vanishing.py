"""Inner parts of a line that vanish together, where a narrow peak has its top.

Random points do not fall on ``exp(-((x - a)^2 + (y - b)^2)/10^-4)``, and points that
set one name alone do not either. What is squared, compared or within bars there is zero
at the top, all of it at once; so is the slope of an exponent.
"""

from itertools import islice, pairwise, product

import sympy as sp

from derivations.steps.deadline import TimeUp, limit
from derivations.steps.errors import NO_ANSWER
from derivations.steps.vocabulary import notation as nt

from .breaks import switching

MOST = 12  # groups of parts that are looked at
TOGETHER = 4  # parts of one group
LARGE = 400  # parts of a line beyond which nothing is looked for
EVEN = (sp.cosh, sp.DiracDelta)  # peaks or valleys where their argument vanishes
PEAKED = (sp.Function, sp.Max, sp.Min)
WITHIN = (sp.Sum, sp.Product, sp.Integral, sp.Limit)
OPAQUE = (sp.Integral, sp.Limit, sp.Derivative, nt.D, nt.Gradient, nt.Expectation)
CLOSED = (*WITHIN, nt.Gradient, nt.Jacobian, nt.Hessian, nt.Expectation)
SECONDS = 0.5  # to solve the equations for one name


def vanishing_groups(*lines):
    """Groups of expressions that may all be zero at one point, the telling ones first.

    >>> x, y = sp.symbols("x y", real=True)
    >>> next(vanishing_groups(sp.exp(-((x - 3) ** 2) - sp.Abs(x + y)), x))
    (x - 3, x + y)
    """
    seen = set()
    for group in islice(_all_groups(lines), 4 * MOST):
        key = frozenset(group)
        if 0 < len(group) <= TOGETHER and key not in seen:
            seen.add(key)
            yield group
        if len(seen) == MOST:
            return


def _all_groups(lines):
    if sum(1 for line in lines for _ in islice(_open_nodes(line), LARGE)) >= LARGE:
        return
    nodes = dict.fromkeys(node for line in lines for node in _open_nodes(line))
    peaked = [node for node in nodes if _is_peaked(node)]
    for node in peaked:
        yield _parts(node)
        yield _parts(node, innermost=True)
    yield tuple(dict.fromkeys(part for line in lines for part in _parts(line)))
    yield from _midways(peaked)
    for node in peaked:
        yield from _stationary(node)
    for line in lines:
        yield from ((part,) for part in _parts(line))


def _open_nodes(line):
    """The parts of a line that are no sums, integrals or derivatives."""
    walk = sp.preorder_traversal(line)
    for node in walk:
        if isinstance(node, (*CLOSED, sp.Indexed)):
            walk.skip()
        elif isinstance(node, (sp.Expr, sp.logic.boolalg.Boolean)):
            yield node


def _is_peaked(node):
    if isinstance(node, sp.Pow):
        below = node.exp.is_number and node.exp.is_negative
        return bool(below) or not node.exp.is_number
    return isinstance(node, PEAKED) and bool(node.free_symbols)


def _parts(node, innermost=False):
    """What is squared, compared or within bars, and not itself within such a part.

    With ``innermost`` it is what holds no such part: the middle of a disk, not its rim.
    """
    found, stack = {}, [node]
    while stack:
        inner = stack.pop()
        here = [part for part in _vanishing(inner) if _is_usable(part)]
        if innermost:
            here = [part for part in here if not _parts(part)]
        found |= dict.fromkeys(here)
        if not here and not isinstance(inner, (*CLOSED, sp.Indexed)):
            stack += reversed(inner.args)
        elif not here and isinstance(inner, sp.Sum):
            stack.append(inner.function)  # for all values of its index
    return tuple(found)


def _vanishing(node):
    if isinstance(node, sp.Pow):
        even = node.exp.is_even and node.exp.is_positive
        return [node.base] if even else []
    if isinstance(node, EVEN):
        return [node.args[0]]
    return list(islice(switching(node), TOGETHER))


def _is_usable(part):
    if not isinstance(part, sp.Expr) or part.has(*OPAQUE):
        return False
    return bool(_names(part) or part.atoms(sp.Indexed))


def _names(part):
    inside = {s for entry in part.atoms(sp.Indexed) for s in entry.free_symbols}
    return {s for s in part.free_symbols - inside if s.is_real and not s.is_integer}


def _stationary(node):
    """The slopes of an exponent, or of what is below a fraction line."""
    if not isinstance(node, (sp.exp, sp.Pow)):
        return
    base, exponent = node.as_base_exp()
    inside = base if exponent.is_number else exponent
    names = sorted(_names(inside), key=str)
    if (
        not names
        or len(names) > TOGETHER
        or inside.has(*CLOSED, *OPAQUE, sp.Abs, sp.Piecewise)
    ):
        return
    try:
        with limit(SECONDS):
            slopes = tuple(sp.diff(inside, name) for name in names)
    except (TimeUp, *NO_ANSWER):
        return
    if all(slope.free_symbols for slope in slopes):
        yield slopes


def _midways(nodes):
    """The middle between two neighboring zeros: of a window such as 3 < x < 3.001."""
    zeros = {}
    for part in (p for node in nodes for p in _parts(node)):
        names = _names(part)
        if len(names) == 1 and part.is_polynomial(*names):
            (name,) = names
            if part.free_symbols == names and sp.degree(part, name) <= 2:
                found = (z for z in sp.solve(part, name) if z.is_real)
                zeros.setdefault(name, set()).update(found)
    lines = []
    for name in sorted(zeros, key=str):
        ordered = sorted(zeros[name])
        middles = [(a + b) / 2 for a, b in pairwise(ordered)]
        lines.append([name - place for place in middles or ordered[:1]])
    if lines:
        yield from islice(product(*lines), MOST)
