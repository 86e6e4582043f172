"""Generic entries: the entry (i, j) of a matrix expression, and its derivative.

The indices are letters, so that what holds for the entry holds at every size.
"""

import sympy as sp
from sympy.matrices import expressions as mx
from sympy.tensor.indexed import Indexed

from derivations.steps.vocabulary import notation as nt

from .indices import NotTermwise, bound_in, fresh, renamed


def definition_of(base):
    """The definition of an abbreviation, or None."""
    return getattr(base, "definition", None)


def unfolded(entry):
    """An entry of an abbreviation, replaced by what it stands for."""
    names, expression = entry.base.definition
    taken = entry.free_symbols | expression.free_symbols
    if any(taken & bound_in(node) for node in sp.preorder_traversal(expression)):
        expression = _with_other_names(expression)
    return expression.xreplace(dict(zip(names, entry.indices, strict=True)))


def _with_other_names(expression):
    """The same with new names for the indices of its sums, the outer ones first."""
    if isinstance(expression, sp.Sum):
        summand, limits = renamed(expression)
        return sp.Sum(_with_other_names(summand), *limits)
    if not expression.args or isinstance(expression, (Indexed, sp.IndexedBase)):
        return expression
    if bound_in(expression):
        raise NotTermwise
    return expression.func(*map(_with_other_names, expression.args))


# --- derivatives --------------------------------------------------------------------


def derivative(node):
    """A derivative of a scalar expression, carried out entry by entry."""
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
    if _is_matrix(expression):
        if nt.shape_of(expression) != (1, 1):
            raise NotTermwise
        return _diff(entry_of(expression, sp.S.One), by)
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
        summand, limits = renamed(expression)
        if any(end.has(by) for _, *ends in limits for end in ends):
            raise NotTermwise  # how many terms there are depends on it
        return sp.Sum(_diff(summand, by), *limits)
    if isinstance(expression, (nt.D, sp.Derivative)):
        return _diff(derivative(expression), by)
    if isinstance(expression, nt.Entry):
        return _diff(entry_of(*expression.args), by)
    if isinstance(expression, mx.Trace):
        return _diff(trace_of(expression), by)
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
    if definition_of(base):
        return _diff(unfolded(entry), by)
    names = getattr(base, "of", ())
    name = by.base if isinstance(by, Indexed) else by
    if name in names:
        return Formal(entry, by)
    return sp.S.Zero


class Formal(sp.Expr):
    """The derivative of an undefined model's entry: a letter of its own."""

    is_commutative = True

    def __new__(cls, entry, by):
        return sp.Expr.__new__(cls, entry, by)


def _is_matrix(expression):
    return bool(getattr(expression, "is_Matrix", False))


# --- entries of matrices ------------------------------------------------------------


def entry_of(matrix, i, j=sp.S.One):
    """The entry (i, j), from 1, of a matrix expression, as a scalar expression."""
    if isinstance(matrix, nt.AsVector):
        matrix = matrix.args[0]
    if isinstance(matrix, (nt.Array, sp.IndexedBase)):
        return matrix[i] if len(matrix.shape) == 1 else matrix[i, j]
    if isinstance(matrix, nt.Matrix_):
        if matrix.kind_of is not None:
            raise NotTermwise
        if matrix.entries is not None:
            return entry_of(matrix.entries, i, j)
        return nt.array(matrix.name, *matrix.shape)[i, j]
    if isinstance(matrix, mx.MatAdd):
        return sp.Add(*(entry_of(a, i, j) for a in matrix.args))
    if isinstance(matrix, mx.MatMul):
        return _product_entry(matrix.args, i, j)
    if isinstance(matrix, mx.MatPow) and matrix.exp.is_Integer and matrix.exp > 0:
        return _product_entry([matrix.base] * int(matrix.exp), i, j)
    if isinstance(matrix, mx.Transpose):
        return entry_of(matrix.arg, j, i)
    if isinstance(matrix, mx.HadamardProduct):
        return sp.Mul(*(entry_of(a, i, j) for a in matrix.args))
    if isinstance(matrix, mx.HadamardPower) and not _is_matrix(matrix.exp):
        return entry_of(matrix.base, i, j) ** matrix.exp
    if isinstance(matrix, mx.Identity):
        return sp.KroneckerDelta(i, j)
    if isinstance(matrix, mx.ZeroMatrix):
        return sp.S.Zero
    if isinstance(matrix, mx.OneMatrix):
        return sp.S.One
    if isinstance(matrix, nt.Diag):
        return sp.KroneckerDelta(i, j) * entry_of(matrix.args[0], i)
    if isinstance(matrix, nt.Elementwise):
        values = [entry_of(a, i, j) for a in matrix.arguments]
        function = matrix.function
        places = dict(zip(function.variables, values, strict=True))
        return function.expr.xreplace(places)
    if isinstance(matrix, nt.Gradient):
        return _diff(matrix.expression, entry_of(matrix.variable, i, j))
    if isinstance(matrix, nt.Jacobian):
        return _diff(entry_of(matrix.expression, i), entry_of(matrix.variable, j))
    if isinstance(matrix, nt.Hessian):
        inner = _diff(matrix.expression, entry_of(matrix.variable, j))
        return _diff(inner, entry_of(matrix.variable, i))
    raise NotTermwise


def trace_of(trace):
    """A trace as the sum of its generic diagonal entry."""
    size = trace.arg.shape[0]
    k = fresh(size)
    return sp.Sum(entry_of(trace.arg, k, k), (k, 1, size))


def _product_entry(factors, i, j):
    scale = [f for f in factors if not _is_matrix(f)]
    matrices = [f for f in factors if _is_matrix(f)]
    indices = [i, *(fresh(m.shape[0]) for m in matrices[1:]), j]
    entries = [
        entry_of(m, a, b)
        for m, a, b in zip(matrices, indices, indices[1:], strict=False)
    ]
    limits = [
        (index, 1, m.shape[1])
        for index, m in zip(indices[1:-1], matrices[:-1], strict=True)
    ]
    body = sp.Mul(*scale, *entries)
    return sp.Sum(body, *limits) if limits else body
