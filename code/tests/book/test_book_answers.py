"""Box, chain, other answers and agreeing checks: shown, and refused where wrong."""

import json

import numpy as np
import pytest
from derivations import check_gradient
from derivations.book import Slip, agrees, box, compare, other_answers, proof
from derivations.book.shown.formulas import (
    first_sentence,
    typeset_names,
    typeset_slip,
)
from derivations.book.shown.plain_formulas import typeset_plain
from derivations.book.shown.proofs import foot
from derivations.display import RECORD
from derivations.steps import (
    D,
    Derivation,
    Gradient,
    array,
    as_written,
    function,
    indices,
    matrix,
    sizes,
    total,
    tr,
    vector,
)
from derivations.steps.diagnosis.explanation import Explanation
from derivations.steps.report import WrongStep
from derivations.steps.slips.trees import short
from derivations.steps.typesetting.latex import latex
from derivations.steps.verdicts.step_verdict import StepVerdict
from sympy import (
    Abs,
    Eq,
    FiniteSet,
    Interval,
    Mul,
    Symbol,
    cos,
    exp,
    log,
    oo,
    pi,
    sin,
    symbols,
)

x = Symbol("x", real=True)
p = Symbol("p", positive=True)
m, i, j = sizes("m"), *indices("i j")
a, t = array("a", m), array("t", m)
k = sizes("k")
A, B = matrix("A", k, k, kind="positive definite"), matrix("B", k, m)


NAMELESS = exp(a[j]) * sin(t[j]) ** 3  # no slip that anything has a name for


def chain(**options):
    """One entry of a gradient, in two lines."""
    with as_written():
        found = Derivation(D(total(a[i] * t[i] ** 2, i), t[j]), **options)
        found.step(total(D(a[i] * t[i] ** 2, t[j]), i), "linearity of the sum")
        found.step(2 * a[j] * t[j], "power rule; only $i=j$ is left")
    return found


def whole(sign=1):
    """The same for all entries at once, or its negative."""
    with as_written():
        first = Gradient(sign * total(a[i] * t[i] ** 2, i), t)
        entries = array("g", m, where=lambda k: 2 * sign * a[k] * t[k])
        found = Derivation(first, sizes={m: 3})
        found.step(vector("g", m, entries=entries), "entry by entry")
    return found


# the chain ----------------------------------------------------------------------------


def test_a_chain_shows_one_line_below_it_and_numbers_alone():
    shown = proof(chain(name="a sum"), main=True)
    page = shown.markdown()
    assert page.count("✓∀") == 1
    assert '<span class="check" id="line-2">(2)</span>' in page
    assert "all 2 lines · " in page and "wrong versions refused</small>" in page
    assert shown.record()["main"] and shown.record()["mutation"]["total"]
    assert "2 lines: 2 proved" in str(shown)
    json.dumps(shown._repr_mimebundle_()[RECORD])


def test_lines_of_another_chain_carry_its_name():
    assert 'id="a-sum-of-squares-2"' in proof(chain(name="a sum of squares")).markdown()
    assert "main" not in proof(chain(name="a sum")).record()
    assert "id=" not in proof(chain()).markdown()


def test_marks_that_differ_stay_beside_their_lines():
    found = Derivation(D(x**2, x)).step(2 * x, "power rule")
    found.cite(2 * x + 0 * sin(x), "a fact", "A. Author, *Book*")
    page = proof(found).markdown()
    assert page.count("✓∀") == page.count("†") == 2
    assert "1 of 2 lines" in page and "† cited (2)" in page.replace("</abbr>", "")


def test_an_inequality_has_no_wrong_versions_to_count():
    found = Derivation(x**2 + 1).step(x**2, "drop 1", relation=">=")
    assert "refused" not in foot(found.verify())


def test_two_points_are_a_domain_and_one_is_none():
    def slope_at(*points):
        found = Derivation(D(x**2, x), domain={x: FiniteSet(*points)})
        return found.step(2 * x, "power rule")

    assert "1 line" in foot(proof(slope_at(1, 2)).report)
    with pytest.raises(ValueError, match=r"domain of x: one point .*, got \[1\]"):
        proof(slope_at(1))


def test_a_chain_with_a_wrong_line_is_not_shown():
    with pytest.raises(WrongStep, match="sign is wrong"):
        proof(Derivation(D(cos(x), x)).step(sin(x), "derivative of the cosine"))


# the box ------------------------------------------------------------------------------


def test_a_box_says_where_it_was_proved_and_in_which_lines():
    shown = box(whole().result("gradient"), chain(), index=j, note="With $a$ given.")
    assert shown.holds == ["Proved for all $m$ and real $a$, $t$"]
    page = shown.markdown()
    assert "With $a$ given. Proved for all" in page and "[lines 1–2](#line-1)" in page
    record = shown.record()
    assert record["boxed"] and record["proved_in"] == 2
    assert (record["kind"], record["name"]) == ("result", "gradient")
    assert "lines 1–2" in str(shown) and "$" not in str(shown)


def test_a_box_of_the_chain_itself_needs_no_second_form():
    found = Derivation(D(log(p), p), domain={p: (1, 3)}).step(
        1 / p, "derivative of log"
    )
    assert extent_of(found) == "Proved for all $p$ in $(1, 3)$"


def test_a_box_names_what_it_holds_for():
    n, k = Symbol("n", integer=True, positive=True), Symbol("k", integer=True)
    slope = function("f")
    law = function("F", derivative=slope)
    power = Derivation(D(law(x) ** n, x)).step(n * law(x) ** (n - 1) * slope(x), "rule")
    assert extent_of(power) == "Proved for all $n$, real $x$ and functions $F$"
    root = Derivation(D(k * log(p), p), domain={p: (0, 2)})
    root.step(k / p, "derivative of the logarithm", needs=p > 1)
    assert extent_of(root) == "Proved for all whole $k$ and $p$ in $(1, 2)$"
    one = Derivation(D(total(a[i] ** 2, i), a[j])).step(2 * a[j], "power rule")
    assert extent_of(one) == "Proved for all $m$, $j$ and real $a$"


def extent_of(found):
    return box(found.result("it"), found).record()["holds"]


def test_a_box_that_differs_from_its_chain_is_refused():
    with pytest.raises(AssertionError, match="left side of the box is not the first"):
        box(whole(sign=-1).result("gradient"), chain(), index=j)
    line = Derivation(D(x**2, x)).step(2 * x, "power rule")
    bound = Derivation(D(x**2, x)).step(2 * x + 1, "add 1", relation="<")
    with pytest.raises(AssertionError, match="the box says '<', the chain '='"):
        box(bound.result("slope"), line)
    other = Derivation(D(x**3, x)).step(3 * x**2, "power rule")
    with pytest.raises(AssertionError, match="left side"):
        box(other.result("slope"), line)


def test_a_box_drawn_where_nothing_is_evaluated_sees_that_both_sides_are_the_same():
    with as_written():
        found = Derivation(2 * x).step(x + x, "twice").step(x * 2, "and back")
        with pytest.raises(AssertionError, match="both sides are the same"):
            box(found.result("2x"), found)


def test_a_box_is_refused_where_its_chain_does_not_hold():
    right = Derivation(D(cos(x), x)).step(-sin(x), "derivative of the cosine")
    wrong = Derivation(D(cos(x), x)).step(sin(x), "derivative of the cosine")
    with pytest.raises(WrongStep):
        box(right.result("slope"), wrong)


def test_a_box_claims_no_more_than_its_checks():
    sampled = Derivation(sin(x)).step(sin(x + 2 * pi) + 0 * exp(x), "period")
    sampled.cite(sin(x), "a fact", "A. Author, *Book*")
    sampled.step(2 * sin(x / 2) * cos(x / 2), "double angle", needs="$x$ small")
    shown = box(sampled.result("sine"), sampled)
    assert shown.holds[1:] == [
        "cited: A. Author, *Book*",
        "stated, not checked: $x$ small",
    ]
    assert ", in [lines 1–3](#line-1); cited: A. Author" in shown.markdown()
    product = Derivation(tr(B * B.T * A)).step(tr(B.T * A * B), "cyclic trace")
    assert extent_of(product).startswith("Proved at the sizes k = ")
    a, b = symbols("a b", positive=True)
    assumed = Derivation(a).step(b, "given", needs=Eq(a, b))
    assert extent_of(assumed) == "Proved for all positive $a$, $b$ and $a = b$"


def test_a_comparison_names_its_points_and_sizes():
    sums = [total(f, i) for f in (log(1 + a[i] ** 2), Abs(a[i]))]
    bound = Derivation(sums[0], sizes={m: 3}).step(sums[1], "bounds", relation="<=")
    assert extent_of(bound) == "Agrees at 24 points, m = 3"
    bound = Derivation(log(1 + x**2)).step(Abs(x), "a bound", relation="<=")
    assert extent_of(bound) == "Agrees at 24 points"


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (Interval(0, oo), "nonnegative $x$"),
        (Interval.open(0, oo), "positive $x$"),
        (Interval(-oo, 0), "nonpositive $x$"),
        (Interval(0, 1), "$x$ in $[0, 1]$"),
        (Interval.Ropen(0, 1), "$x$ in $[0, 1)$"),
        ((0, 1), "$x$ in $(0, 1)$"),
    ],
)
def test_the_ends_of_a_domain_are_said_as_they_are(where, said):
    line = Derivation((x + 1) ** 2, domain={x: where})
    assert extent_of(line.step(x**2 + 2 * x + 1, "multiply out")).endswith(said)


def test_points_are_not_called_a_proof():
    found = Derivation(x * exp(-(x**2))).step(
        exp(-(x**2)) * x / 1 + 1, "a bound", relation="<="
    )
    marks = {line.mark for line in found.check().lines}
    said = extent_of(found)
    assert said.startswith("Proved" if marks == {"proved-all"} else "Agrees at")


# other answers ------------------------------------------------------------------------


def test_other_answers_show_formula_slip_line_and_what_the_check_says():
    slips = {
        "the 2 lost": Slip(2, a[j] * t[j]),
        "another": Slip(2, NAMELESS, author="the sum stays."),
    }
    table = other_answers(chain(sizes={m: 3}), slips)
    first, second = table.record()["rows"]
    assert first["line"] == 2 and first["refused_as"] == "factor"
    assert second["author"] == "the sum stays." and "no known pattern" in second["says"]
    page = table.markdown()
    assert r"| $\displaystyle a_{j} t_{j}$ | the 2 lost | [2](#line-2) |" in page
    assert "*Author:* the sum stays. *Check:* no known pattern" in page
    assert "a_j t_j" in str(table)
    json.dumps(table.record())


def test_the_lines_of_another_chain_are_linked_by_its_own_names():
    lost = {"the 2 lost": Slip(2, a[j] * t[j])}
    named = chain(sizes={m: 3}, name="a sum of squares")
    page = other_answers(named, lost, main=False).markdown()
    assert "[2](#a-sum-of-squares-2)" in page and "#line-" not in page
    assert 'id="a-sum-of-squares-2"' in proof(named).markdown()
    assert "| the 2 lost | 2 |" in other_answers(chain(), lost, main=False).markdown()
    assert other_answers(named, lost).record()["chain"] == "a sum of squares"


def test_the_first_sentence_ends_at_no_dots_in_a_formula():
    assert first_sentence("A slip ... In it. Correct: x.") == "A slip ... In it."


def test_the_answer_follows_from_the_slip_or_is_refused():
    lost = Slip(1, total(a[i] * D(t[i], t[j]), i), answer=a[j])
    table = other_answers(chain(), {"the power": lost})
    assert table.record()["rows"][0]["answer"] == "a_j"
    with pytest.raises(AssertionError, match="does not lead to that answer"):
        other_answers(chain(), {"the power": lost._replace(answer=t[j])})


def test_a_slip_that_is_none_is_refused():
    right = Slip(2, a[j] * t[j] + a[j] * t[j])
    with pytest.raises(AssertionError, match="'no slip' is not refused in line 2"):
        other_answers(chain(), {"no slip": right})


def test_a_slip_without_any_name_needs_the_authors_sentence():
    nameless = Slip(2, NAMELESS)
    with pytest.raises(AssertionError, match="as `author`"):
        other_answers(chain(), {"another": nameless})


@pytest.mark.parametrize("slips", [{}, None, [Slip(1, x)], {"a": (1, x)}])
def test_what_is_no_slip_is_named(slips):
    with pytest.raises(TypeError, match="Slip"):
        other_answers(chain(), slips)


def test_formulas_in_a_sentence_are_typeset_and_words_are_not():
    part = 2 * a[j] * t[j]
    said = "In 2 a_j t_j: the factor a_j of every term is lost (1/2)."
    assert typeset_names(said, part) == (
        r"In $2 a_{j} t_{j}$: the factor $a_{j}$ of every term is lost ($\frac{1}{2}$)."
    )
    assert typeset_names("2 x 3 for 3 x 2") == "2 × 3 for 3 × 2"
    assert typeset_names("The sign is wrong, a_1.") == r"The sign is wrong, a\_1."


def test_parts_of_a_product_are_found_up_to_six_factors():
    factors = symbols("b c d e f g h")
    for many, shown in ((6, "$b c$"), (7, "$b$ $c$")):
        told = typeset_names("The factor b c is lost.", Mul(*factors[:many]))
        assert told == f"The factor {shown} is lost."


def test_pieces_that_are_text_are_typeset_beside_expressions():
    slip = "The line is right with the index {}, where {} stands."
    found = Explanation("index", slip, ("j -> i in a_j t_j", a[j] * t[j]))
    step = StepVerdict("refuted", a[i] * t[j], a[j] * t[j], explanation=found)
    assert typeset_slip(step) == (
        "The line is right with the index $j$ \N{RIGHTWARDS ARROW} $i$ in "
        "$a_{j} t_{j}$, where $a_{j} t_{j}$ stands."
    )


def test_a_part_that_a_name_cuts_short_is_typeset_whole():
    line = 2 * a[j] * t[j] + sin(t[j]) + cos(t[j]) ** 3
    cut = short(line, 20)
    assert cut.endswith("...")
    shown = typeset_names(f"sign of t_j in {cut} changed", line)
    assert shown == f"sign of $t_{{j}}$ in ${latex(line)}$ changed"
    found = Explanation("term", "Term {} is lost.", ("2 a_j t_j",), 2 * a[j] * t[j])
    step = StepVerdict("refuted", total(a[i], i), a[j], explanation=found)
    assert typeset_slip(step) == "Term $2 a_{j} t_{j}$ is lost."


@pytest.mark.parametrize(
    ("said", "page"),
    [
        ("1/m (m = 3) times the claim", "$1/m$ $(m = 3)$ times the claim"),
        ("dividing by 1 - exp(-x);", r"dividing by $1 - \exp(-x)$;"),
        ("at x = -1.5: left 2, right -1", "at $x = -1.5$: left 2, right -1"),
        ("by -0.1 and by -x^2", "by -0.1 and by $-x^2$"),
        ("right by sqrt(2 n), not x.", r"right by $\sqrt{2\,n}$, not $x$."),
        ("(u' J v differs from v' J u)", r"($u'\,J v$ differs from $v'\,J u$)"),
        ("C'AB' enters with weight 0", "$C'AB'$ enters with weight 0"),
        ("the term of 1 enters with weight 0", "the term of 1 enters with weight 0"),
        ("entries (0, 1) and 31 more", "entries (0, 1) and 31 more"),
        ("orders 'C' and 'F' in a line", "orders 'C' and 'F' in a line"),
        ("entry (3,): claims 0, right is -1.5", "entry (3,): claims 0, right is -1.5"),
    ],
)
def test_formulas_of_a_numeric_check_are_typeset_and_words_are_not(said, page):
    assert typeset_plain(said) == page


# checks in one line -------------------------------------------------------------------


def square(claim):
    return check_gradient(lambda t: t @ t, claim, np.array([1.0, 2.0]))


def test_a_check_that_agrees_is_one_line_that_unfolds():
    shown = agrees(square(lambda t: 2 * t))
    summary, rest = shown.markdown().split("</summary>")
    assert "a relative error of 10<sup>\N{MINUS SIGN}6</sup> would" in summary
    assert "The gradient <b>agrees</b>" in summary and "| index |" in rest
    assert shown.record()["kind"] == "check"
    one = np.exp(0.0)
    two = agrees(compare({"a": (one, 1.0, "x", 9), "b": (2 * one, 2.0, "y")}))
    assert "All 2 results <b>agree</b>" in two.markdown()
    mean = agrees(compare({"mean": (one, 1.0, "SciPy")}))
    assert "Mean <b>agrees</b> with SciPy, to at least 12" in mean.markdown()
    typeset = agrees(compare({"$J$": (one, 1.0, "`f`")}))
    assert "The result <b>agrees</b> with its reference" in typeset.markdown()
    assert "at least 9 digits" in two.markdown()


def test_a_check_that_does_not_agree_is_refused():
    with pytest.raises(AssertionError, match="'differs'"):
        agrees(square(lambda t: -2 * t))


@pytest.mark.parametrize("what", [None, True, (1.0, 1.0), "agrees"])
def test_what_is_no_check_is_named(what):
    with pytest.raises(TypeError, match="check_gradient"):
        agrees(what)


def test_a_box_says_where_it_is_proved_but_for_what_is_cited():
    x = Symbol("x", real=True)
    cited = Derivation(D(x**2, x), name="cited").cite(3 * x, "known", "A book")
    cited.step(x + 2 * x, "split")
    shown = str(box(cited.result("slope"), cited))
    assert "but for what is cited" in shown and "cited: A book" in shown
