"""The slips that people make in a line, each as a small change of its tree.

A slip is a function of a node, the nodes above it and the whole line; it yields a name
and what stands in the node's place: a sign, a factor, a term, a Kronecker delta, an
index, a transpose, a power, a mean, a function, a limit of a sum.
"""

from sympy import (
    Abs,
    Add,
    Integral,
    KroneckerDelta,
    Mod,
    Mul,
    Piecewise,
    Pow,
    Product,
    Rational,
    S,
    Sum,
    asin,
    atan,
    cos,
    cosh,
    erf,
    sign,
    sin,
    sinh,
    tanh,
)
from sympy.core.function import Function
from sympy.matrices.expressions import (
    MatAdd,
    MatMul,
    MatrixExpr,
)
from sympy.tensor.indexed import Indexed

from derivations.steps.typesetting.plain import plain
from derivations.steps.vocabulary.notation import D, Phi, phi

from .matrix import order_of_matrices
from .trees import NARROW, negated, product, rebuild, short, without

# the sign inside these is no slip of its own: lost, or the sign of the factor
_EVEN_OR_ODD = (cos, cosh, Abs, phi, sin, sinh, tanh, asin, atan, erf, sign)
_TWINS = {sin: cos, cos: sin, sinh: cosh, cosh: sinh, Phi: phi, phi: Phi}


def _sign(node, above, line):
    if not above:
        yield ("1 for 0", S.One) if line == 0 else ("sign of the line", negated(node))
    if isinstance(node, (Add, MatAdd)):
        for k, term in enumerate(node.args):
            arguments = list(node.args)
            arguments[k] = negated(term)
            name = f"sign of {short(term, NARROW)} in {short(node)}"
            yield name, rebuild(node, arguments)


def _factor(node, above, line):
    if not isinstance(node, (Mul, MatMul)):
        return
    for k, factor in enumerate(node.args):
        rest = without(node.args, k)
        if factor.is_Number and factor < 0:
            rest.insert(k, S.NegativeOne)
            factor = -factor
        if factor == 1 or isinstance(factor, (Sum, Integral)):
            continue
        if all(other.is_Number for other in rest):  # nobody forgets all there is
            continue
        kind = "chain factor" if isinstance(factor, D) else "factor"
        name = f"{kind} {short(factor)} dropped"
        if isinstance(node, Mul):
            yield name, product(rest)
        elif any(isinstance(other, MatrixExpr) for other in rest):
            try:
                yield name, rest[0] if len(rest) == 1 else MatMul(*rest)
            except ValueError:
                continue


def _twice(node, above, line):
    if not above and line != 0:
        times = MatMul if isinstance(node, MatrixExpr) else Mul
        yield "factor 2 put in front", times(2, node, **_unevaluated(times))


def _unevaluated(kind):
    return {"evaluate": False} if kind is Mul else {}


def _term(node, above, line):
    if isinstance(node, (Add, MatAdd)):
        for k in range(len(node.args)):
            rest = without(node.args, k)
            name = f"term {short(node.args[k], NARROW)} dropped from {short(node)}"
            yield name, rest[0] if len(rest) == 1 else rebuild(node, rest)


def _delta(node, above, line):
    if isinstance(node, KroneckerDelta):
        yield f"Kronecker delta of {node.args[0]}, {node.args[1]} dropped", S.One


def _index(node, above, line):
    """An index replaced by another of the same range, or moved on by one."""
    if not isinstance(node, Indexed) or node.base.shape is None:
        return
    shown = plain(node)
    for k, index in enumerate(node.indices):
        size = node.base.shape[k]
        if isinstance(index, Add):
            fixed = Add(*(part for part in index.args if not part.is_Number))
            yield f"index {index} -> {fixed} in {shown}", _entry(node, k, fixed)
        for other in _indices_in_scope(above, line, size):
            if other != index:
                name = f"index {index} -> {other} in {shown}"
                yield name, _entry(node, k, other)
        if index.is_Symbol and size != 1:
            # the last one is followed by the first, so that every entry exists
            yield (
                f"index {index} -> {index}+1 in {shown}",
                _entry(node, k, Mod(index, size) + 1),
            )


def _entry(node, position, index):
    indices = list(node.indices)
    indices[position] = index
    return Indexed(node.base, *indices)


def _indices_in_scope(above, line, size):
    bound = {v for n in above if isinstance(n, (Sum, Product)) for v in n.variables}
    found = {
        index
        for entry in line.atoms(Indexed)
        for index, length in zip(entry.indices, entry.base.shape or (), strict=False)
        if length == size and index.is_Symbol
    }
    # The two indices of a delta have one range, and so on from delta to delta.
    deltas = line.atoms(KroneckerDelta)
    while more := {
        index
        for delta in deltas
        if found & set(delta.args)
        for index in delta.args
        if index.is_Symbol and index not in found
    }:
        found |= more
    return sorted(found & (bound | line.free_symbols), key=str)


def _power(node, above, line):
    if not isinstance(node, Pow) or not node.exp.is_Rational:
        return
    if node.exp == Rational(1, 2):
        yield f"square root of {short(node.base)} dropped", node.base
    elif node.exp.is_Integer and not (node.exp == -1 and node.base.is_Symbol):
        # towards 1, except that 1/(1 + x) becomes 1/(1 + x)^2
        new = node.exp - (1 if node.exp > 0 or node.exp == -1 else -1)
        wrong = node.base if new == 1 else Pow(node.base, new, evaluate=False)
        yield f"power {node.exp} -> {new} of {short(node.base)}", wrong


def _mean(node, above, line):
    if not isinstance(node, Sum) or (not above and line.is_Matrix):
        return
    size = node.limits[0][2]
    dividing = Pow(size, -1)
    if size.is_Symbol and not any(dividing in n.args for n in above):
        yield (
            f"mean for sum over {node.variables[0]}",
            Mul(dividing, node, evaluate=False),
        )


def _limits(node, above, line):
    if not isinstance(node, Sum) or len(node.limits) != 1:
        return
    index, lower, upper = node.limits[0]
    yield (
        f"sum starts at {index} = {lower + 1}",
        Sum(node.function, (index, lower + 1, upper)),
    )
    yield (
        f"sum ends at {index} = {upper - 1}",
        Sum(node.function, (index, lower, upper - 1)),
    )


def _inside(node, above, line):
    """A function at minus its argument, or its twin (cos for sin)."""
    if not isinstance(node, Function) or isinstance(node, (Piecewise, KroneckerDelta)):
        return
    if node.func in _TWINS:
        twin = _TWINS[node.func]
        yield f"{twin.__name__} for {short(node)}", twin(*node.args)
    if len(node.args) == 1 and not isinstance(node, _EVEN_OR_ODD):
        yield f"sign inside {short(node)}", node.func(negated(node.args[0]))


def _order(node, above, line):
    if isinstance(node, D):
        fewer = node.variables[:-1]
        yield (
            f"one derivative fewer of {short(node.expression)}",
            D(node.expression, *fewer) if fewer else node.expression,
        )


def _branches(node, above, line):
    if isinstance(node, Piecewise) and len(node.args) == 2:
        (first, condition), (second, otherwise) = node.args
        yield "branches exchanged", Piecewise((second, condition), (first, otherwise))


SLIPS = (
    _sign,
    _factor,
    _term,
    _delta,
    _index,
    order_of_matrices,
    _power,
    _mean,
    _inside,
    _order,
    _branches,
    _limits,
    _twice,
)
