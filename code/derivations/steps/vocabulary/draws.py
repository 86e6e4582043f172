"""Numbers drawn from where a symbol may lie: short decimals, held as fractions."""

from fractions import Fraction
from random import Random
from typing import Any

from sympy import ceiling, floor

from .exact import fraction

# Most points are of the size of 1, where a slip shows best; the others catch what only
# holds for small or only for large arguments.
SCALES = (1, 0.3, 2, 1, 0.05, 3, 1, 0.5, 8, 1, 0.01, 2)
LARGE = 30  # every twelfth point, when a line has few symbols


def drawn_number(
    domain: Any, point: int, symbol: Any, owner: Any, attempt: int, spread: Any
) -> Fraction:
    """The value of a symbol at a numbered point, as a fraction."""
    random = Random(f"{point}/{symbol.name}/{attempt}")
    choices = domain.choices_of(symbol, owner)
    if choices is not None:
        return Fraction(str(random.choice(choices)))
    lower, upper = domain.bound(symbol, owner)
    if symbol.is_integer:
        return Fraction(random.randint(*whole_range(lower, upper)))
    scale = LARGE if point % 12 == 11 and spread == 1 else SCALES[point % 12]
    if lower.is_finite and upper.is_finite:
        share = _short(random.uniform(0.02, 0.98))
        return fraction(lower) + fraction(upper - lower) * share
    size = _short(scale * random.uniform(0.2, 1.8))
    if lower.is_finite:
        return fraction(lower) + size
    if upper.is_finite:
        return fraction(upper) - size
    return size if random.random() < 0.5 else -size


def whole_range(lower, upper):
    """The smallest and the largest whole number that are drawn."""
    low = int(ceiling(lower)) if lower.is_finite else -6
    high = int(floor(upper)) if upper.is_finite else max(low, 0) + 6
    return low, high


def _short(number):
    """Three significant decimals, as a fraction."""
    return Fraction(f"{number:.3g}")
