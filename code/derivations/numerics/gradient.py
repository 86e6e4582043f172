"""Gradient, Jacobian and directional derivatives of a function, from its values."""

import numpy as np

from .directions import Coordinates, Directions
from .function import Function, as_point
from .noise import EPS, measure
from .results import Derivative
from .slopes import differentiate


def numerical_gradient(f, x, *, method: str = "ladder", batch: bool = False):
    """Return the gradient of a scalar f at x, with a bound: a `Derivative`."""
    function = Function(f, x, batch=batch)
    if function.out_shape != ():
        raise ValueError(
            f"f must return a scalar, got shape {function.out_shape};"
            " numerical_jacobian takes functions with several outputs"
        )
    return _differentiate(function, method)


def numerical_jacobian(f, x, *, method: str = "ladder", batch: bool = False):
    """Return df/dx, shape f(x).shape + x.shape (numerator layout): a `Derivative`."""
    return _differentiate(Function(f, x, batch=batch), method)


def directional_derivative(f, x, v, *, batch: bool = False) -> Derivative:
    """Return the derivative of f at x along v (not normalized), shape f(x).shape."""
    function = Function(f, x, batch=batch)
    direction = as_point(v, "v")
    if direction.shape != function.shape:
        raise ValueError(
            f"v must have the shape of x, {function.shape}, got {direction.shape}"
        )
    direction = direction.ravel()
    if not direction.any():
        raise ValueError("v must not be zero: it names a direction")
    with np.errstate(all="ignore"):
        lines = Directions(function, direction[None, :])
        noise = measure(function, direction * lines.size[0])
    slopes = differentiate(function, lines, noise)
    floor = 8 * EPS * np.abs(slopes.value)
    bound = np.maximum(slopes.bound, np.where(np.isfinite(floor), floor, 0))
    return _result(function, slopes.value, bound, slopes.state, noise, ())


def _differentiate(function: Function, method: str) -> Derivative:
    if method not in ("ladder", "complex"):
        raise ValueError(f"method must be 'ladder' or 'complex', got {method!r}")
    with np.errstate(all="ignore"):
        noise = measure(function)
    lines = Coordinates(function)
    slopes = differentiate(function, lines, noise)
    with np.errstate(all="ignore"):
        share = np.where(np.isfinite(slopes.value), np.abs(slopes.value), 0)
        floor = (
            8 * EPS * np.max(share * lines.size[:, None], axis=0) / lines.size[:, None]
        )
    bound = np.maximum(slopes.bound, floor)
    return _result(function, slopes.value, bound, slopes.state, noise, function.shape)


def _result(function, value, bound, state, noise, shape) -> Derivative:
    shape = function.out_shape + shape

    def shaped(array):
        return np.ascontiguousarray(array.T).reshape(shape)

    return Derivative(
        value=shaped(value),
        bound=shaped(bound),
        state=shaped(state),
        noise=noise.at_x.reshape(function.out_shape),
        evaluations=function.calls,
        notes=tuple(function.notes()),
    )
