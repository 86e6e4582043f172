"""A line of a chain as its author wrote it, and what may be said with it."""

from dataclasses import dataclass

from sympy import And
from sympy.core.relational import Relational


@dataclass(frozen=True)
class Line:
    """One line of a chain as its author wrote it."""

    expression: object
    relation: str
    reason: str
    needs: object = None
    source: str = ""  # of a line that is cited, not checked
    up_to: object = None  # the variable of which a constant may be added


def conditions_of(line):
    """The conditions of a line, each by itself."""
    return line.needs if isinstance(line.needs, (list, tuple)) else [line.needs]


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


def require_text(name, text):
    """Refuse an empty text, or what is none."""
    if not isinstance(text, str) or not text.strip():
        raise TypeError(f"{name} must be a text that is not empty, got {text!r}")
