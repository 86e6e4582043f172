"""Matrices as they are set on a blackboard."""

from itertools import pairwise

from sympy import Function, Integer, Mul, Symbol
from sympy.matrices.expressions import (
    Identity,
    Inverse,
    MatMul,
    MatrixSymbol,
    OneMatrix,
    Transpose,
    ZeroMatrix,
)

from derivations.steps.vocabulary.notation import (
    Array,
    AsVector,
    Diag,
    Elementwise,
    Vec,
    shape_of,
)

from .kinds import bare, is_negative, is_sum_of_terms

CLOSED = (MatrixSymbol, Identity, OneMatrix, ZeroMatrix, AsVector, Diag, Vec)


class Matrices:
    """Mixin beside :class:`derivations.steps.blackboard.Blackboard`."""

    def _print_Matrix_(self, expr):
        return self._print(Symbol(expr.name))

    _print_MatrixSymbol = _print_Matrix_

    def _print_Array(self, expr):
        return self._print(Symbol(expr.name))

    _print_IndexedBase = _print_Array

    def _print_AsVector(self, expr):
        return self._print(expr.args[0])

    def _print_Transpose(self, expr):
        return self.raised(expr.args[0], self.glyph("top"))

    def _print_Adjoint(self, expr):
        return self.raised(expr.args[0], self.glyph("ast"))

    def _print_Inverse(self, expr):
        return self.raised(expr.args[0], self.script(Integer(-1)))

    def raised(self, expr, mark):
        """``A^T``, ``(AB)^T``, and ``A^{-T}`` for both orders of T and -1."""
        expr = bare(expr)
        inverse, top = self.script(Integer(-1)), self.glyph("top")
        other = {top: Inverse, inverse: Transpose}.get(mark)
        if other is not None and isinstance(expr, other):
            expr, mark = bare(expr.args[0]), inverse.replace("1", top)
        text = self._print(expr)
        return self.power(text if self.stands_alone(expr) else f"({text})", mark)

    def stands_alone(self, expr):
        """Whether a matrix takes a superscript or a circle without brackets."""
        if isinstance(expr, Array):
            return True
        return isinstance(expr, CLOSED) or not getattr(expr, "is_MatrixExpr", False)

    def _print_MatPow(self, expr):
        base, exponent = expr.args
        text = self._print(base)
        text = text if self.stands_alone(base) else f"({text})"
        return self.power(text, self.script(exponent))

    def _print_Trace(self, expr):
        return self.call(self.glyph("tr"), expr.args)

    def _print_Determinant(self, expr):
        return self.bars(self._print(expr.args[0]))

    def _print_Diag(self, expr):
        return self.call(self.glyph("diag"), expr.args)

    _print_DiagMatrix = _print_DiagonalMatrix = _print_Diag

    def _print_Vec(self, expr):
        return self.call(self.glyph("vec"), expr.args)

    def _print_Identity(self, expr):
        return "I"

    def _print_OneMatrix(self, expr):
        ones = self.glyph("ones")
        row = self.power(ones, self.glyph("top"))
        if expr.shape[1] == 1:
            return ones
        return row if expr.shape[0] == 1 else f"{ones} {row}"

    def _print_ZeroMatrix(self, expr):
        return "0"

    def _print_KroneckerProduct(self, expr):
        return self.circled(expr, "otimes")

    def _print_HadamardProduct(self, expr):
        return self.circled(expr, "circ")

    def circled(self, expr, sign):
        # A product binds more than this sign, as everybody reads S x x^T beside it; by
        # the other one it would be read in two ways.
        tighter = type(expr) if sign == "otimes" else (type(expr), MatMul, Mul)
        written = []
        for factor in map(bare, expr.args):
            text = self._print(factor)
            loose = is_sum_of_terms(factor) or is_negative(factor)
            if loose or isinstance(factor, tighter):
                text = self.parentheses(text)
            written.append(text)
        return f" {self.glyph(sign)} ".join(written)

    def _print_HadamardPower(self, expr):
        base, exponent = expr.args
        text = self._print(base)
        text = text if self.stands_alone(base) else self.parentheses(text)
        return self.power(text, self.glyph("circ") + self.script(exponent))

    def _print_MatrixElement(self, expr):
        parent, row, column = expr.args
        return self.entry(parent, row + 1, column + 1)

    def _print_Entry(self, expr):
        return self.entry(*expr.args)

    def entry(self, parent, row, column):
        """An entry counted from 1; of a column one index is enough.

        The only entry of a product such as ``x^T A x`` is that product, as a number.
        """
        text = self._print(parent)
        if shape_of(parent) == (1, 1) and not self.stands_alone(parent):
            loose = is_sum_of_terms(parent) or is_negative(parent)
            return self.parentheses(text) if loose else text
        text = text if self.stands_alone(parent) else self.entry_brackets(text)
        single = shape_of(parent)[1] == 1 and column == 1
        return self.subscript(text, self.indices([row] if single else [row, column]))

    def _print_MatrixBase(self, expr):
        rows = [[self._print(entry) for entry in row] for row in expr.tolist()]
        return self.table(rows)

    _print_ImmutableDenseMatrix = _print_MutableDenseMatrix = _print_MatrixBase

    def _print_BlockMatrix(self, expr):
        return self._print_MatrixBase(expr.blocks)

    def _print_Elementwise(self, expr):
        """The function with its places filled by the arrays, as in ``s(X t)``."""
        places, body = expr.function.args
        if isinstance(body, Function) and body.args == tuple(places):
            return self.call(self.name_of(type(body)), expr.arguments)
        outer = self.filled
        self.filled = dict(zip(places, expr.arguments, strict=True))
        text = self._print(body)
        self.filled = outer
        return text

    def _print_ElementwiseApplyFunction(self, expr):
        return self._print_Elementwise(Elementwise(expr.function, expr.expr))

    def argument(self, expr):
        """An argument of a function, which needs no brackets of its own."""
        expr = bare(expr)
        return self.place(expr)[0] if expr in self.filled else self._print(expr)

    def place(self, symbol):
        """The text of the array that fills a place, and the array."""
        array, outer = self.filled[symbol], self.filled
        self.filled = {}
        text = self._print(array)
        self.filled = outer
        return text, array

    def circles(self, parts):
        """Between which factors a product is taken entry by entry."""
        filled = set(self.filled)
        if not filled:
            return [False] * (len(parts) - 1)
        held = [
            any(filled & factor.free_symbols for factor in part.above + part.below)
            for part in parts
        ]
        return [left and right for left, right in pairwise(held)]

    def _print_Symbol(self, expr):
        if expr not in self.filled:
            return self.symbol(expr)
        text, array = self.place(expr)
        return text if self.stands_alone(array) else f"({text})"
