"""Conditions that are equations: met by solving for some of the names.

That three weights drawn at random sum to 1 does not happen. So for every equation one
name is moved, or the entries of an array are all scaled, by Newton's method from the
numbers that were drawn. An equation between matrices moves all entries, by the smallest
step (Gauss-Newton).
"""

from fractions import Fraction

from mpmath import mp
from sympy import Symbol

from derivations.steps.errors import Undefined
from derivations.steps.vocabulary.dependence import names_within

from .compare import entries_of
from .numeric import value
from .settable import within

LADDER = (150, 500, 1300)
DIGITS = LADDER[
    -1
]  # more than any comparison uses: the point is the same at all of them
ROUGHLY, ROUNDS, POLISH = 40, 16, 6
SIMPLE = 10**12  # the largest denominator of a solution that is taken for exact


def solved(point, equations, fixed):
    """Move names of a point, none of those in ``fixed``, until the equations hold.

    Returns whether they do, with every moved name in its domain.
    """
    unknowns = _unknowns(point, equations, fixed)
    shifts = [mp.zero for _ in unknowns]
    try:
        with mp.workdps(ROUGHLY):
            shifts = _newton(point, equations, unknowns, shifts, ROUNDS)
        if shifts is None:
            return False
        with mp.workdps(DIGITS):
            if not _holds_simply(point, equations, unknowns, shifts):
                shifts = _polished(point, equations, unknowns, shifts)
                if shifts is None:
                    return False
                _move(point, unknowns, shifts)
    except (Undefined, ArithmeticError, ValueError, TypeError):
        return False
    moved = {key for unknown in unknowns for key, _, _ in unknown}
    return all(within(point.domain, key, point.drawn[key]) for key in moved)


def _polished(point, equations, unknowns, shifts):
    """The same to all digits; more of them only as they are needed."""
    for digits in LADDER:
        with mp.workdps(digits):
            shifts = _newton(point, equations, unknowns, shifts, POLISH)
        if shifts is None:
            break
    return shifts


def _holds_simply(point, equations, unknowns, shifts):
    """Whether the fractions near by, as q = 3/8 for p = 5/8, are the solution."""
    _move(point, unknowns, shifts, lambda number: number.limit_denominator(SIMPLE))
    gaps = _gaps(point, equations)
    return all(abs(gap) < mp.mpf(10) ** (5 - DIGITS) for gap in gaps)


def _unknowns(point, equations, fixed):
    """What is moved, each as (key, start, direction) of the names that move together.

    The choice is another one at every attempt, since a solution may lie outside of the
    domain of the one name and inside for the other.
    """
    chosen = []
    for number, equation in enumerate(equations):
        ways = _ways(point, equation, fixed)
        if _is_matrix(equation.lhs) or _is_matrix(equation.rhs):
            chosen += [way for way in ways if len(way) == 1 and way not in chosen]
            continue
        turn = (point.attempt + number) % max(len(ways), 1)
        ways = [way for way in (*ways[turn:], *ways[:turn]) if way not in chosen]
        chosen += ways[:1]
    return chosen


def _ways(point, equation, fixed):
    owners = {s for s in names_within(equation) if s not in point.sizes}
    ways, entries = [], []
    labels = {getattr(o, "label", None) for o in owners}
    for owner in sorted(owners - labels, key=str):
        if isinstance(owner, Symbol):
            free = owner in equation.free_symbols and owner not in point.env
            keys = [(owner, ())] if free else []
        elif getattr(owner, "shape", None) is None or _is_made(owner):
            continue
        else:
            keys = point.keys_of(owner)
        if not keys or not set(fixed).isdisjoint(keys):
            continue
        starts = [(key, point.fraction(key)) for key in keys]
        if len(keys) > 1:
            ways.append([(key, start, start) for key, start in starts])
            entries += [[(key, start, Fraction(1))] for key, start in starts]
        else:
            ways += [[(key, start, Fraction(1))] for key, start in starts]
    return ways + entries


def _is_made(owner):
    tied = getattr(owner, "entries", None)
    return tied or getattr(owner, "definition", None) or getattr(owner, "of", ())


def _is_matrix(side):
    return getattr(side, "is_Matrix", False) and side.shape != (1, 1)


def _newton(point, equations, unknowns, shifts, rounds):
    """The shifts at which all residuals vanish, to the digits at hand, or None."""
    tiny, step = mp.mpf(10) ** (5 - mp.dps), mp.mpf(10) ** (-mp.dps // 2)
    for _ in range(rounds):
        residuals = _residuals(point, equations, unknowns, shifts)
        if all(abs(r) < tiny for r in residuals):
            return shifts
        slopes = mp.matrix(len(residuals), len(unknowns))
        for k in range(len(unknowns)):
            there = [s + step * (k == place) for place, s in enumerate(shifts)]
            moved = _residuals(point, equations, unknowns, there)
            for row, (new, old) in enumerate(zip(moved, residuals, strict=True)):
                slopes[row, k] = (new - old) / step
        smallest = slopes.T * mp.lu_solve(slopes * slopes.T, mp.matrix(residuals))
        shifts = [s - move for s, move in zip(shifts, smallest, strict=True)]
    return None


def _residuals(point, equations, unknowns, shifts):
    _move(point, unknowns, shifts)
    return _gaps(point, equations)


def _gaps(point, equations):
    """Left minus right of every equation, entry by entry."""
    found = []
    for equation in equations:
        left, right = value(equation.lhs, point), value(equation.rhs, point)
        matrix = left if isinstance(left, mp.matrix) else right
        if not isinstance(matrix, mp.matrix) or len(matrix) == 1:
            found.append(entries_of(left)[0] - entries_of(right)[0])
            continue
        gap = left - right
        same = gap.rows == gap.cols and mp.norm(gap - gap.T) == 0
        found += [
            gap[i, j]
            for i in range(gap.rows)
            for j in range(gap.cols)
            if i <= j or not same  # a symmetric equation says everything twice
        ]
    return found


def _move(point, unknowns, shifts, finish=lambda number: number):
    numbers = {}
    for unknown, shift in zip(unknowns, shifts, strict=True):
        shift = _as_fraction(shift)
        for key, start, direction in unknown:
            numbers[key] = finish(numbers.get(key, start) + shift * direction)
    point.put(numbers)


def _as_fraction(number):
    mantissa, exponent = int(mp.mpf(number).man), int(mp.mpf(number).exp)
    sign = -1 if number < 0 else 1
    return sign * abs(mantissa) * Fraction(2) ** exponent
