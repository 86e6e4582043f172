"""What is said about a refuted step: a sentence with formulas in it."""

import re
from dataclasses import dataclass

from derivations.steps.typesetting.latex import latex
from derivations.steps.typesetting.plain import plain

MARKUP = re.compile(r"([\\_*|$<>])")


@dataclass(frozen=True)
class Explanation:
    """A named slip.

    Parameters
    ----------
    kind : a word for programs.
    words : the sentence, with ``{}`` in the place of every formula.
    pieces : the formulas in their order, as expressions or as text.
    correct : the right version of the right side where it is known, else None.
    mended : the line with the one change that puts it right, where that was found; no
        part of the sentence.
    is_guess : whether one point alone speaks for it, as in a line of mere numbers.

    >>> from sympy.abc import s
    >>> found = Explanation("power", "{} stands where {} is meant.", (s, s**2))
    >>> print(found)
    s stands where s^2 is meant.
    >>> print(found.markdown())
    $s$ stands where $s^{2}$ is meant.
    """

    kind: str
    words: str
    pieces: tuple = ()
    correct: object = None
    is_guess: bool = False
    mended: object = None

    @property
    def text(self):
        """The sentence as plain text."""
        return self._sentence(lambda e: e if isinstance(e, str) else plain(e))

    def markdown(self, of_text=None):
        """The sentence with its formulas typeset.

        `of_text` typesets a piece that is text; without it such a piece is escaped.
        """
        of_text = of_text or escaped
        return self._sentence(
            lambda e: of_text(e) if isinstance(e, str) else f"${latex(e)}$"
        )

    def _sentence(self, shown):
        said = self.words.format(*map(shown, self.pieces))
        if self.is_guess:
            said = f"Perhaps: {said}"
        if self.correct is not None:
            said += f" Correct: {shown(self.correct)}."
        return said

    def __str__(self):
        return self.text


def escaped(text):
    """A text that Markdown shows as it is."""
    return MARKUP.sub(r"\\\1", text)
