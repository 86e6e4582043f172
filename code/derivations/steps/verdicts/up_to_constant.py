"""Sides that may differ by a constant: compared by their derivatives."""

from sympy import Add, Dummy, Integral, S, Symbol, expand_mul

from derivations.steps.errors import Unsupported
from derivations.steps.vocabulary.notation import D


def require_variable(up_to, relation):
    """Refuse what is no variable of which two sides may differ by a constant."""
    if up_to is None:
        return
    if not isinstance(up_to, Symbol) or up_to.is_integer:
        raise TypeError(f"up_to: a real symbol is expected, got {up_to!r}")
    if relation != "=":
        raise ValueError(f"up_to belongs to an equation, got the relation {relation!r}")


def slope(side, x):
    """The derivative of a side by x; of an integral by x without limits, its integrand.

    >>> from sympy.abc import x
    >>> slope(2 * Integral(x**3, x) - x, x)
    2*x**3 + D(-x, x)
    """
    endless = [i for i in side.atoms(Integral) if any(len(b) == 1 for b in i.limits)]
    letters = {integral: Dummy() for integral in endless}
    slopes, rest = [], []
    for term in Add.make_args(expand_mul(side.xreplace(letters))):
        here = [i for i, letter in letters.items() if term.has(letter)]
        if not here:
            rest.append(term)
            continue
        factor = term / letters[here[0]]
        linear = not factor.has(x, *letters.values()) and here[0].variables == [x]
        if not linear:
            raise Unsupported(
                f"an integral without limits may stand in a sum, with a factor free of "
                f"{x} and {x} as its variable: {term.xreplace(_back(letters))}"
            )
        slopes.append(factor * here[0].function)
    outside = Add(*rest)
    return Add(*slopes, S.Zero if outside == 0 else D(outside, x))


def _back(letters):
    return {letter: integral for integral, letter in letters.items()}
