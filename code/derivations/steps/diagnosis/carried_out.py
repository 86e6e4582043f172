"""Lines with their derivatives carried out, and the slip from such a line to another.

A wrong derivative is best explained from the right one: among the mutants of the right
one there may be the line that stands there.
"""

from itertools import chain

from sympy import Expr, Mul, Pow, Sum, Symbol, preorder_traversal
from sympy.matrices.expressions import MatMul, MatrixExpr, MatrixSymbol
from sympy.tensor.indexed import Indexed, IndexedBase

from derivations.steps.differentiation.matrix_rules import steps_by_matrix
from derivations.steps.differentiation.rule import CannotDerive
from derivations.steps.differentiation.working import COLLECT, steps_by_number
from derivations.steps.slips.mutants import mutants
from derivations.steps.slips.trees import rebuild, short
from derivations.steps.vocabulary.notation import D, Gradient, Jacobian

SLIPS_TRIED = 60
PARTS_TRIED = 30
LARGE = 30  # operations of a line beyond which the search takes too long


def carried_out(expression, collected=True):
    """The expression with every derivative worked out by the rules of this package.

    Parameters
    ----------
    collected : whether each derivative is then brought into a shorter form.

    Raises
    ------
    CannotDerive : there is no rule for one of them.

    >>> from sympy import exp
    >>> from sympy.abc import x
    >>> carried_out(3 + D(exp(2 * x), x, x))
    4*exp(2*x) + 3
    """
    if not expression.has(D, Gradient, Jacobian) or isinstance(expression, Indexed):
        return expression
    if isinstance(expression, D):
        result = carried_out(expression.expression, collected)
        for variable in reversed(expression.variables):
            steps = steps_by_number(result, variable)
            if not collected and steps and steps[-1][1] == COLLECT:
                steps.pop()
            result = steps[-1][0] if steps else D(result, variable)
        return result
    if isinstance(expression, (Gradient, Jacobian)):
        if not isinstance(expression.variable, MatrixSymbol):
            raise CannotDerive(f"no rule for the gradient by {expression.variable}")
        return steps_by_matrix(expression.expression, expression.variable)[1][-1][0]
    arguments = [carried_out(argument, collected) for argument in expression.args]
    return rebuild(expression, arguments)


def worked_slip(left, right, same):
    """The slip that turns the worked-out left side into the right side, or None.

    Parameters
    ----------
    same : ``same(expression)`` says whether an expression has the right side's values.

    Returns
    -------
    ``(name, correct)``: the name of the slip and the correct line.
    """
    if left.count_ops() > LARGE:
        return None
    try:
        lines = [carried_out(left, collected=False), carried_out(left)]
        lines = sorted(lines, key=lambda line: line.count_ops(), reverse=True)
    except (CannotDerive, AttributeError, TypeError, ValueError):
        return None
    tried = [mutants(line, SLIPS_TRIED) for line in dict.fromkeys(lines)]
    correct = lines[-1]
    for slips in [*tried, _factors(left, correct)]:
        for name, wrong in slips:
            if wrong == right or same(wrong):
                return name, correct
    return None


def _factors(left, correct):
    """The correct line without a factor, or with one too many: parts of the lines."""
    parts = []
    for node in chain(preorder_traversal(correct), preorder_traversal(left)):
        whole = isinstance(node, Expr) and not isinstance(node, (MatrixExpr, D))
        if whole and not node.is_number and node not in parts and node != correct:
            parts.append(node)
    bound = {v for t in correct.atoms(Sum) | left.atoms(Sum) for v in t.variables}
    times = MatMul if isinstance(correct, MatrixExpr) else Mul
    for part in [p for p in parts if not p.free_symbols & bound][:PARTS_TRIED]:
        if isinstance(part, (IndexedBase, Symbol)) and part.is_integer:
            continue
        yield f"factor {short(part)} dropped", times(Pow(part, -1), correct)
        yield f"factor {short(part)} once too often", times(part, correct)
