"""What a page shows where LaTeX is not understood: the place, and what would do."""

import re
from typing import Any

from derivations.steps.latex_input import NotUnderstood

BEFORE, AFTER = 34, 26  # characters of the source beside a place


def refusal(message: str) -> dict[str, Any]:
    """A refusal that has no place."""
    return {"message": message, "where": "", "remedies": []}


def placed(error: NotUnderstood, source: str, names: str) -> dict[str, Any]:
    """A refusal with its place in the field that it stands in."""
    where, text, place = "derivation", source, error.place
    if error.source != source:
        found = names.find(error.source)
        if found < 0:  # a definition whose spaces were tidied: only the message is sure
            return {**refusal(error.message), "remedies": list(error.remedies)}
        where, text, place = "letters", names, found + place
    place = min(place, len(text))
    before = text[:place].rsplit("\n", 1)[-1]
    after = text[place:].split("\n", 1)[0]
    token = re.match(r"\\[A-Za-z]+|.?", after)
    assert token is not None
    return {
        "message": error.message,
        "where": where,
        "row": text.count("\n", 0, place) + 1,
        "start": place,
        "end": place + len(token[0]),
        "before": before if len(before) <= BEFORE else f"…{before[1 - BEFORE :]}",
        "token": token[0],
        "after": _cut(after[len(token[0]) :]),
        "remedies": list(error.remedies),
    }


def _cut(text: str) -> str:
    return text if len(text) <= AFTER else f"{text[: AFTER - 1]}…"
