"""Names that look the same on the page and are not: nothing is said of such lines.

``Symbol("x")`` is another symbol than ``Symbol("x", real=True)``, and the symbol
``x_1`` another than the entry ``x[1]`` of an array. On paper they are one name. A check
that takes them for two proves ``d(x^2)/dx = 0``, and one that draws the same number for
both accepts it.
"""

import re
from functools import cache
from itertools import combinations

import sympy as sp
from sympy.core.function import UndefinedFunction
from sympy.matrices.expressions import MatrixSymbol
from sympy.printing.conventions import split_super_sub
from sympy.tensor.indexed import IndexedBase

from .formulas import Expectation
from .named_functions import NamedFunction
from .places import At, MatrixAt

KINDS = ("integer", "real", "complex")  # assumptions that are told, the first known
SIGNS = ("positive", "negative", "nonnegative", "nonpositive", "nonzero")


def look_alikes(*expressions):
    """What is wrong with the names in a few lines, as a sentence; "" where nothing is.

    >>> x, also_x = sp.Symbol("x"), sp.Symbol("x", real=True)
    >>> print(look_alikes(x + also_x))
    x is two names here: the symbol x (real) and the symbol x without assumptions. \
Use one object for both, or another letter
    >>> look_alikes(x + sp.Symbol("z"))
    ''
    """
    names = frozenset().union(*map(_names, expressions))
    alike = {}
    for name in sorted(names, key=described):
        alike.setdefault(_as_seen(name), []).append(name)
    pairs = (p for group in alike.values() for p in combinations(group, 2))
    pair = next((p for p in pairs if not _one_name(*p)), None) or _entry_as_name(names)
    if pair is None:
        return ""
    one, other = map(described, pair)
    return (
        f"{_label(pair[0])} is two names here: {one} and {other}. Use one object for "
        "both, or another letter"
    )


def _label(name):
    if isinstance(name, type):
        return getattr(name, "latex_name", None) or name.__name__
    return str(name.name)


def _as_seen(name):
    """A name as a page shows it: x1 and x_1 are both an x with a 1 below."""
    if isinstance(name, type):
        page = getattr(name, "latex_name", None) or name.__name__
        return "function", re.sub(r"\\operatorname|[\\{}]", "", page)
    stem, above, below = split_super_sub(str(name.name))
    return stem, tuple(above), tuple(below)


def _one_name(one, other):
    """Whether both stand for one thing: a matrix and the array of its entries."""
    entries = getattr(one, "entries", None), getattr(other, "entries", None)
    return other == entries[0] or one == entries[1] or described(one) == _same(other)


def _same(name):
    """Two functions that were declared alike are one, as nobody can tell them apart."""
    return described(name) if isinstance(name, UndefinedFunction) else None


def _entry_as_name(names):
    """A name that looks like an entry of an array, such as x_1 beside x[1]; or None."""
    for array in sorted(filter(_rank, names), key=described):
        stem, above, below = _as_seen(array)
        for name in sorted(names, key=described):
            seen = _as_seen(name)
            if seen[:2] != (stem, above) or seen[2][: len(below)] != below:
                continue
            if _fits(seen[2][len(below) :], _rank(array) - _rank(name)):
                return name, array
    return None


def _rank(name):
    if isinstance(name, type):
        return 0
    shape = getattr(name, "shape", None) or ()
    return (
        sum(size != 1 for size in shape)
        if isinstance(name, MatrixSymbol)
        else (len(shape))
    )


def _fits(subscripts, rank):
    """Whether digits below a name read as so many indices: 12 as one or as 1, 2."""
    digits = "".join(subscripts)
    if rank < 1 or not digits.isdigit():
        return False
    return len(subscripts) == rank or (len(subscripts) == 1 and len(digits) >= rank)


def described(name):
    """A name with what is known of it, as in "the symbol x (real)".

    >>> described(sp.Symbol("n", integer=True, positive=True))
    'the symbol n (integer, positive)'
    """
    if isinstance(name, type):
        more = getattr(name, "within", None) or getattr(name, "declared", None)
        return f"the function {name.__name__}" + f" ({more})" * (more is not None)
    if isinstance(name, sp.Symbol):
        known = [_first_true(name, words) for words in (KINDS, SIGNS)]
        told = ", ".join(filter(None, known))
        known = f"({told})" if told else "without assumptions"
        return f"the symbol {name} {known}"
    shape = " x ".join(map(str, name.shape or ()))
    if isinstance(name, MatrixSymbol):
        kind = getattr(name, "kind_of", None)
        return f"the matrix {name.name} ({f'{kind}, ' if kind else ''}{shape})"
    definition = getattr(name, "definition", None)
    more = f"{shape}, an abbreviation" if definition is not None else shape
    return f"the array {name.name} ({more})"


def _first_true(symbol, words):
    return next((word for word in words if symbol.assumptions0.get(word)), None)


# --- the names of a line ------------------------------------------------------------


@cache
def _names(expression):
    """Symbols, arrays, matrices and functions of a line, and of its abbreviations."""
    if isinstance(expression, sp.Lambda):
        return _without_own(expression.expr, expression.variables)
    if isinstance(expression, (At, MatrixAt)):
        replaced = {name for name, _ in expression.places if name.is_Symbol}
        others = [name for name, _ in expression.places if name not in replaced]
        values = expression.args[2]
        found = _without_own(expression.expression, replaced)
        return found.union(*map(_names, [*others, *values]))
    found = set()
    for part in _parts(expression):
        found |= _names(part)
    if isinstance(expression, NamedFunction):
        meant = expression.unfold()
        found |= _without_own(meant, _bound(meant), expression.args)
    named = (sp.Symbol, IndexedBase, MatrixSymbol)
    if isinstance(expression, named) and "." not in str(expression.name):
        found.add(expression)
    if isinstance(expression, sp.Function):
        found.add(expression.func)
    return frozenset(found)


def _without_own(body, letters, arguments=()):
    """The names of something but those letters that are bound in it.

    Such a letter is no name of the line: the x of k(x, z) at x = x_j is none beside an
    array x. One that looks like another name in the same body is told of all the same:
    the author took two for one.
    """
    names = _names(body)
    around = names.difference(*map(_names, arguments))
    seen = [_as_seen(name) for name in around]
    return names - {n for n in around & set(letters) if seen.count(_as_seen(n)) == 1}


def _bound(body):
    """The symbols in something that are not free in it."""
    symbols = {name for name in _names(body) if isinstance(name, sp.Symbol)}
    return symbols - body.free_symbols


def _parts(expression):
    """What a line is made of; a name by its sizes and what it stands for."""
    if isinstance(expression, (IndexedBase, MatrixSymbol)):
        entries = getattr(expression, "entries", None)
        definition = getattr(expression, "definition", None)
        parts = [*(expression.shape or ()), *getattr(expression, "of", ())]
        parts += [entries] if entries is not None else []
        return parts + ([definition[1]] if definition is not None else [])
    if isinstance(expression, Expectation):
        return [*expression.args, expression.unfold()]
    if isinstance(expression, sp.MatrixBase):
        return list(expression)
    return getattr(expression, "args", ())
