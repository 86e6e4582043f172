"""Proofs for all sizes that need sums to leave one another, and what must not pass."""

import pytest
from derivations.steps import (
    D,
    Gradient,
    array,
    delta,
    indices,
    matrix,
    sizes,
    total,
    tr,
    vector,
)
from derivations.steps.proofs.allsizes import equal_for_all_sizes
from derivations.steps.vocabulary.domain import Domain
from sympy import Integer, Sum, Symbol, exp, log

K, N = sizes("K N")
i, j, k, c, a, b = indices("i j k c a b")
u = Symbol("u", real=True)
y, v, x = array("y", K), array("v", K), array("x", N)
w, s = array("w", K, N), array("s", K, K)


def softmax(logit):
    """Softmax of logits given entry by entry."""
    return array("p", K, where=lambda k: exp(logit(k)) / total(exp(logit(j)), j))


# Both sides of A are K x N, so B is N x N and C is K x K.
A, B, C = matrix("A", K, N), matrix("B", N, N), matrix("C", K, K)
square = matrix("Q", N, N)
theta = vector("theta", N)
residual = A * theta - vector("r", K)
p = softmax(lambda k: total(w[k, c] * x[c], c))
shifted = softmax(lambda k: total((w[k, c] + u * v[1]) * x[c], c))
free = array("z", K)
q = softmax(lambda k: free[k])
partition = total(exp(free[k]), k)

TRUE = {
    "probabilities add to one": (total(p[j], j), Integer(1)),
    "a sum against its square": (
        q[j],
        exp(free[j]) * partition / partition**2,
    ),
    "a common shift": (shifted[j], p[j]),
    "the slope along it": (D(shifted[j], u), Integer(0)),
    "a double sum is a product": (
        total(y[i] * v[j], i, j),
        total(y[k], k) * total(v[k], k),
    ),
    "a constant counts the terms": (Sum(y[j] ** 2, (i, 1, K)), K * y[j] ** 2),
    "equal indices have one name": (delta(i, j) * y[i], delta(i, j) * y[j]),
    "three of them": (
        delta(a, j) * delta(b, j) * y[j],
        delta(a, b) * delta(b, j) * y[a],
    ),
    "second derivative": (
        D(q[j], free[a], free[b]),
        D(q[j] * (delta(j, b) - q[b]), free[a]),
    ),
    "a double sum with its indices exchanged": (
        total(s[i, j] * y[i] * v[j], i, j),
        total(s[j, i] * y[j] * v[i], i, j),
    ),
    "a trace, transposed and turned": (tr(A * B * A.T * C), tr(C.T * A * B.T * A.T)),
    "a derivative inside of a derivative": (
        D(x[c] * D(total(y[i] * x[c] ** 3, i), x[c]), x[c]),
        9 * x[c] ** 2 * total(y[i], i),
    ),
    "the gradient of a trace": (
        Gradient(tr(A * B * A.T * C), A),
        C * A * B + C.T * A * B.T,
    ),
    "the gradient of a third power": (
        Gradient(tr(square**3), square),
        3 * (square.T) ** 2,
    ),
    "the gradient of a 1 x 1 product": (
        Gradient(residual.T * residual, theta),
        2 * A.T * residual,
    ),
}
WRONG = {
    "a sum of products": (total(y[i] * v[i], i), total(y[k], k) * total(v[k], k)),
    "a square under the sum": (total(y[i], i) ** 2, total(y[i] ** 2, i)),
    "another number of terms": (Sum(y[j] ** 2, (i, 1, K)), N * y[j] ** 2),
    "a shift of one class": (
        softmax(lambda k: free[k] + delta(k, 1) * u)[j],
        q[j],
    ),
    "a double sum with one index exchanged": (
        total(s[i, j] * y[i] * v[j], i, j),
        total(s[i, j] * y[j] * v[i], i, j),
    ),
    "a trace, transposed in one factor": (tr(A * B * A.T * C), tr(A * B.T * A.T * C)),
    "a derivative inside of a derivative": (
        D(x[c] * D(total(y[i] * x[c] ** 3, i), x[c]), x[c]),
        6 * x[c] ** 2 * total(y[i], i),
    ),
    "the gradient of a trace, one transpose lost": (
        Gradient(tr(A * B * A.T * C), A),
        C * A * B + C.T * A * B,
    ),
    "the gradient of a power, not transposed": (
        Gradient(tr(square**3), square),
        3 * square**2,
    ),
    "delta dropped": (delta(i, j) * y[i], y[j]),
    "an inner index of the same name": (
        log(total(y[k] * log(total(w[k, c] * x[c], c)), k)),
        log(total(y[k] * log(total(w[1, c] * x[c], c)), k)),
    ),
    # with one name for both indices these would be the same
    "a transposed matrix": (
        log(total(y[k] * log(Sum(s[k, j], (j, 1, K))), k)),
        log(total(y[k] * log(Sum(s[j, k], (j, 1, K))), k)),
    ),
}


@pytest.mark.parametrize("name", TRUE)
def test_what_holds_is_proved_for_all_sizes(name):
    assert equal_for_all_sizes(*TRUE[name], Domain())


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_not(name):
    assert not equal_for_all_sizes(*WRONG[name], Domain())


def test_an_index_under_a_delta_runs_as_the_other():
    assert total(delta(i, j) * y[j], i) == Sum(delta(i, j) * y[j], (i, 1, K))
    with pytest.raises(ValueError, match="range of index i is not clear"):
        total(y[j], i)
