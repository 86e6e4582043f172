"""Derivatives with one mistake in the rules.

Every rule of differentiation leaves smaller derivatives behind. A wrong derivative is a
wrong use of the rule, or the right rule with one wrong smaller derivative.
"""

from dataclasses import replace
from itertools import islice

from sympy import Derivative, Dummy, S, preorder_traversal
from sympy.tensor.indexed import Indexed

from derivations.steps.differentiation.calculus import CannotDerive, rule_for
from derivations.steps.errors import NO_ANSWER
from derivations.steps.vocabulary.dependence import depends
from derivations.steps.vocabulary.notation import D

from .carried_out import carried_out
from .mistaken import mistake
from .mistaken_differentiation import MISTAKES

TRIED = 150  # wrong versions of one derivative


def mistaken_slopes(line):
    """Wrong versions of a line with derivatives: pairs of a mistake and a line.

    >>> from sympy.abc import x
    >>> for mistake, wrong in mistaken_slopes(D(x**3, x)):
    ...     print(mistake.kind, wrong)
    derivative x**3
    exponent 3*x**3
    factor x**2
    exponent 2*x**2
    exponent 3*x
    exponent 3*x**4
    integral x**4/4
    """
    derivatives = {n: n for n in preorder_traversal(line) if isinstance(n, D)}
    for node in preorder_traversal(line):
        if isinstance(node, Derivative):
            derivatives[node] = D(node.expr, *node.variables)
    for node, derivative in derivatives.items():
        for found, wrong in islice(_mistaken(derivative), TRIED):
            changed = line.xreplace({node: wrong})
            yield _with_sum(found, changed), changed


def _with_sum(found, changed):
    """A lost Kronecker delta keeps a whole sum where its index is summed over."""
    if found.kind != "delta" or found.pieces[0].args[0] in changed.free_symbols:
        return found
    words = "The whole sum is kept where one entry is left: " + found.words
    return replace(found, words=words.replace("The Kronecker", "the Kronecker"))


def _mistaken(derivative):
    """Wrong values of one derivative."""
    seen = set()
    for found, wrong in _with_repeats(derivative):
        key = found.kind, wrong
        if wrong != derivative and wrong is not S.NaN and key not in seen:
            seen.add(key)
            yield found, wrong


def _with_repeats(derivative):
    f, (x, *others) = derivative.expression, derivative.variables
    if not depends(f, x):
        return
    words = "The derivative of {} by {} has not been taken."
    not_taken = mistake("derivative", words, f, x), D(f, *others) if others else f
    if others:
        yield not_taken
        yield from _higher(f, x, others)
        return
    rule = None if f == x else _rule(derivative)
    if rule is None:
        yield not_taken
        return
    result = rule.result
    inner = [n for n in preorder_traversal(result) if isinstance(n, D)]
    if rule.reason.startswith("chain rule"):
        for d in inner:
            yield from _chain(f, d, x, result)
    yield not_taken
    for kinds, mistakes in MISTAKES:
        if isinstance(f, kinds):
            yield from mistakes(f, x)
    later = []
    for d in inner:
        for found, wrong in _mistaken(d):
            pair = found, result.xreplace({d: wrong})
            if found.words == words:  # the least likely of a part
                later.append(pair)
            else:
                yield pair
    yield from later


def _rule(derivative):
    try:
        return rule_for(derivative)
    except CannotDerive:
        return None


def _higher(f, x, others):
    inner = D(f, *others)
    for found, wrong in _mistaken(inner):
        yield found, D(wrong, x)
    try:
        yield from _mistaken(D(carried_out(inner), x))
    except NO_ANSWER:
        return


def _chain(f, d, x, result):
    u = d.expression
    if not isinstance(u, Indexed):
        yield (
            mistake(
                "chain factor",
                "A chain factor is missing: the derivative of {} by {}.",
                *(u, x),
            ),
            result.xreplace({d: S.One}),
        )
        yield (
            mistake("sign", "The sign of the inner derivative of {} is wrong.", u),
            result.xreplace({d: -d}),
        )
    if u not in f.args or isinstance(u, Indexed):
        return
    place = Dummy("u", real=True)
    moved = f.func(*(place if part == u else part for part in f.args))
    outer = rule_for(D(moved, place)).result
    words = "The outer derivative of {} is taken at the inner derivative, not at {}."
    yield mistake("chain rule", words, f, u), outer.xreplace({place: d})
    if not isinstance(x, Indexed):
        words = "The outer derivative of {} is taken at {}, not at the inner {}."
        yield mistake("chain rule", words, f, x, u), outer.xreplace({place: x}) * d
