"""Proofs for every size at once: sums compared term by term, matrices by entries.

A line is rewritten as a list of terms, each a summand under its sums. Derivatives
move inside the sums, where ``d theta_k / d theta_j`` is a Kronecker delta that picks
one term out. Two lines are equal for all sizes when, range by range, the summands are
equal as expressions of generic entries. Where this does not succeed the sizes named by
the author decide (:mod:`derivations.steps.concrete`).
"""

from functools import reduce
from itertools import count

import sympy as sp
from sympy.matrices import expressions as mx
from sympy.tensor.indexed import Indexed

from derivations.steps import notation as nt
from derivations.steps.proof import is_zero
from derivations.steps.sums import collected

_numbers = count()  # of the indices that a proof makes up


class NotTermwise(Exception):
    """The line has no such form here."""


def equal_for_all_sizes(left, right, domain):
    """Whether two lines are proved equal for all sizes. False means: not proved."""
    global _numbers
    _numbers = count()  # the same names in every proof: SymPy knows them already
    try:
        return all(
            _vanishes(l_entry - r_entry, domain)
            for l_entry, r_entry in _entries(left, right)
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
    row = _fresh() if rows != 1 else sp.S.One
    column = _fresh() if columns != 1 else sp.S.One
    return [(_entry(left, row, column), _entry(right, row, column))]


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
        if isinstance(node, (Indexed, sp.Sum, nt.D, _Formal)) and node not in opaque:
            owner = node.base if isinstance(node, Indexed) else None
            positive = owner is not None and domain.is_positive(owner.label, owner)
            assumptions = {"positive": True} if positive else {"real": True}
            opaque[node] = sp.Symbol(f"e.{len(opaque)}", **assumptions)
    named = {
        s: sp.Symbol(s.name, positive=True)
        for s in summand.free_symbols
        if s.is_real and not s.is_positive and domain.is_positive(s)
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


def _fresh():
    return sp.Symbol(f"k.{next(_numbers)}", integer=True, positive=True)


# --- a line as terms ----------------------------------------------------------------


def _terms(expression):
    """The line as a list of (ranges, summand)."""
    if isinstance(expression, sp.Add):
        return [term for a in expression.args for term in _terms(a)]
    if isinstance(expression, sp.Mul):
        return reduce(_multiplied, map(_terms, expression.args))
    if isinstance(expression, sp.Sum):
        return _summed(expression)
    if _is_power_of_sums(expression):
        return reduce(_multiplied, [_terms(expression.base)] * int(expression.exp))
    if isinstance(expression, (nt.D, sp.Derivative)):
        return _terms(_derivative(expression))
    if isinstance(expression, Indexed) and _definition(expression.base):
        return _terms(_unfolded(expression))
    if isinstance(expression, nt.NamedFunction):
        return _terms(expression.unfold())
    if isinstance(expression, nt.Entry):
        return _terms(_entry(*expression.args))
    if isinstance(expression, mx.Trace):
        k = _fresh()
        size = expression.arg.shape[0]
        return _terms(sp.Sum(_entry(expression.arg, k, k), (k, 1, size)))
    if getattr(expression, "is_Matrix", False):
        if nt.shape_of(expression) == (1, 1):
            return _terms(_entry(expression, sp.S.One, sp.S.One))
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
            ranges_b, b = _renamed(ranges_b, b)
            product.append((ranges_a + ranges_b, a * b))
    return product


def _renamed(ranges, summand):
    names = {r[0]: _fresh() for r in ranges}
    summand = summand.xreplace(names)
    return tuple((names[v], low, high) for v, low, high in ranges), summand


def _summed(expression):
    if any(len(limits) != 3 for limits in expression.limits):
        raise NotTermwise
    body = expression.function
    names = {limits[0]: _fresh() for limits in expression.limits}
    limits = [tuple(names.get(a, a) for a in lim) for lim in expression.limits]
    terms = _terms(body.xreplace(names))
    for limit in limits:
        terms = [t for term in terms for t in _sifted(term, limit)]
    return terms


def _sifted(term, limit):
    """Put a term under one more sum; a Kronecker delta in it picks a value out."""
    ranges, summand = term
    index = limit[0]
    if not summand.has(sp.KroneckerDelta):
        return [((*ranges, limit), summand)]
    result = []
    for part in sp.Add.make_args(sp.expand_mul(summand)):
        for delta in part.atoms(sp.KroneckerDelta):
            if index in delta.args and part.has(delta):
                other = delta.args[0] if delta.args[1] == index else delta.args[1]
                if not _runs_within(other, limit, part, ranges):
                    continue
                rest = sp.Mul(*(f for f in sp.Mul.make_args(part) if f != delta))
                result.append((ranges, rest.xreplace({index: other})))
                break
        else:
            result.append(((*ranges, limit), part))
    return result


def _runs_within(index, limit, part, ranges):
    """An index stays within 1..size when it indexes a dimension of that size."""
    _, low, high = limit
    if low != 1:
        return False
    for variable, other_low, other_high in ranges:
        if variable == index:
            return other_low == 1 and other_high == high
    return index.is_Symbol or (index.is_Integer and index == 1)


def _definition(base):
    return getattr(base, "definition", None)


def _unfolded(entry):
    names, expression = entry.base.definition
    bound = {
        v: _fresh()
        for node in expression.atoms(sp.Sum, sp.Product)
        for v in node.bound_symbols
    }
    places = dict(zip(names, entry.indices, strict=True))
    return expression.xreplace(bound).xreplace(places)


# --- derivatives of generic entries -------------------------------------------------


def _derivative(node):
    if isinstance(node, nt.D):
        expression, variables = node.expression, node.variables
    else:
        expression = node.expr
        variables = [v for v, count in node.variable_count for _ in range(count)]
    for variable in reversed(variables):
        expression = _diff(expression, variable)
    return expression


def _diff(expression, by):
    if expression == by:
        return sp.S.One
    if isinstance(expression, Indexed):
        return _diff_entry(expression, by)
    if isinstance(expression, sp.Symbol) or not expression.args:
        return sp.S.Zero
    if isinstance(expression, sp.Add):
        return sp.Add(*(_diff(a, by) for a in expression.args))
    if isinstance(expression, sp.Mul):
        return sp.Add(
            *(
                sp.Mul(*(b if k != j else _diff(b, by) for j, b in enumerate(factors)))
                for factors in [expression.args]
                for k in range(len(factors))
            )
        )
    if isinstance(expression, sp.Sum):
        names = {limits[0]: _fresh() for limits in expression.limits}
        limits = [tuple(names.get(a, a) for a in lim) for lim in expression.limits]
        return sp.Sum(_diff(expression.function.xreplace(names), by), *limits)
    if isinstance(expression, (nt.D, sp.Derivative)):
        return _diff(_derivative(expression), by)
    if isinstance(expression, nt.Entry):
        return _diff(_entry(*expression.args), by)
    if isinstance(expression, sp.Pow):
        base, exponent = expression.args
        slope = exponent * base ** (exponent - 1) * _diff(base, by)
        rest = _diff(exponent, by)
        return slope if rest == 0 else slope + expression * sp.log(base) * rest
    if isinstance(expression, sp.KroneckerDelta):
        return sp.S.Zero
    if isinstance(expression, sp.Function):
        slopes = [_diff(a, by) for a in expression.args]
        try:
            return sp.Add(
                *(
                    expression.fdiff(k) * slope
                    for k, slope in enumerate(slopes, start=1)
                    if slope != 0
                )
            )
        except (sp.core.function.ArgumentIndexError, AttributeError) as error:
            raise NotTermwise from error
    raise NotTermwise


def _diff_entry(entry, by):
    base = entry.base
    if isinstance(by, Indexed) and by.base == base:
        pairs = zip(entry.indices, by.indices, strict=True)
        return sp.Mul(*(sp.KroneckerDelta(a, b) for a, b in pairs))
    if _definition(base):
        return _diff(_unfolded(entry), by)
    names = getattr(base, "of", ())
    name = by.base if isinstance(by, Indexed) else by
    if name in names:
        return _Formal(entry, by)
    return sp.S.Zero


class _Formal(sp.Expr):
    """The derivative of an undefined model's entry: a letter of its own."""

    is_commutative = True

    def __new__(cls, entry, by):
        return sp.Expr.__new__(cls, entry, by)


# --- entries of matrices ------------------------------------------------------------


def _entry(matrix, i, j=sp.S.One):
    """The entry (i, j), from 1, of a matrix expression, as a scalar expression."""
    if isinstance(matrix, nt.AsVector):
        matrix = matrix.args[0]
    if isinstance(matrix, (nt.Array, sp.IndexedBase)):
        return matrix[i] if len(matrix.shape) == 1 else matrix[i, j]
    if isinstance(matrix, nt.Matrix_):
        if matrix.kind_of is not None:
            raise NotTermwise
        if matrix.entries is not None:
            return _entry(matrix.entries, i, j)
        return nt.array(matrix.name, *matrix.shape)[i, j]
    if isinstance(matrix, mx.MatAdd):
        return sp.Add(*(_entry(a, i, j) for a in matrix.args))
    if isinstance(matrix, mx.MatMul):
        return _product_entry(matrix.args, i, j)
    if isinstance(matrix, mx.Transpose):
        return _entry(matrix.arg, j, i)
    if isinstance(matrix, mx.HadamardProduct):
        return sp.Mul(*(_entry(a, i, j) for a in matrix.args))
    if isinstance(matrix, mx.Identity):
        return sp.KroneckerDelta(i, j)
    if isinstance(matrix, mx.ZeroMatrix):
        return sp.S.Zero
    if isinstance(matrix, mx.OneMatrix):
        return sp.S.One
    if isinstance(matrix, nt.Diag):
        return sp.KroneckerDelta(i, j) * _entry(matrix.args[0], i)
    if isinstance(matrix, nt.Elementwise):
        values = [_entry(a, i, j) for a in matrix.arguments]
        function = matrix.function
        places = dict(zip(function.variables, values, strict=True))
        return function.expr.xreplace(places)
    if isinstance(matrix, nt.Gradient):
        return _diff(matrix.expression, _entry(matrix.variable, i, j))
    if isinstance(matrix, nt.Jacobian):
        return _diff(_entry(matrix.expression, i), _entry(matrix.variable, j))
    if isinstance(matrix, nt.Hessian):
        inner = _diff(matrix.expression, _entry(matrix.variable, j))
        return _diff(inner, _entry(matrix.variable, i))
    raise NotTermwise


def _product_entry(factors, i, j):
    scale = [f for f in factors if not getattr(f, "is_Matrix", False)]
    matrices = [f for f in factors if getattr(f, "is_Matrix", False)]
    indices = [i, *(_fresh() for _ in matrices[1:]), j]
    entries = [
        _entry(m, a, b) for m, a, b in zip(matrices, indices, indices[1:], strict=False)
    ]
    limits = [
        (index, 1, m.shape[1])
        for index, m in zip(indices[1:-1], matrices[:-1], strict=True)
    ]
    body = sp.Mul(*scale, *entries)
    return sp.Sum(body, *limits) if limits else body
