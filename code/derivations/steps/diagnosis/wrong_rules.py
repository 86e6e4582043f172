"""Refuted steps that a rule explains which does not hold.

The rule is applied to one place of the left side, or of its worked-out derivative. What
comes out must have the right side's values at every point. The other way round a rule
that turns the right side into the left one has been used backwards.
"""

from itertools import islice

from derivations.steps.errors import NO_ANSWER
from derivations.steps.slips.mutants import places, replaced

from . import (
    mistaken_algebra,
    mistaken_brackets,
    mistaken_integrals,
    mistaken_matrices,
    mistaken_matrix_brackets,
    mistaken_means,
)
from .explanation import Explanation
from .forms import worked_out
from .mistaken import Mistake
from .mistaken_slopes import mistaken_slopes

RULES = (
    *mistaken_algebra.RULES,
    *mistaken_integrals.RULES,  # e^r is rather an end lost than an integrand kept
    *mistaken_brackets.RULES,
    *mistaken_matrix_brackets.RULES,
    *mistaken_means.RULES,
    *mistaken_matrices.RULES,
)
TELLING = ("derivative", "chain factor", "delta", "product rule")  # beside another one
TRIED = 120  # wrong lines from one form


def wrong_derivative(sides):
    """A derivative with one mistake in the rules; two where they come to the same."""
    first = None
    for found, wrong in mistaken_slopes(sides.left):
        if first is not None and (
            found.kind == first.kind or found.kind not in TELLING
        ):
            continue
        if sides.makes(wrong):
            if first is not None:
                words = f"{first.words} It comes to the same here: {found.words}"
                both = Mistake(first.kind, words, (*first.pieces, *found.pieces))
                return explained(sides, both)
            first = found
    return None if first is None else explained(sides, first)


def wrong_rule(sides):
    """The right side comes from the left by a rule that does not hold."""
    for form in dict.fromkeys([sides.left, *worked_out(sides)]):
        for found, wrong in islice(wrong_lines(form), TRIED):
            if sides.makes(wrong):
                return explained(sides, found)
    return None


def wrong_rule_backwards(sides):
    """The left side comes from the right by a rule that does not hold."""
    for found, wrong in islice(wrong_lines(sides.right), TRIED):
        if sides.repairs(wrong):
            return explained(sides, found)
    return None


def wrong_lines(line):
    """A line with one rule used wrongly in one place: pairs of a mistake and a line."""
    seen = {line}
    for path, node, _ in places(line):
        for rule in RULES:
            try:
                for found, new in rule(node):
                    wrong = replaced(line, path, new)
                    if wrong not in seen:
                        seen.add(wrong)
                        yield found, wrong
            except NO_ANSWER:  # the rule does not fit such a node after all
                continue


def explained(sides, found):
    """The explanation for a mistake, with the right version where it is known."""
    correct = next(iter(worked_out(sides)), None)
    return Explanation(
        found.kind, found.words, found.pieces, correct, is_guess=sides.is_one_point
    )
