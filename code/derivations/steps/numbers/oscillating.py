"""Tails that oscillate: their value is the limit of an alternating sum of half-waves.

Products of waves are written as sums of waves first, so that what does not oscillate
(the mean 1/2 of a squared sine) stands apart: it has to converge by itself.
"""

from functools import cache

import sympy as sp
from mpmath import mp
from mpmath.calculus.quadrature import GaussLegendre
from sympy.simplify.fu import TR8

from derivations.steps.errors import Divergent, Unsettled

from .compiling import compiled, scalar
from .double_exponential import DIVERGES, NOT_SETTLED, NOTHING, Area, area

BEFORE, AFTER = 6, 6  # half-waves summed as they are, and more than are needed
PER_DIGIT = 1.31  # terms of an alternating series
FAR, FARTHER = 10**3, 10**12  # half-waves that are compared for their size
GAUSS, DEGREES = GaussLegendre(mp), (3, 4, 5, 6, 7)  # 12 to 192 nodes
FALLEN = 0.5  # what a half-wave so much farther out must have fallen to


@cache
def waves(integrand, variable):
    """The terms of an integrand by their phase, a polynomial; None without waves.

    >>> from sympy.abc import x
    >>> found = waves(sp.sin(x)**2 / x**2, x)
    >>> sorted(map(str, found.items()))
    ['(0, 1/(2*x**2))', '(2*x, -cos(2*x)/(2*x**2))']
    """
    moving = [w for w in integrand.atoms(sp.sin, sp.cos) if w.has(variable)]
    moving += [
        e for e in integrand.atoms(sp.exp) if e.has(variable) and e.exp.has(sp.I)
    ]
    if not moving or integrand.has(sp.Integral):
        return None
    # exp(i t) = cos t + i sin t, beside what else stands in the exponent
    split = integrand.replace(
        lambda e: isinstance(e, sp.exp) and e.exp.has(sp.I), _euler
    )
    found = {}
    for term in sp.Add.make_args(_without_products(sp.expand(split))):
        phases = [
            factor.args[0]
            for factor in sp.Mul.make_args(term)
            if isinstance(factor, (sp.sin, sp.cos)) and factor.has(variable)
        ]
        rest = sp.Mul(
            *(f for f in sp.Mul.make_args(term) if not isinstance(f, (sp.sin, sp.cos)))
        )
        polynomial = all(p.is_polynomial(variable) for p in phases)
        waves_in_rest = [
            w for w in rest.atoms(sp.sin, sp.cos, sp.tan) if w.has(variable)
        ]
        if len(phases) > 1 or not polynomial or waves_in_rest:
            return None
        phase = phases[0] if phases else sp.S.Zero
        found[phase] = found.get(phase, sp.S.Zero) + term
    return found


def _without_products(expression):
    """Products and powers of waves as sums, as often as it takes."""
    before = None
    while expression != before:
        before, expression = expression, sp.expand(TR8(expression))
    return expression


def _euler(power):
    real, imaginary = sp.expand(power.exp).as_real_imag()
    return sp.exp(real) * (sp.cos(imaginary) + sp.I * sp.sin(imaginary))


def tail(at, terms, variable, start, sense, tolerance):
    """The :class:`Area` of all terms from ``start`` out to infinity.

    ``sense`` is -1 where the range goes to minus infinity.
    """
    total = NOTHING
    for phase, term in sorted(terms.items(), key=lambda item: str(item[0])):
        body, angle = compiled(term), compiled(phase)

        def run(function, x):
            return scalar(
                at.bound(variable, sense * x, lambda at, _: function(at), None)
            )

        def f(x, body=body):
            return run(body, x)

        def g(x, angle=angle):
            return run(angle, x)

        found = _half_waves(f, g, start, tolerance) if phase else None
        total = total.plus(found or area(f, start, mp.inf, tolerance))
    return total


def _half_waves(f, phase, start, tolerance):
    """The integral from ``start``, or None where the phase does not move."""
    pace = phase(start + 1) - phase(start)
    if not pace:
        return None
    turn = mp.pi if phase(start + FAR) > phase(start) else -mp.pi
    first = mp.ceil(phase(start) / turn) + 1
    places = {}

    def node(n):
        if n not in places:
            places[n] = _solved(phase, (first + n) * turn, start)
        return places[n]

    def half(n):
        return _smooth_area(f, node(n), node(n + 1), tolerance)

    sizes = [abs(half(n).value) for n in (FAR, FARTHER)]
    if sizes[1] > FALLEN * sizes[0]:
        raise Divergent(DIVERGES)
    count = BEFORE + int(-mp.log10(tolerance) * PER_DIGIT) + AFTER
    areas = [area(f, start, node(0), tolerance)]
    areas += [half(n) for n in range(count)]
    values = [a.value for a in areas]
    head = mp.fsum(values[:BEFORE])
    less = head + _alternating(values[BEFORE:-4])
    more = head + values[BEFORE] + _alternating(values[BEFORE + 1 :])
    mass = mp.fsum(a.mass for a in areas)
    bound = 2 * abs(more - less) + mp.fsum(a.bound for a in areas)
    return Area(more, mass, bound)


def _smooth_area(f, low, high, tolerance):
    """The :class:`Area` of a half-wave by Gauss's rule, its nodes doubled."""
    middle, half = (low + high) / 2, (high - low) / 2
    before = None
    for degree in DEGREES:
        nodes = GAUSS.get_nodes(-mp.one, mp.one, degree, mp.prec)
        terms = [half * w * f(middle + half * x) for x, w in nodes]
        value, mass = mp.fsum(terms), mp.fsum(map(abs, terms))
        if before is not None:
            bound = abs(value - before) ** 1.5 / mp.sqrt(mass) if mass else mp.zero
            if bound <= tolerance * mass:
                break
        before = value
    return Area(value, mass, bound)


def _solved(phase, goal, start):
    """Where a phase that rises or falls beyond ``start`` reaches its goal."""
    low, width = start, mp.one
    above = phase(start + FAR) > phase(start)
    while (phase(low + width) < goal) == above:
        width *= 2
        if width > mp.mpf(10) ** 40:
            raise Unsettled(NOT_SETTLED)
    for _ in range(4):  # an eighth of the way, then by secants
        middle = low + width / 2
        if (phase(middle) < goal) == above:
            low = middle
        width /= 2
    x, y = low, low + width
    f, g = phase(x) - goal, phase(y) - goal
    for _ in range(60):
        if g in (f, 0):
            break
        x, y, f = y, y - g * (y - x) / (g - f), g
        g = phase(y) - goal
        if abs(y - x) <= mp.eps * abs(y):
            break
    return y


def _alternating(terms):
    """The sum of an alternating series, from its first terms.

    References
    ----------
    Cohen, Rodriguez Villegas and Zagier (2000), Convergence acceleration of alternating
    series, Experimental Mathematics 9, 3-12, algorithm 1.

    >>> print(mp.nstr(_alternating([mp.mpf(-1)**k / (k + 1) for k in range(20)]), 10))
    0.6931471806
    """
    n = len(terms)
    d = (3 + mp.sqrt(8)) ** n
    d = (d + 1 / d) / 2
    b, c, total = mp.mpf(-1), -d, mp.zero
    for k, term in enumerate(terms):
        c = b - c
        total += c * (term if k % 2 == 0 else -term)
        b = (k + n) * (k - n) * b / ((k + mp.mpf(1) / 2) * (k + 1))
    return total / d
