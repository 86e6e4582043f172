"""Quadrature of one piece of a range, with a bound on its error.

The trapezoidal rule after a change of variable that pushes both ends of the range to
infinity. Its nodes crowd at the ends as powers of powers: an end may be singular, lie
at infinity, or be the place of a narrow peak.

Whether an integral converges is asked apart from its value. At an end the integrand
behaves as a power of the distance, and the exponent says whether what is left beyond
the last node is finite.
"""

from functools import lru_cache
from itertools import count, pairwise
from typing import NamedTuple

from mpmath import mp

from derivations.steps.errors import Divergent, OutOfReach, Unsettled

from .convergence import falls_ever_faster

COARSE, FINEST = 1, 7  # steps 2**-1 to 2**-7 in the new variable
REACH = 4000  # bits: how near to an end and how far out the nodes go, at most
QUIET = 4  # nodes in a row without weight: beyond them nothing is looked for
DIGITS = 1, 3, 10  # times the digits asked for
SPLITS = 5  # of a piece at its largest value, before it counts as unsettled
LOOKS = 12  # between two of the last nodes, for a change of sign
EDGE, SAME = 1e-5, 1e-12  # exponents so close to that of 1/x: perhaps it, surely it
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
    """The integral of ``f`` from ``low`` to ``high``; either may be infinite.

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
    if mp.isinf(low) and not mp.isinf(high):
        return area(mirrored(f), -high, mp.inf, tolerance, splits, known)
    retries = DIGITS if splits else DIGITS[:1]
    for times in retries:  # more digits where an end is singular, and not 0
        try:
            with mp.workprec(times * mp.prec + 10):
                rule = _Rule(f, low, high, tolerance, known)
                result = rule.refined()
        except _TooClose:
            if times == retries[-1]:
                raise
            continue
        if not (rule.cut_short and rule.beyond > tolerance * (result.mass + known)):
            break
    if result.bound <= tolerance * (result.mass + known) or not splits:
        return result
    middle, known = rule.summit(), result.mass + known
    left = area(f, low, middle, tolerance, splits - 1, known)
    return left.plus(area(f, middle, high, tolerance, splits - 1, known))


class _TooClose(Unsettled):
    """An exponent so close to that of 1/x that more digits may tell them apart."""


def mirrored(f):
    """The function of the negative argument."""
    return f.mirrored() if hasattr(f, "mirrored") else lambda x: f(-x)


class _Rule:
    """The trapezoidal rule on one piece."""

    def __init__(self, f, low, high, tolerance, known):
        self.f, self.low, self.high = f, low, high
        self.tolerance, self.known = tolerance, known
        self.finite, self.line = not mp.isinf(high), mp.isinf(low)
        self.kind = "piece" if self.finite else "line" if self.line else "half"
        self.length = high - low
        self.terms = []  # (t, x, distance from the end, f, f times weight)
        self.mass = mp.zero
        self.rounded = mp.zero  # what the last digit of the nodes may change
        self.inside = mp.zero  # what the errors of inner integrals may change
        self.beyond = mp.zero  # what may be left beyond the outermost nodes
        self.cut_short = False  # by the digits that tell a node from an end
        # First towards the end that is finite: out of a tail of double exponentials
        # there is no way back.
        self.first, self.last = self._walk(-1), self._walk(1)

    def _walk(self, sense):
        """The outermost node with weight; what lies beyond it must be finite."""
        path, quiet, weight = [], 0, mp.zero
        enough = 2 if getattr(self.f, "costly", False) else QUIET
        for k in count(0 if sense < 0 else 1):
            found = self._add(mp.ldexp(sense * k, -COARSE))
            if found is None:
                break
            path.append(found)
            weight = abs(found[-1])
            quiet = quiet + 1 if weight <= self.tolerance * self.mass / 1000 else 0
            if quiet == enough and self.mass:
                break
        if path and not quiet:
            self._look_beyond(path, sense)
        self.beyond += 2 * weight if quiet else 0
        return path[-1][0] if path else mp.zero

    def _add(self, t):
        """The term at a node, or None where it falls on an end or too far out."""
        distance, weight = _node(self.kind, t)
        if self.finite:
            distance, weight = self.length * distance, self.length * weight
        end, inward = self._end(t)
        x = end + distance if inward > 0 else end - distance
        # an end is rounded, too
        if not self.line and distance <= (8 * mp.eps * abs(end) if end else 0):
            self.cut_short = True
            return None
        if distance and abs(mp.mag(distance)) > REACH:
            return None
        try:
            value = self.f(x)
        except ZeroDivisionError:
            value = mp.inf
        except OutOfReach:
            return None
        if not mp.isfinite(value):  # as (1 - cos x)/x^2 where x^2 is lost in the 1
            self.cut_short = True
            return None
        if error := getattr(self.f, "error", 0):
            self.inside += abs(weight) * error
        term = value * weight
        size = abs(term)
        self.mass += size
        self.rounded += size * (1 + abs(end) / (distance or 1)) if end else size
        self.terms.append((t, x, distance, value, term))
        return self.terms[-1]

    def _end(self, t):
        """The end, or center of a line, from which a node is reached, and the sense."""
        if self.line:
            return mp.zero, (1 if t > 0 else -1)
        if t < 0 or not self.finite:
            return self.low, 1
        return self.high, -1

    def _look_beyond(self, path, sense):
        """Whether the part beyond the last node is finite, and how large it may be."""
        path = [node for node in path if node[2]]  # all but the center of a line
        to_infinity = mp.isinf(self.high if sense > 0 else self.low)
        end, inward = self._end(sense)
        *_, outermost, height, _ = path[-1]
        # Next to an end that is not 0 most digits of a distance are lost.
        clear = [node for node in path if node[2] > abs(end) * mp.sqrt(mp.eps)]
        path = clear if len(clear) > 2 else path
        *_, near, value, _ = path[-1]
        logs = [mp.log(node[2]) for node in path]
        middle = (logs[0] + logs[-1]) / 2
        *_, far, before, _ = min(path, key=lambda n: abs(mp.log(n[2]) - middle))
        if far == near or not value or not before:
            raise Unsettled(NOT_SETTLED)
        shares = (mp.mpf(k) / LOOKS for k in range(1, LOOKS))
        looks = [self.f(end + inward * near * (far / near) ** s) for s in shares]
        if not _one_sign([value, before, *looks]):
            raise Unsettled(NOT_SETTLED)  # it may oscillate
        exponent = mp.log(abs(value / before)) / mp.log(near / far)
        excess = -(exponent + 1) if to_infinity else exponent + 1
        if excess < -EDGE or abs(excess) <= SAME:
            if falls_ever_faster(lambda d: self.f(end + inward * d), near, end):
                raise Unsettled(NOT_SETTLED)
            raise Divergent(DIVERGES)
        if excess <= EDGE:
            raise _TooClose(NOT_SETTLED)
        self.beyond += abs(height) * outermost / excess

    def refined(self):
        """The steps halved until the sums settle."""
        sums, step = [], mp.ldexp(1, -COARSE)
        for level in range(COARSE, FINEST + 1):
            if level > COARSE:
                step /= 2
                inside = int((self.last - self.first) / (2 * step))
                for k in range(inside):
                    if self._add(self.first + (2 * k + 1) * step) is None:
                        raise Unsettled("the integrand has no value inside the range")
            sums.append(step * mp.fsum(term[-1] for term in self.terms))
            mass = step * mp.fsum(abs(term[-1]) for term in self.terms)
            errors = step * (self.rounded * mp.eps + self.inside)
            inner = getattr(self.f, "is_inner", False)
            bound = _error(sums, mass, 1 if inner else 2) + self.beyond + errors
            if bound <= self.tolerance * (mass + self.known) and level > COARSE + 1:
                break
        return Area(sums[-1], mass, bound)

    def summit(self):
        """Where the integrand is largest, seen in the new variable."""
        return max(self.terms, key=lambda term: abs(term[-1]))[1]


def _error(sums, mass, confirmed):
    """A bound on the error of the last of the sums, whose steps are halved in turn.

    Where they converge quadratically, a change squared is the next one. As far as the
    changes before bear that out (``confirmed`` times in a row), it tells the error;
    elsewhere the last change does.
    """
    if len(sums) < 3:
        return mass
    changes = [abs(b - a) for a, b in pairwise(sums)][-1 - confirmed :]
    last = changes[-1]
    if not all(changes) or len(changes) <= confirmed:
        return last
    logs = [mp.log(change / mass) for change in changes]
    gained = all(b <= 1.5 * a < 0 for a, b in pairwise(logs))
    return mass * mp.exp(1.5 * logs[-1]) if gained else last


def _one_sign(values):
    """Whether numbers are real and all positive, or all negative."""
    if any(mp.im(v) for v in values):
        return False
    return min(map(mp.re, values)) > 0 or max(map(mp.re, values)) < 0


def _node(kind, t):
    """The distance from an end or from the center, and the weight, at a node."""
    return _kept_node(kind, t if kind == "half" else abs(t), mp.prec)


@lru_cache(maxsize=2**15)
def _kept_node(kind, t, precision):
    if kind == "piece":
        small = mp.exp(-mp.pi * mp.sinh(t))
        return small / (1 + small), mp.pi * mp.cosh(t) * small / (1 + small) ** 2
    grown = mp.exp(mp.pi / 2 * mp.sinh(t))
    pace = mp.pi / 2 * mp.cosh(t)
    if kind == "half":
        return grown, pace * grown
    return (grown - 1 / grown) / 2, pace * (grown + 1 / grown) / 2
