"""What a search among many inputs found, as evidence: directions and single entries."""

import numpy as np

from derivations.gradients.hypotheses.evidence import SAFETY, Evidence
from derivations.numerics.function import Function
from derivations.numerics.noise import scale_of

from .kinks import kink_along
from .measure import Claim, Measured, scatter, slopes_of
from .resolution import VISIBLE
from .search import COUNT, Lines, Search
from .spread import LEAST, MOST, Rows, Spread

#: Times the usual size, by which an entry moves that nothing shorter has shown.
LONGER = 2.0**8


def measure_directions(f, x: np.ndarray, claim: Claim, rng, **known) -> Measured:
    """Directions; single entries where one disagrees or shows too little."""
    function = Function(f, x)
    n, m = function.n, function.m
    lines = Lines(
        function,
        claim.value.reshape(m, n),
        claim.noise.reshape(m, n),
        None if claim.own_noise is None else claim.own_noise.reshape(m, n),
        None if claim.stated is None else claim.stated.reshape(m, n),
    )
    search = Search(lines, Spread(function, COUNT, rng), rng)
    entries = search.run()
    rows = Rows(search.spread, search.which)
    seen = tuple(np.array(parts) for parts in zip(*search.seen, strict=True))
    found = seen
    if entries.size:
        alone = _alone(lines, entries)
        found = tuple(np.concatenate(pair) for pair in zip(seen, alone, strict=True))
    evidence = _evidence(f, x, claim, lines, rows, found, entries, known)
    unseen = search.unseen
    if search.wrong == []:
        unseen = np.concatenate([unseen, _blurred(evidence, entries, search.sizes)])
        if not unseen.size and evidence.explains(claim.value):
            # Entries that agree are no examples of anything.
            found, entries = seen, entries[:0]
            evidence = _evidence(f, x, claim, lines, rows, found, entries, known)
    measured = Measured(evidence, found[2].ravel(), unseen=unseen)
    measured.scatter = scatter(lines.level.at_x, lines.function.at_x)
    measured.searched = sum(group is None for _, group in rows.which)
    measured.sampled = search.sampled
    if np.any(np.isin(seen[2], ("kink", "unsettled"))):
        measured.kinks = kink_along(f, evidence, rows)
    return measured


def _blurred(evidence: Evidence, entries, sizes: np.ndarray) -> np.ndarray:
    """Entries looked at one by one, and not seen well enough all the same."""
    alone = evidence.entries()
    size = np.maximum(sizes.ravel()[alone.at], np.abs(alone.numeric))
    blurred = ~(alone.tolerance <= VISIBLE * size) & ~alone.wrong
    return entries[np.isin(entries, alone.at[blurred] % evidence.x.size)]


def _alone(lines: Lines, entries: np.ndarray):
    """Value, bound and state of single entries: (count, m) each.

    One that is small beside the others drowns in rounding as long as its steps are
    short: it moves as far as the others do, then by its own size and by far more, if
    that shows nothing. What was found before has to agree.
    """
    size = scale_of(lines.function.x)
    usual, size = np.median(size), size[entries]
    found = lines.one_by_one(entries, np.maximum(size, usual))
    value, bound, _ = found
    torn = np.zeros(value.shape, dtype=bool)
    for other, part in ((size, VISIBLE), (np.full(size.shape, LONGER * usual), 1.0)):
        seen = np.isfinite(value) & (SAFETY * bound <= part * np.abs(value))
        hidden = np.any(~seen & ~torn, axis=1)
        again = np.flatnonzero(hidden & (other != np.maximum(size, usual)))
        if not again.size:
            continue
        new = lines.one_by_one(entries[again], other[again])
        apart = np.nan_to_num(np.abs(new[0] - value[again]), nan=np.inf)
        nothing = ~np.isfinite(bound[again])
        torn[again] |= ~nothing & (apart > new[1] + bound[again])
        bound[again] += np.where(torn[again], apart + new[1], 0)
        better = ~torn[again] & (nothing | (new[1] < bound[again]))
        for mine, theirs in zip(found, new, strict=True):
            mine[again] = np.where(better, theirs, mine[again])
    return found


def _evidence(f, x, claim, lines, rows, found, entries, known) -> Evidence:
    n, m = lines.function.n, lines.function.m
    value, bound, _ = found

    def project(array):
        matrix = array.reshape(-1, n)
        return np.concatenate([rows.project(matrix), matrix[:, entries].T.ravel()])

    return Evidence(
        claimed=claim.value,
        numeric=value.ravel(),
        bound=bound.ravel(),
        noise=np.concatenate(
            [rows.project_sizes(lines.noise), lines.noise[:, entries].T.ravel()]
        ),
        slack=np.zeros(value.size),
        x=x,
        project=project,
        positions=(entries[:, None] + n * np.arange(m)).ravel(),
        claim=claim.formula,
        slope=slopes_of(f),
        **known,
    )


def resolution_along(measured: Measured, scale: np.ndarray) -> float:
    """The smallest relative error of a single entry that the directions would show."""
    evidence = measured.evidence
    m = evidence.claimed.size // evidence.x.size
    along = measured.searched * m
    tolerance = evidence.tolerance()[:along].reshape(-1, m)
    rows = np.abs(evidence.claimed.reshape(m, -1)) * scale * (LEAST / MOST)
    largest = np.max(rows, axis=1)
    seen = np.max(np.abs(evidence.numeric[:along].reshape(-1, m)) > tolerance, axis=0)
    if not np.any(seen) or not np.any(largest[seen]):
        return float("inf")
    sizes = np.where(seen & (largest > 0), largest, np.max(largest[seen]))
    return float(np.max(tolerance / sizes))
