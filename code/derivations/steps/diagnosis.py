"""What is wrong in a refuted step: the usual slips, tried in order.

Each hypothesis must explain every point at which both sides have a value. The first
that fits is reported; a step that none of them explains is said to be so.
"""

from dataclasses import dataclass

import sympy as sp
from mpmath import mp
from sympy.tensor.indexed import Indexed

from derivations.steps import notation as nt
from derivations.steps.errors import Undefined, Unsupported
from derivations.steps.mutants import mutants
from derivations.steps.plain import plain
from derivations.steps.worked import worked_slip

DIGITS = 50
POINTS = 6  # at which a hypothesis is tried
REPAIRS = 60  # single changes of the line that are tried


@dataclass(frozen=True)
class Explanation:
    """A named slip: ``kind`` for programs, ``text`` for people."""

    kind: str
    text: str

    def __str__(self):
        return self.text


def explain(judge, left, right, relation="="):
    """The :class:`Explanation` of a refuted step, or None."""
    if relation != "=":
        return Explanation("relation", f"The left side is not {relation} the right.")
    shapes = judge._shape(left), judge._shape(right)
    if shapes[0] != shapes[1]:
        return _shapes(*shapes)
    with mp.workdps(DIGITS):
        sides = _Sides(judge, left, right)
        if not sides.pairs:
            return None
        for hypothesis in HYPOTHESES:
            found = hypothesis(sides)
            if found is not None:
                return found
    return None


def _shapes(left, right):
    if left == right[::-1]:
        return Explanation(
            "transposed",
            f"The right side is transposed: {_by(right)} where {_by(left)} is meant.",
        )
    return Explanation(
        "shape", f"The shapes differ: left {_by(left)}, right {_by(right)}."
    )


def _by(shape):
    return f"{shape[0]} x {shape[1]}"


class _Sides:
    """Both sides of a step at a few points."""

    def __init__(self, judge, left, right, points=POINTS):
        self.judge, self.left, self.right = judge, left, right
        self.numbers, self.pairs = [], []
        for number in judge._numbers():
            pair = self.value(left, number), self.value(right, number)
            if None not in pair:
                self.numbers.append(number)
                self.pairs.append(pair)
            if len(self.pairs) == points:
                break

    def value(self, expression, number):
        try:
            found = self.judge.at(expression, number, DIGITS)
        except (Unsupported, TypeError, ValueError, ZeroDivisionError):
            return None
        if isinstance(found, Undefined):
            return None
        return list(found) if isinstance(found, mp.matrix) else [found]

    def at_other_sizes(self):
        """The same sides where every size is larger by three, or None."""
        sizes = {s: k + 3 for s, k in self.judge.sizes.items()}
        if not sizes:
            return None
        other = self.judge.like(self.left, self.right, sizes=sizes)
        return _Sides(other, self.left, self.right, points=2)

    def matches(self, wanted):
        """Whether ``wanted(number, left, right)`` is (almost) zero at every point."""
        for number, (left, right) in zip(self.numbers, self.pairs, strict=True):
            gap = wanted(number, left, right)
            if gap is None or gap > mp.mpf(10) ** -20:
                return False
        return True


def _close(first, second):
    """Relative distance of two lists of numbers, the larger norm as the unit."""
    scale = max(map(abs, (*first, *second)), default=mp.zero)
    if scale == 0:
        return mp.zero
    return max(abs(a - b) for a, b in zip(first, second, strict=True)) / scale


# --- one constant factor ------------------------------------------------------------


def _ratio(sides):
    """The number that the right side must be multiplied by everywhere, or None."""
    if len(sides.pairs) < 2 and not sides.judge.found.is_closed:
        return None
    left, right = sides.pairs[0]
    place = max(range(len(right)), key=lambda k: abs(right[k]))
    if right[place] == 0 or left[place] == 0:
        return None
    factor = left[place] / right[place]
    if not sides.matches(lambda _, a, b: _close(a, [factor * v for v in b])):
        return None
    return factor


def _sign(sides):
    factor = _ratio(sides)
    if factor is None or abs(factor + 1) > mp.mpf(10) ** -20:
        return None
    return Explanation(
        "sign", "The sign is wrong: the right side is minus what it should be."
    )


def _factor(sides):
    factor = _ratio(sides)
    if factor is None:
        return None
    name = _named_factor(factor, sides)
    if name is None:
        return None
    return Explanation(
        "factor", f"A factor {name} is missing: correct = {name} times the right side."
    )


def _named_factor(factor, sides):
    """The name of a factor: a number, unless it changes with the sizes."""
    other = sides.at_other_sizes()
    changed = None if other is None else _ratio(other)
    if changed is None or abs(changed - factor) < mp.mpf(10) ** -20:
        return _number_name(factor)
    for name, of_size in SIZE_FACTORS:
        for symbol, size in sorted(sides.judge.sizes.items(), key=str):
            elsewhere = other.judge.sizes[symbol]
            for sign, minus in ((1, ""), (-1, "-")):
                here = abs(factor - sign * of_size(mp.mpf(size)))
                there = abs(changed - sign * of_size(mp.mpf(elsewhere)))
                if max(here, there) < mp.mpf(10) ** -20:
                    return minus + name.format(symbol)
    return None


SIZE_FACTORS = (
    ("1/{}", lambda k: 1 / k),
    ("{}", lambda k: k),
    ("2/{}", lambda k: 2 / k),
    ("{}/2", lambda k: k / 2),
    ("1/{}^2", lambda k: 1 / k**2),
    ("{}^2", lambda k: k**2),
    ("1/({} - 1)", lambda k: 1 / (k - 1) if k > 1 else mp.inf),
)


def _number_name(factor):
    found = mp.identify(mp.re(factor))
    simple = sp.nsimplify(
        mp.nstr(mp.re(factor), 30), [sp.pi, sp.sqrt(2)], rational=None
    )
    if simple.is_Rational and simple.q <= 720 and abs(simple.p) <= 720:
        return str(simple)
    return found.strip("()") if found and len(found) < 16 else None


def _dropped(sides):
    """A factor of the left side that the right side has lost."""
    for factor in _flat(sides.left, sp.Mul):
        if factor.is_Number or factor == sides.left:
            continue

        def lost(number, left, right, factor=factor):
            found = sides.value(factor, number)
            if found is None or len(found) != 1:
                return None
            return _close(left, [found[0] * v for v in right])

        if sides.matches(lost):
            return Explanation(
                "factor", f"The factor {plain(factor)} has been dropped."
            )
    return None


# --- the one part that differs ------------------------------------------------------


def _in_part(sides):
    """Where both sides are built alike, explain the one part in which they differ."""
    parts = _differing(sides.judge, sides.left, sides.right)
    if parts is None:
        return None
    left, right = parts
    if right == 1:
        return Explanation("factor", f"The factor {plain(left)} has been dropped.")
    if left == 1:
        return Explanation("factor", f"The factor {plain(right)} is too much.")
    inner = _Sides(sides.judge.like(left, right), left, right)
    if not inner.pairs:
        return None
    for hypothesis in (_sign, _in_part, _dropped, _calculus, _factor):
        found = hypothesis(inner)
        if found is not None:
            if hypothesis is _in_part:
                return found
            return Explanation(found.kind, f"In {plain(right)}: {found.text}")
    return _exchanged_name(left, right)


def _exchanged_name(left, right):
    if isinstance(left, Indexed) and isinstance(right, Indexed):
        kind = "index" if left.base == right.base else "other"
        words = f"{plain(right)} stands where {plain(left)} is meant."
        return Explanation(kind, words)
    return None


def _differing(judge, left, right):
    """The only pair of corresponding parts that differ, or None."""
    if isinstance(left, sp.Sum) and isinstance(right, sp.Sum):
        same = left.limits == right.limits
        return (left.function, right.function) if same else None
    if isinstance(left, sp.Add) and isinstance(right, sp.Add):
        lefts, rights = _flat(left, sp.Add), _flat(right, sp.Add)
        if len(lefts) != len(rights):
            return None
        pairs = zip(lefts, rights, strict=True)
        unequal = [p for p in pairs if not judge.like(*p).looks_equal(*p)]
        return unequal[0] if len(unequal) == 1 else None
    lefts, rights = (
        [f for f in _flat(side, sp.Mul) if f != 1] for side in (left, right)
    )
    for factor in list(lefts):
        if factor in rights:
            lefts.remove(factor)
            rights.remove(factor)
    parts = sp.Mul(*lefts, evaluate=False), sp.Mul(*rights, evaluate=False)
    return None if parts == (left, right) else parts


def _flat(expression, kind):
    if not isinstance(expression, kind):
        return [expression]
    return [part for arg in expression.args for part in _flat(arg, kind)]


# --- one change of the line ---------------------------------------------------------

KINDS = (
    ("sign", "sign"),
    ("index", "index"),
    ("transpose", "transposed"),
    ("chain factor", "chain factor"),
    ("factor", "factor"),
    ("mean", "factor"),
    ("power", "power"),
    ("square root", "power"),
    ("term", "term"),
    ("Kronecker", "delta"),
    ("sum starts", "limits"),
    ("sum ends", "limits"),
)


def _repaired(sides):
    """A single change that makes the line right names what is wrong with it."""
    for name, changed in mutants(sides.right, REPAIRS):
        try:
            if sides.matches(lambda k, a, _, c=changed: _gap(sides, c, k, a)):
                return Explanation(
                    _kind(name), f"The line is right with {_repair(name)}."
                )
        except (Unsupported, TypeError, ValueError):
            continue
    return None


def _gap(sides, expression, number, wanted):
    found = sides.value(expression, number)
    if found is None or len(found) != len(wanted):
        return None
    return _close(found, wanted)


def _kind(name):
    for beginning, kind in KINDS:
        if name.startswith(beginning):
            return kind
    if name.endswith("transposed"):
        return "transposed"
    return "exchanged" if name.endswith("exchanged") else "other"


def _repair(name):
    """The name of a mutation, read as the repair of the line."""
    if name.startswith(("sign of", "sign inside")):
        return f"the {name} changed"
    if name.startswith(("index", "power")):
        return f"the {name}"
    if name.startswith("mean for sum"):
        return "a factor 1/size in front of the sum (the mean, not the sum)"
    return name


def _renamed(sides):
    """One name stands where another is meant."""
    rights = sorted(_names(sides.right), key=str)
    lefts = sorted(_names(sides.left) | _names(sides.right), key=str)
    for wrong in rights:
        for meant in lefts:
            if wrong == meant:
                continue
            changed = sides.right.xreplace({wrong: meant})
            if sides.matches(lambda k, a, _, c=changed: _gap(sides, c, k, a)):
                return Explanation(
                    "name", f"{plain(wrong)} stands where {plain(meant)} is meant."
                )
    return None


def _names(expression):
    """Entries of arrays and plain symbols, those that are not indices.

    What is differentiated by is none of them: with another name there, the line would
    be another derivative, not the one with a name put right.
    """
    by = {v for node in expression.atoms(nt.D) for v in node.variables}
    entries = expression.atoms(Indexed) - by
    inside = {s for e in entries for s in e.free_symbols}
    symbols = {s for s in expression.free_symbols if isinstance(s, sp.Symbol)}
    return entries | {s for s in symbols - inside if not s.is_integer}


# --- one slip on the way from the right line ----------------------------------------


def _worked(sides):
    """A slip that turns the left side, its derivatives worked out, into the line."""
    found = worked_slip(sides.left, sides.right, lambda e: _is_right_side(sides, e))
    if found is None:
        return None
    name, correct = found
    return Explanation(
        _kind(name), f"The line has a slip: {name}. Correct: {plain(correct)}."
    )


def _is_right_side(sides, expression):
    try:
        return sides.matches(lambda k, _, b: _gap(sides, expression, k, b))
    except (Unsupported, TypeError, ValueError):
        return False


# --- half a rule of calculus --------------------------------------------------------


def _calculus(sides):
    for node in sp.preorder_traversal(sides.left):
        if not isinstance(node, (nt.D, sp.Derivative)):
            continue
        inner, by = (
            (node.expression, node.variables[0])
            if isinstance(node, nt.D)
            else (node.expr, node.variables[0])
        )
        found = _chain_factor(sides, inner, by) or _half_product(sides, inner, by)
        if found is not None:
            return found
    return None


def _chain_factor(sides, inner, by):
    for part in sp.preorder_traversal(inner):
        if part == by or not isinstance(part, sp.Expr) or isinstance(part, Indexed):
            continue
        if part == inner or not part.args:
            continue
        slope = nt.D(part, by)

        def missing(number, left, right, slope=slope):
            factor = sides.value(slope, number)
            if factor is None or len(factor) != 1 or factor[0] == 0:
                return None
            return _close(left, [factor[0] * v for v in right])

        if sides.matches(missing):
            return Explanation(
                "chain factor",
                f"A chain factor is missing: the derivative of {plain(part)} by "
                f"{plain(by)}.",
            )
    return None


def _half_product(sides, inner, by):
    for node in sp.preorder_traversal(inner):
        if not isinstance(node, sp.Mul):
            continue
        parts = [
            sp.Mul(*(nt.D(g, by) if g == f else g for g in node.args))
            for f in node.args
            if f.args or f == by
        ]
        if len(parts) < 2:
            continue
        for part in parts:
            if sides.matches(lambda k, a, b, p=part: _missing(sides, p, k, a, b)):
                return Explanation(
                    "product rule",
                    f"The product rule has lost a term: {plain(part)} is missing.",
                )
    return None


def _missing(sides, part, number, left, right):
    found = sides.value(part, number)
    if found is None or len(found) != len(left):
        return None
    return _close(left, [a + b for a, b in zip(right, found, strict=True)])


# --- the difference is something known ----------------------------------------------


def _difference(sides):
    for term in _terms(sides.left):
        found = _term(sides, term)
        if found is not None:
            return found
    return None


def _constant(sides):
    first = [a - b for a, b in zip(*sides.pairs[0], strict=True)]
    same = sides.matches(
        lambda _, a, b: _close([p - q for p, q in zip(a, b, strict=True)], first)
    )
    if same and len(sides.pairs) > 2 and not sides.judge.found.is_closed:
        return Explanation(
            "constant",
            f"The sides differ by a constant, {mp.nstr(mp.re(first[0]), 6)}: "
            "a constant of integration?",
        )
    return None


def _terms(expression):
    """Terms of the line, and of the sums in it."""
    if isinstance(expression, sp.Add):
        yield from expression.args
    for node in sp.preorder_traversal(expression):
        if isinstance(node, sp.Sum) and isinstance(node.function, sp.Add):
            for part in node.function.args:
                inner = sp.Sum(part, *node.limits)
                outside = [f for f in sp.Mul.make_args(expression) if f != node]
                if expression == node or node in sp.Mul.make_args(expression):
                    yield sp.Mul(*outside, inner)


def _term(sides, term):
    for factor, kind, words in (
        (1, "term", "The term {} has been dropped."),
        (2, "sign", "The sign of the term {} is wrong."),
        (-1, "term", "The term {} stands there once too often."),
    ):

        def fits(number, left, right, factor=factor):
            found = sides.value(term, number)
            if found is None or len(found) != len(left):
                return None
            wanted = [b + factor * v for b, v in zip(right, found, strict=True)]
            return _close(left, wanted)

        if sides.matches(fits):
            return Explanation(kind, words.format(plain(term)))
    return None


HYPOTHESES = (
    _sign,
    _in_part,
    _dropped,
    _calculus,
    _factor,
    _constant,
    _repaired,
    _renamed,
    _difference,
    _worked,
)
