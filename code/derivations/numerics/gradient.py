"""Gradient, Jacobian and directional derivatives of a function, from its values."""

from collections.abc import Callable
from typing import Any

import numpy as np

from .complex_step import NotUsable, complex_slopes
from .conversion import as_point
from .directions import Coordinates, Directions
from .function import Function
from .least import least_bound
from .noise import Noise, measure
from .plateau import look_far
from .results import Derivative
from .slopes import Slopes, at_a_glance, differentiate

#: An input below this part of the others may be zero but for rounding.
LITTLE = 2.0**-20

#: How many times the size of x is far away.
FURTHER = 2.0**16


def numerical_gradient(
    f: Callable, x: Any, *, method: str = "ladder", batch: bool = False
) -> Derivative:
    """Return the gradient of a scalar f at x, with a bound on its error.

    Parameters
    ----------
    f
        x -> number. It is handed copies, so it may keep or change its argument.
    x
        real numbers, any shape; integers are converted to float64.
    method
        "ladder" (differences at many steps, extrapolated) or "complex" (the
        complex step where it can be trusted; else the ladder, and a note why).
    batch
        f takes an array with one more axis in front and returns one number
        for each of the points along it.

    Returns
    -------
    Derivative
        Value, bound and state have the shape of x. The true partial derivative lies
        within value +- bound, where truncation, rounding and the noise of f are counted
        (the method is described in `slopes`, `ladder` and `noise`). It sees f as
        computed: a wrong constant in f is part of f.

    Raises
    ------
    TypeError, ValueError
        x or f(x) is not made of finite real numbers, f returns
        an array, or changes the shape of its result.
    Exception
        Whatever f raises at x, with a note naming the point. What it raises near x
        counts as "f is not defined there".

    >>> g = numerical_gradient(lambda x: np.log(x[0]) * x[1], [1e-9, 2.0])
    >>> bool(abs(g.value[0] - 2e9) <= g.bound[0] < 1e-1)
    True
    """
    function = Function(f, x, batch=batch)
    if function.out_shape != ():
        raise ValueError(
            f"f must return a scalar, got shape {function.out_shape};"
            " numerical_jacobian takes functions with several outputs"
        )
    return _coordinates(function, method)


def numerical_jacobian(
    f: Callable, x: Any, *, method: str = "ladder", batch: bool = False
) -> Derivative:
    """Return df/dx with a bound: shape f(x).shape + x.shape (numerator layout).

    As `numerical_gradient`, for an f that returns an array of a fixed shape. Every
    output has its own noise, its own choice of step and its own bound.

    Parameters
    ----------
    f : callable
        x -> array of a fixed shape. It is handed copies.
    x : array_like
        Real numbers, any shape.
    method, batch
        As for `numerical_gradient`.

    Returns
    -------
    Derivative
        Value, bound and state have the shape f(x).shape + x.shape.

    Raises
    ------
    TypeError, ValueError, Exception
        As `numerical_gradient` does.

    Examples
    --------
    >>> J = numerical_jacobian(lambda x: np.outer(x, x), [1.0, 2.0])
    >>> J.value.shape
    (2, 2, 2)
    """
    return _coordinates(Function(f, x, batch=batch), method)


def directional_derivative(
    f: Callable, x: Any, v: Any, *, batch: bool = False
) -> Derivative:
    """Return the derivative of f at x along v, with a bound: shape f(x).shape.

    It is the sum of (df/dx_i) v_i; v is not normalized. Costs some 25 evaluations,
    however many inputs there are, and some 80 where f is difficult along v.

    Parameters
    ----------
    f : callable
        x -> number or array of a fixed shape. It is handed copies.
    x, v : array_like
        The point and the direction, real numbers of one shape.
    batch : bool, optional
        As for `numerical_gradient`.

    Returns
    -------
    Derivative
        Value, bound and state have the shape of f(x).

    Raises
    ------
    ValueError
        v is zero or has not the shape of x.
    TypeError, Exception
        As `numerical_gradient` does.

    Examples
    --------
    >>> d = directional_derivative(lambda x: x @ x, [1.0, 2.0], [1.0, 1.0])
    >>> round(float(d.value), 9)
    6.0
    """
    function = Function(f, x, batch=batch)
    direction = as_point(v, "v")
    if direction.shape != function.shape:
        raise ValueError(
            f"v must have the shape of x, {function.shape}, got {direction.shape}"
        )
    if not direction.any():
        raise ValueError("v must not be zero: it names a direction")
    lines = Directions(function, direction.reshape(1, -1))
    with np.errstate(all="ignore"):
        moved = lines.directions[0] * lines.size[0]
        noise = measure(function, moved, quick=True)
        slopes = at_a_glance(function, lines, noise)
        if slopes is None:
            noise = measure(function, moved)
            slopes = differentiate(function, lines, noise)
    return _result(function, slopes, noise, lines.size, ())


def _coordinates(function: Function, method: str) -> Derivative:
    if method not in ("ladder", "complex"):
        raise ValueError(f"method must be 'ladder' or 'complex', got {method!r}")
    lines = Coordinates(function)
    notes, slopes = [], None
    with np.errstate(all="ignore"):
        noise = measure(function)
        if method == "complex":
            try:
                slopes = complex_slopes(function, noise)
            except NotUsable as reason:
                notes = [f"complex step not used: {reason}"]
                method = "ladder"
        if slopes is None:
            slopes = differentiate(function, lines, noise)
            _lift(function, slopes, noise, lines)
            _look_further(function, slopes, noise, lines)
            look_far(function, noise, lines, slopes)
    return _result(function, slopes, noise, lines.size, function.shape, method, notes)


def _lift(function: Function, slopes: Slopes, noise: Noise, lines: Coordinates) -> None:
    """Give inputs that are zero but for little (1e-17 beside 1) a usable step.

    Only where nothing was seen at their own scale. Their size is then the usual one,
    or 1, which is a number of its own, however large the others are.
    """
    usual = min(np.median(lines.size), 1.0)
    unseen = np.all(~(np.abs(slopes.value) > slopes.bound), axis=1)
    residue = np.flatnonzero(unseen & (lines.size < LITTLE * usual))
    if len(residue):
        size = np.full(len(residue), usual)
        again = differentiate(function, Coordinates(function, residue, size), noise)
        slopes.put(residue, again, again.bound < slopes.bound[residue])
        lines.size[residue] = usual


def _look_further(function: Function, slopes: Slopes, noise: Noise, lines) -> None:
    """Where nothing near x tells the slope, take its value from far longer steps.

    (1 - cos x)/x^2 at 1e-4 is made of steps, each with a steep slope of its own; what
    it does on the whole shows when x moves by much more than its size. Which of the
    two is meant is not known, so the bound still reaches both.
    """
    torn = (np.abs(slopes.value) <= slopes.bound) & (slopes.state == "settled")
    torn &= slopes.bound * lines.size[:, None] > 100 * noise.suspected
    index = np.flatnonzero(np.any(torn, axis=1))
    if len(index):
        far = Coordinates(function, index, lines.size[index] * FURTHER)
        found, mine = differentiate(function, far, noise), slopes.value[index]
        apart = np.abs(found.value - mine)
        clear = torn[index] & (np.abs(found.value) > found.bound)
        clear &= apart <= slopes.bound[index]
        slopes.value[index] = np.where(clear, found.value, mine)
        slopes.bound[index] += np.where(clear, apart, 0)


def _result(function, slopes, noise, size, shape, method="ladder", notes=()):
    with np.errstate(all="ignore"):
        least = least_bound(
            slopes.value, size, noise, function.at_x, slopes.root, slopes.reach
        )
        bound = np.fmax(np.where(np.isnan(slopes.bound), np.inf, slopes.bound), least)
    shape = function.out_shape + shape
    value, bound, state, nearby = (
        np.ascontiguousarray(array.T).reshape(shape)
        for array in (slopes.value, bound, slopes.state, slopes.nearby)
    )
    return Derivative(
        value=value,
        bound=bound,
        state=state,
        noise=noise.at_x.reshape(function.out_shape),
        evaluations=function.calls,
        method=method,
        notes=(*notes, *function.notes()),
        nearby=nearby,
    )
