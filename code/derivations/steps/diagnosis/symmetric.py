"""Gradients by a symmetric matrix, where two conventions are in use.

A claim whose entries (i, j) and (j, i) differ is taken by the mean of the two.
"""

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

    def symmetrized(values):
        pairs = (values[k % rows * rows + k // rows] for k in range(len(values)))
        return [(a + b) / 2 for a, b in zip(values, pairs, strict=True)]

    def as_in_the_other(_, left, right):
        times = 2 if free else 0.5
        shared = [v if k % (rows + 1) == 0 else v * times for k, v in enumerate(left)]
        return close(shared, symmetrized(right))

    (variable, *_) = sorted(by, key=str)
    if free and sides.matches(lambda _, left, right: close(left, symmetrized(right))):
        words = "The entries of {} are moved freely, and the two of a pair are not yet "
        words += "brought together: FreeGradient takes their mean."
        return Explanation("symmetric", words, (variable,))
    if not sides.matches(as_in_the_other):
        return None
    words = "The line is right in the other convention for a symmetric {}: "
    words += (
        "the two entries of a pair move together, as in Gradient. FreeGradient moves "
        "them freely, so that what is off the diagonal counts once."
        if free
        else "its entries are moved freely, as in FreeGradient. Here the two entries "
        "of a pair move together, so that what is off the diagonal counts twice."
    )
    if not sides.matches(lambda _, __, right: close(right, symmetrized(right))):
        words += " FreeGradient also takes the mean of the two."
    return Explanation("symmetric", words, (variable,))
