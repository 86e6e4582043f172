"""The quotient rule, used wrongly."""

from sympy import KroneckerDelta

from derivations.steps.differentiation.calculus import CannotDerive
from derivations.steps.vocabulary.notation import D

from .carried_out import carried_out
from .mistaken import mistake


def wrong_quotients(u, v, x):
    """Wrong derivatives of ``u / v``."""
    du, dv = D(u, x), D(v, x)
    rule = "quotient rule"
    for words, wrong in (
        (
            "The quotient rule has its numerator swapped: the sign is wrong.",
            (u * dv - du * v) / v**2,
        ),
        ("The quotient rule subtracts: the sign is wrong.", (du * v + u * dv) / v**2),
        ("The square below is missing in the quotient rule.", (du * v - u * dv) / v),
        ("The denominator is missing in the quotient rule.", du * v - u * dv),
        ("The derivative of a quotient is not the quotient of derivatives.", du / dv),
        (
            "The quotient rule multiplies each derivative by the wrong factor: the "
            "numerator and the denominator are exchanged.",
            (u * du - v * dv) / v**2,
        ),
        ("The quotient rule has the wrong square below.", (du * v - u * dv) / u**2),
    ):
        if words.startswith("The derivative of a quotient") and _is_one(wrong):
            continue  # as with e^x in a sum of exponentials: a derivative is missing
        yield mistake(rule, words), wrong


def _is_one(quotient):
    """Whether a quotient of derivatives is 1, where it is not 0."""
    try:
        found = carried_out(quotient)
    except CannotDerive:
        return False
    for delta in found.atoms(KroneckerDelta):
        found = found.xreplace(dict([delta.args])).doit()
    return found == 1
