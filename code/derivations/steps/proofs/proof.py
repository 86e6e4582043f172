"""Proofs: a difference that reduces to zero.

``simplify(left - right) == 0`` may fail to decide a true identity. A rational function
is decided for certain: with every exponential, logarithm and undefined function as one
more letter, the difference is zero or not. So the exponents are split first, the
rational form is tried, and only then the rewriting that may or may not arrive.
"""

from functools import cache

import sympy as sp
from sympy.polys.fields import sfield
from sympy.polys.polyerrors import PolynomialError

from derivations.steps.algebra.induction import zero_by_induction
from derivations.steps.algebra.integrals import BUNDLES, in_letters
from derivations.steps.algebra.normal_integrals import normal_integral
from derivations.steps.algebra.rational import NotRational, is_zero_rational
from derivations.steps.algebra.regular import is_regular
from derivations.steps.algebra.signs import NONNEGATIVE, POSITIVE, sign_of
from derivations.steps.algebra.smooth import least_value, limit_of_smooth
from derivations.steps.algebra.taylor import limit_by_taylor
from derivations.steps.deadline import TimeUp, check_time, limit

BOUND = (sp.Limit, sp.Sum, sp.Product)
SECONDS = 4
SMALL = 120  # operations up to which simplify is tried: beyond, it seldom comes back


def is_zero(expression, seconds=SECONDS):
    """Whether SymPy reduces an explicit expression to zero. False means: not proved."""
    try:
        with limit(seconds):
            return _is_zero(sp.sympify(expression))
    except TimeUp:
        return False


def is_zero_in_letters(expression, seconds=SECONDS):
    """Whether it is zero whatever the values of its integrals and limits are."""
    try:
        with limit(seconds):
            return _algebraic_zero(in_letters(sp.sympify(expression)))
    except TimeUp:
        return False


def _is_zero(expression):
    if expression == 0:
        return True
    if expression.has(*BUNDLES) and _algebraic_zero(in_letters(expression)):
        return True
    if expression.has(sp.Sum) and zero_by_induction(expression, _summand_zero):
        return True
    if _hopeless(expression):
        return False
    expression = _carried_out(expression)
    left = expression.atoms(sp.Integral)
    if any(bundle.has(*left) for bundle in expression.atoms(*BOUND) if left):
        return False
    # What SymPy may not integrate stays as it is: simplify would do it nevertheless.
    expression = expression.xreplace({i: sp.Dummy(real=True) for i in left})
    if _algebraic_zero(expression):
        return True
    if expression.count_ops() > SMALL:
        return False
    return _rewritten_zero(expression)


def _summand_zero(expression):
    expression = expression.doit()
    return bool(expression == 0 or _algebraic_zero(expression))


def _algebraic_zero(expression):
    for prepare in (_split_exponents, _as_exponentials, _gammas):
        check_time()
        try:
            prepared = prepare(expression)
            if _rational_zero(prepared):
                return True
        except (PolynomialError, NotImplementedError, ValueError, TypeError):
            continue
    return False


def _hopeless(expression):
    """An integral over a power with a symbolic exponent: SymPy searches for minutes."""
    for integral in expression.atoms(sp.Integral):
        bound = set(integral.variables)
        for power in integral.function.atoms(sp.Pow):
            if power.base.free_symbols & bound and not power.exp.is_number:
                return True
    return False


def _carried_out(expression):
    """Integrals and limits evaluated, where there are any."""
    if not expression.has(sp.Integral, sp.Limit, sp.Sum, sp.Product):
        return expression
    values = {}
    for limit_ in expression.atoms(sp.Limit):
        for rule in (limit_of_smooth, limit_by_taylor):
            if (value := rule(limit_)) is not None:
                values[limit_] = value
                break
    expression = _integrated(expression.xreplace(values))
    left = expression.atoms(sp.Integral)
    return expression if left else expression.doit()


def _integrated(node):
    """Integrals replaced by their values, the inner ones first."""
    if not node.has(sp.Integral):
        return node
    if isinstance(node, sp.Integral):
        return _value(node.func(_integrated(node.function), *node.limits))
    return node.func(*map(_integrated, node.args))


@cache  # the lines of a chain hold the same integrals
def _value(integral):
    """Its value where an antiderivative may be used, otherwise the integral itself."""
    value = normal_integral(integral)
    if value is not None:
        return value
    function = integral.function
    for number, (variable, *ends) in enumerate(integral.limits):
        inner = sp.Integral(function, (variable, *ends))
        if len(ends) != 2 or not is_regular(function, variable, *ends):
            return sp.Integral(function, *integral.limits[number:])
        function = inner.doit()
    return function


def _split_exponents(expression):
    """exp(a + b) as exp(a) exp(b), and logarithms of products as sums."""
    if expression.has(sp.log):
        expression = sp.expand_log(expression)
    return sp.expand_power_base(sp.expand_power_exp(expression))


def _as_exponentials(expression):
    """Hyperbolic and trigonometric functions by exponentials, erfc by erf."""
    expression = (
        expression.rewrite(sp.erfc, sp.erf) if expression.has(sp.erfc) else (expression)
    )
    kinds = (sp.functions.elementary.hyperbolic.HyperbolicFunction,)
    kinds += (sp.functions.elementary.trigonometric.TrigonometricFunction,)
    if not expression.has(*kinds):
        return _split_exponents(expression)
    return _split_exponents(expression.rewrite(sp.exp))


def _gammas(expression):
    """Factorials and binomial coefficients by gamma functions, powers combined."""
    kinds = (sp.gamma, sp.factorial, sp.binomial, sp.polygamma, sp.beta)
    powers = expression.atoms(sp.Pow)
    if not expression.has(*kinds) and all(p.exp.is_number for p in powers):
        raise NotImplementedError
    expression = expression.rewrite(sp.gamma)
    terms = sp.Add.make_args(sp.expand(expression))
    lead = terms[0]
    ratio = sum(sp.powsimp(sp.gammasimp(term / lead)) for term in terms)
    return _split_exponents(sp.expand_func(ratio))


def _rational_zero(expression):
    """Decide a rational function of its letters."""
    if expression == 0:
        return True
    if not expression.free_symbols and not expression.atoms(sp.Function):
        return sp.radsimp(sp.expand(expression)) == 0
    try:
        return is_zero_rational(_expanded_inside(expression))
    except NotRational:
        _, element = sfield(expression)
        return element == 0


def _expanded_inside(expression):
    """The arguments of functions multiplied out, so that equal ones look equal."""
    functions = expression.atoms(sp.Function)
    return expression.xreplace({f: f.expand() for f in functions})


def _rewritten_zero(expression):
    for rewrite in (sp.simplify, lambda e: sp.simplify(sp.expand_func(sp.expand(e)))):
        if rewrite(expression) == 0:
            return True
    return False


def _forms(expression):
    """Forms in which squares and positive factors are seen, the cheap ones first."""
    terms = sp.Add.make_args(sp.expand_mul(expression, deep=False))
    yield sp.Add(*map(sp.together, terms))
    together = sp.together(expression)
    yield together
    yield sp.factor(together)


def is_nonnegative(expression, strictly=False, seconds=SECONDS):
    """Whether an explicit expression is shown to be >= 0 (or > 0) by rules.

    Factored, so that squares and positive factors are seen. False means: not proved.
    """
    enough = POSITIVE if strictly else NONNEGATIVE
    try:
        with limit(seconds):
            expression = sp.sympify(expression)
            if (expression == 0 and not strictly) or sign_of(expression) >= enough:
                return True
            if expression.count_ops() > SMALL:
                return False
            if any(sign_of(form) >= enough for form in _forms(expression)):
                return True
            least = least_value(expression)
            return least is not None and (
                sign_of(least) >= enough or (least == 0 and not strictly)
            )
    except (TimeUp, PolynomialError):
        return False
