"""The sign of a line with sums, for all sizes at once.

A sum of nonnegative terms is nonnegative however many there are: with every entry of an
array as a letter, and every inner sum as a letter of the sign that its terms have, the
rules for explicit expressions decide.
"""

import sympy as sp
from sympy.tensor.indexed import Indexed

from derivations.steps.algebra.signs import NONNEGATIVE, POSITIVE, is_real, sign_of
from derivations.steps.deadline import TimeUp, limit
from derivations.steps.vocabulary import notation as nt

from .generic import definition_of, unfolded
from .indices import NotTermwise, restart

SECONDS = 2
LETTERS = {
    2: {"positive": True},
    1: {"nonnegative": True},
    0: {"real": True},
    -1: {"nonpositive": True},
    -2: {"negative": True},
}
OPENED = (sp.Add, sp.Mul, sp.Pow, sp.exp, sp.log, sp.Abs)


def is_nonnegative_for_all_sizes(expression, domain, strictly=False):
    """Whether a scalar line is shown to be >= 0 (or > 0). False means: not proved.

    >>> from derivations.steps import array, indices, sizes, total
    >>> from derivations.steps.vocabulary.domain import Domain
    >>> n = sizes("n")
    >>> v, k = array("v", n), indices("k")
    >>> is_nonnegative_for_all_sizes(total(v[k] ** 2, k), Domain())
    True
    >>> is_nonnegative_for_all_sizes(total(v[k] ** 3, k), Domain())
    False
    """
    enough = POSITIVE if strictly else NONNEGATIVE
    restart()
    try:
        with limit(SECONDS):
            return _sign(_Opened(domain)(expression)) >= enough
    except (NotTermwise, TimeUp, RecursionError):
        return False


def _sign(expression):
    return sign_of(expression) or sign_of(sp.factor_terms(sp.together(expression)))


class _Opened:
    """An expression without sums, entries and abbreviations: letters instead."""

    def __init__(self, domain):
        self.domain, self.letters = domain, {}

    def __call__(self, node):
        if isinstance(node, sp.Sum):
            return self._letter(node, **LETTERS[self._sign_of_sum(node)])
        if isinstance(node, Indexed):
            return self._entry(node)
        if isinstance(node, nt.NamedFunction):
            return self(node.unfold())
        if isinstance(node, sp.Symbol):
            if not node.is_real:
                raise NotTermwise
            sign = 2 if node.is_positive else self.domain.sign(node)
            return self._letter(node, **LETTERS[sign]) if sign else node
        if isinstance(node, OPENED):
            return node.func(*map(self, node.args))
        if node.is_number:
            return node
        raise NotTermwise

    def _entry(self, entry):
        base = entry.base
        if definition_of(base):
            return self(unfolded(entry))
        if getattr(base, "of", ()):
            return self._letter(entry, real=True)
        return self._letter(entry, **LETTERS[self.domain.sign(base.label, base)])

    def _sign_of_sum(self, total):
        body = self(total.function)
        if not is_real(body) or any(len(limits) != 3 for limits in total.limits):
            raise NotTermwise
        sign = _sign(body)
        # An empty sum is 0: of what counts from 1 to a size there is at least one.
        filled = all(low == 1 and high.is_positive for _, low, high in total.limits)
        return sign if filled else max(-1, min(1, sign))

    def _letter(self, node, **assumptions):
        if node not in self.letters:
            self.letters[node] = sp.Dummy(**assumptions)
        return self.letters[node]
