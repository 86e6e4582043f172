"""Functions with a name: with a definition, or undefined."""

from functools import lru_cache

from sympy import Function, Symbol, erf, exp, log, pi, sqrt
from sympy.core.parameters import global_parameters


class NamedFunction(Function):
    """A function with a name of its own and a definition that is unfolded."""

    latex_name = None

    @classmethod
    def definition(cls, *arguments):
        raise NotImplementedError

    def unfold(self):
        return _unfolded(self, global_parameters.evaluate)

    def fdiff(self, argindex=1):
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


def define(name, definition, latex=None):
    """A function with a name, shown by it and replaced by its definition in a check.

    >>> odds = define("odds", lambda p: p / (1 - p))
    >>> p = Symbol("p")
    >>> odds(p).unfold()
    p/(1 - p)
    """
    members = {"definition": staticmethod(definition), "latex_name": latex}
    return type(name, (NamedFunction,), members)


sigmoid = define("sigmoid", lambda u: 1 / (1 + exp(-u)), latex=r"\sigma")
softplus = define("softplus", lambda u: log(1 + exp(u)), latex=r"\operatorname{sp}")
Phi = define("Phi", lambda u: (1 + erf(u / sqrt(2))) / 2, latex=r"\Phi")
phi = define("phi", lambda u: exp(-(u**2) / 2) / sqrt(2 * pi), latex=r"\varphi")


def function(name, *, derivative=None, within=None, latex=None):
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
    attributes = {"within": within, "latex_name": latex, "declared": derivative}
    if derivative is not None:
        attributes["fdiff"] = lambda self, argindex=1: derivative(*self.args)
    return Function(name, real=True, **attributes)
