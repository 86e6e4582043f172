"""A chapter that keeps the contract, and ways to change it.

Notebooks are built here, not stored: a broken notebook among the files would be found
by the very tests that it is for.
"""

import base64
import struct
from collections.abc import Callable

from derivations.display import RECORD

NAME = "07-softmax-backprop.ipynb"
TOC = {"index", "07-softmax-backprop"}
FILES = {"01-logistic-cost.ipynb", NAME, "reference/notation.md"}

SOURCE = """> **Source**
> - *Question:* [How to differentiate?](https://a.org/q/1), asked 2017.
> - *Answers:* A. Author (accepted), B. Writer.
> - *License:* CC BY-SA 4.0, as the thread.
> - *Changes:* written anew; every step checked."""

# A work, as an entry and as the item that names it.
BIB = """@book{author2001,
  author = {A. Author}, title = {A Book}, publisher = {Press}, year = {2001},
  doi = {10.1/book},
}
"""
WORK = "A. Author, *A Book*, Press 2001, [doi:10.1/book](https://doi.org/10.1/book)"

DERIVATION = {
    "kind": "derivation",
    "lines": [
        {"verdict": "proved", "scope": "all sizes", "reason": "chain rule"},
        {
            "verdict": "cited",
            "reason": "existence",
            "source": "A. Author, *Book*, p. 1",
        },
        {"verdict": "agrees", "points": 24, "reason": "expand"},
    ],
    "mutation": {"killed": 98, "total": 101, "equivalent": ["line 2: i for j"]},
}
RESULT = {
    "kind": "result",
    "name": "gradient",
    "latex": r"\nabla J = X^\top(h - y)",
    "verdict": "agrees",
    "verdicts": ["proved", "cited", "agrees"],
}
WITNESSES = [{"witness": who, "says": "so"} for who in ("SymPy", "NumPy", "f")]
FIGURE = {
    "figure": {"caption": "The loss against the logit $z$.", "name": "fig-loss"},
    "image": {
        "alt": "A curve that falls steeply left of zero and is flat right of it."
    },
}

SET_UP = """import numpy as np

from derivations import check_gradient
from derivations.book import agrees, box, three_witnesses

rng = np.random.default_rng(0)
p_0, y_0 = rng.random(3), np.array([1.0, 0, 0])"""
CHECKED = """check = check_gradient(
    lambda p: np.sum((p - y_0) ** 2) / 2, lambda p: gradient(p, y_0), p_0
)"""
THREE = """three_witnesses(
    "gradient", chain, numpy=gradient(p_0, y_0), at={}, check=check, code="`gradient`"
)"""

FOLDED = {"tags": ["hide-input"], "jupyter": {"source_hidden": True}}
BOX = {**RESULT, "boxed": True, "proved_in": 3, "holds": "Proved; cited: A. Author"}
MAIN = {**DERIVATION, "main": True, "name": "output error"}
ANSWERS = {"kind": "mistakes", "answers": True, "rows": [{"line": 1}, {"line": 3}]}
ANSWERS["chain"] = BOX["chain"] = MAIN["name"]
CHECK = {"kind": "check", "verdict": "agrees"}


def text(source: str) -> dict:
    """A Markdown cell."""
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def code(source: str, *outputs: dict, **metadata) -> dict:
    """A code cell that was run."""
    return {
        "cell_type": "code",
        "execution_count": 1,
        "metadata": metadata,
        "outputs": list(outputs),
        "source": source,
    }


def shows(record: dict, page: str = "") -> dict:
    """The output of an object that shows itself, as Markdown if it does."""
    data = {"text/plain": "shown", RECORD: record}
    data |= {"text/markdown": page} if page else {}
    return {"output_type": "execute_result", "data": data}


CURVE = {"lines": [{"label": "loss", "points": 201}], "others": {}}


def png(wide: int, high: int) -> str:
    """The beginning of a PNG, which says how large it is."""
    head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", wide, high)
    return base64.b64encode(head).decode("ascii")


def picture(*axes: dict, summary: bool = True, size=(900, 576)) -> dict:
    """The output of a figure."""
    shown = shows({"kind": "figure", "axes": list(axes or [CURVE])})
    shown["data"]["image/png"] = png(*size)
    if not summary:
        del shown["data"][RECORD]
    return shown


def good() -> dict:
    """Return a chapter that keeps the contract."""
    cells = [
        text("# 7. The error at the output is $p - y$\n\n*From [a](https://a.org).*"),
        code(SET_UP, **FOLDED),
        code("box(result, chain)", shows(BOX), **FOLDED),
        text("**Question.** Why?\n\n**Why it is so.** So.\n\n*Needs: chain rule.*"),
        code("draw()", picture(), mystnb=FIGURE, **FOLDED),
        text("## Derivation\n\n$p$ are probabilities."),
        code("proof(chain, main=True)", shows(MAIN), **FOLDED),
        text("## You got something else?"),
        code("other_answers(chain, slips)", shows(ANSWERS), **FOLDED),
        text("## In NumPy, and checked"),
        code("def gradient(p, y):\n    return p - y"),
        code(CHECKED, **FOLDED),
        code("agrees(check)", shows(CHECK, page="<details>They agree.</details>")),
        text("## That answers the question.\n\nWhat follows goes deeper."),
        text("## A lemma, in two lines\n\n$p'=p(1-p)$, for real arguments."),
        code("proof(lemma)", shows(DERIVATION), **FOLDED),
        text("## In floating point\n\nThe printed form breaks."),
        text("## Evidence: three witnesses\n\nThey agree."),
        code(THREE, shows({**RESULT, "witnesses": WITNESSES}), **FOLDED),
        text("## What the thread says\n\nOne error."),
        code("wrong", shows({"kind": "check", "verdict": "differs"}), **FOLDED),
        text("## Exercises: one\n\nOther labels."),
        text("### Exercise 1. Other labels\n\nShow that the first holds."),
        text("#### Solution\n\nIn two lines."),
        code("solution", shows(DERIVATION), **FOLDED),
        text("## Sources and references\n\nWho wrote what."),
        text(SOURCE),
        text(
            "### Summary\n\n- One.\n- Two.\n- Three.\n\n"
            "**Uses:** [chapter 1](01-logistic-cost.ipynb)."
        ),
        text(f"### References\n\n- {WORK}."),
    ]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def insert_ids(notebook: dict) -> dict:
    """What a notebook needs beside the contract, to be built into a page."""
    for place, cell in enumerate(notebook["cells"]):
        cell["id"] = f"cell-{place}"
        for output in cell.get("outputs", ()):
            output.update(metadata={}, execution_count=1)
    notebook["metadata"]["language_info"] = {
        "name": "python",
        "pygments_lexer": "ipython3",
    }
    return notebook


def find(notebook: dict, beginning: str) -> dict:
    """The first cell whose source begins so."""
    return next(c for c in notebook["cells"] if c["source"].startswith(beginning))


def replace(old: str, new: str) -> Callable[[dict], None]:
    """A change of the first cell that holds `old`."""

    def change(notebook: dict) -> None:
        cell = next(c for c in notebook["cells"] if old in c["source"])
        cell["source"] = cell["source"].replace(old, new)

    return change


def drop(beginning: str) -> Callable[[dict], None]:
    """The removal of the cell whose source begins so."""

    def change(notebook: dict) -> None:
        notebook["cells"].remove(find(notebook, beginning))

    return change


def output(beginning: str, *outputs: dict) -> Callable[[dict], None]:
    """Other outputs for the cell whose source begins so."""

    def change(notebook: dict) -> None:
        find(notebook, beginning)["outputs"] = list(outputs)

    return change


def settings(beginning: str, **metadata) -> Callable[[dict], None]:
    """Other metadata for the cell whose source begins so."""

    def change(notebook: dict) -> None:
        find(notebook, beginning)["metadata"].update(metadata)

    return change


def insert(before: str, *cells: dict):
    """New cells before the one whose source begins so."""

    def change(notebook: dict) -> None:
        at = notebook["cells"].index(find(notebook, before))
        notebook["cells"][at:at] = cells

    return change
