"""The quotient rule, used wrongly."""

from sympy import KroneckerDelta

from derivations.steps.differentiation.calculus import CannotDerive
from derivations.steps.vocabulary.notation import D

from .carried_out import carried_out
from .mistaken import mistake


def wrong_quotients(u, v, x):
    """Wrong derivatives of ``u / v``."""
    du, dv = D(u, x), D(v, x)
    above, below = du * v - u * dv, v**2
    wrong = {
        "The quotient rule has its numerator swapped: the sign is wrong.": (
            -above / below
        ),
        "The quotient rule subtracts: the sign is wrong.": (du * v + u * dv) / below,
        "The square below is missing in the quotient rule.": above / v,
        "The denominator is missing in the quotient rule.": above,
        "The quotient rule multiplies each derivative by the wrong factor: the "
        "numerator and the denominator are exchanged.": (u * du - v * dv) / below,
        "The quotient rule has the wrong square below.": above / u**2,
    }
    for words, value in wrong.items():
        yield mistake("quotient rule", words), value
    # Of e^x in a sum of exponentials it is 1: there a derivative has been left out.
    if not _is_one(du / dv):
        words = "The derivative of a quotient is not the quotient of derivatives."
        yield mistake("quotient rule", words), du / dv


def _is_one(quotient):
    """Whether a quotient of derivatives is 1, where it is not 0."""
    try:
        found = carried_out(quotient)
    except CannotDerive:
        return False
    for delta in found.atoms(KroneckerDelta):
        found = found.xreplace(dict([delta.args])).doit()
    return found == 1
