"""Many inputs: a few random directions find a wrong entry, bisection locates it.

One directional derivative costs some 12 evaluations, however many inputs there are,
and sees every entry of the claim at once. Directions move each coordinate by its own
size, up or down at random, half of them by 3/4 of it, so that two errors seldom
cancel. When a direction disagrees, it is looked at again more closely, and then cut in
halves until single coordinates are left: about 11 log2(n) evaluations for one wrong
entry.
"""

from dataclasses import dataclass

import numpy as np

from derivations.gradients.hypotheses.evidence import EPS, SAFETY, Evidence
from derivations.numerics.directions import Directions
from derivations.numerics.function import Function
from derivations.numerics.noise import measure, scale_of
from derivations.numerics.slopes import SENTINELS, at_a_glance, differentiate

from .kinks import kink_along
from .measure import Claim, Measured, scatter, slopes_of

#: Beyond this number of inputs, directions replace entries.
LARGE = 200

#: Directions tried on a claim that agrees. Two wrong entries of equal size cancel in
#: one direction with probability 1/4, in all of them with 2e-5.
COUNT = 8

#: More blocks wrong than this at one level: the mistake is all over the place.
MOST_BLOCKS = 8

#: Entries measured one by one where a mistake is all over the place.
SAMPLE = 50


@dataclass
class Lines:
    """Derivatives of f along directions, and of the claim, all at one point.

    quick: the noise of f was measured quickly, and a glance is enough so far.
    """

    function: Function
    claimed: np.ndarray
    noise: np.ndarray
    quick: bool = True

    def __post_init__(self):
        with np.errstate(all="ignore"):
            self.level = measure(self.function, quick=True)

    def be_thorough(self) -> None:
        """Measure the noise of f again, and watch every line closely from now on."""
        self.quick = False
        with np.errstate(all="ignore"):
            self.level = measure(self.function)

    def along(self, directions: np.ndarray, sentinels=SENTINELS):
        """Value, bound and state along rows of a (count, n) array: (count, m) each."""
        lines = Directions(self.function, directions)
        found = at_a_glance(self.function, lines, self.level) if self.quick else None
        if found is None:
            if self.quick:
                self.be_thorough()
            found = differentiate(self.function, lines, self.level, sentinels)
        least = np.maximum(8 * EPS * np.abs(found.value), self.level.at_x)
        with np.errstate(invalid="ignore"):
            return found.value, np.maximum(found.bound, least), found.state

    def gap(self, direction: np.ndarray):
        """How far the claim is off along a direction, and the tolerance: (m,) each.

        Nothing watches here: what is found in the end is measured by itself.
        """
        value, bound, _ = self.along(direction[None, :], sentinels=())
        return self.off(direction, value[0], bound[0])

    def off(self, direction, value, bound):
        """The same for a directional derivative that is known already."""
        room = SAFETY * (bound + self.noise @ np.abs(direction))
        return value - self.claimed @ direction, room


def measure_directions(f, x: np.ndarray, claim: Claim, rng, **known) -> Measured:
    """Directions, and single entries where a direction disagrees."""
    function = Function(f, x)
    n, m = function.n, function.m
    lines = Lines(function, claim.value.reshape(m, n), claim.noise.reshape(m, n))
    directions = _directions(function.x, rng)
    seen, entries, sampled = [], [], False
    for direction in directions:
        found = lines.along(direction[None, :])
        off, room = lines.off(direction, found[0][0], found[1][0])
        if lines.quick and np.any(np.abs(off) > room):
            # No claim is refused on a glance.
            lines.be_thorough()
            found = lines.along(direction[None, :])
            off, room = lines.off(direction, found[0][0], found[1][0])
        seen.append(found)
        if np.any(np.abs(off) > room):
            entries = _bisect(lines, direction, off, room)
            break
    if entries is None:
        # Wrong all over the place: the other directions and a sample tell how.
        sampled = True
        seen.append(lines.along(directions[len(seen) :]))
        entries = np.random.default_rng(rng).choice(n, min(SAMPLE, n), replace=False)
    seen = [np.concatenate(parts) for parts in zip(*seen, strict=True)]
    entries = np.sort(np.array(entries, int))
    measured = _evidence(f, x, claim, lines, directions, seen, entries, known)
    measured.sampled = entries.size if sampled else 0
    if np.any(np.isin(seen[2], ("kink", "unsettled"))):
        measured.kinks = kink_along(f, measured.evidence, directions[: len(seen[0])])
    return measured


def _directions(x: np.ndarray, rng) -> np.ndarray:
    """Rows of +-|x_i| or 3/4 of it, to four bits, which keeps x + t v nearly exact."""
    rng = np.random.default_rng(rng)
    signs = rng.integers(0, 2, size=(COUNT, x.size)) * 2.0 - 1.0
    parts = rng.integers(3, 5, size=(COUNT, x.size)) / 4.0
    scale = scale_of(x)
    return signs * parts * scale * np.maximum(np.floor(8 * np.abs(x) / scale) / 8, 1)


def _bisect(lines: Lines, direction, off, allowed) -> list[int] | None:
    """Coordinates whose entries are wrong; None if there are too many to list.

    The gap of a block's right half is that of the block less that of its left half,
    so only left halves are measured, and a right one where rounding leaves it open.
    """
    level = [(np.flatnonzero(direction), off, allowed)]
    found = []
    while level:
        halves = []
        for block, gap, room in level:
            if block.size == 1:
                found.append(int(block[0]))
                continue
            left, right = np.array_split(block, 2)
            gap_left, room_left = lines.gap(_only(direction, left))
            wrong_left = np.any(np.abs(gap_left) > room_left)
            gap_right, room_right = gap - gap_left, room + room_left
            wrong_right = np.any(np.abs(gap_right) > room_right)
            if not wrong_left and not wrong_right:
                # Too small for certainty in either half: follow the larger gap, by
                # a measurement of its own if the two are alike. What is found in the
                # end is measured by itself.
                size_left, size_right = (
                    np.max(np.abs(g)) for g in (gap_left, gap_right)
                )
                if max(size_left, size_right) < 3 * min(size_left, size_right):
                    gap_right, room_right = lines.gap(_only(direction, right))
                    size_right = np.max(np.abs(gap_right))
                wrong_left = size_left > size_right
                wrong_right = not wrong_left
            if wrong_left:
                halves.append((left, gap_left, room_left))
            if wrong_right:
                halves.append((right, gap_right, room_right))
        if len(halves) + len(found) > MOST_BLOCKS:
            return None
        level = halves
    return sorted(found)


def _only(direction: np.ndarray, block: np.ndarray) -> np.ndarray:
    part = np.zeros_like(direction)
    part[block] = direction[block]
    return part


def _evidence(f, x, claim, lines, directions, seen, entries, known) -> Measured:
    n, m = lines.function.n, lines.function.m
    value, bound, state = seen
    directions = directions[: len(value)]
    if entries.size:
        size = scale_of(lines.function.x)[entries]
        units = np.zeros((entries.size, n))
        units[np.arange(entries.size), entries] = size
        single = lines.along(units)
        value = np.concatenate([value, single[0] / size[:, None]])
        bound = np.concatenate([bound, single[1] / size[:, None]])
        state = np.concatenate([state, single[2]])

    def project(array):
        rows = array.reshape(-1, n)
        along = (directions @ rows.T).ravel()
        return np.concatenate([along, rows[:, entries].T.ravel()])

    evidence = Evidence(
        claimed=claim.value,
        numeric=value.ravel(),
        bound=bound.ravel(),
        noise=np.concatenate(
            [
                (np.abs(directions) @ lines.noise.T).ravel(),
                lines.noise[:, entries].T.ravel(),
            ]
        ),
        slack=np.zeros(value.size),
        x=x,
        project=project,
        positions=(entries[:, None] + n * np.arange(m)).ravel(),
        claim=claim.formula,
        slope=slopes_of(f),
        **known,
    )
    blur = scatter(lines.level.at_x, lines.function.at_x)
    return Measured(evidence, state.ravel(), None, blur, searched=len(directions))


def resolution_along(measured: Measured, scale: np.ndarray) -> float:
    """The smallest relative error of a single entry that the directions would show."""
    evidence = measured.evidence
    m = evidence.claimed.size // evidence.x.size
    along = measured.searched * m
    tolerance = evidence.tolerance()[:along].reshape(-1, m)
    # Some directions move a coordinate by 3/4 of its size.
    rows = np.abs(evidence.claimed.reshape(m, -1)) * scale * 3 / 4
    largest = np.max(rows, axis=1)
    seen = np.max(np.abs(evidence.numeric[:along].reshape(-1, m)) > tolerance, axis=0)
    if not np.any(seen) or not np.any(largest[seen]):
        return float("inf")
    sizes = np.where(seen & (largest > 0), largest, np.max(largest[seen]))
    return float(np.max(tolerance / sizes))
