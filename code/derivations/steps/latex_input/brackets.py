r"""Brackets, bars, fractions, roots."""

import sympy as sp

from derivations.steps.vocabulary import notation as nt

from .cursor import OPEN, Cursor
from .functions import norm
from .values import Entries, Value, is_matrix, ratio


class Brackets(Cursor):
    """What encloses an expression."""

    bars = 0
    open_bars: tuple[str, ...] = ()

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
        if not (opening == r"\left." and self.skip(r"\rvert")):
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
            name, what, index = self.named()
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
