"""Functions with a name: with a definition, or undefined."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from sympy import Function, Symbol, erf, exp, log, pi, sqrt
from sympy.core.parameters import global_parameters


class NamedFunction(Function):
    """A function with a name of its own and a definition that is unfolded."""

    latex_name = None

    @classmethod
    def definition(cls, *arguments: Any) -> Any:
        raise NotImplementedError

    def unfold(self) -> Any:
        return _unfolded(self, global_parameters.evaluate)

    def fdiff(self, argindex: int = 1) -> Any:
        places = tuple(Symbol(f"u{k}", real=True) for k in range(len(self.args)))
        slope = self.definition(*places).diff(places[argindex - 1])
        return slope.subs(dict(zip(places, self.args, strict=True)))

    def _eval_evalf(self, prec):
        # SymPy would take mpmath's function of that name: its phi is the golden ratio.
        return self.unfold()._eval_evalf(prec)

    def _eval_is_extended_real(self):
        return all(a.is_extended_real for a in self.args) or None


@lru_cache(maxsize=4096)  # every line of a chain asks for it
def _unfolded(applied, evaluated):
    """The definition; kept apart for as_written(), where SymPy evaluates nothing."""
    return applied.definition(*applied.args)


# What these names mean is known: another function needs a name of its own.
TAKEN = (
    *("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth"),
    *("arcsin", "arccos", "arctan", "asin", "acos", "atan", "exp", "log", "ln", "lg"),
    *("sqrt", "erf", "sign", "abs", "max", "min", "det", "tr"),
)


def _refuse_taken(name: str, latex: str | None) -> None:
    """Refuse a function that would print as another one."""
    for argument, text in (("name", name), ("latex", latex)):
        bare = re.sub(r"\\(?:operatorname|mathrm|text)?|[{}\s]", "", text or "")
        if bare in TAKEN:
            raise ValueError(
                f"{argument}: {text!r} is the name of another function, whose meaning "
                "is known: choose a name of its own"
            )


def define(name: str, definition: Callable[..., Any], latex: str | None = None) -> Any:
    """A function with a name, shown by it and replaced by its definition in a check.

    Parameters
    ----------
    name : str
        How it prints in a terminal.
    definition : callable
        From the arguments to the expression that the function stands for.
    latex : str, optional
        How it prints on a page.

    Raises
    ------
    ValueError
        It would print as a function whose meaning is known, such as the sine.

    Examples
    --------
    >>> odds = define("odds", lambda p: p / (1 - p))
    >>> p = Symbol("p")
    >>> odds(p).unfold()
    p/(1 - p)
    """
    _refuse_taken(name, latex)
    members = {"definition": staticmethod(definition), "latex_name": latex}
    return type(name, (NamedFunction,), members)


sigmoid = define("sigmoid", lambda u: 1 / (1 + exp(-u)), latex=r"\sigma")
softplus = define("softplus", lambda u: log(1 + exp(u)), latex=r"\operatorname{sp}")
Phi = define("Phi", lambda u: (1 + erf(u / sqrt(2))) / 2, latex=r"\Phi")
phi = define("phi", lambda u: exp(-(u**2) / 2) / sqrt(2 * pi), latex=r"\varphi")


def function(
    name: str,
    *,
    derivative: Callable[[Any], Any] | None = None,
    within: tuple[Any, Any] | None = None,
    latex: str | None = None,
) -> Any:
    """An undefined smooth function: a step that holds, holds for every such function.

    Parameters
    ----------
    derivative : a function of the argument that is declared to be the derivative.
    within : open interval in which the values lie.

    >>> f = function("f")
    >>> F = function("F", derivative=f, within=(0, 1))
    >>> t = Symbol("t", real=True)
    >>> F(t).diff(t)
    f(t)
    """
    _refuse_taken(name, latex)
    attributes: dict[str, Any] = {
        "within": within,
        "latex_name": latex,
        "declared": derivative,
    }
    if derivative is not None:
        slope = derivative
        attributes["fdiff"] = lambda self, argindex=1: slope(*self.args)
    return Function(name, real=True, **attributes)
