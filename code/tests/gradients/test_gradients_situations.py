"""The control matrix: every situation, with the exact outcome that it must have."""

import math

import numpy as np
import pytest
from derivations.gradients import check_gradient, check_hessian, check_jacobian
from derivations.gradients.measuring.preconditions import examine, single_precision

X = np.array([0.3, -1.2, 2.5])


def f(x):
    return np.sum(np.sin(x)) + x @ x / 2


def g(x):
    return np.cos(x) + x


def wrong(x):
    return -g(x)


def mutating(function):
    def changes_its_argument(x):
        value = function(x)
        x *= 2
        return value

    return changes_its_argument


def noisy(function, size, seed=0):
    rng = np.random.default_rng(seed)
    return lambda x: function(x) + size * rng.normal()


def single(x):
    return float(np.float32(f(x)))


def dropout(seed=0):
    rng = np.random.default_rng(seed)
    return lambda x: f(x * (rng.random(x.shape) < 0.5))


def with_memory():
    """A gradient that returns what it computed at the call before."""
    kept = [np.ones(3)]

    def remembers(x):
        kept.append(g(x + len(kept)))
        return kept[-2]

    return remembers


def root(x):
    return np.sum(np.sqrt(x))


def root_slope(x):
    with np.errstate(divide="ignore"):
        return 0.5 / np.sqrt(x)


SITUATIONS = {
    # right, and nothing in the way
    "plain": (f, g, X, "agrees", None),
    "integers": (f, g, [1, 2, 3], "agrees", None),
    "a list": (f, g, [0.3, -1.2, 2.5], "agrees", None),
    "a number": (np.sin, np.cos, 0.7, "agrees", None),
    "an integer": (np.sin, np.cos, 1, "agrees", None),
    "a matrix": (
        lambda x: np.sum(x**3),
        lambda x: 3 * x**2,
        X.reshape(3, 1) + 1,
        "agrees",
        None,
    ),
    "claim as array": (f, g(X), X, "agrees", None),
    "claim as list": (f, g(X).tolist(), X, "agrees", None),
    "f of shape (1,)": (lambda x: np.array([f(x)]), g, X, "agrees", None),
    "f of shape (1, 1)": (lambda x: np.array([[f(x)]]), g, X, "agrees", None),
    "f returns a list of one": (lambda x: [f(x)], g, X, "agrees", None),
    "claim in float32": (f, lambda x: g(x).astype(np.float32), X, "agrees", None),
    "edge of the domain": (
        lambda x: np.sum(np.log(x)),
        lambda x: 1 / x,
        [1e-9, 1.0],
        "agrees",
        None,
    ),
    "math.log raises nearby": (
        lambda x: math.log(x[0]),
        lambda x: 1 / x,
        [1e-3],
        "agrees",
        None,
    ),
    "one side only": (
        lambda x: np.sum(x * np.sqrt(x) + x),
        lambda x: 1.5 * np.sqrt(x) + 1,
        [4.0, 1e-4],
        "agrees",
        None,
    ),
    "one side only, a tiny entry": (
        lambda x: np.sum(x * np.sqrt(x) + x),
        lambda x: 1.5 * np.sqrt(x) + 1,
        [4.0, 1e-12],
        "inconclusive",
        None,
    ),
    # wrong
    "wrong": (f, wrong, X, "differs", "sign"),
    "wrong at integers": (f, wrong, [1, 2, 3], "differs", "sign"),
    "zero claim": (f, lambda x: 0 * x, X, "differs", "missing-coordinates"),
    "tiny and wrong": (
        lambda x: 1e-9 * f(x),
        lambda x: -1e-9 * g(x),
        X,
        "differs",
        "sign",
    ),
    "tiny and zero": (
        lambda x: 1e-9 * f(x),
        lambda x: 0 * x,
        X,
        "differs",
        "missing-coordinates",
    ),
    # not functions
    "f mutates": (mutating(f), g, X, "inconclusive", "mutates-argument"),
    "f mutates, wrong": (mutating(f), wrong, X, "differs", "mutates-argument"),
    "claim mutates": (f, mutating(g), X, "inconclusive", "mutates-argument"),
    "claim mutates, wrong": (f, mutating(wrong), X, "differs", "mutates-argument"),
    "f random 1e-3": (noisy(f, 1e-3), g, X, "inconclusive", "not-deterministic"),
    "f random 1e-10": (noisy(f, 1e-10), g, X, "inconclusive", "not-deterministic"),
    "f random, wrong": (noisy(f, 1e-3), wrong, X, "inconclusive", "not-deterministic"),
    "dropout": (dropout(), g, X, "inconclusive", "not-deterministic"),
    "claim random": (f, noisy(g, 1e-3), X, "inconclusive", "not-deterministic"),
    "claim remembers": (f, with_memory(), X, "inconclusive", "not-deterministic"),
    # single precision
    "float32 result": (
        lambda x: np.float32(f(x)),
        g,
        X,
        "inconclusive",
        "single-precision",
    ),
    "float32 inside": (single, g, X, "inconclusive", "single-precision"),
    "float32 argument": (
        lambda x: f(x.astype(np.float32)),
        g,
        X,
        "inconclusive",
        "single-precision",
    ),
    "float32 argument, float64 after": (
        lambda x: f(x.astype(np.float32).astype(float)),
        g,
        X,
        "inconclusive",
        "single-precision",
    ),
    "float32 inside, wrong": (single, wrong, X, "differs", "sign"),
    "float16 claim": (
        f,
        lambda x: g(x).astype(np.float16),
        X,
        "inconclusive",
        "single-precision",
    ),
    # not finite
    "f nan": (lambda x: np.nan, g, X, "inconclusive", "non-finite"),
    "f infinite": (lambda x: np.inf, g, X, "inconclusive", "non-finite"),
    "claim nan": (f, lambda x: g(x) * [1, np.nan, 1], X, "differs", "non-finite"),
    "claim infinite": (
        f,
        lambda x: g(x) + np.array([np.inf, 0, 0]),
        X,
        "differs",
        "non-finite",
    ),
    "infinite slope, finite claim": (
        root,
        lambda x: np.array([1.0, 0.5]),
        [0.0, 1.0],
        "differs",
        "non-finite",
    ),
    "infinite slope, infinite claim": (
        root,
        root_slope,
        [0.0, 1.0],
        "inconclusive",
        "non-finite",
    ),
    # shapes
    "column": (f, lambda x: g(x)[:, None], X, "differs", "wrong-shape"),
    "row": (f, lambda x: g(x)[None, :], X, "differs", "wrong-shape"),
    "scalar for array": (f, lambda x: 1.0, X, "differs", "wrong-shape"),
    "array for scalar": (
        np.sin,
        lambda x: np.array([np.cos(x)]),
        0.7,
        "differs",
        "wrong-shape",
    ),
    "too long": (f, lambda x: np.append(g(x), 0), X, "differs", "wrong-shape"),
    "broadcast": (f, lambda x: g(x) + np.zeros((3, 1)), X, "differs", "wrong-shape"),
    # too little to see
    "constant": (lambda x: 1.0, lambda x: 0 * x, X, "inconclusive", None),
    "nothing at all": (lambda x: 0.0, lambda x: 0 * x, X, "inconclusive", None),
    "zero below noise": (
        lambda x: 1 + 1e-20 * f(x),
        lambda x: 0 * x,
        X,
        "inconclusive",
        None,
    ),
    "offset 1e12": (lambda x: 1e12 + f(x), g, X, "inconclusive", None),
    "offset 1e4": (lambda x: 1e4 + f(x), g, X, "agrees", None),
    # kinks
    "abs at 0": (
        lambda x: np.sum(np.abs(x)),
        np.sign,
        [0.0, 1.0, -2.0],
        "agrees",
        "kink",
    ),
    "relu at 0": (
        lambda x: np.sum(np.maximum(x, 0)),
        lambda x: (x > 0) * 1.0,
        [0.0, 1.0],
        "agrees",
        "kink",
    ),
    "outside the slopes": (
        lambda x: np.sum(np.abs(x)),
        lambda x: np.sign(x) + 1.5,
        [0.0, 0.0],
        "differs",
        "kink",
    ),
    "kink far off": (lambda x: np.sum(np.abs(x)), np.sign, [0.5, 1.0], "agrees", None),
    "kink near": (
        lambda x: np.sum(np.abs(x - 1)),
        lambda x: np.sign(x - 1),
        [1 + 1e-4, 2.0],
        "agrees",
        None,
    ),
    "kink, sign elsewhere": (
        lambda x: np.sum(np.abs(x)),
        lambda x: -np.sign(x),
        [0.0, 1.0, 2.0],
        "differs",
        "sign",
    ),
}


@pytest.mark.parametrize("name", SITUATIONS)
def test_situation(name):
    function, claim, x, verdict, kind = SITUATIONS[name]
    with np.errstate(all="ignore"):
        check = check_gradient(function, claim, x)
    found = check.explanation.kind if check.explanation else None
    assert (check.verdict, found) == (verdict, kind), str(check)
    assert bool(check) is (verdict == "agrees")
    assert str(check) and check.markdown() and check.record()["kind"] == "check"


def test_a_claim_of_another_shape_and_wrong():
    check = check_gradient(f, lambda x: -g(x)[:, None], X)
    assert (check.verdict, check.explanation.kind) == ("differs", "wrong-shape")
    assert "reshaped, it is still wrong: the sign" in check.explanation.text
    assert [other.kind for other in check.explanation.runners_up] == ["sign"]


@pytest.mark.parametrize("slope", [1e-3, 1e-2, 3e-2, 0.1, 0.3, 1.0])
def test_offset_is_not_taken_for_single_precision(slope):
    """Rounded to the same grid as by float32, but by the size of f."""
    for offset in (1e6, 1e7, 1e8):
        check = check_gradient(
            lambda x, c=offset: c + slope * f(x), lambda x: slope * g(x), X
        )
        assert check.explanation is None, str(check)


def test_a_staircase_is_not_taken_for_single_precision():
    """It stands still at most places, whatever x does to its last digits."""
    x = np.array([0.3])
    for cell in np.geomspace(1e-7, 1e-5, 60):

        def stairs(x, cell=cell):
            return cell * np.floor(x[0] / cell)

        assert single_precision(stairs, x, examine(stairs, x, "f"), 0) == ""


def test_sizes_of_arrays_are_named_where_nothing_else_is_meant():
    five = np.linspace(0.3, 1.1, 5)
    text = {
        name: check_gradient(f, lambda x: x.size * g(x), x, sizes=sizes)
        for name, x, sizes in (
            ("unnamed", five, None),
            ("named", five, {"n": 5}),
            ("small", five[:3], None),
        )
    }
    text = {name: check.explanation.text for name, check in text.items()}
    assert "1/x.size (x.size = 5) times the claim" in text["unnamed"]
    assert "1/n (n = 5) times the claim" in text["named"]
    assert "1/3 times the claim" in text["small"]


def test_both_functions_may_change_their_argument():
    check = check_gradient(mutating(f), mutating(g), X)
    assert check.explanation.text.startswith("f and gradient change their argument")
    one = check_gradient(mutating(f), g, X)
    assert one.explanation.text.startswith("f changes its argument")


def test_hessians_are_symmetric():
    """A claim that fits no mistake is at least told to be no Hessian at all."""
    A, B = np.array([[2.0, 1.0], [1.0, 3.0]]), np.array([[1.3, 0.2], [0.9, 5.1]])
    turned = check_hessian(lambda x: A @ x, lambda x: B, [1.0, 2.0])
    assert turned.explanation.kind == "not-a-gradient"
    assert "not symmetric" in turned.explanation.text
    other = check_hessian(lambda x: A @ x, lambda x: B @ B.T, [1.0, 2.0])
    assert other.explanation.kind == "unknown"
    # Asymmetry that rounding explains is none.
    slightly = np.array([[1.3, 0.2], [0.2 + 1e-16, 5.1]])
    near = check_hessian(lambda x: A @ x, lambda x: slightly, [1.0, 2.0])
    assert near.explanation.kind == "unknown"


STALE = {
    "x = 0": np.zeros_like,
    "x rounded toward zero to whole numbers": np.trunc,
    "x rounded to whole numbers": np.round,
    "minus x": np.negative,
    "x = 1 in every entry": np.ones_like,
}


@pytest.mark.parametrize("words", STALE)
def test_the_derivative_at_another_point(words):
    check = check_gradient(
        lambda x: np.sum(np.exp(x)) + np.sum(x) ** 3,
        lambda x: np.exp(STALE[words](x)) + 3 * np.sum(STALE[words](x)) ** 2,
        [1.3, -0.7, 2.6],
    )
    assert (check.verdict, check.explanation.kind) == ("differs", "shifted")
    assert check.explanation.text.endswith(f"at another point: {words}, not x")


REASONS = {
    "f nan": "there is no derivative to compare with",
    "f random 1e-3": "random values have no derivative",
    "f mutates": "calls change the point they are made at",
    "float32 inside": "single precision carries 7 digits, too few to tell more",
    "constant": "the whole derivative is zero as far as can be measured",
    "infinite slope, infinite claim": "no finite derivative could be measured",
}


@pytest.mark.parametrize("name", REASONS)
def test_what_stands_in_the_way_is_said(name):
    function, claim, x, *_ = SITUATIONS[name]
    assert REASONS[name] in check_gradient(function, claim, x).reason


def test_digits_without_resolution():
    assert check_gradient(lambda x: 1.0, lambda x: 0 * x, X).digits == 0
    assert check_gradient(lambda x: 1e15 + f(x), g, X).digits == 0


def test_randomness_is_told_relative_to_the_value():
    seen = iter([1e6, 1e6 + 30, 1e6, 1e6, 1e6, 1e6])
    check = check_gradient(lambda x: next(seen), g, X)
    assert check.explanation.kind == "not-deterministic"
    assert "up to 1e-04 of their size" in check.explanation.text
    assert check.explanation.correction.startswith("fix the seed")
    # What threads may do to the order of a sum is not randomness.
    rounded = iter([1.0, 1.0 + 2**-52] * 200)
    check = check_gradient(lambda x: f(x) * next(rounded), g, X)
    assert check.explanation is None


def test_a_function_that_is_defined_at_x_alone():
    check = check_gradient(lambda x: 1.0 if np.array_equal(x, X) else np.nan, g, X)
    assert (check.verdict, check.explanation) == ("inconclusive", None)
    assert "no derivative could be measured" in str(check)


def raises(error):
    def raising(x):
        raise error

    return raising


def raises_elsewhere(x):
    if not np.array_equal(x, X):
        raise RuntimeError("only at one point")
    return f(x)


def grows():
    seen = []

    def growing(x):
        seen.append(0)
        return np.zeros(len(seen))

    return growing


ERRORS = {
    "x empty": (f, g, [], ValueError, "x must have entries"),
    "x nan": (f, g, [1, np.nan], ValueError, "x must be finite"),
    "x infinite": (f, g, [1, np.inf], ValueError, "x must be finite"),
    "x complex": (f, g, [1j], TypeError, "x must hold real numbers"),
    "x text": (f, g, "abc", TypeError, "x must hold real numbers"),
    "x None": (f, g, None, TypeError, "x must hold real numbers"),
    "x ragged": (f, g, [[1], [1, 2]], TypeError, "x must be an array"),
    "f not callable": (3, g, X, TypeError, "f must be callable"),
    "f raises": (raises(RuntimeError("boom")), g, X, RuntimeError, "boom"),
    "claim raises": (f, raises(KeyError("boom")), X, KeyError, "boom"),
    "f returns None": (lambda x: None, g, X, TypeError, "f returned None"),
    "claim returns None": (f, lambda x: None, X, TypeError, "gradient returned None"),
    "f returns text": (lambda x: "1", g, X, TypeError, "f must return real numbers"),
    "f complex": (lambda x: f(x) + 0j, g, X, TypeError, "f (must|returned).* complex"),
    "claim complex": (
        f,
        lambda x: g(x) + 0j,
        X,
        TypeError,
        "gradient (must|returned).* complex",
    ),
    "f an array": (
        lambda x: x,
        g,
        X,
        ValueError,
        r"one number, got an array of shape \(3,\); check_jacobian is for functions",
    ),
    "f empty": (lambda x: np.zeros(0), g, X, ValueError, r"shape \(0,\)"),
    "claim empty": (f, lambda x: np.zeros(0), X, ValueError, r"shape \(0,\)"),
    "shape of f changes": (grows(), g, X, ValueError, "returned shapes"),
}


@pytest.mark.parametrize("name", ERRORS)
def test_error(name):
    function, claim, x, error, words = ERRORS[name]
    with pytest.raises(error, match=words):
        check_gradient(function, claim, x)


def test_errors_of_f_say_whose_they_are():
    with pytest.raises(RuntimeError) as caught:
        check_gradient(raises(RuntimeError("boom")), g, X)
    assert any("raised by f" in note for note in caught.value.__notes__)


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"resolution": 0}, ValueError, "resolution must be positive"),
        ({"resolution": -1e-6}, ValueError, "resolution must be positive"),
        ({"resolution": np.nan}, ValueError, "resolution must be positive"),
        ({"resolution": "fine"}, TypeError, "resolution must be a number"),
        ({"sizes": {"m": 0}}, ValueError, r"sizes\['m'\] must be positive"),
        ({"sizes": {"m": "many"}}, TypeError, r"sizes\['m'\] must be a number"),
        ({"terms": {"t": np.ones(2)}}, ValueError, r"terms\['t'\] must have the shape"),
        ({"terms": {"t": lambda x: None}}, TypeError, r"terms\['t'\] returned None"),
    ],
)
def test_unusable_options(options, error, words):
    with pytest.raises(error, match=words):
        check_gradient(f, g, X, **options)


def test_jacobian_situations():
    A = np.arange(6.0).reshape(2, 3) + 1

    def h(x):
        return A @ np.sin(x)

    def right(x):
        return A * np.cos(x)

    outcomes = {
        "right": (right, "agrees", None),
        "denominator layout": (lambda x: right(x).T, "differs", "transposed"),
        "flat": (lambda x: right(x).ravel(), "differs", "reshaped"),
        "flat, by columns": (
            lambda x: right(x).ravel(order="F"),
            "differs",
            "reshaped",
        ),
        "sum over outputs": (lambda x: right(x).sum(axis=0), "differs", "wrong-shape"),
        "sign": (lambda x: -right(x), "differs", "sign"),
    }
    for name, (claim, verdict, kind) in outcomes.items():
        check = check_jacobian(h, claim, X)
        found = check.explanation.kind if check.explanation else None
        assert (name, check.verdict, found) == (name, verdict, kind)
        assert str(check).startswith("The Jacobian ")


def test_a_jacobian_is_not_asked_to_be_a_gradient():
    A = np.arange(6.0).reshape(2, 3) + 1
    check = check_jacobian(lambda x: A @ np.sin(x), lambda x: A**2 * np.cosh(x), X)
    assert check.explanation.kind == "unknown"
    assert "another function" not in check.explanation.text


def test_layouts_of_a_jacobian_by_a_matrix():
    """Every order in which people write down what has three axes."""
    x, W = np.array([1.0, -2.0]), np.arange(6.0).reshape(3, 2) / 7

    def h(W):
        return np.sin(W @ x)

    def right(W):
        return np.cos(W @ x)[:, None, None] * np.eye(3)[:, :, None] * x

    assert check_jacobian(h, right, W)
    kinds = {
        "outputs last": (lambda W: right(W).transpose(1, 2, 0), "transposed"),
        "outputs by entries": (lambda W: right(W).reshape(3, 6), "reshaped"),
        "entries by outputs": (lambda W: right(W).reshape(3, 6).T, "transposed"),
        "by columns": (
            lambda W: right(W).transpose(0, 2, 1).reshape(3, 3, 2),
            "reshaped",
        ),
    }
    for name, (claim, kind) in kinds.items():
        check = check_jacobian(h, claim, W)
        assert (name, check.verdict) == (name, "differs")
        assert (name, check.explanation.kind) == (name, kind)


def test_an_output_that_does_not_depend_on_x():
    check = check_jacobian(
        lambda x: np.array([x[0] ** 2, 5.0]),
        lambda x: np.array([[2 * x[0], 0], [0, 0]]),
        [1.5, 1.0],
    )
    assert check.verdict == "agrees"


def test_hessian_situations():
    A = np.array([[2.0, 1.0, 0.0], [1.0, 3.0, -1.0], [0.0, -1.0, 4.0]])

    def gradient(x):
        return A @ x + x**3

    def hessian(x):
        return A + np.diag(3 * x**2)

    outcomes = {
        "right": (hessian, "agrees", None),
        "curvature lost": (lambda x: A, "differs", "few-entries"),
        "triangle only": (
            lambda x: np.triu(hessian(x)),
            "differs",
            "missing-coordinates",
        ),
        "off-diagonal twice": (
            lambda x: hessian(x) * (2 - np.eye(3)),
            "differs",
            "scaled",
        ),
        "ridge missing": (lambda x: hessian(x) - 0.5 * np.eye(3), "differs", "term"),
    }
    for name, (claim, verdict, kind) in outcomes.items():
        check = check_hessian(gradient, claim, X)
        found = check.explanation.kind if check.explanation else None
        assert (name, check.verdict, found) == (name, verdict, kind)


def test_a_hessian_of_what_is_no_gradient():
    A = np.array([[1.0, 2.0], [3.0, 4.0]])
    check = check_hessian(lambda x: A @ x, lambda x: A, [1.0, 2.0])
    assert (check.verdict, check.explanation.kind) == ("differs", "not-a-gradient")
    assert check.explanation.text.startswith("gradient is not the gradient of any")
    assert "with which the claim agrees, is not symmetric" in check.explanation.text
    symmetric = A + A.T
    assert check_hessian(lambda x: symmetric @ x, lambda x: symmetric, [1.0, 2.0])


def test_hessian_needs_a_gradient_of_the_shape_of_x():
    with pytest.raises(ValueError, match="gradient must return the shape of x"):
        check_hessian(lambda x: x @ x, lambda x: 2 * np.eye(3), X)


def test_a_tolerance_never_certifies():
    """Whatever is claimed below the noise, the answer is that nothing can be told."""
    for claim in (0.0, 1e-20, -1e-18):
        check = check_gradient(
            lambda x: 7.0 + 0 * x[0], lambda x, c=claim: 0 * x + c, X
        )
        assert check.verdict == "inconclusive"
        assert check.resolution > check.asked


def test_resolution_is_what_is_asked_for():
    def offset(x):
        return 1e7 + f(x)

    coarse = check_gradient(offset, g, X, resolution=1e-2)
    fine = check_gradient(offset, g, X, resolution=1e-12)
    assert (coarse.verdict, fine.verdict) == ("agrees", "inconclusive")
    assert coarse.resolution == fine.resolution <= 1e-2


def test_evaluations_are_counted():
    calls = []

    def counted(x):
        calls.append(0)
        return f(x)

    assert check_gradient(counted, g, X).evaluations == len(calls)
