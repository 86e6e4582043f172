"""Numerical rules for sums and products."""

import sympy as sp
from mpmath import mp

from derivations.steps.deadline import check_time
from derivations.steps.errors import Unsupported

from .compiling import (
    all_compiled,
    compiled,
    integer,
    scalar,
    translate,
)
from .convergence import require_convergence


@translate.register(sp.Sum)
@translate.register(sp.Product)
def _(expression):
    body = compiled(expression.function)
    limits = [(lim[0], *all_compiled(lim[1:])) for lim in reversed(expression.limits)]
    is_sum = isinstance(expression, sp.Sum)

    def over(at, limits):
        if not limits:
            check_time()
            return scalar(body(at))
        (index, *ends), rest = limits[0], limits[1:]
        if len(ends) != 2:
            raise Unsupported(f"the range of index {index} is not given")
        low, high = (end(at) for end in ends)
        if not (mp.isfinite(low) and mp.isfinite(high)):
            numeric = mp.nsum if is_sum else mp.nprod

            def term(t):
                return at.bound(index, t, over, rest)

            if is_sum:
                require_convergence(term, (low, high))
            return numeric(term, [low, high])
        terms = (
            at.bound(index, mp.mpf(t), over, rest)
            for t in range(integer(low), integer(high) + 1)
        )
        return mp.fsum(terms) if is_sum else mp.fprod(terms)

    return lambda at: over(at, limits)
