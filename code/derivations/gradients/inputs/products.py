"""Products of a derivative with vectors, as claims about the derivative.

A function that multiplies by a Hessian or a Jacobian without ever making it is checked
through what it makes of vectors: of all unit vectors, which is the whole matrix, or of
the vectors that are given, or of a few random ones where there are many.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from derivations.gradients.measuring.measure import LARGE
from derivations.gradients.measuring.search import COUNT
from derivations.numerics import random_directions
from derivations.numerics.conversion import as_output, as_point

from .along import constrained
from .arguments import Posed


def forward(posed: Posed, product: Callable, v, args: tuple, rng) -> Posed:
    """product(x, v) = J v: the columns of J, or f along v beside the product."""
    if v is None and posed.x.size <= LARGE:
        units = np.eye(posed.x.size).reshape(-1, *posed.x.shape)
        columns = _products(posed, product, units, args)
        shape = posed.x.shape

        def whole(x):
            found = columns(x)
            return found.reshape((*found.shape[:-1], *shape))

        return replace(posed, claim=whole)
    if v is None:
        vectors = random_directions(posed.x, COUNT, rng)
    else:
        vectors = _like_x(posed, v)[None]
    onto = constrained(vectors, posed.x, posed.pack)
    claim = onto.of(_products(posed, product, vectors, args))
    return Posed(onto.of(posed.f), claim, onto.start, onto.names)


def backward(posed: Posed, product: Callable, v, args: tuple, rng) -> Posed:
    """product(x, v) = J' v: the rows of J, or the gradient of v'f along v."""
    value = as_output(posed.f(posed.x.copy()))
    if v is None and value.size <= LARGE:
        units = np.eye(value.size).reshape(-1, *value.shape)
        rows = _products(posed, product, units, args, axis=0)
        shape = value.shape + posed.x.shape
        return replace(posed, claim=lambda x: _shaped(rows(x), shape))
    if v is None:
        rng = np.random.default_rng(rng)
        vectors = rng.integers(0, 2, size=(COUNT, *value.shape)) * 2.0 - 1
    else:
        vectors = as_point(v, "v")[None]
        if vectors.shape[1:] != value.shape:
            raise ValueError(
                f"v must have the shape of f(x), {value.shape}, got {vectors.shape[1:]}"
            )
    flat = vectors.reshape(len(vectors), -1)
    rows = _products(posed, product, vectors, args, axis=0)
    f = posed.f
    if v is None:
        return replace(posed, f=lambda x: flat @ np.ravel(f(x)), claim=rows)
    return replace(
        posed, f=lambda x: flat[0] @ np.ravel(f(x)), claim=lambda x: rows(x)[0]
    )


def _shaped(rows: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    return rows.reshape(shape) if rows.size == np.prod(shape, dtype=int) else rows


def _products(posed: Posed, product: Callable, vectors, args: tuple, axis: int = -1):
    """x -> the products with all vectors, side by side."""
    back = axis == 0  # these vectors have the shape of f(x), their products that of x

    def of(x):
        found = []
        for vector in vectors:
            handed = vector.copy() if back else posed.unpack(vector.copy())
            value = product(posed.unpack(x), handed, *args)
            found.append(np.asarray(posed.pack(value), float))
        return np.stack(found, axis=axis)

    return of


def _like_x(posed: Posed, v) -> np.ndarray:
    vector = as_point(posed.pack(v), "v")
    if vector.shape != posed.x.shape:
        raise ValueError(
            f"v must have the shape of x, {posed.x.shape}, got {vector.shape}"
        )
    if not vector.any():
        raise ValueError("v must not be zero: every product with it is zero")
    return vector
