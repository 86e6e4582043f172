"""How small an error would have been seen, in every entry at its own scale.

An entry that is small beside the others is not less wrong when it is wrong. So its
tolerance is compared with itself, or with what f changes by, per unit, when its input
moves by about its own size, if that is more: near a stationary point the derivative is
small by chance. An entry that is claimed to be zero has no size of its own, and is
compared with the others, if f does not move with it at all. And what f does not show
at the scale of an input, though it does further out, was not seen.

Where f or the claim is known to some digits only, of the largest entry, no entry can be
asked for more: each is compared with what the stated accuracy is relative to, if that
is more than its own size.
"""

import numpy as np

from derivations.gradients.hypotheses.evidence import EPS, SAFETY, Evidence
from derivations.numerics.noise import scale_of

#: An entry was seen only if an error of this part of it would have shown.
VISIBLE = 0.01

#: Beside the largest input, one below this part of it is tiny.
TINY = 2.0**-26

#: How many times its size an input is moved to see whether f depends on it at all.
FURTHER = 2.0**20

#: By such parts an input is moved there to see whether f scatters around f(x), by less
#: than a slight part of it: as rounding does.
BESIDE, SLIGHT = (0, 1e-4, -1.3e-4, 2.1e-4, -2.9e-4, 3.7e-4, -4.1e-4, 5e-4), 1e-3


def relative_sizes(evidence: Evidence, scale: np.ndarray):
    """Derivative and tolerance, each times the size of its coordinate: (m, n) arrays.

    So measured, no entry counts for more because of its unit.
    """
    n = evidence.x.size
    numeric = (np.abs(evidence.numeric) + evidence.slack).reshape(-1, n) * scale
    tolerance = SAFETY * (evidence.bound + evidence.noise).reshape(-1, n) * scale
    if evidence.is_hessian:
        numeric, tolerance = numeric * scale[:, None], tolerance * scale[:, None]
    return numeric, tolerance


def row_scales(evidence: Evidence, scale: np.ndarray) -> np.ndarray:
    """For each output the size of its largest entry, shape (m, 1).

    An output whose derivative is zero as far as can be measured has no size of its
    own, and is measured by the largest of all.
    """
    numeric, tolerance = relative_sizes(evidence, scale)
    return _largest(numeric, tolerance)


def _largest(numeric, tolerance) -> np.ndarray:
    numeric = np.where(np.isfinite(numeric), numeric, 0)
    largest = np.max(numeric, axis=1, keepdims=True)
    seen = np.any(numeric > tolerance, axis=1, keepdims=True)
    return np.where(seen, largest, np.max(np.where(seen, largest, 0.0), initial=0.0))


def own_sizes(
    evidence: Evidence, nearby: np.ndarray | None, stated: np.ndarray | None = None
) -> np.ndarray:
    """What an error of each entry is relative to; 0 where nothing was seen: (m, n).

    It is at least what a stated accuracy is relative to, if there is one.
    """
    n = evidence.x.size
    scale = scale_of(evidence.x.ravel())
    numeric = (np.abs(evidence.numeric) + evidence.slack).reshape(-1, n)
    claimed = np.abs(evidence.claimed).reshape(-1, n)
    tolerance = SAFETY * (evidence.bound + evidence.noise).reshape(-1, n)
    if nearby is None:
        nearby = np.zeros(evidence.claimed.shape)
    hidden = np.isnan(nearby).reshape(-1, n)
    nearby = np.nan_to_num(nearby, nan=0.0).reshape(-1, n)
    size = np.maximum(numeric, claimed)
    usual = row_scales(evidence, scale) / scale
    if evidence.is_hessian:
        usual = usual / scale[:, None]
    usual = np.minimum(usual, _largest(numeric, tolerance))
    zero = (claimed <= SAFETY * evidence.noise.reshape(-1, n)) & (numeric <= tolerance)
    # ... or so small beside what is seen of it nearby that it is the rounding of that;
    # or of the others, if the claim has no formula that shows its rounding.
    rest = np.where(hidden, 0, usual) * (1 if evidence.claim is None else EPS)
    least = 8 * EPS * np.where(nearby > 0, nearby, rest)
    zero |= (claimed <= least) & (numeric <= tolerance)
    # What f shows at the scale of the others says nothing of an input that is tiny
    # and that moves f by nothing that can be seen.
    alone = (scale < TINY * np.max(scale)) & (nearby > 0)
    alone &= ~(tolerance <= VISIBLE * size)
    zero, nearby = zero & ~alone, np.where(alone, 0, nearby)
    itself = np.where(tolerance <= VISIBLE * size, np.maximum(size, nearby), 0)
    others = np.where(nearby > 0, nearby, np.where(hidden, 0, usual))
    sizes = np.where(zero, others, itself)
    return sizes if stated is None else np.maximum(sizes, stated.reshape(-1, n))


def relative_errors(
    evidence: Evidence, nearby: np.ndarray | None, stated: np.ndarray | None = None
) -> np.ndarray:
    """The smallest relative error that would have been seen in each entry: (m, n).

    inf where none would, everywhere if the whole derivative is zero as far as can be
    measured.
    """
    n = evidence.x.size
    numeric = (np.abs(evidence.numeric) + evidence.slack).reshape(-1, n)
    tolerance = SAFETY * (evidence.bound + evidence.noise).reshape(-1, n)
    if not np.any(numeric > tolerance):
        return np.full(tolerance.shape, np.inf)
    size = own_sizes(evidence, nearby, stated)
    with np.errstate(invalid="ignore"):
        found = tolerance / np.where(size > 0, size, 1)
    found = np.where((size > 0) & np.isfinite(found), found, np.inf)
    return np.where((size == 0) & (tolerance == 0), 0.0, found)


def without_hidden_ones(f, evidence: Evidence, nearby: np.ndarray) -> np.ndarray:
    """`nearby`, nan where f hides a dependence below its rounding.

    Where a claimed zero is not seen to move f, its input is moved far. If f then moves
    to both sides, it depends on the input, by how much is not known. One side alone
    may be that of a kink: a unit that is switched off. And f may move up and down, far
    out, by the rounding of parts that are large there: that is no dependence.
    """
    n, x = evidence.x.size, evidence.x
    found = nearby.reshape(-1, n).copy()
    numeric, bound = (a.reshape(-1, n) for a in (evidence.numeric, evidence.bound))
    still = (found == 0) & ~(np.abs(numeric) > SAFETY * bound)
    inputs = np.flatnonzero(np.any(still, axis=0))
    if not inputs.size:
        return nearby
    scale, at_x = scale_of(x.ravel()), np.ravel(f(x.copy())).astype(float)
    for k in map(int, inputs):
        moved = np.ones(at_x.shape, dtype=bool)
        for side in (1, -1):
            point = x.copy()
            point.flat[k] += side * max(FURTHER * scale[k], np.max(scale))
            try:
                with np.errstate(all="ignore"):
                    change = np.abs(np.ravel(f(point)).astype(float) - at_x)
            except Exception:  # f is not defined there, whatever it raises
                change = np.zeros(at_x.shape)
            moved &= change > SAFETY**2 * bound[:, k] * scale[k]
            if np.any(still[:, k] & moved):
                slight = change < SLIGHT * np.abs(at_x)
                moved &= ~slight | _one_way(f, point, k, at_x)
        found[still[:, k] & moved, k] = np.nan
    return found.reshape(nearby.shape)


def _one_way(f, point: np.ndarray, k: int, at_x: np.ndarray) -> np.ndarray:
    """Outputs that lie to one side of f(x) at a point and at points beside it.

    Rounding moves f up and down; a dependence, if it does not oscillate, one way.
    """
    signs = []
    try:
        for part in BESIDE:
            near = point.copy()
            near.flat[k] *= 1 + part
            with np.errstate(all="ignore"):
                signs.append(np.sign(np.ravel(f(near)).astype(float) - at_x))
    except Exception:  # f is not defined there, whatever it raises
        return np.ones(at_x.shape, dtype=bool)
    return ~((np.min(signs, axis=0) < 0) & (np.max(signs, axis=0) > 0))
