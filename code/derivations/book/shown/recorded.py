"""What the check says of the prepared examples, recorded for their page."""

from typing import Any

from derivations.display import Shown
from derivations.gradients.on_page import answer as of_gradient
from derivations.steps.on_page import answer as of_derivation

from .prepared import DERIVATIONS, GRADIENTS, KIND
from .tables import markdown_table

HEAD = ("example", "what the check says")


class Prepared(Shown):
    """The prepared examples of one kind, with the verdicts on them.

    >>> print(prepared("gradient"))  # doctest: +ELLIPSIS
    Ridge regression: a 2 lost: The gradient differs (wrong term) in 3 of 4 entries...
    """

    def __init__(self, of: str, examples: list[dict[str, Any]]) -> None:
        self.of, self.examples = of, examples

    def _rows(self) -> list[tuple[str, str]]:
        return [(e["title"], e["answer"]["sentence"]) for e in self.examples]

    def __str__(self) -> str:
        return "\n".join(f"{title}: {sentence}" for title, sentence in self._rows())

    def markdown(self) -> str:
        """The examples and their verdicts as a table."""
        return markdown_table(HEAD, self._rows())

    def record(self) -> dict[str, Any]:
        """What a page needs to show the examples: their texts and full verdicts."""
        return {"kind": KIND, "of": self.of, "examples": self.examples}


def prepared(of: str) -> Prepared:
    """Judge the prepared examples.

    Parameters
    ----------
    of : str
        "derivation" or "gradient".
    """
    judged: list[tuple[str, tuple[str, ...], dict[str, Any]]]
    if of == "derivation":
        judged = [
            (e.title, (e.source, e.names), of_derivation(e.source, e.names))
            for e in DERIVATIONS
        ]
    elif of == "gradient":
        judged = [(e.title, (e.code,), of_gradient(e.code)) for e in GRADIENTS]
    else:
        raise ValueError(f'of: "derivation" or "gradient" is expected, got {of!r}')
    return Prepared(
        of,
        [
            {"title": title, "texts": list(texts), "answer": answer}
            for title, texts, answer in judged
        ],
    )
