"""Chapter 23's functions against exact fractions, mpmath and nasty inputs."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from chapter_functions import functions
from mpmath import mp

NAMES = {
    "fitting",
    "bspline_basis",
    "bspline_one",
    "derivative_coefficients",
    "penalty_matrix",
}
CLAMPED = [0, 0, 0, 0, 1, 3, 3, 4, 7, 7, 7, 7]


@pytest.fixture(scope="module")
def chapter():
    return functions("23-bspline-second-derivative.ipynb", NAMES, np=np)


def exact_piece(knots, i, j, x):
    """B_{i,j} around x as a polynomial in fractions, lowest power first."""
    if j == 1:
        return [Fraction(int(knots[i] <= x < knots[i + 1]))]
    total = [Fraction(0)] * j
    for r, start, sign in ((i, knots[i], 1), (i + 1, knots[i + j], -1)):
        span = knots[r + j - 1] - knots[r]
        if not span:
            continue
        for power, weight in enumerate(exact_piece(knots, r, j - 1, x)):
            total[power + 1] += sign * weight / span
            total[power] -= sign * start * weight / span
    return total


def exact(knots, i, j, x, n):
    """The n-th derivative of B_{i,j} at x, by differentiating the polynomial."""
    polynomial = exact_piece(knots, i, j, x)
    for _ in range(n):
        polynomial = [p * w for p, w in enumerate(polynomial)][1:]
    return sum((w * x**p for p, w in enumerate(polynomial)), Fraction(0))


@pytest.mark.parametrize("order", range(1, 6))
@pytest.mark.parametrize("nu", range(6))
def test_all_derivatives_are_those_of_the_exact_polynomials(chapter, order, nu):
    knots = [Fraction(s) for s in CLAMPED]
    points = [lo + (hi - lo) * Fraction(s, 8) for lo, hi in pairwise(knots) if lo < hi
              for s in (0, 1, 4, 7)]  # fmt: skip
    found = chapter["bspline_basis"]([float(x) for x in points], CLAMPED, order, nu)
    for row, x in zip(found, points, strict=True):
        right = [exact(knots, i, order, x, nu) for i in range(len(knots) - order)]
        assert row == pytest.approx([float(r) for r in right], 1e-12, 1e-13)
        one = [chapter["bspline_one"](x, knots, i, order, nu) for i in range(len(row))]
        assert one == right


@pytest.mark.parametrize("scale", [1e-100, 1e-9, 1.0, 1e9, 1e100])
@pytest.mark.parametrize("nu", [0, 1, 2])
def test_the_scale_of_the_knots_only_scales_the_derivatives(chapter, scale, nu):
    knots, x = np.array(CLAMPED, dtype=float), np.linspace(0.01, 6.99, 57)
    basis = chapter["bspline_basis"]
    scaled = basis(scale * x, scale * knots, 4, nu) * scale**nu
    assert scaled == pytest.approx(basis(x, knots, 4, nu), 1e-11, 1e-12)


def test_the_range_of_floats_is_no_limit(chapter):
    knots = np.array([-8e307, -1e307, 0, 2e307, 8e307])
    middle = chapter["bspline_basis"]([0.0, -1.7e308, 1.7e308], knots, 4)[:, 0]
    small = chapter["bspline_basis"]([0.0], knots / 1e307, 4)[0, 0]
    assert middle == pytest.approx([small, 0, 0], 1e-13)


@pytest.mark.parametrize("order", range(1, 6))
def test_the_last_knot_belongs_to_the_last_interval(chapter, order):
    knots = [0] * order + [1, 2] + [5] * order
    for nu in range(order):
        right = [exact([*map(Fraction, knots)], i, order, Fraction(49, 10), nu)
                 for i in range(len(knots) - order)]  # fmt: skip
        at_end = chapter["bspline_basis"]([5.0], knots, order, nu)[0]
        one = [chapter["bspline_one"](5, knots, i, order, nu) for i in range(order + 2)]
        assert one == pytest.approx(at_end, 1e-13)
        if nu == order - 1:  # constant on the last interval
            assert at_end == pytest.approx([float(r) for r in right], 1e-13)
    assert chapter["bspline_one"](5, knots, order + 1, order) == 1


@pytest.mark.parametrize("where", [-1e300, -0.001, 7.001, 1e300])
def test_outside_of_the_knots_all_is_zero(chapter, where):
    for nu in range(4):
        assert not chapter["bspline_basis"]([where], CLAMPED, 4, nu).any()
        assert chapter["bspline_one"](where, CLAMPED, 3, 4, nu) == 0


def test_fifty_digits_agree(chapter):
    knots = [0.1, 0.1000001, 0.5, 0.5000003, 2.0]
    with mp.workdps(50):
        exact_knots = [mp.mpf(s) for s in knots]
        for x in (0.10000005, 0.3, 0.5000001, 1.9):
            for n in range(4):
                right = chapter["bspline_one"](mp.mpf(x), exact_knots, 0, 4, n)
                found = chapter["bspline_basis"]([x], knots, 4, n)[0, 0]
                assert found == pytest.approx(float(right), 1e-8)


@pytest.mark.parametrize("kind", [np.uint8, np.int64, np.float32, list])
def test_numbers_of_every_type_give_the_same(chapter, kind):
    knots = CLAMPED if kind is list else np.array(CLAMPED).astype(kind)
    c = [9, 1, 0, 200, 3, 7, 5, 2] if kind is list else np.array(
        [9, 1, 0, 200, 3, 7, 5, 2]).astype(kind)  # fmt: skip
    x = [1, 2, 3, 5] if kind is list else np.array([1, 2, 3, 5]).astype(kind)
    floats = np.array(CLAMPED, dtype=float)
    for nu in (0, 2):
        found = chapter["bspline_basis"](x, knots, 4, nu)
        assert np.array_equal(found, chapter["bspline_basis"](
            np.asarray(x, dtype=float), floats, 4, nu))  # fmt: skip
        one = chapter["bspline_one"](x[1], knots, 4, 4, nu)
        assert one == pytest.approx(found[1, 4], 1e-13)
    c1, inner = chapter["derivative_coefficients"](c, knots, 4)
    c2, inner = chapter["derivative_coefficients"](c1, inner, 3)
    by_basis = chapter["bspline_basis"](x, knots, 4, 2) @ np.asarray(c, dtype=float)
    assert chapter["bspline_basis"](x, inner, 2) @ c2 == pytest.approx(by_basis, 1e-12)
    assert np.array_equal(chapter["penalty_matrix"](knots),
                          chapter["penalty_matrix"](floats))  # fmt: skip


@pytest.mark.parametrize("scale", [1e-60, 1.0, 1e60])
def test_the_penalty_is_the_exact_integral(chapter, scale):
    knots = [Fraction(s) for s in CLAMPED]
    found = chapter["penalty_matrix"](scale * np.array(CLAMPED, dtype=float))
    for a in range(8):
        for b in range(8):
            whole = Fraction(0)
            for lo, hi in pairwise(knots):  # the product is quadratic: Simpson
                for share, weight in ((1, 1), (2, 4), (3, 1)) if lo < hi else ():
                    third = (exact_end(knots, i, lo, hi, share) for i in (a, b))
                    first, second = third
                    whole += (hi - lo) * weight * first * second / 6
            assert found[a, b] * scale**3 == pytest.approx(float(whole), 1e-11, 1e-11)


def exact_end(knots, i, lo, hi, share):
    """B_{i,4}'' at the begin, the middle or the end of an interval."""
    inside = (lo + hi) / 2
    slope = exact(knots, i, 4, inside, 3)
    return exact(knots, i, 4, inside, 2) + slope * (share - 2) * (hi - lo) / 2


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("bspline_basis", (0.5, CLAMPED, 4), "x"),
        ("bspline_basis", ([[0.5]], CLAMPED, 4), "x"),
        ("bspline_basis", ([np.nan], CLAMPED, 4), "x"),
        ("bspline_basis", ([0.5], [0, 2, 1], 2), "knots"),
        ("bspline_basis", ([0.5], [0, 0, 0], 2), "knots"),
        ("bspline_basis", ([0.5], [0, np.nan, 1], 2), "knots"),
        ("bspline_basis", ([0.5], [-1.5e308, 0, 1.5e308], 2), "knots"),
        ("bspline_basis", ([0.5], [], 1), "knots"),
        ("bspline_basis", ([0.5], [[0, 1], [1, 2]], 1), "knots"),
        ("bspline_basis", ([0.5], CLAMPED, 0), "order"),
        ("bspline_basis", ([0.5], CLAMPED, 12), "order"),
        ("bspline_basis", ([0.5], CLAMPED, 4, -1), "nu"),
        ("bspline_basis", ([0.5], CLAMPED, 4, 0.5), "nu"),
        ("bspline_one", (0.5, CLAMPED, -1, 4), "i from 0"),
        ("bspline_one", (0.5, CLAMPED, 8, 4), "i from 0"),
        ("bspline_one", (0.5, CLAMPED, 0, 0), "j >= 1"),
        ("bspline_one", (0.5, CLAMPED, 0, 4, -1), "n >= 0"),
        ("bspline_one", (0.5, [0, 2, 1], 0, 2), "decrease"),
        ("derivative_coefficients", (np.ones(7), CLAMPED, 4), "c"),
        ("derivative_coefficients", (1.0, CLAMPED, 4), "c"),
        ("derivative_coefficients", (np.ones(11), CLAMPED, 1), "order"),
        ("penalty_matrix", (np.arange(9.0),), "knots"),
        ("penalty_matrix", ([0, 0, 0, 0, 1],), "knots"),
    ],
)
def test_what_does_not_fit_is_refused(chapter, name, arguments, words):
    with np.errstate(all="ignore"), pytest.raises(ValueError, match=words):
        chapter[name](*arguments)
