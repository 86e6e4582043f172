"""Sums, integrals and expectations moved through products and functions.

``E[X Y] = E[X] E[Y]``, ``E[f(X)] = f(E[X])`` and the same with sums and integrals.
"""

from itertools import combinations

from sympy import (
    Abs,
    Add,
    Function,
    Integral,
    Mul,
    Pow,
    S,
    Sum,
    exp,
    log,
    preorder_traversal,
)

from derivations.steps.vocabulary.notation import Expectation

from .mistaken import mistake

SPLITS = 12  # ways to take a product apart
AVERAGES = (Expectation, Integral, Sum)
FUNCTIONS = {
    S.NegativeOne: "reciprocal",
    S.Half: "square root",
    S(2): "square",
    log: "logarithm",
    exp: "exponential",
    Abs: "absolute value",
}
NAMES = {Expectation: "expectation", Integral: "integral", Sum: "sum"}


def product_of_means(node):
    """The mean of a product as the product of the means."""
    found = _mean(node)
    if found is None:
        return
    mean, inside, variables, density = found
    factors = [f for f in Mul.make_args(inside) if f.free_symbols & variables]
    factors = [part for f in factors for part in _powers_apart(f)]
    fixed = Mul(*(f for f in Mul.make_args(inside) if not f.free_symbols & variables))
    words = (
        f"The {_name(node)} of a product is not the product of the {_name(node)}s: "
        "{} and {} are not taken apart."
    )
    groups = [
        group
        for size in range(1, len(factors) // 2 + 1)
        for group in combinations(range(len(factors)), size)
    ]
    for group in groups[:SPLITS]:
        one = Mul(*(factors[k] for k in group))
        other = Mul(*(f for k, f in enumerate(factors) if k not in group))
        said = mistake("product of means", words, one, other)
        yield said, fixed * mean(one) * mean(other)
    if density is None and len(factors) > 1:  # an integral against a joint density
        for a, b in combinations(factors, 2):
            rest = Mul(*(f for f in factors if f not in (a, b)))
            if rest != 1:
                said = mistake("product of means", words, a, b)
                yield said, fixed * mean(a * rest) * mean(b * rest)


def _powers_apart(factor):
    if isinstance(factor, Pow) and factor.exp == 2:
        return [factor.base, factor.base]
    return [factor]


def function_of_mean(node):
    """The mean of a function as the function of the mean: E[1/X] = 1/E[X]."""
    found = _mean(node)
    if found is None:
        return
    mean, inside, variables, density = found
    words = (
        f"The {_name(node)} of the FUNCTION is not the FUNCTION of the {_name(node)}: "
        "{} does not move out of it."
    )
    for part in preorder_traversal(inside):
        outer = isinstance(part, (Pow, Function)) and part.free_symbols & variables
        if not outer:
            continue
        rest = inside / part
        u = part.base if isinstance(part, Pow) else part.args[0]
        if not rest.free_symbols & variables:  # the rest is a constant factor
            yield (
                mistake("function of mean", _called(words, part), part),
                rest * part.xreplace({u: mean(u)}),
            )
        elif density is None and part in Mul.make_args(inside):
            said = mistake("function of mean", _called(words, part), part)
            yield said, part.xreplace({u: mean(u * rest)})
    if density is not None and len(variables) == 1:
        (variable,) = variables
        said = mistake("function of mean", _called(words, inside), inside)
        yield said, inside.xreplace({variable: mean(variable)})


def sample_means(node):
    """The mean of a sample, ``Sum(...)/m``, as an average of its own."""
    if not isinstance(node, Mul):
        return
    totals = [f for f in node.args if isinstance(f, Sum) and len(f.limits) == 1]
    if len(totals) != 1:
        return
    (total,) = totals
    rest = node / total
    index = total.variables[0]

    def mean(inside):
        return rest * Sum(inside, *total.limits)

    inside = total.function
    factors = [f for f in Mul.make_args(inside) if f.has(index)]
    factors = [part for f in factors for part in _powers_apart(f)]
    fixed = Mul(*(f for f in Mul.make_args(inside) if not f.has(index)))
    words = (
        "The mean of a product is not the product of the means: {} and {} are "
        "not taken apart."
    )
    for a, one in enumerate(factors if len(factors) > 1 else ()):
        other = Mul(*(f for k, f in enumerate(factors) if k != a))
        yield (
            mistake("product of means", words, one, other),
            fixed * mean(one) * mean(other),
        )
    words = (
        "The mean of the FUNCTION is not the FUNCTION of the mean: {} does not move "
        "out of the sum."
    )
    for part in Mul.make_args(inside):
        outer = isinstance(part, (Pow, Function)) and part.has(index)
        if outer and not (inside / part).has(index):
            u = part.base if isinstance(part, Pow) else part.args[0]
            yield (
                mistake("function of mean", _called(words, part), part),
                inside / part * part.xreplace({u: mean(u)}),
            )


def constants_in_sums(node):
    """n equal terms counted once, and a constant added once for all."""
    if not isinstance(node, Sum) or len(node.limits) != 1:
        return
    index, low, high = node.limits[0]
    fixed = [t for t in Add.make_args(node.function) if not t.has(index)]
    rest = node.function - Add(*fixed)
    for term in fixed:
        words = (
            "{} is the same in every term of the sum: it is there {} times, not once."
        )
        others = Add(*(t for t in fixed if t != term))
        inner = rest + others
        inner = Sum(inner, *node.limits) if inner != 0 else S.Zero
        yield mistake("sum", words, term, high - low + 1), inner + term
    one = [f for f in Mul.make_args(node.function) if not f.has(index)]
    if len(one) and Mul(*one) != node.function:
        factor = Mul(*one)
        for power in (-1, 2):
            words = "The factor {} that leaves the sum is not itself."
            yield (
                mistake("factor", words, factor),
                factor**power * Sum(node.function / factor, *node.limits),
            )


def _mean(node):
    """``(mean, inside, variables, density)`` of an average, or None."""
    if isinstance(node, Expectation):
        law = node.law
        return (
            lambda u: Expectation(u, law) if u.has(law.args[0]) else u,
            node.expression,
            {law.args[0]},
            law,
        )
    if isinstance(node, (Integral, Sum)):
        limits = node.limits
        variables = set(node.variables)
        return (lambda u: node.func(u, *limits)), node.function, variables, None
    return None


def _called(words, part):
    """The sentence with the name of the function that was moved."""
    name = FUNCTIONS.get(part.exp if isinstance(part, Pow) else part.func, "function")
    return words.replace("FUNCTION", name)


def _name(node):
    return NAMES[next(kind for kind in AVERAGES if isinstance(node, kind))]


RULES = (
    product_of_means,
    function_of_mean,
    sample_means,
    constants_in_sums,
)
