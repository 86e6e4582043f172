"""Gradients by a symmetric matrix, where two conventions are in use."""

from sympy import preorder_traversal

from derivations.steps.vocabulary.notation import FreeGradient, Gradient

from .explanation import Explanation
from .sides import close


def other_convention(sides):
    """A gradient by a symmetric matrix that is right if its entries move otherwise."""
    gradients = {
        n
        for n in preorder_traversal(sides.left)
        if isinstance(n, Gradient) and getattr(n.variable, "kind_of", None) is not None
    }
    by = {gradient.variable for gradient in gradients}
    free = any(isinstance(gradient, FreeGradient) for gradient in gradients)
    rows, columns = sides.judge._shape(sides.left)
    if not by or rows != columns:
        return None

    def as_in_the_other(_, left, right):
        times = 2 if free else 0.5
        shared = [v if k % (rows + 1) == 0 else v * times for k, v in enumerate(left)]
        return close(shared, right)

    if not sides.matches(as_in_the_other):
        return None
    (variable, *_) = sorted(by, key=str)
    words = "The line is right in the other convention for a symmetric {}: "
    words += (
        "the two entries of a pair move together, as in Gradient. FreeGradient moves "
        "them freely, so that what is off the diagonal counts once."
        if free
        else "its entries are moved freely, as in FreeGradient. Here the two entries "
        "of a pair move together, so that what is off the diagonal counts twice."
    )
    return Explanation("symmetric", words, (variable,))
