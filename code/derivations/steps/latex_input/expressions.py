r"""Sums, terms and factors: the grammar of an expression.

::

    expression := [sign] term {(+ | -) term}
    term       := factor {[\cdot | * | / | \odot] factor}
                | term \otimes factors side by side
                | an operator and what follows
    factor     := atom {scripts | ! | '}
"""

import sympy as sp

from derivations.steps.vocabulary import notation as nt
from derivations.steps.vocabulary.dependence import depends

from .atoms import Atoms
from .bound import Bound
from .derivatives import Derivatives
from .values import Entries, Value, is_matrix, negative, plus, ratio, times

RELATIONS = {
    "=": "=",
    "<": "<",
    ">": ">",
    r"\le": "<=",
    r"\ge": ">=",
    r"\approx": "approx",
    r"\simeq": "approx",
    r"\propto": "propto",
    r"\equiv": "define",
    ":=": "define",
    r"\triangleq": "define",
    r"\succeq": "psd",
    r"\preceq": "nsd",
    r"\ne": "ne",
    r"\sim": "sim",
    r"\in": "in",
    r"\Rightarrow": "implies",
    r"\implies": "implies",
    r"\iff": "implies",
    r"\Leftrightarrow": "implies",
}
MARKED = (r"\underset", r"\overset", r"\stackrel")
ENDS = {
    "",
    "+",
    "-",
    ",",
    ";",
    ".",
    "$",
    r"\[",
    r"\]",
    r"\(",
    r"\)",
    "\\\\",
    r"\begin",
    r"\end",
    r"\text",
    r"\right|",
    r"\right.",
}
ENDS |= {r"\cr", ")", "]", "}", r"\}", r"\rvert", r"\to", *MARKED, *RELATIONS}


class Expressions(Bound, Derivatives, Atoms):
    """Reads one expression from the tokens."""

    def expression(self) -> Value:
        """A sum of terms."""
        value = None
        while value is None or self.peek() in ("+", "-"):
            start = self.at
            sign = self.take().text if self.peek() in ("+", "-") else "+"
            term = self.term()
            with self.matching(start):
                if sign == "-":
                    term = negative(term)
                value = term if value is None else plus(value, term)
        return value

    def term(self) -> Value:
        """Factors side by side."""
        value = None
        start = self.at
        while not self._term_ends():
            here = self.at
            sign = self.peek()
            if sign in (r"\cdot", r"\times", "*", "/", r"\odot", r"\circ", r"\otimes"):
                if value is None:
                    self.fail("an expression is expected here")
                self.take()
            else:
                sign = ""
            if sign in (r"\cdot", r"\times", "*") and self.peek() in ("+", "-"):
                self.fail("a sign after a product needs brackets")
            factor = self.operator()
            if factor is None:
                factor = self.factor()
            with self.matching(here):
                if sign == r"\otimes":  # binds less: A \otimes x x' = A \otimes (x x')
                    while self._continues():
                        factor = self._joined(factor, self.factor(), "", self.at)
                value = self._joined(value, factor, sign, here)
        if value is None:
            self.at = start
            self.fail("an expression is expected here")
        return value

    def _term_ends(self) -> bool:
        text = self.peek()
        if text == "|" or text == r"\|":
            return self.bars > 0 and text in self.open_bars[-1:]
        if text == r"\begin":
            return self.tokens[self.at].content != "cases"
        return text in ENDS or self.at_differential()

    def _joined(self, value: Value, factor: Value, sign: str, here: int) -> Value:
        if value is None:
            return factor
        if sign == "/":
            if self._continues():
                self.fail(
                    "a/b followed by a factor can be read in two ways: use \\frac or "
                    "brackets",
                    here,
                )
            return ratio(value, factor)
        if sign in (r"\odot", r"\circ"):
            if self._continues():
                self.fail(
                    "a product entry by entry followed by a factor can be read in two "
                    "ways: use brackets",
                    here,
                )
            return nt.elementwise(_product, self.matrix(value), self.matrix(factor))
        if sign == r"\otimes":
            return nt.kron(self.matrix(value), self.matrix(factor))
        return times(value, factor)

    def _continues(self) -> bool:
        """Whether a further factor stands side by side with the last one."""
        signs = (r"\cdot", r"\times", "*", r"\odot", r"\circ", r"\otimes")
        return not self._term_ends() and self.peek() not in (*signs, "/")

    def rest(self, variables: tuple[sp.Expr, ...], what: str) -> Value:
        """The rest of a term, on which a derivative acts.

        A first factor that changes with the variable, beside another that does, can
        be read in two ways and is refused.
        """
        start, first = self.at, None
        with self.bound():
            first = self.operator()
            if first is None:
                first = self.factor()
        if not self._continues() and self.peek() not in (r"\cdot", r"\times", "*"):
            if self.peek() == "/":
                self.at = start
                return self.term()
            return first
        middle = self.at
        self.at = start
        whole = self.term()
        end = self.at
        if _moves(first, variables):
            self.at = middle
            self.skip(r"\cdot", r"\times", "*")
            if self.at < end and _moves(self.term(), variables):
                self.fail(
                    f"{what} of a product without brackets can be read in two ways: "
                    "put what it acts on into brackets",
                    start,
                )
            self.at = end
        return whole

    def number(self, value: Value, at: int) -> sp.Expr:
        """A value that must be a number."""
        if isinstance(value, Entries) or is_matrix(value):
            self.fail("a number is expected here, this is a vector or a matrix", at)
        return value


def _product(u: sp.Expr, v: sp.Expr) -> sp.Expr:
    return u * v


def _moves(value: Value, variables: tuple[sp.Expr, ...]) -> bool:
    if isinstance(value, Entries):
        value = value.entry(sp.Symbol("_", integer=True, positive=True))
    return any(depends(value, variable) for variable in variables)
