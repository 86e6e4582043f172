"""Where a line is meant to hold, and points drawn from there.

A point is never stored as a whole: the value of a name at point ``k`` depends on the
seed, ``k`` and the name alone, so that adding a symbol to a line moves no other value.
Values are short decimals, held as fractions: the same number at every precision, and a
counterexample that a person can read.
"""

from typing import Any

from sympy import (
    Basic,
    FiniteSet,
    Interval,
    S,
    StrictLessThan,
    Symbol,
    ceiling,
    evaluate,
    floor,
)
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, BooleanAtom

from .draws import drawn_number
from .exact import exact, real_bound
from .notation import Array, Matrix_


class Domain:
    """The declared domain of a derivation.

    Parameters
    ----------
    declared : None, a dict from a symbol, array or matrix to ``(lower, upper)``, an
        interval or a finite set; or a set of relations such as ``{x > 0, x < y}``. A
        dict may hold relations too, under the key ``"where"``.

    Raises
    ------
    TypeError, ValueError : for a domain that is none of these or is empty.
    """

    def __init__(self, declared: Any = None) -> None:
        self.bounds: dict[Any, Any] = {}
        self.choices: dict[Any, Any] = {}
        self.relations: list[Any] = []
        self.ends: dict[
            Any, Any
        ] = {}  # (name, number) -> whether that end belongs to the domain
        with evaluate(True):  # also where an author is writing with evaluation off
            self._declare(declared)
            for name in self.bounds:
                self._refuse_empty(name)

    def _declare(self, declared):
        if declared is None:
            return
        if isinstance(declared, (set, frozenset, list, tuple)):
            declared = {"where": declared}
        if isinstance(declared, (Relational, And)):
            declared = {"where": [declared]}
        if not isinstance(declared, dict):
            raise TypeError(
                "domain must be a dict or a set of relations, "
                f"got {type(declared).__name__}"
            )
        for name, where in declared.items():
            if name == "where":
                self._add_relations(where)
            elif isinstance(name, (Symbol, Array, Matrix_)):
                self._add_bounds(name, where)
            else:
                raise TypeError(
                    "a domain's key must be a symbol, an array, a matrix or 'where', "
                    f"got {name!r}"
                )

    def _add_relations(self, relations):
        if isinstance(relations, (Relational, And)):
            relations = [relations]
        for relation in sorted(relations, key=str):
            if isinstance(relation, And):
                self._add_relations(relation.args)
                continue
            if not isinstance(relation, Relational):
                always = isinstance(relation, (bool, BooleanAtom))
                raise TypeError(
                    f"domain: a relation such as x > 0 is expected, got {relation!r}"
                    + f" (is it always {relation}?)" * always
                )
            if not self._as_bound(relation):
                self.relations.append(relation)

    def _as_bound(self, relation):
        """Keep ``x > 3`` as a bound on x, which is easier to draw from."""
        if relation.rel_op in ("==", "!="):
            return False
        small, large = relation.lts, relation.gts
        if relation.rel_op not in ("<", ">", "<=", ">="):
            return False
        if isinstance(small, Symbol) and large.is_number:
            # For a whole number, x < 5 means x <= 4: its bounds are closed.
            large -= int(bool(small.is_integer) and relation.rel_op in ("<", ">"))
            name, end, new = small, large, (S.NegativeInfinity, large)
        elif isinstance(large, Symbol) and small.is_number:
            small += int(bool(large.is_integer) and relation.rel_op in ("<", ">"))
            name, end, new = large, small, (small, S.Infinity)
        else:
            return False
        self._narrow(name, *map(exact, new))
        self._keep_end(name, exact(end), relation.rel_op in ("<=", ">="))
        return True

    def _keep_end(self, name, number, included):
        """Remember whether an end belongs to the domain; once it does not, never."""
        self.ends[name, number] = included and self.ends.get((name, number), True)

    def _narrow(self, name, lower, upper):
        """Keep the values between two more numbers."""
        before = self.bounds.get(name, (S.NegativeInfinity, S.Infinity))
        self.bounds[name] = (max(before[0], lower), min(before[1], upper))

    def _refuse_empty(self, name):
        if isinstance(name, Array):
            lower, upper = self.bound(name.label, name)
        else:
            lower, upper = self.bound(name)
        closed = bool(getattr(name, "is_integer", False))
        if closed:
            lower, upper = ceiling(lower), floor(upper)
        if not (lower < upper or (closed and lower == upper)):
            raise ValueError(f"domain of {name}: ({lower}, {upper}) is empty")

    def _add_bounds(self, name, where):
        if isinstance(where, FiniteSet):
            numbers = [real_bound(number, name) for number in where]
            for number in numbers:
                if not number.is_Rational:
                    raise TypeError(
                        f"domain of {name}: a set of fractions is expected, got "
                        f"{number}, which no point can hold exactly"
                    )
                if getattr(name, "is_integer", False) and not number.is_Integer:
                    raise ValueError(f"domain of {name}: {number} is not an integer")
            self.choices[name] = tuple(sorted(numbers))
            return
        if where == S.EmptySet:
            raise ValueError(f"domain of {name}: the empty set holds no value")
        included = (False, False)
        if isinstance(where, Interval):
            included = (not where.left_open, not where.right_open)
            where = (where.start, where.end)
        if not isinstance(where, (tuple, list)) or len(where) != 2:
            raise TypeError(
                f"domain of {name}: (lower, upper), an interval or a finite set is "
                f"expected, got {where!r}"
            )
        lower, upper = (
            bound if _moves(bound) else real_bound(bound, name) for bound in where
        )
        if _moves(lower) or _moves(upper):
            self._between(name, lower, upper)
            return
        if not lower < upper:
            raise ValueError(f"domain of {name}: ({lower}, {upper}) is empty")
        self._narrow(name, lower, upper)
        for end, kept in zip((lower, upper), included, strict=True):
            self._keep_end(name, end, kept)

    def _between(self, name, lower, upper):
        """Bounds that depend on other symbols, such as ``{x: (0, y)}``."""
        if not isinstance(name, Symbol):
            raise TypeError(
                f"domain of {name}: numbers are expected as the bounds of entries, "
                f"got ({lower}, {upper})"
            )
        bounds = (StrictLessThan(lower, name), StrictLessThan(name, upper))
        self._add_relations([b for b in bounds if b not in (True, False)])

    def names(self) -> list[Any]:
        """Everything that the domain says something about."""
        related = set().union(*(r.free_symbols for r in self.relations))
        return sorted({*self.bounds, *self.choices, *related}, key=str)

    def bound(self, symbol: Any, owner: Any = None) -> tuple[Any, Any]:
        """The open interval of a symbol, or of the entries of its array.

        For a whole number the interval is closed.
        """
        lower, upper = S.NegativeInfinity, S.Infinity
        if symbol.is_positive or symbol.is_nonnegative:
            lower = S.One if symbol.is_integer and symbol.is_positive else S.Zero
        if symbol.is_negative or symbol.is_nonpositive:
            upper = S.Zero
        candidates = [self.bounds.get(symbol), self.bounds.get(owner)]
        if owner is not None and getattr(owner, "within", None) is not None:
            candidates.append(tuple(map(S, owner.within)))
        for other in candidates:
            if other is not None:
                lower, upper = max(lower, other[0]), min(upper, other[1])
        return lower, upper

    def choices_of(self, symbol: Any, owner: Any = None) -> Any:
        """The finite set of a symbol or of the entries of its array, or None."""
        return self.choices.get(owner, self.choices.get(symbol))

    def includes(self, end: Any, symbol: Any, owner: Any = None) -> bool:
        """Whether an end of the interval of a symbol belongs to the domain."""
        if not end.is_finite:
            return False
        if getattr(symbol, "is_integer", False):
            return bool(end.is_integer)  # the bounds of whole numbers are closed
        said = [self.ends[n, end] for n in (symbol, owner) if (n, end) in self.ends]
        strict = symbol.is_positive or symbol.is_negative
        declared = symbol.is_nonnegative or symbol.is_nonpositive
        by_symbol = [] if declared is None or end != 0 else [declared and not strict]
        within = getattr(owner, "within", None)
        open_ends = [False] * (within is not None and end in map(S, within))
        return all(facts := [*said, *by_symbol, *open_ends]) and bool(facts)

    def sign(self, symbol: Any, owner: Any = None) -> Any:
        """What the domain says: 2 for positive, 1 for nonnegative, 0 for neither.

        ``x >= 0`` makes x nonnegative, not positive.
        """
        choices = self.choices_of(symbol, owner)
        lower = min(choices) if choices is not None else self.bound(symbol, owner)[0]
        if lower == 0 and choices is None and not self.includes(lower, symbol, owner):
            return 2
        return bool(lower >= 0) + bool(lower > 0)

    def is_positive(self, symbol: Any, owner: Any = None) -> bool:
        """Whether the declared domain makes a symbol positive."""
        return self.sign(symbol, owner) == 2

    def assumption(self, symbol: Any, owner: Any = None) -> Any:
        """The domain's sign of a symbol as SymPy's assumption, or that it is real."""
        known = {2: {"positive": True}, 1: {"nonnegative": True}}
        return known.get(self.sign(symbol, owner), {"real": True})

    def draw(
        self,
        point: int,
        symbol: Any,
        owner: Any = None,
        attempt: int = 0,
        spread: Any = 1,
    ) -> Any:
        """The value of a symbol at a numbered point, as a fraction."""
        return drawn_number(self, point, symbol, owner, attempt, spread)


def _moves(bound):
    """Whether a bound depends on other symbols."""
    return isinstance(bound, Basic) and bool(bound.free_symbols)


def joined(domain: Any, relations: list[Any]) -> Any:
    """What an author declared as a domain, with further relations."""
    if not relations:
        return domain
    if domain is None:
        return set(relations)
    if isinstance(domain, dict):
        where = domain.get("where", ())
        where = where if isinstance(where, (set, list, tuple)) else [where]
        return {**domain, "where": [*where, *relations]}
    several = isinstance(domain, (set, list, tuple))
    return [*(domain if several else [domain]), *relations]
