"""A derivative by an abbreviation overlooks nothing that its definition is made of."""

import pytest
from derivations.steps import (
    D,
    Jacobian,
    array,
    check_step,
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

UNCLEAR = {
    "an entry by its other name": D(w[j, b], row[b]),
    "a softmax by a row of its weights": D(exp(z[k]) / total(exp(z[i]), i), row[b]),
    "a product by a row of its factor": Jacobian(
        W * x_vector, vector("w_j", n, entries=row)
    ),
    "a sum by what it is called": D(total(w[k, r] * x[r], r), z[k]),
}


@pytest.mark.parametrize("name", UNCLEAR)
def test_what_is_hidden_in_the_definition_is_refused(name):
    """It was zero, as if the names in the definition were others."""
    shape = getattr(UNCLEAR[name], "shape", None)
    with pytest.raises(Unsupported, match="is not clear"):
        check_step(UNCLEAR[name], ZeroMatrix(*shape) if shape else S.Zero)


def test_beside_the_abbreviation_the_rest_is_held_fixed():
    line = D(x[b] * z[k] ** 2, z[k])
    assert check_step(line, 2 * x[b] * z[k])
    assert not check_step(line, 2 * z[k])
