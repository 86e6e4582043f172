"""How f and the claim are called: further arguments, pairs, structures, bounds."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from derivations.gradients.hypotheses.named import Names
from derivations.numerics.function import as_point

from .along import Constrained, constrained
from .arrays import as_array, is_operator, one_number
from .bounds import Inside, limits
from .structures import Structure, is_structure

#: What to say of a function that returns its gradient beside its value.
PAIR = (
    "f returns two things, and must return one number; if they are (value, gradient), "
    "say value_and_gradient=True"
)


def _itself(x):
    return x


@dataclass(frozen=True)
class Posed:
    """A question about functions of one array: f, the claim and the point.

    names: what the entries of x are called, None for a plain array. constrained: how
    x moves on a set, if it does; f and the claim are then functions of its free
    numbers, and x stands for those. unpack, pack: from the array to what the user has,
    and from the user's derivatives to one array.
    """

    f: Callable
    claim: Any
    x: np.ndarray
    names: Names | None = None
    constrained: Constrained | None = None
    unpack: Callable = _itself
    pack: Callable = as_array


def pose(
    f,
    claim,
    x,
    *,
    returns: str = "array",
    args=(),
    value_and_gradient: bool = False,
    along=None,
    bounds=None,
) -> Posed:
    """Bring f, the claim and the point to one array of numbers.

    returns: what f returns: "number", in whatever it is wrapped, "array", or what is
    laid out as "x" is. The other arguments are those of `check_gradient`.
    """
    if value_and_gradient:
        f, claim = _pair(f, claim)
    args = args if isinstance(args, tuple) else (args,)
    free = callable(along)
    point = along(as_point(x)) if free else x
    layout = _layout(f, point, len(args))
    start = layout.start if layout else as_point(as_array(point))
    posed = Posed(
        _called(f, layout, args, returns),
        _claim(claim, layout, args),
        start,
        layout.names if layout else None,
    )
    if layout:
        posed = replace(posed, unpack=layout.rebuild, pack=layout.pack)
    onto = None
    if along is not None:
        onto = constrained(along, x if free else posed.x, posed.pack)
    if isinstance(along, str) and along == "simplex" and bounds is None:
        bounds = [(0, None)] * posed.x.size  # what is not a probability is no point
    if bounds is not None:
        lower, upper = limits(bounds, posed.x)
        f, claim = (
            Inside(function, lower, upper) if callable(function) else function
            for function in (posed.f, posed.claim)
        )
        posed = replace(posed, f=f, claim=claim)
    if onto is None:
        return posed
    claim = None if posed.claim is None else onto.pulled_back(posed.claim)
    return Posed(onto.of(posed.f), claim, onto.start, onto.names, onto.seen_from(posed))


def _layout(f, x, further: int) -> Structure | None:
    """The layout of x; None for what is one array."""
    if isinstance(x, tuple) and len(x) > 1 and _takes(f, len(x), further):
        return Structure(x, _parameters(f)[: len(x)])
    return Structure(x) if is_structure(x) else None


def _takes(function, count: int, further: int) -> bool:
    """The function takes so many arguments beside the further ones, and not one."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # not a function, or one of C
        return False

    def binds(several: int) -> bool:
        try:
            signature.bind(*range(several))
        except TypeError:
            return False
        return True

    first = next(iter(signature.parameters.values()), None)
    any_number = first is not None and first.kind is first.VAR_POSITIONAL
    return binds(count + further) and (any_number or not binds(1 + further))


def _parameters(f) -> list[str]:
    """The names of f's parameters; for f(*params) those of their places."""
    parameters = inspect.signature(f).parameters.values()
    named = [p.name for p in parameters if p.kind is not p.VAR_POSITIONAL]
    starred = [p.name for p in parameters if p.kind is p.VAR_POSITIONAL]
    return named + [f"{name}[{k}]" for name in starred for k in range(99)]


def _called(function, layout: Structure | None, args: tuple, returns: str):
    """f as a function of an array."""
    if not callable(function):
        return function
    call = _unpacked(function, layout, args)
    if returns == "number":
        return lambda x: one_number(call(x), PAIR)
    pack = layout.pack if layout and returns == "x" else as_array
    return lambda x: pack(call(x))


def _unpacked(function, layout: Structure | None, args: tuple):
    if layout is None:
        return (lambda x: function(x, *args)) if args else function
    model = layout.model
    if isinstance(model, tuple) and _takes(function, len(model), len(args)):
        return lambda x: function(*layout.rebuild(x), *args)
    return lambda x: function(layout.rebuild(x), *args)


def _claim(claim, layout: Structure | None, args: tuple):
    """The claim, a function or a value, as one array."""
    pack = layout.pack if layout else as_array
    # SciPy's LinearOperator can be called, too; it is a value here.
    if not callable(claim) or is_operator(claim):
        return None if claim is None else pack(claim)
    call = _unpacked(claim, layout, args)
    return lambda x: pack(call(x))


def _pair(f, claim):
    """f and the claim, where f returns both: (value, gradient)."""
    if not callable(f):
        raise TypeError(f"f must be callable, got {type(f).__name__}")

    def part(which: int):
        def of(*arguments):
            both = f(*arguments)
            if not isinstance(both, tuple | list) or len(both) != 2:
                raise TypeError(
                    "with value_and_gradient=True f must return (value, gradient), got "
                    f"{type(both).__name__}"
                )
            return both[which]

        setattr(of, "__signature__", _signature(f))  # noqa: B010 - not known to types
        return of

    if claim is None or claim is True or claim is f:
        return part(0), part(1)
    return part(0), claim


def _signature(f) -> inspect.Signature:
    try:
        return inspect.signature(f)
    except (TypeError, ValueError):
        return inspect.signature(lambda x: x)
