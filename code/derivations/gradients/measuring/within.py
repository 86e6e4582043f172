"""A check within a budget: one random direction after the other, as many as allowed.

A direction costs some 25 evaluations, however many inputs there are, and sees every
entry of the claim at once.
"""

import numpy as np

from derivations.gradients.hypotheses.evidence import EPS, Evidence
from derivations.numerics import Derivative, directional_derivative, random_directions

from .budget import Spent
from .measure import LARGE, Claim, Measured, scatter, slopes_of
from .search import COUNT

#: What a check of every entry costs: at the start, and for each input.
AT_FIRST, EACH = 45, 20

#: What it costs for many inputs, where wrong entries are looked for.
MANY = 2000


def affordable(inputs: int, left: float) -> bool:
    """There is enough left to look at every entry."""
    return left >= (MANY if inputs > LARGE else AT_FIRST + EACH * inputs)


def measure_within(f, x: np.ndarray, claim: Claim, rng, **known) -> Measured | None:
    """Directions until the budget is spent, or the claim is wrong along one.

    Returns None where not even one direction could be measured.
    """
    directions = random_directions(x, COUNT, rng)
    found: list[Derivative] = []
    try:
        for direction in directions:
            found.append(directional_derivative(f, x, direction))
            measured = _measured(f, x, claim, directions[: len(found)], found, known)
            if np.any(measured.evidence.misses(claim.value)):
                break
    except Spent:
        pass
    return measured if found else None


def _measured(f, x, claim: Claim, directions, found, known) -> Measured:
    rows = directions.reshape(len(directions), x.size)

    def along(array, rows):
        return (rows @ array.reshape(-1, x.size).T).ravel()

    value, bound, state = (
        np.stack([np.ravel(getattr(one, name)) for one in found]).ravel()
        for name in ("value", "bound", "state")
    )
    noise = np.array([np.ravel(one.noise) for one in found])
    evidence = Evidence(
        claimed=claim.value,
        numeric=value,
        bound=np.maximum(bound, np.maximum(noise.ravel(), 8 * EPS * np.abs(value))),
        noise=along(claim.noise, np.abs(rows)),
        slack=np.zeros(value.size),
        x=x,
        project=lambda array: along(array, rows),
        positions=np.zeros(0, int),
        claim=claim.formula,
        slope=slopes_of(f),
        **known,
    )
    at_x = np.max(noise, axis=0)
    size = np.max(np.abs(value.reshape(len(found), -1)), axis=0)
    return Measured(evidence, state, None, scatter(at_x, size), searched=len(found))
