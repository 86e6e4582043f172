"""Derivatives as numbers: right values, and none where there is no derivative."""

from fractions import Fraction

import pytest
from derivations.steps import (
    array,
    elementwise,
    indices,
    matrix,
    sizes,
    total,
    vector,
)
from derivations.steps.errors import Undefined
from derivations.steps.numbers.derivatives import slope_at
from derivations.steps.numbers.numeric import value
from derivations.steps.numbers.settable import Settable
from derivations.steps.vocabulary.domain import Domain
from derivations.steps.vocabulary.notation import Gradient, Hessian, Jacobian
from mpmath import mp
from sympy import (
    Abs,
    Derivative,
    Subs,
    Symbol,
    cos,
    sin,
    sqrt,
)

m, n = sizes("m n")
i, k = indices("i k")
x, t = Symbol("x", real=True), Symbol("t", real=True)
A, v, w = matrix("A", m, n), vector("v", n), vector("w", m)
theta = array("theta", n)
SIZES = {m: 3, n: 2}


def point(**numbers):
    """A point with given numbers, ``v_2=0`` for an entry of a vector."""
    made = Settable(1, Domain(), SIZES)
    names = {"x": x, "t": t, "v": v, "theta": theta}
    set_to = {}
    for label, number in numbers.items():
        name, *index = label.split("_")
        owner = names[name]
        key = (owner, ()) if not index else made.keys_of(owner)[int(index[0]) - 1]
        set_to[key] = Fraction(number)
    made.put(set_to)
    return made


def number(expression, at_point=None, digits=30):
    with mp.workdps(digits):
        return value(expression, at_point or point())


def near(found, expected):
    size = mp.norm if isinstance(found, mp.matrix) else abs
    return size(found - expected) < mp.mpf(10) ** -14 * (1 + size(expected))


# --- by one number --------------------------------------------------------------------


@pytest.mark.parametrize("place", [0, mp.mpf("0.5"), -3, 2**20 - 1])
def test_next_to_a_pole_at_a_plain_number_there_is_no_slope(place):
    place = mp.mpf(place)

    def pole(number):
        return mp.inf if number == place else 1 / (number - place) ** 2

    with pytest.raises(Undefined, match="no finite value there"):
        slope_at(pole, place, kinked=False)
    assert near(slope_at(pole, place + 1, kinked=False), -2)


def test_a_corner_has_no_slope_and_beside_it_there_is_one():
    def corner(number):
        return abs(number - 1)

    with pytest.raises(Undefined, match="both sides differ"):
        slope_at(corner, mp.one, kinked=True)
    assert slope_at(corner, mp.mpf(3), kinked=True) == 1
    assert slope_at(corner, mp.mpf("0.5"), kinked=True) == -1


def test_a_slope_close_to_zero_is_taken_with_smaller_steps():
    with mp.workdps(15):
        close = mp.mpf(10) ** -74
        assert near(slope_at(mp.log, close, kinked=False) * close, 1)


def test_what_is_substituted_is_put_in_after_differentiating():
    line = Subs(Derivative(sin(x * t), x), x, 2 * t)
    assert near(number(line), number(t * cos(2 * t**2)))


def test_two_names_are_substituted_each_by_its_own():
    line = Subs(Derivative(x**2 * t**3, x), (x, t), (5, 2))
    assert near(number(line), 80)


# --- by vectors and matrices ----------------------------------------------------------


def test_the_jacobian_of_a_linear_map_is_its_matrix():
    assert near(number(Jacobian(A * v, v)), number(A))


def test_the_jacobian_has_no_value_at_a_corner_of_an_entry():
    line = Jacobian(elementwise(Abs, v), v)
    slopes = number(line, point(v_1=-2, v_2=3))
    assert near(slopes, mp.matrix([[-1, 0], [0, 1]]))
    with pytest.raises(Undefined, match="both sides differ"):
        number(line, point(v_1=-2, v_2=0))


def test_the_gradient_of_a_norm_has_no_value_at_zero():
    line = Gradient(sqrt((v.T * v)[0, 0]), v)
    assert near(number(line, point(v_1=3, v_2=-4)), mp.matrix(["0.6", "-0.8"]))
    with pytest.raises(Undefined, match="both sides differ"):
        number(line, point(v_1=0, v_2=0))


def test_the_gradient_of_a_sum_of_absolute_values_has_no_value_where_one_is_zero():
    line = Gradient(total(Abs(theta[k]), k), theta)
    assert near(number(line, point(theta_1=3, theta_2=-4)), mp.matrix([1, -1]))
    with pytest.raises(Undefined, match="both sides differ"):
        number(line, point(theta_1=3, theta_2=0))


def test_the_hessian_of_a_quadratic_form_is_its_matrix_and_the_transpose():
    B = matrix("B", n, n)
    assert near(number(Hessian((v.T * B * v)[0, 0], v)), number(B + B.T))
