"""A line as numbers: the witness that uses no symbolic algebra.

:func:`compiled` turns an expression into a function of a :class:`Point`, once; the
point supplies the numbers. Sums are added up, matrices are multiplied as numbers, and a
derivative is mpmath's difference quotient of the side that has not been differentiated:
SymPy's ``diff`` has no part in it.
"""

from functools import cache, singledispatch
from itertools import pairwise, product

import sympy as sp
from mpmath import mp
from mpmath.libmp import from_int
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational
from sympy.matrices import expressions as mx
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.matrixbase import MatrixBase
from sympy.tensor.indexed import Indexed

from derivations.steps import notation as nt
from derivations.steps.corners import corners, split
from derivations.steps.errors import NoValue, Undefined, Unsupported
from derivations.steps.hoisting import hoisted


def value(expression, point):
    """The value of an expression at a point: an mpmath number or matrix.

    Raises
    ------
    Undefined : the expression has no finite value there.
    Unsupported : it holds something that has no numerical meaning here.
    """
    try:
        result = compiled(expression)(point)
    except (Undefined, NoValue):
        raise
    except (ArithmeticError, ValueError, mp.NoConvergence) as error:
        raise Undefined(str(error) or type(error).__name__) from error
    for entry in result if isinstance(result, mp.matrix) else (result,):
        if not mp.isfinite(entry):
            raise Undefined(f"the value is {entry}")
    return result


@cache
def compiled(expression):
    """The function from a point to the value of an expression."""
    return _compile(expression)


def _all(expressions):
    return [compiled(e) for e in expressions]


@singledispatch
def _compile(expression):
    raise Unsupported(
        f"{type(expression).__name__} has no numerical meaning here: {expression}"
    )


# --- numbers and names --------------------------------------------------------------


@_compile.register(sp.Rational)
def _(number):
    p, q = mp.make_mpf(from_int(int(number.p))), int(number.q)  # exact
    return (lambda at: p) if q == 1 else (lambda at: p / q)


@_compile.register(sp.NumberSymbol)
@_compile.register(sp.core.numbers.ImaginaryUnit)
def _(number):
    names = {
        sp.pi: lambda at: +mp.pi,
        sp.E: lambda at: +mp.e,
        sp.EulerGamma: lambda at: +mp.euler,
        sp.GoldenRatio: lambda at: +mp.phi,
        sp.Catalan: lambda at: +mp.catalan,
        sp.I: lambda at: mp.mpc(0, 1),
    }
    return names[number]


@_compile.register(type(sp.oo))
@_compile.register(type(-sp.oo))
def _(number):
    return lambda at: mp.inf if number is sp.oo else -mp.inf


@_compile.register(sp.Symbol)
def _(symbol):
    return lambda at: at.symbol(symbol)


@_compile.register(Indexed)
def _(entry):
    base, places = entry.base, _all(entry.indices)
    return lambda at: at.entry(base, tuple(_integer(place(at)) for place in places))


@_compile.register(AppliedUndef)
def _(applied):
    head, arguments = applied.func, _all(applied.args)
    return lambda at: at.surrogate(head)(*(argument(at) for argument in arguments))


def _integer(number):
    whole = int(mp.nint(number))
    if whole != number:
        raise Undefined(f"an index is not a whole number: {number}")
    return whole


# --- arithmetic and functions -------------------------------------------------------


@_compile.register(sp.Add)
def _(expression):
    terms = _all(expression.args)
    return lambda at: mp.fsum(_scalar(term(at)) for term in terms)


@_compile.register(sp.Mul)
def _(expression):
    factors = _all(expression.args)

    def multiply(at):
        result = mp.one
        for factor in factors:
            result = result * _scalar(factor(at))
        return result

    return multiply


@_compile.register(sp.Pow)
def _(expression):
    base, exponent = _all(expression.args)
    if expression.exp == -1:
        return lambda at: 1 / _scalar(base(at))
    if expression.exp.is_Integer:
        whole = int(expression.exp)
        return lambda at: _scalar(base(at)) ** whole
    if expression.exp == sp.S.Half:
        return lambda at: mp.sqrt(_scalar(base(at)))
    return lambda at: mp.power(_scalar(base(at)), _scalar(exponent(at)))


FUNCTIONS = {
    "exp": mp.exp, "log": mp.log, "sin": mp.sin, "cos": mp.cos, "tan": mp.tan,
    "cot": mp.cot, "sec": mp.sec, "csc": mp.csc, "asin": mp.asin, "acos": mp.acos,
    "atan": mp.atan, "acot": mp.acot, "sinh": mp.sinh, "cosh": mp.cosh,
    "tanh": mp.tanh, "coth": mp.coth, "sech": mp.sech, "csch": mp.csch,
    "asinh": mp.asinh, "acosh": mp.acosh, "atanh": mp.atanh, "erf": mp.erf,
    "erfc": mp.erfc, "erfi": mp.erfi, "erfinv": mp.erfinv, "gamma": mp.gamma,
    "loggamma": mp.loggamma, "factorial": mp.factorial, "binomial": mp.binomial,
    "beta": mp.beta, "zeta": mp.zeta, "Abs": abs, "re": mp.re, "im": mp.im,
    "conjugate": mp.conj, "arg": mp.arg, "floor": mp.floor, "ceiling": mp.ceil,
    "LambertW": mp.lambertw, "digamma": mp.digamma, "polygamma": mp.polygamma,
    "besseli": mp.besseli, "besselj": mp.besselj, "besselk": mp.besselk,
    "bessely": mp.bessely, "Min": min, "Max": max, "sign": mp.sign,
    "RisingFactorial": mp.rf, "FallingFactorial": mp.ff, "Ei": mp.ei,
    "expint": mp.expint,
    "lowergamma": lambda a, x: mp.gammainc(a, 0, x),
    "uppergamma": lambda a, x: mp.gammainc(a, x),
    "atan2": mp.atan2,
    "Mod": lambda a, b: a % b,
    "Heaviside": lambda x, at_zero=0.5: (
        mp.mpf(at_zero) if x == 0 else mp.mpf(1 if x > 0 else 0)
    ),
}  # fmt: skip


@_compile.register(sp.core.function.Application)
def _(applied):
    name = applied.func.__name__
    if name not in FUNCTIONS:
        raise Unsupported(f"the function {name} has no numerical meaning here")
    numeric, arguments = FUNCTIONS[name], _all(applied.args)
    return lambda at: numeric(*(_scalar(argument(at)) for argument in arguments))


@_compile.register(nt.NamedFunction)
def _(applied):
    return compiled(applied.unfold())


@_compile.register(nt.Phi)
def _(applied):
    argument = compiled(applied.args[0])
    return lambda at: mp.ncdf(_scalar(argument(at)))  # 1 + erf cancels in the tail


@_compile.register(sp.KroneckerDelta)
def _(expression):
    i, j = _all(expression.args[:2])
    return lambda at: mp.mpf(1 if i(at) == j(at) else 0)


@_compile.register(sp.Piecewise)
def _(expression):
    branches = [(compiled(e), compiled(c)) for e, c in expression.args]

    def choose(at):
        for branch, condition in branches:
            if condition(at):
                return branch(at)
        raise Undefined("no branch of the case distinction applies")

    return choose


RELATIONS = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


@_compile.register(Relational)
def _(relation):
    left, right = compiled(relation.lhs), compiled(relation.rhs)
    compare = RELATIONS[relation.rel_op]
    return lambda at: compare(_scalar(left(at)), _scalar(right(at)))


@_compile.register(sp.logic.boolalg.BooleanAtom)
def _(truth):
    return lambda at: bool(truth)


@_compile.register(sp.And)
def _(expression):
    parts = _all(expression.args)
    return lambda at: all(part(at) for part in parts)


@_compile.register(sp.Or)
def _(expression):
    parts = _all(expression.args)
    return lambda at: any(part(at) for part in parts)


@_compile.register(sp.Not)
def _(expression):
    part = compiled(expression.args[0])
    return lambda at: not part(at)


@_compile.register(sp.functions.special.tensor_functions.LeviCivita)
def _(expression):
    raise Unsupported("LeviCivita has no numerical meaning here")


# --- sums, products, integrals, limits, derivatives ---------------------------------

UNRELIABLE = 0.05  # of the error that mpmath estimates, which is never above 1


@_compile.register(sp.Sum)
@_compile.register(sp.Product)
def _(expression):
    body = compiled(expression.function)
    limits = [(lim[0], *_all(lim[1:])) for lim in reversed(expression.limits)]
    is_sum = isinstance(expression, sp.Sum)

    def over(at, limits):
        if not limits:
            return _scalar(body(at))
        (index, *ends), rest = limits[0], limits[1:]
        if len(ends) != 2:
            raise Unsupported(f"the range of index {index} is not given")
        low, high = (end(at) for end in ends)
        if not (mp.isfinite(low) and mp.isfinite(high)):
            numeric = mp.nsum if is_sum else mp.nprod
            return numeric(lambda t: at.bound(index, t, over, rest), [low, high])
        terms = (
            at.bound(index, mp.mpf(t), over, rest)
            for t in range(_integer(low), _integer(high) + 1)
        )
        return mp.fsum(terms) if is_sum else mp.fprod(terms)

    return lambda at: over(at, limits)


@_compile.register(sp.Integral)
def _(expression):
    variables = [lim[0] for lim in expression.limits]
    moving, fixed = hoisted(expression.function, variables)
    body = compiled(moving)
    fixed = {name: compiled(part) for name, part in fixed.items()}
    limits = [(lim[0], *_all(lim[1:])) for lim in reversed(expression.limits)]
    bound = sorted(expression.free_symbols, key=str)
    jumps = {v: _all(corners(moving, v)) for v in variables}

    def over(at, limits):
        if not limits:
            return _scalar(body(at))
        (variable, *ends), rest = limits[0], limits[1:]
        if len(ends) != 2:
            raise Unsupported("an indefinite integral has no value: give its limits")
        places = [_scalar(place(at)) for place in jumps[variable]]
        interval = split(*(end(at) for end in ends), places)
        number, error = mp.quad(
            lambda t: at.bound(variable, t, over, rest), interval, error=True
        )
        if error > UNRELIABLE:
            raise Undefined("the integral does not converge, or too slowly")
        return number

    def integrate(at):
        # Wrong versions of a line mostly leave its integrals as they are.
        if at.moves:
            return afresh(at)
        key = (expression, mp.prec, *(at.env.get(name) for name in bound))
        if key not in at.integrals:
            at.integrals[key] = afresh(at)
        return at.integrals[key]

    def afresh(at):
        at.env |= {name: _scalar(part(at)) for name, part in fixed.items()}
        try:
            return over(at, limits)
        finally:
            for name in fixed:
                del at.env[name]

    return integrate


@_compile.register(sp.Limit)
def _(expression):
    body, variable, target, direction = expression.args
    body, target = compiled(body), compiled(target)
    sides = {"+": (1,), "-": (-1,), "+-": (1, -1)}[str(direction)]

    def approach(at):
        goal = target(at)
        found = [_limit(at, body, variable, goal, side) for side in sides]
        if any(abs(v - found[0]) > mp.mpf(10) ** -8 for v in found):
            raise Undefined("the limits from the left and from the right differ")
        return found[0]

    return approach


def _limit(at, body, variable, goal, side):
    """Extrapolate along h, h/2, h/4, ... (or 1/h towards infinity) by Richardson."""

    def along(h):
        t = (1 / h if goal > 0 else -1 / h) if mp.isinf(goal) else goal + side * h
        return _scalar(at.bound(variable, t, lambda at, _: body(at), None))

    with mp.workdps(3 * mp.dps):
        row = [along(mp.mpf(2) ** -k) for k in range(12, 40)]
        plain = row[-1]
        for order in range(1, 12):
            weight = mp.mpf(2) ** order
            row = [(weight * b - a) / (weight - 1) for a, b in pairwise(row)]
        if abs(row[-1] - row[-2]) > mp.mpf(10) ** -12 * (1 + abs(row[-1])):
            if abs(plain) < mp.mpf(10) ** -9:
                return mp.zero
            raise Undefined("the limit was not reached numerically")
        return row[-1]


@_compile.register(nt.D)
def _(expression):
    return _partial(compiled(expression.expression), expression.variables)


@_compile.register(sp.Derivative)
def _(expression):
    variables = [v for v, count in expression.variable_count for _ in range(count)]
    return _partial(compiled(expression.expr), variables)


def _partial(body, variables):
    if not variables:
        return lambda at: _scalar(body(at))
    inner, variable = _partial(body, variables[1:]), variables[0]
    place = compiled(variable)

    def differentiate(at):
        here = at.freeze(variable)
        start = place(at)
        return mp.diff(lambda t: at.moved(here, t, inner), start)

    return differentiate


@_compile.register(sp.Subs)
def _(expression):
    body, values = compiled(expression.expr), _all(expression.point)

    def substituted(at):
        run = body
        for variable, new in zip(expression.variables, values, strict=True):
            run = _bind(variable, new(at), run)
        return run(at)

    return substituted


def _bind(variable, number, run):
    return lambda at: at.bound(variable, number, lambda at, _: run(at), None)


@_compile.register(nt.Expectation)
def _(expression):
    return compiled(expression.unfold())


# --- matrices -----------------------------------------------------------------------


def _scalar(number):
    if isinstance(number, mp.matrix):
        if (number.rows, number.cols) != (1, 1):
            raise Unsupported(
                f"a number is expected, got a {number.rows} x {number.cols} matrix"
            )
        return number[0, 0]
    return number


def _matrix(number):
    return number if isinstance(number, mp.matrix) else mp.matrix([[number]])


@_compile.register(nt.Array)
@_compile.register(nt.AsVector)
@_compile.register(sp.IndexedBase)
def _(base):
    base = base.args[0] if isinstance(base, nt.AsVector) else base
    rows, columns = map(compiled, nt.shape_of(base))
    flat = len(base.shape) == 1

    def read(at):
        r, c = _integer(rows(at)), _integer(columns(at))
        return _filled(r, c, lambda i, j: at.entry(base, (i,) if flat else (i, j)))

    return read


def _filled(rows, columns, entry):
    result = mp.matrix(rows, columns)
    for i, j in product(range(rows), range(columns)):
        result[i, j] = entry(i + 1, j + 1)
    return result


@_compile.register(mx.MatrixSymbol)
def _(symbol):
    rows, columns = map(compiled, symbol.shape)

    def read(at):
        r, c = _integer(rows(at)), _integer(columns(at))
        return at.matrix(symbol, r, c)

    return read


@_compile.register(MatrixBase)
def _(explicit):
    rows, columns = explicit.shape
    entries = [[compiled(explicit[i, j]) for j in range(columns)] for i in range(rows)]
    return lambda at: mp.matrix([[_scalar(e(at)) for e in row] for row in entries])


@_compile.register(mx.matexpr.MatrixElement)
def _(element):
    parent, i, j = _all(element.args)
    return lambda at: parent(at)[_integer(i(at)), _integer(j(at))]


@_compile.register(nt.Entry)
def _(entry):
    parent, i, j = _all(entry.args)
    return lambda at: parent(at)[_integer(i(at)) - 1, _integer(j(at)) - 1]


@_compile.register(mx.MatAdd)
def _(expression):
    terms = _all(expression.args)

    def add(at):
        values = [_matrix(term(at)) for term in terms]
        result = values[0]
        for v in values[1:]:
            result = result + v
        return result

    return add


@_compile.register(mx.MatMul)
def _(expression):
    factors = _all(expression.args)
    kinds = [getattr(a, "is_Matrix", False) for a in expression.args]

    def multiply(at):
        scale, result = mp.one, None
        for factor, is_matrix in zip(factors, kinds, strict=True):
            v = factor(at)
            if not is_matrix:
                scale = scale * _scalar(v)
            else:
                result = v if result is None else result * v
        return scale if result is None else scale * _matrix(result)

    return multiply


@_compile.register(mx.MatPow)
def _(expression):
    base, exponent = compiled(expression.base), int(expression.exp)
    if exponent < 0:
        return lambda at: _inverse(base(at)) ** (-exponent)
    return lambda at: base(at) ** exponent


def _inverse(matrix):
    if mp.det(matrix) == 0:
        raise Undefined("the matrix is singular")
    return mp.inverse(matrix)


def _of_matrix(operation):
    def compile_it(expression):
        inner = compiled(expression.args[0])
        return lambda at: operation(_matrix(inner(at)))

    return compile_it


_compile.register(mx.Transpose)(_of_matrix(lambda a: a.T))
_compile.register(mx.Inverse)(_of_matrix(_inverse))
_compile.register(mx.Determinant)(_of_matrix(mp.det))
_compile.register(mx.Trace)(
    _of_matrix(lambda a: mp.fsum(a[i, i] for i in range(a.rows)))
)
_compile.register(nt.Vec)(
    _of_matrix(
        lambda a: mp.matrix([a[i, j] for j in range(a.cols) for i in range(a.rows)])
    )
)


def _diagonal(column):
    entries = [column[k] for k in range(column.rows * column.cols)]
    return mp.diag(entries)


_compile.register(nt.Diag)(_of_matrix(_diagonal))
_compile.register(mx.DiagMatrix)(_of_matrix(_diagonal))
_compile.register(mx.DiagonalMatrix)(
    _of_matrix(lambda a: mp.diag([a[i, i] for i in range(min(a.rows, a.cols))]))
)


@_compile.register(mx.HadamardProduct)
def _(expression):
    factors = _all(expression.args)

    def multiply(at):
        values = [_matrix(f(at)) for f in factors]
        first = values[0]
        return _filled(
            first.rows,
            first.cols,
            lambda i, j: mp.fprod(v[i - 1, j - 1] for v in values),
        )

    return multiply


@_compile.register(mx.KroneckerProduct)
def _(expression):
    factors = _all(expression.args)

    def multiply(at):
        result = mp.matrix([[1]])
        for factor in factors:
            a, b = result, _matrix(factor(at))
            result = _filled(
                a.rows * b.rows,
                a.cols * b.cols,
                lambda i, j, a=a, b=b: (
                    a[(i - 1) // b.rows, (j - 1) // b.cols]
                    * b[(i - 1) % b.rows, (j - 1) % b.cols]
                ),
            )
        return result

    return multiply


def _constant(entry):
    def compile_it(expression):
        rows, columns = map(compiled, expression.shape)
        return lambda at: _filled(
            _integer(rows(at)), _integer(columns(at)), lambda i, j: mp.mpf(entry(i, j))
        )

    return compile_it


_compile.register(mx.Identity)(_constant(lambda i, j: i == j))
_compile.register(mx.ZeroMatrix)(_constant(lambda i, j: 0))
_compile.register(mx.OneMatrix)(_constant(lambda i, j: 1))


@_compile.register(nt.Elementwise)
def _(expression):
    function = expression.function
    arguments, body = _all(expression.arguments), compiled(function.expr)

    def apply(at):
        values = [_matrix(a(at)) for a in arguments]
        first = values[0]

        def entry(i, j):
            run = body
            for place, v in zip(function.variables, values, strict=True):
                run = _bind(place, v[i - 1, j - 1], run)
            return run(at)

        return _filled(first.rows, first.cols, entry)

    return apply


@_compile.register(ElementwiseApplyFunction)
def _(expression):
    return compiled(nt.Elementwise(expression.function, expression.expr))


@_compile.register(nt.Gradient)
def _(expression):
    body, names = compiled(expression.expression), expression.variable
    rows, columns = map(compiled, nt.shape_of(names))

    def differentiate(at):
        r, c = _integer(rows(at)), _integer(columns(at))
        return _filled(r, c, lambda i, j: _slope(at, body, names, (i, j)))

    return differentiate


def _slope(at, body, names, place):
    here = at.freeze_place(names, place)
    start = at.place(names, place)
    return mp.diff(lambda t: at.moved(here, t, lambda at: _scalar(body(at))), start)


@_compile.register(nt.Jacobian)
def _(expression):
    body, names = compiled(expression.expression), expression.variable
    size = compiled(nt.shape_of(names)[0])

    def differentiate(at):
        columns = []
        for j in range(1, _integer(size(at)) + 1):
            here, start = at.freeze_place(names, (j, 1)), at.place(names, (j, 1))
            rows = _matrix(body(at)).rows
            columns.append(
                [
                    mp.diff(
                        lambda t, i=i, here=here: at.moved(
                            here, t, lambda at: _matrix(body(at))[i, 0]
                        ),
                        start,
                    )
                    for i in range(rows)
                ]
            )
        return mp.matrix(columns).T

    return differentiate


@_compile.register(nt.Hessian)
def _(expression):
    body, names = compiled(expression.expression), expression.variable
    size = compiled(nt.shape_of(names)[0])

    def differentiate(at):
        count = _integer(size(at))

        def entry(i, j):
            here, start = at.freeze_place(names, (i, 1)), at.place(names, (i, 1))
            return mp.diff(
                lambda t: at.moved(here, t, lambda at: _slope(at, body, names, (j, 1))),
                start,
            )

        return _filled(count, count, entry)

    return differentiate
