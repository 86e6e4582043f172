"""Sums, integrals, limits, derivatives and entries as they are set on a blackboard."""

import re

from sympy import Add, Mul, sympify
from sympy.matrices.expressions import MatMul

from derivations.steps.vocabulary.formulas import Entry

from .arrange import read_product
from .kinds import (
    BIG,
    bare,
    is_negative,
    is_short,
    is_sum_of_terms,
)

COMMAND = re.compile(r"\\[A-Za-z]+$")  # a command of LaTeX at the end of a text


class Operators:
    """Mixin beside :class:`derivations.steps.blackboard.Blackboard`."""

    # Sums, integrals, limits

    def _print_Sum(self, expr):
        return self.over_ranges(self.glyph("sum"), expr)

    def _print_Product(self, expr):
        return self.over_ranges(self.glyph("prod"), expr)

    def over_ranges(self, sign, expr):
        text = ""
        for variable, *ends in reversed(expr.limits):
            lower, upper = [*map(self.script, ends), None, None][:2]
            start = self.script(variable)
            lower = start if lower is None else f"{start}={lower}"
            text += self.big(sign, lower, upper) + " "
        return text + self.scope(expr.function)

    def scope(self, expr):
        """What a big sign or an operator is applied to."""
        expr = bare(expr)
        text = self._print(expr)
        if is_sum_of_terms(expr) or is_negative(expr):
            return self.nested(text)
        return text

    def operand(self, expr):
        """What a differential operator is applied to: a product in brackets."""
        expr = bare(expr)
        if isinstance(expr, Entry) and isinstance(bare(expr.args[0]), MatMul):
            return self.nested(self._print(expr))
        if isinstance(expr, Mul):
            parts = read_product(expr, self.written).parts
            last = parts[-1].above[-1:]
            if len(parts) > 1 and not isinstance(*last, BIG):
                return self.nested(self._print(expr))
        return self.scope(expr)

    def _print_Integral(self, expr):
        signs, measures = "", ""
        for variable, *ends in expr.limits:
            lower, upper = [*map(self.script, ends), None, None][:2]
            signs = self.big(self.glyph("int"), lower, upper) + " " + signs
            measures += self.thin_space + self.glyph("d") + self._print(variable)
        body = bare(expr.function)
        text = self._print(body)
        if is_sum_of_terms(body) or is_negative(body):
            text = self.parentheses(text)
        return signs + text + measures

    def _print_Limit(self, expr):
        body, variable, point, side = expr.args
        arrow = f"{self.script(variable)} {self.glyph('to')} "
        end = self.script(point)
        one_sided = str(side) in ("+", "-")  # from both sides, "+-", is the plain limit
        if point.is_finite is not False and one_sided:
            end = self.power(end, str(side))
        text = self.big(self.glyph("lim"), arrow + end, None)
        return text + " " + self.scope(body)

    def _print_Expectation(self, expr):
        return self.glyph("E") + self.brackets(self._print(expr.expression))

    # Derivatives

    def _print_D(self, expr, in_line=False):
        counts = [(v, 1) for v in expr.variables]
        return self.derivative(expr.expression, counts, in_line)

    def _print_Derivative(self, expr, in_line=False):
        counts = [(v, count) for v, count in reversed(expr.variable_count)]
        return self.derivative(expr.expr, counts, in_line)

    def derivative_in_line(self, expr):
        """A derivative above or below a line: ``dh/dx`` rather than a second line."""
        return self._print(expr, in_line=True)

    def derivative(self, body, counts, in_line):
        merged = []
        for variable, count in counts:
            if merged and merged[-1][0] == variable:
                merged[-1] = (variable, merged[-1][1] + count)
            else:
                merged.append((variable, count))
        order = sum(count for _, count in merged)
        d = self.glyph("d" if self.is_of_one_variable(body, merged) else "partial")
        over = d
        if order > 1:
            over = self.power(d.strip(), self.script(sympify(order))) + " "
        under = ""
        for variable, count in merged:
            name = self._print(variable)
            if count != 1:
                closed = not self.is_raised(variable)
                name = name if closed else self.parentheses(name)
                name = self.power(name, self.script(sympify(count)))
            under += (self.thin_space if under else "") + d + name
        if in_line and is_short(body):
            return self.quotient_in_line(over + self.closed(body), under)
        if self.fits_in_fraction(body):
            return self.fraction(over + self._print(body), under)
        return self.fraction(over.strip(), under) + " " + self.operand(body)

    def fits_in_fraction(self, body):
        if body.is_number or not self.is_name(body):
            return False
        text = self._print(body)
        return self.width(text) <= 12 and not self.is_tall(text)

    def is_of_one_variable(self, body, merged):
        """Whether the only variable in sight is the one differentiated by."""
        variable = merged[0][0]
        seen = {s for s in body.free_symbols if not s.is_integer}
        return len(merged) == 1 and variable.is_Symbol and seen <= {variable}

    def _print_Gradient(self, expr):
        nabla = self.subscript(self.glyph("nabla"), self.name_of_variable(expr))
        return nabla + " " + self.operand(expr.expression)

    def _print_FreeGradient(self, expr):
        name = f"{self.name_of_variable(expr)},{self.word('free')}".rstrip()
        nabla = self.subscript(self.glyph("nabla"), name)
        return nabla + " " + self.operand(expr.expression)

    def _print_Hessian(self, expr):
        nabla = self.subscript(self.glyph("nabla"), self.name_of_variable(expr))
        return self.power(nabla, "2") + " " + self.operand(expr.expression)

    def _print_Jacobian(self, expr):
        partial = self.glyph("partial")
        under = partial + self.power(self._print(expr.variable), self.glyph("top"))
        text = self.closed(bare(expr.expression))
        if self.width(text) <= 12 and not self.is_tall(text):
            return self.fraction(partial + text, under)
        return self.fraction(partial.strip(), under) + " " + text

    def closed(self, expr):
        """The text of an expression, in parentheses if it has several parts."""
        expr = bare(expr)
        several = isinstance(expr, (Add, Mul))
        text = self._print(expr)
        return self.parentheses(text) if several else text

    def name_of_variable(self, expr):
        return self.script(expr.variable)

    # Entries

    def _print_Indexed(self, expr):
        name = self._print(expr.base)
        if getattr(expr.base, "sample", False):
            upper = f"({self.script(expr.indices[0])})"
            lower = self.indices(expr.indices[1:])
            name = self.subscript(name, lower) if lower else name
            return self.power(name, upper)
        return self.subscript(name, self.indices(expr.indices))

    def indices(self, indices):
        texts = [self.script(index) for index in indices]
        short = all(self.width(text) <= 1.2 for text in texts)
        if not short:
            return ",".join(texts)
        joined = ""
        for text in texts:  # a command ends at what is no letter: "\\nu l"
            apart = COMMAND.search(joined) and text[:1].isalpha()
            joined += f" {text}" if apart else text
        return joined

    def _print_Lambda(self, expr):
        names, body = expr.args
        left = ", ".join(map(self._print, names))
        return f"{left} {self.glyph('mapsto')} {self._print(body)}"
