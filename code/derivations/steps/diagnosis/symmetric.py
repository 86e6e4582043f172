"""Gradients by a symmetric matrix, where two conventions are in use."""

from sympy import preorder_traversal

from derivations.steps.vocabulary.notation import Gradient

from .explanation import Explanation
from .sides import close


def other_convention(sides):
    """A gradient by a symmetric matrix that is right if all entries are free."""
    by = {
        n.variable
        for n in preorder_traversal(sides.left)
        if isinstance(n, Gradient) and getattr(n.variable, "kind_of", None) is not None
    }
    rows, columns = sides.judge._shape(sides.left)
    if not by or rows != columns:
        return None

    def free(_, left, right):
        halves = [v if k % (rows + 1) == 0 else v / 2 for k, v in enumerate(left)]
        return close(halves, right)

    if not sides.matches(free):
        return None
    (variable, *_) = sorted(by, key=str)
    words = (
        "The line is right in the other convention for a symmetric {}: its entries are "
        "moved freely. Here the two entries of a pair move together, so that what is "
        "off the diagonal counts twice."
    )
    return Explanation("symmetric", words, (variable,))
