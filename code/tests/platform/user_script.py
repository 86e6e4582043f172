"""A script as somebody writes it who uses the package; type checkers read it."""

import numpy as np
from derivations import (
    Derivation,
    assert_gradient,
    check_gradient,
    check_latex,
    check_step,
    numerical_gradient,
)
from derivations.steps import D, array, indices, sizes, total


def cost(x: np.ndarray) -> float:
    return float(x @ x)


def slope(x: np.ndarray) -> np.ndarray:
    return 2 * x


check = check_gradient(cost, slope, np.array([1.0, 2.0]), sizes={"n": 2})
print(check.verdict.upper(), check.digits, bool(check))
print(numerical_gradient(cost, [1.0, 2.0]).value.shape)
assert_gradient(cost, slope, np.ones(3))
n = sizes("n")
i, j = indices("i j")
x = array("x", n)
chain = Derivation(D(total(x[i] ** 2, i), x[j]), sizes={n: 3})
chain.step(2 * x[j], "power rule")
report = chain.check()
print(report.verdict, report.first_wrong)
step = check_step(x[i], x[j])
print(step.verdict.upper())
pasted = check_latex(r"\frac{d}{dx} x^2 = 2x", names="x: real")
print(pasted.verdict, pasted.first_wrong, [line.number for line in pasted.lines])
