"""Changes of a function by a sign, a factor or an axis, one at a time.

Guards are left alone: what raises is not part of the formula.
"""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

SIGNS = {ast.Add: ast.Sub, ast.Sub: ast.Add}
# Reductions whose first argument, when they are methods, is the axis.
REDUCTIONS = {"sum", "mean", "max", "min", "prod", "cumsum", "any", "all", "argmax"}


@dataclass
class Change:
    """One change: of what kind, and where; the changed line as it was and is."""

    kind: str
    line: int
    was: str
    now: str
    tree: ast.Module


def _negated(node):
    return ast.UnaryOp(ast.USub(), node)


def _doubled(node):
    return ast.BinOp(ast.Constant(2), ast.Mult(), node)


def _other_axis(axis: int) -> int:
    return {0: 1, 1: 0, -1: 0, 2: 1}.get(axis, 0)


def _is_axis(node) -> bool:
    try:
        return isinstance(ast.literal_eval(node), int)
    except ValueError:
        return False


def _versions(node: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Wrong versions of one expression, its parts left as they are."""
    match node:
        case ast.BinOp(op=ast.Add() | ast.Sub()):
            if not isinstance(node.left, ast.Constant | ast.JoinedStr) or isinstance(
                getattr(node.left, "value", 0), int | float
            ):
                yield "sign", ast.BinOp(node.left, SIGNS[type(node.op)](), node.right)
        case ast.UnaryOp(op=ast.USub()):
            yield "sign", node.operand
        case ast.BinOp(op=ast.Mult()):
            yield "factor", node.left
            yield "factor", node.right
        case ast.BinOp(op=ast.Div()):
            yield "factor", node.left
        case ast.Attribute(attr="T"):
            yield "axis", node.value
        case ast.Call(func=ast.Attribute(attr=name), args=[axis]) if (
            name in REDUCTIONS and _is_axis(axis)
        ):
            other = ast.Constant(_other_axis(ast.literal_eval(axis)))
            yield "axis", ast.Call(node.func, [other], node.keywords)
        case ast.Call():
            for place, given in enumerate(node.keywords):
                if given.arg == "axis" and _is_axis(given.value):
                    other = ast.Constant(_other_axis(ast.literal_eval(given.value)))
                    keywords = [*node.keywords]
                    keywords[place] = ast.keyword("axis", other)
                    yield "axis", ast.Call(node.func, node.args, keywords)


def _returned(value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """The returned value with a minus or a factor, each part of a tuple by itself."""
    if isinstance(value, ast.Tuple):
        for place, part in enumerate(value.elts):
            for kind, other in _returned(part):
                parts = [*value.elts]
                parts[place] = other
                yield kind, ast.Tuple(parts, ast.Load())
    elif not isinstance(value, ast.Constant | ast.JoinedStr | ast.Dict | ast.Lambda):
        yield "sign", _negated(value)
        yield "factor", _doubled(value)


def _places(node: ast.AST, parent: ast.AST, field: str, index=None):
    """Every expression below a node, with the place in its parent that holds it."""
    if isinstance(node, ast.Raise | ast.Assert | ast.arguments | ast.JoinedStr):
        return
    if isinstance(node, ast.expr):
        yield node, parent, field, index
    for name, value in ast.iter_fields(node):
        if isinstance(value, list):
            for place, item in enumerate(value):
                if isinstance(item, ast.AST):
                    yield from _places(item, node, name, place)
        elif isinstance(value, ast.AST):
            yield from _places(value, node, name)


def functions(tree: ast.Module) -> list[ast.FunctionDef]:
    """The functions of a cell; what is defined inside of one belongs to it."""
    return [node for node in tree.body if isinstance(node, ast.FunctionDef)]


def changes(tree: ast.Module, name: str) -> Iterator[Change]:
    """Every change of the function of this name: the cell, changed at one place."""
    function = next(node for node in functions(tree) if node.name == name)
    for statement in function.body:
        for node, parent, field, index in _places(statement, function, "body"):
            found = list(_versions(node))
            if field == "value" and isinstance(parent, ast.Return):
                found += _returned(node)
            for kind, other in found:
                yield _put(tree, kind, node, other, parent, field, index)


def _put(tree, kind, node, other, parent, field, index) -> Change:
    """The change as a tree of its own; the given one is whole again afterwards."""
    before = ast.unparse(tree).splitlines()
    _set(parent, field, index, other)
    changed = ast.fix_missing_locations(copy.deepcopy(tree))
    _set(parent, field, index, node)
    pairs = zip(before, ast.unparse(changed).splitlines(), strict=True)
    was, now = next((a.strip(), b.strip()) for a, b in pairs if a != b)
    return Change(kind, node.lineno, was, now, changed)


def _set(parent, field, index, node) -> None:
    if index is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[index] = node
