"""The mistakes that are known of a few lines: kind, sentence, wrong version.

mistakes.txt was read line by line. What changes there on purpose is read again:
`python code/tests/steps/test_steps_mistakes.py > code/tests/steps/mistakes.txt`
"""

from pathlib import Path

import pytest
from derivations.steps import (
    D,
    Expectation,
    Law,
    array,
    as_written,
    det,
    indices,
    inv,
    matrix,
    sizes,
    total,
    tr,
)
from derivations.steps.diagnosis.mistaken_slopes import mistaken_slopes
from derivations.steps.diagnosis.repairs import _more
from derivations.steps.diagnosis.variants import _limits, variants
from derivations.steps.diagnosis.wrong_rules import wrong_lines
from sympy import Integral, exp, log, oo, pi, sin, sqrt, symbols

KNOWN = Path(__file__).with_name("mistakes.txt")

x, u = symbols("x u", real=True)
a, b = symbols("a b", positive=True)
m, n = sizes("m n")
i, j = indices("i j")
y, v = array("y", m), array("v", m)
A, B = matrix("A", n, n), matrix("B", n, n)
normal = Law(u, exp(-(u**2) / 2) / sqrt(2 * pi), -oo, oo)


def lines() -> dict:
    """The lines, by what they are."""
    with as_written():
        inverse, square = inv(A * B), (A + B) ** 2
    return {
        "a power of a sum, differentiated": D((2 * x + 1) ** 3, x),
        "a reciprocal, differentiated": D(1 / (2 * x + 1), x),
        "a root, differentiated": D(sqrt(x), x),
        "an exponential, differentiated": D(a**x, x),
        "base and exponent, differentiated": D(x**x, x),
        "a logarithm, differentiated": D(log(3 * x), x),
        "a quotient, differentiated": D(exp(x) / x, x),
        "a sum with an index, differentiated": D(total(y[i] ** 2, i), y[j]),
        "the square of a sum": (a + b) ** 2,
        "the root of a sum": sqrt(a + b),
        "the logarithm of a sum": log(a + b),
        "the logarithm of a product": log(a * b),
        "the logarithm of a power": log(a**b),
        "the exponential of a sum": exp(a + b),
        "a fraction of sums": (a + b) / (a + 2),
        "a product of sums": (a + b) * (a - 2),
        "a sum of products": total(y[i] * v[i], i),
        "a constant in a sum": total(a + y[i], i),
        "an integral": Integral(sin(x) * exp(-x), (x, 0, oo)),
        "a mean of a square": Expectation(u**2, normal),
        "the inverse of a product": inverse,
        "the determinant of a multiple": det(2 * A),
        "the trace of a product": tr(A * B),
        "the square of a sum of matrices": square,
    }


# Lines of which also the variants of their parts are told, dozens for each.
IN_PARTS = (
    "the logarithm of a product",
    "a fraction of sums",
    "a sum of products",
    "an integral",
    "the trace of a product",
    "the square of a sum of matrices",
)


def found(name: str) -> list[tuple]:
    """The mistakes that are known of a line, with their wrong versions."""
    line = lines()[name]
    mistakes = [*mistaken_slopes(line), *wrong_lines(line)]
    if name in IN_PARTS:
        mistakes += [*variants(line), *_limits(line, line)]
    return mistakes


def told(name: str) -> list[str]:
    """What is known of a line, one mistake a line."""
    mistakes = [
        f"{mistake.kind} | {mistake.words.format(*mistake.pieces)} | {wrong}"
        for mistake, wrong in found(name)
    ]
    changes = _more(lines()[name]) if name in IN_PARTS else ()
    return mistakes + [f"repair | {words} | {changed}" for words, changed in changes]


def known() -> dict[str, list[str]]:
    """The same, as it was read."""
    parts = KNOWN.read_text(encoding="utf-8").split("# ")[1:]
    return {part.splitlines()[0]: part.split("\n", 1)[1].splitlines() for part in parts}


@pytest.mark.parametrize("name", lines())
def test_the_mistakes_are_those_that_were_read(name):
    assert told(name) == known()[name]


def test_each_is_told_with_its_formulas():
    for name in lines():
        for mistake, wrong in found(name):
            assert mistake.words.count("{}") <= len(mistake.pieces), mistake
            assert wrong != lines()[name], mistake
            assert None not in mistake.pieces, mistake


if __name__ == "__main__":
    for name in lines():
        print("\n".join([f"# {name}", *told(name)]))
