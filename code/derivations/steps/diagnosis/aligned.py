"""Refuted steps whose right side is built as a right form is, but for one part.

The right side is laid beside the left one, worked out or multiplied out. Where a single
part differs, that part is put in, and the line must then be right at every point.
"""

import sympy as sp
from sympy.matrices.expressions import (
    Inverse,
    MatAdd,
    MatMul,
    MatrixExpr,
    Transpose,
)
from sympy.tensor.indexed import Indexed

from derivations.steps.errors import NO_ANSWER
from derivations.steps.slips.mutants import replaced
from derivations.steps.slips.trees import rebuild
from derivations.steps.vocabulary.notation import D, Gradient, Jacobian

from .explanation import Explanation
from .forms import multiplied_out, worked_out

WITH_LIMITS = (sp.Sum, sp.Product, sp.Integral, sp.Limit, D, Gradient, Jacobian)
SHORT = 14  # operations of a part that is still named


def wrong_against_form(sides):
    """The one part in which the right side differs from a right form of the line."""
    forms = [sides.left, *worked_out(sides)]
    forms += [m for f in forms if (m := multiplied_out(f)) is not None]
    opened = multiplied_out(sides.right)
    rights = [sides.right] if opened is None else [sides.right, opened]
    for form in dict.fromkeys(forms):
        for right in rights:
            for path, meant, wrong in reversed(list(differing(form, right))):
                large = max(meant.count_ops(), wrong.count_ops()) > SHORT
                inner = meant.has(sp.Subs) or wrong.has(sp.Subs)  # f'(x^2) has no name
                if not path or large or inner or _tells_little(right, path):
                    continue
                try:
                    changed = replaced(right, path, meant)
                except NO_ANSWER:
                    continue
                if sides.repairs(changed):
                    return part_explained(sides, meant, wrong)
    return None


def _tells_little(line, path):
    """Whether the part around a place tells more: a number in a power, a minus."""
    for k in path[:-1]:
        line = line.args[k]
    if isinstance(line, sp.Mul):
        return line.args[path[-1]] == -1
    return isinstance(line, sp.Pow) and path[-1] == 1 and line.exp.is_number


def differing(meant, wrong, path=()):
    """The parts that alone differ, outermost first: (path, meant, wrong)."""
    if meant == wrong:
        return
    yield path, meant, wrong
    if type(meant) is not type(wrong) or isinstance(meant, Indexed) or not meant.args:
        return
    if isinstance(meant, (sp.Add, sp.MatAdd)) or (
        isinstance(meant, sp.Mul) and meant.is_commutative
    ):
        lefts, rights = _without_common(meant.args, wrong.args)
        if len(rights) == 1:
            place = wrong.args.index(rights[0])
            part = lefts[0] if len(lefts) == 1 else _joined(meant, lefts)
            yield from differing(part, rights[0], (*path, place))
        return
    if len(meant.args) != len(wrong.args):
        return
    if isinstance(meant, WITH_LIMITS):
        if meant.args[1:] == wrong.args[1:]:
            yield from differing(meant.args[0], wrong.args[0], (*path, 0))
        return
    pairs = zip(meant.args, wrong.args, strict=True)
    unequal = [k for k, (a, b) in enumerate(pairs) if a != b]
    if len(unequal) == 1:
        (k,) = unequal
        yield from differing(meant.args[k], wrong.args[k], (*path, k))


def _without_common(lefts, rights):
    lefts, rights = list(lefts), list(rights)
    for part in list(lefts):
        if part in rights:
            lefts.remove(part)
            rights.remove(part)
    return lefts, rights


def _joined(node, parts):
    if parts:
        return rebuild(node, parts)
    if isinstance(node, MatAdd):
        return sp.ZeroMatrix(*node.shape)
    return sp.S.Zero if isinstance(node, sp.Add) else sp.S.One


def part_explained(sides, meant, wrong):
    """The sentence for a part that stands where another is meant."""
    kind, words, pieces = _described(meant, wrong)
    return Explanation(kind, words, pieces, is_guess=sides.is_one_point)


def _is(turned, one, other):
    return turned(one) == other or one == turned(other)


def _factors(part):
    return part.args if isinstance(part, (sp.Mul, MatMul)) else (part,)


def _described(meant, wrong):
    if meant == 1:
        return "factor", "The factor {} is too much.", (wrong,)
    if isinstance(meant, WITH_LIMITS) and meant.args[0] == wrong.args[0]:
        return (
            "limits",
            "The limits are wrong: {} stands where {} is meant.",
            (wrong, meant),
        )
    if meant == 0:
        return "term", "The term {} stands there once too often.", (wrong,)
    said = "{} stands where {} is meant"
    for kind, words, same in (
        ("sign", "The sign of {} is wrong: " + said + ".", lambda: wrong == -meant),
        ("reciprocal", said + ", its reciprocal.", lambda: wrong == 1 / meant),
        ("power", said + ", its square.", lambda: meant == wrong**2),
        ("power", said + ", its square root.", lambda: wrong == meant**2),
        ("transposed", said + ", its transpose.", lambda: _is(Transpose, meant, wrong)),
        ("inverse", said + ", its inverse.", lambda: _is(Inverse, meant, wrong)),
    ):
        try:
            if isinstance(meant, MatrixExpr) and kind in ("reciprocal", "power"):
                continue
            if same():
                first = (wrong,) if kind == "sign" else ()
                return kind, words, (*first, wrong, meant)
        except NO_ANSWER:
            continue
    lost, more = _without_common(_factors(meant), _factors(wrong))
    if lost and not more:
        factor = lost[0] if len(lost) == 1 else type(meant)(*lost)
        words = "The factor {} has been dropped: " + said + "."
        return "factor", words, (factor, wrong, meant)
    both_numbers = meant.is_number and wrong.is_number
    entries = isinstance(meant, Indexed) and isinstance(wrong, Indexed)
    kind = "number" if both_numbers else "replaced"
    if entries and meant.base == wrong.base:
        kind = "index"
    if isinstance(meant, sp.Mul) or isinstance(wrong, sp.Mul):
        kind = "term"
    return kind, said + ".", (wrong, meant)
