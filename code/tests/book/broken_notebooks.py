"""A chapter that keeps the contract, and one broken version for every rule.

The notebooks are built here, not stored: a broken notebook among the files would be
found by the very tests that it is for.
"""

import copy
from collections.abc import Callable

from derivations.display import RECORD

NAME = "07-softmax-backprop.ipynb"
TOC = {"index", "07-softmax-backprop"}
FILES = {"01-logistic-cost.ipynb", NAME, "reference/notation.md"}

SOURCE = """> **Source**
> - *Question:* [How to differentiate?](https://example.org/q/1), asked 2017.
> - *Answers:* A. Author (accepted), B. Writer.
> - *License:* CC BY-SA 4.0, as the thread.
> - *Changes:* written anew; every step checked."""

DERIVATION = {
    "kind": "derivation",
    "lines": [
        {"verdict": "proved", "scope": "all sizes", "reason": "chain rule"},
        {"verdict": "agrees", "points": 24, "reason": "expand"},
        {
            "verdict": "cited",
            "reason": "existence",
            "source": "A. Author, *Book*, p. 1",
        },
    ],
    "mutation": {"killed": 98, "total": 101, "equivalent": ["line 2: i for j"]},
}
RESULT = {
    "kind": "result",
    "name": "gradient",
    "latex": r"\nabla J = X^\top(h - y)",
    "verdict": "agrees",
    "verdicts": ["proved", "cited"],
}
WITNESSES = [{"witness": who, "says": "so"} for who in ("SymPy", "NumPy", "f")]
FIGURE = {
    "figure": {"caption": "The loss against the logit $z$.", "name": "fig-loss"},
    "image": {
        "alt": "A curve that falls steeply left of zero and is flat right of it."
    },
}


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


def shows(record: dict) -> dict:
    """The output of an object that shows itself."""
    data = {"text/plain": "shown", RECORD: record}
    return {"output_type": "execute_result", "data": data}


def picture(*, summary: bool = True) -> dict:
    """The output of a figure."""
    shown = shows({"kind": "figure", "axes": []})
    shown["data"]["image/png"] = "iVBORw0KGgo="
    if not summary:
        del shown["data"][RECORD]
    return shown


def good() -> dict:
    """Return a chapter that keeps the contract."""
    cells = [
        text("# 7. The error at the output is $p - y$"),
        text(SOURCE),
        code("import numpy as np\n\nrng = np.random.default_rng(0)"),
        text("## The problem\n\nThe wrong formula says $$p + y.$$"),
        text(
            "## Notation\n\n| symbol | meaning | shape | domain |\n|---|---|---|---|\n"
            "| $p$ | probabilities | $(K,)$ | simplex |"
        ),
        text("## Derivation"),
        text("### By the quotient rule\n\nInline mathematics, $p_i$, may stand here."),
        code("chain.verify()", shows(DERIVATION)),
        text("## Result"),
        code("chain.result()", shows(RESULT)),
        text("## In NumPy"),
        code(
            "compare(...)",
            shows({"kind": "comparison", "rows": [{"verdict": "agrees"}]}),
        ),
        text("## Gradient check"),
        code("check", shows({"kind": "check", "verdict": "agrees"})),
        code("three_witnesses()", shows({**RESULT, "witnesses": WITNESSES})),
        text("## Mistakes the check catches"),
        code("mistakes({...})", shows({"kind": "mistakes", "rows": [{}]})),
        code("wrong", shows({"kind": "check", "verdict": "differs"})),
        text("## On real data"),
        code("draw()", picture(), mystnb=FIGURE, tags=["hide-input"]),
        text("## Exercises"),
        text("### Exercise 1. Other labels\n\nShow that the first holds."),
        text("#### Solution\n\nIn two lines."),
        code("solution", shows(DERIVATION)),
        text(
            "## Summary\n\n- One.\n- Two.\n- Three.\n\n"
            "**Uses:** [chapter 1](01-logistic-cost.ipynb).\n\n"
            "**References:**\n\n- A book.\n- Another book."
        ),
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


def strip(notebook: dict) -> None:
    """Take every output away."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)


def swap(notebook: dict) -> None:
    """Put Notation before The problem."""
    cells = notebook["cells"]
    first, second = (
        cells.index(find(notebook, f"## {title}"))
        for title in ("The problem", "Notation")
    )
    cells[first], cells[second] = cells[second], cells[first]


def not_run(notebook: dict) -> None:
    """Leave one cell without a count."""
    find(notebook, "import numpy")["execution_count"] = None


def second_picture(notebook: dict) -> None:
    """A second figure with the name of the first."""
    notebook["cells"].insert(-1, copy.deepcopy(find(notebook, "draw()")))


def mutation(**changes) -> Callable[[dict], None]:
    """A derivation whose mutants fared otherwise."""
    score = {**DERIVATION["mutation"], **changes}
    return output("chain.verify()", shows({**DERIVATION, "mutation": score}))


def figure(part: str, **changes) -> Callable[[dict], None]:
    """A figure with other settings."""
    return settings("draw()", mystnb={**FIGURE, part: {**FIGURE[part], **changes}})


STDERR = {"output_type": "stream", "name": "stderr", "text": "RuntimeWarning"}
ERROR = {"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": []}
ADDRESS = {
    "output_type": "execute_result",
    "data": {"text/plain": "<function f at 0x7f0012345678>"},
}
REPEATED_LINE = {
    **DERIVATION,
    "first": "(A B)ᵀ",
    "lines": [{**DERIVATION["lines"][0], "expression": "Bᵀ Aᵀ"}] * 2,
}
REFUTED_LINE = {**DERIVATION, "lines": [{"verdict": "proved"}, {"verdict": "refuted"}]}

# What is broken -> (rule that must notice, words it must use, how it is broken).
BROKEN: dict[str, tuple[str, str, Callable[[dict], None]]] = {
    "title without number": ("title", "first line", replace("# 7. The", "# The")),
    "number of another chapter": ("title", "# 8. The", replace("# 7.", "# 8.")),
    "two titles": ("title", "two titles", replace("## Result", "# Result")),
    "no source box": ("source", "no source box", drop("> **Source**")),
    "no authors": ("source", "'Answers'", replace("> - *Answers:*", "> - *By:*")),
    "no changes": ("source", "'Changes'", replace("*Changes:*", "*Changed*")),
    "question not linked": (
        "source",
        "not linked",
        replace("(https://example.org/q/1)", ""),
    ),
    "other license": ("source", "license", replace("CC BY-SA 4.0", "all rights")),
    "section missing": ("sections", "'In NumPy'", drop("## In NumPy")),
    "section renamed": ("sections", "'Results'", replace("## Result", "## Results")),
    "section of its own": (
        "sections",
        "'A digression'",
        replace("### By the quotient rule", "## A digression"),
    ),
    "sections swapped": ("sections", "Notation, The problem", swap),
    "heading inside a cell": (
        "headings",
        "middle of a cell",
        replace("Inline", "#### Inline"),
    ),
    "notation in prose": ("notation", "table", replace("| symbol |", "| letter |")),
    "one long derivation": (
        "derivation",
        "no subsections",
        replace("### By the", "By the"),
    ),
    "display typed in dollars": (
        "displays",
        "$$",
        replace("Inline mathematics", "$$p - y$$"),
    ),
    "display typed in brackets": (
        "displays",
        r"\[",
        replace("## Result", "## Result\n\n\\[p - y\\]"),
    ),
    "display typed as align": (
        "displays",
        "align",
        replace("Inline mathematics", "\\begin{align*}a &= b\\end{align*}"),
    ),
    "display typed as fence": (
        "displays",
        "{math}",
        replace("Inline mathematics", "```{math}\nx\n```\n"),
    ),
    "cell of 21 lines": (
        "size",
        "21 lines",
        replace("chain.verify()", "x = 1\n" * 20 + "x"),
    ),
    "line of 89 columns": ("size", "89 columns", replace("chain.verify()", "x" * 89)),
    "left from the skeleton": (
        "filled-in",
        "FILL IN",
        replace("In two lines.", "FILL IN"),
    ),
    "test switched off": (
        "tags",
        "'nbval-skip'",
        settings("check", tags=["nbval-skip"]),
    ),
    "evidence removed": (
        "tags",
        "'remove-cell'",
        settings("check", tags=["remove-cell"]),
    ),
    "no caption": ("figures", "no caption", figure("figure", caption="Loss.")),
    "no name": ("figures", "no name", figure("figure", name="")),
    "name twice": ("figures", "'fig-loss'", second_picture),
    "no alt text": ("figures", "cannot see", figure("image", alt="loss.png")),
    "caption as alt text": (
        "figures",
        "cannot see",
        figure("image", alt=FIGURE["figure"]["caption"]),
    ),
    "two figures in a cell": (
        "figures",
        "2 figures",
        output("draw()", picture(), picture()),
    ),
    "no summary": ("figures", "no summary", output("draw()", picture(summary=False))),
    "stripped": ("outputs", "no outputs", strip),
    "cell not run": ("outputs", "not run", not_run),
    "error shown": ("outputs", "ValueError: no", output("check", ERROR)),
    "warning shown": ("outputs", "standard error", output("check", STDERR)),
    "global random state": (
        "repeatable",
        "np.random.seed",
        replace("rng = np.random.default_rng(0)", "np.random.seed(0)"),
    ),
    "no seed": (
        "repeatable",
        "no seed",
        replace("default_rng(0)", "default_rng()"),
    ),
    "clock": (
        "repeatable",
        "imports time",
        replace("import numpy", "import time\nimport numpy"),
    ),
    "address in an output": ("repeatable", "address", output("compare", ADDRESS)),
    "no derivation": ("records", "'Derivation'", output("chain.verify()")),
    "no result": ("records", "'Result'", output("chain.result")),
    "two witnesses": (
        "records",
        "no three witnesses",
        output("three_w", shows({**RESULT, "witnesses": WITNESSES[:2]})),
    ),
    "no check": ("records", "'Gradient check'", output("check")),
    "no mistakes": ("records", "'Mistakes", output("mistakes")),
    "refuted line": (
        "verdicts",
        "line 2",
        output("chain.verify()", shows(REFUTED_LINE)),
    ),
    "undecided": (
        "verdicts",
        "'undecided'",
        output("chain.result", shows({**RESULT, "verdicts": ["undecided"]})),
    ),
    "never checked": (
        "verdicts",
        "'unchecked'",
        output(
            "chain.verify()", shows({**DERIVATION, "lines": [{"verdict": "unchecked"}]})
        ),
    ),
    "gradient that differs": (
        "verdicts",
        "'differs'",
        output("check", shows({"kind": "check", "verdict": "differs"})),
    ),
    "never mutated": (
        "mutation",
        "not tried",
        output("chain.verify()", shows({**DERIVATION, "mutation": None})),
    ),
    "mutants survive": (
        "mutation",
        "90 of 100 wrong versions (survivors: line 3: sign)",
        mutation(killed=90, survivors=["line 3: sign"]),
    ),
    "equivalents not named": ("mutation", "name", mutation(equivalent=[{"line": 2}])),
    "a line twice": ("lines", "line 2", output("chain.verify()", shows(REPEATED_LINE))),
    "exercise not solved": (
        "exercises",
        "no solution",
        replace("#### Solution", "#### Hint"),
    ),
    "solution not run": ("exercises", "no solution", drop("solution")),
    "no exercises": ("exercises", "no exercises", drop("### Exercise 1")),
    "two bullets": ("summary", "2 bullets", replace("- Three.", "")),
    "no uses": ("summary", "'Uses'", replace("**Uses:**", "Uses:")),
    "no references": ("summary", "'References'", replace("**References:**", "")),
    "used by, typed": (
        "summary",
        "Used by",
        replace("**Uses:**", "**Uses:** **Used by:**"),
    ),
    "link to nowhere": (
        "links",
        "99-nowhere.ipynb",
        replace("01-logistic-cost.ipynb", "99-nowhere.ipynb"),
    ),
}
