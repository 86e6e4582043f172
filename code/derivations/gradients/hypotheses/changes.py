"""Changes of variables, entry by entry: t = phi(x), and the factor dt/dx."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


def _anywhere(x: np.ndarray) -> np.ndarray:
    return np.ones(np.shape(x), bool)


def _positive(x: np.ndarray) -> np.ndarray:
    return x > 0


def _share(x: np.ndarray) -> np.ndarray:
    return (x > 0) & (x < 1)


def _correlation(x: np.ndarray) -> np.ndarray:
    return np.abs(x) < 1


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 0.5 * (1 + np.tanh(x / 2))


@dataclass(frozen=True)
class Change:
    """t = phi(x), with `{}` for x in all words.

    Attributes
    ----------
    t
        the new variable, "log({})".
    factor
        what the chain rule multiplies by, or divides by, "{}".
    code
        the factor in Python.
    value
        the factor as a function of x.
    divides
        dt/dx is one over the factor.
    domain
        where phi is defined.
    """

    t: str
    factor: str
    code: str
    value: Callable[[np.ndarray], np.ndarray]
    divides: bool = False
    domain: Callable[[np.ndarray], np.ndarray] = _anywhere

    def of(self, name: str, x: np.ndarray) -> str:
        """The new variable in words.

        >>> CHANGES[1].of("x", np.array([1.0, 2.0])), CHANGES[1].of("f", np.array(-1))
        ('log(x)', 'log|f|')
        """
        words = self.t.replace("|{}|", "({})") if np.all(x > 0) else self.t
        return words.replace("{}", name)

    def slope(self, x: np.ndarray) -> np.ndarray:
        """dt/dx; NaN where phi is not defined, or the factor is 0 or infinite."""
        with np.errstate(all="ignore"):
            value = self.value(x)
            value = np.where(self.domain(x) & (value != 0), value, np.nan)
            value = np.where(np.isfinite(value), value, np.nan)
            return 1 / value if self.divides else value


#: The usual ones, the plainest first.
CHANGES = (
    Change("exp({})", "exp({})", "np.exp({})", np.exp),
    Change("log|{}|", "{}", "{}", lambda x: x, True),
    Change("{}^2", "2 {}", "(2 * {})", lambda x: 2 * x),
    Change(
        "sqrt({})",
        "2 sqrt({})",
        "(2 * np.sqrt({}))",
        lambda x: 2 * np.sqrt(x),
        True,
        _positive,
    ),
    Change("1/{}", "-{}^2", "-({}**2)", lambda x: -x * x, True),
    Change(
        "sigmoid({})",
        "p (1 - p) with p = sigmoid({})",
        "(np.exp(-{}) / (1 + np.exp(-{}))**2)",
        lambda x: sigmoid(x) * sigmoid(-x),
    ),
    Change(
        "logit({})",
        "{} (1 - {})",
        "({} * (1 - {}))",
        lambda x: x * (1 - x),
        True,
        _share,
    ),
    Change(
        "tanh({})",
        "1 - tanh({})^2",
        "(1 - np.tanh({})**2)",
        lambda x: 1 / np.cosh(x) ** 2,
    ),
    Change(
        "artanh({})",
        "1 - {}^2",
        "(1 - {}**2)",
        lambda x: (1 - x) * (1 + x),
        True,
        _correlation,
    ),
    Change("softplus({})", "sigmoid({})", "(1 / (1 + np.exp(-{})))", sigmoid),
    Change(
        "log(exp({}) - 1)",
        "1 - exp(-{})",
        "-np.expm1(-{})",
        lambda x: -np.expm1(-x),
        True,
        _positive,
    ),
    Change(
        "log(1 + {})",
        "1 + {}",
        "(1 + {})",
        lambda x: 1 + x,
        True,
        lambda x: x > -1,
    ),
    Change("{}^3", "3 {}^2", "(3 * {}**2)", lambda x: 3 * x * x),
    Change(
        "exp(2 {})", "2 exp(2 {})", "(2 * np.exp(2 * {}))", lambda x: 2 * np.exp(2 * x)
    ),
    Change("1/{}^2", "-{}^3/2", "(-({}**3) / 2)", lambda x: -(x**3) / 2, True),
)
