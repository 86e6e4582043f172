"""Many inputs: a few random directions find a wrong entry, bisection locates it.

One directional derivative costs some 12 evaluations, however many inputs there are,
and sees every entry of the claim at once (`spread`). When a direction disagrees, it is
looked at again more closely, and then cut in halves until single coordinates are left:
about 11 log2(n) evaluations for one wrong entry.

Along a direction in which all entries move, those that are small beside the others
drown in the rounding of f. So the entries of which not even a gross error would have
shown move again without the others, and further than by their own size; the last few
of them are looked at one by one. What has not been seen then is named.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from derivations.gradients.hypotheses.evidence import EPS, SAFETY
from derivations.numerics.directions import Coordinates, Directions
from derivations.numerics.function import Function
from derivations.numerics.noise import measure, scale_of
from derivations.numerics.slopes import SENTINELS, at_a_glance, differentiate

from .resolution import TINY, VISIBLE
from .spread import Spread

#: Directions tried on a claim that agrees. Two wrong entries of equal size cancel to a
#: tenth in one direction with probability 1/3, in all of them with 1e-4.
COUNT = 8

#: More blocks wrong than this at one level: the mistake is all over the place.
MOST_BLOCKS = 8

#: Entries measured one by one where a mistake is all over the place, or where no
#: direction shows them.
SAMPLE = 50

#: So few are looked at one by one at once.
FEW = 5


@dataclass
class Lines:
    """Derivatives of f along directions, and of the claim, all at one point.

    own_noise: the noise of the claim without what a stated accuracy adds to it. stated:
    what that is relative to. quick: the noise of f was measured quickly, and a glance
    is enough so far. reach: how far the largest entry that moves is to move, if that is
    further than by its own size.
    """

    function: Function
    claimed: np.ndarray
    noise: np.ndarray
    own_noise: np.ndarray | None = None
    stated: np.ndarray | None = None
    quick: bool = True
    reach: float = 0.0

    def __post_init__(self):
        with np.errstate(all="ignore"):
            self.level = measure(self.function, quick=True)

    @property
    def sizes(self) -> np.ndarray:
        """What an error of each entry is compared with."""
        sizes = np.abs(self.claimed)
        return sizes if self.stated is None else np.maximum(sizes, self.stated)

    def be_thorough(self) -> None:
        """Measure the noise of f again, and watch every line closely from now on."""
        self.quick = False
        with np.errstate(all="ignore"):
            self.level = measure(self.function)

    def along(self, direction: np.ndarray, sentinels=SENTINELS):
        """Value, bound and state along a direction: (m,) each."""
        lines = Directions(self.function, direction[None, :])
        further = self.reach / np.max(np.abs(direction))
        lines.size = np.maximum(lines.size, 2.0 ** np.floor(np.log2(further or 1.0)))
        return (a[0] for a in self._slopes(lines, np.maximum(lines.size, 1), sentinels))

    def one_by_one(self, entries: np.ndarray, size: np.ndarray):
        """The same for single entries, moved by about a size each: (count, m) each."""
        lines = Coordinates(self.function, entries, size)
        return self._slopes(lines, size, SENTINELS)

    def _slopes(self, lines, size: np.ndarray, sentinels):
        found = at_a_glance(self.function, lines, self.level) if self.quick else None
        if found is None:
            if self.quick:
                self.be_thorough()
            found = differentiate(self.function, lines, self.level, sentinels)
        least = self.level.at_x / size[:, None]
        least = np.maximum(8 * EPS * np.abs(found.value), least)
        with np.errstate(invalid="ignore"):
            return found.value, np.maximum(found.bound, least), found.state

    def gap(self, direction: np.ndarray):
        """How far the claim is off along a direction, and the tolerance: (m,) each.

        Nothing watches here: what is found in the end is measured by itself.
        """
        value, bound, _ = self.along(direction, sentinels=())
        return self.off(direction, value, bound)

    def off(self, direction, value, bound):
        """The same for a directional derivative that is known already."""
        room = SAFETY * (bound + self.noise @ np.abs(direction))
        return value - self.claimed @ direction, room


class Search:
    """Looks for wrong entries; keeps what was measured on the way.

    which, seen: the directions so far, and value, bound and state along each. wrong:
    wrong entries found; None if there are too many to list. sampled: entries drawn
    where that is so. unseen: entries of which not even a gross error would show.
    sizes: what an error of each entry was compared with in the last look.
    """

    def __init__(self, lines: Lines, spread: Spread, rng):
        self.lines, self.spread, self.rng = lines, spread, rng
        self.which: list[Any] = []
        self.seen: list[Any] = []
        self.wrong: list[int] | None = []
        self.sampled, self.unseen = 0, np.zeros(0, dtype=int)
        self.sizes = lines.sizes

    def run(self) -> np.ndarray:
        """Search everywhere, then among what was not seen; the entries to measure."""
        group, n = None, self.lines.function.n
        while self._agrees(group):
            before = n if group is None else group.size
            group = self._hidden(group)
            stuck = group.size == before
            if group.size <= (SAMPLE if stuck else FEW):
                return group
            if stuck:
                self.unseen = group
                return group[:0]
            self.lines.reach = float(np.median(scale_of(self.lines.function.x)))
        if self.wrong is not None:
            return np.sort(np.array(self.wrong, int))
        among = n if group is None else group
        self.sampled = min(SAMPLE, n if group is None else group.size)
        chosen = np.random.default_rng(self.rng).choice(
            among, self.sampled, replace=False
        )
        return np.sort(chosen)

    def _agrees(self, group) -> bool:
        """The claim agrees along every direction in which a group moves."""
        for k in range(len(self.spread)):
            direction = self.spread.row(k, group)
            quick = self.lines.quick
            off, room = self._look(k, group, direction)
            if quick and np.any(np.abs(off) > room):
                # No claim is refused on a glance.
                if self.lines.quick:
                    self.lines.be_thorough()
                del self.which[-1], self.seen[-1]
                off, room = self._look(k, group, direction)
            if np.any(np.abs(off) > room):
                self.wrong = _bisect(self.lines, direction, off, room)
                # One more tells entries from terms that are wrong everywhere; all of
                # them help to tell how, where it is everywhere.
                further = range(k + 1, len(self.spread))
                for other in further if self.wrong is None else further[:1]:
                    self._look(other, group, self.spread.row(other, group))
                return False
        return True

    def _look(self, k: int, group, direction):
        found = tuple(self.lines.along(direction))
        self.which.append((k, group))
        self.seen.append(found)
        return self.lines.off(direction, found[0], found[1])

    def _hidden(self, group) -> np.ndarray:
        """Entries of a group too small for an error of them to show in the last look.

        A claim of zero has no size of its own, nor has one as small beside the others
        as the rounding of rounding, unless its input is tiny, too: it is compared with
        the others. What a stated accuracy allows hides nothing.
        """
        sizes, moves = self.lines.sizes, self.spread.least()
        own = self.lines.own_noise
        noise = self.lines.noise if own is None else own
        room: Any = 0.0
        for (k, _), (_, bound, _) in zip(
            self.which[-COUNT:], self.seen[-COUNT:], strict=True
        ):
            direction = np.abs(self.spread.row(k, group))
            room = np.maximum(room, SAFETY * (bound + noise @ direction))
        zero, others = self._zeros(room)
        self.sizes = sizes = np.where(zero, others, sizes)
        with np.errstate(invalid="ignore"):
            shows = room[:, None] <= VISIBLE * sizes * moves
        hidden = np.flatnonzero(np.any(~shows & (sizes > 0), axis=0))
        return hidden if group is None else np.intersect1d(hidden, group)

    def _zeros(self, room) -> tuple[np.ndarray, np.ndarray]:
        """Claims that are zero or as good as that, and what the others are: (m, n).

        The largest of a row, by itself or times the size of its input, whichever is
        less; of all rows for one that shows nothing.
        """
        claimed, moves = np.abs(self.lines.claimed), self.spread.least()
        largest, effect = (
            np.max(a, axis=1, keepdims=True) for a in (claimed, claimed * moves)
        )
        still = effect <= room[:, None]
        tiny = moves < TINY * np.max(moves)
        zero = claimed <= np.where(tiny, 0, EPS**2 * largest)
        largest, effect = (np.where(still, np.max(a), a) for a in (largest, effect))
        return zero, np.minimum(largest, effect / moves)


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
            wrong_left = bool(np.any(np.abs(gap_left) > room_left))
            gap_right, room_right = gap - gap_left, room + room_left
            wrong_right = bool(np.any(np.abs(gap_right) > room_right))
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
                wrong_left = bool(size_left > size_right)
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
