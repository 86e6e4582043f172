"""The numbers of a point, name by name: read as fractions and set."""

from fractions import Fraction

import sympy as sp
from mpmath import mp
from sympy.tensor.indexed import Indexed

from derivations.steps.vocabulary.exact import fraction

from .point import Point

ROUGH = 2**64  # an irrational number is held to a multiple of 1/ROUGH


class Settable(Point):
    """A point whose numbers have few binary digits and may be set.

    Sums and products of such numbers are exact, so that a tie stays a tie.
    """

    bits = 9
    widest = 60  # whole numbers, where small ones do not fit the domain

    background = None  # numbers drawn before, shared by the points of a setting

    def draw(self, symbol, owner, attempt):
        key = (self.number, attempt, symbol, owner)
        if self.background is None:
            return self._freshly_drawn(symbol, owner, attempt)
        if key not in self.background:
            self.background[key] = self._freshly_drawn(symbol, owner, attempt)
        return self.background[key]

    def _freshly_drawn(self, symbol, owner, attempt):
        number = super().draw(symbol, owner, attempt)
        if symbol.is_integer and self.attempt > 2:
            lower, upper = self.domain.bound(symbol, owner)
            low = int(sp.ceiling(lower)) if lower.is_finite else -self.widest
            high = int(sp.floor(upper)) if upper.is_finite else self.widest
            share = Fraction(f"{self.attempt * 0.381966 % 1:.3f}")
            return Fraction(low + int(share * (max(high, low) - low)))
        short = shortened(number, self.bits)
        key = (owner, () if owner == symbol else (1,))
        return short if within(self.domain, key, short) else number

    def keys_of(self, owner):
        """The names of the entries of an array or matrix, row by row."""
        keys = (self.freeze_place(owner, place) for place in self._places(owner))
        return list(dict.fromkeys(keys))

    def fraction(self, key):
        """The number of a name, drawn now if it was not."""
        if key not in self.drawn:
            self._number(*key)
        return self.drawn[key]

    def exact(self, expression):
        """The value of an expression in names of this point as a fraction, or None."""
        numbers = {}
        for name in expression.atoms(sp.Symbol, Indexed):
            if isinstance(name, Indexed) or name in expression.free_symbols:
                if name not in self.sizes:
                    value = self.fraction(self.freeze(name))
                    numbers[name] = sp.Rational(value.numerator, value.denominator)
                else:
                    numbers[name] = sp.Integer(self.sizes[name])
        value = expression.xreplace(numbers)
        if value.is_Rational:
            return fraction(value)
        if not value.is_number or not value.is_real or not value.is_finite:
            return None
        return Fraction(int(sp.floor(value * ROUGH)), ROUGH)


def shortened(number, bits):
    """The nearest fraction with so many binary digits."""
    if number == 0:
        return number
    with mp.workdps(15):
        exponent = mp.frexp(mp.mpf(number.numerator) / number.denominator)[1]
    unit = Fraction(2) ** (exponent - bits)
    return round(number / unit) * unit


def within(domain, key, value):
    """Whether a number lies in the domain of a name, its closed ends included."""
    owner, index = key
    symbol = sp.Symbol(str(owner.name), real=True) if index else owner
    choices = domain.choices.get(owner)
    if choices is not None:
        return value in map(fraction, choices)
    lower, upper = domain.bound(symbol, owner)
    for end, sense in ((lower, 1), (upper, -1)):
        if not end.is_finite:
            continue
        inside = sense * (value - fraction(end))
        if inside < 0 or (inside == 0 and not domain.includes(end, symbol, owner)):
            return False
    return not (symbol.is_integer and value.denominator != 1)
