"""LaTeX in, at its edges: what could be taken for something else, and what is told."""

import pytest
from derivations.steps import as_written, matrix
from derivations.steps.latex_check import NotUnderstood, check_latex
from derivations.steps.latex_input import declared, read
from derivations.steps.latex_input.values import plus, times
from derivations.steps.on_page import headline
from derivations.steps.typesetting.plain import plain
from derivations.steps.vocabulary.scalars import scalar


def meaning(source, names):
    """The first side of the only chain of a source, in plain text."""
    with as_written():
        (chain,) = read(source, declared(names))
    return plain(chain.sides[0].value).replace("  ", " ")


READ = {
    "a d above alone is a name": (r"\frac{d}{2} x", "d: positive; x: real", "d/2 · x"),
    "a d below alone is a name": (r"\frac{x}{d}", "d: positive; x: real", "x/d"),
    "a sum in brackets is differentiated as a whole": (
        *(r"\partial (x^2 + x) / \partial x", "x: real"),
        "d/dx (x^2 + x)",
    ),
    "all before the stroke is differentiated": (
        *(r"\partial x e^x / \partial x", "x: real"),
        "d/dx (x e^x)",
    ),
    "powers in one line": (r"d^2 (x^3) / d x^2", "x: real", "d^2/dx^2 x^3"),
    "the power of a function": (
        r"\sin^2 x + \cos^{3} x",
        "x: real",
        "sin^2 x + cos^3 x",
    ),
    "a sum of matrices": (r"A + B", "A, B: m by n", "A + B"),
    "one absolute value beside another": (
        *(r"|x| |y| + |x|", "x, y: real"),
        "|x| |y| + |x|",
    ),
    "absolute values within one": (
        *(r"\left|x + |y|\right| + 1", "x, y: real"),
        "|x + |y|| + 1",
    ),
    "the sum of absolute values": (r"\|y\|_1", "y: m", "∑_{k=1}^{m} |y_k|"),
    "the Euclidean norm": (r"\|y\|_2", "y: m", "√(∑_{k=1}^{m} y_k^2)"),
    "the norm without an index": (r"\|y\|", "y: m", "√(∑_{k=1}^{m} y_k^2)"),
}


@pytest.mark.parametrize("name", READ)
def test_it_is_read_as_meant(name):
    source, names, wanted = READ[name]
    assert meaning(source, names) == wanted


@pytest.mark.parametrize(
    ("source", "place"),
    [(r"\nabla_w^3 (w^\top w)", 9), (r"\nabla^{4}_w (w^\top w)", 8)],
)
def test_another_power_of_nabla_is_refused_where_it_stands(source, place):
    with pytest.raises(NotUnderstood, match="no other power") as refused:
        read(source, declared("w: n"))
    assert refused.value.place == place


def test_a_transposed_matrix_beside_a_sample_has_its_entries_turned():
    names = "m samples, n features; x: m x n by sample; A: n by n; y: n"
    line = r"y^\top A^\top x^{(i)} = \sum_{j=1}^n \sum_{k=1}^n y_j A_{kj} x^{(i)}_k"
    assert check_latex(line, names=names)
    assert not check_latex(line.replace("A_{kj}", "A_{jk}"), names=names)
    line = r"A^\top x^{(i)} = (A^\top + A - A) x^{(i)}"
    assert check_latex(line, names=names)
    assert not check_latex(r"A^\top x^{(i)} = A x^{(i)}", names=names)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("y_{12} + y_{1,2}", "y has 1 indices, found 2"),
        ("x^{(1)}_{1,2} + 1", "x has 2 indices, found 3"),
    ],
)
def test_an_index_too_many_or_too_few_is_counted(source, words):
    with pytest.raises(NotUnderstood, match=words):
        read(source, declared("y: m; x: m x n by sample"))


def test_each_line_of_a_report_has_its_relation():
    report = check_latex(r"x^2 + 1 \ge 2 x = x + x", names="x: real")
    assert [line.relation for line in report.lines] == ["", ">=", "="]


@pytest.mark.parametrize("end", ["oo", "inf", "infinity"])
def test_an_interval_may_reach_to_infinity_on_either_side(end):
    known = declared(f"t: real, between -{end} and 3; u: real, in (-1/2, {end})")
    assert sorted(map(str, known.domain.values())) == ["(-1/2, oo)", "(-oo, 3)"]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("x + x = 2x", "The step holds."),
        ("x + 2x = 3x = 5x - 2x", "All 2 steps hold."),
        ("x + x = 3x", "Line 2 is wrong."),
        ("x + x", "Nothing to compare: a chain needs two sides at least."),
    ],
)
def test_a_headline_counts_the_steps_that_hold(source, words):
    assert headline(check_latex(source, names="x: real")) == words


def test_a_name_that_is_called_could_be_declared_as_a_function_and_nothing_else():
    with pytest.raises(NotUnderstood) as refused:
        read("g(x) + 1", declared("x: real"))
    assert refused.value.remedies == ("g: function",)
    with pytest.raises(NotUnderstood) as refused:
        read("g + 1", declared("x: real"))
    assert "g: function" not in refused.value.remedies


def test_a_derivative_by_a_name_with_a_definition_is_taken_at_what_it_stands_for():
    line = r"\frac{d}{dz} z^3 = 3 z^2"
    assert check_latex(line, names="x: real", given=["z = 2x"])
    assert check_latex(r"\frac{d}{dz} z^3 = 12 x^2", names="x: real", given=["z = 2x"])
    wrong = r"\frac{d}{dz} z^3 = 24 x^2"  # the slope by x
    assert not check_latex(wrong, names="x: real", given=["z = 2x"])


def test_matrices_with_a_single_entry_add_up_to_one_and_a_number_to_a_number():
    a, b = matrix("a", 1, 1), matrix("b", 1, 1)
    with as_written():
        both, product = plus(a, b), times(a, b)
    assert both.shape == (1, 1) and both.args == (a, b)
    assert product.is_commutative and not getattr(product, "is_Matrix", False)
    assert plus(a, 1) == plus(1, a) == scalar(a) + 1
