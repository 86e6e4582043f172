"""What is handed nothing to show, to compare or to refuse raises, and says so."""

from inspect import isfunction, signature

import matplotlib

matplotlib.use("agg")

import derivations.book as book
import matplotlib.pyplot as plt
import numpy as np
import pytest
from derivations import check_gradient
from derivations.book import (
    Slip,
    agrees,
    blind_spots,
    box,
    breaks,
    compare,
    correction,
    endings,
    mistakes,
    other_answers,
    plot_steps,
    plot_taylor,
    prepared,
    proof,
    show,
    three_witnesses,
    use_style,
    values,
)
from derivations.steps import D, Derivation, as_written
from sympy import Eq, FiniteSet, Symbol

x = Symbol("x", real=True)
SQUARE = Derivation(D(x**2, x), name="square").step(2 * x, "power rule")
CHECK = check_gradient(lambda x: x**2, lambda x: 2 * x, 3.0)
WRONG = check_gradient(lambda x: x**2, lambda x: 3 * x, 3.0)
with as_written():
    TRIVIAL = Derivation(2 * x, name="c").step(x + x, "twice").step(x * 2, "and back")
ONE = np.ones(3)
HALF = np.float64(0.5)


RANDOM = np.random.default_rng(0)
UNCLEAR = check_gradient(lambda x: x**2 + 1e-3 * RANDOM.random(), lambda x: 2 * x, 3.0)


class Impostor:
    """What speaks like a check and is none."""

    verdict, kind, evaluations, explanation = "agrees", "comparison", 9, None

    def record(self):
        return {"kind": "check", "verdict": "agrees"}

    def markdown(self):
        return "**agrees**"


def witnesses(**change):
    given = {"numpy": 6.0, "at": {x: 3}, "check": CHECK, "code": "`slope`"}
    return three_witnesses("slope", SQUARE, **{**given, **change})


def at_one_point(domain):
    return Derivation(D(x**2, x), domain=domain, name="at 0").step(3 * x, "a slip")


def figure_of(*data, size=(5, 3), closed=False):
    with plt.rc_context():
        use_style()
        figure, axes = plt.subplots(figsize=size)
        if data:
            axes.plot(*data)
        if closed:
            plt.close(figure)
        return show(figure)


# The function, what it is handed, and words of what is said of it.
NOTHING = {
    # nothing at all
    "agrees: nothing": ("agrees", lambda: agrees(None), "check: what check_gradient"),
    "box: nothing": ("box", lambda: box(None, None), "chain: a Derivation"),
    "box: no result": ("box", lambda: box(None, SQUARE), "result: what chain"),
    "proof: nothing": ("proof", lambda: proof(None), "chain: a Derivation"),
    "proof: no line": ("proof", lambda: proof(Derivation(x)), "no line to check"),
    "show: nothing": ("show", lambda: show(None), "figure: a matplotlib Figure"),
    "prepared: nothing": ("prepared", lambda: prepared(""), 'of: "derivation" or'),
    "compare: nothing": ("compare", lambda: compare({}), "entries: expected a dict"),
    "values: nothing": ("values", lambda: values({}), "entries: expected a dict"),
    "breaks: nothing": ("breaks", lambda: breaks({}), "entries: expected a dict"),
    "mistakes: nothing": ("mistakes", lambda: mistakes({}), "wrong: expected a dict"),
    "blind spots: nothing": (
        "blind_spots",
        lambda: blind_spots({}, weak="w", strong="s"),
        "wrong: expected a dict",
    ),
    "endings: nothing": ("endings", lambda: endings(("a", "b"), {}), "rows: expected"),
    "answers: nothing": ("other_answers", lambda: other_answers(SQUARE, {}), "slips"),
    "answers: no chain": (
        "other_answers",
        lambda: other_answers(None, {"a": Slip(1, x)}),
        "chain: a Derivation",
    ),
    "correction: nothing": (
        "correction",
        lambda: correction(None, None, None),
        "where: a text with words",
    ),
    "witnesses: no chain": (
        "three_witnesses",
        lambda: three_witnesses("a", None, numpy=1.0, at={}, check=CHECK),
        "chain: a Derivation",
    ),
    "steps: no point": (
        "plot_steps",
        lambda: plot_steps(np.sum, np.ones_like, []),
        "x: a point",
    ),
    "Taylor: no point": (
        "plot_taylor",
        lambda: plot_taylor(np.sum, np.ones_like, []),
        "x: a point",
    ),
    # names that say nothing
    "a comparison without a name": (
        "compare",
        lambda: compare({"": (HALF, 0.5, "one half")}),
        "a name is a text with words",
    ),
    "a reference without a name": (
        "compare",
        lambda: compare({"a": (HALF, 0.5, " ")}),
        "name of the reference",
    ),
    "a number for a name": ("values", lambda: values({1: 2.0}), "a name is a text"),
    "a mistake without a name": (
        "mistakes",
        lambda: mistakes({"": WRONG}, right=CHECK),
        "a name is a text with words",
    ),
    "a slip without a name": (
        "other_answers",
        lambda: other_answers(SQUARE, {"": Slip(1, 3 * x)}),
        "a name is a text with words",
    ),
    "a witness without a name": (
        "three_witnesses",
        lambda: witnesses(code=""),
        "code: a text with words",
    ),
    "a weak check without a name": (
        "blind_spots",
        lambda: blind_spots({"a": (True, (2.0, 1.0))}, weak="", strong="s"),
        "weak: a text with words",
    ),
    "no words": ("correction", lambda: correction("page 1", None, "b"), "said"),
    # nothing that is compared
    "an array and itself": (
        "compare",
        lambda: compare({"a": (ONE, ONE, "it")}),
        "compared with itself",
    ),
    "an array and a view of it": (
        "compare",
        lambda: compare({"a": (ONE, ONE[:], "it")}),
        "compared with itself",
    ),
    "a number and itself": (
        "compare",
        lambda: compare({"a": (HALF, HALF, "it")}),
        "compared with itself",
    ),
    "empty arrays": (
        "compare",
        lambda: compare({"a": ([], [], "none")}),
        "nothing to compare",
    ),
    "more digits than there are": (
        "compare",
        lambda: compare({"a": (HALF, 0.5, "one", 30)}),
        "1 to 15",
    ),
    "an empty array": ("values", lambda: values({"a": []}), "holds no figure"),
    "a source that is not quoted": (
        "values",
        lambda: values({"a": 1.0}, source="a book"),
        "nothing is quoted",
    ),
    "no column": ("endings", lambda: endings(("a",), {"a": ()}), "a question"),
    # witnesses that are none
    "a pair as a check": (
        "three_witnesses",
        lambda: witnesses(check=(1.0, 1.0)),
        "check: what check_gradient",
    ),
    "the chain as a check of itself": (
        "three_witnesses",
        lambda: witnesses(check=SQUARE),
        "check: what check_gradient",
    ),
    "an impostor": (
        "agrees",
        lambda: agrees(Impostor()),
        "check: what check_gradient",
    ),
    "an impostor as a witness": (
        "three_witnesses",
        lambda: witnesses(check=Impostor()),
        "check: what check_gradient",
    ),
    "an impostor as the right version": (
        "mistakes",
        lambda: mistakes({"3x": WRONG}, right=Impostor()),
        "expected a check",
    ),
    "no number": (
        "three_witnesses",
        lambda: witnesses(numpy=np.ones(0)),
        "numpy: finite numbers",
    ),
    "nan": ("three_witnesses", lambda: witnesses(numpy=np.nan), "numpy: finite"),
    "one digit": ("three_witnesses", lambda: witnesses(digits=1), "6 to 15"),
    # mistakes that are none
    "a bare refusal": (
        "mistakes",
        lambda: mistakes({"2x": False}),
        "'2x': a bare False does not say",
    ),
    "a bare right version": (
        "mistakes",
        lambda: mistakes({"3x": WRONG}, right=True),
        "'right': a bare True does not say",
    ),
    "a bare blind spot": (
        "blind_spots",
        lambda: blind_spots({"a": (True, False)}, weak="w", strong="s"),
        r"'a \(s\)': a bare False does not say",
    ),
    "a bare correction": (
        "correction",
        lambda: correction("page 1", "a", "b", False),
        "'evidence': a bare False does not say",
    ),
    # chains and pictures of nothing
    "a domain of one point": (
        "proof",
        lambda: proof(at_one_point({x: FiniteSet(0)})),
        "one point shows no formula",
    ),
    "a condition that leaves one point": (
        "box",
        lambda: box(at_one_point(Eq(x, 0)).result("slope"), at_one_point(Eq(x, 0))),
        "one point shows no formula",
    ),
    "both sides the same": (
        "box",
        lambda: box(TRIVIAL.result("2x"), TRIVIAL),
        "both sides are the same",
    ),
    "nothing drawn": ("show", lambda: figure_of(), "nothing is drawn"),
    "an empty line": ("show", lambda: figure_of([], []), "nothing is drawn"),
    "a line of nan": ("show", lambda: figure_of([1.0], [np.nan]), "nothing is drawn"),
    "a closed figure": (
        "show",
        lambda: figure_of([0, 1], [0, 1], closed=True),
        "it is closed",
    ),
    "four by four dots": (
        "show",
        lambda: figure_of([0, 1], [0, 1], size=(4 / 180, 4 / 180)),
        "4 x 4 dots",
    ),
}


@pytest.fixture(autouse=True)
def no_figure_is_left():
    yield
    plt.close("all")


@pytest.mark.parametrize("what", NOTHING)
def test_nothing_is_refused_with_a_reason(what):
    _, shows, words = NOTHING[what]
    with pytest.raises((TypeError, ValueError, AssertionError), match=words):
        shows()


def test_every_function_of_a_chapter_refuses_to_show_nothing():
    offered = {name: getattr(book, name) for name in book.__all__}
    asking = {
        n for n, f in offered.items() if isfunction(f) and signature(f).parameters
    }
    assert {name for name, _, _ in NOTHING.values()} == asking


def test_what_is_not_empty_is_shown():
    assert agrees(CHECK) and proof(SQUARE) and witnesses()
    assert mistakes({"3x": WRONG}, right=CHECK).record()["control"] == "agrees"
    assert compare({"whole": (2, len([1, 2]), "counted")})
    assert figure_of([0, 1], [0, 1]).axes[0]["lines"]


def test_an_inconclusive_check_is_no_witness_and_no_right_version():
    assert UNCLEAR.verdict == "inconclusive"
    with pytest.raises(AssertionError, match="'inconclusive'"):
        witnesses(check=UNCLEAR)
    with pytest.raises(AssertionError, match="'inconclusive'"):
        mistakes({"3x": WRONG}, right=UNCLEAR)
    with pytest.raises(AssertionError, match="'inconclusive'"):
        agrees(UNCLEAR)
