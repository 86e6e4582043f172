"""Values that a point keeps: the same as computed anew, whatever is moved or bound."""

from itertools import pairwise

from derivations.steps import (
    D,
    array,
    as_written,
    define,
    indices,
    matrix,
    sizes,
    total,
    tr,
)
from derivations.steps.numbers.numeric import value
from derivations.steps.numbers.point import Point
from derivations.steps.numbers.sampling import Conditions, drawn
from derivations.steps.vocabulary.domain import Domain
from derivations.steps.vocabulary.notation import Gradient
from mpmath import mp
from sympy import Integral, Symbol, exp, sin, symbols

m, n = sizes("m n")
i, k = indices("i k")
x, t = Symbol("x", real=True), Symbol("t", real=True)
theta, data = array("theta", n), array("x", m, n, sample=True)
z = array("z", m, where=lambda i: total(theta[k] * data[i, k], k))
A, B = matrix("A", m, n), matrix("B", n, m)


def at_a_point(expression, number=1, digits=30):
    point = Point(number, Domain(), {m: 3, n: 2})
    with mp.workdps(digits):
        return value(expression, point)


def test_a_kept_value_is_not_that_of_a_moved_name():
    square = D(sin(x) ** 2, x)
    # the inner derivative is first kept, then asked for with x moved
    both = square + D(x * square, x)
    expected = square.expression.diff(x) + (x * square.expression.diff(x)).diff(x)
    assert abs(at_a_point(both) - at_a_point(expected)) < 1e-14


def test_a_kept_value_is_not_that_of_another_index():
    of_each = total(D(exp(z[i]), theta[1]), i)
    expected = total(data[i, 1] * exp(z[i]), i)
    assert abs(at_a_point(of_each) - at_a_point(expected)) < 1e-14


def test_an_abbreviation_moves_with_what_it_stands_for():
    inner = total(z[i], i)
    found = at_a_point(inner + D(inner, theta[2]))
    expected = at_a_point(inner + total(data[i, 2], i))
    assert abs(found - expected) < 1e-14


def test_a_product_of_matrices_moves_with_its_factors():
    product = tr(A * B)
    found = at_a_point(product * Gradient(product, A))
    expected = at_a_point(product * B.T)
    assert mp.norm(found - expected) < 1e-14


def test_an_integral_is_kept_for_each_value_of_what_is_bound():
    inner = Integral(exp(-x * t), (t, 0, 1))
    outer = Integral(inner, (x, 0, 1))
    other = Integral(inner, (x, 1, 2))
    assert at_a_point(outer, digits=15) > at_a_point(other, digits=15) + 0.2


def test_values_of_two_precisions_are_kept_apart():
    point = Point(1, Domain(), {m: 3, n: 2})
    series = total(exp(z[i]), i)
    with mp.workdps(15):
        value(series, point)
    with mp.workdps(60):
        again = value(series, point)
        afresh = value(series, Point(1, Domain(), {m: 3, n: 2}))
    assert again == afresh


def test_symbols_that_stand_in_an_order_are_put_into_it_at_once():
    names = symbols("k0:4", real=True)
    domain = Domain({a < b for a, b in pairwise(names)})
    for number in range(8):
        point = drawn(number, domain, Conditions(domain, {}), {}, {}, 1, {})
        assert point.attempt == 0
        values = [point.symbol(name) for name in names]
        assert values == sorted(values)


def test_a_definition_unfolded_while_writing_is_not_kept_for_the_check():
    twice = define("twice", lambda v: v + v - 0 * v)
    with as_written():
        written = twice(x).unfold()
    assert str(twice(x).unfold()) == "2*x" != str(written)
