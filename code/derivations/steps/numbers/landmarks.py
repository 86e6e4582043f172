"""Where an integrand may be singular, have a corner, a jump or a narrow peak.

A quadrature has to be told: between its nodes it sees nothing. The places follow from
the expression. Denominators, logarithms and roots are singular where what is under them
vanishes; a complex zero ``m + i w`` makes a peak of width ``w`` at ``m``. Exponentials
peak where their exponent is stationary; steep functions turn where their argument
vanishes. All are equations for the variable, and are solved at a point, with numbers.
"""

from functools import cache

import sympy as sp
from mpmath import mp

from derivations.steps.vocabulary.formulas import Expectation

from .compiling import all_compiled, compiled, scalar

SWITCHES = (sp.Abs, sp.sign, sp.Heaviside)
WITHIN = (sp.Integral, sp.Sum, sp.Limit, Expectation)
STEPS = (sp.floor, sp.ceiling, sp.frac)
POLES = {sp.tan: sp.cos, sp.sec: sp.cos, sp.cot: sp.sin, sp.csc: sp.sin}
PERIODS = 12  # of a denominator such as cos(x), on both sides of 0
MANY = 150  # jumps of floor, at most


@cache
def landmarks(integrand, variable):
    """The places as a function of a point and the ends of the range, unsorted.

    >>> from sympy.abc import c, z
    >>> solvers = _equations(sp.Abs(2 * z - c) / (z**2 + 1), z)
    >>> sorted(map(str, solvers))
    ['2*z', 'c - 2*z', 'z**2 + 1']
    """
    found = _equations(integrand, variable)
    solvers = [_solver(e, variable) for e in sorted(found, key=sp.default_sort_key)]
    jumps = [
        _steps(node.args[0], variable)
        for node in integrand.atoms(*STEPS)
        if node.has(variable)
    ]
    if integrand.has(sp.Mod):
        inside = integrand.atoms(sp.Mod)
        jumps += [_steps(n.args[0] / n.args[1], variable) for n in inside]

    def places(at, low, high):
        solved = [place for solve in solvers for place in solve(at)]
        real = {mp.re(place) for place in solved if mp.isfinite(place)}
        for step in jumps:
            real |= set(step(at, low, high))
        return [place for place in real if low < place < high]

    waves = [e for e in found if any(f.has(variable) for f in e.atoms(sp.sin, sp.cos))]
    places.periodic = bool(waves)  # there are more of them, farther out
    return places


def _equations(integrand, variable):
    """Expressions that vanish at the places looked for."""
    found, nodes = set(), sp.preorder_traversal(integrand)
    for node in nodes:
        if isinstance(node, WITHIN) or not node.has(variable):
            nodes.skip()  # an inner integral has landmarks of its own
        else:
            found |= set(_of_node(node, variable))
    return {e for e in found if e.has(variable) and not _nests_integrals(e)}


def _nests_integrals(expression):
    """Whether an integral holds another: SymPy computes both to put terms in order."""
    return any(i.function.has(sp.Integral) for i in expression.atoms(sp.Integral))


def _of_node(node, variable):
    if isinstance(node, (sp.Max, sp.Min)):
        first, *others = node.args
        yield from (first - other for other in others)
    elif isinstance(node, sp.core.relational.Relational):
        yield node.lhs - node.rhs
    elif isinstance(node, sp.exp) or (
        node.is_Pow and not node.exp.is_number and not node.base.has(variable)
    ):
        yield from _stationary(node.exp, variable)
        yield node.exp - sp.S.Zero
    elif node.is_Pow and not (node.exp.is_Integer and node.exp > 0):
        yield node.base
        yield from _stationary(node.base, variable)
    elif type(node) in POLES:
        yield POLES[type(node)](node.args[0])
    elif isinstance(node, STEPS) or not isinstance(node, sp.Function):
        return
    else:
        for argument in node.args[:1] if isinstance(node, SWITCHES) else node.args:
            if isinstance(argument, sp.Expr):
                yield argument
                if not isinstance(node, SWITCHES):
                    yield from _stationary(argument, variable)


def _stationary(expression, variable):
    """The slope of an exponent or argument that is no straight line."""
    try:
        slope = sp.diff(expression, variable)
    except (ValueError, TypeError, AttributeError):
        return
    if slope.has(variable) and not slope.has(sp.Derivative, sp.Subs):
        yield slope


def _solver(equation, variable):
    """A function from a point to the zeros, complex ones among them."""
    factors = sp.Mul.make_args(sp.factor_terms(equation))
    if len(factors) > 1:
        parts = [_solver(f, variable) for f in factors if f.has(variable)]
        return lambda at: [place for part in parts for place in part(at)]
    if equation.is_Pow and not equation.exp.has(variable):
        return _solver(equation.base, variable)
    top = sp.together(equation).as_numer_denom()[0]
    if top.is_polynomial(variable):
        return _roots(top, variable)
    inner = _outermost(top, variable)
    letter = sp.Dummy(real=True)
    if len(inner) != 1:
        return lambda at: []
    (function,) = inner
    above = top.xreplace({function: letter})
    if above.has(variable) or not above.is_polynomial(letter):
        return lambda at: []
    return _inverted(function, _roots(above, letter), variable)


def _outermost(expression, variable):
    """The functions of the variable that are not inside another one."""
    if not expression.has(variable):
        return set()
    if isinstance(expression, (sp.Add, sp.Mul)) or (
        expression.is_Pow and expression.exp.is_Integer
    ):
        return set().union(*(_outermost(a, variable) for a in expression.args))
    return {expression}


def _roots(polynomial, variable):
    coefficients = all_compiled(sp.Poly(polynomial, variable).all_coeffs())

    def solve(at):
        numbers = [scalar(c(at)) for c in coefficients]
        while numbers and not numbers[0]:
            numbers.pop(0)
        if len(numbers) < 2 or not all(map(mp.isfinite, numbers)):
            return []
        if len(numbers) == 2:
            return [-numbers[1] / numbers[0]]
        if len(numbers) == 3:
            a, b, c = numbers
            root = mp.sqrt(b * b - 4 * a * c)
            return [(-b - root) / (2 * a), (-b + root) / (2 * a)]
        try:
            return mp.polyroots(numbers, maxsteps=200, extraprec=2 * mp.prec)
        except mp.NoConvergence:
            return []

    return solve


def _inverted(function, roots, variable):
    """The places where a function of the variable takes the values of the roots."""
    level = sp.Dummy(real=True)
    argument = function.args[0]
    if isinstance(function, sp.exp):
        argument = function.exp
    elif function.is_Pow and function.base.has(variable):
        argument = function.base
    elif function.is_Pow:
        argument = function.exp
    solve = _solver(argument - level, variable)

    def places(at):
        found = []
        for root in roots(at):
            for number in _preimages(function, root, variable, at):
                if mp.isfinite(number):
                    found += at.bound(level, number, lambda at, _: solve(at), None)
        return found

    return places


def _preimages(function, value, variable, at):
    if isinstance(function, sp.log):
        return [mp.exp(value)]
    if isinstance(function, sp.exp):
        return [mp.log(value)] if value else []
    if isinstance(function, sp.Abs):
        return [value, -value]
    if isinstance(function, (sp.sin, sp.cos)):
        first = mp.asin(value) if isinstance(function, sp.sin) else mp.acos(value)
        other = mp.pi - first if isinstance(function, sp.sin) else -first
        around = range(-PERIODS, PERIODS + 1)
        return [x + 2 * mp.pi * k for k in around for x in (first, other)]
    if function.is_Pow and not value:
        return [mp.zero] if function.base.has(variable) else []
    if function.is_Pow and function.base.has(variable) and function.exp.is_number:
        return [mp.power(value, 1 / scalar(compiled(function.exp)(at)))]
    if function.is_Pow and not function.base.has(variable):
        return [mp.log(value) / mp.log(scalar(compiled(function.base)(at)))]
    return [mp.zero]  # about where it turns


def _steps(argument, variable):
    """Where floor and its like jump: whole values of the argument."""
    level = sp.Dummy(real=True)
    solve, inside = _solver(argument - level, variable), compiled(argument)

    def jumps(at, low, high):
        reach = [
            scalar(at.bound(variable, end, lambda at, _: inside(at), None))
            for end in (low, high)
            if mp.isfinite(end)
        ]
        if not reach:
            reach = [mp.zero]
        start = min(map(mp.floor, reach)) - (MANY if mp.isinf(low) else 0)
        stop = max(map(mp.ceil, reach)) + (MANY if mp.isinf(high) else 0)
        if not mp.isfinite(start) or not mp.isfinite(stop) or stop - start > 2 * MANY:
            return []
        found = []
        for k in range(int(start), int(stop) + 1):
            found += at.bound(level, mp.mpf(k), lambda at, _: solve(at), None)
        return [mp.re(place) for place in found if abs(mp.im(place)) < mp.eps]

    return jumps
