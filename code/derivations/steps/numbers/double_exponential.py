"""Quadrature of one piece of a range, with a bound on its error.

The trapezoidal rule after a change of variable that pushes both ends of the range to
infinity. Its nodes crowd at the ends as powers of powers: an end may be singular, lie
at infinity, or be the place of a narrow peak.

Whether an integral converges is asked apart from its value. At an end the integrand
behaves as a power of the distance, and the exponent says whether what is left beyond
the last node is finite.
"""

from functools import lru_cache
from itertools import count
from typing import NamedTuple

from mpmath import mp

from derivations.steps.errors import Divergent, Unsettled

COARSE, FINEST = 1, 7  # steps 2**-1 to 2**-7 in the new variable
REACH = 4000  # bits: how near to an end and how far out the nodes go, at most
QUIET = 4  # nodes in a row without weight: beyond them nothing is looked for
SPLITS = 5  # of a piece at its largest value, before it counts as unsettled
LOOKS = 12  # between two of the last nodes, for a change of sign
EDGE = 1e-5  # an exponent as close as this to that of 1/x is taken for it
DIVERGES = "the integral does not converge"
NOT_SETTLED = "the quadrature of the integral does not settle"


class Area(NamedTuple):
    """An integral, the same of the absolute value, and a bound on the error."""

    value: object
    mass: object
    bound: object

    def plus(self, other):
        return Area(*(a + b for a, b in zip(self, other, strict=True)))


NOTHING = Area(mp.zero, mp.zero, mp.zero)


def area(f, low, high, tolerance, splits=SPLITS, known=0):
    """The integral of ``f`` from ``low`` to ``high``, of which one may be infinite.

    Parameters
    ----------
    f : a function of an mpmath number, smooth inside the range.
    low, high : the ends, ``low < high``.
    tolerance : the error that is aimed at, as a part of the integral of ``|f|``.
    splits : how often a piece that does not settle may be split.
    known : the integral of ``|f|`` over other pieces, beside which this one is small.

    Returns
    -------
    Area

    Raises
    ------
    Divergent : the integral does not converge.
    Unsettled : whether it converges is not known.

    References
    ----------
    Takahasi and Mori (1974), Double exponential formulas for numerical integration,
    Publ. RIMS Kyoto Univ. 9, 721-741.

    >>> print(mp.nstr(area(mp.log, mp.zero, mp.one, 1e-12).value, 10))
    -1.0
    """
    if mp.isinf(low):
        return area(lambda x: f(-x), -high, mp.inf, tolerance, splits, known)
    for times in (1, 3, 10):  # more digits where an end is singular, and not 0
        with mp.workprec(times * mp.prec + 10):
            rule = _Rule(f, low, high, tolerance, known)
            result = rule.refined()
        if not (rule.cut_short and rule.beyond > tolerance * (result.mass + known)):
            break
    if result.bound <= tolerance * (result.mass + known) or not splits:
        return result
    middle, known = rule.summit(), result.mass + known
    left = area(f, low, middle, tolerance, splits - 1, known)
    return left.plus(area(f, middle, high, tolerance, splits - 1, known))


class _Rule:
    """The trapezoidal rule on one piece."""

    def __init__(self, f, low, high, tolerance, known):
        self.f, self.low, self.high = f, low, high
        self.tolerance, self.known = tolerance, known
        self.terms = []  # (t, x, distance from the end, f, f times weight)
        self.mass = mp.zero
        self.rounded = mp.zero  # what the last digit of the nodes may change
        self.beyond = mp.zero  # what may be left beyond the outermost nodes
        self.cut_short = False  # by the digits that tell a node from an end
        # First towards the end that is finite: out of a tail of double exponentials
        # there is no way back.
        self.first, self.last = self._walk(-1), self._walk(1)

    def _walk(self, sense):
        """The outermost node with weight; what lies beyond it must be finite."""
        path, quiet, weight = [], 0, mp.zero
        for k in count(0 if sense < 0 else 1):
            found = self._add(mp.ldexp(sense * k, -COARSE))
            if found is None:
                break
            path.append(found)
            weight = abs(found[-1])
            quiet = quiet + 1 if weight <= self.tolerance * self.mass / 1000 else 0
            if quiet == QUIET and self.mass:
                break
        if path and not quiet:
            self._look_beyond(path, sense)
        self.beyond += 2 * weight if quiet else 0
        return path[-1][0] if path else mp.zero

    def _add(self, t):
        """The term at a node, or None where it falls on an end or too far out."""
        distance, weight = _node(mp.isinf(self.high), t, mp.prec)
        x = self.low + distance
        if not mp.isinf(self.high):
            length = self.high - self.low
            distance, weight = length * distance, length * weight
            x = self.low + distance if t < 0 else self.high - distance
        end = self.low if t < 0 or mp.isinf(self.high) else self.high
        if distance <= 8 * mp.eps * abs(end):  # an end is rounded, too
            self.cut_short = True
            return None
        if abs(mp.mag(distance)) > REACH:
            return None
        try:
            value = self.f(x)
        except ZeroDivisionError:
            value = mp.inf
        if not mp.isfinite(value):
            raise Unsettled("the integrand has no value at a place inside the range")
        term = value * weight
        self.mass += abs(term)
        self.rounded += abs(term) * (1 + abs(x) / distance)
        self.terms.append((t, x, distance, value, term))
        return self.terms[-1]

    def _look_beyond(self, path, sense):
        """Whether the part beyond the last node is finite, and how large it may be."""
        *_, near, value, _ = path[-1]
        logs = [mp.log(node[2]) for node in path]
        middle = (logs[0] + logs[-1]) / 2
        *_, far, before, _ = min(path, key=lambda n: abs(mp.log(n[2]) - middle))
        if far == near or not value or not before:
            raise Unsettled(NOT_SETTLED)
        to_infinity = sense > 0 and mp.isinf(self.high)
        end, inward = (self.high, -1) if sense > 0 else (self.low, 1)
        if to_infinity:
            end, inward = self.low, 1
        shares = (mp.mpf(k) / LOOKS for k in range(1, LOOKS))
        looks = [self.f(end + inward * near * (far / near) ** s) for s in shares]
        if not _one_sign([value, before, *looks]):
            raise Unsettled(NOT_SETTLED)  # it may oscillate
        exponent = mp.log(abs(value / before)) / mp.log(near / far)
        excess = -(exponent + 1) if to_infinity else exponent + 1
        if excess <= EDGE:
            raise Divergent(DIVERGES)
        self.beyond += abs(value) * near / excess

    def refined(self):
        """The steps halved until the sums settle."""
        sums, step = [], mp.ldexp(1, -COARSE)
        for level in range(COARSE, FINEST + 1):
            if level > COARSE:
                step /= 2
                inside = int((self.last - self.first) / (2 * step))
                for k in range(inside):
                    self._add(self.first + (2 * k + 1) * step)
            sums.append(step * mp.fsum(term[-1] for term in self.terms))
            mass = step * mp.fsum(abs(term[-1]) for term in self.terms)
            bound = _error(sums, mass) + self.beyond + step * self.rounded * mp.eps
            if bound <= self.tolerance * (mass + self.known) and level > COARSE + 1:
                break
        return Area(sums[-1], mass, bound)

    def summit(self):
        """Where the integrand is largest, seen in the new variable."""
        return max(self.terms, key=lambda term: abs(term[-1]))[1]


def _error(sums, mass):
    """A bound on the error of the last of the sums, whose steps are halved in turn.

    They converge quadratically: the last change squared is the error, as far as the
    change before it bears that out.
    """
    if len(sums) < 3:
        return mass
    before, last = abs(sums[-2] - sums[-3]), abs(sums[-1] - sums[-2])
    if not last:
        return last
    gained = before and mp.log(last / mass) <= 1.5 * mp.log(before / mass)
    return last if not gained else mass * (last / mass) ** 1.5


def _one_sign(values):
    """Whether numbers are real and all positive, or all negative."""
    if any(mp.im(v) for v in values):
        return False
    return min(map(mp.re, values)) > 0 or max(map(mp.re, values)) < 0


@lru_cache(maxsize=2**15)
def _node(to_infinity, t, precision):
    """The distance from the end that is nearer, and the weight, at a node."""
    if to_infinity:
        distance = mp.exp(mp.pi / 2 * mp.sinh(t))
        return distance, mp.pi / 2 * mp.cosh(t) * distance
    small = mp.exp(-mp.pi * mp.sinh(abs(t)))
    return small / (1 + small), mp.pi * mp.cosh(t) * small / (1 + small) ** 2
