"""Derivatives by a number, worked out: the lines, their reasons, what they need."""

from itertools import count

from sympy import (
    Add,
    And,
    Mul,
    Pow,
    S,
    Sum,
    cancel,
    expand_mul,
    factor_terms,
    postorder_traversal,
    preorder_traversal,
    simplify,
    together,
)
from sympy.tensor.indexed import Indexed

from derivations.steps.deadline import TimeUp, limit
from derivations.steps.typesetting.plain import plain
from derivations.steps.vocabulary.dependence import depends, unfolded
from derivations.steps.vocabulary.folding import folded
from derivations.steps.vocabulary.notation import D
from derivations.steps.vocabulary.ordered import plus, power, times

from .calculus import rule_for
from .familiar import (
    factored_below,
    is_familiar,
    powers_again,
    with_own_signs,
)
from .rule import CannotDerive
from .sifting import sifted

LINES = 60  # a derivation that is still longer is of no use to a reader
SECONDS = 1  # for each form that the last line might take
LARGE = 150  # operations beyond which a shorter form is not looked for
COLLECT = "collect"  # the reason of the last line
LATER = (  # every other rule comes first
    "definition",
    "linearity of the sum",
    "Kronecker delta",
    "derivative of the variable by itself",
    "constant rule",
)


def steps_by_number(expression, x):
    """The lines of the derivative of an expression by a symbol or an entry.

    Returns a list of (line, reason, needs); the chain starts from ``D(expression, x)``.
    """
    if not depends(expression, x):
        return [(S.Zero, f"constant rule: it does not depend on {plain(x)}", None)]
    line, steps = D(expression, x), []
    written = {}  # definitions that were inserted -> the abbreviation
    for number in count(1):
        step = _next_step(line, written)
        if step is None:
            break
        if number > LINES:
            raise CannotDerive(f"more than {LINES} lines for the derivative by {x}")
        steps.append(step)
        line = step[0]
    line, names = folded(line, written, _replaced)
    if names:
        steps.append((line, f"abbreviation: write {', '.join(names)} again", None))
    short = _shortest(line)
    if short is not None:
        steps.append((short, COLLECT, None))
    elif not line.has(D) and (ordered := _evaluated(line)).count_ops() == _ops(line):
        steps[-1] = (ordered, *steps[-1][1:])  # the same, in the order of a blackboard
    return steps


def _next_step(line, written):
    """The next line with its reason and needs, or None when nothing is left to do."""
    sums = [t for t in postorder_traversal(line) if isinstance(t, Sum) and not t.has(D)]
    carried_out = {t: one for t in sums if (one := sifted(t)) is not None}
    if carried_out:
        return _replaced(line, carried_out), "Kronecker delta: one term is left", None
    rules = _rules(line)
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


def _rules(line):
    """The next rule of every derivative, an inner one before the one around it."""
    rules = {}
    for d in postorder_traversal(line):
        if isinstance(d, D) and not any(e in rules for e in d.expression.atoms(D)):
            rule = rule_for(d)
            if rule is not None:
                rules[d] = rule
    return rules


def _turn(reason):
    """Rules that open a line up go first, what only tidies it goes last."""
    return next((k for k, name in enumerate(LATER, 1) if reason.startswith(name)), 0)


def _together(conditions):
    """One condition; on entries it is meant for all values of their indices."""
    return And(*conditions) if conditions else None


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
    if arguments == list(node.args):
        return node
    if isinstance(node, Add):
        return plus(*arguments)
    if isinstance(node, Mul):
        return times(*arguments)
    if isinstance(node, Pow):
        return power(*arguments)
    if isinstance(node, Sum) and arguments[0] == 0:
        return S.Zero
    return node.func(*arguments)


def _shortest(line):
    """A shorter form of the line, or None."""
    if line.has(D) or line.count_ops() > LARGE:
        return None
    best, fewest = None, _ops(line)
    plain = _evaluated(line)
    for form in FORMS:
        try:
            with limit(SECONDS):
                candidate = with_own_signs(form(plain), plain)
        except (Exception, TimeUp):  # simplify stops with many kinds of errors
            continue
        size = _ops(candidate)
        if size < fewest and is_familiar(candidate, plain):
            best, fewest = candidate, size
    return best


def _ops(line):
    return line.count_ops()


def _in_sums(form):
    """The same form, for what stands inside the sums of a line."""

    def inside(line):
        sums = {t: t.func(form(t.function), *t.limits) for t in _nodes(line, Sum)}
        return factor_terms(_evaluated(_replaced(line, sums)))

    return inside


FORMS = (
    lambda e: e,
    factor_terms,
    powers_again,
    factored_below,
    lambda e: cancel(together(e)),
    simplify,
    _in_sums(lambda e: factor_terms(expand_mul(simplify(e)))),
    _in_sums(lambda e: factor_terms(cancel(e))),
)


def _evaluated(node):
    if not node.args or isinstance(node, Indexed):
        return node
    return node.func(*map(_evaluated, node.args))
