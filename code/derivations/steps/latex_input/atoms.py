r"""Atoms, and what stands behind them: powers, transposes, factorials, primes."""

from typing import Any

import sympy as sp
from sympy.tensor.indexed import Indexed

from derivations.steps.vocabulary import notation as nt

from .applied import Applied
from .brackets import Brackets
from .cursor import OPEN
from .functions import BY_NAME, MATRIX_FUNCTIONS, SEVERAL
from .naming import Naming
from .values import Entries, Value, is_matrix, transpose

_TRANSPOSED = (r"\top", "T", r"\prime")


class Atoms(Brackets, Applied, Naming):
    """Everything that is one factor of a term."""

    def factor(self) -> Value:
        """An atom with what stands behind it: powers, transposes, factorials."""
        start = self.at
        value = self.atom()
        while True:
            if self.peek() == "^":
                self.take()
                value = self._raised(value, self.group(), start)
            elif self.peek() == "!":
                self.take()
                value = sp.factorial(self.number(value, start))
            elif self.peek() == "'" and (
                is_matrix(value) or isinstance(value, Entries)
            ):
                self.take()
                value = transpose(value)
            elif self.peek() == "'":
                if self.tokens[start].text not in OPEN:
                    self.fail("a prime: declare the primed name, or write d/dx")
                self.take()
                value = self._prime_of_bracket(self.number(value, start), start)
            elif self.peek() == "_" and is_matrix(value):
                self.take()
                value = nt.entry(value, *self._indices(self.group(), start))
            else:
                return value

    def _prime_of_bracket(self, value: Any, start: int) -> Any:
        """``(1 + e^{-x})'``: clear where there is one variable only."""
        names = [s for s in value.free_symbols if isinstance(s, sp.Symbol)]
        free = [s for s in names if not s.is_integer]
        if len(free) != 1 or value.atoms(Indexed):
            self.fail("a prime is clear where there is one variable: write d/dx", start)
        return nt.D(value, free[0])

    def _raised(self, value: Value, part: tuple[int, int], start: int) -> Value:
        script = self.raw(part)
        if script in _TRANSPOSED and script not in self.names:
            return transpose(value)
        if script in (r"-\top", "-T"):
            return nt.inv(self.matrix(value)).T
        bare = self.tokens[part[0] - 1].text != "{"
        if bare and script.isdigit() and len(script) > 1:
            first, rest = script[0], script[1:]
            self.fail(f"it prints as ^{first} {rest}: write ^{{{script}}}", part[0])
        with self.inside(part):
            exponent = self.number(self.expression(), part[0])
        if is_matrix(value):
            return nt.inv(value) if exponent == -1 else value**exponent
        if isinstance(value, Entries):
            self.fail("a power of a vector is not understood", start)
        return value**exponent

    def atom(self) -> Value:
        """A bracket, a number, a fraction, a function or a name."""
        start, text = self.at, self.peek()
        if text in OPEN:
            return self._bracket()
        if text in ("|", r"\|", r"\left|", r"\left."):
            return self._bars()
        if text[:1].isdigit():
            self.take()
            return sp.Rational(text)
        if text == r"\frac":
            return self._fraction()
        if text == r"\sqrt":
            return self._root()
        if text == r"\binom":
            self.take()
            above, below = self._argument(), self._argument()
            return sp.binomial(self.number(above, start), self.number(below, start))
        if text == "e" and self.peek(1) == "^" and "e" not in self.names:
            self.take()
            self.take()
            with self.inside(part := self.group()):
                exponent = self.number(self.expression(), part[0])
            return sp.exp(exponent)
        if text in BY_NAME and text not in self.names:
            return self._function()
        if text in MATRIX_FUNCTIONS and text not in self.names:
            return self._matrix_function()
        if text in SEVERAL:
            return self._largest()
        if text == r"\begin" and self.tokens[start].content == "cases":
            return self._cases()
        return self._name()
