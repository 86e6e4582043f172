"""Names of entries, where the parameters are a dictionary, a list or a frame of arrays.

Inside, such parameters are one flat array. Here stands which part of it is called what:
`Names` belongs to the flat x, a `NamedShape` to a derivative by it. A named shape is a
shape like any other, and words for places in it (`patterns`) use the names.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Names:
    """What the entries of the flat parameters are called.

    Attributes
    ----------
    blocks
        (name, slice) for each array among the parameters, in the order in
        which they lie in the flat x: ("params['W1']", slice(0, 6)).
    shapes
        the shape of each of them.
    labels
        for each of them the labels of its axes, or None where they are the
        numbers 0, 1, ... (pandas objects have labels).
    """

    blocks: tuple[tuple[str, slice], ...]
    shapes: tuple[tuple[int, ...], ...]
    labels: tuple[tuple[list, ...] | None, ...]

    def entry(self, position: int) -> str:
        """The name of one entry of the flat x.

        >>> blocks = (("params['W']", slice(0, 6)), ("params['b']", slice(6, 7)))
        >>> names = Names(blocks, ((2, 3), ()), (None, None))
        >>> names.entry(4), names.entry(6)
        ("params['W'][1, 1]", "params['b']")
        """
        which = self.block_of(position)
        (name, at), shape = self.blocks[which], self.shapes[which]
        index = np.unravel_index(position - at.start, shape) if shape else ()
        labels = self.labels[which]
        shown = [
            str(int(k)) if labels is None else repr(labels[axis][k])
            for axis, k in enumerate(index)
        ]
        return f"{name}[{', '.join(shown)}]" if shown else name

    def block_of(self, position: int) -> int:
        """The number of the block that a flat position lies in."""
        starts = [at.start for _, at in self.blocks]
        return int(np.searchsorted(starts, position, side="right")) - 1


class NamedShape(tuple):
    """The shape of a derivative by named parameters.

    names: what the entries of x are called. size: how many there are; flat positions
    in the derivative are outputs times size plus the position in x. twice: the
    outputs are those of a gradient, and have the same names.
    """

    names: Names
    size: int
    out_shape: tuple[int, ...]
    twice: bool

    @classmethod
    def of(cls, shape: tuple, x_shape: tuple, names: Names, twice: bool = False):
        named = cls(shape)
        named.names, named.size = names, int(np.prod(x_shape, dtype=int))
        named.out_shape = tuple(shape[: len(shape) - len(x_shape)])
        named.twice = twice
        return named

    def entry(self, position: int) -> str:
        """The name of one entry; with several outputs, the output comes first."""
        output, input_ = divmod(int(position), self.size)
        name = self.names.entry(input_)
        if not self.out_shape:
            return name
        if self.twice:
            return f"({self.names.entry(output)}, {name})"
        index = [str(int(k)) for k in np.unravel_index(output, self.out_shape)]
        return f"({', '.join([*index, name])})"

    def whole_columns(self, at: np.ndarray) -> np.ndarray | None:
        """The inputs of which all outputs are among the positions; None if not so."""
        mask = np.zeros(int(np.prod(self, dtype=int)), bool)
        mask[at] = True
        rows = mask.reshape(-1, self.size)
        return np.flatnonzero(rows[0]) if np.all(rows == rows[0]) else None

    @property
    def inputs(self) -> "NamedShape":
        """The shape of x alone."""
        x_shape = tuple(self[len(self.out_shape) :])
        return NamedShape.of(x_shape, x_shape, self.names)

    def parts(self, at: np.ndarray) -> Iterator[tuple[str, tuple, np.ndarray]]:
        """Name, shape and positions in it, for each block that holds some of `at`."""
        for (name, where), shape in zip(
            self.names.blocks, self.names.shapes, strict=True
        ):
            inside = at[(at >= where.start) & (at < where.stop)] - where.start
            if inside.size:
                yield name, shape, inside
