"""The code of a chapter, read but not run: which names an expression is computed from.

What is read is generous: a name stands for everything that is ever assigned to it, and
a function for all that its body mentions. So "f is not in it" can be relied on.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from functools import cached_property, lru_cache

from derivations.book.notebooks.committed import Cell, Notebook

# What puts numbers into another form and computes nothing.
CARRIERS = {
    *("array", "asarray", "bool", "complex", "diag", "float", "float64", "full", "int"),
    *("int64", "list", "mpf", "ones", "Float", "Fraction", "Integer", "Rational", "S"),
    *("str", "sympify", "tuple", "zeros"),
}


class _Entry(ast.AST):
    """What is put into a name under a key: `name[key] = value`."""

    _fields = ("key", "value")

    def __init__(self, key: ast.AST, value: ast.AST) -> None:
        super().__init__()
        self.key, self.value = key, value


class Program:
    """The code cells of a notebook as one program."""

    def __init__(self, notebook: Notebook) -> None:
        cells = [cell for cell in notebook.cells if cell.kind == "code"]
        self.cells = [(cell, parsed(cell.source)) for cell in cells]
        self._nodes = [
            (cell, node) for cell, tree in self.cells for node in nodes(tree)
        ]
        self._typed: dict[str, bool] = {}

    @classmethod
    def of(cls, notebook: Notebook) -> "Program":
        """Read the code of a notebook, once for all rules."""
        kept = notebook.__dict__  # where its cached properties are kept as well
        if "_program" not in kept:
            kept["_program"] = cls(notebook)
        return kept["_program"]

    @cached_property
    def _bound(self) -> list[tuple[int, str, ast.AST]]:
        """Every binding: the number of its cell, the name, what it is bound to."""
        return [
            (cell.number, name, value)
            for cell, node in self._nodes
            for name, value in _bindings(node)
        ]

    @cached_property
    def meanings(self) -> dict[str, list[ast.AST]]:
        """What each name of the chapter is bound to, anywhere."""
        found: dict[str, list[ast.AST]] = {}
        for _, name, value in self._bound:
            found.setdefault(name, []).append(value)
        return found

    def last_meaning(self, node: ast.AST | None, cell: Cell) -> ast.AST | None:
        """What a name was last bound to, up to and in a cell."""
        name = getattr(node, "id", None)
        found = [v for at, n, v in self._bound if n == name and at <= cell.number]
        return found[-1] if found else node

    @cached_property
    def uses(self) -> Counter[str]:
        """How often each name is read."""
        return Counter(
            node.id
            for _, node in self._nodes
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        )

    @cached_property
    def functions(self) -> set[str]:
        """The functions that the chapter itself defines."""
        return {
            name
            for name, values in self.meanings.items()
            if any(isinstance(value, ast.FunctionDef | ast.Lambda) for value in values)
        }

    @cached_property
    def _direct(self) -> dict[str, set[str]]:
        return {
            name: set().union(*map(names, values))
            for name, values in self.meanings.items()
        }

    def reach(self, node: ast.AST) -> set[str]:
        """Return the names that an expression is computed from, through all others."""
        found: set[str] = set()
        ahead = names(node)
        while ahead:
            found |= ahead
            ahead = set().union(*(self._direct.get(n, set()) for n in ahead)) - found
        return found

    def typed(self, node: ast.AST) -> bool:
        """Whether an expression is numbers or texts as the author typed them."""
        if isinstance(node, ast.UnaryOp):
            return self.typed(node.operand)
        if isinstance(node, ast.Tuple | ast.List):
            return all(map(self.typed, node.elts))
        if isinstance(node, ast.Call):
            return called(node) in CARRIERS and all(map(self.typed, node.args))
        if isinstance(node, ast.Name):
            if node.id not in self._typed:
                self._typed[node.id] = False  # what is made of itself is computed
                values = self.meanings.get(node.id, [])
                self._typed[node.id] = bool(values) and all(map(self.typed, values))
            return self._typed[node.id]
        if isinstance(node, ast.JoinedStr):
            return all(map(self.typed, node.values))
        if isinstance(node, ast.FormattedValue):
            return self.typed(node.value)
        return isinstance(node, ast.Constant)

    def resolved(self, node: ast.AST) -> ast.AST:
        """Follow names that are bound once, to what they are bound to."""
        for _ in range(9):
            values = self.meanings.get(getattr(node, "id", ""), [])
            if len(values) != 1 or isinstance(values[0], ast.FunctionDef | _Entry):
                break
            node = values[0]
        return node

    def calls(self, *wanted: str) -> Iterator[tuple[Cell, ast.Call]]:
        """Yield the calls of functions with these names, with their cells."""
        for cell, node in self._nodes:
            if isinstance(node, ast.Call) and called(node) in wanted:
                yield cell, node

    def entries(self, call: ast.Call) -> list[tuple[ast.AST | None, ast.AST]]:
        """Return (key, value) of the dictionary that a call is handed first."""
        return list(self.pairs(call.args[0])) if call.args else []

    def pairs(
        self, node: ast.AST, seen: frozenset[str] = frozenset()
    ) -> Iterator[tuple[ast.AST | None, ast.AST]]:
        """Yield (key, value) of a dictionary, by whatever name and in whatever way."""
        if isinstance(node, ast.Name | ast.Call):
            name = node.id if isinstance(node, ast.Name) else called(node)
            if isinstance(node, ast.Call):
                for part in node.keywords if name == "dict" else ():
                    yield ast.Constant(part.arg), part.value
            for value in self.meanings.get(name, []) if name not in seen else ():
                yield from self.pairs(value, seen | {name})
        elif isinstance(node, ast.FunctionDef):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Return) and inner.value is not None:
                    yield from self.pairs(inner.value, seen)
        elif isinstance(node, ast.BinOp):  # one | other
            yield from self.pairs(node.left, seen)
            yield from self.pairs(node.right, seen)
        elif isinstance(node, ast.DictComp):
            yield node.key, node.value
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if key is None:  # **others
                    yield from self.pairs(value, seen)
                else:
                    yield key, value
        elif isinstance(node, _Entry):
            yield node.key, node.value


@lru_cache(maxsize=512)
def nodes(tree: ast.Module) -> tuple[ast.AST, ...]:
    """Return all parts of a cell's tree.

    >>> [type(node).__name__ for node in nodes(parsed("x"))]
    ['Module', 'Expr', 'Name', 'Load']
    """
    return tuple(ast.walk(tree))


@lru_cache(maxsize=512)  # the cells of a chapter: many rules read them
def parsed(source: str) -> ast.Module:
    """Return the tree of a cell; an empty one where it is no Python."""
    try:
        return ast.parse(source)
    except SyntaxError:
        return ast.Module([], [])


def called(call: ast.Call) -> str:
    """Return the name that is called: `f` of `f(x)` and of `np.f(x)`.

    >>> called(ast.parse("np.log(2)", mode="eval").body)
    'log'
    """
    return getattr(call.func, "id", "") or getattr(call.func, "attr", "")


def names(node: ast.AST) -> set[str]:
    """Return the names that an expression or a function reads, less its arguments.

    >>> sorted(names(ast.parse("lambda t: f(t) + a.b", mode="eval")))
    ['a', 'f']
    """
    found, own = set(), set()
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load):
            found.add(part.id)
        elif isinstance(part, ast.arg):
            own.add(part.arg)
    return found - own


def keyword(call: ast.Call, name: str) -> ast.AST | None:
    """Return what a call is handed under that keyword."""
    return next((k.value for k in call.keywords if k.arg == name), None)


def _bindings(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """The names that a statement binds, or changes, and to what."""
    if isinstance(node, ast.FunctionDef):
        yield node.name, node
    elif isinstance(node, ast.AugAssign):  # a counter is computed
        yield from _bound(node.target, ast.BinOp(node.target, node.op, node.value))
    elif isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            yield from _bound(target, node.value)
    elif isinstance(node, ast.For | ast.comprehension):
        yield from _bound(node.target, node.iter)
    elif isinstance(node, ast.withitem) and node.optional_vars is not None:
        yield from _bound(node.optional_vars, node.context_expr)
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        owner = node.value.func  # chain.step(...), rows.append(...)
        while isinstance(owner, ast.Attribute | ast.Call):
            owner = owner.value if isinstance(owner, ast.Attribute) else owner.func
        if isinstance(owner, ast.Name) and isinstance(node.value.func, ast.Attribute):
            yield owner.id, node.value


def _bound(target: ast.AST, value: ast.AST | None) -> Iterator[tuple[str, ast.AST]]:
    if value is None:
        return
    if isinstance(target, ast.Tuple | ast.List):
        each = getattr(value, "elts", None)
        pairs = each if each and len(each) == len(target.elts) else None
        for place, part in enumerate(target.elts):
            yield from _bound(part, pairs[place] if pairs else value)
    elif isinstance(target, ast.Name):
        yield target.id, value
    else:  # rows[k] = ..., axes.title = ...
        base = target
        while isinstance(base, ast.Subscript | ast.Attribute | ast.Starred):
            base = base.value
        if isinstance(base, ast.Name):
            key = getattr(target, "slice", None)
            yield base.id, _Entry(key, value) if key is not None else value
