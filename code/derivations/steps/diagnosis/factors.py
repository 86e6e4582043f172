"""Refuted steps in which one constant factor is wrong."""

import sympy as sp
from mpmath import mp

from derivations.steps.typesetting.plain import plain

from .explanation import Explanation
from .forms import is_sample_size
from .ratio import simple_fraction
from .sides import DIGITS, SAME, close, flat


def _ratio(sides):
    """The number that the right side must be multiplied by everywhere, or None."""
    if len(sides.pairs) < 2 and not sides.judge.found.is_closed:
        return None
    left, right = sides.pairs[0]
    place = max(range(len(right)), key=lambda k: abs(right[k]))
    if right[place] == 0 or left[place] == 0:
        return None
    factor = left[place] / right[place]
    if abs(factor - 1) < mp.mpf(10) ** -6:  # a difference that is no factor
        return None
    if not sides.matches(lambda _, a, b: close(a, [factor * v for v in b])):
        return None
    return factor


def wrong_sign(sides):
    """The right side is minus what it should be."""
    factor = _ratio(sides)
    if factor is None or abs(factor + 1) > SAME:
        return None
    return Explanation(
        "sign", "The sign is wrong: the right side is minus what it should be."
    )


def missing_factor(sides):
    """The right side lacks a number or a size as a factor."""
    factor = _ratio(sides)
    if factor is None:
        return None
    name = _named_factor(factor, sides)
    if name is None:
        return None
    words = "A factor {} is missing: correct = {} times the right side."
    of_sample = (
        is_sample_size(size, line) for size in sides.judge.sizes for line in sides.whole
    )
    if "- 1)" in name and any(of_sample):
        words += " The degrees of freedom are wrong."
    return Explanation("factor", words, (name, name), is_guess=sides.is_one_point)


def _named_factor(factor, sides):
    """The name of a factor: a number, unless it changes with the sizes."""
    other = sides.at_other_sizes()
    changed = None if other is None else _ratio(other)
    if changed is None or abs(changed - factor) < SAME:
        return _number_name(factor)
    shapes = {s for size in sides.judge.found.shapes() for s in size.free_symbols}
    in_line = shapes | sides.left.free_symbols | sides.right.free_symbols
    for name, of_size in SIZE_FACTORS:
        for symbol, size in sorted(sides.judge.sizes.items(), key=str):
            if symbol not in in_line:
                continue
            elsewhere = other.judge.sizes[symbol]
            for sign, minus in ((1, ""), (-1, "-")):
                here = abs(factor - sign * of_size(mp.mpf(size)))
                there = abs(changed - sign * of_size(mp.mpf(elsewhere)))
                if max(here, there) < SAME:
                    return minus + name.format(symbol)
    return None


SIZE_FACTORS = (
    ("1/{}", lambda k: 1 / k),
    ("{}", lambda k: k),
    ("2/{}", lambda k: 2 / k),
    ("{}/2", lambda k: k / 2),
    ("1/{}^2", lambda k: 1 / k**2),
    ("{}^2", lambda k: k**2),
    ("1/({} - 1)", lambda k: 1 / (k - 1) if k > 1 else mp.inf),
    ("({0} - 1)/{0}", lambda k: (k - 1) / k),
    ("{0}/({0} - 1)", lambda k: k / (k - 1) if k > 1 else mp.inf),
)


def _number_name(factor):
    if not 1 / LARGE < abs(factor) < LARGE:
        return None
    found = mp.identify(mp.re(factor))
    simple = sp.nsimplify(
        mp.nstr(mp.re(factor), 30), [sp.pi, sp.sqrt(2)], rational=None
    )
    if simple.is_Rational and simple.q <= 720 and abs(simple.p) <= 720:
        return str(simple)
    for constant in CONSTANTS:
        rest = simple_fraction(factor / mp.mpmathify(sp.N(constant, DIGITS)))
        if rest is not None:
            return plain(rest * constant)
    return plain(sp.sympify(found)) if found and len(found) < 16 else None


_ROOTS = (sp.sqrt(2), sp.sqrt(sp.pi), sp.sqrt(2 * sp.pi), sp.pi, sp.E, sp.log(2))
LARGE = 10**6  # a constant beyond it has no name: any formula fits its digits
CONSTANTS = tuple(root**power for power in (1, -1) for root in _ROOTS)


def dropped_factor(sides):
    """A factor of the left side that the right side has lost."""
    for factor in flat(sides.left, sp.Mul):
        if factor.is_Number or factor == sides.left:
            continue

        def lost(number, left, right, factor=factor):
            found = sides.value(factor, number)
            if found is None or len(found) != 1:
                return None
            return close(left, [found[0] * v for v in right])

        if sides.matches(lost):
            words = "The factor {} has been dropped."
            return Explanation("factor", words, (factor,))
    return None
