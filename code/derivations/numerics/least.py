"""What the bound of a derivative is at least, whatever the differences say.

Three things that differences along one input do not show, and that f has nevertheless:
what the other inputs do inside f is rounded once, the same for all steps along this
one; an inner result may be rounded as if x were another number nearby; and what moves f
by less than its noise may be anything.
"""

import numpy as np

from .noise import EPS, Noise

#: Times eps, by which inner rounding may shift x. Half of it was seen in fits.
SHIFT = 2.0

#: The coarse walk of `noise` goes about so far, relative to x.
WALKED = 2.0**-15

#: Times eps, by which a grid of the size of x may shift it near a pole.
GRID = 8.0

#: ... and eight times that on ways to a pole, relative to x, that are as short as this:
#: differences over a small part of such a way scatter less than they are off.
CLOSE, CLOSER = 2.0**-22, 8.0

#: Times the way to a pole, by which slopes may be off that a grid makes straight.
STRAIGHT = 32.0

#: Relative accuracy that long steps may claim where f at x itself is too noisy for it.
UNSEEN = 2.0**-30


def least_bound(
    value, size, noise: Noise, at_x: np.ndarray, root=0.0, reach=0.0
) -> np.ndarray:
    """The least bound of each derivative: (inputs, outputs).

    Parameters
    ----------
    value
        the derivatives. size: the size of each input.
    noise, at_x
        the noise of f and f(x), per output.
    root
        square root of |f''| along each input. reach: the longest steps used.
    """
    effect = np.where(np.isfinite(value), np.abs(value), 0) * size[:, None]
    largest = np.max(effect, axis=0)
    whole = np.maximum(largest, np.abs(at_x))
    several = (len(size) > 1) & (noise.suspected < whole / 1000)
    share = np.where(several, noise.suspected, noise.at_x)
    share = np.maximum(share / np.where(whole > 0, whole, 1), 16 * EPS)
    unseen = np.minimum(noise.at_x / size[:, None], UNSEEN * np.abs(value))
    shifted = _shifted(largest, size, noise, root, reach)
    shifted = np.fmax(shifted, _near_a_pole(value, size, root))
    # f was seen to be smooth as far as the steps went: that is the scale of an input.
    scale = np.maximum(size, reach)[:, None]
    others = np.fmax(largest / scale, np.where(np.isfinite(value), np.abs(value), 0))
    return np.fmax(share * others + shifted, unseen)


def _near_a_pole(value, size, root) -> np.ndarray:
    """What rounding to the grid of x does where f bends over a short way.

    1 - x*x moves by cells of eps, so its size, the way d to the pole, is off by eps/d;
    and over a d so short that d*d is below eps it is as good as a straight line, which
    its slope is not by d. Whichever is less: beyond it the differences scatter.
    """
    # A power of two, so that a change of units by one changes no digit.
    bends = np.ldexp(1.0, np.frexp(root**2 * size[:, None])[1]) * (root > 0)
    way = np.abs(value) / np.where(bends > 0, bends, np.nan)
    grid = GRID * EPS * np.where(way < CLOSE, CLOSER, 1.0)
    return np.fmin(grid * bends, STRAIGHT * way * np.abs(value))


def _shifted(largest, size, noise: Noise, root, reach) -> np.ndarray:
    """How far a derivative moves if x is shifted by a small part of eps.

    That is |f''_ij| |x_j| times the part, with sqrt(f''_ii f''_jj) for the size of
    f''_ij. It counts at a minimum, above all: the residuals of a fit are small there
    and have lost their digits, which f, the sum of their squares, hardly shows. A shift
    moves f as well, by its share of the largest effect. So it is no larger than four
    times what the noise of f shows, by chance, of it; the suspected noise, if f is that
    steep where it was measured.
    """
    turn = np.max(root * np.maximum(size, reach)[:, None], axis=0)
    steep = largest + WALKED * turn**2
    likely = np.where(noise.suspected < 8 * EPS * steep, noise.suspected, noise.at_x)
    allowed = 4 * likely / np.where(largest > 0, largest, np.nan)
    shift = np.fmin(allowed, SHIFT * EPS)
    return shift * root * turn
