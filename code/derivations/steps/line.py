"""A line of a chain as its author wrote it, and a check of its texts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One line of a chain as its author wrote it."""

    expression: object
    relation: str
    reason: str
    needs: object = None
    source: str = ""  # of a line that is cited, not checked
    up_to: object = None  # the variable of which a constant may be added


def require_text(name, text):
    """Refuse an empty text, or what is none."""
    if not isinstance(text, str) or not text.strip():
        raise TypeError(f"{name} must be a text that is not empty, got {text!r}")


def overall_relation(lines: list[Line]) -> str:
    """How the start of some lines relates to their end: ``=``, or one way round."""
    if any(line.up_to is not None for line in lines):
        raise ValueError("the ends are equal up to a constant alone: add it")
    kinds = {line.relation for line in lines} - {"=", ""}
    for strict, weak in (("<", "<="), (">", ">=")):
        if kinds and kinds <= {strict, weak}:
            return strict if strict in kinds else weak
    if kinds:
        raise ValueError("the chain rises and falls: its ends are not compared")
    return "="
