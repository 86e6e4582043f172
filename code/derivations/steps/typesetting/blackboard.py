"""Mathematics as it is set on a blackboard, whatever it is written with.

:class:`Blackboard` decides what stands where: order, signs, fractions, brackets.  How a
fraction or a bracket is written is left to the printer it is mixed into
(:mod:`derivations.steps.typesetting.latex` and its sibling `plain`), which supplies

    fraction power subscript parentheses brackets bars big call glyph and so on.
"""

from sympy import (
    Abs,
    Basic,
    Derivative,
    MatrixBase,
    Mul,
    Piecewise,
    Pow,
    Product,
    S,
    Sum,
    evaluate,
    sympify,
)
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational
from sympy.matrices.expressions import (
    Determinant,
    HadamardProduct,
    KroneckerProduct,
    MatMul,
    MatrixSymbol,
)
from sympy.tensor.indexed import Indexed

from derivations.steps.vocabulary.notation import (
    AsVector,
    D,
    Elementwise,
    Gradient,
    Hessian,
    NamedFunction,
)

from .arrange import (
    Fraction,
    as_written_by_author,
    read_product,
    read_sum,
)
from .cutting import ends_of, is_huge
from .kinds import (
    BARE,
    BIG,
    bare,
    has_groups,
    is_indicator,
    is_negative,
    is_product,
    is_sum_of_terms,
    reciprocal,
)

LOOSE = (Piecewise, Relational, KroneckerProduct, HadamardProduct)
NAMES = (Indexed, AppliedUndef, NamedFunction, AsVector, MatrixSymbol)


class Blackboard:
    """Mixin for a SymPy printer: the arrangement of a formula."""

    printmethod = "_on_blackboard"
    written = False
    small = 0
    in_fraction = 0
    is_cut = False  # whether long sums and products lose their middle
    within_cut = 0

    def doprint(self, expr):
        if isinstance(expr, (int, float)) and not isinstance(expr, bool):
            expr = sympify(expr)
        if not isinstance(expr, (Basic, MatrixBase)):
            raise TypeError(
                f"an expression is expected, got {type(expr).__name__}: {expr!r}"
            )
        self.small = self.in_fraction = self.within_cut = 0
        self.is_cut = is_huge(expr)
        with evaluate(True):  # also where an author is writing with evaluation off
            self.written = as_written_by_author(expr)
            return super().doprint(expr)

    # Sums and products

    def _print_Add(self, expr, order=None):
        text = ""
        front, omitted, back = self.shown(read_sum(expr, self.written))
        self.within_cut += bool(omitted)
        for term in front:
            text += self.term(term, first=not text)
        if omitted:
            text += self.sign(False, first=False) + self.omission(omitted, "terms")
        for term in back:
            text += self.term(term, first=False)
        self.within_cut -= bool(omitted)
        return text

    def term(self, expr, first):
        """A term with its sign."""
        negative, size = self.signed(expr)
        if isinstance(bare(expr), Piecewise) and not is_indicator(bare(expr)):
            size = self.parentheses(size)
        return self.sign(negative, first=first) + size

    def shown(self, items):
        """All items; of many in a huge formula those at both ends and a number."""
        if not self.is_cut:
            return list(items), 0, []
        return ends_of(items, within=bool(self.within_cut))

    def omission(self, count, what):
        """What stands for terms or factors that are left out."""
        dots = self.glyph("dots")
        return dots + self.word(f"({count:,} more {what})") + dots

    _print_MatAdd = _print_Add

    def signed(self, expr):
        """Whether a term has a minus in front, and the term without it."""
        expr = bare(expr)
        if isinstance(expr, (Mul, MatMul)):
            reading = read_product(expr, self.written)
            return reading.negative, self.product(reading)
        if is_negative(expr):
            return True, self._print(-expr)
        return False, self._print(expr)

    def _print_Mul(self, expr):
        negative, size = self.signed(expr)
        return self.sign(negative, first=True) + size

    _print_MatMul = _print_Mul

    def product(self, reading):
        parts, written = reading.parts, []
        if self.small and parts[0].below and not any(p.below for p in parts[1:]):
            above = [*parts[0].above, *(part.above[0] for part in parts[1:])]
            above = tuple(f for f in above if f != 1) or (S.One,)
            parts = (Fraction(above, parts[0].below),)
        alone = len(parts) == 1 and not reading.negative
        front, omitted, back = self.shown(parts)
        self.within_cut += bool(omitted)
        for part in (*front, *back):
            last = part is parts[-1]
            if part.below:
                written.append(self.quotient(part))
            else:
                written.append(self.factor(part.above[0], last, alone))
        self.within_cut -= bool(omitted)
        return self.side_by_side(written, front, omitted, back)

    def side_by_side(self, written, front, omitted, back):
        """Factors as they are written, with a word for those that are left out."""
        if not omitted:
            return self.juxtapose(written, front)
        written.insert(len(front), self.omission(omitted, "factors"))
        return self.juxtapose(written, [*front, Fraction((S.One,)), *back])

    def quotient(self, part):
        above = part.above or (S.One,)
        self.in_fraction += 1
        over, under = self.side(above), self.side(part.below)
        self.in_fraction -= 1
        several = len(part.below) > 1 or is_product(part.below[0])
        return self.fraction(over, under, several_below=several)

    def side(self, factors):
        """What stands above or below a line, which brackets it by itself."""
        alone = bare(factors[0])
        if len(factors) == 1 and isinstance(alone, (D, Derivative)):
            return self.derivative_in_line(alone)
        if len(factors) == 1 and not self.inline:
            return self._print(alone)
        return self.product_of(factors)

    def product_of(self, factors):
        front, omitted, back = self.shown(Fraction((factor,)) for factor in factors)
        kept = [part.above[0] for part in (*front, *back)]
        written = [self.factor(f, f is factors[-1], False) for f in kept]
        return self.side_by_side(written, front, omitted, back)

    def factor(self, expr, last, alone):
        text = self._print(expr)
        if alone:
            return text
        if self.needs_brackets(expr) or (self.runs_on(expr) and not last):
            return self.brackets(text) if has_groups(expr) else self.parentheses(text)
        return text

    def needs_brackets(self, expr):
        expr = bare(expr)
        loose = isinstance(expr, LOOSE) and not is_indicator(expr)
        if isinstance(expr, Elementwise):  # as it is written, entry by entry
            return self.needs_brackets(expr.function.expr) or is_product(
                expr.function.expr
            )
        return is_sum_of_terms(expr) or loose or is_negative(expr)

    def runs_on(self, expr):
        """Whether what follows would be read as part of the expression."""
        expr = bare(expr)
        if isinstance(expr, (D, Derivative)):
            body = expr.args[0]
            return not self.fits_in_fraction(body)
        if isinstance(expr, (Gradient, Hessian)):
            return not self.is_name(expr.expression)
        if isinstance(expr, Pow) and isinstance(expr.base, BARE[1:]):
            expr = expr.base
        if isinstance(expr, BARE):
            return self.is_simple(expr.args[0])
        return isinstance(expr, BIG)

    def is_name(self, expr):
        """A symbol, an entry or an undefined function: what needs no brackets."""
        expr = bare(expr)
        return expr.is_Atom or isinstance(expr, NAMES)

    def is_simple(self, expr):
        """An argument that a logarithm takes without parentheses."""
        expr = bare(expr)
        if isinstance(expr, (Sum, Product)):
            return self.fractions_are_closed
        if expr.is_Number:
            return expr.is_nonnegative and expr.is_Integer
        if self.is_quotient(expr):
            return self.fractions_are_closed and not self.inline
        if isinstance(expr, BARE):
            return self.is_simple(expr.args[0])
        return self.is_name(expr) or isinstance(expr, (Abs, Determinant))

    def is_quotient(self, expr):
        if isinstance(expr, Pow):
            return reciprocal(expr) is not None
        if not isinstance(expr, Mul):
            return False
        reading = read_product(expr, self.written)
        return (
            len(reading.parts) == 1
            and bool(reading.parts[0].below)
            and not reading.negative
        )

    def _print_Integer(self, expr):
        return str(expr.p)

    def _print_Rational(self, expr):
        over = self.sign(expr.p < 0, first=True) + str(abs(expr.p))
        return self.fraction(over, str(expr.q))
