"""Ways to break a chapter by one small thing, wherever in the chapter that thing is.

Each takes the cells of a notebook, changes one of them in place and returns its number
among the code cells (as pytest counts them).
"""

import ast
import re


def code_cells(cells):
    return [cell for cell in cells if cell.cell_type == "code"]


def negated(source: str, node: ast.expr) -> str:
    """Return the source with a minus in front of one expression.

    >>> source = "f(a + b)"
    >>> negated(source, ast.parse(source).body[0].value.args[0])
    'f(-(a + b))'
    """
    lines = source.splitlines(keepends=True)

    def position(line, column):
        before = lines[line - 1].encode()[:column].decode()
        return sum(map(len, lines[: line - 1])) + len(before)

    start = position(node.lineno, node.col_offset)
    end = position(node.end_lineno, node.end_col_offset)
    return f"{source[:start]}-({source[start:end]}){source[end:]}"


def python(cell) -> ast.Module:
    """The syntax tree of a cell, line magics left out."""
    return ast.parse(re.sub(r"^[%!]", "#", cell.source, flags=re.MULTILINE))


def gradient_sign(cells) -> int:
    """The sign of what the first function named like a gradient returns."""
    for number, cell in enumerate(code_cells(cells)):
        for node in ast.walk(python(cell)):
            if isinstance(node, ast.FunctionDef) and "grad" in node.name:
                returned = [n for n in ast.walk(node) if isinstance(n, ast.Return)][-1]
                cell.source = negated(cell.source, returned.value)
                return number
    raise LookupError("no function named like a gradient")


def derivation_line(cells) -> int:
    """The sign of a line in the middle of the longest derivation."""

    def steps(cell):
        return [
            node
            for node in ast.walk(python(cell))
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "step"
            and node.args
        ]

    number, cell = max(enumerate(code_cells(cells)), key=lambda c: len(steps(c[1])))
    found = sorted(steps(cell), key=lambda n: (n.end_lineno, n.end_col_offset))
    if not found:
        raise LookupError("no step of a derivation")
    cell.source = negated(cell.source, found[len(found) // 2].args[0])
    return number


def committed_number(cells) -> int:
    """One digit of the first decimal fraction among the committed outputs."""

    def next_digit(match):
        return f"{match[1]}{(int(match[2]) + 1) % 10}"

    for number, cell in enumerate(code_cells(cells)):
        for output in cell.outputs:
            place, key = output, "text"
            if "data" in output:
                place, key = output.data, "text/plain"
            text = place.get(key, "")
            changed = re.sub(r"(\d\.\d*?)(\d)(?!\d)", next_digit, text, count=1)
            if changed != text:
                place[key] = changed
                return number
    raise LookupError("no decimal fraction among the outputs")
