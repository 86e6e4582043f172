"""Points on a set: a claim is held against f along the set, and along that alone."""

import numpy as np
import pytest
from derivations.gradients import check_gradient, check_hessian, check_jacobian
from derivations.gradients.inputs.sets import unit_norm

RNG = np.random.default_rng(2)
M = RNG.normal(size=(3, 5))
S = M @ M.T + np.eye(3)
P = np.array([0.2, 0.3, 0.5])
U = np.array([0.6, 0.0, 0.8])
D = np.diag([1.0, 2.0, 3.0])


def log_det(X):
    """Refuses what is not symmetric, and sees one triangle of what is."""
    assert np.array_equal(X, X.T)
    return 2 * np.sum(np.log(np.diag(np.linalg.cholesky(X))))


def entropy(p):
    assert np.all(p >= 0) and abs(p.sum() - 1) < 1e-12
    return -np.sum(p * np.log(p))


def quotient(x):
    assert abs(np.linalg.norm(x) - 1) < 1e-12
    return x @ D @ x


def softmax(z):
    return np.exp(z) / np.exp(z).sum()


RIGHT = {
    "symmetric": (log_det, np.linalg.inv, S, "symmetric"),
    # Beside the set the formulas differ by what is normal to it: both are right.
    "simplex": (entropy, lambda p: -np.log(p), P, "simplex"),
    "simplex, plus a constant": (entropy, lambda p: 7 - np.log(p), P, "simplex"),
    "simplex, by rows": (
        lambda p: np.sum(p**3),
        lambda p: 3 * p**2,
        np.array([P, P[::-1]]),
        "simplex",
    ),
    "simplex, at the edge": (
        lambda p: np.sum(np.sqrt(p) ** 4),
        lambda p: 2 * p,
        np.array([0.0, 0.4, 0.6]),
        "simplex",
    ),
    "unit norm": (quotient, lambda x: 2 * D @ x, U, "unit norm"),
    "unit norm, tangent": (
        quotient,
        lambda x: 2 * (D @ x - x * (x @ D @ x)),
        U,
        "unit norm",
    ),
    "directions": (entropy, lambda p: -np.log(p), P, [[1, -1, 0], [0, 1, -1]]),
    "one direction": (entropy, lambda p: 3 - np.log(p), P, [1, -1, 0]),
    "free numbers": (entropy, lambda p: -np.log(p), np.log(P), softmax),
    "free numbers of a matrix": (
        lambda X: np.linalg.slogdet(X)[1],
        np.linalg.inv,
        np.array([1.0, 0.5, 2.0]),
        lambda v: np.array([[v[0] ** 2, v[1]], [v[1], v[2] ** 2 + v[1] ** 2]]),
    ),
    "claim as array": (entropy, -np.log(P), P, "simplex"),
}


@pytest.mark.parametrize("name", RIGHT)
def test_right_along_the_set(name):
    f, claim, x, along = RIGHT[name]
    check = check_gradient(f, claim, x, along=along)
    assert check.verdict == "agrees", str(check)
    assert any(note.startswith("compared along") for note in check.notes)


@pytest.mark.parametrize("name", RIGHT)
def test_a_wrong_sign_is_named(name):
    f, claim, x, along = RIGHT[name]
    wrong = (lambda x: -claim(x)) if callable(claim) else -claim
    check = check_gradient(f, wrong, x, along=along)
    assert check.verdict == "differs"
    assert check.explanation.kind == "sign", str(check)


@pytest.mark.parametrize("name", RIGHT)
def test_a_small_error_along_the_set_is_seen(name):
    f, claim, x, along = RIGHT[name]
    point = along(x) if callable(along) else x
    off = np.zeros(np.shape(point))
    off.flat[0] = 1e-5

    def wrong(x):
        return (claim(x) if callable(claim) else claim) + off

    assert check_gradient(f, wrong, x, along=along).verdict == "differs"


def test_one_free_number():
    def spiral(t):
        return np.array([np.cos(t), np.sin(t) + t])

    assert check_gradient(lambda x: x @ x, lambda x: 2 * x, 0.7, along=spiral)
    check = check_gradient(lambda x: x @ x, lambda x: x, 0.7, along=spiral)
    assert check.explanation.kind == "scaled" and "the free number" in str(check)


def test_without_the_set_a_right_gradient_is_refused():
    """What `along` is for: the same claims, held against all directions."""
    loose = check_gradient(lambda p: -np.sum(p * np.log(p)), lambda p: -np.log(p), P)
    assert loose.verdict == "differs"


def test_explanations_are_about_the_claim_as_it_was_written():
    check = check_gradient(entropy, lambda p: -np.log(p) + p, P, along="simplex")
    assert check.explanation.kind == "term" and "x" in check.explanation.text
    inverse = np.linalg.inv

    def twice_off_the_diagonal(X):
        return 2 * inverse(X) - np.diag(np.diag(inverse(X)))

    check = check_gradient(log_det, twice_off_the_diagonal, S, along="symmetric")
    assert check.verdict == "differs" and check.wrong == 3
    assert check.worst[0].name == "x[0, 2] with x[2, 0]"
    assert "x[0, 2] with x[2, 0]" in str(check)


def test_a_single_direction_is_named():
    def one(X):
        Y = np.linalg.inv(X)
        Y[0, 1] *= 1.1
        return Y

    check = check_gradient(log_det, one, S, along="symmetric")
    assert check.explanation.kind == "few-entries"
    assert "only entry x[0, 1] with x[1, 0] is wrong" in check.explanation.text
    gap = check_gradient(
        lambda p: abs(p[0] - p[1]), lambda p: 0 * p, [0.3, 0.3, 0.4], along="simplex"
    )
    assert gap.verdict == "agrees" and "entry x[0] against x[2]" in str(gap)


def test_many_free_numbers():
    """More than 200 of them: random directions on the set, and bisection."""
    wide = RNG.normal(size=(22, 30))
    X = wide @ wide.T / 30 + np.eye(22)
    assert check_gradient(log_det, np.linalg.inv, X, along="symmetric")
    wrong = check_gradient(log_det, lambda X: -np.linalg.inv(X), X, along="symmetric")
    assert wrong.explanation.kind == "sign"

    def one(X):
        Y = np.linalg.inv(X)
        Y[3, 4] *= 1.1
        return Y

    check = check_gradient(log_det, one, X, along="symmetric")
    assert check.verdict == "differs"
    assert check.worst[0].name == "x[3, 4] with x[4, 3]"


def test_jacobians_and_hessians():
    A = RNG.normal(size=(4, 3))
    assert check_jacobian(lambda x: A @ x, lambda x: A, P, along="simplex")
    assert check_jacobian(
        lambda x: A @ x, lambda x: A + np.ones((4, 1)), P, along="simplex"
    )
    check = check_jacobian(lambda x: A @ x, lambda x: 2 * A, P, along="simplex")
    assert check.explanation.kind == "scaled"
    two = np.eye(3)[:2]
    assert check_hessian(lambda x: x**3, lambda x: np.diag(3 * x**2), P, along=two)
    check = check_hessian(lambda x: x**3, lambda x: np.diag(x**2), P, along=two)
    assert check.explanation.kind == "scaled"


def test_a_claim_of_another_shape_differs():
    check = check_gradient(entropy, lambda p: p[:2], P, along="simplex")
    assert (check.verdict, check.explanation.kind) == ("differs", "wrong-shape")
    assert "has shape (2,)" in check.explanation.text


def test_parameters_in_a_frame_of_arrays_move_along_directions():
    x = {"a": 1.0, "b": np.array([2.0, 3.0])}
    along = [[1, -1, 0], [0, 1, -1]]

    def f(p):
        return p["a"] ** 2 + np.sum(p["b"] ** 2)

    def claim(p):
        return {"a": 2 * p["a"] + 5, "b": 2 * p["b"] + 5}

    assert check_gradient(f, claim, x, along=along)
    assert check_gradient(f, claim, x).verdict == "differs"


@pytest.mark.parametrize(
    ("x", "along", "words"),
    [
        (S + np.triu(np.ones((3, 3)), 1), "symmetric", r"x\[0, 1\] is .* x\[1, 0\] is"),
        (np.ones((2, 3)), "symmetric", "needs a square matrix"),
        (P * 1.1, "simplex", r"adds up to 1 along its last axis, got the sum 1\.1"),
        ([-0.1, 0.6, 0.5], "simplex", "not negative"),
        (2 * U, "unit norm", "got the norm 2"),
        (P, "sphere", "'symmetric', 'simplex', 'unit norm'"),
        (P, np.ones((3, 2)), r"of the shape of x, \(3,\), one a row"),
        (P, [[1, 0, 0], [0, 0, 0]], "no zero direction, got one in row 1"),
        ([1.0], "simplex", "cannot move"),
        (0.5, "unit norm", "needs x of norm 1"),
    ],
)
def test_points_that_are_not_on_the_set(x, along, words):
    with pytest.raises(ValueError, match=words):
        check_gradient(lambda x: np.sum(x**2), lambda x: 2 * x, x, along=along)


def test_a_map_that_has_no_derivative_is_refused():
    with pytest.raises(ValueError, match="along must be differentiable"):
        check_gradient(
            lambda x: x @ x, lambda x: 2 * x, [0.0, 1.0], along=lambda u: np.cbrt(u)
        )


def test_a_turn_of_a_unit_vector_is_named_by_the_two_entries_that_move():
    _, words, _ = unit_norm(np.array([[0.6, 0.8], [1.0, 0.0]]))
    assert words == ("x[0, 0] against x[0, 1]", "x[1, 1] against x[1, 0]")
