"""What a check answers: the cause where structures are sparse, large or of another
shape, corrections that run as Python, and arguments that cannot be used."""

import numpy as np
import pytest
from derivations.gradients import (
    assert_gradient,
    check_gradient,
    check_hessian,
    check_jacobian,
)
from derivations.gradients.hypotheses.constants import as_code, named_constants
from derivations.gradients.hypotheses.evidence import Evidence
from derivations.gradients.hypotheses.scales import scaled
from derivations.gradients.measuring.jumps import jump
from derivations.numerics import guard, numerical_hessian, random_directions

RNG = np.random.default_rng(8)
X, Y = RNG.normal(size=(20, 4)), RNG.normal(size=20)
POINT = np.array([0.7, -1.3, 0.4, 1.9])


def f(t):
    return np.mean(np.logaddexp(0, X @ t) - Y * (X @ t))


def per_sample(t):
    return X * ((1 + np.tanh(X @ t / 2)) / 2 - Y)[:, None]


def g(t):
    return per_sample(t).mean(axis=0)


def h(t):
    s = (1 + np.tanh(X @ t / 2)) / 2
    return (X.T * (s * (1 - s))) @ X / 20


#: A cost of a matrix whose gradient has neither symmetry nor zeros.
MATRIX = RNG.normal(size=(3, 4))


def f_matrix(W):
    return np.sum(np.sin(W * MATRIX))


def g_matrix(W):
    return np.cos(W * MATRIX) * MATRIX


W = RNG.normal(size=(3, 4))


def corrected(check, claim, x, **names):
    """The claim, corrected as the explanation says."""
    known = {"np": np, "claim": claim, "x": x, **names}
    return eval(check.explanation.correction, known)


LAM = 0.37
CORRECTIONS = {
    "sign": (f, lambda t: -g(t), g, POINT, {}),
    "1/m": (f, lambda t: 20 * g(t), g, POINT, {"m": 20}),
    "m - 1": (f, lambda t: g(t) * 20 / 19, g, POINT, {"m": 20}),
    "ln 2": (f, lambda t: g(t) * np.log(2), g, POINT, {}),
    "degrees": (f, lambda t: g(t) * 180 / np.pi, g, POINT, {}),
    "2 pi": (f, lambda t: g(t) / (2 * np.pi), g, POINT, {}),
    "1/sqrt(2 pi)": (f, lambda t: g(t) * np.sqrt(2 * np.pi), g, POINT, {}),
    "ridge": (
        lambda t: f(t) + LAM / 2 * t @ t,
        g,
        lambda t: g(t) + LAM * t,
        POINT,
        {"lam": LAM},
    ),
    "lasso": (
        lambda t: f(t) + LAM * np.sum(np.abs(t)),
        lambda t: g(t) - LAM * np.sign(t),
        lambda t: g(t) + LAM * np.sign(t),
        POINT,
        {"lam": LAM},
    ),
    "ones": (f, lambda t: g(t) + 0.5, g, POINT, {}),
    "sum beside a right penalty": (
        lambda t: f(t) + LAM / 2 * t @ t,
        lambda t: 20 * g(t) + LAM * t,
        lambda t: g(t) + LAM * t,
        POINT,
        {"lam": LAM, "m": 20},
    ),
    "ridge without an intercept": (
        lambda t: f(t) + LAM / 2 * t[1:] @ t[1:],
        g,
        lambda t: g(t) + LAM * t * [0, 1, 1, 1],
        POINT,
        {"lam": LAM},
    ),
    "shift": (f, lambda t: np.roll(g(t), 1), g, POINT, {}),
    "reverse": (f, lambda t: g(t)[::-1], g, POINT, {}),
    "transposed": (f_matrix, lambda W: g_matrix(W).T, g_matrix, W, {}),
    "transposed, sign": (f_matrix, lambda W: -g_matrix(W).T, g_matrix, W, {}),
    "transposed, 1/m": (f_matrix, lambda W: 20 * g_matrix(W).T, g_matrix, W, {"m": 20}),
    "flat": (f_matrix, lambda W: g_matrix(W).ravel(), g_matrix, W, {}),
    "flat by columns": (f_matrix, lambda W: g_matrix(W).ravel("F"), g_matrix, W, {}),
    "read by rows": (
        f_matrix,
        lambda W: g_matrix(W).ravel("F").reshape(3, 4),
        g_matrix,
        W,
        {},
    ),
    "read by columns": (
        f_matrix,
        lambda W: g_matrix(W).ravel().reshape(3, 4, order="F"),
        g_matrix,
        W,
        {},
    ),
    "rows": (
        f_matrix,
        lambda W: g_matrix(W) * np.array([[2], [1], [0.5]]),
        g_matrix,
        W,
        {},
    ),
    "columns": (f_matrix, lambda W: g_matrix(W) * [2, 1, 4, 0.1], g_matrix, W, {}),
    "not summed": (lambda t: 20 * f(t), per_sample, lambda t: 20 * g(t), POINT, {}),
    "not averaged": (f, per_sample, g, POINT, {}),
    "not averaged, sign": (f, lambda t: -per_sample(t), g, POINT, {}),
    "a column": (f, lambda t: g(t)[:, None], g, POINT, {}),
    "a number": (
        lambda t: np.sin(t[0]),
        lambda t: np.cos(t[0]),
        np.cos,
        np.array([0.3]),
        {},
    ),
}


@pytest.mark.parametrize("name", CORRECTIONS)
def test_corrections_run_and_are_right(name):
    function, claim, right, x, sizes = CORRECTIONS[name]
    check = check_gradient(function, claim, x, sizes=sizes)
    assert check.verdict == "differs"
    value = corrected(check, claim(x), x, **sizes)
    assert value.shape == right(x).shape
    np.testing.assert_allclose(value, right(x), rtol=1e-5, atol=1e-12)
    assert f"Instead: `{check.explanation.correction}`" in check.markdown()


def test_corrections_of_second_derivatives_run():
    for claim in (
        lambda t: h(t) * (2 - np.eye(4)),
        lambda t: h(t) - 0.5 * np.eye(4),
        lambda t: h(t) + 0.5 * np.outer(t, t),
        lambda t: h(t) - 2 * np.diag(t),
    ):
        check = check_hessian(g, claim, POINT)
        value = corrected(check, claim(POINT), POINT)
        np.testing.assert_allclose(value, h(POINT), rtol=1e-5, atol=1e-12)


def test_every_constant_is_python():
    sizes = {"m": 12.0, "e": 5.0, "x.size": 7.0}
    known = {"np": np, "m": 12.0, "e": 5.0, "x": np.zeros(7)}
    for name, value in named_constants(sizes).items():
        assert eval(as_code(name, sizes), known) == pytest.approx(value), name
    assert as_code("e", {}) == "np.e" and as_code("lambda/m", {"lambda/m": 1}) == (
        "lambda/m"
    )


def test_words_are_not_shown_as_code():
    one = g(POINT) * [1, 1, 1, 1.5]
    check = check_gradient(f, one, POINT)
    assert "Instead: claim with entry 3 put right" in check.markdown()
    assert "Instead: claim with entry 3 put right" in str(check)


def test_a_part_that_is_right_is_named():
    """Sum for mean in the data alone; the penalty spares the intercept."""
    keep = np.array([0, 1, 1, 1])
    check = check_gradient(
        lambda t: f(t) + LAM / 2 * np.sum(keep * t**2),
        lambda t: 20 * g(t) + LAM * keep * t,
        POINT,
        sizes={"m": 20, "lam": LAM},
    )
    assert check.explanation.kind == "term"
    assert check.explanation.text == (
        "one part has a wrong factor: 1/m (m = 20) times the claim is right, but for "
        "lam times x without entry 0 (lam = 0.37), which is right as it stands"
    )
    assert check.explanation.correction == (
        "1/m * (claim - lam * x * (np.arange(4) != 0)) + lam * x * (np.arange(4) != 0)"
    )
    named = check_gradient(
        lambda t: f(t) + LAM / 2 * t @ t,
        lambda t: 20 * g(t) + LAM * t,
        POINT,
        sizes={"m": 20},
        terms={"penalty": lambda t: LAM * t},
    )
    assert "but for penalty, which is right as it stands" in named.explanation.text
    missing = check_gradient(
        lambda t: f(t) + LAM / 2 * t @ t,
        lambda t: 20 * g(t),
        POINT,
        sizes={"m": 20, "lam": LAM},
    )
    assert "plus lam times x (lam = 0.37), is right" in missing.explanation.text


def banded(s):
    """Three neighbors each: a Jacobian with zeros off the band."""
    return np.tanh(s[:-2] + 2 * s[1:-1] - 3 * s[2:])


def banded_jacobian(s):
    slope = 1 - banded(s) ** 2
    J = np.zeros((s.size - 2, s.size))
    for k in range(s.size - 2):
        J[k, k : k + 3] = slope[k] * np.array([1, 2, -3])
    return J


BANDED = np.linspace(-0.5, 0.7, 8) ** 2


@pytest.mark.parametrize(
    ("spoil", "kind", "words"),
    [
        (lambda J: J * (np.arange(6) != 4)[:, None], "missing-coordinates", "row 4 is"),
        (lambda J: J * (np.arange(8) != 3), "missing-coordinates", "column 3 is"),
        (
            lambda J: J * np.where(np.arange(6) == 2, -1, 1)[:, None],
            "few-entries",
            "only row 2 is wrong (right would be minus the claim)",
        ),
        (lambda J: J * np.linspace(0.5, 1.7, 8), "scaled", "each column has a factor"),
        (lambda J: J * np.linspace(0.5, 1.7, 6)[:, None], "scaled", "each row has"),
    ],
)
def test_lines_of_sparse_jacobians(spoil, kind, words):
    assert check_jacobian(banded, banded_jacobian, BANDED)
    check = check_jacobian(banded, lambda s: spoil(banded_jacobian(s)), BANDED)
    assert (check.verdict, check.explanation.kind) == ("differs", kind)
    assert words in check.explanation.text


def test_one_entry_for_each_factor_proves_none():
    """A diagonal has a factor for each row always."""
    check = check_jacobian(np.sin, lambda x: np.diag(x**2), [0.3, 1.1, 0.7])
    assert check.explanation.kind != "scaled"
    assert "row" not in check.explanation.text


def test_second_derivatives_by_a_matrix():
    def gradient(A):
        return np.cos(A) + np.sum(A)

    def hessian(A):
        n = A.size
        return (np.ones((n, n)) - np.diag(np.sin(A).ravel())).reshape(A.shape * 2)

    A = np.linspace(0.2, 1.9, 6).reshape(2, 3)
    eye = np.eye(6).reshape(2, 3, 2, 3)
    assert check_hessian(gradient, hessian, A)
    ridge = check_hessian(lambda A: gradient(A) + LAM * A, hessian, A)
    assert ridge.explanation.kind == "term"
    assert "the claim lacks 0.37 times the identity" in ridge.explanation.text
    assert (
        ridge.explanation.correction == "claim + 0.37 * np.eye(6).reshape((2, 3, 2, 3))"
    )
    twice = check_hessian(gradient, lambda A: hessian(A) * (2 - eye), A)
    assert twice.explanation.kind == "scaled"
    assert "the diagonal is right" in twice.explanation.text
    diagonal = check_hessian(gradient, lambda A: hessian(A) * (1 - eye), A)
    assert "the diagonal is missing" in diagonal.explanation.text


def test_a_ridge_that_spares_the_intercept_in_a_hessian():
    keep = np.array([0, 1, 1, 1])
    check = check_hessian(lambda t: g(t) + LAM * keep * t, h, POINT, sizes={"lam": LAM})
    assert check.explanation.kind == "term"
    assert "lacks lam times the identity without entry (0, 0)" in check.explanation.text
    assert check.explanation.runners_up == ()


def test_no_hessian_is_right_for_what_is_no_gradient():
    """The fault is in the gradient that was handed in, whatever the claim is."""
    A = np.array([[1.0, 2.0, 0.0], [3.0, 4.0, 1.0], [0.0, 1.0, 2.0]])
    check = check_hessian(lambda x: A @ x, lambda x: (A + A.T) / 2, [1.0, 2.0, -1.0])
    assert check.explanation.kind == "not-a-gradient"
    assert check.explanation.text == (
        "gradient is not the gradient of any function: its Jacobian is not symmetric"
    )
    turned = check_hessian(lambda x: A @ x, lambda x: A.T, [1.0, 2.0, -1.0])
    assert turned.explanation.kind == "not-a-gradient"
    assert turned.explanation.runners_up[0].kind == "transposed"


SHAPES = {
    "sum": (lambda t: 20 * f(t), per_sample, "summed over axis 0 it is right: a sum"),
    "mean": (f, per_sample, "averaged over axis 0 it is right: a mean was forgotten"),
    "mean, sign": (
        f,
        lambda t: -per_sample(t),
        "averaged over axis 0, it is still wrong: the sign",
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_an_axis_too_many(name):
    function, claim, words = SHAPES[name]
    check = check_gradient(function, claim, POINT)
    assert (check.verdict, check.explanation.kind) == ("differs", "wrong-shape")
    assert words in check.explanation.text


def test_another_array_with_an_axis_too_many_is_not_explained():
    check = check_gradient(f, lambda t: np.outer(np.arange(5.0), t), POINT)
    assert check.explanation.text == "the claim has shape (5, 4), the derivative (4,)"
    assert check.explanation.correction == ""


def test_a_diagonal_for_a_hessian():
    x = np.array([0.3, 1.1, 0.7])
    check = check_hessian(np.sin, lambda x: np.cos(x), x)
    assert check.explanation.kind == "wrong-shape"
    assert check.explanation.correction == "np.diag(claim)"
    part = check_hessian(g, lambda t: np.diag(h(t)), POINT)
    assert part.explanation.kind == "wrong-shape"
    assert (
        "put on the diagonal, it is still wrong: every entry off the diagonal is "
        in (part.explanation.text)
    )


def test_transposed_and_negated_in_one_word():
    A = RNG.normal(size=(5, 3))
    check = check_jacobian(lambda x: A @ x, lambda x: -A.T, [1.0, 2.0, 3.0])
    assert check.explanation.kind == "transposed"
    assert "transposed, it is still wrong: the sign" in check.explanation.text
    assert str(check).count("the sign is wrong") == 1


N = 3000
WEIGHTS, FAR = RNG.normal(size=N), RNG.normal(size=N)


def large(x):
    return np.sum(np.sin(WEIGHTS * x))


def large_gradient(x):
    return WEIGHTS * np.cos(WEIGHTS * x)


@pytest.mark.parametrize("kept", [slice(0, 1500), slice(0, None, 2), slice(700, None)])
def test_many_entries_of_a_large_gradient_are_missing(kept):
    mask = np.zeros(N)
    mask[kept] = 1
    check = check_gradient(large, lambda x: large_gradient(x) * mask, FAR)
    assert (check.verdict, check.explanation.kind) == ("differs", "missing-coordinates")
    assert "all else is right" in check.explanation.text
    # ... and not if the others are wrong as well.
    wrong = check_gradient(large, lambda x: np.cos(x) * mask, FAR)
    assert wrong.explanation.kind != "missing-coordinates"


def test_a_row_of_a_large_matrix_is_missing():
    mask = (np.arange(50) != 7)[:, None]
    check = check_gradient(
        lambda W: large(W.ravel()),
        lambda W: large_gradient(W.ravel()).reshape(W.shape) * mask,
        FAR.reshape(50, 60),
    )
    assert check.explanation.kind == "missing-coordinates"
    assert "row 7 is zero in the claim" in check.explanation.text


def test_a_kink_at_zero_explains_no_claim():
    """At x = 0 any claim lies between the slopes of |x|: that explains nothing."""

    def lasso(t):
        return f(t) + 3 * np.sum(np.abs(t))

    check = check_gradient(lasso, np.array([0.1, 0.7, -0.4, 0.2]), POINT)
    assert check.explanation.kind == "unknown", str(check)


def test_a_derivative_that_is_zero_lacks_no_term():
    check = check_gradient(lambda t: 3.0, lambda t: 2 * t, POINT)
    assert (check.verdict, check.explanation.kind) == ("differs", "unknown")
    assert "f does not change with x here" in check.explanation.text
    named = check_gradient(lambda t: 3.0, lambda t: 2 * t, POINT, terms={"p": POINT})
    assert named.explanation.kind == "term"


def test_jumps_are_called_jumps():
    check = check_gradient(
        lambda x: np.floor(x[0]) + x[1], lambda x: np.array([0.0, 1.0]), [2.0, 0.5]
    )
    assert (check.verdict, check.explanation.kind) == ("differs", "non-finite")
    assert "f jumps at x, from 1.50 to 2.50: it has no" in check.explanation.text
    assert "in entry 0" in check.explanation.text
    assert jump(lambda x: np.cbrt(x[0]), np.array([0.0]), 0) == ""
    assert jump(lambda x: x[0] / 0, np.array([0.0]), 0) == ""


@pytest.mark.parametrize("value", [0, 1, np.int64(0), np.uint8(3)])
def test_whole_numbers_are_returned_at_x(value):
    """A hinge returns max(0, 1 - z): a whole number on one side of its kink."""

    def hinge(x):
        return value if x[0] >= 0.5 else float(value) + 0.5 - x[0]

    check = check_gradient(hinge, lambda x: np.array([-1.0]), [0.5])
    assert (check.verdict, check.explanation.kind) == ("agrees", "kink")
    wrong = check_gradient(hinge, lambda x: np.array([1.0]), [0.5])
    assert (wrong.verdict, wrong.explanation.kind) == ("differs", "kink")


MASKED = np.ma.array([1.0, 2.0, 3.0, 4.0], mask=[0, 1, 0, 0])
ERRORS = {
    "masked claim": (
        f,
        lambda t: MASKED,
        {},
        TypeError,
        "gradient must return a plain",
    ),
    "masked array": (f, MASKED, {}, TypeError, "gradient must be a function of x, or"),
    "masked f": (lambda t: np.ma.masked, g, {}, TypeError, "f must return a plain"),
    "text": (
        f,
        "2 x",
        {},
        TypeError,
        "gradient must be a function of x, or .* got str",
    ),
    "none": (f, None, {}, TypeError, "gradient must be a function of x, .* NoneType"),
    "complex": (f, POINT + 1j, {}, TypeError, "complex128 and shape"),
    "value and gradient": (
        lambda t: (f(t), g(t)),
        g,
        {},
        TypeError,
        "say value_and_gradient=True",
    ),
    "sizes listed": (f, g, {"sizes": ["m"]}, TypeError, "sizes must be a dictionary"),
    "sizes by number": (f, g, {"sizes": {3: 20}}, TypeError, "sizes must have names"),
    "terms listed": (f, g, {"terms": [POINT]}, TypeError, "terms must be a dictionary"),
    "terms by number": (
        f,
        g,
        {"terms": {1: POINT}},
        TypeError,
        "terms must have names",
    ),
    "terms of text": (
        f,
        g,
        {"terms": {"t": "x"}},
        TypeError,
        r"terms\['t'\] must be a",
    ),
    "terms nan": (f, g, {"terms": {"t": POINT * np.nan}}, ValueError, "must be finite"),
    "rng text": (f, g, {"rng": "seed"}, TypeError, "rng must be a seed or a numpy"),
    "rng float": (f, g, {"rng": 1.5}, TypeError, "rng must be a seed"),
    "rng negative": (f, g, {"rng": -1}, ValueError, "rng must be a seed"),
    "resolution": (
        f,
        g,
        {"resolution": 2},
        ValueError,
        "resolution must be less than 1",
    ),
    "sizes bool": (f, g, {"sizes": {"m": True}}, TypeError, r"sizes\['m'\] must be a"),
}


@pytest.mark.parametrize("name", ERRORS)
def test_arguments_that_cannot_be_used(name):
    function, claim, options, error, words = ERRORS[name]
    for check in (check_gradient, assert_gradient):
        with pytest.raises(error, match=words):
            check(function, claim, POINT, **options)


def test_x_that_is_a_function_is_called_one():
    with pytest.raises(TypeError, match=r"x must hold real numbers.*\(function\)"):
        check_gradient(f, POINT, g)


def test_assert_gradient_takes_every_option():
    options = {"resolution": 1e-5, "sizes": {"m": 20}, "terms": {"p": POINT}, "rng": 3}
    assert assert_gradient(f, g, POINT, **options).asked == 1e-5
    with pytest.raises(AssertionError) as caught:
        assert_gradient(f, lambda t: g(t) + 2 * t, POINT, **options)
    first = str(caught.value).splitlines()[0]
    assert first.startswith("The gradient differs (wrong term) in 4 of 4 entries")
    assert "p has the wrong sign" in str(caught.value)


def test_one_term_is_told_once():
    check = check_gradient(
        lambda t: f(t) + LAM / 2 * t @ t,
        g,
        POINT,
        terms={"data": g, "penalty": lambda t: LAM * t},
    )
    assert check.explanation.text == "penalty enters with weight 0, should be 1"
    assert check.explanation.runners_up == ()


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: random_directions(["a"], 2), TypeError, "x must hold real numbers"),
        (lambda: random_directions([], 2), ValueError, "x must have entries"),
        (
            lambda: random_directions([1.0], 0),
            ValueError,
            "count must be a whole number",
        ),
        (lambda: random_directions([1.0], "3"), ValueError, "count must be .* got '3'"),
        (lambda: random_directions([1.0], 2, rng="a"), TypeError, "rng must be a seed"),
        (lambda: guard(f, POINT, repeats=0), ValueError, "repeats must be a whole"),
        (
            lambda: guard(f, POINT, repeats="5"),
            ValueError,
            "repeats must be .* got '5'",
        ),
        (
            lambda: numerical_hessian(None, POINT, gradient=[1, 2]),
            TypeError,
            "gradient must be callable, got list",
        ),
        (
            lambda: numerical_hessian(None, POINT, gradient=lambda t: None),
            TypeError,
            "gradient returned None",
        ),
        (
            lambda: numerical_hessian(None, POINT, gradient=f),
            ValueError,
            r"gradient must return the shape of x, \(4,\), got \(\)",
        ),
    ],
)
def test_what_the_numerical_functions_refuse(call, error, words):
    with pytest.raises(error, match=words):
        call()


def spared(shape, index):
    mask = np.ones(shape)
    mask[index] = 0
    return mask


@pytest.mark.parametrize(
    ("mask", "words"),
    [
        (spared((3, 4), np.s_[:, 0]), "times x without column 0"),
        (spared((3, 4), np.s_[:, -1]), "times x without column 3"),
        (spared((3, 4), np.s_[2]), "times x without row 2"),
        (spared(12, np.s_[9:]), "times x without entries 9, 10 and 11"),
        (spared(12, np.s_[:4]), "times x without entries 0, 1, 2 and 3"),
    ],
)
def test_biases_are_not_penalized(mask, words):
    def cost(W):
        return f_matrix(W.reshape(3, 4)) + LAM / 2 * np.sum(mask * W**2)

    def data(W):
        return g_matrix(W.reshape(3, 4)).reshape(mask.shape)

    x = W.reshape(mask.shape)
    assert check_gradient(cost, lambda W: data(W) + LAM * mask * W, x)
    for weight in (0, 2, -1):
        claim = check_gradient(
            cost, lambda W, w=weight: data(W) + w * LAM * mask * W, x
        )
        assert claim.explanation.kind == "term"
        assert words in claim.explanation.text
    # Spared entries in no order are no biases.
    odd = np.ones(12)
    odd[[1, 4, 6, 10]] = 0
    odd = odd.reshape(mask.shape)
    check = check_gradient(cost, lambda W: data(W) + LAM * (mask + odd) * W, x)
    assert "without" not in check.explanation.text


@pytest.mark.parametrize(
    ("index", "words"), [(0, "without entry 0"), (-1, f"without entry {N - 1}")]
)
def test_an_intercept_among_many_coefficients(index, words):
    mask = spared(N, index)
    check = check_gradient(
        lambda x: large(x) + LAM / 2 * np.sum(mask * x**2),
        large_gradient,
        FAR,
        sizes={"lam": LAM},
    )
    assert (check.verdict, check.explanation.kind) == ("differs", "term")
    assert f"the claim lacks lam times x {words}" in check.explanation.text


@pytest.mark.parametrize(
    ("index", "words"),
    [(np.s_[:, 0], "column 0"), (np.s_[:, -1], "column 59"), (np.s_[-1], "row 49")],
)
def test_biases_of_a_large_matrix(index, words):
    mask = spared((50, 60), index)
    check = check_gradient(
        lambda W: large(W.ravel()) + LAM / 2 * np.sum(mask * W**2),
        lambda W: large_gradient(W.ravel()).reshape(W.shape),
        FAR.reshape(50, 60),
    )
    assert f"lacks 0.37 times x without {words}" in check.explanation.text


def test_a_weight_that_stands_for_another():
    """lambda for lambda/m, in a penalty that spares the intercept."""
    keep = np.array([0, 1, 1, 1])

    def cost(t):
        return f(t) + LAM / 40 * np.sum(keep * t**2)

    sizes = {"m": 20, "lam": LAM}
    check = check_gradient(cost, lambda t: g(t) + LAM * keep * t, POINT, sizes=sizes)
    assert check.explanation.kind == "term"
    assert check.explanation.text == (
        "the claim has a term too many: 0.3515 times x without entry 0; so it is when "
        "x has the weight lam where lam/m is right"
    )
    less = check_gradient(
        lambda t: f(t) + LAM / 2 * np.sum(keep * t**2),
        lambda t: g(t) + LAM / 20 * keep * t,
        POINT,
        sizes=sizes,
    )
    assert "x has the weight lam/m where lam is right" in less.explanation.text
    # A weight that is made of nothing known is left as it is.
    odd = check_gradient(cost, lambda t: g(t) + 0.1234 * keep * t, POINT, sizes=sizes)
    assert "so it is" not in odd.explanation.text


@pytest.mark.parametrize("unit", [2.0**-30, 2.0**30])
def test_a_part_that_is_right_is_named_in_any_unit(unit):
    """What is told of a claim does not depend on the unit of f."""
    keep, lam = np.array([0, 1, 1, 1]), unit * LAM
    check = check_gradient(
        lambda t: unit * f(t) + lam / 2 * np.sum(keep * t**2),
        lambda t: 20 * unit * g(t) + lam * keep * t,
        POINT,
        sizes={"m": 20, "lam": lam},
    )
    assert "but for lam times x without entry 0" in check.explanation.text


def test_a_factor_that_is_a_length_of_x_is_named_so():
    X = np.random.default_rng(1).normal(size=(6, 7))
    for axis, length in enumerate(X.shape):
        check = check_gradient(
            lambda X: np.sum(X**3), lambda X, n=length: 3 * X**2 / n, X
        )
        assert check.explanation.correction == f"x.shape[{axis}] * claim"


def test_the_sign_of_one_part():
    def cost(t):
        return f(t) + LAM / 2 * t @ t

    turned = check_gradient(cost, lambda t: -g(t) + LAM * t, POINT, sizes={"lam": LAM})
    assert turned.explanation.text == (
        "one part has the wrong sign: minus the claim is right, but for lam times x "
        "(lam = 0.37), which is right as it stands"
    )
    value = corrected(turned, -g(POINT) + LAM * POINT, POINT, lam=LAM)
    np.testing.assert_allclose(value, g(POINT) + LAM * POINT, rtol=1e-5)


@pytest.mark.parametrize("off", [1e-9, -1e-7, 1e-4])
def test_a_factor_close_to_one(off):
    check = check_gradient(f, lambda t: g(t) / (1 + off), POINT)
    assert check.explanation.kind == "scaled"
    assert "wrong: 1 times" not in check.explanation.text
    value = corrected(check, g(POINT) / (1 + off), POINT)
    np.testing.assert_allclose(value, g(POINT), rtol=abs(off) / 10)


def test_a_factor_that_cannot_be_told_from_one_is_none():
    """Seen by some entries to be too large, but not how much."""
    numeric = np.array([0.7, -1.3, 2.1, 0.4, -0.9])
    for off in (3e-5, 5e-5, 1e-4):
        known = Evidence(
            claimed=numeric * (1 + off),
            numeric=numeric,
            bound=np.full(5, 1e-5),
            noise=np.zeros(5),
            x=np.ones(5),
        )
        found = scaled(known)
        assert found is None or "wrong: 1 times" not in found.text
