"""Powers, functions and conditions as they are set on a blackboard."""

from sympy import Abs, S, exp
from sympy.core.function import AppliedUndef
from sympy.core.relational import (
    GreaterThan,
    LessThan,
    StrictGreaterThan,
    StrictLessThan,
)
from sympy.matrices.expressions import Determinant
from sympy.tensor.indexed import Indexed

from derivations.steps.vocabulary.arrays import shape_of
from derivations.steps.vocabulary.named_functions import NamedFunction

from .arrange import Fraction
from .kinds import BARE, bare, is_indicator, reciprocal

BOUNDS = (GreaterThan, LessThan, StrictGreaterThan, StrictLessThan)


class Functions:
    """Mixin beside :class:`derivations.steps.blackboard.Blackboard`."""

    def _print_Pow(self, expr):
        base, exponent = expr.base, bare(expr.exp)
        if exponent is S.One:
            return self._print(base)
        under = reciprocal(expr)
        if under is not None:
            return self.quotient(Fraction((), (under,)))
        if exponent.is_Rational and exponent.p == 1 and exponent.q > 1:
            return self.root(self._print(base), exponent.q)
        if isinstance(base, BARE[1:]) and exponent.is_Integer:
            return self.bare_call(base, exponent)
        mark = self.glyph("circ") if self.is_matrix_by_entries(base) else ""
        return self.power(self.base(base), mark + self.script(exponent))

    def is_matrix_by_entries(self, base):
        """Whether a power of its entries would be read as one of the matrix."""
        return base in self.filled and shape_of(self.filled[base])[1] != 1

    def base(self, expr):
        expr = bare(expr)
        text = self._print(expr)
        closed = (
            (expr.is_Symbol or isinstance(expr, Indexed)) and not self.is_raised(expr)
        ) or isinstance(expr, (Abs, Determinant))
        called = expr.is_Function and not isinstance(expr, (exp, *BARE))
        if closed or called or (expr.is_Integer and expr >= 0) or expr.is_NumberSymbol:
            return text
        return self.parentheses(text)

    def is_raised(self, expr):
        """Whether the name of an expression carries a superscript already."""
        return isinstance(expr, Indexed) and getattr(expr.base, "sample", False)

    def script(self, expr):
        """An expression in small print, where fractions stay on the line."""
        self.small += 1
        text = self._print(expr)
        self.small -= 1
        return text

    def _print_ExpBase(self, expr, exp=None):
        argument = expr.args[0]
        text = self.script(argument)
        if self.is_too_tall_for_a_script(argument, text):
            return self.call(self.glyph("exp"), [argument])
        return self.power(self.glyph("e"), text)

    _print_exp = _print_ExpBase

    def _print_log(self, expr, exp=None):
        return self.bare_call(expr)

    def bare_call(self, expr, exponent=None):
        name = self.glyph(type(expr).__name__)
        if exponent is not None:
            name = self.power(name, self.script(exponent))
        argument = expr.args[0]
        if self.is_simple(argument):
            return name + " " + self._print(argument)
        return self.call(name, expr.args)

    def _print_Function(self, expr, exp=None):
        if isinstance(expr, BARE):
            return self.bare_call(expr)
        return self.call(self.name_of(type(expr)), expr.args)

    def name_of(self, kind):
        chosen = getattr(kind, "latex_name", None)
        name = kind.__name__
        if chosen:
            return self.from_latex(chosen)
        if issubclass(kind, (AppliedUndef, NamedFunction)):
            return self.function_name(name)
        return self.glyph(name)

    def _print_Abs(self, expr, exp=None):
        return self.bars(self._print(expr.args[0]))

    def _print_floor(self, expr, exp=None):
        return self.floor(self._print(expr.args[0]), "floor")

    def _print_ceiling(self, expr, exp=None):
        return self.floor(self._print(expr.args[0]), "ceil")

    def _print_gamma(self, expr, exp=None):
        return self.call(self.glyph("gamma"), expr.args)

    def _print_loggamma(self, expr, exp=None):
        return self.glyph("log") + " " + self.call(self.glyph("gamma"), expr.args)

    def _print_polygamma(self, expr, exp=None):
        order, argument = expr.args
        name = self.glyph("digamma")
        if order != 0:
            name = self.power(name, f"({self.script(order)})")
        return self.call(name, [argument])

    def _print_beta(self, expr, exp=None):
        return self.call(self.glyph("beta"), expr.args[:2])

    def _print_Max(self, expr, exp=None):
        return self.call(self.glyph("max"), self.in_order(expr.args))

    def _print_Min(self, expr, exp=None):
        return self.call(self.glyph("min"), self.in_order(expr.args))

    @staticmethod
    def in_order(arguments):
        """Variables before numbers: ``max(u, 0)``; SymPy keeps these as a set."""
        return sorted(arguments, key=lambda a: (a.is_number, a.sort_key()))

    def _print_Heaviside(self, expr, exp=None):
        return self.call("H", expr.args[:1])

    def _print_KroneckerDelta(self, expr, exp=None):
        return self.subscript(self.glyph("delta"), self.indices(expr.args[:2]))

    def _print_binomial(self, expr, exp=None):
        return self.binomial(*map(self._print, expr.args))

    def _print_factorial(self, expr, exp=None):
        argument = expr.args[0]
        text = self._print(argument)
        closed = argument.is_Symbol or (argument.is_Integer and argument >= 0)
        return (text if closed else self.parentheses(text)) + "!"

    def _print_Piecewise(self, expr):
        if is_indicator(expr):
            return self.glyph("ones") + f"[{self._print(expr.args[0][1])}]"
        rows = []
        for value, condition in expr.args:
            said = condition == True  # noqa: E712  (SymPy's own truth, not Python's)
            clause = None if said else self._print(condition)
            rows.append((self._print(value), clause))
        return self.cases(rows)

    def _print_Relational(self, expr):
        sign = self.relation(expr.rel_op)
        return f"{self._print(expr.lhs)} {sign} {self._print(expr.rhs)}"

    def _print_And(self, expr):
        """``0 < x < 1`` where two bounds meet in one expression, else ``and``."""
        conditions = sorted(expr.args, key=lambda c: c.sort_key())
        if len(conditions) == 2 and all(isinstance(c, BOUNDS) for c in conditions):
            for low, high in (conditions, conditions[::-1]):
                if low.gts == high.lts:
                    left = f"{self._print(low.lts)} {self.order(low)}"
                    right = f"{self.order(high)} {self._print(high.gts)}"
                    return f"{left} {self._print(low.gts)} {right}"
        return self.word("and").join(map(self._print, conditions))

    def order(self, condition):
        """The sign between the smaller and the larger side."""
        strict = isinstance(condition, (StrictLessThan, StrictGreaterThan))
        return self.relation("<" if strict else "<=")

    def _print_Or(self, expr):
        conditions = sorted(expr.args, key=lambda c: c.sort_key())
        return self.word("or").join(map(self._print, conditions))

    def _print_Subs(self, expr):
        body, variables, points = expr.args
        places = ", ".join(
            f"{self.script(v)}={self.script(p)}"
            for v, p in zip(variables, points, strict=True)
        )
        return self.at(self._print(body), places)

    def _print_At(self, expr):
        places = ", ".join(
            f"{self.script(name)}={self.script(value)}" for name, value in expr.places
        )
        return self.at(self._print(expr.expression), places)

    _print_MatrixAt = _print_At

    def _print_Held(self, expr):
        text = self.parentheses(self._print(expr.derivative))
        return self.subscript(text, ", ".join(map(self.script, expr.names)))

    def _print_Vanishes(self, expr):
        return f"{self._print(expr.at)} {self.relation('==')} 0"

    def _print_PositiveSemidefinite(self, expr):
        return f"{self._print(expr.args[0])} {self.glyph('succeq')} {S.Zero}"

    def _print_Subgradient(self, expr):
        slope, function, variable, point = expr.args
        text = f"{self._print(slope)} {self.glyph('in')} "
        body = self._print(function)
        several = function.is_Add or function.is_Mul
        text += self.glyph("partial") + (self.nested(body) if several else body)
        if point != variable:
            place = f"{self._print(variable)} = {self._print(point)}"
            text += self.word("at") + place
        return text
