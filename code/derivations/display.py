"""How results show themselves: one object, read in a terminal, a notebook, a page.

Standard library only, so that every part of the package may use it.
"""

from typing import TYPE_CHECKING, Any

RECORD = "application/vnd.derivations+json"


def bundle(
    text: str, markdown: str, record: dict, latex: str | None = None
) -> dict[str, object]:
    """Return the representations of one result, keyed by MIME type.

    `text` is for a terminal, `markdown` (MyST, dollar mathematics) for the page,
    `latex` for viewers that set no Markdown, and `record` for machines: a
    dictionary of plain JSON values with a "kind", from which the book's pages of
    results are made. Its figures are rounded, so that they are the same everywhere.

    >>> sorted(bundle("x = 1", "$x = 1$", {"kind": "values"}))
    ['application/vnd.derivations+json', 'text/markdown', 'text/plain']
    """
    if not isinstance(record, dict) or not isinstance(record.get("kind"), str):
        raise TypeError(f"record must be a dict with a 'kind', got {record!r}")
    shown: dict[str, object] = {"text/plain": text, "text/markdown": markdown}
    if latex is not None:
        shown["text/latex"] = latex
    shown[RECORD] = record
    return shown


class Shown:
    """Mixin: a class with `record()`, `__str__` and `markdown()` shows itself.

    A class that also has `latex()` adds what that returns. The plain text stands
    in for the address of the object wherever Python would print one.

    >>> class Answer(Shown):
    ...     def record(self): return {"kind": "values", "answer": 42}
    ...     def __str__(self): return "answer: 42"
    ...     def markdown(self): return "answer: **42**"
    >>> Answer()
    answer: 42
    >>> Answer()._repr_mimebundle_()["text/markdown"]
    'answer: **42**'
    """

    if TYPE_CHECKING:

        def record(self) -> dict[str, Any]: ...
        def markdown(self) -> str: ...

    def __repr__(self) -> str:
        return str(self)

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> dict[str, object]:
        latex = getattr(self, "latex", None)
        return bundle(
            str(self),
            self.markdown(),
            self.record(),
            latex() if callable(latex) else None,
        )
