"""Triangles of symmetric matrices: which one f reads, which one the claim fills."""

import numpy as np
import pytest
from derivations.gradients import check_gradient, check_hessian
from derivations.gradients.hypotheses.evidence import Evidence
from derivations.gradients.hypotheses.triangle import packed_triangle, triangle

RNG = np.random.default_rng(2)
B = RNG.normal(size=(4, 4))
X = B @ B.T + np.eye(4)
INVERSE = np.linalg.inv(X)
ON = np.eye(4, dtype=bool)


def by_cholesky(x):
    return 2 * np.sum(np.log(np.diag(np.linalg.cholesky(x))))


def log_det(x):
    return np.linalg.slogdet(x)[1]


def twice(g):
    """2 G - diag(G)."""
    return np.where(ON, g, 2 * g)


@pytest.mark.parametrize(
    ("f", "claim", "words"),
    [
        (by_cholesky, np.linalg.inv, "f reads the lower triangle of x alone, as a"),
        (
            lambda x: by_cholesky(x.T),
            np.linalg.inv,
            "f reads the upper triangle of x alone, as a",
        ),
        (
            by_cholesky,
            lambda x: twice(np.linalg.inv(x)),
            "f reads the lower triangle of x alone: the claim is right there",
        ),
        (
            log_det,
            lambda x: np.tril(twice(np.linalg.inv(x))),
            "both triangles added up in the lower one",
        ),
        (
            lambda x: np.sum(B * (x + x.T) / 2),
            lambda x: B,
            "not symmetrized: the derivative is the mean of the claim and its",
        ),
        (
            lambda x: np.sum(B * (x + x.T)),
            lambda x: B,
            "not symmetrized: the derivative is the claim plus its transpose",
        ),
    ],
)
def test_triangles_are_named_and_put_right(f, claim, words):
    check = check_gradient(f, claim, X)
    assert check.explanation.kind == "triangle" and words in check.explanation.text
    right = eval(check.explanation.correction, {"np": np, "claim": claim(X)})
    assert check_gradient(f, right, X).verdict == "agrees"


def test_a_triangle_left_out_is_missing():
    check = check_gradient(log_det, lambda x: np.triu(np.linalg.inv(x)), X)
    assert check.explanation.kind == "missing-coordinates"
    assert "every entry below the diagonal is missing" in check.explanation.text
    assert "fills the upper triangle alone" in str(check)


def test_a_hessian_with_one_order_of_a_product():
    check = check_hessian(lambda x: (B + B.T) @ x, lambda x: B, RNG.normal(size=4))
    assert check.explanation.kind == "triangle"
    assert check.explanation.correction == "claim + claim.T"


def unpacked(v, indices):
    matrix = np.zeros((4, 4))
    matrix[indices] = v
    return matrix + matrix.T - np.diag(np.diag(matrix))


@pytest.mark.parametrize(
    ("order", "indices"),
    [("row by row", np.tril_indices(4)), ("column by column", np.triu_indices(4))],
)
def test_vech(order, indices):
    def f(v):
        return log_det(unpacked(v, indices))

    def claim(v):
        return np.linalg.inv(unpacked(v, indices))[indices]

    v = X[indices]
    check = check_gradient(f, claim, v)
    assert check.explanation.kind == "triangle"
    assert f"the lower one {order}" in check.explanation.text
    assert "are half as large as they should be" in check.explanation.text
    right = eval(check.explanation.correction, {"np": np, "claim": claim(v)})
    assert check_gradient(f, right, v).verdict == "agrees"


# Near misses.


def evidence(claimed, numeric, x):
    return Evidence(
        claimed=claimed,
        numeric=numeric,
        bound=np.full(claimed.shape, 1e-11),
        noise=1e-15 * np.abs(claimed),
        x=x,
    )


def test_one_entry_off_is_no_triangle():
    lower = np.tril(twice(INVERSE))
    assert triangle(evidence(INVERSE, lower, X)).kind == "triangle"
    off = lower.copy()
    off[3, 0] *= 1 + 1e-6
    assert triangle(evidence(INVERSE, off, X)) is None
    assert triangle(evidence(INVERSE, twice(INVERSE), X)) is None


def test_a_jacobian_has_no_triangles():
    assert triangle(evidence(B, (B + B.T) / 2, np.ones(4))) is None


def test_one_entry_is_called_by_its_index():
    small, point = X[:2, :2], np.eye(2)
    assert triangle(evidence(small, np.tril(small), point)) is None


def test_other_factors_are_no_vech():
    v, claimed = X[np.tril_indices(4)], RNG.normal(size=10)
    factors = np.where(np.isin(np.arange(10), [0, 2, 5, 9]), 1.0, 2.0)
    assert packed_triangle(evidence(claimed, factors * claimed, v)).kind == "triangle"
    factors[3] = 1.0
    assert packed_triangle(evidence(claimed, factors * claimed, v)) is None
    assert packed_triangle(evidence(claimed[:9], 2 * claimed[:9], v[:9])) is None
