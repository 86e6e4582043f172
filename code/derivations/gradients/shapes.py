"""Claims of the wrong shape: the orders in which their entries may have been meant."""

from collections.abc import Callable, Iterator
from itertools import permutations
from math import prod

import numpy as np

Order = tuple[str, str, str, Callable[[np.ndarray], np.ndarray]]


def orders_of_another_shape(given: tuple, wanted: tuple) -> Iterator[Order]:
    """(kind, words, correction, function that puts the entries in order).

    Nothing if the numbers of entries differ. Axes of length 1 alone are a matter of
    shape; another order of axes is a transposition; all else is a reshaping.
    """
    if prod(given) != prod(wanted):
        return
    if _without_ones(given) == _without_ones(wanted):
        yield (
            "wrong-shape",
            "its entries are right",
            f"claim.reshape({wanted})",
            lambda a: a.reshape(wanted),
        )
    if len(given) == len(wanted) <= 5:
        for order in sorted(permutations(range(len(given))), reverse=True):
            if tuple(given[k] for k in order) == wanted and given != wanted:
                fix = "claim.T" if order == (1, 0) else f"np.transpose(claim, {order})"
                yield (
                    "transposed",
                    "the claim is transposed",
                    fix,
                    lambda a, order=order: np.transpose(a, order),
                )
    yield (
        "reshaped",
        "its entries are right, row by row",
        f"claim.reshape({wanted})",
        lambda a: a.reshape(wanted),
    )
    yield (
        "reshaped",
        "its entries are right, column by column: orders 'C' and 'F' are mixed up",
        f"claim.reshape({wanted}, order='F')",
        lambda a: a.reshape(wanted, order="F"),
    )
    if len(given) == 2:
        yield (
            "transposed",
            "its entries are right when it is transposed and reshaped",
            f"claim.T.reshape({wanted})",
            lambda a: a.T.reshape(wanted),
        )


def _without_ones(shape: tuple) -> tuple:
    return tuple(length for length in shape if length != 1)
