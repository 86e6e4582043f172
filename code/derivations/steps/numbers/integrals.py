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

from .compiling import all_compiled, compiled, remembered, scalar, translate
from .double_exponential import NOT_SETTLED, NOTHING, area
from .landmarks import landmarks
from .oscillating import tail, waves

GUARD, LEAST = 23, 12  # digits of the arithmetic beyond an integral's, of which 12
EXACT = 12  # times the digits at which the places are found where a range is cut
NESTED = 100  # the outer integral sees the errors of the inner one
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
    found = remembered(expression, _Quadrature(expression).settle, nudges=False)

    def value(at):
        number, bound = found(at)
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
    function = function.replace(
        lambda e: isinstance(e, sp.exp) and e.exp.is_Add and not e.has(sp.I),
        lambda e: sp.Mul(*map(sp.exp, e.exp.args), evaluate=False),
    )
    for variable, *ends in limits:
        fixed, moving = function.as_independent(variable, as_Add=False)
        if isinstance(moving, sp.Integral):
            moving = sp.UnevaluatedExpr(moving)  # SymPy would make one of the two
        function = fixed * sp.Integral(moving, (variable, *ends))
    return function


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
        self.waves = waves(expression.function, self.variable)
        self.depth = _depth(expression.function)

    @property
    def tolerance(self):
        """The error that is aimed at, as a part of the integral of ``|f|``."""
        return mp.mpf(10) ** -max(LEAST, mp.dps - GUARD) * NESTED**self.depth

    def settle(self, at):
        """The value at a point, and the bound on its error."""
        at.env |= {name: scalar(part(at)) for name, part in self.fixed.items()}
        before = at.env.get(self.variable)
        at.env[self.variable] = mp.zero  # no name: nothing is remembered by it
        try:
            found = self._between(at)
        finally:
            del at.env[self.variable]
            if before is not None:
                at.env[self.variable] = before
            for name in self.fixed:
                del at.env[name]
        # A quotient of differences magnifies errors.
        if found.bound > (self.tolerance if at.moves else SETTLED) * found.mass:
            raise Unsettled(NOT_SETTLED)
        return found.value, found.bound

    def _between(self, at):
        with mp.workprec(EXACT * mp.prec):  # no node may fall beyond an end
            low, high = (scalar(end(at)) for end in self.ends)
            if mp.im(low) or mp.im(high):
                raise Undefined("the range of an integral must be real")
            low, high = mp.re(low), mp.re(high)
            if low == high:
                return NOTHING
            sense, low, high = (1 if low < high else -1), *sorted((low, high))
            cuts = [low, *sorted(self.places(at, low, high)), high]
        if len(cuts) == 2 and mp.isinf(low) and mp.isinf(high):
            cuts = [low, mp.zero, high]
        total = NOTHING
        for piece in sorted(pairwise(cuts), key=_far_out):
            total = total.plus(self._piece(at, *piece, total.mass))
        return total._replace(value=sense * total.value)

    def _piece(self, at, low, high, known):
        inside, body, variable = at.env, self.body, self.variable

        def f(x):
            inside[variable] = x
            return scalar(body(at))

        if not (self.waves and (mp.isinf(low) or mp.isinf(high))):
            return area(f, low, high, self.tolerance, known=known)
        try:
            found = area(f, low, high, self.tolerance, splits=0, known=known)
            if found.bound <= self.tolerance * (found.mass + known):
                return found
        except Undefined:
            pass  # it may oscillate, and have a value nevertheless
        sense, start = (-1, -high) if mp.isinf(low) else (1, low)
        beyond = max(start, mp.zero) + 1
        core = area(lambda x: f(sense * x), start, beyond, self.tolerance)
        rest = tail(at, self.waves, variable, beyond, sense, self.tolerance)
        return core.plus(rest)


def _far_out(piece):
    """Finite pieces come first: what lies far out is weighed by what they hold."""
    return any(map(mp.isinf, piece)), piece[0]
