"""Refuted steps that are right with one part of the line replaced by a variant of it.

Its square or root, its reciprocal, the number before or after, another function, other
limits: whatever stands there is tried as each of these, and the line must then have the
left side's values at every point.
"""

from itertools import chain, combinations, islice

import sympy as sp
from sympy.matrices.expressions import (
    Determinant,
    Inverse,
    MatAdd,
    MatrixExpr,
    MatrixSymbol,
    Trace,
    Transpose,
)
from sympy.tensor.indexed import Indexed

from derivations.steps.errors import NO_ANSWER
from derivations.steps.slips.mutants import places, replaced
from derivations.steps.vocabulary.notation import Expectation, Law

from .explanation import Explanation
from .forms import is_sample_size
from .mistaken import mistake

TRIED = 200
BASES = (2, 10)  # of other logarithms
LONG = 25  # operations of a part that is not named any more


def wrong_part(sides):
    """A part of the right side that stands there as a variant of what is meant."""
    line = sides.right
    changes = chain(variants(line), _exchanged(line), _everywhere(line))
    return _first(sides, changes)


def wrong_power(sides):
    """A name that stands for its square or its root."""
    powers = (
        (found, changed)
        for found, changed in variants(sides.right)
        if found.kind == "power" and _is_power_of_name(found.pieces[0])
    )
    return _first(sides, powers)


def _is_power_of_name(node):
    base, exponent = node.as_base_exp()
    return exponent.is_number and isinstance(base, (sp.Symbol, Indexed))


def wrong_range(sides):
    """An integral or expectation of the right side over another range."""
    return _first(sides, _limits(sides.right, sides.left))


def _first(sides, changes):
    for found, changed in islice(changes, TRIED):
        if sides.repairs(changed):
            return Explanation(
                found.kind,
                found.words,
                found.pieces,
                changed,
                is_guess=sides.is_one_point,
            )
    return None


def variants(line):
    """``(mistake, changed line)`` for every part and each variant."""
    seen = {line}
    for path, node, above in places(line):
        if node.count_ops() > LONG:
            continue
        for found, meant in _of_node(node, above):
            try:
                changed = replaced(line, path, meant)
            except NO_ANSWER:
                continue
            if changed not in seen:
                seen.add(changed)
                yield found, changed


def _of_node(node, above):
    if isinstance(node, MatrixExpr):
        yield from _matrix(node, above)
    elif isinstance(node, sp.Expr) and not isinstance(node, sp.IndexedBase):
        if not node.is_number:
            yield from _number(node, above)
        if isinstance(node, (sp.Function, Determinant, Trace)):
            yield from _function(node)


def _number(node, above):
    said = "{} stands where {} is meant"
    fraction = isinstance(node, (sp.Mul, sp.Pow)) and sp.fraction(node)[1] != 1
    if fraction or not above:
        words = (
            "The fraction is upside down: {} stands where its reciprocal {} is meant."
        )
        yield mistake("reciprocal", words, node, 1 / node), 1 / node
    whole = node.is_Symbol and node.is_integer
    if whole:
        below = any(isinstance(n, sp.Pow) and n.exp.is_negative for n in above)
        below = below and is_sample_size(node, above[0])
        for meant in (node - 1, node + 1):
            degrees = " (degrees of freedom)" if below else ""
            yield mistake("number", f"{said}{degrees}.", node, meant), meant
    if isinstance(node, sp.Add) and node.free_symbols and _is_whole(node):
        for step in (-1, 1):
            yield mistake("number", f"{said}.", node, node + step), node + step
    if not above:
        words = "{} stands where its complement {} is meant."
        yield mistake("complement", words, node, 1 - node), 1 - node
    if whole or (isinstance(node, sp.Add) and not above):
        return
    if above and not isinstance(above[-1], sp.Mul):
        yield from _multiples(node)
    power = above and isinstance(above[-1], sp.Pow) and above[-1].base == node
    if not power:
        yield mistake("power", said + ", its square.", node, node**2), node**2
        root = sp.sqrt(node)
        yield mistake("power", said + ", its square root.", node, root), root
    if not fraction and above:
        words = said + ", its reciprocal."
        yield mistake("reciprocal", words, node, 1 / node), 1 / node
    if not power and not fraction and above:
        square = node**-2
        words = said + ", the reciprocal of its square."
        yield mistake("reciprocal", words, node, square), square


def _multiples(node):
    """A factor lost inside: in an exponent, a function's argument, a term."""
    for factor in (sp.Rational(1, 2), sp.Integer(2)):
        words = "A factor {} is missing: {} stands where {} is meant."
        meant = factor * node
        yield mistake("factor", words, factor, node, meant), meant


def _is_whole(node):
    return all(s.is_integer for s in node.free_symbols) and node.is_integer


def _function(node):
    if isinstance(node, sp.log):
        for base in BASES:
            for factor, words in (
                (1 / sp.log(base), "{} is to the base e where the base {} is meant."),
                (sp.log(base), "{} is to another base: a factor log {} is missing."),
            ):
                yield mistake("base", words, node, sp.Integer(base)), factor * node
    if len(node.args) == 1 and isinstance(node, sp.Function):
        words = "{} stands where its argument {} is meant."
        yield mistake("function", words, node, node.args[0]), node.args[0]
    for kinds in TWINS:
        if node.func in kinds:
            for other in kinds:
                if other != node.func:
                    meant = other(node.args[0])
                    words = "{} stands where {} is meant."
                    yield mistake("function", words, node, meant), meant
    if isinstance(node, (Determinant, Trace)):
        other = Trace if isinstance(node, Determinant) else Determinant
        names = {Trace: "trace", Determinant: "determinant"}
        here, there = names[type(node)], names[other]
        words = f"The {here} {{}} stands where the {there} {{}} is meant."
        meant = other(node.arg)
        yield mistake("determinant", words, node, meant), meant
    if isinstance(node, (sp.gamma, sp.factorial, sp.digamma, sp.loggamma)):
        for step in (-1, 1):
            meant = node.func(node.args[0] + step)
            words = "The argument is shifted by one: {} stands where {} is meant."
            yield mistake("index", words, node, meant), meant


TWINS = (
    (sp.sin, sp.cos, sp.tan),
    (sp.sinh, sp.cosh, sp.tanh),
    (sp.exp, sp.log),
    (sp.Max, sp.Min),
    (sp.gamma, sp.digamma, sp.loggamma),
    (sp.erf, sp.erfc),
    (sp.floor, sp.ceiling),
)


def _matrix(node, above):
    if isinstance(node, MatAdd) or not node.is_square or node.shape[0] == 1:
        return
    if not isinstance(node, Inverse) and not any(isinstance(n, Inverse) for n in above):
        words = "{} stands where its inverse {} is meant."
        yield mistake("inverse", words, node, Inverse(node)), Inverse(node)
    if isinstance(node, Inverse) and isinstance(node.arg, MatrixSymbol):
        meant = Transpose(node.arg)
        words = "The inverse {} stands where the transpose {} is meant."
        yield mistake("transposed", words, node, meant), meant


def _everywhere(line):
    """One name stands for another quantity wherever it occurs."""
    for name in sorted(_names(line), key=str):
        if sum(node == name for node in sp.preorder_traversal(line)) < 2:
            continue
        for word, meant in (
            ("its square", name**2),
            ("its square root", sp.sqrt(name)),
            ("its reciprocal", 1 / name),
            ("the reciprocal of its square", name**-2),
            ("the reciprocal of its root", 1 / sp.sqrt(name)),
            ("minus itself", -name),
            ("twice itself", 2 * name),
            ("half of it", name / 2),
        ):
            changed = line.xreplace({name: meant})
            words = f"{{}} stands where {word} {{}} is meant, throughout the line."
            yield mistake("power", words, name, meant), changed


def _exchanged(line):
    """Two names have changed places."""
    for one, other in combinations(sorted(_names(line), key=str), 2):
        changed = line.xreplace({one: other, other: one})
        words = "{} and {} are exchanged throughout the line."
        yield mistake("exchanged", words, one, other), changed


def _names(line):
    inside = {s for e in line.atoms(Indexed) for s in e.free_symbols}
    bound = {v for e in line.atoms(sp.Integral) for v in e.variables}
    return {
        s
        for s in line.free_symbols - inside - bound
        if isinstance(s, sp.Symbol) and not s.is_integer
    }


STANDARD = ((0, sp.oo), (-sp.oo, sp.oo), (0, 1), (-1, 1), (1, sp.oo), (-sp.oo, 0))


def _limits(line, left):
    """Integrals and expectations over another range."""
    ranges = [lim[1:] for n in left.atoms(sp.Integral) for lim in n.limits]
    ranges += [n.law.args[2:4] for n in left.atoms(Expectation)]
    ranges = dict.fromkeys(tuple(r) for r in [*ranges, *STANDARD])
    for path, node, _ in places(line):
        if not isinstance(node, (sp.Integral, Expectation)):
            continue
        for low, high in ranges:
            ends = sp.sympify(low), sp.sympify(high)
            for other, old, new in _with_limits(node, *ends):
                words = (
                    "The range of integration is wrong: from {} to {} where {} to {} "
                    "is meant (of a density: its support)."
                )
                found = mistake("limits", words, *old, *new)
                yield found, replaced(line, path, other)


def _with_limits(node, low, high):
    if isinstance(node, Expectation):
        x, density, *ends, discrete = node.law.args
        if tuple(ends) != (low, high):
            law = Law(x, density, low, high, discrete)
            yield Expectation(node.expression, law), tuple(ends), (low, high)
        return
    for k, (variable, *ends) in enumerate(node.limits):
        others = (low, high), (ends[0], high), (low, ends[1])
        for new in others if len(ends) == 2 else ():
            if new == tuple(ends) or variable in sp.Tuple(*new).free_symbols:
                continue
            limits = [*node.limits[:k], (variable, *new), *node.limits[k + 1 :]]
            yield sp.Integral(node.function, *limits), tuple(ends), new
