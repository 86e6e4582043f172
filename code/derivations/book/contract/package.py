"""Rules that keep the package as it is: a record is made by its class, and no other.

A record is trusted because the object that holds it was made by a check. So a chapter
defines no class, touches no attribute of an object that it was given, imports what the
package offers and nothing from inside of it, and catches no failure of a check.
"""

import ast
import re
from collections.abc import Iterator

from derivations.book.notebooks.committed import Cell, Notebook
from derivations.display import RECORD

from .lack import rule
from .program import Program, called, nodes, parsed

OFFERED = {"derivations", *(f"derivations.{wing}" for wing in ("book", "steps"))}
OFFERED |= {"derivations.numerics", "derivations.gradients"}
# What mathematics needs; with no other module can code change what is imported here.
IMPORTS = {
    *("derivations", "numpy", "scipy", "sympy", "mpmath", "matplotlib", "sklearn"),
    *("math", "fractions", "decimal", "numbers", "itertools", "functools", "re"),
}
# The functions that show results; a test holds this list against what the book offers.
SHOW = {
    *("agrees", "blind_spots", "box", "breaks", "compare", "correction", "endings"),
    *("mistakes", "other_answers", "plot_steps", "plot_taylor", "prepared", "proof"),
    *("show", "three_witnesses", "values"),
}
CATCH_ALL = {"AssertionError", "Exception", "BaseException", "WrongStep"}
# Attributes that are settings: SymPy's and mpmath's, of objects of the chapter's own.
SETTINGS = {"dps", "is_commutative"}
# The norms of one chapter are printed as no name of the vocabulary is, by its own code.
PRINTERS = {"_on_blackboard": "13-group-lasso.ipynb", "_print": "13-group-lasso.ipynb"}
_REACHES_INSIDE = re.compile(
    r"_repr_|_ipython|IPython|get_ipython|vnd\.derivations|__dict__|__class__|"
    r"\b(?:setattr|delattr|exec|eval|globals|locals|vars|compile|__import__|open)\("
)


@rule("package")
def records_are_made_by_checks(notebook: Notebook) -> Iterator[tuple]:
    """No code of a chapter makes a record, or changes what makes records."""
    imported: set[str] = set()
    for cell, tree in Program.of(notebook).cells:
        for name in sorted(_by_another_name(tree)):
            yield (
                f"{name!r} is not called by its own name",
                "Call it where its result is shown, so that readers and tests see it",
                cell,
            )
        if found := _REACHES_INSIDE.search(cell.source):
            yield (
                f"its code says {found[0].rstrip('(')!r}, which reaches into how "
                "results show themselves",
                "Show results by what derivations.book offers",
                cell,
            )
        for node in nodes(tree):
            imported |= _from_package(node)
            for what, mend in _changes(node, notebook.name, imported):
                yield what, mend, cell


def _from_package(node: ast.AST) -> set[str]:
    """The names that an import brings from the package."""
    if not isinstance(node, ast.ImportFrom) or not node.module:
        return set()
    if not node.module.startswith("derivations"):
        return set()
    return {alias.asname or alias.name for alias in node.names} - {"*"}


def _by_another_name(tree: ast.Module) -> set[str]:
    """The functions that show results, where they are renamed or handed on."""
    called_names = {id(n.func) for n in nodes(tree) if isinstance(n, ast.Call)}
    found = {
        node.id
        for node in nodes(tree)
        if isinstance(node, ast.Name)
        and isinstance(node.ctx, ast.Load)
        and node.id in SHOW
        and id(node) not in called_names
    }
    found -= {node.arg for node in nodes(tree) if isinstance(node, ast.arg)}
    renamed = (a for n in nodes(tree) if isinstance(n, ast.ImportFrom) for a in n.names)
    return found | {a.name for a in renamed if a.asname and a.name in SHOW}


def _changes(node: ast.AST, name: str, imported: set[str]) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.ClassDef):
        yield f"it defines a class, {node.name}", "Write functions; records need none"
    modules = []
    if isinstance(node, ast.ImportFrom):
        modules = [node.module or ""]
    elif isinstance(node, ast.Import):
        modules = [alias.name for alias in node.names]
    for module in modules:
        if module.partition(".")[0] not in IMPORTS:
            yield f"it imports {module}", f"Allowed are {', '.join(sorted(IMPORTS))}"
        if module.startswith("derivations") and module not in OFFERED:
            yield (
                f"it imports from inside of the package ({module})",
                f"Import from {', '.join(sorted(OFFERED))}",
            )
    if isinstance(node, ast.Attribute):
        private = node.attr.startswith("_") and not node.attr.startswith("__")
        stored = isinstance(node.ctx, ast.Store) and node.attr not in SETTINGS
        if (private or stored) and PRINTERS.get(node.attr) != name:
            yield (
                f"it {'sets' if stored else 'reads'} the attribute {node.attr!r} of an "
                "object",
                "Use what the object offers, and leave it as it is",
            )
    bound = getattr(node, "id", getattr(node, "name", None))
    stored = isinstance(node, ast.FunctionDef) or isinstance(
        getattr(node, "ctx", None), ast.Store
    )
    if stored and bound in imported:
        yield (
            f"it gives {bound!r}, which is imported from the package, another meaning",
            "Choose another name",
        )


@rule("package", "code")
def plain_python(cell: Cell) -> Iterator[tuple]:
    """All code is Python that the other rules can read, and no command of a shell."""
    try:
        ast.parse(cell.source)
    except SyntaxError as error:
        yield (
            f"its code is no Python ({error.msg}, line {error.lineno})",
            "Write no magics and no shell commands",
        )


@rule("caught", "code")
def nothing_is_caught(cell: Cell) -> Iterator[tuple]:
    """A check that fails makes its cell fail."""
    for node in nodes(parsed(cell.source)):
        caught: list[ast.expr] = []
        if isinstance(node, ast.ExceptHandler):
            caught = [node.type] if node.type is not None else [ast.Name("everything")]
        elif isinstance(node, ast.Call) and called(node) in ("suppress", "raises"):
            caught = node.args
        named = {
            getattr(part, "id", getattr(part, "attr", ""))
            for one in caught
            for part in ast.walk(one)
        }
        if found := sorted(named & {*CATCH_ALL, "everything"}):
            yield (
                f"it catches {', '.join(found)}: a check that fails would not be seen",
                "Show what is refused by mistakes({...}); catch ValueError, by name",
            )


@rule("records")
def outputs_have_records(notebook: Notebook) -> Iterator[tuple]:
    """What an output typesets, a record stands behind."""
    for cell in notebook.cells:
        for output in cell.outputs:
            data = output.get("data", {})
            set_as = [m for m in data if m not in ("text/plain", RECORD)]
            if set_as and RECORD not in data:
                yield (
                    f"its output is typeset ({', '.join(set_as)}) and has no record",
                    "Show a Derivation, a check or a table of derivations.book",
                    cell,
                )


CHAPTERS = (
    records_are_made_by_checks,
    plain_python,
    nothing_is_caught,
    outputs_have_records,
)
