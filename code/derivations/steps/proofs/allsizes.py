"""Proofs for every size at once: sums compared term by term, matrices by entries.

A line is rewritten as a list of terms, each a summand under its sums. Derivatives
move inside the sums, where ``d theta_k / d theta_j`` is a Kronecker delta that picks
one term out. Two lines are equal for all sizes when, range by range, the summands are
equal as expressions of generic entries. Where this does not succeed the sizes named by
the author decide (:mod:`derivations.steps.spelled_out.concrete`).
"""

from functools import lru_cache, reduce

import sympy as sp
from sympy.matrices import expressions as mx
from sympy.tensor.indexed import Indexed

from derivations.steps.algebra.sums import collected
from derivations.steps.deadline import check_time
from derivations.steps.vocabulary import notation as nt

from .generic import (
    Formal,
    definition_of,
    derivative,
    entry_of,
    trace_of,
    unfolded,
)
from .indices import (
    NotTermwise,
    fresh,
    lies_within,
    renamed,
    renamed_ranges,
    restart,
    with_ranges,
)
from .proof import is_zero


def equal_for_all_sizes(left, right, domain):
    """Whether two lines are proved equal for all sizes. False means: not proved."""
    restart()
    try:
        return all(
            _vanishes(l_entry - r_entry, domain)
            for l_entry, r_entry in _entries(*with_ranges(left, right))
        )
    except (NotTermwise, RecursionError):
        return False


def _entries(left, right):
    """Pairs of scalar expressions, one for a generic entry of two matrices."""
    if nt.shape_of(left) != nt.shape_of(right):
        raise NotTermwise
    rows, columns = nt.shape_of(left)
    if not (_is_matrix(left) or _is_matrix(right)):
        return [(left, right)]
    row = fresh(rows) if rows != 1 else sp.S.One
    column = fresh(columns) if columns != 1 else sp.S.One
    sides = (left, right)  # a scalar beside a 1 x 1 matrix is its own entry
    return [tuple(entry_of(s, row, column) if _is_matrix(s) else s for s in sides)]


def _is_matrix(expression):
    return bool(
        getattr(expression, "is_Matrix", False)
        or isinstance(expression, (nt.Array, sp.IndexedBase))
    )


def _vanishes(difference, domain):
    terms = _terms(difference)
    whole = collected(terms)
    if whole == 0:
        return True
    by_range = {}
    for ranges, summand in terms:
        ranges = tuple(sorted(ranges, key=lambda r: tuple(map(str, r[1:]))))
        names = {
            r[0]: sp.Symbol(f"i.{k}", integer=True, positive=True)
            for k, r in enumerate(ranges)
        }
        key = tuple(r[1:] for r in ranges)
        by_range.setdefault(key, []).append(summand.xreplace(names))
    if all(
        is_zero(_generic(sp.Add(*summands), domain)) for summands in by_range.values()
    ):
        return True
    # Not range by range: but perhaps once the sums have left one another.
    return is_zero(_generic(whole, domain))


def _generic(summand, domain):
    """Entries, opaque sums and formal derivatives as plain symbols."""
    opaque = {}
    for node in sp.preorder_traversal(summand):
        if isinstance(node, (Indexed, sp.Sum, nt.D, Formal)) and node not in opaque:
            owner = node.base if isinstance(node, Indexed) else None
            assumptions = (
                {"real": True}
                if owner is None
                else domain.assumption(owner.label, owner)
            )
            opaque[node] = sp.Symbol(f"e.{len(opaque)}", **assumptions)
    named = {
        s: sp.Symbol(s.name, **domain.assumption(s))
        for s in summand.free_symbols
        if s.is_real and not s.is_positive and domain.sign(s)
    }
    summand = _replaced(summand, opaque)
    return _replaced(summand, named).doit()


def _replaced(expression, rule):
    """Top-down replacement: an outer node before what stands inside it."""
    if expression in rule:
        return rule[expression]
    if not expression.args or isinstance(expression, sp.IndexedBase):
        return expression
    return expression.func(*(_replaced(a, rule) for a in expression.args))


# --- a line as terms ----------------------------------------------------------------


def _terms(expression):
    """The line as a list of (ranges, summand)."""
    check_time()
    if isinstance(expression, sp.Add):
        return [term for a in expression.args for term in _terms(a)]
    if isinstance(expression, sp.Mul):
        return reduce(_multiplied, map(_terms, expression.args))
    if isinstance(expression, sp.Sum):
        return _summed(expression)
    if _is_power_of_sums(expression):
        return reduce(_multiplied, [_terms(expression.base)] * int(expression.exp))
    if isinstance(expression, (nt.D, sp.Derivative)):
        return _terms(derivative(expression))
    if isinstance(expression, Indexed) and definition_of(expression.base):
        return _terms(unfolded(expression))
    if isinstance(expression, nt.NamedFunction):
        return _terms(expression.unfold())
    if isinstance(expression, nt.Entry):
        return _terms(entry_of(*expression.args))
    if isinstance(expression, mx.Trace):
        return _terms(trace_of(expression))
    if getattr(expression, "is_Matrix", False):
        if nt.shape_of(expression) == (1, 1):
            return _terms(entry_of(expression, sp.S.One, sp.S.One))
        raise NotTermwise
    if isinstance(expression, (sp.Integral, sp.Limit, mx.Determinant, nt.Expectation)):
        raise NotTermwise
    if not expression.args or isinstance(expression, Indexed):
        return [((), expression)]
    return [((), expression.func(*map(_rebuilt, expression.args)))]


def _is_power_of_sums(expression):
    """A small power that is worth multiplying out."""
    return (
        isinstance(expression, sp.Pow)
        and _has_sum(expression.base)
        and bool(expression.exp.is_Integer and 1 < expression.exp <= 4)
    )


@lru_cache(maxsize=4096)  # the lines of a chain hold the same arguments many times
def _rebuilt(expression):
    """An argument of a function, its own sums in one canonical form."""
    if isinstance(expression, (sp.logic.boolalg.Boolean, sp.Tuple)):
        return expression
    if isinstance(expression, sp.functions.elementary.piecewise.ExprCondPair):
        return sp.Tuple(_rebuilt(expression.args[0]), expression.args[1])
    return collected(_terms(expression))


def _has_sum(expression):
    return expression.has(sp.Sum, nt.D, nt.Array, mx.Trace, nt.Entry)


def _multiplied(first, second):
    product = []
    for ranges_a, a in first:
        for ranges_b, b in second:
            ranges_b, b = renamed_ranges(ranges_b, b)
            product.append((ranges_a + ranges_b, a * b))
    return product


def _summed(expression):
    body, limits = renamed(expression)
    terms = _terms(body)
    for limit in limits:
        terms = [t for term in terms for t in _sifted(term, limit)]
    return terms


def _sifted(term, limit):
    """Put a term under one more sum; a Kronecker delta in it picks a value out."""
    ranges, summand = term
    index, low, high = limit
    if not summand.has(sp.KroneckerDelta):
        return [((*ranges, limit), summand)]
    result = []
    for part in sp.Add.make_args(sp.expand_mul(summand)):
        for delta in part.atoms(sp.KroneckerDelta):
            if index in delta.args and part.has(delta):
                other = delta.args[0] if delta.args[1] == index else delta.args[1]
                if not lies_within(other, low, high):
                    continue
                rest = sp.Mul(*(f for f in sp.Mul.make_args(part) if f != delta))
                result.append((ranges, rest.xreplace({index: other})))
                break
        else:
            result.append(((*ranges, limit), part))
    return result
