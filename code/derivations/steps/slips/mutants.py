"""Wrong versions of a line, to find out whether a check would notice.

A mutant differs from the line by one of the slips of
:mod:`derivations.steps.slips.slips`. Mutants that nobody could write down (shapes that
do not fit) are left out. The order is fixed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from typing import Any

from sympy import (
    Expr,
    Integral,
    Lambda,
    Limit,
    Product,
    Sum,
    preorder_traversal,
    sympify,
)
from sympy.core.relational import Relational
from sympy.matrices.expressions import MatAdd, MatMul, MatrixExpr, MatrixSymbol
from sympy.matrices.matrixbase import MatrixBase
from sympy.tensor.indexed import Indexed, IndexedBase

from derivations.steps.vocabulary.notation import (
    D,
    Expectation,
    Gradient,
    Hessian,
    Jacobian,
)

from .slips import SLIPS
from .trees import rebuild

LIMIT = 12  # mutants of one line: enough for every kind of slip, few enough to be quick

_FIRST_ONLY = (Sum, Product, Integral, Limit, D, Gradient, Jacobian, Hessian)
_CLOSED = (Indexed, IndexedBase, MatrixSymbol, Relational)


def mutants(line: Any, limit: int = LIMIT) -> Iterator[tuple[str, Any]]:
    """Wrong versions of a line.

    Parameters
    ----------
    line : an expression as authors write it, evaluated or not.
    limit : how many at most; the kinds of slips take turns until it is reached.

    Yields
    ------
    ``(name, expression)``, the same ones in the same order every time.

    >>> from sympy.abc import a, b
    >>> for name, wrong in mutants(a - 2 * b, limit=3):
    ...     print(f"{name}: {wrong}")
    sign of the line: -(a - 2*b)
    factor 2 dropped: a - b
    term a dropped from a - 2 b: -2*b
    """
    if isinstance(line, str) or not isinstance(sympify(line), (Expr, MatrixBase)):
        raise TypeError(f"line: an expression is expected, got {line!r}")
    line = sympify(line)
    everywhere = list(places(line))
    seen = {line}
    names: dict[str, int] = {}
    turns = (_mutate(kind, line, everywhere) for kind in SLIPS)  # made when asked for
    for turn in zip_longest(*turns):
        for found in turn:
            if limit <= 0:
                return
            if found is None or found[1] in seen:
                continue
            name, wrong = found
            seen.add(wrong)
            names[name] = names.get(name, 0) + 1
            again = f", place {names[name]}" if names[name] > 1 else ""
            limit -= 1
            yield name + again, wrong


@dataclass(frozen=True)
class MutationScore:
    """How many mutants a check refutes.

    ``equivalent`` names those that were proved equal to the line: no slip at all.
    ``survivors`` names those that a check could not refute although nobody proved them
    equal. Both list ``"line 3: sign of y_i in h_i - y_i"``.
    """

    killed: int
    total: int
    equivalent: tuple = ()
    survivors: tuple = ()

    @property
    def wrong(self):
        """How many mutants are not equivalent to the line."""
        return self.total - len(self.equivalent)

    @property
    def score(self):
        """Share of refuted mutants among the wrong ones; None where there are none."""
        return self.killed / self.wrong if self.wrong else None

    def __str__(self):
        lines = [f"{self.killed} of {self.wrong} mutants refuted"]
        if self.score is None:
            lines = ["no wrong version was tried: there is no score"]
        for title, names in (
            ("not refuted", self.survivors),
            ("equal to the line", self.equivalent),
        ):
            lines += [f"  {title}: {name}" for name in names]
        return "\n".join(lines)


def mutation_score(
    lines: Sequence[Any], judge: Callable[[Any, Any], Any], limit: int = LIMIT
) -> MutationScore:
    """Judge the mutants of every line against the line before.

    Parameters
    ----------
    lines : the lines of a chain, first to last, or pairs ``(number, line, previous)``
        where only some lines are to be tried.
    judge : ``judge(previous, mutant)`` returns a verdict: ``"refuted"``, ``"proved"``
        or another string, or an object with such a ``verdict``.

    >>> from sympy.abc import x
    >>> def compare(left, right):
    ...     return "proved" if (left - right).expand() == 0 else "refuted"
    >>> print(mutation_score([(x + 1) ** 2, x**2 + 2 * x + 1], compare))
    10 of 10 mutants refuted
    """
    lines = list(lines)
    if lines and not isinstance(lines[0], tuple):
        lines = [(k, lines[k], lines[k - 1]) for k in range(1, len(lines))]
    killed, equivalent, survivors, count = 0, [], [], 0
    for number, line, previous in lines:
        for name, mutant in mutants(line, limit):
            verdict = judge(previous, mutant)
            verdict = getattr(verdict, "verdict", verdict)
            count += 1
            if verdict == "refuted":
                killed += 1
            elif verdict == "proved":
                equivalent.append(f"line {number}: {name}")
            else:
                survivors.append(f"line {number}: {name}")
    return MutationScore(killed, count, tuple(equivalent), tuple(survivors))


# Walking a tree and rebuilding it with one place changed


def places(node, path=(), above=()):
    """Every place of a line that a slip can reach: (path, node, nodes above it)."""
    yield path, node, above
    for k in _open_arguments(node):
        yield from places(node.args[k], (*path, k), (*above, node))


def _open_arguments(node):
    if isinstance(node, _CLOSED) or not node.args:
        return ()
    if isinstance(node, (*_FIRST_ONLY, Expectation)):
        return (0,)
    if isinstance(node, Lambda):
        return (1,)
    return range(len(node.args))


def replaced(node, path, new):
    """The line with another part at one place."""
    if not path:
        return new
    arguments = list(node.args)
    arguments[path[0]] = replaced(arguments[path[0]], path[1:], new)
    return rebuild(node, arguments)


def _mutate(kind, line, everywhere):
    """The mutants of one kind, as (name, whole line)."""
    for path, node, above in everywhere:
        for name, new in kind(node, above, line):
            try:
                wrong = replaced(line, path, new)
            except (ValueError, TypeError):  # numeric shapes that do not fit
                continue
            if _shape(wrong) == _shape(line) and _fits(wrong):
                yield name, wrong


def _shape(expression):
    # an entry such as y[i] has the shape of its array
    return expression.shape if isinstance(expression, MatrixExpr) else None


def _fits(expression):
    """Whether all shapes agree as symbols: SymPy lets ``m`` pass for ``n``."""
    for node in preorder_traversal(expression):
        parts = [p for p in node.args if isinstance(p, MatrixExpr)]
        if isinstance(node, MatAdd) and len({p.shape for p in parts}) > 1:
            return False
        if isinstance(node, MatMul) and any(
            left.shape[1] != right.shape[0] for left, right in pairwise(parts)
        ):
            return False
    return True
