r"""Names with their scripts, calls, brackets, fractions, functions."""

from typing import Any

import sympy as sp
from sympy.core.function import UndefinedFunction
from sympy.tensor.indexed import Indexed

from derivations.steps.vocabulary import notation as nt

from .cursor import DEEPEST, OPEN, Cursor
from .functions import BY_NAME, CONSTANTS, MATRIX_FUNCTIONS, SEVERAL, norm
from .names import Both, Definition, key
from .values import (
    Entries,
    Value,
    as_matrix,
    is_matrix,
    ratio,
    row_of,
    transpose,
    whole,
)

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
_TRANSPOSED = (r"\top", "T", r"\prime")


class Atoms(Cursor):
    """Everything that is one factor of a term."""

    bars = 0
    open_bars: tuple[str, ...] = ()

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
        if len(script) > 1 and script.isdigit() and part[1] - part[0] == 1:
            if self.tokens[part[0] - 1].text != "{":
                self.fail(
                    f"^{script} prints as ^{script[0]} {script[1:]}: write ^{{{script}}}",
                    part[0],
                )
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

    # -- brackets ------------------------------------------------------------------

    def _bracket(self) -> Value:
        start = self.at
        opening = self.take().text
        bars, self.bars, self.open_bars = (self.bars, self.open_bars), 0, ()
        differentials, self.differentials = self.differentials, ()
        value = self.expression()
        (self.bars, self.open_bars), self.differentials = bars, differentials
        self.take(OPEN[opening])
        if opening == r"\lvert":
            return self._absolute(value, start)
        return value

    def _bars(self) -> Value:
        """An absolute value, a determinant, a norm, or an evaluation at a point."""
        start = self.at
        opening = self.take().text
        closing = {r"\left|": r"\right|", r"\left.": r"\right|"}.get(opening, opening)
        before = self.open_bars
        if closing in ("|", r"\|"):
            self.bars, self.open_bars = self.bars + 1, (*before, closing)
        value = self.expression()
        if closing in ("|", r"\|"):
            self.bars, self.open_bars = self.bars - 1, before
        self.take(closing)
        if opening == r"\left.":
            return self._evaluated(value, start)
        if opening == r"\|":
            kind = "2"
            if self.skip("_"):
                kind = self.raw(self.group())
            with self.matching(start):
                return norm(value, kind)
        return self._absolute(value, start)

    def _absolute(self, value: Value, start: int) -> Value:
        if isinstance(value, Entries):
            self.fail("|...| of a vector: write \\|...\\| for its norm", start)
        return nt.det(value) if is_matrix(value) else sp.Abs(value)

    def _evaluated(self, value: Value, start: int) -> sp.Expr:
        self.take("_")
        part = self.group()
        with self.inside(part):
            at = self.at
            name, what, index = self.named(power=False)
            variable = self.thing(name, what, index, at)
            self.take("=")
            point = self.number(self.expression(), self.at)
        return sp.Subs(self.number(value, start), variable, point)

    def _argument(self) -> Value:
        """A group, or the single character that TeX takes where there is none."""
        token = self.tokens[self.at] if self.at < len(self.tokens) else None
        if token is not None and token.text.isdigit() and len(token.text) > 1:
            first, rest = token.text[0], token.text[1:]  # \frac12 is one half
            place = token.start
            self.tokens[self.at : self.at + 1] = [
                type(token)(first, place, place + 1),
                type(token)(rest, place + 1, token.end),
            ]
        part = self.group()
        with self.inside(part):
            return self.expression()

    def _fraction(self) -> Value:
        start = self.at
        self.take(r"\frac")
        above, below = self._argument(), self._argument()
        with self.matching(start):
            return ratio(above, self.number(below, start))

    def _root(self) -> sp.Expr:
        start = self.at
        self.take(r"\sqrt")
        order = sp.Integer(2)
        if self.skip("["):
            order = self.number(self.expression(), self.at)
            self.take("]")
        value = self.number(self._argument(), start)
        return sp.sqrt(value) if order == 2 else value ** (1 / order)

    # -- functions -----------------------------------------------------------------

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
        if (letter or following in self.names) and not self.at_differential():
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
        r"""``\begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}``."""
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

    # -- names ---------------------------------------------------------------------

    def named(self, power: bool = True) -> tuple[str, Any, list[Any]]:
        """A name, what it stands for, and its indices; scripts are taken along."""
        start = self.at
        name = self._longest_name()
        below = above = None
        while self.peek() == "_" or (self.peek() == "^" and self._is_sample_script()):
            if self.take().text == "_":
                if below is not None:
                    self.fail("a second subscript", self.at)
                below = self.group()
            else:
                above = self.group()
        if (
            below is not None
            and (full := key(f"{name}_{{{self.raw(below)}}}")) in self.names
        ):
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
        if token.text in (r"\hat", r"\bar", r"\tilde", r"\dot", r"\widehat", r"\widetilde", r"\overline", r"\vec"):  # fmt: skip
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
        if isinstance(what, Definition):
            return self.defined(what, index, at)
        if what is nt.delta or what is nt.identity:
            return what(*index)
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
                f"a power of a whole, or the sample {name}^{{(i)}}? Write the brackets, "
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

    def defined(self, what: Definition, index: list[Any], at: int) -> Value:
        """The value of a name that stands for LaTeX."""
        arguments: list[Value] = []
        if what.places and self.peek() in ("(", "["):
            closing = {"(": ")", "[": "]"}[self.take().text]
            arguments.append(self.expression())
            while self.skip(","):
                arguments.append(self.expression())
            self.take(closing)
        elif what.places and not index:
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
