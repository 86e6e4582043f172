"""Gradients by a matrix or a vector, by differentials, line by line.

The differential of a product has ``dX`` in one place per term. Since ``df`` is the
trace of ``G^T dX``, the gradient of ``f`` by ``X`` is the gradient of ``df``, linear in
``dX``, by ``dX``: so every line is a matrix that can be checked. Each term is brought
into the form ``tr(P dX)`` by transposing and by the cyclic rule, and ``P^T`` is read
off. No entry is ever written out.
"""

from sympy import Add, Mul, Pow, S, log, preorder_traversal
from sympy.core.function import Function
from sympy.matrices.expressions import (
    Determinant,
    Identity,
    Inverse,
    KroneckerProduct,
    MatAdd,
    MatMul,
    MatrixExpr,
    Trace,
    Transpose,
    ZeroMatrix,
)

from derivations.steps.vocabulary.notation import Entry, Gradient, Jacobian, Matrix_
from derivations.steps.vocabulary.ordered import (
    matrix_product,
    matrix_sum,
    plus,
    power,
    times,
)
from derivations.steps.vocabulary.scalars import commuting, scalar

from .differentials import (
    matrix_differential,
    scalar_differential,
    transposed,
)
from .rule import CannotDerive
from .slopes import SLOPES


def steps_by_matrix(expression, X):
    """The first line and the list of (line, reason, needs) after it.

    The gradient of a number by a matrix or column, or the Jacobian of a column.
    """
    if getattr(X, "kind_of", None) is not None:
        raise CannotDerive(
            f"{X} is declared {X.kind_of}: the gradient by a matrix with tied entries "
            "is not derived here, only that with all entries free"
        )
    if isinstance(expression, MatrixExpr) and expression.shape != (1, 1):
        return _jacobian(expression, X)
    if isinstance(expression, MatrixExpr):
        expression = scalar(expression)
    expression = commuting(expression)
    first = Gradient(expression, X)
    if not expression.has(X):
        zero = ZeroMatrix(*X.shape)
        return first, [(zero, f"constant rule: it does not depend on {X}", None)]
    steps = _outer_rules(first, X)
    return first, steps + _read_off(steps[-1][0] if steps else first, X)


# Rules for numbers made of traces and determinants


def _outer_rules(line, X):
    """Linearity and the chain rule, until only traces and determinants are left."""
    steps = []
    while True:
        gradients = [g for g in preorder_traversal(line) if isinstance(g, Gradient)]
        found = [(g, rule) for g in gradients if (rule := _outer(g.expression, X))]
        if not found:
            return steps
        reason = found[0][1][0]
        results = {g: rule[1] for g, rule in found if rule[0] == reason}
        line = _replaced(line, results)
        steps.append((line, reason, None))


def _outer(f, X):
    """(reason, gradient) of an expression by linearity, product or chain rule."""
    if isinstance(f, MatrixExpr) and f.shape == (1, 1):
        f = scalar(f)
    if isinstance(f, Add):
        parts = [Gradient(term, X) for term in f.args if term.has(X)]
        return "linearity", matrix_sum(*parts)
    if isinstance(f, Mul):
        fixed = [factor for factor in f.args if not factor.has(X)]
        moving = [factor for factor in f.args if factor.has(X)]
        if fixed:
            return "linearity", matrix_product(
                times(*fixed), Gradient(times(*moving), X)
            )
        parts = [
            matrix_product(times(*moving[:k], *moving[k + 1 :]), Gradient(factor, X))
            for k, factor in enumerate(moving)
        ]
        return "product rule", matrix_sum(*parts)
    if isinstance(f, Pow) and not f.exp.has(X):
        outer = times(f.exp, power(f.base, f.exp - 1))
        return "chain rule with the power rule", matrix_product(
            outer, Gradient(f.base, X)
        )
    if isinstance(f, Trace) and isinstance(f.arg, KroneckerProduct):
        traces = times(*(Trace(factor) for factor in f.arg.args))
        return "trace of a Kronecker product", Gradient(traces, X)
    if isinstance(f, log) and isinstance(f.args[0], Determinant):
        return None
    if isinstance(f, Function) and f.func in SLOPES:
        (u,) = f.args
        name = f"chain rule with the derivative of {f.func.__name__}"
        return name, matrix_product(SLOPES[f.func](u), Gradient(u, X))
    if isinstance(f, Entry) and f.args[0].shape == (1, 1):
        return "trace of a scalar: a number is its own trace", Gradient(
            Trace(f.args[0]), X
        )
    if isinstance(f, (Trace, Determinant)):
        return None
    raise CannotDerive(f"no rule for the gradient of {f} by {X}")


def _read_off(line, X):
    """From the gradients of traces and determinants to a matrix without any."""
    dX = Matrix_(f"d{X.name}", *X.shape)
    gradients = [g for g in preorder_traversal(line) if isinstance(g, Gradient)]
    terms = {g: scalar_differential(g.expression, X) for g in gradients}
    steps = []

    def show(reason):
        now = {g: _linear_gradient(found, dX) for g, found in terms.items()}
        new = _replaced(line, now)
        if not steps or new != steps[-1][0]:
            steps.append((new, reason, None))

    show(_names_of_rules(gradients, dX))
    terms = {g: [t.transposed() if t.turned else t for t in terms[g]] for g in terms}
    show("transposition: a trace does not change")
    terms = {g: [t.cycled() for t in found] for g, found in terms.items()}
    show(f"cyclic trace: {dX} to the end")
    results = {g: _gradient_of(found, X) for g, found in terms.items()}
    reason = f"read off the gradient: tr(P {dX}) has the gradient $P^\\top$"
    steps.append((_replaced(line, results), reason, None))
    final = _tidied(steps[-1][0])
    if final != steps[-1][0]:
        steps.append((final, "transposition", None))
    return steps


def _gradient_of(terms, X):
    one = Identity(X.shape[0])
    return matrix_sum(
        *(
            matrix_product(t.scale, Transpose(matrix_product(*t.left, one)))
            for t in terms
        )
    )


def _linear_gradient(found, dX):
    return Gradient(plus(*(t.traced(dX) for t in found)), dX)


def _names_of_rules(gradients, dX):
    parts = [g.expression for g in gradients]
    if any(e.has(Determinant) for e in parts):
        return f"differential of a determinant, linear in {dX}"
    if any(e.has(Inverse) for e in parts):
        return f"differential of an inverse and of a product, linear in {dX}"
    return f"differential of a product: {dX} in one place per term"


def _jacobian(expression, x):
    """The Jacobian of a column by a column: ``P`` with ``df = P dx``."""
    first = Jacobian(expression, x)
    if expression.shape[1] != 1 or x.shape[1] != 1:
        raise CannotDerive(
            f"derive gives gradients of numbers and Jacobians of columns by columns, "
            f"not the derivative of a {expression.shape} matrix by a {x.shape} matrix"
        )
    rows = expression.shape[0]
    if not expression.has(x):
        zero = ZeroMatrix(rows, x.shape[0])
        return first, [(zero, f"constant rule: it does not depend on {x}", None)]
    dx = Matrix_(f"d{x.name}", *x.shape)
    terms = matrix_differential(expression, x)
    if any(t.turned or t.right for t in terms):
        raise CannotDerive(f"{dx} cannot be brought to the end of d({expression})")
    linear = matrix_sum(*(matrix_product(t.scale, t.matrix(dx)) for t in terms))
    result = matrix_sum(
        *(matrix_product(t.scale, *(t.left or (Identity(rows),))) for t in terms)
    )
    return first, [
        (Jacobian(linear, dx), f"differential, linear in {dx}", None),
        (result, f"read off: what stands in front of {dx}", None),
    ]


def _tidied(M):
    """Transposes carried out and equal terms counted."""
    if isinstance(M, Transpose):
        return transposed(_tidied(M.arg))
    if isinstance(M, MatMul):
        return matrix_product(*(_tidied(factor) for factor in M.args))
    if isinstance(M, MatAdd):
        counts = {}
        for part in map(_tidied, M.args):
            for term in part.args if isinstance(part, MatAdd) else (part,):
                number, matrix = _coefficient(term)
                counts[matrix] = counts.get(matrix, S.Zero) + number
        kept = [matrix_product(c, matrix) for matrix, c in counts.items() if c != 0]
        return matrix_sum(*kept) if kept else ZeroMatrix(*M.shape)
    return M


def _coefficient(term):
    if not isinstance(term, MatMul):
        return S.One, term
    numbers = [factor for factor in term.args if not isinstance(factor, MatrixExpr)]
    matrices = [factor for factor in term.args if isinstance(factor, MatrixExpr)]
    return times(*numbers), matrix_product(*matrices)


def _replaced(node, rule):
    if node in rule:
        return rule[node]
    if isinstance(node, MatAdd):
        return matrix_sum(*(_replaced(part, rule) for part in node.args))
    if isinstance(node, MatMul):
        return matrix_product(*(_replaced(part, rule) for part in node.args))
    return node
