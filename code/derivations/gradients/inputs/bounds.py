"""Bounds on x, as SciPy's optimizers take them: f is not evaluated beyond them."""

import numpy as np


def limits(bounds, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper bounds in the shape of x.

    `bounds` is a sequence of (lower, upper) pairs, one for each entry of x in order,
    None or an infinity where there is none; or an object with `lb` and `ub` (SciPy's
    Bounds). Raises ValueError where x is not between them.

    >>> limits([(0, None), (0, 1)], np.array([0.5, 0.5]))
    (array([0., 0.]), array([inf,  1.]))
    """
    if hasattr(bounds, "lb") and hasattr(bounds, "ub"):
        lower, upper = (
            np.broadcast_to(np.asarray(side, float), x.size if np.ndim(side) else ())
            for side in (bounds.lb, bounds.ub)
        )
    else:
        lower, upper = _of_pairs(bounds, x.size)
    lower = np.broadcast_to(lower, x.size).reshape(x.shape)
    upper = np.broadcast_to(upper, x.size).reshape(x.shape)
    for side, beyond in ((lower, x < lower), (upper, x > upper)):
        if np.any(beyond):
            k = int(np.flatnonzero(beyond)[0])
            word = "below" if side is lower else "above"
            raise ValueError(
                f"x must be within bounds, got {x.flat[k]:g} in entry {k}, {word} "
                f"{side.flat[k]:g}"
            )
    return lower, upper


def _of_pairs(bounds, size: int) -> tuple[np.ndarray, np.ndarray]:
    try:
        pairs = [tuple(pair) for pair in bounds]
    except TypeError:
        pairs = []
    if len(pairs) != size or any(len(pair) != 2 for pair in pairs):
        raise ValueError(
            f"bounds must be {size} pairs (lower, upper), one for each entry of x, or "
            f"have lb and ub; got {bounds!r}"
        )
    lower = [-np.inf if low is None else low for low, _ in pairs]
    upper = [np.inf if high is None else high for _, high in pairs]
    return np.array(lower, float), np.array(upper, float)


class Inside:
    """A function within bounds; beyond them it is not called and has no value."""

    def __init__(self, function, lower: np.ndarray, upper: np.ndarray):
        self.function, self.lower, self.upper = function, lower, upper
        self.shape: tuple[int, ...] = ()

    def __call__(self, x):
        if np.any(x < self.lower) or np.any(x > self.upper):
            return np.full(self.shape, np.nan)
        value = self.function(x)
        self.shape = np.shape(value)
        return value
