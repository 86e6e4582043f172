"""Numbers that do not tie by chance: ``(w^2 - z^2)/(w - z)`` has no value at w = z."""

from itertools import combinations

DRAWS, FAR = 8, 1000  # of a number that is taken; beyond the attempts at a whole point


def untied(draw, attempt, drawn, is_symbol):
    """A number for a name that is no other's; of a symbol no sum of two others', either.

    Where there are few numbers to draw from, as of whole numbers, ties remain.

    Parameters
    ----------
    draw : from the number of an attempt to a number.
    attempt : the number of the first one.
    drawn : ``{(name, index): number}``, the numbers that other names have.
    is_symbol : whether the name is a symbol, not an entry of an array.

    >>> untied(lambda attempt: attempt + 1, 0, {("x", ()): 1}, True)
    1001
    """
    taken = set(map(abs, drawn.values()))
    if is_symbol:
        symbols = [number for (_, index), number in drawn.items() if index == ()]
        for one, other in combinations(symbols, 2):
            taken |= {abs(one + other), abs(one - other)}
    for again in range(DRAWS):
        number = draw(attempt + again * FAR)
        if abs(number) not in taken:
            break
    return number
