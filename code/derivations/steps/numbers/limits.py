"""The numerical rule for limits: extrapolation, and a look whether there is one."""

from itertools import pairwise

import sympy as sp
from mpmath import mp

from derivations.steps.errors import Divergent, Unsettled
from derivations.steps.vocabulary.dependence import holds_within

from .compiling import MOVED, compiled, remembered, scalar, translate

NEAR, FAR = range(12, 40), range(100, 240, 7)  # powers of 1/2 that are looked at
UNEVEN = (3, 7, 11)  # tenths of a power more: sin(pi/h) vanishes at every power of 1/2
MANY = 600  # digits there, for differences of what is nearly equal
CLOSE, VANISHING = 1e-12, 1e-30  # to the limit, as a part of it; to a limit of 0
MORE = 4  # times the digits, to tell a zero from what has canceled
ORDERS = 12  # powers of h that are extrapolated away, each by one value more
STAYS = 0.5  # of the spread of the near values: what is left where there is no limit
SIDES = {"+": (1,), "-": (-1,), "+-": (1, -1)}


@translate.register(sp.Limit)
def _(expression):
    body, variable, target, direction = expression.args
    nudges = any(holds_within(part, MOVED) for part in (body, target))
    body, target = compiled(body), compiled(target)

    def reached(at):
        with mp.workdps(MANY):  # a rounded goal would be missed by its rounding
            goal = target(at)

        def along(side):
            whole = variable.is_integer and mp.isinf(goal)

            def value(power):
                h = mp.mpf(2) ** -power
                t = goal + side * h
                if mp.isinf(goal):
                    t = mp.nint(1 / h) if whole else 1 / h
                    t = t if goal > 0 else -t
                return scalar(at.bound(variable, t, lambda at, _: body(at), None))

            return value

        sides = (1,) if mp.isinf(goal) else SIDES[str(direction)]
        with mp.workdps(3 * mp.dps):
            found = [_limit(along(side)) for side in sides]
        number, error = found[0]
        for other, more in found[1:]:
            if abs(other - number) > 100 * (error + more) + mp.mpf(10) ** -8:
                raise Divergent("the limits from the left and from the right differ")
        return number, error

    found = remembered(expression, reached, nudges)

    def approach(at):
        number, error = found(at)
        return number + error if at.nudged else number

    return approach


def _limit(value):
    """The limit of ``value(k)`` as the distance ``2**-k`` falls, and its error.

    Extrapolated by Richardson; what is found must then fit values between the powers.
    """
    row = [value(power) for power in NEAR[-ORDERS - 1 :]]
    before, plain = row[-2:]
    if not plain:
        _require_zero(value)
    if abs(plain) < mp.mpf(10) ** -30 * abs(before):
        row = [mp.zero, mp.zero]  # exp(-x) comes closer than any power
    coarser = [row[-1]]
    for order in range(1, min(ORDERS, len(row) - 1)):
        weight = mp.mpf(2) ** order
        coarser.append(row[-1])
        row = [(weight * b - a) / (weight - 1) for a, b in pairwise(row)]
    found = row[-1]
    error = max(abs(found - v) for v in (row[-2], *coarser[-3:]))
    if abs(found) <= error < VANISHING:
        return mp.zero, mp.zero
    between = [value(NEAR[-1] + mp.mpf(tenths) / 10) for tenths in UNEVEN]
    reach = 10 * max(abs(v - found) for v in (before, plain))
    tolerance = CLOSE * (1 + abs(found))
    if error <= tolerance and all(abs(v - found) <= reach + tolerance for v in between):
        return found, error
    with mp.workdps(MANY):  # as x log x, which no power of h describes
        far = [value(FAR[-1] + mp.mpf(tenths) / 10) for tenths in (0, *UNEVEN)]
    error = max(abs(v - far[0]) for v in far)
    if max(map(abs, far)) <= VANISHING:
        return mp.zero, mp.zero
    if error <= CLOSE * abs(far[0]):
        return far[0], error
    _require_limit(value)
    raise Unsettled("the limit was not reached numerically")


def _require_zero(value):
    """Refuse zeros that more digits turn into numbers, as 1 - erf(x) far out.

    Numbers that vanish are no reason: log(1 + exp(-x)) comes to 0 with any digits.
    """
    for power in map(mp.mpf, range(NEAR[0])):
        if not value(power):
            with mp.workdps(MORE * mp.dps):
                if abs(value(power)) > VANISHING:
                    raise Unsettled("what is nearly equal cancels on the way")
            return


def _require_limit(value):
    """Refuse what grows, or goes to and fro, as much far out as it does near by."""
    spreads = []
    for powers in (NEAR, FAR):
        values = [value(power + mp.mpf(power % 10) / 10) for power in powers]
        if not all(map(mp.isfinite, values)):
            raise Divergent("the limit is not finite")
        middle = mp.fsum(values) / len(values)
        spreads.append(max(abs(v - middle) for v in values))
    near, far = spreads
    if far > STAYS * near and far > mp.mpf(10) ** -9:
        raise Divergent("there is no finite limit")
