r"""Names with their scripts: which name is meant, and what it stands for."""

from typing import Any

from sympy.core.function import UndefinedFunction

from derivations.steps.vocabulary import notation as nt

from .calls import Calls
from .functions import CONSTANTS
from .names import Both, Definition, key
from .values import Value, is_matrix, row_of, whole

_ACCENTS = frozenset(
    (r"\hat", r"\bar", r"\tilde", r"\dot", r"\widehat", r"\widetilde", r"\overline")
) | {r"\vec", r"\check", r"\breve"}


class Naming(Calls):
    """From a token to the name that it begins."""

    def named(self) -> tuple[str, Any, list[Any]]:
        """A name, what it stands for, and its indices; scripts are taken along."""
        start = self.at
        name = self._with_star(self._with_primes(self._longest_name()))
        below = above = None
        while self.peek() == "_" or (self.peek() == "^" and self._is_sample_script()):
            if self.take().text == "_":
                if below is not None:
                    self.fail("a second subscript", self.at)
                below = self.group()
            else:
                above = self.group()
        if below is not None:
            full = self._with_primes(key(f"{name}_{{{self.raw(below)}}}"))
            if full in self.names:
                return full, self.names.get(full), self._sample(above)
        what = self.names.get(name)
        if what is None:
            full = name if below is None else key(f"{name}_{{{self.raw(below)}}}")
            if full in CONSTANTS:
                return full, CONSTANTS[full], []
            if name == r"\delta" and below is not None:
                return name, nt.delta, self._indices(below, start)
            if name == "I" and below is not None:
                return name, nt.identity, self._indices(below, start)
            self.undeclared(full, start, called=self.peek() == "(")
        index = self._sample(above)
        if below is not None:
            index = [*index, *self._indices(below, start)]
        return name, what, index

    def _longest_name(self) -> str:
        """A letter, a command, an accented letter; or a declared run of letters."""
        token = self.take()
        if token.text in _ACCENTS:
            return f"{token.text}{{{self.raw(self.group())}}}"
        name = key(token.text)
        run, stop = token.text, self.at
        while token.text.isalpha() and self.peek().isalpha() and len(self.peek()) == 1:
            if self.place() != self.tokens[self.at - 1].end:
                break
            run += self.take().text
            if run in self.names:
                name, stop = run, self.at
        self.at = stop
        if not (token.text.isalpha() or token.text.startswith("\\")):
            self.at -= 1
            self.fail(f"{token.text} is not expected here")
        return name

    def _with_primes(self, name: str) -> str:
        """The name with as many of its primes as a declared name has."""
        longest, stop = name, self.at
        while self.skip("'"):
            name += "'"
            if name in self.names:
                longest, stop = name, self.at
        self.at = stop
        return longest

    def _with_star(self, name: str) -> str:
        """The name with its star, where a name with a star is declared."""
        stop = self.at
        if self.skip("^"):
            starred = key(f"{name}^{{{self.raw(self.group())}}}")
            if starred in self.names:
                return starred
            self.at = stop
        return name

    def _is_sample_script(self) -> bool:
        return self.peek(1) == "{" and self.peek(2) == "("

    def _sample(self, above: tuple[int, int] | None) -> list[Any]:
        if above is None:
            return []
        inner = (above[0] + 1, above[1] - 1)
        with self.inside(inner):
            return [self.number(self.expression(), self.at)]

    def _indices(self, part: tuple[int, int], start: int) -> list[Any]:
        """``ij``, ``i,j`` or ``i+1,j``: one index a letter, or one between commas."""
        found: list[Any] = []
        with self.inside(part):
            separated = any(t.text in (",", "+", "-") for t in self.tokens[self.at :])
            while self.peek():
                value = self.expression() if separated else self.factor()
                found.append(self.number(value, start))
                if separated and self.peek():
                    self.take(",")
        return found

    def _name(self) -> Value:
        at = self.at
        name, what, index = self.named()
        return self.thing(name, what, index, at)

    def thing(self, name: str, what: Any, index: list[Any], at: int) -> Value:
        """The value of a name with indices, called where it is a function."""
        if isinstance(what, Definition) and what.index:
            return self._entry(self.abbreviated(what, at), index, name, at)
        if what is nt.delta or what is nt.identity:
            return what(*index)
        if index and isinstance(what, (Definition, UndefinedFunction, type)):
            self.fail(f"{name} takes no index", at)
        if isinstance(what, Definition):
            return self.defined(what, at)
        if isinstance(what, (UndefinedFunction, type)):
            return self._called(what, at)
        if isinstance(what, Both):
            if index:
                return self._entry(what.array, index, name, at)
            return what.matrix
        if isinstance(what, nt.Array):
            return self._entry(what, index, name, at)
        if not index:
            return what
        if is_matrix(what) or getattr(what, "is_Matrix", False):
            return nt.entry(what, *index)
        self.fail(f"{name} takes no index", at)

    def _entry(self, array: Any, index: list[Any], name: str, at: int) -> Value:
        if self.peek() == "^" and array.sample and len(index) < len(array.shape):
            self.fail(
                f"a power of a whole, or the sample {name}^{{(i)}}? Write the brackets "
                "or the missing index"
            )
        if len(index) == len(array.shape):
            return array[tuple(index)]
        if not index and len(array.shape) == 1:
            return whole(array)
        if len(index) == 1 and len(array.shape) == 2:
            return row_of(array, index[0])
        if not index:
            return nt.matrix(array.name, *array.shape, entries=array)
        self.fail(f"{name} has {len(array.shape)} indices, found {len(index)}", at)
