"""For every rule of the contract, a chapter that breaks it."""

import copy
from collections.abc import Callable

from good_notebook import (
    ANSWERS,
    BOX,
    CHECK,
    DERIVATION,
    FIGURE,
    FOLDED,
    MAIN,
    code,
    drop,
    find,
    insert,
    output,
    picture,
    replace,
    settings,
    shows,
    text,
)
from sham_notebooks import SHAM


def strip(notebook: dict) -> None:
    """Take every output away."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)


def not_run(notebook: dict) -> None:
    """Leave one cell without a count."""
    find(notebook, "import numpy")["execution_count"] = None


def second_picture(notebook: dict) -> None:
    """A second figure with the name of the first."""
    notebook["cells"].insert(-1, copy.deepcopy(find(notebook, "draw()")))


def mutation(**changes) -> Callable[[dict], None]:
    """A derivation whose mutants fared otherwise."""
    score = {**DERIVATION["mutation"], **changes}
    return output("proof(chain", shows({**MAIN, "mutation": score}))


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
NAMELESS = {"mistake": "a slip", "refused_as": "unknown", "says": "wrong"}
BAD_ROW = {"quantity": "slope", "verdict": "differs"}
REFUTED_LINE = {**DERIVATION, "lines": [{"verdict": "proved"}, {"verdict": "refuted"}]}


def many_lines(notebook: dict) -> None:
    """Visible cells, each short enough, that are too many for one page."""
    for _ in range(8):
        insert("## Evidence", code("\n".join(["x = 1"] * 20)))(notebook)


LONG = {**MAIN, "lines": MAIN["lines"] * 5}
AGAIN = text("## That answers the question.\n\nOnce more.")

# What is broken -> (rule that must notice, words it must use, how it is broken).
BROKEN: dict[str, tuple[str, str, Callable[[dict], None]]] = {
    **SHAM,
    "title without number": ("title", "first line", replace("# 7. The", "# The")),
    "number of another chapter": ("title", "# 8. The", replace("# 7.", "# 8.")),
    "two titles": ("title", "two titles", replace("## Evidence", "# Evidence")),
    "no source box": ("source", "no source box", drop("> **Source**")),
    "no authors": ("source", "'Answers'", replace("> - *Answers:*", "> - *By:*")),
    "no changes": ("source", "'Changes'", replace("*Changes:*", "*Changed*")),
    "question not linked": (
        "source",
        "not linked",
        replace("(https://a.org/q/1)", ""),
    ),
    "other license": ("source", "license", replace("CC BY-SA 4.0", "all rights")),
    "heading inside a cell": (
        "headings",
        "middle of a cell",
        replace("$p$ are", "#### $p$ are"),
    ),
    "display typed in brackets": (
        "displays",
        r"\[",
        replace("They agree.", "\\[p - y\\]"),
    ),
    "display typed as align": (
        "displays",
        "align",
        replace("They agree.", "\\begin{align*}a &= b\\end{align*}"),
    ),
    "display typed as fence": (
        "displays",
        "{math}",
        replace("They agree.", "```{math}\nx\n```\n"),
    ),
    "line of 89 columns": (
        "size",
        "89 columns",
        replace("import numpy as np", "x" * 89),
    ),
    "left from the skeleton": (
        "filled-in",
        "FILL IN",
        replace("In two lines.", "FILL IN"),
    ),
    "test switched off": (
        "tags",
        "'nbval-skip'",
        settings("agrees", tags=["nbval-skip"]),
    ),
    "evidence removed": (
        "tags",
        "'remove-cell'",
        settings("agrees", tags=["remove-cell"]),
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
    "a figure without a summary": (
        "figures",
        "no summary",
        output("draw()", picture(summary=False)),
    ),
    "stripped": ("outputs", "no outputs", strip),
    "cell not run": ("outputs", "not run", not_run),
    "error shown": ("outputs", "ValueError: no", output("agrees", ERROR)),
    "warning shown": ("outputs", "standard error", output("agrees", STDERR)),
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
    "address in an output": ("repeatable", "address", output("proof(lemma", ADDRESS)),
    "refuted line": (
        "verdicts",
        "line 2",
        output("proof(chain", shows(REFUTED_LINE)),
    ),
    "undecided": (
        "verdicts",
        "line 1 as 'undecided'",
        output("box(result", shows({**BOX, "verdicts": ["undecided"]})),
    ),
    "never checked": (
        "verdicts",
        "line 1 as 'unchecked'",
        output(
            "proof(chain", shows({**DERIVATION, "lines": [{"verdict": "unchecked"}]})
        ),
    ),
    "gradient that differs": (
        "verdicts",
        "'differs'",
        output("agrees", shows({"kind": "check", "verdict": "differs"})),
    ),
    "row that differs": (
        "verdicts",
        "the row 'slope' as 'differs'",
        output("agrees", shows({**CHECK, "rows": [BAD_ROW]}, page="<details>")),
    ),
    "mutants survive": (
        "mutation",
        "90 of 100 wrong versions (survivors: line 3: sign)",
        mutation(killed=90, survivors=["line 3: sign"]),
    ),
    "equivalents not named": ("mutation", "name", mutation(equivalent=[{"line": 2}])),
    "a line twice": ("lines", "line 2", output("proof(chain", shows(REPEATED_LINE))),
    "exercise not solved": (
        "exercises",
        "no solution",
        replace("#### Solution", "#### Hint"),
    ),
    "solution not run": ("exercises", "no solution", drop("solution")),
    "no exercises": ("exercises", "no exercises", drop("### Exercise 1")),
    "two bullets": ("summary", "2 bullets", replace("- Three.", "")),
    "no uses": ("summary", "'Uses'", replace("**Uses:**", "Uses:")),
    "no references": ("summary", "'References'", drop("### References")),
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
    "a check as a table": (
        "one line",
        "a check that agrees as a table",
        output("agrees", shows(CHECK, page="| index | claimed |")),
    ),
    "a comparison as a table": (
        "one line",
        "a comparison that agrees as a table",
        output("agrees", shows({"kind": "comparison", "rows": []}, page="| a |")),
    ),
    "a mistake without a name": (
        "named",
        "'a slip'",
        output("other_answers", shows({**ANSWERS, "rows": [NAMELESS]})),
    ),
    "answers of another chain": (
        "chain",
        "speaks of 'a lemma'",
        output("other_answers", shows({**ANSWERS, "chain": "a lemma"})),
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
