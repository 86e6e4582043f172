"""Dictionaries, lists, tuples and frames of arrays: same structure, named entries."""

from collections import namedtuple

import numpy as np
import pytest
from derivations.gradients import check_gradient, check_hessian, check_jacobian
from derivations.gradients.hypotheses.named import NamedShape
from derivations.gradients.hypotheses.patterns import be, places
from derivations.gradients.inputs.structures import Structure, is_structure

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(7, 2)), RNG.normal(size=7)
PARAMS = {
    "W1": RNG.normal(size=(3, 2)),
    "b1": RNG.normal(size=3),
    "out": {"w": RNG.normal(size=3), "c": 0.3},
}


def loss(params):
    hidden = np.tanh(X @ params["W1"].T + params["b1"])
    return np.mean((hidden @ params["out"]["w"] + params["out"]["c"] - Y) ** 2) / 2


def backward(params):
    hidden = np.tanh(X @ params["W1"].T + params["b1"])
    off = (hidden @ params["out"]["w"] + params["out"]["c"] - Y) / len(Y)
    delta = off[:, None] * params["out"]["w"] * (1 - hidden**2)
    return {
        "W1": delta.T @ X,
        "b1": delta.sum(axis=0),
        "out": {"w": hidden.T @ off, "c": off.sum()},
    }


def changed(how):
    def claim(params):
        gradient = backward(params)
        how(gradient)
        return gradient

    return claim


def test_a_dictionary_agrees():
    check = check_gradient(loss, backward, PARAMS)
    assert check and check.shape == (13,)
    assert check.worst[0].name == "params['W1'][0, 0]"
    assert "params['W1'][0, 0]" in str(check) and check.record()["kind"] == "check"


def one_entry(gradient):
    gradient["W1"][2, 0] *= 2


def one_number(gradient):
    gradient["out"]["c"] *= 1.1


def one_block(gradient):
    gradient["b1"] *= -1


def two_blocks(gradient):
    gradient["b1"] *= -1
    gradient["out"]["w"] *= -1


def one_row(gradient):
    gradient["W1"][1] = 0


def everything(gradient):
    for part in (gradient, gradient["out"]):
        for name in part:
            if name != "out":
                part[name] = -part[name]


@pytest.mark.parametrize(
    ("how", "words"),
    [
        (one_entry, "only entry params['W1'][2, 0] is wrong"),
        (one_number, "params['out']['c'] is wrong, params['W1'], params['b1'] and"),
        (one_block, "params['b1'] is wrong"),
        (one_row, "row 1 of params['W1'] is missing"),
        (everything, "the sign is wrong"),
    ],
)
def test_wrong_entries_are_called_by_their_names(how, words):
    check = check_gradient(loss, changed(how), PARAMS)
    assert check.verdict == "differs"
    assert words in check.explanation.text


def test_the_blocks_are_known_to_the_explanations():
    blocks = Structure(PARAMS).names.blocks
    assert blocks == (
        ("params['W1']", slice(0, 6)),
        ("params['b1']", slice(6, 9)),
        ("params['out']['w']", slice(9, 12)),
        ("params['out']['c']", slice(12, 13)),
    )


def missing(gradient):
    del gradient["b1"]


def additional(gradient):
    gradient["b2"] = 0.0


def transposed(gradient):
    gradient["W1"] = gradient["W1"].T


def too_long(gradient):
    gradient["b1"] = np.append(gradient["b1"], 0)


@pytest.mark.parametrize(
    ("how", "words"),
    [
        (missing, "the claim has nothing for params['b1']"),
        (additional, "claim['b2'] stands for no parameter"),
        (transposed, r"shape (2, 3), not (3, 2); is it transposed?"),
        (too_long, "the claim for params['b1'] has shape (4,), not (3,)"),
    ],
)
def test_a_claim_that_is_laid_out_otherwise_differs(how, words):
    check = check_gradient(loss, changed(how), PARAMS)
    assert (check.verdict, check.explanation.kind) == ("differs", "wrong-shape")
    assert words in check.explanation.text


W, B = RNG.normal(size=(3, 4)), RNG.normal(size=4)


def product(W, b):
    return np.sum((W @ b) ** 2)


def product_gradient(W, b):
    return 2 * np.outer(W @ b, b), 2 * W.T @ (W @ b)


Layer = namedtuple("Layer", "W b")


@pytest.mark.parametrize(
    ("f", "claim", "x", "name"),
    [
        (product, product_gradient, (W, B), "b[1]"),
        (
            lambda *both: product(*both),
            lambda *both: product_gradient(*both),
            (W, B),
            "both[1][1]",
        ),
        (
            lambda p: product(*p),
            lambda p: product_gradient(*p),
            (W, B),
            "params[1][1]",
        ),
        (
            lambda p: product(*p),
            lambda p: list(product_gradient(*p)),
            [W, B],
            "params[1][1]",
        ),
        (
            lambda p: product(p.W, p.b),
            lambda p: Layer(*product_gradient(p.W, p.b)),
            Layer(W, B),
            "params[1][1]",
        ),
    ],
)
def test_several_arrays(f, claim, x, name):
    """A tuple is several arguments for what takes so many and not one."""
    assert check_gradient(f, claim, x)

    def wrong(*args):
        found = list(claim(*args))
        found[1] = found[1] * [1, 1.5, 1, 1]
        return found if isinstance(x, list) else tuple(found)

    if claim is not product_gradient:  # the wrong claim, too, takes what f takes
        one = claim.__code__.co_flags & 4 == 0
        check = check_gradient(f, (lambda p: wrong(p)) if one else wrong, x)
    else:
        check = check_gradient(f, wrong, x)
    assert check.verdict == "differs" and f"entry {name} is wrong" in str(check)


def test_arrays_of_one_shape_may_come_stacked():
    x = [np.array([1.0, 2.0]), np.array([3.0, 4.0])]
    assert check_gradient(lambda p: p[0] @ p[1], lambda p: np.array([p[1], p[0]]), x)
    check = check_gradient(lambda p: p[0] @ p[1], lambda p: np.array(p), x)
    assert check.verdict == "differs" and check.wrong == 4


def test_numbers_as_arguments():
    def f(a, b):
        return a * b**2

    assert check_gradient(f, lambda a, b: (b**2, 2 * a * b), (2.0, 3.0))
    check = check_gradient(f, lambda a, b: (b**2, a * b), (2.0, 3.0))
    assert "b is wrong, a is right: " in check.explanation.text


def test_one_number_alone():
    """A structure of one number is a point without axes."""
    x = {"a": 1.5}
    assert check_gradient(lambda p: p["a"] ** 2, lambda p: {"a": 2 * p["a"]}, x)
    check = check_gradient(lambda p: p["a"] ** 2, lambda p: {"a": p["a"]}, x)
    assert check.explanation.kind == "scaled"
    assert check.worst[0].name == "params['a']"
    powers = np.arange(3.0)
    assert check_jacobian(
        lambda p: p["a"] ** powers, lambda p: {"a": powers * p["a"] ** (powers - 1)}, x
    )


def test_a_structure_that_is_changed_in_place_is_noticed():
    def greedy(params):
        value = loss(params)
        params["W1"] *= 2
        return value

    check = check_gradient(greedy, backward, PARAMS)
    assert check.explanation.kind == "mutates-argument"


def test_second_derivatives_and_jacobians():
    def gradient(p):
        return {"a": 3 * p["a"] ** 2, "b": 2 * p["b"]}

    def hessian(p, off=0.0):
        return {
            "a": {"a": 6 * p["a"], "b": np.full(2, off)},
            "b": {"a": np.zeros(2), "b": 2 * np.eye(2)},
        }

    x = {"a": 1.5, "b": np.array([1.0, 2.0])}
    assert check_hessian(gradient, hessian, x)
    check = check_hessian(gradient, lambda p: hessian(p, 0.5), x)
    assert check.verdict == "differs" and check.wrong == 2
    assert check.worst[0].name == "(params['a'], params['b'][1])"

    def f(p):
        return p["a"] * p["b"]

    assert check_jacobian(f, lambda p: {"a": p["b"], "b": p["a"] * np.eye(2)}, x)
    check = check_jacobian(f, lambda p: {"a": -p["b"], "b": p["a"] * np.eye(2)}, x)
    assert "params['a'] is wrong, params['b'] is right" in check.explanation.text


class Series:
    """As much of a pandas Series as is looked at."""

    def __init__(self, values, index):
        self.values, self.index = np.array(values, float), list(index)

    def to_numpy(self):
        return self.values

    def __array__(self, dtype=None, copy=None):
        return np.array(self.values, dtype=dtype)

    def __getitem__(self, label):
        return self.values[self.index.index(label)]

    def reindex(self, index):
        return Series([self[label] for label in index], index)


def slope(s):
    return Series(
        [np.exp(s["gamma"]), 2 * s["alpha"] * s["beta"], s["alpha"] ** 2],
        ["gamma", "alpha", "beta"],  # another order than that of x
    )


def test_series():
    x = Series([1.0, 2.0, -1.5], ["alpha", "beta", "gamma"])

    def f(s):
        return s["alpha"] ** 2 * s["beta"] + np.exp(s["gamma"])

    assert check_gradient(f, slope, x)
    check = check_gradient(f, lambda s: Series(-slope(s).values, slope(s).index), x)
    assert check.explanation.kind == "sign"
    check = check_gradient(f, lambda s: Series(slope(s).values, s.index), x)
    assert check.verdict == "differs" and "params['alpha']" in str(check)
    check = check_gradient(f, lambda s: Series(slope(s).values, "xyz"), x)
    assert "has the labels ['x', 'y', 'z']" in check.explanation.text


def test_what_is_one_array():
    assert not is_structure([[1.0, 2.0], [3.0, 4.0]])
    assert not is_structure((1.0, 2.0))
    assert is_structure([np.ones(2), np.ones(3)])
    assert is_structure({"a": 1.0})


@pytest.mark.parametrize(
    ("x", "error", "words"),
    [
        ({}, ValueError, "params must have entries"),
        ({"a": np.array([1.0, np.nan])}, ValueError, r"params\['a'\] must be finite"),
        ({"a": "text"}, TypeError, r"params\['a'\] must hold real numbers"),
        ({"a": [np.ones(2), 1j]}, TypeError, r"params\['a'\]\[1\] must hold real"),
    ],
)
def test_parameters_that_are_no_numbers(x, error, words):
    with pytest.raises(error, match=words):
        check_gradient(lambda p: 1.0, lambda p: p, x)


def test_words_for_places():
    names = Structure(PARAMS).names
    shape = NamedShape.of((13,), (13,), names)
    for at, words, verb in (
        ([6, 7, 8], "params['b1']", "is"),
        ([6, 7, 8, 9, 10, 11], "params['b1'] and params['out']['w']", "are"),
        ([2, 3], "row 1 of params['W1']", "is"),
        ([0, 12], "entries params['W1'][0, 0] and params['out']['c']", "are"),
    ):
        assert places(np.array(at), shape) == words
        assert be(words) == verb
