"""The walk that spells a line out: names, sums, integrals; see :mod:`concrete`.

Rules for derivatives and for matrices are registered by the modules
`derivatives` and `matrices` of this wing.
"""

from functools import singledispatchmethod
from itertools import product

import sympy as sp
from sympy.core.function import AppliedUndef
from sympy.matrices.matrixbase import MatrixBase
from sympy.tensor.indexed import Indexed

from derivations.steps.algebra.integrals import over_slope
from derivations.steps.algebra.regular import is_regular
from derivations.steps.deadline import check_time
from derivations.steps.errors import Unsupported
from derivations.steps.vocabulary import notation as nt


def _is_slope(factor, variable):
    return isinstance(factor, nt.D) and factor.variables == (variable,)


class Explicit:
    """Spells expressions out at given sizes.

    ``Explicit(sizes, domain)(expression)`` is a scalar expression or an explicit
    matrix. Symbols that the domain makes positive (or nonnegative) become positive
    symbols, so that SymPy may use it. ``over_slopes`` says whether an integral over a
    derivative by the same variable becomes the difference of the ends.
    """

    def __init__(self, sizes, domain, over_slopes=False):
        self.sizes = {symbol: sp.Integer(number) for symbol, number in sizes.items()}
        self.domain = domain
        self.over_slopes = over_slopes
        self.env = {}
        self.opaque = set()  # abbreviations that a derivative treats as variables
        self._known = {}  # symbols as they are written out

    def __call__(self, expression):
        return self.walk(expression)

    def at(self, env):
        """The same, with index symbols set to whole numbers."""
        other = Explicit({}, self.domain, self.over_slopes)
        other.sizes, other.env, other.opaque = self.sizes, dict(env), set(self.opaque)
        other._known = self._known
        return other

    # -- names -----------------------------------------------------------------------

    def _symbol(self, label, owner):
        if (label, owner) not in self._known:
            said = self.domain.assumption(sp.Symbol(label, real=True), owner)
            self._known[label, owner] = sp.Symbol(label, **said)
        return self._known[label, owner]

    def entry(self, base, index):
        """The entry of an array: a symbol, a function, or what it stands for."""
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
        rows, columns = (self.whole(s) for s in nt.shape_of(variable))
        return sp.ImmutableDenseMatrix(
            rows, columns, lambda i, j: self._place(variable, i + 1, j + 1)
        )

    def _place(self, name, i, j):
        tied = getattr(name, "entries", None)
        base = tied if tied is not None else name
        if not getattr(base, "is_Matrix", False):
            return self.entry(base, (i, j) if len(base.shape) == 2 else (i,))
        if getattr(base, "kind_of", None) is not None:
            i, j = sorted((i, j))
        return self._symbol(f"{base.name}_{i}_{j}", base)

    def whole(self, expression):
        """A size or index as a Python integer."""
        number = self.walk(expression)
        if not number.is_Integer:
            raise Unsupported(f"{expression} is not a whole number at these sizes")
        return int(number)

    def excluded(self):
        """What the domain keeps from vanishing, as x - y where x differs from y."""
        bounded = [
            self.walk(name)
            for name, (low, high) in self.domain.bounds.items()
            if isinstance(name, sp.Symbol) and (low > 0 or high < 0)
        ]
        return bounded + [
            self.scalar(relation.lhs - relation.rhs)
            for relation in self.domain.relations
            if relation.rel_op in ("!=", "<", ">")
        ]

    # -- the walk --------------------------------------------------------------------

    @singledispatchmethod
    def walk(self, expression):
        if not expression.args:
            return expression
        return expression.func(*map(self.scalar, expression.args))

    def scalar(self, expression):
        """The walk, with a 1 x 1 matrix read as its entry."""
        check_time()
        result = self.walk(expression)
        if isinstance(result, MatrixBase):
            if result.shape != (1, 1):
                raise Unsupported(
                    f"a number is expected, got a matrix of shape {result.shape}"
                )
            return result[0, 0]
        return result

    def matrix(self, expression):
        """The walk, with a number read as a 1 x 1 matrix."""
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
        return self.entry(entry.base, tuple(self.whole(i) for i in entry.indices))

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
                whole = kept.scalar(slopes[0].expression)
                if is_regular(whole, *bounds):
                    ends = over_slope(whole, *bounds)
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

    # -- abbreviations ---------------------------------------------------------------

    def holding(self, bases):
        """The same, with abbreviations of these arrays left as variables."""
        other = self.at(self.env)
        other.opaque |= {b for b in bases if getattr(b, "definition", None)}
        return other

    def released(self, body, bases):
        """Put the definitions of abbreviations back after differentiating by them."""
        for base in bases:
            if base in self.opaque or not getattr(base, "definition", None):
                continue
            held = self.holding([base])
            sizes = [range(1, self.whole(s) + 1) for s in base.shape]
            body = body.subs(
                {
                    held.entry(base, index): self.entry(base, index)
                    for index in product(*sizes)
                }
            )
        return body


#: Registers a rule for the type of the expression that it is annotated with.
rule = Explicit.__dict__["walk"].register
