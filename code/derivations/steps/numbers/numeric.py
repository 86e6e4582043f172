"""A line as numbers: the witness that uses no symbolic algebra.

:func:`compiled` turns an expression into a function of a :class:`Point`, once; the
point supplies the numbers. Sums are added up, matrices are multiplied as numbers, and a
derivative is mpmath's difference quotient of the side that has not been differentiated:
SymPy's ``diff`` has no part in it.
"""

from mpmath import mp

from derivations.steps.errors import NoValue, Undefined, Unsettled, in_words

from . import (  # each registers its rules
    cases,  # noqa: F401
    derivatives,  # noqa: F401
    functions,  # noqa: F401
    integrals,  # noqa: F401
    limits,  # noqa: F401
    matrices,  # noqa: F401
    sums,  # noqa: F401
)
from .compiling import compiled

__all__ = ["compiled", "value"]


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
    except mp.NoConvergence as error:
        raise Unsettled(in_words(error)) from error
    except (ArithmeticError, ValueError) as error:
        raise Undefined(in_words(error)) from error
    for entry in result if isinstance(result, mp.matrix) else (result,):
        if not mp.isfinite(entry):
            raise Undefined(f"the value is {entry}")
    return result
