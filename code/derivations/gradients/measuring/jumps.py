"""Points where f jumps: differences grow without end there, as at an infinite slope."""

import numpy as np

from derivations.gradients.figures import share

from .kinks import coordinate

#: Two distances from x, in units of its size, at which f is looked at on both sides.
NEAR, NEARER = 2.0**-20, 2.0**-35

#: The slope of a root shrinks the step of f to 1/181 from one to the other; a jump
#: does not shrink.
SAME = 0.1


def jump(f, x: np.ndarray, flat: int) -> str:
    """ "from 0 to 1" if f jumps at x along a coordinate; "" if it does not.

    `flat` is the flat position of an entry of the derivative.

    >>> jump(lambda x: np.floor(x[0]), np.array([2.0]), 0)
    'from 1.00 to 2.00'
    >>> jump(lambda x: np.cbrt(x[0]), np.array([0.0]), 0)
    ''
    """
    output, direction = flat // x.size, coordinate(x, flat % x.size)

    def at(t):
        with np.errstate(all="ignore"):
            return float(np.ravel(f(x + t * direction))[output])

    try:
        steps = [(at(-t), at(t)) for t in (NEAR, NEARER)]
    except Exception:  # f is not defined there, whatever it raises
        return ""
    (left, right), (before, after) = steps
    wide, narrow = right - left, after - before
    if not np.isfinite(wide) or wide == 0 or not abs(narrow / wide - 1) < SAME:
        return ""
    return f"from {share(before)} to {share(after)}"
