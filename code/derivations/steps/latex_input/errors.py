"""What is said where LaTeX is not understood."""

from derivations.steps.errors import Unsupported


class NotUnderstood(Unsupported):
    """A place in the source that has no meaning, or two; nothing is guessed.

    Parameters
    ----------
    message : str
        What is wrong, and what would settle it.
    place : int
        The character at which it stands.
    source : str
        The whole source.
    remedies : tuple of str
        Declarations that would do, such as ``"\\beta: real"``.

    Examples
    --------
    >>> print(NotUnderstood("the name q is not declared", 4, "x + q"))
    the name q is not declared
        x + q
            ^ (character 5)
    """

    def __init__(
        self, message: str, place: int, source: str, remedies: tuple[str, ...] = ()
    ) -> None:
        self.message, self.place, self.source = message, place, source
        self.remedies = remedies
        before = source[:place].rsplit("\n", 1)[-1][-60:]
        after = source[place:].split("\n", 1)[0][:40]
        text = f"{message}\n    {before}{after}\n    {' ' * len(before)}^"
        text += f" (character {place + 1})"
        if remedies:
            text += f"\n    declare one of: {'; '.join(remedies)}"
        super().__init__(text)


class Undeclared(NotUnderstood):
    """A name that nothing is known of."""
