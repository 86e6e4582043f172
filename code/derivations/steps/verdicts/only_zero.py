"""Whether a zero of a line is its only one: it is where the line only rises or falls.

A slope of one sign says so on an interval without poles alone: ``tan`` rises wherever
it has a value, and has many zeros.
"""

import sympy as sp

from derivations.steps.algebra.signs import POSITIVE, sign_of
from derivations.steps.deadline import TimeUp
from derivations.steps.errors import NO_ANSWER
from derivations.steps.proofs.attempts import proved_scope
from derivations.steps.spelled_out.concrete import Explicit
from derivations.steps.vocabulary.notation import D

UNCHECKED = "whether there are other zeros is not checked"
CONTINUOUS = (sp.exp, sp.sinh, sp.cosh, sp.tanh, sp.atan, sp.erf, sp.erfc)


def uniqueness(judge, line, statement):
    """What is said about other zeros of a line."""
    ((name, _), *more) = statement.at.places
    single = isinstance(name, sp.Symbol) and not name.is_integer and not more
    if not single or getattr(line, "is_Matrix", False):
        return UNCHECKED
    try:
        if not _on_an_interval(judge.domain, name) or not _is_continuous(judge, line):
            return UNCHECKED
        setting = judge.domain, judge.sizes, judge.indices
        for low, high, word in (
            (sp.S.Zero, D(line, name), "rises"),
            (D(line, name), sp.S.Zero, "falls"),
        ):
            if proved_scope(low, high, "<", *setting):
                return f"the only zero: proved, since the line {word} in {name}"
    except (TimeUp, *NO_ANSWER):
        pass
    return UNCHECKED


def _on_an_interval(domain, name):
    """Whether nothing but bounds by numbers is said of the name."""
    related = set().union(*(r.free_symbols for r in domain.relations))
    return name not in related and name not in domain.choices


def _is_continuous(judge, line):
    """Whether the line has a value for all values of its names, by its form."""
    walk = Explicit(judge.sizes, judge.domain)
    first = {index: sp.S.One for index in judge.indices}
    return all(map(_has_value, sp.preorder_traversal(walk.at(first).scalar(line))))


def _has_value(node):
    if isinstance(node, (sp.Add, sp.Mul)) or node.is_Symbol or node.is_number:
        return True
    if isinstance(node, sp.Pow):
        whole = node.exp.is_Integer and node.exp > 0
        return whole or sign_of(node.base) == POSITIVE
    if isinstance(node, sp.log):
        return sign_of(node.args[0]) == POSITIVE
    return isinstance(node, CONTINUOUS)
