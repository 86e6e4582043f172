"""Random smooth functions with exact gradients.

An expression is a small tree. Its value is computed in float64, as any function would
be; its gradient by forward differentiation in mpmath at 50 digits, with the same
float64 constants. Nothing here is shared with the package under test.
"""

from dataclasses import dataclass

import mpmath as mp
import numpy as np

#: name -> (float64 function, mpmath function, mpmath derivative)
UNARY = {
    "sin": (np.sin, mp.sin, mp.cos),
    "cos": (np.cos, mp.cos, lambda u: -mp.sin(u)),
    "tanh": (np.tanh, mp.tanh, lambda u: 1 - mp.tanh(u) ** 2),
    "atan": (np.arctan, mp.atan, lambda u: 1 / (1 + u * u)),
    "exp of -square": (
        lambda u: np.exp(-u * u),
        lambda u: mp.exp(-u * u),
        lambda u: -2 * u * mp.exp(-u * u),
    ),
    "exp of tanh": (
        lambda u: np.exp(np.tanh(u)),
        lambda u: mp.exp(mp.tanh(u)),
        lambda u: mp.exp(mp.tanh(u)) * (1 - mp.tanh(u) ** 2),
    ),
    "log1p of square": (
        lambda u: np.log(1 + u * u),
        lambda u: mp.log1p(u * u),
        lambda u: 2 * u / (1 + u * u),
    ),
    "softplus": (
        lambda u: np.logaddexp(0, u),
        lambda u: mp.log1p(mp.exp(u)),
        lambda u: 1 / (1 + mp.exp(-u)),
    ),
    "sqrt": (
        lambda u: np.sqrt(1 + u * u),
        lambda u: mp.sqrt(1 + u * u),
        lambda u: u / mp.sqrt(1 + u * u),
    ),
    "reciprocal": (
        lambda u: 1 / (1 + u * u),
        lambda u: 1 / (1 + u * u),
        lambda u: -2 * u / (1 + u * u) ** 2,
    ),
    "square": (lambda u: u * u, lambda u: u * u, lambda u: 2 * u),
    "cube": (lambda u: u**3, lambda u: u**3, lambda u: 3 * u * u),
}
BINARY = ("+", "-", "*", "*", "/")


@dataclass(frozen=True)
class Expression:
    """A node: a variable, a constant, a function of one node or of two."""

    kind: str
    left: "Expression | None" = None
    right: "Expression | None" = None
    index: int = 0
    constant: float = 0.0

    def __call__(self, x):
        """The value in float64, or in mpmath numbers if x holds those."""
        exact = isinstance(x[0], mp.mpf)
        if self.kind == "variable":
            return x[self.index]
        if self.kind == "constant":
            return mp.mpf(self.constant) if exact else self.constant
        u = self.left(x)
        if self.right is None:
            return UNARY[self.kind][1 if exact else 0](u)
        v = self.right(x)
        if self.kind == "+":
            return u + v
        if self.kind == "-":
            return u - v
        if self.kind == "*":
            return u * v
        return u / (1 + v * v)

    def dual(self, x):
        """The value and the gradient, as mpmath numbers."""
        n = len(x)
        if self.kind == "variable":
            return x[self.index], [mp.mpf(int(i == self.index)) for i in range(n)]
        if self.kind == "constant":
            return mp.mpf(self.constant), [mp.mpf(0)] * n
        u, du = self.left.dual(x)
        if self.right is None:
            _, function, slope = UNARY[self.kind]
            slope = slope(u)
            return function(u), [slope * a for a in du]
        v, dv = self.right.dual(x)
        if self.kind == "+":
            return u + v, [a + b for a, b in zip(du, dv, strict=True)]
        if self.kind == "-":
            return u - v, [a - b for a, b in zip(du, dv, strict=True)]
        if self.kind == "*":
            return u * v, [a * v + u * b for a, b in zip(du, dv, strict=True)]
        w = 1 + v * v
        return u / w, [
            a / w - u * 2 * v * b / w**2 for a, b in zip(du, dv, strict=True)
        ]

    def __str__(self):
        if self.kind == "variable":
            return f"x{self.index}"
        if self.kind == "constant":
            return repr(self.constant)
        if self.right is None:
            return f"{self.kind}({self.left})"
        return f"({self.left} {self.kind} {self.right})"


@dataclass(frozen=True)
class RandomFunction:
    """f(x) = offset + height * expression(x / units): value, point, exact gradient."""

    expression: Expression
    x: np.ndarray
    units: np.ndarray
    height: float = 1.0
    offset: float = 0.0

    def __call__(self, x):
        return self.offset + self.height * self.expression(x / self.units)

    @property
    def exact(self) -> list:
        """The gradient at x in mpmath numbers."""
        with mp.workdps(50):
            units = [mp.mpf(float(u)) for u in self.units]
            x = [mp.mpf(float(a)) / u for a, u in zip(self.x, units, strict=True)]
            _, gradient = self.expression.dual(x)
            return [
                mp.mpf(self.height) * g / u
                for g, u in zip(gradient, units, strict=True)
            ]

    @property
    def sound(self) -> bool:
        """f depends on x, and f in float64 is f: nothing saturates (1 - tanh(50))."""
        with mp.workdps(50):
            x = [
                mp.mpf(float(a)) / mp.mpf(float(u))
                for a, u in zip(self.x, self.units, strict=True)
            ]
            exact = mp.mpf(self.offset) + mp.mpf(self.height) * self.expression(x)
            effects = [abs(g * a) for g, a in zip(self.exact, self.x, strict=True)]
            off = abs(mp.mpf(float(self(self.x))) - exact)
            return sum(effects) > 0 and off <= 1e-12 * (abs(exact) + sum(effects))

    def error(self, gradient) -> np.ndarray:
        """|gradient - exact gradient|, per component."""
        with mp.workdps(50):
            return np.array(
                [
                    float(abs(mp.mpf(float(g)) - e))
                    for g, e in zip(gradient, self.exact, strict=True)
                ]
            )

    def __str__(self):
        return f"{self.offset} + {self.height} * {self.expression} at {self.x.tolist()}"


def random_expression(rng, n: int, depth: int = 3) -> Expression:
    """A random tree of the given depth in n variables."""
    if depth == 0:
        if rng.random() < 0.75:
            return Expression("variable", index=int(rng.integers(n)))
        return Expression("constant", constant=float(np.round(rng.normal(0, 2), 2)))
    if rng.random() < 0.45:
        kind = str(rng.choice(list(UNARY)))
        return folded(Expression(kind, random_expression(rng, n, depth - 1)))
    kind = str(rng.choice(BINARY))
    left, right = (random_expression(rng, n, depth - 1) for _ in range(2))
    return folded(Expression(kind, left, right))


def folded(node: Expression) -> Expression:
    """Constants are computed once, as anybody would.

    Otherwise a digit lost between constants, say in log(1 + 0.01**2), multiplies f by
    a number that is wrong in the same way everywhere: another function, not noise.
    """
    if all(
        child is None or child.kind == "constant" for child in (node.left, node.right)
    ):
        return Expression("constant", constant=float(node([mp.mpf(0)])))
    return node


def random_function(rng, group: str = "plain") -> RandomFunction:
    """A random function of 1 to 4 inputs that depends on at least one of them.

    Groups: "plain"; "scaled" (inputs and output in units of 1e-7 to 1e7); "offset"
    (a constant of 1e2 to 1e7 times the size of the rest is added).
    """
    while True:
        n = int(rng.integers(1, 5))
        expression = random_expression(rng, n)
        z = rng.normal(0, 1.5, n)
        height, offset, units = 1.0, 0.0, np.ones(n)
        if group == "scaled":
            units = 10.0 ** rng.uniform(-7, 7, n)
            height = float(10.0 ** rng.uniform(-7, 7))
        elif group == "offset":
            offset = float(10.0 ** rng.uniform(2, 7) * max(1, abs(expression(z))))
        elif group != "plain":
            raise ValueError(f"group must be plain, scaled or offset, got {group!r}")
        function = RandomFunction(expression, z * units, units, height, offset)
        if abs(expression(z)) < 1e6 and function.sound:
            return function
