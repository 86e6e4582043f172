"""Numerical rules for integrals and expectations.

A range is cut where the integrand may be singular, have a corner or a peak; every piece
has its own quadrature, and an infinite piece that oscillates is summed by half-waves.
What comes back carries a bound: where it does not settle the value, there is none.
"""

from itertools import pairwise

import sympy as sp
from mpmath import mp

from derivations.steps.algebra.hoisting import hoisted
from derivations.steps.errors import Undefined, Unsettled, Unsupported
from derivations.steps.vocabulary import notation as nt
from derivations.steps.vocabulary.kinks import may_have_a_kink

from .compiling import all_compiled, compiled, remembered, scalar, translate
from .double_exponential import NOT_SETTLED, NOTHING, SPLITS, area, mirrored
from .landmarks import landmarks
from .oscillating import tail, waves

GUARD, LEAST = 23, 12  # digits of the arithmetic beyond an integral's, of which 12
EXACT = 12  # times the digits at which the places are found where a range is cut
NESTED = 100  # the outer integral sees the errors of the inner one
VANISHED = 1e-40  # a thousand units out: what falls like an exponential
SETTLED = 1e-10  # what the bound may be, as a part of the integral of |f|


@translate.register(nt.Expectation)
def _(expression):
    return compiled(expression.unfold())


@translate.register(sp.Integral)
def _(expression):
    if any(len(limits) != 3 for limits in expression.limits):
        raise Unsupported("an indefinite integral has no value: give its limits")
    if len(expression.limits) > 1:
        return compiled(_one_by_one(expression))
    quadrature = _Quadrature(expression)
    found = remembered(expression, quadrature.area, nudges=False)

    def value(at):
        number, mass, bound = found(at)
        if at.depth:
            if number:
                at.error += bound / abs(number)  # counted by the integral around it
            return number
        # A quotient of differences magnifies errors.
        least = quadrature.tolerance(at) if at.moves else SETTLED
        if bound > least * mass:
            raise Unsettled(NOT_SETTLED)
        return number + bound if at.nudged else number

    return value


def _one_by_one(expression):
    """An integral over several variables as integrals within integrals.

    What does not move with the inner variable leaves its integral.

    >>> from sympy.abc import t, u
    >>> _one_by_one(sp.Integral(sp.exp(-t - u), (u, 0, 1), (t, 0, 2)))
    Integral(exp(-t), (t, 0, 2))*Integral(exp(-u), (u, 0, 1))
    """
    function, *limits = expression.args
    for variable, *ends in limits:
        fixed, moving = _apart(function, variable).as_independent(
            variable, as_Add=False
        )
        if isinstance(moving, sp.Integral):
            moving = sp.UnevaluatedExpr(moving)  # SymPy would make one of the two
        function = fixed * sp.Integral(moving, (variable, *ends))
    return function


def _apart(function, variable):
    """exp(a + b) as exp(a) exp(b) where a does not move with the variable."""

    def split(power):
        fixed, moving = power.exp.as_independent(variable, as_Add=True)
        return sp.Mul(sp.exp(fixed), sp.exp(moving), evaluate=False)

    return function.replace(lambda e: isinstance(e, sp.exp) and e.exp.is_Add, split)


def _depth(integrand):
    """How many integrals stand within one another."""
    inside = integrand.atoms(sp.Integral, nt.Expectation)
    return max((1 + _depth(i.args[0]) for i in inside), default=0)


class _Quadrature:
    """The quadrature of one integral over one variable."""

    def __init__(self, expression):
        ((self.variable, *ends),) = expression.limits
        self.ends = all_compiled(ends)
        moving, fixed = hoisted(expression.function, [self.variable])
        self.body = compiled(moving)
        self.fixed = {name: compiled(part) for name, part in fixed.items()}
        self.places = landmarks(moving, self.variable)
        self.smooth = not may_have_a_kink(moving)
        self.waves = waves(expression.function, self.variable)
        self.depth = _depth(expression.function)

    def tolerance(self, at):
        """The error that is aimed at, as a part of the integral of ``|f|``.

        It follows from the digits asked for, not from those of the arithmetic inside.
        """
        if at.depth <= 1:
            at.aim = mp.mpf(10) ** -max(LEAST, mp.dps - GUARD)
        return at.aim * NESTED**self.depth

    def area(self, at):
        """The :class:`Area` at a point."""
        at.env |= {name: scalar(part(at)) for name, part in self.fixed.items()}
        before, error = at.env.get(self.variable), at.error
        at.env[self.variable] = mp.zero  # no name: nothing is remembered by it
        at.depth += 1
        try:
            return self._between(at)
        finally:
            at.depth -= 1
            at.error = error
            del at.env[self.variable]
            if before is not None:
                at.env[self.variable] = before
            for name in self.fixed:
                del at.env[name]

    def _between(self, at):
        tolerance = self.tolerance(at)
        with mp.workprec(EXACT * mp.prec):  # no node may fall beyond an end
            low, high = (scalar(end(at)) for end in self.ends)
            if mp.im(low) or mp.im(high):
                raise Undefined("the range of an integral must be real")
            low, high = mp.re(low), mp.re(high)
            if low == high:
                return NOTHING
            sense = 1 if low < high else -1
            low, high = sorted((low, high))
            cuts = [low, *sorted(self.places(at, low, high)), high]
        f = _Integrand(at, self.body, self.variable)
        f.costly = self.depth > 0
        if self.places.periodic and (mp.isinf(low) or mp.isinf(high)):
            _require_an_end(f, cuts[1:-1])
        if mp.isinf(low) and mp.isinf(high):
            if len(cuts) <= 3 and self.smooth:
                found = _along_the_line(f, cuts[1:-1], tolerance)
                if found:
                    return found._replace(value=sense * found.value)
            cuts = cuts if len(cuts) > 2 else [low, mp.zero, high]
        splits, total = (SPLITS if at.depth == 1 else 1), NOTHING
        for piece in sorted(pairwise(cuts), key=_far_out):
            total = total.plus(
                self._piece(at, f, *piece, tolerance, splits, total.mass)
            )
        return total._replace(value=sense * total.value)

    def _piece(self, at, f, low, high, tolerance, splits, known):
        infinite = mp.isinf(low) or mp.isinf(high)
        if not (self.waves and infinite):
            return area(f, low, high, tolerance, splits, known)
        if not _lasts(f, low, high):
            found = area(f, low, high, tolerance, 0, known)
            if found.bound <= tolerance * (found.mass + known):
                return found  # else there are many waves before it falls
        sense, start = (-1, -high) if mp.isinf(low) else (1, low)
        beyond = max(start, mp.zero) + 1
        core = area(f if sense > 0 else mirrored(f), start, beyond, tolerance)
        return core.plus(tail(at, self.waves, self.variable, beyond, sense, tolerance))


def _along_the_line(f, center, tolerance):
    """The whole line as one piece, where there is one peak and it is wide enough.

    None where that does not settle.
    """
    shifted = f.shifted(center[0]) if center else f
    try:
        found = area(shifted, -mp.inf, mp.inf, tolerance, splits=0)
    except Undefined:
        return None
    return found if found.bound <= tolerance * found.mass else None


class _Integrand:
    """The integrand as a function of its variable alone."""

    def __init__(self, at, body, variable, sense=1, shift=0):
        self.at, self.body, self.variable = at, body, variable
        self.sense, self.shift = sense, shift
        self.error = mp.zero  # of the integrals inside it
        self.is_inner, self.costly = at.depth > 1, False

    def __call__(self, x):
        at = self.at
        place = x if self.sense > 0 else -x
        at.env[self.variable] = self.shift + place if self.shift else place
        at.error = mp.zero
        value = scalar(self.body(at))
        self.error = at.error * abs(value) if at.error else mp.zero
        return value

    def mirrored(self):
        return self._other(-self.sense, self.shift)

    def shifted(self, place):
        return self._other(self.sense, place)

    def _other(self, sense, shift):
        other = _Integrand(self.at, self.body, self.variable, sense, shift)
        other.costly = self.costly
        return other


def _require_an_end(f, places):
    """Refuse peaks that return for ever: only the first ones are known."""
    heights = [abs(f(place)) for place in places]
    if heights and max(heights[0], heights[-1]) > VANISHED * max(heights):
        raise Unsettled(NOT_SETTLED)


def _lasts(f, low, high):
    """Whether an integrand falls no faster than a power at its infinite end."""
    sense, start = (-1, -high) if mp.isinf(low) else (1, low)
    places = [max(start, 1) * mp.mpf(2) ** k for k in (9, 9.3, 9.7, 10)]
    return any(abs(f(sense * x)) > VANISHED for x in places)


def _far_out(piece):
    """Finite pieces come first: what lies far out is weighed by what they hold."""
    return any(map(mp.isinf, piece)), piece[0]
