"""Claims of the wrong shape: the orders in which their entries may have been meant."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import permutations
from math import prod
from typing import cast

import numpy as np


@dataclass(frozen=True)
class Order:
    """One way to bring a claim into the shape of the derivative.

    Attributes
    ----------
    kind
        of explanation.
    words
        what to say if the claim is right once it is brought into shape.
    how
        what is done to the claim, "transposed".
    fix
        the same in Python, "claim.T".
    put
        the same as a function.
    """

    kind: str
    words: str
    how: str
    fix: str
    put: Callable[[np.ndarray], np.ndarray]


def orders_of_another_shape(given: tuple, wanted: tuple) -> Iterator[Order]:
    """The orders in which the entries may have been meant, the likeliest first.

    Axes of length 1 alone are a matter of shape; another order of axes is a
    transposition; all else is a reshaping. Where there are more entries than there
    should be, a sum or a mean over one axis may have been forgotten.
    """
    if prod(given) != prod(wanted):
        yield from _collapsed(given, wanted)
        if len(given) == 1 and wanted == given + given:
            yield Order(
                "wrong-shape",
                "it is the diagonal, all else is zero",
                "put on the diagonal",
                "np.diag(claim)",
                np.diag,
            )
        return
    if _without_ones(given) == _without_ones(wanted):
        yield Order(
            "wrong-shape",
            "its entries are right",
            "reshaped",
            f"claim.reshape({wanted})" if given else f"np.reshape(claim, {wanted})",
            lambda a: a.reshape(wanted),
        )
    if len(given) == len(wanted) <= 5:
        for order in sorted(permutations(range(len(given))), reverse=True):
            if tuple(given[k] for k in order) == wanted and given != wanted:
                yield Order(
                    "transposed",
                    "the claim is transposed",
                    "transposed",
                    "claim.T" if order == (1, 0) else f"np.transpose(claim, {order})",
                    partial(np.transpose, axes=order),
                )
    yield Order(
        "reshaped",
        "its entries are right, row by row",
        "reshaped",
        f"claim.reshape({wanted})",
        lambda a: a.reshape(wanted),
    )
    yield Order(
        "reshaped",
        "its entries are right, column by column: orders 'C' and 'F' are mixed up",
        "reshaped column by column",
        f"claim.reshape({wanted}, order='F')",
        lambda a: a.reshape(wanted, order="F"),
    )
    if len(given) == 2:
        yield Order(
            "transposed",
            "its entries are right when it is transposed and reshaped",
            "transposed and reshaped",
            f"claim.T.reshape({wanted})",
            lambda a: a.T.reshape(wanted),
        )


def _collapsed(given: tuple, wanted: tuple) -> Iterator[Order]:
    """One axis too many: what was forgotten may be a sum over it, or a mean."""
    for axis in range(len(given)):
        if given[:axis] + given[axis + 1 :] != wanted:
            continue
        for name, how, put in (
            ("sum", "summed", np.sum),
            ("mean", "averaged", np.mean),
        ):
            yield Order(
                "wrong-shape",
                f"{how} over axis {axis} it is right: a {name} was forgotten",
                f"{how} over axis {axis}",
                f"claim.{name}(axis={axis})",
                cast(Callable, partial(put, axis=axis)),
            )


def _without_ones(shape: tuple) -> tuple:
    return tuple(length for length in shape if length != 1)
