"""The vocabulary in which derivations are written.

Authors write SymPy and these few names.  Nothing here computes: a derivative stays a
derivative, an abbreviation stays short, until
:mod:`derivations.steps.spelled_out.concrete` spells a line out at small
sizes.  Indices are 1-based, as in print.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sympy import evaluate
from sympy.functions.special.tensor_functions import KroneckerDelta as delta
from sympy.matrices.expressions import Determinant as det
from sympy.matrices.expressions import Identity as identity
from sympy.matrices.expressions import Inverse as inv
from sympy.matrices.expressions import KroneckerProduct as kron
from sympy.matrices.expressions import Trace as tr

from .arrays import Array, array, indices, sizes, total
from .arrays import range_of as range_of
from .arrays import shape_of as shape_of
from .formulas import (
    AsVector,
    D,
    Diag,
    Elementwise,
    Entry,
    Expectation,
    FreeGradient,
    Gradient,
    Hessian,
    Jacobian,
    Law,
    Vec,
    diag,
    elementwise,
    entry,
    vec,
)
from .named_functions import (
    NamedFunction,
    Phi,
    define,
    function,
    phi,
    sigmoid,
    softplus,
)
from .named_matrices import Matrix_ as Matrix_
from .named_matrices import matrix, ones, vector
from .places import At, Held, MatrixAt, at, held
from .scalars import scalar

__all__ = [
    "Array",
    "AsVector",
    "At",
    "D",
    "Diag",
    "Elementwise",
    "Entry",
    "Expectation",
    "FreeGradient",
    "Gradient",
    "Held",
    "Hessian",
    "Jacobian",
    "Law",
    "MatrixAt",
    "NamedFunction",
    "Phi",
    "Vec",
    "array",
    "as_written",
    "at",
    "define",
    "delta",
    "det",
    "diag",
    "elementwise",
    "entry",
    "function",
    "held",
    "identity",
    "indices",
    "inv",
    "kron",
    "matrix",
    "ones",
    "phi",
    "scalar",
    "sigmoid",
    "sizes",
    "softplus",
    "total",
    "tr",
    "vec",
    "vector",
]


@contextmanager
def as_written() -> Iterator[None]:
    """Keep terms and factors in the order in which the author writes them.

    SymPy sorts ``h - y`` into ``-y + h``; inside this block it leaves them alone.

    Matrices are kept as they are written, too; only ``.T`` of a sum or a product is
    carried out, which SymPy's ``Transpose`` is not:

    >>> from sympy import Transpose
    >>> A, B = matrix("A", 2, 3), matrix("B", 3, 2)
    >>> with as_written():
    ...     A - 2 * B.T, (A * B).T * A, Transpose(A * B) * A
    (A - 2*B.T, B.T*A.T*A, (A*B).T*A)
    """
    with evaluate(False):
        yield
