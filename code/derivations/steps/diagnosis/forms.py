"""The left side in the forms from which people write the next line."""

from sympy import Add, MatrixExpr, Pow, Sum, expand_mul, expand_multinomial

from derivations.steps.deadline import TimeUp, limit
from derivations.steps.errors import NO_ANSWER
from derivations.steps.vocabulary.notation import D, Gradient, Jacobian

from .carried_out import carried_out

LARGE = 40  # operations of a line beyond which no other form is looked for
TERMS = 12  # of a product multiplied out
SECONDS = 0.7  # for a derivative


def worked_out(sides):
    """The left side with its derivatives worked out, the shorter form first."""
    if sides.forms is None:
        sides.forms = tuple(_worked_out(sides.left))
    return sides.forms


def _worked_out(line):
    if not line.has(D, Gradient, Jacobian) or line.count_ops() > LARGE:
        return ()
    try:
        with limit(SECONDS):
            return dict.fromkeys(
                [carried_out(line), carried_out(line, collected=False)]
            )
    except (TimeUp, *NO_ANSWER):
        return ()


def is_sample_size(size, line):
    """Whether a line sums squares over so many entries, as a variance does."""
    return any(
        power.exp == 2
        for total in line.atoms(Sum)
        if total.limits[0][-1] == size
        for power in total.function.atoms(Pow)
    )


def multiplied_out(line):
    """The line with its products of sums multiplied out, or None."""
    if line.has(D, MatrixExpr) or not line.has(Add) or line.count_ops() > LARGE:
        return None
    expanded = expand_mul(expand_multinomial(line))
    is_new = isinstance(expanded, Add) and expanded != line
    return expanded if is_new and len(expanded.args) <= TERMS else None
