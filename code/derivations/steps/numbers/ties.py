"""Numbers that do not tie by chance: ``(w^2 - z^2)/(w - z)`` has no value at w = z."""

from itertools import combinations
from math import inf

from derivations.steps.vocabulary.countable import drawable

DRAWS, FAR = 8, 1000  # of a number that is taken; beyond the attempts at a whole point
MANY = 40  # names; of more, with three digits each, some are close whatever one does


def untied(point, symbol, owner):
    """A number for a name that is no other's, and for a symbol no sum of two others'.

    Where there are few numbers to draw from, as of whole ones, ties belong to the
    matter, and among very many names they cannot be avoided. ``owner`` is the array
    of an entry, and the symbol itself otherwise.
    """
    tied = len(point.drawn) > MANY or drawable(point.domain, symbol, owner) < inf
    taken = set() if tied else _taken(point.drawn, symbol == owner)
    for again in range(DRAWS):
        attempt = point.attempt + again * FAR
        number = point.draw(symbol, owner, attempt)
        if _size(number) not in taken:
            break
    return number


def _taken(drawn, is_symbol):
    """The sizes of the numbers drawn; for a symbol, of their sums and differences.

    >>> sorted(_taken({("x", ()): 1, ("y", ()): -3}, True))
    [(1, 1), (2, 1), (3, 1), (4, 1)]
    """
    taken = set(map(_size, drawn.values()))
    if is_symbol:
        symbols = [number for (_, index), number in drawn.items() if index == ()]
        for one, other in combinations(symbols, 2):
            taken |= {_size(one + other), _size(one - other)}
    return taken


def _size(number):
    """The absolute value of a fraction, in a form that is quick to be compared."""
    return abs(number.numerator), number.denominator
