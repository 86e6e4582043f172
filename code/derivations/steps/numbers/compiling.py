"""A line made into a function of a point, by rules for each kind of expression.

The rules themselves are registered by the modules `functions`, `sums`, `derivatives`
and `matrices` of this wing, which :mod:`derivations.steps.numbers.numeric` brings
together. A value is an mpmath number or matrix.
"""

from functools import cache, singledispatch
from itertools import product

import sympy as sp
from mpmath import mp
from sympy.matrices import expressions as mx

from derivations.steps.deadline import check_time
from derivations.steps.errors import Undefined, Unsupported
from derivations.steps.vocabulary import notation as nt
from derivations.steps.vocabulary.dependence import holds_within, names_within

#: Whose values a point keeps: a line, the next one and their wrong versions share them.
COSTLY = (
    *(nt.D, nt.Gradient, nt.Jacobian, nt.Hessian, nt.Expectation),
    *(sp.Derivative, sp.Sum, sp.Product),
    *(mx.MatMul, mx.Inverse, mx.Determinant),
)
#: What comes with a bound on its error, by which a second look moves it.
MOVED = (nt.Expectation, sp.Integral, sp.Limit)


@cache
def compiled(expression):
    """The function from a point to the value of an expression."""
    run = translate(expression)
    if not isinstance(expression, COSTLY):
        return run
    return remembered(expression, run, nudges=holds_within(expression, MOVED))


@cache
def the_same(name):
    """One object for all equal names: it is then found without being compared."""
    return name


def remembered(expression, run, nudges=True):
    """``run``, whose value a point keeps as long as none of its names is moved.

    ``nudges`` says whether it moves with the integrals within it.
    """
    names = names_within(expression)
    owners = frozenset(names)

    def recall(at):
        check_time()
        if any(owner in owners for owner, _ in at.moves):
            return run(at)
        bound = tuple((name, at.env[name]) for name in names if name in at.env)
        key = (expression, mp.prec, bound, at.nudged and nudges)
        if key not in at.values:
            at.values[key] = run(at)
        return at.values[key]

    return recall


@singledispatch
def translate(expression):
    """The rule for one kind of expression; see :func:`compiled`."""
    kind = type(expression).__name__
    instead = INSTEAD.get(kind, "write it with the names of derivations.steps")
    raise Unsupported(
        f"{expression} has no numerical meaning here (it is of SymPy's kind {kind}): "
        f"{instead}, or show the line with cite()"
    )


# What to write in the place of what has no numerical meaning.
INSTEAD = {
    "ComplexInfinity": "the line divides by zero: leave that out",
    "NaN": "the line has no value: leave that out",
    "DotProduct": "write v.T * w",
    "FunctionMatrix": "write an array with where=",
    "Lambda": "apply it to its argument",
    "Order": "write the limit of the remainder, or an inequality for it",
}


@translate.register(int)
def _(number):
    return lambda at: mp.mpf(number)


def all_compiled(expressions):
    """The functions of several expressions."""
    return [compiled(e) for e in expressions]


# --- values -------------------------------------------------------------------------


def scalar(number):
    """A value as a number: the entry of a 1 x 1 matrix."""
    if isinstance(number, mp.matrix):
        if (number.rows, number.cols) != (1, 1):
            raise Unsupported(
                f"a number is expected, got a {number.rows} x {number.cols} matrix: "
                "write an entry of it, its trace, or elementwise(f, y) for a function"
            )
        return number[0, 0]
    return number


def as_matrix(number):
    """A value as a matrix: a number becomes 1 x 1."""
    return number if isinstance(number, mp.matrix) else mp.matrix([[number]])


def integer(number):
    """A value as a Python integer: an index or a size."""
    whole = int(number)
    if whole != number:
        raise Undefined(f"an index is not a whole number: {number}")
    return whole


def filled(rows, columns, entry):
    """The matrix whose entry (i, j), from 1, is ``entry(i, j)``."""
    result = mp.matrix(rows, columns)
    for i, j in product(range(rows), range(columns)):
        result[i, j] = entry(i + 1, j + 1)
    return result


def bind(variable, number, run):
    """``run`` with a bound variable set to a number."""
    return lambda at: at.bound(variable, number, lambda at, _: run(at), None)
