"""A chapter that answers first, and one broken version for every rule on that form."""

from broken_notebooks import (
    DERIVATION,
    FIGURE,
    RESULT,
    SOURCE,
    WITNESSES,
    code,
    drop,
    find,
    output,
    picture,
    replace,
    settings,
    shows,
    text,
)

FOLDED = {"tags": ["hide-input"], "jupyter": {"source_hidden": True}}
BOX = {**RESULT, "boxed": True, "proved_in": 3}
MAIN = {**DERIVATION, "main": True}
ANSWERS = {"kind": "mistakes", "answers": True, "rows": [{"line": 1}]}
CHECK = {"kind": "check", "verdict": "agrees"}


def good() -> dict:
    """Return a chapter that keeps the contract."""
    cells = [
        text("# 7. The error at the output is $p - y$\n\n*From [a](https://a.org).*"),
        code("import numpy as np", **FOLDED),
        code("box(result, chain)", shows(BOX), **FOLDED),
        text("**Question.** Why?\n\n**Why it is so.** So.\n\n*Needs: chain rule.*"),
        code("draw()", picture(), mystnb=FIGURE, **FOLDED),
        text("## Derivation\n\n$p$ are probabilities."),
        code("proof(chain, main=True)", shows(MAIN), **FOLDED),
        text("## You got something else?"),
        code("other_answers(chain, slips)", shows(ANSWERS), **FOLDED),
        text("## In NumPy, and checked"),
        code("def gradient(p, y):\n    return p - y"),
        code("agrees(check)", shows(CHECK)),
        text("## That answers the question.\n\nWhat follows goes deeper."),
        text("## A lemma, in two lines\n\n$p'=p(1-p)$, for real arguments."),
        code("proof(lemma)", shows(DERIVATION), **FOLDED),
        text("## In floating point\n\nThe printed form breaks."),
        text("## Evidence: three witnesses\n\nThey agree."),
        code("three_witnesses()", shows({**RESULT, "witnesses": WITNESSES}), **FOLDED),
        text("## What the thread says\n\nOne error."),
        code("wrong", shows({"kind": "check", "verdict": "differs"}), **FOLDED),
        text("## Exercises: one\n\nOther labels."),
        text("### Exercise 1. Other labels\n\nShow that the first holds."),
        text("#### Solution\n\nIn two lines."),
        code("solution", shows(DERIVATION), **FOLDED),
        text("## Sources and references\n\nWho wrote what."),
        text(SOURCE),
        text("### Summary\n\n- One.\n- Two.\n- Three.\n\n**Uses:** no other chapter."),
        text("### References\n\n- A book."),
    ]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def insert(before: str, *cells: dict):
    """New cells before the one whose source begins so."""

    def change(notebook: dict) -> None:
        at = notebook["cells"].index(find(notebook, before))
        notebook["cells"][at:at] = cells

    return change


def many_lines(notebook: dict) -> None:
    """Visible cells, each short enough, that are too many for one page."""
    for _ in range(8):
        insert("## Evidence", code("\n".join(["x = 1"] * 20)))(notebook)


LONG = {**MAIN, "lines": MAIN["lines"] * 5}
AGAIN = text("## That answers the question.\n\nOnce more.")

# What is broken -> (rule that must notice, words it must use, how it is broken).
BROKEN = {
    "answered twice": ("sections", "2 times", insert("## Evidence", AGAIN)),
    "a section too many": (
        "sections",
        "Derivation, A digression",
        insert("## You got", text("## A digression\n\nOf some length.")),
    ),
    "no other answers": ("sections", "something else", drop("## You got")),
    "thread not linked": (
        "opening",
        "link the thread",
        replace("[a](https://a.org)", "a thread"),
    ),
    "no question": ("opening", "**Question.**", replace("**Question.**", "Question")),
    "no reason": ("opening", "**Why it is so", replace("**Why it is so.**", "Why")),
    "no needs": ("opening", "*Needs:", replace("*Needs: chain rule.*", "")),
    "no box": ("opening", "box", drop("box(result")),
    "box below something": (
        "opening",
        "box",
        insert("box(result", code("values({})", shows({"kind": "values"}), **FOLDED)),
    ),
    "no picture": ("opening", "no picture", drop("draw()")),
    "no main chain": (
        "records",
        "'Derivation'",
        output("proof(chain", shows(DERIVATION)),
    ),
    "no wrong answers": ("records", "mistakes", output("other_answers")),
    "no check": ("records", "check or comparison", output("agrees")),
    "no witnesses": ("records", "no three witnesses", drop("three_witnesses")),
    "two main chains": ("chain", "second chain", output("proof(lemma", shows(MAIN))),
    "chain too long": ("chain", "15 lines", output("proof(chain", shows(LONG))),
    "box of another chain": (
        "chain",
        "proved in 2 lines",
        output("box(result", shows({**BOX, "proved_in": 2})),
    ),
    "display typed": ("displays", "$$", replace("$p$ are", "$$p$$ are")),
    "display typed below": ("displays", "$$", replace("They agree.", "$$p$$")),
    "too many words": ("length", "words", replace("Why?", "Why? " * 900)),
    "too much code": (
        "length",
        "26 lines of code",
        replace("    return p - y", "\n".join(["    p"] * 24)),
    ),
    "too much code below": ("length", "163 lines of code", many_lines),
    "a folded cell of 41 lines": (
        "size",
        "at most 40",
        replace("proof(chain, main=True)", "\n".join(["x = 1"] * 41)),
    ),
    "a visible cell of 21 lines": (
        "size",
        "at most 20",
        replace("    return p - y", "\n".join(["    p"] * 20)),
    ),
    "no evidence": ("deeper", "'Evidence'", replace("## Evidence:", "## Proofs:")),
    "sources not last": (
        "deeper",
        "come as",
        insert("## Evidence", text("## Sources and references\n\nWho wrote what.")),
    ),
    "no claim": (
        "claim",
        "its claim",
        replace("\n\n$p'=p(1-p)$, for real arguments.", ""),
    ),
    "a table for a claim": ("claim", "its claim", replace("They agree.", "| a |")),
    "a formula in a heading": (
        "claim",
        "mathematics",
        replace("## A lemma, in two lines", "## That $p'$ is small"),
    ),
    "an equation in a heading": (
        "claim",
        "mathematics",
        replace("## A lemma, in two lines", "## That p = q"),
    ),
    "open in notebooks": ("folded", "on the page alone", settings("wrong", jupyter={})),
    "open on the page": ("folded", "in notebooks alone", settings("wrong", tags=[])),
    "no summary": ("summary", "no summary", replace("### Summary", "### In short")),
    "refusal elsewhere": (
        "verdicts",
        "'differs'",
        output("proof(lemma", shows({"kind": "check", "verdict": "differs"})),
    ),
    "a lemma never mutated": (
        "mutation",
        "not tried",
        output("proof(lemma", shows({**DERIVATION, "mutation": None})),
    ),
}
