"""Softmax to as many digits as are set, nasty logits, and how far floats are off."""

import numpy as np
from mpmath import mp

# Saturated, tied on top, far apart, huge, tiny: where 1 - p, exp or log p break.
NASTY = [
    [40.0, 0.0, 0.0],
    [300.0, 300.0, -50.0],
    [1e5, 1e5 + 3, 1e5 - 30],
    [1e-9, -1e-9, 3e-9],
    [-30.0, 5.0, 2.0, -4.0],
]


def exact(z):
    """The probabilities of float logits, at the precision that is set."""
    e = [mp.exp(mp.mpf(one) - mp.mpf(max(z))) for one in z]
    return [one / mp.fsum(e) for one in e]


def off_by(ours, theirs, smallest=0.0):
    """The largest relative error, entry by entry; absolute up to the smallest size."""
    errors = [
        abs(mp.mpf(float(a)) - b) / (abs(b) if abs(b) > smallest else 1)
        for a, b in zip(np.ravel(ours), np.ravel(theirs), strict=True)
    ]
    return float(max(errors))
