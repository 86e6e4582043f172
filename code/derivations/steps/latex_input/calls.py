r"""Functions with their arguments, and names that stand for LaTeX."""

from typing import Any

import sympy as sp
from sympy.tensor.indexed import Indexed

from derivations.steps.vocabulary import notation as nt

from .cursor import DEEPEST, Cursor
from .names import Definition
from .values import Entries, Value, is_matrix, row_of


class Calls(Cursor):
    """What stands with arguments in brackets, or for something longer."""

    def _called(self, function: Any, at: int) -> Value:
        """A function with its argument in brackets, primes before them."""
        primes = 0
        while self.skip("'"):
            primes += 1
        power = None
        if self.peek() == "^" and not primes:
            self.take()
            part = self.group()
            with self.inside(part):
                power = self.number(self.expression(), part[0])
        if self.peek() not in ("(", "["):
            self.fail("the argument of a function stands in brackets", at)
        closing = {"(": ")", "[": "]"}[self.take().text]
        arguments = [self.expression()]
        while self.skip(","):
            arguments.append(self.expression())
        self.take(closing)
        if len(arguments) == 1 and (
            is_matrix(arguments[0]) or isinstance(arguments[0], Entries)
        ):
            return nt.elementwise(function, self.matrix(arguments[0], at))
        numbers = [self.number(argument, at) for argument in arguments]
        value = function(*numbers)
        for _ in range(primes):
            value = self._primed(value, function, numbers, at)
        return value if power is None else value**power

    def _primed(self, value: Any, function: Any, numbers: list[Any], at: int) -> Any:
        if len(numbers) != 1:
            self.fail("a prime needs a function of one variable", at)
        if isinstance(numbers[0], (sp.Symbol, Indexed)):
            return nt.D(value, numbers[0])
        u = sp.Symbol("u", real=True)
        slope = nt.D(value.xreplace({numbers[0]: u}), u)
        return sp.Subs(slope, u, numbers[0])

    def defined(self, what: Definition, at: int) -> Value:
        """The value of a name that stands for LaTeX."""
        arguments: list[Value] = []
        if what.places and self.peek() in ("(", "["):
            closing = {"(": ")", "[": "]"}[self.take().text]
            arguments.append(self.expression())
            while self.skip(","):
                arguments.append(self.expression())
            self.take(closing)
        elif what.places:
            self.fail(f"{what.name} takes {', '.join(what.places)} in brackets", at)
        if len(arguments) != len(what.places):
            self.fail(
                f"{what.name} takes {len(what.places)} arguments, got {len(arguments)}",
                at,
            )
        return self.unfolded(what, arguments, at)

    def unfolded(self, what: Definition, arguments: list[Value], at: int) -> Value:
        """The body of a definition, read with its arguments.

        Of a sample :math:`x^{(i)}` it stays an abbreviation with the index i.
        """
        if (
            len(arguments) == 1
            and isinstance(arguments[0], Entries)
            and arguments[0].of
        ):
            table, index = arguments[0].of
            made = (what.name, table)
            if made not in self.names.abbreviations:
                self.names.abbreviations[made] = nt.array(
                    what.name.replace("\\", ""),
                    table.shape[0],
                    where=lambda i: self._body(
                        what, {what.places[0]: row_of(table, i)}
                    ),
                    sample=table.sample,
                )
            return self.names.abbreviations[made][index]
        return self._body(what, dict(zip(what.places, arguments, strict=True)))

    def abbreviated(self, what: Definition, at: int) -> Any:
        """The array of which a definition with an index gives the entries."""
        if what not in self.names.abbreviations:
            i = nt.indices(what.index)
            body = self.number(self._body(what, {what.index: i}), at)
            try:
                size = nt.range_of(i, body)
            except ValueError as error:
                self.fail(str(error), at)
            self.names.abbreviations[what] = nt.array(
                what.name.replace("\\", ""),
                size,
                where=lambda k: body.xreplace({i: k}),
                sample=what.sample,
            )
        return self.names.abbreviations[what]

    def _body(self, what: Definition, bound: dict[str, Any]) -> Value:
        inner = type(self)(what.body, self.names.within(bound))
        inner.depth = self.depth + 1
        if inner.depth > DEEPEST:
            self.fail(f"the definition of {what.name} goes round in a circle")
        value = inner.expression()
        if inner.peek():
            inner.fail(f"{inner.peek()} is not expected here")
        return value
