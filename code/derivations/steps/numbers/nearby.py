"""Points made from another one: next to it, or with another number for one name."""

from sympy import prime

from .settable import within


def beside(point, step):
    """A point next to another one, in a direction that is no tie of two names.

    Names move by the prime numbers: the entries of a matrix, moved by equal steps or
    by 3, 5, 7, ..., would leave it singular. ``step`` is a fraction. Where it leaves
    the domain of a name it goes the other way, out of a finite set anywhere; whole
    numbers stay where they are.
    """
    drawn = {}
    for k, (key, number) in enumerate(point.drawn.items()):
        away = 0 if key[0].is_integer else step * prime(k + 1)
        moved = (number + away, number - away)
        inside = (m for m in moved if within(point.domain, key, m))
        drawn[key] = next(inside, moved[0])
    return _again(point, drawn)


def with_number(point, symbol, number):
    """The same point with another number, a fraction, for a symbol."""
    return _again(point, {**point.drawn, (symbol, ()): number})


def _again(point, drawn):
    other = type(point)(
        point.number, point.domain, point.sizes, point.spread, point.primitives
    )
    other.attempt, other.env, other.drawn = point.attempt, dict(point.env), drawn
    return other
