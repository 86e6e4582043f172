r"""What binds a variable of its own: sums, products, integrals, limits."""

import re
from typing import Any

import sympy as sp

from derivations.steps.vocabulary import notation as nt

from .cursor import Cursor
from .names import key
from .values import Entries, Value

_KINDS: dict[str, Any] = {r"\sum": sp.Sum, r"\prod": sp.Product}
_INDEX = re.compile(r"[A-Za-z](_\d+)?'*")  # i, i' and i_1


class Bound(Cursor):
    """Operators with a bound variable; each acts on the rest of its term."""

    differentials: tuple[int, ...] = ()

    def operator(self) -> Value | None:
        r"""A sum, a product, an integral, a limit, or None where none begins here."""
        if self.peek() in _KINDS:
            return self._sum()
        if self.peek() == r"\int":
            return self._integral()
        if self.peek() == r"\lim":
            return self._limit()
        return self.derivative()

    # -- sums and products ---------------------------------------------------------

    def _sum(self) -> Value:
        start = self.at
        kind = _KINDS[self.take().text]
        below, above = self._ends()
        if below is None:
            self.fail(f"{self.tokens[start].text} needs an index below it", start)
        indices, low, other = self._range_below(below, start)
        high = None
        if above is not None:
            with self.inside(above):
                high = self.number(self.expression(), self.at)
            if low is None:
                index = indices[-1][0]
                self.fail(f"the lower end is missing: write {index}=1 below", start)
        with self.bound():
            self.names = self.names.within(dict(indices))
            body = self.term()
        for _, index in reversed(indices):
            body = self._summed(kind, body, index, low, high, other, start)
        return body

    def _summed(
        self,
        kind: Any,
        body: Value,
        index: Any,
        low: Any,
        high: Any,
        other: Any,
        start: int,
    ) -> Value:
        if isinstance(body, Entries):
            inner = body.entry
            if kind is sp.Product:
                self.fail("a product of vectors is not understood", start)
            return Entries(
                body.size,
                lambda k: self._summed(kind, inner(k), index, low, high, other, start),
                body.row,
            )
        if high is None:
            try:
                high = nt.range_of(index, body)
            except ValueError as error:
                self.fail(f"{error}: write the limits of {index}", start)
            low = sp.S.One
        if other is not None:
            if kind is sp.Product:
                self.fail("a product that leaves out an index is not understood", start)
            body = body * (1 - nt.delta(index, other))
        return kind(body, (index, low, high))

    def _ends(self) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
        below = above = None
        while self.peek() in ("_", "^"):
            if self.take().text == "_":
                below = self.group()
            else:
                above = self.group()
        return below, above

    def _range_below(
        self, below: tuple[int, int], start: int
    ) -> tuple[list[tuple[str, Any]], Any, Any]:
        r"""What stands below: ``i=1``, ``i``, ``i,j``, ``k \ne j``."""
        low = other = None
        names: list[tuple[str, Any]] = []
        with self.inside(below):
            while True:
                at = self.at
                name = key(self._index_name())
                known = self.names.get(name)
                if not (isinstance(known, sp.Symbol) and known.is_integer):
                    if known is not None or not _INDEX.fullmatch(name):
                        self.fail(f"{name} is no index", at)
                    known = nt.indices(name)
                names.append((name, known))
                if not self.skip(","):
                    break
            if self.skip("="):
                low = self.number(self.expression(), self.at)
            elif self.skip(r"\ne"):
                other = self.number(self.expression(), self.at)
        if low is not None and len(names) > 1:
            self.fail("several indices with one lower end: write one sum each", start)
        return names, low, other

    def _index_name(self) -> str:
        """A letter with its primes or its subscript."""
        name = self.take().text
        while self.skip("'"):
            name += "'"
        return f"{name}_{{{self.raw(self.group())}}}" if self.skip("_") else name

    # -- integrals -----------------------------------------------------------------

    def at_differential(self) -> bool:
        """Whether the differential of the innermost open integral stands here."""
        return bool(self.differentials) and self.at == self.differentials[-1]

    def _integral(self) -> Value:
        start = self.at
        self.take()
        below, above = self._ends()
        place = self._differential(start)
        if self.peek(place - self.at + 1) == "{":
            self.fail("the variable of integration is not understood", place + 1)
        end, name = self._name_at(place + 1)
        known = self.names.get(name)
        if known is not None and not isinstance(known, sp.Symbol):
            self.fail(f"{name} is no variable to integrate over", place + 1)
        variable = (
            known if known is not None else sp.Symbol(name.lstrip("\\"), real=True)
        )
        with self.bound():
            self.names = self.names.within({name: variable})
            if place == self.at:  # \int dx f
                self.at = end
                body = self.number(self.term(), start)
            else:
                self.differentials = (*self.differentials, place)
                body = self.number(self.expression(), start)
                self.differentials = self.differentials[:-1]
                if self.at != place:
                    self.fail("the integrand ends before its differential", self.at)
                self.at = end
        ends = []
        for part in (below, above):
            if part is None:
                self.fail("an integral needs both limits: write \\int_a^b", start)
            with self.inside(part):
                ends.append(self.number(self.expression(), self.at))
        return sp.Integral(body, (variable, *ends))

    def _name_at(self, place: int) -> tuple[int, str]:
        """The name that begins at a token, with its subscript, and the token after."""
        here = self.at
        self.at = place
        name = self.take().text
        if self.peek() == "_":
            self.take()
            name += "_" + self.raw(self.group())
        end, self.at = self.at, here
        return end, key(name)

    def _differential(self, start: int) -> int:
        """The token of the ``d`` of ``dx`` that closes this integral."""
        if "d" in self.names:
            self.fail("d is declared as a name, so that dx cannot be told apart", start)
        depth, open_integrals = 0, 0
        for place in range(self.at, len(self.tokens)):
            text = self.tokens[place].text
            if text in ("{", "(", "["):
                depth += 1
            elif text in ("}", ")", "]"):
                depth -= 1
            elif text == r"\int" and not depth:
                open_integrals += 1
            elif text == "d" and not depth:
                if not open_integrals:
                    return place
                open_integrals -= 1
            if depth < 0:
                break
        self.fail("the differential of this integral, such as dx, is missing", start)

    # -- limits --------------------------------------------------------------------

    def _limit(self) -> Value:
        start = self.at
        self.take()
        below, _ = self._ends()
        if below is None:
            self.fail("a limit needs what tends where below it: \\lim_{x\\to 0}", start)
        side = "+-"
        with self.inside(below):
            at = self.at
            end, name = self._name_at(self.at)
            self.at = end
            variable = self.names.get(name)
            if not isinstance(variable, sp.Symbol):
                self.undeclared(name, at)
            self.take(r"\to")
            tokens = self.tokens
            if [t.text for t in tokens[-2:]] in (["^", "+"], ["^", "-"]):
                side, self.tokens = tokens[-1].text, tokens[:-2]
            elif [t.text for t in tokens[-4:]] in (
                ["^", "{", "+", "}"],
                ["^", "{", "-", "}"],
            ):
                side, self.tokens = tokens[-2].text, tokens[:-4]
            point = self.number(self.expression(), self.at)
        body = self.number(self.term(), start)
        if point in (sp.oo, -sp.oo):
            side = "-" if point == sp.oo else "+"
        return sp.Limit(body, variable, point, side)
