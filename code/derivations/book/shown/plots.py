"""Pictures of a gradient check: what a difference quotient can see, and what not."""

from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from derivations.numerics import directional_derivative

from .figures import COLORS, NOISE

_EPSILON = np.finfo(float).eps
_STEPS = 10.0 ** -np.arange(0.5, 14.75, 0.25)
_FLOOR = 1e-17  # where an error of exactly 0 is drawn
_USUAL = (
    (_EPSILON**0.5, r"$\epsilon^{1/2}$", "orange"),
    (_EPSILON ** (1 / 3), r"$\epsilon^{1/3}$", "blue"),
)
_MARKS = {"orange": "^-", "blue": ".-", "green": "x-"}  # told apart without color, too


def plot_steps(
    f: Callable,
    gradient: Callable,
    x: Any,
    *,
    direction: Any = None,
    complex_f: Callable | None = None,
) -> Figure:
    """Draw the error of difference quotients against the step: the V of every check.

    The error has two branches: truncation, which falls with the step (slope 1 for
    forward, 2 for central differences), and rounding, which rises as 1/h. The line
    across is the bound that `directional_derivative` gives from values of f alone; the
    dotted lines are the usual steps for functions of ordinary size.

    Parameters
    ----------
    f : function of an array like `x`, returns a number.
    gradient : its gradient, a function of `x`; the errors are measured against it.
    x : the point.
    direction : along which to differentiate; without it one along which no entry of
        the gradient cancels another.
    complex_f : f written so that it takes complex numbers; adds the complex step.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> figure = plot_steps(lambda x: np.sum(np.exp(x)), np.exp, [0.5, 1.0])
    >>> len(figure.axes)
    1
    >>> plt.close(figure)
    """
    x, v, slope = _along(gradient, x, direction)
    at = float(f(x))
    forward = [(f(x + h * v) - at) / h for h in _STEPS]
    central = [(f(x + h * v) - f(x - h * v)) / (2 * h) for h in _STEPS]
    figure, axes = plt.subplots()
    _errors(axes, forward, slope, "forward difference", "orange")
    _errors(axes, central, slope, "central difference", "blue")
    if complex_f is not None:
        steps = [np.imag(complex_f(x + 1j * h * v)) / h for h in _STEPS]
        _errors(axes, steps, slope, "complex step", "green")
    bound = max(float(directional_derivative(f, x, v).bound) / abs(slope), _FLOOR)
    axes.axhline(bound, color="black", lw=1, ls="--", label="stated bound", gid=NOISE)
    for step, name, color in _USUAL:
        axes.axvline(step, color=COLORS[color], lw=1, ls=":", gid=NOISE)
        axes.text(step, 3, f" {name}", color=COLORS[color], va="center")
    axes.set(
        xscale="log",
        yscale="log",
        xlabel="step $h$",
        ylabel="relative error",
        xlim=(1e-15, 1),
        ylim=(_FLOOR / 3, 10),
    )
    figure.legend(loc="outside upper center", ncols=2)
    return figure


def plot_taylor(
    f: Callable, gradient: Callable, x: Any, *, direction: Any = None
) -> Figure:
    """Draw the remainders of Taylor's formula: slopes 1 and 2 if the gradient is right.

    Without the gradient, `|f(x + h v) - f(x)|` falls with h; with it,
    `|f(x + h v) - f(x) - h gradient(x) v|` falls with the square of h. A wrong gradient
    brings the second line down to the slope of the first. The slopes in the legend are
    those between h = 0.01 and 0.0001, where rounding does not yet count.

    Parameters
    ----------
    f, gradient, x, direction
        As for `plot_steps`.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> figure = plot_taylor(lambda x: np.sum(np.exp(x)), np.exp, [0.5, 1.0])
    >>> len(figure.axes)
    1
    >>> plt.close(figure)
    """
    x, v, slope = _along(gradient, x, direction)
    steps = 10.0 ** -np.arange(0, 8.25, 0.25)
    rise = np.array([float(f(x + h * v)) - float(f(x)) for h in steps])
    figure, axes = plt.subplots()
    for remainder, name, color in (
        (rise, "without gradient", "orange"),
        (rise - steps * slope, "with gradient", "blue"),
    ):
        size = np.maximum(np.abs(remainder), _FLOOR)
        label = f"{name}: slope {_slope(steps, size):.1f}"
        axes.plot(
            steps, size, _MARKS[color], color=COLORS[color], label=label, gid=NOISE
        )
    axes.set(
        xscale="log",
        yscale="log",
        xlabel="step $h$",
        ylabel="remainder",
        ylim=(_FLOOR / 3, None),
    )
    axes.legend(loc="upper left")
    return figure


def _along(gradient, x, direction):
    """The point, the direction and the claimed slope along it."""
    x = np.asarray(x, dtype=float)
    if not x.size:
        raise ValueError("x: a point is expected, got an empty array")
    claimed = np.asarray(gradient(x), dtype=float)
    if claimed.shape != x.shape:
        raise ValueError(f"the gradient has shape {claimed.shape}, x has {x.shape}")
    if direction is None:
        direction = np.where(claimed < 0, -1, 1) * np.maximum(np.abs(x), 1)
    v = np.asarray(direction, dtype=float)
    if v.shape != x.shape:
        raise ValueError(f"direction has shape {v.shape}, x has shape {x.shape}")
    slope = float(np.sum(claimed * v))
    if slope == 0:
        raise ValueError("the slope along the direction is 0: choose another direction")
    return x, v, slope


def _errors(axes, quotients, slope: float, name: str, color: str) -> None:
    errors = np.abs(np.array(quotients, dtype=float) - slope) / abs(slope)
    errors = np.maximum(errors, _FLOOR)
    axes.plot(_STEPS, errors, _MARKS[color], color=COLORS[color], label=name, gid=NOISE)


def _slope(steps: np.ndarray, sizes: np.ndarray) -> float:
    among = (steps < 0.0101) & (steps > 0.000099)
    return float(np.polyfit(np.log(steps[among]), np.log(sizes[among]), 1)[0])
