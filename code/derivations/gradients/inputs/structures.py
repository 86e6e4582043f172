"""Dictionaries, lists, tuples and frames of arrays as one flat array, and back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from derivations.gradients.hypotheses.named import Names
from derivations.numerics.function import as_point

from .arrays import Refused, as_array, is_frame


@dataclass(frozen=True)
class Leaf:
    """One array among the parameters.

    name: as one would write it. path: the keys that lead to it. shape: of the array.
    number: it is a bare number. frame: the pandas object that it is, or None.
    """

    name: str
    path: tuple
    shape: tuple[int, ...]
    number: bool = False
    frame: Any = None

    @property
    def size(self) -> int:
        return int(np.prod(self.shape, dtype=int))

    @property
    def labels(self) -> tuple[list, ...] | None:
        if self.frame is None:
            return None
        axes = [self.frame.index, getattr(self.frame, "columns", None)]
        return tuple(list(axis) for axis in axes if axis is not None)

    def rebuilt(self, flat: np.ndarray):
        """The flat numbers as what the user has: an array, a number, a frame."""
        if self.number:
            return float(flat[0])
        array = flat.reshape(self.shape)
        if self.frame is None:
            return array
        axes = {"index": self.frame.index}
        if len(self.shape) == 2:
            axes["columns"] = self.frame.columns
        return type(self.frame)(array, **axes)

    def aligned(self, value):
        """A frame with the labels of x in another order, in the order of x.

        The labels of x belong to the last axes of a derivative.
        """
        if self.frame is None or not is_frame(value):
            return value
        axes = [axis for axis in ("index", "columns") if hasattr(value, axis)]
        for axis, mine in zip(axes[-len(self.shape) :], self.labels, strict=False):
            other = list(getattr(value, axis))
            if other == mine:
                continue
            if sorted(map(repr, mine)) != sorted(map(repr, other)):
                name = self.name.removesuffix(".loc")
                raise Refused(
                    f"the claim for {name} has the labels {other}, x has {mine}"
                )
            value = value.reindex(**{axis: mine})
        return value


class Structure:
    """How parameters are laid out: flat numbers in, the user's object out.

    >>> layout = Structure({"W": np.ones((2, 3)), "b": 0.5})
    >>> layout.start
    array([1. , 1. , 1. , 1. , 1. , 1. , 0.5])
    >>> layout.rebuild(np.arange(7.0))
    {'W': array([[0., 1., 2.],
           [3., 4., 5.]]), 'b': 6.0}
    >>> layout.pack({"W": np.zeros((2, 3)), "b": 1.0})
    array([0., 0., 0., 0., 0., 0., 1.])
    """

    def __init__(self, x, names: list[str] | None = None):
        """`names` are those of the parts of a tuple, where they have names."""
        self.model = x
        self.leaves, parts = [], []
        for name, path, value in _leaves(x, "params", names):
            array = as_point(as_array(value), name)
            bare = not is_frame(value) and not isinstance(value, np.ndarray)
            self.leaves.append(
                Leaf(
                    f"{name}.loc" if is_frame(value) and array.ndim == 2 else name,
                    path,
                    array.shape,
                    number=bare and array.ndim == 0,
                    frame=value if is_frame(value) else None,
                )
            )
            parts.append(array.ravel())
        stops = np.cumsum([leaf.size for leaf in self.leaves]).tolist()
        self.slices = [
            slice(stop - leaf.size, stop)
            for stop, leaf in zip(stops, self.leaves, strict=True)
        ]
        # One array alone keeps its shape: rows and columns mean something.
        shape = self.leaves[0].shape if len(self.leaves) == 1 else (-1,)
        self.start = np.concatenate(parts).reshape(shape)

    @property
    def names(self) -> Names:
        pairs = zip(self.leaves, self.slices, strict=True)
        return Names(
            tuple((leaf.name, at) for leaf, at in pairs),
            tuple(leaf.shape for leaf in self.leaves),
            tuple(leaf.labels for leaf in self.leaves),
        )

    def rebuild(self, x: np.ndarray):
        """The parameters that the numbers in x are, as views of x where possible."""
        flat = x.reshape(-1)
        pairs = zip(self.leaves, self.slices, strict=True)
        return _like(self.model, iter([leaf.rebuilt(flat[at]) for leaf, at in pairs]))

    def pack(self, value):
        """A derivative laid out like the parameters as one array: outputs, then x.

        Each array in it has the shape of the outputs followed by that of its
        parameter. A second derivative may be a structure of structures. What is one
        array already is returned as it is.
        """
        if not _is_laid_out(value):
            return self._end_to_end(as_array(value))
        if len(self.leaves) == 1 and is_frame(self.model):
            return as_array(self.leaves[0].aligned(value))
        parts = [(leaf, _follow(value, leaf)) for leaf in self.leaves]
        self._nothing_else(value)
        if all(_is_container(part) for _, part in parts):
            return self._second(parts)
        packed, first = [], None
        for leaf, part in parts:
            array = np.asarray(as_array(leaf.aligned(part)))
            if array.size == leaf.size == 1:
                array = array.reshape(leaf.shape)
            outputs = array.shape[: array.ndim - len(leaf.shape)]
            first = outputs if first is None else first
            if array.shape != first + leaf.shape:
                wanted = first + leaf.shape
                turned = "; is it transposed?" * (array.shape == wanted[::-1])
                raise Refused(
                    f"the claim for {leaf.name} has shape {array.shape}, not {wanted}"
                    f"{turned}"
                )
            packed.append(array.reshape((*outputs, leaf.size)))
        return np.concatenate(packed, axis=-1).reshape((*first, *self.start.shape))

    def _end_to_end(self, array):
        """Arrays of one shape may come stacked: np.array([dW1, dW2]) for [W1, W2]."""
        stacked = (len(self.leaves), *self.leaves[0].shape)
        alike = len({leaf.shape for leaf in self.leaves}) == 1
        if alike and np.shape(array) == stacked:
            return np.reshape(array, self.start.shape)
        return array

    def _second(self, parts) -> np.ndarray:
        rows = [
            np.reshape(self.pack(part), (leaf.size, self.start.size))
            for leaf, part in parts
        ]
        return np.concatenate(rows).reshape(self.start.shape * 2)

    def _nothing_else(self, value) -> None:
        """A key that x has not: a parameter that was renamed, or is not varied."""
        mine = {leaf.path for leaf in self.leaves}
        for name, path, _ in _leaves(value, "claim", None):
            if not any(path[: len(own)] == own for own in mine):
                raise Refused(f"{name} stands for no parameter: x has none of that key")


def is_structure(x) -> bool:
    """Parameters that are more than one plain array: a dict, a frame, a list of arrays.

    A list or tuple of numbers, however deep, is an array.

    >>> is_structure([1.0, [2.0]]), is_structure([np.ones(2), 1.0]), is_structure({})
    (False, True, True)
    """
    if isinstance(x, Mapping) or is_frame(x):
        return True
    if not isinstance(x, list | tuple):
        return False
    return any(
        (isinstance(part, np.ndarray) and part.ndim > 0) or is_structure(part)
        for part in x
    )


def _is_container(value) -> bool:
    return isinstance(value, Mapping | list | tuple)


def _is_laid_out(value) -> bool:
    return _is_container(value) or is_frame(value)


def _leaves(x, name: str, parts: list[str] | None, path: tuple = ()) -> Iterator[tuple]:
    """Name, path and value of each array, depth first, in the order of the keys."""
    if isinstance(x, Mapping):
        if not x:
            raise ValueError(f"{name} must have entries, got an empty dictionary")
        for key, value in x.items():
            yield from _leaves(value, f"{name}[{key!r}]", None, (*path, key))
    elif isinstance(x, list | tuple) and (parts or path == () or is_structure(x)):
        if not x:
            raise ValueError(f"{name} must have entries, got an empty list")
        for k, value in enumerate(x):
            part = parts[k] if parts else f"{name}[{k}]"
            yield from _leaves(value, part, None, (*path, k))
    else:
        yield name, path, x


def _like(model, values: Iterator, path: tuple = ()):
    """The model with other values at its leaves."""
    if isinstance(model, Mapping):
        return {key: _like(part, values, (*path, key)) for key, part in model.items()}
    if isinstance(model, list | tuple) and (path == () or is_structure(model)):
        filled = [_like(part, values, (*path, k)) for k, part in enumerate(model)]
        if hasattr(model, "_fields"):  # a named tuple
            return type(model)(*filled)
        return type(model)(filled)
    return next(values)


def _follow(value, leaf: Leaf):
    """What a derivative says of one parameter."""
    for key in leaf.path:
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            raise Refused(f"the claim has nothing for {leaf.name}") from None
    return value
