"""Gradients by a matrix or a vector, by differentials.

The differential of a product has ``dX`` in one place per term. Since ``df`` is the
trace of ``G^T dX``, the gradient of ``f`` by ``X`` is the gradient of ``df``, linear in
``dX``, by ``dX``: so every line is a matrix that can be checked. Each term is brought
into the form ``tr(P dX)`` by transposing and by the cyclic rule, and ``P^T`` is read
off. No entry is ever written out.
"""

from dataclasses import dataclass

from sympy import Add, Mul, Pow, S, log, preorder_traversal, sympify
from sympy.core.function import Function
from sympy.matrices.expressions import (
    Determinant,
    Identity,
    Inverse,
    MatAdd,
    MatMul,
    MatPow,
    MatrixExpr,
    Trace,
    Transpose,
    ZeroMatrix,
)

from derivations.steps.calculus import SLOPES, CannotDerive, plus, times
from derivations.steps.derivation import Derivation
from derivations.steps.notation import Elementwise, Gradient, Jacobian, Matrix_


@dataclass(frozen=True)
class Term:
    """``scale * left dX right``, or with ``dX`` transposed; sides are factor tuples."""

    left: tuple
    right: tuple
    scale: object = S.One
    turned: bool = False

    def matrix(self, dX):
        middle = Transpose(dX) if self.turned else dX
        return product(*self.left, middle, *self.right)

    def traced(self, dX):
        return times(self.scale, Trace(self.matrix(dX)))

    def transposed(self):
        """The same number as a trace, with ``dX`` and its transpose exchanged."""
        left = tuple(transposed(factor) for factor in reversed(self.right))
        right = tuple(transposed(factor) for factor in reversed(self.left))
        return Term(left, right, self.scale, not self.turned)

    def cycled(self):
        """The same trace with ``dX`` last."""
        return Term(self.right + self.left, (), self.scale, self.turned)


def derive_by_matrix(expression, X, **options):
    """The gradient of a number, or the Jacobian of a column, as a derivation."""
    if getattr(X, "kind_of", None) is not None:
        raise CannotDerive(
            f"{X} is declared {X.kind_of}: the gradient by a matrix with tied entries "
            "is not derived here, only that with all entries free"
        )
    expression = sympify(expression)
    if isinstance(expression, MatrixExpr) and expression.shape != (1, 1):
        return _jacobian(expression, X, options)
    if isinstance(expression, MatrixExpr):
        chain = Derivation(Gradient(expression, X), **options)
        line = Gradient(Trace(expression), X)
        chain.step(line, "trace of a scalar: a number is its own trace")
    else:
        line = Gradient(expression, X)
        chain = Derivation(line, **options)
    if not expression.has(X):
        return _said(chain, ZeroMatrix(*X.shape), f"constant rule: no {X} in it")
    line = _outer_rules(chain, line, X)
    return _read_off(chain, line, X)


def _said(chain, line, reason, needs=None):
    chain.step(line, reason, needs=needs)
    return chain


# Rules for numbers made of traces and determinants


def _outer_rules(chain, line, X):
    """Linearity and the chain rule, until only traces and determinants are left."""
    while True:
        gradients = [g for g in preorder_traversal(line) if isinstance(g, Gradient)]
        found = [(g, rule) for g in gradients if (rule := _outer(g.expression, X))]
        if not found:
            return line
        reason = found[0][1][0]
        results = {g: rule[1] for g, rule in found if rule[0] == reason}
        line = _replaced(line, results)
        _said(chain, line, reason)


def _outer(f, X):
    """(reason, gradient) of an expression by linearity, product or chain rule."""
    if isinstance(f, Add):
        parts = [Gradient(term, X) for term in f.args if term.has(X)]
        return "linearity", total(*parts)
    if isinstance(f, Mul):
        fixed = [factor for factor in f.args if not factor.has(X)]
        moving = [factor for factor in f.args if factor.has(X)]
        if fixed:
            return "linearity", product(times(*fixed), Gradient(times(*moving), X))
        parts = [
            product(times(*moving[:k], *moving[k + 1 :]), Gradient(factor, X))
            for k, factor in enumerate(moving)
        ]
        return "product rule", total(*parts)
    if isinstance(f, Pow) and not f.exp.has(X):
        outer = times(f.exp, Pow(f.base, f.exp - 1))
        return "chain rule with the power rule", product(outer, Gradient(f.base, X))
    if isinstance(f, log) and isinstance(f.args[0], Determinant):
        return None
    if isinstance(f, Function) and f.func in SLOPES:
        (u,) = f.args
        name = f"chain rule with the derivative of {f.func.__name__}"
        return name, product(SLOPES[f.func](u), Gradient(u, X))
    if isinstance(f, (Trace, Determinant)):
        return None
    raise CannotDerive(f"no rule for the gradient of {f} by {X}")


# Differentials


def _read_off(chain, line, X):
    """From the gradients of traces and determinants to a matrix without any."""
    dX = Matrix_(f"d{X.name}", *X.shape)
    gradients = [g for g in preorder_traversal(line) if isinstance(g, Gradient)]
    terms = {g: scalar_differential(g.expression, X) for g in gradients}
    told = []

    def show(reason):
        now = {g: _linear_gradient(found, dX) for g, found in terms.items()}
        new = _replaced(line, now)
        if not told or new != told[-1]:
            told.append(new)
            _said(chain, new, reason)

    show(_names_of_rules(gradients, dX))
    terms = {g: [t.transposed() if t.turned else t for t in terms[g]] for g in terms}
    show("transposition: a trace does not change")
    terms = {g: [t.cycled() for t in found] for g, found in terms.items()}
    show(f"cyclic trace: {dX} to the end")
    results, one = {}, Identity(X.shape[0])
    for g, found in terms.items():
        parts = (product(t.scale, Transpose(product(*t.left, one))) for t in found)
        results[g] = total(*parts)
    line = _replaced(line, results)
    _said(chain, line, f"read off the gradient: tr(P {dX}) has the gradient P^T")
    final = _tidied(line)
    return chain if final == line else _said(chain, final, "transposition")


def _linear_gradient(found, dX):
    return Gradient(plus(*(t.traced(dX) for t in found)), dX)


def _names_of_rules(gradients, dX):
    parts = [g.expression for g in gradients]
    if any(e.has(Determinant) for e in parts):
        return f"differential of a determinant, linear in {dX}"
    if any(e.has(Inverse) for e in parts):
        return f"differential of an inverse and of a product, linear in {dX}"
    return f"differential of a product: {dX} in one place per term"


def scalar_differential(f, X):
    """The terms of ``df``, each a trace with one ``dX``."""
    if isinstance(f, Trace):
        return matrix_differential(f.arg, X)
    if isinstance(f, log):  # log det U: tr(U^-1 dU)
        U, scale = f.args[0].arg, S.One
    else:  # det U: det U tr(U^-1 dU)
        U, scale = f.arg, f
    inverse = inverted(U)
    return [
        Term((*inverse, *t.left), t.right, times(scale, t.scale), t.turned)
        for t in matrix_differential(U, X)
    ]


def matrix_differential(M, X):
    """The terms of ``dM``, in the order in which ``X`` occurs in M."""
    if M == X:
        return [Term((), ())]
    if not M.has(X):
        return []
    if isinstance(M, MatAdd):
        return [t for part in M.args for t in matrix_differential(part, X)]
    if isinstance(M, MatMul):
        return _of_product(M, X)
    if isinstance(M, Transpose):
        return [t.transposed() for t in matrix_differential(M.arg, X)]
    if isinstance(M, Inverse):
        return [
            Term((M, *t.left), (*t.right, M), times(-1, t.scale), t.turned)
            for t in matrix_differential(M.arg, X)
        ]
    if isinstance(M, MatPow) and M.exp.is_Integer and M.exp > 1:
        return _of_product(MatMul(*[M.base] * int(M.exp)), X)
    if isinstance(M, Elementwise) and M.shape[1] == 1 and len(M.arguments) == 1:
        slope = elementwise_slope(M)
        return [
            Term((slope, *t.left), t.right, t.scale, t.turned)
            for t in matrix_differential(M.arguments[0], X)
        ]
    raise CannotDerive(f"no rule for the differential of {M}")


def _of_product(M, X):
    numbers = [factor for factor in M.args if not isinstance(factor, MatrixExpr)]
    factors = [factor for factor in M.args if isinstance(factor, MatrixExpr)]
    for number in numbers:
        if number.has(X):
            raise CannotDerive(
                f"no rule for the differential of {number} times a matrix"
            )
    return [
        Term(
            (*factors[:k], *t.left),
            (*t.right, *factors[k + 1 :]),
            times(*numbers, t.scale),
            t.turned,
        )
        for k, factor in enumerate(factors)
        for t in matrix_differential(factor, X)
    ]


def elementwise_slope(M):
    """The diagonal matrix of slopes of a function applied to a column."""
    from derivations.steps.calculus import rule_for
    from derivations.steps.notation import D, Diag

    (u,) = M.function.variables
    slope = rule_for(D(M.function.expr, u)).result
    if slope.has(D):
        raise CannotDerive(f"no rule for the slope of {M.function.expr}")
    return Diag(Elementwise(type(M.function)((u,), slope), *M.arguments))


def _jacobian(expression, x, options):
    """The Jacobian of a column by a column: ``P`` with ``df = P dx``."""
    line = Jacobian(expression, x)
    if expression.shape[1] != 1 or x.shape[1] != 1:
        raise CannotDerive(
            f"derive gives gradients of numbers and Jacobians of columns by columns, "
            f"not the derivative of a {expression.shape} matrix by a {x.shape} matrix"
        )
    chain = Derivation(line, **options)
    if not expression.has(x):
        zero = ZeroMatrix(expression.shape[0], x.shape[0])
        return _said(chain, zero, f"constant rule: no {x} in it")
    dx = Matrix_(f"d{x.name}", *x.shape)
    terms = matrix_differential(expression, x)
    if any(t.turned or t.right for t in terms):
        raise CannotDerive(f"{dx} cannot be brought to the end of d({expression})")
    linear = total(*(product(t.scale, t.matrix(dx)) for t in terms))
    _said(chain, Jacobian(linear, dx), f"differential, linear in {dx}")
    rows = expression.shape[0]
    result = total(*(product(t.scale, *(t.left or (Identity(rows),))) for t in terms))
    return _said(chain, result, f"identification: what stands in front of {dx}")


# Matrices in the order given


def product(*factors):
    """A matrix product without ones and inner products of products."""
    flat = []
    for factor in factors:
        flat += factor.args if isinstance(factor, MatMul) else (factor,)
    numbers = [factor for factor in flat if not isinstance(factor, MatrixExpr)]
    matrices = [factor for factor in flat if isinstance(factor, MatrixExpr)]
    number = times(*numbers)
    if not matrices:
        return number
    if len(matrices) > 1:
        matrices = [m for m in matrices if not isinstance(m, Identity)] or matrices[:1]
    if number == 1 and len(matrices) == 1:
        return matrices[0]
    return MatMul(*([] if number == 1 else [number]), *matrices)


def total(*terms):
    """A matrix sum in the order given."""
    return terms[0] if len(terms) == 1 else MatAdd(*terms)


def transposed(M):
    """The transpose, carried into products and sums."""
    if isinstance(M, Transpose):
        return M.arg
    if isinstance(M, Identity) or getattr(M, "kind_of", None) is not None:
        return M
    if isinstance(M, MatAdd):
        return total(*(transposed(part) for part in M.args))
    if isinstance(M, MatMul):
        numbers = [factor for factor in M.args if not isinstance(factor, MatrixExpr)]
        matrices = [factor for factor in M.args if isinstance(factor, MatrixExpr)]
        return product(*numbers, *(transposed(m) for m in reversed(matrices)))
    if M.shape == (1, 1):
        return M
    return Transpose(M)


def inverted(U):
    """The factors of the inverse: of each factor when all of them are square."""
    if isinstance(U, MatMul) and all(
        isinstance(f, MatrixExpr) and f.shape[0] == f.shape[1] for f in U.args
    ):
        return tuple(Inverse(factor) for factor in reversed(U.args))
    return (Inverse(U),)


def _tidied(M):
    """Transposes carried out and equal terms counted."""
    if isinstance(M, Transpose):
        return transposed(_tidied(M.arg))
    if isinstance(M, MatMul):
        return product(*(_tidied(factor) for factor in M.args))
    if isinstance(M, MatAdd):
        counts = {}
        for part in map(_tidied, M.args):
            for term in part.args if isinstance(part, MatAdd) else (part,):
                number, matrix = _coefficient(term)
                counts[matrix] = counts.get(matrix, S.Zero) + number
        kept = [product(c, matrix) for matrix, c in counts.items() if c != 0]
        return total(*kept) if kept else ZeroMatrix(*M.shape)
    return M


def _coefficient(term):
    if not isinstance(term, MatMul):
        return S.One, term
    numbers = [factor for factor in term.args if not isinstance(factor, MatrixExpr)]
    matrices = [factor for factor in term.args if isinstance(factor, MatrixExpr)]
    return times(*numbers), product(*matrices)


def _replaced(node, rule):
    if node in rule:
        return rule[node]
    if isinstance(node, MatAdd):
        return total(*(_replaced(part, rule) for part in node.args))
    if isinstance(node, MatMul):
        return product(*(_replaced(part, rule) for part in node.args))
    return node
