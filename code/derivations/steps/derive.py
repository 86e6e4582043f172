"""A derivative worked out line by line, one rule a line.

The result is an ordinary :class:`Derivation`: its lines are checked like an author's.
"""

from collections.abc import Mapping
from typing import Any

from sympy import (
    Basic,
    Expr,
    Integral,
    Sum,
    Symbol,
    evaluate,
    nan,
    oo,
    sympify,
    zoo,
)
from sympy.matrices.expressions import MatrixExpr, MatrixSymbol
from sympy.tensor.indexed import Indexed

from derivations.steps.differentiation.matrix_rules import steps_by_matrix
from derivations.steps.differentiation.rule import CannotDerive
from derivations.steps.differentiation.working import steps_by_number
from derivations.steps.typesetting.author_order import in_reading_order
from derivations.steps.vocabulary.notation import Array, D

from .derivation import Derivation


def derive(
    expression: Any,
    wrt: Any,
    *,
    sizes: Mapping[Any, int] | None = None,
    domain: Any = None,
    name: str | None = None,
) -> Derivation:
    """The derivative of an expression, step by step.

    Parameters
    ----------
    expression : a number-valued SymPy expression in the vocabulary of this package.
    wrt : a symbol, an entry such as ``theta[j]``, an array (one entry of it is taken),
        or a matrix or vector (then by differentials).
    sizes, domain, name : handed to the :class:`Derivation`.

    Returns
    -------
    A :class:`Derivation`; the last line is the derivative.

    Raises
    ------
    CannotDerive : there is no rule for a part of the expression; the message names it.
    TypeError : ``expression`` or ``wrt`` is not what is described above.

    >>> from sympy import exp
    >>> x = Symbol("x", real=True)
    >>> chain = derive(x**2 * exp(x), x)
    >>> [line.reason for line in chain.lines]
    ['product rule', 'power rule', 'derivative of the exponential', 'collect']
    >>> chain.last
    x*(x + 2)*exp(x)
    """
    options = {"sizes": sizes, "domain": domain, "name": name}
    for argument, given in (("expression", expression), ("wrt", wrt)):
        if isinstance(given, str):
            raise TypeError(
                f"{argument}: a SymPy expression is expected, got the text {given!r}"
            )
    with evaluate(True):
        expression = sympify(expression)
        _refuse_without_value(expression)
        return _derived(expression, wrt, options)


def _refuse_without_value(expression):
    """What no rule applies to, although it can be written down."""
    if not isinstance(expression, Basic):
        return
    if expression.has(nan, oo, -oo, zoo) and expression.is_number:
        raise ValueError(f"expression: a finite number is expected, got {expression}")
    for total in expression.atoms(Integral):
        if any(len(limits) != 3 for limits in total.limits):
            raise CannotDerive(f"an integral without limits is no function: {total}")


def _derived(expression, wrt, options):
    if isinstance(wrt, MatrixSymbol):
        return _chain(*steps_by_matrix(expression, wrt), options)
    if not isinstance(expression, Expr) or isinstance(expression, MatrixExpr):
        raise TypeError(
            "expression: a number-valued expression is expected, got "
            f"{type(expression).__name__}: {expression}"
        )
    x = _variable(wrt, expression)
    steps = steps_by_number(in_reading_order(expression), x)
    return _chain(D(expression, x), steps, options)


def _chain(first, steps, options):
    chain = Derivation(first, **options)
    for line, reason, needs in steps:
        chain.step(line, reason, needs=needs)
    return chain


def _variable(wrt, expression):
    wrt = sympify(wrt)
    if isinstance(wrt, Array):
        used = {str(s) for s in expression.free_symbols}
        used |= {str(v) for t in expression.atoms(Sum) for v in t.variables}
        names = (n for n in (*"jklipqrst", *(f"j_{k}" for k in range(99))))
        free = (n for n in names if n not in used)
        wrt = wrt[
            tuple(Symbol(next(free), integer=True, positive=True) for _ in wrt.shape)
        ]
    if not isinstance(wrt, (Symbol, Indexed)):
        raise TypeError(
            "wrt: a symbol, an entry, an array or a matrix is expected, "
            f"got {type(wrt).__name__}: {wrt}"
        )
    if wrt.is_integer:
        raise TypeError(
            f"wrt: {wrt} is a whole number, by which nothing can be differentiated"
        )
    return wrt
