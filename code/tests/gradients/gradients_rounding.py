"""Functions whose rounding is the same at all neighbors, or that stand still in part.

Each with the same function in mpmath, which knows the derivative.
"""

import mpmath as mp
import numpy as np

POLES = {
    "log": (
        lambda x: 0.5 * np.log(1 - x * x),
        lambda x: mp.log(1 - x * x) / 2,
    ),
    "root": (lambda x: np.sqrt(1 - x * x), lambda x: mp.sqrt(1 - x * x)),
    "reciprocal": (lambda x: 1 / (1 - x * x), lambda x: 1 / (1 - x * x)),
    "log det": (
        lambda r: np.linalg.slogdet(np.array([[1, r], [r, 1]]))[1],
        lambda r: mp.log(1 - r * r),
    ),
    "cube": (lambda x: np.log(1 - x**3), lambda x: mp.log(1 - x**3)),
}
PLATEAUS = {
    "binary entropy": (
        lambda p: -p * np.log(p) - (1 - p) * np.log(1 - p),
        lambda p: -p * mp.log(p) - (1 - p) * mp.log(1 - p),
    ),
    "pseudo-Huber and ridge": (
        lambda r: np.sqrt(1 + r * r) - 1 + 0.1 * r * r,
        lambda r: mp.sqrt(1 + r * r) - 1 + mp.mpf(0.1) * r * r,
    ),
    "log cosh and ridge": (
        lambda r: np.log(np.cosh(r)) + 0.05 * r * r,
        lambda r: mp.log(mp.cosh(r)) + mp.mpf(0.05) * r * r,
    ),
    "log1p without log1p": (
        lambda x: np.log(1 + x) / x,
        lambda x: mp.log(1 + x) / x,
    ),
}


def slope(f, x):
    with mp.workdps(60):
        way = min(abs(mp.mpf(x)), abs(1 - mp.mpf(x)))
        return mp.diff(f, mp.mpf(x), h=way * mp.mpf(10) ** -25)
