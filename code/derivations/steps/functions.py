"""Special functions, conditions and relations as they are set on a blackboard."""

from sympy import S


class Functions:
    """Mixin beside :class:`derivations.steps.blackboard.Blackboard`."""

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
        above = [c for c in conditions if c.rel_op in (">", ">=")]
        below = [c for c in conditions if c.rel_op in ("<", "<=")]
        if len(conditions) == 2 and above and below and above[0].lhs == below[0].lhs:
            left = self._print(above[0].reversed)
            right = self._print(below[0].rhs)
            return f"{left} {self.relation(below[0].rel_op)} {right}"
        return self.word("and").join(map(self._print, conditions))

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

    def _print_PositiveSemidefinite(self, expr):
        return f"{self._print(expr.args[0])} {self.glyph('succeq')} {S.Zero}"

    def _print_Subgradient(self, expr):
        slope, function, variable, point = expr.args
        text = f"{self._print(slope)} {self.glyph('in')} "
        text += self.glyph("partial") + self._print(function)
        if point != variable:
            place = f"{self._print(variable)} = {self._print(point)}"
            text += self.word("at") + place
        return text
