"""A point: a number for every name in a line, and a smooth function for every model.

Numbers are drawn when they are first asked for (see
:mod:`derivations.steps.vocabulary.domain`) and kept as fractions, so that the same
point can be visited at any precision.
"""

from itertools import product
from random import Random

from mpmath import mp
from sympy import Symbol
from sympy.core.function import UndefinedFunction
from sympy.tensor.indexed import Indexed

from derivations.steps.errors import Undefined
from derivations.steps.vocabulary.dependence import holds_within, names_within
from derivations.steps.vocabulary.notation import shape_of

from .compiling import MOVED, compiled, filled
from .surrogates import antiderivative, smooth
from .ties import untied


class Point:
    """The numbered point ``number`` of a domain, at given sizes."""

    far = False  # whether a number is huge

    def __init__(self, number, domain, sizes, spread=1, primitives=None):
        self.number, self.domain, self.sizes = number, domain, sizes
        self.spread = spread
        self.primitives = primitives or {}  # f -> F, where F' = f was declared
        self.attempt = 0
        self.drawn = {}  # (owner, index) -> fraction
        self.env = {}  # bound variables: summation indices, integration variables
        self.moves = {}  # names that a difference quotient has moved
        self.values = {}  # of costly expressions, while nothing is moved
        self.nudged = False  # integrals come with the bounds on their errors added
        self.depth, self.error, self.aim = 0, 0, 0  # of integrals within integrals
        self._shapes = {}
        self._surrogates = {}
        self._matrices, self._numbers = {}, {}
        self._memo = {}  # entries of abbreviations and models, until a name is moved

    # -- names -----------------------------------------------------------------------

    def symbol(self, symbol):
        bound = self.env.get(symbol)
        if bound is not None:
            return bound
        if self.moves and (symbol, ()) in self.moves:
            return self.moves[symbol, ()]
        if symbol in self.sizes:
            return mp.mpf(self.sizes[symbol])
        return self._number(symbol, ())

    def entry(self, base, index):
        key = (base, index)
        if key in self.moves:
            return self.moves[key]
        nudged = self.nudged and holds_within(base, MOVED)
        remembered = (base, index, mp.prec, nudged)
        if remembered not in self._memo:
            self._require_in_range(base, index)
            number = self._entry(base, index)
            if self.env.keys().isdisjoint(names_within(base)):
                self._memo[remembered] = number
            return number
        return self._memo[remembered]

    def _entry(self, base, index):
        if getattr(base, "definition", None) is not None:
            return self._unfolded(base, index)
        if getattr(base, "of", ()):
            arguments = [v for name in base.of for v in self.numbers_of(name)]
            return self.surrogate((base, index))(*arguments)
        return self._number(base, index)

    def matrix(self, symbol, rows, columns):
        """A named matrix; kept, and copied where one of its own entries is moved."""
        tied = getattr(symbol, "entries", None)
        if getattr(tied, "definition", None) or getattr(tied, "of", ()):
            return self._matrix(symbol, rows, columns)
        kept = (symbol, mp.prec)
        if kept not in self._matrices:
            moves, self.moves = self.moves, {}
            try:
                self._matrices[kept] = self._matrix(symbol, rows, columns)
            finally:
                self.moves = moves
        result = self._matrices[kept]
        moved = [owner == (symbol if tied is None else tied) for owner, _ in self.moves]
        if not any(moved):
            return result
        result = result.copy()
        for i in range(rows):
            for j in range(columns):
                key = self.freeze_place(symbol, (i + 1, j + 1))
                if key in self.moves:
                    result[i, j] = self.moves[key]
        return result

    def _matrix(self, symbol, rows, columns):
        return filled(rows, columns, lambda *place: self.place(symbol, place))

    def _definite(self, symbol):
        """A positive definite matrix R R' + I from drawn entries R."""
        kept = ("R", symbol, mp.prec)
        if kept not in self._matrices:
            size = self._shape(symbol)[0]
            root = filled(size, size, lambda *place: self._number(symbol, place))
            self._matrices[kept] = root * root.T + mp.eye(size)
        return self._matrices[kept]

    def place(self, name, place):
        """The entry of an array or matrix at a (row, column), both from 1."""
        owner, index = key = self.freeze_place(name, place)
        if key in self.moves:
            return self.moves[key]
        if not getattr(owner, "is_Matrix", False):
            return self.entry(owner, index)
        if getattr(owner, "kind_of", None) == "positive definite":
            return self._definite(owner)[index[0] - 1, index[1] - 1]
        return self._number(owner, index)

    def freeze_place(self, name, place):
        """The key under which that entry is moved."""
        tied = getattr(name, "entries", None)
        base = tied if tied is not None else name
        if not getattr(base, "is_Matrix", False):
            return (base, place if len(base.shape) == 2 else place[:1])
        if getattr(base, "kind_of", None) is not None:
            place = tuple(sorted(place))
        return (base, place)

    def freeze(self, variable):
        """The key under which a variable of differentiation is moved."""
        if isinstance(variable, Indexed):
            index = tuple(int(compiled(place)(self)) for place in variable.indices)
            return (variable.base, index)
        if isinstance(variable, Symbol):
            return (variable, ())
        return (variable.func, ())

    def moved(self, key, number, run):
        """Run with one name moved to another number."""
        if key[1] == () and key[0] in self.env:
            return self.bound(key[0], number, lambda at, _: run(at), None)
        before, memo = self.moves.get(key), self._memo
        self.moves[key], self._memo = number, {}
        try:
            return run(self)
        finally:
            self._memo = memo
            if before is None:
                del self.moves[key]
            else:
                self.moves[key] = before

    def bound(self, symbol, number, run, rest):
        """Run with a bound variable set, as inside a sum or an integral."""
        before = self.env.get(symbol)
        self.env[symbol] = number
        try:
            return run(self, rest)
        finally:
            if before is None:
                del self.env[symbol]
            else:
                self.env[symbol] = before

    # -- drawing ---------------------------------------------------------------------

    def _number(self, owner, index):
        kept = (owner, index, mp.prec)
        if kept in self._numbers:
            return self._numbers[kept]
        key = (owner, index)
        if key not in self.drawn:
            label = "_".join(map(str, (owner.name, *index)))
            symbol = Symbol(label, real=True) if index else owner
            self.drawn[key] = untied(self, symbol, owner)
        fraction = self.drawn[key]
        number = mp.mpf(fraction.numerator) / fraction.denominator
        self._numbers[kept] = number
        return number

    def draw(self, symbol, owner, attempt):
        """A number for a name: a fraction from its domain."""
        return self.domain.draw(self.number, symbol, owner, attempt, self.spread)

    def put(self, numbers):
        """Give some names other numbers."""
        self.drawn |= numbers
        self._numbers, self._matrices, self._memo, self.values = {}, {}, {}, {}

    def exchange(self, one, other):
        """Let two symbols change their numbers, where both were drawn."""
        a, b = (one, ()), (other, ())
        if a in self.drawn and b in self.drawn:
            self.put({a: self.drawn[b], b: self.drawn[a]})

    def numbers_of(self, name):
        """The number of a symbol, or those of all entries, row by row."""
        if isinstance(name, Symbol):
            return [self.symbol(name)]
        return [self.place(name, place) for place in self._places(name)]

    def _places(self, name):
        rows, columns = self._shape(name)
        return product(range(1, rows + 1), range(1, columns + 1))

    def _shape(self, base):
        if base not in self._shapes:
            self._shapes[base] = tuple(int(compiled(s)(self)) for s in shape_of(base))
        return self._shapes[base]

    def _require_in_range(self, base, index):
        if base.shape is None:
            return
        for place, size in zip(index, self._shape(base), strict=False):
            if not 1 <= place <= size:
                raise Undefined(
                    f"{base.name}{list(index)} is outside its range of 1 to {size}"
                )

    def _unfolded(self, base, index):
        names, expression = base.definition
        before = self.env
        self.env = {
            **before,
            **{name: mp.mpf(place) for name, place in zip(names, index, strict=True)},
        }
        try:
            return compiled(expression)(self)
        finally:
            self.env = before

    # -- undefined functions ---------------------------------------------------------

    def surrogate(self, head):
        """A smooth function that stands for an undefined one at this point."""
        if (head, ()) in self.moves:
            return lambda *_: self.moves[head, ()]
        if head not in self._surrogates:
            self._surrogates[head] = self._surrogate(head)
        return self._surrogates[head]

    def _surrogate(self, head):
        """F' where F is drawn, F + c for another primitive; else waves of its own."""
        declared = getattr(head, "declared", None)
        if head in self.primitives:
            whole = self.surrogate(self.primitives[head])
            return lambda x: mp.diff(whole, x)
        if declared is not None and not isinstance(declared, UndefinedFunction):
            return antiderivative(self, head, declared)
        if self.primitives.get(declared, head) != head:
            whole, constant = self.surrogate(self.primitives[declared]), self.number + 1
            return lambda x: whole(x) + constant
        name = head.__name__ if isinstance(head, type) else f"{head[0].name}{head[1]}"
        random = Random(f"{self.number}/{name}")
        owner = head[0] if isinstance(head, tuple) else head
        within = getattr(owner, "within", None)
        rising = declared is not None and getattr(declared, "within", None) is not None
        return smooth(random, within, rising)
