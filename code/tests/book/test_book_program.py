"""The code of a chapter is read right: what is typed, and what a name stands for."""

import ast

import pytest
from derivations.book.contract.program import Program, keyword, names
from derivations.book.notebooks.committed import parse
from good_notebook import code, text


def program(*sources):
    cells = [text("# A title"), *map(code, sources)]
    return Program(parse({"cells": cells}, "01-a.ipynb"))


def expression(source):
    return ast.parse(source, mode="eval").body


CELL = """
a, b = 3.0, f(2)
c, d = f(3)
[e, (g, h)] = [1, (k(1), "two")]
with open("x.csv") as file, lock:
    total = file.read()
for row in rows:
    last = row
count = 0
count += 1
twice = (half := 1 / 2)
note: str = "typed"
unknown: int
table["key"] = 4.0
axes.title = f(5)
*rest, end = f(6)
minus, whole, listed = -1.0, int("7"), [1, (2, -3)]
told, shown = f"{minus} of {b}", f"{minus:.2f}"
loop = loop
"""


TYPED = {"a", "e", "h", "note", "minus", "whole", "listed", "shown"}
COMPUTED = {
    *("b", "c", "d", "g", "file", "total", "row", "last", "count", "twice", "half"),
    *("axes", "end", "told", "loop", "nobody"),
}


def test_what_is_typed_is_told_from_what_a_program_computes():
    found = program(CELL)
    typed = {name for name in TYPED | COMPUTED if found.typed(expression(name))}
    assert typed == TYPED


@pytest.mark.parametrize(
    ("source", "typed"),
    [
        ("np.array([1, 2])", True),
        ("float('3')", True),
        ("np.sum([1, 2])", False),
        ("1 + 2", False),
        ("(1, f(2))", False),
        ("-f(2)", False),
        ("lambda: 3", False),
    ],
)
def test_what_carries_numbers_computes_nothing(source, typed):
    assert program().typed(expression(source)) == typed


@pytest.mark.parametrize(
    ("name", "reached"),
    [
        ("b", {"b", "f"}),
        ("g", {"g", "k"}),
        ("c", {"c", "f"}),
        ("total", {"total", "file", "open"}),
        ("last", {"last", "row", "rows"}),
        ("twice", {"twice"}),
        ("axes", {"axes", "f"}),
        ("end", {"end", "f"}),
        ("nobody", {"nobody"}),
    ],
)
def test_a_name_reaches_all_it_is_computed_from(name, reached):
    assert program(CELL).reach(expression(name)) == reached


def test_a_method_that_is_called_changes_its_owner():
    chained = program(
        "chain = Derivation(a)", "chain.step(b, 'x').step(c, 'y')", "f(d)"
    )
    reached = {"chain", "Derivation", "a", "b", "c"}
    assert chained.reach(expression("chain")) == reached
    assert chained.reach(expression("d")) == {"d"}


def test_a_function_reads_names_but_not_its_arguments():
    defined = program("def slope(x, n=size):\n    return 2 * x + w")
    assert defined.reach(expression("slope")) == {"slope", "size", "w"}
    assert defined.functions == {"slope"}
    assert program("square = lambda x: x**2", "y = 3").functions == {"square"}
    assert names(expression("[f(k) for k in ks if a[k].b]")) == {"f", "k", "ks", "a"}


def test_a_name_that_is_bound_once_is_followed_and_another_is_not():
    found = program(
        "a = b", "b = f(1)", "c = 1", "c = 2", "d = slope", "def slope(): 0"
    )

    def resolved(name):
        return ast.unparse(found.resolved(expression(name)))

    assert [resolved(name) for name in "abcd"] == ["f(1)", "f(1)", "c", "slope"]


def test_what_a_name_meant_in_a_cell_is_what_it_was_bound_to_last():
    found = program("check = one()", "check = two()", "check = three()")
    first, second, third = (cell for cell, _ in found.cells)

    def meaning(cell):
        return ast.unparse(found.last_meaning(expression("check"), cell))

    assert [meaning(c) for c in (first, second, third)] == ["one()", "two()", "three()"]
    other = expression("other")
    assert found.last_meaning(other, third) is other


DICTIONARIES = {
    'show({"a": 1, "b": f(2)})': {"'a'": "1", "'b'": "f(2)"},
    "show(dict(a=1))": {"'a'": "1"},
    "show(rows)": {"'c'": "3", "'d'": "4"},
    "show(one | other)": {"'a'": "1", "'b'": "2"},
    'show({**one, "b": 3})': {"'a'": "1", "'b'": "3"},
    "show(made())": {"'e'": "5"},
    "show({k: v for k, v in pairs})": {"k": "v"},
    "show(circle)": {},
    "show(again())": {},
    "show(grown)": {"'f'": "6", "'g'": "7"},
    "show()": {},
}
BOUND = """
rows = {"c": 3}
rows["d"] = 4
one, other = {"a": 1}, {"b": 2}
circle = circle
grown = grown | {"f": 6}
grown = {"g": 7} | grown
def again():
    return again()
def made():
    if not one:
        return
    return {"e": 5}
"""


@pytest.mark.parametrize("call", DICTIONARIES)
def test_a_dictionary_is_read_in_whatever_way_it_is_made(call):
    found = program(BOUND, call)
    ((cell, node),) = found.calls("show")
    assert cell.number == 3
    told = {ast.unparse(key): ast.unparse(value) for key, value in found.entries(node)}
    assert told == DICTIONARIES[call]


def test_calls_are_found_by_their_names_whatever_owns_them():
    found = program("show(1)\nbook.show(2)", "other(3)")
    assert [ast.unparse(call) for _, call in found.calls("show", "none")] == [
        "show(1)",
        "book.show(2)",
    ]
    assert found.uses["book"] == 1 and found.uses["show"] == 1


def test_a_keyword_is_found_by_its_name():
    call = expression("three_witnesses('a', numpy=f(x), check=g)")
    assert ast.unparse(keyword(call, "numpy")) == "f(x)"
    assert keyword(call, "code") is None


def test_a_cell_that_is_no_python_holds_nothing():
    assert program("%%html\n<b>", "a = 1").typed(expression("a"))
