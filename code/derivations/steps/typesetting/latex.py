"""Expressions as LaTeX, as on a good blackboard.

:func:`latex` writes what MathJax 3 and KaTeX both read, with no macros of our own.  No
command is a backslash with a punctuation mark and no subscript follows a bracket:
Markdown on GitHub would take both for its own.
"""

import re
from itertools import pairwise

from sympy import Symbol
from sympy.printing.latex import LatexPrinter

from .blackboard import Blackboard
from .functions import Functions
from .matrices import Matrices
from .operators import Operators
from .width import width

GLYPHS = {
    "E": r"\mathbb{E}",
    "diag": r"\operatorname{diag}",
    "tr": r"\operatorname{tr}",
    "vec": r"\operatorname{vec}",
    "asin": r"\arcsin",
    "acos": r"\arccos",
    "atan": r"\arctan",
    "ones": r"\mathbf{1}",
    "Expectation": r"\mathbb{E}",
    "gamma": r"\Gamma",
    "beta": r"\operatorname{B}",
    "digamma": r"\psi",
    "dots": r"\cdots",
    "d": "d",
    "e": "e",
    "partial": r"\partial ",
}
COMMANDS = re.compile(
    "log|exp|sinh?|cosh?|tanh?|coth?|min|max|lim|sum|prod|int|to|mapsto|in"
    "|nabla|top|circ|otimes|ast|delta|succeq"
)
LETTER = re.compile(
    r"[A-Za-z]|\\(?!log|exp|sin|cos|tan|sinh|cosh|tanh|operatorname|frac|sum|prod|int|left|bigl)"
)
RELATIONS = {"==": "=", "!=": r"\ne", "<": r"\lt", ">": r"\gt"}
RELATIONS |= {"<=": r"\le", ">=": r"\ge"}
#: A name that ends in a superscript, with an index below it or not.
RAISED = re.compile(r"\^\{[^{}]*\}(_\{[^{}]*\})?$")
TALL = re.compile(r"\\(?:frac|sum|prod|int|begin|binom|lim|left)(?![A-Za-z])")


def latex(expr):
    r"""Return an expression as LaTeX.

    >>> from derivations.steps.vocabulary.notation import array, indices, sizes
    >>> m, i = sizes("m"), indices("i")
    >>> y, h = array("y", m), array("h", m)
    >>> latex(y[i] - h[i])
    'y_{i} - h_{i}'
    """
    if isinstance(expr, str):
        return expr
    return BlackboardLatex().doprint(expr)


class BlackboardLatex(Blackboard, Operators, Functions, Matrices, LatexPrinter):
    """SymPy's LaTeX printer with the arrangement and the notation of a blackboard."""

    thin_space = r"\thinspace "
    fractions_are_closed = True

    def __init__(self):
        super().__init__({"mat_delim": "("})
        self.filled = {}

    @staticmethod
    def width(text):
        return width(text)

    @property
    def inline(self):
        return self.small > 0

    def glyph(self, name):
        if name in GLYPHS:
            return GLYPHS[name]
        if COMMANDS.fullmatch(name):
            return "\\" + name
        return rf"\operatorname{{{name}}}"

    def symbol(self, expr):
        """A name as a symbol; ``x_*`` without the star that Markdown would take."""
        name = super(Matrices, self)._print_Symbol(expr).replace("*", r"\ast")
        return re.sub(r"\\(hat|bar|tilde|dot|vec)\{(\w)\}", r"\\\1 \2", name)

    def function_name(self, name):
        """One letter, or Greek, as a symbol; a word upright."""
        text = self._print(Symbol(name))
        return rf"\operatorname{{{name}}}" if text == name and len(name) > 1 else text

    def from_latex(self, text):
        return text

    def sign(self, negative, first):
        if first:
            return "-" if negative else ""
        if self.inline:
            return "-" if negative else "+"
        return " - " if negative else " + "

    def fraction(self, over, under, several_below=False):
        if not self.inline:
            return rf"\frac{{{over}}}{{{under}}}"
        under = f"({under})" if several_below else under
        return f"{over}/{under}"

    def quotient_in_line(self, over, under):
        return f"{over}/{under}"

    def power(self, base, exponent):
        if RAISED.search(base):  # a name with a superscript takes no second one
            base = f"{{{base}}}"
        return f"{base}^{{{exponent}}}"

    def subscript(self, base, index):
        return f"{base}_{{{index}}}"

    def root(self, text, degree):
        return rf"\sqrt{{{text}}}" if degree == 2 else rf"\sqrt[{degree}]{{{text}}}"

    def parentheses(self, text):
        if TALL.search(text):
            return rf"\left({text}\right)"
        return f"({text})"

    def nested(self, text):
        """Parentheses, or brackets around what has parentheses itself."""
        plain = re.sub(r"\^\{\([^()]*\)\}", "", text)
        held = TALL.search(text) or re.search(r"[(\[]", plain)
        return self.brackets(text) if held else f"({text})"

    def brackets(self, text):
        if TALL.search(text):
            return rf"\left[{text}\right]"
        return rf"\bigl[{text}\bigr]" if "(" in text else f"[{text}]"

    def entry_brackets(self, text):
        """Brackets by name: Markdown may take an underscore after a sign as its own."""
        return rf"\lbrack {text}\rbrack"

    def bars(self, text):
        if TALL.search(text):
            return rf"\left\lvert {text}\right\rvert"
        return rf"\lvert {text}\rvert"

    def big(self, sign, lower, upper):
        lower = f"_{{{lower}}}" if lower is not None else ""
        upper = f"^{{{upper}}}" if upper is not None else ""
        return sign + lower + upper

    def call(self, name, arguments):
        small = bool(self.in_fraction)
        self.small += small
        text = ", ".join(map(self.argument, arguments))
        self.small -= small
        return name + self.parentheses(text)

    def binomial(self, above, below):
        return rf"\binom{{{above}}}{{{below}}}"

    def floor(self, text, side):
        return rf"\l{side} {text}\r{side}"

    def relation(self, sign):
        return RELATIONS.get(sign, sign)

    def word(self, text):
        return rf"\text{{ {text} }}"

    def at(self, text, places):
        return rf"\left. {text}\right\rvert_{{{places}}}"

    def cases(self, rows):
        body = r" \cr ".join(
            value + (r" & \text{otherwise}" if c is None else rf" & \text{{if }} {c}")
            for value, c in rows
        )
        return rf"\begin{{cases}} {body} \end{{cases}}"

    def table(self, rows):
        body = r" \cr ".join(" & ".join(row) for row in rows)
        return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"

    def juxtapose(self, written, parts):
        """Factors side by side, with a dot between numbers and air after a bracket."""
        text = written[0]
        for (before, after), circle in zip(
            pairwise(written), self.circles(parts), strict=True
        ):
            if circle:
                text += r" \circ " + after
            elif after[:1].isdigit() or (
                before[-1:].isdigit() and re.match(r"\\frac\{\d", after)
            ):
                text += r" \cdot " + after
            elif before.endswith(")") and LETTER.match(after):
                text += r"\thinspace " + after
            elif after.startswith("(") or before.endswith("}"):
                text += after if after.startswith("(") else " " + after
            else:
                text += " " + after
        return text

    def _print_constant(self, expr):
        return expr._latex(self).replace("- ", "-")

    _print_NumberSymbol = _print_ImaginaryUnit = _print_constant
    _print_Infinity = _print_NegativeInfinity = _print_ComplexInfinity = _print_constant

    def is_tall(self, text):
        return bool(TALL.search(text))

    def is_too_tall_for_a_script(self, argument, text):
        return bool(TALL.search(text)) or width(text) > 16
