"""What the package prints it reads back: every line of every chain of the book.

The cells of a chapter that build chains are run without their checks and without their
output; that all chains of the page are among them, its records say.
"""

import contextlib
import io
import json
from functools import cache
from pathlib import Path
from unittest import mock

import derivations.book
import pytest
import sympy as sp
from derivations.steps import Derivation, as_written
from derivations.steps.latex_input import Entries, Names, key
from derivations.steps.latex_input.chains import Chains
from derivations.steps.latex_input.names import Both
from derivations.steps.typesetting.latex import latex
from derivations.steps.typesetting.plain import plain
from derivations.steps.vocabulary.dependence import names_within
from derivations.steps.vocabulary.notation import Array, NamedFunction
from derivations.steps.vocabulary.statements import Statement
from sympy.core.function import UndefinedFunction
from sympy.tensor.indexed import Indexed

CHAPTERS = sorted(Path(__file__).parents[3].glob("chapters/[0-9]*.ipynb"))
#: What cells are made of that build chains.
BUILD = (
    *("Derivation(", "sizes(", "indices(", "array(", "matrix(", "vector(", "symbols("),
    *("Symbol(", "define(", "import ", "as_written", "endings(", "derive(", "proof("),
)

#: Lines that are not read back, and why. A line that is read leaves the list.
ENTRIES = "read as an entry-by-entry product, printed as one function of the entries"
FACTORS = "read with its factors in another order"
LAW = "an expectation needs a law, which the display does not hold"
NOT_READ: dict[str, dict[str, str]] = {
    "01-logistic-cost": {
        "1/m Xᵀ diag(σ(X θ) ∘ (1 - σ(X θ))) X": ENTRIES,
        "1/m vᵀ Xᵀ diag(σ(X θ) ∘ (1 - σ(X θ))) X v": ENTRIES,
    },
    "03-mae": {
        "E[|c - z|]": LAW,
        "lim_{r → ∞} (log cosh r - r)": "refused: how far cosh reaches is not clear",
    },
    "10-matrix-function": {
        "L S - ((S Lᵀ + Lᵀ S) ∘ I) + S L + S Lᵀ + Lᵀ S": ENTRIES,
        "∂/∂u tr(L (u E + S)^2)": "E is a matrix here",
        "∇_{S, free} tr(L S^2)": "refused: the convention in the subscript",
        "∇_{Λ, free} [1/2 s log |Λ| - 1/2 s tr(Λ S)]": "refused: the convention",
    },
    "16-order-statistic": {
        "∫_{0}^{1} ∫_{u}^{1} 120 u^2 v (v - u) (1 - v) dv du - 2/3 · 1/3": FACTORS,
    },
    "17-inverse-mills": {
        "(x + 2 λ(x)) λ(x) (λ(x) + x) - λ(x)": FACTORS,
        "-λ(x) · 1/Φ(x) ∫_{-∞}^{x} (x - z) φ(z) dz": FACTORS,
        "-λ(x) · 1/Φ(x) ∫_{-∞}^{x} (x φ(z) - z φ(z)) dz": FACTORS,
        "-λ(x) · 1/Φ(x) ∫_{-∞}^{x} ∂/∂z [x Φ(z) + φ(z)] dz": FACTORS,
        "E[(z + λ(x))^2]": LAW,
        "E[e^(t z)]": LAW,
        "E[z]": LAW,
        "E[z^2]": LAW,
        "E[z^2] - (E[z])^2": LAW,
    },
    "19-gp-gradient": {
        "Cov(df(x)/dx, df(z)/dz)": "an undefined function of that name",
        "t (σ_n^2 I + s^2 tᵀ t)": "a number beside an identity of one row",
    },
}


class Anything:
    """Stands for a report that was not made."""

    def __getattr__(self, name):
        return self

    def __call__(self, *args, **kwargs):
        return self

    def __iter__(self):
        return iter(())

    def __bool__(self):
        return True


def cells(path: Path) -> list[dict]:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def records(path: Path):
    for cell in cells(path):
        for output in cell["outputs"]:
            record = output.get("data", {}).get("application/vnd.derivations+json")
            if record and record["kind"] == "derivation":
                yield record


@cache
def chains(path: Path) -> list[Derivation]:
    """Every chain that the cells of a chapter build."""
    built: list[Derivation] = []
    begin = Derivation.__init__

    def noted(self, *args, **kwargs):
        begin(self, *args, **kwargs)
        built.append(self)

    shown = {name: Anything() for name in derivations.book.__all__ if name[0].islower()}
    space: dict = {}
    with (
        mock.patch.object(Derivation, "__init__", noted),
        mock.patch.object(Derivation, "check", Anything()),
        mock.patch.object(Derivation, "result", Anything()),
        mock.patch.multiple(derivations.book, **shown),
        contextlib.chdir(path.parent),
        contextlib.redirect_stdout(io.StringIO()),
    ):
        for cell in cells(path):
            source = "".join(cell["source"])
            if any(word in source for word in BUILD):
                with contextlib.suppress(Exception):  # what it lacks, records tell
                    exec(source, space)
    return built


def names_of(expressions) -> Names:
    """The names of some expressions, as an author hands them over: by their LaTeX."""
    known: dict = {}

    def put(name: str, what) -> None:
        old = known.get(key(name))
        if isinstance(old, Array) and getattr(what, "is_Matrix", False):
            what = Both(old, what)
        elif isinstance(what, Array) and getattr(old, "is_Matrix", False):
            what = Both(what, old)
        elif old is not None:
            return
        known[key(name)] = what

    variable = sp.Symbol("x")
    for expression in expressions:
        symbols = [*expression.free_symbols, *expression.atoms(sp.Symbol)]
        for name in [*symbols, *names_within(expression)]:
            if isinstance(name, Array):
                put(latex(name.label), name)
            elif isinstance(name, UndefinedFunction):
                put(latex(name(variable)).split("(")[0], name)
            else:
                put(latex(name), name)
        for identity in expression.atoms(sp.Identity):
            put(latex(identity), identity)
        for call in expression.atoms(NamedFunction):
            put(call.latex_name or latex(call).split("(")[0], call.func)
    return Names(known)


def read_back(expression, names: Names) -> str:
    """What is understood of the LaTeX that is printed; "" if it is what was printed."""
    with as_written():
        reader = Chains(latex(expression), names)
        value = reader.expression()
        if reader.peek():
            reader.fail("something is left over")
    if isinstance(value, Entries):
        return "given by entries"
    same = plain(value) == plain(expression) or latex(value) == latex(expression)
    return "" if same or settled(value) == settled(expression) else plain(value)


def settled(expression):
    """The expression with SymPy's own order of terms and factors."""
    if not getattr(expression, "args", ()) or isinstance(expression, Indexed):
        return expression
    with sp.evaluate(True):
        return expression.func(*map(settled, expression.args))


def lines(chain: Derivation) -> list:
    sides = [chain.first, *(line.expression for line in chain.lines)]
    return [side for side in sides if not isinstance(side, Statement)]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_every_line_is_read_back(path):
    lost = {}
    for chain in chains(path):
        names = names_of(lines(chain))
        for side in lines(chain):
            try:
                found = read_back(side, names)
            except Exception as error:
                found = str(error).splitlines()[0]
            if found:
                lost[plain(side)] = found
    listed = NOT_READ.get(path.stem, {})
    assert not {k: v for k, v in lost.items() if k not in listed}
    assert not [text for text in listed if text not in lost], "these are read by now"


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_no_chain_of_the_page_is_left_out(path):
    built = {tuple(plain(side) for side in lines(chain)) for chain in chains(path)}
    for record in records(path):
        sides = [record["first"]]
        sides += [line["expression"] for line in record["lines"] if line["relation"]]
        assert any(tuple(sides) == found[: len(sides)] for found in built), record[
            "name"
        ]


def test_a_misreading_is_noticed():
    """An exponent that is lost, a name that means another thing."""
    x, y = sp.symbols("x y", real=True)
    with as_written():
        line = x**2 + y
    assert read_back(line, names_of([line])) == ""
    assert read_back(line, Names({"x": y, "y": x})) == "y^2 + x"
