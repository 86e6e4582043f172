"""What a line is made of: the names, sizes and indices that a check must supply."""

from dataclasses import dataclass, field
from itertools import chain, count
from numbers import Integral

import sympy as sp
from sympy.core.function import AppliedUndef, UndefinedFunction
from sympy.matrices.expressions import MatrixSymbol
from sympy.tensor.indexed import Indexed

from derivations.steps.errors import Unsupported

from . import notation as nt
from .by_abbreviation import DERIVATIVES, refuse_hidden_dependence

SIZES = (3, 2, 4, 5)  # of sizes that the author does not name; they all differ


@dataclass
class Ingredients:
    """The names in a line, its abbreviations unfolded."""

    arrays: set = field(default_factory=set)
    matrices: set = field(default_factory=set)
    symbols: set = field(default_factory=set)
    heads: set = field(default_factory=set)  # undefined functions
    operators: set = field(default_factory=set)  # types of integrals, limits, ...

    def shapes(self):
        for base in self.arrays | self.matrices:
            yield from base.shape or ()

    @property
    def primitives(self):
        """``{f: F}`` for every F here whose derivative f was declared.

        A check draws f and F from one smooth function. SymPy takes two functions of
        one name for the same, so that the lines at hand say whose derivative f is.
        """
        found, stack = {}, sorted(self.heads, key=str, reverse=True)
        while stack:
            head = stack.pop()
            slope = getattr(head, "declared", None)
            if isinstance(slope, UndefinedFunction) and slope not in found:
                found[slope] = head
                stack.append(slope)
        return found

    @property
    def is_closed(self):
        """Nothing to draw: a statement about numbers."""
        return not (self.arrays or self.matrices or self.symbols or self.heads)


SLOW = (sp.Integral, sp.Limit, nt.Expectation)


def ingredients(*expressions):
    """Collect what expressions are made of.

    Raises
    ------
    Unsupported : a floating-point number where an exact one is meant, or symbols that
        do not commute outside of matrices.
    """
    try:
        return _collected(expressions)
    except RecursionError as error:
        raise Unsupported("the line is nested too deeply to be read") from error


def _collected(expressions):
    found = Ingredients()
    seen, derivatives = set(), {}
    # What is unfolded brings no free symbol of its own: an index that looks free in
    # sigmoid(z[i]) is bound by the sum around it.
    for expression in expressions:
        found.symbols |= _free(expression)
    stack = list(expressions)
    while stack:
        expression = stack.pop()
        if expression in seen:
            continue
        seen.add(expression)
        _refuse(expression)
        for node in sp.preorder_traversal(expression):
            _refuse(node)
            if isinstance(node, Indexed):
                stack.append(node.base)
            elif isinstance(node, sp.IndexedBase):
                _add_array(node, found, stack)
            elif isinstance(node, MatrixSymbol):
                found.matrices.add(node)
                if getattr(node, "entries", None) is not None:
                    stack.append(node.entries)
            elif isinstance(node, (nt.NamedFunction, nt.Expectation)):
                stack.append(node.unfold())
            elif isinstance(node, AppliedUndef):
                found.heads.add(node.func)
            elif isinstance(node, DERIVATIVES):
                derivatives[node] = None
            if isinstance(node, SLOW) or _endless(node):
                found.operators.add(type(node))
    refuse_hidden_dependence(derivatives)
    found.symbols -= set().union(
        *(getattr(s, "free_symbols", set()) for s in found.shapes())
    )
    return found


def _add_array(base, found, stack):
    if base in found.arrays:
        return
    found.arrays.add(base)
    stack.extend(n for n in getattr(base, "of", ()) if isinstance(n, sp.IndexedBase))
    definition = getattr(base, "definition", None)
    if definition is not None:
        found.symbols |= _free(definition[1])
        stack.append(definition[1])


def _free(expression):
    """Free symbols: labels of arrays and names of matrices are not among them."""
    labels = set()
    for node in sp.preorder_traversal(expression):
        if isinstance(node, Indexed):
            labels |= {node, node.base.label}
    free = {s for s in expression.free_symbols if isinstance(s, sp.Symbol)}
    dummies = {s for s in free if "." in s.name}
    return free - labels - dummies - _bound_everywhere(expression)


def _bound_everywhere(expression):
    """Variables of Elementwise and Law, which SymPy does not know to be bound."""
    bound = set()
    for node in sp.preorder_traversal(expression):
        if isinstance(node, nt.Elementwise):
            bound |= set(node.function.variables)
        if isinstance(node, nt.Law):
            bound.add(node.args[0])
    return bound


def _endless(node):
    return isinstance(node, (sp.Sum, sp.Product)) and any(
        end.is_infinite for limits in node.limits for end in limits[1:]
    )


def _refuse(node):
    if isinstance(node, sp.Float):
        raise Unsupported(
            f"the line holds the floating-point number {node}: write an exact one, "
            f"such as {sp.nsimplify(node, rational=True)}"
        )
    if isinstance(node, sp.Symbol) and node.is_commutative is False:
        raise Unsupported(
            f"{node} does not commute: write matrices as matrix(...), not as symbols"
        )


def checked_sizes(given):
    """The sizes that an author names, as whole numbers that all differ."""
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise TypeError(
            "sizes must be a dict such as {m: 3, n: 2}, "
            f"got {type(given).__name__}: {given!r}"
        )
    for symbol, number in given.items():
        if not isinstance(symbol, sp.Symbol):
            raise TypeError(f"sizes: a symbol is expected as a key, got {symbol!r}")
        whole = isinstance(number, (Integral, sp.Integer))
        if not whole or isinstance(number, bool) or number < 1:
            raise ValueError(
                f"sizes: {symbol} must be a whole number >= 1, got {number!r}"
            )
    return _all_different({symbol: int(number) for symbol, number in given.items()})


def _all_different(sizes):
    """Sizes of which no two are equal: a row would pass for a column there.

    The first to be named keeps its number, and a later one gets the next that is free.
    What a verdict says of sizes, and a record, names the numbers that were used.

    >>> _all_different({"m": 2, "n": 2, "K": 3})
    {'m': 2, 'n': 4, 'K': 3}
    """
    result, taken = {}, set(sizes.values())
    for symbol, number in sizes.items():
        again = number in result.values()
        result[symbol] = next(k for k in count(number) if k not in taken or not again)
        taken.add(result[symbol])
    return result


def refuse_strangers(argument, names, found):
    """Names that look like those of the line and are others: nothing would hold them.

    ``Symbol("x")`` is another symbol than ``Symbol("x", real=True)``.
    """
    known = set(found.symbols)
    for shape in found.shapes():
        known |= shape.free_symbols
    labels = {name.name for name in known if isinstance(name, sp.Symbol)}
    for name in names:
        if isinstance(name, sp.Symbol) and name not in known and name.name in labels:
            raise ValueError(
                f"{argument}: {name} is not the {name} of the line, which was declared "
                "otherwise: use the same object in both"
            )


def chosen_sizes(found, given):
    """A whole number for every symbolic size; those not given all differ."""
    sizes = checked_sizes(given)
    needed = set()
    for size in found.shapes():
        needed |= {s for s in size.free_symbols if isinstance(s, sp.Symbol)}
    fresh = (k for k in chain(SIZES, count(6)) if k not in sizes.values())
    for symbol in sorted(needed - set(sizes), key=str):
        sizes[symbol] = next(fresh)
    return sizes
