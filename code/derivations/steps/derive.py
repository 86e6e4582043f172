"""A derivative worked out line by line, one rule a line.

The result is an ordinary :class:`Derivation`: its lines are checked like an author's.
"""

from itertools import count

from sympy import (
    Add,
    And,
    Expr,
    Mul,
    Pow,
    S,
    Sum,
    Symbol,
    cancel,
    evaluate,
    expand_mul,
    factor_terms,
    postorder_traversal,
    preorder_traversal,
    simplify,
    sympify,
    together,
)
from sympy.matrices.expressions import MatrixExpr, MatrixSymbol
from sympy.tensor.indexed import Indexed

from derivations.steps.calculus import CannotDerive, rule_for, sifted
from derivations.steps.deadline import TimeUp, limit
from derivations.steps.dependence import depends, unfolded
from derivations.steps.derivation import Derivation
from derivations.steps.derive_matrix import derive_by_matrix
from derivations.steps.folding import folded
from derivations.steps.notation import Array, D
from derivations.steps.ordered import plus, power, times
from derivations.steps.plain import plain

LINES = 60  # a derivation that is still longer is of no use to a reader
LATER = (  # every other rule comes first
    "definition",
    "linearity of the sum",
    "Kronecker delta",
    "derivative of the variable by itself",
    "constant rule",
)
SECONDS = 2  # for the last line, the shortest form


def derive(expression, wrt, *, sizes=None, domain=None, name=None):
    """The derivative of an expression, step by step.

    Parameters
    ----------
    expression : a number-valued SymPy expression in the vocabulary of this package.
    wrt : a symbol, an entry such as ``theta[j]``, an array (one entry of it is taken),
        or a matrix or vector (then by differentials).
    sizes, domain, name : handed to the :class:`Derivation`.

    Returns
    -------
    A :class:`Derivation`; the last line is the derivative.

    Raises
    ------
    CannotDerive : there is no rule for a part of the expression; the message names it.
    TypeError : ``expression`` or ``wrt`` is not what is described above.

    >>> from sympy import exp
    >>> x = Symbol("x", real=True)
    >>> chain = derive(x**2 * exp(x), x)
    >>> [line.reason for line in chain.lines]
    ['product rule', 'power rule', 'derivative of the exponential', 'collect']
    >>> chain.last
    x*(x + 2)*exp(x)
    """
    options = {"sizes": sizes, "domain": domain, "name": name}
    with evaluate(True):
        return _derived(sympify(expression), wrt, options)


def _derived(expression, wrt, options):
    if isinstance(wrt, MatrixSymbol):
        return derive_by_matrix(expression, wrt, **options)
    if not isinstance(expression, Expr) or isinstance(expression, MatrixExpr):
        raise TypeError(
            "expression: a number-valued expression is expected, got "
            f"{type(expression).__name__}: {expression}"
        )
    return _derive_by_number(expression, _variable(wrt, expression), options)


def _variable(wrt, expression):
    wrt = sympify(wrt)
    if isinstance(wrt, Array):
        used = {str(s) for s in expression.free_symbols}
        used |= {str(v) for t in expression.atoms(Sum) for v in t.variables}
        names = (n for n in (*"jklipqrst", *(f"j_{k}" for k in range(99))))
        free = (n for n in names if n not in used)
        wrt = wrt[
            tuple(Symbol(next(free), integer=True, positive=True) for _ in wrt.shape)
        ]
    if not isinstance(wrt, (Symbol, Indexed)):
        raise TypeError(
            "wrt: a symbol, an entry, an array or a matrix is expected, "
            f"got {type(wrt).__name__}: {wrt}"
        )
    return wrt


def _derive_by_number(expression, x, options):
    line = D(expression, x)
    chain = Derivation(line, **options)
    if not depends(expression, x):
        return _added(chain, S.Zero, f"constant rule: it does not depend on {plain(x)}")
    written = {}  # definitions that were inserted -> the abbreviation
    for number in count(1):
        step = _next_step(line, written)
        if step is None:
            break
        if number > LINES:
            raise CannotDerive(f"more than {LINES} lines for the derivative by {x}")
        line, reason, needs = step
        _added(chain, line, reason, needs)
    line, names = folded(line, written, _replaced)
    if names:
        _added(chain, line, f"abbreviation: write {', '.join(names)} again")
    short = _shortest(line)
    if short is not None:
        _added(chain, short, "collect")
    return chain


def _added(chain, line, reason, needs=None):
    chain.step(line, reason, needs=needs)
    return chain


def _next_step(line, written):
    """The next line with its reason and needs, or None when nothing is left to do."""
    sums = [t for t in postorder_traversal(line) if isinstance(t, Sum) and not t.has(D)]
    carried_out = {t: one for t in sums if (one := sifted(t)) is not None}
    if carried_out:
        return _replaced(line, carried_out), "Kronecker delta: one term is left", None
    rules = {d: rule_for(d) for d in _nodes(line, D)}
    rules = {d: rule for d, rule in rules.items() if rule is not None}
    if not rules:
        return None
    reason = min((rule.reason for rule in rules.values()), key=_turn)
    chosen = {d: rule for d, rule in rules.items() if rule.reason == reason}
    for d in chosen:
        if reason.startswith("definition") and isinstance(d.expression, Indexed):
            written[unfolded(d.expression)] = d.expression
    needs = _together({rule.needs for rule in chosen.values()} - {None})
    results = {d: rule.result for d, rule in chosen.items()}
    return _replaced(line, results), reason, needs


def _turn(reason):
    """Rules that open a line up go first, what only tidies it goes last."""
    return next((k for k, name in enumerate(LATER, 1) if reason.startswith(name)), 0)


def _together(conditions):
    """One condition: a relation among symbols where it can be, else words."""
    if not conditions:
        return None
    if any(c.rel_op == "!=" or c.atoms(Indexed) for c in conditions):
        return " and ".join(sorted(map(_in_words, conditions)))
    return And(*conditions)


def _in_words(condition):
    sign = "is not" if condition.rel_op == "!=" else condition.rel_op
    return f"{plain(condition.lhs)} {sign} {plain(condition.rhs)}"


def _nodes(line, kind):
    """The outermost nodes of a kind, left to right, each once."""
    found, walk = [], preorder_traversal(line)
    for node in walk:
        if isinstance(node, kind):
            walk.skip()
            if node not in found:
                found.append(node)
    return found


def _replaced(node, rule):
    """Replace from the top down, keeping the order of terms and factors."""
    if node in rule:
        return rule[node]
    if not node.args or isinstance(node, Indexed):
        return node
    arguments = [_replaced(argument, rule) for argument in node.args]
    if isinstance(node, Add):
        return plus(*arguments)
    if isinstance(node, Mul):
        return times(*arguments)
    if isinstance(node, Pow):
        return power(*arguments)
    if isinstance(node, Sum) and arguments[0] == 0:
        return S.Zero
    return node if arguments == list(node.args) else node.func(*arguments)


def _shortest(line):
    """A shorter form of the line, or None."""
    if line.has(D):
        return None
    best, size = None, _size(line)
    plain = _evaluated(line)
    for form in FORMS:
        try:
            with limit(SECONDS):
                candidate = form(plain)
        except (TimeUp, NotImplementedError, ValueError, TypeError, AttributeError):
            continue
        if _size(candidate) < size:
            best, size = candidate, _size(candidate)
    return best


def _in_sums(form):
    """The same form, for what stands inside the sums of a line."""

    def inside(line):
        sums = {t: t.func(form(t.function), *t.limits) for t in _nodes(line, Sum)}
        return factor_terms(_evaluated(_replaced(line, sums)))

    return inside


FORMS = (
    lambda e: e,
    factor_terms,
    lambda e: cancel(together(e)),
    simplify,
    _in_sums(lambda e: factor_terms(expand_mul(simplify(e)))),
    _in_sums(lambda e: factor_terms(cancel(e))),
)


def _evaluated(node):
    if not node.args or isinstance(node, Indexed):
        return node
    return node.func(*map(_evaluated, node.args))


def _size(expression):
    return expression.count_ops(), len(str(expression))
