"""Second derivatives: from a gradient by the ladder, or from values of f alone.

From values, along each pair of coordinates, with h_i and h_j shrinking together:

    M(h) = [f(x + h_i e_i + h_j e_j) - f(x + h_i e_i) - f(x + h_j e_j) + f(x)
            + the same at -h_i, -h_j] / (2 h_i h_j)  =  H_ij + c_1 h^2 + c_2 h^4 + ...

and for i = j the second difference (f(x + h) - 2 f(x) + f(x - h)) / h^2. Both are even
in h, so the extrapolation of `ladder` applies; rounding is 4 noise / (h_i h_j), which
leaves about 8 digits where a gradient leaves 12.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from .directions import Coordinates
from .function import Function
from .gradient import _coordinates
from .ladder import extrapolate
from .least import least_bound
from .noise import measure
from .results import Derivative
from .slopes import SLACK, solve
from .table import Table

#: Rows of second differences; finer ones are all rounding.
LADDER = 8


def numerical_hessian(
    f: Callable | None,
    x: Any,
    gradient: Callable | None = None,
    *,
    batch: bool = False,
) -> Derivative:
    """Return the second derivatives of a scalar f at x: a `Derivative`.

    Parameters
    ----------
    f
        x -> number. May be None if `gradient` is given.
    x
        real numbers, any shape.
    gradient
        x -> array of the shape of x. If given, only it is called, and the
        result is far more accurate: about 19 calls per input instead of some 16
        per pair of inputs. It should have been checked before.
    batch
        f (gradient) takes arrays with one more axis in front, a point each.

    The value has shape x.shape + x.shape and is symmetric. Where a gradient gives two
    different values for H_ij and H_ji, beyond their bounds, a note says so and the
    bound reaches both: such a gradient is the gradient of no function.

    >>> H = numerical_hessian(lambda x: x[0] ** 2 * x[1], [3.0, 2.0])
    >>> np.round(H.value, 6).tolist()
    [[4.0, 6.0], [6.0, 0.0]]
    """
    if gradient is None:
        if f is None:
            raise TypeError("numerical_hessian needs f or gradient, got neither")
        return _from_values(f, x, batch)
    function = Function(gradient, x, batch=batch, name="gradient")
    result, shape = _coordinates(function, "ladder"), function.shape
    if result.value.shape != shape + shape:
        raise ValueError(
            f"gradient must return the shape of x, {shape}, got"
            f" {result.value.shape[: result.value.ndim - len(shape)]}"
        )
    return _symmetric(result, int(np.prod(shape, dtype=int)))


def _symmetric(result: Derivative, n: int) -> Derivative:
    value, bound = result.value.reshape(n, n), result.bound.reshape(n, n)
    state, notes = result.state.reshape(n, n), result.notes
    with np.errstate(invalid="ignore"):
        apart = np.abs(value - value.T)
        wrong = apart > SLACK * (bound + bound.T)
        mean, both = (value + value.T) / 2, (bound + bound.T) / 2
    both = np.where(wrong, both + apart / 2, both)
    if np.any(wrong):
        i, j = np.unravel_index(np.argmax(np.where(wrong, apart, 0)), apart.shape)
        notes = (
            *notes,
            f"the derivative of the gradient is not symmetric: {value[i, j]:.8g} and"
            f" {value[j, i]:.8g} at ({min(i, j)}, {max(i, j)})",
        )
    state = np.where(state == "settled", state.T, state)
    shape = result.value.shape
    return Derivative(
        value=mean.reshape(shape),
        bound=both.reshape(shape),
        state=state.reshape(shape),
        noise=result.noise,
        evaluations=result.evaluations,
        method=result.method,
        notes=notes,
    )


def _from_values(f, x, batch: bool) -> Derivative:
    function = Function(f, x, batch=batch)
    if function.out_shape != ():
        raise ValueError(f"f must return a scalar, got shape {function.out_shape}")
    n = function.n
    with np.errstate(all="ignore"):
        noise = measure(function)
        table = Table(function, Coordinates(function), noise)
        slopes = solve(table)
        table.evaluate(range(LADDER), np.flatnonzero(table.side == 0))
        first, second = np.triu_indices(n)
        value, bound = np.empty(len(first)), np.empty(len(first))
        size = max(1, 2**20 // max(n, LADDER))
        for start in range(0, len(first), size):
            part = slice(start, start + size)
            value[part], bound[part] = _pairs(table, first[part], second[part])
        size = table.lines.size
        least = least_bound(slopes.value, size, noise, function.at_x)[:, 0]
        bound = np.maximum(bound, least[first] / size[second])
    settled = np.isfinite(bound) & np.isfinite(value)
    value, bound = np.where(settled, value, np.nan), np.where(settled, bound, np.inf)
    shape = function.shape + function.shape

    def symmetric(entries):
        full = np.empty((n, n), dtype=entries.dtype)
        full[first, second] = full[second, first] = entries
        return full.reshape(shape)

    return Derivative(
        value=symmetric(value),
        bound=symmetric(bound),
        state=symmetric(np.where(settled, "settled", "unsettled").astype("<U9")),
        noise=noise.at_x.reshape(()),
        evaluations=function.calls,
        notes=tuple(function.notes()),
    )


def _pairs(table: Table, first, second) -> tuple[np.ndarray, np.ndarray]:
    """H_ij and its bound for pairs of inputs."""
    quotients = np.full((LADDER, len(first), 1), np.nan)
    roundings = np.full_like(quotients, np.nan)
    function, at_x, same = table.function, table.function.at_x[0], first == second
    plus, minus = table.plus[..., 0], table.minus[..., 0]
    for row in range(LADDER):
        h_i, h_j = table.h[row, first], table.h[row, second]
        apart = np.flatnonzero(~same & np.isfinite(h_i * h_j))
        both = np.full((2, len(first)), np.nan)
        for side, sign in enumerate((1, -1)):
            points = np.repeat(function.x[None, :], len(apart), axis=0)
            points[np.arange(len(apart)), first[apart]] += sign * h_i[apart]
            points[np.arange(len(apart)), second[apart]] += sign * h_j[apart]
            both[side, apart] = function.at(points)[:, 0]
        right = both[0] - plus[row, first] - plus[row, second] + at_x
        left = both[1] - minus[row, first] - minus[row, second] + at_x
        bend = (plus[row, first] - at_x) + (minus[row, first] - at_x)
        quotients[row, :, 0] = np.where(same, 2 * bend, right + left) / (2 * h_i * h_j)
        size = np.fmax.reduce(
            [np.abs(a[row, k]) for a in (plus, minus) for k in (first, second)]
        )
        size = np.fmax(size, np.fmax(np.fmax.reduce(np.abs(both)), abs(at_x)))
        noise = table.noise.of(size[:, None]) * table.inflation[first]
        roundings[row] = 4 * noise / (h_i * h_j)[:, None]
    h = np.sqrt(table.h[:LADDER, first] * table.h[:LADDER, second])
    best = extrapolate(quotients, roundings, h[:, :, None], 2)
    return best.value[:, 0], best.bound[:, 0]
