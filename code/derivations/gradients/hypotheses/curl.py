"""Is the claim the gradient of anything at all?

A continuously differentiable field g is a gradient exactly if its Jacobian is
symmetric: u' J v = v' J u for all u and v. That is seen from the claim alone, without
f: a claim that fails belongs to no function, one that passes to another function.
"""

import numpy as np

from derivations.numerics import directional_derivative, random_directions

from .evidence import SAFETY, Evidence
from .explanation import Explanation

PAIRS = 3


def not_a_gradient(evidence: Evidence) -> Explanation | None:
    """The claim's own Jacobian is not symmetric."""
    if evidence.is_hessian:
        return _hessian_not_symmetric(evidence)
    if curl_free(evidence) is False:
        return Explanation(
            "not-a-gradient",
            "the claim is not the gradient of any function: its own Jacobian is not "
            "symmetric (u' J v differs from v' J u)",
        )
    return None


def curl_free(evidence: Evidence) -> bool | None:
    """False: no gradient of anything. True: no curl was seen. None: not tested."""
    x = evidence.x
    if not _is_testable(evidence):
        return None
    if constant_nearby(evidence):
        return True  # a Jacobian of zeros is symmetric
    directions = random_directions(x, 2 * PAIRS, 11)
    for u, v in zip(directions[::2], directions[1::2], strict=True):
        if np.array_equal(np.abs(np.sum(u * v)), np.sum(np.abs(u * v))):
            v = v * np.where(np.arange(x.size).reshape(x.shape) % 2, 1.0, -1.0)
        along_v = directional_derivative(evidence.claim, x, v)
        along_u = directional_derivative(evidence.claim, x, u)
        bound = np.sum(np.abs(u) * along_v.bound + np.abs(v) * along_u.bound)
        curl = np.sum(u * along_v.value) - np.sum(v * along_u.value)
        if not np.isfinite(bound) or not np.isfinite(curl):
            return None
        if np.abs(curl) > SAFETY * bound:
            return False
    return True


def _is_testable(evidence: Evidence) -> bool:
    return evidence.claim is not None and evidence.is_gradient and evidence.x.size > 1


def constant_nearby(evidence: Evidence) -> bool:
    """The claim has the very same value at points close to x.

    Its Jacobian is 0 there, hence symmetric, and that says nothing: between its jumps
    such a claim belongs to a linear function, and as a whole it may belong to none.
    """
    if not _is_testable(evidence):
        return False
    close = evidence.x + 2.0**-20 * random_directions(evidence.x, PAIRS, 13)
    try:
        return all(np.array_equal(evidence.claim(x), evidence.claimed) for x in close)
    except Exception:  # the claim is not defined there, whatever it raises
        return False


def acts_entrywise(evidence: Evidence) -> bool:
    """Each entry of the claim seems to depend on its own entry of x alone.

    Its Jacobian is then diagonal, hence symmetric, and that says nothing.
    """
    if not _is_testable(evidence):
        return False
    x = evidence.x
    directions = random_directions(x, PAIRS, 17)
    halves = random_directions(x, PAIRS, 19)
    alternate = np.arange(x.size).reshape(x.shape) % 2 == 0
    try:
        for step, half in zip(directions, halves, strict=True):
            for moved in (half > 0, half <= 0, alternate, ~alternate):
                found = evidence.claim(np.where(moved, x + 2.0**-20 * step, x))
                if not np.array_equal(found[~moved], evidence.claimed[~moved]):
                    return False
    except Exception:  # the claim is not defined there, whatever it raises
        return False
    return True


def _hessian_not_symmetric(evidence: Evidence) -> Explanation | None:
    """Second derivatives do not depend on their order; the claim does."""
    size = evidence.x.size
    claimed = evidence.claimed.reshape(size, size)
    apart = np.abs(claimed - claimed.T)
    if not evidence.complete:
        return None
    allowed = evidence.tolerance().reshape(size, size)
    if np.any(apart > allowed + allowed.T):
        return Explanation(
            "not-a-gradient",
            "the claim is not a Hessian of any function: it is not symmetric",
        )
    return None
