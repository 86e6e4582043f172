"""Whether a rational function of its letters is zero: numerators over factors.

SymPy's own way expands the whole expression first, which takes most of the time of a
proof. Here a sum is brought over the common multiple of denominators that are kept as
products of the factors they were written with, and only numerators are multiplied out:
nothing has to be divided. Every function that is not an exponential is one letter.
"""

from collections import Counter

import sympy as sp
from sympy.polys.rings import ring

from derivations.steps.deadline import check_time


class NotRational(Exception):
    """A form that is left to SymPy: roots of sums, numbers that are not rational."""


def is_zero_rational(expression):
    """Decide whether a rational function of its letters is zero.

    Raises NotRational where an expression is more than that.

    >>> from sympy.abc import x, y
    >>> is_zero_rational(1 / (x - y) + 1 / (x + y) - 2 * x / (x**2 - y**2))
    True
    >>> is_zero_rational(1 / (x - y) + 1 / (x + y))
    False
    """
    letters = {}
    _collect(expression, letters)
    if not letters:
        return expression == 0
    names = list(letters)
    _, *generators = ring([f"l{k}" for k in range(len(names))], sp.QQ)
    letters = {
        name: (letters[name], x) for name, x in zip(names, generators, strict=True)
    }
    numerator = _fraction(expression, letters, generators[0].ring)[0]
    roots = {n: x**root - n for n, (root, x) in letters.items() if n.is_Integer}
    if roots:
        numerator = numerator.rem(list(roots.values()))
        # Roots of 2 and 8 depend on one another; those of primes never do (Besicovitch
        # 1940, On the linear independence of fractional powers of integers).
        _require(not numerator or all(map(sp.isprime, roots)))
    return not numerator


def _collect(expression, letters):
    """Every letter with the smallest power that makes all its powers whole."""
    if expression.is_Rational:
        return
    if expression.is_Add or expression.is_Mul:
        for part in expression.args:
            _collect(part, letters)
    elif expression.is_Pow and expression.exp.is_Integer:
        _collect(expression.base, letters)
    else:
        letter, power = _letter(expression)
        letters[letter] = sp.ilcm(letters.get(letter, 1), power.q)


def _letter(expression):
    """An expression as a letter to a rational power."""
    if isinstance(expression, sp.exp):
        power, rest = expression.exp.as_coeff_Mul()
        if power.is_Rational:
            _require(not rest.is_Add and not rest.is_number)
            return sp.exp(rest, evaluate=False), power
    if expression.is_Pow and expression.exp.is_Rational:
        base = expression.base
        _require(base.is_Symbol or base is sp.pi or (base.is_Integer and base > 1))
        return base, expression.exp
    if expression is sp.pi:  # no rational function of it is zero
        return expression, sp.S.One
    _require(not expression.is_number and expression.is_commutative)
    _require(expression.is_Symbol or expression.is_Function)
    return expression, sp.S.One


def _require(condition):
    if not condition:
        raise NotRational


def _fraction(expression, letters, over):
    """The numerator, and how often each factor stands in the denominator."""
    check_time()
    if expression.is_Rational:
        return over(sp.QQ(expression.p, expression.q)), Counter()
    if expression.is_Add:
        return _sum([_fraction(a, letters, over) for a in expression.args])
    if expression.is_Mul:
        return _product([_fraction(a, letters, over) for a in expression.args])
    if expression.is_Pow and expression.exp.is_Integer:
        return _power(_fraction(expression.base, letters, over), int(expression.exp))
    letter, power = _letter(expression)
    root, x = letters[letter]
    return _power((x, Counter()), int(power * root))


def _product(parts):
    numerator, below = parts[0]
    for above, factors in parts[1:]:
        check_time()
        numerator, below = numerator * above, below + factors
    return numerator, below


def _power(part, exponent):
    numerator, below = part
    times = abs(exponent)
    factors = Counter({f: k * times for f, k in below.items()})
    if exponent >= 0:
        return numerator**times, factors
    _require(numerator != 0)
    above = numerator.ring.one
    for factor, k in factors.items():
        above *= factor**k
    return above, Counter({numerator: times})


def _sum(parts):
    common = Counter()
    for _, below in parts:
        common |= below
    numerator = parts[0][0].ring.zero
    for above, below in parts:
        check_time()
        for factor, k in (common - below).items():
            above = above * factor**k
        numerator += above
    return numerator, common
