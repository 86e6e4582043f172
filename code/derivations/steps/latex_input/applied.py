r"""Functions that LaTeX has a command for, applied; cases."""

from typing import Any

import sympy as sp

from derivations.steps.vocabulary import notation as nt

from .cursor import OPEN, Cursor
from .functions import BY_NAME, CONSTANTS, MATRIX_FUNCTIONS, SEVERAL
from .values import Entries, Value, as_matrix, is_matrix

_COMPARED: dict[str, Any] = {
    "<": sp.StrictLessThan,
    ">": sp.StrictGreaterThan,
    r"\le": sp.LessThan,
    r"\ge": sp.GreaterThan,
    "=": sp.Eq,
    r"\ne": sp.Ne,
}
#: Written like a call: a power behind the brackets is one of the value.
_CALLED = {r"\Gamma", r"\psi", r"\exp", r"\erf", r"\sp", r"\softplus"}


class Applied(Cursor):
    """A function and how far its argument reaches."""

    def _function(self) -> Value:
        start = self.at
        name = self.take().text
        power = None
        if self.peek() == "_" and name == r"\log":
            self.fail("a logarithm with a base: write \\frac{\\log x}{\\log b}", start)
        if self.skip("^"):
            part = self.group()
            if self.raw(part) == "-1":
                self.fail(f"{name}^{{-1}} is the inverse or the reciprocal", start)
            with self.inside(part):
                power = self.number(self.expression(), part[0])
        argument = self._function_argument(name, start)
        function = BY_NAME[name]
        if is_matrix(argument) or isinstance(argument, Entries):
            value: Value = nt.elementwise(function, self.matrix(argument))
        else:
            value = function(argument)
        return value if power is None else value**power

    def _function_argument(self, name: str, start: int) -> Value:
        """``\\log(x)``, ``\\log x``; ``\\log x y`` can be read in two ways."""
        if self.peek() in (r"\sum", r"\prod", r"\int"):
            return self.operator()  # it takes the rest of the term along
        if self.peek() in ("-", "+"):
            self.fail(f"the argument of {name} needs brackets", start)
        bracketed = self.peek() in OPEN or self.peek() in ("|", r"\left|")
        if bracketed:
            argument = self.atom()
            if self.peek() == "^" and name not in _CALLED:
                self.fail(f"{name}(...)^ can be read in two ways: use brackets")
            return argument
        argument = self.factor()
        following = self.peek()
        letter = following[:1].isalpha() or following in ("(", "[", r"\frac", r"\sqrt")
        known = following in self.names or following in CONSTANTS
        if (letter or known) and not self.at_differential():
            self.fail(f"how far {name} reaches is not clear: use brackets", start)
        return argument

    def _matrix_function(self) -> Value:
        start = self.at
        name = self.take().text
        argument = self.atom() if self.peek() in OPEN else self.factor()
        return MATRIX_FUNCTIONS[name](self.matrix(argument, start))

    def _largest(self) -> sp.Expr:
        """``\\max(a, b)``, also with braces."""
        start = self.at
        function = SEVERAL[self.take().text]
        closing = OPEN[self.take("(", r"\{", "[").text]
        found = [self.number(self.expression(), start)]
        while self.skip(","):
            found.append(self.number(self.expression(), start))
        self.take(closing)
        return function(*found)

    def _cases(self) -> sp.Expr:
        r"""``\begin{cases}`` with a value and a condition in each row."""
        start = self.at
        self.take()
        branches: list[Any] = []
        while self.peek() != r"\end":
            value = self.number(self.expression(), start)
            self.skip(",")
            words = ""
            while self.peek() == r"\text":
                words += self.take().content.strip(" ,.")
            if words in ("otherwise", "else", "sonst"):
                branches.append((value, sp.true))
            elif words in ("if", "for", "when", ""):
                branches.append((value, self._condition()))
            else:
                self.fail(f'"{words}" is no condition: write if, or otherwise')
            self.skip(",")
            self.skip(".")
            while self.skip("\\\\", r"\cr"):
                pass
        self.take(r"\end")
        return sp.Piecewise(*branches)

    def _condition(self) -> Any:
        sides, relations = [self.number(self.expression(), self.at)], []
        while self.peek() in _COMPARED:
            relations.append(_COMPARED[self.take().text])
            sides.append(self.number(self.expression(), self.at))
        if not relations:
            self.fail("a condition such as x > 0 is expected here")
        parts = [r(*sides[k : k + 2]) for k, r in enumerate(relations)]
        return parts[0] if len(parts) == 1 else sp.And(*parts)

    def matrix(self, value: Value, at: int | None = None) -> Any:
        """A value as a matrix expression."""
        found = as_matrix(value)
        if found is None:
            self.fail("only a whole vector or matrix can stand here", at)
        return found
