"""Hypotheses: a term of the derivative is missing, doubled, or has the wrong sign."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations

import numpy as np

from .constants import CLOSE, Factor, Guess, describe_weight, recognize
from .evidence import EPS, Evidence, fit
from .explanation import Explanation
from .patterns import places

#: How many coordinates a term may leave out (an intercept is not penalized).
MOST_EXEMPT = 2

#: What a term that the user named, taken b times, says when added to the claim.
_SAID = {
    1.0: "{term} is missing",
    -1.0: "{term} is counted once too often",
    2.0: "{term} has the wrong sign: it enters with minus where plus is right",
    -2.0: "{term} has the wrong sign: it enters with plus where minus is right",
}


def term_weights(evidence: Evidence) -> Explanation | None:
    """The user's terms make up the derivative: with which weights do they enter?"""
    names = list(evidence.terms)
    if len(names) < 2 or np.count_nonzero(evidence.speaks()) <= len(names):
        return None
    columns = [evidence.project(evidence.terms[name]) for name in names]
    right = _combination(evidence, columns, evidence.numeric)
    found = _combination(evidence, columns, evidence.measured)
    if right is None or found is None:
        return None
    said = "; ".join(
        f"{name} enters with weight {is_}, should be {should}"
        for name, is_, should in zip(names, found, right, strict=True)
        if is_.name != should.name
    )
    if not said:
        return None
    whole = " + ".join(
        name if weight.value == 1 else f"{weight.code} * {name}"
        for name, weight in zip(names, right, strict=True)
        if weight.value != 0
    )
    return Explanation("term", said, whole)


def _combination(evidence: Evidence, columns, target) -> list[Factor] | None:
    """Weights with which the columns add up to the target, or None if they do not."""
    values, spreads = fit(replace(evidence, numeric=target), columns)
    if not np.all(np.isfinite(spreads)):
        return None
    weights = [
        Factor(0.0, "0") if abs(v) <= s else describe_weight(v, s, evidence.sizes)
        for v, s in zip(values, spreads, strict=True)
    ]
    parts = [w.value * column for w, column in zip(weights, columns, strict=True)]
    return weights if adds_up(evidence, parts, target) else None


def adds_up(evidence: Evidence, parts: list, target, factor=1.0) -> bool:
    """The sum is the target, within tolerance and the rounding of its parts."""
    rounding = 4 * EPS * sum(np.abs(part) for part in parts)
    with np.errstate(invalid="ignore"):
        gap = np.abs(sum(parts) - target)
        return bool(np.all(gap <= evidence.tolerance(factor) + rounding))


def term(evidence: Evidence) -> Explanation | None:
    """J = A + b t with a term t that the user named."""
    for name, array in evidence.terms.items():
        weight = _residual(evidence, array)
        if weight is None:
            continue
        verb = "lacks" if weight.value > 0 else "has too much:"
        otherwise = f"the claim {verb} {times(weight, name)}{weight.meaning}"
        text = _SAID.get(weight.value, otherwise).format(term=name)
        return Explanation("term", text, added("claim", weight, name))
    return None


def usual_term(evidence: Evidence) -> Explanation | None:
    """J = A + b v with a v that often occurs: x, sign x, ones, the identity.

    Up to two coordinates may be without the term, as intercepts are.
    """
    for name, code, array in usual_terms(evidence):
        for mask in _without_right_ones(evidence, array):
            spared = int(np.count_nonzero(mask == 0))
            # Of a large claim a few masks are tried; else they are made from the data.
            free = spared if evidence.complete else min(spared, 1)
            weight = _residual(evidence, array * mask, free)
            if weight is None:
                continue
            which = f"{times(weight, name)}{exempted(array, mask)}{weight.meaning}"
            text = (
                f"a term is missing: the claim lacks {which}"
                if weight.value > 0
                else f"the claim has a term too many: {which}"
            )
            text += _so_it_is(weight, name, evidence.sizes)
            code, but = sparing(code, mask)
            return Explanation("term", text, added("claim", weight, code) + but)
    return None


def _so_it_is(weight: Factor, name: str, sizes) -> str:
    """Two ways to come by the weight that a claim lacks: a sign, or another weight."""
    sizes = {name: v for name, v in sizes.items() if not isinstance(v, Guess)}
    half = recognize(abs(weight.value) / 2, 0.0, sizes)
    if half and half.name in sizes:
        return f"; so it is when {half.name} {name} has the wrong sign"
    if recognize(weight.value, 0.0, sizes):
        return ""
    for has, should in _weights_of_a_penalty(sizes):
        (has_name, has_value), (should_name, should_value) = has, should
        if abs(should_value - has_value - weight.value) <= CLOSE * abs(weight.value):
            return (
                f"; so it is when {name} has the weight {has_name} where {should_name} "
                "is right"
            )
    return ""


def _weights_of_a_penalty(sizes) -> Iterator[tuple]:
    """Pairs of weights that are easily confused: lambda for lambda/m, and the like."""
    for a, b in permutations(sizes, 2):
        weights = {a: 1, f"{a}/{b}": 1 / sizes[b], f"{a}/(2 {b})": 0.5 / sizes[b]}
        weights |= {f"{a}/2": 0.5, f"2 {a}": 2, f"2 {a}/{b}": 2 / sizes[b]}
        values = [(name, sizes[a] * part) for name, part in weights.items()]
        yield from permutations(values, 2)


def usual_terms(evidence: Evidence) -> Iterator[tuple[str, str, np.ndarray]]:
    """(name, Python, array) of what a penalty's derivative may look like."""
    x, shape = evidence.x, evidence.claimed.shape
    if shape == x.shape:
        yield "x", "x", x
        alike = np.all(x > 0) and x.size > 1
        also = " (the same as ones here)" * bool(alike)
        yield f"sign(x){also}", "np.sign(x)", np.sign(x)
        yield "ones", f"np.ones({shape})", np.ones(shape)
    elif shape == x.shape + x.shape or (len(shape) == 2 and shape[0] == shape[1]):
        n = int(np.sqrt(np.prod(shape)))
        code = f"np.eye({n})" + (f".reshape({shape})" if len(shape) != 2 else "")
        yield "the identity", code, np.eye(n).reshape(shape)
        if x.ndim == 1:
            yield "diag(x)", "np.diag(x)", np.diag(x)
            product = "the outer product of x with itself"
            yield product, "np.outer(x, x)", np.outer(x, x)
        yield "ones", f"np.ones({shape})", np.ones(shape)


def _without_right_ones(evidence: Evidence, array: np.ndarray) -> Iterator[np.ndarray]:
    """Masks of a term that the claim lacks: everywhere, or but where it is right.

    Biases stand first or last: as one entry, as a block of a vector, as rows or
    columns of a matrix.
    """
    yield np.ones(array.shape)
    if not evidence.complete:
        yield from _without_an_end(array.shape)
        return
    entries = evidence.entries()
    carrying = array.ravel()[entries.at] != 0
    exempt = entries.at[carrying & ~entries.wrong]
    few = exempt.size <= MOST_EXEMPT
    if exempt.size and (few or _is_block(exempt, array.shape)):
        yield all_but(exempt, array.shape)


def _without_an_end(shape: tuple) -> Iterator[np.ndarray]:
    """Masks without the first, or the last, entry, row or column."""
    for axis in range(len(shape)):
        for end in (0, -1):
            mask = np.ones(shape)
            mask[(slice(None),) * axis + (end,)] = 0
            yield mask


def _is_block(positions: np.ndarray, shape: tuple) -> bool:
    """The start or end of a vector, or lines of a matrix, at most half of them."""
    size = int(np.prod(shape, dtype=int))
    if 2 * positions.size > size:
        return False
    if len(shape) == 1:
        ends = (np.arange(positions.size), np.arange(size - positions.size, size))
        return any(np.array_equal(positions, end) for end in ends)
    return places(positions, shape).startswith(("row", "column"))


def all_but(positions: np.ndarray, shape: tuple) -> np.ndarray:
    mask = np.ones(shape)
    mask.flat[positions] = 0
    return mask


def _residual(evidence: Evidence, array: np.ndarray, exempt: int = 0) -> Factor | None:
    """The b, if there is one, such that A + b array is right in every entry.

    What was free to choose must be seen once more often: a weight without a name, and
    each coordinate that was exempted to make it fit.
    """
    column = evidence.project(array)
    missing = replace(evidence, numeric=evidence.numeric - evidence.measured)
    (value,), (spread,) = fit(missing, [column])
    if not np.isfinite(spread) or not abs(value) > spread:
        return None
    weight = describe_weight(value, spread, evidence.sizes)
    if not evidence.complete and np.count_nonzero(array) < 2 + exempt:
        return None  # however many directions mix this one entry with others
    seen = np.count_nonzero((column != 0) & evidence.misses(evidence.claimed))
    if seen < (1 if weight.certain else 2) + exempt:
        return None
    parts = [evidence.measured, weight.value * column]
    return weight if adds_up(evidence, parts, evidence.numeric) else None


def times(weight: Factor, name: str) -> str:
    return name if abs(weight.value) == 1 else f"{weight.size} times {name}"


def added(base: str, weight: Factor, name: str) -> str:
    factor = "" if abs(weight.value) == 1 else f"{weight.size_code} * "
    return f"{base} {weight.sign} {factor}{name}"


def exempted(array: np.ndarray, mask: np.ndarray) -> str:
    off = np.flatnonzero(mask.ravel() == 0)
    return f" without {places(off, array.shape)}" if off.size else ""


def sparing(code: str, mask: np.ndarray) -> tuple[str, str]:
    """A term in Python with some coordinates left out; in words where it is no vector.

    >>> sparing("x", np.array([0, 1, 1]))
    ('x * (np.arange(3) != 0)', '')
    """
    off = np.flatnonzero(mask.ravel() == 0)
    if not off.size:
        return code, ""
    if mask.ndim > 1:
        return code, f", without that term in {places(off, mask.shape)}"
    if off.size == 1:
        return f"{code} * (np.arange({mask.size}) != {off[0]})", ""
    return f"{code} * ~np.isin(np.arange({mask.size}), {off.tolist()})", ""
