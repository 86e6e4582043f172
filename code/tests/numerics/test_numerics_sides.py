"""Slopes from each side of x, and parts of f that stand still under short steps."""

import numpy as np
import pytest
from derivations.numerics import Sides, numerical_gradient
from derivations.numerics.ladder import extrapolate
from derivations.numerics.plateau import first_departure


@pytest.mark.parametrize("left, right", [(-1.0, 1.0), (0.0, 3.0), (2.0, 2.0)])
def test_each_side_has_its_own_slope(left, right):
    def f(x):
        u = x[0] - 1
        return (right if u > 0 else left) * u + u**2

    found = Sides(f, [1.0]).along([1.0])
    assert np.all(np.abs(np.array(found[:2]) - [left, right]) <= found[2])
    assert found[2] < 1e-9


def test_beyond_the_domain_there_is_no_slope():
    *_, bound = Sides(lambda x: x[0] ** 1.5, [0.0]).along([1.0])
    assert bound == np.inf


def rows(slope):
    """Difference quotients and their rounding for steps that shrink by thirds."""
    h = 0.25 * 3.0 ** -np.arange(16)[:, None, None]
    return slope(h), 1e-16 / h, h


def test_truncation_is_no_part_that_stood_still():
    quotients, roundings, h = rows(lambda h: 1 + h**2 + h**4)
    best = extrapolate(quotients, roundings, h, 2)
    assert first_departure(best, quotients, roundings)[0, 0] < 0


def test_a_part_that_begins_to_move_at_once_is_seen():
    quotients, roundings, h = rows(lambda h: 1 + 0.5 * (h > 1e-4) + 0 * h)
    best = extrapolate(quotients[8:], roundings[8:], h[8:], 2)
    best.row += 8
    row = first_departure(best, quotients, roundings)[0, 0]
    assert h[row, 0, 0] > 1e-4 > h[row + 1, 0, 0]


@pytest.mark.parametrize("p", [1e-13, 1e-12, 1e-11])
def test_the_bound_covers_a_part_that_stood_still(p):
    def entropy(x):
        return -x[0] * np.log(x[0]) - (1 - x[0]) * np.log(1 - x[0])

    found = numerical_gradient(entropy, [p])
    assert abs(found.value[0] - (np.log1p(-p) - np.log(p))) <= found.bound[0]


@pytest.mark.parametrize("power", [1 / 4, 1 / 2, 2 / 3, 4 / 5])
@pytest.mark.parametrize("offset", [0.0, 1.0, 30.0])
def test_slopes_without_bound(power, offset):
    """Of each side by itself, though one needs more values than the other."""
    left, right, _ = Sides(lambda x: offset + abs(x[0]) ** power, [0.0]).along([1.0])
    assert (left, right) == (-np.inf, np.inf)
    left, right, _ = Sides(lambda x: offset + max(x[0], 0) ** power, [0.0]).along([1.0])
    assert (left, right) == (0, np.inf)


@pytest.mark.parametrize("near", [0.0, 1e-13, 1e-9, 1e-5])
def test_steep_slopes_are_not_without_bound(near):
    """Beside a root the slopes end at a number; noise is no root."""
    for f in (
        lambda x: abs(x[0]) + x[0] ** 2,
        lambda x: np.sqrt((x[0] + near) ** 2 + 1e-4) + abs(x[0]),
        lambda x: 1e-9 * np.sin(1e12 * x[0]) + abs(x[0] + near),
    ):
        assert np.all(np.isfinite(Sides(f, [0.0]).along([1.0])[:2]))
