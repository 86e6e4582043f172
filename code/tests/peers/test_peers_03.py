"""Chapter 03: the functions that readers copy, at nasty inputs, and heavy peers.

What a framework returns at a tie may change with its version: the chapter's table
names the versions, and these tests say whether it still holds. They are skipped, by
name, where a peer is not installed.
"""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from chapter_functions import CHAPTERS, functions
from mpmath import mp, mpf
from scipy.optimize import linprog
from scipy.sparse import eye_array, hstack

SLOPES = (-1.0, 1.0)  # at -2 and at 3, however the absolute value is written
UNITS = (1e-200, 1e-10, 1.0, 1e10, 1e200)
COPIED = {
    *("reals", "mean_absolute_error", "mae_gradient", "design", "lad_gradient"),
    *("positive", "huber_gradient", "huber_hessian", "orthonormal", "residuals"),
    *("certificate", "lad_fit", "subgradient_interval", "huber_fit"),
    *("logcosh", "softabs", "pseudo_huber_of"),
}


def copied():
    """The functions of the chapter that its readers copy."""
    given = {"np": np, "linprog": linprog, "eye_array": eye_array, "hstack": hstack}
    space = functions("03-mae.ipynb", COPIED, **given)
    assert space.keys() >= COPIED
    return space


@pytest.fixture(scope="module")
def jax():
    jax = pytest.importorskip("jax", reason="compares with jax where it is installed")
    jax.config.update("jax_enable_x64", True)
    return jax


@pytest.mark.parametrize(
    ("form", "at_zero"),
    [
        (lambda np_, nn, r: np_.abs(r), 1),
        (lambda np_, nn, r: np_.where(r >= 0, r, -r), 1),
        (lambda np_, nn, r: np_.maximum(r, -r), 0),
        (lambda np_, nn, r: nn.relu(r) + nn.relu(-r), 0),
        (lambda np_, nn, r: r * np_.sign(r), 0),
        (lambda np_, nn, r: np_.hypot(r, 0.0), 0.5),
        (lambda np_, nn, r: np_.sqrt(r * r), np.nan),
    ],
    ids=["abs", "where", "maximum", "relu", "sign", "hypot", "sqrt"],
)
def test_jax_at_a_tie(jax, form, at_zero):
    slope = jax.grad(lambda r: form(jax.numpy, jax.nn, r))
    assert (float(slope(-2.0)), float(slope(3.0))) == SLOPES
    assert np.array_equal(float(slope(0.0)), at_zero, equal_nan=True)


@pytest.mark.parametrize(
    ("form", "at_zero"),
    [
        (lambda anp, r: anp.abs(r), 0),
        (lambda anp, r: anp.maximum(r, -r), 0),
        (lambda anp, r: anp.sqrt(r**2), np.nan),
    ],
    ids=["abs", "maximum", "sqrt"],
)
def test_autograd_at_a_tie(form, at_zero):
    autograd = pytest.importorskip(
        "autograd", reason="compares with autograd where it is installed"
    )
    slope = autograd.grad(lambda r: form(autograd.numpy, r))
    assert (slope(-2.0), slope(3.0)) == SLOPES
    with np.errstate(all="ignore"):
        assert np.array_equal(slope(0.0), at_zero, equal_nan=True)


def test_statsmodels_fits_the_same_least_absolute_deviations():
    sm = pytest.importorskip(
        "statsmodels.api", reason="compares with statsmodels where it is installed"
    )
    file = CHAPTERS / "data" / "stackloss.csv"
    stack = np.loadtxt(file, delimiter=",", comments="#", skiprows=2)
    X, y = np.column_stack([np.ones(21), stack[:, :3]]), stack[:, 3]
    theirs = sm.datasets.stackloss.load_pandas().data
    assert np.array_equal(stack[:, 3], theirs["STACKLOSS"])
    assert np.array_equal(stack[:, :3], theirs[["AIRFLOW", "WATERTEMP", "ACIDCONC"]])
    lad_fit = copied()["lad_fit"]
    theirs = sm.QuantReg(y, X).fit(q=0.5, max_iter=5000, p_tol=1e-10).params
    assert np.abs(lad_fit(X, y) - theirs).max() < 1e-4


@pytest.fixture(scope="module")
def chapter():
    return copied()


def hyperbola_parts(r, width):
    return width * (mp.sqrt(width**2 + r**2) - width)


FORMULAS = {
    "logcosh": (lambda r: mp.log(mp.cosh(r)), [()]),
    "softabs": (
        lambda r, a: 2 / a * mp.log(2 * mp.cosh(a * r / 2)),
        [(1e-9,), (1.0,), (4.0,), (1e9,)],
    ),
    "pseudo_huber_of": (hyperbola_parts, [(1e-150,), (0.5,), (1e9,), (1e150,)]),
}
PLACES = (0.0, 1e-150, 1e-9, 1e-3, 0.3, 0.9999999, 1.0, 1.0000001, 20.0, 711.0, 1e140)


@pytest.mark.parametrize("name", FORMULAS)
def test_substitutes_keep_their_digits_at_every_size(chapter, name):
    formula, widths = FORMULAS[name]
    for width in widths:
        for r in PLACES:
            with mp.workdps(700):
                exact = formula(mpf(r), *map(mpf, width))
            if exact and not 1e-300 < exact < 1e300:
                continue  # what no float holds
            got = chapter[name](np.array([r, -r]), *width)
            assert got == pytest.approx(float(exact), rel=1e-14, abs=0), (r, width)


@pytest.mark.parametrize(
    ("r", "width", "exact"),
    [
        (1e300, 1e-10, 1e290),  # r / width overflows
        (1e-20, 1e300, 5e-41),  # r / width is lost
        (1e-170, 1e170, 0.0),
        (1e-100, 1e-200, 1e-300),
    ],
)
def test_pseudo_huber_where_the_ratio_is_no_float(chapter, r, width, exact):
    got = chapter["pseudo_huber_of"](r, width)
    assert got == pytest.approx(exact, rel=1e-14, abs=0)


def test_the_gradient_is_the_sign_at_any_scale_and_of_any_real_type(chapter):
    gradient = chapter["mae_gradient"]
    p, y = np.array([3.0, 1.0, 2.0]), np.array([1.0, 3.0, 2.0])
    right = np.array([1, -1, 0]) / 3
    for unit in (5e-324, *UNITS, 1.7e307):
        assert np.array_equal(gradient(p * unit, y * unit), right)
        loss = chapter["mean_absolute_error"](p * unit, y * unit)
        assert loss == pytest.approx(4 / 3 * unit, rel=1e-15, abs=5e-324)
    for kind in (np.uint8, np.int64, np.float16, np.float32):  # 1 - 3 is no 254
        assert np.array_equal(gradient(p.astype(kind), y.astype(kind)), right)
        assert chapter["mean_absolute_error"](p.astype(kind), y.astype(kind)) == 4 / 3
    assert np.isnan(gradient([np.nan, 1.0], [0.0, 0.0])[0])


@pytest.mark.parametrize(
    ("name", "arguments", "blamed"),
    [
        ("mae_gradient", ([1.0, 2.0], [[1.0], [2.0]]), "y"),
        ("mae_gradient", ([[1.0], [2.0]], [1.0, 2.0]), "p"),
        ("mean_absolute_error", ([1.0, 2.0], [1.0]), "y"),
        ("mean_absolute_error", ([], []), "p"),
        ("mean_absolute_error", ([1j], [1.0]), "p"),
        ("mean_absolute_error", (["1"], [1.0]), "p"),
        ("mean_absolute_error", (1.0, 1.0), "p"),
        ("lad_gradient", ([[1.0]], [[1.0], [1.0]], [1.0, 2.0]), "beta"),
        ("lad_gradient", ([1.0], [1.0, 1.0], [1.0, 2.0]), "X"),
        ("lad_gradient", ([1.0], [[1.0]], [1.0, 2.0]), "X"),
        ("certificate", ([1.0, 2.0], [[1.0], [1.0]], [1.0, 2.0]), "beta"),
        ("lad_fit", ([[1.0], [1.0]], [[1.0], [2.0]]), "y"),
        ("lad_fit", ([[1.0, 2.0], [1.0, 2.0]], [1.0, 2.0]), "X"),
        ("lad_fit", ([[0.0], [0.0]], [1.0, 2.0]), "X"),
        ("lad_fit", ([[1.0, 2.0]], [1.0]), "X"),
        ("subgradient_interval", ([1.0], [[1.0], [1.0]], [1.0]), "X"),
        ("huber_gradient", ([1.0], [[1.0]], [1.0], -1.0), "delta"),
        ("huber_hessian", ([1.0], [[1.0]], [1.0], np.inf), "delta"),
        ("huber_fit", ([[1.0], [1.0]], [1.0, 2.0], [1.0, 2.0]), "delta"),
        ("softabs", (1.0, 0.0), "alpha"),
        ("pseudo_huber_of", (1.0, np.nan), "delta"),
        ("logcosh", (1j,), "r"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(chapter, name, arguments, blamed):
    with pytest.raises(ValueError, match=rf"^{blamed}: "):
        chapter[name](*arguments)


def lowest_error(X, y):
    """The least sum of distances, in fractions: one of the fits through k points."""
    X = [[Fraction(float(v)) for v in row] for row in X]
    y = [Fraction(float(v)) for v in y]
    fits = (
        solved([X[i] for i in rows], [y[i] for i in rows])
        for rows in combinations(range(len(y)), len(X[0]))
    )
    return min(error(beta, X, y) for beta in fits if beta is not None)


def error(beta, X, y):
    """Sum of distances, in fractions."""
    X, y, beta = (
        [Fraction(v) for v in a] if not isinstance(a[0], list) else a
        for a in (X, y, beta)
    )
    return sum(
        abs(sum(a * b for a, b in zip(row, beta, strict=True)) - v)
        for row, v in zip(X, y, strict=True)
    )


def solved(A, b):
    """Solve in fractions by elimination; None if A is singular."""
    rows = [[*row, v] for row, v in zip(A, b, strict=True)]
    for c in range(len(rows)):
        pivot = next((r for r in rows[c:] if r[c]), None)
        if pivot is None:
            return None
        rows.remove(pivot)
        rows.insert(c, [v / pivot[c] for v in pivot])
        rows = [
            row
            if k == c
            else [v - row[c] * w for v, w in zip(row, rows[c], strict=True)]
            for k, row in enumerate(rows)
        ]
    return [row[-1] for row in rows]


def problems():
    rng = np.random.default_rng(0)
    X = np.column_stack([np.ones(11), rng.normal(size=11)])
    y = X @ [1.0, 2.0] + rng.normal(size=11)
    yield "random", X, y
    for unit in UNITS:
        yield f"y in units of {1 / unit:g}", X, y * unit
        yield f"a feature in units of {1 / unit:g}", X * [1, unit], y
    yield "far from zero", X, y + 1e8
    far = y.copy()
    far[[2, 5]] = 1e12, -1e10
    yield "outliers", X, far
    whole = rng.integers(0, 4, size=(11, 2))
    yield "ties", np.column_stack([np.ones(11), whole]), whole[:, 0] % 3
    yield "on a line", X, X @ [3.0, -1.0]
    yield "points twice", X[[0, 0, 1, 1, 2, 2]], y[:6]
    yield "bytes", np.ones((5, 1), np.uint8), np.array([1, 2, 4, 7, 200], np.uint8)
    yield "leverage", X + np.r_[np.zeros((10, 2)), [[0, 1e6]]], y


@pytest.mark.parametrize(("what", "X", "y"), list(problems()))
def test_lad_fit_is_the_best_of_all_fits_through_k_points(chapter, what, X, y):
    beta = chapter["lad_fit"](X, y)
    least = lowest_error(X, y)
    exact = [[Fraction(float(v)) for v in row] for row in X]
    reached = error([float(b) for b in beta], exact, [float(v) for v in y])
    rounding = 1e-14 * float(np.sum(np.abs(X) @ np.abs(beta) + np.abs(y)))
    assert reached - least <= min(1e-9 * float(least), rounding) + 4 * rounding
    s = chapter["certificate"](beta, X, y)
    assert np.max(np.abs(s)) <= 1
    low, high = chapter["subgradient_interval"](beta, X, y)
    slack = 1e-9 * np.abs(np.asarray(X, float)).mean(axis=0)
    assert np.all(low <= slack)
    assert np.all(high >= -slack)


@pytest.mark.parametrize("unit", UNITS)
def test_what_is_not_optimal_gets_no_certificate_in_any_unit(chapter, unit):
    X, y = np.ones((5, 1)), np.array([1, 2, 4, 7, 20]) * unit
    for wrong in (6.8, 1.0, 3.9999, 4.0001):
        assert chapter["certificate"](np.array([wrong * unit]), X, y) is None
        assert chapter["certificate"](np.array([wrong]), X * unit, y) is None
    assert chapter["certificate"](np.array([4.0 * unit]), X, y) is not None
    far = chapter["certificate"](np.array([1e9 + 6.8]), X, y / unit + 1e9)
    assert far is None  # the mean, far from zero


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("delta", [0.01, 1.0, 10.0])
def test_huber_fit_of_a_constant_solves_its_equation(chapter, unit, delta):
    y = np.array([1.0, 2.0, 4.0, 7.0, 20.0])
    c = chapter["huber_fit"](np.ones((5, 1)), y * unit, delta * unit)[0] / unit
    assert abs(np.sum(np.clip(c - y, -delta, delta))) < 1e-8 * delta
    # widths below 2 leave the point 4 alone within delta: its two sides balance
    assert c == pytest.approx({0.01: 4.0, 1.0: 4.0, 10.0: 6.0}[delta], rel=1e-9)


def test_huber_fit_says_so_when_the_width_is_lost_in_rounding(chapter):
    X = np.column_stack([np.ones(7), np.arange(7.0)])
    y = 1e6 + np.array([0.1, 2.3, 1.2, 5.7, 3.1, 8.8, 2.2])
    with pytest.raises(ValueError, match="delta"):
        chapter["huber_fit"](X, y, 1e-9)


@pytest.mark.parametrize("unit", UNITS)
def test_huber_gradient_and_hessian_follow_the_unit(chapter, unit):
    rng = np.random.default_rng(1)
    X, y, beta = rng.normal(size=(9, 2)), rng.normal(size=9), rng.normal(size=2)
    arguments = beta * unit, X, y * unit, 0.7 * unit
    once = chapter["huber_gradient"](beta, X, y, 0.7)
    assert chapter["huber_gradient"](*arguments) == pytest.approx(once * unit, rel=1e-9)
    assert np.array_equal(
        chapter["huber_hessian"](*arguments), chapter["huber_hessian"](beta, X, y, 0.7)
    )
