"""Shorter forms of a line that a reader still recognizes as that line.

Simplification may answer ``1/(4 cosh(x/2)**2)`` where the line holds exponentials, or
``log(a**a)`` for ``a log a``: shorter, but no longer the same formula to a reader.
"""

from sympy import (
    Add,
    Function,
    Mul,
    Pow,
    S,
    cancel,
    exp,
    factor,
    factor_terms,
    fraction,
    log,
    together,
)

from derivations.steps.typesetting.kinds import is_negative


def is_familiar(form, line):
    """Whether a form brings no new functions, and no powers into logarithms."""
    kinds = {f.func for f in line.atoms(Function)}
    if any(f.func not in kinds for f in form.atoms(Function)):
        return False
    inside = (node.args[0] for node in form.atoms(log) - line.atoms(log))
    return all(p.exp.is_number for arg in inside for p in arg.atoms(Pow))


def with_own_signs(form, line):
    """A form with the line's own ``1 - h`` where simplification wrote ``h - 1``.

    >>> from sympy.abc import a, b
    >>> with_own_signs((a - b) / (b * (b - 1)), a / b - (1 - a) / (1 - b))
    (-a + b)/(b*(1 - b))
    """
    own = line.atoms(Add)
    turned = {s: -s for s in form.atoms(Add) - own if -s in own}
    if turned:
        form = form.xreplace(
            {s: Mul(S.NegativeOne, t, evaluate=False) for s, t in turned.items()}
        )
        form = _evaluated(form)
    if isinstance(form, Mul) and form.args[0] == -1:
        sums = [f for f in form.args if isinstance(f, Add) and f not in own]
        above = [f for f in sums if any(map(is_negative, f.args))]
        if above:
            rest = [f for f in form.args[1:] if f != above[0]]
            form = Mul(-above[0], *rest)
    return form


def _evaluated(node):
    if not node.args or not node.has(Mul):
        return node
    if isinstance(node, (Add, Mul, Pow)):
        return node.func(*map(_evaluated, node.args))
    return node


def powers_again(expression):
    """``exp(u log v)``, which a rule has made of ``v**u``, as that power.

    >>> from sympy import sin
    >>> from sympy.abc import x
    >>> powers_again(exp(sin(x) * log(x)))
    x**sin(x)
    """
    rule = {}
    for node in expression.atoms(exp):
        logs = [f for f in Mul.make_args(node.exp) if isinstance(f, log)]
        if len(logs) == 1:
            rule[node] = logs[0].args[0] ** (node.exp / logs[0])
    return expression.xreplace(rule)


def factored_below(expression):
    """A fraction with its numerator in terms and its denominator in factors.

    >>> from sympy.abc import x
    >>> factored_below((2 * x * (x - 3) - (x**2 + 1)) / (x - 3) ** 2)
    (x**2 - 6*x - 1)/(x - 3)**2
    """
    above, below = fraction(cancel(together(expression)))
    return factor_terms(above) / factor(below)
