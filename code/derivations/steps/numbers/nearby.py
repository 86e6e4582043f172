"""Points made from another one: next to it, or with another number for one name."""

from .point import Point


def beside(point, step):
    """A point next to another one, in a direction that is no tie of two names.

    ``step`` is a fraction; whole numbers stay where they are.
    """
    drawn = {
        key: number if key[0].is_integer else number + step * (2 * k + 3)
        for k, (key, number) in enumerate(point.drawn.items())
    }
    return _again(point, drawn)


def with_number(point, symbol, number):
    """The same point with another number, a fraction, for a symbol."""
    return _again(point, {**point.drawn, (symbol, ()): number})


def _again(point, drawn):
    other = Point(
        point.number, point.domain, point.sizes, point.spread, point.primitives
    )
    other.attempt, other.env, other.drawn = point.attempt, dict(point.env), drawn
    return other
