"""What an author hands over as a formula: SymPy or a number, never a text."""

from sympy import sympify


def formula(argument, given):
    """What was given as SymPy has it.

    SymPy would parse a text into new symbols, which are none of those of the line:
    ``Symbol("x")`` where ``Symbol("x", real=True)`` is meant.

    >>> formula("expression", "x**2")
    Traceback (most recent call last):
        ...
    TypeError: expression: a SymPy expression is expected, got the text 'x**2'
    """
    if isinstance(given, str):
        raise TypeError(
            f"{argument}: a SymPy expression is expected, got the text {given!r}"
        )
    return sympify(given)
