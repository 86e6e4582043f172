"""Rows of a chain, and the marks that say what the check of a line found."""

from typing import NamedTuple

from derivations.steps.vocabulary.conditions import in_words


class Row(NamedTuple):
    """One line: what stands left (in the first row alone), relation, right, reason.

    ``left`` and ``right`` are expressions or LaTeX; ``needs`` is a condition of the
    line, a text or an expression; ``mark`` is a key of `MARKS`; ``source`` names where
    a cited line comes from.
    """

    left: object
    relation: str
    right: object
    reason: str = ""
    needs: object = None
    mark: str | None = None
    source: str | None = None


class Mark(NamedTuple):
    """How the check of a line is shown: on the page, in LaTeX, in words, in a terminal.

    ``short`` is the word that stands beside the glyph where a line needs attention.
    """

    glyph: str
    latex: str
    words: str
    text: str
    short: str = ""


MARKS = {
    "proved-all": Mark("✓∀", r"\checkmark_{\forall}", "proved for {}", "proved"),
    "proved": Mark("✓", r"\checkmark", "proved at the sizes {}", "proved{}"),
    "agrees": Mark("≈", r"\approx", "agrees at {} points", "agrees{}"),
    "cited": Mark("†", r"\dagger", "cited, not checked here", "cited", "cited"),
    "refuted": Mark(
        "✗", r"\times", "refuted: a counterexample was found", "REFUTED", "REFUTED"
    ),
    "undecided": Mark("?", r"\mathord{?}", "undecided", "UNDECIDED", "UNDECIDED"),
    "unchecked": Mark("○", r"\circ", "not checked", "not checked", "not checked"),
    "in-words": Mark("◇", r"\diamond", "a condition in words, not checked", "in words"),
}
WITHOUT_NUMBERS = {
    "proved-all": "proved for all sizes and values",
    "proved": "proved at small sizes",
    "agrees": "agrees at points",
}


def words_of(mark, legend=None):
    """What a mark says, with the sizes or the number of points from the legend.

    >>> words_of("proved", {"proved": "m = 3, n = 2"})
    'proved at the sizes m = 3, n = 2'
    """
    number = (legend or {}).get(mark)
    if (mark, number) == ("agrees", "1"):
        return "agrees at 1 point"
    if number:
        return MARKS[mark].words.format(number)
    return WITHOUT_NUMBERS.get(mark, MARKS[mark].words)


def marks_used(rows):
    """The marks of a chain in the order of `MARKS`."""
    used = {row.mark for row in rows}
    used |= {"in-words" for row in rows if in_words(row.needs)}
    return [mark for mark in MARKS if mark in used]
