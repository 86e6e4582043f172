"""A chapter titled "the derivative of x^2 is 3x": each way in which it may pass.

Every way by itself leaves all else of a good chapter as it is, and all of them can be
done to one chapter.
"""

from collections.abc import Callable

from derivations.display import RECORD
from good_notebook import (
    ANSWERS,
    BOX,
    DERIVATION,
    FOLDED,
    MAIN,
    code,
    find,
    insert,
    output,
    picture,
    settings,
    shows,
    text,
)

LINE = {"verdict": "proved", "reason": "rule"}
LOREM = "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod. " * 4
CHECKED = {"kind": "check", "verdict": "agrees"}
TITLE = "The derivative of $x^2$ is $3x$"


def evidence(source: str, *outputs: dict, **metadata) -> Callable[[dict], None]:
    """A folded cell more, in the section on evidence."""
    metadata = {**FOLDED, **metadata}
    return insert("## What the thread says", code(source, *outputs, **metadata))


def says(words: str, before: str = "## In floating point") -> Callable[[dict], None]:
    """A text more."""
    return insert(before, text(words))


def one_answer(notebook: dict) -> None:
    """One wrong answer and no other."""
    output("other_answers", shows({**ANSWERS, "rows": [{"line": 1}]}))(notebook)


def no_name_for_k(notebook: dict) -> None:
    """A letter in the box that no text explains."""
    find(notebook, "box(result")["outputs"][0]["data"]["text/latex"] = r"3 k \cdot p"


def nothing_solved(notebook: dict) -> None:
    """An exercise that is solved by arithmetic."""
    cell = find(notebook, "solution")
    result = {"output_type": "execute_result", "data": {"text/plain": "2"}}
    cell.update(source="1 + 1", outputs=[result])


def figure_of(number: int, *axes: dict, **changes) -> Callable[[dict], None]:
    """A figure more, with a name of its own."""
    alt = (
        f"Curve {number} falls steeply left of zero and is flat as a line right of it."
    )
    image = {"alt": changes.pop("alt", alt)}
    caption = f"Loss number {number} against the logit."
    named = {"caption": caption, "name": f"fig-sham-{number}"}
    shown = picture(*axes, **changes)
    return evidence("show(figure)", shown, mystnb={"figure": named, "image": image})


def ends_cited(notebook: dict) -> None:
    """A main chain whose last line a book says."""
    lines = [LINE, LINE, {"verdict": "cited", "source": "A book"}]
    output("proof(chain", shows({**MAIN, "lines": lines}))(notebook)


def rests_on_a_source(notebook: dict) -> None:
    """A box that keeps silent about a cited line, and says nothing."""
    result = {**BOX, "holds": "Proved for all x", "equation": "3 x = 3 x"}
    find(notebook, "box(result")["outputs"][0]["data"][RECORD] = result


WITNESSES = """three_witnesses(
    "s", chain, at={{}}, numpy={}, check={}, code="{}"
)""".format
CIRCLE = ["2 x", "x + x", "2 x"]
OWN_CLASS = """class Proved:
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"application/vnd.derivations+json": {"kind": "derivation"}}"""
CAUGHT = """try:
    assert gradient(p_0, y_0)[0] == 3
except AssertionError:
    pass"""
TYPESET = {"output_type": "display_data", "data": {"text/latex": "$$x^2'=3x$$"}}
HTML = {"output_type": "display_data", "data": {"text/html": "<b>3x</b>"}}

# What is done -> (rule that must notice, words it must use, how it is done).
SHAM: dict[str, tuple[str, str, Callable[[dict], None]]] = {
    # Words without meaning.
    "filler": ("words", "no English", says(f"## Of filler\n\n{LOREM}")),
    "a paragraph twice": (
        "words",
        "again",
        says(
            "\n\n".join(["This is what all of it means, and it is the same here."] * 2)
        ),
    ),
    "an address of nobody": (
        "addresses",
        "example.org",
        says("See [it](https://example.org/q/1)."),
    ),
    "one mistake": ("records", "1 other answer", one_answer),
    "a letter unexplained": ("notation", "writes k", no_name_for_k),
    "alternative text of two words": (
        "figures",
        "2 different words",
        figure_of(1, alt="A picture. A picture. A picture. A picture."),
    ),
    "an exercise solved by 1 + 1": ("exercises", "nothing that was", nothing_solved),
    # Witnesses that are none.
    "a typed witness": (
        "witnesses",
        "is 6.0, which is typed",
        evidence(WITNESSES("6.0", "check", "`gradient`")),
    ),
    "a typed array as a witness": (
        "witnesses",
        "is np.array([6.0]), which is typed",
        evidence(WITNESSES("np.array([6.0])", "check", "`gradient`")),
    ),
    "a witness without a check": (
        "witnesses",
        "is no check",
        evidence(WITNESSES("gradient(p_0, y_0)", "(1.0, 1.0)", "`gradient`")),
    ),
    "a check of another function": (
        "witnesses",
        "does not check gradient",
        evidence(
            "cube = check_gradient(lambda x: x**3, lambda x: 3 * x**2, 3.0)\n"
            + WITNESSES("gradient(p_0, y_0)", "cube", "`gradient`")
        ),
    ),
    "a witness without a function": (
        "witnesses",
        "names no function",
        evidence(WITNESSES("2 * p_0", "check", "`2 * x`")),
    ),
    "a witness from the chain": (
        "witnesses",
        "comes from the chain",
        evidence(WITNESSES("evaluate(chain.last, {})", "check", "`gradient`")),
    ),
    "a check of another function under the name of the first": (
        "witnesses",
        "of 'cube' does not check gradient",
        evidence(
            "check = check_gradient(lambda x: x**3, lambda x: 3 * x**2, 3.0)\n"
            + WITNESSES("gradient(p_0, y_0)", "check", "`gradient`").replace(
                '"s"', '"cube"'
            )
        ),
    ),
    "witnesses handed on unseen": (
        "witnesses",
        "handed on unseen",
        evidence('three_witnesses("u", chain, **given)'),
    ),
    "a comparison with itself": (
        "typed",
        "with itself",
        evidence(
            "one = gradient(p_0, y_0)\nother = one\n"
            'agrees(compare({"slope": (one, other, "a book")}))'
        ),
    ),
    "a comparison of typed numbers": (
        "typed",
        "of 6.0, which is typed",
        evidence('agrees(compare({"slope at 3": (6.0, 6.0, "a book")}))'),
    ),
    # Mistakes that are none.
    "mistakes without the right version": (
        "same check",
        "no right version",
        evidence('mistakes({"2x": check_gradient(f, lambda x: 2 * x, 3.0)})'),
    ),
    "a right version that is True": (
        "same check",
        "True, is typed",
        evidence('mistakes({"2x": check}, right=True)'),
    ),
    "the right version of another function": (
        "same check",
        "nothing in common",
        evidence(
            'mistakes({"2x": check_gradient(lambda x: x**3, lambda x: 2 * x, 3.0)},\n'
            "right=check_gradient(lambda x: x**2, lambda x: 2 * x, 3.0))"
        ),
    ),
    "a typed mistake": (
        "typed",
        "pair of typed values",
        evidence('mistakes({"2x": (6.0, 9.0)})'),
    ),
    "a mistake that is the right version": (
        "typed",
        "same expression",
        evidence('mistakes({"2x": (gradient(p_0, y_0), gradient(p_0, y_0))})'),
    ),
    "a typed correction": (
        "typed",
        "pair of typed values",
        evidence('correction("a thread", "$2x$", "$3x$", (6.0, 9.0))'),
    ),
    # Chains that show nothing.
    "a chain that ends cited": ("chain", "ends in a line that is cited", ends_cited),
    "a box that hides its source": ("chain", "does not say so", rests_on_a_source),
    "a result that says nothing": ("chain", "says 3 x = 3 x", rests_on_a_source),
    "a chain in a circle": (
        "lines",
        "goes in a circle",
        output(
            "proof(lemma",
            shows(
                {
                    **DERIVATION,
                    "first": "D x^2",
                    "lines": [{**LINE, "expression": e} for e in CIRCLE],
                }
            ),
        ),
    ),
    # Records of one's own.
    "a class that prints a record": ("package", "a class, Proved", evidence(OWN_CLASS)),
    "an object that prints a record": (
        "package",
        "'_repr_'",
        evidence("thing = make(_repr_mimebundle_=lambda: {})"),
    ),
    "a record made by hand": (
        "package",
        "inside of the package (derivations.book.shown.tables)",
        evidence("from derivations.book.shown.tables import Table"),
    ),
    "an object that speaks like a check": (
        "package",
        "imports types",
        evidence("from types import SimpleNamespace"),
    ),
    "an attribute set": (
        "package",
        "sets the attribute 'verdict'",
        evidence('check.verdict = "agrees"'),
    ),
    "a private attribute read": (
        "package",
        "reads the attribute '_report'",
        evidence("chain._report"),
    ),
    "a function of the package replaced": (
        "package",
        "'box', which is imported",
        evidence("def box(result, chain):\n    return result"),
    ),
    # Mathematics that nothing checks, and checks that nobody sees.
    "mathematics from a hidden cell": (
        "records",
        "typeset (text/latex)",
        evidence("Math('x^2 = 3x')", TYPESET),
    ),
    "HTML from a hidden cell": (
        "records",
        "typeset (text/html)",
        evidence("HTML('<b>3x</b>')", HTML),
    ),
    "the notebook's own display": (
        "package",
        "'IPython'",
        evidence("from IPython.display import Math"),
    ),
    "a box in a sentence": (
        "displays",
        r"\boxed",
        says(r"So it is $\boxed{(x^2)'=3x}$."),
    ),
    "a display in a sentence": (
        "displays",
        r"\displaystyle",
        says(r"So it is $\displaystyle\int 3x$."),
    ),
    "HTML in a text": (
        "displays",
        "<div",
        says('<div class="result">3x</div>'),
    ),
    "a picture in a text": ("displays", "![", says("![3x](data:image/png;base64,x)")),
    "a directive in a text": ("displays", "```", says("```{raw} html\n3x\n```")),
    "outputs taken off the page": (
        "settings",
        "'remove_code_outputs' in 'mystnb'",
        settings("agrees", mystnb={"remove_code_outputs": True}),
    ),
    "a role in a text": ("displays", "{math}`", says("So {math}`3x` it is.")),
    "a magic": ("package", "no Python", evidence("%%html\n<b>3x</b>")),
    "an output folded away": (
        "tags",
        "'hide-output'",
        settings("three_witnesses", tags=["hide-input", "hide-output"]),
    ),
    "a failure that is caught": ("caught", "AssertionError", evidence(CAUGHT)),
    "a failure that is suppressed": (
        "caught",
        "Exception",
        evidence("with suppress(Exception):\n    assert gradient(p_0, y_0)[0] == 3"),
    ),
    "a typed figure": (
        "typed",
        "as 3.0, a figure that is typed",
        evidence('values({"the slope at 1": 3.0})'),
    ),
    "a typed figure with a name": (
        "typed",
        "as three, a figure that is typed",
        evidence('three = 3.0\nvalues({"the slope at 1, again": three})'),
    ),
    "a typed figure put in later": (
        "typed",
        "'later' as 3.0, a figure that is typed",
        evidence('rows = {"size": len(p_0)}\nrows["later"] = 3.0\nvalues(rows)'),
    ),
    "a typed figure of a function": (
        "typed",
        "'inside' as 3.0, a figure that is typed",
        evidence("def rows_of():\n    return dict(inside=3.0)\n\n\nvalues(rows_of())"),
    ),
    "a typed formula as a figure": (
        "typed",
        "as f'3 x', a figure that is typed",
        evidence('values({"the slope, in letters": f"3 x"})'),
    ),
    "a function of the package renamed": (
        "package",
        "'compare' is not called by its own name",
        evidence('same = compare\nsame({"a": (6.0, 6.0, "a book")})'),
    ),
    "a display in the text of a box": (
        "displays",
        "text in its code is set like a result",
        evidence('box(result, chain, note="So $$(x^2)\' = 3x$$")'),
    ),
    "a table of typed texts": (
        "typed",
        "nothing but typed texts",
        evidence('endings(("what", "slope"), {"square": ("$3x$",)})'),
    ),
    # Pictures of nothing.
    "a picture of four by four": ("figures", "4 x 4 dots", figure_of(2, size=(4, 4))),
    "an empty picture": (
        "figures",
        "nothing is drawn",
        figure_of(3, {"lines": [{"label": "loss", "points": 0}], "others": {}}),
    ),
    # The rest.
    "a name twice": (
        "names",
        "'slope' stands twice",
        evidence('values({"slope": np.sum(p_0), "slope": np.sum(y_0)})'),
    ),
    "two chains of one name": (
        "names",
        "second derivation has the name 'lemma'",
        lambda notebook: [
            evidence("proof(lemma)", shows({**DERIVATION, "name": "lemma"}))(notebook)
            for _ in range(2)
        ],
    ),
    "a number that nothing shows": (
        "numbers",
        "the number 0.7315",
        says("The largest error is 0.7315 in all cases."),
    ),
}
