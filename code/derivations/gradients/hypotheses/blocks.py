"""Which blocks of the parameters are wrong, and what is wrong with those.

Blocks are the arrays of a dictionary or list of parameters, or the rows or columns of a
matrix. Where some of them are right, that is said first, and the mistake is looked for
in the others alone: a layer with the wrong sign is no other mistake because the next
layer is right.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from derivations.numerics import random_directions

from .evidence import EPS, SAFETY, Evidence
from .explanation import Explanation
from .named import Names

#: So many blocks are named, the others counted.
NAMED = 6

#: Kinds of mistakes that are put right entry by entry, unless an array has a shape.
ELEMENTWISE = ("sign", "scaled", "chain-factor", "term")
SHAPED = ("eye", "ones", "arange", "reshape", "mean", "sum")

Explain = Callable[[Evidence], Any]


def in_named_blocks(
    evidence: Evidence, explain: Explain, together: Explain
) -> Explanation | None:
    """The explanation for the blocks that are wrong, where others are right.

    `together` is tried on several blocks at once, `explain` on each by itself.
    """
    if len(evidence.blocks) < 2 or evidence.is_hessian:
        return None
    wrong = [_block_is_wrong(evidence, where) for _, where in evidence.blocks]
    if all(wrong) or not any(wrong):
        return None
    which = np.flatnonzero(wrong)
    names: Any = np.array([name for name, _ in evidence.blocks], dtype=object)
    if evidence.complete:
        why = _why(evidence, which, explain, together)
    else:
        why = explain(_without_blocks(evidence, np.flatnonzero(np.logical_not(wrong))))
    off = listed(names[which])
    fix = f"{why.correction}, in {off} alone" if why.correction else ""
    text = f"{parted(names[which], list(np.delete(names, which)))}: {why.text}"
    return replace(why, text=text, correction=fix)


def _why(evidence, which, explain: Explain, together: Explain) -> Explanation:
    """One mistake in all of the wrong blocks, or one in each of them."""
    one = together(_of_blocks(evidence, which)) if which.size > 1 else None
    if one and one.kind != "few-entries":
        return one
    found = [explain(_of_blocks(evidence, np.array([k]))) for k in which]
    if which.size == 1:
        return found[0]
    kinds = [why.kind for why in found if why.kind != "unknown"]
    said = [
        f"{evidence.blocks[k][0]}: {why.text}"
        for k, why in zip(which, found, strict=True)
    ]
    return Explanation(kinds[0] if kinds else "unknown", "; ".join(said))


def in_lines(evidence: Evidence, together: Explain) -> Explanation | None:
    """The same for rows and columns, if one mistake is found in the wrong ones."""
    if not evidence.complete or evidence.claimed.ndim != 2:
        return None
    wrong = evidence.misses(evidence.claimed)
    for axis, word in enumerate(("row", "column")):
        lines = np.any(wrong, axis=1 - axis)
        off = np.flatnonzero(lines)
        why = None if lines.all() else together(_of_lines(evidence, off, axis))
        if why and why.kind not in ("unknown", "few-entries"):
            right = _numbered(word, np.flatnonzero(~lines))
            fix = f"claim with {listed(_numbered(word, off))} put right"
            if why.kind in ELEMENTWISE and not any(k in why.correction for k in SHAPED):
                mask = f"np.isin(np.arange({lines.size}), {off.tolist()})"
                mask += "[:, None]" * (axis == 0)
                fix = f"np.where({mask}, {why.correction}, claim)"
            text = f"{parted(_numbered(word, off), right)}: {why.text}"
            return replace(why, text=text, correction=fix)
    return None


def parted(wrong: Sequence[str], right: Sequence[str]) -> str:
    """What is wrong, and what is right.

    >>> parted(["W1", "b1"], ["W2"])
    'W1 and b1 are wrong, W2 is right'
    """
    return f"{_are(wrong, 'wrong')}, {_are(right, 'right')}"


def _are(names: Sequence[str], word: str) -> str:
    return f"{listed(names)} {'is' if len(names) == 1 else 'are'} {word}"


def listed(names: Sequence[str]) -> str:
    """Names in a sentence.

    >>> listed(["W1", "b1", "W2"])
    'W1, b1 and W2'
    """
    names = list(names)
    if len(names) > NAMED:
        names = [*names[: NAMED - 1], f"{len(names) - NAMED + 1} more"]
    *head, last = names
    return f"{', '.join(head)} and {last}" if head else last


def right_lines(evidence: Evidence) -> str:
    """ ", row 3 is right" where some rows or columns of a matrix are."""
    if not evidence.complete or evidence.claimed.ndim != 2:
        return ""
    wrong = evidence.misses(evidence.claimed)
    for axis, word in enumerate(("row", "column")):
        right = np.flatnonzero(~np.any(wrong, axis=1 - axis))
        if right.size:
            return f", {_are(_numbered(word, right), 'right')}"
    return ""


def _numbered(word: str, which: np.ndarray) -> list[str]:
    """Numbers of rows or columns as names: ["rows 0", "1", "3"]."""
    first, *others = [str(k) for k in which]
    return [f"{word}{'s' * bool(others)} {first}", *others]


def _block_is_wrong(evidence: Evidence, where: slice) -> bool:
    n = evidence.x.size
    if evidence.complete:
        wrong = evidence.misses(evidence.claimed).reshape(-1, n)
        return bool(np.any(wrong[:, where]))
    entries = evidence.entries()
    inside = (entries.at % n >= where.start) & (entries.at % n < where.stop)
    return bool(np.any(entries.wrong & inside)) or _seen_along(evidence, where)


def _seen_along(evidence: Evidence, where: slice) -> bool:
    """Of many inputs a sample is known: directions within the block tell the rest."""
    x, axes = evidence.x, tuple(range(evidence.out_ndim, evidence.claimed.ndim))
    mask = np.zeros(x.size)
    mask[where] = 1.0
    for direction in random_directions(x, 2, 23) * mask.reshape(x.shape):
        value, bound = evidence.slope(x, direction)
        claimed = np.sum(evidence.claimed * direction, axis=axes)
        noise = 4 * EPS * np.sum(np.abs(evidence.claimed * direction), axis=axes)
        with np.errstate(invalid="ignore"):
            if not np.all(np.abs(claimed - value) <= SAFETY * (bound + noise)):
                return True
    return False


def _of_blocks(evidence: Evidence, which: np.ndarray) -> Evidence:
    """What is known of some blocks: one in its own shape, several as a flat array."""
    names = evidence.names
    sizes = [names.blocks[k][1].stop - names.blocks[k][1].start for k in which]
    ends = np.cumsum([0, *sizes]).tolist()
    slices = [slice(*both) for both in pairwise(ends)]
    kept = Names(
        tuple((names.blocks[k][0], at) for k, at in zip(which, slices, strict=True)),
        tuple(names.shapes[k] for k in which),
        tuple(names.labels[k] for k in which),
    )
    at = np.concatenate([np.arange(evidence.x.size)[names.blocks[k][1]] for k in which])
    shape = names.shapes[which[0]] if which.size == 1 else (at.size,)
    out = evidence.claimed.shape[: evidence.out_ndim]

    def part(array):
        rows = np.broadcast_to(array, evidence.claimed.shape).reshape(*out, -1)
        return rows[..., at].reshape((*out, *shape))

    return replace(
        _cut(evidence, part, evidence.x.ravel()[at].reshape(shape)), names=kept
    )


def _without_blocks(evidence: Evidence, right: np.ndarray) -> Evidence:
    """Of many inputs: the share of the right blocks is taken off every number."""
    flat = np.zeros(evidence.x.size)
    for k in right:
        flat[evidence.blocks[k][1]] = 1.0
    mask = flat.reshape(evidence.x.shape)
    known = evidence.project(evidence.claimed * mask)
    return replace(
        evidence,
        claimed=evidence.claimed * (1 - mask),
        numeric=evidence.numeric - known,
        x=evidence.x * (1 - mask),
        value=None,
        claim=None,
        slope=None,
    )


def _of_lines(evidence: Evidence, which: np.ndarray, axis: int) -> Evidence:
    """What is known of some rows (axis 0) or columns (axis 1) of a matrix."""
    x, of_x = evidence.x, axis - evidence.out_ndim

    def part(array):
        return np.take(np.broadcast_to(array, evidence.claimed.shape), which, axis)

    return _cut(evidence, part, x if of_x < 0 else np.take(x, which, of_x))


def _cut(evidence: Evidence, part: Callable, x: np.ndarray) -> Evidence:
    """The evidence for a part, without the functions, which take all of x."""
    return replace(
        evidence,
        claimed=part(evidence.claimed),
        numeric=part(evidence.numeric),
        bound=part(evidence.bound),
        noise=part(evidence.noise),
        slack=part(evidence.slack),
        x=x,
        terms={name: part(term) for name, term in evidence.terms.items()},
        value=None,
        claim=None,
        slope=None,
        is_hessian=False,
        names=None,
    )
