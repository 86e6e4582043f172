"""Deliberate points: where random ones do not fall and slips hide.

Ties, zeros, ends of closed intervals, break points with both their sides, numbers from
1e-8 to 1e8 for one name at a time, whole numbers up to 60. The other names are drawn as
at random points, but with few binary digits: sums and products of them are exact, so
that a tie is a tie.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, combinations, islice, zip_longest

import sympy as sp

from derivations.steps.vocabulary.exact import fraction

from .breaks import JUMPS, break_points
from .settable import within

POWERS = (-8, -4, 3, 8)  # of ten: how small and how far out
WHOLE = 60
MOST, MOST_WHOLE = 64, 122  # points of all other kinds together, and whole numbers
NEAR, FAR = Fraction(1, 2**10), 1  # to both sides of a break point
PAIRS = 6  # names that are tied with one another
NEAR_BY = ("ties", "zeros", "ends", "break points")
FAR_OUT = ("scales", "whole numbers")  # of no use where a line is proved
KINDS = NEAR_BY + FAR_OUT


@dataclass(frozen=True)
class Place:
    """A deliberate point: some names are set, the others are drawn.

    ``keys(point)`` lists the names; ``number`` is a fraction or a function of the point
    and the name, which gives None where there is none. ``far`` says that a tie so far
    out may be the rounding of a tiny difference; ``some`` that names whose domain does
    not hold the number keep their own.
    """

    kind: str
    keys: Callable
    number: object
    far: bool = False
    some: bool = False

    def put(self, point):
        """Set the names at a point; those that were, or None if it cannot be done."""
        done = {}
        for key in self.keys(point):
            number = self.number(point, key) if callable(self.number) else self.number
            if number is not None and within(point.domain, key, number):
                done[key] = number
            elif not self.some:
                return None
        point.put(done)
        return set(done) or None


def places(found, domain, sizes, expressions, indices):
    """The deliberate points of a setting, kind by kind in turns.

    Parameters
    ----------
    found : the ingredients of the lines.
    domain, sizes : where they hold, whole numbers for symbolic sizes.
    expressions : the lines, with their break points.
    indices : ranges of the free indices.
    """
    fixed = set(sizes) | set(indices)
    symbols = [s for s in sorted(found.symbols, key=str) if s not in fixed]
    symbols = [s for s in symbols if s not in domain.choices and _is_real(s)]
    owners = sorted(found.arrays | found.matrices, key=str)
    drawn = [o for o in owners if _is_drawn(o) and o not in domain.choices]
    whole = [s for s in symbols if s.is_integer]
    real = [s for s in symbols if not s.is_integer]
    kinds = (
        _zeros(real, drawn),
        _ties(real, whole, drawn),
        _ends(real, drawn, domain),
        _breaks(expressions, sizes, indices),
        _scales(real, drawn),
    )
    turns = filter(None, chain.from_iterable(zip_longest(*kinds)))
    counted = islice(_whole_numbers(whole, domain), MOST_WHOLE)
    return [*islice(turns, MOST), *counted]


def _is_real(symbol):
    return symbol.is_extended_real is not False


def _is_drawn(owner):
    """An array or matrix with entries of its own."""
    tied = getattr(owner, "entries", None)
    made = getattr(owner, "definition", None) or getattr(owner, "of", ())
    return tied is None and not made


def _of_symbols(*symbols):
    return lambda point: [(s, ()) for s in symbols]


def _of_name(name):
    return lambda point: [point.freeze(name)]


def _of_entries(owner):
    return lambda point: point.keys_of(owner)


def _first_entry(owner):
    return lambda point: point.keys_of(owner)[:1]


def _zeros(symbols, owners):
    zero = Fraction(0)
    for s in symbols:
        yield Place("zeros", _of_symbols(s), zero)
    for owner in owners:
        yield Place("zeros", _of_entries(owner), zero)
        yield Place("zeros", _first_entry(owner), zero)
    if len(symbols) + len(owners) > 1:
        each = [_of_symbols(*symbols), *map(_of_entries, owners)]
        yield Place(
            "zeros", lambda p: [k for of in each for k in of(p)], zero, some=True
        )


def _ties(real, whole, owners):
    pairs = chain(combinations(real, 2), combinations(whole, 2))
    for one, other in islice(pairs, PAIRS):  # of 2000 names there are two million
        for first, second in ((one, other), (other, one)):
            yield Place("ties", _of_symbols(first), _number_of((second, ())))
    for owner in owners:
        yield Place("ties", _of_entries(owner), _same)
    for one, other in islice(combinations(owners, 2), PAIRS):
        yield Place("ties", _of_entries(one), _entry_of(other))


def _number_of(key):
    return lambda point, _: point.fraction(key)


def _same(point, key):
    """The number of the first entry, for all of them."""
    return point.fraction(point.keys_of(key[0])[0])


def _entry_of(owner):
    """The entry at the same place of another array, or nothing."""

    def number(point, key):
        twins = dict(zip(point.keys_of(key[0]), point.keys_of(owner), strict=False))
        return point.fraction(twins[key]) if key in twins else None

    return number


def _ends(symbols, owners, domain):
    for s in symbols:
        for end in domain.bound(s):
            if domain.includes(end, s):
                yield Place("ends", _of_symbols(s), fraction(end))
    for owner in owners:
        label = sp.Symbol(str(owner.name), real=True)
        ends = [
            e for e in domain.bound(label, owner) if domain.includes(e, label, owner)
        ]
        ends = [fraction(end) for end in ends]
        for end in ends:
            yield Place("ends", _of_entries(owner), end)
        for shift in range(2 * (len(ends) == 2)):
            turns = _in_turns(ends, shift)
            yield Place("ends", _of_entries(owner), turns)


def _in_turns(ends, shift):
    """Entry by entry the one end and the other, as labels 0 and 1."""

    def number(point, key):
        return ends[(point.keys_of(key[0]).index(key) + shift) % 2]

    return number


def _breaks(expressions, sizes, indices):
    found = break_points(expressions, sizes, dict.fromkeys(indices, 1))
    rounded = not any(e.has(*JUMPS) for e in expressions)
    for name, where in found:
        for step in (0, -NEAR, NEAR, -FAR, FAR):
            number = _beside(where, Fraction(step), rounded)
            yield Place("break points", _of_name(name), number)


def _beside(where, step, rounded):
    """A break point, where its number is held exactly, or a number beside it."""

    def number(point, _):
        value = point.exact(where)
        if value is None or (step == 0 and not is_held(value, rounded)):
            return None
        return value + step

    return number


def is_held(value, rounded):
    """Whether a fraction is the break itself, as the digits of a check see it.

    Relations know a tie such as 3 x = 17 although 17/3 is ``rounded``.
    """
    denominator = value.denominator
    if denominator & (denominator - 1):
        return rounded
    return denominator < 2**64


def _scales(symbols, owners):
    for power in sorted(POWERS, key=abs):
        for keys in (*map(_of_symbols, symbols), *map(_of_entries, owners)):
            for sense in (1, -1):
                yield Place("scales", keys, _scaled(power, sense), power > 0)
        for owner in owners:
            yield Place("scales", _first_entry(owner), _scaled(power, 1), power > 0)


def _scaled(power, sense):
    """A number as far from the ends of its interval as a power of ten says."""

    def number(point, key):
        owner, index = key
        symbol = sp.Symbol(str(owner.name), real=True) if index else owner
        lower, upper = point.domain.bound(symbol, owner)
        start = point.fraction(key)
        if lower.is_finite and upper.is_finite:
            if power > 0:
                return None
            reach = fraction(upper - lower) * Fraction(10) ** power
            return fraction(lower) + reach if sense > 0 else fraction(upper) - reach
        away = Fraction(10) ** power * (start or 1 if index else 1)
        if not (lower.is_finite or upper.is_finite):
            return sense * away
        if sense < 0:
            return None
        return (
            fraction(lower) + abs(away)
            if lower.is_finite
            else fraction(upper) - abs(away)
        )

    return number


def _whole_numbers(whole, domain):
    ranges = []
    for s in whole:
        lower, upper = domain.bound(s)
        low = int(sp.ceiling(lower)) if lower.is_finite else -WHOLE
        high = int(sp.floor(upper)) if upper.is_finite else WHOLE
        numbers = sorted(range(low, max(high, low) + 1)[: 2 * WHOLE + 1], key=abs)
        ranges.append([(s, k) for k in numbers])
    for turn in zip_longest(*ranges):
        for s, k in filter(None, turn):
            yield Place("whole numbers", _of_symbols(s), Fraction(k), k > 10)
