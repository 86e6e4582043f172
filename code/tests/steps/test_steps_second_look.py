"""A second look moves integrals and limits by their errors, wherever they stand."""

import pytest
import sympy as sp
from derivations.steps import D, array, indices, sizes, total
from derivations.steps.numbers.compiling import MOVED
from derivations.steps.numbers.values import Values
from derivations.steps.vocabulary.dependence import holds_within

x, t = sp.symbols("x t", positive=True)
n = sizes("n")
i = indices("i")
a = array("a", n)
area = sp.Integral(sp.exp(-(t**2)), (t, 0, x))
areas = array("s", n, where=lambda j: a[j] * area)
slope = sp.Limit((sp.exp(t * x) - 1) / t, t, 0, "+-")


def looks(line):
    """The values of a first and of a second look, at one point."""
    lines = Values((line,))
    return [lines.at(line, 0, 35, nudged=nudged) for nudged in (False, True)]


@pytest.mark.parametrize(
    "line",
    [area, slope, areas[1], total(areas[i] ** 2, i), total(a[i] * area, i)],
    ids=str,
)
def test_what_holds_an_integral_or_a_limit_moves_by_its_error(line):
    first, second = looks(line)
    assert first != second
    assert abs(first - second) < 1e-15 * abs(first)


@pytest.mark.parametrize("line", [total(a[i] ** 2, i), D(sp.exp(x), x)], ids=str)
def test_what_holds_none_stays(line):
    assert not holds_within(line, MOVED)
    both = looks(line + area)
    plain = looks(area)
    assert abs((both[0] - plain[0]) - (both[1] - plain[1])) < 1e-33


def test_an_integral_is_found_within_an_abbreviation():
    assert holds_within(areas[1], MOVED)
    assert not holds_within(a[1], MOVED)
