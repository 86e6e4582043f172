"""Conditions of a line: relations, which are checked, and texts, which are not."""

from sympy import And
from sympy.core.relational import Relational


def conditions_of(needs):
    """The conditions of a line, one or several, as a list."""
    if needs is None or needs == "":
        return []
    return list(needs) if isinstance(needs, (list, tuple)) else [needs]


def in_words(needs):
    """The conditions that are texts: no check knows what they mean.

    >>> from sympy.abc import h
    >>> in_words([h > 0, "$K$ invertible"])
    ['$K$ invertible']
    """
    return [need for need in conditions_of(needs) if isinstance(need, str)]


def require_condition(needs):
    """A text, a relation, or several of these."""
    if isinstance(needs, (list, tuple)):
        for one in needs:
            require_condition(one)
        return
    if needs is None or isinstance(needs, (Relational, And)):
        return
    if not isinstance(needs, str) or not needs.strip():
        raise TypeError(
            "needs must be a text, or a relation such as x > 0 that is neither always "
            f"true nor always false, got {needs!r}"
        )
