"""A derivative by an abbreviation overlooks nothing that its definition is made of."""

import pytest
from derivations.steps import (
    D,
    Gradient,
    Hessian,
    Jacobian,
    array,
    check_step,
    function,
    indices,
    matrix,
    sizes,
    total,
    vector,
)
from derivations.steps.errors import Unsupported
from sympy import S, ZeroMatrix, exp

K, n = sizes("K n")
b, i, j, k, r = indices("b i j k r")
w, x = array("w", K, n), array("x", n)
z = array("z", K, where=lambda k: total(w[k, r] * x[r], r))
row = array("w_j", n, where=lambda b: w[j, b])
W, x_vector = matrix("W", K, n, entries=w), vector("x", n, entries=x)
square = array("s", n, where=lambda k: x[k] ** 2)
f = function("f")
f_x = array("d", n, where=lambda k: f(x[k]))
y = array("y", n)

UNCLEAR = {
    "an entry by its other name": D(w[j, b], row[b]),
    "a softmax by a row of its weights": D(exp(z[k]) / total(exp(z[i]), i), row[b]),
    "a product by a row of its factor": Jacobian(
        W * x_vector, vector("w_j", n, entries=row)
    ),
    "a sum by what it is called": D(total(w[k, r] * x[r], r), z[k]),
    "a gradient by the array itself": Gradient(total(x[k] ** 2, k), square),
    "a Jacobian by the array itself": Jacobian(x_vector, square),
    "a Hessian by the array itself": Hessian(x_vector.T * x_vector, square),
    "by it and by what it is made of": D(z[k] ** 2, z[k], w[k, j]),
    "by what it is made of, inside": D(D(square[j], x[j]), square[j]),
}


@pytest.mark.parametrize("name", UNCLEAR)
def test_what_is_hidden_in_the_definition_is_refused(name):
    """It was zero, as if the names in the definition were others."""
    shape = getattr(UNCLEAR[name], "shape", None)
    with pytest.raises(Unsupported, match="is not clear"):
        check_step(UNCLEAR[name], ZeroMatrix(*shape) if shape else S.Zero)


def test_a_function_of_the_same_name_is_nothing_that_could_move():
    assert check_step(D(f(y[j]), f_x[j]), 0)


def test_an_entry_in_sympy_s_count_is_refused():
    """It was taken for a name that occurs nowhere: every derivative was zero."""
    u = vector("u", n)
    with pytest.raises(ValueError, match="entries=x"):
        D(u.T * u, u[0, 0])
    assert check_step(D(x_vector.T * x_vector, x[j]), 2 * x[j])


def test_derivatives_by_the_abbreviation_alone_may_be_repeated():
    assert check_step(D(D(z[k] ** 3, z[k]), z[k]), 6 * z[k])


def test_beside_the_abbreviation_the_rest_is_held_fixed():
    line = D(x[b] * z[k] ** 2, z[k])
    assert check_step(line, 2 * x[b] * z[k])
    assert not check_step(line, 2 * z[k])


def test_a_derivative_may_be_split_by_its_rules():
    """Beside a derivative of what holds z, that of x is the one with x held fixed."""
    parts = D(z[k] ** 2, z[k]) + D(x[b], z[k])
    assert check_step(D(z[k] ** 2 + x[b], z[k]), parts)
    factors = D(z[k] ** 2, z[k]) * x[b] + z[k] ** 2 * D(x[b], z[k])
    assert check_step(D(x[b] * z[k] ** 2, z[k]), factors)
    assert not check_step(D(x[b] * z[k] ** 2, z[k]), factors + 1)
