"""Sparse matrices, operators, and products with vectors: hvp, jvp, vjp."""

import numpy as np
import pytest
from derivations.gradients import (
    check_gradient,
    check_hessian,
    check_hvp,
    check_jacobian,
    check_jvp,
    check_vjp,
)
from scipy import sparse
from scipy.sparse.linalg import LinearOperator, aslinearoperator

RNG = np.random.default_rng(6)
A = RNG.normal(size=(6, 4)) * (RNG.random((6, 4)) < 0.6)
W = RNG.normal(size=4)
SPARSE = sparse.csr_array(A)


def f(w):
    return A @ np.sin(w)


def jacobian(w):
    return SPARSE @ sparse.diags(np.cos(w))


def operator(matrix, **changed):
    products = {"matvec": lambda v: matrix @ v, "rmatvec": lambda u: matrix.T @ u}
    return LinearOperator(matrix.shape, **products | changed, dtype=float)


RIGHT = {
    "sparse": jacobian,
    "sparse matrix": lambda w: sparse.csc_matrix(jacobian(w)),
    "value": jacobian(W),
    "operator": lambda w: aslinearoperator(jacobian(w)),
    "operator as value": operator(A * np.cos(W)),
    "matvec alone": LinearOperator(
        A.shape, matvec=lambda v: A @ (np.cos(W) * v), dtype=float
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_stand_ins_for_a_matrix(name):
    assert check_jacobian(f, RIGHT[name], W)


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        (lambda w: -jacobian(w), "sign"),
        (lambda w: jacobian(w).T, "transposed"),
        (operator(2 * A * np.cos(W)), "scaled"),
        (lambda w: aslinearoperator(jacobian(w).T), "transposed"),
        (lambda w: SPARSE, "shifted"),  # cos w = 1: the derivative at w = 0
    ],
)
def test_stand_ins_that_are_wrong(claim, kind):
    check = check_jacobian(f, claim, W)
    assert (check.verdict, check.explanation.kind) == ("differs", kind), str(check)


@pytest.mark.parametrize(
    "rmatvec", [lambda u: -(A * np.cos(W)).T @ u, lambda u: A.T @ u, lambda u: u[:3]]
)
def test_rmatvec_must_be_the_transpose(rmatvec):
    check = check_jacobian(f, operator(A * np.cos(W), rmatvec=rmatvec), W)
    assert check.verdict == "differs"
    assert "rmatvec is not the transpose of matvec" in check.explanation.text


def test_sparse_hessians():
    H = A.T @ A
    assert check_hessian(lambda w: H @ w, lambda w: sparse.csr_array(H), W)
    check = check_hessian(lambda w: H @ w, lambda w: sparse.csr_array(2 * H), W)
    assert check.explanation.kind == "scaled"


def gradient(w):
    return A.T @ np.tanh(A @ w)


def hvp(w, v):
    return A.T @ ((1 - np.tanh(A @ w) ** 2) * (A @ v))


V, U = RNG.normal(size=4), RNG.normal(size=6)


@pytest.mark.parametrize("v", [None, V, V.tolist()])
def test_hessian_vector_products(v):
    assert check_hvp(gradient, hvp, W, v)
    called = "Hessian" if v is None else "Hessian-vector product"
    assert check_hvp(gradient, hvp, W, v=v).what == called
    check = check_hvp(gradient, lambda w, v: -hvp(w, v), W, v)
    assert (check.verdict, check.explanation.kind) == ("differs", "sign")
    # Gauss-Newton without the second factor: right at w = 0 alone.
    assert check_hvp(gradient, lambda w, v: A.T @ (A @ v), W, v).verdict == "differs"


def test_a_product_that_is_not_symmetric_is_no_hessian():
    def lopsided(w, v):
        return hvp(w, v) + np.array([v[1], 0, 0, 0])

    check = check_hvp(gradient, lopsided, W)
    assert check.verdict == "differs" and check.wrong == 1


@pytest.mark.parametrize("v", [None, V])
def test_jacobian_vector_products(v):
    assert check_jvp(f, lambda w, v: A @ (np.cos(w) * v), W, v)
    check = check_jvp(f, lambda w, v: 2 * A @ (np.cos(w) * v), W, v)
    assert check.explanation.kind == "scaled"
    assert check_jvp(f, lambda w, v: A @ (np.sin(w) * v), W, v).verdict == "differs"


@pytest.mark.parametrize("v", [None, U])
def test_vector_jacobian_products(v):
    assert check_vjp(f, lambda w, v: np.cos(w) * (A.T @ v), W, v)
    check = check_vjp(f, lambda w, v: -np.cos(w) * (A.T @ v), W, v)
    assert check.explanation.kind == "sign"
    assert check_vjp(f, lambda w, v: np.sin(w) * (A.T @ v), W, v).verdict == "differs"


def test_a_backward_pass_of_the_wrong_side():
    square = RNG.normal(size=(4, 4))
    check = check_vjp(lambda w: square @ w, lambda w, v: square @ v, W)
    assert check.explanation.kind == "transposed"


def test_a_scalar_function_has_a_gradient_for_its_vjp():
    assert check_vjp(lambda w: w @ w, lambda w, v: 2 * v * w, W)
    check = check_vjp(lambda w: w @ w, lambda w, v: v * w, W)
    assert check.explanation.kind == "scaled"


def test_structures():
    x = {"A": A, "w": W}

    def layer(p):
        return p["A"] @ p["w"]

    def back(p, v):
        return {"A": np.outer(v, p["w"]), "w": p["A"].T @ v}

    def turned(p, v):
        return back(p, v) | {"w": -p["A"].T @ v}

    def forth(p, v):
        return v["A"] @ p["w"] + p["A"] @ v["w"]

    assert check_vjp(layer, back, x) and check_vjp(layer, back, x, U)
    assert check_jvp(layer, forth, x) and check_jvp(layer, forth, x, {"A": A, "w": V})
    check = check_vjp(layer, turned, x)
    assert check.verdict == "differs" and "params['w']" in check.explanation.text
    # Two mistakes of one vector product: a forgotten factor.
    half = check_jvp(layer, lambda p, v: v["A"] @ p["w"], x, {"A": A, "w": V})
    assert half.verdict == "differs"


def test_many_inputs_and_outputs():
    x = RNG.normal(size=300)
    assert check_hvp(lambda x: x**3, lambda x, v: 3 * x**2 * v, x)
    assert check_hvp(lambda x: x**3, lambda x, v: x**2 * v, x).verdict == "differs"
    assert check_jvp(np.sin, lambda x, v: np.cos(x) * v, x)
    assert check_vjp(np.sin, lambda x, v: np.cos(x) * v, x)
    off = np.where(np.arange(300) == 17, 1.1, 1)
    assert check_jvp(np.sin, lambda x, v: off * np.cos(x) * v, x).verdict == "differs"
    assert check_vjp(np.sin, lambda x, v: off * np.cos(x) * v, x).verdict == "differs"


@pytest.mark.parametrize("x", [1.5, np.full((2, 3), 1.5)])
@pytest.mark.parametrize("given", [True, False])
def test_numbers_and_matrices(x, given):
    v = 2 * np.ones_like(x) if given else None
    for check in (check_hvp, check_jvp, check_vjp):
        assert check(lambda x: x**3, lambda x, v: 3 * x**2 * v, x, v)
        wrong = check(lambda x: x**3, lambda x, v: x**2 * v, x, v)
        assert (wrong.verdict, wrong.explanation.kind) == ("differs", "scaled")


def test_further_arguments():
    check = check_jvp(
        lambda x, a: a * x**2, lambda x, v, a: 2 * a * x * v, W, V, args=(3.0,)
    )
    assert check
    assert check_vjp(
        lambda x, a: a * x**2, lambda x, v, a: 2 * a * x * v, W, args=3.0, sizes={}
    )


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (
            lambda: check_hvp(gradient, hvp, W, U),
            ValueError,
            "v must have the shape of",
        ),
        (lambda: check_hvp(gradient, hvp, W, 0 * V), ValueError, "v must not be zero"),
        (
            lambda: check_vjp(f, lambda w, v: w, W, V),
            ValueError,
            r"shape of f\(x\), \(6,\)",
        ),
        (lambda: check_jvp(f, A, W), TypeError, "jvp must be callable, got ndarray"),
        (
            lambda: check_jvp(f, lambda w, v: v, W, along="simplex"),
            TypeError,
            "check_jvp takes no along",
        ),
    ],
)
def test_what_does_not_fit(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_a_product_of_another_shape_differs():
    check = check_jvp(f, lambda w, v: (A @ v)[:3], W)
    assert (check.verdict, check.explanation.kind) == ("differs", "wrong-shape")
    check = check_gradient(lambda w: w @ w, lambda w: sparse.csr_array(2 * w[None]), W)
    assert (check.verdict, check.explanation.kind) == ("differs", "wrong-shape")
