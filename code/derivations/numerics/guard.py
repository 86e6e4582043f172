"""Can this function be differentiated at all? Its manners, before any derivative."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .function import Function


@dataclass(frozen=True)
class Examination:
    """What `guard` saw of a function.

    Attributes
    ----------
    value
        f(x).
    mutates
        f changed the array it was handed.
    deterministic
        f returned the same bits every time.
    spread
        the largest difference between two calls at x; 0 if deterministic.
    evaluations
        number of calls.
    """

    value: np.ndarray
    mutates: bool
    deterministic: bool
    spread: float
    evaluations: int


def guard(
    f: Callable, x: Any, *, repeats: int = 5, batch: bool = False, name: str = "f"
) -> "Examination":
    """Call f `repeats` times at x and return an `Examination`.

    Parameters
    ----------
    f : callable
        x -> number or array of a fixed shape.
    x : array_like
        Real numbers, any shape.
    repeats : int, optional
        How often f is called, at least 2 times.
    batch : bool, optional
        f takes an array with one more axis in front.
    name : str, optional
        What messages call f.

    Raises
    ------
    TypeError, ValueError
        x, or what f returns, is not made of finite real numbers; `repeats` is not a
        whole number of at least 2.
    Exception
        Whatever f raises, with a note that names the point.

    Examples
    --------
    >>> guard(lambda x: x @ x, [1.0, 2.0]).deterministic
    True
    >>> guard(lambda x: x.sort() or x[0], [2.0, 1.0]).mutates
    True
    """
    if not isinstance(repeats, int | np.integer) or repeats < 2:
        raise ValueError(f"repeats must be a whole number, at least 2, got {repeats!r}")
    function = Function(f, x, batch=batch, name=name)
    spread = float(np.max(function.spread))
    for _ in range(repeats - 2):
        again = function.once_more()
        same = again.shape == function.out_shape
        apart = np.abs(again.ravel() - function.at_x) if same else np.array([np.inf])
        spread = max(spread, float(np.max(np.nan_to_num(apart, nan=np.inf))))
    return Examination(
        value=function.at_x.reshape(function.out_shape),
        mutates=function.mutates,
        deterministic=spread == 0,
        spread=spread,
        evaluations=function.calls,
    )
