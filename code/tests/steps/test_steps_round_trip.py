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
import matplotlib.pyplot as plt
import pytest
import sympy as sp
from derivations.steps import Derivation, NotUnderstood, as_written, check_step
from derivations.steps.latex_input import Entries, Names, entry_of, fresh_index, key
from derivations.steps.latex_input.chains import Chains
from derivations.steps.latex_input.names import Both
from derivations.steps.latex_input.values import probe
from derivations.steps.typesetting.latex import latex
from derivations.steps.typesetting.plain import plain
from derivations.steps.vocabulary.dependence import names_within
from derivations.steps.vocabulary.notation import Array, NamedFunction
from derivations.steps.vocabulary.statements import Statement
from sympy.core.function import UndefinedFunction
from sympy.matrices.expressions.special import OneMatrix
from sympy.tensor.indexed import Indexed

CHAPTERS = sorted(Path(__file__).parents[3].glob("chapters/[0-9]*.ipynb"))
#: What cells are made of that build chains.
BUILD = (
    *("Derivation(", "sizes(", "indices(", "array(", "matrix(", "vector(", "symbols("),
    *("Symbol(", "define(", "import ", "as_written", "endings(", "derive(", "proof("),
)

#: Part of the book's lines that may be refused: expectations, which need a law; the
#: imaginary unit; functions of whole vectors and evaluations at them; derivatives whose
#: order is a number in brackets; what has two meanings.
REFUSED = 0.04


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
        plt.close("all")
    return built


def by_kind(name) -> tuple[bool, str]:
    """Functions first: of a letter that is a function, too, g(z) is no product."""
    return not isinstance(name, UndefinedFunction), str(name)


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
        symbols = {*expression.free_symbols, *expression.atoms(sp.Symbol)}
        symbols = sorted({*symbols, *names_within(expression)}, key=by_kind)
        for name in symbols:
            if isinstance(name, Array):
                put(latex(name.label), name)
            elif isinstance(name, UndefinedFunction):
                put(latex(name(variable)).split("(")[0], name)
            else:
                put(latex(name), name)
        for constant in expression.atoms(sp.Identity, OneMatrix):
            put(latex(constant), constant)
        for call in expression.atoms(NamedFunction):
            put(call.latex_name or latex(call).split("(")[0], call.func)
    return Names(known)


def read_back(expression, names: Names):
    """What is understood of the LaTeX that is printed; None if it is refused."""
    try:
        with as_written():
            reader = Chains(latex(expression), names)
            value = reader.expression()
            if reader.peek():
                reader.fail("something is left over")
    except NotUnderstood:
        return None
    return value


def is_same(value, expression, chain: Derivation) -> bool:
    """What is read looks like what was printed, is the same, or is not refuted."""
    if isinstance(value, Entries):  # a row or a column is looked at by its entries
        shape = getattr(expression, "shape", ())
        if shape != ((1, value.size) if value.row else (value.size, 1)):
            return False
        k = fresh_index(probe(value), expression)
        value, expression = entry_of(value, k), entry_of(expression, k)
    if plain(value) == plain(expression) or latex(value) == latex(expression):
        return True
    if settled(value) == settled(expression):
        return True
    found = check_step(expression, value, sizes=chain.sizes, domain=chain.domain)
    return found.verdict != "refuted"


def settled(expression):
    """The expression with SymPy's own order of terms and factors."""
    if not getattr(expression, "args", ()) or isinstance(expression, Indexed):
        return expression
    with sp.evaluate(True):
        return expression.func(*map(settled, expression.args))


def lines(chain: Derivation) -> list:
    sides = [chain.first, *(line.expression for line in chain.lines)]
    return [side for side in sides if not isinstance(side, Statement)]


@cache
def read(path: Path) -> list[tuple]:
    """Every line of a chapter with what is understood of it, and its chain."""
    return [
        (side, read_back(side, names), chain)
        for chain in chains(path)
        for names in [names_of(lines(chain))]
        for side in lines(chain)
    ]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_no_line_is_misread(path):
    for side, value, chain in read(path):
        assert value is None or is_same(value, side, chain), (plain(side), plain(value))


def test_nearly_every_line_is_read():
    found = [pair for path in CHAPTERS for pair in read(path)]
    refused = [plain(side) for side, value, _ in found if value is None]
    assert len(refused) <= REFUSED * len(found), refused


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
    chain = Derivation(line)
    assert is_same(read_back(line, names_of([line])), line, chain)
    assert not is_same(read_back(line, Names({"x": y, "y": x})), line, chain)
    assert read_back(line, Names({"x": x})) is None
