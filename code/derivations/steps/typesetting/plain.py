"""Expressions as one line of text for a terminal: the same arrangement as the LaTeX."""

import re

from sympy import Symbol
from sympy.printing.pretty.pretty_symbology import greek_unicode
from sympy.printing.str import StrPrinter

from .blackboard import Blackboard
from .cutting import cut_text
from .functions import Functions
from .matrices import Matrices
from .operators import Operators

GLYPHS = {
    "acos": "arccos",
    "asin": "arcsin",
    "ast": "*",
    "atan": "arctan",
    "beta": "B",
    "circ": "∘",
    "delta": "δ",
    "digamma": "ψ",
    "dots": "...",
    "gamma": "Γ",
    "in": "∈",
    "int": "∫",
    "mapsto": "↦",
    "nabla": "∇",
    "ones": "1",
    "otimes": "⊗",
    "partial": "∂",
    "prod": "∏",
    "succeq": "⪰",
    "sum": "∑",
    "to": "→",
    "top": "ᵀ",
}
RELATIONS = {"==": "=", "!=": "≠", "<=": "≤", ">=": "≥"}


def plain(expr):
    """Return an expression as a line of text.

    >>> from derivations.steps.vocabulary.notation import array, indices, sizes, total
    >>> m, i = sizes("m"), indices("i")
    >>> y, h = array("y", m), array("h", m)
    >>> plain(total(h[i] - y[i], i) / m)
    '1/m ∑_{i=1}^{m} (h_i - y_i)'
    """
    if isinstance(expr, str):
        return expr
    printer = BlackboardText()
    text = printer.doprint(expr)
    return cut_text(text) if printer.is_cut else text


class BlackboardText(Blackboard, Operators, Functions, Matrices, StrPrinter):
    """SymPy's text printer with the arrangement and the notation of a blackboard."""

    thin_space = " "
    fractions_are_closed = False
    inline = True

    def __init__(self):
        super().__init__()
        self.filled = {}

    @staticmethod
    def width(text):
        return len(re.sub(r"[_^{}]", "", text))

    def glyph(self, name):
        return GLYPHS.get(name, name)

    def symbol(self, expr):
        """A name with Greek letters: ``theta_1`` is written ``θ_1``."""
        parts = re.sub(r"\bvar(?=[a-z])", "", expr.name).split("_")
        return "_".join(greek_unicode.get(part, part) for part in parts)

    def function_name(self, name):
        return self._print(Symbol(name))

    def from_latex(self, text):
        text = re.sub(r"\\(?:operatorname|text|mathrm)\{([^{}]*)\}", r"\1", text)
        text = re.sub(r"\\var(?=[a-z])", r"\\", text)
        text = re.sub(r"\\([A-Za-z]+)", lambda m: greek_unicode.get(m[1], m[1]), text)
        return re.sub(r"([_^])\{(\w|\(\w\))\}", r"\1\2", text)

    def sign(self, negative, first):
        if first:
            return "-" if negative else ""
        if self.small:
            return "-" if negative else "+"
        return " - " if negative else " + "

    def fraction(self, over, under, several_below=False):
        return f"{over}/({under})" if several_below else f"{over}/{under}"

    def quotient_in_line(self, over, under):
        return f"({over}/{under})"

    def power(self, base, exponent):
        if exponent.endswith("ᵀ") and exponent != "-ᵀ":
            return base + exponent
        closed = re.fullmatch(r"-?[^\W_]+|-ᵀ|\([^()]*\)|∘\w", exponent)
        return f"{base}^{exponent}" if closed else f"{base}^({exponent})"

    def subscript(self, base, index):
        return f"{base}_{index}" if index.isalnum() else f"{base}_{{{index}}}"

    def root(self, text, degree):
        if degree != 2:
            return f"{self.parentheses(text)}^(1/{degree})"
        return f"√{text}" if re.fullmatch(r"\w+", text) else f"√({text})"

    def parentheses(self, text):
        return f"({text})"

    def brackets(self, text):
        return f"[{text}]"

    def nested(self, text):
        return f"[{text}]" if "(" in text else f"({text})"

    def entry_brackets(self, text):
        return f"[{text}]"

    def bars(self, text):
        return f"|{text}|"

    def floor(self, text, side):
        left, right = "⌊⌋" if side == "floor" else "⌈⌉"
        return left + text + right

    def big(self, sign, lower, upper):
        lower = f"_{{{lower}}}" if lower is not None else ""
        upper = f"^{{{upper}}}" if upper is not None else ""
        return sign + lower + upper

    def binomial(self, above, below):
        return f"C({above}, {below})"

    def call(self, name, arguments):
        return f"{name}({', '.join(map(self.argument, arguments))})"

    def relation(self, sign):
        return RELATIONS.get(sign, sign)

    def word(self, text):
        return f" {text} "

    def at(self, text, places):
        return f"[{text}]_{{{places}}}"

    def cases(self, rows):
        said = [f"{v} {'otherwise' if c is None else f'if {c}'}" for v, c in rows]
        return "{" + "; ".join(said) + "}"

    def table(self, rows):
        return "[" + "; ".join(", ".join(row) for row in rows) + "]"

    def juxtapose(self, written, parts):
        """Factors side by side, with a dot where a fraction or number would run on."""
        text, circles = written[0], self.circles(parts)
        for part, after in zip(parts[1:], written[1:], strict=True):
            before = parts[parts.index(part) - 1]
            if circles.pop(0):
                text += " ∘ " + after
                continue
            dot = (before.below and before.above) or after[0].isdigit()
            text += (" · " if dot or part.below else " ") + after
        return text

    def is_tall(self, text):
        return False

    def is_too_tall_for_a_script(self, argument, text):
        return False

    def _print_Infinity(self, expr):
        return "∞"

    def _print_NegativeInfinity(self, expr):
        return "-∞"

    def _print_Pi(self, expr):
        return "π"

    def _print_Exp1(self, expr):
        return "e"
