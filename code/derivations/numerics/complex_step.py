"""The complex step, with a guard against its silent failures.

For an analytic f, Im f(x + i h e_k) / h is the derivative up to h^2, and no digits
cancel, so h may be tiny: W. Squire and G. Trapp, "Using complex variables to estimate
derivatives of real functions", SIAM Rev. 40 (1998) 110. Where f takes an absolute
value, a norm, a conjugate, a maximum or a log-determinant on the way, the result is
wrong without a word. So it is used only if

- f(x + 0i) is complex, has no imaginary part and the real part f(x);
- the result agrees, along a random direction, with the ladder of real differences.

Its own rounding is not tiny by itself either (where f cancels, so does Im f): it is
measured at neighbouring points, as the noise of f is.
"""

import warnings

import numpy as np

from .directions import Directions, random_directions
from .function import Function
from .least import least_bound
from .noise import EPS, Noise, scale_of, sigma_of
from .slopes import SLACK, Slopes, differentiate

#: The step, relative to the size of x: h^2 is far below rounding.
STEP = 2.0**-70

#: ... and the spacing of neighbours at which every component is computed again.
SPACING, NEIGHBORS = (2**25 + 3) * EPS, 6


class NotUsable(Exception):
    """The complex step cannot be trusted here; the message says why."""


def complex_slopes(function: Function, noise: Noise) -> Slopes:
    """Return the derivatives along all coordinates, or raise NotUsable."""
    if function.batch:
        raise NotUsable("it is not offered for batches")
    scale = scale_of(function.x)
    value, bound = _components(function, scale, noise)
    bound = np.maximum(bound, least_bound(value, scale, noise, function.at_x))
    if not np.all(np.isfinite(value)):
        raise NotUsable("f(x + ih) is not finite")
    direction = random_directions(function.x, 1, rng=20)
    witness = differentiate(function, Directions(function, direction), noise)
    along, width = direction @ value, np.abs(direction) @ bound
    if not np.all(np.isfinite(witness.bound)):
        raise NotUsable("real differences do not settle, so nothing vouches for it")
    gap, fair = np.abs(along - witness.value), SLACK * (witness.bound + width)
    if np.any(gap > fair):
        raise NotUsable(
            "along a random direction it differs from real differences by"
            f" {np.max(gap):.1e}: f takes |z|, a norm, a conjugate or the like"
        )
    state = np.full(value.shape, "settled", dtype="<U9")
    unknown = np.zeros_like(value)
    return Slopes(value, bound, state, unknown, unknown.copy(), scale)


def _components(function, scale, noise) -> tuple[np.ndarray, np.ndarray]:
    """Im f(x + ih e_k)/h at x, and how it scatters around x: (inputs, outputs)."""
    plain = _complex(function, function.x.astype(complex))
    slack = SLACK * noise.at_x + 4 * EPS * np.abs(function.at_x)
    if np.any(plain.imag != 0):
        raise NotUsable("f(x + 0i) has an imaginary part")
    if np.any(np.abs(plain.real - function.at_x) > slack):
        raise NotUsable("f(x + 0i) is not f(x)")
    spacing = SPACING * np.copysign(scale, function.x)
    samples = np.empty((NEIGHBORS + 1, function.n, function.m))
    for away in range(NEIGHBORS + 1):
        base = function.x + away * spacing
        for k in range(function.n):
            point = base.astype(complex)
            point[k] += 1j * STEP * scale[k]
            samples[away, k] = _complex(function, point).imag / (STEP * scale[k])
    flat = samples.reshape(NEIGHBORS + 1, -1)
    sigma = sigma_of(flat)[0].reshape(function.n, function.m)
    # Six samples fix sigma to a factor of about 2, hence 6 of them and not 3.
    return samples[0], np.where(np.isfinite(sigma), 6 * sigma, np.inf)


def _complex(function: Function, point: np.ndarray) -> np.ndarray:
    """f at a complex point, flat; anything that is not right makes it unusable."""
    function.calls += 1
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # numpy only warns when it drops Im z
        try:
            returned = np.asarray(function.f(point.reshape(function.shape)))
        except Exception as error:
            raise NotUsable(
                f"f refuses complex numbers ({type(error).__name__}: {error})"
            ) from error
    if returned.dtype.kind != "c":
        raise NotUsable(f"f returns {returned.dtype} for complex numbers")
    if returned.shape != function.out_shape:
        raise NotUsable(f"f returns shape {returned.shape} for complex numbers")
    return np.array(returned, dtype=complex).ravel()
