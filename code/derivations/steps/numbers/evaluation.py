"""A formula as numbers: what a chain's last line says for the reader's own arrays."""

from collections.abc import Mapping
from typing import Any

import sympy as sp
from mpmath import mp
from sympy.core.function import UndefinedFunction

from derivations.steps.errors import NoValue, Undefined
from derivations.steps.vocabulary.domain import Domain
from derivations.steps.vocabulary.notation import shape_of

from .numeric import value
from .point import Point

DIGITS = 40  # far beyond a float's 16, so that the formula has no rounding of its own


def evaluate(expression: Any, values: Mapping[Any, Any]) -> Any:
    """The value of an expression for given numbers and arrays.

    Parameters
    ----------
    expression : SymPy expression
        As written in a derivation; abbreviations are unfolded.
    values : dict
        From symbols to numbers, from arrays and matrices to nested lists or arrays,
        from undefined functions to callables. Symbolic sizes are read off the shapes.

    Returns
    -------
    float, complex or list
        A list of rows for a matrix, a flat list for a column.

    Raises
    ------
    ValueError
        A shape does not fit, or a name has no value.

    Examples
    --------
    >>> from derivations.steps import array, indices, sizes, total
    >>> m = sizes("m")
    >>> y, i = array("y", m), indices("i")
    >>> evaluate(total(y[i] ** 2, i), {y: [1.0, 2.0, 3.0]})
    14.0
    """
    if not isinstance(expression, (sp.Basic, sp.MatrixBase)):
        raise TypeError(
            "expression: a SymPy expression is expected, got "
            f"{type(expression).__name__}: {expression!r}"
        )
    if not isinstance(values, dict):
        raise TypeError(f"values: a dict is expected, got {type(values).__name__}")
    point = _Given(values)
    with mp.workdps(DIGITS):
        return _plain(value(expression, point))


class _Given(Point):
    """A point whose numbers are given, not drawn."""

    def __init__(self, values):
        super().__init__(0, Domain(), {})
        self.given, self.functions = {}, {}
        for name, content in values.items():
            if isinstance(name, UndefinedFunction):
                if not callable(content):
                    raise TypeError(f"values of {name}: a function is expected")
                self.functions[name] = content
            elif isinstance(name, sp.Symbol):
                self.given[name, ()] = _number(name, content)
            elif isinstance(name, (sp.IndexedBase, sp.MatrixSymbol)):
                self._take(name, content)
            else:
                raise TypeError(
                    "values: a key must be a symbol, an array, a matrix or an "
                    f"undefined function, got {name!r}"
                )

    def _take(self, name, content):
        content = content.tolist() if hasattr(content, "tolist") else content
        if not isinstance(content, (list, tuple)) or not content:
            raise TypeError(f"values of {name}: rows are expected, got {content!r}")
        rows = [r if isinstance(r, (list, tuple)) else [r] for r in content]
        found = (len(rows), len(rows[0]) if rows else 0)
        if any(len(row) != found[1] for row in rows):
            raise ValueError(f"values of {name}: the rows differ in length")
        for symbol, size in zip(shape_of(name), found, strict=True):
            known = self.sizes.get(symbol, size) if symbol.is_Symbol else int(symbol)
            if known != size:
                raise ValueError(
                    f"values of {name}: {symbol} = {known} is expected, got {size}"
                )
            if symbol.is_Symbol:
                self.sizes[symbol] = size
        for i, row in enumerate(rows, start=1):
            for j, number in enumerate(row, start=1):
                self.given[self.freeze_place(name, (i, j))] = _number(name, number)

    def _number(self, owner, index):
        if (owner, index) not in self.given:
            label = "_".join(map(str, (owner.name, *index)))
            raise NoValue(f"no value is given for {label}")
        return self.given[owner, index]

    def symbol(self, symbol):
        if symbol not in self.env and (symbol, ()) in self.given:
            return self.moves.get((symbol, ()), self.given[symbol, ()])
        return super().symbol(symbol)

    def entry(self, base, index):
        if (base, index) in self.given:  # before any definition of the array
            return self.moves.get((base, index), self.given[base, index])
        return super().entry(base, index)

    def surrogate(self, head):
        if head in self.functions:
            return lambda *a: _number(head, self.functions[head](*a))
        name = head[0] if isinstance(head, tuple) else head
        raise NoValue(f"no value is given for {name}")


def _number(name, number):
    """A given number as mpmath holds it: a fraction stays exact."""
    if isinstance(number, sp.Rational):
        return mp.mpmathify(str(number))
    if isinstance(number, sp.Basic) and number.is_number:
        return mp.mpmathify(sp.N(number, DIGITS))
    try:
        if isinstance(number, (str, sp.Basic)):
            raise TypeError
        return mp.mpmathify(number)
    except TypeError as error:
        raise TypeError(
            f"values of {name}: a number is expected, got {number!r}"
        ) from error


def _plain(number):
    if not isinstance(number, mp.matrix):
        result = complex(number) if mp.im(number) else float(mp.re(number))
        if abs(result) == float("inf"):
            raise Undefined(f"too large for a float: {mp.nstr(number, 6)}")
        return result
    rows = [
        [_plain(number[i, j]) for j in range(number.cols)] for i in range(number.rows)
    ]
    return [row[0] for row in rows] if number.cols == 1 else rows
