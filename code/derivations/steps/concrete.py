"""A line spelled out at small sizes: every entry a symbol, every sum its terms.

The sizes all differ, so that a transposition cannot type-check by luck. What comes out
is ordinary SymPy, derivatives carried out, ready for :mod:`derivations.steps.proof`.
"""

from functools import singledispatchmethod
from itertools import product

import sympy as sp
from sympy.core.function import AppliedUndef
from sympy.matrices import expressions as mx
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.matrixbase import MatrixBase
from sympy.tensor.indexed import Indexed

from derivations.steps import notation as nt
from derivations.steps.errors import Unsupported
from derivations.steps.integrals import over_slope


def _is_slope(factor, variable):
    return isinstance(factor, nt.D) and factor.variables == (variable,)


class Explicit:
    """Spells expressions out at given sizes.

    ``Explicit(sizes, domain)(expression)`` is a scalar expression or an explicit
    matrix. Symbols that the domain makes positive become positive symbols, so that
    SymPy may use it. ``over_slopes`` says whether an integral over a derivative by the
    same variable becomes the difference of the ends.
    """

    def __init__(self, sizes, domain, over_slopes=False):
        self.sizes = {symbol: sp.Integer(number) for symbol, number in sizes.items()}
        self.domain = domain
        self.over_slopes = over_slopes
        self.env = {}
        self.opaque = set()  # abbreviations that a derivative treats as variables

    def __call__(self, expression):
        return self.walk(expression)

    def at(self, env):
        """The same, with index symbols set to whole numbers."""
        other = Explicit({}, self.domain, self.over_slopes)
        other.sizes, other.env, other.opaque = self.sizes, dict(env), set(self.opaque)
        return other

    # -- names -----------------------------------------------------------------------

    def _symbol(self, label, owner):
        symbol = sp.Symbol(label, real=True)
        if self.domain.is_positive(symbol, owner):
            return sp.Symbol(label, positive=True)
        return symbol

    def _entry(self, base, index):
        if getattr(base, "definition", None) is not None and base not in self.opaque:
            names, expression = base.definition
            inner = self.at(dict(zip(names, map(sp.Integer, index), strict=True)))
            return inner.walk(expression)
        label = "_".join(map(str, (base.name, *index)))
        of = getattr(base, "of", ())
        if not of:
            return self._symbol(label, base)
        arguments = [a for name in of for a in self._all_entries(name)]
        return sp.Function(label, real=True)(*arguments)

    def _all_entries(self, name):
        if isinstance(name, sp.Symbol):
            return [self.walk(name)]
        return list(self.names(name))

    def names(self, variable):
        """The explicit matrix of the names of an array, vector or matrix."""
        rows, columns = (self._whole(s) for s in nt.shape_of(variable))
        return sp.ImmutableDenseMatrix(
            rows, columns, lambda i, j: self._place(variable, i + 1, j + 1)
        )

    def _place(self, name, i, j):
        tied = getattr(name, "entries", None)
        base = tied if tied is not None else name
        if not getattr(base, "is_Matrix", False):
            return self._entry(base, (i, j) if len(base.shape) == 2 else (i,))
        if getattr(base, "kind_of", None) is not None:
            i, j = sorted((i, j))
        return self._symbol(f"{base.name}_{i}_{j}", base)

    def _whole(self, expression):
        number = self.walk(expression)
        if not number.is_Integer:
            raise Unsupported(f"{expression} is not a whole number at these sizes")
        return int(number)

    # -- the walk --------------------------------------------------------------------

    @singledispatchmethod
    def walk(self, expression):
        if not expression.args:
            return expression
        return expression.func(*map(self.scalar, expression.args))

    def scalar(self, expression):
        """The walk, with a 1 x 1 matrix read as its entry."""
        result = self.walk(expression)
        if isinstance(result, MatrixBase):
            if result.shape != (1, 1):
                raise Unsupported(
                    f"a number is expected, got a matrix of shape {result.shape}"
                )
            return result[0, 0]
        return result

    def _matrix(self, expression):
        result = self.walk(expression)
        return result if isinstance(result, MatrixBase) else sp.Matrix([[result]])

    @walk.register
    def _(self, symbol: sp.Symbol):
        if symbol in self.env:
            return self.env[symbol]
        if symbol in self.sizes:
            return self.sizes[symbol]
        unsigned = symbol.is_nonnegative is None and symbol.is_nonpositive is None
        if symbol.is_real and unsigned and not symbol.is_integer:
            return self._symbol(symbol.name, symbol)
        return symbol

    @walk.register
    def _(self, entry: Indexed):
        return self._entry(entry.base, tuple(self._whole(i) for i in entry.indices))

    @walk.register
    def _(self, applied: nt.NamedFunction):
        return self.walk(applied.unfold())

    @walk.register
    def _(self, applied: AppliedUndef):
        return applied.func(*map(self.scalar, applied.args))

    @walk.register(sp.Sum)
    @walk.register(sp.Product)
    def _(self, expression):
        combine = sp.Add if isinstance(expression, sp.Sum) else sp.Mul
        return self._over(expression, list(reversed(expression.limits)), combine)

    def _over(self, expression, limits, combine):
        if not limits:
            return self.scalar(expression.function)
        (index, low, high), rest = limits[0], limits[1:]
        low, high = self.walk(low), self.walk(high)
        if not (low.is_Integer and high.is_Integer):
            body = self._over(expression, rest, combine)
            return expression.func(body, (index, low, high))
        terms = [
            self._bind(index, sp.Integer(k))._over(expression, rest, combine)
            for k in range(int(low), int(high) + 1)
        ]
        return combine(*terms)

    def _bind(self, index, number):
        return self.at({**self.env, index: number})

    @walk.register
    def _(self, integral: sp.Integral):
        limits = [(lim[0], *map(self.walk, lim[1:])) for lim in integral.limits]
        kept = self._keep(*(lim[0] for lim in limits))
        inside = integral.function
        if self.over_slopes and list(map(len, limits)) == [3]:
            (bounds,) = limits
            slopes = [f for f in sp.Mul.make_args(inside) if _is_slope(f, bounds[0])]
            fixed = [f for f in sp.Mul.make_args(inside) if f not in slopes]
            if len(slopes) == 1 and not any(f.has(bounds[0]) for f in fixed):
                ends = over_slope(kept.scalar(slopes[0].expression), *bounds)
                return sp.Mul(*map(self.scalar, fixed), ends)
        return sp.Integral(kept.scalar(inside), *limits)

    @walk.register
    def _(self, limit: sp.Limit):
        body, variable, target, direction = limit.args
        kept = self._keep(variable)
        return sp.Limit(kept.scalar(body), variable, self.walk(target), str(direction))

    def _keep(self, *variables):
        """Leave bound variables as they are."""
        return self.at({**self.env, **{v: v for v in variables}})

    @walk.register
    def _(self, expectation: nt.Expectation):
        return self.walk(expectation.unfold())

    @walk.register
    def _(self, piecewise: sp.Piecewise):
        return sp.Piecewise(
            *((self.scalar(e), self.walk(c)) for e, c in piecewise.args)
        )

    # -- derivatives -----------------------------------------------------------------

    @walk.register
    def _(self, derivative: nt.D):
        return self._differentiate(derivative.expression, derivative.variables)

    @walk.register
    def _(self, derivative: sp.Derivative):
        variables = [v for v, count in derivative.variable_count for _ in range(count)]
        return self._differentiate(derivative.expr, variables)

    def _differentiate(self, expression, variables):
        bases = [v.base for v in variables if isinstance(v, Indexed)]
        held = self._holding(bases)
        body = held.scalar(expression)
        for variable in reversed(variables):
            body = sp.diff(body, held.walk(variable))
        return self._released(body, bases)

    def _holding(self, bases):
        other = self.at(self.env)
        other.opaque |= {b for b in bases if getattr(b, "definition", None)}
        return other

    def _released(self, body, bases):
        """Put the definitions of abbreviations back after differentiating by them."""
        for base in bases:
            if base in self.opaque or not getattr(base, "definition", None):
                continue
            held = self._holding([base])
            sizes = [range(1, self._whole(s) + 1) for s in base.shape]
            body = body.subs(
                {
                    held._entry(base, index): self._entry(base, index)
                    for index in product(*sizes)
                }
            )
        return body

    @walk.register
    def _(self, gradient: nt.Gradient):
        held = self._holding([gradient.variable])
        body = held.scalar(gradient.expression)
        slopes = held.names(gradient.variable).applyfunc(lambda v: sp.diff(body, v))
        return slopes.applyfunc(lambda e: self._released(e, [gradient.variable]))

    @walk.register
    def _(self, jacobian: nt.Jacobian):
        held = self._holding([jacobian.variable])
        rows = list(held._matrix(jacobian.expression))
        columns = list(held.names(jacobian.variable))
        return sp.ImmutableDenseMatrix(
            len(rows),
            len(columns),
            lambda i, j: self._released(
                sp.diff(rows[i], columns[j]), [jacobian.variable]
            ),
        )

    @walk.register
    def _(self, hessian: nt.Hessian):
        held = self._holding([hessian.variable])
        body = held.scalar(hessian.expression)
        names = list(held.names(hessian.variable))
        return sp.ImmutableDenseMatrix(
            len(names),
            len(names),
            lambda i, j: self._released(
                sp.diff(body, names[i], names[j]), [hessian.variable]
            ),
        )

    # -- matrices --------------------------------------------------------------------

    @walk.register(nt.Array)
    @walk.register(sp.IndexedBase)
    @walk.register(mx.MatrixSymbol)
    def _(self, name):
        return self.names(name)

    @walk.register
    def _(self, view: nt.AsVector):
        return self.names(view.args[0])

    @walk.register
    def _(self, explicit: MatrixBase):
        return sp.ImmutableDenseMatrix(explicit.applyfunc(self.scalar))

    @walk.register
    def _(self, element: mx.matexpr.MatrixElement):
        parent, i, j = element.args
        return self._matrix(parent)[self._whole(i), self._whole(j)]

    @walk.register
    def _(self, entry: nt.Entry):
        parent, i, j = entry.args
        return self._matrix(parent)[self._whole(i) - 1, self._whole(j) - 1]

    @walk.register
    def _(self, expression: mx.MatAdd):
        terms = [self._matrix(term) for term in expression.args]
        return sum(terms[1:], terms[0])

    @walk.register
    def _(self, expression: mx.MatMul):
        scale, result = sp.S.One, None
        for factor in expression.args:
            if not getattr(factor, "is_Matrix", False):
                scale *= self.scalar(factor)
            else:
                value = self._matrix(factor)
                result = value if result is None else result * value
        return scale if result is None else result * scale

    @walk.register
    def _(self, expression: mx.MatPow):
        return self._matrix(expression.base) ** int(expression.exp)

    @walk.register
    def _(self, expression: mx.Transpose):
        return self._matrix(expression.arg).T

    @walk.register
    def _(self, expression: mx.Inverse):
        inner = self._matrix(expression.arg)
        return inner.adjugate() / inner.det()

    @walk.register
    def _(self, expression: mx.Determinant):
        return self._matrix(expression.arg).det()

    @walk.register
    def _(self, expression: mx.Trace):
        return self._matrix(expression.arg).trace()

    @walk.register
    def _(self, expression: nt.Vec):
        inner = self._matrix(expression.args[0])
        return sp.ImmutableDenseMatrix(list(inner.T))

    @walk.register(nt.Diag)
    @walk.register(mx.DiagMatrix)
    def _(self, expression):
        return sp.ImmutableDenseMatrix(sp.diag(*self._matrix(expression.args[0])))

    @walk.register
    def _(self, expression: mx.HadamardProduct):
        factors = [self._matrix(f) for f in expression.args]
        result = factors[0]
        for factor in factors[1:]:
            result = result.multiply_elementwise(factor)
        return result

    @walk.register
    def _(self, expression: mx.KroneckerProduct):
        return sp.kronecker_product(*(self._matrix(f) for f in expression.args))

    @walk.register(mx.Identity)
    @walk.register(mx.ZeroMatrix)
    @walk.register(mx.OneMatrix)
    def _(self, constant):
        rows, columns = (self._whole(s) for s in constant.shape)
        kinds = {mx.Identity: sp.eye, mx.ZeroMatrix: sp.zeros, mx.OneMatrix: sp.ones}
        return sp.ImmutableDenseMatrix(kinds[type(constant)](rows, columns))

    @walk.register
    def _(self, expression: nt.Elementwise):
        arguments = [self._matrix(a) for a in expression.arguments]
        rows, columns = arguments[0].shape
        function = expression.function

        def entry(i, j):
            env = {
                v: a[i, j] for v, a in zip(function.variables, arguments, strict=True)
            }
            return self.at({**self.env, **env}).scalar(function.expr)

        return sp.ImmutableDenseMatrix(rows, columns, entry)

    @walk.register
    def _(self, expression: ElementwiseApplyFunction):
        return self.walk(nt.Elementwise(expression.function, expression.expr))
