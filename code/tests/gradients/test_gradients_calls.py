"""How f and the claim are called: args, pairs, bounds; what counts as one number."""

import numpy as np
import pytest
from derivations.gradients import check_gradient, check_hessian, check_jacobian

RNG = np.random.default_rng(1)
A, B, X = RNG.normal(size=(6, 4)), RNG.normal(size=6), RNG.normal(size=4)


def f(x, A, b):
    return np.sum((A @ x - b) ** 2)


def g(x, A, b):
    return 2 * A.T @ (A @ x - b)


def test_further_arguments():
    assert check_gradient(f, g, X, args=(A, B))
    half = check_gradient(f, lambda x, A, b: g(x, A, b) / 2, X, args=(A, B))
    assert half.explanation.kind == "scaled"
    assert check_hessian(g, lambda x, A, b: 2 * A.T @ A, X, args=(A, B))
    residual = check_jacobian(lambda x, A: A @ x, lambda x, A: A, X, args=(A,))
    assert residual.verdict == "agrees"


def test_one_further_argument_needs_no_tuple():
    assert check_gradient(lambda x, a: a * x @ x, lambda x, a: 2 * a * x, X, args=3.0)


def both(x):
    return x @ x, 2 * x


@pytest.mark.parametrize("claim", [None, True, both])
def test_value_and_gradient(claim):
    assert check_gradient(both, claim, X, value_and_gradient=True)


def test_value_and_gradient_that_do_not_fit():
    check = check_gradient(lambda x: (x @ x, -2 * x), None, X, value_and_gradient=True)
    assert check.explanation.kind == "sign"
    # A claim of its own is held against the value.
    check = check_gradient(both, lambda x: x, X, value_and_gradient=True)
    assert check.explanation.kind == "scaled"


def test_value_and_gradient_of_a_dictionary():
    def pair(p):
        return p["a"] * np.sum(p["b"]), {"a": np.sum(p["b"]), "b": p["a"] + 0 * p["b"]}

    x = {"a": 2.0, "b": np.array([1.0, 3.0])}
    assert check_gradient(pair, None, x, value_and_gradient=True)


def test_a_pair_is_asked_about_and_a_number_is_no_pair():
    with pytest.raises(TypeError, match="say value_and_gradient=True"):
        check_gradient(both, lambda x: 2 * x, X)
    with pytest.raises(TypeError, match=r"must return \(value, gradient\), got float"):
        check_gradient(lambda x: x @ x, None, X, value_and_gradient=True)


class Frame:
    """As much of a 1 x 1 frame as is looked at."""

    def __init__(self, values):
        self.values, self.index, self.columns = np.array(values), [0], [0]

    def to_numpy(self):
        return self.values


class Sparse:
    """As much of a sparse matrix as is looked at: no array of its own."""

    def __init__(self, matrix):
        self.matrix = matrix

    def todense(self):
        return np.asarray(self.matrix)


WRAPPED = {
    "tuple": lambda v: (v,),
    "list": lambda v: [v],
    "frame": lambda v: Frame([[v]]),
    "sparse": lambda v: Sparse([[v]]),
    "nested": lambda v: ([v],),
}


@pytest.mark.parametrize("name", WRAPPED)
def test_one_number(name):
    wrap = WRAPPED[name]
    assert check_gradient(lambda x: wrap(x @ x), lambda x: 2 * x, X)
    check = check_gradient(lambda x: wrap(x @ x), lambda x: x, X)
    assert (check.verdict, check.explanation.kind) == ("differs", "scaled")


@pytest.mark.parametrize("value", [(1.0, 2.0), [1.0, 2.0], Frame([[1.0, 2.0]])])
def test_two_numbers_are_not_one(value):
    with pytest.raises((ValueError, TypeError), match="must return one number"):
        check_gradient(lambda x: value, lambda x: x, X)


class Bounds:
    """As much of SciPy's Bounds as is looked at."""

    def __init__(self, lb, ub):
        self.lb, self.ub = lb, ub


def inside(x):
    """Raises what no check forgives where x is not between 0 and 1."""
    if np.any(x < 0) or np.any(x > 1):
        raise KeyboardInterrupt
    return np.sum(x**3)


EDGE = np.array([0.0, 1.0, 0.5])


@pytest.mark.parametrize(
    "bounds",
    [[(0, 1)] * 3, Bounds(0, 1), Bounds(np.zeros(3), np.ones(3)), [(0.0, 1.0)] * 3],
)
def test_nothing_is_evaluated_beyond_the_bounds(bounds):
    def claim(x):
        inside(x)
        return 3 * x**2

    assert check_gradient(inside, claim, EDGE, bounds=bounds)
    check = check_gradient(inside, lambda x: 2 * claim(x), EDGE, bounds=bounds)
    assert check.explanation.kind == "scaled"


def test_bounds_with_one_end():
    def root(x):
        if np.any(x < 0):
            raise KeyboardInterrupt
        return np.sum(np.sqrt(x) ** 3)

    def checked(x):
        bounds = [(0, None), (None, np.inf)]
        return check_gradient(root, lambda x: 1.5 * np.sqrt(x), x, bounds=bounds)

    assert checked([1e-3, 2.0])
    # At its own scale entry 0 cannot be seen here: it is 5e-5, and the rounding of f
    # over the size of x is 4e-7, of which steps this short leave two digits.
    check = checked([1e-9, 2.0])
    assert check.verdict == "inconclusive"
    assert "not seen as sharply as was asked for: entry 0" in check.notes


@pytest.mark.parametrize(
    ("x", "bounds", "words"),
    [
        ([0.5, 2.0], [(0, 1)] * 2, "got 2 in entry 1, above 1"),
        ([-0.5, 0.2], Bounds(0, 1), "got -0.5 in entry 0, below 0"),
        ([0.5, 0.5], [(0, 1)], "bounds must be 2 pairs"),
        ([0.5, 0.5, 0.5], (0, 1), "bounds must be 3 pairs"),
        ([0.5, 0.5], 1, "bounds must be 2 pairs"),
    ],
)
def test_bounds_that_do_not_fit(x, bounds, words):
    with pytest.raises(ValueError, match=words):
        check_gradient(lambda x: x @ x, lambda x: 2 * x, x, bounds=bounds)
