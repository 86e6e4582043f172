r"""Derivatives: ``\frac{d}{dx}``, ``\partial f/\partial x``, ``\nabla_\theta``."""

from typing import Any

import sympy as sp
from sympy.tensor.indexed import Indexed

from derivations.steps.vocabulary import notation as nt

from .cursor import Cursor
from .names import Both, Definition
from .values import Entries, Value, is_matrix

_MARKS = ("d", r"\partial")


class Derivatives(Cursor):
    """Derivatives in the ways in which people write them."""

    def derivative(self) -> Value | None:
        """A derivative, or None where none begins here."""
        if self.peek() == r"\frac" and self._is_fraction_of_differentials():
            return self._leibniz()
        if self.peek() in _MARKS and self._is_inline():
            return self._inline()
        if self.peek() == r"\nabla":
            return self._nabla()
        return None

    # -- d/dx ----------------------------------------------------------------------

    def _marks_here(self, ahead: int = 0) -> bool:
        text = self.peek(ahead)
        return text == r"\partial" or (text == "d" and "d" not in self.names)

    def _is_fraction_of_differentials(self) -> bool:
        """A d or a partial begins both parts: nobody writes a/b with a d in both."""
        if not (self.peek(1) == "{" and self.peek(2) in _MARKS):
            return False
        here = self.at
        self.at += 1
        self.group()
        found = self.peek() == "{" and self.peek(1) in _MARKS and self.peek(2) != "}"
        self.at = here
        return found

    def _leibniz(self) -> Value:
        start = self.at
        self.take(r"\frac")
        above, below = self.group(), self.group()
        with self.inside(below):
            variables = self._variables()
        with self.inside(above):
            self.take(*_MARKS)
            order = self._order()
            body = None
            if self.peek():
                body = self._acted_on(variables, start, whole=True)
        count = len(variables)
        if order != count:
            self.fail(f"order {order} above and {count} below", start)
        if body is None:
            body = self._acted_on(variables, start)
        return self._derived(body, variables, start)

    def _order(self) -> int:
        if not self.skip("^"):
            return 1
        text = self.raw(self.group())
        if not text.isdigit() or text == "0":
            self.fail(f"the order of a derivative is a whole number, found {text}")
        return int(text)

    def _variables(self) -> list[Any]:
        """Below the bar: ``dx``, ``dx^2``, ``\\partial x \\partial y``."""
        found = []
        while self.peek():
            self.take(*_MARKS)
            variable = self._variable()
            order = self._order() if self.peek() == "^" else 1
            found += [variable] * order
        if not found:
            self.fail("a variable is expected below the bar")
        return found

    def _variable(self) -> Any:
        """What is differentiated by: a number, an entry, a whole vector or matrix."""
        at = self.at
        bracketed = self.skip("(")
        name, what, index = self.named()
        if bracketed:
            self.take(")")
        if isinstance(what, Definition):
            return what
        value = self.thing(name, what, index, at)
        if isinstance(value, Entries):
            if value.whole is None:
                self.fail("a whole vector is expected here", at)
            value = value.whole
        if self.peek() == "^" and not isinstance(value, (sp.Symbol, Indexed)):
            self.take()
            if self.raw(self.group()) not in ("T", r"\top"):
                self.fail("a power of a vector is no variable", at)
        if isinstance(value, (sp.Symbol, Indexed, nt.Array)) or is_matrix(value):
            return value
        self.fail(f"{name} cannot be differentiated by", at)

    def _acted_on(self, variables: list[Any], start: int, whole: bool = False) -> Value:
        """What is differentiated; by a name with a definition, that name is held."""
        held = [v for v in variables if isinstance(v, Definition)]
        names = self.names
        if held:
            letters = {d.name: sp.Symbol(_label(d.name), real=True) for d in held}
            self.names = self.names.within(letters)
        else:
            letters = {}
        try:
            by = tuple(letters.get(getattr(v, "name", ""), v) for v in variables)
            scalar = all(isinstance(v, (sp.Symbol, Indexed)) for v in by)
            if whole:
                return self.expression()
            return self.rest(by if scalar else (), "a derivative")
        finally:
            self.names = names

    def _derived(self, body: Value, variables: list[Any], start: int) -> Value:
        if any(not isinstance(v, (sp.Symbol, Indexed, Definition)) for v in variables):
            return self._by_whole(body, variables, start)
        by = [
            sp.Symbol(_label(v.name), real=True) if isinstance(v, Definition) else v
            for v in variables
        ]
        if isinstance(body, sp.Symbol) and body not in by:
            self.fail(
                f"{body} is declared as a number of its own, so that its derivative by "
                f"{by[0]} would be 0: say what it stands for ({body} = ...)",
                start,
            )
        value = self._each(body, lambda number: nt.D(number, *by), start)
        for letter, what in zip(by, variables, strict=True):
            if isinstance(what, Definition):
                point = self.number(self.defined(what, start), start)
                value = sp.Subs(value, letter, point)
        return value

    def _each(self, body: Value, make: Any, start: int) -> Value:
        if isinstance(body, Entries):
            return Entries(body.size, lambda k: make(body.entry(k)), body.row)
        return make(self.number(body, start))

    def _by_whole(self, body: Value, variables: list[Any], start: int) -> Value:
        if len(variables) == 2 and variables[0] == variables[1]:
            return nt.Hessian(self.number(body, start), variables[0])
        if isinstance(body, sp.Symbol):
            self.fail(
                f"{body} is declared as a number of its own: say what it stands for "
                f"({body} = ...)",
                start,
            )
        if len(variables) != 1:
            self.fail("derivatives by several vectors are not understood", start)
        (by,) = variables
        if isinstance(body, Entries) or is_matrix(body):
            return nt.Jacobian(self.matrix(body), by)
        gradient = nt.FreeGradient if by in self.names.free else nt.Gradient
        return gradient(self.number(body, start), by)

    # -- df/dx in one line ---------------------------------------------------------

    def _is_inline(self) -> bool:
        """Whether ``\\partial f / \\partial x`` stands here."""
        if not self._marks_here():
            return False
        depth = 0
        for ahead in range(1, len(self.tokens) - self.at):
            text = self.peek(ahead)
            depth += (text in "({[") - (text in ")}]") if len(text) == 1 else 0
            if depth < 0 or (depth == 0 and text in ("+", "-", "=", "\\\\")):
                return False
            if depth == 0 and text == "/":
                return self._marks_here(ahead + 1)
        return False

    def _inline(self) -> Value:
        start = self.at
        self.take(*_MARKS)
        order = self._order()
        body_start = self.at
        while self.peek() != "/":
            self.group()
        inside = (body_start, self.at)
        self.take("/")
        self.take(*_MARKS)
        variables = [self._variable()]
        if self.peek() == "^":
            variables *= self._order()
        while self._marks_here():
            self.take()
            variables.append(self._variable())
        if order != len(variables):
            self.fail(
                f"order {order} before and {len(variables)} after the stroke", start
            )
        with self.inside(inside):
            body = self._acted_on(variables, start, whole=True)
        return self._derived(body, variables, start)

    # -- gradients -----------------------------------------------------------------

    def _power_of_nabla(self) -> int:
        part = self.group()
        if self.raw(part) != "2":
            self.fail("\\nabla^2 is understood, no other power", part[0])
        return 2

    def _nabla(self) -> Value:
        start = self.at
        self.take()
        order, by = 1, None
        while self.peek() in ("_", "^"):
            if self.take().text == "^":
                order = self._power_of_nabla()
                continue
            part = self.group()
            with self.inside(part):
                by = self._variable()
        if by is None:
            self.fail(
                "\\nabla needs the variable as its subscript: \\nabla_\\theta", start
            )
        if isinstance(by, Definition):
            self.fail(f"{by.name} has a definition and is no variable", start)
        if isinstance(by, (sp.Symbol, Indexed)):
            return self._derived(self.rest((by,), "a gradient"), [by] * order, start)
        body = self.rest((), "a gradient")
        return self._by_whole(body, [by] * order, start)


def _label(name: str) -> str:
    return name.replace("\\", "")


def whole_of(what: Any) -> Any:
    """The array or matrix by which a gradient is taken."""
    return what.matrix if isinstance(what, Both) else what
