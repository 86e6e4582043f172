"""Two designs of the field, made from their descriptions: run(f, gradient, x) -> word.

Best step of a sweep: differences at steps from 1e-1 to 1e-12, and the claim is judged
by the step at which it agrees best. Taylor remainder: f(x + h v) - f(x) - h g'v falls
as h^2 along a random direction v if the gradient is right, and as h if it is not; the
verdict is the rate at which it falls while h is halved.
"""

import numpy as np

#: Relative to the largest entry; "on the order of 1e-6 or lower" is customary.
ALLOWED = 1e-6

#: The rate is 2 for a right gradient; this is asked of the worst of three halvings.
RATE, STEP, HALVINGS = 1.9, 1e-2, 3


def sweep(f, gradient, x) -> str:
    """Central differences at the step that suits the claim best."""
    if x.size > 200:
        return None
    claim = np.ravel(gradient(x))
    off = [np.abs(_central(f, x, 10.0**-k) - claim) for k in range(1, 13)]
    least = min(np.max(np.where(np.isnan(o), np.inf, o)) for o in off)
    return "passed" if least <= ALLOWED * np.max(np.abs(claim)) else "refused"


def _central(f, x, step) -> np.ndarray:
    steps = step * np.eye(x.size)
    return np.array([(f(x + h) - f(x - h)) / (2 * step) for h in steps])


def taylor(f, gradient, x) -> str:
    """The least rate at which the remainder falls."""
    v = np.random.default_rng(0).normal(size=x.size)
    slope, at_x = np.ravel(gradient(x)) @ v, f(x)
    steps = STEP * 0.5 ** np.arange(HALVINGS + 1)
    rest = np.array([abs(f(x + h * v) - at_x - h * slope) for h in steps])
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = np.log2(rest[:-1] / rest[1:])
    return "passed" if np.min(rates) > RATE else "refused"
