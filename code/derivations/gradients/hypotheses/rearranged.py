"""Hypotheses: the right numbers in the wrong places."""

from itertools import permutations

import numpy as np

from .evidence import Evidence
from .explanation import Explanation
from .scales import common_factor


def transposed(evidence: Evidence) -> Explanation | None:
    """J = A with its axes in another order."""
    return _first_that_fits(evidence, "transposed", transpositions(evidence))


def reshaped(evidence: Evidence) -> Explanation | None:
    """J = A read column by column where it was written row by row, or the reverse."""
    return _first_that_fits(evidence, "reshaped", reshapings(evidence))


def shifted(evidence: Evidence) -> Explanation | None:
    """J = A moved along an axis: every entry stands one (or a few) places off."""
    found = _first_that_fits(evidence, "shifted", rolls(evidence))
    return found or _shifted_off_the_end(evidence)


def rearranged_and_scaled(evidence: Evidence) -> Explanation | None:
    """J = c R(A): a rearrangement and a factor at once."""
    for kind, candidates in (
        ("transposed", transpositions),
        ("reshaped", reshapings),
        ("shifted", rolls),
    ):
        for words, correction, array in candidates(evidence):
            factor = common_factor(evidence, array)
            if factor:
                lost = "minus sign" if factor.value == -1 else f"factor {factor}"
                return Explanation(
                    kind,
                    f"{words}, and in addition a {lost} is missing",
                    f"{factor.code} * {correction}",
                )
    return None


def _first_that_fits(evidence, kind, candidates) -> Explanation | None:
    for words, correction, array in candidates:
        if evidence.explains(array):
            return Explanation(kind, words, correction)
    return None


def transpositions(evidence: Evidence):
    """(words, correction, array) for every order of axes that keeps the shape."""
    claimed, out = evidence.claimed, evidence.out_ndim
    if not 2 <= claimed.ndim <= 4:
        return
    same = tuple(range(claimed.ndim))
    # The claim has the axes of x in front, as in denominator layout.
    swapped = same[-out:] + same[:-out]
    for order in sorted(permutations(same), key=lambda o: o != swapped):
        if order == same or claimed.transpose(order).shape != claimed.shape:
            continue
        if order == same[::-1] and len(same) == 2:
            words, fix = "the claim is transposed", "claim.T"
        elif order == swapped:
            words = "the claim is transposed: axes of f and axes of x are exchanged"
            fix = f"np.transpose(claim, {order})"
        else:
            words = f"the claim is transposed: its axes belong in the order {order}"
            fix = f"np.transpose(claim, {order})"
        yield words, fix, claimed.transpose(order)


def reshapings(evidence: Evidence):
    """(words, correction, array) for row-major and column-major order mixed up."""
    claimed, out = evidence.claimed, evidence.out_ndim
    shape = claimed.shape
    groups = [("x", out, claimed.ndim), ("f", 0, out), ("all axes", 0, claimed.ndim)]
    seen = set()
    for name, start, stop in groups:
        if stop - start < 2 or (start, stop) in seen:
            continue
        seen.add((start, stop))
        group = shape[start:stop]
        rows = np.moveaxis(
            claimed.reshape(*shape[:start], -1, *shape[stop:]), start, -1
        )
        places = np.arange(rows.shape[-1])
        column_major = places.reshape(group).ravel(order="F")
        for order, said, undo in (
            (
                np.argsort(column_major),
                "column by column, but read row by row",
                "ravel().reshape({shape}, order='F')",
            ),
            (
                column_major,
                "row by row, but read column by column",
                "ravel(order='F').reshape({shape})",
            ),
        ):
            if np.array_equal(order, places):
                continue
            array = np.moveaxis(rows[..., order], -1, start).reshape(shape)
            what = "the claim" if name != "f" else "the claim, along the axes of f,"
            fix = "claim, reshaped with the order it was flattened in"
            if stop - start == len(shape):
                fix = f"claim.{undo.format(shape=shape)}"
            yield (
                f"{what} was flattened {said}: orders 'C' and 'F' are mixed up",
                fix,
                array,
            )


def rolls(evidence: Evidence):
    """(words, correction, array) for shifts around an axis."""
    claimed = evidence.claimed
    for axis in range(claimed.ndim):
        length = claimed.shape[axis]
        # At length 2 a shift is a swap, which "permuted" says better.
        steps = [s for s in (1, -1, 2, -2, 3, -3) if 2 * abs(s) < length]
        for step in steps if length > 2 else ():
            along = "" if claimed.ndim == 1 else f" along axis {axis}"
            fix = f"np.roll(claim, {-step}" + (")" if not along else f", {axis})")
            yield (
                f"every entry stands {_steps(step)}{along}",
                fix,
                np.roll(claimed, -step, axis=axis),
            )


def _steps(step: int) -> str:
    places = "one place" if abs(step) == 1 else f"{abs(step)} places"
    return f"{places} too far {'to the right' if step > 0 else 'to the left'}"


def _shifted_off_the_end(evidence: Evidence) -> Explanation | None:
    """Shifted, with something else at the end where entries were lost."""
    if not evidence.complete:
        return None
    claimed, speaks = evidence.claimed, evidence.speaks()
    for axis in range(claimed.ndim):
        length = claimed.shape[axis]
        for step in (1, -1):
            if length < 4:
                continue
            lost = np.zeros(claimed.shape, bool)
            lost[(slice(None),) * axis + (-1 if step > 0 else 0,)] = True
            wrong = evidence.misses(np.roll(claimed, -step, axis=axis)) & ~lost
            if not np.any(wrong) and np.count_nonzero(speaks & ~lost) >= 3:
                along = "" if claimed.ndim == 1 else f" along axis {axis}"
                return Explanation(
                    "shifted",
                    f"entries stand {_steps(step)}{along}, and the one at the "
                    f"{'end' if step > 0 else 'start'} is lost",
                    f"claim moved {_steps(-step).replace(' too far', '')}{along}",
                )
    return None
