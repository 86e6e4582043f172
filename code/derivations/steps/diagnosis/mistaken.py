"""A wrong version of a line, and what went wrong on the way to it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mistake:
    """One mistake: its kind, a sentence with places for formulas, and the formulas."""

    kind: str
    words: str
    pieces: tuple = ()


def mistake(kind, words, *pieces):
    """The same, with the formulas one after the other."""
    return Mistake(kind, words, pieces)
