"""Which blocks are wrong comes first: arrays of parameters, rows and columns."""

import numpy as np
import pytest
from derivations.gradients import check_gradient, check_jacobian
from derivations.gradients.hypotheses.blocks import listed

RNG = np.random.default_rng(8)


def network(inputs, hidden):
    """(f, gradient with a factor for each block, parameters) of two layers."""
    data, y = RNG.normal(size=(30, inputs)), RNG.normal(size=(30, 1))
    params = {
        "W1": RNG.normal(size=(hidden, inputs)) / 2,
        "b1": RNG.normal(size=hidden),
        "W2": RNG.normal(size=(1, hidden)) / 2,
        "b2": RNG.normal(size=1),
    }

    def layers(p):
        h = np.tanh(data @ p["W1"].T + p["b1"])
        return h, h @ p["W2"].T + p["b2"] - y

    def f(p):
        return np.mean(layers(p)[1] ** 2) / 2

    def gradient(p, ridge=0.0, **factors):
        h, r = layers(p)
        back = r / 30 @ p["W2"] * (1 - h**2)
        found = {"W1": back.T @ data, "b1": back.sum(0)}
        found |= {"W2": (r / 30).T @ h, "b2": (r / 30).sum(0)}
        for name, value in found.items():
            penalty = ridge * p[name] * (value.ndim == 2)
            found[name] = factors.get(name, 1) * value + penalty
        return found

    return f, gradient, params


SMALL, LARGE = network(2, 3), network(10, 30)
FIRST = "params['W1'] and params['b1'] are wrong, params['W2'] and params['b2'] are "


@pytest.mark.parametrize("problem", [SMALL, LARGE], ids=["few inputs", "many inputs"])
@pytest.mark.parametrize(
    ("mistake", "kind", "first", "then"),
    [
        ({"W1": -1, "b1": -1}, "sign", FIRST + "right: ", "the sign is wrong"),
        ({"W1": 2, "b1": 2}, "scaled", FIRST + "right: ", "1/2 times the claim"),
        (
            {"W2": 3},
            "scaled",
            "params['W2'] is wrong, params['W1'], params['b1'] and params['b2'] are ",
            "1/3 times the claim is right in every entry",
        ),
        ({"W2": 0}, "missing-coordinates", "params['W2'] is wrong", "claim is zero"),
        (
            {"ridge": 0.1},
            "term",
            "params['W1'] and params['W2'] are wrong",
            "a term too many: 0.1 times x",
        ),
    ],
)
def test_blocks_come_first(problem, mistake, kind, first, then):
    f, gradient, params = problem
    assert check_gradient(f, gradient, params).explanation is None
    check = check_gradient(f, lambda p: gradient(p, **mistake), params)
    assert check.explanation.kind == kind
    assert check.explanation.text.startswith(first)
    assert then in check.explanation.text


def test_each_block_has_its_own_mistake():
    f, gradient, params = SMALL
    check = check_gradient(f, lambda p: gradient(p, W1=-1, W2=2), params)
    assert "params['W1']: the sign is wrong" in check.explanation.text
    assert "params['W2']: the factor is wrong: 1/2 times" in check.explanation.text


def test_a_block_of_one_number_tells_little():
    f, gradient, params = SMALL
    check = check_gradient(f, lambda p: gradient(p, b2=-1), params)
    assert check.explanation.kind == "sign"
    assert "with one entry little can be known" in check.explanation.text


def test_where_every_block_is_wrong_none_is_named():
    f, gradient, params = SMALL
    check = check_gradient(f, lambda p: {k: -v for k, v in gradient(p).items()}, params)
    assert check.explanation.text.startswith("the sign is wrong")


M = RNG.normal(size=(4, 3))
W = RNG.normal(size=(4, 3))


def waves(x):
    return np.sum(np.sin(x * W))


def slopes(x):
    return W * np.cos(x * W)


@pytest.mark.parametrize(
    ("factor", "words", "kind"),
    [
        (
            np.array([[-1], [-1], [-1], [1]]),
            "rows 0, 1 and 2 are wrong, row 3 is right: the sign is wrong",
            "sign",
        ),
        (
            np.array([3, 3, 1]),
            "columns 0 and 1 are wrong, column 2 is right: the factor is wrong: 1/3",
            "scaled",
        ),
    ],
)
def test_rows_and_columns_come_first(factor, words, kind):
    def claim(x):
        return slopes(x) * factor

    check = check_gradient(waves, claim, M)
    assert check.explanation.kind == kind
    assert check.explanation.text.startswith(words)
    right = eval(check.explanation.correction, {"np": np, "x": M, "claim": claim(M)})
    assert check_gradient(waves, right, M).verdict == "agrees"


def test_outputs_of_a_jacobian():
    A = RNG.normal(size=(5, 4))
    signs = np.array([1, 1, -1, -1, -1])[:, None]
    check = check_jacobian(lambda x: A @ x, lambda x: A * signs, RNG.normal(size=4))
    assert check.explanation.text.startswith(
        "rows 2, 3 and 4 are wrong, rows 0 and 1 are right: the sign is wrong"
    )


def test_what_is_right_is_said_where_the_mistake_is_not_known():
    rows = np.array([[1], [1], [1], [0]])
    check = check_gradient(waves, lambda x: slopes(x) + rows * W**2, M)
    assert check.explanation.kind == "unknown"
    assert "rows 0, 1 and 2 are wrong, row 3 is right, by no" in check.explanation.text


def test_many_names_are_counted():
    assert listed("abcdefgh") == "a, b, c, d, e and 3 more"
