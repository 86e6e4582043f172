"""Records refuse what is not so: a mistake that passes, a reference that differs."""

import json

import numpy as np
import pytest
from derivations.book import (
    blind_spots,
    breaks,
    compare,
    correction,
    endings,
    mistakes,
    three_witnesses,
    values,
)
from derivations.book.shown.evidence import relative_error, weigh
from derivations.book.shown.tables import (
    escape,
    markdown_table,
    rounded,
    shown,
    significant,
)
from derivations.display import RECORD, Shown, bundle
from derivations.gradients import check_gradient
from derivations.steps import (
    D,
    Derivation,
    array,
    as_written,
    check_step,
    indices,
    sizes,
    total,
)
from sympy import Symbol, exp

X = np.array([[1.0, 2.0], [0.5, -1.0], [3.0, 1.0]])


def cost(t):
    return float(np.mean((X @ t) ** 2))


def gradient(t):
    return 2 / 3 * X.T @ (X @ t)


def checked(claim):
    return check_gradient(cost, claim, np.array([0.3, -0.7]), sizes={"m": 3})


x = Symbol("x", real=True)
WRONG_STEP = check_step(D(exp(2 * x), x), exp(2 * x))
RIGHT_STEP = check_step(D(exp(2 * x), x), 2 * exp(2 * x))


# mistakes ---------------------------------------------------------------------------


def test_the_author_speaks_beside_the_check():
    odd = checked(lambda t: np.exp(t) + np.array([1.0, -5.0]))
    flipped = checked(lambda t: -gradient(t))
    said = {"odd": "An exponential, $e^t$.", "sign": "A sign."}
    table = mistakes(
        {"odd": odd, "sign": flipped}, right=checked(gradient), author=said
    )
    page = table.markdown()
    assert "*Author:* An exponential, $e^t$. *Check:* every entry" in page
    assert "*Author:* A sign. *Check:* the sign is wrong" in page
    assert [row.get("author") for row in table.record()["rows"]] == [*said.values()]
    value = mistakes({"a": (1.0, 2.0)}, author={"a": "Half of it."}).markdown()
    assert "*Author:* Half of it. *Check:* claims 1, right is 2." in value
    with pytest.raises(ValueError, match="not among the mistakes"):
        mistakes({"odd": odd}, author={"other": "A sentence."})


def test_mistakes_say_what_the_check_says():
    table = mistakes(
        {
            "sign": checked(lambda t: -gradient(t)),
            "$1/m$ lost": checked(lambda t: 3 * gradient(t)),
            "inner factor": WRONG_STEP,
            "value": ([1.0, 2.0], [1.0, 4.0]),
        },
        right=checked(gradient),
    )
    rows = table.record()["rows"]
    assert [row["mistake"] for row in rows] == [
        "sign",
        "$1/m$ lost",
        "inner factor",
        "value",
    ]
    assert [row["refused_as"] for row in rows[:2]] == ["sign", "scaled"]
    assert [row["relative_error"] for row in rows] == ["2.00", "2.00", "0.500", "0.500"]
    assert rows[3]["says"] == "entry (1,): claims 2, right is 4"
    assert "| $1/m$ lost | scaled |" in table.markdown()
    assert table.record()["control"] == "agrees"


def test_a_right_version_is_said_to_agree_where_there_is_one():
    alone = mistakes({"sign": (1.0, -1.0)})
    assert alone.record()["control"] is None and "right formula" not in str(alone)
    beside = mistakes({"sign": (1.0, -1.0)}, right=(1.0, 1.0))
    assert beside.record()["control"] == "agrees" and "right formula" in str(beside)


@pytest.mark.parametrize("passes", [checked(gradient), RIGHT_STEP, (1.0, 1.0)], ids=str)
def test_a_mistake_that_passes_fails_and_is_named(passes):
    with pytest.raises(AssertionError, match="'harmless' was not refused"):
        mistakes({"sign": (1.0, -1.0), "harmless": passes})


def test_a_check_that_refuses_the_right_formula_too_is_no_check():
    with pytest.raises(AssertionError, match="the right formula should pass"):
        mistakes({"sign": (1.0, -1.0)}, right=checked(lambda t: -gradient(t)))


def test_an_inconclusive_check_has_caught_nothing_unless_it_names_a_cause():
    def at_a_kink(t):
        return float(np.abs(t).sum())

    noise = np.random.default_rng(0)
    kink = check_gradient(at_a_kink, np.sign, np.zeros(2))
    random = check_gradient(
        lambda t: cost(t) + 1e-3 * noise.random(), gradient, np.ones(2)
    )
    for check in (kink, random):
        assert weigh(check).refused == (bool(weigh(check).kind) and not check)
    assert not weigh(check_step(D(exp(x), x), exp(x))).refused


@pytest.mark.parametrize("wrong", [{}, None, [("a", (1.0, 2.0))]])
def test_mistakes_need_names(wrong):
    with pytest.raises(TypeError, match="name of the mistake"):
        mistakes(wrong)


@pytest.mark.parametrize("last_bit", (-1e-13, 0.0, 1e-13))
def test_of_entries_that_are_equally_wrong_the_first_is_named(last_bit):
    claimed = np.array([1.0, 3.0, 1.0, 3.0 + last_bit])
    assert weigh((claimed, np.ones(4))).says == "entry (1,): claims 3, right is 1"


def test_the_worst_entry_is_named_where_it_is_clearly_worse():
    claimed = np.array([[1.0, 3.0], [np.nan, 3.001]])
    right = np.ones((2, 2))
    assert weigh((claimed, right)).says == "entry (1, 0): claims nan, right is 1"
    claimed[1, 0] = 1.0
    assert weigh((claimed, right)).says == "entry (1, 1): claims 3.001, right is 1"


def test_what_is_no_evidence_is_refused():
    with pytest.raises(TypeError, match=r"expected a check.*got str"):
        mistakes({"sign": "surely wrong"})


def test_what_the_check_says_is_typeset():
    m, i = sizes("m"), indices("i")
    a = array("a", m)
    with as_written():
        chain = Derivation(total(a[i], i) / m, sizes={m: 3})
        chain.step(total(a[i], i), "the mean")
    slips = {
        "mean": chain,
        "step": WRONG_STEP,
        "1/m": checked(lambda t: 3 * gradient(t)),
    }
    table = mistakes(slips, right=checked(gradient))
    page = table.markdown()
    assert "∑" not in page and "exp(" not in page.replace(r"\exp(", "")
    assert r"line 1: " in page and r"\frac{1}{m}" in page
    assert "$1/m$ $(m = 3)$ times the claim" in page
    row = table.record()["rows"][2]
    assert row["typeset"].replace("$", "") == row["says"]
    weak = blind_spots({"mean": (True, chain)}, weak="shapes", strong="values")
    assert r"\frac{1}{m}" in weak.markdown()
    told = {"mean": "A mean is no sum."}
    weak = blind_spots({"mean": (True, chain)}, weak="a", strong="b", author=told)
    assert "*Author:* A mean is no sum. *Check:* line 1" in weak.markdown()
    assert weak.record()["rows"][0]["author"] == told["mean"]
    with pytest.raises(ValueError, match="not among the mistakes"):
        blind_spots({"mean": (True, chain)}, weak="a", strong="b", author={"x": "y"})
    shown = correction("line 3", "a", "b", chain)
    assert r"\frac{1}{m}" in shown.markdown() and "1/m" in str(shown)


def test_a_derivation_with_a_mistake_names_the_line():
    chain = Derivation(D(exp(2 * x), x))
    chain.step(exp(2 * x) * D(2 * x, x), "chain rule")
    assert weigh(chain).accepted
    chain.step(exp(2 * x), "linearity")
    row = mistakes({"factor lost": chain}).record()["rows"][0]
    assert row["says"].startswith("line 2: ")


# mistakes that a weak check does not see --------------------------------------------


def test_blind_spots_demand_that_one_check_is_fooled_and_one_is_not():
    table = blind_spots(
        {"$B$ for $B^\\top$": (True, (2.0, 4.0))},
        weak="symmetric $B$",
        strong="any $B$",
    )
    (row,) = table.record()["rows"]
    assert (row["passes"], row["refused_by"]) == ("symmetric $B$", "any $B$")
    assert "passes" in str(table)
    assert "refused as other value" in str(table)


def test_blind_spots_refuse_a_weak_check_that_sees():
    with pytest.raises(AssertionError, match=r"weak check \(at 0\).*should pass"):
        blind_spots({"sign": ((1.0, -1.0), (1.0, -1.0))}, weak="at 0", strong="at 1")


def test_blind_spots_refuse_a_strong_check_that_does_not_see():
    with pytest.raises(AssertionError, match=r"sign \(at 1\).* was not refused"):
        blind_spots({"sign": (True, (1.0, 1.0))}, weak="at 0", strong="at 1")


# corrections ------------------------------------------------------------------------


def test_a_correction_shows_what_refuses_the_published_version():
    shown_ = correction("line 7", "$e^{2x}$", "$2e^{2x}$", WRONG_STEP)
    record = shown_.record()
    assert record["checked"]
    assert record["relative_error"] == "0.500"
    assert record["says"] in str(shown_)
    assert shown_.markdown().startswith("> **Correction**: line 7\\\n> It says:")


def test_a_correction_of_what_is_right_fails():
    with pytest.raises(AssertionError, match="'line 7' was not refused"):
        correction("line 7", "$2e^{2x}$", "$2e^{2x}$", RIGHT_STEP)


def test_a_correction_of_wording_says_that_no_machine_checked_it():
    record = correction("line 7", "$y^{i}$", "$y^{(i)}$").record()
    assert record["checked"] is False
    assert "relative_error" not in record


# comparisons ------------------------------------------------------------------------


def test_compare_prints_what_was_demanded_not_what_was_met():
    near = {"a": (1.0 + 1e-14, 1.0, "mpmath"), "b": (X, X + 0.0, "SciPy", 15)}
    table = compare(near, digits=10)
    assert [row["digits"] for row in table.record()["rows"]] == [10, 15]
    assert "1e-14" not in json.dumps(table._repr_mimebundle_())


@pytest.mark.parametrize(
    ("ours", "reference", "says"),
    [
        (1.0 + 1e-9, 1.0, "only to a relative error of 1.00e-09"),
        (1.0, 0.0, "relative error of inf"),
        (np.inf, 1.0, "relative error of inf"),
        (np.float64("nan"), np.nan, "holds nan"),
        ([1.0, 2.0], [[1.0], [2.0]], r"shape \(2,\), mpmath \(2, 1\)"),
    ],
)
def test_compare_refuses(ours, reference, says):
    with pytest.raises(AssertionError, match=f"^a: .*{says}"):
        compare({"a": (ours, reference, "mpmath")})


def test_complex_values_are_refused_not_cut():
    with pytest.raises(TypeError, match="compare both parts"):
        compare({"a": (1.0 + 2.0j, 1.0, "mpmath")})
    with pytest.raises(TypeError, match="compare both parts"):
        mistakes({"a": (1.0 + 2.0j, 1.0)})


def test_compare_entry_by_entry_sees_a_small_one():
    small = {"tails": ([1.0, 2e-20], [1.0, 1e-20], "mpmath")}
    assert compare(small)
    with pytest.raises(AssertionError, match="tails"):
        compare(small, each=True)


def test_equal_infinities_agree():
    assert compare({"a": ([np.inf, 1.0], [np.inf, 1.0], "mpmath")})


@pytest.mark.parametrize("entry", [1.0, (1.0, 2.0), (1.0, 2.0, 12)])
def test_compare_wants_the_name_of_the_reference(entry):
    with pytest.raises(TypeError, match="'a'"):
        compare({"a": entry})


# values -----------------------------------------------------------------------------


def test_values_are_rounded_and_noise_is_zero():
    record = values({"theta": [1.23456789, -1e-17], "steps": 8}).record()
    assert record["values"] == {"theta": [1.23457, 0.0], "steps": 8}


@pytest.mark.parametrize(
    ("quoted", "agrees"),
    [
        ("0.0595", True),
        ("0.05949273395679", True),
        (0.0594927, True),
        ("0.0594", False),  # cut off, not rounded
        ("0.05949273395670", False),
        ("0.06", True),
        ("0.6e-1", True),
    ],
)
def test_a_quoted_figure_is_compared_to_its_last_digit(quoted, agrees):
    computed = {"J": 0.05949273395679}
    if agrees:
        record = values(computed, quoted={"J": quoted}, source="the thread").record()
        assert record["quoted"] == {"J": str(quoted)}
    else:
        with pytest.raises(AssertionError, match=r"J: computed 0\.0594927.*, quoted"):
            values(computed, quoted={"J": quoted})


def test_a_quoted_array_is_compared_entry_by_entry():
    theta = {"theta": np.array([-42.637804, 18.286137])}
    assert values(theta, quoted={"theta": ["-42.6378", "18.286"]})
    with pytest.raises(AssertionError, match=r"18\.286137, quoted 18\.287"):
        values(theta, quoted={"theta": ["-42.6378", "18.287"]})
    with pytest.raises(AssertionError, match="quoted shape"):
        values(theta, quoted={"theta": "18.286"})


def test_a_quoted_figure_needs_a_computed_one():
    with pytest.raises(ValueError, match="not among the figures"):
        values({"J": 1.0}, quoted={"K": "1"})


@pytest.mark.parametrize("figures", [np.zeros(13), 1j, None])
def test_values_refuse_what_cannot_be_read(figures):
    with pytest.raises((TypeError, ValueError)):
        values({"a": figures})


# where programs break ---------------------------------------------------------------


def test_breaks_say_how_much_of_the_naive_value_is_right():
    table = breaks(
        {
            "$z=36$": (36.04365338911715, 36.0, 36.0),
            "$z=37$": (np.nan, 8.533047625744066e-17, 8.533047625744066e-17),
            "$z=40$": (0.0, 4.248354255291589e-18, 4.248354255291589e-18),
            "$z=41$": (40.0, 41.0, 41.0),
            "$z=42$": (42.4242424236, 42.4242424242, 42.4242424242),
        }
    )
    naive = [row["naive"] for row in table.record()["breaks"]]
    assert naive[:4] == ["36, right to 2 digits", "nan", "0", "40, right to 1 digit"]
    assert naive[4] == "42.42424242, right to 10 digits"


def test_breaks_refuse_a_naive_form_that_holds_and_a_stable_one_that_does_not():
    with pytest.raises(AssertionError, match="naive form does not break"):
        breaks({"$z=1$": (1.0, 1.0, 1.0)})
    with pytest.raises(AssertionError, match="relative error"):
        breaks({"$z=1$": (np.nan, 1.1, 1.0)})


# three witnesses --------------------------------------------------------------------

m = sizes("m")
i, j = indices("i j")
y = array("y", m)
CHAIN = Derivation(D(total(y[i] ** 2, i), y[j]), sizes={m: 3}).step(
    2 * y[j], "power rule"
)
Y = np.array([1.0, -2.0, 0.5])
CHECK, FALSE = (
    check_gradient(lambda v: float(v @ v), lambda v, c=c: c * v, Y) for c in (2, -2)
)


def witnesses(**changes):
    given = {"numpy": 2 * Y, "at": {y: Y}, "index": j, "check": CHECK, **changes}
    return three_witnesses("Gradient", CHAIN, **given)


def test_three_witnesses_stand_below_the_equation():
    shown_ = witnesses(code="`slope`")
    record = shown_.record()
    assert (record["kind"], record["name"]) == ("result", "Gradient")
    assert [w["witness"] for w in record["witnesses"]] == [
        "the derivation",
        "`slope`",
        "numbers that know neither",
    ]
    assert "boxed" in shown_.markdown()
    told = record["witnesses"][2]["says"]
    assert told == str(CHECK).splitlines()[0] and "agrees" in told
    assert "same array (3,) as the last line" in str(shown_)


def test_what_rests_on_a_source_is_said_to_be_cited():
    cited = Derivation(D(x**2, x)).cite(2 * x, "known", "A book")
    square = check_gradient(lambda x: x**2, lambda x: 2 * x, 3.0)
    given = {"numpy": 6.0, "at": {x: 3}, "check": square}
    assert three_witnesses("slope", cited, **given).record()["verdict"] == "cited"
    assert witnesses().record()["verdict"] == "agrees"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"numpy": -2 * Y}, "not the last line of the derivation"),
        ({"numpy": 2 * Y + 1e-9}, "not the last line of the derivation"),
        (
            {"check": check_gradient(lambda v: float(v @ v), lambda v: -2 * v, Y)},
            "differs",
        ),
    ],
)
def test_a_witness_that_disagrees_is_named(change, says):
    with pytest.raises(AssertionError, match=says):
        witnesses(**change)


def test_a_chain_with_a_wrong_line_has_no_result():
    wrong = Derivation(D(x**2, x)).step(x, "power rule")
    with pytest.raises(AssertionError, match=r"[Ll]ine 1"):
        three_witnesses("slope", wrong, numpy=3.0, at={x: 3}, check=checked(gradient))


def test_indices_must_match_the_array():
    with pytest.raises(ValueError, match=r"2 free indices for .* shape \(3,\)"):
        witnesses(index=(i, j))


# text -------------------------------------------------------------------------------


def test_a_bare_bar_in_a_cell_is_refused_with_a_remedy():
    with pytest.raises(ValueError, match=r"write \\lvert"):
        markdown_table(("a",), [("$|x|$",)])
    assert r"\|" in markdown_table(("a",), [(escape("|x|"),)])


def test_rounding_knows_no_negative_zero_and_no_noise():
    assert str(rounded(-0.0)) == "0.0"
    assert rounded([1.0, -1e-17, np.nan, -np.inf]) == [1.0, 0.0, "nan", "-inf"]
    assert shown(np.array([[1.0, 2.0], [3.0, 4.5]])) == "((1, 2), (3, 4.5))"
    assert significant(np.inf) == "inf"


def test_relative_error_of_what_cannot_be_compared_is_infinite():
    assert relative_error([1.0], [1.0, 2.0]) == np.inf
    assert relative_error(np.nan, 1.0) == np.inf
    assert relative_error(0.0, 0.0) == 0.0


def test_every_record_is_json_and_shown_in_all_ways():
    shown_ = [
        mistakes({"a": (1.0, 2.0)}),
        blind_spots({"a": (True, (1.0, 2.0))}, weak="w", strong="s"),
        correction("a", "b", "c", (1.0, 2.0)),
        compare({"a": (np.exp(0.0), 1.0, "by hand")}),
        values({"a": np.float64(1.0), "b": np.arange(3)}),
        breaks({"a": (np.inf, 1.0, 1.0)}),
        witnesses(),
    ]
    for one in shown_:
        data = one._repr_mimebundle_()
        assert json.loads(json.dumps(data[RECORD])) == data[RECORD]
        assert data["text/plain"] == repr(one) == str(one)
        assert " at 0x" not in data["text/plain"] + data["text/markdown"]


def test_a_record_without_kind_is_refused():
    with pytest.raises(TypeError, match="'kind'"):
        bundle("a", "a", {})


def test_latex_is_shown_where_an_object_has_it():
    class Formula(Shown):
        def record(self):
            return {"kind": "values"}

        def markdown(self):
            return "$x$"

        def latex(self):
            return "$x$"

        def __str__(self):
            return "x"

    assert Formula()._repr_mimebundle_()["text/latex"] == "$x$"


EXPONENTIAL = Derivation(D(exp(Symbol("x", real=True)), Symbol("x", real=True)))
EXPONENTIAL.step(exp(Symbol("x", real=True)), "exponential")


def test_endings_show_the_last_lines_of_chains_and_texts():
    table = endings(
        ("function", "slope", "kink"), {"exponential": (EXPONENTIAL, "none")}
    )
    assert (
        table.markdown().splitlines()[-1]
        == r"| exponential | $\displaystyle e^{x}$ | none |"
    )
    assert table.record()["endings"] == [
        {"case": "exponential", "slope": r"$\displaystyle e^{x}$", "kink": "none"}
    ]


def test_endings_refuse_a_chain_with_a_wrong_line():
    x = Symbol("x", real=True)
    wrong = Derivation(D(x**2, x)).step(3 * x, "power rule")
    with pytest.raises(AssertionError, match="square: a line of the chain"):
        endings(("function", "slope"), {"square": (wrong,)})


@pytest.mark.parametrize(
    "rows, error", (({}, TypeError), ([1], TypeError), ({"a": ()}, ValueError))
)
def test_endings_need_an_entry_for_each_column(rows, error):
    with pytest.raises(error):
        endings(("function", "slope"), rows)
